"""Write and read the container of packs and backups: a plain tar with a manifest.

A tar of regular files (POSIX ustar), so that any `tar` can list it. `about.json` comes first and says what it is,
`manifest.json` last and gives name, size and SHA-256 of every member before it, in order. The reader takes nothing
else: no links, no folders, no extensions, no other names, no sizes above its bounds, nothing after the end.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Protocol

from assistant.errors import LibraryError, LibraryTooNew
from assistant.frozen import dataclass
from assistant.i18n import _, mark

VERSION = 1
"""Of the container and of what is in it; a higher one is refused."""
ABOUT, MANIFEST = "about.json", "manifest.json"
MOST_MEMBERS = 100_000
MOST_MEMBER_BYTES = 64 << 20
"""A member is held in memory as a whole."""
MOST_MANIFEST_BYTES = 32 << 20
MOST_UNPACKED = 64 << 20
"""Bytes of a member after unpacking."""
MOST_LINE = 8 << 20
_BLOCK = 512
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*")
_SIZE = re.compile(rb"[0-7]{11}\0")


class Source(Protocol):
    """What a container is read from."""

    def read(self, size: int, /) -> bytes:
        """Read up to so many bytes; none at the end."""


class Sink(Protocol):
    """What a container is written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of some bytes."""


KINDS = {"pack": mark("pack"), "backup": mark("backup")}
"""What containers are called."""


def broken(what: str) -> LibraryError:
    """Build the error for a file that is damaged, or no pack at all."""
    return LibraryError(
        _("The file cannot be used: {what}.", what=what),
        _("Nothing was changed. Copy or make it again; it may be damaged or come from another program."),
        code="pack_damaged",
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a container.

    Attributes:
        name: Relative, with forward slashes.
        data: Its bytes.
    """

    name: str
    data: bytes


class Writer:
    """Writes a container, member by member.

    Args:
        sink: Where to.
        kind: "pack" or "backup".
        about: What else is said at the beginning.
    """

    def __init__(self, sink: Sink, kind: str, about: Mapping[str, object]) -> None:
        self._sink = sink
        self._members: list[list[object]] = []
        self.add(ABOUT, json_bytes({"format": f"private-assistant {kind}", "version": VERSION, **about}))

    def add(self, name: str, data: bytes) -> None:
        """Write a member."""
        assert _NAME.fullmatch(name), name
        self._members.append([name, len(data), hashlib.sha256(data).hexdigest()])
        self._put(name, data)

    def close(self) -> None:
        """Write the manifest and the end."""
        self._put(MANIFEST, json_bytes({"members": self._members}))
        self._sink.write(bytes(2 * _BLOCK))

    def _put(self, name: str, data: bytes) -> None:
        self._sink.write(_header(name, len(data)))
        self._sink.write(data)
        self._sink.write(bytes(-len(data) % _BLOCK))


def json_bytes(value: object) -> bytes:
    """Write JSON the same way every time."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode("ascii")


def _header(name: str, size: int) -> bytes:
    fields = (
        name.encode("ascii").ljust(100, b"\0"),
        b"0000600\0" + b"0000000\0" * 2,
        b"%011o\0" % size,
        b"%011o\0" % 0,  # no time: the same content gives the same bytes
        b" " * 8,
        b"0",
        bytes(100),
        b"ustar\x0000",
    )
    block = b"".join(fields).ljust(_BLOCK, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def read_members(source: Source, kind: str) -> Iterator[Member]:
    """Yield the members of a container after `about.json`, each checked.

    That all of it is right is known only when the iterator has ended.

    Args:
        source: Where from.
        kind: What it must be: "pack" or "backup".

    Raises:
        LibraryError: It is no such container, is damaged, or breaks a bound.
        LibraryTooNew: A newer version of the program made it.
    """
    seen: list[list[object]] = []
    while True:
        name, size = _next(source, first=not seen, kind=kind)
        most = MOST_MANIFEST_BYTES if name == MANIFEST else MOST_MEMBER_BYTES
        if size > most or len(seen) > MOST_MEMBERS:
            raise broken(_("it is larger than a {kind} may be", kind=_(KINDS[kind])))
        data = _exactly(source, size)
        if any(_exactly(source, -size % _BLOCK)):
            raise broken(_("it holds more than it says"))
        if name == MANIFEST:
            _check_end(source, data, seen)
            return
        seen.append([name, size, hashlib.sha256(data).hexdigest()])
        if len(seen) == 1:
            _check_about(name, data, kind)
        else:
            yield Member(name, data)


def _next(source: Source, *, first: bool, kind: str) -> tuple[str, int]:
    block = source.read(_BLOCK)
    if first and (len(block) < _BLOCK or block[257:265] != b"ustar\x0000"):
        raise broken(_("it is no {kind} of this program", kind=_(KINDS[kind])))
    if len(block) < _BLOCK or not any(block):
        raise broken(_("its end is missing"))
    name = block[:100].rstrip(b"\0").decode("ascii", "replace")
    size = block[124:136]
    if not _NAME.fullmatch(name) or not _SIZE.fullmatch(size) or block != _header(name, int(size[:11], 8)):
        raise broken(_("a part of it has a header that is none"))
    return name, int(size[:11], 8)


def _exactly(source: Source, size: int) -> bytes:
    parts, left = [], size
    while left:
        part = source.read(min(left, 1 << 20))
        if not part:
            raise broken(_("its end is missing"))
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _check_about(name: str, data: bytes, kind: str) -> None:
    about = read_json(data)
    form = about.get("format") if isinstance(about, dict) else None
    if name != ABOUT or not isinstance(form, str) or not isinstance(about, dict):
        raise broken(_("it is no {kind} of this program", kind=_(KINDS[kind])))
    other = {"private-assistant pack": "pack", "private-assistant backup": "backup"}.get(form, "")
    if other != kind:
        hint = {"pack": "assistant pack import FILE", "backup": "assistant restore FILE"}.get(other, "")
        here = _(KINDS[kind])
        what = (
            _("it is a {other}, not a {kind}", other=_(KINDS[other]), kind=here)
            if other
            else _("it is no {kind} of this program", kind=here)
        )
        raise LibraryError(_("The file cannot be used: {what}.", what=what), hint, code="pack_damaged")
    version = about.get("version")
    if not isinstance(version, int) or version < 1:
        raise broken(_("it does not say which version made it"))
    if version > VERSION:
        raise too_new(kind)


def too_new(kind: str) -> LibraryTooNew:
    """Build the error for a file that a newer version has made."""
    return LibraryTooNew(
        _("A newer version of this program made this {kind}.", kind=_(KINDS[kind])),
        _("Install the newer version; nothing was changed."),
    )


def _check_end(source: Source, data: bytes, seen: list[list[object]]) -> None:
    manifest = read_json(data)
    if not isinstance(manifest, dict) or manifest.get("members") != seen:
        raise broken(_("it does not hold what its own list of parts says"))
    if source.read(2 * _BLOCK + 1) != bytes(2 * _BLOCK):
        raise broken(_("something stands behind its end"))


def read_json(data: bytes) -> object:
    """Read JSON that may be hostile.

    Raises:
        LibraryError: It is none.
    """
    try:
        value: object = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise broken(_("a part of it cannot be read")) from error
    return value


def _no_constant(name: str) -> object:
    raise ValueError(name)


def pack_lines(lines: list[bytes]) -> bytes:
    """Compress lines of JSON."""
    return gzip.compress(b"\n".join(lines), 6, mtime=0)


def read_lines(data: bytes) -> Iterator[object]:
    """Yield the values of compressed lines of JSON.

    Raises:
        LibraryError: They cannot be read, or unpack to more than `MOST_UNPACKED`.
    """
    unpacking = zlib.decompressobj(31)
    try:
        text = unpacking.decompress(data, MOST_UNPACKED + 1)
    except zlib.error as error:
        raise broken(_("a part of it cannot be unpacked")) from error
    if len(text) > MOST_UNPACKED or not unpacking.eof or unpacking.unused_data:
        raise broken(_("a part of it unpacks to more than it may, or ends too early"))
    for line in text.split(b"\n"):
        if len(line) > MOST_LINE:
            raise broken(_("a line of it is too long"))
        yield read_json(line)

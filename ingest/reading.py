"""Reads one file: its bytes and fingerprint, and the passages cut from its text."""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from assistant.frozen import dataclass
from assistant.i18n import _, mark, os_reason
from ingest.chunking import passages
from ingest.loaders import NOTHING, load_bytes
from ingest.records import Document, Part, Passage, RecognisedPage, Stretch, Unreadable

MAX_BYTES = 1 << 30
MOST_CHARS = 64_000_000
"""A file with more text is not read: its passages stand in memory, all together, until they are stored."""
OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
"""A pipe put in the place of a file would block for ever without O_NONBLOCK."""
_CHUNK = 4 << 20
NO_PERMISSION = mark("you have no permission to read it")
GONE = mark("it is no longer there")
"""Said of a file that was deleted between the look at its folder and the reading."""
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1


@dataclass(frozen=True)
class Parsed:
    """What became of a file.

    Attributes:
        path: Of the file, as it was given.
        size: In bytes, as it was read.
        mtime_ns: When it was changed, as it was read, in nanoseconds.
        content_hash: BLAKE2b of its bytes, 32 hexadecimal digits; empty where they could not be read.
        title: Of the document.
        kind: Of the document, like "pdf".
        notices: Sentences about what could not be read in it.
        passages: Cut from it, in order; none where it holds documents.
        parts: The documents in it, in order; empty where it is one itself.
        unchanged: Its bytes are those that the caller knows already, so that it was not parsed.
        reason: Why it could not be read; empty where it could.
        skipped: Whether that is nothing to mend, as with a picture in which there are no words.
        to_recognise: Numbers of the pages whose text is still to be recognised in what they show.
        pages: How many there are, where the file is still to be read, in parts.
    """

    path: Path
    size: int = 0
    mtime_ns: int = 0
    content_hash: str = ""
    title: str = ""
    kind: str = ""
    notices: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    unchanged: bool = False
    reason: str = ""
    skipped: bool = False
    to_recognise: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    pages: int = 0

    @property
    def count(self) -> int:
        """How many passages it was cut into, those of its parts among them."""
        return len(self.passages) + sum(len(part.passages) for part in self.parts)

    @property
    def chars(self) -> int:
        """How long its text is."""
        ends = [self.passages, *(part.passages for part in self.parts)]
        return sum(some[-1].end for some in ends if some)


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """What tells one content of a file from another.

    Attributes:
        size: In bytes.
        mtime_ns: When it was changed, in nanoseconds since 1970.
        content_hash: BLAKE2b of its bytes, 32 hexadecimal digits.
    """

    size: int
    mtime_ns: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The bytes of a file and what the system said of it while they were read."""

    data: bytes
    size: int
    mtime_ns: int

    @property
    def content_hash(self) -> str:
        """BLAKE2b of the bytes."""
        hashed = _new_hash()
        hashed.update(self.data)
        return hashed.hexdigest()


def contents(path: Path) -> Contents:
    """Read a file's bytes; one that changes meanwhile is read once more.

    Raises:
        Unreadable: It cannot be opened, is no regular file, is too large, or changes all the time.
    """
    pieces: list[bytes] = []

    def keep(data: bytes) -> None:
        pieces.append(data)

    status = _read_whole(path, keep, pieces.clear)
    data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return Contents(data, status.st_size, changed_ns(status))


def fingerprint_of(path: Path) -> FileFingerprint:
    """Read a file's bytes without keeping them, and return its fingerprint.

    Raises:
        Unreadable: As for `contents`.
    """
    hashed = _new_hash()

    def start_again() -> None:
        nonlocal hashed
        hashed = _new_hash()

    status = _read_whole(path, lambda data: hashed.update(data), start_again)
    return FileFingerprint(status.st_size, changed_ns(status), hashed.hexdigest())


def parse(
    path: Path,
    read: Contents,
    recognised: Mapping[int, RecognisedPage] = NOTHING,
    kind: str | None = None,
) -> Parsed:
    """Return what became of a file whose bytes are at hand.

    Args:
        path: Of the file.
        read: Its bytes.
        recognised: By page number, what was recognised in its pictures.
        kind: Its format, where it is known.
    """
    fingerprint = path, read.size, read.mtime_ns, read.content_hash
    try:
        document = load_bytes(read.data, path, recognised, kind)
    except Unreadable as error:
        return failed(Parsed(*fingerprint), error)
    parts = tuple(part for one in document.parts if (part := _part(document, one)).passages)
    found = () if parts else tuple(passages(document))
    if (
        len(document.text) > MOST_CHARS
        and sum(len(one.text) for some in (found, *(part.passages for part in parts)) for one in some)
        > MOST_CHARS
    ):
        return Parsed(*fingerprint, reason=too_much_text())
    return Parsed(
        *fingerprint,
        title=document.title,
        kind=document.kind,
        notices=document.notices,
        passages=found,
        parts=parts,
        to_recognise=document.to_recognise,
    )


def too_much_text() -> str:
    """Return why a file with more text than `MOST_CHARS` is not read."""
    return _(
        "it holds more than {millions} million characters of text; split it up",
        millions=MOST_CHARS // 1_000_000,
    )


def _part(document: Document, part: Stretch) -> Part:
    """Return a document that stands in another one, cut into passages."""
    first = bisect_left(document.blocks, part.start, key=lambda block: block.start)
    last = bisect_left(document.blocks, part.end, key=lambda block: block.start)
    blocks = document.blocks[first:last]
    if len(blocks) > 1 and blocks[0].kind == "heading":
        blocks = blocks[1:]  # it names the part, and is its title
    start = blocks[0].start if blocks else part.start
    own = Document(
        text=document.text[start : part.end],
        title=part.title,
        kind=part.kind,
        blocks=tuple(
            replace(one, start=one.start - start, end=one.end - start, level=max(0, one.level - 1))
            for one in blocks
        ),
        recognised=tuple(
            replace(one, start=one.start - start, end=one.end - start)
            for one in document.recognised
            if start <= one.start and one.end <= part.end
        ),
    )
    found = tuple(passages(own))
    return Part(part.name, part.title, part.kind, part.size, part.content_hash, part.notices, found)


def failed(parsed: Parsed, error: Unreadable) -> Parsed:
    """Return the result of a file that cannot be read, with the reason."""
    return replace(parsed, reason=error.reason, skipped=error.skipped, to_recognise=error.to_recognise)


def changed_ns(status: os.stat_result) -> int:
    """Return when a file was changed, in nanoseconds since 1970.

    The number is within what a database column holds.

    Args:
        status: Of the file; its time may be any, also one beyond the year 2262.
    """
    return min(max(status.st_mtime_ns, _LOWEST), _HIGHEST)


def device_of(status: os.stat_result) -> int:
    """Return the number of a file's drive, within what a database column holds."""
    return min(max(status.st_dev, _LOWEST), _HIGHEST)


def why_not_opened(
    error: OSError, missing: str = mark("it does not exist, or is a link that leads nowhere")
) -> str:
    """Return why a file cannot be opened, as a sentence for its owner.

    Args:
        error: What the system answered.
        missing: What is said where there is no such file.
    """
    if isinstance(error, PermissionError):
        return _(NO_PERMISSION)
    if isinstance(error, FileNotFoundError):
        return _(missing)
    if "symbolic links" in str(error.strerror):
        return _("it is a link that leads nowhere, or in a circle")
    return _("it cannot be opened: {why}", why=os_reason(error))


def _new_hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)


def _read_whole(path: Path, take: Callable[[bytes], None], start_again: Callable[[], None]) -> os.stat_result:
    """Hand on a file's bytes; once more from the start if it changed meanwhile."""
    for __ in range(2):
        status = _read_once(path, take)
        if status is not None:
            return status
        start_again()
    raise Unreadable(_("it changed while it was read; it is read again next time"))


def _read_once(path: Path, take: Callable[[bytes], None]) -> os.stat_result | None:
    try:
        handle = os.open(path, OPEN_FLAGS)
    except OSError as error:
        raise Unreadable(why_not_opened(error, GONE)) from error
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise Unreadable(_("it is a folder, a pipe or a device, not a file"))
        if before.st_size > MAX_BYTES:
            raise Unreadable(_("it is larger than {megabytes} MB", megabytes=MAX_BYTES >> 20))
        total = 0
        # One that grows without end is not followed.
        while total <= before.st_size and (piece := os.read(handle, min(_CHUNK, before.st_size - total + 1))):
            total += len(piece)
            take(piece)
        after = os.fstat(handle)
    except OSError as error:
        raise Unreadable(why_not_opened(error, GONE)) from error
    finally:
        os.close(handle)
    unchanged = (before.st_size, before.st_mtime_ns, total) == (
        after.st_size,
        after.st_mtime_ns,
        after.st_size,
    )
    return after if unchanged else None

"""Archives of documents (.zip, .tar and packed ones), each file read as a part.

Source: PKWARE's APPNOTE, 4.4.4 (bit 11: names in UTF-8) and 4.6.9 (names beside in Unicode).
"""

from __future__ import annotations

import bz2
import contextlib
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath, PurePosixPath

from assistant.i18n import _, mark
from ingest.loaders.archive import DAMAGED, MAX_BYTES, MAX_ENTRIES, MAX_RATIO, RATIO_MATTERS_FROM
from ingest.loaders.builder import Builder
from ingest.loaders.parts import Parts
from ingest.records import Document, Unreadable

MOST_FILES = 2_000
"""How many files of an archive are read."""
_MOST_UNPACKED = 512 << 20
_STEP = 1 << 20
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UTF8_NAMES, _IS_ENCRYPTED = 0x800, 0x1
_NAME_BESIDE = 0x7075
_BOMB = mark("it unpacks to {times} times its size, like a bomb made to fill memory")
_LARGE = mark("it unpacks to more than {megabytes} MB")
_PASSWORD = mark("it is encrypted and needs a password")
_ENDINGS = (".gz", ".bz2", ".xz", ".tgz", ".tbz2", ".txz", ".tbz")


def is_junk(name: str) -> bool:
    """Return whether an archive's entry is a folder, hidden, or a system's file."""
    return bool(_JUNK.search(name)) or name.endswith("/")


def read(data: bytes, path: PurePath) -> Document:
    """Read the documents in a zip archive, each under a heading with its name."""
    builder = Builder("zip")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except DAMAGED as error:
        raise Unreadable(_("it is damaged or incomplete: its archive cannot be opened")) from error
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(
            _(
                "its archive has {entries} files; more than {max_entries} are not opened",
                entries=len(entries),
                max_entries=MAX_ENTRIES,
            )
        )
    total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if total > MAX_BYTES:
        raise Unreadable(_("it unpacks to {total} MB; unpack it, and read the folder", total=total >> 20))
    if total > RATIO_MATTERS_FROM and total / max(1, packed) > MAX_RATIO:
        raise Unreadable(_(_BOMB, times=total // max(1, packed)))
    parts = Parts(builder, MOST_FILES, apart=True)
    names = _names(entries)
    for entry, name in zip(entries, names, strict=True):
        if is_junk(name):
            continue
        builder.read["file"] += 1
        if entry.flag_bits & _IS_ENCRYPTED:
            parts.leave(name, _(_PASSWORD))
            continue
        try:
            with archive.open(entry) as stream:
                held = stream.read(entry.file_size + 1)
        except DAMAGED:
            parts.leave(name, _("it is damaged"))
            continue
        if len(held) != entry.file_size:
            parts.leave(name, _("its size is not what the archive says"))
            continue
        parts.add(name, held, label="File")
    return _document(builder, parts, path)


def read_tape(data: bytes, path: PurePath) -> Document:
    """Read the documents in a tape archive, packed or not.

    A single file that was packed by itself is read too.
    """
    builder = Builder("tar")
    unpacked = _unpacked(data)
    parts = Parts(builder, MOST_FILES, apart=True)
    found = False
    try:
        for name, held in _files(unpacked):
            found = True
            if not is_junk(name):
                builder.read["file"] += 1
                parts.add(name, held, label="File")
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        if not found and unpacked is data:
            raise Unreadable(_("it is damaged or incomplete: its archive cannot be opened")) from error
        if found:
            builder.notices.append(_("its end is damaged: more files may have been in it"))
    if not found and unpacked is not data:
        builder.read["file"] += 1
        name = path.name
        ending = next((one for one in _ENDINGS if name.lower().endswith(one)), "")
        parts.add(name.removesuffix(name[len(name) - len(ending) :]) or name, unpacked, label="File")
    return _document(builder, parts, path)


def _document(builder: Builder, parts: Parts, path: PurePath) -> Document:
    parts.notice("file")
    if not builder.blocks:
        raise Unreadable(builder.notices[0] if builder.notices else _("it holds no files"))
    return builder.document(path, title=path.stem)


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names of files, whatever encoding they were written in."""
    raw: list[bytes] = []
    for entry in entries:
        with contextlib.suppress(UnicodeEncodeError):
            if not entry.flag_bits & _UTF8_NAMES and not entry.orig_filename.isascii():
                raw.append(entry.orig_filename.encode("cp437"))
    codec = _codec_of(raw)
    names = []
    for entry in entries:
        name = _name_beside(entry) or entry.filename
        if name == entry.filename and codec and not entry.flag_bits & _UTF8_NAMES and not name.isascii():
            with contextlib.suppress(UnicodeError):
                name = entry.orig_filename.encode("cp437").decode(codec)
        names.append(name.replace("\\", "/"))
    return names


def _codec_of(raw: list[bytes]) -> str:
    """Return the encoding that all names are in, or "" if there are none."""
    if not raw:
        return ""
    from ingest.loaders.guessing import guess

    whole = b"\n".join(raw)
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        name, _ = guess(whole)
        return name
    return "utf-8"


def _name_beside(entry: zipfile.ZipInfo) -> str:
    """Return the Unicode name that some programs add beside the other, or ""."""
    at, extra = 0, entry.extra
    while at + 4 <= len(extra):
        kind, size = (
            int.from_bytes(extra[at : at + 2], "little"),
            int.from_bytes(extra[at + 2 : at + 4], "little"),
        )
        if kind == _NAME_BESIDE and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""


def _unpacked(data: bytes) -> bytes:
    """Return bytes without their packing.

    Raises:
        Unreadable: They are damaged, or too many.
    """
    if data.startswith(b"\x1f\x8b"):
        return _whole(data, lambda: zlib.decompressobj(31))
    if data.startswith(b"BZh"):
        return _whole(data, bz2.BZ2Decompressor)
    if data.startswith(b"\xfd7zXZ"):
        return _whole(data, lambda: lzma.LZMADecompressor(memlimit=256 << 20))
    return data


def _whole(
    data: bytes, start: Callable[[], zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor]
) -> bytes:
    out = bytearray()
    try:
        while data:
            unpacker = start()
            while not unpacker.eof:
                stretch = unpacker.decompress(data, _STEP)
                data = unpacker.unconsumed_tail if hasattr(unpacker, "unconsumed_tail") else b""
                out += stretch
                if len(out) > _MOST_UNPACKED:
                    raise Unreadable(_(_LARGE, megabytes=_MOST_UNPACKED >> 20))
                if not stretch and not data and getattr(unpacker, "needs_input", True) and not unpacker.eof:
                    raise Unreadable(_("it is damaged or incomplete: its end is missing"))
            data = unpacker.unused_data.lstrip(b"\0")
    except (zlib.error, OSError, ValueError, EOFError, lzma.LZMAError) as error:
        raise Unreadable(_("it is damaged: it cannot be unpacked")) from error
    return bytes(out)


def _files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each file of a tape archive."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for count, member in enumerate(archive):
            if count >= MAX_ENTRIES:
                raise Unreadable(_("its archive has more than {max_entries} files", max_entries=MAX_ENTRIES))
            if not member.isreg() or member.sparse is not None:
                continue
            stream = archive.extractfile(member)
            held = b"" if stream is None else stream.read()
            if len(held) != member.size:
                raise EOFError(member.name)
            yield str(PurePosixPath(member.name)), held

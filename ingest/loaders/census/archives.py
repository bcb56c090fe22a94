"""Counts the files in archives, and the cells of binary workbooks."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from ingest.loaders.blobs import without_blobs
from ingest.loaders.census.markup import Archive
from ingest.loaders.inventory import Held, Things, Words

_JUNK = re.compile(rb"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)|/$", re.IGNORECASE)
_LISTED = b"PK\x01\x02"
_MOST_PACKED = 512 << 20
_SHEET = re.compile(r"xl/worksheets/\w+\.bin")
_NUMBERS = frozenset({2, 5, 9})
_BLOCK = 512


def zipped(data: bytes) -> Iterator[Held]:
    """Yield how many files a zip archive lists."""
    start = data.rfind(b"PK\x05\x06")
    at = int.from_bytes(data[start + 16 : start + 20], "little") if start >= 0 else 0
    at = at if data[at : at + 4] == _LISTED else data.find(_LISTED)
    count = 0
    while at >= 0 and data[at : at + 4] == _LISTED:
        name, extra, comment = struct.unpack_from("<HHH", data.ljust(at + 46, b"\0"), at + 28)
        count += not _JUNK.search(data[at + 46 : at + 46 + name])
        at += 46 + name + extra + comment
    yield Things("file", count)
    archive = Archive(data)
    for entry in archive.entries:
        if entry.filename.lower().endswith(".txt") and not _JUNK.search(
            entry.filename.encode("utf-8", "replace")
        ):
            yield from _words(archive.data(entry))


def tape(data: bytes) -> Iterator[Held]:
    """Yield how many files a tape archive holds; of a packed one, one at least."""
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        try:
            data = (
                zlib.decompressobj(31).decompress(data, _MOST_PACKED) if data.startswith(b"\x1f\x8b") else b""
            )
        except zlib.error:
            data = b""
    count = at = 0
    while data[at + 257 : at + 262] == b"ustar":
        size = data[at + 124 : at + 135].strip(b"\0 ")
        name = data[at : at + 100].rstrip(b"\0")
        if data[at + 156 : at + 157] in (b"0", b"\0") and not _JUNK.search(name):
            count += 1
            if name.lower().endswith(b".txt"):
                yield from _words(data[at + _BLOCK : at + _BLOCK + (int(size, 8) if size.isdigit() else 0)])
        at += _BLOCK + -(-(int(size, 8) if size.isdigit() else 0) // _BLOCK) * _BLOCK
    yield Things("file", max(1, count) if not at else count)


def _words(data: bytes) -> Iterator[Held]:
    """Yield the words of a plain text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    yield from map(Words, without_blobs(text)[0].split("\n\n"))


def workbook(data: bytes) -> Iterator[Held]:
    """Yield what the cells of a binary workbook hold."""
    archive = Archive(data)
    yield from archive.lost()
    shared = [_text(body, 1) for kind, body in _records(archive.data("xl/sharedStrings.bin")) if kind == 19]
    values = 0
    for entry in archive.entries:
        if not _SHEET.fullmatch(entry.filename):
            continue
        told: set[str] = set()
        for kind, body in _records(archive.data(entry)):
            values += kind in _NUMBERS
            text = ""
            if kind == 7 and len(body) >= 12:
                place = struct.unpack_from("<I", body, 8)[0]
                text = shared[place] if place < len(shared) else ""
            elif kind in (6, 8, 62):
                text = _text(body, 9 if kind == 62 else 8)
            if text and text not in told:
                told.add(text)
                yield Words(text, "in its cells")
    if values:
        yield Things("value of a cell", values)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(data):
        kind = data[at] & 0x7F
        at += 1
        if data[at - 1] & 0x80:
            kind |= (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < len(data):
            size |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not data[at - 1] & 0x80 or shift > 21:
                break
        yield kind, data[at : at + size]
        at += size


def _text(body: bytes, at: int) -> str:
    count = int.from_bytes(body[at : at + 4], "little")
    return body[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace") if count < 1 << 20 else ""

"""Gives a PDF that was cut off or overwritten a new table of contents for the objects that still stand in it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b")
_TYPE = re.compile(rb"/Type\s*/(Catalog|Page|ObjStm)(?![A-Za-z])")
_FIRST = re.compile(rb"/First\s+(\d{1,8})")
_STREAM = re.compile(rb"stream\r?\n")
_END = re.compile(rb"endobj|endstream")
_HEAD_BYTES = 4096
_MOST_UNPACKED = 64 << 20
_MOST_OBJECTS = 200_000


def repaired(data: bytes) -> Iterator[bytes]:
    """Yield what a reader of PDF files may be able to open, the better version first.

    The first keeps the file's own tree of pages, whose gaps can then be told; the second has a new one of those
    pages that are there.

    Args:
        data: A file that could not be opened.
    """
    packed, catalog, pages, last = _looked_through(data)
    unpacked = b"".join(_unpacked(data, packed))
    if unpacked:
        _, inner_catalog, inner_pages, inner_last = _looked_through(unpacked)
        catalog, last = inner_catalog or catalog, max(last, inner_last)
        pages = list(dict.fromkeys([*pages, *inner_pages]))
    # What is left of the old table must not be believed.
    body = data.replace(b"startxref", b"%        ").replace(b"trailer", b"%      ") + b"\nendobj\n" + unpacked
    if catalog:
        yield body + b"trailer\n<</Root %d 0 R>>\n%%%%EOF\n" % catalog
    if pages:
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        yield body + (
            b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%b]>>\nendobj\n" % (last + 1, len(pages), kids)
            + b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (last + 2, last + 1)
            + b"trailer\n<</Root %d 0 R>>\n%%%%EOF\n" % (last + 2)
        )


def _looked_through(data: bytes) -> tuple[list[tuple[int, int]], int, list[int], int]:
    """Return the packed streams of objects (start, end of their heads), the catalog, the pages, the highest number."""
    packed, catalog, pages, last = [], 0, {}, 0
    for match in _OBJECT.finditer(data):
        number = int(match[1])
        last = max(last, number)
        end = _END.search(data, match.end(), match.end() + _HEAD_BYTES)
        stop = end.start() if end else match.end() + _HEAD_BYTES
        kind = _TYPE.search(data, match.end(), stop)
        if kind is None or number == 0:
            continue
        if kind[1] == b"Catalog":
            catalog = number
        elif kind[1] == b"Page":
            pages[number] = True
        else:
            packed.append((match.end(), stop))
    return packed, catalog, list(pages), last


def _unpacked(data: bytes, packed: list[tuple[int, int]]) -> Iterator[bytes]:
    """Yield the objects that stand in streams, written out one by one."""
    left = _MOST_UNPACKED
    for start, stop in packed:
        begin, first = _STREAM.search(data, start, stop), _FIRST.search(data, start, stop)
        if begin is None or first is None:
            continue
        try:
            text = zlib.decompressobj().decompress(data[begin.end() : begin.end() + _MOST_UNPACKED], left)
        except zlib.error:
            continue
        left -= len(text)
        if left <= 0:
            return
        offset = int(first[1])
        heads = text[:offset].split()[: 2 * _MOST_OBJECTS]
        pairs = [
            (int(n), int(at))
            for n, at in zip(heads[::2], heads[1::2], strict=False)
            if n.isdigit() and at.isdigit()
        ]
        ends = [at for _, at in pairs[1:]] + [len(text) - offset]
        for (number, at), end in zip(pairs, ends, strict=True):
            yield b"%d 0 obj\n%b\nendobj\n" % (number, text[offset + at : offset + end])

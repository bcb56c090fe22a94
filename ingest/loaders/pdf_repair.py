"""Damaged PDFs: what shows that a file is one, and what can be put together of it."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator

from assistant.i18n import _, ngettext

_END_BYTES = 4096
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b")
_TYPE = re.compile(rb"/Type\s*/(Catalog|Page|ObjStm)(?![A-Za-z])")
_FIRST = re.compile(rb"/First\s+(\d{1,8})")
_STREAM = re.compile(rb"stream\r?\n")
_END = re.compile(rb"endobj|endstream")
_HEAD_BYTES = 4096
_MOST_UNPACKED = 64 << 20
_MOST_OBJECTS = 200_000
_FLATE = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_ASCII85 = re.compile(rb"/Filter\s*\[\s*/(?:ASCII85Decode|A85)\s*/(?:FlateDecode|Fl)\b")
_DICTIONARY_BYTES = 1000
_ASCII85_DIGITS = bytes(range(33, 118))
_ASCII85_ZERO = 33 * (85**5 - 1) // 84


def damages(data: bytes) -> list[str]:
    """Return sentences on what shows that text of a file may be missing.

    The file may be one that can be opened.
    """
    notices = []
    tail = data[-_END_BYTES:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        notices.append(_("its end is missing: it may have been cut off, and more text with it"))
    broken = _broken_streams(data)
    if broken:
        notices.append(
            ngettext(
                "{number} of its parts is damaged: text may be missing or wrong",
                "{number} of its parts are damaged: text may be missing or wrong",
                broken,
            )
        )
    return notices


def _broken_streams(data: bytes) -> int:
    """Count the packed parts that cannot be unpacked to their end.

    Pictures are not looked at.
    """
    if b"/Encrypt" in data:
        return 0
    broken, left = 0, _MOST_UNPACKED
    for match in _STREAM.finditer(data):
        start = data.rfind(b"obj", max(0, match.start() - _DICTIONARY_BYTES), match.start())
        dictionary = data[max(0, start) : match.start()]
        if start < 0 or dictionary.endswith(b"end") or _PICTURE.search(dictionary):
            continue
        spelled = _ASCII85.search(dictionary) is not None
        if not spelled and not _FLATE.search(dictionary):
            continue
        end = data.find(b"endstream", match.end())
        packed = data[match.end() : end if end >= 0 else len(data)]
        try:
            if spelled:
                packed = _from_ascii85(packed.strip().removeprefix(b"<~"))
            inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            text = inflate.decompress(packed[2:], left)
        except (zlib.error, ValueError):
            broken += 1
            continue
        left -= len(text)
        if left <= 0:
            break
        check = inflate.unused_data[:4]
        broken += not inflate.eof or (len(check) == 4 and int.from_bytes(check, "big") != zlib.adler32(text))
    return broken


def _from_ascii85(text: bytes) -> bytes:
    """Return what a text in Ascii85 spells, with its end `~>`.

    The usual one, without short forms, is read by groups, which takes a third of the time of `base64`.

    Raises:
        ValueError: It is none.
    """
    body = text.translate(None, b" \t\n\r\v\f")
    rest = (len(body) - 2) % 5 + 2
    if len(body) <= rest or not text.endswith(b"~>") or body[:-2].translate(None, _ASCII85_DIGITS):
        return base64.a85decode(b"<~" + text, adobe=True)
    groups = body[:-rest]
    numbers = [
        52200625 * one + 614125 * two + 7225 * three + 85 * four + five - _ASCII85_ZERO
        for one, two, three, four, five in zip(*(groups[place::5] for place in range(5)), strict=True)
    ]
    if max(numbers) >= 1 << 32:
        raise ValueError("a group is none")  # not shown
    return struct.pack(f">{len(numbers)}I", *numbers) + base64.a85decode(b"<~" + body[-rest:], adobe=True)


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
    """Return the object streams, the catalog, the pages and the highest number.

    Of an object stream that is the start and end of its head.
    """
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
        for (number, at), end in zip(pairs, ends, strict=False):
            yield b"%d 0 obj\n%b\nendobj\n" % (number, text[offset + at : offset + end])

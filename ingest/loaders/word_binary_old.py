"""What differs in files of Word 6 and 95 from later ones.

Texts have one byte a character, and the records beside them are shorter.

Source: the description of Word 6's format that Microsoft published; [MS-DOC] for what stayed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ingest.loaders.guessing import guess
from ingest.loaders.word_binary_parts import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    ROW_END,
    TABLE,
    Piece,
    Style,
    pieces,
)

_PAGE = 512
_PROPERTIES = {24: IN_TABLE, 25: ROW_END, 65: DELETED, 92: HIDDEN, 190: TABLE}
# How many bytes follow each modifier of properties; of the others, a byte says it.
_SIZES = {
    **dict.fromkeys((2, 16, 17, 18, 19, 21, 22, *range(26, 29), *range(30, 36), *range(38, 44), *range(45, 50)), 2),
    **dict.fromkeys((4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 24, 25, 29, 36, 37, 44, 50, 51, *range(65, 68), 71, 75), 1),
    **dict.fromkeys((69, 72, 80, 93, 96, 97), 2), **dict.fromkeys((20, 70), 4), 73: 3, 83: 0, 95: 3,
    **dict.fromkeys((*range(85, 93), 94, 98), 1),
}  # fmt: skip
_WITH_SIZE = frozenset({3, 12, 15, 23, 52, 68, 74, 81, 82})
_MOST_STYLES = 1_000


def modifiers(data: bytes) -> dict[int, bytes]:
    """Return the properties that matter, by the numbers of later versions."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        number = data[at]
        at += 1
        if number == 190:
            size = int.from_bytes(data[at : at + 2], "little") + 1
        elif number in _SIZES:
            size = _SIZES[number]
        elif number in _WITH_SIZE:
            size = 1 + (data[at] if at < len(data) else 0)
        else:
            break  # not one of those that stand before what is looked for
        if number in _PROPERTIES:
            found[_PROPERTIES[number]] = data[at : at + size]
        at += size
    return found


def text_pieces(main: bytes, clx: bytes, count: int) -> list[Piece]:
    """Return the pieces of the text.

    Args:
        main: The stream of the document.
        clx: The table of its pieces, which only some files have.
        count: Characters of the text.
    """
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    size = 2 if flags & 0x1000 else 1
    if flags & 4 and clx:
        return [
            Piece(one.start, one.end, one.place * (2 if one.size == 1 else 1), size) for one in pieces(clx)
        ]
    return [Piece(0, count, struct.unpack_from("<I", main, 0x18)[0], size)]


def pages(main: bytes, places: bytes) -> Iterator[bytes]:
    """Yield the pages of properties that a table names."""
    count = max(0, (len(places) - 4) // 6)
    for (number,) in struct.iter_unpack("<H", places[4 * (count + 1) : 4 * (count + 1) + 2 * count]):
        page = main[_PAGE * number : _PAGE * (number + 1)]
        if len(page) == _PAGE:
            yield page


def paragraphs(main: bytes, places: bytes) -> Iterator[tuple[int, int, dict[int, bytes]]]:
    """Yield where the properties of a paragraph begin, its style, and these."""
    for page in pages(main, places):
        count = page[-1]
        if 4 * (count + 1) + 7 * count > _PAGE:
            continue
        starts = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + 7 * index]
            held = page[at + 1 : at + 1 + 2 * page[at]] if at else b""
            style = int.from_bytes(held[:2], "little")
            yield starts[index], style, modifiers(held[2:])


def marked_characters(main: bytes, places: bytes) -> list[tuple[int, int, dict[int, bytes]]]:
    """Return stretches of characters that are deleted or hidden.

    Their properties have the numbers of later versions.
    """
    found = []
    for page in pages(main, places):
        count = page[-1]
        if 5 * count + 4 > _PAGE:
            continue
        ends = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + index]
            held = modifiers(page[at + 1 : at + 1 + page[at]]) if at else {}
            if held and ends[index] < ends[index + 1]:
                found.append((ends[index], ends[index + 1], held))
    return sorted(found, key=lambda one: one[0])


def styles(data: bytes) -> list[Style]:
    """Return the styles of a document, by number.

    Of each, only whether it is a heading, and of which level, is known.
    """
    if len(data) < 8:
        return []
    size, count = struct.unpack_from("<HH", data)
    at = 2 + size
    found = []
    for _ in range(min(count, _MOST_STYLES)):
        length = int.from_bytes(data[at : at + 2], "little")
        built_in = int.from_bytes(data[at + 2 : at + 4], "little") & 0xFFF if length else 0xFFF
        found.append(Style(built_in if 1 <= built_in <= 9 else 0, {}))
        at += 2 + length
    return found


def codec_of(raw: bytes) -> str:
    """Return the encoding of a text, guessed from its bytes.

    Fonts and languages that these files name are often wrong.
    """
    if raw.isascii():
        return "cp1252"
    name, _ = guess(bytes(byte for byte in raw if byte >= 32 or byte == 13)[: 64 * 1024])
    return name

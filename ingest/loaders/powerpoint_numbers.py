"""Automatic numbers of paragraphs in presentations of PowerPoint 97 to 2003.

Which paragraphs have one stands beside the text, in a record that PowerPoint 97 does not know.

Source: [MS-PPT] 2.9.18 to 2.9.20 (paragraphs), 2.9.11 to 2.9.13 (characters), 2.9.67 to 2.9.71 (what PowerPoint 2000
adds), 2.13.33 (schemes).
"""

from __future__ import annotations

import struct

from ingest.loaders.slide_text import number_of

_SCHEMES = (
    "alphaLcPeriod", "alphaUcPeriod", "arabicParenR", "arabicPeriod", "romanLcParenBoth", "romanLcParenR",
    "romanLcPeriod", "romanUcPeriod", "alphaLcParenBoth", "alphaLcParenR", "alphaUcParenBoth", "alphaUcParenR",
    "arabicParenBoth", "arabicPlain", "romanUcParenBoth", "romanUcParenR", "ea1ChsPlain", "ea1ChsPeriod",
    "circleNumDbPlain", "circleNumWdWhitePlain", "circleNumWdBlackPlain", "ea1ChtPlain", "ea1ChtPeriod",
)  # fmt: skip
_PARAGRAPH = ((0xF, 2), (0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2),
    (0x100, 2), (0x400, 2), (0x8000, 2))  # fmt: skip
"""What a run of paragraphs may say: the bits that say so, and bytes."""
_TABS, _AFTER_TABS = 0x100000, ((0x10000, 2), (0xE0000, 2), (0x200000, 2))
_BULLET_IS_SAID, _BULLET_FLAGS = 0x1, 0xF
_STYLE_BITS = 0x3EB7  # of characters
_CHARACTERS = ((_STYLE_BITS, 2), (0x10000, 2), (0x200000, 2), (0x400000, 2), (0x800000, 2), (0x20000, 2), (0x40000, 4),
    (0x80000, 2))  # fmt: skip
_PICTURE, _IS_NUMBERED, _SCHEME = 0x800000, 0x2000000, 0x1000000
_RUN_OF_2002 = 0x100000
_LANGUAGES = ((0x1, 2), (0x2, 2), (0x4, 2), (0x40, 2), (0x20, 4))
_SMART_TAGS = 0x200
_MOST_RUNS = 100_000
_LAST_LEVEL = 4


def numbered(words: str, styles: bytes, added: bytes) -> list[str]:
    r"""Return the automatic number of each paragraph, or nothing where it has none.

    Args:
        words: The text; its paragraphs end in "\r".
        styles: How its paragraphs and characters are styled.
        added: What PowerPoint 2000 adds to that.
    """
    paragraphs = words.split("\r")
    try:
        schemes = _schemes(added)
        levels, which = _runs(styles, len(words) + 1)
    except (struct.error, IndexError):
        return [""] * len(paragraphs)
    counters: dict[int, tuple[tuple[str, int], int]] = {}
    numbers = []
    at = 0
    for paragraph in paragraphs:
        level, has_bullet = levels[at] if at < len(levels) else (0, True)
        index = which[at] if at < len(which) else 0
        scheme = schemes[index] if index < len(schemes) and has_bullet else None
        at += len(paragraph) + 1
        if not paragraph.strip():
            numbers.append("")
            continue
        for other in [one for one in counters if one > level or (one == level and scheme is None)]:
            del counters[other]
        if scheme is None:
            numbers.append("")
            continue
        before = counters.get(level)
        count = before[1] + 1 if before is not None and before[0] == scheme else scheme[1]
        counters[level] = scheme, count
        numbers.append(number_of(count, scheme[0]))
    return numbers


def _schemes(data: bytes) -> list[tuple[str, int] | None]:
    """Return the numbering scheme and first number of each style added since 2000.

    A style that does not number has None.
    """
    found: list[tuple[str, int] | None] = []
    at = 0
    while at + 4 <= len(data) and len(found) < _MOST_RUNS:
        (mask,) = struct.unpack_from("<I", data, at)
        at += 4 + (2 if mask & _PICTURE else 0)
        is_numbered, scheme, first = 0, 3, 1
        if mask & _IS_NUMBERED:
            (is_numbered,) = struct.unpack_from("<H", data, at)
            at += 2
        if mask & _SCHEME:
            scheme, first = struct.unpack_from("<HH", data, at)
            at += 4
        (characters,) = struct.unpack_from("<I", data, at)
        at += 4 + (4 if characters & _RUN_OF_2002 else 0)
        (languages,) = struct.unpack_from("<I", data, at)
        at += 4 + sum(size for bit, size in _LANGUAGES if languages & bit)
        if languages & _SMART_TAGS:
            at += 4 + 4 * struct.unpack_from("<I", data, at)[0]
        name = _SCHEMES[scheme] if scheme < len(_SCHEMES) else "arabicPeriod"
        found.append((name, max(1, first)) if is_numbered == 1 else None)
    return found


def _runs(data: bytes, length: int) -> tuple[list[tuple[int, bool]], list[int]]:
    """Return each character's paragraph level and bullet, and its added style.

    The level comes with whether the paragraph has a bullet.
    """
    levels: list[tuple[int, bool]] = []
    at = 0
    while len(levels) < length:
        count, level, mask = struct.unpack_from("<IHI", data, at)
        at += 10
        has_bullet = True
        if mask & _BULLET_FLAGS:
            flags = struct.unpack_from("<H", data, at)[0]
            has_bullet = not mask & _BULLET_IS_SAID or bool(flags & _BULLET_IS_SAID)
        at += sum(size for bits, size in _PARAGRAPH if mask & bits)
        if mask & _TABS:
            at += 2 + 4 * struct.unpack_from("<H", data, at)[0]
        at += sum(size for bits, size in _AFTER_TABS if mask & bits)
        levels += [(min(level, _LAST_LEVEL), has_bullet)] * min(max(1, count), length - len(levels))
    which: list[int] = []
    while len(which) < length and at + 8 <= len(data):
        count, mask = struct.unpack_from("<II", data, at)
        style = struct.unpack_from("<H", data, at + 8)[0] if mask & _STYLE_BITS else 0
        at += 8 + sum(size for bits, size in _CHARACTERS if mask & bits)
        which += [style >> 10 & 0xF] * min(max(1, count), length - len(which))
    return levels, which

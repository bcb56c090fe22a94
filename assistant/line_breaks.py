"""Where a line of text may end, in scripts without spaces too.

A line breaks between words, and before and after each Chinese, Japanese or Korean character, but not before what closes
("，", "。", "）", "”"), nor after what opens ("（", "“").

Source: Unicode Standard Annex 14, classes ID, CL, CP, EX, NS, OP and QU; those of ideographs only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len, chop_cells

from assistant.regexes import lazy_regex
from assistant.text import CJK

_CLOSING = frozenset("，。、；：？！）」』】》〉〕］｝”’…—～·％℃,.;:?!)]}%…")
"""No line begins with one of these."""
_OPENING = frozenset("（「『【《〈〔［｛“‘([{￥$#")
"""No line ends with one of these."""
_HAS_CJK = lazy_regex(f"[{CJK}]")
_PIECE = lazy_regex(rf"(?:[{CJK}]|[^\s{CJK}]+)\s*|\s+")


def has_ideographs(text: str) -> bool:
    """Return whether a text has characters between which a line may end."""
    return not text.isascii() and _HAS_CJK.search(text) is not None


def break_positions(text: str, width: int, fold: bool = True) -> list[int]:
    """Return where the lines after the first begin, so that each fits a width.

    Args:
        text: One line.
        width: In cells.
        fold: Whether what is wider than a line is cut by force.
    """
    if not has_ideographs(text):
        from rich._wrap import divide_line

        return divide_line(text, width, fold)
    found: list[int] = []
    used = 0
    for start, end in _unbroken(text):
        piece = text[start:end]
        cells = cell_len(piece.rstrip())
        # Rich counts characters, not cells, where it takes spaces off an end: a line too wide by one loses its last word.
        if used + cell_len(piece) <= width:
            used += cell_len(piece)
            continue
        if used and start:
            found.append(start)
        used = cell_len(piece)
        if cells > width and fold:
            parts = chop_cells(piece, max(width, 2))
            for part in parts[:-1]:
                start += len(part)
                found.append(start)
            used = cell_len(parts[-1])
    return found


def _unbroken(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text within which no line ends.

    Each takes the spaces after it along.
    """
    start = end = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        before = text[start:end]
        joins = bool(before) and not before.isspace() and (
            (piece[0] in _CLOSING and not (piece[0].isascii() and before[-1].isspace()))
            or (before.rstrip()[-1] in _OPENING and not before[-1].isspace())
        )  # fmt: skip
        if before and not joins:
            yield start, end
            start = end
        end = match.end()
    if end > start:
        yield start, end


def wrapped(text: str, width: int) -> list[str]:
    """Break one line of text into lines that are at most a width in cells."""
    width = max(width, 8)
    places = [0, *break_positions(text, width), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(places)] or [""]


def shortened(text: str, cells: int) -> str:
    """Cut the middle out of a text wider than some cells: names differ at both ends."""
    if cell_len(text) <= cells:
        return text
    return f"{_cut(text, (cells - 1) // 2)}…{_cut(text[::-1], cells // 2)[::-1]}"


def _cut(text: str, cells: int) -> str:
    """Return the beginning of a text that fits into a width."""
    text = text[: max(cells, 0)]
    while text and cell_len(text) > cells:
        text = text[:-1]
    return text


def teach_rich() -> None:
    """Have what Rich draws break its lines here."""
    from rich import text

    vars(text).update(divide_line=break_positions)


def teach_textual() -> None:
    """Have what Textual draws break its lines here."""
    from textual import content

    teach_rich()
    vars(content).update(divide_line=break_positions)

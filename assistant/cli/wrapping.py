"""Breaks text into lines by the cells it takes on a screen, where a Chinese character takes two."""

from __future__ import annotations

import re

from rich.cells import cell_len

_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
_PIECES = re.compile(rf"[{_WIDE}]|\s+|[^\s{_WIDE}]+")
_NOT_FIRST = frozenset("，。、；：？！）」』】》”’,.;:?!)]}")


def wrapped(text: str, width: int) -> list[str]:
    """Break one line of text into lines that are at most `width` cells wide; words are cut only where they must be."""
    width = max(width, 8)
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        cells = cell_len(piece)
        if line and used + cells > width:
            # A line does not begin with a comma: the character before it comes along.
            kept = line[-1] if piece in _NOT_FIRST and len(line) > 1 else ""
            lines.append(line[: len(line) - len(kept)].rstrip())
            line, used = kept, cell_len(kept)
        if line or not piece.isspace():
            line, used = line + piece, used + cells
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, width: int) -> list[str]:
    """Cut a text where a line may end; what is wider than a line is cut by force."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        while cell_len(piece) > width:
            cut = width if piece.isascii() else width // 2
            pieces.append(piece[:cut])
            piece = piece[cut:]
        pieces.append(piece)
    return pieces


def fitted(text: str, width: int) -> str:
    """Cut a text to a width in cells, with an ellipsis where something is missing, and fill it up with spaces."""
    if cell_len(text) > width:
        while text and cell_len(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - cell_len(text))

"""Put a line's characters in the order in which they stand.

Programs draw what a font lacks, like “ in a Chinese one, from another font behind the rest of the line, into the gaps
that they left for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.text import CJK
from ingest.loaders.pdf_layout import CHINESE_MARKS, Piece

CHINESE = re.compile(f"(?![\uac00-\ud7af])[{CJK}{CHINESE_MARKS}]")  # Korean sets blanks between words
_MOST_OVERLAP = 0.35  # of the narrower character: kerning is less, letters drawn over others more
_BLANK = 0.15  # of the letters' size: a wider gap parts words
_CHINESE_BLANK = 0.4  # the same between Chinese characters, which justified lines set apart
_LEAST_MOVE = 0.1  # of the letters' size
_CLOSE = (
    1.0  # of the letters' size: what is farther from its neighbours fills no gap of theirs, but is a column
)
_FEWEST_SPREAD = 4  # Chinese characters that stand apart, each for itself, by which a line is spread
_WIDEST_SPREAD = 0.3  # of the letters' size
_UNEVEN = 0.05  # of the letters' size


class Glyph(NamedTuple):
    """A character where it is drawn, in points from the left.

    Attributes:
        place: Its place in the page's text.
        word: Number of the word it belongs to in the text's order.
        left: Where it begins.
        right: Where it ends.
        chinese: Whether it is a Chinese character or a mark as they stand beside these.
    """

    place: int
    word: int
    left: float
    right: float
    chinese: bool = False


class Word(NamedTuple):
    """Characters side by side.

    Attributes:
        glyphs: From left to right.
        apart: Whether they are drawn without a blank before them; None where that is so as before.
    """

    glyphs: list[Glyph]
    apart: bool | None


def words_in_order(glyphs: Sequence[Glyph], blanks: Sequence[float], size: float) -> list[Word]:
    """Return the words that stand on a line, from left to right.

    Nothing is returned where the characters stand in the text's order or over one another, or where what is drawn
    later stands aside from the rest, like a column on its left.

    Args:
        glyphs: The line's characters in the text's order, without blanks.
        blanks: Where blanks are drawn.
        size: Height of the letters, in points.
    """
    least = _LEAST_MOVE * size
    moved = {after.place for before, after in pairwise(glyphs) if after.left < before.left - least}
    if not moved or 2 * len(moved) >= len(glyphs):  # on a mirrored page all stand so
        return []
    blanks = sorted(blanks)
    placed = sorted(glyphs, key=lambda one: one.left)
    position = {glyph.place: number for number, glyph in enumerate(glyphs)}
    words = [Word([placed[0]], None)]
    stretch = {placed[0].place}
    close = False
    for before, after in pairwise(placed):
        if position[after.place] == position[before.place] + 1:
            stretch.add(after.place)
            if after.word == before.word:
                words[-1].glyphs.append(after)
            else:
                words.append(Word([after], None))
            continue
        gap = after.left - before.right
        if -gap > _MOST_OVERLAP * min(before.right - before.left, after.right - after.left):
            return []
        is_close = gap < _CLOSE * size
        if not (close or is_close or stretch.isdisjoint(moved)):
            return []
        stretch, close = {after.place}, is_close
        drawn = bisect_right(blanks, before.left) < bisect_left(blanks, after.left)
        if drawn or gap > (_CHINESE_BLANK if before.chinese and after.chinese else _BLANK) * size:
            words.append(Word([after], not drawn))
        else:
            words[-1].glyphs.append(after)
    return words if close or stretch.isdisjoint(moved) else []


def closed_up(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the words of a line, without the blanks of justifying.

    Words that only stand apart because the line is spread over its width are one.

    Each character of such a Chinese line is a word to PDFium.
    """
    spread = [
        (after.left - before.right) / after.size
        for before, after in pairwise(pieces)
        if after.size and len(after.text) == 1 and _stand_apart(before, after)
    ]
    if len(spread) < _FEWEST_SPREAD - 1:
        return pieces
    usual = median(spread)
    if usual > _WIDEST_SPREAD:
        return pieces
    result = [pieces[0]]
    for after in pieces[1:]:
        before = result[-1]
        gap = after.left - before.right
        if _stand_apart(before, after) and gap < (usual + _UNEVEN) * after.size:
            result[-1] = before._replace(
                text=before.text + after.text, right=after.right, hyphen=after.hyphen
            )
        else:
            result.append(after)
    return result


def _stand_apart(before: Piece, after: Piece) -> bool:
    """Return whether two words are Chinese where they meet."""
    return (
        after.apart and CHINESE.match(after.text) is not None and CHINESE.match(before.text[-1]) is not None
    )

"""Where words stand on a page, by the characters that the page is made of.

A reader joins hyphenated words, puts rows of tables together and leaves running lines out: words are looked for by their
letters and digits alone, as a whole first, then in pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, from the page's upper left corner."""
MOST_CHARS = 200_000
"""Of a page, in which words are looked for."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LEAST = 6
"""So many letters of a half may stand on a page by chance; of wide ones, half as many."""
_LEAST_SHARE = 0.5
_MOST_TRIES = 400


def found(characters: Sequence[str], quote: str, before: str = "") -> tuple[list[range], float]:
    """Return which characters of a page say a quotation, and how much of it they say.

    Args:
        characters: Of the page, in its order.
        quote: What is looked for.
        before: What the page says before it, by which one of several places is chosen.

    Returns:
        Stretches of the characters, none where less than half was found; and the share that was found, from 0 to 1.
    """
    page, places = _squeezed(characters[:MOST_CHARS])
    wanted = _squeezed(quote)[0]
    if not wanted or not page:
        return [], 0.0
    at = _occurrence(page, wanted, _squeezed(before)[0].count(wanted))
    if at >= 0:
        return [_stretch(places, at, len(wanted))], 1.0
    parts = list(_in_pieces(page, quote))
    share = sum(length for _at, length in parts) / len(wanted)
    if share < _LEAST_SHARE:
        return [], share
    return [_stretch(places, at, length) for at, length in parts], min(share, 1.0)


def line_boxes(stretches: Iterable[range], box_of: Callable[[int], Box | None]) -> list[Box]:
    """Return boxes around stretches of characters, one for each line they take.

    Args:
        stretches: Numbers of characters.
        box_of: Gives the box of a character; None where it has none, like a line's end.
    """
    lines: list[Box] = []
    for stretch in stretches:
        begun = False
        for number in stretch:
            box = box_of(number)
            if box is None:
                continue
            if begun and _same_line(lines[-1], box):
                last = lines[-1]
                lines[-1] = (
                    min(last[0], box[0]),
                    min(last[1], box[1]),
                    max(last[2], box[2]),
                    max(last[3], box[3]),
                )
            else:
                lines.append(box)
                begun = True
    return lines


def spread(text: str, box: Box) -> list[Box]:
    """Return boxes for the characters of a line of which its own box is known."""
    widths = [0, *(2 if _WIDE.match(character) else 1 for character in text)]
    for index in range(1, len(widths)):
        widths[index] += widths[index - 1]
    left, top, right, bottom = box
    by = (right - left) / max(1, widths[-1])
    return [(left + begin * by, top, left + end * by, bottom) for begin, end in pairwise(widths)]


def _squeezed(characters: Iterable[str]) -> tuple[str, list[int]]:
    """Return letters and digits alone, without case, and each one's character."""
    kept: list[str] = []
    places: list[int] = []
    for number, character in enumerate(characters):
        plain = character if character.isascii() else unicodedata.normalize("NFKC", character)
        for one in plain.casefold():
            if one.isalnum():
                kept.append(one)
                places.append(number)
    return "".join(kept), places


def _stretch(places: Sequence[int], at: int, length: int) -> range:
    return range(places[at], places[at + length - 1] + 1)


def _occurrence(page: str, wanted: str, number: int) -> int:
    """Return where words stand for the n-th time or the last; -1 for nowhere."""
    at = page.find(wanted)
    while number and (after := page.find(wanted, at + len(wanted))) >= 0:
        at, number = after, number - 1
    return at


def _in_pieces(page: str, quote: str) -> Iterable[tuple[int, int]]:
    """Yield where lines and cells of a quotation stand, or else halves of them."""
    at = 0
    waiting = deque((line, True) for line in quote.splitlines())
    for _try in range(_MOST_TRIES):
        if not waiting:
            return
        piece, whole = waiting.popleft()
        wanted = _squeezed(piece)[0]
        least = _LEAST // 2 if _WIDE.search(wanted) else _LEAST
        if not wanted or (not whole and len(wanted) < least):
            continue
        place = page.find(wanted, at)
        if place < 0 and len(wanted) >= least:
            place = page.find(wanted)
        if place >= 0:
            yield place, len(wanted)
            at = place + len(wanted)
        elif "|" in piece:
            waiting.extendleft((cell, True) for cell in reversed(piece.split("|")))
        elif len(wanted) >= 2 * least:
            waiting.extendleft((half, False) for half in reversed(_halves(piece)))


def _halves(piece: str) -> tuple[str, str]:
    """Cut a text in two near its middle, between words where it has them."""
    middle = len(piece) // 2
    gap = piece.rfind(" ", 1, middle + 1)
    cut = gap if gap > len(piece) // 4 else middle
    return piece[:cut], piece[cut:]


def _same_line(line: Box, box: Box) -> bool:
    """Return whether a character stands in the line that goes before it."""
    height = max(1.0, min(line[3] - line[1], box[3] - box[1]))
    across = min(line[3], box[3]) - max(line[1], box[1])
    return across > height / 2 and -height < box[0] - line[2] < 3 * height

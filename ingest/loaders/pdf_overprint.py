"""Characters of a PDF's page that are printed over themselves.

Programs do so to make them look bold or cast a shadow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from operator import eq

from ingest.loaders.pdf_calls import Box, Characters

_WORD = re.compile(r"\S+")
_SAID_AGAIN = re.compile(r"(\w\S{2,40}?)\s{0,2}(?=\1)|([^\W_])(?=\2([^\W_])\3)")
_MOST_LOOKED_AT = 500
_NEAR = 0.15  # of the letters' height, by which copies may lie apart
_NEAR_WIDE = 0.5  # of a letter's width
_FARTHEST = 4.0  # points by which copies may lie apart
_SURE = 4
"""Letters of the shortest stretch that shows how often a page is printed."""
_COPIES = range(2, 9)
_REPEATED = r"(\S(?:.{0,78}\S)?)\1{%d}"


def printed_once(text: str, numbers: Sequence[int], asked: Characters) -> list[int]:
    """Return the places of characters without those that lie on one of their kind.

    All of them are returned where no words that stand there again lie so.

    Args:
        text: Of the page.
        numbers: PDFium's number of each character.
        asked: PDFium's characters.
    """
    pairs = list(islice(_said_again(text), _MOST_LOOKED_AT)) if numbers else []
    _, sides = asked.boxes([numbers[place] for place in chain.from_iterable(pairs)])
    boxes = list(zip(*sides, strict=True))
    if not any(map(_is_copy, boxes[::2], boxes[1::2])):
        return list(range(len(text)))
    told, sides = asked.boxes(numbers)
    printed: dict[tuple[str, int], list[Box]] = {}
    kept = []
    before: tuple[str, Box] | None = None
    for place, (one, known, box) in enumerate(zip(text, told, zip(*sides, strict=True), strict=True)):
        column = int(box[0] / _FARTHEST)
        if known and not one.isspace():
            near = chain.from_iterable(printed.get((one, some), ()) for some in range(column - 1, column + 2))
            # The letters of a ligature are told with one place.
            if (one, box) != before and any(_is_copy(box, other) for other in near):
                continue
            printed.setdefault((one, column), []).append(box)
        before = one, box
        kept.append(place)
    return kept


def _is_copy(box: Box, other: Box) -> bool:
    """Return whether a letter lies on another one of its kind, by their rectangles."""
    left, bottom, right, top = box
    near = min(_FARTHEST, _NEAR * (top - bottom))
    return abs(left - other[0]) < min(near, _NEAR_WIDE * (right - left)) and abs(bottom - other[1]) < near


def _said_again(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words begin that stand twice, and where they stand again.

    Twice in a row, three of them in a line, or one at the beginning of two lines.
    """
    for match in _SAID_AGAIN.finditer(text):
        yield match.start(), match.end()
    begin = 0
    start: tuple[str, int] | None = None
    for line in text.splitlines(keepends=True):
        plain = line.split()
        again = start is not None and plain[:1] == [start[0]]
        if again or _says_twice(plain):
            words = [(match.group(), begin + match.start()) for match in _WORD.finditer(line)]
            yield from _said_twice(words)
            if start is not None and again:
                yield start[1], words[0][1]
        if plain:
            start = plain[0], begin + line.index(plain[0])
        begin += len(line)


def _says_twice(words: Sequence[str]) -> bool:
    """Return whether three words of a line stand again, or two right behind."""
    pairs = list(pairwise(words))
    threes = len(words) - 2
    return len(set(zip(pairs, words[2:], strict=False))) < threes or any(map(eq, pairs, pairs[2:]))


def _said_twice(words: Sequence[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    """Yield where words begin that stand twice in a line, and where again."""
    seen: dict[tuple[str, ...], int] = {}
    for place, (word, at) in enumerate(words):
        some = (word, *(other for other, _ in words[place + 1 : place + 3]))
        if len(some) == 3 and some in seen:
            yield seen[some], at
        seen.setdefault(some, at)
        if [word, *some[1:2]] == [other for other, _ in words[place + 2 : place + 4]]:
            yield at, words[place + 2][1]


def told_once(lines: Sequence[str], once: str) -> list[str]:
    """Return lines of a reader that tells each copy of words, without the copies.

    They are as they are where there are none.

    Args:
        lines: What it tells of a page.
        once: What a reader tells of the page that takes copies for one, and may lack words.
    """
    found: Counter[int] = Counter()
    for copies in _COPIES:
        pattern = re.compile(_REPEATED % (copies - 1))
        units = [match[1] for line in lines for match in pattern.finditer(line)]
        sure = [one for one in units if len(one) >= _SURE and one in once and one + one not in once]
        found[copies] = sum(map(len, sure))
    copies, letters = max(found.items(), key=lambda one: (one[1], one[0]))
    if not letters:
        return list(lines)
    pattern = re.compile(_REPEATED % (copies - 1))
    return [pattern.sub(lambda match: match[0 if match[0] in once else 1], line) for line in lines]

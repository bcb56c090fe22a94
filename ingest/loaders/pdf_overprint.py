"""Characters of a PDF's page that are printed over themselves, as programs do to make them look bold or cast a shadow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.loaders.pdf_calls import Characters

_SAID_AGAIN = re.compile(r"(\w[^\r\n]{2,80}?)\s*\1|(?:([^\W_])\2){2}")
_NEAR = 0.15  # of the letters' height, by which copies may lie apart
_NEAR_WIDE = 0.5  # of a letter's width
_MOST_PLACES = 64  # of one letter, that are compared
_SURE = 4
"""Letters of the shortest stretch that shows how often a page is printed."""
_COPIES = range(2, 9)
_REPEATED = r"(\S(?:.{0,78}\S)?)\1{%d}"


def printed_once(text: str, numbers: Sequence[int], asked: Characters) -> list[int]:
    """Return the places of a text's characters without those that lie on one of their kind.

    All of them are returned where no words stand there again.

    Args:
        text: Of the page.
        numbers: PDFium's number of each character.
        asked: PDFium's characters.
    """
    if not numbers or _SAID_AGAIN.search(text) is None:
        return list(range(len(text)))
    told, (lefts, bottoms, rights, tops) = asked.boxes(numbers)
    printed: dict[str, list[tuple[float, float]]] = {}
    kept = []
    before: tuple[str, float, float, float] | None = None
    for place, (one, known, left, bottom, right, top) in enumerate(
        zip(text, told, lefts, bottoms, rights, tops, strict=True)
    ):
        box = (one, left, bottom, right)
        near, near_wide = _NEAR * (top - bottom), min(_NEAR * (top - bottom), _NEAR_WIDE * (right - left))
        places = printed.setdefault(one, [])
        # The letters of a ligature are told with one place.
        if (
            known
            and not one.isspace()
            and box != before
            and any(abs(left - x) < near_wide and abs(bottom - y) < near for x, y in places[-_MOST_PLACES:])
        ):
            continue
        before = box
        places.append((left, bottom))
        kept.append(place)
    return kept


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

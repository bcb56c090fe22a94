"""Tell which row of a table a number belongs to, where rows are for ranges.

"5 to 10 m³", "over 20 m³". All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import inf

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.values import Number, amounts

_FEWEST = 2
"""Rows that have to be for ranges."""
_UP_TO = lazy_regex(
    r"\b(?:up to|under|below|(?:less|fewer) than|or (?:less|fewer|under|below)|until|at most|max\w*|bis|unter|höchstens|weniger als|jusqu'?à|moins de|hasta|menos de|fino a|meno di"
    r"|sotto|até|до|менее|не более)\b|以下|以内|未満|未满|不满|不足|まで|이하|미만|까지|[<≤]|\b(?:حتى|أقل من)\b",
    re.IGNORECASE,
)
_FROM = lazy_regex(
    r"\b(?:over|above|more than|or (?:more|longer|later|earlier)|from|at least|ab|über|mehr als|plus de|à partir d[eu]|dès|más de|desde|a partir de|oltre|più di|mais de|acima de"
    r"|свыше|более|больше|от)\b|以上|超过?|超|越える|を超え|이상|초과|부터|[>≥+]|\b(?:أكثر من|من)\b",
    re.IGNORECASE,
)
_BETWEEN = lazy_regex(
    r"[^\W\d]*\s*(?:to|until|up to|bis|und|à|au|et|a|al|hasta|y|e|até|до|по|и|[-–—~～〜至到から까지부터])\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Band:
    """A range of amounts.

    Attributes:
        first: The least.
        last: The greatest.
        unit: What they count; empty where that is not said.
    """

    first: float
    last: float
    unit: str

    def holds(self, number: Number) -> bool:
        """Return whether a number lies in it, and counts the same."""
        return any(self.first <= value <= self.last for value in _read(number)) and (
            not self.unit or not number.unit or self.unit == number.unit
        )


def in_other_band(place: int, keys: Sequence[str], said: str) -> bool:
    """Return whether a text speaks of a number that another row is for.

    Args:
        place: The row.
        keys: The first cell of each row.
        said: The text: a question.
    """
    bands = [band_of(key) for key in keys]
    known = [band for band in bands if band is not None]
    own = bands[place]
    if own is None or len(known) < _FEWEST:
        return False
    numbers = [one for one in amounts(said) if any(band.holds(one) for band in known)]
    counted = [one for one in numbers if one.unit and any(band.unit == one.unit for band in known)]
    meant = counted or numbers
    return bool(meant) and not any(own.holds(one) for one in meant)


def label_of(line: str) -> str:
    """Return what a line of a list says before its colon; empty where it has none."""
    found = _LABEL.match(line)
    return found["label"] if found is not None else ""


_LABEL = lazy_regex(r"\W*(?P<label>[^:：\n]{2,48})[:：]")


@lru_cache(maxsize=512)
def band_of(cell: str) -> Band | None:
    """Return the range that a cell stands for; None where it is none."""
    numbers = amounts(cell)
    if len(numbers) == 2:
        one, other = numbers
        if _BETWEEN.fullmatch(cell[one.end : other.start]) is None:
            return None
        if not one.unit and other.unit:  # "18-25 years"
            one = next(iter(amounts(one.text + cell[other.end : other.span[1]])), one)
        read = [*_read(one), *_read(other)]  # "90 to 31 days before" counts down
        first, last = min(read, default=inf), max(read, default=-inf)
        return Band(first, last, other.unit) if first < last else None
    if len(numbers) != 1 or not (read := _read(numbers[0])):
        return None
    if _UP_TO.search(cell):
        return Band(-inf, read[0], numbers[0].unit)
    return Band(read[0], inf, numbers[0].unit) if _FROM.search(cell) else None


def _read(number: Number) -> list[float]:
    return sorted(float(value) for value in number.values if value.replace(".", "", 1).isdigit())

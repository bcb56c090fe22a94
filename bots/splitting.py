"""Long texts as several messages: cut at the end of a paragraph where there is one, and nothing lost between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bots.rich_text import Rich

_ENDS = (
    re.compile(r"\n[ \t]*\n\s*"),  # of a paragraph
    re.compile(r"\n\s*"),
    re.compile(r"[.!?;:]\s+|[。！？；]\s*"),  # of a sentence
    re.compile(r"\s+|[，、]"),
)
_LEAST_SHARE = 4
"""A part of a message that is smaller than one fourth of it is no place to stop."""
_LONGEST_CLUSTER = 32


def split(rich: Rich, limit: int, measure: Callable[[str], int]) -> list[Rich]:
    """Cut a text into parts that are no longer than a limit; joined, they are the text.

    Args:
        rich: The text; spans that are cut go on in the next part.
        limit: Longest part, in the units of `measure`.
        measure: Counts a text; a longer text never counts less.
    """
    parts = []
    at = 0
    while at < len(rich.text):
        fits = _fitting(rich.text, at, limit, measure)
        end = fits if fits == len(rich.text) else _place_to_stop(rich, at, fits)
        parts.append(rich.cut(at, end))
        at = end
    return parts


def tail(rich: Rich, limit: int, measure: Callable[[str], int]) -> Rich:
    """Give the end of a text that is still being written, as much as fits in one message."""
    if measure(rich.text) <= limit:
        return rich
    low, high = 0, len(rich.text)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if measure(rich.text[middle:]) <= limit - 2 else (middle + 1, high)
    return Rich("… ") + rich.cut(low, len(rich.text))


def visible(parts: list[Rich]) -> list[Rich]:
    """Leave out what nobody would see, and no platform takes: parts of white space alone."""
    return [part for part in parts if part.text.strip()]


def _fitting(text: str, at: int, limit: int, measure: Callable[[str], int]) -> int:
    """Give how far a part may go; one character at least."""
    low, high = at + 1, min(len(text), at + limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[at:middle]) <= limit else (low, middle - 1)
    return low


def _place_to_stop(rich: Rich, at: int, fits: int) -> int:
    least = at + (fits - at) // _LEAST_SHARE
    blocks = [
        (span.start, span.end) for span in rich.spans if span.kind in ("pre", "quote") and span.start > least
    ]
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(rich.text, at, fits) if match.end() > least]
        outside = [end for end in ends if not any(start < end < stop for start, stop in blocks)]
        if pattern is _ENDS[1]:
            outside += [start for start, _ in blocks if start < fits]
        if outside:
            return max(outside)
    return _before_a_mark(rich.text, at, fits)


def _before_a_mark(text: str, at: int, end: int) -> int:
    """Step back to where a character begins that is written with several, so that no accent or emoji is torn."""
    for place in range(end, max(at, end - _LONGEST_CLUSTER), -1):
        joiner = text[place - 1] == "\u200d" or text[place] in "\u200d\ufe0f"
        if (
            not joiner
            and not unicodedata.combining(text[place])
            and not "\U0001f3fb" <= text[place] <= "\U0001f3ff"
        ):
            return place
    return end

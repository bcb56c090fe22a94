"""Find the value in a sentence that answers a column.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from assistant.agent.bearing import Found
from assistant.agent.candidates import cells_of
from assistant.agent.cell_model import Judged
from assistant.agent.columns import ValueKind
from assistant.agent.conditions import day_range
from assistant.agent.party_names import spans_of
from assistant.agent.roles import role_pattern
from assistant.agent.value_spans import part_around, person_spans
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row

CLEARLY_LIKELIER = 0.15
"""How much likelier a part of a sentence has to speak of what is asked for its value to be the one."""
_LONGEST_NAME = 60
"""Characters of the longest cell that is taken for a name."""
_CLAUSE = lazy_regex(r"[;；。，]|,\s|\.\s|\band\b|(?<=日)[至到]|\bto\b(?= \d)")

Speaks = Callable[[Sequence[str], str], "list[float]"]
"""Tells how likely each of some texts speaks of a topic."""


def value_in(unit: Unit, judged: Judged, own: Found | None, speaks: Speaks) -> str:
    """Return the value in a sentence that is asked for; "" where none is clear.

    Args:
        unit: The sentence.
        judged: What is asked.
        own: What known words found in it.
        speaks: Tells how likely its parts speak of what is asked.
    """
    text = unit.text
    if judged.kind == "text" and judged.topic:
        return _in_row(text, judged)
    surely = own.value if own is not None and own.sure and not judged.sides.named(own.value) else ""
    if judged.kind == "date" and judged.topic in ("start", "end"):
        spans = spans_of(text, "date", judged.sides)
        if (end := _end_of_time(text, spans, judged.topic)) is not None:
            return end
        if judged.topic == "end" and spans and all(_begins(text, one) for one in spans):
            return ""  # "from 9 September until all is used up"
    for kind in judged.kinds:
        spans = spans_of(text, kind, judged.sides, person=judged.topic == "contact")
        if not spans and kind == "name" and is_unspaced(text):
            spans = person_spans(text)  # beside our firm
        written = list(dict.fromkeys(text[start:end] for start, end in spans))
        if surely and (kind != "name" or surely in written or not written):
            return surely
        if len(written) == 1:
            return "" if _is_opposite(text, spans[0], kind, judged.topic, speaks) else written[0]
        if written:
            return _one_of(text, spans, kind, judged.topic, speaks)
    return _in_row(text, judged) if judged.kind in ("name", "text") else ""


_JOINS = lazy_regex(
    r"\b(?:until|till|to|through|end(?:s|ing)?|expir\w+|finish\w*|last day|bis|au|hasta|al|até)\b|^\s*[/–—~-]\s*$|[至到]",
    re.IGNORECASE,
)
"""Stands between the two days of a time."""
_FROM = lazy_regex(
    r"(?:\b(?:from|since|effective|effect|starting|starts|beginning|begins|commencing|commences)(?: on| from| as of)?(?: the)?|[自从])\s*\Z",
    re.IGNORECASE,
)
_UNTIL = lazy_regex(r"\s*(?:[（(][^）)]*[）)])?\s*(?:until\b|till\b|through\b|起)", re.IGNORECASE)
"""Before and behind a day on which something begins."""
_BETWEEN_DAYS = 60
"""Characters between the two days of a time at most."""


def _end_of_time(text: str, spans: Sequence[tuple[int, int]], topic: str) -> str | None:
    """Return the first or the last day of a time that a sentence gives, or None."""
    for one, other in pairwise(spans):
        first, last = (day_range(text[start:end]) for start, end in (one, other))
        between = text[one[1] : other[0]]
        if first is None or last is None or first[0] >= last[0] or len(between) > _BETWEEN_DAYS:
            continue
        if _JOINS.search(between) is not None:
            start, end = one if topic == "start" else other
            return text[start:end]
    return None


def _begins(text: str, span: tuple[int, int]) -> bool:
    """Return whether a day is one on which something begins."""
    return _FROM.search(text, 0, span[0]) is not None or _UNTIL.match(text, span[1]) is not None


def _in_row(text: str, judged: Judged) -> str:
    """Return the second of a row's two cells."""
    row = [cell.strip() for cell in cells_of(text)] if is_row(text) else []
    if len(row) != 2 or not 1 < len(row[1]) <= _LONGEST_NAME:
        return ""
    return "" if judged.kind == "name" and judged.sides.named(row[1]) else row[1]


def _is_opposite(text: str, span: tuple[int, int], kind: ValueKind, topic: str, speaks: Speaks) -> bool:
    """Return whether a sentence's one day is a start where the end is asked, say."""
    others = {"start": ("end",), "end": ("start", "signed")}.get(topic, ()) if kind == "date" else ()
    parts = [part_around(text, *span, _CLAUSE), text]
    if topic == "end" and kind == "date" and role_pattern("sign").search(parts[0]):
        return True
    return any(
        all(
            here - its >= CLEARLY_LIKELIER
            for here, its in zip(speaks(parts, one), speaks(parts, topic), strict=True)
        )
        for one in others
    )


def _one_of(text: str, spans: Sequence[tuple[int, int]], kind: ValueKind, topic: str, speaks: Speaks) -> str:
    """Return the value among several whose clause speaks of what is asked."""
    written = [text[start:end] for start, end in spans]
    if kind == "date" and topic in ("start", "end") and len(written) == 2:
        days = [day_range(one) for one in written]
        if days[0] is not None and days[1] is not None and days[0][0] < days[1][0]:
            return written[topic == "end"]
    if not topic:
        return ""
    likely = speaks([part_around(text, start, end, _CLAUSE) for start, end in spans], topic)
    first, second = sorted(likely, reverse=True)[:2]
    return written[likely.index(first)] if first - second >= CLEARLY_LIKELIER else ""

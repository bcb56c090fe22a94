"""Find the value in a sentence that answers a column.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.agent.bearing import Found
from assistant.agent.candidates import cells_of
from assistant.agent.cell_model import Judged
from assistant.agent.columns import ValueKind
from assistant.agent.conditions import day_range
from assistant.agent.roles_verbs import is_name
from assistant.agent.sides import Sides
from assistant.agent.value_spans import part_around, person_spans, value_spans
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row

CLEARLY_LIKELIER = 0.15
"""How much likelier a part of a sentence has to speak of what is asked for its value to be the one."""
_LONGEST_NAME = 60
"""Characters of the longest cell that is taken for a name."""
_SIGNATURE = 60
"""Characters of the longest line that is a signature."""
_SIGNED = lazy_regex(
    r"\bsigned\b|\bsignatures?\b|\bdate\b|签[字章名订署]|盖章|代表(?:人)?(?:（[^）]*）)?\s*[：:]",
    re.IGNORECASE,
)
_ROLE_AS_NAME = lazy_regex(r"(?:The|This|An?|Our|Your|Each|Any|No)\b.*", re.IGNORECASE)
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
    surely = own.value if own is not None and own.sure and not judged.sides.named(own.value) else ""
    for kind in judged.kinds:
        spans = spans_of(text, kind, judged.sides, person=judged.topic == "contact")
        written = list(dict.fromkeys(text[start:end] for start, end in spans))
        if surely and (kind != "name" or surely in written or not written):
            return surely
        if len(written) == 1:
            return "" if _is_opposite(text, spans[0], kind, judged.topic, speaks) else written[0]
        if written:
            return _one_of(text, spans, kind, judged.topic, speaks)
    row = [cell.strip() for cell in cells_of(text)] if is_row(text) else []
    if (
        judged.kind in ("name", "text")
        and len(row) == 2
        and 1 < len(row[1]) <= _LONGEST_NAME
        and not (judged.kind == "name" and judged.sides.named(row[1]))
    ):
        return row[1]
    return ""


def _is_opposite(text: str, span: tuple[int, int], kind: ValueKind, topic: str, speaks: Speaks) -> bool:
    """Return whether a sentence's one day is a start where the end is asked, say."""
    others = {"start": ("end",), "end": ("start", "signed")}.get(topic, ()) if kind == "date" else ()
    clause = [part_around(text, *span, _CLAUSE)]
    return any(speaks(clause, one)[0] - speaks(clause, topic)[0] >= CLEARLY_LIKELIER for one in others)


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


def spans_of(text: str, kind: ValueKind, sides: Sides, *, person: bool = False) -> list[tuple[int, int]]:
    """Return where values of a kind stand; of names, those that are not ours.

    Args:
        text: The sentence.
        kind: Of value.
        sides: Who is who.
        person: Whether a person is asked for.
    """
    if kind != "name":
        return value_spans(text, kind)
    if is_signature(text):
        return []
    if person and is_unspaced(text):
        return person_spans(text)
    return [
        (start, end)
        for whole in value_spans(text, kind)
        for start, end in _beside_us(text, whole, sides)
        if (
            is_name(text[start:end])
            if is_unspaced(text[start:end])
            else " " in text[start:end] and not _ROLE_AS_NAME.fullmatch(text[start:end])
        )
        and text[end : end + 2] not in ("'s ", "’s ")
    ]


def _beside_us(text: str, span: tuple[int, int], sides: Sides) -> Iterator[tuple[int, int]]:
    """Yield the parts of a name that are not ours: the other of "Tarn and Birch Ltd"."""
    start, end = span
    name = next((one for one in sides.names if one in text[start:end].casefold()), None)
    if name is None:
        yield span
        return
    at = start + text[start:end].casefold().find(name)
    for first, last in ((start, at), (at + len(name), end)):
        part = _JOINED.sub("", text[first:last])
        if part.strip():
            place = text.find(part, first, last)
            yield place, place + len(part)


_JOINED = lazy_regex(r"^\W*(?:and|with|&|与|和|、)?\s*|\s*(?:and|with|&|与|和|、)?\W*$")


def is_signature(text: str) -> bool:
    """Return whether a line is where a contract was signed."""
    return len(text) < _SIGNATURE and _SIGNED.search(text) is not None

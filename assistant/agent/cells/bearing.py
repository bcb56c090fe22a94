"""Sentences of a document that bear on a question, and the values in them.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice

from assistant.agent.cells.columns import Column
from assistant.agent.words.roles import (
    COUNTERPARTS,
    Concept,
    concepts_of,
    rivals,
    role_pattern,
    speaks_of_deal,
    speaks_of_term,
)
from assistant.agent.words.roles_verbs import party_by_verb
from assistant.agent.words.rows import cells_of
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.values import values

LEAST_BEARING = 0.66
"""Share of a question that a sentence has to speak of to answer it."""
SURELY = 0.9
"""Share from which a sentence's own value counts more than what a model said."""
BARELY = 0.3
"""Share below which nothing of a document speaks of what is asked."""
HEADING_SHARE, BEFORE_SHARE = 0.8, 0.5
"""What a word counts that stands in the heading, or in the sentence before."""
_CLEARLY = 6
"""Characters by which a word for something else must stand nearer to a value for the value to be that one's."""
_MOST_PLACES = 40
"""Values and words of a sentence that are held against each other; more stand in no sentence that a person wrote."""
_LONGEST_NAME = 60
"""Characters of the longest cell that is taken for a name."""
_SHORTEST_TERM = 28
"""Days between two days that are the beginning and the end of a deal."""
_LONGEST_LABEL = 30
"""Characters of the longest line that is a label of the next."""
_LABEL = lazy_regex(r"(?:[^\W\d]+[ /&()（）-]*){1,4}[:：]?")
_LABELLED_SUM = lazy_regex(r"([^:：]{2,60})[:：]\s*(\d[\d,.' ]*?)[.。]?")
_IN_CURRENCY = lazy_regex(r"€|\$|£|¥|￥|元|\b(?:EUR|USD|GBP|CHF|RMB|CNY|euros?|dollars?)\b", re.IGNORECASE)
_CUE_REACH = 60
"""Characters between a word and the value that it speaks of."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a document that bears on a question.

    Attributes:
        unit: Where it stands.
        bearing: Share of the question that it speaks of, from 0 to 1.
        value: The value in it that the question asks for, word for word; "" where it has none.
        sure: Whether the value stands beside what is asked, and not beside something of the same kind.
    """

    unit: Unit
    bearing: float
    value: str
    sure: bool

    @property
    def decides(self) -> bool:
        """Whether its value counts more than what a model said."""
        return self.sure and bool(self.value) and self.bearing >= SURELY


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document as its questions are asked of it.

    Attributes:
        number: Its number.
        passages: All of its passages, or those nearest to the question of a long one, in order.
        whole: Whether these are all.
    """

    number: int
    passages: tuple[StoredPassage, ...]
    whole: bool


def bearing_units(text: DocumentText, column: Column) -> list[Found]:
    """Return the sentences of a document that bear on a question, the best first."""
    concepts = concepts_of(column.question)
    total = sum(one.weight for one in concepts)
    if not total:
        return []
    against = rivals([one.name for one in concepts])
    cues = [one.pattern or _plain_cue(one.name) for one in concepts]
    kinds = _kinds_of(column, {one.name for one in concepts})
    found: list[tuple[float, int, Found]] = []
    for passage in text.passages:
        heading = " ".join(passage.heading)
        heading_terms = frozenset(terms(heading))
        before = ""
        for unit in units_of(passage, 0):
            said = f"{unit.lead} {unit.text}".strip()
            held, held_before = frozenset(terms(said)), frozenset(terms(before))
            bearing = 0.0
            for one in concepts:
                if one.stands_in(said, held):
                    bearing += one.weight * (
                        1.0 if speaks_of_deal(one.name, said, f"{heading} {before}") else 0.5
                    )
                elif heading and one.stands_in(heading, heading_terms):
                    bearing += HEADING_SHARE * one.weight
                elif before and one.stands_in(before, held_before):
                    bearing += BEFORE_SHARE * one.weight
            label, before = before, unit.text
            if _labelled_by(label, cues, against):
                bearing = total
            bearing /= total
            if bearing < BARELY and not _may_be_eliminated(concepts, kinds):
                continue
            value, sure = "", False
            for kind in kinds:
                if is_row(unit.text):
                    value, sure = _value_in_row(unit, kind, cues, against)
                    if not value:
                        value, sure = _value_beside(unit, kind, cues, against)
                elif _labelled_by(label, cues, against):
                    value, sure = _first_value(unit.text, kind), True
                if not value:
                    value, sure = value_of(unit.text, kind, cues, against)
                if kind == "name" and (by_verb := _by_verb(unit.text, concepts)):
                    value, sure, bearing = by_verb, True, max(bearing, 1.0)
                if not sure:
                    elsewhere = _by_elimination(unit.text, kind, concepts, f"{heading} {said}")
                    if elsewhere:
                        value, sure, bearing = elsewhere, True, max(bearing, 1.0)
                if value and not sure and _under_its_name(passage.heading, unit.text, kind, cues, against):
                    sure, bearing = True, max(bearing, 1.0)
                if value:
                    break
            if bearing < BARELY:
                continue
            typed = 0.6 if value else 0.0
            score = bearing + typed + (0.4 if sure else 0.0)
            found.append((score, -len(found), Found(unit, bearing, value, sure)))
    found.sort(key=lambda one: (-one[0], -one[1]))
    return [one for _, _, one in found]


def _under_its_name(
    heading: Sequence[str],
    text: str,
    kind: ValueKind,
    cues: Sequence[re.Pattern[str]],
    against: Sequence[re.Pattern[str]],
) -> bool:
    """Return whether a sentence's one value stands under a heading that is asked.

    So does "The customer pays £890 per month" under "3. Fee".
    """
    if not heading or len(value_spans(text, kind)) != 1 or any(other.search(text) for other in against):
        return False
    name = _NUMBERING.sub("", heading[-1]).strip()
    return _speaks_only(name, cues, against)


_NUMBERING = lazy_regex(
    r"^\s*(?:§\s*)?(?:\d+(?:\.\d+)*[.)]?|第[\d一二三四五六七八九十百]+[条章节])\s*|\s*[:：]$"
)


def _may_be_eliminated(concepts: Sequence[Concept], kinds: Sequence[ValueKind]) -> bool:
    names = {one.name for one in concepts}
    return ("date" in kinds and len(names & {"start", "end"}) == 1) or (
        "name" in kinds and bool(names & COUNTERPARTS.keys())
    )


def _by_elimination(text: str, kind: ValueKind, concepts: Sequence[Concept], around: str) -> str:
    """Return the value that is left when others are known, or an empty string.

    Of two days in a sentence on a deal the later one is its end, whatever words say so; of two parties, one of which is
    the tenant, the other lets.
    """
    names = {one.name for one in concepts}
    if kind == "date" and len(names & {"start", "end"}) == 1 and len(concepts) == 1:
        return _end_of_range(text, around, first="start" in names)
    if kind == "name" and len(concepts) == 1 and (role := concepts[0].name) in COUNTERPARTS:
        spans = value_spans(text, "name")
        if len(spans) != 2:
            return ""
        its, sure = value_of(text, "name", [role_pattern(COUNTERPARTS[role])], [role_pattern(role)])
        written = [text[start:end] for start, end in spans]
        if sure and its in written:
            return written[1 - written.index(its)]
    return ""


def _by_verb(text: str, concepts: Sequence[Concept]) -> str:
    """Return who is asked for by the verb between two names, or an empty string."""
    if len(concepts) != 1 or concepts[0].name not in COUNTERPARTS:
        return ""
    return party_by_verb(text, concepts[0].name, value_spans(text, "name"))


def _end_of_range(text: str, around: str, *, first: bool) -> str:
    dates = [
        (date(year, month, day), text[one.start : one.end])
        for one in values(text).dates
        for year, month, day in one.readings[:1]
        if year and month and day and len(one.readings) == 1
    ]
    signed = role_pattern("sign").search(text) is not None
    if len(dates) != (3 if signed else 2):
        return ""
    (one, start), (other, end) = dates[-2:]
    joined = text.find(start), text.rfind(end)
    if not speaks_of_term(around) and not _RANGE.fullmatch(text[joined[0] + len(start) : joined[1]]):
        return ""
    return (start if first else end) if (other - one).days >= _SHORTEST_TERM else ""


_RANGE = lazy_regex(
    r"\s*(?:\(?inclusive\)?)?\s*(?:to|until|till|through|up to|up until|bis|au|al|hasta|a|até|[-–—~～至到])\s*",
    re.IGNORECASE,
)
"""What stands between the two ends of a time."""


def value_of(
    text: str, kind: ValueKind, cues: Sequence[re.Pattern[str]], against: Sequence[re.Pattern[str]]
) -> tuple[str, bool]:
    """Return the value that a sentence gives, and whether it surely is the one asked.

    Args:
        text: The sentence.
        kind: What is asked for.
        cues: Words for what is asked.
        against: Words for what it may be mistaken for.
    """
    spans = value_spans(text, kind)
    if not spans:
        return _sum_in_labelled_currency(text, kind, cues, against)
    spans = spans[:_MOST_PLACES]
    wanted = [match.span() for pattern in cues for match in islice(pattern.finditer(text), _MOST_PLACES)]
    other = [match.span() for pattern in against for match in islice(pattern.finditer(text), _MOST_PLACES)]

    # A rival's word within a word for what is asked is none: "rental bond".
    other = [
        one
        for one in other
        if not any(mark[0] <= one[0] and one[1] <= mark[1] and mark != one for mark in wanted)
    ]
    if any(mark[0] <= 2 and _COLON.match(text, mark[1]) for mark in wanted) and not any(
        _COLON.match(text, mark[1]) for mark in other
    ):
        first = next((span for span in spans if span[0] >= wanted[0][1]), None)
        if first is not None:  # "Deposit: three rents, that is 900 euros"
            return text[first[0] : first[1]], True

    def nearness(span: tuple[int, int], marks: Sequence[tuple[int, int]]) -> float:
        return min((_distance(text, span, mark) for mark in marks), default=1e6)

    best = min(spans, key=lambda span: nearness(span, wanted) - 0.5 * min(nearness(span, other), _CUE_REACH))
    near, rival = nearness(best, wanted), nearness(best, other)
    if other and rival + _CLEARLY < near:
        return "", False  # it is the value of what it may be mistaken for
    sure = bool(wanted) and near <= rival and (near <= _CUE_REACH or len(spans) == 1)
    return text[best[0] : best[1]], sure


def _plain_cue(term: str) -> re.Pattern[str]:
    """Return what finds a term in a text, by its beginning."""
    return re.compile(re.escape(term) if is_unspaced(term) else rf"\b{re.escape(term)}\w*", re.IGNORECASE)


def _kinds_of(column: Column, names: set[str]) -> tuple[ValueKind, ...]:
    """Return the kinds of value that answer a question, the preferred one first."""
    if column.condition is None:
        if column.kind == "money" and names & {"penalty", "interest"}:
            return "money", "percent"
        if column.kind == "date" and names & {"pay", "deliver", "notice"}:
            return "date", "duration"
    return (column.kind,)


def _value_in_row(
    unit: Unit, kind: ValueKind, cues: Sequence[re.Pattern[str]], against: Sequence[re.Pattern[str]]
) -> tuple[str, bool]:
    """Return a row's value in the column that is asked for; "" where there is none."""
    row, head = cells_of(unit.text), cells_of(unit.lead)
    if len(head) != len(row):
        return "", False
    for name, cell in zip(head, row, strict=True):
        spans = value_spans(cell, kind)
        if (
            spans
            and any(cue.search(name) for cue in cues)
            and not any(other.search(name) for other in against)
        ):
            return cell[spans[0][0] : spans[0][1]], True
    return "", False


def _value_beside(
    unit: Unit, kind: ValueKind, cues: Sequence[re.Pattern[str]], against: Sequence[re.Pattern[str]]
) -> tuple[str, bool]:
    """Return the value in a row whose first cell says what is asked, or "".

    In a row of two cells that is a name, whatever it looks like; a sum's currency may stand above it.
    """
    row, head = [cell.strip() for cell in cells_of(unit.text)], cells_of(unit.lead)
    if len(row) < 2 or not _speaks_only(row[0], cues, against):
        return "", False
    if kind == "name":
        if any(other.search(row[1]) for other in against):
            return "", False  # the heads of two columns
        return (row[1], True) if len(row) == 2 and 1 < len(row[1]) <= _LONGEST_NAME else ("", False)
    for at, cell in enumerate(row[1:], start=1):
        if spans := value_spans(cell, kind):
            return cell[spans[0][0] : spans[0][1]], True
        above = head[at] if len(head) == len(row) else ""
        if kind == "money" and cell and _IN_CURRENCY.search(above) and value_spans(f"{cell} EUR", kind):
            return cell, True
    return "", False


def _speaks_only(words: str, cues: Sequence[re.Pattern[str]], against: Sequence[re.Pattern[str]]) -> bool:
    return any(cue.search(words) for cue in cues) and not any(other.search(words) for other in against)


def _labelled_by(label: str, cues: Sequence[re.Pattern[str]], against: Sequence[re.Pattern[str]]) -> bool:
    """Return whether the line before is a label for what is asked: "Lessor"."""
    return (
        0 < len(label) <= _LONGEST_LABEL
        and _LABEL.fullmatch(label) is not None
        and _speaks_only(label, cues, against)
    )


def _sum_in_labelled_currency(
    text: str, kind: ValueKind, cues: Sequence[re.Pattern[str]], against: Sequence[re.Pattern[str]]
) -> tuple[str, bool]:
    """Return a sum whose currency stands in its label: "Deposit in euros: 900"."""
    match = _LABELLED_SUM.fullmatch(text.strip()) if kind == "money" else None
    if match is None or not _IN_CURRENCY.search(match[1]) or not _speaks_only(match[1], cues, against):
        return "", False
    return match[2], True


def _first_value(text: str, kind: ValueKind) -> str:
    """Return the first value behind a label, or the line where a name is asked."""
    line = text.strip().splitlines()[0].strip() if text.strip() else ""
    if kind == "name":
        return line.rstrip(".。") if len(line) <= _LONGEST_NAME else ""
    spans = value_spans(line, kind)
    return line[spans[0][0] : spans[0][1]] if spans else ""


_STOP = lazy_regex(r"[,;.，；。]\s|[，；。]|\n|\band\b|至|到")


_PREPOSITION = lazy_regex(r"\w (?:from|by|to)\Z", re.IGNORECASE)
_COLON = lazy_regex(r"\s?[:：]")
_OPENED = lazy_regex(r"[（(][“\"'’]?(?:the |以下简称|下称|以下称)?[“\"'’]?\Z", re.IGNORECASE)
_CLOSED = lazy_regex(r"[”\"'’]?[)）]")
"""Around what somebody is called: Birch Ltd (the “Landlord”)."""
_BEFORE_ONLY = frozenset("至到自向由–—~-")
"""Words that speak of what stands behind them."""
_CALLED = lazy_regex(
    r"[\s,，]*[（(][^）)]{0,30}\Z|,? (?:hereinafter|hereafter|from now on|referred to)[^,.;]{0,40}\Z|[,，]? ?(?:as|作为|是|is)(?: the)? ?\Z"
)
"""Between a name and what it is called from then on: Birch Ltd (the “Landlord”)."""


def _distance(text: str, span: tuple[int, int], mark: tuple[int, int]) -> float:
    """Measure how far a value stands from a word; behind the value is farther."""
    bracketed = (
        _OPENED.search(text, max(0, mark[0] - 12), mark[0]) is not None
        and _CLOSED.match(text, mark[1]) is not None
    )
    if mark[1] <= span[0]:
        between = text[mark[1] : span[0]]
        return len(between) + 12 * len(_STOP.findall(between)) + (_CUE_REACH if bracketed else 0)
    if span[1] <= mark[0]:
        between = text[span[1] : mark[0]]
        if _CALLED.match(between):
            return 1.0
        if bracketed:  # (landlord) speaks of what stands before
            return 2.0 + len(between)
        # "Landlord: …" and "let by …" speak of what stands behind.
        labels = (
            _COLON.match(text, mark[1]) is not None
            or _PREPOSITION.search(text[mark[0] : mark[1]]) is not None
        )
        wide = is_unspaced(text) and text[mark[0] : mark[1]].strip() not in _BEFORE_ONLY
        return (
            (1.0 if wide else 1.6) * len(between)
            + (0 if wide and not between else 8)
            + 12 * len(_STOP.findall(between))
            + (_CUE_REACH if labels else 0)
        )
    return 0.0


def best_found(found: Sequence[Found], column: Column) -> Found | None:
    """Return the sentence that answers, or None where none speaks of enough."""
    for one in found:
        if one.bearing < LEAST_BEARING:
            continue
        if column.kind in ("text", "yes_no") or one.value:
            return one
    return None


def overlaps(one: Unit, other: Unit) -> bool:
    """Return whether two places share words."""
    return one.passage.id == other.passage.id and one.start < other.end and other.start < one.end

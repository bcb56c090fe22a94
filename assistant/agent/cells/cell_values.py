"""Find the sentences that may answer a column, and the value in each.

The functions keep nothing; the model that is given to them keeps the document that it saw last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from assistant.agent.cells.bearing import DocumentText, Found, bearing_units, overlaps
from assistant.agent.cells.cell_model import SURELY_ABSENT, CellModel, Judged, spoken
from assistant.agent.cells.columns import column_of
from assistant.agent.cells.computed_end import end_named, ends_other, names_end
from assistant.agent.cells.party_names import spans_of
from assistant.agent.cells.presence import lacks
from assistant.agent.words.conditions import day_range
from assistant.agent.words.roles import role_pattern
from assistant.agent.words.rows import cells_of
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import part_around, person_spans, value_spans, values_agree
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row

CLEARLY_LIKELIER = 0.15
"""How much likelier a part of a sentence has to speak of what is asked for its value to be the one."""
MOST_SHOWN = 5
"""Most sentences that a model is shown for one cell, those of the beginning aside."""
FIRST_SHOWN = 3
"""How many of the first sentences of a document may name whom it is about."""
ABOUT_AS_LIKELY = 0.1
"""Difference of likelihoods that is none."""
OTHER_DAY = 0.2
"""What is left of the likelihood of a sentence whose one day is not the one that is asked."""
OTHER_TIME = 0.05
"""The same of one whose length of time is none in which anything is paid."""
OF_TRIAL = 0.01
"""The same of one on the notice in a time of trial, where another states a notice."""
_BEGINS = "When does it start?"
_LONGEST_NAME = 60
"""Characters of the longest cell that is taken for a name."""
_LABELLED = lazy_regex(
    r"[\W\d]*(?:[\w'’/&-]+ ?){1,5}(?:[（(][^）)]{1,12}[）)])?[*_]*\s*[:：](?P<value>[^:：;；。]*?[^:：;；。.])[.。]?",
    re.DOTALL,
)
"""A line that is a label and a value: "Venue: the Old Customs Gallery"."""
CLAUSE = lazy_regex(r"[;；。，]|,\s|(?<=[^\x00-\x7f]),|\.\s|\band\b|(?<=日)[至到]|\bto\b(?= \d)")
"""What parts a sentence into clauses."""

Speaks = Callable[[Sequence[str], str], "list[float]"]
"""Tells how likely each of some texts speaks of a topic."""


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may answer a column.

    Attributes:
        unit: Where it stands.
        chance: How likely it answers, from 0 to 1.
        value: The value in it that is meant; "" where that is all of it, or not clear.
    """

    unit: Unit
    chance: float
    value: str

    def has(self, said: str, judged: Judged) -> bool:
        """Return whether what was said is the value that is meant, however it is written."""
        if judged.kind in ("name", "text"):
            return same_name(self.value, said)
        return any(values_agree(self.value, said, kind) for kind in judged.kinds)

    def agrees(self, said: str, judged: Judged) -> bool:
        """Return whether what was said is a value of the sentence."""
        text = " ".join(self.unit.text.split()).casefold()
        if said and " ".join(said.split()).strip(" .。").casefold() in text:
            return True
        return judged.kind != "name" and any(
            values_agree(self.unit.text[start:end], said, kind)
            for kind in judged.kinds
            for start, end in value_spans(self.unit.text, kind)
            if value_spans(said, kind)
        )


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same, or one is part of the other."""
    one, other = (" ".join(each.split()).strip(" .。,，").casefold() for each in (one, other))
    return bool(one and other) and (one in other or other in one)


def options_among(
    model: CellModel,
    text: DocumentText,
    found: Sequence[Found],
    judged: Judged,
    ranked: Sequence[tuple[Unit, float]],
) -> list[Option]:
    """Return sentences with their values, the likeliest first.

    Args:
        model: Judged them.
        text: The document.
        found: The sentences that bear on the column by known words.
        judged: What is asked.
        ranked: The sentences, each with its likelihood.
    """
    from assistant.agent.cells.other_matters import is_other_time  # few questions fill cells

    options = []
    ends = judged.topic == "end" and judged.kind == "date"
    begins = beginning_in(model, text) if ends else None
    start = _start_in(model, begins)
    named = ends and any(names_end(unit.text) and not ends_other(unit.text) for unit, _ in ranked)
    for unit, chance in ranked:
        own = next((one for one in found if overlaps(one.unit, unit)), None)
        value = value_in(unit, judged, own, model.topic_of)
        other = not value or (unit == begins and not names_end(unit.text) and is_start(model, unit.text))
        if ends and ends_other(unit.text, line_label(unit)):
            value, other = "", True
            chance *= OTHER_DAY  # it may be broken off until then
        elif start is not None and value and _is_before(value, start):
            value, other = "", True  # a deal ends after it began
        elif named and value and _is_month(value):
            chance *= OTHER_DAY  # another sentence names the very day; by a month something is to be said
        timed = judged.kind == "duration" or (judged.topic == "pay" and _is_length(value))
        if timed and value and is_other_time(unit, value, judged.topic):
            value = ""
            chance *= OTHER_TIME
        if judged.topic == "deposit" and value and _lacks_beside(unit.text, value):
            value = ""
        only = judged.kind == "date" and (
            len(value_spans(unit.text, "date")) == 1 or (ends and begins_only(unit.text))
        )
        if other and only:
            value = ""
            chance *= OTHER_DAY  # its one day is another: the start where the end is asked
        options.append(Option(unit, chance, value))
    if judged.topic == "notice" and any(one.value and not of_trial(one.unit) for one in options):
        options = [
            Option(one.unit, one.chance * OF_TRIAL, one.value) if of_trial(one.unit) else one
            for one in options
        ]
    return sorted(options, key=lambda one: -one.chance)


def _lacks_beside(text: str, value: str) -> bool:
    """Return whether another clause than that of a sum says that there is no deposit."""
    at = text.find(value)
    own = part_around(text, at, at + len(value), CLAUSE)
    named = role_pattern("deposit").finditer(text)
    clauses = {part_around(text, *one.span(), CLAUSE) for one in named}
    return own not in clauses and any(lacks(one) for one in clauses)


def _is_length(value: str) -> bool:
    return bool(value_spans(value, "duration"))


def _start_in(model: CellModel, begins: Unit | None) -> date | None:
    """Return the day on which a deal begins, where a sentence plainly tells."""
    if begins is None or names_end(begins.text):
        return None
    start, end = (model.topic_of([spoken(begins)], topic)[0] for topic in ("start", "end"))
    spans = [one for one in value_spans(begins.text, "date") if not _signs(begins.text, one)]
    days = day_range(begins.text[slice(*spans[0])]) if len(spans) == 1 else None
    return days[0] if days is not None and days[0] == days[1] and start > end else None


def _is_before(value: str, start: date) -> bool:
    """Return whether a day is none after the one on which a deal begins."""
    days = day_range(value)
    return days is not None and days[1] <= start


def line_label(unit: Unit) -> str:
    """Return the matter that the line of a sentence begins with: "4. Price."."""
    text = unit.passage.text
    line = text[text.rfind("\n", 0, unit.start) + 1 : unit.end]
    found = _LINE_LABEL.match(line)
    return found[1] if found is not None else ""


_LINE_LABEL = lazy_regex(r"[\W\d]*([^\W\d][^.:：。\n]{1,40})[.:：。]")


def of_trial(unit: Unit) -> bool:
    """Return whether a sentence, or the label of its line, speaks of a time of trial.

    What holds after it is none of it.
    """
    said = _TRIAL_OVER.sub(" ", f"{line_label(unit)} {unit.text}")
    return role_pattern("probation").search(said) is not None or _TRIAL.search(said) is not None


_TRIAL = lazy_regex(
    r"\b(?:trial (?:time|month|weeks?)|on trial|(?:is|are|as) a trial|in the first (?:\w+ )?(?:weeks?|months?))\b",
    re.IGNORECASE,
)
_TRIAL_OVER = lazy_regex(
    r"\b(?:after|once|following) (?:(?:the|your|this|that|any) )?(?:trial|probation)\w*(?: (?:period|time))?|试用期?[满过后]",
    re.IGNORECASE,
)


def _is_month(value: str) -> bool:
    days = day_range(value)
    return days is not None and days[0] != days[1]


def options_of(model: CellModel, text: DocumentText, found: Sequence[Found], judged: Judged) -> list[Option]:
    """Return the few sentences that may be meant, the likeliest first.

    Whom a contract is with is chosen among all whom it names.
    """
    options = options_among(model, text, found, judged, judged.ranked[:MOST_SHOWN])
    if judged.kind != "name" or judged.topic not in _PARTIES or not judged.sides.names:
        return options
    from assistant.agent.cells.party_choice import candidates, likeliest  # few columns ask for a party

    read = {one.unit: one.value for one in options}
    named = candidates(model.sentences(text), dict(judged.ranked), read, judged.sides, model.shared())
    likely = likeliest(named, model.weights) if named and "party" in model.weights else []
    left = 1 - judged.absent
    return [Option(one.unit, chance * left, one.name) for one, chance in likely[:MOST_SHOWN]] or options


_PARTIES = ("provider", "customer")


def options_before(
    model: CellModel, text: DocumentText, found: Sequence[Found], judged: Judged, options: Sequence[Option]
) -> list[Option]:
    """Return the first sentences of a document, which say what it is about.

    Only those that are no options yet.
    """
    first = list(model.units_of(text))[:FIRST_SHOWN]
    there = [one.unit for one in options]
    ranked = [(unit, chance) for unit, chance in judged.ranked if unit in first and unit not in there]
    return options_among(model, text, found, judged, ranked)


def chance_of(options: Sequence[Option], judged: Judged) -> float:
    """Return how likely the first option's value answers, in any sentence."""
    first = options[0]
    return sum(one.chance for one in options if one is first or one.agrees(first.value, judged))


def second_of(options: Sequence[Option], judged: Judged) -> float:
    """Return how likely the likeliest sentence is that says something else."""
    first = options[0]
    others = (one.chance for one in options[1:] if not (first.value and one.agrees(first.value, judged)))
    return max(others, default=0.0)


def beginning_in(model: CellModel, text: DocumentText) -> Unit | None:
    """Return the sentence that most likely states when a deal begins."""
    column = column_of(_BEGINS)
    found = model.judged(text, column, bearing_units(text, column))
    return found.ranked[0][0] if found.absent < SURELY_ABSENT else None


def is_start(model: CellModel, text: str) -> bool:
    """Return whether a sentence speaks of a start as much as of an end."""
    start, end = (model.topic_of([text], topic)[0] for topic in ("start", "end"))
    return start >= end - ABOUT_AS_LIKELY


def value_in(unit: Unit, judged: Judged, own: Found | None, speaks: Speaks) -> str:
    """Return the value in a sentence that is asked for; "" where none is clear.

    Args:
        unit: The sentence.
        judged: What is asked.
        own: What known words found in it.
        speaks: Tells how likely its parts speak of what is asked.
    """
    from assistant.agent.cells.other_matters import of_topic  # few questions fill cells

    text = unit.text
    if judged.kind == "text" and judged.topic:
        return _in_row(text, judged)
    surely = own.value if own is not None and own.sure and not judged.sides.named(own.value) else ""
    if judged.kind == "date" and judged.topic in ("start", "end"):
        spans = spans_of(text, "date", judged.sides)
        if (new := _changed_to(text, spans)) is not None:
            return new
        if (end := _end_of_time(text, spans, judged.topic)) is not None:
            return end
        if judged.topic == "end" and begins_only(text):
            return ""  # "signed on 2 May, from 9 September until all is used up"
    if "percent" in judged.kinds and (share := _money_or_share(text, judged, speaks)):
        return share
    for kind in judged.kinds:
        spans = spans_of(text, kind, judged.sides, person=judged.topic == "contact")
        if not spans and kind == "name" and is_unspaced(text):
            spans = person_spans(text)  # beside our firm
        every, spans = spans, of_topic(text, spans, judged.topic, judged.question)
        if kind == "money":
            spans = [one for one in spans if not _is_added(text, one)] or spans
        if (new := _changed_to(text, spans)) is not None:
            return new
        written = _different([text[start:end] for start, end in spans], kind)
        meant = surely in written or (len(spans) == len(every) and kind != "name")
        if surely and (meant or not written):
            return surely
        if len(written) == 1:
            return "" if _is_opposite(text, spans[0], kind, judged.topic, speaks) else written[0]
        if judged.topic == "end" and (named := end_named(text, spans)):
            return named
        if written:
            return _one_of(text, spans, kind, judged, speaks)
    return _in_row(text, judged) if judged.kind in ("name", "text") else ""


def _is_added(text: str, span: tuple[int, int]) -> bool:
    """Return whether a sum is one on top of another: "a clip costs £12 more"."""
    return _MORE_BEHIND.match(text, span[1]) is not None or _MORE_BEFORE.search(text, 0, span[0]) is not None


_MORE_BEHIND = lazy_regex(r" (?:more|extra|on top|in addition)\b", re.IGNORECASE)
_MORE_BEFORE = lazy_regex(
    r"(?:\b(?:an extra|an additional|another|a further)|[另再]?加[收付价]?|另[收付计])\s*\Z", re.IGNORECASE
)


def _money_or_share(text: str, judged: Judged, speaks: Speaks) -> str:
    """Return which is asked for, the sum or the share: "£900, 25% as a deposit"."""
    sums, shares = value_spans(text, "money"), value_spans(text, "percent")
    if not sums or not shares or not judged.topic:
        return ""
    return _one_of(text, [*sums, *shares], "money", judged, speaks)


_RISES = (
    r"(?:raised|increas\w+|reduc\w+|lower\w+|cut|chang\w+|amend\w+|adjust\w+|revis\w+|extend\w*|shorten\w*|moved|postponed|put off|deferred|brought forward|goes up|rises?|rose|risen|falls?|fell|fallen"
    r"|erhöh\w+|gesenkt|geändert|angehoben|steigt|porté\w*|augment\w+|rédui\w+|modifi\w+|aument\w+|elevad\w+|reduz\w+|ridott\w+)"
)
_TO = lazy_regex(
    r"[^.;。；]{0,24}?(?:(?:\bto\b|\bauf\b|\bà\b|\ba\b)[^.;。；]{0,12}"
    r"|(?:调整?|提[高升]?|降低?|增加?|减少?|涨|改|[顺展]?延长?|推迟|提前|变[更动]?|缩[短减]?|现在?(?=[为是]))[为是成至到](?![多少])[^，。；;、\d另加]{0,6})",
    re.IGNORECASE,
)
"""Stands between an old value and the new one: 由 3100 元调整为 3350 元."""
_OLD_BEFORE = lazy_regex(
    rf"\b{_RISES}\b[^.;]{{0,24}}\b(?:from|von|de|da)\b[^.;\d]{{0,12}}\Z|[由从原][^，。；]{{0,8}}\Z",
    re.IGNORECASE,
)
_LIST_PRICE = lazy_regex(
    r"\b(?:list|normal|usual|standard|regular|full|catalogue) (?:price|fee|rate|charge)s?\b|原价|正常(?:报价|价)|标价|市场价|门市价|目录价",
    re.IGNORECASE,
)
_LESS = lazy_regex(r"\b(?:less|minus|discount\w*|reduc\w+|after)\b|折|优惠|让利|减免", re.IGNORECASE)
_LIST_BEHIND = 30
"""What a price is called that is not asked for, how it becomes the one that is, and characters behind it where its name may stand."""
_INSTEAD = lazy_regex(
    r"\b(?:instead of|rather than|in place of|anstelle von|statt(?: bisher)?|au lieu de|en lugar de|invece di|em vez de)\b[^.;\d]{0,16}\Z|(?:而不再?是|不是)[^，。；\d]{0,4}\Z",
    re.IGNORECASE,
)
_WAS = lazy_regex(r"原(?:为|[先来本]?是)[^，。；\d]{0,4}\Z|原[先来]的?\Z")
"""In front of the value that holds no longer."""


def _changed_to(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """Return the new value where a sentence gives an old and a new one, and no others."""
    if len(spans) != 2:
        return None
    (start, end), (other, last) = spans
    first, second = text[start:end], text[other:last]
    if _INSTEAD.search(text[:start]):
        return second
    if _INSTEAD.search(text[end:other]) or _WAS.search(text[end:other]):
        return first
    if _LIST_PRICE.search(text[:start] + text[end : end + _LIST_BEHIND]) and _LESS.search(text[end:other]):
        return second
    was = _OLD_BEFORE.search(text[:start]) or _WAS.search(text[:start])
    return second if was and _TO.fullmatch(text[end:other]) else None


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
        if (first is None) != (last is None) or len(between) > _BETWEEN_DAYS:
            continue
        if first is not None and last is not None and first[0] >= last[0]:
            continue
        if _JOINS.search(between) is not None and not _begins(text, other):
            start, end = one if topic == "start" else other
            return text[start:end]
    return None


def _begins(text: str, span: tuple[int, int]) -> bool:
    """Return whether a day is one on which something begins."""
    return _FROM.search(text, 0, span[0]) is not None or _UNTIL.match(text, span[1]) is not None


def _signs(text: str, span: tuple[int, int]) -> bool:
    """Return whether a day is that of a signature."""
    return role_pattern("sign").search(part_around(text, *span, CLAUSE)) is not None


def begins_in(text: str, value: str) -> bool:
    """Return whether a sentence's day is one on which something begins."""
    at = text.find(value)
    return at >= 0 and _begins(text, (at, at + len(value)))


def begins_only(text: str) -> bool:
    """Return whether a sentence's days are none but those of a start or a signature."""
    spans = value_spans(text, "date")
    return bool(spans) and all(_begins(text, one) or _signs(text, one) for one in spans)


def _in_row(text: str, judged: Judged) -> str:
    """Return the second of a row's two cells, or what stands behind a label."""
    row = [cell.strip() for cell in cells_of(text)] if is_row(text) else []
    if not row and (labelled := _LABELLED.fullmatch(text.strip())) is not None:
        row = ["", labelled["value"].strip(" *_。.")]
    if len(row) != 2 or not 1 < len(row[1]) <= _LONGEST_NAME:
        return ""
    return "" if judged.kind == "name" and (judged.sides.named(row[1]) or "，" in row[1]) else row[1]


def _is_opposite(text: str, span: tuple[int, int], kind: ValueKind, topic: str, speaks: Speaks) -> bool:
    """Return whether a sentence's one day is a start where the end is asked, say."""
    others = {"start": ("end",), "end": ("start", "signed")}.get(topic, ()) if kind == "date" else ()
    parts = [part_around(text, *span, CLAUSE), text]
    if topic == "end" and kind == "date" and _signs(text, span):
        return True
    if topic == "end" and end_named(text, [span]):
        return False
    return any(
        all(
            here - its >= CLEARLY_LIKELIER
            for here, its in zip(speaks(parts, one), speaks(parts, topic), strict=True)
        )
        for one in others
    )


def _different(written: Sequence[str], kind: ValueKind) -> list[str]:
    """Return values without those that say the same again."""
    found: list[str] = []
    for one in dict.fromkeys(written):
        if kind == "name" or not any(values_agree(one, other, kind) for other in found):
            found.append(one)
    return found


def _one_of(
    text: str, spans: Sequence[tuple[int, int]], kind: ValueKind, judged: Judged, speaks: Speaks
) -> str:
    """Return the value among several whose clause speaks of what is asked."""
    written, topic = [text[start:end] for start, end in spans], judged.topic
    if kind == "date" and topic in ("start", "end") and len(written) == 2:
        days = [day_range(one) for one in written]
        if days[0] is not None and days[1] is not None and days[0][0] < days[1][0]:
            return written[topic == "end"]
    parts = [part_around(text, start, end, CLAUSE) for start, end in spans]
    asked = frozenset(terms(judged.question))
    shared = [len(asked & frozenset(terms(one))) for one in parts]
    first, second = sorted(shared, reverse=True)[:2]
    if first > second:
        return written[shared.index(first)]
    if not topic:
        return ""
    likely = speaks(parts, topic)
    most, next_most = sorted(likely, reverse=True)[:2]
    return written[likely.index(most)] if most - next_most >= CLEARLY_LIKELIER else ""

"""Find values that no known word leads to, and ends that follow from a length.

All functions are pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from assistant.agent.bearing import DocumentText, Found, bearing_units, best_found
from assistant.agent.columns import Column, ValueKind, column_of
from assistant.agent.conditions import day_range
from assistant.agent.roles import COUNTERPARTS, concepts_of, rivals, role_pattern, speaks_of_deal
from assistant.agent.roles_verbs import is_name
from assistant.agent.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.values import values

MOST_LEFT = 60
"""Most sentences of a document that are kept for having a value of the kind."""
_OTHER_MATTERS: Mapping[ValueKind, re.Pattern[str]] = {
    "date": lazy_regex(
        r"\b(?:born|birth|inspect\w*|review\w*|audit\w*|printed|issued|delivered|register\w*|amended|letter of|drawn up|was (?:last )?\w+ed on)\b|出生|检查|复核|审计|打印|登记|出具|上次|修订",
        re.IGNORECASE,
    ),
    "money": lazy_regex(
        r"\b(?:up to|at least|at most|no(?:t)? (?:more|less) than|insur\w*|liab\w+|travel|expenses?|receipts?|key|lost|repairs?|per cent|maximum|minimum|a trip)\b|不超过|不低于|不少于|至多|至少|保险|报销|差旅|丢失|维修|上限|下限|每天",
        re.IGNORECASE,
    ),
    "name": lazy_regex(
        r"\b(?:witness\w*|present|brokers?|brought about|agents?|introduced|notar\w+|courts?|laws?|bank|insurer|address\w*|by email|supervisor|appendix)\b|见证|在场|介绍|中介|公证|法院|法律|保险|开户|地址|联系人",
        re.IGNORECASE,
    ),
    "percent": lazy_regex(r"\b(?:VAT|tax)\b|增值税|税率", re.IGNORECASE),
    "duration": lazy_regex(
        r"\b(?:retain\w*|deleted|kept for|defects?|defective|complaints?|damage|consignments?|absen\w+|sick\w*|faults?|callouts?)\b|删除|保存|瑕疵|缺陷|异议|投诉|质量问题|验收|故障|报修",
        re.IGNORECASE,
    ),
}
"""Words beside values that no deal turns on."""
_RECURRING = lazy_regex(
    r"\b(?:a|per|each|every) (?:calendar )?(?:month|week|quarter|year)\b|\bmonthly\b|\bby the \w+ of\b|每[个]?[月季年周]",
    re.IGNORECASE,
)
_PAID_ONCE = frozenset(("deposit", "penalty", "total"))
"""Amounts that are not paid time and again."""
_WITH_A: Mapping[ValueKind, tuple[str, ...]] = {
    "date": ("start", "end", "sign", "pay", "deliver", "notice", "renew"),
    "money": ("rent", "deposit", "penalty", "salary", "deliver", "interest", "total", "price"),
    "duration": ("term", "notice", "warranty", "probation", "leave", "pay", "hours", "start", "end"),
    "percent": ("penalty", "interest", "price"),
}
"""Roles that have a value of a kind."""
_LABEL = lazy_regex(r"[^\d.。,，;；!?！？]{1,30}[:：]?")
"""A line that is a label of the next."""
_OURS = frozenset(("landlord", "employer", "supplier", "lender", "licensor"))
"""Roles of those who write a contract as "we", and call the others "you"."""
_YOU, _WE = lazy_regex(r"(?:\b[Yy]ou,? |您)\Z"), lazy_regex(r"(?:\b[Ww]e,? |我们|我方|本公司)\Z")
_CLAUSE = lazy_regex(r"[;；。，]|,\s|\.\s|\band\b")
_FROM_START = lazy_regex(
    r"\b(?:for|duration|term|period|lasts?|runs?|valid\w*|good for|in force|concluded|agreed)\b|期限|为期|期为|有效|租期|期间|共|持续|约定|满",
    re.IGNORECASE,
)
_OF_DEAL = lazy_regex(
    r"\b(?:terms?|duration|agreement|contract|lease|hire|licen[cs]e|tenancy|loan|lasts?|runs?|valid)\b|期限|租期|[务护包同借效]期|为期|有效",
    re.IGNORECASE,
)
"""What the length of a deal is said with."""
_SHORTEST_TERM = 27
"""Days that a deal lasts at the least."""
_OTHER_LENGTHS = lazy_regex(
    r"\b(?:notice|probation\w*|trial|warrant\w*|deleted|kept|retain\w*|paid|payable|due|within|after (?:the )?(?:end|termination)|leave|interest|receipts?|extend\w*|renew\w*|thereafter|further|more)\b|通知|提前|试用|保修|质保|删除|保存|支付|付款|之内|以内|年假|利率|续",
    re.IGNORECASE,
)
_INDEFINITE = lazy_regex(
    r"\b(?:no fixed|indefinite|unlimited|open-ended|until further notice|no end date|without (?:an )?end|month to month|for now)\b|不固定|没有固定|无固定|不定期|无限期|无期限|不设|另行(?:商定|通知|约定)|顺延|一直有效|不定\b",
    re.IGNORECASE,
)
_OTHER_END = lazy_regex(
    r"\b(?:not|no) (?:\w+ )?(?:expire|end|take effect|be (?:given|served|ended)) (?:before|earlier)\b|\b(?:not|no) earlier than\b|\b(?:prices?|rates?|fees?|rents?|charges?)\b[^.;]{0,40}\b(?:fixed|firm|held|unchanged|frozen)\b|\brent[- ]free\b"
    r"|\bbreak (?:clause|date|option|right)|\b(?:either|any|both) (?:party|side) may (?:end|terminate|break|bring)\b|\bmay be (?:ended|terminated|broken off) early\b|\b(?:insur\w+|warrant\w+|guarantee)\b[^.;]{0,40}\buntil\b"
    r"|免租|(?:价格|单价|费率|租金|报价)[^。；]{0,12}(?:不变|固定|不调|有效)|提前(?:解除|终止|退租|解约)|(?:不得|不能)早于|保险[^。；]{0,12}至|质保[^。；]{0,12}至",
    re.IGNORECASE,
)
_OTHER_END_HEADING = lazy_regex(
    r"\b(?:ending early|early (?:end|termination)|break|prices?|insurance|warranty|rent[- ]free)\b|提前(?:解除|终止|退租|解约)|价格|免租|保险|质保",
    re.IGNORECASE,
)
"""What else ends in a deal: a time when it cannot be broken off, a price."""
_STARTS: Mapping[Language, str] = {"en": "When does it start?", "zh": "什么时候开始？"}
COMPUTED: Mapping[Language, str] = {
    "en": "computed", "zh": "推算", "de": "berechnet", "fr": "calculé", "es": "calculado", "it": "calcolato", "pt": "calculado", "ru": "вычислено",
    "ja": "計算", "ko": "계산",
}  # fmt: skip
"""What marks a day that no paper states in so many words."""


@dataclass(frozen=True, slots=True)
class ComputedEnd:
    """The end of a deal that follows from its start and its length.

    Attributes:
        day: The last day.
        units: The sentences that state start and length, the length first.
    """

    day: date
    units: tuple[Unit, ...]


def speaks_of_other(kind: ValueKind, text: str, question: str) -> bool:
    """Return whether a sentence's value is of something that no deal turns on.

    Travel that is paid back is no fee, unless it is asked for.
    """
    other = _OTHER_MATTERS.get(kind)
    return other is not None and other.search(text) is not None and other.search(question) is None


def has_no_end(text: str, heading: str = "") -> bool:
    """Return whether a sentence says that a deal has no fixed end.

    From a day on it may be broken off, until a day the price is fixed, or no rent is paid.
    """
    return (
        _INDEFINITE.search(text) is not None
        or _OTHER_END.search(text) is not None
        or _OTHER_END_HEADING.search(heading) is not None
    )


def roles_with(kind: ValueKind, names: Sequence[str]) -> list[str]:
    """Return those roles that have a value of a kind."""
    own = (*COUNTERPARTS, "contact", "guarantor") if kind == "name" else _WITH_A.get(kind, ())
    chosen = [name for name in names if name in own]
    return [name for name in chosen if name != "deliver"] or chosen


def only_left(found: Sequence[Found], column: Column) -> Found | None:
    """Return the one value that may be shown, as unsure, where no model is asked.

    Its sentence speaks of no other part of a deal that has such a value, and every other sentence has the same one or none.

    Args:
        found: What `left_values` returned.
        column: The question.
    """
    names = {one.name for one in concepts_of(column.question)}
    others = [role_pattern(name) for name in _WITH_A.get(column.kind, ()) if name not in names]
    left = [one for one in found if not any(other.search(one.unit.text) for other in others)]
    patterns = [one.pattern for one in concepts_of(column.question) if one.pattern is not None]
    if len(patterns) > 1:  # a part of what is asked is something else
        left = [
            one for one in left if len({pattern.search(one.unit.text) is None for pattern in patterns}) == 1
        ]
    for role in names & {"end", "start"}:
        left = [
            one
            for one in left
            if not role_pattern(role).search(one.unit.text)
            or speaks_of_deal(role, one.unit.text, " ".join(one.unit.passage.heading))
        ]
    return left[0] if len({" ".join(one.value.split()).casefold() for one in left}) == 1 else None


def left_values(text: DocumentText, column: Column) -> list[Found]:
    """Return sentences with a value of the kind asked that is of nothing else known."""
    names = [one.name for one in concepts_of(column.question)]
    against = rivals(names)
    wanted = [one.pattern for one in concepts_of(column.question) if one.pattern is not None]
    other = _OTHER_MATTERS.get(column.kind)
    taken = _taken(text, names) if column.kind == "name" else frozenset()
    found: list[Found] = []
    for passage in text.passages:
        heading = passage.heading[-1] if passage.heading else ""
        label = ""
        for unit in units_of(passage, 0):
            said, before = unit.text, label
            label = said if _LABEL.fullmatch(said) else ""
            for start, end in value_spans(said, column.kind):
                value = said[start:end]
                if column.kind == "name" and (_addressed(said[:start], names) or not _is_name(value)):
                    continue
                if "end" in names and _INDEFINITE.search(said):
                    continue
                if _RECURRING.search(said) and names and set(names) <= _PAID_ONCE:
                    continue
                alone = column.kind == "name" or is_row(said) or len(value_spans(said, column.kind)) == 1
                around = f"{before}\n{said if alone else _clause(said, start, end)}"
                around = around.replace(value, " ") if column.kind == "name" else f"{heading}\n{around}"
                asked = any(one.search(around) for one in wanted)
                if value in taken or (other is not None and other.search(f"{heading} {said}") and not asked):
                    continue
                if not asked and any(one.search(around) for one in against):
                    continue
                own = "" if column.kind == "name" else _clause(said, start, end)
                if any(one.search(own) for one in against) and not any(one.search(own) for one in wanted):
                    continue
                found.append(Found(unit, 0.0, value, False))
    return found[:MOST_LEFT]


def _is_name(value: str) -> bool:
    """Return whether a value looks like a person or a firm, and not like a word."""
    return is_name(value) if is_unspaced(value) else " " in value


def _addressed(before: str, names: Sequence[str]) -> bool:
    """Return whether a name is of the side that is not asked for: you, and not us."""
    ours = any(name in _OURS for name in names)
    theirs = any(COUNTERPARTS.get(name) in _OURS for name in names)
    return (ours and _YOU.search(before) is not None) or (theirs and _WE.search(before) is not None)


def _clause(text: str, start: int, end: int) -> str:
    """Return the part of a sentence between stops that holds a value."""
    first = max((one.end() for one in _CLAUSE.finditer(text, 0, start)), default=0)
    last = _CLAUSE.search(text, end)
    return text[first : last.start() if last is not None else len(text)]


def _taken(text: DocumentText, names: Sequence[str]) -> frozenset[str]:
    """Return the names that are surely those of a counterpart."""
    if len(names) != 1 or names[0] not in COUNTERPARTS:
        return frozenset()
    asked = {"supplier": "Who is the supplier?", "customer": "Who is the customer?"}
    role = COUNTERPARTS[names[0]]
    best = bearing_units(text, Column("", asked.get(role, f"Who is the {role}?"), "name"))
    return frozenset(one.value for one in best if one.sure and one.value)


def computed_end(text: DocumentText, column: Column) -> ComputedEnd | None:
    """Return the end that follows from a stated start and length, or None.

    "For two years from 1 March 2022" ends on 28 February 2024. Notice periods, probation and their like are no length of a
    deal; of two lengths that differ none counts.
    """
    names = {one.name for one in concepts_of(column.question)}
    if column.kind != "date" or names != {"end"}:
        return None
    ends: dict[date, ComputedEnd] = {}
    surely: set[date] = set()
    start: tuple[date, Unit] | None = None
    for passage in text.passages:
        heading = passage.heading[-1] if passage.heading else ""
        label = ""
        for unit in units_of(passage, 0):
            around, label = f"{heading} {label} {unit.text}", unit.text if _LABEL.fullmatch(unit.text) else ""
            if _INDEFINITE.search(unit.text):
                return None
            if has_no_end(unit.text, heading):
                continue
            if _OTHER_LENGTHS.search(around) or not _FROM_START.search(around):
                continue
            lengths = [
                one
                for one in values(unit.text).numbers
                if one.unit in ("month", "day") and len(one.values) == 1
            ]
            if len(lengths) != 1 or not value_spans(unit.text, "duration"):
                continue
            days = _days(unit.text)
            if not days and start is None:
                start = _start(text)
            begun = (days[-1], unit) if days else start
            count = _whole(next(iter(lengths[0].values)))
            if begun is None or not count:
                continue
            day = _later(begun[0], count, lengths[0].unit)
            if day is not None and (day - begun[0]).days >= _SHORTEST_TERM:
                ends[day] = ComputedEnd(day, (unit,) if begun[1] == unit else (unit, begun[1]))
                if _OF_DEAL.search(unit.text):
                    surely.add(day)
    chosen = surely if len(surely) == 1 else ends.keys()
    return ends[next(iter(chosen))] if len(chosen) == 1 else None


def _whole(number: str) -> int:
    return int(number) if number.isdigit() and len(number) <= 5 else 0


def _days(text: str) -> list[date]:
    """Return the days that a sentence names, without that of its signature."""
    found = []
    for one in values(text).dates:
        year, month, day = one.readings[0]
        clause = _clause(text, one.start, one.end)
        if year and month and day and len(one.readings) == 1 and not role_pattern("sign").search(clause):
            found.append(date(year, month, day))
    return found


def _start(text: DocumentText) -> tuple[date, Unit] | None:
    column = column_of(_STARTS["en"])
    best = best_found(bearing_units(text, column), column)
    if best is None or not best.sure:
        return None
    days = day_range(best.value)
    return (days[0], best.unit) if days is not None and days[0] == days[1] else None


def _later(start: date, count: int, unit: str) -> date | None:
    """Return the last day of a time that begins on a day."""
    try:
        if unit == "day":
            return start + timedelta(days=count - 1)
        months = start.year * 12 + start.month - 1 + count
        year, month = divmod(months, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None

"""Follow days and lengths of time that an answer works out from others. Pure.

Such as "it ends on 28 February 2028".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.agent.candidates import Candidate
from assistant.agent.claims import Claim, Value
from assistant.agent.date_sums import days_of, later_by, lengths_of
from assistant.retrieval.evidence import Unit
from assistant.retrieval.paper_dates import PaperDate
from assistant.retrieval.values import Date, Number

MOST_BASES = 12
"""Sentences that a day may be worked out from, the likeliest first."""
_DAYS_OF_MONTH = (28, 31)


def worked_out_value(claim: Claim, candidates: Sequence[Candidate], today: date) -> Value | None:
    """Return the one day or length of time of a claim that stands nowhere.

    None where there are several, or where another value stands nowhere either.

    Args:
        claim: A sentence of an answer.
        candidates: Where its values may stand.
        today: The day on which it is said.
    """
    missing = [value for value in claim.values if not any(value.stands_in(one) for one in candidates)]
    missing = [value for value in missing if day_in(value) != today]
    if len(missing) != 1 or (day_in(missing[0]) is None and not _is_length(missing[0])):
        return None
    return missing[0]


def basis_of(value: Value, candidates: Sequence[Candidate], others: Sequence[date]) -> tuple[Unit, ...]:
    """Return the sentences that a day or a length of time follows from; else none.

    A day follows from another of the same paper and a length of time, a length from two days, or from one in another unit.

    Args:
        value: The day, or the length of time.
        candidates: Sentences that may be meant, the likeliest first.
        others: Days that may be counted from besides: today, and those of the question.
    """
    held = candidates[:MOST_BASES]
    wanted = day_in(value)
    for one in held:
        if wanted is None and any(_is_same_length(value.of, length) for length in lengths_of(one.unit.text)):
            return (one.unit,)
        for day in _days(one):
            if wanted is None and any(_lies_between(value.of, day, other) for other in others):
                return (one.unit,)
            for other in held:
                if other.unit.passage.document_id != one.unit.passage.document_id:
                    continue
                if wanted is None:
                    if any(day != end and _lies_between(value.of, day, end) for end in _days(other)):
                        return _both(one, other)
                elif any(_follows(wanted, day, length) for length in lengths_of(other.unit.text)):
                    return _both(one, other)
    return ()


def day_in(value: Value) -> date | None:
    """Return the day that a value is; None where it is none, or not known to the day."""
    if not isinstance(value.of, Date) or len(value.of.readings) != 1:
        return None
    year, month, day = value.of.readings[0]
    try:
        return date(year, month, day) if year and month and day else None
    except ValueError:
        return None


def _is_length(value: Value) -> bool:
    return isinstance(value.of, Number) and value.of.unit in ("day", "month") and _count(value.of) > 0


def _count(number: Number) -> int:
    count = next(iter(number.values)) if len(number.values) == 1 else ""
    return int(count) if count.isdigit() and len(count) <= 5 else 0


def _days(candidate: Candidate) -> Iterator[date]:
    years = [year for one in candidate.context_values.dates for year, _, _ in one.readings if year]
    return days_of(candidate.unit.text, PaperDate(years[0]) if years else PaperDate())


def _follows(wanted: date, day: date, length: Number) -> bool:
    """Return whether a day lies a length of time after or before another.

    The last day may be counted or not.
    """
    for count in (_count(length), -_count(length)):
        try:
            end = later_by(day, count, length.unit)
        except (ValueError, OverflowError):
            continue
        if wanted in (end, end - timedelta(days=1)):
            return True
    return False


def _lies_between(value: Date | Number | object, first: date, last: date) -> bool:
    """Return whether a length of time is that between two days, in whole units."""
    if not isinstance(value, Number):
        return False
    first, last = sorted((first, last))
    count, days = _count(value), (last - first).days
    if value.unit == "day":
        return abs(days - count) <= 1 or (count % 7 == 0 and "week" in value.text and days // 7 * 7 == count)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return months == count or (count % 12 == 0 and months // 12 * 12 == count)


def _is_same_length(value: Date | Number | object, length: Number) -> bool:
    """Return whether two lengths of time in other units agree: 90 days, three months."""
    if not isinstance(value, Number) or value.unit == length.unit:
        return False
    days, months = (value, length) if value.unit == "day" else (length, value)
    fewest, most = (_count(months) * one for one in _DAYS_OF_MONTH)
    return fewest <= _count(days) <= most


def _both(one: Candidate, other: Candidate) -> tuple[Unit, ...]:
    return (one.unit,) if one.unit == other.unit else (one.unit, other.unit)

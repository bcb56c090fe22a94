"""A value that a sentence claims, and whether it stands in a candidate."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.agent.words.candidates import Candidate
from assistant.agent.words.rows import in_scaled_cell
from assistant.frozen import dataclass
from assistant.languages import detected, is_function_word
from assistant.library.terms import is_unspaced, stem
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.value_words import MONEY
from assistant.retrieval.values import Identifier, Number, values

_DESIGNATES = lazy_regex(r"([^\W\d_]{2,})[\s\-]*(?:no\.?|nr\.?|n[°º]|#|№)?\s*$", re.IGNORECASE)


_AT_HOUR = lazy_regex(
    r"\b(?:bis|ab|um|gegen|until|till|by|from|à|dès|avant|hasta|desde|até|entro)\s+(\d{1,2})\s?h\b",
    re.IGNORECASE,
)
"""An hour that is written like a length of time: "bis 11 h"."""


_TIME_WITH_POINT = lazy_regex(r"([01]?\d|2[0-3])\.([0-5]\d)")


_LISTED_NUMBER = lazy_regex(r"(?:,|\b(?:and|und|et|y|e|и))\s*\Z")
"""Goes on with what the number before it counts: "speed 2 for red, 1 for white"."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number, date or identifier of a claim.

    Attributes:
        text: As it is written.
        of: What it is.
        designates: The stem of the word before a number that names something by it: "order" of "order 55810"; else empty.
    """

    text: str
    of: Number | Date | Identifier
    designates: str = ""

    def stands_in(self, candidate: Candidate) -> bool:
        """Return whether a candidate, or what names its place, has the value."""
        match self.of:
            case Number():
                return self._number_stands(self.of, candidate)
            case Date():
                return _date_stands(self.of, candidate)
            case Identifier():
                return _identifier_stands(self.of, candidate)

    def _number_stands(self, number: Number, candidate: Candidate) -> bool:
        own = candidate.values
        if any(
            one_number(number, other) and not _counts_else(number, other, candidate)
            for other in (*own.numbers, *own.loose)
        ):
            return not self.differs(candidate)
        if number.unit == "time":
            hours = {f"{60 * int(match[1])}" for match in _AT_HOUR.finditer(candidate.unit.text)}
            if hours & number.values:
                return True
        if candidate.row is not None and in_scaled_cell(number, candidate.row):
            return True
        if any(number.equals(other) for other in candidate.head_values.numbers):
            return True
        if not number.unit and number.text.isdigit() and len(number.text) == 4:
            year = int(number.text)
            dated = (*own.dates, *candidate.context_values.dates)
            if any(reading[0] == year for date in dated for reading in date.readings):
                return True
        if not self.designates and len(number.text) != 4:
            return False
        around = (*candidate.context_values.numbers, *values(candidate.beginning).numbers)
        if not self.designates:
            around = candidate.context_values.numbers
        return any(number.equals(other) for other in around) and not self.differs(candidate)

    def is_held(self, candidate: Candidate) -> bool:
        """Return whether a candidate has the value itself, and counts the same with it.

        "£300" is not in "300 bottles", where several sentences bear one claim.
        """
        if not isinstance(self.of, Number):
            return self.stands_in(candidate)
        alike = [one for one in candidate.values.numbers if one.unit == self.of.unit]
        return any(self.of.equals(one) for one in alike) and not self.differs(candidate)

    def names(self, candidate: Candidate) -> bool:
        """Return whether what names a candidate's place has the value."""
        around = candidate.context_values
        match self.of:
            case Number():
                return any(self.of.equals(other) for other in around.numbers)
            case Date():
                return any(self.of.stands_in(other) for other in around.dates)
            case Identifier():
                return self.of.key in candidate.context_keys

    def differs(self, candidate: Candidate) -> bool:
        """Return whether a candidate has another number for what this one names."""
        if isinstance(self.of, Identifier):
            return self.of.key not in candidate.keys and any(
                other.family == self.of.family for other in candidate.values.identifiers
            )
        if not isinstance(self.of, Number) or not self.designates:
            return False
        number = self.of
        for text, held in (
            (candidate.unit.text, candidate.values),
            (candidate.context, candidate.context_values),
        ):
            alike = [other for other in held.numbers if designator(text, other) == self.designates]
            if alike:
                listed = [one for one in held.numbers if _LISTED_NUMBER.search(text, 0, one.start)]
                return not any(number.equals(other) for other in (*alike, *listed))
        return False

    def has_rival(self, candidate: Candidate) -> bool:
        """Return whether a candidate has another value of the same kind."""
        if isinstance(self.of, Date):
            return bool(candidate.values.dates)
        number = self.of
        return isinstance(number, Number) and any(
            not number.unit or not other.unit or number.unit == other.unit
            for other in candidate.values.numbers
            if designator(candidate.unit.text, other) == self.designates
        )


_MARKER = lazy_regex(r"\s*[(（]?\d{1,2}(?:\.\d{1,2})?(?:[.)）、]|\s(?=[A-Z]))")


_THINGS = lazy_regex(r"\s+(?!(?:pound|quid|penn|dollar|franc|euro|crown)\w*\b)[a-z]{3,}s\b")
"""What a number without a unit counts, but for money."""


def _counts_else(number: Number, other: Number, candidate: Candidate) -> bool:
    """Return whether a bare number surely is not what one with a unit counts.

    "£3" is neither in "three cases" nor in the number of a clause.
    """
    if candidate.row is not None or not number.unit or other.unit:
        return False
    text = candidate.unit.text
    marker = _MARKER.match(text)
    if marker is not None and other.end <= marker.end():
        return True
    return number.unit in MONEY and _THINGS.match(text, other.end) is not None


_SCALES = {"second": (60, 3_600), "day": (7,), "month": (12,)}
"""How many of the unit that lengths of time are counted in others have: minutes, hours; weeks; years."""


def one_number(number: Number, other: Number) -> bool:
    """Return whether two numbers may be one, however much of their units is said.

    "Nine hours" may be "nine", and a factor of 1.04 is 4 percent more.
    """
    if number.equals(other):
        return True
    if {number.unit, other.unit} == {"day", "second"}:
        days, seconds = (number, other) if number.unit == "day" else (other, number)
        return any(_scaled(value, 86_400) in seconds.values for value in days.values)
    if bool(number.unit) != bool(other.unit):
        bare, counted = (other, number) if number.unit else (number, other)
        if counted.unit == "time":
            return f"{_minutes_of(bare.text)}" in counted.values
        if counted.unit in _SCALES:
            return any(
                _scaled(value, factor) in counted.values
                for value in bare.values
                for factor in _SCALES[counted.unit]
            )
        if other.unit == "%" and "." in number.text:
            return any(
                f"{made.normalize():f}" in number.values
                for value in other.values
                if value.replace(".", "", 1).isdigit()
                for share in [Decimal(value) / 100]
                for made in (share, 1 + share, 1 - share)
            )
    return False


def _scaled(value: str, factor: int) -> str:
    return f"{(Decimal(value) * factor).normalize():f}" if value.replace(".", "", 1).isdigit() else ""


def _minutes_of(text: str) -> int:
    """Return the minutes since midnight of a time written like a decimal: "23.00"."""
    match = _TIME_WITH_POINT.fullmatch(text)
    return 60 * int(match[1]) + int(match[2]) if match is not None else -1


def _date_stands(date: Date, candidate: Candidate) -> bool:
    own, around = candidate.values, candidate.context_values
    if any(date.stands_in(other) for other in own.dates):
        return True
    if candidate.row is not None and candidate.row.has_year(date):
        return True
    if candidate.short_dates and any(
        (month, day) in candidate.short_dates and (year is None or year in candidate.years)
        for year, month, day in date.readings
    ):
        return True
    if not own.dates:
        if any(month is None and year in candidate.named_years for year, month, _ in date.readings):
            return True
        before = candidate.dates_before if candidate.row is None else ()
        return any(_is_of_year(date, other, candidate) for other in (*around.dates, *before))
    return any(_is_of_year(date, other, candidate) for other in own.dates)


def _is_of_year(date: Date, other: Date, candidate: Candidate) -> bool:
    """Return whether another date says the same.

    "20 May" in a paper of 2025 is 20 May 2025.
    """
    return date.stands_in(other) or any(
        year is not None and month is not None and reading == (None, month, day) and candidate.may_be_of(year)
        for year, month, day in date.readings
        for reading in other.readings
    )


def _identifier_stands(identifier: Identifier, candidate: Candidate) -> bool:
    if identifier.key in candidate.keys:
        return True
    if candidate.table is not None and any(
        identifier.key == other.key
        for row in candidate.table.rows
        for cell in row.cells
        for other in values(cell).identifiers
    ):
        return False  # its own row is another
    if any(other.family == identifier.family for other in candidate.values.identifiers):
        return False
    return identifier.key in candidate.context_keys


def designator(text: str, number: Number) -> str:
    """Return the stem of the word that a number belongs to as a name: "order 55810".

    Empty for a number with a unit, and where no such word stands before it.
    """
    if number.unit or not number.text.isdigit():
        return ""
    match = _DESIGNATES.search(text, max(0, number.start - 40), number.start)
    if match is None or is_unspaced(match[1]) or is_function_word(match[1], "en"):
        return ""
    if is_function_word(match[1], detected(text) or "en"):
        return ""
    return stem(match[1].casefold())

"""The times a question names, as conditions on dates, months and years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.languages import plain
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import holds_years
from assistant.tables.data.database import literal, quoted
from assistant.tables.data.words import bare_header, tokens
from assistant.tables.query.measuring import Measured
from assistant.tables.question.asking import IDENTIFIER, JOINED, ON_DUTY, blanked
from assistant.tables.question.filters import Filter, among
from assistant.tables.question.periods import Period, periods

_NUMBERED_THING = lazy_regex(r"\b(?P<thing>[a-z]{2,} (?P<number>\d{1,2})) (?=[a-z]{3,9}\b)")
_ROTA = lazy_regex(r"rota\b|roster|\bshifts?\b|schedule|\bduty\b|排班|值班|值守|轮班|坐诊", re.IGNORECASE)
_WHO = lazy_regex(r"\b(?:who|whose)\b|谁|哪[一]?[位个](?:医生|大夫|老师|师傅|人)?")


class Dated(Measured):
    """Makes filters of the times that a question names."""

    _of_one_day = False
    """Whether it is asked who is on duty on a day."""

    def _take_times(self, spans: Sequence[Period]) -> None:
        """Note the tokens of times, which are no numbers of rows, and those of long ones."""
        self._timed = {at for one in spans for at in self._read.within(one.span)}
        if any(one.kind == "date" for one in self._columns):
            long = (one for one in spans if not (one.is_month or one.whole_years))
            self._ranged = {at for one in long for at in self._read.within(one.span)}

    def _tells_apart(self, name: str) -> bool:
        """Return whether a column has another number or code in each row."""
        column = next((one for one in self._columns if one.name == name), None)
        if column is None or not IDENTIFIER.search(column.header):
            return False
        held = [text for text in column.texts if text]
        return len(held) > 1 and len(set(held)) == len(held)

    def _periods(self) -> Iterator[Period]:
        """Yield the times that the question is about.

        In "van 2 January to May" the number is of the van, where a cell says so.
        """
        text = self._read.text
        for found in _NUMBERED_THING.finditer(text):
            if any(found["thing"] in map(plain, column.texts) for column in self._columns if column.texts):
                text = blanked(text, found.span("number"))
        original = self._read.original
        yield from periods(text, original if text == self._read.text else text, self._today)

    def _without_cells(self, spans: Sequence[Period]) -> list[Period]:
        """Return the times that no cell says; of the others filters are made.

        The second quarter is "2025Q2" in a column of quarters.
        """
        left: list[Period] = []
        for period in spans:
            found = self._cells_within(period)
            if found is None:
                left.append(period)
                continue
            self._filters.append(among(found[0], found[1], negated=False))
            self._read.cover(*period.span)
            self._cells |= set(self._read.within(period.span))
            self._weight += 2.0
        return left

    def _cells_within(self, period: Period) -> tuple[str, frozenset[str]] | None:
        """Return a column of times and its cells that lie in a period; None for none."""
        if not (period.first and period.end) or (
            period.whole_years and any(one.kind == "date" for one in self._columns)
        ):
            return None
        for at, column in enumerate(self._columns):
            held = self._words.within(at, period)
            if held:
                return column.name, held
        return None

    def _dated(self, periods: Sequence[Period]) -> None:
        """Make filters of the times that the question names.

        Not where a cell, a header or a table's name explains them.
        """
        for period in periods:
            first = next(
                (
                    at
                    for at, (start, end) in enumerate(self._read.spans)
                    if start < period.span[1] and period.span[0] < end
                ),
                None,
            )
            if first is None or (
                self._read.covered[first] and not self._is_asked(first) and first not in self._by_name
            ):
                continue
            if (by_years := self._in_named_years(period)) is not None:
                self._filters.append(by_years)
                self._read.cover(*period.span)
                self._weight += 1.0
                continue
            column = self._date_column()
            if column is not None:
                self._filters.append(self._within(self._in_its_year(period, column), column))
                if self._named.get(self._columns.index(column), (0, 0, 0.0))[2] > 1.0:
                    self._bounds.add(column.name)
                if self._is_on_duty(period):
                    self._read.cover_all(ON_DUTY)
                    self._bounds.add(column.name)
                    self._of_one_day = True
                    self._weight += 1.0
                if self._tells_when_joined(column):
                    self._read.cover_all(JOINED)
                    self._bounds.add(column.name)
                    self._weight += 1.0
            elif (parted := self._year_and_month(period)) is not None:
                self._filters += parted
            else:
                continue
            self._read.cover(*period.span)
            # Words of a table's name that are a time say no more than its dates do.
            self._weight += 0.0 if self._by_name & set(self._read.within(period.span)) else 1.0

    def _is_on_duty(self, period: Period) -> bool:
        """Return whether it is asked who is on duty, or in a named column, on a day."""
        text = self._read.text
        if self._asked.operation != "list" or len(period.first) != 10 or not _WHO.search(text):
            return False
        day = date.fromisoformat(period.first) + timedelta(days=1)
        named = any(self._columns[at].kind == "text" and one[2] >= 1.0 for at, one in self._named.items())
        rota = any(_ROTA.search(one.name) for one in self._family.tables) and ON_DUTY.search(text)
        return period.end == day.isoformat() and bool(named or rota)

    def _within(self, period: Period, column: Column) -> Filter:
        """Return the condition that a day of a column lies in a time."""
        name = quoted(column.name)
        parts = [f"{name} >= {literal(period.first)}"] if period.first else []
        parts += [f"{name} < {literal(period.end)}"] if period.end else []
        return Filter(column.name, " AND ".join(parts), f"{column.name} {period.said}")

    def _in_its_year(self, period: Period, column: Column) -> Period:
        """Return a time without a year in the one that the column has dates of."""
        if not period.is_guessed:
            return period
        from_month = (period.first or period.end)[4:7]
        years = {value[:4] for value in column.values if isinstance(value, str) and value[4:7] >= from_month}
        if len(years) > 1:
            self._doubts.append("year")
        return period.in_year(int(next(iter(years)))) if len(years) == 1 else period

    def _in_named_years(self, period: Period) -> Filter | None:
        """Return the filter of a time on a column of years that the question names.

        None where it names none, or a day too.
        """
        bounds = [one for one in (period.first, period.end) if one]
        named = [self._columns[at] for at in self._named if holds_years(self._columns[at])]
        dated = any(self._columns[at].kind == "date" for at in self._named)
        if len(named) != 1 or dated or any(len(one) > 4 for one in bounds):
            return None
        name = quoted(named[0].name)
        parts = [f"{name} >= {period.first}"] if period.first else []
        parts += [f"{name} < {period.end}"] if period.end else []
        return Filter(named[0].name, " AND ".join(parts), f"{named[0].name} {period.said}")

    def _year_and_month(self, period: Period) -> list[Filter] | None:
        """Return filters on a column of years and one of months.

        None where there are none that hold the time.
        """
        columns = [column for column in self._columns if column.kind == "number"]
        called = [
            column
            for column in columns
            if tokens(bare_header(column.name)) in (("year",), ("年",), ("年", "份"), ("年", "度"), ("jahr",))
        ]
        years = next(iter([*called, *filter(holds_years, columns)]), None)
        if years is None or not period.whole_years:
            return None
        low, high = period.whole_years
        name = quoted(years.name)
        sql = f"{name} = {low}" if low == high else f"{name} BETWEEN {low} AND {high}"
        return [Filter(years.name, sql, f"{years.name} {low}" + ("" if low == high else f"–{high}"))]

"""Tell which column of dates the times of a question are about. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.database import literal, quoted
from assistant.tables.data.months import MONTH
from assistant.tables.data.words import bare_header
from assistant.tables.query.leaning import Leaning
from assistant.tables.question.asking import MONTHLY, OTHER_DATE
from assistant.tables.question.explaining import Filter, without_value
from assistant.tables.question.periods import Period

MOST_DATES = 3
"""Columns of dates that are tried, the nearest in meaning."""
_NAMES_YEAR = lazy_regex(r"(?:19|20)\d\d")
_BEFORE = 6
"""Words, or Chinese characters, before a time that say what happened then."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be meant, and what speaks for it."""

    name: str
    features: Features
    more: str = ""


class Timed(Leaning):
    """A question over one table, with the times that it may be about."""

    def _when_meant(
        self, spans: Sequence[Period], base: Sequence[Filter]
    ) -> Iterator[tuple[Choice, list[Filter]]]:
        """Yield columns of dates that may be meant, with filters of the times."""
        filtered = {one.column for one in base}
        dated = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "date" and without_value(column.name) not in base
        ]
        dated = [at for at in dated if self._columns[at].name not in filtered] or dated
        free = [one for one in spans if not self._is_explained(one)]
        if not dated:
            parted = [made for one in free if (made := self._year_and_month(one)) is not None]
            filters = [one for some in parted for one in some]
            filters = [either(filters)] if len(parted) > 1 else filters
            yield Choice("", {"time_left": float(len(free) > len(parted))}), filters
            return
        near = self._nearness_of_dates(dated, free)
        order = sorted(range(len(dated)), key=lambda one: -near[one])[:MOST_DATES]
        middle = sum(near) / len(near)
        monthly = MONTHLY.search(self._read.text) is not None
        for place in order if free or monthly or self._asked.operation == "rows" else order[:1]:
            at = dated[place]
            column = self._columns[at]
            features = {
                "date_near": 15.0 * (near[place] - middle) if len(near) > 1 else 0.0,
                "date_nearest": float(place == order[0] and len(near) > 1),
                "date_other": float(bool(OTHER_DATE.search(bare_header(column.name)))),
                "date_named": self._named[at][2] if at in self._named else 0.0,
                "date_leant": float(at in self._leant),
                "date_first": float(at == min(dated)),
            }
            made = [self._in_time(self._in_its_year(one, column), column) for one in free]
            yield Choice(column.name, features), [either(made)] if len(made) > 1 else made

    def _is_explained(self, period: Period) -> bool:
        """Return whether a cell or a header already explains a time."""
        within = self._read.within(period.span)
        return (
            bool(within)
            and self._read.covered[within[0]]
            and not (self._is_asked(within[0]) or within[0] in self._by_name)
        )

    def _in_time(self, period: Period, column: Column) -> Filter:
        name = quoted(column.name)
        parts = [f"{name} >= {literal(period.first)}"] if period.first else []
        parts += [f"{name} < {literal(period.end)}"] if period.end else []
        return Filter(column.name, " AND ".join(parts), f"{column.name} {period.said}")

    def _nearness_of_dates(self, dated: Sequence[int], spans: Sequence[Period]) -> Sequence[float]:
        read = self._read
        phrase = read.text
        if spans:
            first = spans[0].span[0]
            before = [start for start, _ in read.spans if start < first][-_BEFORE:]
            phrase = read.text[before[0] : first].strip() if before else read.text
        return self._meanings.near(phrase or read.text, self._headers_of(dated)) or [0.0] * len(dated)

    def _in_its_year(self, period: Period, column: Column) -> Period:
        """Return a time in the latest year that the column has dates of.

        Only where it has none of the time's own year.
        """
        period = super()._in_its_year(period, column)
        days = [value for value in column.values if isinstance(value, str)]
        said = _NAMES_YEAR.search(self._read.text[slice(*period.span)])
        if (
            said
            or not days
            or not period.first
            or any(period.first <= day < (period.end or "9") for day in days)
        ):
            return period
        return period.in_year(int(max(days)[:4]))

    def _year_and_month(self, period: Period) -> list[Filter] | None:
        """Return filters on the months of a table that names no year."""
        months = next(
            (column for column in self._columns if column.name == MONTH and column.kind == "text"), None
        )
        if months is None or len(period.first) < 7 or len(period.end) < 7:
            return super()._year_and_month(period)
        first, end = period.first[5:7], period.end[5:7]
        name = quoted(MONTH)
        sql = f"{name} >= {literal(first)}" + (f" AND {name} < {literal(end)}" if end > first else "")
        return [Filter(MONTH, sql, f"{MONTH} {first}")]


def either(filters: Sequence[Filter]) -> Filter:
    """Return a filter for rows that meet any of some."""
    sql = " OR ".join(f"({one.sql})" for one in filters)
    said = f"{filters[0].column} " + " / ".join(
        one.said.removeprefix(filters[0].column).strip() for one in filters
    )
    return Filter(filters[0].column, f"({sql})", said)

"""Tell which column of dates the times of a question are about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.database import literal, quoted
from assistant.tables.data.months import MONTH
from assistant.tables.data.words import bare_header
from assistant.tables.query.leaning import DUE, LATE, Leaning
from assistant.tables.question.asking import JOINED, JOINED_HEADER, MONTHLY, OTHER_DATE
from assistant.tables.question.filters import Filter, either, without_value
from assistant.tables.question.periods import Period, is_relative

MOST_DATES = 3
"""Columns of dates that are tried, the nearest in meaning."""
MORE_NAMED = 0.3
"""How much more of a header than of any other is said where it is meant: 年检到期 beside 保险到期."""
_NAMES_YEAR = lazy_regex(r"(?:19|20)\d\d")
DATE_CUES = (
    (
        "past",
        lazy_regex(r"\b(?:last(?! (?:year|month|week|quarter))|latest|most recent(?:ly)?)\b|最近|上[次回]"),
        lazy_regex(r"\b(?:last|latest|previous)\b|上[次回]|最近", re.IGNORECASE),
    ),
    (
        "due",
        lazy_regex(r"\b(?:due|overdue|next(?! (?:year|month|week|quarter))|supposed|meant to|deadline|expir\w*|run(?:s|ning)? out|ends?|should(?:['’]?ve| have)?)\b|该|应|约定|到期|截止"),
        lazy_regex(r"\b(?:due|next|by|until|deadline|promised|agreed|expir\w*|ends?|renew\w*)\b|下[次回]|约定|应|交期|到期|截止|到$|有效至", re.IGNORECASE),
    ),
    (
        "settled",
        lazy_regex(r"\b(?:pay|pays|paid|settled|c[ao]mes? in|received|got in)\b|打款|进账|到账|付[款了]|收[款到]|还款"),
        lazy_regex(r"\b(?:paid|settled|received|cleared)\b|到账|付款日|收款日|还款|支付日", re.IGNORECASE),
    ),
    (
        "done",
        lazy_regex(r"\b(?:c[ao]me back|returned|back|fixed|mended|finished|delivered|deliver(?:y|ies)|cleaned)\b|交货|交[了没]|归还|还回|修好|送货|发货|进货"),
        lazy_regex(r"\b(?:back|returned?|fixed|mended|done|finished|completed|delivered|cleaned|actual)\b|实际|归还|修好|交货|送货|完成|进货", re.IGNORECASE),
    ),
    (
        "begun",
        lazy_regex(r"\b(?:order(?:ed|s)?|placed|raised|sent|book(?:ed|ings?)|hires?|went out|bought|reported)\b|下单|签|报修|开票|接单|接[了的]?"),
        lazy_regex(r"\b(?:order(?:ed)?|placed|raised|sent|issued|booked|out|reported|date|dated|when|day|bought|purchased)\b|下单|签订|报修|开票|购入|^日期$", re.IGNORECASE),
    ),
    (
        "joined",
        JOINED,
        JOINED_HEADER,
    ),
)  # fmt: skip
"""What dates are of: how a question says it, and how headers do."""
_PAID_ON = lazy_regex(r"\b(?:paid|settled|received|cleared)\b|到账|[付收还]款日|支付日|结清日", re.IGNORECASE)
"""Headers of days on which something was paid."""
_GONE = lazy_regex(r"\b(?:last|previous) (?:year|season)\b|[去前]年|上一年")
"""Years that are another one than that of a sheet, if it has no rows of them."""
_BEFORE_THIS = lazy_regex(r"\b(?:last|previous|past)\b|上")
"""What counts a time from the one before: last quarter."""
_BEFORE = 6
"""Words, or Chinese characters, before a time that say what happened then."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be meant, and what speaks for it.

    Attributes:
        name: The column.
        features: What speaks for it.
        more: What it is multiplied by, or as SQL says it.
        beside: A second column of numbers: that it is divided by, or told apart from.
    """

    name: str
    features: Features
    more: str = ""
    beside: str = ""


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
        if any(one.said.endswith("> 0") and self._is_open(self._family.column(one.column)) for one in base):
            # What is not paid has no day of payment.
            dated = [at for at in dated if not _PAID_ON.search(bare_header(self._columns[at].name))] or dated
        dated = [at for at in dated if self._columns[at].name not in filtered] or dated
        free = [one for one in spans if not self._is_explained(one)]
        by_years = [self._in_named_years(one) for one in free]
        if by_years and all(by_years):
            yield Choice("", {"date_named": 1.0}), [one for one in by_years if one is not None]
            return
        if not dated:
            parted = [made for one in free if (made := self._year_and_month(one)) is not None]
            filters = [one for some in parted for one in some]
            filters = [either(filters)] if len(parted) > 1 else filters
            yield Choice("", {"time_left": float(len(free) > len(parted))}), filters
            return
        if any(self._by_name & set(self._read.within(one.span)) for one in free):
            yield Choice("", {"time_in_name": 1.0}), []
        dated = list(self._of_cue(dated))
        near = self._nearness_of_dates(dated, free)
        order = sorted(range(len(dated)), key=lambda one: -near[one])[:MOST_DATES]
        middle = sum(near) / len(near)
        monthly = MONTHLY.search(self._read.text) is not None
        for place in order if free or monthly or self._asked.operation == "rows" else order[:1]:
            at = dated[place]
            column = self._columns[at]
            features: dict[str, float] = {
                "date_near": 15.0 * (near[place] - middle) if len(near) > 1 else 0.0,
                "date_nearest": float(place == order[0] and len(near) > 1),
                "date_other": float(bool(OTHER_DATE.search(bare_header(column.name)))),
                "date_named": self._named[at][2] if at in self._named else 0.0,
                "date_leant": float(at in self._leant),
                "date_first": float(at == min(dated)),
            }
            features |= self._cued(column)
            meant = [self._in_its_year(one, column) for one in free]
            features["time_moved"] = float(any(map(_is_moved, free, meant)))
            if len(meant) == 1 and (late := self._late_on(meant[0], column, base)):
                yield Choice(column.name, features), late
                continue
            made = [self._within(one, column) for one in meant]
            yield Choice(column.name, features), [either(made)] if len(made) > 1 else made

    def _late_on(self, period: Period, column: Column, base: Sequence[Filter]) -> list[Filter]:
        """Return conditions of what was overdue on a day: due, and not paid by then."""
        day = period.first
        if len(day) != 10 or not LATE.search(self._read.text) or not DUE.search(column.header):
            return []
        made = [Filter(column.name, f"{quoted(column.name)} < {literal(day)}", f"{column.name} < {day}")]
        for one in self._columns:
            if without_value(one.name) in base and one.kind == "date":
                name = quoted(one.name)
                sql = f"({name} IS NULL OR {name} > {literal(day)})"
                made.append(Filter(one.name, sql, f"{one.name} – / > {day}"))
        return made

    def _cued(self, column: Column) -> Features:
        """Tell whether the question says what a column's dates are of."""
        features: dict[str, float] = {}
        for name, said, header in DATE_CUES:
            asks, bears = bool(said.search(self._read.text)), bool(header.search(bare_header(column.name)))
            if asks or bears:
                way = "both" if asks and bears else "asked" if asks else "borne"
                features[f"date_{name}_{way}"] = 1.0
        return features

    def _of_cue(self, dated: Sequence[int]) -> Sequence[int]:
        """Return the columns of dates that a question speaks of or names, else all."""
        for _, said, header in DATE_CUES:
            bearing = [at for at in dated if header.search(bare_header(self._columns[at].name))]
            if said.search(self._read.text) and bearing:
                return self._most_named(bearing)
        named = [at for at in dated if at in self._named]
        return named if len(named) == 1 else self._most_named(dated)

    def _most_named(self, dated: Sequence[int]) -> Sequence[int]:
        """Return the column of whose header most is said; all where none stands out."""
        said = sorted((self._named[at][2] if at in self._named else 0.0 for at in dated), reverse=True)
        if len(said) < 2 or said[0] - said[1] < MORE_NAMED:
            return dated
        return [at for at in dated if at in self._named and self._named[at][2] == said[0]]

    def _is_explained(self, period: Period) -> bool:
        """Return whether a cell or a header already explains a time."""
        within = self._read.within(period.span)
        return (
            bool(within)
            and self._read.covered[within[0]]
            and not (self._is_asked(within[0]) or within[0] in self._by_name)
        )

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
        if days and period.is_guessed and not (period.first and period.end):
            return period.in_year(int(max(days)[:4]))  # since, or before, a day of the latest year
        words = self._read.text[slice(*period.span)]
        if (
            _NAMES_YEAR.search(words)
            or _GONE.search(words)
            or not days
            or not period.first
            or any(period.first <= day < (period.end or "9") for day in days)
        ):
            return period
        if is_relative(words) and len(period.first) == 7:
            # Of a sheet that ends earlier: its own last quarter.
            return period.up_to(max(days), before=_BEFORE_THIS.search(words) is not None)
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


def _is_moved(said: Period, meant: Period) -> bool:
    """Return whether another time is meant than the question says."""
    return not said.is_guessed and (said.first, said.end) != (meant.first, meant.end)

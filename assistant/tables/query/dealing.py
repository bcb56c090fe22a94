"""Explain what a question says of whole sheets and of what was dealt in. Pure.

The time that a sheet is called by, who keeps it, and what was sold of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from assistant.languages import plain
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import is_rate
from assistant.tables.data.database import quoted
from assistant.tables.data.ledgers import OPEN
from assistant.tables.data.reading import Table
from assistant.tables.data.words import IS_HAN, name_tokens
from assistant.tables.question.asking import (
    BY_US,
    GENERIC,
    KEPT_BY,
    NOT_OFFERED,
    REMARKS,
    SOLD,
    SOLD_HEADER,
    UNSOLD,
)
from assistant.tables.question.everyday import lists
from assistant.tables.question.explaining import Explained
from assistant.tables.question.filters import Filter, among, with_value, without_value
from assistant.tables.question.matching import Match
from assistant.tables.question.periods import Period, is_relative, periods

MOST_CODES, LEAST_CODE, LEAST_CUT = 12, 3, 4
"""Different cells of a column that may be words cut short, letters of one, and letters that it lacks."""
_ANY_DAY = date(2000, 1, 1)
_NOT_PAID_BY = lazy_regex(
    r"\b(?:and |but |yet )?(?:the|their|its|whose) (?:buyer|bidder|customer|client|payer|winner|purchaser)s?(?= (?:has|have|did|still|is|are)(?:n['’]?t)?\b)"
)
"""Who has not paid yet for a row, which tells no more than that."""
_ITS_OBJECT = lazy_regex(
    r"\s+(?:the|our|a) (?:crew|team|gang|group|job|work|shift|class|tour|trip|van)s?\b(?=\W*(?:$|[?.,;]))"
)
"""What somebody leads, drives or does where a column says who did."""
_DID = lazy_regex(r"\b(?:did|does|do|has|have)\s*$")
_KEEPERS = (("who", "han_who"), ("what", "han"))
"""Groups of who keeps a sheet, and of what it is, in English and Chinese."""


class Dealt(Explained):
    """A question, and what of it sheets as a whole explain."""

    def _kept_by(self) -> None:
        """Explain whose sheet is meant: Callum's log is no job of Callum's."""
        read, tables = self._read, self._family.tables
        if OPEN.search(read.text):
            read.cover_all(_NOT_PAID_BY)
        for found in KEPT_BY.finditer(read.text):
            who, what = (set(name_tokens("", found[one] or found[han], (), "")) for one, han in _KEEPERS)
            if not any(what & set(_name_of(table)) for table in tables):
                continue
            read.cover(*found.span())
            self._weight += 1.0
            own = {at for at, table in enumerate(tables) if who & set(_name_of(table))}
            if 0 < len(own) < len(tables):
                self._choose(own)
            elif not own:
                self._doubts.append("guessed")  # it may be kept by somebody else

    def _had_by_us(self) -> None:
        """Explain words that only say who had things, and what somebody did in a column.

        "Did Nora drive the van" says of the van no more than that she did.
        """
        read = self._read
        read.cover_all(BY_US)
        chosen = {one.column for one in self._filters if one.cells and not one.negated}
        for at, (first, last, share) in self._named.items():
            name = self._columns[at].name
            if share < 1.0 or name not in chosen or first - 1 not in self._cells:
                continue
            before = read.text[: read.spans[first - 1][0]]
            if not (_DID.search(before) or lists(read.text)):
                continue
            self._bounds.add(name)
            behind = _ITS_OBJECT.match(read.text, read.spans[last - 1][1])
            if behind is not None and not self._cells & set(read.within(behind.span())):
                read.cover(*behind.span())

    def _without_own_times(self, spans: Sequence[Period]) -> list[Period]:
        """Return the times that are not those of whole sheets, which these choose.

        Where rows have days, only what is called by a time is a sheet: "the June sale". Last year may be that before the newest sheet.
        """
        left: list[Period] = []
        tables = self._family.tables
        dated = any(one.kind == "date" for one in self._columns)
        for period in spans:
            if said := self._in_header(period):
                self._read.cover(*period.span)
                self._read.stems[self._read.within(period.span)[-1]] = said
                continue
            held = {
                at
                for at, table in enumerate(tables)
                if not is_relative(self._read.text[slice(*period.span)])
                and any(_lies_in(one, period) for one in _times_of(table))
                and (not dated or self._calls(period, table))
            }
            if not held:
                left.append(period)
                continue
            self._read.cover(*period.span)
            self._by_name |= set(self._read.within(period.span))
            self._weight += 1.0
            if len(held) < len(tables):
                self._choose(held)
        return left

    def _whole_matches(self) -> Iterator[Match]:
        """Yield cells that are said whole, or that a word is cut short to."""
        yield from super()._whole_matches()
        yield from self._cut_short()

    def _cut_short(self) -> Iterator[Match]:
        """Yield cells that are the beginning of a word: Mem of memorials."""
        for index in range(len(self._read.stems)):
            word = self._read.word(index)
            if (
                any(self._read.stems[index] in one for one in self._words.headers)
                or not self._read.is_free(index, index + 1)
                or word in GENERIC
            ):
                continue
            for at, kinds in enumerate(self._words.distinct):
                if 1 < len(kinds) <= MOST_CODES:
                    codes = {one.strip(" .").casefold(): one for one in kinds}
                    cells = [
                        text
                        for code, text in codes.items()
                        if LEAST_CODE <= len(code) <= len(word) - LEAST_CUT and code.isascii()
                        if code.isalpha() and word.startswith(code)
                    ]
                    if cells:
                        yield Match(index, index + 1, at, frozenset(cells), True)

    def _in_header(self, period: Period) -> str:
        """Return how a named header writes a year: the fee 2026 of "Fee 26 paid".

        Also this year's fee; empty for none.
        """
        year, last = period.first[:4], period.end[:4]
        if len(period.first) != 4 or len(period.end) != 4 or int(last) - int(year) != 1:
            return ""
        stems = {*self._read.stems}
        for one, header in zip(self._columns, self._words.headers, strict=True):
            written = next((word for word in header if word in (year, year[2:])), "")
            if (
                written
                and one.kind != "date"
                and any(len(word) > 2 and word in stems for word in header if word != year)
            ):
                return written
        return ""

    def _calls(self, period: Period, table: Table) -> bool:
        """Return whether a time stands before a word of a sheet's name."""
        read = self._read
        after = next((at for at, (start, _) in enumerate(read.spans) if start >= period.span[1]), None)
        if after is None or read.text[period.span[1] : read.spans[after][0]].strip(" 的"):
            return False
        han = IS_HAN.match(read.stems[after])
        said = "".join(read.stems[after : after + 2]) if han else read.stems[after]
        return said in _name_of(table)

    def _outcome(self) -> Column | None:
        """Return the column of what things were sold for, empty where they were not."""
        found = [
            one
            for one in self._columns
            if SOLD_HEADER.search(one.header)
            and None in one.values
            and any(value is not None for value in one.values)
            and not one.worked_out
            and not is_rate(one)
        ]
        return found[0] if len(found) == 1 else None

    def _sold_or_not(self) -> None:
        """Make a filter of what was sold, or was not, by what it was sold for."""
        read = self._read
        negated = UNSOLD.search(read.text)
        found = negated or SOLD.search(read.text)
        if found is None or self._cells & set(read.within((found.end() - 1, found.end()))):
            return
        column = self._outcome()
        named = self._named.get(self._index(column.name)) if column is not None else None
        if named is not None and named[2] >= 1.0 and not negated:
            return  # "sold for" is that column
        if column is None or any(one.column == column.name for one in self._filters):
            return
        name = quoted(column.name)
        if column.kind == "number":
            sign = "=" if negated else "<>"
            said = (without_value if negated else with_value)(column.name).said
            self._filters.append(Filter(column.name, f"COALESCE({name}, 0) {sign} 0", said))
        else:
            self._filters.append((without_value if negated else with_value)(column.name))
        if negated:
            self._filters += self._not_offered()
        self._bounds.add(column.name)
        # Who sold it is said beside it: "did Ash sell".
        read.cover(found.start() if negated else found.start("sold"), found.end())
        self._weight += 2.0

    def _not_offered(self) -> list[Filter]:
        """Return conditions that leave out what was not for sale in the end."""
        made = []
        for at, column in enumerate(self._columns):
            cells = [one for one in self._words.distinct[at] if NOT_OFFERED.search(one)]
            if cells and REMARKS.search(column.header):
                made.append(among(column.name, cells, negated=True))
        return made


def _name_of(table: Table) -> tuple[str, ...]:
    return name_tokens(table.source, table.title, table.heading, table.caption)


def _times_of(table: Table) -> tuple[Period, ...]:
    """Return the times that a sheet's own name and title name."""
    told = (PurePath(table.source).stem.replace("_", " "), *table.heading, table.caption)
    return _times_in(tuple(dict.fromkeys(told)))


@lru_cache(maxsize=1_024)
def _times_in(texts: tuple[str, ...]) -> tuple[Period, ...]:
    return tuple(
        one
        for text in texts
        for one in periods(plain(text), text, _ANY_DAY)
        if one.first and one.end and not (one.is_guessed and one.first[:4] == str(_ANY_DAY.year))
    )


def _lies_in(own: Period, asked: Period) -> bool:
    """Return whether the time of a sheet lies within the one that is asked for."""
    if asked.is_guessed:
        asked = asked.in_year(int(own.first[:4]))
    return (not asked.first or _day(asked.first) <= _day(own.first)) and (
        not asked.end or _day(own.end) <= _day(asked.end)
    )


def _day(time: str) -> str:
    """Return the first day of a year or month."""
    return re.sub(r"^(\d{4})$", r"\1-01", time) + ("-01" if len(time) < 10 else "")

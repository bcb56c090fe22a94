"""Plan a query for a question, without a model: measure, filters, group and order, by the words of columns and cells. Pure.

Every word of the question has to be explained by a column, a cell, a table's name, a date, a number or what is computed; what
nothing explains is named, and then nothing is computed: a wrong total is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePath

from assistant.languages import is_function_word, plain
from assistant.retrieval.values import Number, amounts
from assistant.tables.asking import (
    ADDED,
    ADJECTIVES,
    BY_PRICE,
    CONCEPTS,
    EXCLUDES,
    GENERIC,
    GENERIC_HAN,
    GROUPED,
    IDENTIFIER,
    MONTHLY,
    MOST_OF,
    NOT_ADDITIVE,
    OTHER_DATE,
    PERSON,
    PIECES,
    PIECES_HAN,
    QUANTITY,
    SETTLED,
    SETTLED_HAN,
    UNIT_NOUN,
    UNIT_PRICE,
    YEARLY,
    Asked,
    asked,
)
from assistant.tables.cells import MONEY, Column, Value
from assistant.tables.database import Family, literal, quoted
from assistant.tables.periods import Period, periods
from assistant.tables.questions import IS_HAN, Question, Vocabulary, bare_header, tokens

MOST_IN = 40
"""Most cells that a filter names."""
_LONGEST_RUN = 10
_YES = frozenset(("yes", "y", "true", "x", "ja", "1", "是", "✓", "✔", "☑", "☒", "有"))
_NO = frozenset(("no", "n", "false", "nein", "0", "否", "✗", "☐", "无"))


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on the rows.

    Attributes:
        column: Its column.
        sql: As SQL says it.
        said: As people read it: `Category = "Gloves"`.
    """

    column: str
    sql: str
    said: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A query for a question.

    Attributes:
        family: What it is asked of.
        asked: What is computed.
        measures: Columns that are computed over; several where the question does not tell them apart, none to count rows.
        times: A column that the measure is multiplied by, row by row; else empty.
        filters: Conditions on the rows, all of them.
        group: The column by which rows are put together, or an expression of one; else empty.
        group_name: What that is called.
        distinct: The column whose different values are counted; else empty.
        shown: Columns that tell rows apart where rows are shown.
        uncovered: Words of the question that nothing explains.
        weight: How much of the question the table's own words explain; higher is better.
        doubts: What is not sure about it: "measure", "date".
    """

    family: Family
    asked: Asked
    measures: tuple[str, ...] = ()
    times: str = ""
    filters: tuple[Filter, ...] = ()
    group: str = ""
    group_name: str = ""
    distinct: str = ""
    shown: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    weight: float = 0.0
    doubts: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Its conditions as SQL says them; empty for none."""
        return " AND ".join(one.sql for one in self.filters)


_COMPUTING = frozenset(("total", "sum", "average", "number", "count", "amount", "合", "计", "总"))
"""Headers that a question may say without meaning the column."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Tokens of the question that are cells of a column."""

    first: int
    last: int
    column: int
    values: frozenset[str]
    whole: bool


def plan(
    question: str, family: Family, today: date, language: str, vocabulary: Vocabulary | None = None
) -> Plan | None:
    """Plan a query; None where the question asks for nothing that is computed, or the table has nothing to do with it.

    Args:
        question: As it was asked.
        family: The tables.
        today: For "last year".
        language: Of the question.
        vocabulary: Of the family, where it is at hand.
    """
    read = Question.of(question)
    wanted = asked(read.text)
    if wanted is None:
        return None
    return _Planner(read, wanted, vocabulary or Vocabulary(family), today, language).plan()


class _Planner:
    """Explains a question's words one kind after the other."""

    def __init__(
        self, read: Question, wanted: Asked, vocabulary: Vocabulary, today: date, language: str
    ) -> None:
        self._read = read
        self._asked = wanted
        self._words = vocabulary
        self._family = vocabulary.family
        self._columns = vocabulary.family.columns
        self._today = today
        self._language = language
        self._filters: list[Filter] = []
        self._doubts: list[str] = []
        self._weight = 0.0
        self._named_rows: set[int] = set()
        """Columns whose numbers choose rows, or by which they are put together."""
        self._by_name: set[int] = set()
        """Tokens that are words of the tables' names."""
        self._cells: set[int] = set()
        """Tokens that are cells."""
        self._named: dict[int, tuple[int, int, float]] = {}
        """Columns that the question names: first and last token, and how much of the header is said."""

    def plan(self) -> Plan | None:
        read = self._read
        compared = list(self._comparisons())
        spans = list(self._periods())
        self._values(whole_only=True)
        self._ask_again()
        self._headers()
        self._numbered()
        self._values(whole_only=False)
        self._names()
        counting = self._asked.operation == "count"
        for start, end in self._asked.spans:
            if not (
                counting and (read.text[start:end] in SETTLED or SETTLED_HAN.fullmatch(read.text[start:end]))
            ):
                read.cover(start, end)
        group, group_name = self._group()
        measures, times = self._measures()
        self._yes_no()
        for comparison in compared:
            self._compare(comparison, measures)
        self._dated(spans)
        if not self._weight:
            return None
        wanted = self._asked
        names = [*(column.name for column in self._columns), *(table.name for table in self._family.tables)]
        left = read.left(self._language, counting=wanted.operation == "count", names=names)
        distinct = ""
        if wanted.operation == "count" and not group and not wanted.ranks:
            measures, distinct = self._counted(measures)
            if measures:
                wanted = replace(wanted, operation="sum")
            elif (noun := UNIT_NOUN.search(read.text)) is not None:
                left = [*left, noun[1]]
        elif (
            wanted.ranks
            and group
            and not wanted.concept
            and MOST_OF.search(read.text)
            and not self._names_figure(measures)
        ):
            wanted, measures = replace(wanted, operation="count"), ()
        elif wanted.operation == "count":
            if measures and not self._is_counting(measures):
                wanted = replace(wanted, operation="sum")
            else:
                measures = ()
        elif not measures and wanted.operation != "rows" and not left:
            left = ["?"]
        if group and wanted.operation == "average" and not wanted.ranks and self._is_each_row(group):
            group = group_name = ""  # the average of what each order came to
        if group and wanted.ranks and wanted.operation in ("max", "min") and measures:
            only = self._columns[self._index(measures[0])]
            if _adds_up(only, wanted.concept) and not BY_PRICE.search(read.text):
                wanted = replace(wanted, operation="sum")
        if len(measures) > 1:
            self._doubts.append("measure")
        return Plan(
            self._family,
            wanted,
            tuple(measures),
            times,
            tuple(dict.fromkeys(self._filters)),
            group,
            group_name,
            distinct,
            self._telling(measures),
            tuple(left),
            self._weight,
            tuple(dict.fromkeys(self._doubts)),
        )

    def _ask_again(self) -> None:
        """Read what is wanted once more without the cells: Max may be a person."""
        text = self._read.text
        for index in self._cells:
            start, end = self._read.spans[index]
            text = text[:start] + " " * (end - start) + text[end:]
        again = asked(text) if self._cells else None
        self._asked = again or self._asked

    def _numbered(self) -> None:
        """Make filters of numbers that name rows: "room 101", 102号房."""
        read = self._read
        for index, (start, end) in enumerate(read.spans):
            written = read.text[start:end]
            if not re.fullmatch(r"\d{1,9}", written) or read.covered[index]:
                continue
            value = float(written)
            near = [at for at, (first, last, _) in self._named.items() if last == index or first == index + 1]
            labels = [at for at, column in enumerate(self._columns) if _is_label(column)]
            for at in [*near, *labels]:
                column = self._columns[at]
                if (
                    column.kind != "number"
                    or value not in column.values
                    or (at not in near and tokens("year")[0] in self._words.headers[at])
                ):
                    continue
                self._filters.append(
                    Filter(
                        column.name, f"{quoted(column.name)} = {literal(value)}", f"{column.name} = {written}"
                    )
                )
                self._named.pop(at, None)
                self._named_rows.add(at)
                read.take(index, index + 1)
                self._cover_around(index, column.name)
                self._weight += 2.0
                break

    def _cover_around(self, index: int, header: str) -> None:
        """Explain the words beside a number that are its column's: the room of "room 101", 号房 of 101号房."""
        read = self._read
        for step in (-1, 1):
            at = index + step
            while (
                0 <= at < len(read.stems)
                and IS_HAN.match(read.stems[at])
                and (read.stems[at] in header or read.stems[at] == "号")
            ):
                read.take(at, at + 1)
                at += step

    def _index(self, name: str) -> int:
        return next(at for at, column in enumerate(self._columns) if column.name == name)

    # What the question says of columns and cells

    def _values(self, *, whole_only: bool) -> None:
        """Take the cells that the question names, whole ones first, then parts of them."""
        found = list(self._whole_matches()) if whole_only else list(self._part_matches())
        found.sort(key=lambda one: (-(one.last - one.first), one.first))
        taken: list[_Match] = []
        for match in found:
            if not self._read.is_free(match.first, match.last):
                continue
            rivals = [one for one in found if (one.first, one.last) == (match.first, match.last)]
            best = self._preferred(rivals)
            self._read.take(match.first, match.last)
            self._cells |= set(range(match.first, match.last))
            taken.append(best)
        by_column: dict[int, list[_Match]] = {}
        for match in taken:
            by_column.setdefault(match.column, []).append(match)
        before = len(self._filters)
        for column, matches in by_column.items():
            self._filter_values(column, sorted(matches, key=lambda one: one.first))
        first = [one for matches in by_column.values() for one in matches]
        if (
            len(by_column) == 2
            and len(self._filters) - before == 2
            and self._is_either(sorted(first, key=lambda one: one.first))
        ):
            self._join_or(before, by_column)

    def _join_or(self, before: int, by_column: Mapping[int, Sequence[_Match]]) -> None:
        """Make one filter of two that no row meets at once: "masks and toner", one a category and one an item."""
        (one, ones), (other, others) = by_column.items()
        wanted = frozenset().union(*(match.values for match in ones))
        wanted_too = frozenset().union(*(match.values for match in others))
        rows = zip(self._columns[one].texts, self._columns[other].texts, strict=True)
        if any(text in wanted and text_too in wanted_too for text, text_too in rows):
            return
        left, right = self._filters[before:]
        self._filters[before:] = [
            Filter(left.column, f"({left.sql} OR {right.sql})", f"{left.said} / {right.said}"),
        ]

    def _preferred(self, rivals: Sequence[_Match]) -> _Match:
        """Return the match in the column that the question names, else in the one with fewest different cells."""

        def key(match: _Match) -> tuple[bool, int]:
            return match.column not in self._named, len(self._words.distinct[match.column])

        return min(rivals, key=key)

    def _whole_matches(self) -> Iterator[_Match]:
        stems = self._read.stems
        for first in range(len(stems)):
            for last in range(first + 1, min(first + _LONGEST_RUN, len(stems)) + 1):
                run = tuple(stems[first:last])
                for column, _ in self._words.whole.get(run, ()):
                    if self._is_weak(first, last) or not self._read.is_free(first, last):
                        continue
                    values = frozenset(text for at, text in self._words.whole[run] if at == column)
                    said = self._read.text[self._read.spans[first][0] : self._read.spans[last - 1][1]]
                    # "end in 2025" says the column Ends, not the cell "ended".
                    if run in self._words.headers and said not in {plain(text) for text in values}:
                        continue
                    if first in self._read.strict and last == first + 1 and said.upper() not in values:
                        continue
                    yield _Match(first, last, column, values, True)

    def _is_weak(self, first: int, last: int) -> bool:
        """Return whether some tokens are no name: words that only ask or hold a sentence together, or one character."""
        words = [self._read.word(index) for index in range(first, last)]
        if self._read.strict & set(range(first, last)):
            return False
        if all(IS_HAN.match(word) for word in words):
            return len(words) < 2
        if len(words) == 1 and len(words[0]) < 2:
            return True
        return all(
            is_function_word(word, "en") or word in ("total", "sum", "average", "all") for word in words
        )

    def _part_matches(self) -> Iterator[_Match]:
        """Yield runs of the question that stand within cells."""
        stems, read = self._read.stems, self._read
        for first, token in enumerate(stems):
            if read.covered[first]:
                continue
            if IS_HAN.match(token):
                yield from self._han_parts(first)
                continue
            word = read.word(first)
            if len(word) < 3 and not any(map(str.isdigit, word)):
                continue
            if is_function_word(word, "en") or word in GENERIC or self._is_asked(first):
                continue
            for column, parts in enumerate(self._words.parts):
                if token in parts:
                    yield _Match(first, first + 1, column, frozenset(parts[token]), False)

    def _is_asked(self, index: int) -> bool:
        start, end = self._read.spans[index]
        return any(start < last and first < end for first, last in self._asked.spans)

    def _han_parts(self, first: int) -> Iterator[_Match]:
        read = self._read
        last = first
        while last < len(read.stems) and IS_HAN.match(read.stems[last]) and not read.covered[last]:
            last += 1
        for end in range(min(last, first + _LONGEST_RUN), first + 1, -1):
            piece = "".join(read.stems[first:end])
            if not GENERIC_HAN.sub("", piece):
                continue
            for column, joined in enumerate(self._words.joined):
                if joined and piece in joined:
                    texts = frozenset(text for text in self._words.distinct[column] if piece in plain(text))
                    yield _Match(first, end, column, texts, False)

    def _filter_values(self, column: int, matches: Sequence[_Match]) -> None:
        """Make one filter of the cells of a column that the question names."""
        name = self._columns[column].name
        excluded = [match for match in matches if self._is_excluded(match)]
        included = [match for match in matches if match not in excluded]
        if included:
            values = included[0].values
            for match in included[1:]:
                both = values & match.values
                if both:
                    values = both
                elif self._is_either(included):
                    values = values | match.values
                else:
                    values = frozenset()
                    self._doubts.append("filter")
                    break
            self._filters.append(_among(name, values, negated=False))
            self._weight += sum(3.0 if match.whole else 2.0 for match in included)
        for match in excluded:
            self._filters.append(_among(name, match.values, negated=True))
            self._weight += 2.0

    def _is_excluded(self, match: _Match) -> bool:
        read = self._read
        start, end = read.spans[match.first][0], read.spans[match.last - 1][1]
        before = EXCLUDES.search(read.text[:start])
        behind = re.match(r"(?:以外|之外|除外)的?", read.text[end:])
        if before is not None:
            read.cover(*before.span())
        if behind is not None:
            read.cover(end, end + behind.end())
        return before is not None or behind is not None

    def _is_either(self, matches: Sequence[_Match]) -> bool:
        between = [
            self._read.text[self._read.spans[one.last - 1][1] : self._read.spans[other.first][0]]
            for one, other in pairwise(matches)
        ]
        return all(re.search(r"\b(?:and|or|plus|und|oder)\b|[,、和与及或&+]", gap) for gap in between)

    def _headers(self) -> None:
        """Take the columns whose header the question says, in full or in part."""
        read = self._read
        found: list[tuple[float, int, int, int]] = []
        for column, header in enumerate(self._words.headers):
            if not header:
                continue
            for first in range(len(read.stems)):
                length = 0
                while (
                    length < len(header)
                    and first + length < len(read.stems)
                    and read.stems[first + length] == header[length]
                ):
                    length += 1
                if length == len(header) and read.is_free(first, first + length):
                    found.append((1.0 + 0.1 * length, first, first + length, column))
            if any(IS_HAN.match(token) for token in header):
                found += self._han_header(column, header)
                continue
            for index, token in enumerate(read.stems):
                if token in header and len(header) > 1 and read.is_free(index, index + 1):
                    word = read.word(index)
                    if len(word) > 2 and not is_function_word(word, "en"):
                        found.append((1.0 / len(header), index, index + 1, column))
        found.sort(key=lambda one: -one[0])
        for share, first, last, column in found:
            if (
                share >= 1.0
                and not read.is_free(first, last)
                and not any((first, last) == named[:2] for named in self._named.values())
            ):
                continue
            if column in self._named and self._named[column][2] >= 1.0:
                continue
            known = self._named.get(column)
            if known is None:
                self._named[column] = (first, last, share)
            else:
                start = min(known[:2], (first, last))
                self._named[column] = (*start, min(0.99, known[2] + share))
            read.take(first, last)
        exact = {one[:2] for one in self._named.values() if one[2] >= 1.0}
        self._named = {at: one for at, one in self._named.items() if one[2] >= 1.0 or one[:2] not in exact}
        for first, last, share in self._named.values():
            is_bare = all(read.word(index) in _COMPUTING for index in range(first, last))
            self._weight += 0.5 if is_bare else 2.0 if share >= 1.0 else 1.0

    def _han_header(self, column: int, header: Sequence[str]) -> Iterator[tuple[float, int, int, int]]:
        name = "".join(header)
        stems = self._read.stems
        for first in range(len(stems)):
            for last in range(min(first + len(header), len(stems)), first + 1, -1):
                piece = "".join(stems[first:last])
                if len(piece) >= 2 and piece in name and piece != name and self._read.is_free(first, last):
                    yield len(piece) / len(name) * 0.9, first, last, column
                    break

    def _names(self) -> None:
        """Take the words of the tables' names; those that only some tables bear choose among them."""
        tables = self._family.tables
        words = [
            set(name_tokens(table.source, table.title, table.heading, table.caption)) for table in tables
        ]
        common = set.intersection(*words) if words else set()
        chosen: set[int] | None = None
        for index, token in enumerate(self._read.stems):
            if self._read.covered[index] or not (
                IS_HAN.match(token) or token.isdigit() or not self._is_weak(index, index + 1)
            ):
                continue
            if IS_HAN.match(token):
                pair = "".join(self._read.stems[index : index + 2])
                if (
                    len(pair) < 2
                    or not all(IS_HAN.match(one) for one in pair)
                    or self._read.covered[index + 1]
                ):
                    continue
                holding = {at for at, own in enumerate(words) if pair in own}
                length = 2
            else:
                holding = {at for at, own in enumerate(words) if token in own}
                length = 1
            if not holding:
                continue
            self._read.take(index, index + length)
            self._by_name |= set(range(index, index + length))
            self._weight += 1.0
            if len(holding) < len(tables) and token not in common:
                chosen = holding if chosen is None else chosen & holding
        if chosen is not None and chosen:
            self._choose(chosen)

    def _choose(self, chosen: Iterable[int]) -> None:
        """Look only into some of the tables."""
        ranges, start = [], 0
        for at, table in enumerate(self._family.tables):
            if at in set(chosen):
                ranges.append((start, start + len(table.places) - 1))
            start += len(table.places)
        sql = " OR ".join(f"row_number_ BETWEEN {first} AND {last}" for first, last in ranges)
        names = ", ".join(self._family.tables[at].name for at in sorted(chosen))
        self._filters.append(Filter("", f"({sql})" if len(ranges) > 1 else sql, names))

    def _yes_no(self) -> None:
        """Make a filter of a named column that says yes or no: "how many are paid"."""
        read = self._read
        for column, own in enumerate(self._columns):
            texts = {text.strip().casefold() for text in self._words.distinct[column]}
            if own.kind != "text" or not texts or not texts <= _YES | _NO:
                continue
            header = self._words.headers[column]
            others = {own[0] for at, own in enumerate(self._words.headers) if len(own) == 1 and at != column}
            telling = [token for token in header if token not in others] or header
            places = [read.stems.index(token) for token in telling if token in read.stems]
            if len(places) < len(telling) or not places:
                continue
            first = min(places)
            negated = EXCLUDES.search(read.text[: read.spans[first][0]]) or re.search(
                r"(?:没有?|未|不)$", read.text[: read.spans[first][0]]
            )
            if negated is not None:
                read.cover(*negated.span())
            for place in places:
                read.take(place, place + 1)
            wanted = frozenset(
                text
                for text in self._words.distinct[column]
                if (text.strip().casefold() in _NO) == bool(negated)
            )
            self._filters.append(_among(own.name, wanted, negated=False))
            self._weight += 1.0

    # What is computed

    def _group(self) -> tuple[str, str]:
        """Return the column that rows are put together by, and its name."""
        text = self._read.text
        grouped = list(GROUPED.finditer(text))
        which = self._asked.by_name and self._asked.ranks != 0
        for pattern, length in ((MONTHLY, 7), (YEARLY, 4)):
            if (found := self._grouping_time(pattern, which=which)) is None:
                continue
            own = next(
                (
                    at
                    for at, column in enumerate(self._columns)
                    if column.kind != "date" and _is_time(column, length)
                ),
                None,
            )
            if own is not None:
                self._named.pop(own, None)
                self._read.cover(*found)
                self._weight += 1
                return quoted(self._columns[own].name), self._columns[own].name
            dated = self._date_column()
            if dated is not None:
                self._read.cover(*found)
                self._weight += 1
                return f"substr({quoted(dated.name)}, 1, {length})", "Month" if length == 7 else "Year"
        texts = [
            (at, first) for at, (first, _, _) in self._named.items() if self._columns[at].kind != "number"
        ]
        for match in grouped:
            after = [
                (first, at) for at, first in texts if 0 <= self._read.spans[first][0] - match.end() <= 12
            ]
            after += [
                (first, at)
                for at, (first, _, _) in self._named.items()
                if self._columns[at].kind == "number"
                and 0 <= self._read.spans[first][0] - match.end() <= 2
                and not self._columns[at].unit
                and not self._columns[at].decimals
            ]
            if after:
                self._read.cover(*match.span())
                chosen = min(after)[1]
                self._named_rows.add(chosen)
                return quoted(self._columns[chosen].name), self._columns[chosen].name
        if which and texts:
            at = min(texts, key=lambda one: one[1])[0]
            return quoted(self._columns[at].name), self._columns[at].name
        if which and re.search(r"\bwho\b|谁", text):
            person = next(
                (column for column in self._columns if column.kind == "text" and PERSON.search(column.name)),
                None,
            )
            if person is not None:
                return quoted(person.name), person.name
        if self._asked.limit > 1 and texts:
            at = min(texts, key=lambda one: one[1])[0]
            return quoted(self._columns[at].name), self._columns[at].name
        return "", ""

    def _grouping_time(self, pattern: re.Pattern[str], *, which: bool) -> tuple[int, int] | None:
        """Return where a question asks for each month or year, or which one."""
        for found in pattern.finditer(self._read.text):
            words = found.group()
            within = self._read.within(found.span())
            in_header = any(first in within for first, _, _ in self._named.values())
            asks = bool(re.match(r"(?:which|what)", words) or (IS_HAN.match(words) and "哪" in words))
            each = bool(
                re.match(r"(?:per|by|for each|each|every|month by)\b|monthly|yearly|annually|[每各按]", words)
            )
            if not in_header and ((asks and which) or (each and not self._says_period(words))):
                return found.span()
        return None

    def _says_period(self, words: str) -> bool:
        """Return whether "per year" only says what a column of the table is: its annual value."""
        yearly = re.search(r"year|annual|年", words) is not None
        header = (
            r"\b(?:annual|yearly|per year|a year|p\.?\s?a\.?)\b|年"
            if yearly
            else r"\b(?:monthly|per month|a month)\b|月"
        )
        return any(
            re.search(header, bare_header(column.name), re.IGNORECASE)
            for column in self._columns
            if column.kind == "number" and not _is_label(column)
        )

    def _measures(self) -> tuple[tuple[str, ...], str]:
        """Return the columns of numbers that are meant; several where the question does not tell."""
        numbers = [
            at
            for at, column in enumerate(self._columns)
            if column.kind == "number" and at not in self._named_rows
        ]
        named = {
            at: self._named[at][2] for at in numbers if at in self._named and not _is_label(self._columns[at])
        }
        exact = [at for at, share in named.items() if share >= 1.0]
        if exact:
            return tuple(self._columns[at].name for at in exact), ""
        concept = self._asked.concept
        candidates = [
            at
            for at in numbers
            if not _is_label(self._columns[at]) and not _contradicts(self._columns[at], concept)
        ]
        if self._asked.operation in ("sum",) or (
            self._asked.ranks and concept in ("money", "income", "quantity")
        ):
            additive = [at for at in candidates if not _is_rate(self._columns[at])]
            if named:
                best = max(named.values())
                some = [at for at in additive if named.get(at) == best]
                if some:
                    return tuple(self._columns[at].name for at in some), ""
            if concept:
                meant = self._of_concept(additive, concept)
                if meant:
                    return tuple(self._columns[at].name for at in meant), ""
                if concept in ("money", "income"):
                    product = self._product()
                    if product is not None:
                        return product
                    priced = [at for at in additive if self._columns[at].unit in MONEY]
                    if len(priced) == 1:
                        return (self._columns[priced[0]].name,), ""
            if len(additive) == 1 and (
                not concept or (concept == "money" and not QUANTITY.search(self._columns[additive[0]].name))
            ):
                return (self._columns[additive[0]].name,), ""
            if concept == "money" and self._asked.ranks:
                return self._rates(candidates), ""
            return (
                (tuple(self._columns[at].name for at in additive), "")
                if not concept and 1 < len(additive) <= 4 and self._asked.operation == "sum"
                else ((), "")
            )
        if named:
            best = max(named.values())
            return tuple(self._columns[at].name for at in named if named[at] == best), ""
        if self._asked.operation == "count":
            return (), ""
        if BY_PRICE.search(self._read.text) or re.search(r"pric|cost|价", self._read.text):
            return self._rates(candidates), ""
        for asked_by, header in ADJECTIVES:
            if asked_by.search(self._read.text):
                meant = [at for at in candidates if header.search(bare_header(self._columns[at].name))]
                if meant:
                    return tuple(self._columns[at].name for at in meant), ""
        if concept:
            meant = self._of_concept(candidates, concept)
            if meant:
                return tuple(self._columns[at].name for at in meant), ""
        if re.search(
            r"\b(?:orders?|invoices?|purchases?|payments?|sales?|bills?|expenses?)\b|订单|发票|付款|支出|消费|费用",
            self._read.text,
        ):
            meant = self._of_concept([at for at in candidates if not _is_rate(self._columns[at])], "money")
            if meant:
                return tuple(self._columns[at].name for at in meant), ""
        return ((self._columns[candidates[0]].name,), "") if len(candidates) == 1 else ((), "")

    def _rates(self, candidates: Sequence[int]) -> tuple[str, ...]:
        """Return the columns of prices."""
        rates = [
            at
            for at in candidates
            if re.search(r"price|cost|fee|preis|kosten|价|费", self._columns[at].name, re.IGNORECASE)
        ]
        rates = rates or self._of_concept(candidates, "money")
        unit = [at for at in rates if UNIT_PRICE.search(self._columns[at].name)]
        return tuple(self._columns[at].name for at in (unit or rates))

    def _of_concept(self, candidates: Sequence[int], concept: str) -> list[int]:
        """Return the columns whose header means a concept; several where they are as likely."""
        known = [tokens(word) for word in CONCEPTS[concept]]
        exact = [at for at in candidates if self._words.headers[at] in known]
        total = [
            at
            for at in exact
            if self._words.headers[at]
            in (("total",), ("line", "total"), ("amount",), ("金", "额"), ("总", "价"), ("总", "额"))
        ]
        if len(exact) == 1 or len(total) == 1:
            return total if len(total) == 1 else exact
        if exact:
            return exact
        words = {token for word in known if len(word) == 1 for token in word}
        han = [word for word in CONCEPTS[concept] if IS_HAN.match(word)]
        return [
            at
            for at in candidates
            if words & set(self._words.headers[at]) or any(word in self._columns[at].name for word in han)
        ]

    def _product(self) -> tuple[tuple[str, ...], str] | None:
        """Return price and quantity, where their product is what was paid."""
        numbers = [column for column in self._columns if column.kind == "number"]
        prices = [column for column in numbers if UNIT_PRICE.search(column.name)]
        quantities = [
            column
            for column in numbers
            if QUANTITY.search(column.name) and column.unit not in MONEY and column not in prices
        ]
        if len(prices) == 1 and len(quantities) == 1:
            return (prices[0].name,), quantities[0].name
        return None

    def _is_each_row(self, group: str) -> bool:
        """Return whether a column tells every row from the others."""
        column = next((one for one in self._columns if quoted(one.name) == group), None)
        return column is not None and len(set(column.texts)) == len(column.texts)

    def _names_figure(self, measures: Sequence[str]) -> bool:
        """Return whether the question names a column of numbers."""
        return any(self._index(name) in self._named for name in measures)

    def _is_counting(self, measures: Sequence[str]) -> bool:
        """Return whether a question for a number counts rows although it names a column of numbers."""
        return all(_is_label(self._columns[self._index(name)]) for name in measures)

    def _counted(self, measures: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """Return the column of numbers that "how many" sums up, or the one whose different cells it counts."""
        after = re.search(r"\bhow many\b|\bnumber of\b|\bcount of\b|多少|几", self._read.text)
        at = after.end() if after is not None else 0
        near = {
            column: first
            for column, (first, _, _) in self._named.items()
            if after is not None and 0 <= self._read.spans[first][0] - at <= 14
        }
        pieces = self._pieces(at)
        if pieces:
            return pieces, ""
        if after is not None and IS_HAN.match(after.group()):
            figures = [
                at
                for at in self._named
                if self._columns[at].kind == "number" and not _is_label(self._columns[at])
            ]
            compared = {one.column for one in self._filters}
            figures = [at for at in figures if self._columns[at].name not in compared]
            if len(figures) == 1 and not _is_rate(self._columns[figures[0]]):
                return (self._columns[figures[0]].name,), ""
        for column in sorted(near, key=lambda one: (near[one], -self._named[one][2])):
            own = self._columns[column]
            if own.kind == "number" and not _is_label(own):
                return ((own.name,), "") if not _is_rate(own) else ((), "")
            if own.kind == "text" and not self._is_table_noun(near[column]):
                yes_no = {text.strip().casefold() for text in self._words.distinct[column]} <= _YES | _NO
                if not yes_no and not IDENTIFIER.search(own.name):
                    return (), own.name
        return (), ""

    def _pieces(self, at: int) -> tuple[str, ...]:
        """Return the column of quantities where "how many" counts things that a cell names, like gloves."""
        quantities = [
            column.name
            for column in self._columns
            if column.kind == "number"
            and PIECES.search(column.name)
            and column.unit not in MONEY
            and not _is_label(column)
        ]
        if len(quantities) != 1:
            return ()
        if self._cells and PIECES_HAN.search(self._read.text):
            return (quantities[0],)
        first = next((index for index, (start, _) in enumerate(self._read.spans) if start >= at), None)
        if first is None:
            return ()
        last = first
        while last in self._cells:
            last += 1
        noun = last < len(self._read.stems) and (
            self._is_table_noun(last) or any(named[0] == last for named in self._named.values())
        )
        if last > first:
            return () if noun else (quantities[0],)
        things = [
            at for at, named in self._named.items() if named[0] == first and self._columns[at].kind == "text"
        ]
        if (
            things
            and not IDENTIFIER.search(self._columns[things[0]].name)
            and _repeats(quantities[0], self._family)
        ):
            self._doubts.append("as_sum")  # trees: rows, kinds, or how many of each
            return (quantities[0],)
        return ()

    def _is_table_noun(self, index: int) -> bool:
        """Return whether a word of the question also says what the table's rows are."""
        token = self._read.stems[index]
        return any(
            token in name_tokens(one.source, "", one.heading, one.caption) for one in self._family.tables
        )

    def _telling(self, measures: Sequence[str]) -> tuple[str, ...]:
        """Return the columns by which rows are told apart where they are shown."""
        named = [self._columns[at].name for at in sorted(self._named, key=lambda at: self._named[at][0])]
        texts = [column.name for column in self._columns if column.kind != "number"]
        filtered = [one.column for one in self._filters if one.column]
        order = dict.fromkeys([*texts[:4], *filtered, *named])
        return tuple(name for name in order if name not in measures)[:6]

    # Numbers and dates

    def _comparisons(self) -> Iterator[tuple[str, list[Number], tuple[int, int]]]:
        """Yield comparisons with numbers, and where they stand."""
        text = self._read.text
        numbers = [
            (one, span)
            for one in amounts(self._read.original)
            if (span := self._read.find(self._written(one))) is not None
        ]
        for number, (start, end) in numbers:
            before, after = text[:start], text[end:]
            for pattern, sign, behind in _COMPARED:
                found = pattern.search(before) if not behind else pattern.match(after)
                if found is None:
                    continue
                span = (found.start(), end) if not behind else (start, end + found.end())
                if sign == "between":
                    second = next(
                        (
                            other
                            for other, (first, _) in numbers
                            if first >= end
                            and re.fullmatch(r"\s*(?:and|to|-|–|到|至|和)\s*[€$£¥]?\s*", text[end:first])
                        ),
                        None,
                    )
                    if second is None:
                        continue
                    last = self._read.find(self._written(second))
                    span = (span[0], last[1] if last is not None else span[1])
                    self._read.cover(*span)
                    yield sign, [number, second], span
                else:
                    self._read.cover(*span)
                    yield sign, [number], span
                break

    def _written(self, number: Number) -> str:
        start, end = number.span
        return self._read.original[start:end] if end > start else number.text

    def _compare(
        self, comparison: tuple[str, list[Number], tuple[int, int]], measures: Sequence[str]
    ) -> None:
        """Make a filter of a comparison, on the column that it is about."""
        sign, numbers, span = comparison
        column = self._compared_column(numbers[0], span, measures)
        if column is None:
            self._doubts.append("filter")
            return
        values = [
            max(one.values, key=lambda value: float(value))
            if "," in one.text or ("." in one.text and len(one.values) > 1)
            else next(iter(one.values))
            for one in numbers
        ]
        name = quoted(column.name)
        if sign == "between":
            low, high = sorted(float(value) for value in values)
            self._filters.append(
                Filter(
                    column.name,
                    f"{name} BETWEEN {literal(low)} AND {literal(high)}",
                    f"{column.name} {literal(low)} – {literal(high)}",
                )
            )
        else:
            value = literal(float(values[0]))
            self._filters.append(
                Filter(
                    column.name,
                    f"{name} {sign} {value}",
                    f"{column.name} {sign.replace('>=', '≥').replace('<=', '≤')} {value}",
                )
            )
        self._weight += 1.0
        if numbers[0].unit in MONEY and column.name in self._family.has_units:
            unit = self._family.unit_column(column.name)
            self._filters.append(
                Filter(unit, f"{quoted(unit)} = {literal(numbers[0].unit)}", f"{unit} = {numbers[0].unit}")
            )

    def _compared_column(
        self, number: Number, span: tuple[int, int], measures: Sequence[str]
    ) -> Column | None:
        numeric = [column for column in self._columns if column.kind == "number" and not _is_label(column)]
        before = [
            (self._read.spans[last - 1][1], at)
            for at, (_, last, _) in self._named.items()
            if self._columns[at].kind == "number" and 0 <= span[0] - self._read.spans[last - 1][1] <= 12
        ]
        if before:
            return self._columns[max(before)[1]]
        if number.unit:
            same = [column for column in numeric if number.unit in set(column.units)]
            if len(same) == 1:
                return same[0]
            if number.unit in MONEY and not same:
                same = [
                    self._columns[at]
                    for at in self._of_concept([self._columns.index(one) for one in numeric], "money")
                ]
            numeric = same or numeric
        chosen = [column for column in numeric if column.name in measures]
        if len(chosen) == 1:
            return chosen[0]
        additive = [column for column in numeric if not _is_rate(column)]
        meant = (
            self._of_concept([self._columns.index(one) for one in additive], "money")
            if len(additive) > 1
            else []
        )
        if len(meant) == 1:
            return self._columns[meant[0]]
        for some in (numeric, additive):
            if len(some) == 1:
                return some[0]
        return None

    def _date_column(self) -> Column | None:
        found = [(at, column) for at, column in enumerate(self._columns) if column.kind == "date"]
        named = [column for at, column in found if at in self._named]
        if len(named) == 1:
            return named[0]
        # What was paid in 2025 is not told by when contracts end or people were born.
        usual = [column for _, column in found if not OTHER_DATE.search(bare_header(column.name))]
        if len(usual) == 1:
            return usual[0]
        plain_named = [
            column for column in usual if tokens(bare_header(column.name)) in (("date",), ("日", "期"))
        ]
        if len(plain_named) == 1:
            return plain_named[0]
        if found:
            self._doubts.append("date")
        return None

    def _periods(self) -> Iterator[Period]:
        """Yield the times that the question is about."""
        yield from periods(self._read.text, self._read.original, self._today)

    def _dated(self, periods: Sequence[Period]) -> None:
        """Make filters of the times that the question names, unless a cell, a header or a table's name explains them."""
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
            column = self._date_column()
            if column is not None:
                period = self._in_its_year(period, column)
                name = quoted(column.name)
                parts = [f"{name} >= {literal(period.first)}"] if period.first else []
                parts += [f"{name} < {literal(period.end)}"] if period.end else []
                self._filters.append(Filter(column.name, " AND ".join(parts), f"{column.name} {period.said}"))
            elif (parted := self._year_and_month(period)) is not None:
                self._filters += parted
            else:
                continue
            self._read.cover(*period.span)
            # Words of a table's name that are a time say no more than its dates do.
            self._weight += 0.0 if self._by_name & set(self._read.within(period.span)) else 1.0

    def _in_its_year(self, period: Period, column: Column) -> Period:
        """Return a time without a year in the year that the column has dates of, where that is one."""
        if not period.is_guessed:
            return period
        years = {
            value[:4] for value in column.values if isinstance(value, str) and value[4:7] >= period.first[4:7]
        }
        if len(years) > 1:
            self._doubts.append("year")
        return period.in_year(int(next(iter(years)))) if len(years) == 1 else period

    def _year_and_month(self, period: Period) -> list[Filter] | None:
        """Return filters on a column of years and one of months; None where there are none that hold the time."""
        years = next(
            (
                column
                for column in self._columns
                if column.kind == "number"
                and tokens(bare_header(column.name))
                in (("year",), ("年",), ("年", "份"), ("年", "度"), ("jahr",))
            ),
            None,
        )
        if years is None or not period.whole_years:
            return None
        low, high = period.whole_years
        name = quoted(years.name)
        sql = f"{name} = {low}" if low == high else f"{name} BETWEEN {low} AND {high}"
        return [Filter(years.name, sql, f"{years.name} {low}" + ("" if low == high else f"–{high}"))]


def _is_time(column: Column, length: int) -> bool:
    """Return whether a column holds months (7) or years (4)."""
    header = tokens(bare_header(column.name))
    return header in (
        (("month",), ("月",), ("月", "份"))
        if length == 7
        else (("year",), ("年",), ("年", "份"), ("年", "度"))
    )


def _among(name: str, values: Iterable[str], *, negated: bool) -> Filter:
    """Return a filter for some cells of a column."""
    chosen = sorted(values)
    said = ", ".join(f"“{value[:60]}”" for value in chosen[:3]) + (
        f" … ({len(chosen)})" if len(chosen) > 3 else ""
    )
    if len(chosen) == 1:
        sign = "<>" if negated else "="
        sql = f"{quoted(name)} {sign} {literal(chosen[0])}"
    else:
        inner = ", ".join(literal(value) for value in chosen)
        sql = f"{quoted(name)} {'NOT IN' if negated else 'IN'} ({inner})"
    if negated:
        sql = f"({sql} OR {quoted(name)} IS NULL)"
    return Filter(name, sql, f"{name} {'≠' if negated else '='} {said}")


def _repeats(name: str, family: Family) -> bool:
    """Return whether a column of quantities holds more than ones."""
    return any(isinstance(value, float) and value > 1 for value in family.column(name).values)


def _is_label(column: Column) -> bool:
    """Return whether a column's numbers only name its rows: years, identifiers, running numbers."""
    if column.unit or column.kind != "number":
        return False
    if _LABEL.search(bare_header(column.name).strip()):
        return True
    values = [value for value in column.values if isinstance(value, float)]
    runs = len(values) > 2 and all(after - before == 1 for before, after in pairwise(values))
    return runs and not PIECES.search(column.name)


_LABEL = re.compile(
    r"^(?:year|month|day|week|no|nr|id|zip|code|#|pos\w*|room)\b\.?|\b(?:id|no|nr|number|code|zip)\b\.?$"
    r"|年份|年度|^年$|^月份?$|编号|序号|单号|工号|邮编|电话|号$|房号|门牌",
    re.IGNORECASE,
)


def _adds_up(column: Column, concept: str) -> bool:
    """Return whether the total of a column ranks groups: money, pieces, hours; not heights or temperatures."""
    if _is_rate(column):
        return False
    return (
        bool(concept)
        or column.unit in MONEY
        or PIECES.search(column.name) is not None
        or ADDED.search(column.name) is not None
    )


def _is_rate(column: Column) -> bool:
    """Return whether a column's sum says nothing: prices of one piece, shares, ages."""
    return column.unit in ("%", "°C", "°F") or bool(
        NOT_ADDITIVE.search(bare_header(column.name))
        and not re.search(r"\btotal\b|合计|总", column.name, re.IGNORECASE)
    )


_SPENDING = re.compile(
    r"\b(?:spen[dt]\w*|expens\w*|costs?|paid|kosten|ausgaben)\b|支出|费用|花费|成本", re.IGNORECASE
)
_EARNING = re.compile(
    r"\b(?:revenues?|turnover|sales|income|earn\w*|umsatz|profit)\b|销售额|营业额|收入|营收|利润",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"\b(?:budget\w*|planned|plan|forecast|target|limit|tax|vat|mwst|discount|deposit|balance)\b|预算|计划|目标|税|折扣|押金|余额",
    re.IGNORECASE,
)


def _contradicts(column: Column, concept: str) -> bool:
    """Return whether a column is about something else than what a question's verb means."""
    if concept == "money":
        return bool(_EARNING.search(column.name) or _BUDGET.search(column.name))
    if concept == "income":
        return bool(_SPENDING.search(column.name) or _BUDGET.search(column.name))
    if concept == "quantity":
        return column.unit in MONEY
    return False


@lru_cache(maxsize=4_096)
def name_tokens(source: str, title: str, heading: tuple[str, ...], caption: str) -> tuple[str, ...]:
    """Return the words of a table's name: stems, pairs of Chinese characters, and the parts of a date."""
    path = PurePath(source)
    text = " ".join([re.sub(r"[_\-.]+", " ", path.stem), path.parent.name, title, *heading, caption])
    own = list(tokens(text))
    joined = plain(text)
    pairs = [
        joined[at : at + 2]
        for at in range(len(joined) - 1)
        if IS_HAN.match(joined[at]) and IS_HAN.match(joined[at + 1])
    ]
    return tuple(dict.fromkeys([*own, *pairs]))


_COMPARED = (
    (re.compile(r"\b(?:between|from)\s*[€$£¥]?\s*$|在?\s*$(?=x)"), "between", False),
    (re.compile(r"\b(?:at least|no less than|not less than|minimum of|from)\s*[€$£¥]?\s*$|(?:至少|不少于|不低于|起码)\s*[¥$€]?\s*$"), ">=", False),
    (re.compile(r"\b(?:at most|no more than|not more than|up to|maximum of)\s*[€$£¥]?\s*$|(?:至多|最多|不超过|不高于|不多于)\s*[¥$€]?\s*$"), "<=", False),
    (re.compile(r"(?:\b(?:over|above|more than|greater than|higher than|larger than|exceed(?:s|ed|ing)?|bigger than|beyond)|>)\s*[€$£¥]?\s*$|(?:超过|大于|高于|多于|超出)\s*[¥$€]?\s*$"), ">", False),
    (re.compile(r"(?:\b(?:under|below|less than|lower than|smaller than|fewer than|cheaper than)|<)\s*[€$£¥]?\s*$|(?:低于|小于|少于|不到|不足)\s*[¥$€]?\s*$"), "<", False),
    (re.compile(r"\s*(?:or more|and more|and above|or above|\+)|\s*(?:元|块|欧元|美元)?\s*(?:及以上|或以上|以上|起)"), ">=", True),
    (re.compile(r"\s*(?:or less|or fewer|and below|or below)|\s*(?:元|块|欧元|美元)?\s*(?:及以下|或以下|以下|以内)"), "<=", True),
)  # fmt: skip


__all__ = ["Filter", "Plan", "Value", "Vocabulary", "plan", "tokens"]

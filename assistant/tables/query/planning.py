"""Plan a query for a question, without a model.

Measure, filters, group and order, by the words of columns and cells. Pure.

Every word of the question has to be explained by a column, a cell, a table's name, a date, a number or what is computed; what
nothing explains is named, and then nothing is computed: a wrong total is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.frozen import dataclass
from assistant.languages import ISNT
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import ago
from assistant.retrieval.value_words import MONEY
from assistant.retrieval.values import Number, amounts
from assistant.tables.data.cells import Column
from assistant.tables.data.columns import (
    LENGTHS,
    adds_up,
    in_own_unit,
    in_thousands,
    is_label,
    is_rate,
    may_be_money,
    seconds_in,
)
from assistant.tables.data.database import Family, literal, quoted
from assistant.tables.data.derived import with_payments
from assistant.tables.data.ledgers import (
    OPEN,
    PAID_OR_NOT,
    PAID_ROWS,
    day_of_payment,
    of_payment,
    party_meant,
)
from assistant.tables.data.words import IS_HAN, bare_header, tokens
from assistant.tables.query.dating import Dated
from assistant.tables.query.measuring import SO_MUCH, unit_of, unit_said
from assistant.tables.question.asking import (
    A_PIECE,
    BY_PRICE,
    COUNTS_ROWS,
    EACH_PIECE,
    EARNED,
    JOINED,
    KINDS_ASKED,
    MOST_OF,
    SETTLED,
    SETTLED_HAN,
    UNIT_NOUN,
    Asked,
    asked,
)
from assistant.tables.question.column_pairs import compared_columns
from assistant.tables.question.everyday import UNDER_LEAST, everyday
from assistant.tables.question.filters import Filter, with_value
from assistant.tables.question.questions import Question, Vocabulary

NO_MEASURE = "?"
"""Stands among the words that nothing explains where it is not clear what is computed over."""
LEAST_OF_UNIT = 1.0
"""What a length of time has to be in the unit of a column that it is compared with: minutes are no days."""
LEAST_COUNTED = 2
"""Rows from which all of a table are counted."""
MOST_OTHER_KINDS = 5
"""Kinds of rows up to which it is said that all but one are meant."""


_PAID_OR_NOT = lazy_regex(PAID_OR_NOT, re.IGNORECASE)
_NOT = lazy_regex(rf"\bnot\b(?! (?:including|counting))|{ISNT}|\bnever\b|[没未](?!算)")
Comparison = tuple[str, list[Number], tuple[int, int]]
"""A comparison with numbers that a question makes: its sign, the numbers, and where it stands."""


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
        distinct: The column whose different values are counted, or each of which is averaged over; else empty.
        by: The column of dates that rows are put in order by; empty where there is but one.
        shown: Columns that tell rows apart where rows are shown.
        uncovered: Words of the question that nothing explains.
        weight: How much of the question the table's own words explain; higher is better.
        doubts: What is not sure about it: "measure", "date".
        per: The column of numbers of which an average is taken for each one: customers, hours; else empty.
        of_one_day: Whether it shows who is on duty on a day.
        totals: Conditions on what the rows of each group come to.
        parts: Of a difference, the rows of its two sides, where they are not told apart by their columns.
    """

    family: Family
    asked: Asked
    measures: tuple[str, ...] = ()
    times: str = ""
    filters: tuple[Filter, ...] = ()
    group: str = ""
    group_name: str = ""
    distinct: str = ""
    by: str = ""
    shown: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    weight: float = 0.0
    doubts: tuple[str, ...] = ()
    per: str = ""
    parts: tuple[Filter, ...] = ()
    of_one_day: bool = False
    totals: tuple[Filter, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What it computes: plans that compute the same have the same."""
        return (
            self.family.name, len(self.family.columns), self.asked.operation, self.asked.limit, self.asked.ranks,
            self.measures, self.times, self.where, self.group, self.distinct, self.by, self.per, tuple(one.sql for one in (*self.parts, *self.totals)),
        )  # fmt: skip

    @property
    def where(self) -> str:
        """Its conditions as SQL says them; empty for none."""
        return " AND ".join(one.sql for one in self.filters)


def plan(question: str, family: Family, today: date, language: str) -> Plan | None:
    """Plan a query for a question.

    None where it asks for nothing that is computed, or the table has nothing to do with it.

    Args:
        question: As it was asked.
        family: The tables.
        today: For "last year".
        language: Of the question.
    """
    read = Question.of(_PAID_OR_NOT.sub(" ", question))
    if UNDER_LEAST.search(read.text):
        return None  # what is below the least is no least
    family = with_payments(family, read.text)
    wanted = asked(read.text)
    if wanted is None and OPEN.search(read.text) and of_payment(family, read.text):
        wanted = everyday(read.text)
        wanted = wanted if wanted.operation == "sum" else Asked("list", ())
    if compared_columns(read.text, family.columns) is not None and not (
        wanted and wanted.operation == "count"
    ):
        wanted = Asked("list", ())
    if wanted is not None:
        return Planner(read, wanted, Vocabulary(family), today, language).plan()
    rows = everyday(read.text)
    planner = Planner(read, replace(rows, concept=""), Vocabulary(family), today, language)
    made = planner.plan() if rows.operation == "list" else None
    return made if planner.chooses_rows else None


_THINGS = lazy_regex(
    r"\W*(?:which|what|how many|list|show)(?: (?:of|the|our|all))* (?P<said>[\w-]+(?: [\w-]+)?)"
)
"""What rows are called that are asked for."""
_DONE_FOR = lazy_regex(r"\b(?:work(?:ed)?|dr[io]ve[ns]?|travel(?:led)?|put in)\b")
"""What is done for hours and miles."""
_WHICH_DAY = lazy_regex(r"哪一?天|什么时候|何时")
"""What asks how many of a unit there are, and when the latest was."""


class Planner(Dated):
    """Explains a question's words one kind after the other."""

    _compared: tuple[Filter, ...] = ()
    """Conditions that compare an amount with a number."""

    @property
    def chooses_rows(self) -> bool:
        """Whether a bound, the day on which something began or a remark chooses rows.

        Or all kinds of them are asked for.
        """
        return bool(self._bounds)

    def plan(self) -> Plan | None:
        """Return the plan; None where the tables have nothing to do with the question."""
        self._who_did()
        self._beside_column()
        compared = list(self._comparisons())
        self._kept_by()
        spans = self._without_own_times(self._without_cells(list(self._periods())))
        if self._asked.operation == "sum" and (paid := day_of_payment(self._family, self._read.text)):
            for one in spans:
                self._filters.append(self._within(self._in_its_year(one, paid), paid))
                self._read.cover(*one.span)
                self._weight += 1.0
            spans = []
        self._take_times(spans)
        self._nothing_paid()
        self._partly_paid()
        self._explain()
        self._let_out()
        self._sold_or_not()
        self._had_by_us()
        self._open_states()
        group, group_name = self._group()
        if self._asked.ranks and self._tells_apart(group_name):
            group, group_name = "", ""  # the row says more than its number
        measures, times = self._measures()
        if self._asked.by_date and self._asked.operation == "rows" and self._came_last():
            group, group_name, measures = "", "", ()
        self._yes_no()
        for comparison in compared:
            self._compare(comparison, measures)
        self._dated(spans)
        if not self._weight:
            return None
        wanted = self._asked
        if wanted.operation == "count" and not self._filters and len(self._family.places) < LEAST_COUNTED:
            return None  # who signs below a contract is no list of contracts
        self._units_said(measures)
        names = [column.name for column in self._columns]
        names += [text for one in self._family.tables for text in (one.name, *one.heading, one.caption)]
        left = self._read.left(self._language, counting=wanted.operation == "count", names=names)
        if self._only_stocked():
            left += [found[0] for found in [EARNED.search(self._read.text)] if found is not None]
        left += self._ungrouped
        if self._pair is not None and left and (things := _THINGS.match(self._read.text)):
            # What its rows are called need not stand in a table that has both columns.
            left = [one for one in left if one not in things["said"].split()]
            self._doubts += [] if left else ["guessed"]
        distinct = ""
        totals: tuple[Filter, ...] = ()
        if wanted.operation == "list" and not self._bounds and (kinds := self._kinds_asked()):
            wanted, group, group_name, measures = replace(wanted, operation="count"), *kinds, ()
            left = []
        elif totals := self._totals(wanted):
            party = self._owing()
            wanted, measures = replace(wanted, operation="sum"), (totals[0].column,)
            group, group_name = (quoted(party), party)
            self._filters = [one for one in self._filters if one not in totals]
            totals = tuple(replace(one, said=_of_total(one)) for one in totals)
        elif wanted.operation == "list" and self._bounds:
            measures = ()
        elif group and self._counts_things():
            wanted, measures = replace(wanted, operation="count"), ()
        elif wanted.operation == "count":
            wanted, measures, distinct, left = self._counting(group, measures, left)
        elif self._is_most_of(wanted, group, measures):
            wanted, measures = replace(wanted, operation="count"), ()
        elif not measures and wanted.operation != "rows" and not left:
            left = [NO_MEASURE]
        if group and wanted.operation == "average" and not wanted.ranks and self._is_each_row(group):
            group = group_name = ""  # the average of what each order came to
        if group and wanted.ranks and wanted.operation in ("max", "min") and measures:
            only = self._columns[self._index(measures[0])]
            if (adds_up(only, wanted.concept) or self._is_so_much(measures)) and not BY_PRICE.search(
                self._read.text
            ):
                wanted = replace(wanted, operation="sum")
        if wanted.operation == "count" and self._by_name and not (self._filters or group or measures):
            # Technicians are the rows of the sheet that is called so, unless a condition says more.
            self._weight = max(self._weight, 2.5)
        if len(measures) > 1:
            self._doubts.append("measure")
        if _NOT.search(self._read.text) and any(map(self._leaves_several, self._filters)):
            self._doubts.append("negated")
        return Plan(
            self._family,
            wanted,
            tuple(measures),
            times,
            tuple(dict.fromkeys(self._filters)),
            group,
            group_name,
            distinct,
            shown=self._telling(measures),
            by=self._ranking_day(),
            uncovered=tuple(left),
            weight=self._weight,
            doubts=tuple(dict.fromkeys(self._doubts)),
            of_one_day=self._of_one_day,
            totals=totals,
        )

    def _owing(self) -> str:
        """Return the column of who owes, where it is asked which of them; else nothing."""
        party = party_meant(self._family, self._read.text)
        return party[0].name if party is not None else ""

    def _totals(self, wanted: Asked) -> tuple[Filter, ...]:
        """Return the bounds on what somebody owes, which all of their rows come to."""
        if wanted.operation != "list" or not (OPEN.search(self._read.text) and self._owing()):
            return ()
        owed = of_payment(self._family, self._read.text)
        return tuple(one for one in self._compared if one.column in owed)

    def _units_said(self, measures: Sequence[str]) -> None:
        """Explain words for units of what is meant, and for the day of the latest."""
        units = {unit_of(self._columns[self._index(name)]) for name in measures}
        for found in SO_MUCH.finditer(self._read.text):
            if unit_said(found["word"] or found["han"]) in units - {""}:
                self._read.cover(*found.span())
                self._read.cover_all(_DONE_FOR)
        if self._asked.by_date and self._asked.operation == "rows":
            self._read.cover_all(_WHICH_DAY)

    def _ranking_day(self) -> str:
        """Return the column of days by which rows are put in order."""
        if not (self._asked.by_date and self._asked.operation == "rows"):
            return ""
        column = self._date_column()
        return column.name if column is not None else ""

    def _came_last(self) -> bool:
        """Return whether it is asked who came last, or first, and days tell it."""
        column = self._date_column() if JOINED.search(self._read.text) else None
        if column is None or not self._tells_when_joined(column):
            return False
        self._read.cover_all(JOINED)
        self._weight += 2.0
        return True

    def _kinds_asked(self) -> tuple[str, str] | None:
        """Return the column of which all different cells are asked for, and its name."""
        found = KINDS_ASKED.search(self._read.text)
        if found is None or self._filters:
            return None
        said = tokens(next(filter(None, found.groups())))
        for at, column in enumerate(self._columns):
            repeated = 1 < len(self._words.distinct[at]) < len(column.texts)
            if column.kind == "text" and repeated and self._words.headers[at] == said:
                self._bounds.add(column.name)
                if None in column.values:
                    self._filters.append(with_value(column.name))
                return quoted(column.name), column.name
        return None

    def _open_states(self) -> None:
        """Drop filters of states of payment where the open or paid part is told.

        A part may have been paid of what is not "unpaid", nor wholly "paid".
        """
        text = self._read.text
        if not (paying := of_payment(self._family, text)):
            return
        is_open = OPEN.search(text) is not None
        if is_open and self._tells_open_by_state(paying[0]):
            return
        if not is_open and (self._asked.operation not in ("sum", "average") or PAID_ROWS.search(text)):
            return
        self._filters = [one for one in self._filters if not self._is_state_of_payment(one, paid=not is_open)]

    def _leaves_several(self, one: Filter) -> bool:
        """Return whether what is not of a kind is of a few others: part paid, unpaid."""
        if not (one.negated and one.cells and one.column):
            return False
        kinds = set(self._words.distinct[self._index(one.column)])
        return 1 < len(kinds - one.cells) <= MOST_OTHER_KINDS

    def _explain(self) -> None:
        """Explain words by cells, headers and names, the surest first."""
        self._values(whole_only=True)
        self._ask_again()
        self._headers()
        self._numbered()
        self._values(whole_only=False)
        self._names()
        counting = self._asked.operation == "count"
        for start, end in self._asked.spans:
            said = self._read.text[start:end]
            if not (counting and (said in SETTLED or SETTLED_HAN.fullmatch(said))):
                self._read.cover(start, end)

    def _counts_things(self) -> bool:
        """Return whether rows are counted: faults per technician.

        What the table or a column of texts is called by, where rows have no price, which is added up.
        """
        asked = self._asked
        texts = sum(self._columns[at].kind == "text" for at in self._named)
        if asked.operation != "sum" or asked.spans or asked.concept or asked.ranks:
            return False
        if not self._by_name and texts < 2:
            return False
        numbers = [at for at, one in enumerate(self._columns) if one.kind == "number"]
        return not any(at in self._named or may_be_money(self._columns[at]) for at in numbers)

    def _is_most_of(self, wanted: Asked, group: str, measures: Sequence[str]) -> bool:
        """Return whether groups are ranked by how many rows they have."""
        return bool(
            wanted.ranks
            and group
            and not wanted.concept
            and not of_payment(self._family, self._read.text)
            and MOST_OF.search(self._read.text)
            and not self._names_figure(measures)
        )

    def _counting(
        self, group: str, measures: tuple[str, ...], left: list[str]
    ) -> tuple[Asked, tuple[str, ...], str, list[str]]:
        """Tell whether "how many" counts rows, different cells, or sums up a column.

        Returns:
            What is wanted, its measures, the column whose cells are counted once, and the words that nothing explains.
        """
        wanted = self._asked
        if not group and not wanted.ranks:
            counted, distinct = self._counted()
            if counted or self._is_so_much(measures):
                return replace(wanted, operation="sum"), counted or measures, distinct, left
            measures = ()
            noun = UNIT_NOUN.search(self._read.text)
            return wanted, measures, distinct, left if noun is None else [*left, noun[1]]
        if self._is_most_of(wanted, group, measures):
            return wanted, (), "", left
        priced = any(self._columns[self._index(name)].unit in MONEY for name in measures)
        if (
            measures
            and not self._is_counting(measures)
            and not (priced and COUNTS_ROWS.search(self._read.text))
        ):
            return replace(wanted, operation="sum"), measures, "", left
        return wanted, (), "", left

    def _comparisons(self) -> Iterator[Comparison]:
        """Yield comparisons with numbers, and where they stand."""
        text = self._read.text
        numbers = [
            (one, span)
            for one in amounts(_YUAN.sub("元", self._read.original))
            if (span := self._read.find(self._written(one))) is not None and not self._is_of_pair(span)
        ]
        for number, (start, end) in numbers:
            if (piece := A_PIECE.match(text, end)) is not None:
                end = piece.end()
            before, after = EACH_PIECE.sub("", text[:start]), text[end:]
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
                if number.unit in LENGTHS and any(map(seconds_in, self._columns)):
                    self._read.cover_all(_LASTS)
                break
            else:
                said = _EQUALS.search(before) or _EQUALS_BEHIND.match(after)
                shares = [one for one in self._columns if one.unit == number.unit == "%"]
                value = float(next(iter(number.values), 0))
                if said and len(shares) == 1 and value in shares[0].values:
                    self._read.cover(start, end)
                    yield "=", [number], (start, end)

    def _is_of_pair(self, span: tuple[int, int]) -> bool:
        """Return whether a number only tells how much more one column is than another."""
        return self._pair is not None and any(start <= span[0] < end for start, end in self._pair.spans)

    def _written(self, number: Number) -> str:
        start, end = number.span
        return self._read.original[start:end] if end > start else number.text

    def _compare(self, comparison: Comparison, measures: Sequence[str]) -> None:
        """Make a filter of a comparison, on the column that it is about."""
        sign, numbers, span = comparison
        if (days := self._days_compared(sign, numbers[0])) is not None:
            if (since := self._aged(days, sign, numbers[0], span)) is not None:
                self._filters.append(since)
                self._weight += 1.0
            else:
                self._doubts.append("filter")
            return
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
        lengths = [
            in_own_unit(float(value), one.unit, column) for value, one in zip(values, numbers, strict=True)
        ]
        if numbers[0].unit in LENGTHS:
            self._weight += float(lengths[0] is not None and f"{lengths[0]:.6g}" == numbers[0].text)
            values = [
                one.text if length is None else f"{length:.6g}"
                for one, length in zip(numbers, lengths, strict=True)
            ]
        values = [f"{in_thousands(float(value), column):.12g}" for value in values]
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
        self._compared += (self._filters[-1],)
        self._bounds.add(column.name)
        self._weight += 1.0
        if numbers[0].unit in MONEY and column.name in self._family.has_units:
            unit = self._family.unit_column(column.name)
            self._filters.append(
                Filter(unit, f"{quoted(unit)} = {literal(numbers[0].unit)}", f"{unit} = {numbers[0].unit}")
            )

    def _days_compared(self, sign: str, length: Number) -> Column | None:
        """Return the column of days that a length of time may be compared with.

        None where none is compared, a column of numbers holds some, or the days are still to come.
        """
        if length.unit not in ("day", "month") or sign not in _SINCE:
            return None
        if any(column.kind == "number" and _is_length(column) for column in self._columns):
            return None
        column = self._date_column()
        today = self._today.isoformat()
        days = [value for value in column.values if isinstance(value, str)] if column is not None else []
        return column if days and 2 * sum(day <= today for day in days) >= len(days) else None

    def _aged(self, column: Column, sign: str, length: Number, span: tuple[int, int]) -> Filter | None:
        """Return the condition that a day lies so long ago: ten years and more.

        None where the words beside it ask for no age, or there is no such day.
        """
        text = self._read.text
        ago_said = _AGO.match(text, span[1])
        if ago_said is None and _AGED.search(text[: span[0]]) is None:
            return None
        since = ago(int(float(next(iter(length.values)))), length.unit, self._today)
        if since is None:
            return None
        day = since.isoformat()
        self._read.cover(span[0], ago_said.end() if ago_said is not None else span[1])
        said = f"{column.name} {_SINCE[sign].replace('>=', '≥').replace('<=', '≤')} {day}"
        return Filter(column.name, f"{quoted(column.name)} {_SINCE[sign]} {literal(day)}", said)

    def _compared_column(
        self, number: Number, span: tuple[int, int], measures: Sequence[str]
    ) -> Column | None:
        numeric = [column for column in self._columns if column.kind == "number" and not is_label(column)]
        if number.unit in LENGTHS:
            length = float(next(iter(number.values)))
            lengths = {at: in_own_unit(length, number.unit, one) or 0.0 for at, one in enumerate(numeric)}
            said = [numeric[at] for at, value in lengths.items() if f"{value:.6g}" == number.text]
            long = said or [numeric[at] for at, value in lengths.items() if value >= LEAST_OF_UNIT]
            numeric = long or [
                one for one in numeric if not one.unit and _is_length(one) and not seconds_in(one)
            ]
            if len(numeric) < 2:
                return numeric[0] if numeric else None
        before = [
            (self._read.spans[last - 1][1], at)
            for at, (_, last, _) in self._named.items()
            if self._columns[at].kind == "number"
            and 0 <= span[0] - self._read.spans[last - 1][1] <= 12
            and (
                number.unit in LENGTHS
                or not number.unit
                or not self._columns[at].unit
                or number.unit in self._columns[at].units
            )
            and self._columns[at] in numeric
        ]
        if before:
            return self._columns[max(before)[1]]
        if number.unit and number.unit not in LENGTHS:
            same = [column for column in numeric if number.unit in set(column.units)]
            if len(same) == 1:
                return same[0]
            if number.unit in MONEY and not same:
                numeric = [column for column in numeric if column.unit not in MONEY]
                same = [
                    self._columns[at]
                    for at in self._of_concept([self._columns.index(one) for one in numeric], "money")
                ]
            if number.unit == "%" and not same:
                return None
            numeric = same or numeric
        chosen = [column for column in numeric if column.name in measures]
        if len(chosen) == 1:
            return chosen[0]
        additive = [column for column in numeric if not is_rate(column)]
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


def _of_total(bound: Filter) -> str:
    """Return how a bound on what several rows come to is said."""
    name, rest = bound.column, bound.said.removeprefix(bound.column)
    return f"{name}合计{rest}" if IS_HAN.search(name) else f"total {name}{rest}"


_YUAN = lazy_regex(r"(?<=[百千])块")
"""What 元 is called in speech, of the same length: 五千块."""
_SINCE = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
"""How days compare that lie longer or less long ago."""


def _is_length(column: Column) -> bool:
    """Return whether a column holds lengths of time."""
    return column.unit in ("day", "month", "hour") or _LENGTH.search(bare_header(column.name)) is not None


_AGO = lazy_regex(r"[\s-]*(?:ago|old|since)\b|[以之]?前")
"""Behind a length of time: that it is how long ago a day lies."""
_AGED = lazy_regex(
    r"(?:\bha(?:s|ve)|['’]ve|\bbeen)\b.*\bfor\s*$|(?:入职|在职|任职|工作|加入|成立|[工司车房账库会]龄)(?:的?时间)?[了已满]*\s*$"
)
"""Before it: "have been here for over ten years", 入职超过十年."""
_LENGTH = lazy_regex(
    r"\b(?:days|weeks|months|years|age|tenure|duration|length)\b|天数|月数|年数|年限|工龄|年龄|时长|期限",
    re.IGNORECASE,
)
_LASTS = lazy_regex(
    r"\b(?:tak(?:es?|en|ing)|took|last(?:s|ed)?|need(?:s|ed)?|work(?:s|ed|ing)?)\b|\b(?:an?|per|each|every) (?:day|week|month|year)\b"
    r"|工作|上班|干活|[用花][了掉的]*时?间?|需要|每(?:天|周|星期|个?月|年)|[一]周"
)
"""Verbs of what lasts or is worked so long, and per what time that is."""
_EQUALS = lazy_regex(r"\b(?:on|at|with|of|is|are|pays?|paying|get|gets)\s*(?:a )?$|[为是按抽收]\s*$")
_EQUALS_BEHIND = lazy_regex(r"\s*的")
"""What stands beside a share that rows have: all members on 10 %."""
_COMPARED = (
    (lazy_regex(r"\b(?:between|from)\s*[€$£¥]?\s*$|在?\s*$(?=x)"), "between", False),
    (lazy_regex(r"\b(?:at least|no less than|not less than|minimum of|from)\s*[€$£¥]?\s*$|(?:至少|不少于|不低于|起码)\s*[¥$€]?\s*$"), ">=", False),
    (lazy_regex(r"\b(?:at most|no more than|not more than|up to|maximum of)\s*[€$£¥]?\s*$|(?:至多|最多|不超过|不高于|不多于)\s*[¥$€]?\s*$"), "<=", False),
    (lazy_regex(r"(?:\b(?:over|above|more than|greater than|higher than|larger than|longer than|exceed(?:s|ed|ing)?|bigger than|beyond)|>)\s*[€$£¥]?\s*$|(?:超过|大于|高于|多于|长于|超出)\s*[¥$€]?\s*$"), ">", False),
    (lazy_regex(r"(?:\b(?:under|below|less than|lower than|smaller than|fewer than|cheaper than|shorter than)|<)\s*[€$£¥]?\s*$|(?:低于|小于|少于|短于|不到|不足|不满)\s*[¥$€]?\s*$"), "<", False),
    (lazy_regex(r"\s*(?:or (?:more|longer|over)|and more|and above|or above|\+)|\s*(?:元|块|欧元|美元)?\s*(?:及以上|或以上|以上|起)"), ">=", True),
    (lazy_regex(r"\s*(?:or (?:less|shorter|under)|or fewer|and below|or below)|\s*(?:元|块|欧元|美元)?\s*(?:及以下|或以下|以下|以内)"), "<=", True),
)  # fmt: skip

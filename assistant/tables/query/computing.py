"""Carry out a plan by SQL.

The figures, the rows that they come from, and what has to be said beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.frozen import dataclass
from assistant.tables.data.cells import Column, Value
from assistant.tables.data.columns import is_label
from assistant.tables.data.database import ROW, Family, Result, TableDatabase, literal, quoted
from assistant.tables.data.ledgers import tells_open
from assistant.tables.data.reading import MOST_ROWS
from assistant.tables.query.planning import Plan

MOST_GROUPS = 50
"""Most groups that are shown."""
MOST_CITED = 8
"""Most rows that a figure cites; how many there are is said."""
TITLES = {"sum": "Total", "average": "Average", "max": "Highest", "min": "Lowest"}
"""What figures of a column are called before its name, by operation."""
COUNTED = "Number"
"""What a count is called."""
MOST_SHOWN = 20
"""Most rows that are shown where nothing is computed."""
MOST_TIES = 10
MOST_KINDS = 4
"""Kinds of rows that are named in a remark."""

RemarkCode = Literal[
    "units", "unread", "unread_filter", "empty", "empty_kind", "odd", "hidden", "measure", "tie", "winners", "date", "uncovered", "doubtful", "cut",
    "filter", "copies", "rivals", "no_measure", "joined", "named", "unmatched", "read_as", "bridged", "no_rows", "year", "as_sum", "own_total", "guessed", "negated", "moved",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """What has to be said beside a figure.

    Attributes:
        code: Its kind.
        name: The column, or the words, that it is about.
        count: Of rows.
        among: Which kinds of rows they are.
    """

    code: RemarkCode
    name: str = ""
    count: int = 0
    among: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan came to.

    Attributes:
        plan: What was carried out.
        query: The SELECT that was run.
        columns: Names of the columns of the result.
        kinds: Of each, the column of the table whose way of writing numbers it takes; None where it counts.
        rows: The result.
        cited: Of each row of the result, the rows of the table that it comes from, the first of them.
        matched: Rows of the table that hold what the figures come from.
        is_computed: Whether figures were computed; else rows are shown.
        remarks: What has to be said.
    """

    plan: Plan
    query: str
    columns: tuple[str, ...]
    kinds: tuple[Column | None, ...]
    rows: tuple[tuple[Value, ...], ...]
    cited: tuple[tuple[int, ...], ...]
    matched: int
    is_computed: bool
    remarks: tuple[Remark, ...] = ()


def compute(plan: Plan, database: TableDatabase) -> Outcome:
    """Carry out a plan.

    What cannot be computed surely is not: then the rows are shown, and why.

    Raises:
        QueryRefused: It took too long.
    """
    return _Computation(plan, database).outcome()


class _Computation:
    """One plan being carried out."""

    def __init__(self, plan: Plan, database: TableDatabase) -> None:
        self._plan = plan
        self._family: Family = plan.family
        self._database = database
        self._remarks: list[Remark] = []
        self._measures = [self._family.column(name) for name in plan.measures]
        self._matching: list[int] | None = None

    def outcome(self) -> Outcome:
        plan = self._plan
        why = self._why_not()
        if why is not None:
            return self._rows(why)
        matching = self._rows_matching()
        self._note_gaps(matching)
        operation = plan.asked.operation
        if operation == "list":
            return self._listed(matching)
        if operation == "rows" or (operation in ("max", "min") and not plan.group):
            return self._ranked()
        if not matching and operation in ("sum", "average"):
            return self._rows(Remark("no_rows"))
        if operation == "difference":
            return self._difference(matching)
        if len(self._units(matching)) > 1 and operation == "share":
            return self._rows(Remark("units", self._measures[0].name))
        if len(self._units(matching)) > 1 and operation != "count":
            return self._by_unit(matching)
        if operation == "share":
            return self._share(matching)
        return self._grouped() if plan.group else self._single(matching)

    def _why_not(self) -> Remark | None:
        """Return why nothing is computed; None where it can be."""
        plan = self._plan
        if plan.uncovered:
            return Remark("uncovered", ", ".join(word for word in plan.uncovered if word != "?"))
        if any(table.is_cut for table in self._family.tables):
            return Remark("cut", count=len(self._family.places))
        if "filter" in plan.doubts:
            return Remark("filter")
        if "date" in plan.doubts:
            return Remark("date")
        used = [*self._measures, *([self._family.column(plan.times)] if plan.times else [])]
        filtered = {one.column for one in plan.filters}
        used += [column for column in self._family.columns if column.name in filtered]
        for column in used:
            if column.doubtful:
                return Remark("doubtful", column.name)
        if plan.asked.operation == "difference" and len(self._measures) < 2 and len(plan.parts) < 2:
            return Remark("no_measure")
        if not self._measures and plan.asked.operation not in ("count", "rows", "list", "share"):
            return Remark("no_measure")
        return None

    # What every query says

    def _from(self, *conditions: str) -> str:
        where = " AND ".join(one for one in (self._plan.where, *conditions) if one)
        return f"FROM {quoted(self._family.name)}" + (f" WHERE {where}" if where else "")

    def _value(self, column: Column) -> str:
        times = self._plan.times
        return f"{quoted(times)} * {quoted(column.name)}" if times else quoted(column.name)

    def _rows_matching(self, *conditions: str) -> list[int]:
        if self._matching is None or conditions:
            found = self._database.run(f"SELECT {ROW} {self._from(*conditions)}", MOST_ROWS + 1)
            rows = [_row(row[0]) for row in found.rows]
            if conditions:
                return rows
            self._matching = rows
        return self._matching

    def _note_gaps(self, matching: Sequence[int]) -> None:
        """Note cells that hold no number, and rows that were left out."""
        there = set(matching)
        for column in self._measures if self._plan.asked.operation != "count" else []:
            if unread := len(column.unread & there):
                self._remarks.append(Remark("unread", column.name, unread))
            gaps = [index for index in there if column.values[index] is None and index not in column.unread]
            if tells_open(column):
                continue
            kinds = self._of_empty_kinds(column, gaps)
            if empty := len(gaps) - len(kinds):
                self._remarks.append(Remark("empty", column.name, empty))
            if kinds:
                # A fine has no litres, but a month may have been forgotten: who reads it knows.
                told = [*dict.fromkeys(kinds.values())]
                among = ", ".join(told[:MOST_KINDS]) + (" …" if len(told) > MOST_KINDS else "")
                self._remarks.append(Remark("empty_kind", column.name, len(kinds), among))
        filtered = {one.column for one in self._plan.filters}
        for column in self._family.columns:
            if column.name in filtered and column.unread:
                self._remarks.append(Remark("unread_filter", column.name, len(column.unread)))
        if odd := sum(table.odd for table in self._family.tables):
            self._remarks.append(Remark("odd", count=odd))
        if hidden := sum(table.hidden for table in self._family.tables):
            self._remarks.append(Remark("hidden", count=hidden))
        if "negated" in self._plan.doubts:
            names = dict.fromkeys(one.column for one in self._plan.filters if one.negated and one.cells)
            self._remarks.append(Remark("negated", ", ".join(names)))
        if "year" in self._plan.doubts:
            self._remarks.append(Remark("year"))
        if "moved" in self._plan.doubts:
            dates = {column.name for column in self._family.columns if column.kind == "date"}
            said = [one.said for one in self._plan.filters if one.column in dates]
            self._remarks.append(Remark("moved", ", ".join(said)))
        if "as_sum" in self._plan.doubts:
            self._remarks.append(Remark("as_sum", self._plan.measures[0] if self._plan.measures else ""))
        if "measure" in self._plan.doubts:
            self._remarks.append(Remark("measure", ", ".join(self._plan.measures)))

    def _of_empty_kinds(self, column: Column, gaps: Sequence[int]) -> dict[int, str]:
        """Return rows of a kind of which none holds a number, each with its kind."""
        found: dict[int, str] = {}
        for other in self._family.columns if gaps else ():
            if other.kind != "text" or 2 * len(set(other.texts)) > len(other.texts):
                continue
            filled = {
                text for text, value in zip(other.texts, column.values, strict=True) if value is not None
            }
            kinds = {index: other.texts[index].strip() for index in gaps if other.texts[index] not in filled}
            found = {index: kind for index, kind in kinds.items() if kind} | found
        return found

    def _units(self, matching: Sequence[int]) -> set[str]:
        found: set[str] = set()
        for column in self._measures:
            found |= {column.units[index] for index in matching if column.values[index] is not None}
        return found if len(self._measures) == 1 else set()

    # The shapes of results

    def _single(self, matching: Sequence[int]) -> Outcome:
        plan = self._plan
        if plan.asked.operation == "count":
            counted = f"COUNT(DISTINCT {quoted(plan.distinct)})" if plan.distinct else "COUNT(*)"
            query = f"SELECT {counted} AS {quoted('Number')} {self._from()}"
            result = self._database.run(query)
            return self._made(query, result, (None,), [tuple(matching[:MOST_CITED])], len(matching))
        held = [
            index for index in matching if any(column.values[index] is not None for column in self._measures)
        ]
        single = len(held) == 1 and plan.asked.operation == "sum" and not plan.times  # a cell is no sum
        titles = [column.name if single else self._title(column) for column in self._measures]
        parts = [
            f"{self._summed(column)} AS {quoted(title)}"
            for column, title in zip(self._measures, titles, strict=True)
        ]
        query = f"SELECT {', '.join(parts)} {self._from()}"
        result = self._database.run(query)
        held.sort(key=lambda index: not any(column.values[index] for column in self._measures))
        self._note_own_total(result)
        return self._made(
            query,
            result,
            tuple(self._written(column) for column in self._measures),
            [tuple(held[:MOST_CITED])],
            len(held),
        )

    def _summed(self, column: Column) -> str:
        """Return the total or the average of a column.

        The average by what each group comes to, where that is asked.
        """
        value = self._value(column)
        if self._plan.asked.operation == "sum":
            return f"SUM({value})"
        if self._plan.per:
            both = f"{value} IS NOT NULL AND {quoted(self._plan.per)} IS NOT NULL"
            return f"SUM(CASE WHEN {both} THEN {value} END) / SUM(CASE WHEN {both} THEN {quoted(self._plan.per)} END)"
        groups = self._plan.distinct
        return (
            f"SUM({value}) / COUNT(DISTINCT CASE WHEN {value} IS NOT NULL THEN {groups} END)"
            if groups
            else f"AVG({value})"
        )

    def _note_own_total(self, result: Result) -> None:
        """Note where a table's own row of totals says something else."""
        plan = self._plan
        if plan.asked.operation != "sum" or plan.filters or plan.times or len(self._family.tables) != 1:
            return
        for column, value in zip(self._measures, result.rows[0], strict=True):
            own = self._family.tables[0].own_totals.get(column.name)
            if (
                own is not None
                and isinstance(value, float)
                and abs(own - value) > 0.5 * 10.0**-column.decimals
            ):
                self._remarks.append(Remark("own_total", f"{own:,.{column.decimals}f}"))

    def _difference(self, matching: Sequence[int]) -> Outcome:
        """Compute two totals and how far they are apart."""
        plan = self._plan
        units = {one.unit for one in self._measures} - {""}
        if len(units) > 1 or len(self._units(matching)) > 1:
            return self._rows(Remark("units", ", ".join(one.name for one in self._measures)))
        if plan.parts:
            value = self._value(self._measures[0]) if self._measures else "1.0"
            sides = [(f"SUM(CASE WHEN {one.sql} THEN {value} END)", one.said) for one in plan.parts]
        else:
            sides = [(f"SUM({quoted(one.name)})", self._title(one)) for one in self._measures]
        shown = ", ".join(f"{sql} AS {quoted(said)}" for sql, said in sides)
        query = f"SELECT {shown}, ABS({sides[0][0]} - {sides[1][0]}) AS {quoted('Difference')} {self._from()}"
        result = self._database.run(query)
        if not self._measures:
            return self._made(
                query, result, (None, None, None), [tuple(matching[:MOST_CITED])], len(matching)
            )
        kinds = [self._written(one) for one in (self._measures * 2)[:2]]
        kinds = [replace(one, units=(next(iter(units), ""),)) for one in kinds]
        last = replace(kinds[0], decimals=max(one.decimals for one in kinds))
        return self._made(query, result, (*kinds, last), [tuple(matching[:MOST_CITED])], len(matching))

    def _share(self, matching: Sequence[int]) -> Outcome:
        """Compute which part of the whole the chosen rows are.

        Of a column's total, or of the number of rows.
        """
        plan = self._plan
        value = self._value(self._measures[0]) if self._measures else "1.0"
        part = f"SUM(CASE WHEN {plan.where or '1'} THEN {value} END)"
        query = f"SELECT 100.0 * {part} / SUM({value}) AS {quoted('Share')} FROM {quoted(self._family.name)}"
        result = self._database.run(query)
        kind = Column("Share", "number", (0.0,), ("",), ("%",), 1)
        return self._made(query, result, (kind,), [tuple(matching[:MOST_CITED])], len(matching))

    def _listed(self, matching: Sequence[int]) -> Outcome:
        """Show the rows that hold what is asked for."""
        if not matching:
            return self._rows(Remark("no_rows"))
        chosen = [*(self._family.column(name) for name in self._plan.shown), *self._measures]
        parts = ", ".join(quoted(column.name) for column in chosen)
        query = f"SELECT {parts} {self._from()} LIMIT {MOST_GROUPS}"
        shown = matching[:MOST_GROUPS]
        texts = tuple(tuple(column.texts[row] for column in chosen) for row in shown)
        result = Result(
            tuple(column.name for column in chosen), texts, len(matching) > MOST_GROUPS, frozenset()
        )
        return self._made(query, result, (None,) * len(chosen), [(row,) for row in shown], len(matching))

    def _by_unit(self, matching: Sequence[int]) -> Outcome:
        """Compute each unit by itself: they are not added."""
        plan = self._plan
        column = self._measures[0]
        unit = self._family.unit_column(column.name)
        function = {"sum": "SUM", "average": "AVG", "max": "MAX", "min": "MIN"}[plan.asked.operation]
        group = f"{plan.group} AS {quoted(plan.group_name)}, " if plan.group else ""
        query = (
            f"SELECT {group}{quoted(unit)}, {function}({self._value(column)}) AS {quoted(self._title(column))} "
            f"{self._from(f'{quoted(column.name)} IS NOT NULL')} GROUP BY {f'{plan.group}, ' if plan.group else ''}{quoted(unit)}"
            f" ORDER BY {quoted(self._title(column))} DESC LIMIT {MOST_GROUPS}"
        )
        result = self._database.run(query)
        self._remarks.append(
            Remark("units", ", ".join(sorted(one or "–" for one in self._units(matching))), len(matching))
        )
        cited = [
            tuple(
                self._rows_matching(
                    f"{quoted(unit)} = {literal(row[-2])}", f"{quoted(column.name)} IS NOT NULL"
                )[: MOST_CITED // 2]
            )
            for row in result.rows
        ]
        kinds = (*([None] if plan.group else []), None, self._written(column, unit=False))
        return self._made(query, result, kinds, cited, len(matching))

    def _grouped(self) -> Outcome:
        plan = self._plan
        asked = plan.asked
        if asked.operation == "count":
            value, title, kind = "COUNT(*)", COUNTED, None
            conditions: tuple[str, ...] = ()
        else:
            column = self._measures[0]
            function = {"sum": "SUM", "average": "AVG", "max": "MAX", "min": "MIN"}[asked.operation]
            value, title, kind = (
                f"{function}({self._value(column)})",
                self._title(column),
                self._written(column),
            )
            conditions = (f"{quoted(column.name)} IS NOT NULL",)
        if asked.ranks:
            conditions = (*conditions, f"{plan.group} IS NOT NULL")
        order = f"{quoted(title)} {'ASC' if asked.ranks < 0 else 'DESC'}" if asked.ranks else plan.group
        limit = asked.limit or MOST_GROUPS
        is_column = plan.group == quoted(plan.group_name)
        named = plan.group if is_column else f"{plan.group} AS {quoted(plan.group_name)}"
        least = [one.sql.replace(quoted(one.column), value) for one in plan.totals]
        having = f" HAVING {' AND '.join(least)}" if least else ""
        select = f"SELECT {named}, {value} AS {quoted(title)} {self._from(*conditions)} GROUP BY {plan.group}{having} ORDER BY {order}"
        query = f"{select} LIMIT {limit}"
        result = self._database.run(query, limit)
        if asked.ranks:
            longer = self._database.run(f"{select} LIMIT {limit + MOST_TIES}", limit + MOST_TIES)
            result, query = self._with_ties(result, longer, query, select)
        cited = [
            tuple(self._rows_matching(*conditions, f"{plan.group} IS {literal(row[0])}")[:2])
            for row in result.rows[:MOST_GROUPS]
        ]
        if asked.ranks and asked.limit == 1 and asked.operation == "sum" and len(result.rows) == 1:
            self._note_winner(result, conditions)
        return self._made(
            query,
            result,
            (None, kind),
            cited,
            len(self._rows_matching(*conditions) if conditions else self._rows_matching()),
        )

    def _note_winner(self, result: Result, conditions: Sequence[str]) -> None:
        """Note where the highest total and the highest row are of two groups."""
        column, plan = self._measures[0], self._plan
        direction = "ASC" if plan.asked.ranks < 0 else "DESC"
        single = self._database.run(
            f"SELECT {plan.group} {self._from(*conditions)} ORDER BY {self._value(column)} {direction} LIMIT 1"
        )
        groups = self._database.run(
            f"SELECT COUNT(*), COUNT(DISTINCT {plan.group}) {self._from(*conditions)}"
        )
        several = bool(groups.rows) and groups.rows[0][0] != groups.rows[0][1]
        if several and single.rows and single.rows[0][0] != result.rows[0][0]:
            self._remarks.append(Remark("winners", str(single.rows[0][0])))

    def _with_ties(self, result: Result, longer: Result, query: str, select: str) -> tuple[Result, str]:
        """Show what shares the last place too."""
        if not result.rows or len(longer.rows) == len(result.rows):
            return result, query
        last = result.rows[-1][-1]
        ties = 0
        while len(result.rows) + ties < len(longer.rows) and longer.rows[len(result.rows) + ties][-1] == last:
            ties += 1
        if not ties:
            return result, query
        self._remarks.append(Remark("tie", count=ties))
        count = len(result.rows) + ties
        return replace(result, rows=longer.rows[:count]), f"{select} LIMIT {count}"

    def _ranked(self) -> Outcome:
        """Show the first rows by a column."""
        plan = self._plan
        if plan.asked.operation == "rows":
            dated = [column for column in self._family.columns if column.kind == "date"]
            dated = [column for column in dated if column.name == plan.by] or dated
            if len(dated) != 1:
                return self._rows(Remark("date"))
            by, shown = dated[0], [name for name in plan.shown if name != dated[0].name]
            chosen = [dated[0], *(self._family.column(name) for name in shown)]
            chosen += [column for column in self._measures if column not in chosen]
        else:
            by = self._measures[0]
            chosen = [*(self._family.column(name) for name in plan.shown), *self._measures[:1]]
            if len(self._units(self._rows_matching())) > 1:
                self._remarks.append(Remark("units", by.name))
        if len(self._measures) > 1 and plan.asked.operation != "rows":
            return self._rows(Remark("measure", ", ".join(plan.measures)))
        if any(one.code == "units" for one in self._remarks):
            return self._rows(Remark("units", by.name))
        direction = "ASC" if plan.asked.ranks < 0 else "DESC"
        parts = ", ".join(quoted(column.name) for column in chosen)
        select = f"SELECT {ROW}, {parts} {self._from(f'{quoted(by.name)} IS NOT NULL')} ORDER BY {quoted(by.name)} {direction}"
        query = f"{select} LIMIT {plan.asked.limit}"
        result = self._database.run(query, plan.asked.limit)
        if not result.rows:
            return self._rows(Remark("no_rows"))
        longer = self._database.run(
            f"{select} LIMIT {plan.asked.limit + MOST_TIES}", plan.asked.limit + MOST_TIES
        )
        place = 1 + next(at for at, column in enumerate(chosen) if column is by)
        ties = 0
        while (
            plan.asked.limit + ties < len(longer.rows)
            and longer.rows[plan.asked.limit + ties][place] == result.rows[-1][place]
        ):
            ties += 1
        if ties:
            self._remarks.append(Remark("tie", count=ties))
            query = f"{select} LIMIT {plan.asked.limit + ties}"
        rows = longer.rows[: plan.asked.limit + ties] if ties else result.rows
        cited = [(_row(row[0]),) for row in rows]
        stripped = replace(result, columns=result.columns[1:], rows=tuple(row[1:] for row in rows))
        texts = [
            column.name for column in chosen if is_label(column)
        ]  # a number that names its row is written as it stands
        stripped = replace(
            stripped,
            rows=tuple(
                tuple(
                    column.texts[cite[0]] if column.name in texts else cell
                    for column, cell in zip(chosen, row, strict=True)
                )
                for row, cite in zip(stripped.rows, cited, strict=True)
            ),
        )
        kinds = tuple(
            self._written(column) if column.kind == "number" and column.name not in texts else None
            for column in chosen
        )
        return self._made(query.replace(f"{ROW}, ", ""), stripped, kinds, cited, len(self._rows_matching()))

    def _rows(self, why: Remark) -> Outcome:
        """Show the rows that the question is about, and why nothing was computed."""
        chosen = [*(self._family.column(name) for name in self._plan.shown), *self._measures]
        chosen = chosen or list(self._family.columns[:6])
        parts = ", ".join(quoted(column.name) for column in chosen)
        matching = self._rows_matching()
        query = f"SELECT {parts} {self._from()} LIMIT {MOST_SHOWN}"
        result = self._database.run(f"SELECT {ROW}, {parts} {self._from()} LIMIT {MOST_SHOWN}", MOST_SHOWN)
        texts = tuple(tuple(column.texts[_row(row[0])] for column in chosen) for row in result.rows)
        cited = [(_row(row[0]),) for row in result.rows]
        stripped = replace(result, columns=result.columns[1:], rows=texts)
        outcome = self._made(query, stripped, (None,) * len(chosen), cited, len(matching))
        remarks = (why, *(one for one in self._remarks if one != why))
        return replace(outcome, is_computed=False, remarks=remarks)

    def _title(self, column: Column) -> str:
        word = TITLES.get(self._plan.asked.operation, "")
        name = f"{self._plan.times} × {column.name}" if self._plan.times else column.name
        return f"{word} {name}".strip()

    def _written(self, column: Column, *, unit: bool = True) -> Column:
        """Return a column as its figures are written: with its one unit, or none."""
        units = {one for one, value in zip(column.units, column.values, strict=True) if value is not None}
        matching = self._rows_matching()
        if unit and len(units) > 1:
            units = {column.units[index] for index in matching if column.values[index] is not None}
        own = next(iter(units)) if unit and len(units) == 1 else ""
        decimals = column.decimals
        if self._plan.times:
            decimals += self._family.column(self._plan.times).decimals
        if self._plan.asked.operation == "average":
            decimals = max(decimals, 2)
        return Column(column.name, "number", (0.0,), ("",), (own,), decimals)

    def _made(
        self,
        query: str,
        result: Result,
        kinds: tuple[Column | None, ...],
        cited: Sequence[tuple[int, ...]],
        matched: int,
    ) -> Outcome:
        return Outcome(
            self._plan,
            query,
            result.columns,
            kinds,
            result.rows,
            tuple(cited),
            matched,
            True,
            tuple(dict.fromkeys(self._remarks)),
        )


def _row(value: Value) -> int:
    """Return the number of a row, as a query gives it."""
    return int(value) if isinstance(value, int | float) else -1

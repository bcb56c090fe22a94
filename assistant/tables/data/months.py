"""Tables whose columns are months, as rows.

What each cost in January, February ... Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.regexes import lazy_regex
from assistant.retrieval.periods import MONTHS
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family

LEAST_MONTHS = 3
"""Columns of months from which a table is read by months."""
MOST_CELLS = 200_000
_MONTH = lazy_regex(
    r"(?<![a-z])(" + "|".join(MONTHS) + r")(?![a-z])|(?<!\d)(1[0-2]|0?[1-9])月", re.IGNORECASE
)
_YEAR = lazy_regex(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
MONTH, FIGURES = "Month", ("Amount", "金额")
"""Headers of the columns that are made; the second in either language."""


def by_month(family: Family) -> Family | None:
    """Return a table of months in columns with a row for each of its cells.

    None where it has no such columns.

    Totals of several months are left out. Of each row the month is told as YYYY-MM, where the table names its year.
    """
    months = [
        (at, month)
        for at, column in enumerate(family.columns)
        if column.kind == "number" and (month := _month(column.name))
    ]
    if len(months) < LEAST_MONTHS or len({month for _, month in months}) < len(months):
        return None
    labels = [column for column in family.columns if column.kind == "text"]
    if not labels or len(family.places) * len(months) > MOST_CELLS:
        return None
    table = family.tables[0]
    cells = [
        (row, family.columns[at], month)
        for at, month in months
        for row in range(len(family.places))
        if family.columns[at].values[row] is not None
    ]
    years = {year for one in family.tables for year in _years(one.caption, *one.heading, one.name)}
    usual = next(iter(years)) if len(years) == 1 else ""
    dated = bool(usual) or all(_years(column.name) for _, column, _ in cells)
    when = [
        f"{next(iter(_years(column.name)), usual)}-{month:02}" if dated else f"{month:02}"
        for _, column, month in cells
    ]
    figures = [family.columns[at] for at, _ in months]
    units = {one.unit for one in figures}
    rows = [row for row, _, _ in cells]
    columns = [_repeated(column, rows) for column in labels]
    columns.append(Column(MONTH, "date" if dated else "text", tuple(when), tuple(when)))
    columns.append(
        Column(
            _figure_name(figures, table.caption),
            "number",
            tuple(column.values[row] for row, column, _ in cells),
            tuple(column.texts[row] for row, column, _ in cells),
            (next(iter(units)) if len(units) == 1 else "",) * len(cells),
            max(column.decimals for column in figures),
        )
    )
    return Family(
        f"{family.name}_by_month"[:60],
        family.tables,
        tuple(columns),
        tuple(family.origins[row] for row in rows),
        tuple(family.places[row] for row in rows),
    )


def _figure_name(columns: Sequence[Column], caption: str) -> str:
    """Return what the cells are called; a table of months seldom says it."""
    return FIGURES[
        any(re.search(r"[\u4e00-\u9fff]", text) for text in (caption, *(column.name for column in columns)))
    ]


def _month(header: str) -> int:
    """Return the month that a header names alone; 0 for none."""
    found = _MONTH.findall(header)
    if len(found) != 1:
        return 0
    name, number = found[0]
    return MONTHS[name.lower()] if name else int(number)


def _years(*texts: str) -> list[str]:
    return list(dict.fromkeys(match for text in texts for match in _YEAR.findall(text)))


def _repeated(column: Column, rows: Sequence[int]) -> Column:
    return Column(
        column.name,
        column.kind,
        tuple(column.values[row] for row in rows),
        tuple(column.texts[row] for row in rows),
    )

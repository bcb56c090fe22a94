"""Finds the header of a table: under its title, and where it takes several lines."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from assistant.frozen import dataclass
from ingest.loaders.builder import Builder

_TITLES = 5
_HEADER_LINES = 4
_NUMBER = re.compile(r"[^\w]*\d[\d\W]*[^\W\d]{0,4}\W*")
_YEAR = re.compile(r"(?:19|20)\d\d年?|(?:1[0-2]|0?[1-9])月份?|第?[1-4]季度|Q[1-4]")
"""What may head a column though it is a number: a year, a month, a quarter."""
_PRICED_YEAR = re.compile(r"(?:[£$€¥￥]\s?)?(?:19|20)\d\d年?(?:\s?(?:[£$€¥￥元]|GBP|EUR|USD|CNY|RMB))?")
"""A year of prices: "2025 £" beside "2026 £"."""


_AMOUNT = re.compile(r"\d[.,]\d|\d\s*[€$£¥%元]|[€$£¥]\s*\d")


def is_amount(text: str) -> bool:
    """Return whether a cell is an amount.

    One that stands beside several rows is theirs together: told in each of them, it would be counted for each.
    """
    return len(text) < 40 and _AMOUNT.search(text) is not None


_TOTAL = re.compile(
    r"(?:(?:grand|sub)[\s-]*)?totals?\b|sums?\b|all\b|(?:gesamt|summe|insgesamt)|合\s*计|总\s*计|小\s*计|共\s*计",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Return whether a cell says that its row sums up those above it."""
    return _TOTAL.match(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that were made one.

    Attributes:
        row: Of the first cell, counted from 0.
        column: Of the first cell, counted from 0.
        height: In rows.
        width: In columns.
    """

    row: int
    column: int
    height: int = 1
    width: int = 1


def with_one_header(
    rows: Sequence[Sequence[str]],
    merged: Iterable[Merged] = (),
    *,
    across: Container[int] = (),
    header_lines: int = 0,
) -> tuple[list[str], list[list[str]]]:
    """Return the titles above a table, and its rows with a header of one line.

    Args:
        rows: Of the table, all of one length; of cells that are one, each row holds the text in the first column.
        merged: Cells that are one.
        across: Rows that are one cell over the whole table.
        header_lines: Lines that the file says the header has, if it does.
    """
    table = [list(row) for row in rows]
    merged = list(merged)
    grouping = {one.row for one in merged if one.column and one.width > 1}
    gone = _titles(table, across, grouping) if table else 0
    titles = [" ".join(cell for cell in row if cell.strip()) for row in table[:gone]]
    table = table[gone:]
    top = [Merged(one.row - gone, one.column, one.height, one.width) for one in merged if one.row >= gone]
    lines = header_lines - gone if header_lines > gone else _header_lines(table, top)
    if 1 < lines < len(table):
        table[:lines] = [_joined(table[:lines], top)]
    return titles, table


def add_table(
    builder: Builder, rows: Sequence[Sequence[str]], merged: Iterable[Merged], *, header_lines: int = 0
) -> None:
    """Append a table with a header of one line.

    Columns in which no row holds anything are left out.

    Args:
        builder: Takes it, and the titles above it as paragraphs.
        rows: Of the table, of any lengths; of cells that are one, each row holds the text in the first column.
        merged: Cells that are one.
        header_lines: Lines that the file says the header has, if it does.
    """
    used = sorted({column for row in rows for column, cell in enumerate(row) if cell})
    if not used:
        return
    place = {column: index for index, column in enumerate(used)}
    kept = [
        Merged(
            one.row,
            place[one.column],
            one.height,
            sum(one.column <= column < one.column + one.width for column in used),
        )
        for one in merged
        if one.column in place
    ]
    across = {one.row for one in kept if one.column == 0 and one.width == len(used)}
    lines = [[row[column] if column < len(row) else "" for column in used] for row in rows]
    titles, table = with_one_header(lines, kept, across=across, header_lines=header_lines)
    for title in titles:
        builder.add("paragraph", title)
    builder.table(table)


def _titles(table: Sequence[Sequence[str]], across: Container[int], grouping: Container[int]) -> int:
    """Count the rows above the header.

    Each of a cell or few, across the table or above a row of several words. What stands over several columns is no title.
    """
    held = [[cell for cell in row if cell.strip()] for row in table[: _TITLES + 1]]
    few = max(1, len(table[0]) // 3)  # beside a title there may be a date
    dated = [
        len(row) == 2 < len(table[0]) - 1
        and any(map(str.isdigit, row[1]))
        and bool(below)
        and len(below) == len(table[0])
        for row, below in zip(held, [*held[1:], []], strict=True)
    ]
    starts = [bool(row and row[0].strip()) for row in table[: len(held)]]
    count = next(
        (
            index
            for index, row in enumerate(held)
            if len(row) != 1
            and (index in grouping or not (starts[index] and (0 < len(row) <= few or dated[index])))
        ),
        0,
    )
    if not 0 < count < len(table) or len(held[count]) < 2 or not like_header(held[count]):
        return 0
    if all(index in across for index in range(count)) or len(held[count]) > 2:
        return count
    # Of two columns it may as well be a form, whose first answer is missing.
    values = [[cell for cell in row if cell.strip()][-1:] for row in table[count + 1 :]]
    return count if values and all(value and not like_header(value) for value in values) else 0


def is_year(text: str) -> bool:
    """Return whether a cell is a year, a month or a quarter, as headers may be."""
    return _YEAR.fullmatch(text.strip()) is not None


def like_header(cells: Iterable[str]) -> bool:
    """Return whether cells may be a header: none is a number that is no year.

    Of prices at least two years stand beside each other.
    """
    told = [cell.strip() for cell in cells]
    priced = {cell for cell in told if _PRICED_YEAR.fullmatch(cell)}
    years = priced if len(priced) > 1 else frozenset[str]()
    return not any(_NUMBER.fullmatch(cell) and not (_YEAR.fullmatch(cell) or cell in years) for cell in told)


def _header_lines(table: Sequence[Sequence[str]], merged: Sequence[Merged]) -> int:
    """Return how many lines the header has, going by its merged cells."""
    above = [one for one in merged if one.row == 0 and one.width < len(table[0])]
    if not above or not any(one.width > 1 for one in above):
        return 1
    lines = max([2, *(one.height for one in above)])
    held = [[cell for cell in row if cell.strip()] for row in table[:lines]]
    return lines if lines <= _HEADER_LINES and all(len(row) > 1 and like_header(row) for row in held) else 1


def _joined(lines: Sequence[list[str]], merged: Sequence[Merged]) -> list[str]:
    """Return lines of a header as one.

    What stands over several columns is said of each.
    """
    filled = [list(line) for line in lines]
    for one in merged:
        for row in range(one.row, min(one.row + one.height, len(filled))):
            for column in range(one.column + 1, min(one.column + one.width, len(filled[row]))):
                filled[row][column] = filled[row][column] or filled[row][one.column]
    return [
        " ".join(dict.fromkeys(cell for cell in column if cell.strip()))
        for column in zip(*filled, strict=True)
    ]

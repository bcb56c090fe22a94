"""Workbooks: rows with the values that Excel shows, and what is around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.i18n import _, ngettext
from ingest.loaders.archive import open_archive
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.embedded import add_embedded
from ingest.loaders.nouns import and_more
from ingest.loaders.ooxml import Package
from ingest.loaders.sheet import Books, Sheet, cell_name, read_sheet
from ingest.loaders.sheet_margins import add_comments, add_controls, add_drawings, header_and_footer
from ingest.loaders.table_headers import Merged, is_amount, is_total, is_year, like_header, with_one_header
from ingest.loaders.xml import local, value
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

MOST_COLUMNS = 500
MOST_ROWS = 200_000
CHARTS = re.compile(r"xl/charts/chart(?:ex)?\d*\.xml", re.IGNORECASE)
_MOST_CELLS_NAMED = 8
MOST_EMPTY = 2
"""Empty rows after which a table may go on."""
MOST_ABOVE = 8
"""Rows among which the header of a table is looked for."""
_HIDDEN = ("hidden", "veryHidden")
Row = tuple[int, bool, dict[int, str]]
"""A row of a sheet: its number, whether it is hidden, and its texts by column."""


def read(data: bytes, path: PurePath) -> Document:
    """Read a workbook: what its cells show, and its notes, text boxes and charts."""
    with open_archive(data, no_dtd=True) as archive:
        package = Package(archive)
        if not any(name.startswith("xl/") for name in package.names):
            raise Unreadable(_("its name says .xlsx, but it holds no workbook"))
        main = package.main("xl/workbook.xml")
        root = package.root(main)
        builder = Builder("xlsx")
        used: set[str] = set()
        books = Books.of(package, main, root)
        zeros: list[int] = []
        for name, hidden, part, kind in _sheets(package, main, root):
            if part not in package:
                builder.notices.append(_("sheet {name} is missing and was not read", name=name))
                continue
            builder.heading(1, f"{name} (hidden sheet)" if hidden else name)
            if kind not in ("chartsheet", "dialogsheet"):
                zeros.append(_add_sheet(builder, package, part, name, books))
            add_drawings(builder, package, part, used)
        builder.notices += _unread(package, root, zeros)
        builder.read["chart"] = sum(1 for name in used if CHARTS.fullmatch(name))
        builder.read["diagram"] = len(used) - builder.read["chart"]
        charts = [name for name in package.names if CHARTS.fullmatch(name)]
        add_embedded(builder, package, "xl", charts, {})
        title = package.title()
    if not any(block.kind != "heading" for block in builder.blocks):
        raise Unreadable(_why_nothing(builder))
    return builder.document(path, title=title or path.stem)


def _why_nothing(builder: Builder) -> str:
    if any(notice.endswith(_only_columns()) for notice in builder.notices):
        return _(
            "its first {most_columns} columns are empty, and those beyond are not read",
            most_columns=MOST_COLUMNS,
        )
    return next(iter(builder.damages), _("its sheets are empty"))


def _only_columns() -> str:
    return _("only its first {most_columns} columns were read", most_columns=MOST_COLUMNS)


def _sheets(package: Package, main: str, root: _Element) -> Iterator[tuple[str, bool, str, str]]:
    """Yield the name of each sheet, whether it is hidden, and its part and kind."""
    relations = package.relations(main)
    for one in root.iter():
        if local(one) != "sheet" or local(one.getparent()) != "sheets":
            continue
        relation = relations.get(next((held for key, held in one.attrib.items() if key.endswith("}id")), ""))
        name = one_line(one.get("name", ""))
        yield (
            name,
            one.get("state", "") in _HIDDEN,
            "" if relation is None else relation.target,
            "" if relation is None else relation.kind,
        )


def _add_sheet(builder: Builder, package: Package, part: str, name: str, books: Books) -> int:
    """Append a sheet.

    Returns how many of its formulas show zero, or -1 where some show more.
    """
    try:
        sheet = read_sheet(package.data(part), books, MOST_ROWS)
    except Unreadable:
        builder.note_damages([_("sheet {name} is damaged and was not read", name=name)])
        return 0
    if not sheet.rows and package.related(part, "pivotTable"):
        builder.notices.append(
            _("sheet {name}: its pivot table holds no results; open and save it in Excel first", name=name)
        )
    builder.read["value of a cell"] += sheet.values
    head, foot = header_and_footer(sheet.running)
    builder.add("paragraph", head and f"Page header: {head}")  # not shown
    add_rows(builder, sheet, name)
    builder.add("paragraph", foot and f"Page footer: {foot}")  # not shown
    add_comments(builder, package, part)
    add_controls(builder, package, part)
    return -1 if sheet.results else sheet.zeros


def add_rows(builder: Builder, sheet: Sheet, name: str) -> None:
    """Append the tables of a sheet, and note what is not read of it."""
    notices = [_("sheet {name}: {notice}", name=name, notice=notice) for notice in _of_sheet(sheet)]
    damages = 1 if sheet.damaged else 0
    builder.note_damages(notices[:damages])
    builder.notices += notices[damages:]
    for rows in _tables(sheet):
        _add_table(builder, sheet, rows)


def _of_sheet(sheet: Sheet) -> Iterator[str]:
    """Yield a sentence on each kind of thing that is not read as it was meant."""
    if sheet.damaged:
        yield _("it is damaged, and only its first {rows} rows with content were read", rows=len(sheet.rows))
    if sheet.more_rows:
        yield _("only its first {rows} rows were read", rows=len(sheet.rows))
    if any(column >= MOST_COLUMNS for __, __, cells in sheet.rows for column in cells):
        yield _only_columns()
    count = len(sheet.resultless)
    if count:
        cells = ", ".join(cell_name(row, column) for row, column in sheet.resultless[:_MOST_CELLS_NAMED])
        yield ngettext(
            "{number} formula holds no result ({cells}); open and save it in Excel or LibreOffice first",
            "{number} formulas hold no result ({cells}); open and save it in Excel or LibreOffice first",
            count,
            cells=and_more(cells, count - _MOST_CELLS_NAMED),
        )


def _tables(sheet: Sheet) -> Iterator[list[Row]]:
    """Yield the rows of each table.

    An empty row ends one, but where what follows can only be further rows of it.
    """
    held: list[Row] = []
    for rows in _runs(sheet):
        if held and not _go_on(held, rows):
            yield held
            held = []
        held += rows
    if held:
        yield held


def _runs(sheet: Sheet) -> Iterator[list[Row]]:
    """Yield rows that follow one another."""
    rows: list[Row] = []
    for number, hidden, cells in sheet.rows:
        held = {column: text for column, text in cells.items() if column < MOST_COLUMNS}
        if not held:
            continue
        if rows and number > rows[-1][0] + 1:
            yield rows
            rows = []
        rows.append((number, hidden, held))
    if rows:
        yield rows


def _go_on(table: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Return whether rows under a gap belong to the table above it.

    Their cells stand under its header, with numbers where its numbers are, or years where only years are. A single text above
    them heads a part of it.
    """
    if rows[0][0] - table[-1][0] > MOST_EMPTY + 1:
        return False
    first = rows[1] if len(rows) > 1 and len(rows[0][2]) == 1 and len(rows[1][2]) > 1 else rows[0]
    header, body = _header_and_body([cells for _, _, cells in table])
    cells = first[2]
    if len(header) < 2 or not body or not set(cells) <= set(header).union(*body):
        return False
    usual = sorted(map(len, body))[len(body) // 2]
    sums_up = any(is_total(text) for text in cells.values())
    if not like_header(header.values()) or (2 * len(cells) < usual and not sums_up):
        return False
    above = {column: [row[column] for row in body if column in row] for column in cells}
    numbers = [column for column, text in cells.items() if not like_header([text])]
    if not numbers:
        return any(
            is_year(text) and above[column] and all(map(is_year, above[column]))
            for column, text in cells.items()
        )
    return all(not like_header(above[column]) for column in numbers) and any(
        above[column] for column in numbers
    )


def _header_and_body(rows: Sequence[dict[int, str]]) -> tuple[dict[int, str], Sequence[dict[int, str]]]:
    """Return the fullest of the first rows, and those below it."""
    top = rows[:MOST_ABOVE]
    at = max(range(len(top)), key=lambda index: (len(top[index]), -index))
    while at and len(rows[at - 1]) > 1 and like_header(rows[at - 1].values()):
        at -= 1  # cells of the header may be empty that are filled below it
    return rows[at], rows[at + 1 :]


def _add_table(builder: Builder, sheet: Sheet, rows: list[Row]) -> None:
    at = {number: index for index, (number, _, _) in enumerate(rows)}
    ranges = [one for one in sheet.merged if one.row in at and one.column < MOST_COLUMNS]
    for one in ranges:  # a text that stands beside several rows belongs to each
        text = rows[at[one.row]][2].get(one.column, "")
        if is_amount(text):
            continue
        for number, __, cells in rows[at[one.row] + 1 :]:
            if number >= one.row + one.height:
                break
            if text:
                cells.setdefault(one.column, text)
    used = sorted({column for _, _, cells in rows for column in cells})
    place = {column: index for index, column in enumerate(used)}
    merged = [
        Merged(
            at[one.row],
            place[one.column],
            one.height,
            sum(one.column <= column < one.column + one.width for column in used),
        )
        for one in ranges
        if one.column in place
    ]
    if len(rows) == 1 and len(used) == 1:
        builder.add("paragraph", rows[0][2][used[0]] + (" (hidden row)" if rows[0][1] else ""))
        return
    across = {at[one.row] for one in ranges if one.column == used[0] and one.column + one.width > used[-1]}
    lines = [[cells.get(column, "") for column in used] for _, _, cells in rows]
    titles, table = with_one_header(lines, merged, across=across)
    for title in titles:
        builder.add("paragraph", title)
    hidden = [is_hidden for _, is_hidden, _ in rows[len(rows) - len(table) :]]
    hidden_columns = [place[column] for column in used if column in sheet.hidden_columns]
    for column in hidden_columns:
        table[0][column] = f"{table[0][column]} (hidden column)".strip()
    builder.table(
        [[*row, "(hidden row)"] if is_hidden else row for row, is_hidden in zip(table, hidden, strict=True)]
    )


def _unread(package: Package, root: _Element, zeros: list[int]) -> Iterator[str]:
    """Yield a sentence on each kind of thing that was not read."""
    yield from package.notices
    calculated = any(local(one) == "calcPr" and value(one, "fullCalcOnLoad") in ("1", "true") for one in root)
    if calculated and sum(zeros) > 0 and min(zeros) >= 0:
        yield (
            _(
                "all {formulas} formulas show 0, for it was never calculated; "
                "open and save it in Excel or LibreOffice first",
                formulas=sum(zeros),
            )
        )

"""Write a table of answers as Markdown, CSV or an Excel workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.answer_table import Cell, Table, TableRow, marked, shown
from assistant.errors import LibraryError, PartMissing, UsageError
from assistant.i18n import _, mark, os_reason
from assistant.processes import replacing
from assistant.text import clean, clean_line, markdown_cell
from assistant.wording import enumerated, install_hint, where

if TYPE_CHECKING:
    from typing import BinaryIO

ENDINGS = (".xlsx", ".csv", ".md")
"""What a table can be written as."""
DOCUMENT, SOURCE, PAGE, QUOTE = mark("Document"), mark("Source"), mark("Page"), mark("Quote")
MATCHES = mark("Matches")
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_LONGEST = 30_000
"""Most characters of a cell of a workbook; Excel takes 32,767."""
_WIDEST, _NARROWEST = 60, 12


def check_ending(path: Path) -> None:
    """Refuse a file of a kind that no table is written as.

    Raises:
        UsageError: Its name has another ending.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(
            _("A table cannot be written as {path}.", path=path.name),
            _("End the name with {endings}.", endings=enumerated(ENDINGS)),
            code="table_ending",
        )


def write_table(table: Table, path: Path) -> None:
    """Write a table into a file, in the place of what was there.

    Only its owner can read the file. What was there stays where the new one cannot be written.

    Raises:
        UsageError: The name has another ending than `ENDINGS`.
        PartMissing: The package that writes workbooks is not installed.
        LibraryError: The file cannot be written.
    """
    check_ending(path)
    ending = path.suffix.lower()
    try:
        with replacing(path) as file:
            if ending == ".xlsx":
                _write_workbook(table, file)
            else:
                text = as_csv(table, bom=True) if ending == ".csv" else as_markdown(table)
                file.write(text.encode("utf-8"))
    except OSError as error:
        raise LibraryError(
            _("{path} cannot be written: {value}.", path=path, value=os_reason(error)),
            _("Name a file in a folder of yours."),
        ) from error


def as_csv(table: Table, *, bom: bool = False) -> str:
    """Format a table as CSV: for each question its answer and where it stands.

    A cell that a spreadsheet would run as a formula is written as text.

    Args:
        table: The table.
        bom: Whether the mark stands first by which Excel knows UTF-8.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(one) for one in _header(table)])
    for row in table.chosen:
        writer.writerow([_harmless(one) for one in _cells(row, table)])
    return ("\ufeff" if bom else "") + out.getvalue()


def as_markdown(table: Table) -> str:
    """Format a table as Markdown, with the quotations below it."""
    first = _first_names(table)
    lines = [_line([*first, *table.columns]), _line(["---"] * (len(first) + len(table.columns)))]
    notes: list[str] = []
    for row in table.chosen:
        cells = _first_cells(row, table)
        for cell in row.cells:
            marks = ""
            for citation in cell.citations:
                place = where(
                    citation.source, citation.page, citation.heading, page_label=citation.page_label
                )
                quote = " ".join(clean(citation.quote).split())
                notes.append(f"- [{len(notes) + 1}] {place}: “{quote}”")
                marks += f"[{len(notes)}]"
            cells.append(marked(cell, marks, table.not_stated))
        lines.append(_line(cells))
    return "\n".join([*lines, "", *notes]).rstrip() + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(markdown_cell(one) for one in cells) + " |"


def _header(table: Table) -> list[str]:
    head = _first_names(table)
    for column in table.columns:
        head += [column, *map(_, (SOURCE, PAGE, QUOTE))]
    return head


def _cells(row: TableRow, table: Table) -> list[str]:
    cells = _first_cells(row, table)
    for cell in row.cells:
        cells += [shown(cell, table.not_stated), *_place(row, cell)]
    return cells


def _first_names(table: Table) -> list[str]:
    """Return the names of the columns before those of the questions."""
    return [_(DOCUMENT), *([_(MATCHES)] if table.selects else [])]


def _first_cells(row: TableRow, table: Table) -> list[str]:
    """Return a document's name, and whether it meets a condition if there is one."""
    return [
        PurePath(row.source).name,
        *([_("yes") if row.matches else _("not sure")] if table.selects else []),
    ]


def _place(row: TableRow, cell: Cell) -> tuple[str, str, str]:
    if not cell.citations:
        return "", "", ""
    first = cell.citations[0]
    quote = " … ".join(" ".join(clean(one.quote).split()) for one in cell.citations)
    return clean_line(row.source), "" if first.page is None else first.page_label or str(first.page), quote


def _harmless(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula."""
    said = " ".join(clean(text).split())
    return (
        f"'{said}" if _FORMULA.match(said) and not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)*\s?%?", said) else said
    )


def _write_workbook(table: Table, file: BinaryIO) -> None:
    """Write a workbook whose cells are text, never formulas or links.

    Raises:
        PartMissing: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise PartMissing(
            _("The package that writes Excel workbooks is not installed."),
            _("{command} Or write a .csv file.", command=install_hint("XlsxWriter")),
        ) from error
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        doubtful = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C5700"})
        answers = book.add_worksheet(_("Answers"))
        answers.freeze_panes(1, 1)
        first = _first_names(table)
        names = [*first, *table.columns]
        for at, name in enumerate(names):
            answers.write_string(0, at, _fitting(name), head)
        for number, row in enumerate(table.chosen, start=1):
            for at, text in enumerate(_first_cells(row, table)):
                answers.write_string(number, at, _fitting(text), plain)
            for at, cell in enumerate(row.cells, start=len(first)):
                style = plain if cell.state in ("found", "not_stated") else doubtful
                answers.write_string(number, at, _fitting(shown(cell, table.not_stated)), style)
        for at, width in enumerate(_widths(names, table)):
            answers.set_column(at, at, width)
        if table.chosen:
            answers.autofilter(0, 0, len(table.chosen), len(names) - 1)
        sources = book.add_worksheet(_("Sources"))
        for at, name in enumerate((_(DOCUMENT), _("Question"), _("Answer"), _(SOURCE), _(PAGE), _(QUOTE))):
            sources.write_string(0, at, name, head)
        sources.freeze_panes(1, 0)
        for number, line in enumerate(_source_rows(table), start=1):
            for at, text in enumerate(line):
                sources.write_string(number, at, _fitting(text), plain)
        for at, width in enumerate((28, 32, 28, 48, 6, 80)):
            sources.set_column(at, at, width)


def _source_rows(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.chosen:
        for column, cell in zip(table.columns, row.cells, strict=False):
            for citation in cell.citations:
                page = "" if citation.page is None else citation.page_label or str(citation.page)
                name = PurePath(row.source).name
                yield name, column, shown(cell, table.not_stated), citation.source, page, citation.quote


def _widths(names: Sequence[str], table: Table) -> list[int]:
    widths = [max((cell_len(PurePath(row.source).name) for row in table.chosen), default=0)]
    widths += [0] * (len(names) - 1 - len(table.columns))
    widths += [
        max((cell_len(row.cells[at].text) for row in table.chosen), default=0)
        for at in range(len(table.columns))
    ]
    return [
        min(max(width + 2, min(cell_len(name), 30), _NARROWEST), _WIDEST)
        for name, width in zip(names, widths, strict=True)
    ]


def _fitting(text: str) -> str:
    return clean(text)[:_LONGEST]

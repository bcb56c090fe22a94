"""Workbooks: a heading a sheet, and its rows as a table."""

from __future__ import annotations

import datetime
import io
import warnings
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from ingest.loaders.archive import open_archive
from ingest.loaders.builder import Builder, one_line
from ingest.records import Document, Unreadable

_MOST_COLUMNS = 500
_MOST_ROWS = 200_000
_UNREAD = (
    ("xl/comments", "the comments on its cells were not read"),
    ("xl/threadedComments/", "the discussions on its cells were not read"),
    ("xl/chartsheets/", "its sheets that are charts were not read"),
)


def read(data: bytes, path: PurePath) -> Document:
    """Read a workbook: the values that its cells showed when it was saved, not their formulas."""
    import openpyxl  # type: ignore[import-untyped]

    with open_archive(data, no_dtd=True) as archive:
        if not any(name.startswith("xl/") for name in archive.namelist()):
            raise Unreadable("its name says .xlsx, but it holds no workbook")
        unread = [
            sentence for prefix, sentence in _UNREAD if any(n.startswith(prefix) for n in archive.namelist())
        ]
    builder = Builder("xlsx")
    builder.notices += unread
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of every style and extension that it passes over
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                builder.heading(1, sheet.title)
                _sheet(builder, sheet)
            title = book.properties.title or ""
        finally:
            book.close()
    has_cells = any(block.kind == "table" for block in builder.blocks)
    if not has_cells and any("columns" in notice for notice in builder.notices):
        raise Unreadable(f"its first {_MOST_COLUMNS} columns are empty, and those beyond are not read")
    if not has_cells:
        raise Unreadable("its sheets are empty")
    return builder.document(path, title=title or path.stem)


def _sheet(builder: Builder, sheet: Any) -> None:
    rows: list[list[str]] = []
    for row in _rows(builder, sheet):
        if any(row):
            rows.append(row)
        elif rows:  # an empty row ends a table
            _table(builder, rows)
            rows = []
    _table(builder, rows)


def _rows(builder: Builder, sheet: Any) -> Iterator[list[str]]:
    # The size that a sheet declares may be wrong (a million empty rows); what it holds is counted instead.
    sheet.reset_dimensions()
    wide = False
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MOST_ROWS:
            builder.notices.append(f"sheet {sheet.title}: only its first {_MOST_ROWS} rows were read")
            return
        if len(row) > _MOST_COLUMNS and not wide and any(value is not None for value in row[_MOST_COLUMNS:]):
            wide = True
            builder.notices.append(f"sheet {sheet.title}: only its first {_MOST_COLUMNS} columns were read")
        yield [_shown(value) for value in row[:_MOST_COLUMNS]]


def _table(builder: Builder, rows: list[list[str]]) -> None:
    if not rows:
        return
    used = [
        index for index in range(max(map(len, rows))) if any(index < len(row) and row[index] for row in rows)
    ]
    builder.table([[row[index] if index < len(row) else "" for index in used] for row in rows])


def _shown(value: object) -> str:
    """Return a cell as a reader would expect to see it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    return one_line(str(value))

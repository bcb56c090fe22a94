"""Tables: workbooks, and CSV and TSV files.

Each row is a line, so that it can be found and quoted by itself.
"""

from __future__ import annotations

import csv
import datetime
import io
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from ingest.loaders.archive import open_archive
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import decode
from ingest.records import Document, Unreadable

_MOST_COLUMNS = 500
_MOST_ROWS = 200_000
_UNREAD = (
    ("xl/comments", "the comments on its cells were not read"),
    ("xl/threadedComments/", "the discussions on its cells were not read"),
    ("xl/chartsheets/", "its sheets that are charts were not read"),
)
_SAMPLE_LINES = 20
_SAMPLE_CHARS = 8_192
_DELIMITERS = "\t;|,"  # the rarer in plain words goes first


def read_workbook(data: bytes, path: PurePath) -> Document:
    """Read a workbook: the values that its cells showed, not their formulas."""
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


def read_csv(data: bytes, path: PurePath) -> Document:
    """Read a CSV or TSV file as one table whose first row is its header."""
    text, notice = decode(data)
    builder = Builder("csv")
    if notice:
        builder.notices.append(notice)
    text = text.replace("\0", "")
    _allow_fields_of(len(text) + 1)  # a quote that is never closed makes the rest of the file one field
    sample = _sample(text)
    delimiter = _delimiter(sample, path)
    quote = "'" if f"'{delimiter}'" in sample and '"' not in sample else '"'
    rows = csv.reader(
        io.StringIO(text),
        delimiter=delimiter,
        quotechar=quote,
        skipinitialspace=f"{delimiter} {quote}" in sample,
    )
    builder.table(rows)
    return builder.document(path)


def _allow_fields_of(chars: int) -> None:
    """Raise the limit of a field; it is the whole process's."""
    csv.field_size_limit(max(csv.field_size_limit(), chars))


def _sample(text: str) -> str:
    """Return some whole lines from the beginning, or the start of a long one."""
    lines = text[:_SAMPLE_CHARS].splitlines(keepends=True)
    if len(lines) > 1 and len(text) > _SAMPLE_CHARS:
        lines.pop()
    return "".join(lines[:_SAMPLE_LINES])


def _delimiter(sample: str, path: PurePath) -> str:
    """Return the character that cuts most of the rows into the same number of fields."""
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    scores = {delimiter: _like_rows(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] else ","


def _like_rows(sample: str, delimiter: str) -> int:
    """Count the rows that have as many fields as most have, where those are several."""
    rows = csv.reader(io.StringIO(sample), delimiter=delimiter)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0)

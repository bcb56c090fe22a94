"""Tables: CSV and TSV files.

Each row is a line, so that it can be found and quoted by itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import PurePath

from ingest.loaders.blobs import decode_words
from ingest.loaders.builder import Builder
from ingest.records import Document

_SAMPLE_LINES = 20
_SAMPLE_CHARS = 8_192
# A line that Excel takes for itself.
_DECLARED = re.compile(r'"?sep=([^\w\s"]|\t)"?[ \t]*(?:\n|\Z)', re.IGNORECASE)
_DELIMITERS = "\t;|,"  # the rarer in plain words goes first


def read_csv(data: bytes, path: PurePath) -> Document:
    """Read a CSV or TSV file as one table whose first row is its header."""
    text, notices = decode_words(data)
    builder = Builder("csv")
    builder.notices += notices
    text = text.replace("\0", "")
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    _allow_fields_of(len(text) + 1)  # a quote that is never closed makes the rest of the file one field
    sample = _sample(text)
    delimiter = declared[1] if declared else _delimiter(sample, path)
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

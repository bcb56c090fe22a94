"""Tables in text: CSV and TSV, read into rows so that a row can be found and quoted by itself."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

from ingest.loaders.builder import Builder
from ingest.loaders.encoding import decode
from ingest.types import Document

_SAMPLE_CHARS = 16_384
_FIELD_CHARS = 10_000_000


def read(data: bytes, path: PurePath) -> Document:
    """Read a CSV or TSV file as one table whose first row is its header."""
    text, notice = decode(data)
    builder = Builder("csv")
    if notice:
        builder.notices.append(notice)
    csv.field_size_limit(_FIELD_CHARS)
    rows = csv.reader(io.StringIO(text.replace("\0", "")), _dialect(text[:_SAMPLE_CHARS], path))
    builder.table(rows)
    return builder.document(path)


def _dialect(sample: str, path: PurePath) -> type[csv.Dialect] | str:
    if path.suffix.lower() in (".tsv", ".tab"):
        return "excel-tab"
    try:
        return csv.Sniffer().sniff(sample, delimiters=",;\t|")
    except csv.Error:
        return "excel"

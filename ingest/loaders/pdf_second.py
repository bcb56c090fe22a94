"""A second reader of PDF files: slower, and at home where the first one gives up."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from functools import cached_property
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from ingest.loaders.pdf_layout import CONTROLS, Line

# pypdf raises its own errors and, on files that are damaged in ways nobody thought of, the language's.
_ERRORS = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, OSError,
    NotImplementedError, AssertionError, struct.error, zlib.error, DependencyError,
)  # fmt: skip


class SecondReader:
    """A file as pypdf reads it: slower, but Arabic and Hebrew stay in order, and it finds pages in damaged files.

    Its length is the number of pages. It is opened when it is first asked for a page.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        try:
            return len(self._pages)
        except _ERRORS:
            return 0

    def lines(self, number: int) -> list[Line]:
        """Return the lines of a page; none where it cannot be read."""
        try:
            text = self._pages[number - 1].extract_text()
        except _ERRORS:
            return []
        return [Line(stripped) for line in text.split("\n") if (stripped := CONTROLS.sub("", line).strip())]

    @cached_property
    def _pages(self) -> Any:
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
        return pypdf.PdfReader(io.BytesIO(self._data)).pages

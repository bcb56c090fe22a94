"""A PDF's objects and its text as pypdf reads them."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from functools import cache, cached_property
from typing import Any

from ingest.loaders.pdf_layout import CONTROLS, Line


@cache
def pypdf_errors() -> tuple[type[Exception], ...]:
    """Return what pypdf raises on damaged files, the language's errors too."""
    from pypdf.errors import DependencyError, PyPdfError  # most files need no second reader

    return (
        PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, OSError,
        NotImplementedError, AssertionError, struct.error, zlib.error, DependencyError,
    )  # fmt: skip


class SecondReader:
    """A file as pypdf reads it.

    That is slower, but Arabic and Hebrew stay in order, and it finds pages in damaged files.

    Its length is the number of pages. It is opened when it is first asked for a page.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        try:
            return len(self.file.pages)
        except pypdf_errors():
            return 0

    def lines(self, number: int) -> list[Line]:
        """Return the lines of a page; none where it cannot be read."""
        try:
            text = self.file.pages[number - 1].extract_text()
        except pypdf_errors():
            return []
        return [Line(stripped) for line in text.split("\n") if (stripped := CONTROLS.sub("", line).strip())]

    @cached_property
    def file(self) -> Any:
        """The file; asking for it raises one of `pypdf_errors` where it cannot be opened."""
        import pypdf

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
        return pypdf.PdfReader(io.BytesIO(self._data))


def object_reader(pdf: Any, data: bytes) -> Any:
    """Return the objects of a file that PDFium opened, or None where pypdf cannot read them.

    A file that is encrypted, or that only PDFium can mend, is read from a copy that PDFium writes.

    Args:
        pdf: The file as PDFium opened it.
        data: Its bytes.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        file = SecondReader(data).file
        if not file.is_encrypted and len(file.pages) == len(pdf):
            return file
    except pypdf_errors():
        pass
    copy = io.BytesIO()
    try:
        pdf.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
        file = SecondReader(copy.getvalue()).file
        return file if len(file.pages) == len(pdf) else None
    except (pypdfium2.PdfiumError, *pypdf_errors()):
        return None

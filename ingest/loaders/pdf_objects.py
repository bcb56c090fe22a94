"""A PDF's objects and its text as pypdf reads them."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from functools import cache, cached_property
from typing import Any

from ingest.loaders.pdf_layout import CONTROLS, Line

_DIGIT_NAMES = {
    name: str(digit)
    for digit, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
}
_LETTER_NAME = re.compile(r"\.?[A-Za-z]{2,}|[A-Za-z]|uni[0-9A-F]{4,}|u[0-9A-F]{4,6}")


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

    def fonts_name_letters(self, number: int) -> bool:
        """Say whether the codes in the fonts of a page are letters, by the letters' names.

        PDFium reads such codes as letters, but calls them unknown.
        """
        try:
            resources = self.file.pages[number - 1].get("/Resources", {})
            fonts = [font.get_object() for font in resources.get("/Font", {}).values()]
            named = [_names_letters(font) for font in fonts]
        except pypdf_errors():
            return False
        return any(named) and None not in named

    @cached_property
    def file(self) -> Any:
        """The file; asking for it raises one of `pypdf_errors` where it cannot be opened."""
        import pypdf

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
        return pypdf.PdfReader(io.BytesIO(self._data))


def _names_letters(font: Any) -> bool | None:
    """Say whether a font tells that its codes are letters; None where it does not tell, or they are others."""
    characters = font.get("/ToUnicode")
    if characters is not None:
        return not hasattr(characters.get_object(), "get_data")
    if font.get("/Subtype") == "/Type0":
        return None
    encoding = font.get("/Encoding")
    differences = encoding.get_object().get("/Differences", ()) if hasattr(encoding, "get") else ()
    code, agreed = 0, 0
    for one in differences:
        if not isinstance(one, str):
            code = int(one)
            continue
        name = str(one)[1:]
        letter = name if len(name) == 1 else _DIGIT_NAMES.get(name, "")
        if (letter and letter != chr(code)) or not _LETTER_NAME.fullmatch(name):
            return None
        agreed += bool(letter)
        code += 1
    return agreed > 0


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

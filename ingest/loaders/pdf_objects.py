"""A PDF's objects and its text as pypdf reads them."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice
from typing import Any

from ingest.loaders.pdf_layout import CONTROLS, Line

_DIGIT_NAMES = {
    name: str(digit)
    for digit, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
}
_CODE_POINT = re.compile(r"/(?:uni|u)([0-9A-F]{4})")
_DEEPEST = 3
_MOST_NAMES = 2000
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

    def letters(self, number: int) -> dict[int, str]:
        """Return which letter each code of a page's fonts is, by the letters' names.

        Nothing is returned where a font of the page does not name its letters, and no code that is one letter in one
        font and another in the next: PDFium does not say which font a code is of.
        """
        known: dict[int, str] = {}
        clashes: set[int] = set()
        try:
            for font in _fonts(self.file.pages[number - 1]["/Resources"], 0):
                if font.get("/ToUnicode") is not None and hasattr(
                    font["/ToUnicode"].get_object(), "get_data"
                ):
                    continue
                named = _named(font)
                if named is None:
                    return {}
                clashes.update(code for code in named.keys() & known.keys() if named[code] != known[code])
                known.update(named)
        except pypdf_errors():
            return {}
        return {code: letter for code, letter in known.items() if code not in clashes}

    def fonts_name_letters(self, number: int) -> bool:
        """Return whether the codes of a page's fonts are letters, by their names.

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


def _fonts(resources: Any, depth: int) -> Iterator[Any]:
    """Yield the fonts of a page and of what is drawn in it."""
    yield from _entries(resources, "/Font")
    for thing in _entries(resources, "/XObject") if depth < _DEEPEST else ():
        inner = thing.get("/Resources")
        if inner is not None:
            yield from _fonts(inner, depth + 1)


def _entries(resources: Any, key: str) -> Iterator[Any]:
    held = resources.get_object().get(key)
    for one in held.get_object().values() if held is not None else ():
        yield one.get_object()


def _named(font: Any) -> dict[int, str] | None:
    """Return the letter of each code that a font names one for.

    Return None where a name says no letter.
    """
    from pypdf._codecs import adobe_glyphs

    encoding = font.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    if font.get("/Subtype") == "/Type0" or encoding is None or not hasattr(encoding, "get"):
        return None if font.get("/Subtype") in ("/Type0", "/Type3") else {}
    named: dict[int, str] = {}
    code = 0
    for one in islice(encoding.get("/Differences", ()), _MOST_NAMES):
        if not isinstance(one, str):
            code = int(one)
            continue
        name = str(one).partition(".")[0]
        if name != "/" and not _LETTER_NAME.fullmatch(name[1:]):
            return None
        code_point = _CODE_POINT.fullmatch(name)
        letter = chr(int(code_point[1], 16)) if code_point else adobe_glyphs.get(name, "")
        if (len(letter) == 1 and not letter.isspace()) or name == "/space":
            named[code] = letter or " "
        code += 1
    return named


def _names_letters(font: Any) -> bool | None:
    """Return whether a font tells that its codes are letters.

    Return None where it does not tell, or they are others.
    """
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
    """Return pypdf's reader of a file that PDFium opened, or None without one.

    There is none where pypdf cannot read the file.

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

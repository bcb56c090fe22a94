"""Text that PDFium passes over, since no font of this machine draws it.

A PDF need not hold its fonts. PDFium knows the characters of Chinese, Japanese and Korean ones all the same, but leaves out what takes
no room on the page, and without a font that has it a letter that stands by itself takes none. Fonts of the system help only where
the file says of which of the four scripts its letters are.
"""

from __future__ import annotations

from array import array
from itertools import repeat
from typing import Any

from ingest.loaders.pdf_calls import HANDLE, INT, address, call

_NO_ROOM = 0.01
"""Points of width below which PDFium passes over a piece of text."""
_DEEPEST = 4
"""Levels of forms in forms whose text is looked at, the page itself the first."""


def passes_over(page: Any) -> bool:
    """Return whether PDFium passes over text of a page, as it opened it."""
    texts = _texts(address(page.raw), "FPDFPage", _DEEPEST)
    sides = array("f", bytes(4 * 4 * len(texts)))
    first, _ = sides.buffer_info()
    places = [range(first + 4 * side, first + 16 * len(texts), 16) for side in range(4)]
    told = map(call("FPDFPageObj_GetBounds", *[HANDLE] * 5), texts, *places)
    return any(
        known and right - left < _NO_ROOM
        for known, left, right in zip(list(told), sides[0::4], sides[2::4], strict=True)
    )


def _texts(holder: int, kind: str, depth: int) -> list[int]:
    """Return the text objects of a page or form, with those of forms on it."""
    import pypdfium2.raw as pdfium

    count = call(f"{kind}_CountObjects", HANDLE)(holder)
    get = call(f"{kind}_GetObject", HANDLE, HANDLE if kind == "FPDFFormObj" else INT, returns=HANDLE)
    objects = list(map(get, repeat(holder), range(count)))
    found: list[int] = []
    for one, type_ in zip(objects, map(call("FPDFPageObj_GetType", HANDLE), objects), strict=True):
        if type_ == pdfium.FPDF_PAGEOBJ_TEXT:
            found.append(one)
        elif type_ == pdfium.FPDF_PAGEOBJ_FORM and depth > 1:
            found += _texts(one, "FPDFFormObj", depth - 1)
    return found

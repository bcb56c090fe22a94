"""Text that PDFium passes over, since no font of this machine draws it.

A PDF need not hold its fonts. PDFium knows the characters of Chinese, Japanese and Korean ones all the same, but leaves out what takes
no room on the page, and without a font of the system a letter that stands by itself takes none.
"""

from __future__ import annotations

from array import array
from functools import cache
from itertools import repeat
from typing import Any

from ingest.loaders.pdf_calls import HANDLE, INT, address, call

_PAGE = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>endobj
4 0 obj<</Length 28>>stream
BT /F 9 Tf 9 9 Td <%b> Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/%b/DescendantFonts[6 0 R]>>endobj
6 0 obj<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/CIDSystemInfo<</Registry(Adobe)/Ordering(%b)/Supplement 0>>/FontDescriptor 7 0 R>>endobj
7 0 obj<</Type/FontDescriptor/FontName/Any/Flags 4>>endobj
trailer<</Root 1 0 R>>
"""
_SETS = (
    ("一", b"UniGB-UTF16-H", b"GB1"),
    ("一", b"UniCNS-UTF16-H", b"CNS1"),
    ("一", b"UniJIS-UTF16-H", b"Japan1"),
    ("가", b"UniKS-UTF16-H", b"Korea1"),
)
"""A letter, an encoding and a character collection of each of the four scripts whose fonts a file may leave out."""
_NO_ROOM = 0.01
"""Points of width below which PDFium passes over a piece of text."""
_DEEPEST = 4
"""Levels of forms in forms whose text is looked at, the page itself the first."""


@cache
def draws_all() -> bool:
    """Return whether the machine has fonts for what files may leave out."""
    return all(_draws(*one) for one in _SETS)


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


def _draws(letter: str, encoding: bytes, collection: bytes) -> bool:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(_PAGE % (letter.encode("utf-16-be").hex().encode(), encoding, collection))
    try:
        return letter in pdf[0].get_textpage().get_text_range()
    finally:
        pdf.close()

"""Text that PDFium passes over, since no font of this machine draws it.

A PDF need not hold its fonts. PDFium knows the characters of Chinese, Japanese and Korean ones all the same, but leaves out what takes
no room on the page, and without a font of the system a letter that stands by itself takes none.
"""

from __future__ import annotations

from ctypes import byref, c_float
from functools import cache
from typing import Any

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


@cache
def draws_all() -> bool:
    """Return whether the machine has fonts for what files may leave out."""
    return all(_draws(*one) for one in _SETS)


def passes_over(page: Any) -> bool:
    """Return whether PDFium passes over text of a page, as it opened it."""
    import pypdfium2.raw as pdfium

    box = [c_float() for _ in range(4)]
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
        if (
            pdfium.FPDFPageObj_GetBounds(thing.raw, *map(byref, box))
            and box[2].value - box[0].value < _NO_ROOM
        ):
            return True
    return False


def _draws(letter: str, encoding: bytes, collection: bytes) -> bool:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(_PAGE % (letter.encode("utf-16-be").hex().encode(), encoding, collection))
    try:
        return letter in pdf[0].get_textpage().get_text_range()
    finally:
        pdf.close()

"""PDFs that unfold, loop, lie about themselves, or are simply long."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence

import pypdf

from checks.hostile.cases import Case
from tests.ingest.samples import assembled, pdf

_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[4 0 R]/Count 1>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WORDS = b"BT /F 12 Tf 72 700 Td (Words of the first page.) Tj ET"


def _page(resources: bytes = b"", more: bytes = b"") -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>%b>>/Contents 5 0 R%b>>"
        % (resources, more)
    )


def _stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), head, content)


def _one_page(
    content: bytes = _WORDS,
    *others: bytes,
    catalog: bytes = _CATALOG,
    pages: bytes = _PAGES,
    page: bytes | None = None,
    head: bytes = b"",
) -> bytes:
    objects = [catalog, pages, _FONT, page or _page(), _stream(content, head), *others, b"<<>>"]
    return assembled(objects)


def _packed(size: int, times: int = 1) -> bytes:
    """Return so many spaces, packed as many times as said, without ever holding them all."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)]
    data = b"".join(parts) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def flate_chain() -> bytes:
    """A gigabyte behind two filters."""
    return _one_page(_packed(1 << 30, 2), head=b"/Filter[/FlateDecode/FlateDecode]")


def spaces(size: int) -> bytes:
    """A page of nothing but so many spaces."""
    return _one_page(_packed(size), head=b"/Filter/FlateDecode")


def many_filters() -> bytes:
    data = _WORDS
    for _ in range(500):
        data = zlib.compress(data)
    return _one_page(data, head=b"/Filter[%b]" % (b"/FlateDecode" * 500))


def object_stream() -> bytes:
    inside = _packed(1 << 29)
    stream = _stream(inside, b"/Type/ObjStm/N 1000000/First 10000000/Filter/FlateDecode")
    return _one_page(_WORDS, stream)


def huge_picture() -> bytes:
    picture = _stream(
        zlib.compress(b"\0" * 1000),
        b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB"
        b"/Filter[/FlateDecode/JBIG2Decode]",
    )
    return _one_page(b"q 600 0 0 700 0 0 cm /I Do Q", picture, page=_page(b"/XObject<</I 6 0 R>>"))


def page_tree_loop() -> bytes:
    return _one_page(pages=b"<</Type/Pages/Kids[2 0 R 4 0 R 2 0 R]/Count 3>>")


def count_lies() -> bytes:
    return _one_page(pages=b"<</Type/Pages/Kids[4 0 R]/Count 1000000000>>")


def count_says_three() -> bytes:
    return _one_page(pages=b"<</Type/Pages/Kids[4 0 R 90 0 R 91 0 R]/Count 3>>")


def xref_loop() -> bytes:
    data = _one_page()
    place = data.rindex(b"startxref\n") + len(b"startxref\n")
    start = data[place:].split(b"\n")[0]
    return data.replace(b"trailer<<", b"trailer<</Prev %b" % start)


def outline_loop() -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>"
    return _one_page(
        _WORDS,
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        b"<</Title(Words)/Parent 6 0 R/First 7 0 R/Next 7 0 R/Prev 7 0 R/Dest[4 0 R/Fit]>>",
        catalog=catalog,
    )


def deep_outline(depth: int = 50_000) -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>"
    marks = [
        b"<</Title(Mark %d)/Parent %d 0 R/First %d 0 R/Dest[4 0 R/Fit]>>" % (n, n + 5, n + 7)
        for n in range(1, depth)
    ]
    return _one_page(_WORDS, b"<</Type/Outlines/First 7 0 R>>", *marks, catalog=catalog)


def deep_array() -> bytes:
    return _one_page(page=_page(more=b"/Deep" + b"[" * 200_000 + b"]" * 200_000))


def form_calls_itself() -> bytes:
    form = _stream(
        b"/X Do /X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    )
    return _one_page(_WORDS + b" /X Do", form, page=_page(b"/XObject<</X 6 0 R>>"))


def forms_that_double(levels: int = 26) -> bytes:
    forms = [
        _stream(
            b"/X Do /X Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 1),
        )
        for number in range(6, 6 + levels)
    ]
    last = _stream(_WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 3 0 R>>>>")
    return _one_page(_WORDS + b" /X Do", *forms, last, page=_page(b"/XObject<</X 6 0 R>>"))


def letters_that_unfold() -> bytes:
    """Each letter on the page stands for 250 letters of text."""
    many = b"0041" * 250
    cmap = b"1 begincodespacerange<00><ff>endcodespacerange 1 beginbfrange<00><ff><%b>endbfrange" % many
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    objects = [_CATALOG, _PAGES, font, _page(), _stream(b"BT /F 9 Tf 9 700 Td (%b) Tj ET" % (b"a" * 100_000))]
    return assembled([*objects, _stream(cmap), b"<<>>"])


def pages(count: int, lines: int = 20) -> bytes:
    text = "word and word that fill a line of the page from its left to its right"
    return pdf(
        [
            [(12, f"Page {number}, line {line}: {text}.") for line in range(lines)]
            for number in range(1, count + 1)
        ]
    )


def long_page(chars: int = 1_000_000) -> bytes:
    lines = [(1, f"Line {number} of a page that is as long as a book is.") for number in range(chars // 50)]
    return pdf([lines])


def some_pictures() -> bytes:
    """Pages 2 to 4 are scans, page 5 is empty, page 6 is a drawing."""
    writer = pypdf.PdfWriter()
    scan = pypdf.PdfReader(io.BytesIO(huge_picture())).pages[0]
    empty, drawing = pdf([[]]), _one_page(b"9 9 m 99 99 l S")
    for page in (_first(_one_page()), scan, scan, scan, _first(empty), _first(drawing), _first(_one_page())):
        writer.add_page(page)
    return _written(writer)


def with_password() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(_one_page()))
    writer.encrypt("secret", "owner", algorithm="RC4-128")
    return _written(writer)


def headless() -> bytes:
    """Nothing but pages and streams, as a program leaves it that dies while it writes."""
    data = pages(3)
    return data[data.index(b"1 0 obj") : data.rindex(b"xref") - 20]


def _first(data: bytes) -> pypdf.PageObject:
    return pypdf.PdfReader(io.BytesIO(data)).pages[0]


def _written(writer: pypdf.PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def cases() -> Sequence[Case]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    yield Case("gigabyte.pdf", flate_chain, "refused", "memory", heavy=True)
    yield Case("500 filters.pdf", many_filters)
    yield Case("object stream.pdf", object_stream, heavy=True)
    yield Case("huge picture.pdf", huge_picture, "refused", "its page is a picture")
    yield Case("page tree loop.pdf", page_tree_loop)
    yield Case("a billion pages.pdf", count_lies)
    yield Case("two pages missing.pdf", count_says_three, "read", "Words of the first page", "damaged")
    yield Case("xref loop.pdf", xref_loop)
    yield Case("outline loop.pdf", outline_loop, "read", "Words of the first page")
    yield Case("deep outline.pdf", deep_outline, "read", "Words of the first page")
    yield Case("deep array.pdf", deep_array)
    yield Case("form calls itself.pdf", form_calls_itself)
    yield Case("forms that double.pdf", forms_that_double, heavy=True)
    yield Case("letters that unfold.pdf", letters_that_unfold)
    yield Case("10000 pages.pdf", lambda: pages(10_000), "read", "Page 10000, line 19", heavy=True)
    yield Case("30000 pages.pdf", lambda: pages(30_000, 1), "refused", "30000 pages", heavy=True)
    yield Case(
        "10000 empty pages.pdf", lambda: pdf([[]] * 10_000), "refused", "its pages are empty", heavy=True
    )
    yield Case("300 pages.pdf", lambda: pages(300), "read", "Page 300, line 19")
    yield Case("long page.pdf", long_page, "read", "Line 19999 of a page")
    yield Case(
        "scans inside.pdf", some_pictures, "read", "Words of", "pages 2 to 4 have no text (they are pictures)"
    )
    yield Case("password.pdf", with_password, "refused", "password")
    yield Case("headless.pdf", headless)
    yield Case("a header alone.pdf", lambda: b"%PDF-1.7\n", "refused", "damaged")

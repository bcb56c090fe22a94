"""Office files and books: bombs, entities, lies, missing parts, and some that are only long."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence

import openpyxl  # type: ignore[import-untyped]
import pptx
from pptx.util import Inches

from checks.hostile.cases import Case, png
from tests.ingest.samples import W, docx, epub, paragraph, table, zipped

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "laugh">{_LAUGHS}]>'
FOREIGN = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data: bytes, changes: dict[str, str | bytes | None]) -> bytes:
    """Return an archive with some parts replaced, added, or (None) left out."""
    kept = {**parts(data), **changes}
    return zipped({name: part for name, part in kept.items() if part is not None})


def written(book: object) -> bytes:
    stream = io.BytesIO()
    book.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


# Bombs


def spaces(name: str, size: int) -> bytes:
    """Return an archive whose one part is so many spaces, without ever holding them all."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(size >> 20):
            part.write(b" " * (1 << 20))
    return stream.getvalue()


def many_entries() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"word/{number}.xml", b"")
    return stream.getvalue()


def overlapping(times: int = 5_000) -> bytes:
    """Many entries of the directory that all mean the same bytes."""
    data = docx(paragraph("Words. " * 100_000))
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    directory = data[start:end] * (times // 6)
    count = data[start:end].count(b"PK\x01\x02") * (times // 6)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return data[:start] + directory + tail


def lying_sizes() -> bytes:
    """The directory says that each part has a hundred bytes."""
    data = bytearray(docx(paragraph("Words. " * 3_000_000)))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 24 : place + 28] = struct.pack("<I", 100)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def nested() -> bytes:
    data = b"x" * 1000
    for level in range(50):
        data = zipped({f"{level}.zip": data})
    return data


def shared_string_bomb() -> bytes:
    """One text of 30 kB that 30,000 cells show."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_001))
    return changed(
        workbook(),
        {
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEETS}"><si><t>{"word " * 6_000}</t></si></sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{rows}</sheetData></worksheet>',
        },
    )


# Word


def long_word(pages: int = 900) -> bytes:
    chapter = "".join(
        paragraph(f"Paragraph {n} of the chapter. " + "Words that fill a page. " * 15) for n in range(9)
    )
    body = (paragraph(f"Chapter {page}", "Heading1") + chapter for page in range(1, pages + 1))
    return docx("".join(body) + paragraph("The last words of all."))


def word_with_everything() -> bytes:
    """Words in the body, the header, the footer and a comment, and a chart that is not read."""
    say = f"<w:hdr {W}>{paragraph('Lumen Instruments, confidential')}</w:hdr>"
    foot = f"<w:ftr {W}>{paragraph('Draft of June')}{paragraph('Page 1 of 9')}</w:ftr>"
    comment = f'<w:comments {W}><w:comment w:id="1" w:author="Ada">{paragraph("Is this so?")}</w:comment></w:comments>'
    return changed(
        docx(paragraph("Rules", "Heading1") + paragraph("Words.")),
        {
            "word/header1.xml": say,
            "word/header2.xml": say,
            "word/footer1.xml": foot,
            "word/comments.xml": comment,
            "word/charts/chart1.xml": "<c/>",
        },
    )


def word_of_pictures() -> bytes:
    return changed(docx(""), {"word/media/image1.png": png()})


def deep_word(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + paragraph("Words.") + "</w:tc></w:tr></w:tbl>" * depth)


# Presentations, workbooks and books


def deck(slides: int = 3) -> bytes:
    presentation = pptx.Presentation()
    for number in range(1, slides + 1):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number} of the plan"
    return written(presentation)


def deck_with_pictures() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Words of the plan"
    for _ in range(2):
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        slide.shapes.add_picture(io.BytesIO(png()), Inches(1), Inches(1))
    return written(presentation)


def deck_without_a_slide() -> bytes:
    return changed(deck(), {"ppt/slides/slide2.xml": None})


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Price"])
    book.active.append(["Tea", 3])
    return written(book)


def sheet(rows: str, dimension: str = "A1:B2") -> bytes:
    part = (
        f'<worksheet xmlns="{SHEETS}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return changed(workbook(), {"xl/worksheets/sheet1.xml": part})


def cell(place: str, text: str = "Words.") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def far_cells() -> bytes:
    return sheet(
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576", "The last cell.")}</row>'
    )


def wide_rows(count: int) -> bytes:
    return sheet("".join(f'<row r="{n}">{cell(f"XFD{n}")}</row>' for n in range(1, count + 1)))


def book_of_pictures() -> bytes:
    return epub(
        {"cover": '<img src="a.png"/>', "one": "<h1>One</h1><p>Words of chapter one.</p>", "two": "<svg/>"}
    )


def book_with_entities() -> bytes:
    chapter = f"<?xml version='1.0'?>{LAUGHS}<html><body><p>Words. &l9;</p></body></html>"
    return changed(epub({"a": ""}), {"OEBPS/a.xhtml": chapter})


def book_that_reaches_out() -> bytes:
    package = parts(epub({"a": "Words."}))["OEBPS/book.opf"].replace(
        b'href="a.xhtml"', b'href="../../../etc/passwd"'
    )
    return changed(epub({"a": "Words."}), {"OEBPS/book.opf": package})


def book_without_a_chapter() -> bytes:
    package = parts(epub({"a": "Words.", "b": "More."}))["OEBPS/book.opf"]
    return changed(
        epub({"a": "Words.", "b": "More."}),
        {"OEBPS/book.opf": package.replace(b'<item id="b"', b'<item id="c"')},
    )


def cases() -> Sequence[Case]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    entities = "XML entities"
    yield Case("spaces.docx", lambda: spaces("word/document.xml", 300 << 20), "refused", "like a bomb")
    yield Case(
        "two gigabytes.docx", lambda: spaces("word/document.xml", 2 << 30), "refused", "2048 MB", heavy=True
    )
    yield Case("spaces.epub", lambda: spaces("mimetype", 300 << 20), "refused", "like a bomb", heavy=True)
    yield Case("many entries.docx", many_entries, "refused", "100000 parts", heavy=True)
    yield Case("overlapping.docx", overlapping)
    yield Case("lying sizes.docx", lying_sizes, "refused", "damaged")
    yield Case("nested.zip", nested, "refused", "too deep")
    yield Case("nested.docx", nested, "refused")
    yield Case("laughs.docx", lambda: docx(paragraph("&l9;"), prolog=LAUGHS), "refused", entities)
    yield Case("foreign.docx", lambda: docx(paragraph("&secret;"), prolog=FOREIGN), "refused", entities)
    yield Case(
        "laughs in styles.docx",
        lambda: changed(docx(paragraph("x")), {"word/styles.xml": f"{LAUGHS}<x>&l9;</x>"}),
        "refused",
        entities,
    )
    yield Case("900 pages.docx", long_word, "read", "The last words of all.", heavy=True)
    yield Case("90 pages.docx", lambda: long_word(90), "read", "The last words of all.")
    yield Case("everything.docx", word_with_everything, "read", "Is this so?", "1 chart was not read")
    yield Case("header.docx", word_with_everything, "read", "Lumen Instruments, confidential")
    yield Case("pictures.docx", word_of_pictures, "refused", "only pictures")
    yield Case("deep.docx", lambda: deep_word(300))
    yield Case("deeper.docx", lambda: deep_word(50_000), "refused")
    yield Case(
        "one long paragraph.docx", lambda: docx(paragraph("word " * 1_000_000)), "read", "word", heavy=True
    )
    yield Case("wide.docx", lambda: docx(table([["x"] * 20_000])), "read", "x", heavy=True)
    yield Case("no body.docx", lambda: changed(docx("x"), {"word/document.xml": None}), "refused")
    yield Case(
        "damaged header.docx",
        lambda: changed(docx(paragraph("Words.")), {"word/header1.xml": "<"}),
        "read",
        "Words.",
        "damaged",
    )
    yield Case("500 slides.pptx", lambda: deck(500), "read", "Slide 500 of the plan", heavy=True)
    yield Case(
        "pictures.pptx",
        deck_with_pictures,
        "read",
        "Words of the plan",
        "slides 2 to 3 have no text (they are pictures)",
    )
    yield Case("slide missing.pptx", deck_without_a_slide)
    yield Case(
        "laughs.pptx",
        lambda: changed(deck(), {"ppt/slides/slide1.xml": f"{LAUGHS}<x>&l9;</x>"}),
        "refused",
        entities,
    )
    yield Case("far cells.xlsx", far_cells, "read", "Words.", "first 500 columns")
    yield Case("wide rows.xlsx", lambda: wide_rows(500), "refused", "those beyond are not read")
    yield Case("very wide rows.xlsx", lambda: wide_rows(200_000), heavy=True)
    yield Case(
        "huge dimension.xlsx",
        lambda: sheet(f'<row r="1">{cell("A1")}</row>', "A1:XFD1048576"),
        "read",
        "Words.",
    )
    yield Case("shared strings.xlsx", shared_string_bomb, heavy=True)
    yield Case(
        "laughs.xlsx",
        lambda: changed(workbook(), {"xl/sharedStrings.xml": f"{LAUGHS}<x>&l9;</x>"}),
        "refused",
        entities,
    )
    yield Case(
        "no strings.xlsx", lambda: sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), "refused"
    )
    yield Case(
        "pictures.epub", book_of_pictures, "read", "Words of chapter one", "have no text (they are pictures)"
    )
    yield Case("laughs.epub", book_with_entities)
    yield Case("reaches out.epub", book_that_reaches_out, "refused")
    yield Case(
        "chapter missing.epub", book_without_a_chapter, "read", "Words.", "a chapter could not be read"
    )

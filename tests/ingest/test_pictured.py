"""Pictures inside other files: what was recognised in each stands where it is shown, once, and marked."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import PurePath
from random import Random

import pptx
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.drawing.image import Image as SheetImage  # type: ignore[import-untyped]
from PIL import Image

from ingest.loaders import load_bytes, pictures_inside
from ingest.loaders.pictured import SPAN
from ingest.records import Document, RecognisedLine, RecognisedPage
from tests.ingest import held
from tests.ingest.samples import epub, pdf, zipped

LINE = RecognisedLine("Rent falcon 1,250", 0.93, 40, 700, 300, 12)
KNOWN = RecognisedPage((LINE,))


def picture(shade: int = 100, size: tuple[int, int] = (240, 320), kind: str = "BMP") -> bytes:
    stream = io.BytesIO()
    Image.frombytes("L", size, Random(shade).randbytes(size[0] * size[1])).save(stream, kind)
    return stream.getvalue()


def read(data: bytes, name: str, *numbers: int, page: RecognisedPage = KNOWN) -> Document:
    return load_bytes(data, PurePath(name), dict.fromkeys(numbers, page))


def letter(data: bytes) -> bytes:
    made, _ = held.SAMPLES["docx"].left_out["picture"]
    return held.changed(made(), {"word/media/image1.png": data})


def open_letter(data: bytes) -> bytes:
    made, _ = held.SAMPLES["odt"].left_out["picture"]
    return held.changed(made(), {"Pictures/1.png": data})


def deck(*pictures: bytes) -> bytes:
    made, stream = pptx.Presentation(), io.BytesIO()
    for one in pictures:
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = "Plan"
        slide.shapes.add_picture(io.BytesIO(one), 0, 0)._element.nvPicPr.cNvPr.attrib.pop("descr", None)
    made.save(stream)
    return stream.getvalue()


def sheet(data: bytes) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    book.active.append(["Name", "Price"])
    book.active.add_image(SheetImage(io.BytesIO(data)), "D4")
    book.save(stream)
    return stream.getvalue()


def book(data: bytes) -> bytes:
    return held.changed(epub({"a": '<p>Words.</p><img src="a.png"/>'}), {"OEBPS/a.png": data})


def page(data: bytes) -> bytes:
    source = base64.b64encode(data).decode()
    return f'<p>Before.</p><img src="data:image/bmp;base64,{source}"><p>After.</p>'.encode()


def saved_page(data: bytes) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Page"
    mail.set_content('<p>Before.</p><img src="cid:one">', subtype="html")
    mail.add_related(data, maintype="image", subtype="bmp", cid="<one>")
    return mail.as_bytes()


def mail(data: bytes, name: str = "scan.bmp") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "ada@example.org", "Scan"
    made.set_content("See the scan.")
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


KINDS = [
    ("a.docx", letter), ("a.odt", open_letter), ("a.pptx", deck), ("a.xlsx", sheet), ("a.epub", book),
    ("a.html", page), ("a.mhtml", saved_page), ("a.eml", mail),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make"), KINDS, ids=[name for name, _ in KINDS])
def test_the_words_of_a_picture_stand_where_it_is_shown(name: str, make: Callable[[bytes], bytes]) -> None:
    data = make(picture())
    before = read(data, name)
    assert before.to_recognise == (SPAN + 1,)
    assert "falcon" not in before.text
    after = read(data, name, SPAN + 1)
    assert after.to_recognise == ()
    assert not any("picture" in notice for notice in after.notices)
    (mark,) = after.recognised
    assert after.text[mark.start : mark.end] == "Rent falcon 1,250"
    assert mark.confidence == 0.93
    (source,) = pictures_inside(data, PurePath(name)).values()
    assert len(source.data) > 70_000


def test_the_words_of_a_page_come_in_the_order_in_which_it_shows_them() -> None:
    text = read(page(picture()), "a.html", SPAN + 1).text
    assert text.split() == ["Before.", "Rent", "falcon", "1,250", "After."]


def test_a_picture_that_is_shown_on_each_slide_is_read_once() -> None:
    document = read(deck(picture(), picture(), picture(110)), "a.pptx", SPAN + 1, 2 * SPAN + 1)
    first, second = document.recognised
    on = [
        page.number
        for page in document.pages
        for one in (first, second)
        if page.start <= one.start < page.end
    ]
    assert on == [1, 3]
    assert document.notices == ()


@pytest.mark.parametrize(("name", "make"), KINDS, ids=[name for name, _ in KINDS])
def test_icons_are_passed_over_and_not_said(name: str, make: Callable[[bytes], bytes]) -> None:
    document = read(make(picture(size=(150, 150))), name)
    assert document.to_recognise == ()
    assert not any("picture" in notice or "not read" in notice for notice in document.notices)


def test_a_picture_that_cannot_be_opened_is_said() -> None:
    document = read(letter(held.large()), "a.docx")
    assert document.to_recognise == ()
    assert any("1 picture holds no text that could be read" in notice for notice in document.notices)


def test_faults_and_low_confidence_are_said() -> None:
    data = letter(picture())
    faulty = read(data, "a.docx", SPAN + 1, page=RecognisedPage(fault="it took too long"))
    assert "1 picture: it took too long" in faulty.notices
    unsure = RecognisedPage((RecognisedLine("Rent falcon", 0.7, 40, 700, 300, 12),))
    said = read(data, "a.docx", SPAN + 1, page=unsure).notices
    assert (
        "the text of 1 picture was recognised with a confidence of 70% only; some words may be wrong" in said
    )


def test_what_merely_looks_like_letters_in_a_photograph_is_left_out() -> None:
    lines = (RecognisedLine("~|°", 0.2, 40, 700, 300, 12),)
    document = read(letter(picture()), "a.docx", SPAN + 1, page=RecognisedPage(lines))
    assert "~|°" not in document.text
    assert document.recognised == ()


def test_scans_in_archives_and_mails_are_numbered_one_after_the_other() -> None:
    scans = io.BytesIO()
    Image.new("L", (400, 600), 100).save(
        scans, "PDF", save_all=True, append_images=[Image.new("L", (400, 600), 90)]
    )
    data = zipped({"one.bmp": picture(), "two.pdf": scans.getvalue(), "three.pdf": pdf([[(12, "Words.")]])})
    waiting = read(data, "a.zip").to_recognise
    assert waiting == (SPAN + 1, 2 * SPAN + 1, 2 * SPAN + 2)
    document = read(data, "a.zip", *waiting)
    assert document.text.count("falcon") == len(document.recognised) == 3
    assert [one.kind for one in pictures_inside(data, PurePath("a.zip")).values()] == [
        "picture",
        "pdf",
        "pdf",
    ]

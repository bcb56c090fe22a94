from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import PurePath

import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.chunking import passages
from ingest.loaders import archive, load_bytes
from ingest.records import Document, Unreadable
from tests.ingest.containers import container
from tests.ingest.samples import docx, epub, paragraph, table, zipped


def read(data: bytes, name: str) -> Document:
    return load_bytes(data, PurePath(name))


def reason(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.reason


def test_word() -> None:
    body = (
        paragraph("Rules", "Heading1") + paragraph("First # not a heading.") + paragraph("Leave", "Heading2")
    )
    document = read(docx(body + table([["Name", "Days"], ["年假", "15"]]), title="The Rules"), "a.docx")
    assert document.title == "The Rules"
    assert document.text == "Rules\n\nFirst # not a heading.\n\nLeave\n\n| Name | Days |\n| 年假 | 15 |"
    assert [passage.heading for passage in passages(document)] == [
        ("The Rules", "Rules"), ("The Rules", "Rules", "Leave"),
    ]  # fmt: skip


def test_lines_of_a_table_that_also_holds_another_stay_whole() -> None:
    outer = table([["Bank", "Triodos"], ["Plate", "7-XKR-42"], ["Leave", "@"]])
    inner = table([["Kind", "Days"], ["Annual", "27"]])
    text = read(docx(outer.replace(paragraph("@"), inner + paragraph(""))), "form.docx").text
    assert "| Bank | Triodos |\n| Plate | 7-XKR-42 |" in text
    assert "| Annual | 27 |" in text


def test_equations_in_word_are_not_lost() -> None:
    equation = "<w:p><m:oMath><m:r><m:t>E=m</m:t></m:r></m:oMath></w:p>"
    assert "E=m" in read(docx(paragraph("Energy:") + equation), "a.docx").text


def test_slides() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Plan"
    slide.placeholders[1].text = "First point\nSecond point"
    slide.notes_slide.notes_text_frame.text = "Say this."
    deck.slides.add_slide(deck.slide_layouts[6])
    chart = CategoryChartData()  # type: ignore[no-untyped-call]
    chart.categories = ["East", "West"]
    chart.add_series("Sales", (1.5, None))  # type: ignore[no-untyped-call]
    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "Numbers"
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), chart)
    stream = io.BytesIO()
    deck.save(stream)
    document = read(stream.getvalue(), "deck.pptx")
    assert document.notices == ("slide 2 has no text (empty)",)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [(passage.page, passage.heading, passage.text) for passage in passages(document)] == [
        (1, ("Plan",), "First point\n\nSecond point\n\nNotes: Say this."),
        (3, ("Plan", "Numbers"), "|  | Sales |\n| East | 1.5 |\n| West |  |"),
    ]


def test_a_list_of_another_scheme_begins_anew_on_a_slide() -> None:
    from lxml import etree  # type: ignore[import-untyped]

    from ingest.loaders.slide_text import text_of

    kinds = ("arabicPeriod", "arabicPeriod", "romanUcPeriod", "arabicPeriod")
    lines = "".join(
        f'<a:p><a:pPr><a:buAutoNum type="{one}"/></a:pPr><a:r><a:t>x</a:t></a:r></a:p>' for one in kinds
    )
    body = f'<a:txBody xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{lines}</a:txBody>'
    assert text_of(etree.fromstring(body)) == "1. x\n2. x\nI. x\n1. x"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    for row in (
        ["Name", "Price", None, "Since"],
        ["Tea", 3.0, None, datetime(2024, 6, 3)],
        ["Milk", 0.1 + 0.2, None, None],
    ):
        sheet.append(row)
    sheet.append([])
    sheet.append(["Other", "table"])
    book.create_sheet("空表")
    large = book.create_sheet("Large")
    large.append(["Item", "Count"])
    for number in range(300):
        large.append([f"item {number}", number])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_workbook() -> None:
    document = read(workbook(), "prices.xlsx")
    assert document.text.startswith(
        "Prices\n\n| Name | Price | Since |\n| Tea | 3 | 2024-06-03 |\n| Milk | 0.3 |  |\n\n| Other | table |\n\n空表\n\nLarge\n\n"
    )
    found = passages(document)
    assert found[-1].heading == ("prices", "Large", "Item | Count")
    assert found[-1].text.endswith("| item 299 | 299 |")


def test_an_archive_that_unpacks_to_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"word/document.xml": b"<w>" + b" " * (17 << 20)})
    assert "like a bomb" in reason(bomb, "a.docx")
    monkeypatch.setattr(archive, "MAX_BYTES", 1 << 20)
    assert "more than any document" in reason(bomb, "a.docx")
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    assert "parts" in reason(epub({"a": "x", "b": "y"}), "a.epub")


def test_an_archive_that_lies_about_its_size_is_still_bounded() -> None:
    data = bytearray(zipped({"word/document.xml": b"<w:document>" + b" " * 2_000_000}))
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Unreadable), zipfile.ZipFile(io.BytesIO(bytes(data))) as opened:
        archive.read_entry(opened, "word/document.xml", limit=500)


@pytest.mark.parametrize("prolog", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", f"<!--{'x' * 1000}--><!doctype x>"])
def test_xml_entities_are_refused(prolog: str) -> None:
    assert "XML entities" in reason(docx(paragraph("Words."), prolog=prolog), "a.docx")


def test_entities_in_a_book_are_refused() -> None:
    container = "<!DOCTYPE x [<!ENTITY a 'b'>]><container>&a;</container>"
    assert "XML entities" in reason(zipped({"META-INF/container.xml": container}), "a.epub")


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx", "a.epub"])
def test_damaged_and_mislabelled_archives_have_a_reason(name: str) -> None:
    for data in (b"PK\x03\x04" + b"x" * 100, zipped({"other.txt": "x"}), docx(paragraph("Words."))[:-30]):
        assert reason(data, name)


def test_an_encrypted_office_file_says_so() -> None:
    assert "needs a password" in reason(container({"EncryptedPackage": bytes(600)}), "a.docx")

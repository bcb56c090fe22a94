"""PDFs that were not read right once: the files of a folder beside the repository, and others of each kind."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from ingest.chunking import passages
from ingest.loaders import load_bytes
from ingest.records import Document, Unreadable
from tests.ingest.samples import pdf

CASES = Path(__file__).parents[3] / "shared" / "cases" / "documents"


def case(name: str) -> Document:
    path = CASES / name
    if not path.is_file():
        pytest.skip("the folder of cases is not on this machine")
    return load_bytes(path.read_bytes(), path)


def told(document: Document) -> str:
    return "\n".join(document.notices)


def writer(*pages: str) -> pypdf.PdfWriter:
    return pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[(12, page)] if page else [] for page in pages])))


def saved(made: pypdf.PdfWriter) -> Document:
    stream = io.BytesIO()
    made.write(stream)
    return load_bytes(stream.getvalue(), PurePath("paper.pdf"))


def annotate(made: pypdf.PdfWriter, page: int = 0, **entries: object) -> DictionaryObject:
    """Add an annotation at the first line of a page; keys are names without their stroke."""
    rect = ArrayObject(FloatObject(number) for number in (200, 735, 400, 755))
    one = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Rect"): rect})
    for key, value in entries.items():
        made_value = value
        if isinstance(value, str):
            made_value = NameObject(value) if value.startswith("/") else TextStringObject(value)
        elif isinstance(value, int):
            made_value = NumberObject(value)
        one[NameObject(f"/{key}")] = made_value
    reference = made._add_object(one)
    sheet = made.pages[page]
    if "/Annots" not in sheet:
        sheet[NameObject("/Annots")] = ArrayObject()
    sheet["/Annots"].append(reference)  # type: ignore[attr-defined]
    return one


def form(made: pypdf.PdfWriter, *fields: DictionaryObject, **entries: object) -> None:
    made.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {
            NameObject("/Fields"): ArrayObject(field.indirect_reference for field in fields),
            **{NameObject(f"/{key}"): value for key, value in entries.items()},
        }
    )


def stream(data: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


def test_bills_keep_their_amounts() -> None:
    document = case("bills.pdf")
    for page, amount in zip(document.pages, (87, 90, 93, 96, 99, 102), strict=True):
        assert str(amount) in document.text[page.start : page.end].split()


def test_a_filled_form() -> None:
    text = case("form-filled.pdf").text
    assert "Name of applicant: Petra Vollmer" in text
    assert "Licence plate: KQ-77-XB" in text
    assert "Permit zone: Zone 14 North" in text
    assert "Payment: Direct debit" in text
    assert "Electric vehicle: [x] ticked" in text


def test_a_form_with_lists_and_buttons() -> None:
    text = case("issue17492.pdf").text
    for words in (
        "Lucía",
        "Garzas",
        "UX Designer",
        "Oracle, DB2, SQL Server",
        "Java: [x] ticked",
        "C#: [ ] not",
    ):
        assert words in text
    assert "Bachelor's degree: (x) chosen" in text


def test_a_long_field() -> None:
    assert "does not amend, extend or alter the coverage" in case("issue18036.pdf").text


def test_notes_and_text_boxes() -> None:
    text = case("annotated.pdf").text
    assert "Comment: Reviewer note: travel must be cut to 7,500 before the board meeting." in text
    assert "APPROVED BY THE TREASURER ON 9 JANUARY" in text


def test_an_attachment_belongs_to_its_document() -> None:
    document = case("invoice-with-attachment.pdf")
    assert document.title == "invoice-with-attachment"
    assert "| Compressor seal | 318.40 |" in document.text
    assert passages(document)[-1].heading[-1] == "Attached file items.csv"


def test_scans_with_a_line_of_text() -> None:
    assert told(case("scan-with-stamp.pdf")).startswith("pages 1 to 3 are pictures but for a few words")


def test_a_placeholder_is_no_document() -> None:
    text = case("xfa-placeholder.pdf").text
    assert "Visa fee: 85 dollars" in text
    assert "surname: Okafor" in text
    assert "Please wait" not in text


def test_printed_pages() -> None:
    document = case("page-labels.pdf")
    passage = next(one for one in passages(document) if "eight kilograms" in one.text)
    assert (passage.page, passage.page_label) == (4, "1")
    assert "(printed page 1, sheet 4)" in passage.text


def test_a_font_without_characters() -> None:
    with pytest.raises(Unreadable, match="the font does not say which characters it shows"):
        case("issue19802.pdf")


def test_a_page_on_its_side() -> None:
    assert case("synthetic-landscape.pdf").text.split("\n") == [
        "Region Revenue Costs Profit",
        "North 1,204 990 214",
        "South 880 640 240",
        "West 1,010 700 310",
    ]


def test_values_come_from_the_fields_parents() -> None:
    made = writer("Date of birth:")
    field = annotate(made, Subtype="/Widget")
    parent = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("born"),
            NameObject("/V"): TextStringObject("4 May 1971"),
            NameObject("/Kids"): ArrayObject([field.indirect_reference]),
        }
    )
    field[NameObject("/Parent")] = made._add_object(parent)
    form(made, parent)
    document = saved(made)
    assert "Date of birth: 4 May 1971" in document.text
    assert not document.notices


def test_fields_on_no_page_are_read() -> None:
    made = writer("A form.")
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("reference"),
            NameObject("/V"): TextStringObject("ZX-41"),
        }
    )
    made._add_object(field)
    form(made, field)
    assert "reference: ZX-41" in saved(made).text


def test_a_password_in_a_field_is_not_kept() -> None:
    made = writer("Log in:")
    form(made, annotate(made, Subtype="/Widget", FT="/Tx", T="pin", V="swordfish", Ff=1 << 13))
    document = saved(made)
    assert "swordfish" not in document.text
    assert document.notices == ("1 password field on page 1 was not read",)


def test_choices_say_what_is_shown() -> None:
    made = writer("Country:")
    pair = ArrayObject([TextStringObject("at"), TextStringObject("Austria")])
    form(made, annotate(made, Subtype="/Widget", FT="/Ch", T="c", V="at", Opt=ArrayObject([pair])))
    assert "Country: Austria" in saved(made).text


def test_signatures_name_who_signed() -> None:
    made = writer("A contract.")
    value = DictionaryObject(
        {
            NameObject("/Name"): TextStringObject("Ines Roth"),
            NameObject("/Reason"): TextStringObject("approval"),
        }
    )
    unnamed = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})
    form(
        made,
        annotate(made, Subtype="/Widget", FT="/Sig", T="s1", V=value),
        annotate(made, Subtype="/Widget", FT="/Sig", T="s2", V=unnamed),
        annotate(made, Subtype="/Widget", FT="/Sig", T="s3"),
    )
    document = saved(made)
    assert "Signature: Ines Roth, approval" in document.text
    assert document.notices == ("1 signature without a name on page 1 was not read",)


def test_comments_tell_their_author_and_what_they_are_on() -> None:
    made = writer("The fee is 40 euros.", "Second.")
    annotate(
        made,
        Subtype="/Highlight",
        Contents="Was 35 last year",
        T="Mara",
        Rect=ArrayObject(map(FloatObject, (70, 735, 200, 755))),
    )
    annotate(made, 1, Subtype="/Text", Contents="Agreed", T="Jon", IRT=DictionaryObject())
    annotate(made, 1, Subtype="/Popup", Contents="Agreed")
    document = saved(made)
    found = {passage.page: passage.text for passage in passages(document)}
    assert "Comment by Mara on “The fee is 40 euros.”: Was 35 last year" in found[1]
    assert "Reply by Jon: Agreed" in found[2]
    assert not document.notices


def test_stamps_are_read_or_said() -> None:
    made = writer("A page.", "Another.")
    annotate(made, Subtype="/Stamp", Name="/NotApproved")
    for page in (0, 1, 1):
        annotate(made, page, Subtype="/Stamp", Name="/a8f37")
    annotate(made, 1, Subtype="/Ink")
    document = saved(made)
    assert "Stamp: Not Approved" in document.text
    assert document.notices == (
        "3 stamps made of a picture on pages 1 to 2 were not read",
        "1 drawing by hand on page 2 was not read",
    )


def test_a_page_that_holds_only_a_note_is_not_called_empty() -> None:
    made = writer("Words.", "")
    annotate(made, 1, Subtype="/FreeText", Contents="Only this box")
    document = saved(made)
    assert "Only this box" in document.text
    assert not document.notices


def test_what_cannot_be_read_of_annotations_is_counted() -> None:
    made = writer("Words.")
    annotate(made, Subtype="/Text", Contents="Kept")
    broken = annotate(made, Subtype="/Stamp", AP=ArrayObject([NumberObject(3)]))
    broken[NameObject("/Contents")] = TextStringObject("Lost")
    document = saved(made)
    assert "Comment: Kept" in document.text
    assert document.notices == ("1 annotation on page 1 was not read",)


@pytest.mark.parametrize("whole", [True, False])
def test_data_of_xfa_forms(whole: bool) -> None:
    template = (
        b"<template xmlns='http://www.xfa.org/schema/xfa-template/3.0/'><subform><draw><value><text>Tax return"
        b"</text></value></draw><field name='year'><caption><value><text>Year</text></value></caption></field>"
        b"</subform></template>"
    )
    data = b"<x:datasets xmlns:x='http://www.xfa.org/schema/xfa-data/1.0/'><x:data><r><year>2024</year><town>Ulm</town></r></x:data></x:datasets>"
    made = writer("Please wait... If this message is not eventually replaced")
    if whole:
        xfa: object = made._add_object(stream(b"<?xml version='1.0'?><xdp>" + template + data + b"</xdp>"))
    else:
        parts = [("preamble", b"<xdp>"), ("template", template), ("datasets", data), ("postamble", b"</xdp>")]
        xfa = ArrayObject()
        for name, text in parts:
            xfa.extend([TextStringObject(name), made._add_object(stream(text))])
    form(made, XFA=xfa)
    assert saved(made).text.split("\n") == ["Tax return", "Year: 2024", "town: Ulm"]


def test_pages_beside_a_placeholder_are_kept() -> None:
    made = writer("Bitte warten... Falls diese Meldung nicht ersetzt wird", "A real page.")
    form(made, XFA=made._add_object(stream(b"<xdp><datasets><data><a>Ulm</a></data></datasets></xdp>")))
    assert saved(made).text.split() == ["A", "real", "page.", "a:", "Ulm"]


def test_links_tell_where_they_lead_unless_their_words_do() -> None:
    made = writer("the terms", "example.org/help")
    for page, address in (
        (0, "https://example.org/terms?v=2"),
        (1, "https://www.example.org/help"),
        (1, "#x"),
    ):
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
        )
        rect = ArrayObject(map(FloatObject, (70, 735, 300, 755)))
        annotate(made, page, Subtype="/Link", A=action, Rect=rect)
    document = saved(made)
    assert document.text.split("\n\n") == [
        "the terms",
        "Link: the terms <https://example.org/terms?v=2>",
        "example.org/help",
    ]


def test_an_xfa_form_without_data_says_what_it_is() -> None:
    made = writer("Please wait... If this message is not eventually replaced")
    form(made, XFA=made._add_object(stream(b"<xdp/>")))
    with pytest.raises(Unreadable, match="it is an XFA form"):
        saved(made)


def test_xfa_data_beside_real_pages_adds_what_they_lack() -> None:
    made = writer("Town: Ulm")
    data = b"<xdp><datasets><data><r><town>Ulm</town><street>Am Markt 3</street></r></data></datasets></xdp>"
    form(made, XFA=made._add_object(stream(data)))
    assert saved(made).text.split("\n\n") == ["Town: Ulm", "street: Am Markt 3"]


def test_attached_files_are_parts_or_named() -> None:
    inner = writer("Inner words.")
    inner.add_attachment("deep.txt", b"Deep words.")
    held = io.BytesIO()
    inner.write(held)
    made = writer("Outer words.")
    made.add_attachment("inner.pdf", held.getvalue())
    made.add_attachment("picture.gif", b"GIF89a")
    pinned = DictionaryObject(
        {
            NameObject("/F"): TextStringObject("pinned.txt"),
            NameObject("/EF"): DictionaryObject(
                {NameObject("/F"): made._add_object(stream(b"Pinned words."))}
            ),
        }
    )
    annotate(made, Subtype="/FileAttachment", FS=pinned)
    document = saved(made)
    for words in ("Outer", "Inner", "Deep", "Pinned"):
        assert f"{words} words." in document.text
    assert document.title == "paper"
    assert document.notices == (
        "the attached file picture.gif was not read: it is a picture; only text can be read",
    )


def test_pages_of_an_attached_file_are_its_own() -> None:
    inner = io.BytesIO()
    writer("Inner one.", "Inner two.").write(inner)
    made = writer("Outer words.", "Outer end.")
    made.add_attachment("inner.pdf", inner.getvalue())
    found = [(one.page, one.text) for one in passages(saved(made))]
    assert found == [
        (1, "Outer words."),
        (2, "Outer end."),
        (
            None,
            "Inner one.\n\n(page 1 of the attached file inner.pdf)\n\nInner two.\n\n(page 2 of the attached file inner.pdf)",
        ),
    ]


def test_an_attached_file_that_cannot_be_taken_out_is_named() -> None:
    made = writer("Words.")
    lost = DictionaryObject(
        {NameObject("/F"): TextStringObject("lost.txt"), NameObject("/EF"): DictionaryObject()}
    )
    annotate(made, Subtype="/FileAttachment", FS=lost)
    assert "the attached file lost.txt was not read" in told(saved(made))


def test_an_encrypted_form_is_read() -> None:
    made = writer("Name:")
    form(made, annotate(made, Subtype="/Widget", FT="/Tx", T="n", V="Petra"))
    made.encrypt("", "owner", algorithm="RC4-128")
    assert "Name: Petra" in saved(made).text


def test_lines_without_characters_are_said_and_others_kept() -> None:
    content = b"BT /F 12 Tf 72 700 Td (Known words.) Tj 0 -40 Td /G 12 Tf <00240025002600270028> Tj ET"
    made = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[]], stream=content)))
    descriptor = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject("/Secret"),
            NameObject("/Flags"): NumberObject(4),
        }
    )
    inner = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/Secret"),
            NameObject("/CIDSystemInfo"): DictionaryObject(
                {
                    NameObject("/Registry"): TextStringObject("Adobe"),
                    NameObject("/Ordering"): TextStringObject("Identity"),
                    NameObject("/Supplement"): NumberObject(0),
                }
            ),
            NameObject("/FontDescriptor"): descriptor,
        }
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/Secret"),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([inner]),
        }
    )
    made.pages[0]["/Resources"]["/Font"][NameObject("/G")] = font  # type: ignore[index]
    document = saved(made)
    assert document.text == "Known words."
    assert told(document) == "1 line on page 1 was not read: the font does not say which characters it shows"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_are_read_upright(turn: int) -> None:
    content = b"BT %b 0 0 Tm 0 0 Td /F 12 Tf 14 TL (Item Old New) Tj T* (Oil 12 14) Tj T* (Gas 7 9) Tj ET"
    matrix = {0: b"1 0 0 1", 90: b"0 1 -1 0", 180: b"-1 0 0 -1", 270: b"0 -1 1 0"}[turn]
    made = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[]], stream=b"1 0 0 1 300 400 cm " + content % matrix)))
    for rotated in (True, False):  # the page is turned for its reader, or it lies on its side
        if rotated:
            made.pages[0][NameObject("/Rotate")] = NumberObject(turn)
        else:
            del made.pages[0]["/Rotate"]
        assert saved(made).text.split("\n") == ["Item Old New", "Oil 12 14", "Gas 7 9"]


def test_pages_that_are_numbered_like_their_sheets_say_nothing_of_it() -> None:
    made = writer("One.", "Two.")
    made.set_page_label(0, 1, style=PageLabelStyle.DECIMAL)
    assert saved(made).text == "One.\n\nTwo."
    assert [page.label for page in saved(made).pages] == ["", ""]
    made.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    assert "Two.\n\n(printed page ii, sheet 2)" in saved(made).text


def drawn(*words: tuple[int, int, str]) -> Document:
    """Read a page on which words are drawn at places, in this order."""
    content = "\n".join(f"BT /F 10 Tf {left} {bottom} Td ({text}) Tj ET" for left, bottom, text in words)
    return load_bytes(pdf([[]], stream=content.encode("latin-1")), PurePath("paper.pdf"))


def ruled(columns: Sequence[int], bottoms: Sequence[int]) -> str:
    """Return the rules of a table."""
    across = [f"{columns[0]} {bottom} m {columns[-1]} {bottom} l S" for bottom in bottoms]
    down = [f"{column} {bottoms[0]} m {column} {bottoms[-1]} l S" for column in columns]
    return "\n".join([*across, *down])


def test_a_part_that_cannot_be_unpacked_is_said() -> None:
    data = bytearray(pdf([[(12, f"Line {number} of the first page")] for number in range(3)]))
    place = data.index(b"stream", data.index(b"FlateDecode")) + 30
    data[place : place + 12] = b"\x00" * 12
    document = load_bytes(bytes(data), PurePath("paper.pdf"))
    assert "1 of its parts is damaged: text may be missing or wrong" in document.notices


def test_columns_that_are_drawn_row_by_row() -> None:
    left, right = case("columns-row-by-row.pdf").text.split("\n\n")
    assert left.startswith("The lease of the workshop in Harbour Street runs for six years")
    assert left.endswith("account until the tenant has moved out.")
    assert right.startswith("Repairs below 150 euros are borne by the tenant.")


@pytest.mark.parametrize("rules", [True, False])
def test_rows_of_a_table_are_rows_and_empty_cells_stay(rules: bool) -> None:
    rows = [
        ("Region", "2023", "2024", "Change"),
        ("North", "1,204", "", "-3"),
        ("South", "", "640", "+7"),
        ("West", "1", "2", ""),
    ]
    words = [
        (left, 700 - 16 * number, cell)
        for number, row in enumerate(rows)
        for left, cell in zip((72, 200, 300, 400), row, strict=True)
        if cell
    ]
    content = "\n".join(f"BT /F 10 Tf {left} {bottom} Td ({text}) Tj ET" for left, bottom, text in words)
    if rules:
        content += "\n" + ruled((70, 198, 298, 398, 470), (712, 696, 680, 664, 648))
    document = load_bytes(pdf([[]], stream=content.encode()), PurePath("paper.pdf"))
    assert document.text.split("\n") == [
        "| Region | 2023 | 2024 | Change |",
        "| North | 1,204 |  | -3 |",
        "| South |  | 640 | +7 |",
        "| West | 1 | 2 |  |",
    ]
    assert [block.kind for block in document.blocks] == ["table"]


def test_cells_of_several_lines_are_one_row() -> None:
    text = drawn(
        (72, 700, "Part"), (200, 700, "What it is for"), (400, 700, "Price"),
        (72, 684, "Valve"), (200, 684, "Closes the pipe when the"), (200, 672, "pressure falls"), (400, 684, "40"),
        (72, 656, "Seal of the"), (72, 644, "compressor"), (200, 656, "Keeps the oil in"), (400, 656, "318"),
        (72, 628, "Pump"), (200, 628, "Moves the oil"), (400, 628, "77"),
    ).text  # fmt: skip
    assert text.split("\n") == [
        "| Part | What it is for | Price |",
        "| Valve | Closes the pipe when the pressure falls | 40 |",
        "| Seal of the compressor | Keeps the oil in | 318 |",
        "| Pump | Moves the oil | 77 |",
    ]


def test_figures_that_stand_close_are_under_their_columns() -> None:
    text = drawn(
        (72, 700, "Raw"), (150, 700, "$ 1,144"), (187, 700, "$ 1,190"),
        (72, 686, "Made"), (170, 686, "82"), (210, 686, "79"),
        (72, 672, "Sold"), (165, 672, "2,516"), (206, 672, "1,367"),
    ).text  # fmt: skip
    assert text.split("\n") == [
        "| Raw | $ 1,144 | $ 1,190 |",
        "| Made | 82 | 79 |",
        "| Sold | 2,516 | 1,367 |",
    ]


def test_signs_of_currencies_stand_with_their_amounts() -> None:
    text = drawn(
        (72, 700, "Net"), (200, 700, "$"), (240, 700, "500"), (300, 700, "$"), (340, 700, "410"),
        (72, 684, "Tax"), (240, 684, "70"), (340, 684, "60"),
        (72, 668, "Gross"), (200, 668, "$"), (240, 668, "570"), (300, 668, "$"), (340, 668, "470"),
    ).text  # fmt: skip
    assert text.split("\n") == ["| Net | $ 500 | $ 410 |", "| Tax | 70 | 60 |", "| Gross | $ 570 | $ 470 |"]


def test_a_raised_figure_does_not_end_a_row() -> None:
    words = ((72, 700, "Country"), (200, 700, "Area"), (224, 700, "m"))
    content = "\n".join(f"BT /F 10 Tf {left} {bottom} Td ({text}) Tj ET" for left, bottom, text in words)
    content += "\nBT /F 6 Tf 232 703 Td (2) Tj ET\nBT /F 10 Tf 236 700 Td (x) Tj ET\nBT /F 10 Tf 300 700 Td (Capital) Tj ET"
    for number, row in enumerate((("Ulm", "7", "none"), ("Bonn", "8", "was"))):
        for left, text in zip((72, 200, 300), row, strict=True):
            content += f"\nBT /F 10 Tf {left} {684 - 16 * number} Td ({text}) Tj ET"
    document = load_bytes(pdf([[]], stream=content.encode()), PurePath("paper.pdf"))
    first, *rest = document.text.split("\n")
    assert first.startswith("| Country | Area m")
    assert first.endswith("| Capital |")
    assert rest == ["| Ulm | 7 | none |", "| Bonn | 8 | was |"]


def test_a_list_is_no_table() -> None:
    text = drawn(
        (72, 700, "1."), (110, 700, "Open the valve"), (72, 686, "2."), (110, 686, "Close the valve"),
        (72, 672, "3."), (110, 672, "Read the gauge"),
    ).text  # fmt: skip
    assert text.split("\n") == ["1. Open the valve", "2. Close the valve", "3. Read the gauge"]


def test_a_sentence_with_one_gap_is_no_table() -> None:
    text = drawn(
        (72, 700, "To the board"), (400, 700, "Ulm, 4 May"), (72, 680, "We ask for your consent.")
    ).text
    assert "|" not in text
    assert "To the board Ulm, 4 May" in text


def test_blocks_side_by_side_that_are_no_table_stay_as_they_are_drawn() -> None:
    text = drawn(
        (72, 700, "The end of a sentence that"), (72, 688, "fills the first column."),
        (215, 700, "And the second one here"), (215, 676, "goes on for a while."),
    ).text  # fmt: skip
    assert " ".join(text.split()) == (
        "The end of a sentence that fills the first column. And the second one here goes on for a while."
    )


PLACE = st.tuples(st.integers(2, 50).map(lambda one: 10 * one), st.integers(2, 70).map(lambda one: 11 * one))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(PLACE, st.text("abcdefg123", min_size=2, max_size=4), min_size=1, max_size=40))
def test_no_word_is_lost_wherever_it_stands(words: dict[tuple[int, int], str]) -> None:
    """Columns, tables and what lies across them hold all words that are drawn."""
    kept: dict[tuple[int, int], str] = {}
    for (left, bottom), text in words.items():
        if not any(abs(left - x) < 40 and bottom == y for x, y in kept):
            kept[left, bottom] = text
    found = Counter(re.findall(r"\w+", drawn(*((x, y, text) for (x, y), text in kept.items())).text))
    assert found == Counter(kept.values())


def test_rows_that_have_no_gap_in_common_are_kept() -> None:
    rows = (
        [(90, "AB"), (165, "words that go on and on")],
        [(90, "A, B and C"), (165, "x")],
        [(90, "ABCD"), (185, "line with ends")],
        [(90, "ABCD"), (145, "words that go on and on")],
    )
    document = drawn(*((left, 700 - 14 * row, text) for row, some in enumerate(rows) for left, text in some))
    expected = [word for row in rows for _, text in row for word in re.findall(r"\w+", text)]
    assert Counter(re.findall(r"\w+", document.text)) == Counter(expected)


def test_a_signature_tells_what_it_shows() -> None:
    made = writer("Agreed:")
    look = stream(b"BT /F 10 Tf 0 0 Td (Signed by Petra Vollmer on 4 May) Tj ET")
    look[NameObject("/Subtype")] = NameObject("/Form")
    look[NameObject("/Resources")] = made.pages[0]["/Resources"]
    value = DictionaryObject({NameObject("/Reason"): TextStringObject("approved")})
    appearance = DictionaryObject({NameObject("/N"): made._add_object(look)})
    form(made, annotate(made, Subtype="/Widget", FT="/Sig", T="s", V=value, AP=appearance))
    assert "Signature: approved (Signed by Petra Vollmer on 4 May)" in saved(made).text

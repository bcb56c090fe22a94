"""The office files of the shared cases, each with its right outcome, and further files of each kind."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path, PurePath

import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.chunking import passages
from ingest.loaders import load_bytes, sheet, workbook
from ingest.loaders.number_formats import shown
from ingest.records import Document, Unreadable
from tests.ingest.samples import W, paragraph, zipped

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "documents"


def case(name: str) -> Document:
    path = CASES / name
    if not path.is_file():
        pytest.skip("the shared cases are not on this machine")
    return load_bytes(path.read_bytes(), path)


def in_order(text: str, *words: str) -> bool:
    """Say whether words stand in a text, one after the other."""
    at = 0
    for one in words:
        at = text.find(one, at) + len(one)
        if at < len(one):
            return False
    return True


def test_word_numbers_of_clauses() -> None:
    assert in_order(
        case("legal-numbering.docx").text,
        "Article 1. Subject", "1.1 The Supplier", "1.2 Spare", "Article 2. Payment", "2.1 Invoices", "2.2 Late",
        "(a) five", "(b) a reminder", "2.3 Set-off", "Article 3. Termination", "3.1 Either", "3.2 Termination",
    )  # fmt: skip


def test_word_merged_cells() -> None:
    assert "| North | Valve | 20 | 22 |" in case("merged-cells.docx").text


def test_word_check_boxes() -> None:
    text = case("checkboxes.docx").text
    assert "☒ I agree to be contacted by phone" in text
    assert "☐ I agree to be contacted by post" in text
    assert "☒ Newsletter wanted" in text
    assert "☐ Non-smoker" in text


def test_word_equations_beside_an_odd_one() -> None:
    text = case("equation-lost-by-neighbour.docx").text
    assert "$A=12.6$" in text
    assert r"\int_{a}^{b} F dx" in text


def test_word_ruby_and_text_boxes() -> None:
    assert "東京" in case("ruby.docx").text
    text = case("textboxes.docx").text
    assert in_order(text, "17 euros", "pier 4 beside the crane", "muzzle")
    assert text.count("17 euros") == 1


def test_excel_values_as_they_are_shown() -> None:
    text = case("formats.xlsx").text
    for words in (
        "19%", "4.75%", "1,250.50 EUR", "01067", "25:30", "08:30", "2025-01-01", "83,200,000", "3/8", "4012888888881881",
    ):  # fmt: skip
        assert f"| {words} |" in text


def test_excel_header_under_a_title() -> None:
    found = passages(case("title-above-header.xlsx"))
    assert len(found) > 2
    assert all(one.heading[-1].startswith("No. | Family name | ") for one in found[2:])


def test_excel_strict_and_odd_styles() -> None:
    assert "| Lathe 7 | by Hanke in April |" in case("strict.xlsx").text
    assert "2nd row 2nd column" in case("testEXCEL.strict.xlsx").text
    assert "| North | 5400 |" in case("odd-style.xlsx").text


def test_excel_hidden_parts_notes_and_text_boxes() -> None:
    text = case("hidden-sheet.xlsx").text
    assert "Costs (hidden sheet)" in text
    assert "| Old price of desk | 510 | (hidden row) |" in text
    text = case("comment-textbox.xlsx").text
    assert "Note on B2: Miller is away until 5 June" in text
    assert "The crane is booked for 12 June." in text


def test_excel_rows_without_content_are_not_missed() -> None:
    assert not any("rows" in notice for notice in case("xlsx_04_inflated.xlsx").notices)


def test_slides_of_all_kinds_of_files() -> None:
    assert "car park behind hall 3" in case("linked-picture.pptx").text
    assert "car park behind hall 3" in case("show.ppsx").text
    assert "Attachment Test" in case("testPPT.ppsx").text


def test_slides_in_reading_order() -> None:
    text = case("deck.pptx").text
    assert in_order(text, "Two columns", "Advantages", "Cheap to run", "Drawbacks", "Noisy at night")
    assert "| Inner | Day | 7.10 |" in text
    assert "Hidden slide (hidden slide)" in text


def test_comments_and_charts_of_slides() -> None:
    text = case("powerpoint_comments.pptx").text
    assert "Comment (John Reviewer): This is a sample reviewer comment" in text
    assert "I need to try this out!" in text
    text = case("pptx_chart.pptx").text
    assert "| 2021 | 150 | 110 |" in text
    assert "| Q3 | 30 |" in text


def word(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    relations: str = "",
    parts: dict[str, str] | None = None,
) -> Document:
    """Return what is read of a Word document with parts of its own."""
    head = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = f'<Relationship Id="rS" Type="{kind}/styles" Target="styles.xml"/>' if styles else ""
    names += f'<Relationship Id="rN" Type="{kind}/numbering" Target="numbering.xml"/>' if numbering else ""
    space = f'{W} xmlns:r="{kind}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    entries = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships {head}>{names}{relations.replace('KIND', kind)}</Relationships>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
        **{name: part.replace("SPACE", space) for name, part in (parts or {}).items()},
    }
    return load_bytes(zipped(entries), PurePath("a.docx"))


def level(depth: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def num(name: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(text: str, number: int, depth: int | None = 0) -> str:
    inside = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return f'<w:p><w:pPr><w:numPr>{inside}<w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def test_lists_of_one_definition_count_on_unless_told_to_begin_anew() -> None:
    numbering = abstract(0, level(0, "decimal", "%1."), level(1, "lowerRoman", "%2)"))
    begin = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering += num(1, 0) + num(2, 0) + num(3, 0, begin)
    body = (
        item("a", 1)
        + item("b", 1)
        + item("b one", 1, 1)
        + item("c", 2)
        + item("c one", 1, 1)
        + item("new", 3)
    )
    assert word(body + item("next", 3), numbering=numbering).text.split("\n") == [
        "1. a", "2. b", "i) b one", "3. c", "i) c one", "1. new", "2. next",
    ]  # fmt: skip


def test_a_list_that_only_looks_different_counts_on() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    from_zero = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = (
        abstract(0, level(0, "decimal", "%1."))
        + abstract(1, from_zero)
        + num(1, 0)
        + num(2, 0, other)
        + num(3, 1)
    )
    body = item("a", 1) + item("b", 2) + item("c", 2) + item("d", 1) + item("first of its list", 3)
    assert word(body, numbering=numbering).text.split("\n") == [
        "1. a",
        "B) b",
        "C) c",
        "4. d",
        "0. first of its list",
    ]


def test_numbers_of_headings_come_from_their_styles() -> None:
    numbering = (
        abstract(
            0,
            level(0, "upperRoman", "%1", '<w:pStyle w:val="H1"/>'),
            level(1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/><w:isLgl/>'),
            level(2, "decimalZero", "§ %3", '<w:lvlRestart w:val="0"/>'),
        )
        + num(5, 0)
    )  # fmt: skip
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/><w:pPr><w:numPr>'
        f'<w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        for n in (1, 2)
    )
    styles += (
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H2"/></w:style>'
    )
    unnumbered = '<w:p><w:pPr><w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>Annex</w:t></w:r></w:p>'
    body = paragraph("One", "H1") + paragraph("Sub", "H2") + item("first", 5, 2) + paragraph("Two", "H1")
    body += item("second", 5, 2) + paragraph("Sub two", "Own") + unnumbered + paragraph("Words.")
    document = word(body, numbering=numbering, styles=styles)
    assert document.text.split("\n\n") == [
        "I One", "1.1 Sub", "§ 01 first", "II Two", "§ 02 second", "2.1 Sub two", "Annex", "Words.",
    ]  # fmt: skip
    assert [block.level for block in document.blocks if block.kind == "heading"] == [1, 2, 1, 2, 1]


def test_numbers_over_a_style_of_lists_and_of_empty_paragraphs() -> None:
    numbering = abstract(0, more='<w:numStyleLink w:val="L"/>')
    numbering += abstract(1, level(0, "chineseCountingThousand", "第%1条"), more='<w:styleLink w:val="L"/>')
    numbering += num(1, 0) + num(2, 1)
    styles = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    body = item("总则", 1, None) + item("", 1) + item("附则", 1)
    assert word(body, numbering=numbering, styles=styles).text == "第一条 总则\n第三条 附则"


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("lowerLetter", 28, "bb"), ("upperRoman", 1994, "MCMXCIV"), ("ordinal", 112, "112th"), ("ordinal", 23, "23rd"),
        ("cardinalText", 121, "One hundred twenty-one"), ("ordinalText", 22, "Twenty-second"), ("hex", 31, "1F"),
        ("decimalEnclosedCircle", 3, "③"), ("chineseCountingThousand", 12, "十二"), ("ideographDigital", 20, "二〇"),
        ("chineseCountingThousand", 105, "一百〇五"), ("chineseLegalSimplified", 11, "壹拾壹"), ("aiueo", 2, "イ"),
        ("ideographTraditional", 4, "丁"), ("russianLower", 3, "в"), ("none", 3, ""), ("unheardOf", 3, "3"),
    ],
)  # fmt: skip
def test_forms_of_numbers(form: str, number: int, shown: str) -> None:
    numbering = abstract(0, level(0, form, "%1.", start=number)) + num(1, 0)
    assert word(item("x", 1), numbering=numbering).text == f"{shown}. x"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def rows(*lines: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def test_cells_over_columns_stay_under_their_columns() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    table = rows(
        cell("Price list", '<w:gridSpan w:val="4"/>'),
        cell("Item", '<w:vMerge w:val="restart"/>')
        + cell("Kind", '<w:vMerge w:val="restart"/>')
        + cell("Price", wide),
        cell("", "<w:vMerge/>") + cell("", "<w:vMerge/>") + cell("2024") + cell("2025"),
        cell("Valve") + cell("DN 50") + cell("7") + cell("8"),
        cell("Pump", wide) + cell("20") + cell("22"),
        '<w:trPr><w:gridBefore w:val="3"/></w:trPr>' + cell("30"),
    )
    assert word(table).text == (
        "Price list\n\n| Item | Kind | Price 2024 | Price 2025 |\n| Valve | DN 50 | 7 | 8 |\n| Pump |  | 20 | 22 |\n"
        "|  |  |  | 30 |"
    )


def test_a_header_that_a_word_table_names_may_have_two_lines() -> None:
    repeated = "<w:trPr><w:tblHeader/></w:trPr>"
    table = rows(
        repeated + cell("Item") + cell("Price"),
        repeated + cell("") + cell("in euros"),
        cell("Tea") + cell("3"),
    )
    assert word(table).text == "| Item | Price in euros |\n| Tea | 3 |"


def test_a_table_of_odd_width_is_read_row_by_row() -> None:
    table = rows(
        *(cell(f"{row}", f'<w:gridSpan w:val="{row}"/>') + cell("x") for row in range(1, 499)),
        cell("last") * 9,
    )
    assert word(table + rows(*(cell("y") * 501 for _ in range(2)))).text.startswith("| 1 | x |")


def test_a_form_whose_first_answer_is_missing_has_no_title() -> None:
    table = rows(cell("Name") + cell(""), cell("Street") + cell("Long Lane"))
    assert word(table).text == "| Name |  |\n| Street | Long Lane |"


def test_fields_show_their_results_and_choices() -> None:
    def sign(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    choice = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/><w:listEntry w:val="blue"/></w:ddList></w:ffData>'
    body = f"<w:p>{sign('begin', choice)}{code('FORMDROPDOWN')}{sign('end')}</w:p>"
    inner = f"{sign('begin')}{code('PAGE')}{sign('separate')}<w:r><w:t>9</w:t></w:r>{sign('end')}"
    body += f"<w:p>{sign('begin')}{code('IF ')}{inner}{code(' = 9')}{sign('separate')}<w:r><w:t>yes</w:t></w:r>{sign('end')}</w:p>"
    body += f"<w:p>{sign('begin')}{code('MERGEFIELD Name')}{sign('end')}</w:p>"
    body += f"<w:p>{sign('begin')}{code('REF x')}<w:r><w:t>never ended</w:t></w:r></w:p>{paragraph('After.')}"
    document = word(body)
    assert document.text == "blue\n\nyes\n\nAfter."
    assert document.notices == (
        "1 field of the kind MERGEFIELD shows no result",
        "2 words in its text were not read, like “never”",
    )


def test_check_boxes_of_all_kinds() -> None:
    def control(state: str) -> str:
        return f"<w:sdt><w:sdtPr><w14:checkbox>{state}</w14:checkbox></w:sdtPr><w:sdtContent>INNER</w:sdtContent></w:sdt>"

    run = "<w:r><w:t>\u00fe</w:t></w:r>"
    body = f"<w:p>{control('<w14:checked/>').replace('INNER', run)}<w:r><w:t>A</w:t></w:r></w:p>"
    body += control('<w14:checked w14:val="0"/>').replace("INNER", f"<w:p>{run}</w:p>")
    whole = control("").replace("INNER", f"<w:tc>{paragraph('☐')}</w:tc>")
    body += f"<w:tbl><w:tr>{whole}{cell('Gift')}</w:tr></w:tbl>"
    body += '<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\u00fe</w:t></w:r><w:r><w:t> B</w:t></w:r></w:p>'
    body += '<w:p><w:r><w:sym w:font="Odd Signs" w:char="F041"/></w:r><w:r><w:t>C</w:t></w:r></w:p>'
    document = word(body)
    assert document.text == "☒A\n\n☐\n\n| ☐ | Gift |\n\n☑ B\n\nC"
    assert document.notices == ("1 sign of the font Odd Signs could not be read",)


def test_notes_comments_pictures_and_charts_of_word() -> None:
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:tx><c:v>Sales</c:v></c:tx>'
        '<c:cat><c:pt idx="0"><c:v>East</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>1.50</c:v></c:pt></c:val></c:ser></c:chartSpace>'
    )
    body = (
        '<w:p><w:r><w:t>Due </w:t></w:r><w:commentRangeStart w:id="4"/><w:r><w:t>in May</w:t></w:r><w:commentRangeEnd w:id="4"/>'
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:drawing><docPr descr="A red barn"/></w:drawing></w:r>'
        '<w:r><w:drawing><chart r:id="rC"/></w:drawing></w:r></w:p>'
        '<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del><w:r><w:object><OLEObject ProgID="Excel.Sheet.12" r:id="rE"/></w:object></w:r></w:p>'
    )
    relations = (
        '<Relationship Id="rC" Type="KIND/chart" Target="charts/chart1.xml"/>'
        '<Relationship Id="rE" Type="KIND/package" Target="embeddings/costs.xlsx"/>'
        '<Relationship Id="rF" Type="KIND/footnotes" Target="footnotes.xml"/>'
        '<Relationship Id="rK" Type="KIND/comments" Target="comments.xml"/>'
    )
    parts = {
        "word/charts/chart1.xml": chart,
        "word/embeddings/costs.xlsx": "x",
        "word/embeddings/prices.csv": "Item,Price\nTea,3\n",
        "word/footnotes.xml": f'<w:footnotes SPACE><w:footnote w:id="2">{paragraph("Or June.")}</w:footnote></w:footnotes>',
        "word/comments.xml": f'<w:comments SPACE><w:comment w:id="4" w:author="Ada">{paragraph("Sure?")}</w:comment></w:comments>',
    }
    document = word(body, relations=relations, parts=parts)
    assert document.text == (
        "Due in May[1] [Picture: A red barn]\n\n|  | Sales |\n| East | 1.5 |\n\n[1] Or June.\n\nComments\n\n"
        'Ada on "in May": Sure?\n\nEmbedded file: prices.csv\n\n| Item | Price |\n| Tea | 3 |'
    )
    assert document.notices == (
        "its embedded files were not read: costs.xlsx (its name says .xlsx, but its content is plain text)",
    )


def test_what_stands_where_nobody_looks_is_said() -> None:
    odd = "<w:p><w:contentPart><w:r><w:t>Lost.</w:t></w:r></w:contentPart></w:p>"
    assert word(paragraph("Words.") + odd).notices == ("1 word in its text was not read, “Lost”",)


def test_strict_word_documents_are_read() -> None:
    strict = f"<w:document {W}><w:body>{paragraph('Words.')}</w:body></w:document>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/",
        "http://purl.oclc.org/ooxml/wordprocessingml/",
    )
    assert (
        load_bytes(
            zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": strict}), PurePath("a.docx")
        ).text
        == "Words."
    )


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("0.19", "0%", "19%"), ("1234.5", "General", "1234.5"), ("1067", "00000", "01067"), ("2.5", "0", "3"),
        ("1.005", "0.00", "1.01"), ("0.1", "0.0##", "0.1"), ("1234567", "#,##0,", "1,235"), ("1234567", '0.0,,"M"', "1.2M"),
        ("1234.5", '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "1,234.50 €"),
        ("0", '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "-"), ("-99.9", "[$$-409]#,##0.00;([$$-409]#,##0.00)", "($99.90)"),
        ("1250", "[$¥-804]#,##0", "¥1,250"), ("-5", "0", "-5"), ("-5", "0.00;[Red]-0.00", "-5.00"), ("-0.001", "0.00", "0.00"),
        ("5551234567", "(000) 000-0000", "(555) 123-4567"), ("12345", "0.00E+00", "1.23E+04"), ("3.75", "# ??/16", "3 12/16"),
        ("1250.5", "#,##0.00 EUR", "1,250.50 EUR"), ("12", "0 kg", "12 kg"), ("1250.5", '_("$"* #,##0.00_)', "$1,250.50"),
        ("1250.5", "#,##0.00\\ [$€-407]", "1,250.50 €"), ("5", "+0;-0;0", "+5"), ("0.5", "[ss].00", "43200.00"),
        ("1.05", "0.0%;-0.0%", "105.0%"), ("3", '0" of 5"', "3 of 5"), ("12", "General m", "12 m"),
        ("-0.25", "mm/dd/yy;@", "-0.25"), ("0", "dd.mm.yyyy", "1900-01-00"), ("0.375", "# ?/?", "3/8"), ("1", '[=1]"yes";[=0]"no"', "yes"), ("150", '[>=100]0" high";0" low"', "150 high"),
        ("1", '"on";"on";"off"', "on"), ("7", ";;;", "7"), ("0", "0;-0;;@", ""), ("1.0625", "[h]:mm", "25:30"),
        ("0.0106481", "mm:ss", "15:20"), ("1.5", "[mm]:ss", "2160:00"), ("45658.75", "m/d/yy h:mm", "2025-01-01 18:00"),
        ("45658", "dd.mm.yyyy", "2025-01-01"), ("45658", 'yyyy"年"m"月"d"日"', "2025-01-01"), ("45658", "mmm yyyy", "Jan 2025"),
        ("45658.5625", "h:mm AM/PM", "1:30 PM"), ("0.354166667", "hh:mm", "08:30"), ("45658", "dddd", "Wednesday"),
        ("-1", "dd.mm.yyyy", "-1"), ("1e400", "0", "1e400"), ("x", "0.00", "x"), ("1", "0" * 400, "1"), ("7", "@", "7"),
    ],
)  # fmt: skip
def test_numbers_in_their_formats(number: str, code: str, words: str) -> None:
    assert shown(number, code) == words


def test_days_that_are_counted_from_1904() -> None:
    assert shown("44196", "yyyy-mm-dd", from_1904=True) == "2025-01-01"


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def excel(book: openpyxl.Workbook) -> Document:
    return load_bytes(saved(book), PurePath("a.xlsx"))


def test_a_header_of_two_lines_is_one() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Sales by region"], ["Region", "2024", None, "2025", None], [None, "Plan", "Real", "Plan", "Real"],
        ["North", 1, 2, 3, 4], [None, 5, 6, 7, 8],
    ):  # fmt: skip
        sheet.append(row)
    for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2", "A4:A5"):
        sheet.merge_cells(cells)
    sheet.column_dimensions["C"].hidden = True
    assert excel(book).text == (
        "Sheet\n\nSales by region\n\n| Region | 2024 Plan | 2024 Real (hidden column) | 2025 Plan | 2025 Real |\n"
        "| North | 1 | 2 | 3 | 4 |\n| North | 5 | 6 | 7 | 8 |"
    )


def test_titles_are_told_from_headers() -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Members of the club", None, None, None, None, "1 May"], ["all sections"], ["No.", "Name", "Joined", "Fee", "Paid", "Town"],
        [1, "Ada", 2001, 60, 60, "Linden"],
    ):  # fmt: skip
        book.active.append(row)
    other = book.create_sheet("Two columns")
    for cells in (["Prices"], ["Item", "Price"], ["Tea", 3], ["Milk", 2]):
        other.append(cells)
    form = book.create_sheet("Form")
    for cells in (["Name"], ["Street", "Long Lane"], ["Town", "Linden"]):
        form.append(cells)
    assert excel(book).text == (
        "Sheet\n\nMembers of the club 1 May\n\nall sections\n\n| No. | Name | Joined | Fee | Paid | Town |\n"
        "| 1 | Ada | 2001 | 60 | 60 | Linden |\n\nTwo columns\n\nPrices\n\n| Item | Price |\n| Tea | 3 |\n| Milk | 2 |\n\n"
        "Form\n\n| Name |  |\n| Street | Long Lane |\n| Town | Linden |"
    )


def test_formulas_without_results_are_said() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Item", "Sum"])
    book.active.append(["Tea", "=1+2"])
    book.active["A1"].comment = Comment("Ask first.", "Ada")
    book.active["A3"] = timedelta(hours=30)
    document = excel(book)
    assert "| Tea | =1+2 |\n| 30:00:00 |" in document.text
    assert "Note on A1 (Ada): Ask first." in document.text
    (notice,) = document.notices
    assert notice.startswith("sheet Sheet: 1 formula holds no result (B2)")


def test_a_workbook_that_was_never_calculated_is_said() -> None:
    rows = '<row r="1"><c r="A1"><f>1+2</f><v>0</v></c></row></sheetData></worksheet>'
    data = sheet_of(rows, '<calcPr fullCalcOnLoad="1"/>')
    (notice,) = load_bytes(data, PurePath("a.xlsx")).notices
    assert "never calculated" in notice


def sheet_of(rows: str, after: str = "", parts: dict[str, str] | None = None) -> bytes:
    """Return a workbook of one sheet."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{kind}"><sheets><sheet name="S" r:id="r1"/></sheets>{after}</workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}",
            **(parts or {}),
        }
    )


def test_a_sheet_whose_end_is_missing_is_read_to_there() -> None:
    document = load_bytes(
        sheet_of('<row r="4"><c t="inlineStr"><is><t>Tea</t></is></c><c><v>3</v></c></row>'),
        PurePath("a.xlsx"),
    )
    assert document.text == "S\n\n| Tea | 3 |"
    assert document.notices == ("sheet S: it is damaged, and only its first 1 rows with content were read",)


def test_more_rows_than_are_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    book = openpyxl.Workbook()
    for number in (1, 5, 9):
        book.active.cell(number, 1, datetime(2025, 1, number))
    document = excel(book)
    assert document.text == "Sheet\n\n2025-01-01\n\n2025-01-05"
    assert document.notices == ("sheet Sheet: only its first 2 rows were read",)


def deck(parts: dict[str, str], slides: int = 1, relations: str = "") -> bytes:
    """Return a presentation whose first slide may refer to other parts."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ids = "".join(f'<p:sldId r:id="r{number}"/>' for number in range(1, slides + 1))
    names = "".join(
        f'<Relationship Id="r{number}" Type="{kind}/slide" Target="slides/slide{number}.xml"/>'
        for number in range(1, slides + 1)
    )
    space = (
        f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{kind}" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": f"<p:presentation {space}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{names}</Relationships>",
            "ppt/slides/_rels/slide1.xml.rels": f"<Relationships>{relations.replace('KIND', kind)}</Relationships>",
            **{name: part.replace("SPACE", space) for name, part in parts.items()},
        }
    )


def slide(shapes: str) -> str:
    return f"<p:sld SPACE><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(text: str, left: int, top: int, width: int = 40, height: int = 8, properties: str = "") -> str:
    frame = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    lines = "".join(f"<a:p>{properties}<a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f"<p:sp><p:spPr>{frame}</p:spPr><p:txBody>{lines}</p:txBody></p:sp>"


def shown_on(shapes: str) -> str:
    data = deck({"ppt/slides/slide1.xml": slide(shapes)})
    return load_bytes(data, PurePath("a.potx")).text.replace("\n\n", " ")


def test_columns_are_read_one_after_the_other_and_rows_of_labels_are_not() -> None:
    cards = (
        shape("B head", 60, 10) + shape("A head", 0, 11) + shape("A text", 0, 30) + shape("B text", 60, 29)
    )
    banner = shape("Banner", 0, 0, 100) + shape("Foot", 0, 90, 100)
    assert shown_on(cards + banner) == "Banner A head A text B head B text Foot"
    lines = "".join(
        shape(f"{year}", 0, top, 10) + shape(f"in {year}", 20, top, 70)
        for top, year in ((0, 1), (20, 2), (40, 3))
    )
    assert shown_on(lines) == "1 in 1 2 in 2 3 in 3"


def test_groups_numbers_and_equations_on_slides() -> None:
    group = (
        '<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="50"/><a:ext cx="9" cy="9"/></a:xfrm></p:grpSpPr>'
        f"{shape('right', 900, 0)}{shape('left', 100, 0)}</p:grpSp>"
    )
    numbered = '<a:pPr><a:buAutoNum type="alphaLcParenR" startAt="2"/></a:pPr>'
    math = (
        '<p:sp><p:spPr><a:xfrm><a:off x="0" y="80"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr><p:txBody><a:p><a14:m xmlns:a14="a14">'
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>E=m</m:t></m:r></m:oMath>'
        "</a14:m></a:p></p:txBody></p:sp>"
    )
    assert shown_on(math + group + shape("x\ny", 0, 0, properties=numbered)) == "b) x\nc) y left right $E=m$"


def test_text_that_no_shape_shows_is_said() -> None:
    odd = slide(shape("Words.", 0, 0) + "<p:odd><a:p><a:r><a:t>Lost.</a:t></a:r></a:p></p:odd>")
    document = load_bytes(deck({"ppt/slides/slide1.xml": odd}, slides=2), PurePath("a.pptx"))
    assert document.notices == (
        "slide 2 is damaged and could not be read", "1 word on slide 1 was not read, “Lost”",
    )  # fmt: skip


def test_diagrams_newer_comments_and_embedded_files_of_slides() -> None:
    frame = '<p:graphicFrame><x:relIds xmlns:x="x" r:dm="rD"/></p:graphicFrame><p:graphicFrame><p:oleObj progId="Word.Document.8" r:id="rE"/></p:graphicFrame>'

    def point(name: str, kind: str = "node") -> str:
        return f'<pt modelId="{name}" type="{kind}"><a:p><a:r><a:t>{name}</a:t></a:r></a:p></pt>'

    links = '<cxn srcId="0" destId="Lead" srcOrd="0"/><cxn srcId="0" destId="Tail" srcOrd="1"/><cxn srcId="Lead" destId="Staff" srcOrd="0"/>'
    parts = {
        "ppt/slides/slide1.xml": slide(shape("Plan", 0, 0) + frame),
        "ppt/diagrams/data1.xml": f"<d SPACE>{point('Tail')}{point('Staff')}<pt modelId='0' type='doc'/>{point('Lead')}{links}</d>",
        "ppt/comments/c.xml": '<c SPACE><cm authorId="{7}"><reply authorId="{8}"><txBody><a:p><a:r><a:t>No.</a:t></a:r></a:p></txBody></reply>'
        "<txBody><a:p><a:r><a:t>So?</a:t></a:r></a:p></txBody></cm></c>",
        "ppt/authors.xml": '<l><author id="{7}" name="Ada"/><author id="{8}" name="Bob"/></l>',
        "ppt/embeddings/old.bin": "x",
    }
    relations = (
        '<Relationship Id="rD" Type="KIND/diagramData" Target="../diagrams/data1.xml"/>'
        '<Relationship Id="rE" Type="KIND/package" Target="../embeddings/old.bin"/>'
        '<Relationship Id="rC" Type="KIND/comments" Target="../comments/c.xml"/>'
    )
    document = load_bytes(deck(parts, relations=relations), PurePath("a.pptx"))
    assert document.text == "Plan\n\n- Lead\n- Staff\n- Tail\n\nComment (Ada): So?\n\nComment (Bob): No."
    assert document.notices == ("its embedded files were not read: old.bin (an object of Word.Document.8)",)


def test_the_values_of_charts_of_many_kinds() -> None:
    named = CategoryChartData()  # type: ignore[no-untyped-call]
    named.categories = ["East", "West"]
    named.add_series("Sales", (1.5, 2))  # type: ignore[no-untyped-call]
    points, bubbles = XyChartData(), BubbleChartData()  # type: ignore[no-untyped-call]
    points.add_series("Track").add_data_point(0.5, 7)  # type: ignore[no-untyped-call]
    bubbles.add_series("Towns").add_data_point(1, 2, 30)  # type: ignore[no-untyped-call]
    kinds = (
        (XL_CHART_TYPE.PIE, named), (XL_CHART_TYPE.DOUGHNUT, named), (XL_CHART_TYPE.RADAR, named), (XL_CHART_TYPE.AREA, named),
        (XL_CHART_TYPE.LINE, named), (XL_CHART_TYPE.XY_SCATTER, points),
        (XL_CHART_TYPE.BUBBLE, bubbles),
    )  # fmt: skip
    presentation = pptx.Presentation()
    for kind, data in kinds:
        page = presentation.slides.add_slide(presentation.slide_layouts[6])
        page.shapes.add_chart(kind, Inches(1), Inches(1), Inches(4), Inches(3), data)
    stream = io.BytesIO()
    presentation.save(stream)
    document = load_bytes(stream.getvalue(), PurePath("a.pptx"))
    assert document.text.count("| East | 1.5 |\n| West | 2 |") == 5
    assert "|  | Track |\n| 0.5 | 7 |" in document.text
    assert "|  | Towns | Towns size |\n| 1 | 2 | 30 |" in document.text
    assert document.notices == ()


def test_a_long_text_that_is_shown_in_many_cells_does_not_fill_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheet, "MOST_CHARS", 25)
    rows = "".join(f'<row r="{row}"><c t="str"><v>{"x" * 10}</v></c></row>' for row in range(1, 9))
    document = load_bytes(sheet_of(f"{rows}</sheetData></worksheet>"), PurePath("a.xlsx"))
    assert document.text.count("x" * 10) == 2
    assert document.notices[0] == "sheet S: only its first 2 rows were read"


def test_a_diagram_without_words_is_not_missed() -> None:
    relations = '<Relationship Id="rD" Type="KIND/diagramData" Target="../diagrams/data1.xml"/>'
    frame = '<p:graphicFrame><x:relIds xmlns:x="x" r:dm="rD"/></p:graphicFrame>'
    parts = {
        "ppt/slides/slide1.xml": slide(shape("Plan", 0, 0) + frame),
        "ppt/diagrams/data1.xml": "<d><pt/></d>",
    }
    assert load_bytes(deck(parts, relations=relations), PurePath("a.pptx")).notices == ()


@cache  # an archive holds the time at which it was made
def whole_files() -> list[tuple[str, bytes]]:
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])
    book.active.append(["Tea", 3])
    return [
        ("a.xlsx", saved(book)),
        ("a.pptx", deck({"ppt/slides/slide1.xml": slide(shape("Words.", 0, 0))})),
    ]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damaged_office_files_become_a_document_or_a_reason(data: st.DataObject) -> None:
    name, whole = data.draw(st.sampled_from(whole_files()))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        assert load_bytes(damaged, PurePath(name)).blocks
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - either outcome is right


def test_check_boxes_on_sheets() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def box(words: str, row: int, state: str) -> str:
        return (
            f'<v:shape><v:textbox><div>{words}<br></div></v:textbox><x:ClientData ObjectType="Checkbox">'
            f"<x:Anchor>1, 11, {row}, 19, 1, 31, 5, 32</x:Anchor>{state}</x:ClientData></v:shape>"
        )

    boxes = box("Paid", 5, "<x:Checked>1</x:Checked>") + box("", 6, "")
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships><Relationship Id="r1" Type="{kind}/vmlDrawing" Target="../drawings/v.vml"/></Relationships>',
        "xl/drawings/v.vml": f'<xml xmlns:v="v" xmlns:x="x">{boxes}</xml>',
    }
    data = sheet_of("</sheetData></worksheet>", parts=parts)
    assert load_bytes(data, PurePath("a.xlsx")).text == "S\n\n☒ Paid (B6)\n☐ (B7)"


def test_headers_of_pages_of_notes_are_read_once() -> None:
    def holder(kind: str, words: str) -> str:
        return shape(words, 0, 0).replace(
            "<p:sp>", f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
        )

    notes = f"<p:notes SPACE>{holder('hdr', 'Course 4')}{holder('sldNum', '1')}{holder('body', 'Say this.')}</p:notes>"
    parts = {
        "ppt/slides/slide1.xml": slide(shape("Plan", 0, 0)), "ppt/slides/slide2.xml": slide(shape("End", 0, 0)),
        "ppt/notesSlides/n.xml": notes,
    }  # fmt: skip
    relation = '<Relationship Id="rN" Type="KIND/notesSlide" Target="../notesSlides/n.xml"/>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["ppt/slides/_rels/slide2.xml.rels"] = (
        f"<Relationships>{relation.replace('KIND', kind)}</Relationships>"
    )
    document = load_bytes(deck(parts, slides=2, relations=relation), PurePath("a.pptx"))
    assert (
        document.text
        == "Plan\n\nNotes: Say this.\n\nOn the page of notes: Course 4\n\nEnd\n\nNotes: Say this."
    )

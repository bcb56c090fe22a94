"""OpenDocument and rich text files, made by hand: their words, numbers, tables and what is said of the rest."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import passages
from ingest.loaders import load_bytes
from ingest.loaders.formats import kind_of
from ingest.records import Document, Unreadable

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("presentation", "presentation"), ("form", "form"), ("chart", "chart"), ("svg", "svg-compatible"),
    ]
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
_LISTS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>'
    '</text:list-style><text:outline-style><text:outline-level-style text:level="1" style:num-format="1" '
    'style:num-prefix="Article " style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" '
    'text:display-levels="2"/></text:outline-style>'
)


def opened(kind: str, body: str, styles: str = "", parts: dict[str, str] | None = None) -> bytes:
    """Return a packed OpenDocument file of a kind: "text", "spreadsheet" or "presentation"."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:  # its kind stands in its first bytes, as it is
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        entries = {
            "content.xml": f'<?xml version="1.0"?><office:document-content {_SPACES}><office:automatic-styles>{styles}'
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
            **(parts or {}),
        }
        for name, text in entries.items():
            archive.writestr(name, text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def read(data: bytes, name: str) -> Document:
    return load_bytes(data, PurePath(name))


def refused(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.reason


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def p(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def cell(words: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(words)}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


CLASS = 'presentation:class="{}"'
COVERED = "<table:covered-table-cell/>"


def item(*words: str) -> str:
    return f"<text:list-item>{''.join(words)}</text:list-item>"


def test_headings_and_lists_have_their_numbers() -> None:
    nested = f"<text:list>{item(p('sub'))}{item(p('sub again'))}</text:list>"
    body = (
        '<text:h text:outline-level="1">Subject</text:h><text:h text:outline-level="2">Parts</text:h>'
        f'<text:list text:style-name="L">{item(p("one"), nested)}{item(p("two"))}</text:list>{p("between")}'
        f'<text:list text:style-name="L" text:continue-numbering="true">{item(p("three"))}</text:list>'
        f'<text:list text:style-name="L">{item(p("one anew"))}</text:list><text:list>{item(p("a dot"))}</text:list>'
        '<text:h text:outline-level="2">More</text:h><text:h text:outline-level="1">Payment</text:h>'
        '<text:h text:outline-level="2">Due</text:h>'
    )
    assert lines(read(opened("text", body, _LISTS), "a.odt")) == [
        "Article 1. Subject", "1.1 Parts", "1. one", "(a) sub", "(b) sub again", "2. two", "between", "3. three",
        "1. one anew", "- a dot", "1.2 More", "Article 2. Payment", "2.1 Due",
    ]  # fmt: skip


def test_what_hangs_at_a_paragraph_follows_it() -> None:
    body = (
        '<text:p>The roof<text:s text:c="3"/>of <text:span>pier</text:span><text:tab/>4<text:note><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note> is<office:annotation>"
        "<dc:creator>Ann</dc:creator><text:p>check this</text:p></office:annotation> red.<draw:frame><draw:text-box>"
        "<text:p>In the box</text:p></draw:text-box></draw:frame><draw:frame><draw:image/><svg:title>A map</svg:title>"
        "</draw:frame></text:p><text:p>東<text:ruby><text:ruby-base>京</text:ruby-base><text:ruby-text>きょう</text:ruby-text>"
        "</text:ruby></text:p><text:p><draw:frame><draw:image xlink:href='Pictures/1.png'/></draw:frame></text:p><text:tracked-changes><text:changed-region>"
        "<text:deletion><text:p>Deleted</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    document = read(opened("text", body, parts={"Pictures/1.png": "x" * 20_000}), "a.odt")
    assert lines(document) == [
        "The roof of pier 4[1] is red.", "Note 1: A note.", "Comment by Ann: check this", "In the box", "Picture: A map",
        "東京(きょう)",
    ]  # fmt: skip
    assert document.notices == (
        "1 stretch of deleted text was not read",
        "1 picture holds no text that could be read",
    )


def test_merged_cells_keep_their_columns() -> None:
    body = (
        "<table:table>"
        + row(cell("Place"), cell("Part"), cell("May"), cell("June"))
        + row(cell("North", 'table:number-rows-spanned="2"'), cell("Valve"), cell("20"), cell("22"))
        + row(COVERED, cell("Pump", 'table:number-columns-spanned="2"'), COVERED, cell("7"))
        + "</table:table>"
    )
    assert lines(read(opened("text", body), "a.odt")) == [
        "| Place | Part | May | June |", "| North | Valve | 20 | 22 |", "| North | Pump |  | 7 |",
    ]  # fmt: skip


def test_charts_formulas_and_fields_are_read() -> None:
    chart = (
        f"<office:document-content {_SPACES}><office:body><office:chart><chart:chart><chart:title>{p('Yield')}</chart:title>"
        f"<table:table>{row(cell('East'), cell('37.2'))}</table:table></chart:chart></office:chart></office:body>"
        "</office:document-content>"
    )
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><annotation>A = 12.6</annotation></semantics></math>'
    body = (
        '<office:forms><form:form><form:text form:name="Name" form:current-value="Petra"/><form:checkbox form:label="phone" '
        'form:current-state="checked"/></form:form></office:forms><text:p><draw:frame><draw:object xlink:href="./Object 1"/>'
        '</draw:frame><draw:frame><draw:object xlink:href="./Object 2"/></draw:frame><draw:frame><draw:object-ole/>'
        "</draw:frame></text:p>"
    )
    parts = {"Object 1/content.xml": chart, "Object 2/content.xml": formula}
    document = read(opened("text", body, parts=parts), "a.odt")
    assert lines(document) == [
        "Name: Petra", "[x] phone", "Chart: Yield", "| East | 37.2 |", "Formula: A = 12.6",
    ]  # fmt: skip
    assert "1 of 3 embedded objects was not read" in document.notices


def test_a_workbook_is_read_as_it_is_shown() -> None:
    styles = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    body = (
        '<table:table table:name="Costs" table:style-name="h">'
        + row(cell("No"), cell("Share"), empty)
        + row(cell("01067"), cell("19%", 'office:value-type="percentage" office:value="0.19"'), empty)
        + row(
            cell("01068"),
            f"<table:table-cell><office:annotation>{p('look')}</office:annotation>{p('4%')}</table:table-cell>",
            more='table:visibility="collapse"',
        )
        + row(empty, more='table:number-rows-repeated="1000000"')
        + row(cell("x", 'table:number-columns-repeated="3"'), more='table:number-rows-repeated="2"')
        + '</table:table><table:table table:name="Sums">'
        + row(
            '<table:table-cell office:value-type="float" office:value="5400"/>',
            '<table:table-cell table:formula="of:=A1"/>',
            cell("end"),
        )
        + "</table:table>"
    )
    document = read(opened("spreadsheet", body, styles), "a.ods")
    assert lines(document) == [
        "Costs (hidden sheet)", "| No | Share |", "| 01067 | 19% |", "| 01068 | 4% | (hidden row) |", "| x | x | x |", "| x | x | x |",
        "Comment on B3: look", "Sums", "| 5400 | end |",
    ]  # fmt: skip
    assert any(one.startswith("sheet Sums: 1 formula holds no result (B1)") for one in document.notices)
    assert refused(opened("spreadsheet", '<table:table table:name="A"/>'), "a.ods") == "its sheets are empty"


def test_a_presentation_is_read_slide_by_slide() -> None:
    def frame(words: str, x: str, y: str, more: str = "") -> str:
        return f'<draw:frame svg:x="{x}" svg:y="{y}" {more}><draw:text-box>{p(words)}</draw:text-box></draw:frame>'

    body = (
        f"<draw:page>{frame('right', '15cm', '50mm')}{frame('left', '1cm', '5.4cm')}{frame('below', '1cm', '4in')}"
        f"{frame('The plan', '1cm', '15cm', CLASS.format('title'))}<presentation:notes>"
        f"{frame('say hello', '1cm', '1cm', CLASS.format('notes'))}</presentation:notes></draw:page><draw:page/>"
    )
    document = read(opened("presentation", body), "a.odp")
    assert lines(document) == ["The plan", "left", "right", "below", "Notes: say hello"]
    assert [page.number for page in document.pages] == [1, 2]
    assert "slide 2 has no text" in document.notices


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_an_open_document_is_known_under_another_name(kind: str) -> None:
    assert kind_of(PurePath("a.bak"), opened(kind, "")[:4096]) == {"text": "odt", "spreadsheet": "ods"}.get(
        kind, "odp"
    )


def test_an_open_document_that_is_something_else_is_refused() -> None:
    assert "its content is graphics" in refused(opened("graphics", "<draw:page/>"), "a.odt")
    assert "password" in refused(
        opened("text", p("x"), parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "a.odt"
    )
    bomb = f'<!DOCTYPE a [<!ENTITY b "c">]><office:document {_SPACES}><office:body><office:text>&b;</office:text></office:body></office:document>'
    assert "entities" in refused(bomb.encode(), "a.fodt")
    assert refused(b"just words", "a.odt").startswith("its name says .odt")


def test_a_flat_workbook_is_read() -> None:
    flat = (
        f"<office:document {_SPACES}><office:body><office:spreadsheet><table:table table:name='A'>{row(cell('North'))}"
        "</table:table></office:spreadsheet></office:body></office:document>"
    )
    assert lines(read(flat.encode(), "a.fods")) == ["A", "North"]


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset134 SimSun;}{\f2\fcharset204 Times;}}"
    rb"{\colortbl;\red0;}{\stylesheet{\ql Normal;}{\s1\ql heading 1;}{\*\cs10 Default;}}{\info{\title The contract}{\author Bob}}"
    rb"{\header Page header words\par}\pard\s1 Title one\par\pard\plain Caf\'e9 \u8364? \emdash  {\b bold} x\~y"
    rb"{\footnote \chftn A note here.}\par {\f1 \'ba\'cf\'cd\'ac}{\f2 \'c4\'ee}\par"
    rb"{\listtext\pard 1.\tab}Item one\par{\field{\*\fldinst HYPERLINK x}{\fldrslt link text}}\par"
    rb"{\pict\pngblip 89504e47}\trowd\cellx1000\cellx2000\cellx3000\intbl A\cell B\cell C\cell\row"
    rb"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\intbl North\cell 1\cell 2\cell\row"
    rb"\trowd\clvmrg\cellx1000\cellx3010\intbl\cell 3\cell\row\pard After {\v unseen}{\deleted gone}all.\par "
    rb"{\*\unknown foo}{\*\atnauthor Ann}{\*\annotation check this}\u-10179?\u-8704? end\bin4 {}{}.\par}trailing"
)


def test_rich_text_is_read() -> None:
    document = read(RTF, "a.rtf")
    assert document.title == "The contract"
    assert lines(document) == [
        "Title one", "Café € — bold x y", "Note: A note here.", "合同До", "1. Item one", "link text", "| A | B | C |",
        "| North | 1 | 2 |", "| North | 3 |  |", "After all.", "😀 end.", "Comment by Ann: check this",
        "Header: Page header words",
    ]  # fmt: skip
    assert [block.level for block in document.blocks if block.kind == "heading"] == [1]
    for words in ("1 stretch of deleted text", "hidden text"):
        assert any(words in notice for notice in document.notices)


def test_rich_text_is_known_by_its_first_bytes() -> None:
    assert read(rb"{\rtf1 Words.}", "letter.doc").kind == "rtf"
    assert refused(b"just words", "a.rtf").startswith("its name says .rtf")


def test_headers_and_footers_of_sheets_and_slides_are_read_without_what_all_have() -> None:
    def styles(header: str, footer: str) -> dict[str, str]:
        own = f"<style:header>{header}</style:header><style:footer>{footer}</style:footer>"
        return {
            "styles.xml": f"<office:document-styles {_SPACES}><office:master-styles><style:master-page>{own}"
            "</style:master-page></office:master-styles></office:document-styles>"
        }

    table = f'<table:table table:name="Costs">{row(cell("Otter"), cell("12"))}</table:table>'
    name, page = "<text:sheet-name>???</text:sheet-name>", "<text:page-number>1</text:page-number>"
    plain = read(opened("spreadsheet", table, parts=styles(p(name), p(f"Seite {page}"))), "a.ods")
    assert not any(words in plain.text for words in ("Seite", "???"))
    named = read(
        opened("spreadsheet", table, parts=styles(p("Draft of March, secret"), p(f"Page {page}"))), "a.ods"
    )
    assert named.text.endswith("Header: Draft of March, secret")
    both = f"第{page}页 共<text:page-count>3</text:page-count>页"
    few = read(
        opened("spreadsheet", table, parts=styles(p(f"绝密资料严禁外传 第{page}页"), p(both))), "a.ods"
    )
    short = read(
        opened("spreadsheet", table, parts=styles(p(f"Confidential {page}"), p(f"{page} / 3"))), "a.ods"
    )
    assert few.text.endswith("Header: 绝密资料严禁外传 第页")
    assert short.text.endswith("Header: Confidential")
    assert not (*plain.notices, *named.notices, *few.notices, *short.notices)

    slide = f'<draw:page presentation:use-footer-name="f1"><draw:frame><draw:text-box>{p("Otters")}</draw:text-box></draw:frame></draw:page>'
    feet = '<presentation:footer-decl presentation:name="f1">Harbour office</presentation:footer-decl>'
    assert (
        read(opened("presentation", feet + slide + slide, ""), "a.odp").text.count("Footer: Harbour office")
        == 1
    )
    hidden = (
        '<style:style style:name="s1"><style:drawing-page-properties presentation:display-footer="false"/>'
        "</style:style>"
    )
    first = slide.replace("<draw:page", '<draw:page draw:style-name="s1"')
    some = read(opened("presentation", feet + first + slide, hidden), "a.odp")
    assert some.text.count("Footer: Harbour office") == 1


def test_rich_text_that_was_cut_off_says_so() -> None:
    document = read(rb"{\rtf1 {\b Some words", "a.rtf")
    assert document.text == "Some words"
    assert any("end is missing" in notice for notice in document.notices)


@pytest.mark.parametrize("codec", ["cp932", "gb18030", "cp950", "cp949"])
def test_rich_text_in_an_encoding_of_two_bytes(codec: str) -> None:
    words = {"cp932": "表示ソース", "gb18030": "合同到期", "cp950": "功許蓋", "cp949": "계약서"}[codec]
    page = {"gb18030": 936}.get(codec) or int(codec[2:])
    raw = "".join(f"\\'{byte:02x}" for byte in words.encode(codec))
    assert read(f"{{\\rtf1\\ansi\\ansicpg{page} {raw}\\par}}".encode(), "a.rtf").text == words


def test_letters_after_a_sign_without_a_stand_in_stay() -> None:
    words = read(
        rb"{\rtf1{\listtext\tab \u8226 \tab}First item.\par \u8211 \b Second\b0  \u8364 ? 12.\par}", "a.rtf"
    )
    assert "First item." in words.text
    assert "\u2013Second \u20ac 12." in words.text
    assert not words.notices


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_damaged_files_become_a_document_or_a_reason(data: st.DataObject) -> None:
    whole, name = data.draw(
        st.sampled_from(
            [
                (RTF, "a.rtf"),
                (opened("text", p("Words.") + f"<text:list>{item(p('x'))}</text:list>", _LISTS), "a.odt"),
                (b'BEGIN:VCARD\nFN:Ann\nTEL;TYPE="a:b":+49\nEND:VCARD\n', "a.vcf"),
                (b"BEGIN:VEVENT\nSUMMARY:Roof\nDTSTART:20250714T083000Z\nEND:VEVENT\n", "a.ics"),
                (
                    b"1\n00:00:01,000 --> 00:00:03,500\nThe words\n\n2\n00:00:03,600 --> 00:00:06,000\ngo on.\n",
                    "a.srt",
                ),
                (
                    b"From a@b Mon\nFrom: a@b\nSubject: x\n\nWords.\n\nFrom a@b Mon\nFrom: c@d\n\nWords.\n",
                    "a.mbox",
                ),
                (
                    b"<table><tr><td rowspan=3>a<td colspan=2>b<tr><td>c</table><ol start=3 type=i><li>d</ol>",
                    "a.html",
                ),
            ]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        document = read(damaged, name)
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - either outcome is right
        return
    assert document.blocks
    passages(document)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.rtf", b"{\\rtf1" + b"{" * 200_000 + b"x"),
        ("a.rtf", b"{\\rtf1 " + b"\\trowd\\cellx1\\intbl x\\cell\\row" * 20_000 + b"}"),
        ("a.fodt", f"<office:document {_SPACES}><office:body><office:text>".encode() + b"<text:section>" * 3_000
         + b"<text:p>x</text:p>" + b"</text:section>" * 3_000 + b"</office:text></office:body></office:document>"),
        ("a.srt", b"00:00:01,000 --> 00:00:03,500\nx\n" * 30_000),
        ("a.txt", (b"aB3" * 130 + b" ") * 5_000),
        ("a.txt", b"-----BEGIN RSA PRIVATE KEY-----x" * 20_000),
        ("a.tex", b"\\title{" * 20_000 + b"%" * 100_000),
        ("a.tex", b"\\\\" * 100_000),
        ("a.vcf", b"BEGIN:VCARD\n" + b"NOTE;" * 50_000 + b":x\nFN:a\nEND:VCARD\n"),
        ("a.mbox", b"From a\nFrom: b\n\nx\n\n" * 3_000),
        ("a.eml", b"From: a@b\nSubject: x\n\n" + b"> " * 100_000),
        ("a.html", b"<ol>" * 3_000 + b"<li>x" * 3_000),
    ],
)  # fmt: skip
def test_files_made_to_take_long_do_not(name: str, data: bytes) -> None:
    begin = time.process_time()
    try:
        assert read(data, name).blocks
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - either outcome is right
    assert time.process_time() - begin < 10  # seconds


def test_workbooks_and_texts_of_office_2003_are_read_under_any_name() -> None:
    from tests.ingest.held import TEXT_2003, WORKBOOK_2003  # which imports this module

    for name, codec in (("bank.xls", "utf-8"), ("bank.xml", "utf-8"), ("bank.xls", "utf-16")):
        data = WORKBOOK_2003.replace(
            '<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{codec}"?>'
        ).encode(codec)
        text = load_bytes(data, PurePath(name)).text
        assert "| Bridge badger | Toll | From |\n| Old heron | 7.00% | 2026-03-05 |" in text
        assert "Note on A2: An otter" in text
        assert "Kept (hidden sheet)" in text
    document = load_bytes(TEXT_2003.encode(), PurePath("lease.doc"))
    assert "2.1 A heron[1]" in document.text
    assert "| Tea | An otter |" in document.text
    cut = load_bytes(WORKBOOK_2003[:-400].encode(), PurePath("bank.xls"))
    assert any("damaged" in one for one in cut.notices)


def test_a_header_of_two_lines_and_cells_over_rows_are_read_in_workbooks() -> None:
    wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    rows = (
        row(cell("Ward", tall), cell("Price", wide), covered)
        + row(covered, cell("EUR"), cell("USD"))
        + row(cell("Kestrel", tall), cell("3"), cell("4"))
        + row(covered, cell("5"), cell("6"))
    )
    wanted = ["| Ward | Price EUR | Price USD |", "| Kestrel | 3 | 4 |", "| Kestrel | 5 | 6 |"]
    columns = '<table:table-column/><table:table-column/><table:table-column table:visibility="collapse"/>'
    sheet = read(opened("spreadsheet", f'<table:table table:name="S">{rows}</table:table>'), "a.ods")
    assert lines(sheet) == ["S", *wanted]
    text = read(opened("text", f"<table:table>{rows}</table:table>"), "a.odt")
    assert lines(text) == wanted
    hidden = read(
        opened("spreadsheet", f'<table:table table:name="S">{columns}{rows}</table:table>'), "a.ods"
    )
    assert lines(hidden)[1] == "| Ward | Price EUR | Price USD (hidden column) |"

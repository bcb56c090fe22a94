"""A normal file of each format, and which things it holds: what the contract of the inventories is held against."""

from __future__ import annotations

import base64
import io
import json
import struct
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

import openpyxl  # type: ignore[import-untyped]
import pptx
from openpyxl.chart import BarChart, Reference  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.ingest import containers as old
from tests.ingest.samples import W, docx, epub, paragraph, pdf, table, zipped
from tests.ingest.test_open_formats import cell, opened, row

WORKBOOK_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    "<x:ExcelWorkbook><x:WindowHeight>10620</x:WindowHeight></x:ExcelWorkbook>"
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>'
    '<Worksheet ss:Name="Tolls"><Table><Row><Cell><Data ss:Type="String">Bridge badger</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="String">Toll</Data></Cell><Cell><Data ss:Type="String">From</Data></Cell></Row>'
    '<Row><Cell><Data ss:Type="String">Old heron</Data><Comment><ss:Data>An otter</ss:Data></Comment></Cell>'
    '<Cell ss:Index="3" ss:StyleID="p"><Data ss:Type="Number">0.07</Data></Cell>'
    '<Cell><Data ss:Type="DateTime">2026-03-05T00:00:00.000</Data></Cell></Row></Table></Worksheet>'
    '<Worksheet ss:Name="Kept"><Table><Row><Cell><Data ss:Type="String">A plover</Data></Cell></Row></Table>'
    "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"
)
TEXT_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
    '<w:styles><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>'
    '<w:body><wx:sect><w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>The badger</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="2.1"/></w:listPr></w:pPr><w:r><w:t>A her</w:t></w:r>'
    "<w:r><w:t>on</w:t></w:r><w:r><w:footnote><w:p><w:r><w:t>A plover</w:t></w:r></w:p></w:footnote></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Tea</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>An otter</w:t></w:r></w:p></w:tc>"
    "</w:tr></w:tbl><w:sectPr><w:hdr><w:p><w:r><w:t>The ferret</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body>"
    "</w:wordDocument>"
)
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@dataclass(frozen=True)
class Sample:
    """A file in which everything is read, so that it has no notices.

    Attributes:
        name: Of the file.
        make: Makes its bytes.
        holds: For each thing that is counted in its format, words of it, each of which stands nowhere else in the file.
        counted: Nouns of what is counted beside words; each stands in the file once or more.
        left_out: A file of the format that holds things that cannot be read, and words of the notice on each.
    """

    name: str
    make: Callable[[], bytes]
    holds: Mapping[str, str]
    counted: tuple[str, ...] = ()
    left_out: Mapping[str, tuple[Callable[[], bytes], str]] = field(default_factory=dict)


def large(kind: str = "png") -> bytes:
    """Return bytes that pass for a picture which is no ornament."""
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 80


def _word(more: str = "", parts: Mapping[str, str | bytes] | None = None, relations: str = "") -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = {"header": "header1", "footer": "footer1", "footnotes": "footnotes", "endnotes": "endnotes",
             "comments": "comments"}  # fmt: skip
    links = "".join(
        f'<Relationship Id="r{name}" Type="{kind}/{name}" Target="{part}.xml"/>'
        for name, part in named.items()
    )
    note = '<w:{0} w:id="2">{1}</w:{0}>'
    box = f"<w:txbxContent>{paragraph('Boxed marten')}</w:txbxContent>"
    body = (
        paragraph("Contract badger", "Heading1")
        + '<w:p><w:r><w:t>Running </w:t></w:r><w:r><w:t>heron</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:endnoteReference w:id="2"/></w:r><w:ins><w:r><w:t> inserted weasel</w:t></w:r></w:ins></w:p>'
        + table([["Price otter", "Amount lynx"], ["first", "second"]])
        + f"<w:p><w:r><w:pict><v:shape xmlns:v='v'><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r></w:p>"
        + f"<w:p><m:oMath {M}><m:r><m:t>E=mc</m:t></m:r></m:oMath></w:p>"
        + "<w:p><w:sdt><w:sdtPr><w14:checkbox xmlns:w14='w14'><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>Ticked crane</w:t></w:r></w:p>"
        + more
    )
    made = {
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId1" Type="{kind}/styles" Target="styles.xml"/>{links}{relations}</Relationships>',
        "word/header1.xml": f"<w:hdr {W}>{paragraph('Headed ferret')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {W}>{paragraph('Footed stoat')}{paragraph('Page 1 of 3')}</w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {W}>{note.format('footnote', paragraph('Noted plover'))}</w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes {W}>{note.format('endnote', paragraph('Ended curlew'))}</w:endnotes>",
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1" w:author="Ada">{paragraph("Commented dunlin")}'
        "</w:comment></w:comments>",
        **(parts or {}),
    }
    return changed(docx(body), made)


def changed(data: bytes, changes: Mapping[str, str | bytes]) -> bytes:
    """Return an archive with some parts of its own, or more of them."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({**{name: archive.read(name) for name in archive.namelist()}, **changes})


def _word_with_a_picture() -> bytes:
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="wp"><wp:docPr id="1" name="Picture 1"/><a:blip xmlns:a="a" '
        'xmlns:r="r" r:embed="rPic"/></wp:inline></w:drawing></w:r></w:p>'
    )
    relation = '<Relationship Id="rPic" Type="x/image" Target="media/image1.png"/>'
    return _word(drawing, {"word/media/image1.png": large()}, relation)


def _word_with_deleted_text() -> bytes:
    return _word("<w:p><w:del><w:r><w:delText>Deleted shrike</w:delText></w:r></w:del></w:p>")


def _slides() -> bytes:
    deck, stream = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Plan badger", "Placed heron"
    slide.notes_slide.notes_text_frame.text = "Noted plover"
    grid = slide.shapes.add_table(1, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    grid.cell(0, 0).text, grid.cell(0, 1).text = "Price otter", "Amount lynx"
    slide.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(1)).text_frame.text = "Boxed marten"
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["East dunlin", "West"]
    data.add_series("Yield curlew", (1.5, 2.5))  # type: ignore[no-untyped-call]
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(5), Inches(1), Inches(3), Inches(3), data)
    deck.save(stream)
    return stream.getvalue()


def _workbook(*, noted: bool = True) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Costs"
    for line in (["Name badger", "Price otter"], ["Tea heron", 3], ["Milk lynx", 4.5]):
        sheet.append(line)
    sheet["A2"].comment = Comment("Noted plover", "Ada") if noted else None
    sheet.oddHeader.center.text, sheet.oddFooter.left.text = "Headed ferret", "Footed stoat"
    chart = BarChart()
    chart.title = "Yield curlew"
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    hidden = book.create_sheet("Spare")
    hidden.sheet_state = "hidden"
    hidden.append(["Hidden shrike", "Value"])
    book.save(stream)
    return stream.getvalue()


def _open_text(more: str = "") -> bytes:
    def p(words: str) -> str:
        return f"<text:p>{words}</text:p>"

    body = (
        '<office:forms><form:form><form:checkbox form:label="Ticked crane" form:current-state="checked"/></form:form>'
        f'</office:forms><text:h text:outline-level="1">Contract badger</text:h>{p("Running <text:span>heron</text:span>")}'
        f"<text:p>Noted<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('Foot plover')}"
        f"</text:note-body></text:note><office:annotation><dc:creator>Ada</dc:creator>{p('Commented dunlin')}"
        f"</office:annotation><draw:frame><draw:text-box>{p('Boxed marten')}</draw:text-box></draw:frame></text:p>"
        f"<text:list><text:list-item>{p('Listed curlew')}</text:list-item></text:list><table:table>"
        f"{row(cell('Price otter'), cell('Amount lynx'))}</table:table>{more}"
    )
    styles = (
        '<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:text="t"><office:master-styles><style:master-page>'
        f"<style:header>{p('Headed ferret')}</style:header><style:footer>{p('Footed stoat')}</style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )
    return opened("text", body, parts={"styles.xml": styles})


def _open_text_with_a_picture() -> bytes:
    data = _open_text('<text:p><draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame></text:p>')
    return changed(data, {"mimetype": "application/vnd.oasis.opendocument.text", "Pictures/1.png": large()})


def _open_text_with_deleted_text() -> bytes:
    return _open_text(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted shrike</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )


def _open_workbook() -> bytes:
    noted = "<table:table-cell><office:annotation><text:p>Noted plover</text:p></office:annotation><text:p>Tea heron</text:p></table:table-cell>"
    rows = row(cell("Name badger"), cell("Price otter")) + row(noted, cell("3"))
    return opened("spreadsheet", f'<table:table table:name="Costs">{rows}</table:table>')


def _open_slides() -> bytes:
    def frame(words: str, kind: str = "") -> str:
        shown = f' presentation:class="{kind}"' if kind else ""
        return f"<draw:frame{shown}><draw:text-box><text:p>{words}</text:p></draw:text-box></draw:frame>"

    notes = f"<presentation:notes>{frame('Noted plover', 'notes')}</presentation:notes>"
    grid = (
        f"<draw:frame><table:table>{row(cell('Price otter'), cell('Amount lynx'))}</table:table></draw:frame>"
    )
    shape = "<draw:custom-shape><text:p>Shaped marten</text:p></draw:custom-shape>"
    return opened(
        "presentation",
        f"<draw:page>{frame('Plan badger', 'title')}{frame('Placed heron')}{grid}{shape}{notes}</draw:page>",
    )


def _mail(*, attached: bool = True) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ada@example.org", "Offer"
    mail.set_content("Plain heron.\nSee http://example.org/ostrich\n")
    mail.add_alternative(
        "<p>Plain heron.</p><table><tr><td>Shown otter</td><td>3</td></tr></table>", subtype="html"
    )
    if attached:
        mail.add_attachment("Attached plover.", filename="a.txt")
    return mail


def _notebook() -> bytes:
    cells = [
        {"cell_type": "markdown", "source": ["# Yield badger\n", "Written heron"]},
        {
            "cell_type": "code",
            "source": ["price = otter"],
            "outputs": [{"output_type": "stream", "text": ["printed lynx"]}],
        },
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _notes() -> bytes:
    held = base64.b64encode(b"Attached plover.").decode()
    resource = (
        f"<resource><data>{held}</data><mime>text/plain</mime><resource-attributes><file-name>a.txt</file-name>"
        "</resource-attributes></resource>"
    )
    content = "&lt;en-note&gt;&lt;p&gt;Written heron&lt;/p&gt;&lt;/en-note&gt;"
    return f"<en-export><note><title>Keys badger</title><content>{content}</content>{resource}</note></en-export>".encode()


_PAGE = (
    "<html><head><title>Rules</title><style>p {color: red}</style></head><body><nav>Home</nav><h1>Rules badger</h1>"
    "<p>Running <b>heron</b>.</p><ul><li>Listed curlew</ul><table><tr><th>Price otter<td>Amount lynx</table>"
    "<details><summary>Asked</summary><p>Folded plover</p></details><svg><text>Drawn marten</text></svg></body></html>"
)
_RICH = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Title}}{\header Headed ferret\par}\pard Running {\b heron}"
    rb"{\footnote Noted plover}\par{\*\atnauthor Ann}{\*\annotation Commented dunlin}\trowd\cellx1\cellx2\intbl Price otter"
    rb"\cell Amount lynx\cell\row\pard{\shp{\*\shpinst{\shptxt Boxed marten\par}}}\par}"
)
_TEXT = b"Rules badger\n\nRunning heron\nthat goes on.\n\n- listed curlew\n"
_WORDS = {"heading": "badger", "paragraph": "heron", "list": "curlew"}

_CELLS = [old.text(0, 0, 0), old.text(0, 1, 1), old.text(1, 0, 2), old.number(1, 1, 3)]
_PACKED_CELLS = [
    (0, struct.pack("<IIHBB", 0, 0, 0, 0, 0)), (7, bytes(12)), (7, struct.pack("<III", 1, 0, 1)),
    (0, struct.pack("<IIHBB", 1, 0, 0, 0, 0)), (6, bytes(8) + old.packed_text("Tea heron")),
    (5, struct.pack("<IId", 1, 0, 4.5)),
]  # fmt: skip


def _old_word() -> bytes:
    cell = b"\0\0\x16\x24\1"
    paragraphs = [
        ("Contract badger\r", b"\1\0"), ("Running heron\x02\x05\r", b"\0\0"), ("Price otter\x07", cell),
        ("Amount\x07", cell), ("\x07", cell + b"\x17\x24\1"),
    ]  # fmt: skip
    return old.word(
        paragraphs,
        notes=["\x02Noted plover"],
        headers=["Headed ferret"],
        comments=["\x05Commented dunlin"],
        boxes=["Boxed marten"],
    )


def tape(name: str, data: bytes) -> bytes:
    """Return a tape archive of one file."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


SAMPLES: Mapping[str, Sample] = {
    "text": Sample("a.txt", lambda: _TEXT, _WORDS),
    "markdown": Sample("a.md", lambda: b"# " + _TEXT + b"\n| a | otter |\n|---|---|\n", {**_WORDS, "table": "otter"}),
    "rst": Sample("a.rst", lambda: b"Title\n=====\n\n" + _TEXT, _WORDS),
    "org": Sample("a.org", lambda: b"* " + _TEXT, _WORDS),
    "latex": Sample("a.tex", lambda: b"\\section{Part}\n% remark\n" + _TEXT, _WORDS),
    "asciidoc": Sample("a.adoc", lambda: b"= " + _TEXT, _WORDS),
    "csv": Sample("a.csv", lambda: b"name,price\nheron,3\notter,4\n", {"header": "price", "row": "otter"}),
    "json": Sample("a.json", lambda: b'{"heron": [{"otter": "lynx"}]}', {"name": "otter", "value": "lynx"}),
    "jsonl": Sample("a.jsonl", lambda: b'{"heron": 1}\n{"otter": 2}\n', {"line": "otter"}),
    "code": Sample("a.py", lambda: b"def heron():\n    pass\n\nOTTER = 3\n", {"function": "heron", "line": "OTTER"}),
    "pdf": Sample(
        "a.pdf",
        lambda: pdf([[(20, "Rules badger"), (12, "Running heron.")], [(12, "Second curlew.")]]),
        {"first page": "heron", "second page": "curlew"},
        left_out={
            "other PDF": (lambda: pdf([[(12, "One.")]]) + b"\n" + pdf([[(12, "Two.")]]), "other PDF in the same file"),
            "PDF in its table of contents": (
                lambda: pdf([[(12, "One.")]]).replace(b" 65535 ", b" 65535 " + pdf([[(12, "Two.")]])),
                "other PDF in the same file",
            ),
        },
    ),
    "epub": Sample(
        "a.epub",
        lambda: epub({"one": "<h1>One badger</h1><p>Running heron.</p>", "two": "<svg><text>Drawn marten</text></svg>"}),
        {"heading": "badger", "paragraph": "heron", "drawing": "marten"},
        left_out={
            "picture": (
                lambda: changed(epub({"a": '<p>Words.</p><img src="a.png"/>'}), {"OEBPS/a.png": large()}),
                "1 picture in chapter 1 holds no text",
            )
        },
    ),
    "docx": Sample(
        "a.docx",
        _word,
        {"heading": "badger", "paragraph": "heron", "inserted text": "weasel", "table": "otter", "header": "ferret",
         "footer": "stoat", "footnote": "plover", "endnote": "curlew", "comment": "dunlin", "text box": "marten"},
        ("check box", "equation", "text box"),
        {"picture": (_word_with_a_picture, "1 picture holds no text"),
         "deleted text": (_word_with_deleted_text, "1 stretch of deleted text was not read")},
    ),
    "pptx": Sample(
        "a.pptx",
        _slides,
        {"title": "badger", "shape": "heron", "text box": "marten", "table": "otter", "notes": "plover", "chart": "curlew"},
        ("chart",),
    ),
    "xlsx": Sample(
        "a.xlsx",
        _workbook,
        {"header": "badger", "text": "heron", "note": "plover", "page header": "ferret", "page footer": "stoat",
         "hidden sheet": "shrike", "chart": "curlew"},
        ("value of a cell", "chart"),
    ),
    "odt": Sample(
        "a.odt",
        _open_text,
        {"heading": "badger", "paragraph": "heron", "footnote": "plover", "comment": "dunlin", "text box": "marten",
         "list": "curlew", "table": "otter", "header": "ferret", "footer": "stoat"},
        ("check box",),
        {"picture": (_open_text_with_a_picture, "1 picture holds no text"),
         "deleted text": (_open_text_with_deleted_text, "1 stretch of deleted text was not read")},
    ),
    "ods": Sample("a.ods", _open_workbook, {"header": "badger", "text": "heron", "note": "plover"}),
    "odp": Sample(
        "a.odp",
        _open_slides,
        {"title": "badger", "text box": "heron", "table": "otter", "shape": "marten", "notes": "plover"},
    ),
    "rtf": Sample(
        "a.rtf",
        lambda: _RICH,
        {"paragraph": "heron", "footnote": "plover", "comment": "dunlin", "table": "otter", "text box": "marten",
         "header": "ferret"},
        left_out={
            "picture": (lambda: b"{\\rtf1 Words.\\par{\\pict\\pngblip " + b"a0" * 20_000 + b"}}", "1 picture holds no text"),
            "deleted text": (lambda: rb"{\rtf1 Words.{\deleted Gone.}}", "1 stretch of deleted text was not read"),
            "object": (lambda: rb"{\rtf1 Words.{\object{\*\objdata 00}}}", "1 embedded object was not read"),
            "behind the end": (lambda: _RICH + b"{\\rtf1 Hidden shrike}", "2 words were not read"),
        },
    ),
    "html": Sample(
        "a.html",
        _PAGE.encode,
        {"heading": "badger", "paragraph": "heron", "list": "curlew", "table": "otter", "folded text": "plover",
         "drawing": "marten"},
        left_out={
            "picture": (
                lambda: b'<p>Words.</p><img src="data:image/png;base64,' + base64.b64encode(large()) + b'">',
                "1 picture holds no text",
            )
        },
    ),
    "eml": Sample("a.eml", lambda: bytes(_mail()), {"plain": "heron", "shown": "otter"}, ("attachment",)),
    "emlx": Sample(
        "1.emlx",
        lambda: b"%d\n%b<plist/>" % (len(bytes(_mail())), bytes(_mail())),
        {"plain": "heron", "shown": "otter"},
        ("attachment",),
    ),
    "mbox": Sample(
        "a.mbox",
        lambda: b"From a@b Mon\n" + bytes(_mail()) + b"\n\nFrom a@b Mon\nFrom: c@d\nSubject: x\n\nSecond curlew.\n",
        {"first mail": "heron", "second mail": "curlew"},
        ("attachment",),
    ),
    "mhtml": Sample(
        "a.mhtml",
        lambda: b"Subject: Lift\nContent-Type: text/html\n\n" + _PAGE.encode(),
        {"heading": "badger", "paragraph": "heron"},
    ),
    "vcf": Sample(
        "a.vcf",
        lambda: b"BEGIN:VCARD\nFN:Ann Badger\nORG:Heron;Otter\nNOTE:Lynx\\, and more\nX-SKYPE:plover\nEND:VCARD\n",
        {"name": "Badger", "organisation": "Otter", "note": "Lynx", "field of its own": "plover"},
    ),
    "ics": Sample(
        "a.ics",
        lambda: b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Roof badger\nLOCATION:Heron\nDTSTART:20250714T083000Z\nDESCRIPTION:Fix\n"
        b" the otter\nEND:VEVENT\nEND:VCALENDAR\n",
        {"summary": "badger", "place": "Heron", "description": "otter"},
    ),
    "subtitles": Sample(
        "a.srt",
        lambda: b"1\n00:00:01,000 --> 00:00:03,500\nThe heron\n\n2\n00:00:03,600 --> 00:00:06,000\nsees the otter.\n",
        {"first": "heron", "second": "otter"},
    ),
    "enex": Sample("a.enex", _notes, {"title": "badger", "text": "heron"}, ("attached file",)),
    "doc": Sample(
        "a.doc",
        _old_word,
        {"heading": "badger", "paragraph": "heron", "table": "otter", "header": "ferret", "footnote": "plover",
         "comment": "dunlin", "text box": "marten"},
        left_out={
            "deleted text": (
                lambda: old.word([("Kept gone.\r", b"\0\0")], gone=[(5, 9, b"\x00\x08\x01")]), "what was deleted was left out"
            )
        },
    ),
    "xls": Sample(
        "a.xls",
        lambda: old.container({"Workbook": old.workbook({"Costs": _CELLS}, ["Name badger", "Price otter", "Tea heron"])}),
        {"header": "badger", "text": "heron", "value": "3"},
        ("value of a cell",),
    ),
    "xlsb": Sample(
        "a.xlsb",
        lambda: old.packed_workbook(_PACKED_CELLS, ["Name badger", "Price otter"]),
        {"header": "badger", "text": "heron"},
        ("value of a cell",),
    ),
    "xmlss": Sample(
        "a.xls",
        lambda: WORKBOOK_2003.encode(),
        {"header": "badger", "text": "heron", "value": "7", "note": "otter", "hidden sheet": "plover"},
        ("value of a cell",),
    ),
    "wordml": Sample(
        "a.xml",
        lambda: TEXT_2003.encode(),
        {"heading": "badger", "paragraph": "heron", "table": "otter", "footnote": "plover", "header": "ferret"},
    ),
    "ppt": Sample(
        "a.ppt",
        lambda: old.presentation([(old.shape(0, "Plan badger"), b""), (old.shape(1, "Placed heron"), b"")]),
        {"title": "badger", "shape": "heron"},
        left_out={
            "picture": (
                lambda: old.presentation([(old.shape(0, "Plan badger"), b"")], pictures=[large(), b"small"]),
                "1 picture on its slides holds no text",
            )
        },
    ),
    "msg": Sample(
        "a.msg",
        lambda: old.message(
            {0x0037: "Roof badger", 0x1000: "Running heron.\r\n"},
            old.properties({0x3707: "a.txt", 0x3701: b"Lynx."}, "__attach_version1.0_#00000000/"),
        ),
        {"subject": "badger", "text": "heron"},
        ("attachment",),
    ),
    "zip": Sample("a.zip", lambda: zipped({"a.txt": "Heron.", ".DS_Store": "x"}), {"file": "Heron"}, ("file",)),
    "tar": Sample("a.tar", lambda: tape("a.txt", b"Heron."), {"file": "Heron"}, ("file",)),
    "ipynb": Sample("a.ipynb", _notebook, {"heading": "badger", "text": "heron", "code": "otter", "printed": "lynx"}),
}  # fmt: skip

"""Workbooks (SpreadsheetML) and texts (WordprocessingML) of Office 2003.

Programs of companies and banks export the former, often under the name of an old workbook.

Source: Microsoft Office 2003 XML Reference Schemas (spreadsheet and wordml).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.i18n import _
from ingest.loaders.builder import Builder, not_read, one_line, squeeze
from ingest.loaders.number_formats import GENERAL, shown, shown_text
from ingest.loaders.sheet import MOST_CHARS, Sheet, cell_name
from ingest.loaders.sheet_margins import header_and_footer
from ingest.loaders.table_headers import Merged
from ingest.loaders.workbook import MOST_ROWS, add_rows
from ingest.loaders.xml import MAX_XML_BYTES, local, value
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_NAMED_FORMATS = {
    "percent": "0.00%", "fixed": "0.00", "standard": "#,##0.00", "currency": "#,##0.00", "scientific": "0.00E+00",
    "euro currency": '#,##0.00" €"',
}  # fmt: skip
_FURTHEST = 1_048_576
_MOST_ACROSS = 16_384
_NO_DAY = "1899-12-31T"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_NO_MEMORY = 2  # libxml2's code
_GONE = frozenset({"delText", "instrText", "pPr", "rPr", "binData", "hdr", "ftr"})
_DEEPEST = 100


def read_workbook(data: bytes, path: PurePath) -> Document:
    """Read a workbook of Excel 2003's XML: its cells as shown, and notes.

    Raises:
        Unreadable: It is damaged from its beginning, too large, or empty.
    """
    builder = Builder("xmlss")
    book = _Workbook(builder)
    damaged = False
    for one in _elements(
        data, "Style", "Column", "Row", "Header", "Footer", "Visible", "Worksheet", starts="Worksheet"
    ):
        if one is None:
            damaged = True
        else:
            book.take(one)
    if damaged:
        book.end(damaged=True)
    if not any(block.kind != "heading" for block in builder.blocks):
        raise Unreadable(_("it is damaged: it is not valid XML") if damaged else _("its sheets are empty"))
    return builder.document(path)


def _elements(data: bytes, *names: str, starts: str = "") -> Iterator[_Element | None]:
    """Yield elements as they end, and those of one name as they start.

    Those that start have no text yet. Where the file is damaged, None is the last.
    """
    from lxml import etree  # type: ignore[import-untyped]

    if len(data) > MAX_XML_BYTES:
        raise Unreadable(_("it is larger than {megabytes} MB", megabytes=MAX_XML_BYTES >> 20))
    try:
        for event, one in etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in names],
            resolve_entities=False,
            no_network=True,
            huge_tree=True,
            remove_comments=True,
        ):
            if event == "start":
                if local(one) == starts:
                    yield one
                continue
            yield one
            if local(one) in ("Row", "Worksheet"):
                one.clear()
                while one.getprevious() is not None and local(one.getprevious()) == local(one):
                    del one.getparent()[0]
    except etree.XMLSyntaxError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        yield None


class _Workbook:
    """A builder of sheets from a workbook's parts, in their order.

    Each sheet is appended when it ends.
    """

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._formats: dict[str, str] = {}
        self._chars = 0
        self._open = False
        self._begin("")

    def _begin(self, name: str) -> None:
        self._name = name
        self._sheet = Sheet()
        self._notes: list[str] = []
        self._row = self._column = 0
        self._hidden = False

    def take(self, one: _Element) -> None:
        """Take a part as it ends, or a sheet as it starts."""
        name = local(one)
        if name == "Style":
            for part in one:
                if local(part) == "NumberFormat":
                    self._formats[value(one, "ID")] = _code(value(part, "Format"))
        elif name == "Column":
            first = _number(value(one, "Index"), self._column + 1, _MOST_ACROSS)
            self._column = min(first + _number(value(one, "Span"), 0, _MOST_ACROSS), _MOST_ACROSS)
            if value(one, "Hidden") == "1":
                self._sheet.hidden_columns |= set(range(first - 1, self._column))
        elif name == "Row":
            self._take_row(one)
        elif name in ("Header", "Footer"):
            self._sheet.running[f"odd{name}"] = value(one, "Data")
        elif name == "Visible":
            self._hidden = (one.text or "") in ("SheetHidden", "SheetVeryHidden")
        elif self._open:
            self.end()
        else:
            self._open = True
            self._begin(one_line(value(one, "Name")) or "Sheet")

    def end(self, *, damaged: bool = False) -> None:
        """Append the sheet that is open."""
        if not self._open:
            if damaged:
                self._builder.notices.append(_("it is damaged: sheets behind the last one may be missing"))
            return
        self._open = False
        self._sheet.damaged = damaged
        self._builder.heading(1, f"{self._name} (hidden sheet)" if self._hidden else self._name)
        self._builder.read["value of a cell"] += self._sheet.values
        head, foot = header_and_footer(self._sheet.running)
        self._builder.add("paragraph", head and f"Page header: {head}")  # not shown
        add_rows(self._builder, self._sheet, self._name)
        self._builder.add("paragraph", foot and f"Page footer: {foot}")  # not shown
        for note in self._notes:
            self._builder.add("paragraph", note)

    def _take_row(self, row: _Element) -> None:
        self._row = _number(value(row, "Index"), self._row + 1, _FURTHEST)
        if self._sheet.more_rows:
            return
        cells: dict[int, str] = {}
        column = 0  # of the cell before, counted from 1
        for cell in row:
            if local(cell) != "Cell":
                continue
            column = _number(value(cell, "Index"), column + 1, _MOST_ACROSS)
            place = column - 1
            across = _number(value(cell, "MergeAcross"), 0, _MOST_ACROSS)
            down = _number(value(cell, "MergeDown"), 0, _FURTHEST)
            if across or down:
                self._sheet.merged.append(Merged(self._row, place, down + 1, across + 1))
            column += across
            text = self._cell(cell, value(cell, "StyleID") or value(row, "StyleID"), place)
            if text.strip():
                cells[place] = text
        self._chars += sum(map(len, cells.values()))
        if cells and (len(self._sheet.rows) == MOST_ROWS or self._chars > MOST_CHARS):
            self._sheet.more_rows = True
        elif cells:
            self._sheet.rows.append((self._row, value(row, "Hidden") == "1", cells))
        self._row = min(self._row + _number(value(row, "Span"), 0, _FURTHEST), _FURTHEST)

    def _cell(self, cell: _Element, style: str, column: int) -> str:
        """Return what a cell shows, and keep its note."""
        text = ""
        for part in cell:
            if local(part) == "Comment":
                said = one_line(" ".join(part.itertext()))
                author = one_line(value(part, "Author"))
                who = f" ({author})" if author else ""
                self._notes += (
                    [f"Note on {cell_name(self._row, column)}{who}: {said}"] if said else []  # not shown
                )
            elif local(part) == "Data":
                held = "".join(part.itertext())
                self._sheet.values += bool(held.strip()) and value(part, "Type") != "String"
                text = _shown(held, value(part, "Type"), self._formats.get(style, GENERAL))
        if value(cell, "Formula"):
            if text.strip():
                self._sheet.results += 1
            else:
                self._sheet.resultless.append((self._row, column))
        return text


def _number(text: str, default: int, most: int) -> int:
    return min(int(text), most) if text.isdigit() and len(text) < 9 else min(default, most)


def _code(name: str) -> str:
    """Return the format that a style names, whose words for days stand for themselves."""
    return _NAMED_FORMATS.get(name.lower(), GENERAL if not name or name[:1].isalpha() else name)


def _shown(held: str, kind: str, code: str) -> str:
    if kind == "Number":
        return shown(held.strip(), code)
    if kind == "DateTime":
        day = held.strip().partition(".")[0].removesuffix("T00:00:00")
        return day.removeprefix(_NO_DAY).replace("T", " ")
    if kind == "Boolean":
        return "TRUE" if held.strip() == "1" else "FALSE"
    return shown_text(held, code) if kind == "String" else held


def read_text(data: bytes, path: PurePath) -> Document:
    """Read a text of Word 2003's XML: numbered paragraphs, tables and footnotes.

    Raises:
        Unreadable: It is damaged, too large, or nested too deep.
    """
    from lxml import etree

    if len(data) > MAX_XML_BYTES:
        raise Unreadable(_("it is larger than {megabytes} MB", megabytes=MAX_XML_BYTES >> 20))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise Unreadable(_("it is damaged: it is not valid XML")) from error
    builder = Builder("wordml")
    _Text(builder, root).run()
    return builder.document(path)


class _Text:
    """Appends the blocks of a text."""

    def __init__(self, builder: Builder, root: _Element) -> None:
        self._builder = builder
        self._root = root
        self._levels: dict[str, int] = {}
        self._later: list[str] = []

    def run(self) -> None:
        """Append all blocks: headers, the text, then the notes at its foot."""
        pictures = 0
        seen: set[str] = set()
        for one in self._root.iter("{*}style", "{*}hdr", "{*}ftr", "{*}binData"):
            name = local(one)
            if name == "style":
                known = _HEADING.fullmatch(next((value(part) for part in one if local(part) == "name"), ""))
                if known:
                    self._levels[value(one, "styleId")] = int(known[1])
            elif name == "binData":
                pictures += local(one.getparent()) == "pict"
            else:
                said = one_line(" ".join(_line(part, []) for part in one.iter("{*}p")))
                where = "header" if name == "hdr" else "footer"
                if said and said not in seen:
                    seen.add(said)
                    self._builder.add("paragraph", f"Page {where}: {said}")
        for one in self._root:
            if local(one) == "body":
                self._blocks(one, 0)
        for number, said in enumerate(self._later, start=1):
            self._builder.add("paragraph", f"[{number}] {said}")
        self._builder.notices += not_read(pictures, "picture")

    def _blocks(self, part: _Element, depth: int) -> None:
        if depth > _DEEPEST:
            raise Unreadable(_("its parts are nested too deep"))
        for one in part:
            name = local(one)
            if name == "p":
                self._paragraph(one)
            elif name == "tbl":
                rows = [
                    [one_line(" ".join(_line(inner, self._later) for inner in cell.iter("{*}p"))) for cell in row.iter("{*}tc")]
                    for row in one.iter("{*}tr")
                ]  # fmt: skip
                self._builder.table([row for row in rows if row])
            elif name not in _GONE and name != "sectPr":
                self._blocks(one, depth + 1)

    def _paragraph(self, paragraph: _Element) -> None:
        style = number = ""
        for one in paragraph:
            if local(one) == "pPr":
                style = next((value(part) for part in one if local(part) == "pStyle"), "")
                number = next((value(part) for part in one.iterfind("{*}listPr/{*}t")), "")
        text = squeeze(_line(paragraph, self._later)).strip()
        level = self._levels.get(style, 0)
        if level and text:
            self._builder.heading(level, one_line(f"{number} {text}".strip()))
        elif number.strip() and text:
            mark = number.strip() if any(map(str.isalnum, number)) else "-"
            self._builder.add("list", f"{mark} {text}")
        else:
            self._builder.add("paragraph", text)


def _line(element: _Element, notes: list[str], depth: int = 0) -> str:
    """Return the text of a paragraph, with numbers in place of its footnotes.

    The footnotes are added to `notes`.
    """
    if depth > _DEEPEST:
        raise Unreadable(_("its parts are nested too deep"))
    pieces = []
    for one in element:
        name = local(one)
        if name == "t":
            pieces.append(one.text or "")
        elif name in ("br", "cr", "tab"):
            pieces.append(" " if name == "tab" else "\n")
        elif name in ("footnote", "endnote"):
            notes.append(one_line(" ".join(_line(part, [], depth + 1) for part in one.iter("{*}p"))))
            pieces.append(f"[{len(notes)}]")
        elif name not in _GONE:
            pieces.append(_line(one, notes, depth + 1) + ("\n" if name == "p" else ""))
    return "".join(pieces)

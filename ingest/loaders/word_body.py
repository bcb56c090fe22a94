"""Reads the paragraphs, tables and drawings of a part of a Word document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.loaders import pictured
from ingest.loaders.builder import Builder, one_line, squeeze
from ingest.loaders.charts import add_chart, add_diagram
from ingest.loaders.equations import latex
from ingest.loaders.ooxml import DRAWING, NOT_TICKED, TICKED, Package, alternatives, drawn_lines
from ingest.loaders.table_headers import Merged, is_amount, with_one_header
from ingest.loaders.word_numbering import BULLET, Numbering
from ingest.loaders.word_styles import Styles, is_symbol_font, outline_level, sign
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_THROUGH = frozenset(
    {"ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo", "sdtContent", "r", "body",
     "document", "Choice", "Fallback", "rubyBase", "subDoc"}
)  # fmt: skip
_GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "instrText", "delText"})
SILENT_FIELDS = frozenset(
    {"", "XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "FORMCHECKBOX", "FORMTEXT", "FORMDROPDOWN", "TOC", "INDEX",
     "MACRO", "ADVANCE", "PRINT", "NEXT", "NEXTIF", "SKIPIF", "DATABASE", "PAGE", "NUMPAGES", "SECTION",
     "SECTIONPAGES", "HYPERLINK", "INCLUDEPICTURE", "SHAPE", "ADDIN"}
)  # fmt: skip
_WIDEST = 500
_MOST_COLUMNS = 500
_SYMBOL_FIELD = re.compile(
    r"SYMBOL\s+(0x[0-9A-Fa-f]+|\d+)(?:.*\\f\s+\"?([^\"\\]+))?", re.IGNORECASE | re.DOTALL
)
_SPREAD = re.compile(r"[\\*]\s*\w+\s*$")
_EQUATION_FIELD = re.compile(r"\\[a-zA-Z*]+\s*(?:\d+|\"[^\"]*\")?|[(){}]")


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    shown: bool = False
    choices: tuple[str, ...] = ()
    chosen: int = 0
    is_box: bool = False


@dataclass(slots=True)
class _Cell:
    text: str
    width: int
    continues: bool
    begins: bool


class Reader:
    """Appends what stands in a part of a document, in the order in which it is read.

    Args:
        package: The file.
        part: Name of the part.
        builder: Takes the blocks.
        styles: Of the document.
        numbering: Counts the numbered paragraphs.

    Attributes:
        seen: How many elements of each name were met.
        notes: Kind and name of the notes that the text refers to.
        commented: Words that each comment is about, by its name.
        parts: Names of the parts that were read on the way, like charts.
        embedded: Program of each embedded file, by the name of its part.
        fields: Kinds of fields that show no result.
        signs: How many letters of each symbol font are not known.
        pictures: Relation and part of the pictures that were met since the last block was done, and whether each is
            described; None where they are not to be read.
    """

    def __init__(
        self, package: Package, part: str, builder: Builder, styles: Styles, numbering: Numbering
    ) -> None:
        self._package = package
        self._part = part
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._line: list[str] = []
        self._later: list[Callable[[], None]] = []
        self._fields: list[_Field] = []
        self._open_comments: set[str] = set()
        self._font = ""
        self._carried = ""
        self.seen: Counter[str] = Counter()
        self.notes: list[tuple[str, str]] = []
        self.commented: dict[str, list[str]] = {}
        self.parts: set[str] = set()
        self.embedded: dict[str, str] = {}
        self.fields: list[str] = []
        self.signs: Counter[str] = Counter()
        self.pictures: list[tuple[str, str, bool]] | None = None
        self._described = False
        self._whole = builder

    def words(self, element: _Element, part: str) -> str:
        """Return what stands in an element of another part, like a note, on one line."""
        before, self._part = self._part, part
        seen, self.seen = self.seen, Counter()
        text = self._apart_of(element)
        self._part, self.seen = before, seen
        return text

    def blocks(self, elements: Iterable[_Element]) -> None:
        """Append paragraphs and tables, like those in an element."""
        for child in elements:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name == "AlternateContent":
                for one in alternatives(child):
                    self.blocks(one)
            elif name == "sdt":
                self._blocks_of_control(child)
            elif name in ("oMathPara", "oMath"):
                self._builder.add("paragraph", self._equations(child))
            elif name in _THROUGH or name in ("tr", "tc", "txbxContent", "textbox"):
                self.blocks(child)
            self._show_pictures()

    def _show_pictures(self) -> None:
        """Append what was recognised in the pictures that were met so far.

        It stands below the paragraph or table that shows them.
        """
        if not self.pictures or self._builder is not self._whole:
            return
        pictures, self.pictures = self.pictures, []
        for name, part, described in pictures:
            relation = self._package.relations(part).get(name)
            if relation is not None and not relation.outside:
                pictured.show(self._builder, partial(self._package.raw, relation.target), described=described)

    def _blocks_of_control(self, control: _Element) -> None:
        if _box(control) is not None:
            self._builder.add("paragraph", self._line_of([control]))
            return
        for part in control:
            if local(part) == "sdtContent":
                self.blocks(part)

    def _paragraph(self, paragraph: _Element) -> None:
        properties = next((one for one in paragraph if local(one) == "pPr"), None)
        held = {} if properties is None else {local(one): one for one in properties}
        later, self._later = self._later, []
        text = self._carried + self._line_of(paragraph)
        self._carried = ""
        mark = held.get("rPr")
        if mark is not None and any(local(one) == "del" for one in mark):
            self._carried = f"{text} " if text else ""  # its end was deleted: it goes on in the next one
        else:
            self._add_paragraph(text, held)
        for one in self._later:
            one()
        self._later = later

    def _add_paragraph(self, text: str, properties: dict[str, _Element]) -> None:
        name = value(properties.get("pStyle"))
        style = self._styles.style(name)
        heading = style.heading
        if "outlineLvl" in properties:
            heading = outline_level(value(properties["outlineLvl"]))
        label = self._label(properties.get("numPr"), name)
        text = squeeze(text)
        if not text:
            return
        if heading:
            number = "" if label == BULLET else label
            self._builder.heading(heading, f"{number} {text}")
        elif label:
            self._builder.add("list", f"{label} " + text.replace("\n", " "))
        else:
            self._builder.add("paragraph", text)

    def _label(self, numbers: _Element | None, name: str) -> str:
        """Return the automatic number of a paragraph, and count it."""
        style = self._styles.style(name)
        held = {} if numbers is None else {local(one): value(one) for one in numbers}
        number_id = held.get("numId", style.number_id)
        if not number_id or number_id == "0":
            return ""
        if held.get("ilvl", "").isdigit():
            depth = int(held["ilvl"])
        elif "numId" in held:
            depth = 0
        elif style.depth is not None:
            depth = style.depth
        else:
            depth = self._numbering.level_of_style(number_id, style.numbered_by)
        return self._numbering.next(number_id, depth)

    def _line_of(self, elements: Iterable[_Element]) -> str:
        """Return the running text in some elements."""
        line, self._line = self._line, []
        for one in elements:
            self._inline(one)
        for field in self._fields:
            field.shown = True  # nothing is hidden for want of a field's end
        text = "".join(self._line)
        self._line = line
        return text

    def _emit(self, text: str) -> None:
        if all(field.shown for field in self._fields):
            self._line.append(text)
            for comment in self._open_comments:
                self.commented[comment].append(text)

    def _inline(self, element: _Element) -> None:
        name = local(element)
        if name in _GONE:
            if name == "instrText" and self._fields:
                self._fields[-1].instruction += element.text or ""
            return
        if name == "r":
            self._run(element)
        elif name == "fldSimple":
            before = self.seen["t"]
            self._inside(element)
            if self.seen["t"] == before:
                self._resultless(value(element, "instr"))
        elif name == "sdt":
            self._control(element)
        elif name == "AlternateContent":
            for one in alternatives(element):
                self._inside(one)
        elif name in ("oMath", "oMathPara"):
            self._emit(self._equations(element))
        elif name == "commentRangeStart":
            self._open_comments.add(value(element, "id"))
            self.commented.setdefault(value(element, "id"), [])
        elif name == "commentRangeEnd":
            self._open_comments.discard(value(element, "id"))
        elif name in ("p", "tbl"):  # where none may stand
            self._emit(f" {self._apart_of([element])} ")
        elif name in _INLINE:
            _INLINE[name](self, element)
        elif name in _THROUGH:
            self._inside(element)

    def _inside(self, element: _Element) -> None:
        for child in element:
            self._inline(child)

    def _run(self, run: _Element) -> None:
        before, self._font = self._font, ""
        for one in run:
            if local(one) == "rPr":
                fonts = next((part for part in one if local(part) == "rFonts"), None)
                self._font = value(fonts, "ascii") or value(fonts, "hAnsi")
            else:
                self._inline(one)
        self._font = before

    def _text(self, element: _Element) -> None:
        self.seen["t"] += 1
        text = element.text or ""
        if is_symbol_font(self._font) and text.strip():
            for letter in text:
                self._sign(self._font, ord(letter))
        else:
            self._emit(text)

    def _sign(self, font: str, code: int) -> None:
        shown = sign(font, code)
        if shown is None:
            self.signs[font] += 1
        self._emit(shown or "")

    def _symbol(self, element: _Element) -> None:
        try:
            code = int(value(element, "char"), 16)
        except ValueError:
            return
        self._sign(value(element, "font"), code)

    def _break(self, element: _Element) -> None:
        self._emit("\n" if value(element, "type", "textWrapping") == "textWrapping" else " ")

    def _tab(self, element: _Element) -> None:
        self._emit(" ")

    def _hyphen(self, element: _Element) -> None:
        self._emit("\u2011")

    def _ruby(self, element: _Element) -> None:
        self.seen["ruby"] += 1
        parts = {local(one): one for one in element}
        base = self._line_of(parts["rubyBase"]) if "rubyBase" in parts else ""
        reading = self._line_of(parts["rt"]) if "rt" in parts else ""
        self._emit(f"{base}（{reading}）" if base.strip() and reading.strip() else base or reading)

    def _note(self, element: _Element) -> None:
        self.notes.append((local(element).removesuffix("Reference"), value(element, "id")))
        self._emit(f"[{len(self.notes)}]")

    def _equations(self, element: _Element) -> str:
        """Return an equation, or those of a paragraph of equations, a line each."""
        own = local(element) == "oMath"
        lines = []
        for one in [element] if own else [child for child in element if local(child) == "oMath"]:
            self.seen["oMath"] += 1
            if written := latex(one):
                lines.append(f"${written}$" if own else f"$${written}$$")
        return "\n".join(lines)

    def _control(self, control: _Element) -> None:
        """Read a content control; of a check box, whether it is ticked."""
        box = _box(control)
        if box is not None:
            self.seen["checkbox"] += 1
            checked = next((one for one in box if local(one) == "checked"), None)
            self._emit(
                TICKED if checked is not None and value(checked, default="1") not in _OFF else NOT_TICKED
            )
            self.seen["t"] += sum(
                1 for part in control if local(part) == "sdtContent" for _ in part.iter(f"{WORD}t")
            )
            return
        for part in control:
            if local(part) == "sdtContent":
                self._inside(part)

    def _field(self, element: _Element) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            field = _Field()
            self._form(element, field)
            self._fields.append(field)
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if not field.shown and not field.is_box:
                if field.chosen < len(field.choices):
                    self._emit(field.choices[field.chosen])
                else:
                    self._resultless(field.instruction)

    def _form(self, element: _Element, field: _Field) -> None:
        """Note what a field of a form holds: a check box, or a list to choose from."""
        for one in element.iter():
            name = local(one)
            if name == "checkBox":
                self.seen["checkbox"] += 1
                states = {local(part): value(part, default="1") for part in one}
                ticked = states.get("checked", states.get("default", "0")) not in _OFF
                self._emit(TICKED if ticked else NOT_TICKED)
                field.is_box = True
            elif name == "ddList":
                field.choices = tuple(value(part) for part in one if local(part) == "listEntry")
                chosen = {local(part): value(part) for part in one}
                number = chosen.get("result", chosen.get("default", "0"))
                field.chosen = int(number) if number.isdigit() else 0

    def _resultless(self, instruction: str) -> None:
        """Write what a field that holds no result shows, or note it."""
        words = instruction.split()
        kind = words[0].upper() if words else ""
        if kind in ("MACROBUTTON", "GOTOBUTTON"):
            self._emit(" ".join(words[2:]))
        elif kind == "QUOTE":
            self._emit(_SPREAD.sub("", " ".join(words[1:])).strip().strip('"'))
        elif kind == "SYMBOL" and (match := _SYMBOL_FIELD.search(instruction)):
            self._sign((match[2] or "Symbol").strip(), int(match[1], 0))
        elif kind == "EQ":
            self._emit(one_line(_EQUATION_FIELD.sub(" ", " ".join(words[1:]))))
        elif kind not in SILENT_FIELDS:
            self.fields.append(kind[:40])

    def _drawing(self, element: _Element) -> None:
        """Read the alternative text of a drawing, and, below the paragraph, what is in it."""
        named = [one for one in element.iter() if local(one) in ("docPr", "cNvPr")]
        for text in dict.fromkeys(one_line(value(one, "descr") or value(one, "title")) for one in named):
            if text:
                self._emit(f" [Picture: {text}] ")
        self._later.append(lambda: self._drawn(element))

    def _drawn(self, element: _Element) -> None:
        for one in element:
            name = local(one)
            if name in ("docPr", "cNvPr", "shape"):
                self._described = bool((value(one, "descr") or value(one, "alt")).strip())
            if name in ("blip", "imagedata") and self.pictures is not None:
                held = value(one, "embed" if name == "blip" else "id")
                self.pictures.append((held, self._part, self._described))
            if name == "txbxContent":
                self.seen["txbxContent"] += 1
                line, self._line = self._line, []
                fields, self._fields = self._fields, []
                self.blocks(one)
                self._line, self._fields = line, fields
            elif name == "chart":
                self._other_part(value(one, "id"), add_chart)
            elif name == "relIds":
                self._other_part(value(one, "dm"), add_diagram)
            elif name == "AlternateContent":
                for part in alternatives(one):
                    self._drawn(part)
            elif name == "txBody" or one.tag == f"{DRAWING}t":
                for line_of_text in drawn_lines(one):
                    self._builder.add("paragraph", line_of_text)
            else:
                self._drawn(one)

    def _other_part(self, name: str, add: Callable[[Builder, _Element], bool]) -> None:
        relation = self._package.relations(self._part).get(name)
        root = None if relation is None or relation.outside else self._package.tree(relation.target)
        if root is not None and relation is not None and add(self._builder, root):
            self.parts.add(relation.target)

    def _picture(self, element: _Element) -> None:
        """Read a drawing of the older kind, or an embedded file."""
        for one in element.iter():
            name = local(one)
            if name == "shape" and value(one, "alt"):
                self._emit(f" [Picture: {one_line(value(one, 'alt'))}] ")
            elif name == "textpath":
                self._emit(f" {one_line(value(one, 'string'))} ")
            elif name == "OLEObject":
                relation = self._package.relations(self._part).get(value(one, "id"))
                if relation is not None:
                    self.embedded[relation.target] = one_line(value(one, "ProgID"))
        self._later.append(lambda: self._drawn(element))

    def _apart_of(self, elements: Iterable[_Element]) -> str:
        """Return the text of some paragraphs and tables on one line."""
        builder, self._builder = self._builder, Builder("docx")
        line, later, fields = self._line, self._later, self._fields
        self._line, self._later, self._fields = [], [], []
        carried, self._carried = self._carried, ""
        self.blocks(elements)
        text = " ".join(self._builder.texts())
        self._builder, self._line, self._later, self._fields = builder, line, later, fields
        self._carried = carried
        return one_line(text)

    def _table(self, table: _Element) -> None:
        self.seen["tbl"] += 1
        if self._only_lays_out(table):
            for is_record, rows in groupby(_rows(table), self._is_record):
                if is_record:
                    self._records(rows)
                    continue
                for row in rows:
                    self._count_boxes_around_cells(row)
                    for cell in _cells(row):
                        self.blocks(cell)
            return
        self._records(_rows(table))

    def _records(self, lines_of_table: Iterable[_Element]) -> None:
        """Add lines of a table as one."""
        rows, merged, header_lines = self._grid(lines_of_table)
        if not rows:
            return
        across = {one.row for one in merged if one.width == len(rows[0])}
        titles, lines = with_one_header(rows, merged, across=across, header_lines=header_lines)
        for title in titles:
            self._builder.add("paragraph", title)
        self._builder.table(lines)

    def _only_lays_out(self, table: _Element) -> bool:
        """Return whether a table holds another one, headings, or a single cell."""
        if next(table.iterdescendants(f"{WORD}tbl"), None) is not None:
            return True
        if self._has_headings(table):
            return True
        return sum(1 for row in _rows(table) for _ in _cells(row)) < 2

    def _is_record(self, row: _Element) -> bool:
        """Return whether a line of a table that lays out holds values.

        They are short, one in each of its cells.
        """
        if next(row.iterdescendants(f"{WORD}tbl"), None) is not None or self._has_headings(row):
            return False
        texts = [[one for one in cell.iter(f"{WORD}p") if _has_text(one)] for cell in _cells(row)]
        return sum(1 for one in texts if one) > 1 and all(len(one) < 2 for one in texts)

    def _has_headings(self, part: _Element) -> bool:
        return any(1 <= self._styles.style(value(one)).heading <= 3 for one in part.iter(f"{WORD}pStyle"))

    def _count_boxes_around_cells(self, row: _Element) -> None:
        """Count check boxes that are a whole cell, whose sign is read with the cell."""
        self.seen["checkbox"] += sum(local(one) == "sdt" and _box(one) is not None for one in row)

    def _grid(self, lines: Iterable[_Element]) -> tuple[list[list[str]], list[Merged], int]:
        """Return the cells of a table's lines, merged cells, and its header's lines."""
        grid: list[list[_Cell]] = []
        header_lines = 0
        for row in lines:
            properties = next((one for one in row if local(one) == "trPr"), None)
            held = {} if properties is None else {local(one): one for one in properties}
            if "del" in held:
                continue
            if (
                "tblHeader" in held
                and value(held["tblHeader"], default="1") not in _OFF
                and header_lines == len(grid)
            ):
                header_lines += 1
            self._count_boxes_around_cells(row)
            before = _whole(value(held.get("gridBefore")), 0)
            cells = [_Cell("", before, False, False)] if before else []
            for cell in _cells(row):
                width, merge = _shape(cell)
                cells.append(_Cell(self._apart_of(cell), width, merge == "continue", merge == "restart"))
            grid.append(cells)
        rows, merged = _in_columns(grid)
        even = all(len(row) == len(rows[0]) for row in rows)
        return rows, merged, header_lines if even else 0


def _has_text(paragraph: _Element) -> bool:
    return any((one.text or "").strip() for one in paragraph.iter(f"{WORD}t"))


def _in_columns(grid: list[list[_Cell]]) -> tuple[list[list[str]], list[Merged]]:
    """Return the texts by column, and the merged cells."""
    starts: set[int] = set()
    rows: list[dict[int, str]] = []
    merged: dict[tuple[int, int], Merged] = {}
    open_cells: dict[int, tuple[int, str]] = {}
    for number, cells in enumerate(grid):
        texts: dict[int, str] = {}
        at = 0
        for cell in cells:
            if cell.continues and at in open_cells:
                first, text = open_cells[at]
                texts[at] = cell.text or text
                merged[first, at] = Merged(first, at, number - first + 1, cell.width)
            else:
                texts[at] = cell.text
                open_cells.pop(at, None)
                if cell.begins:
                    open_cells[at] = number, "" if is_amount(cell.text) else cell.text
                if cell.width > 1 or cell.begins:
                    merged[number, at] = Merged(number, at, 1, cell.width)
            starts.add(at)
            at += cell.width
        rows.append(texts)
    kept = sorted(starts)  # columns in which no cell begins come from borders that are a hair apart
    if len(kept) > _MOST_COLUMNS:  # no program writes such a table
        return [[cell.text for cell in row] for row in grid], []
    place = {column: index for index, column in enumerate(kept)}
    shaped = [
        Merged(
            one.row,
            place[one.column],
            one.height,
            sum(one.column <= column < one.column + one.width for column in kept),
        )
        for one in merged.values()
    ]
    return [[row.get(column, "") for column in kept] for row in rows], shaped


def _rows(table: _Element) -> Iterator[_Element]:
    return _inside(table, "tr")


def _cells(row: _Element) -> Iterator[_Element]:
    return _inside(row, "tc")


def _inside(element: _Element, name: str) -> Iterator[_Element]:
    """Yield the rows or cells in a table or row, also in those in content controls."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "Choice"):
            yield from _inside(child, name)
        elif local(child) == "AlternateContent":
            for one in alternatives(child):
                yield from _inside(one, name)


def _shape(cell: _Element) -> tuple[int, str]:
    """Return how many columns a cell spans, and how it is merged with other rows."""
    properties = next((one for one in cell if local(one) == "tcPr"), None)
    held = {} if properties is None else {local(one): one for one in properties}
    merge = value(held["vMerge"], default="continue") if "vMerge" in held else ""
    return max(1, _whole(value(held.get("gridSpan")), 1)), merge


def _whole(text: str, default: int) -> int:
    return min(int(text), _WIDEST) if text.isascii() and text.isdigit() else default


def _box(control: _Element) -> _Element | None:
    """Return the properties of the check box that a content control is, or None."""
    properties = next((one for one in control if local(one) == "sdtPr"), None)
    return None if properties is None else next((one for one in properties if local(one) == "checkbox"), None)


_INLINE: dict[str, Callable[[Reader, _Element], None]] = {
    "t": Reader._text,
    "sym": Reader._symbol,
    "br": Reader._break,
    "cr": Reader._break,
    "tab": Reader._tab,
    "ptab": Reader._tab,
    "noBreakHyphen": Reader._hyphen,
    "ruby": Reader._ruby,
    "footnoteReference": Reader._note,
    "endnoteReference": Reader._note,
    "fldChar": Reader._field,
    "drawing": Reader._drawing,
    "pict": Reader._picture,
    "object": Reader._picture,
}

"""Reads the cells of a sheet of a workbook.

Source: ECMA-376, part 1, sections 18.3 (worksheets), 18.4 (shared strings) and 18.8 (styles).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.loaders.number_formats import BUILT_IN, GENERAL, shown, shown_text
from ingest.loaders.ooxml import Package
from ingest.loaders.table_headers import Merged
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

RUNNING = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_MEMORY = 2  # libxml2's code
_LAST_COLUMN = 16_384
MOST_CHARS = 50_000_000


@dataclass(slots=True)
class Books:
    """What the sheets of a workbook share.

    Attributes:
        texts: Texts of cells, by number.
        formats: Of the cells, by the number of their style.
        from_1904: Days are counted from 1904 on.
        chars: How many characters the cells showed so far; a small file can repeat a long text many times.
    """

    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False
    chars: int = 0

    @classmethod
    def of(cls, package: Package, main: str, root: _Element) -> Books:
        """Return what the parts beside a workbook say.

        Styles that are odd or damaged cost no value.
        """
        books = cls(from_1904=any(
            local(one) == "workbookPr" and value(one, "date1904") in ("1", "true", "on") for one in root
        ))  # fmt: skip
        for name in package.related(main, "sharedStrings"):
            books.texts = list(strings(package.data(name)))
        for name in package.related(main, "styles"):
            styles = package.tree(name)
            books.formats = [] if styles is None else _formats(styles)
        return books

    def format(self, style: str) -> str:
        """Return the format of a style."""
        return self.formats[int(style)] if style.isdigit() and int(style) < len(self.formats) else GENERAL


@dataclass(slots=True)
class Sheet:
    """What a sheet holds.

    Attributes:
        rows: Number of each row that holds anything, from 1, whether it is hidden, and its texts by column, from 0.
        merged: Ranges of cells that were made one; rows are counted from 1.
        hidden_columns: Columns that are not shown.
        resultless: Row and column of the formulas that hold no result.
        zeros: How many formulas show 0.
        results: How many formulas show something else.
        values: How many cells hold a value of any kind.
        running: The header and footer of its pages, as the file writes them.
        more_rows: Whether there are more rows with content than were asked for.
        damaged: Whether its end could not be read.
    """

    rows: list[tuple[int, bool, dict[int, str]]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    resultless: list[tuple[int, int]] = field(default_factory=list)
    zeros: int = 0
    results: int = 0
    values: int = 0
    running: dict[str, str] = field(default_factory=dict)
    more_rows: bool = False
    damaged: bool = False


def _formats(styles: _Element) -> list[str]:
    own = {
        value(one, "numFmtId"): value(one, "formatCode")
        for one in styles.iter()
        if local(one) == "numFmt" and local(one.getparent()) == "numFmts"
    }
    cells = (part for one in styles if local(one) == "cellXfs" for part in one if local(part) == "xf")
    numbers = [value(one, "numFmtId", default="0") for one in cells]
    return [
        own.get(number) or (BUILT_IN.get(int(number), GENERAL) if number.isdigit() else GENERAL)
        for number in numbers
    ]


def strings(data: bytes) -> Iterator[str]:
    """Yield the shared strings of a workbook, in their order."""
    for one in _ends(data, "si"):
        yield _string(one)


def _ends(data: bytes, *names: str) -> Iterator[_Element]:
    """Yield elements of some names as each ends, and forget what they held.

    Raises:
        XMLSyntaxError: It is damaged from here on.
    """
    from lxml import etree  # type: ignore[import-untyped]

    wanted = [f"{{*}}{name}" for name in names]
    for _, one in etree.iterparse(
        io.BytesIO(data),
        tag=wanted,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
    ):
        yield one
        one.clear()
        while one.getprevious() is not None and local(one.getprevious()) == local(one):
            del one.getparent()[0]


def _string(element: _Element) -> str:
    """Return the text of a cell without the readings above its letters."""
    pieces = [
        one.text or "" for one in element.iter() if local(one) == "t" and local(one.getparent()) != "rPh"
    ]
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(pieces)).replace("\r\n", "\n")


def read_sheet(data: bytes, books: Books, most_rows: int) -> Sheet:
    """Read the cells of a sheet.

    Args:
        data: Its part.
        books: What the sheets share.
        most_rows: How many rows with content are read.
    """
    from lxml import etree

    sheet = Sheet()
    number = 0
    try:
        for one in _ends(data, "row", "mergeCell", "col", *RUNNING):
            name = local(one)
            if name == "row":
                given = one.get("r", "")
                number = int(given) if given.isdigit() and len(given) < 8 else number + 1
                if sheet.more_rows:
                    continue
                cells = dict(_cells(one, number, books, sheet))
                books.chars += sum(map(len, cells.values()))
                if cells and (len(sheet.rows) == most_rows or books.chars > MOST_CHARS):
                    sheet.more_rows = True
                elif cells:
                    sheet.rows.append((number, one.get("hidden") in ("1", "true"), cells))
            elif name == "mergeCell":
                if (merged := _range(one.get("ref", ""))) is not None:
                    sheet.merged.append(merged)
            elif name == "col" and one.get("hidden") in ("1", "true"):
                first, last = one.get("min", ""), one.get("max", "")
                if first.isdigit() and last.isdigit():
                    sheet.hidden_columns |= set(range(int(first) - 1, min(int(last), _LAST_COLUMN)))
            elif name in RUNNING:
                sheet.running[name] = one.text or ""
    except etree.XMLSyntaxError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        sheet.damaged = True
    return sheet


def _cells(row: _Element, number: int, books: Books, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Yield the column and text of each cell that shows anything."""
    column = -1
    for cell in row:
        if local(cell) != "c":
            continue
        match = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(match[1]) if match else column + 1
        parts = {local(one): one for one in cell}
        text = _cell(cell, parts, books)
        sheet.values += "is" in parts or bool("v" in parts and parts["v"].text)
        if "f" in parts:
            if not text.strip() and ("v" not in parts or cell.get("t", "n") != "str"):
                sheet.resultless.append((number, column))
                text = f"={parts['f'].text}" if parts["f"].text else text
            elif (parts["v"].text or "").strip() == "0" if "v" in parts else False:
                sheet.zeros += 1
            else:
                sheet.results += 1
        if text.strip():
            yield column, text


def _cell(cell: _Element, parts: dict[str, _Element], books: Books) -> str:
    """Return what a cell shows."""
    kind = cell.get("t", "n")
    code = books.format(cell.get("s", ""))
    if kind == "inlineStr":
        return shown_text(_string(parts["is"]), code) if "is" in parts else ""
    held = (parts["v"].text or "") if "v" in parts else ""
    if not held:
        return ""
    if kind == "s":
        place = int(held) if held.strip().isdigit() else -1
        return shown_text(books.texts[place], code) if 0 <= place < len(books.texts) else ""
    if kind == "b":
        return "TRUE" if held.strip() in ("1", "true") else "FALSE"
    if kind == "str":
        return shown_text(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), held), code)
    if kind == "d":
        return held.removesuffix("T00:00:00").replace("T", " ")
    return shown(held.strip(), code, from_1904=books.from_1904) if kind == "n" else held


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _range(reference: str) -> Merged | None:
    """Return a range like "B2:C4"; its rows are counted from 1, its columns from 0."""
    ends = [_REFERENCE.fullmatch(one) for one in reference.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    left, right = _column(ends[0][1]), _column(ends[1][1])
    top, bottom = int(ends[0][2]), int(ends[1][2])
    return Merged(top, left, max(1, bottom - top + 1), max(1, right - left + 1))


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, like "B2", by its row from 1 and its column from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"

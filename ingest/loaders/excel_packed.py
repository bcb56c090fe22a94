"""Binary workbooks (.xlsb): sheets as records, in the same package as .xlsx.

Source: [MS-XLSB] 2.2.1 on records, 2.4 on each of them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders.archive import open_archive
from ingest.loaders.builder import Builder, not_read, one_line
from ingest.loaders.embedded import add_embedded
from ingest.loaders.excel_binary import error_name, unpacked
from ingest.loaders.number_formats import BUILT_IN, GENERAL, shown, shown_text
from ingest.loaders.ooxml import Package
from ingest.loaders.sheet import MOST_CHARS, Books, Sheet, cell_name
from ingest.loaders.sheet_margins import add_drawings, header_and_footer
from ingest.loaders.table_headers import Merged
from ingest.loaders.workbook import CHARTS, MOST_ROWS, add_rows
from ingest.records import Document, Unreadable

_ROW, _SHARED_TEXT, _FORMAT, _STYLE, _COLUMNS = 0, 19, 44, 47, 60
_PROPERTIES, _SHEET, _MERGED, _RUNNING = 153, 156, 176, 479
_BEGIN_STYLES, _END_STYLES, _END_SHEET = 617, 618, 130
_AUTHOR, _COMMENT, _COMMENT_TEXT = 632, 635, 637
_NUMBERS = frozenset({2, 5, 9})
_FORMULAS = frozenset({8, 9, 10, 11})
_LAST_COLUMN = 16_383


def read(data: bytes, path: PurePath) -> Document:
    """Read a binary workbook: its cells as shown, notes, text boxes and charts."""
    with open_archive(data, no_dtd=True) as archive:
        package = Package(archive)
        main = package.main("xl/workbook.bin")
        if main not in package:
            raise Unreadable(_("its name says .xlsb, but it holds no workbook"))
        builder = Builder("xlsb")
        books = _books(package, main)
        used: set[str] = set()
        relations = package.relations(main)
        for kind, body in _records(package.raw(main)):
            if kind != _SHEET or len(body) < 12:
                continue
            hidden = struct.unpack_from("<I", body)[0]
            identity, at = _text(body, 8)
            name = one_line(_text(body, at)[0]) or "Sheet"
            part = relations[identity].target if identity in relations else ""
            if part not in package:
                builder.notices.append(_("sheet {name} is missing and was not read", name=name))
                continue
            builder.heading(1, f"{name} (hidden sheet)" if hidden else name)
            if relations[identity].kind == "worksheet":
                _add_sheet(builder, package, part, name, books)
            add_drawings(builder, package, part, used)
        charts = [name for name in package.names if CHARTS.fullmatch(name)]
        builder.note_damages(package.notices)
        builder.notices += [*not_read(len(set(charts) - used), "chart")]
        add_embedded(builder, package, "xl", charts, {})
        title = package.title()
    if not any(block.kind != "heading" for block in builder.blocks):
        raise Unreadable(next(iter(builder.damages), _("its sheets are empty")))
    return builder.document(path, title=title or path.stem)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and bytes of each record.

    Raises:
        Unreadable: The last is cut off.
    """
    at = 0
    while at < len(data):
        kind, at = _varying(data, at, 2)
        size, at = _varying(data, at, 4)
        if at + size > len(data):
            raise Unreadable(_("it is damaged"))
        yield kind, data[at : at + size]
        at += size


def _varying(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends.

    At most `most` bytes are read.
    """
    number = 0
    for index in range(most):
        byte = data[at] if at < len(data) else 0
        at += 1
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return number, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    """Return a text that begins with its length, and where it ends.

    A length of -1 is no text.
    """
    count = struct.unpack_from("<I", body, at)[0]
    at += 4
    if count == 0xFFFFFFFF:
        return "", at
    return body[at : at + 2 * count].decode("utf-16-le", "replace"), at + 2 * count


def _books(package: Package, main: str) -> Books:
    """Return what the sheets share: texts, formats, and from when days are counted."""
    books = Books()
    for kind, body in _records(package.raw(main)):
        if kind == _PROPERTIES and body:
            books.from_1904 = bool(body[0] & 1)
    for name in package.related(main, "sharedStrings"):
        try:
            books.texts += [
                _text(body, 1)[0] for kind, body in _records(package.raw(name)) if kind == _SHARED_TEXT
            ]
        except (Unreadable, struct.error):
            package.notices.append(_("its part {name} is damaged and was not read whole", name=name))
    for name in package.related(main, "styles"):
        try:
            books.formats = _formats(package.raw(name))
        except (Unreadable, struct.error):
            package.notices.append(_("its part {name} is damaged and was not read", name=name))
    return books


def _formats(data: bytes) -> list[str]:
    own: dict[int, str] = {}
    found = []
    of_cells = False
    for kind, body in _records(data):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind in (_BEGIN_STYLES, _END_STYLES):
            of_cells = kind == _BEGIN_STYLES
        elif kind == _STYLE and of_cells:
            number = struct.unpack_from("<H", body, 2)[0]
            found.append(own.get(number) or BUILT_IN.get(number, GENERAL))
    return found


def _add_sheet(builder: Builder, package: Package, part: str, name: str, books: Books) -> None:
    sheet = _read_sheet(package, part, books)
    head, foot = header_and_footer(sheet.running)
    builder.add("paragraph", head and f"Page header: {head}")  # not shown
    add_rows(builder, sheet, name)
    builder.read["value of a cell"] += sheet.values
    builder.add("paragraph", foot and f"Page footer: {foot}")  # not shown
    for comments in package.related(part, "comments"):
        try:
            _add_comments(builder, package.raw(comments))
        except (Unreadable, struct.error):
            builder.notices.append(
                _("sheet {name}: its notes are damaged and were not read whole", name=name)
            )


def _add_comments(builder: Builder, data: bytes) -> None:
    authors: list[str] = []
    author = cell = ""
    for kind, body in _records(data):
        if kind == _AUTHOR:
            authors.append(one_line(_text(body, 0)[0]))
        elif kind == _COMMENT:
            number, row, _, column = struct.unpack_from("<IIII", body)
            author = authors[number] if number < len(authors) else ""
            cell = cell_name(row + 1, min(column, _LAST_COLUMN))
        elif kind == _COMMENT_TEXT:
            text = one_line(_text(body, 1)[0]).removeprefix(f"{author}:").strip()
            builder.add(
                "paragraph",
                text and f"Note on {cell}{f' ({author})' if author else ''}: {text}",  # not shown
            )


def _read_sheet(package: Package, part: str, books: Books) -> Sheet:
    sheet = Sheet()
    row = 0
    hidden = False
    cells: dict[int, str] = {}
    ended = False

    def end_row() -> None:
        nonlocal cells
        books.chars += sum(map(len, cells.values()))
        if cells and (len(sheet.rows) == MOST_ROWS or books.chars > MOST_CHARS):
            sheet.more_rows = True
        elif cells and not sheet.more_rows:
            sheet.rows.append((row + 1, hidden, cells))
        cells = {}

    try:
        for kind, body in _records(package.raw(part)):
            if kind == _ROW:
                end_row()
                row = struct.unpack_from("<I", body)[0]
                hidden = len(body) > 11 and bool(body[11] & 0x10)
            elif kind in _CELLS or kind in _FORMULAS:
                column, style = struct.unpack_from("<II", body)
                sheet.values += kind in _NUMBERS
                text = _cell(kind, body, books.format(str(style & 0xFFFFFF)), books)
                if kind in _FORMULAS:
                    sheet.zeros += text == "0"
                    sheet.results += text != "0"
                if text.strip() and column <= _LAST_COLUMN:
                    cells[column] = text
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", body)
                sheet.merged.append(Merged(top + 1, left, max(1, bottom - top + 1), max(1, right - left + 1)))
            elif kind == _COLUMNS:
                first, last, _, _, flags = struct.unpack_from("<IIIIH", body)
                if flags & 1:
                    sheet.hidden_columns |= set(range(first, min(last, _LAST_COLUMN) + 1))
            elif kind == _RUNNING:
                sheet.running["oddHeader"], at = _text(body, 2)
                sheet.running["oddFooter"] = _text(body, at)[0]
            elif kind == _END_SHEET:
                ended = True
    except (Unreadable, struct.error, IndexError):
        ended = False
    end_row()
    sheet.damaged = not ended
    return sheet


def _cell(kind: int, body: bytes, code: str, books: Books) -> str:
    """Return what a cell shows, or nothing."""
    read = _CELLS.get(kind)
    return "" if read is None else read(body, code, books)


def _number(value: float, code: str, books: Books) -> str:
    text = repr(value)
    return shown(text if "e" in text else text.removesuffix(".0"), code, from_1904=books.from_1904)


def _shared(body: bytes, code: str, books: Books) -> str:
    place = struct.unpack_from("<I", body, 8)[0]
    if place >= len(books.texts):
        raise Unreadable(_("it is damaged"))
    return shown_text(books.texts[place], code)


def _truth(body: bytes, _code: str, _books: Books) -> str:
    return "TRUE" if body[8] else "FALSE"


def _error(body: bytes, _code: str, _books: Books) -> str:
    return error_name(body[8])


def _real(body: bytes, code: str, books: Books) -> str:
    return _number(struct.unpack_from("<d", body, 8)[0], code, books)


def _packed(body: bytes, code: str, books: Books) -> str:
    return _number(unpacked(body[8:12]), code, books)


def _own_text(body: bytes, code: str, _books: Books) -> str:
    return shown_text(_text(body, 8)[0], code)


def _rich_text(body: bytes, code: str, _books: Books) -> str:
    return shown_text(_text(body, 9)[0], code)


_CELLS: dict[int, Callable[[bytes, str, Books], str]] = {
    2: _packed, 3: _error, 4: _truth, 5: _real, 6: _own_text, 7: _shared, 8: _own_text, 9: _real, 10: _truth,
    11: _error, 62: _rich_text,
}  # fmt: skip

"""Workbooks of Excel 5 to 2003 (.xls), with the values that Excel shows.

Source: [MS-XLS]; for Excel 5 and 95, OpenOffice's documentation of the Excel file format, by D. Rentz.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders.builder import Builder, not_read, one_line
from ingest.loaders.compound import Storage, decoded, title_of
from ingest.loaders.embedded import add_objects
from ingest.loaders.excel_encrypted import decrypted
from ingest.loaders.number_formats import BUILT_IN, GENERAL, shown, shown_text
from ingest.loaders.sheet import MOST_CHARS, Sheet, cell_name
from ingest.loaders.sheet_margins import header_and_footer
from ingest.loaders.table_headers import Merged
from ingest.loaders.workbook import MOST_ROWS, add_rows
from ingest.records import Document, Unreadable

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_SHEET, _CHART = 0x0010, 0x0020
_BOF, _EOF, _CONTINUE, _SHARED_TEXT = 0x0809, 0x000A, 0x003C, 0x00FD
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"  # in a drawing: where a shape stands
_VALUES, _CATEGORIES = 1, 2


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    wide: bool = True  # texts as Excel 97 and later write them
    page: int = 1252
    from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    own: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    sheets: list[tuple[str, int, int, int]] = field(default_factory=list)  # name, place, hidden, kind
    chars: int = 0
    uses: int = 0  # how often cells show texts that they share
    damaged: bool = False

    def format(self, style: int) -> str:
        """Return the format of a style's numbers."""
        number = self.styles[style] if style < len(self.styles) else 0
        return self.own.get(number) or BUILT_IN.get(number, GENERAL)

    def text(self, data: bytes, at: int, *, short: bool = False) -> str:
        """Return a text that begins with its length, of one byte or two."""
        size = 1 if short else 2
        count = int.from_bytes(data[at : at + size], "little")
        at += size
        if not self.wide:
            return decoded(data[at : at + count], self.page)
        flags = data[at] if at < len(data) else 0
        at += 1 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
        return _characters(data[at : at + (2 * count if flags & 1 else count)], wide=bool(flags & 1))


@dataclass(slots=True)
class _Chart:
    shows_cells: bool = False  # whose values are read where they stand
    texts: list[str] = field(default_factory=list)
    points: dict[int, dict[tuple[int, int], str]] = field(
        default_factory=dict
    )  # by kind, then place and series


def read_storage(storage: Storage, path: PurePath) -> Document:
    """Read a workbook: what its cells show, its notes, text boxes and charts."""
    data = storage.stream("Workbook")
    if data is None:
        data = storage.stream("Book") or b""
    builder = Builder("xls")
    _add_stream(builder, data)
    add_objects(builder, storage, "MBD")
    return _document(builder, path, title_of(storage))


def read_bare(data: bytes, path: PurePath) -> Document:
    """Read a workbook that lies in no container."""
    builder = Builder("xls")
    _add_stream(builder, data)
    return _document(builder, path, "")


def _document(builder: Builder, path: PurePath, title: str) -> Document:
    if not any(block.kind != "heading" for block in builder.blocks):
        raise Unreadable(next(iter(builder.damages), _("its sheets are empty")))
    return builder.document(path, title=title or path.stem)


def _add_stream(builder: Builder, data: bytes) -> None:
    """Append the sheets of a workbook.

    Raises:
        Unreadable: It is encrypted, or no workbook.
    """
    if data[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04"):
        raise Unreadable(_("it was written by Excel 4 or older; open it and save it as .xlsx first"))
    data = decrypted(data)
    book = _globals(data)
    if not book.sheets:
        raise Unreadable(_("it is damaged: it names no sheets"))
    for name, place, hidden, kind in book.sheets:
        if kind not in (0, 2):
            builder.notices.append(_("sheet {name} holds macros and was not read", name=name))
            continue
        builder.heading(1, f"{name} (hidden sheet)" if hidden else name)
        reader = _SheetReader(book)
        reader.run(data, place)
        if not reader.began:
            builder.note_damages([_("sheet {name} is damaged and was not read", name=name)])
            continue
        _append(builder, reader, name)
    shown = sum(1 for record in _records(data, 0) if record[0] == _SHARED_TEXT)
    if 0 < shown < book.uses:
        missing = _(
            "it is damaged: {missing} of its {cells} cells with texts are missing",
            missing=book.uses - shown,
            cells=book.uses,
        )
        builder.note_damages([missing])
    if book.damaged:
        builder.note_damages([_("it is damaged: the end of its texts is missing")])


def _append(builder: Builder, reader: _SheetReader, name: str) -> None:
    sheet = reader.sheet
    head, foot = header_and_footer(sheet.running)
    builder.add("paragraph", head and f"Page header: {head}")  # not shown
    add_rows(builder, sheet, name)
    builder.read["value of a cell"] += sheet.values
    builder.add("paragraph", foot and f"Page footer: {foot}")  # not shown
    for row, column, author, number in reader.notes:
        text = one_line(reader.drawn.pop(number, ("", reader.old_notes.get((row, column), "")))[1])
        text = text.removeprefix(f"{author}:").strip() if author else text
        place = cell_name(row + 1, column)
        builder.add(
            "paragraph",
            text and f"Note on {place}{f' ({author})' if author else ''}: {text}",  # not shown
        )
    for kind, text in reader.drawn.values():
        builder.add("list" if kind else "paragraph", f"{kind} {text}".strip() if kind else text)
    empty = 0
    for chart in reader.charts:
        empty += not _add_chart(builder, chart)
    builder.notices += not_read(empty, "chart")


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes, int]]:
    """Yield the kind, bytes and end of each record from a place on.

    Where the file is cut, the last record is cut too.
    """
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        end = at + 4 + size
        yield kind, data[at + 4 : end], end
        at = end


def _characters(data: bytes, *, wide: bool) -> str:
    return data.decode("utf-16-le" if wide else "latin-1", "replace")


def _globals(data: bytes) -> _Book:
    book = _Book()
    first = next(_records(data, 0), (0, b"", 0))
    if first[0] != _BOF or len(first[1]) < 4:
        raise Unreadable(_("it is damaged: its workbook does not begin as one"))
    book.wide = struct.unpack_from("<H", first[1])[0] >= 0x0600
    if not book.wide and struct.unpack_from("<H", first[1], 2)[0] == _SHEET:
        book.sheets.append(("Sheet", 0, 0, 0))
    shared: list[bytes] = []
    last = 0
    for kind, body, __ in _records(data, first[2]):
        if kind == _EOF:
            break
        if kind == _CONTINUE and last == 0x00FC:
            shared.append(body)
            continue
        last = kind
        if kind == 0x0042 and len(body) >= 2 and not book.wide:
            book.page = struct.unpack_from("<H", body)[0]
        elif kind == 0x0022:
            book.from_1904 = body[:1] == b"\x01"
        elif kind == 0x0085 and len(body) >= 7:
            place, hidden, sort = struct.unpack_from("<IBB", body)
            book.sheets.append((one_line(book.text(body, 6, short=True)) or "Sheet", place, hidden & 3, sort))
        elif kind == 0x041E and len(body) > 2:
            book.own[struct.unpack_from("<H", body)[0]] = book.text(body, 2, short=not book.wide)
        elif kind == 0x00E0 and len(body) >= 4:
            book.styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == 0x00FC:
            shared.append(body)
    _shared_texts(book, shared)
    return book


def _shared_texts(book: _Book, pieces: list[bytes]) -> None:
    """Read the texts that cells share into the book.

    A text may go on in the next record, where its letters may get wider.
    """
    if not pieces or len(pieces[0]) < 8:
        return
    book.uses, count = struct.unpack_from("<II", pieces[0])
    stream = _Pieces(pieces)
    stream.at = 8
    try:
        while len(book.texts) < count and stream.more():
            book.texts.append(stream.text())
            book.chars += len(book.texts[-1])
            if book.chars > MOST_CHARS:
                raise Unreadable(_("its texts are longer than any workbook's"))
    except (IndexError, struct.error):
        book.damaged = True
    book.damaged |= len(book.texts) < count
    book.chars = 0


class _Pieces:
    """Reads texts that may be spread over several records."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self.at = 0

    def more(self) -> bool:
        while self._piece < len(self._pieces) and self.at >= len(self._pieces[self._piece]):
            self._piece += 1
            self.at = 0
        return self._piece < len(self._pieces)

    def take(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            if not self.more():
                raise IndexError(size)
            part = self._pieces[self._piece][self.at : self.at + size - len(found)]
            self.at += len(part)
            found += part
        return found

    def text(self) -> str:
        count, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        readings = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        wide = bool(flags & 1)
        parts = []
        while count:
            crossed = self.at >= len(self._pieces[self._piece])
            if not self.more():
                raise IndexError(count)
            piece = self._pieces[self._piece]
            if crossed:
                wide = bool(piece[0] & 1)
                self.at = 1
            held = piece[self.at : self.at + (2 * count if wide else count)]
            if wide and len(held) % 2:
                held = held[:-1]
                self.at += 1
            if not held and self.at < len(piece):
                raise IndexError(count)  # half a character
            self.at += len(held)
            parts.append(_characters(held, wide=wide))
            count -= len(held) // 2 if wide else len(held)
        self.skip(4 * runs + readings)
        return "".join(parts)

    def skip(self, size: int) -> None:
        while size and self.more():
            step = min(size, len(self._pieces[self._piece]) - self.at)
            self.at += step
            size -= step


class _SheetReader:
    """Reads the records of a sheet.

    Attributes:
        sheet: Its cells.
        began: Whether it was there at all.
        notes: Row, column, author and number of each note.
        old_notes: Texts of notes that Excel 5 and 95 write beside their cells.
        drawn: Mark and text of each text box, button and note, by the number of its shape.
        charts: On the sheet.
    """

    def __init__(self, book: _Book) -> None:
        self.sheet = Sheet()
        self.began = False
        self.notes: list[tuple[int, int, str, int]] = []
        self.old_notes: dict[tuple[int, int], str] = {}
        self.drawn: dict[int, tuple[str, str]] = {}
        self.charts: list[_Chart] = []
        self._book = book
        self._rows: dict[int, dict[int, str]] = {}
        self._hidden: set[int] = set()
        self._waiting: tuple[int, int, int] | None = None  # a formula whose text follows
        self._shape = (0, 0)  # number and kind
        self._note_at: tuple[int, int] | None = None
        self._letters: list[int] = []  # still to come of a drawn text
        self._mark = self._cell = ""  # of the shape that is described
        self._index = 0

    def run(self, data: bytes, place: int) -> None:
        """Read a sheet from its first record to its last."""
        inside: list[int] = []
        ended = False
        for kind, body, end in _records(data, place):
            if kind == _BOF:
                sort = struct.unpack_from("<H", body, 2)[0] if len(body) >= 4 else 0
                self.began = True
                inside.append(sort)
                if sort == _CHART:
                    self.charts.append(_Chart())
            elif not inside:
                return
            elif kind == _EOF:
                inside.pop()
                if not inside:
                    ended = end <= len(data)
                    break
            elif inside[-1] == _CHART:
                self._in_chart(kind, body)
            elif len(inside) == 1:
                self._record(kind, body)
        self._close()
        self.sheet.damaged = not ended

    def _close(self) -> None:
        for number in sorted(self._rows):
            if len(self.sheet.rows) == MOST_ROWS:
                self.sheet.more_rows = True
                break
            self.sheet.rows.append((number + 1, number in self._hidden, self._rows[number]))

    def _record(self, kind: int, body: bytes) -> None:
        if kind in (0x00EC, _CONTINUE, 0x01B6, 0x005D, 0x001C):
            self._around(kind, body)
            return
        try:
            if kind in _CELLS:
                row, column, style = struct.unpack_from("<HHH", body)
                _CELLS[kind](self, row, column, style, body)
            elif kind == 0x00BD:
                self._several(body)
            elif kind in (0x0207, 0x0407, 0x0007):
                self._formula_text(body)
            elif kind == 0x0208 and len(body) >= 14:
                if struct.unpack_from("<H", body, 12)[0] & 0x20:
                    self._hidden.add(struct.unpack_from("<H", body)[0])
            elif kind == 0x007D:
                first, last, _, _, options = struct.unpack_from("<HHHHH", body)
                if options & 1:
                    self.sheet.hidden_columns |= set(range(first, min(last, 255) + 1))
            elif kind == 0x00E5:
                self._merged(body)
            elif kind in (0x0014, 0x0015) and body:
                text = self._book.text(body, 0, short=not self._book.wide)
                self.sheet.running["oddHeader" if kind == 0x0014 else "oddFooter"] = text
        except struct.error:
            self.sheet.damaged = True

    # Cells

    def _put(self, row: int, column: int, text: str) -> None:
        if not text.strip():
            return
        self._book.chars += len(text)
        if self._book.chars > MOST_CHARS:
            self.sheet.more_rows = True
            return
        self._rows.setdefault(row, {})[column] = text

    def _number(self, row: int, column: int, style: int, value: float) -> None:
        self.sheet.values += 1
        text = repr(value)
        text = text.removesuffix(".0") if "e" not in text else text
        self._put(row, column, shown(text, self._book.format(style), from_1904=self._book.from_1904))

    def _shared(self, row: int, column: int, style: int, body: bytes) -> None:
        place = struct.unpack_from("<I", body, 6)[0]
        if place < len(self._book.texts):
            self._put(row, column, shown_text(self._book.texts[place], self._book.format(style)))
        else:
            self.sheet.damaged = True

    def _label(self, row: int, column: int, style: int, body: bytes) -> None:
        self._put(row, column, shown_text(self._book.text(body, 6), self._book.format(style)))

    def _double(self, row: int, column: int, style: int, body: bytes) -> None:
        self._number(row, column, style, struct.unpack_from("<d", body, 6)[0])

    def _packed(self, row: int, column: int, style: int, body: bytes) -> None:
        self._number(row, column, style, unpacked(body[6:10]))

    def _several(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        for at in range(4, len(body) - 7, 6):
            style = struct.unpack_from("<H", body, at)[0]
            self._number(row, column, style, unpacked(body[at + 2 : at + 6]))
            column += 1

    def _truth(self, row: int, column: int, _style: int, body: bytes) -> None:
        value, is_error = struct.unpack_from("<BB", body, 6)
        self._put(row, column, error_name(value) if is_error else "TRUE" if value else "FALSE")

    def _formula(self, row: int, column: int, style: int, body: bytes) -> None:
        held = body[6:14]
        self._waiting = None
        if len(held) == 8 and held[6:] == b"\xff\xff" and held[0] <= 3:
            self.sheet.results += 1
            if held[0] == 0:
                self._waiting = row, column, style
            elif held[0] == 1:
                self._put(row, column, "TRUE" if held[2] else "FALSE")
            elif held[0] == 2:
                self._put(row, column, error_name(held[2]))
            return
        value = struct.unpack("<d", held)[0]
        if value:
            self.sheet.results += 1
        else:
            self.sheet.zeros += 1
        self._number(row, column, style, value)

    def _formula_text(self, body: bytes) -> None:
        if self._waiting is not None:
            row, column, style = self._waiting
            self._put(row, column, shown_text(self._book.text(body, 0), self._book.format(style)))
        self._waiting = None

    def _merged(self, body: bytes) -> None:
        for at in range(2, len(body) - 7, 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", body, at)
            self.sheet.merged.append(
                Merged(top + 1, left, max(1, bottom - top + 1), max(1, right - left + 1))
            )

    # Around the cells

    def _around(self, kind: int, body: bytes) -> None:
        """Take a record of a drawing, or a note."""
        if kind == 0x00EC or (kind == _CONTINUE and not self._letters):
            at = body.rfind(_ANCHOR)
            if 0 <= at <= len(body) - 20:
                column, _, row = struct.unpack_from("<HHH", body, at + 10)
                self._cell = f"({cell_name(row + 1, column)})" if column < 256 else ""
        elif kind == 0x005D and len(body) >= 8:
            sort, number = struct.unpack_from("<HH", body, 4)
            self._shape = number, sort
            self._mark = _mark(body, sort)
            if self._mark:
                self.drawn[number] = (self._mark, self._cell)
        elif kind == 0x01B6 and len(body) >= 12:
            count = struct.unpack_from("<H", body, 10)[0]
            self._letters = [count] if count else []
        elif kind == _CONTINUE and self._letters:
            count = self._letters.pop()
            if not body:
                return
            wide = bool(body[0] & 1)
            held = body[1 : 1 + (2 * count if wide else count)]
            text = _characters(held, wide=wide)
            number, _ = self._shape
            self.drawn[number] = (
                self._mark,
                (self.drawn.get(number, ("", ""))[1] + text).replace("\r", "\n"),
            )
            if (rest := count - len(text)) > 0:
                self._letters = [rest]
        elif kind == 0x001C and len(body) >= 6:
            self._note(body)

    def _note(self, body: bytes) -> None:
        row, column, _, number = struct.unpack_from("<HHHH", body.ljust(8, b"\0"))
        if self._book.wide:
            author = one_line(self._book.text(body, 8)) if len(body) > 10 else ""
            self.notes.append((row, column, author, number))
            return
        words = decoded(body[6:], self._book.page)
        if row == 0xFFFF and self._note_at is not None:  # a long one goes on
            self.old_notes[self._note_at] += words
            return
        self._note_at = row, column
        self.old_notes[self._note_at] = words
        self.notes.append((row, column, "", -1 - len(self.notes)))

    # Charts

    def _in_chart(self, kind: int, body: bytes) -> None:
        chart = self.charts[-1]
        if kind == 0x100D and len(body) > 3:
            if text := one_line(self._book.text(body, 2, short=True)):
                chart.texts.append(text)
        elif kind == 0x1051 and len(body) >= 8:
            chart.shows_cells |= body[1] == 2 and body[6:8] != b"\0\0"
        elif kind == 0x1065 and len(body) >= 2:
            self._index = struct.unpack_from("<H", body)[0]
        elif kind in (0x0203, 0x0204) and len(body) > 6:
            place, series, style = struct.unpack_from("<HHH", body)
            if kind == 0x0204:
                text = self._book.text(body, 6)
            elif len(body) >= 14:
                value = repr(struct.unpack_from("<d", body, 6)[0]).removesuffix(".0")
                text = shown(value, self._book.format(style), from_1904=self._book.from_1904)
            else:
                return
            chart.points.setdefault(self._index, {})[place, series] = text


_CELLS = {
    0x00FD: _SheetReader._shared, 0x0203: _SheetReader._double, 0x027E: _SheetReader._packed,
    0x0204: _SheetReader._label, 0x00D6: _SheetReader._label, 0x0205: _SheetReader._truth,
    0x0006: _SheetReader._formula, 0x0206: _SheetReader._formula, 0x0406: _SheetReader._formula,
}  # fmt: skip


def unpacked(held: bytes) -> float:
    """Return the number that Excel packs into four bytes.

    Source: [MS-XLS] 2.5.217, RkNumber.
    """
    raw: int = struct.unpack("<i", held)[0]
    number: float = raw >> 2
    if not raw & 2:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", raw & 0xFFFFFFFC))[0]
    return number / 100 if raw & 1 else number


def error_name(code: int) -> str:
    """Return what a cell shows where its formula went wrong."""
    return _ERRORS.get(code, "#N/A")


def _mark(body: bytes, sort: int) -> str:
    """Return the mark of a check box or of a button to choose by, or nothing."""
    if sort not in (11, 12):
        return ""
    at = 0
    while at + 4 <= len(body):
        kind, size = struct.unpack_from("<HH", body, at)
        if kind == 0x0A and at + 6 <= len(body):
            return "☒" if struct.unpack_from("<H", body, at + 4)[0] == 1 else "☐"
        at += 4 + size
    return "☐"


def _add_chart(builder: Builder, chart: _Chart) -> bool:
    """Append the words and values of a chart; say whether there were any."""
    values, labels = chart.points.get(_VALUES, {}), chart.points.get(_CATEGORIES, {})
    if chart.texts:
        builder.add("paragraph", "Chart: " + ", ".join(dict.fromkeys(chart.texts)))
    series = sorted({column for _, column in values})
    rows = []
    for place in sorted({row for row, __ in values}):
        label = next((labels[place, one] for one in series if (place, one) in labels), "")
        rows.append([label, *(values.get((place, one), "") for one in series)])
    if rows:
        builder.table(rows)
    return bool(rows) or chart.shows_cells

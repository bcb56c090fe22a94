"""Word 6 to 2003 documents (.doc).

Text, headings, automatic numbers, tables, notes and comments are read.

Source: [MS-DOC] 2.4 (how text, properties and fields are found).
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath

from assistant.i18n import _, ngettext
from ingest.loaders import word_binary_old
from ingest.loaders.builder import Builder, not_read, one_line, squeeze
from ingest.loaders.compound import Storage, title_of
from ingest.loaders.embedded import add_objects
from ingest.loaders.inventory import PAGE_NUMBER
from ingest.loaders.rtf import Row, aligned
from ingest.loaders.word_binary_parts import (
    DELETED,
    DEPTH,
    FONT,
    HIDDEN,
    IN_TABLE,
    INNER_CELL,
    INNER_ROW_END,
    LEVEL,
    LIST,
    PICTURE,
    ROW_END,
    SIGN,
    SPECIAL,
    TABLE,
    Information,
    Lists,
    Paragraphs,
    counted_texts,
    fonts,
    form_field,
    lists,
    marked_characters,
    paired,
    pieces,
    pieces_within,
    plex,
    styles,
    text_of,
)
from ingest.loaders.word_body import SILENT_FIELDS
from ingest.loaders.word_numbering import BULLET, Numbering
from ingest.loaders.word_styles import is_symbol_font, sign
from ingest.records import Document, Unreadable

_LONGEST_CODE = 300  # characters; what is longer is text
_MOST_SIGNS = 1_000_000
_MOST_BEYOND = 2  # characters behind the last part of the text
_PARAGRAPH_ENDS = re.compile("[\r\x07\x0c]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SIGNS = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\t": "\t"}
_BYTES = re.compile("[\x00-\xff]+")
_GONE, _UNSEEN, _SPECIAL = 1, 2, 4
_BOX_FIELD, _LIST_FIELD = "FORMCHECKBOX", "FORMDROPDOWN"
_RUNNING = (
    "header",
    "header",
    "footer",
    "footer",
    "header",
    "footer",
)  # of even and odd pages, and of the first
_NO_RESULT = re.compile(
    r"\s*(?:(?:MACRO|GOTO)BUTTON\s+\S+\s+([^\"]*)|SYMBOL\s+(0x[0-9a-f]+|\d+)(?:.*\\f\s+\"?([^\"\\]+))?|EQ\s+(.*)|QUOTE\s+\"?([^\"]*))",
    re.IGNORECASE | re.DOTALL,
)
_GLOSSED = re.compile(r"\\s\\up\s*[\d.]*\s*\(([^()]*)\)\s*[,;]\s*([^()]*)\)", re.IGNORECASE)
_EQUATION_CODES = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)|\\[a-z]+\d*|[();]", re.IGNORECASE)
# Numbers of the parts that are read, among the pairs of the information block.
_STYLES, _NOTE_MARKS, _NOTES, _COMMENT_MARKS, _COMMENTS, _HEADERS, _CHARACTERS, _PARAGRAPHS = (
    1,
    2,
    3,
    4,
    5,
    11,
    12,
    13,
)
_FONTS, _TEXT, _AUTHORS, _END_MARKS, _END_NOTES, _BOXES, _HEADER_BOXES = 15, 33, 36, 46, 47, 56, 58


@dataclass(slots=True)
class _Field:
    codes: list[str] = field(default_factory=list)
    shown: bool = False
    place: int = -1  # of what its form field holds

    @property
    def code(self) -> str:
        """What says which field it is."""
        return "".join(self.codes)


@dataclass(slots=True)
class _Table:
    row: Row = field(default_factory=Row)
    rows: list[Row] = field(default_factory=list)


def read_storage(storage: Storage, path: PurePath) -> Document:
    """Read a Word document; headers and footers come first, comments last."""
    builder = Builder("doc")
    reader = _Reader(builder, storage)
    reader.run()
    add_objects(builder, storage.folder("ObjectPool"))
    builder.notices += reader.notices()
    if not builder.blocks and reader.pictures:
        raise Unreadable(_("it holds no text, only pictures, which are not read"))
    return builder.document(path, title=title_of(storage))


class _Reader:
    """A reader of a document's text, by the properties of its paragraphs.

    Attributes:
        pictures: How many stand in it.
    """

    def __init__(self, builder: Builder, storage: Storage) -> None:
        data = storage.stream("WordDocument") or b""
        information = Information(data)
        table = storage.stream(information.table) or b""
        self.pictures = self._drawn = 0
        self._builder = builder
        self._data = storage.stream("Data") or b""
        self._information, self._table_stream = information, table
        clx = information.part(table, _TEXT)
        found = (
            word_binary_old.text_pieces(data, clx, sum(information.counts))
            if information.is_old
            else pieces(clx)
        )
        self._pieces = pieces_within(found, len(data))
        self._starts = [one.start for one in self._pieces]
        self._text, self._short = text_of(
            self._pieces, data, sum(information.counts), "latin-1" if information.is_old else "cp1252"
        )
        self._codec = ""
        if information.is_old and all(one.size == 1 for one in self._pieces):
            self._codec = word_binary_old.codec_of(self._text.encode("latin-1", "replace"))
        last = self._pieces[-1].end if self._pieces else 0
        self._uneven = not 0 <= last - sum(information.counts) <= _MOST_BEYOND
        self._flags = bytearray(len(self._text))
        self._signs: dict[int, tuple[str, int]] = {}  # font and letter, where the font is one of signs
        self._unknown: Counter[str] = Counter()
        self._resultless: Counter[str] = Counter()
        self._fonts = fonts(information.part(table, _FONTS))
        self._places: dict[int, int] = {}
        look, shape = information.part(table, _CHARACTERS), information.part(table, _PARAGRAPHS)
        if information.is_old:
            self._fonts = []
            self._mark_characters(word_binary_old.marked_characters(data, look))
            self._paragraphs = Paragraphs.of(word_binary_old.paragraphs(data, shape))
            self._styles = word_binary_old.styles(information.part(table, _STYLES))
        else:
            self._mark_characters(marked_characters(data, look))
            self._paragraphs = Paragraphs(data, shape, self._data)
            self._styles = styles(information.part(table, _STYLES))
        self._numbering = Numbering(None)
        self._lists = 0
        self._add_lists()
        self._fields: list[_Field] = []
        self._note_numbers: dict[int, int] = {}
        self._words: list[str] = []
        self._table: _Table | None = None
        self._removed = self._hidden = 0

    def run(self) -> None:
        """Append all of it."""
        counts = self._information.counts
        begins = [sum(counts[:index]) for index in range(len(counts) + 1)]
        main, notes, headers, _, comments, ends, boxes, header_boxes = begins[:8]
        self._running(headers)
        self._find_marks()
        self._stretch(main, main + counts[0])
        self._end_table()
        self._add_notes(_NOTES, notes, 0, counts[1])
        self._add_notes(_END_NOTES, ends, len(plex(self._part(_NOTE_MARKS), 2)[1]), counts[5])
        self._boxes(boxes, counts[6], _BOXES)
        self._boxes(header_boxes, counts[7], _HEADER_BOXES)
        self.pictures += max(0, self._drawn)  # what is drawn, and is no box with text
        self._add_comments(comments, counts[4])

    def notices(self) -> list[str]:
        """Return a sentence on each kind of thing that was not read."""
        found = not_read(self.pictures, "picture")
        if self._removed:
            found.append(_("it holds tracked changes; what was deleted was left out"))
        if self._hidden:
            found.append(_("it holds hidden text, which was left out"))
        if self._uneven:
            found.append(
                _("it is damaged: its parts are longer or shorter than it says, and some may be missing")
            )
        elif self._short:
            found.append(_("its end is missing: it may have been cut off, and more text with it"))
        found += [
            ngettext(
                "{number} sign of the font {font} could not be read",
                "{number} signs of the font {font} could not be read",
                count,
                font=font or "Symbol",
            )
            for font, count in self._unknown.items()
        ]
        found += [
            ngettext(
                "{number} field of the kind {kind} shows no result",
                "{number} fields of the kind {kind} show no result",
                count,
                kind=kind,
            )
            for kind, count in self._resultless.items()
        ]
        return found

    def _part(self, number: int) -> bytes:
        return self._information.part(self._table_stream, number)

    # Characters

    def _mark_characters(self, stretches: list[tuple[int, int, dict[int, bytes]]]) -> None:
        """Take the stretches of characters that are deleted, hidden or special."""
        begins = [one[0] for one in stretches]
        for piece in self._pieces:
            last = piece.place + (piece.end - piece.start) * piece.size
            index = max(0, bisect_right(begins, piece.place) - 1)
            while index < len(stretches) and stretches[index][0] < last:
                begin, end, held = stretches[index]
                index += 1
                start = piece.start + max(0, begin - piece.place) // piece.size
                stop = piece.start + (min(end, last) - piece.place) // piece.size
                if stop <= start:
                    continue
                flag = (
                    _GONE * _on(held, DELETED) | _UNSEEN * _on(held, HIDDEN) | _SPECIAL * _on(held, SPECIAL)
                )
                self._flags[start:stop] = bytes([flag]) * (stop - start)
                if SIGN in held and len(held[SIGN]) == 4 and stop == start + 1:
                    font, letter = struct.unpack("<HH", held[SIGN])
                    self._signs[start] = self._font(font), letter
                elif FONT in held and len(held[FONT]) == 2:
                    name = self._font(struct.unpack("<H", held[FONT])[0])
                    if is_symbol_font(name) and len(self._signs) < _MOST_SIGNS:
                        for position in range(start, stop):
                            if self._text[position] > " ":
                                self._signs[position] = name, ord(self._text[position])
                if PICTURE in held and len(held[PICTURE]) == 4:
                    self._places[start] = struct.unpack("<I", held[PICTURE])[0]

    def _font(self, number: int) -> str:
        return self._fonts[number] if number < len(self._fonts) else ""

    def _sign(self, font: str, letter: int) -> str:
        """Return what a letter of a symbol font shows, or "" where that is unknown."""
        shown = sign(font or "Symbol", letter)
        if shown is None:
            self._unknown[font] += 1
        return shown or ""

    def _place(self, position: int) -> int:
        """Return where a character lies in the file, in bytes."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return 0
        piece = self._pieces[index]
        return piece.place + (position - piece.start) * piece.size

    def _line(self, start: int, end: int) -> str:
        """Return the text between two characters, without codes and hidden text."""
        flags = self._flags[start:end]
        text = self._text[start:end]
        plain = not self._fields and not any(flags) and not _CONTROLS.search(text)
        if plain and not (self._signs and any(one in self._signs for one in range(start, end))):
            return self._readable(text).replace("\xa0", " ")
        shown: list[str] = []
        for position, character in enumerate(text, start=start):
            flag = self._flags[position]
            if character in "\x13\x14\x15":
                self._field(character, shown)
                continue
            if self._fields and not self._fields[-1].shown:
                if character == "\x01":
                    self._fields[-1].place = self._places.get(position, -1)
                else:
                    self._fields[-1].codes.append(character)
            if not all(one.shown for one in self._fields):
                continue
            if flag & _GONE:
                self._removed += 1
            elif flag & _UNSEEN:
                self._hidden += character.isalnum()
            else:
                shown.append(self._character(position, character, special=bool(flag & _SPECIAL)))
        return self._readable("".join(shown)).replace("\xa0", " ")

    def _readable(self, text: str) -> str:
        """Return a text whose letters may still be halves of pairs, or bytes."""
        if not self._codec:
            return paired(text)
        return _BYTES.sub(lambda match: match[0].encode("latin-1").decode(self._codec, "replace"), text)

    def _character(self, position: int, character: str, *, special: bool) -> str:
        if position in self._signs:
            return self._sign(*self._signs[position])
        if position in self._note_numbers:
            return f"[{self._note_numbers[position]}]"
        if character in _SIGNS:
            return _SIGNS[character]
        if character == "\x01" or (character == "\x08" and special):
            self.pictures += character == "\x01"
            self._drawn += character == "\x08"
            return ""
        if character == "\0":
            return "\ufffd"  # what was there is lost
        return "" if character < " " else character

    def _field(self, mark: str, shown: list[str]) -> None:
        """Take the mark that begins, divides or ends a field."""
        if mark == "\x13":
            self._fields.append(_Field())
        elif mark == "\x14" and self._fields:
            self._fields[-1].shown = True
            if self._fields[-1].code.strip().startswith((_BOX_FIELD, _LIST_FIELD)):
                self._fields[-1].shown = False
        elif mark == "\x15" and self._fields:
            ended = self._fields.pop()
            if not ended.shown and all(one.shown for one in self._fields):
                shown.append(self._without_result(ended))

    def _without_result(self, ended: _Field) -> str:
        """Return what a field shows whose result is not written as text."""
        code = ended.code.strip()
        if code.startswith((_BOX_FIELD, _LIST_FIELD)):
            return form_field(self._data, ended.place) or ("☐" if code.startswith(_BOX_FIELD) else "")
        if match := _NO_RESULT.match(code):
            if match[2]:
                return self._sign((match[3] or "Symbol").strip(), min(int(match[2], 0), 0xFFFF))
            if match[4]:
                glossed = _GLOSSED.search(match[4])
                return (
                    f"{glossed[2]}（{glossed[1]}）"
                    if glossed
                    else one_line(_EQUATION_CODES.sub(" ", match[4]))
                )
            return match[1] or match[5] or ""
        kind = code.split(maxsplit=1)[0].upper() if code else ""
        if kind not in SILENT_FIELDS and kind != "EMBED":
            self._resultless[kind[:40]] += 1
        return ""

    # Paragraphs

    def _stretch(self, start: int, end: int) -> None:
        """Append the paragraphs and tables of a stretch of the text."""
        start, end = max(0, start), min(end, len(self._text))
        carried = ""
        while start < end:
            match = _PARAGRAPH_ENDS.search(self._text, start, end)
            stop = match.start() if match else end
            line = carried + self._line(start, stop)
            if self._fields and not self._fields[-1].shown:
                self._fields[-1].codes.append(" ")
            carried = ""
            start = stop + 1
            if match and self._flags[stop] & _GONE and match[0] == "\r":
                carried = line  # its end was deleted: it goes on in the next one
                continue
            self._paragraph(line, match[0] if match else "", self._place(min(stop, len(self._text) - 1)))
        if carried:
            self._paragraph(carried, "", self._place(len(self._text) - 1))
        lost = [one.code for one in self._fields if not one.shown and len(one.codes) > _LONGEST_CODE]
        self._fields.clear()
        if lost:
            self._builder.add("paragraph", squeeze(" ".join(lost)))
            self._builder.notices.append(
                _("a field in it has no end, and hides the shape of what follows it")
            )

    def _paragraph(self, line: str, mark: str, place: int) -> None:
        number, own = self._paragraphs.at(place)
        style = self._styles[number] if number < len(self._styles) else None
        held = own if style is None else {**style.properties, **own}
        depth = (
            struct.unpack("<I", own[DEPTH].ljust(4, b"\0"))[0] if DEPTH in own else int(_on(own, IN_TABLE))
        )
        if depth or (mark == "\x07" and (self._table is not None)):
            self._in_table(line, mark, depth, held)
            return
        self._end_table()
        heading = 0 if style is None else style.heading
        text = squeeze(line)
        if not text:
            return
        label = self._label(held)
        if heading:
            self._builder.heading(heading, text if label in ("", BULLET) else f"{label} {text}")
        elif label:
            self._builder.add("list", f"{label} " + text.replace("\n", " "))
        else:
            self._builder.add("paragraph", text)

    def _add_lists(self) -> None:
        found = Lists() if self._information.is_old else lists(self._information, self._table_stream)
        self._lists = len(found.used)
        for index, (number, replaced, begin) in enumerate(found.used, start=1):
            levels = {**found.levels.get(number, {}), **replaced}
            self._numbering.add(str(index), str(number), levels, begin)

    def _label(self, held: dict[int, bytes]) -> str:
        """Return the automatic number of a paragraph, and count it."""
        number = struct.unpack("<H", held[LIST])[0] if len(held.get(LIST, b"")) == 2 else 0
        depth = held[LEVEL][0] if held.get(LEVEL) else 0
        return self._numbering.next(str(number), depth) if 0 < number <= self._lists else ""

    def _in_table(self, line: str, mark: str, depth: int, held: dict[int, bytes]) -> None:
        """Take a paragraph that stands in a cell, or that ends a row."""
        if self._table is None:
            self._table = _Table()
        row = self._table.row
        label = self._label(held) if line.strip() else ""
        if mark == "\x07" and (_on(held, ROW_END)):
            self._shape(row, held)
            self._table.rows.append(row)
            self._table.row = Row()
            self._words.clear()
        elif mark == "\x07" and depth <= 1:
            row.cells.append(one_line(" ".join([*self._words, label, line])))
            self._words.clear()
        elif _on(held, INNER_ROW_END):
            self._words.append(";")
        else:
            self._words += [label, line] + (["|"] if _on(held, INNER_CELL) else [])

    @staticmethod
    def _shape(row: Row, own: dict[int, bytes]) -> None:
        """Take where the cells of a row end, and which go on from the row above."""
        held = own.get(TABLE, b"")[2:]
        if not held:
            return
        count = held[0]
        if 1 + 2 * (count + 1) > len(held):
            return
        row.edges = list(struct.unpack_from(f"<{count}h", held, 3))
        row.merged = [False] * count
        at = 1 + 2 * (count + 1)
        for index in range(min(count, (len(held) - at) // 20)):
            flags = struct.unpack_from("<H", held, at + 20 * index)[0]
            row.merged[index] = flags >> 5 & 3 == 1

    def _end_table(self) -> None:
        table, self._table = self._table, None
        if table is None:
            return
        if self._words:
            table.row.cells.append(one_line(" ".join(self._words)))
            self._words.clear()
        if table.row.cells:
            table.rows.append(table.row)
        self._builder.table(aligned(table.rows))

    # Around the text

    def _lines_of(self, start: int, end: int) -> list[str]:
        """Return the blocks of a stretch that stands aside, each a text."""
        builder, self._builder = self._builder, Builder("doc")
        table, self._table = self._table, None
        fields, self._fields = self._fields, []
        self._stretch(start, end)
        self._end_table()
        found = self._builder.texts()
        builder.notices += self._builder.notices
        self._builder, self._table, self._fields = builder, table, fields
        return found

    def _running(self, begin: int) -> None:
        positions, _ = plex(self._part(_HEADERS), 0)
        seen: set[str] = set()
        # Old files leave out the stories that are not there, so that their places do not say what they are.
        kinds = ("header",) if self._information.is_old else _RUNNING
        first = 0 if self._information.is_old else 6
        for index, (start, end) in enumerate(pairwise(positions[first:])):
            if end <= start:
                continue
            for line in map(one_line, "\n".join(self._lines_of(begin + start, begin + end)).split("\n")):
                if line and line not in seen and not PAGE_NUMBER.fullmatch(line):
                    seen.add(line)
                    self._builder.add("paragraph", f"Page {kinds[index % len(kinds)]}: {line}")

    def _find_marks(self) -> None:
        """Number the places that notes belong to."""
        positions: list[int] = []
        for part in (_NOTE_MARKS, _END_MARKS):
            positions += plex(self._part(part), 2)[0][:-1]
        self._note_numbers = {position: number for number, position in enumerate(positions, start=1)}

    def _add_notes(self, part: int, begin: int, before: int, count: int) -> None:
        positions, _ = plex(self._part(part), 0)
        for number, (start, end) in enumerate(pairwise(positions[:-1]), start=before + 1):
            if 0 <= start <= end <= count and (
                text := one_line(" ".join(self._lines_of(begin + start, begin + end)))
            ):
                self._builder.add("list", f"[{number}] {text}")

    def _boxes(self, begin: int, count: int, part: int) -> None:
        positions, _ = plex(self._part(part), 22)
        for start, end in pairwise(positions):
            if 0 <= start < end <= count:
                lines = "\n".join(self._lines_of(begin + start, begin + end))
                self._drawn -= bool(lines.strip())
                self._builder.add("paragraph", lines)

    def _add_comments(self, begin: int, count: int) -> None:
        authors = [] if self._information.is_old else counted_texts(self._part(_AUTHORS))
        _, marks = plex(self._part(_COMMENT_MARKS), 30)
        positions, _ = plex(self._part(_COMMENTS), 0)
        lines = []
        for mark, start, end in zip(marks, positions, positions[1:], strict=False):
            who = struct.unpack_from("<H", mark, 20)[0]
            text = (
                one_line(" ".join(self._lines_of(begin + start, begin + end)))
                if 0 <= start < end <= count
                else ""
            )
            if text:
                author = authors[who] if who < len(authors) else ""
                lines.append(f"{author}: {text}" if author else text)
        if lines:
            self._builder.heading(1, "Comments")
        for line in lines:
            self._builder.add("paragraph", line)


def _on(held: dict[int, bytes], number: int) -> int:
    """Return 1 if a property is set, by itself or against its style; else 0."""
    return int(held.get(number, b"")[:1] in (b"\x01", b"\x81"))

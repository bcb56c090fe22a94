"""Presentations of PowerPoint 97 to 2003 (.ppt): a page for each slide.

A slide's title is a heading.

Source: [MS-PPT] 2.1.2 (how the newest version of each part is found), 2.3 to 2.9; [MS-ODRAW] 2.2.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import PurePath

from assistant.i18n import _, mark
from ingest.loaders.builder import DRAWING, EMPTY, PICTURE, Builder, damaged, one_line, without_text
from ingest.loaders.compound import MAX_STREAM, Storage, title_of
from ingest.loaders.embedded import add_object
from ingest.loaders.nouns import pages
from ingest.loaders.parts import Parts
from ingest.loaders.powerpoint_numbers import numbered
from ingest.records import Document, Unreadable

_DOCUMENT, _SLIDE, _NOTES_PAGE = 0x03E8, 0x03EE, 0x03F0
_LIST, _PERSIST, _EDIT, _DIRECTORY = 0x0FF0, 0x03F3, 0x0FF5, 0x1772
_HEADER, _WIDE, _NARROW, _REFERENCE, _OWN_TEXT = 0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E, 0x0FBA
_STYLES, _ADDED_STYLES = 0x0FA1, 0x0FAC
_SLIDE_ATOM, _SHOW, _COMMENT, _OBJECT = 0x03EF, 0x03F9, 0x2EE0, 0x1011
_DRAWING, _GROUP, _SHAPE, _SHAPE_ATOM, _TEXT_BOX = 0xF002, 0xF003, 0xF004, 0xF00A, 0xF00D
_ANCHOR, _CHILD_ANCHOR, _MORE_OPTIONS = 0xF010, 0xF00F, (0xF122, 0xF121)
_TABLE, _IN_FIELD = 0x039F, frozenset({"*"})
_HEADERS_FOOTERS, _TAG = 0x0FD9, 0x138B
_MAIN_MASTER, _PLACEHOLDER = 0x03F8, 0x0BC3
_SHOWS_MASTER = 1
_OF_SLIDES = 3  # headers and footers
_SLIDES, _MASTERS, _NOTES = 0, 1, 2
_NO_LIST = mark("it is damaged, or was written by PowerPoint 95; open it and save it as .pptx first")
_TITLES = (0, 6)
_NOTES_TEXT = 2
_ENCRYPTED = 0xF3D1C4DF
_DEEPEST = 12
_NEAR = 2  # units within which edges are one
_MOST_EDITS = 10_000
_PICTURE_SHAPE = 75
_HEADING_CHARS = 250


@dataclass(slots=True)
class _Record:
    kind: int
    instance: int
    data: bytes
    is_container: bool = False


@dataclass(slots=True)
class _Text:
    """A text on a slide: its kind, words, and where it stands."""

    kind: int
    words: str
    place: tuple[int, int, int] = (0, 0, 0)  # its top, its left and its bottom
    cells: list[list[str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)  # of its paragraphs
    holds_place: bool = False  # for what slides say there


def read_storage(storage: Storage, path: PurePath) -> Document:
    """Read a presentation: text, tables, comments and notes, slide by slide."""
    storage = storage.folder("PP97_DUALSTORAGE") or storage  # beside it lies what PowerPoint 95 can read
    data = storage.stream("PowerPoint Document") or b""
    builder = Builder("ppt")
    _Reader(builder, data, storage.stream("Current User") or b"").run()
    return builder.document(path, title=title_of(storage))


def _records(data: bytes) -> Iterator[_Record]:
    """Yield the records of a stretch, those in containers not."""
    at = 0
    while at + 8 <= len(data):
        version, kind, size = struct.unpack_from("<HHI", data, at)
        yield _Record(kind, version >> 4, data[at + 8 : at + 8 + size], version & 0xF == 0xF)
        at += 8 + size


def _is_sound(data: bytes, depth: int = 0) -> bool:
    """Return whether records fill a stretch, and the containers in it, to the end."""
    at = 0
    while at + 8 <= len(data):
        version, kind, size = struct.unpack_from("<HHI", data, at)
        if not kind or at + 8 + size > len(data):
            return False
        if (
            version & 0xF == 0xF
            and depth < _DEEPEST
            and not _is_sound(data[at + 8 : at + 8 + size], depth + 1)
        ):
            return False
        at += 8 + size
    return at == len(data)


def _within(record: _Record, *kinds: int, depth: int = 0) -> Iterator[_Record]:
    """Yield the records of some kinds at any depth of a container."""
    for one in _records(record.data):
        if one.kind in kinds:
            yield one
        elif (one.is_container or one.kind == _TAG) and depth < _DEEPEST:
            yield from _within(one, *kinds, depth=depth + 1)


class _Reader:
    """Finds the newest version of each slide, and appends their text."""

    def __init__(self, builder: Builder, data: bytes, user: bytes) -> None:
        self._builder = builder
        self._data = data
        self._places: dict[int, int] = {}
        self._lists: dict[int, list[tuple[int, int, list[tuple[int, str]]]]] = {}
        self._running: set[str] = set()
        self._find(user)

    def run(self) -> None:
        """Append all slides.

        Raises:
            Unreadable: There are none.
        """
        notes = {identity: place for place, identity, __ in self._lists.get(_NOTES, [])}
        slides = self._lists.get(_SLIDES, [])
        if not slides:
            raise Unreadable(_("it holds no slides"))
        broken: list[int] = []
        torn: list[int] = []
        empty: list[tuple[int, str]] = []
        for number, (place, __, texts) in enumerate(slides, start=1):
            self._builder.begin_page(number)
            slide = self._persistent(place, _SLIDE)
            before = len(self._builder.blocks)
            if slide is not None and not _is_sound(slide.data):
                torn.append(number)
            if number == 1:
                for one in _records(self._root.data):
                    if one.kind == _HEADERS_FOOTERS and one.instance == _OF_SLIDES:
                        self._footers(one)
            if slide is None:
                for kind, words in texts:
                    self._add(_Text(kind, words))
                broken.append(number)
                continue
            self._slide(slide, texts)
            notes_page = self._persistent(notes.get(_notes_of(slide), 0), _NOTES_PAGE)
            found = len(self._builder.blocks) > before
            if notes_page is not None:
                self._notes(notes_page)
            if not found:
                empty.append((number, _what_instead(slide)))
        if not self._builder.blocks and any(what == PICTURE for __, what in empty):
            raise Unreadable(_("it holds no text, only pictures, which are not read"))
        self._builder.notices += [*damaged("slide", broken), *without_text("slide", empty)]
        if torn:
            self._builder.notices.append(
                _("{pages}: damaged, and some of it may be missing", pages=pages(torn, "slide"))
            )
        self._objects()

    # Where things are

    def _find(self, user: bytes) -> None:
        if len(user) >= 20 and struct.unpack_from("<I", user, 12)[0] == _ENCRYPTED:
            raise Unreadable(_("it is encrypted and needs a password"))
        at = struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else 0
        document = 0
        seen: set[int] = set()
        while at not in seen and len(seen) < _MOST_EDITS:
            seen.add(at)
            edit = self._at(at)
            if edit is None or edit.kind != _EDIT or len(edit.data) < 20:
                break
            before, directory, reference = struct.unpack_from("<III", edit.data, 8)
            if len(edit.data) >= 32:
                raise Unreadable(_("it is encrypted and needs a password"))
            document = document or reference
            self._take_directory(self._at(directory))
            at = before
            if not at:
                break
        root = self._persistent(document, _DOCUMENT)
        if root is None:
            root = next((one for one in _records(self._data) if one.kind == _DOCUMENT), None)
            if root is None:
                raise Unreadable(_(_NO_LIST))
        for one in _records(root.data):
            if one.kind == _LIST:
                self._lists.setdefault(one.instance, []).extend(_entries(one))
        self._root = root

    def _take_directory(self, directory: _Record | None) -> None:
        if directory is None or directory.kind != _DIRECTORY:
            return
        at = 0
        while at + 4 <= len(directory.data):
            head = struct.unpack_from("<I", directory.data, at)[0]
            first, count = head & 0xFFFFF, head >> 20
            at += 4
            for index in range(min(count, (len(directory.data) - at) // 4)):
                place = struct.unpack_from("<I", directory.data, at + 4 * index)[0]
                self._places.setdefault(first + index, place)
            at += 4 * count

    def _at(self, place: int) -> _Record | None:
        return next(_records(self._data[place : place + 8 + self._size_at(place)]), None)

    def _size_at(self, place: int) -> int:
        return int.from_bytes(self._data[place + 4 : place + 8], "little")

    def _persistent(self, number: int, kind: int) -> _Record | None:
        """Return the newest version of a part, or None if it is not of this kind."""
        place = self._places.get(number)
        record = None if place is None else self._at(place)
        return record if record is not None and record.kind == kind else None

    # Slides

    def _slide(self, slide: _Record, outline: list[tuple[int, str]]) -> None:
        texts = [one for drawing in _within(slide, _DRAWING) for one in _drawn(drawing, outline)]
        title = next((one for one in texts if one.kind in _TITLES and one.words.strip()), None)
        hidden = any(len(one.data) >= 12 and one.data[10] & 4 for one in _within(slide, _SHOW))
        mark = " (hidden slide)" if hidden else ""
        words = "" if title is None else one_line(title.words)
        if words and len(words) <= _HEADING_CHARS:
            self._builder.heading(1, words + mark)
        else:
            self._builder.add("paragraph", (words + mark).strip())
        for one in sorted((one for one in texts if one is not title), key=lambda one: one.place):
            self._add(one)
        self._fixed(slide)
        for record in _within(slide, _HEADERS_FOOTERS):
            self._footers(record)
        for comment in _within(slide, _COMMENT):
            said = {
                one.instance: one_line(_wide(one.data))
                for one in _records(comment.data)
                if one.kind == _OWN_TEXT
            }
            text, author = said.get(1, ""), said.get(0, "")
            self._builder.add("paragraph", text and f"Comment{f' by {author}' if author else ''}: {text}")

    def _fixed(self, slide: _Record, depth: int = 0) -> None:
        """Append, once for all slides, what the master shows but placeholders."""
        atom = next((one for one in _records(slide.data) if one.kind == _SLIDE_ATOM), None)
        if atom is None or len(atom.data) < 22 or depth > 1:
            return
        identity, _, flags = struct.unpack_from("<IIH", atom.data, 12)
        place = next((place for place, own, _ in self._lists.get(_MASTERS, []) if own == identity), 0)
        master = self._persistent(place, _MAIN_MASTER) or self._persistent(place, _SLIDE)
        if master is None or not flags & _SHOWS_MASTER:
            return
        texts = [one for drawing in _within(master, _DRAWING) for one in _drawn(drawing, [])]
        for one in sorted(texts, key=lambda one: one.place):
            words = one_line(one.words)
            if words and not one.holds_place and words not in _IN_FIELD and words not in self._running:
                self._running.add(words)
                self._builder.add("paragraph", f"On every slide like this one: {words}")  # not shown
        if master.kind == _SLIDE:
            self._fixed(master, depth + 1)

    def _footers(self, record: _Record) -> None:
        """Append the date, header and footer that were typed for slides, each once."""
        for line in _own_texts(record):
            if line not in self._running:
                self._running.add(line)
                self._builder.add("paragraph", line)

    def _add(self, text: _Text) -> None:
        if text.cells:
            self._builder.table(text.cells)
            return
        for line, number in zip_longest(text.words.split("\r"), text.numbers, fillvalue=""):
            words = "\n".join(map(one_line, line.split("\x0b"))).strip()
            if words and words not in _IN_FIELD:
                is_item = bool(number) or text.kind in (1, 7, 8)
                self._builder.add("list" if is_item else "paragraph", f"{number} {words}".strip())

    def _notes(self, page: _Record) -> None:
        texts = [one for drawing in _within(page, _DRAWING) for one in _drawn(drawing, [])]
        lines = [one.words for one in texts if one.kind == _NOTES_TEXT or not one.holds_place]
        words = "\n".join(map(one_line, "\r".join(lines).replace("\x0b", "\r").split("\r"))).strip()
        self._builder.add("paragraph", words and f"Notes: {words}")
        for one in texts:
            words = one_line(one.words) if one.kind != _NOTES_TEXT and one.holds_place else ""
            if words and words not in _IN_FIELD and words not in self._running:
                self._running.add(words)
                self._builder.add("paragraph", f"On the page of notes: {words}")  # not shown

    def _objects(self) -> None:
        """Append the files that are embedded."""
        parts = Parts(self._builder)
        number = 0
        for place in dict.fromkeys(self._places.values()):
            record = self._at(place)
            if record is None or record.kind != _OBJECT:
                continue
            number += 1
            data = record.data
            if record.instance & 1:
                unpacker = zlib.decompressobj()
                try:
                    data = unpacker.decompress(data[4:], min(MAX_STREAM, 200 * len(data) + 4096))
                except zlib.error:
                    parts.leave(f"object {number}", _("it is damaged"))
                    continue
            if data.startswith(b"\xd0\xcf\x11\xe0"):  # else the program's own code
                add_object(parts, f"object {number}", data)
        parts.notice("embedded file")


def _entries(listed: _Record) -> Iterator[tuple[int, int, list[tuple[int, str]]]]:
    """Yield each slide's part number, own number, and texts of the outline.

    Each text comes with the kind of its place on the slide.
    """
    current: tuple[int, int, list[tuple[int, str]]] | None = None
    kind = 4
    for one in _records(listed.data):
        if one.kind == _PERSIST and len(one.data) >= 16:
            if current is not None:
                yield current
            place, _, _, identity = struct.unpack_from("<IIII", one.data)
            current = place, identity, []
        elif one.kind == _HEADER and len(one.data) >= 4:
            kind = struct.unpack_from("<I", one.data)[0]
            if current is not None:
                current[2].append((kind, ""))
        elif one.kind in (_WIDE, _NARROW) and current is not None and current[2]:
            current[2][-1] = kind, _words(one)
    if current is not None:
        yield current


def _words(record: _Record) -> str:
    return _wide(record.data) if record.kind == _WIDE else record.data.decode("latin-1")


def _wide(data: bytes) -> str:
    return data[: len(data) // 2 * 2].decode("utf-16-le", "replace")


def _own_texts(record: _Record) -> list[str]:
    """Return the date, header and footer that were typed for a slide."""
    return [
        line for one in _records(record.data) if one.kind == _OWN_TEXT and (line := one_line(_wide(one.data)))
    ]


def _notes_of(slide: _Record) -> int:
    atom = next((one for one in _records(slide.data) if one.kind == _SLIDE_ATOM), None)
    return struct.unpack_from("<I", atom.data, 16)[0] if atom is not None and len(atom.data) >= 20 else 0


def _what_instead(slide: _Record) -> str:
    shapes = [one.instance for one in _within(slide, _SHAPE_ATOM)]
    if _PICTURE_SHAPE in shapes:
        return PICTURE
    return DRAWING if any(one not in (0, 1, 202) for one in shapes) else EMPTY


def _drawn(group: _Record, outline: list[tuple[int, str]], depth: int = 0) -> Iterator[_Text]:
    """Yield the texts of a drawing and of the groups in it.

    A table is one text, with its cells in rows.
    """
    if depth > _DEEPEST:
        return
    for one in _records(group.data):
        if one.kind == _GROUP:
            cells = list(_drawn(one, outline, depth + 1))
            shapes = [shape for shape in _records(one.data) if shape.kind == _SHAPE]
            if shapes and _is_table(shapes[0]) and cells:
                yield _Text(4, "", _place(shapes[0]), _rows(cells))
            else:
                top = _place(shapes[0]) if shapes and depth else None
                for cell in cells:
                    if top is not None:
                        cell.place = top
                    yield cell
        elif one.kind == _SHAPE:
            yield from _shape(one, outline)


def _shape(shape: _Record, outline: list[tuple[int, str]]) -> Iterator[_Text]:
    for box in _records(shape.data):
        if box.kind != _TEXT_BOX:
            continue
        kind, words, styles = 4, "", b""
        for one in _records(box.data):
            if one.kind == _STYLES:
                styles = one.data
            elif one.kind == _HEADER and len(one.data) >= 4:
                kind = struct.unpack_from("<I", one.data)[0]
            elif one.kind in (_WIDE, _NARROW):
                words = _words(one)
            elif one.kind == _REFERENCE and len(one.data) >= 4:
                index = struct.unpack_from("<I", one.data)[0]
                kind, words = outline[index] if index < len(outline) else (kind, "")
        if words.strip():
            added = next(_within(shape, _ADDED_STYLES), None)
            numbers = [] if added is None or not styles else numbered(words, styles, added.data)
            holds = next(_within(shape, _PLACEHOLDER), None) is not None
            yield _Text(kind, words, _place(shape), numbers=numbers, holds_place=holds)


def _place(shape: _Record) -> tuple[int, int, int]:
    """Return where a shape stands: its top, its left and its bottom."""
    for one in _records(shape.data):
        if one.kind == _ANCHOR and len(one.data) >= 8:
            top, left, _, bottom = struct.unpack_from("<iiii" if len(one.data) >= 16 else "<hhhh", one.data)
            return top, left, bottom
        if one.kind == _CHILD_ANCHOR and len(one.data) >= 16:
            left, top, _, bottom = struct.unpack_from("<iiii", one.data)
            return top, left, bottom
    return 0, 0, 0


def _is_table(shape: _Record) -> bool:
    """Return whether the first shape of a group says that it is a table."""
    for one in _records(shape.data):
        if one.kind in _MORE_OPTIONS:
            count = one.instance
            for index in range(min(count, len(one.data) // 6)):
                number, value = struct.unpack_from("<HI", one.data, 6 * index)
                if number & 0x3FFF == _TABLE:
                    return bool(value & 1)
    return False


def _rows(cells: list[_Text]) -> list[list[str]]:
    """Return the cells of a table in rows, by where they stand."""
    tops: list[int] = []
    lefts: list[int] = []
    for found, places in (
        (tops, sorted({one.place[0] for one in cells})),
        (lefts, sorted({one.place[1] for one in cells})),
    ):
        for place in places:
            if not found or place - found[-1] > _NEAR:
                found.append(place)
    rows = [["" for _ in lefts] for _ in tops]
    for one in cells:
        row = max(index for index, top in enumerate(tops) if top <= one.place[0])
        column = max(index for index, left in enumerate(lefts) if left <= one.place[1])
        rows[row][column] = one_line(f"{rows[row][column]} {one.words}")
    for one in cells:  # a text that stands beside several rows belongs to each
        column = max(index for index, left in enumerate(lefts) if left <= one.place[1])
        for row, top in enumerate(tops):
            if one.place[0] < top < one.place[2] - _NEAR and not rows[row][column]:
                rows[row][column] = one_line(one.words)
    return rows

"""OpenDocument texts, workbooks and presentations, packed or as flat XML."""

from __future__ import annotations

import zipfile
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from assistant.i18n import _, ngettext
from ingest.loaders import pictured
from ingest.loaders.archive import open_archive, read_entry, read_xml
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.nouns import pages as pages_said
from ingest.loaders.numbers import counted
from ingest.loaders.sheet import MOST_CHARS, Sheet
from ingest.loaders.table_headers import Merged, add_table, is_amount
from ingest.loaders.workbook import add_rows
from ingest.loaders.xml import parse_xml
from ingest.records import Document, Unreadable

_MOST_COLUMNS = 500
_MOST_ROWS = 200_000
_DEEPEST = 100
_CELL_CHARS = 4  # what a cell takes beside its text
_BESIDE = 1.5  # centimetres by which shapes beside each other may differ in height
_SKIPPED = frozenset(
    {
        "tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "bookmark", "change-start",
        "change-end", "change", "soft-page-break", "image", "binary-data", "event-listeners", "plugin", "title", "desc",
    }
)  # fmt: skip
_SHAPES = frozenset(
    {"custom-shape", "rect", "ellipse", "circle", "line", "connector", "polygon", "path", "caption"}
)
_CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}chart"
_UNITS = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 0.0353, "px": 0.0265}


def read_text(data: bytes, path: PurePath) -> Document:
    """Read a text document.

    Its headings, lists with their numbers, tables, notes and comments.
    """
    return _read(data, path, "odt", "text", _text_document)


def read_workbook(data: bytes, path: PurePath) -> Document:
    """Read a workbook: each sheet's cells as they are shown."""
    return _read(data, path, "ods", "spreadsheet", _workbook)


def read_presentation(data: bytes, path: PurePath) -> Document:
    """Read a presentation: each slide's title, text, tables and notes."""
    return _read(data, path, "odp", "presentation", _presentation)


def _read(data: bytes, path: PurePath, kind: str, body_name: str, walk: Any) -> Document:
    if data.startswith(b"PK"):
        with open_archive(data, no_dtd=False) as archive:
            return _read_parts(_Source(archive), path, kind, body_name, walk)
    return _read_parts(_Source(root=parse_xml(data)), path, kind, body_name, walk)


class _Source:
    """Where the XML parts of a document come from: an archive, or one flat file."""

    def __init__(self, archive: zipfile.ZipFile | None = None, root: Any = None) -> None:
        self._archive = archive
        self._root = root
        if archive is not None and _has(archive, "META-INF/manifest.xml"):
            manifest = read_xml(archive, "META-INF/manifest.xml", no_dtd=False)
            if any(_local(one) == "encryption-data" for one in manifest.iter()):
                raise Unreadable(_("it is encrypted and needs a password"))
        self.content = self.part("content.xml")
        if self.content is None:
            raise Unreadable(_("it is incomplete: the part content.xml is missing"))

    def part(self, name: str) -> Any:
        """Return the root of a part, or None where there is none."""
        if self._archive is None:
            return self._root
        return read_xml(self._archive, name, no_dtd=False) if _has(self._archive, name) else None

    def picture(self, element: Any) -> bytes:
        """Return the picture that an element shows.

        Raises:
            Unreadable: The file does not hold it.
        """
        held = next((one.text for one in element if _local(one) == "binary-data" and one.text), None)
        try:
            if held is not None:
                return b64decode(held)
        except ValueError as error:
            raise Unreadable(_("it is damaged")) from error
        if self._archive is None:
            raise Unreadable(_("it is not in the file"))
        return read_entry(self._archive, unquote(_get(element, "href").removeprefix("./")))


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo


def _read_parts(source: _Source, path: PurePath, kind: str, body_name: str, walk: Any) -> Document:
    body = _first(source.content, "body")
    part = next((one for one in body if _local(one) == body_name), None) if body is not None else None
    if part is None:
        held = ", ".join(_local(one) for one in body) if body is not None else ""
        raise Unreadable(
            _(
                "its name says {ending}, but its content is {what}",
                ending=path.suffix.lower(),
                what=held or _("something else"),
            )
        )
    builder = Builder(kind)
    reader = _Reader(builder, source)
    walk(reader, part)
    meta = source.part("meta.xml")
    title = (
        next((one.text or "" for one in meta.iter() if _local(one) == "title"), "")
        if meta is not None
        else ""
    )
    return builder.document(path, title=one_line(title) if walk is not _presentation else title)


@dataclass
class _Level:
    """How one level of a list is numbered; `format` is empty where it has no number."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1  # how many levels its number shows, like 2 in "2.3"


@dataclass
class _List:
    style: str
    counters: list[int] = field(default_factory=list)


class _Reader:
    """Goes through a document's XML and appends blocks.

    What hangs at a paragraph comes after it.
    """

    def __init__(self, builder: Builder, source: _Source) -> None:
        self.builder = builder
        self.source = source
        self._styles: dict[str, dict[int, _Level]] = {}
        self._hidden: set[str] = set()  # styles of tables that are not shown
        self._counters: dict[str, list[int]] = {}
        self._outline: dict[int, _Level] = {}
        self._outline_counts: list[int] = []
        self._chars = 0  # of the cells of all sheets
        self._hanging: list[
            tuple[str, Any]
        ] = []  # notes, comments and text boxes of the paragraph that is read
        for root in {
            id(one): one for one in (source.part("styles.xml"), source.content) if one is not None
        }.values():
            self._collect_styles(root)

    # Styles

    def _collect_styles(self, root: Any) -> None:
        for one in root.iter():
            name = _local(one)
            if name == "list-style":
                self._styles[_get(one, "name")] = _levels(one)
            elif name == "outline-style":
                self._outline = _levels(one)
            elif name == "style" and any(_get(inner, "display") == "false" for inner in one):
                self._hidden.add(_get(one, "name"))

    def is_hidden(self, table: Any) -> bool:
        """Return whether a sheet is not shown."""
        return _get(table, "style-name") in self._hidden or _get(table, "display") == "false"

    # Blocks

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Append what stands in an element, block by block."""
        if depth > _DEEPEST:
            self.builder.add("paragraph", _words(parent))
            return
        for one in parent:
            name = _local(one)
            if name == "p":
                self._paragraph(one)
            elif name == "h":
                self._heading(one)
            elif name in ("list", "numbered-paragraph"):
                self._list(one, None, 0, depth)
            elif name == "table":
                self.table(one)
            elif name in ("frame", "g", *_SHAPES):
                self._drawn(one, depth)
            elif name == "forms":
                self._forms(one)
            elif name not in _SKIPPED:
                self.blocks(one, depth + 1)

    def _paragraph(self, element: Any, mark: str = "") -> None:
        text = self.running(element)
        if text.strip():
            self.builder.add("list" if mark else "paragraph", mark + text.strip())
        self._append_hanging()

    def _heading(self, element: Any) -> None:
        level = int(_number(_get(element, "outline-level"), 1)) or 1
        text = one_line(self.running(element))
        if text:
            number = ""
            if self._outline.get(level) and _get(element, "is-list-header") != "true":
                number = self._next(self._outline, self._outline_counts, level, _get(element, "start-value"))
            self.builder.heading(level, f"{number} {text}".strip())
        self._append_hanging()

    def _list(self, element: Any, outer: _List | None, level: int, depth: int) -> None:
        style = _get(element, "style-name") or (outer.style if outer else "")
        counters = outer.counters if outer else []
        if outer is None and (
            _get(element, "continue-numbering") == "true" or _get(element, "continue-list")
        ):
            counters = self._counters.get(style, [])
        this = _List(style, counters)
        self._counters[style] = counters
        level += 1
        if outer is not None:
            del this.counters[level - 1 :]
        for item in element:
            name = _local(item)
            if name not in ("list-item", "list-header"):
                if name in ("p", "h"):  # of a numbered paragraph
                    self._paragraph(item)
                continue
            mark = ""
            if name == "list-item":
                levels = self._styles.get(style, {})
                number = self._next(levels, this.counters, level, _get(item, "start-value"))
                mark = "  " * (level - 1) + (f"{number} " if number else "- ")
            self._list_item(item, this, level, depth, mark)

    def _list_item(self, item: Any, this: _List, level: int, depth: int, mark: str) -> None:
        for one in item:
            name = _local(one)
            if name == "p":
                self._paragraph(one, mark)
                mark = ""
            elif name == "h":
                text = one_line(self.running(one))
                number = "" if mark.strip() == "-" else mark.strip()
                self.builder.heading(
                    int(_number(_get(one, "outline-level"), 1)) or 1, f"{number} {text}".strip()
                )
                self._append_hanging()
                mark = ""
            elif name == "list":
                self._list(one, this, level, depth + 1) if depth < _DEEPEST else self.builder.add(
                    "list", _words(one)
                )
            elif name not in _SKIPPED:
                self.blocks([one], depth + 1)

    def _next(self, levels: dict[int, _Level], counters: list[int], level: int, start: str) -> str:
        """Count on at a level, and return the number as it is shown."""
        how = levels.get(level, _Level())
        fresh = len(counters) < level
        while len(counters) < level:
            counters.append(levels.get(len(counters) + 1, _Level()).start)
        if not fresh:
            counters[level - 1] += 1
        if start.isdigit():
            counters[level - 1] = int(start)
        del counters[level:]
        if not how.format:
            return ""
        first = max(1, level - how.shown + 1)
        numbers = [
            counted(counters[one - 1], levels.get(one, how).format or "1") for one in range(first, level + 1)
        ]
        return how.prefix + ".".join(numbers) + how.suffix

    # Running text

    def running(self, element: Any, depth: int = 0) -> str:
        """Return the text of a paragraph.

        Its notes, comments and boxes are kept for after it.
        """
        parts = [element.text or ""] if depth else [(element.text or "").lstrip("\n")]
        for one in element:
            name = _local(one)
            if name == "s":
                parts.append(" " * min(100, int(_number(_get(one, "c"), 1))))
            elif name == "tab":
                parts.append("\t")
            elif name == "line-break":
                parts.append("\n")
            elif name == "note":
                citation = next((_words(part) for part in one if _local(part) == "note-citation"), "")
                parts.append(f"[{citation}]" if citation else "")
                self._hanging.append((f"Note {citation}".strip(), one))
            elif name == "annotation":
                self._hanging.append(("comment", one))
            elif name == "ruby":
                base = "".join(_words(part) for part in one if _local(part) == "ruby-base")
                above = "".join(_words(part) for part in one if _local(part) == "ruby-text")
                parts.append(f"{base}({above})" if above else base)
            elif name in ("frame", "g", *_SHAPES):
                self._hanging.append(("shape", one))
            elif name == "hidden-text":
                parts.append(_get(one, "string-value"))
            elif name not in _SKIPPED and depth < _DEEPEST:
                parts.append(self.running(one, depth + 1))
            parts.append(one.tail or "")
        text = "".join(parts)
        return text if depth else "\n".join(one_line(line) for line in text.split("\n"))

    def _append_hanging(self) -> None:
        hanging, self._hanging = self._hanging, []
        for what, element in hanging:
            if what == "shape":
                self._drawn(element, 1)
            elif what == "comment":
                self.builder.add("paragraph", _comment(element, "Comment"))
            else:
                body = next((one for one in element if _local(one) == "note-body"), None)
                if body is not None:
                    self.builder.add("paragraph", f"{what}: {_words(body)}")

    # Drawings

    def _drawn(self, element: Any, depth: int) -> None:
        """Append the text in a frame, a shape or a group, and what is told of a picture."""
        name = _local(element)
        if depth > _DEEPEST:
            self.builder.add("paragraph", _words(element))
            return
        told = [one_line(one.text or "") for one in element if _local(one) in ("title", "desc")]
        if name == "g":
            for one in element:
                if _local(one) in ("frame", "g", *_SHAPES):
                    self._drawn(one, depth + 1)
        elif name == "frame":
            kinds = {_local(one): one for one in reversed(list(element))}
            if "table" in kinds:
                self.table(kinds["table"])
            elif "text-box" in kinds:
                self.blocks(kinds["text-box"], depth + 1)
            elif "object" in kinds:
                self._object(kinds["object"])
            else:
                for one in element:
                    if _local(one) == "image":
                        read = partial(self.source.picture, one)
                        pictured.show(self.builder, read, described=any(told))
        else:
            self.blocks(element, depth + 1)
        if any(told):
            self.builder.add("paragraph", f"Picture: {'. '.join(filter(None, dict.fromkeys(told)))}")

    def _object(self, element: Any) -> None:
        """Append a formula or a chart; count any other object as not read."""
        place = _get(element, "href").removeprefix("./").strip("/")
        root = self.source.part(f"{place}/content.xml") if place else next(iter(element), None)
        if root is None or root is self.source.content:
            return
        self.builder.read["embedded object"] += 1
        formula = next((one for one in root.iter() if _local(one) == "annotation" and one.text), None)
        chart = next((one for one in root.iter() if str(one.tag) == _CHART), None)
        if formula is not None and chart is None and _local(root) == "math":
            self.builder.add("paragraph", f"Formula: {one_line(formula.text)}")
        elif chart is not None:
            title = next((_words(one) for one in chart if _local(one) == "title"), "")
            self.builder.add("paragraph", f"Chart: {one_line(title)}" if title else "Chart")
            for one in chart:
                if _local(one) == "table":
                    self.table(one)
        else:
            body = _first(root, "body")
            if body is None:
                self.builder.read["embedded object"] -= 1
            else:
                self.blocks(body)

    def _forms(self, element: Any) -> None:
        for one in element.iter():
            name = _local(one)
            label = _get(one, "label") or _get(one, "name")
            if name in ("checkbox", "radio"):
                ticked = _get(one, "current-state") == "checked" or _get(one, "current-selected") == "true"
                self.builder.add("paragraph", f"[{'x' if ticked else ' '}] {label}")
                self.builder.read["check box"] += name == "checkbox"
            elif name in (
                "text",
                "textarea",
                "combobox",
                "listbox",
                "date",
                "number",
                "formatted-text",
                "time",
            ):
                chosen = [
                    _get(option, "label") for option in one if _get(option, "current-selected") == "true"
                ]
                value = _get(one, "current-value") or _get(one, "value") or ", ".join(chosen)
                if value:
                    self.builder.add("paragraph", f"{label}: {value}")

    # Tables

    def table(self, table: Any) -> None:
        """Append a table; a cell that spans rows is told in each of them."""
        rows: list[list[str]] = []
        merged: list[Merged] = []
        above: dict[int, tuple[int, str]] = {}  # column: rows that a cell from above still covers, its text
        comments: list[str] = []
        for __, __, cells in self._rows(table):
            line: list[str] = []
            for cell, repeated in cells:
                covered = _local(cell) == "covered-table-cell"
                text = self._cell(cell, comments, len(rows) + 1, len(line) + 1)
                spanned = int(_number(_get(cell, "number-rows-spanned"), 1))
                if (one := _merged(cell, len(rows), len(line))) is not None:
                    merged.append(one)
                for __ in range(repeated):
                    left, carried = above.pop(len(line), (0, ""))
                    if left > 1:
                        above[len(line)] = (left - 1, carried)
                    if covered and not text and left:
                        line.append(carried)
                        continue
                    if spanned > 1:
                        above[len(line)] = (spanned - 1, "" if is_amount(text) else text)
                    line.append(text)
            rows.append(line)
        header_lines = sum(
            1
            for part in table
            if _local(part) == "table-header-rows"
            for _ in _within(part, "table-row", ("table",))
        )
        add_table(self.builder, rows, merged, header_lines=header_lines)
        for comment in comments:
            self.builder.add("paragraph", comment)
        self._append_hanging()

    def _cell(self, cell: Any, comments: list[str], row: int, column: int) -> str:
        if not len(cell):
            return _value(cell)
        pieces = []
        for one in cell:
            name = _local(one)
            if name in ("p", "h"):
                pieces.append(self.running(one))
            elif name == "annotation":
                comments.append(_comment(one, f"Comment on {_column(column)}{row}"))  # not shown
            elif name in ("frame", "g", *_SHAPES):
                self._hanging.append(("shape", one))
            elif name == "list":
                pieces.extend(_list_lines(one))
            elif name not in _SKIPPED:
                pieces.append(_words(one))
        return one_line(" ".join(pieces)) or _value(cell)

    def _rows(self, table: Any) -> Iterator[tuple[int, Any, list[tuple[Any, int]]]]:
        """Yield the number of each row that holds anything, and its repeated cells."""
        number = held = 0
        for row in _within(table, "table-row", ("table", "frame")):
            times = int(_number(_get(row, "number-rows-repeated"), 1))
            cells = [
                (one, min(_MOST_COLUMNS, int(_number(_get(one, "number-columns-repeated"), 1))))
                for one in row
                if _local(one) in ("table-cell", "covered-table-cell")
            ]
            while (
                cells
                and not len(cells[-1][0])
                and not _value(cells[-1][0])
                and (_local(cells[-1][0]) == "table-cell")
            ):
                cells.pop()
            if not cells:
                number += times
                yield number, row, []
                continue
            for __ in range(times):
                number += 1
                held += 1
                if held > _MOST_ROWS:
                    self.builder.notices.append(
                        _("only the first {most_rows} rows of a table were read", most_rows=_MOST_ROWS)
                    )
                    return
                yield number, row, cells

    def sheet(self, table: Any) -> None:
        """Append a sheet of a workbook; an empty row ends a table."""
        name = _get(table, "name")
        self.builder.heading(1, f"{name} (hidden sheet)" if self.is_hidden(table) else name)
        held = Sheet(hidden_columns=_hidden_columns(table))
        comments: list[str] = []
        for number, row, cells in self._rows(table):
            line: list[str] = []
            for cell, repeated in cells:
                text = self._cell(cell, comments, number, len(line) + 1)
                if _get(cell, "formula") and not text and not _get(cell, "value-type"):
                    held.resultless.append((number, len(line)))
                if (merged := _merged(cell, number, len(line))) is not None:
                    held.merged.append(merged)
                line.extend([text] * min(repeated, _MOST_COLUMNS - len(line)))
            if any(line):
                is_hidden = _get(row, "visibility") in ("collapse", "filter")
                held.rows.append(
                    (number, is_hidden, {place: text for place, text in enumerate(line) if text})
                )
                self._chars += sum(len(text) + _CELL_CHARS for text in line if text)
                if self._chars > MOST_CHARS:  # a short file can repeat a cell and a row many times
                    held.more_rows = True
                    break
        add_rows(self.builder, held, name)
        for comment in comments:
            self.builder.add("paragraph", comment)
        self._append_hanging()
        for one in table:
            if _local(one) == "shapes":
                self.blocks(one)


def _text_document(reader: _Reader, part: Any) -> None:
    reader.blocks(part)
    styles = reader.source.part("styles.xml")
    told: dict[str, None] = {}
    for one in styles.iter() if styles is not None else ():
        if _local(one) in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left"):
            words = _words(one)
            if any(character.isalpha() for character in words):
                told.setdefault(f"{_local(one).partition('-')[0].capitalize()}: {words}")
    for line in told:
        reader.builder.add("paragraph", line)


def _workbook(reader: _Reader, part: Any) -> None:
    for table in part:
        if _local(table) == "table":
            reader.sheet(table)
    if not any(block.kind != "heading" for block in reader.builder.blocks):
        raise Unreadable(_("its sheets are empty"))


def _presentation(reader: _Reader, part: Any) -> None:
    styles = reader.source.part("styles.xml")
    roots = (reader.source.content, styles) if styles is not None else (reader.source.content,)
    masters = {
        _get(one, "name"): one for root in roots for one in root.iter() if _local(one) == "master-page"
    }
    fixed: set[str] = set()
    number = 0
    empty: list[int] = []
    for page in part:
        if _local(page) != "page":
            continue
        number += 1
        reader.builder.begin_page(number)
        before = len(reader.builder.blocks)
        shapes = [one for one in page if _local(one) in ("frame", "g", *_SHAPES)]
        title = next((one for one in shapes if _get(one, "class") == "title" and _words(one)), None)
        if title is not None:
            reader.builder.heading(1, _words(title))
        for one in _in_order([one for one in shapes if one is not title]):
            if _get(one, "class") not in ("page-number", "date-time", "footer", "header"):
                reader.blocks([one])
        for one in page:
            if _local(one) == "notes":
                notes = " ".join(
                    words
                    for frame in one
                    if _get(frame, "class") not in ("page", "page-number", "date-time", "header", "footer")
                    and (words := _words(frame))
                )
                reader.builder.add("paragraph", f"Notes: {notes}" if notes else "")
            elif _local(one) == "annotation":
                reader.builder.add("paragraph", _comment(one, "Comment"))
        _add_fixed(reader, _get(page, "master-page-name"), masters, fixed)
        if len(reader.builder.blocks) == before:
            empty.append(number)
    if empty:
        reader.builder.notices.append(
            ngettext(
                "{pages} has no text", "{pages} have no text", len(empty), pages=pages_said(empty, "slide")
            )
        )


def _add_fixed(reader: _Reader, name: str, masters: dict[str, Any], told: set[str]) -> None:
    """Append, once for all slides, what their master shows but placeholders.

    Args:
        reader: Takes it.
        name: Of the master.
        masters: All of them by name; those that were told of are taken out.
        told: What was told already.
    """
    master = masters.pop(name, None)
    shapes = [] if master is None else [one for one in master if _local(one) in ("frame", "g", *_SHAPES)]
    for one in _in_order([one for one in shapes if not _get(one, "class")]):
        words = "" if any(_get(inner, "class") for inner in one.iter()) else _words(one)
        if words and words not in told:
            told.add(words)
            reader.builder.add("paragraph", f"On every slide like this one: {words}")  # not shown


def _in_order(shapes: list[Any]) -> list[Any]:
    """Return shapes as they are read.

    From the top down, and those beside each other from the left.
    """
    placed = sorted(
        ((*_place(one), number, one) for number, one in enumerate(shapes)), key=lambda one: one[:3]
    )
    lines: list[list[tuple[float, float, int, Any]]] = []
    for one in placed:
        if lines and one[0] - lines[-1][0][0] < _BESIDE:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [one[3] for line in lines for one in sorted(line, key=lambda one: one[1:3])]


def _place(shape: Any) -> tuple[float, float]:
    """Return how far down and how far right a shape is, in centimetres."""
    first = next((one for one in shape.iter() if _get(one, "y")), shape)
    return _length(_get(first, "y")), _length(_get(first, "x"))


def _length(value: str) -> float:
    return _number(value[:-2], 0) * _UNITS.get(value[-2:], 1.0) if len(value) > 2 else 0.0


def _levels(style: Any) -> dict[int, _Level]:
    levels = {}
    for one in style:
        if _local(one) in ("list-level-style-number", "outline-level-style"):
            level = int(_number(_get(one, "level"), 1))
            levels[level] = _Level(
                _get(one, "num-format"), _get(one, "num-prefix"), _get(one, "num-suffix"),
                int(_number(_get(one, "start-value"), 1)), max(1, int(_number(_get(one, "display-levels"), 1))),
            )  # fmt: skip
    return {level: how for level, how in levels.items() if how.format}


def _merged(cell: Any, row: int, column: int) -> Merged | None:
    """Return which cells a cell stands for, if several."""
    height = int(_number(_get(cell, "number-rows-spanned"), 1))
    width = int(_number(_get(cell, "number-columns-spanned"), 1))
    return Merged(row, column, max(1, height), max(1, width)) if height > 1 or width > 1 else None


def _hidden_columns(table: Any) -> set[int]:
    """Return the columns of a sheet that are not shown, counted from 0."""
    hidden: set[int] = set()
    column = 0
    for one in _within(table, "table-column", ("table", "table-row")):
        end = min(_MOST_COLUMNS, column + int(_number(_get(one, "number-columns-repeated"), 1)))
        if _get(one, "visibility") in ("collapse", "filter"):
            hidden |= set(range(column, end))
        column = end
    return hidden


def _value(cell: Any) -> str:
    for name in ("string-value", "date-value", "time-value", "value", "boolean-value"):
        if value := _get(cell, name):
            return one_line(value)
    return ""


def _comment(element: Any, label: str) -> str:
    author = next((one_line(one.text or "") for one in element if _local(one) == "creator"), "")
    words = " ".join(_words(one) for one in element if _local(one) in ("p", "list"))
    return f"{label} by {author}: {words}" if author else f"{label}: {words}"


def _list_lines(element: Any) -> Iterator[str]:
    for item in element.iter():
        if _local(item) == "p":
            yield _words(item)


def _words(element: Any) -> str:
    """Return all text in an element on one line; blocks, tabs and breaks are blanks."""
    return one_line(" ".join(_paragraphs(element)))


def _paragraphs(element: Any) -> Iterator[str]:
    found = [one for one in element.iter() if _local(one) in ("p", "h")]
    for one in found or [element]:
        yield _running_words(one)


def _running_words(element: Any, depth: int = 0) -> str:
    parts = [element.text or ""]
    for one in element:
        name = _local(one)
        if name in ("s", "tab", "line-break"):
            parts.append(" ")
        elif name not in ("p", "h", "annotation", "note") and depth < _DEEPEST:
            parts.append(_running_words(one, depth + 1))
        parts.append(one.tail or "")
    return "".join(parts)


def _within(element: Any, name: str, not_in: tuple[str, ...], depth: int = 0) -> Iterator[Any]:
    """Yield the elements of a name, but not those within others of some names."""
    for one in element:
        local = _local(one)
        if local == name:
            yield one
        elif local not in not_in and depth < _DEEPEST:
            yield from _within(one, name, not_in, depth + 1)


def _first(element: Any, name: str) -> Any:
    return next((one for one in element.iter() if _local(one) == name), None)


def _column(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _get(element: Any, name: str) -> str:
    """Return an attribute whatever its namespace, or nothing."""
    if not hasattr(element, "attrib"):
        return ""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _number(value: str, default: float) -> float:
    try:
        return min(float(value), 1e9)
    except ValueError:
        return default


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]

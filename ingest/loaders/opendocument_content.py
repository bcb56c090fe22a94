"""The content of OpenDocument files: text, lists, drawings, tables and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from assistant.i18n import _
from ingest.loaders import pictured
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.numbers import counted
from ingest.loaders.opendocument_xml import DEEPEST, SHAPES, Source, first_of, number_of, within, words_in
from ingest.loaders.sheet import MOST_CHARS, Sheet, cell_name
from ingest.loaders.table_headers import Merged, add_table, is_amount
from ingest.loaders.workbook import add_rows
from ingest.loaders.xml import local, value

_MOST_COLUMNS = 500
_MOST_ROWS = 200_000
_CELL_CHARS = 4  # what a cell takes beside its text
_CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}chart"
_SKIPPED = frozenset(
    {
        "tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "bookmark", "change-start",
        "change-end", "change", "soft-page-break", "image", "binary-data", "event-listeners", "plugin", "title", "desc",
    }
)  # fmt: skip


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


class ContentReader:
    """Goes through a document's XML and appends blocks.

    What hangs at a paragraph comes after it.
    """

    def __init__(self, builder: Builder, source: Source) -> None:
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
            name = local(one)
            if name == "list-style":
                self._styles[value(one, "name")] = _levels(one)
            elif name == "outline-style":
                self._outline = _levels(one)
            elif name == "style" and any(value(inner, "display") == "false" for inner in one):
                self._hidden.add(value(one, "name"))

    def is_hidden(self, table: Any) -> bool:
        """Return whether a sheet is not shown."""
        return value(table, "style-name") in self._hidden or value(table, "display") == "false"

    # Blocks

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Append what stands in an element, block by block."""
        if depth > DEEPEST:
            self.builder.add("paragraph", words_in(parent))
            return
        for one in parent:
            name = local(one)
            if name == "p":
                self._paragraph(one)
            elif name == "h":
                self._heading(one)
            elif name in ("list", "numbered-paragraph"):
                self._list(one, None, 0, depth)
            elif name == "table":
                self.table(one)
            elif name in ("frame", "g", *SHAPES):
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
        level = int(number_of(value(element, "outline-level"), 1)) or 1
        text = one_line(self.running(element))
        if text:
            number = ""
            if self._outline.get(level) and value(element, "is-list-header") != "true":
                number = self._next(self._outline, self._outline_counts, level, value(element, "start-value"))
            self.builder.heading(level, f"{number} {text}".strip())
        self._append_hanging()

    def _list(self, element: Any, outer: _List | None, level: int, depth: int) -> None:
        style = value(element, "style-name") or (outer.style if outer else "")
        counters = outer.counters if outer else []
        if outer is None and (
            value(element, "continue-numbering") == "true" or value(element, "continue-list")
        ):
            counters = self._counters.get(style, [])
        this = _List(style, counters)
        self._counters[style] = counters
        level += 1
        if outer is not None:
            del this.counters[level - 1 :]
        for item in element:
            name = local(item)
            if name not in ("list-item", "list-header"):
                if name in ("p", "h"):  # of a numbered paragraph
                    self._paragraph(item)
                continue
            mark = ""
            if name == "list-item":
                levels = self._styles.get(style, {})
                number = self._next(levels, this.counters, level, value(item, "start-value"))
                mark = "  " * (level - 1) + (f"{number} " if number else "- ")
            self._list_item(item, this, level, depth, mark)

    def _list_item(self, item: Any, this: _List, level: int, depth: int, mark: str) -> None:
        for one in item:
            name = local(one)
            if name == "p":
                self._paragraph(one, mark)
                mark = ""
            elif name == "h":
                text = one_line(self.running(one))
                number = "" if mark.strip() == "-" else mark.strip()
                self.builder.heading(
                    int(number_of(value(one, "outline-level"), 1)) or 1, f"{number} {text}".strip()
                )
                self._append_hanging()
                mark = ""
            elif name == "list":
                self._list(one, this, level, depth + 1) if depth < DEEPEST else self.builder.add(
                    "list", words_in(one)
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
            name = local(one)
            if name == "s":
                parts.append(" " * min(100, int(number_of(value(one, "c"), 1))))
            elif name == "tab":
                parts.append("\t")
            elif name == "line-break":
                parts.append("\n")
            elif name == "note":
                citation = next((words_in(part) for part in one if local(part) == "note-citation"), "")
                parts.append(f"[{citation}]" if citation else "")
                self._hanging.append((f"Note {citation}".strip(), one))
            elif name == "annotation":
                self._hanging.append(("comment", one))
            elif name == "ruby":
                base = "".join(words_in(part) for part in one if local(part) == "ruby-base")
                above = "".join(words_in(part) for part in one if local(part) == "ruby-text")
                parts.append(f"{base}({above})" if above else base)
            elif name in ("frame", "g", *SHAPES):
                self._hanging.append(("shape", one))
            elif name == "hidden-text":
                parts.append(value(one, "string-value"))
            elif name not in _SKIPPED and depth < DEEPEST:
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
                self.builder.add("paragraph", comment_of(element, "Comment"))
            else:
                body = next((one for one in element if local(one) == "note-body"), None)
                if body is not None:
                    self.builder.add("paragraph", f"{what}: {words_in(body)}")

    # Drawings

    def _drawn(self, element: Any, depth: int) -> None:
        """Append the text in a frame, a shape or a group, and what is told of a picture."""
        name = local(element)
        if depth > DEEPEST:
            self.builder.add("paragraph", words_in(element))
            return
        told = [one_line(one.text or "") for one in element if local(one) in ("title", "desc")]
        if name == "g":
            for one in element:
                if local(one) in ("frame", "g", *SHAPES):
                    self._drawn(one, depth + 1)
        elif name == "frame":
            kinds = {local(one): one for one in reversed(list(element))}
            if "table" in kinds:
                self.table(kinds["table"])
            elif "text-box" in kinds:
                self.blocks(kinds["text-box"], depth + 1)
            elif "object" in kinds:
                self._object(kinds["object"])
            else:
                for one in element:
                    if local(one) == "image":
                        read = partial(self.source.picture, one)
                        pictured.show(self.builder, read, described=any(told))
        else:
            self.blocks(element, depth + 1)
        if any(told):
            self.builder.add("paragraph", f"Picture: {'. '.join(filter(None, dict.fromkeys(told)))}")

    def _object(self, element: Any) -> None:
        """Append a formula or a chart; count any other object as not read."""
        place = value(element, "href").removeprefix("./").strip("/")
        root = self.source.part(f"{place}/content.xml") if place else next(iter(element), None)
        if root is None or root is self.source.content:
            return
        self.builder.read["embedded object"] += 1
        formula = next((one for one in root.iter() if local(one) == "annotation" and one.text), None)
        chart = next((one for one in root.iter() if str(one.tag) == _CHART), None)
        if formula is not None and chart is None and local(root) == "math":
            self.builder.add("paragraph", f"Formula: {one_line(formula.text)}")
        elif chart is not None:
            title = next((words_in(one) for one in chart if local(one) == "title"), "")
            self.builder.add("paragraph", f"Chart: {one_line(title)}" if title else "Chart")
            for one in chart:
                if local(one) == "table":
                    self.table(one)
        else:
            body = first_of(root, "body")
            if body is None:
                self.builder.read["embedded object"] -= 1
            else:
                self.blocks(body)

    def _forms(self, element: Any) -> None:
        for one in element.iter():
            name = local(one)
            label = value(one, "label") or value(one, "name")
            if name in ("checkbox", "radio"):
                ticked = value(one, "current-state") == "checked" or value(one, "current-selected") == "true"
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
                    value(option, "label") for option in one if value(option, "current-selected") == "true"
                ]
                held = value(one, "current-value") or value(one, "value") or ", ".join(chosen)
                if held:
                    self.builder.add("paragraph", f"{label}: {held}")

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
                covered = local(cell) == "covered-table-cell"
                text = self._cell(cell, comments, len(rows) + 1, len(line) + 1)
                spanned = int(number_of(value(cell, "number-rows-spanned"), 1))
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
            if local(part) == "table-header-rows"
            for _ in within(part, "table-row", ("table",))
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
            name = local(one)
            if name in ("p", "h"):
                pieces.append(self.running(one))
            elif name == "annotation":
                comments.append(comment_of(one, f"Comment on {cell_name(row, column - 1)}"))  # not shown
            elif name in ("frame", "g", *SHAPES):
                self._hanging.append(("shape", one))
            elif name == "list":
                pieces.extend(_list_lines(one))
            elif name not in _SKIPPED:
                pieces.append(words_in(one))
        return one_line(" ".join(pieces)) or _value(cell)

    def _rows(self, table: Any) -> Iterator[tuple[int, Any, list[tuple[Any, int]]]]:
        """Yield the number of each row that holds anything, and its repeated cells."""
        number = held = 0
        for row in within(table, "table-row", ("table", "frame")):
            times = int(number_of(value(row, "number-rows-repeated"), 1))
            cells = [
                (one, min(_MOST_COLUMNS, int(number_of(value(one, "number-columns-repeated"), 1))))
                for one in row
                if local(one) in ("table-cell", "covered-table-cell")
            ]
            while (
                cells
                and not len(cells[-1][0])
                and not _value(cells[-1][0])
                and (local(cells[-1][0]) == "table-cell")
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
        name = value(table, "name")
        self.builder.heading(1, f"{name} (hidden sheet)" if self.is_hidden(table) else name)
        held = Sheet(hidden_columns=_hidden_columns(table))
        comments: list[str] = []
        for number, row, cells in self._rows(table):
            line: list[str] = []
            for cell, repeated in cells:
                text = self._cell(cell, comments, number, len(line) + 1)
                if value(cell, "formula") and not text and not value(cell, "value-type"):
                    held.resultless.append((number, len(line)))
                if (merged := _merged(cell, number, len(line))) is not None:
                    held.merged.append(merged)
                line.extend([text] * min(repeated, _MOST_COLUMNS - len(line)))
            if any(line):
                is_hidden = value(row, "visibility") in ("collapse", "filter")
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
            if local(one) == "shapes":
                self.blocks(one)


def _levels(style: Any) -> dict[int, _Level]:
    levels = {}
    for one in style:
        if local(one) in ("list-level-style-number", "outline-level-style"):
            level = int(number_of(value(one, "level"), 1))
            levels[level] = _Level(
                value(one, "num-format"), value(one, "num-prefix"), value(one, "num-suffix"),
                int(number_of(value(one, "start-value"), 1)), max(1, int(number_of(value(one, "display-levels"), 1))),
            )  # fmt: skip
    return {level: how for level, how in levels.items() if how.format}


def _merged(cell: Any, row: int, column: int) -> Merged | None:
    """Return which cells a cell stands for, if several."""
    height = int(number_of(value(cell, "number-rows-spanned"), 1))
    width = int(number_of(value(cell, "number-columns-spanned"), 1))
    return Merged(row, column, max(1, height), max(1, width)) if height > 1 or width > 1 else None


def _hidden_columns(table: Any) -> set[int]:
    """Return the columns of a sheet that are not shown, counted from 0."""
    hidden: set[int] = set()
    column = 0
    for one in within(table, "table-column", ("table", "table-row")):
        end = min(_MOST_COLUMNS, column + int(number_of(value(one, "number-columns-repeated"), 1)))
        if value(one, "visibility") in ("collapse", "filter"):
            hidden |= set(range(column, end))
        column = end
    return hidden


def _value(cell: Any) -> str:
    for name in ("string-value", "date-value", "time-value", "value", "boolean-value"):
        if held := value(cell, name):
            return one_line(held)
    return ""


def comment_of(element: Any, label: str) -> str:
    """Return a comment with its author, behind a label."""
    author = next((one_line(one.text or "") for one in element if local(one) == "creator"), "")
    words = " ".join(words_in(one) for one in element if local(one) in ("p", "list"))
    return f"{label} by {author}: {words}" if author else f"{label}: {words}"


def _list_lines(element: Any) -> Iterator[str]:
    for item in element.iter():
        if local(item) == "p":
            yield words_in(item)

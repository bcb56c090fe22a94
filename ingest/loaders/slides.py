"""Presentations: a page a slide, its title a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.i18n import Text, _
from ingest.loaders import pictured
from ingest.loaders.archive import open_archive
from ingest.loaders.builder import (
    DRAWING,
    EMPTY,
    PICTURE,
    Builder,
    damaged,
    one_line,
    without_text,
)
from ingest.loaders.charts import add_chart, add_diagram
from ingest.loaders.embedded import add_embedded
from ingest.loaders.ooxml import Package, alternatives, drawn_lines
from ingest.loaders.slide_places import Layouts, Placed, in_reading_order, place_of
from ingest.loaders.slide_text import add_text, text_of
from ingest.loaders.table_headers import Merged, with_one_header
from ingest.loaders.xml import local, value
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_CHARTS = re.compile(r"ppt/charts/chart(?:ex)?\d*\.xml", re.IGNORECASE)
_DIAGRAMS = re.compile(r"ppt/diagrams/data\d*\.xml")
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)", re.IGNORECASE)
_TITLES = ("title", "ctrTitle")
_SHAPES = frozenset({"sp", "pic", "graphicFrame", "grpSp", "cxnSp", "AlternateContent"})
_RUNNING = frozenset({"hdr", "ftr", "dt"})
_NO_NOTES = _RUNNING | {"sldImg", "sldNum"}
_DEEPEST = 20
_WIDEST = 500


def read(data: bytes, path: PurePath) -> Document:
    """Read a presentation: text, tables, charts, diagrams, comments and notes."""
    with open_archive(data, no_dtd=True) as archive:
        package = Package(archive)
        if not any(name.startswith("ppt/") for name in package.names):
            raise Unreadable(_("its name says .pptx, but it holds no presentation"))
        main = package.main("ppt/presentation.xml")
        root = package.root(main)
        reader = _Reader(package, Builder("pptx"))
        broken, empty = [], []
        parts = list(_slides(package, main, root))
        for number, part in enumerate(parts, start=1):
            reader.builder.begin_page(number)
            slide = package.tree(part)
            if slide is None:
                broken.append(number)
            elif not reader.slide(slide, part):
                empty.append((number, _what_instead(slide)))
        builder = reader.builder
        if not builder.blocks and any(what == PICTURE for __, what in empty):
            raise Unreadable(_("it holds no text, only pictures, which are not read"))
        builder.notices += [*damaged("slide", broken), *without_text("slide", empty)]
        reader.count()
        charts = [name for name in package.names if _CHARTS.fullmatch(name)]
        add_embedded(builder, package, "ppt", charts, reader.embedded)
        # Slides are named by their numbers above.
        own = (
            one for one in package.notices if not (isinstance(one, Text) and one.values.get("name") in parts)
        )
        builder.notices += dict.fromkeys(own)
        title = package.title()
    return builder.document(path, title=title)


def _slides(package: Package, main: str, root: _Element) -> Iterator[str]:
    """Yield the parts of the slides in the order in which they are shown."""
    relations = package.relations(main)
    for one in root.iter():
        if local(one) == "sldId" and local(one.getparent()) == "sldIdLst":
            name = next((held for key, held in one.attrib.items() if key.endswith("}id")), "")
            yield relations[name].target if name in relations else ""


def _what_instead(slide: _Element) -> str:
    names = [local(one) for one in slide.iter()]
    if "pic" in names or "blipFill" in names:
        return PICTURE
    shapes = [one for one in slide.iter() if local(one) in _SHAPES and _placeholder(one) is None]
    return DRAWING if shapes else EMPTY


class _Reader:
    """Appends slides, and counts what was read of the parts of the file.

    Attributes:
        builder: Takes the blocks.
        embedded: Program of each embedded file, by the name of its part.
    """

    def __init__(self, package: Package, builder: Builder) -> None:
        self.builder = builder
        self._package = package
        self._layouts = Layouts(package)
        self._part = ""
        self._used: set[str] = set()
        self._running: set[str] = set()
        self._behind: set[str] = set()
        self._described: list[str] = []
        self.embedded: dict[str, str] = {}

    def slide(self, slide: _Element, part: str) -> bool:
        """Append a slide; says whether there was any text on it."""
        self._part, self._described = part, []
        before = len(self.builder.blocks)
        shapes = list(_shapes(_tree(slide), self._layouts.places(part)))
        title = next((one for one in shapes if _type(one.element) in _TITLES), None)
        hidden = " (hidden slide)" if value(slide, "show") in ("0", "false") else ""
        words = "" if title is None else one_line(" ".join(drawn_lines(title.element)))
        if words:
            self.builder.heading(1, words + hidden)
        elif hidden:
            self.builder.add("paragraph", hidden.strip())
        for one in in_reading_order([one for one in shapes if one is not title]):
            self._shape(one.element, 0)
        self._pictures(slide)
        self._fixed(slide)
        self._notes()
        self._comments()
        found = len(self.builder.blocks) > before + (1 if hidden and not words else 0)
        for text in dict.fromkeys(self._described):
            self.builder.add("paragraph", f"[Picture: {text}]")
        return found

    def _pictures(self, slide: _Element) -> None:
        """Append what was recognised in the pictures of a slide and behind it."""
        described = False
        for one in slide.iter():
            if local(one) == "cNvPr":
                described = bool(value(one, "descr").strip())
            if local(one) != "blip" or any(local(above) == "Fallback" for above in one.iterancestors()):
                continue
            relation = self._package.relations(self._part).get(value(one, "embed"))
            if relation is not None and not relation.outside:
                pictured.show(self.builder, partial(self._package.raw, relation.target), described=described)

    def _fixed(self, slide: _Element) -> None:
        """Append, once for all slides, what their layout and their master show."""
        if value(slide, "showMasterSp") in ("0", "false"):
            return
        for part in self._package.related(self._part, "slideLayout"):
            layout = self._package.tree(part)
            self._fixed_on(part, layout)
            if layout is not None and value(layout, "showMasterSp") not in ("0", "false"):
                for master in self._package.related(part, "slideMaster"):
                    self._fixed_on(master, self._package.tree(master))

    def _fixed_on(self, part: str, root: _Element | None) -> None:
        """Append the words of a layout or master; those of placeholders are not shown."""
        if root is None or part in self._behind:
            return
        self._behind.add(part)
        for one in in_reading_order(list(_shapes(_tree(root), {}))):
            for shape in one.element.iter():
                if local(shape) == "tc" or (local(shape) == "sp" and _placeholder(shape) is None):
                    words = text_of(shape)
                    if words and words not in self._running:
                        self._running.add(words)
                        self.builder.add("paragraph", f"On every slide like this one: {words}")  # not shown

    def count(self) -> None:
        """Record how many charts and diagrams were read."""
        for pattern, noun in ((_CHARTS, "chart"), (_DIAGRAMS, "diagram")):
            self.builder.read[noun] = sum(1 for name in self._used if pattern.fullmatch(name))

    def _shape(self, shape: _Element, depth: int) -> None:
        name = local(shape)
        if name == "grpSp":
            if depth < _DEEPEST:
                for one in in_reading_order(list(_shapes(shape, {}))):
                    self._shape(one.element, depth + 1)
        elif name == "graphicFrame":
            self._frame(shape)
        elif name == "pic":
            self._describe(shape)
        elif name == "sp":
            self._describe(shape)
            body = next((one for one in shape if local(one) == "txBody"), None)
            if body is not None and _type(shape) != "sldNum":
                add_text(self.builder, body)

    def _describe(self, shape: _Element) -> None:
        properties = next((one for one in shape.iter() if local(one) == "cNvPr"), None)
        text = one_line(value(properties, "descr"))
        if text and not _FILE_NAME.fullmatch(text):
            self._described.append(text)

    def _frame(self, frame: _Element) -> None:
        """Append what a frame holds: a table, a chart, a diagram, or an embedded file."""
        for one in frame.iter():
            name = local(one)
            if name == "tbl":
                self._table(one)
            elif name in ("chart", "relIds"):
                relation = self._package.relations(self._part).get(
                    value(one, "id" if name == "chart" else "dm")
                )
                root = None if relation is None or relation.outside else self._package.tree(relation.target)
                add = add_chart if name == "chart" else add_diagram
                if root is not None and relation is not None and add(self.builder, root):
                    self._used.add(relation.target)
            elif name == "oleObj":
                relation = self._package.relations(self._part).get(
                    next((held for key, held in one.attrib.items() if key.endswith("}id")), "")
                )
                if relation is not None:
                    self.embedded[relation.target] = value(one, "progId")

    def _table(self, table: _Element) -> None:
        rows: list[list[str]] = []
        merged: list[Merged] = []
        for number, row in enumerate(one for one in table if local(one) == "tr"):
            cells = [one for one in row if local(one) == "tc"]
            rows.append([])
            for column, cell in enumerate(cells):
                above = rows[-2][column] if number and column < len(rows[-2]) else ""
                goes_on = cell.get("vMerge") in ("1", "true")
                rows[-1].append(above if goes_on else text_of(cell))
                height, width = _whole(cell.get("rowSpan")), _whole(cell.get("gridSpan"))
                if max(height, width) > 1 and not goes_on and cell.get("hMerge") not in ("1", "true"):
                    merged.append(Merged(number, column, height, width))
        columns = max(map(len, rows), default=0)
        rows = [row + [""] * (columns - len(row)) for row in rows]
        across = {one.row for one in merged if one.width >= columns}
        titles, lines = with_one_header(rows, merged, across=across)
        for title in titles:
            self.builder.add("paragraph", title)
        self.builder.table(lines)

    def _notes(self) -> None:
        for part in self._package.related(self._part, "notesSlide"):
            root = self._package.tree(part)
            if root is None:
                continue
            shapes = (one for one in root.iter() if local(one) == "sp" and _type(one) not in _NO_NOTES)
            cells = (one for one in root.iter() if local(one) == "tc")
            notes = "\n".join(text for one in (*shapes, *cells) if (text := text_of(one)))
            self.builder.add("paragraph", notes and f"Notes: {notes}")
            for one in root.iter():
                text = text_of(one) if local(one) == "sp" and _type(one) in _RUNNING else ""
                if text and text not in self._running:
                    self._running.add(text)
                    self.builder.add("paragraph", f"On the page of notes: {text}")  # not shown

    def _comments(self) -> None:
        """Append the comments on a slide, with their authors.

        In newer files, the answers too.
        """
        authors: dict[str, str] = {}
        for part in self._package.names:
            if part in ("ppt/commentAuthors.xml", "ppt/authors.xml"):
                root = self._package.tree(part)
                authors |= {} if root is None else {value(one, "id"): value(one, "name") for one in root}
        for part in self._package.related(self._part, "comments"):
            root = self._package.tree(part)
            for one in [] if root is None else root.iter():
                if local(one) not in ("cm", "reply"):
                    continue
                plain = [child.text or "" for child in one if local(child) == "text"]
                rich = [line for child in one if local(child) == "txBody" for line in drawn_lines(child)]
                author = one_line(authors.get(value(one, "authorId"), ""))
                text = one_line(" ".join([*plain, *rich]))
                self.builder.add("paragraph", text and f"Comment{f' ({author})' if author else ''}: {text}")


def _whole(text: str | None) -> int:
    return min(int(text), _WIDEST) if text and text.isascii() and text.isdigit() else 1


def _tree(slide: _Element) -> Iterable[_Element]:
    """Return the shapes of a slide."""
    return next((one for one in slide.iter() if local(one) == "spTree"), ())


def _shapes(
    elements: Iterable[_Element], inherited: dict[str, tuple[int, int, int, int]]
) -> Iterator[Placed]:
    """Yield the shapes in a slide or group with their places.

    Those of placeholders may come from the layout.
    """
    for one in elements:
        if local(one) == "AlternateContent":
            for other in alternatives(one):
                yield from _shapes(other, inherited)
        elif local(one) in _SHAPES:
            place = place_of(one)
            holder = _placeholder(one)
            if place is None and holder is not None:
                place = inherited.get(f"idx {value(holder, 'idx')}") or inherited.get(_type(one))
            yield Placed(one, place)


def _placeholder(shape: _Element) -> _Element | None:
    for properties in shape:
        if local(properties).startswith("nv"):
            return next((one for one in properties.iter() if local(one) == "ph"), None)
    return None


def _type(shape: _Element) -> str:
    """Return what a placeholder is for, like "title"; nothing for another shape."""
    holder = _placeholder(shape)
    return "" if holder is None else value(holder, "type", "obj")

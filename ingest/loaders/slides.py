"""Presentations: a page a slide, its title a heading."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from ingest.loaders.archive import open_archive
from ingest.loaders.builder import (
    DRAWING,
    EMPTY,
    PICTURE,
    Builder,
    embedded_files,
    not_read,
    one_line,
    squeeze,
    without_text,
)
from ingest.records import Document, Unreadable

_DIAGRAM = re.compile(r"ppt/diagrams/data\d*\.xml")


def read(data: bytes, path: PurePath) -> Document:
    """Read a presentation: text, tables, charts and the speaker's notes."""
    from pptx import Presentation

    with open_archive(data, no_dtd=True) as archive:
        if not any(name.startswith("ppt/") for name in archive.namelist()):
            raise Unreadable("its name says .pptx, but it holds no presentation")
        diagrams = sum(_DIAGRAM.fullmatch(name) is not None for name in archive.namelist())
        embedded = embedded_files(archive.namelist(), "ppt/")
    presentation = Presentation(io.BytesIO(data))
    builder = Builder("pptx")
    empty: list[tuple[int, str]] = []
    for number, slide in enumerate(presentation.slides, start=1):
        builder.begin_page(number)
        before = len(builder.blocks)
        _slide(builder, slide)
        if len(builder.blocks) == before:
            empty.append((number, _what_instead(slide)))
    if not builder.blocks and any(what == PICTURE for _, what in empty):
        raise Unreadable("it holds no text, only pictures, which are not read")
    builder.notices += without_text("slide", empty)
    builder.notices += not_read(diagrams, "diagram") + not_read(embedded, "embedded file")
    return builder.document(path, title=presentation.core_properties.title or "")


def _slide(builder: Builder, slide: Any) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        builder.heading(1, title.text_frame.text.replace("\v", " "))
    for shape in _shapes(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _shape(builder, shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = squeeze(slide.notes_slide.notes_text_frame.text.replace("\v", "\n"))
        builder.add("paragraph", f"Notes: {notes}" if notes else "")


def _what_instead(slide: Any) -> str:
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    # A placeholder that holds a picture says that it is a placeholder.
    pictures = {MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.LINKED_PICTURE}
    kinds = {PICTURE if hasattr(one, "image") else one.shape_type for one in _shapes(slide.shapes)}
    if PICTURE in kinds or kinds & pictures:
        return PICTURE
    return DRAWING if kinds - {MSO_SHAPE_TYPE.PLACEHOLDER} else EMPTY


def _shapes(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the shapes from above, then from the left; groups are opened."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes") and depth < 20:
            yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape


def _shape(builder: Builder, shape: Any) -> None:
    if getattr(shape, "has_table", False):
        builder.table([[cell.text for cell in row.cells] for row in shape.table.rows])
    elif getattr(shape, "has_chart", False):
        _chart(builder, shape.chart)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            text = squeeze(paragraph.text.replace("\v", "\n"))
            indent = "  " * min(8, paragraph.level)
            if text:
                builder.add(
                    "list" if paragraph.level else "paragraph", f"{indent}- {text}" if indent else text
                )


def _chart(builder: Builder, chart: Any) -> None:
    try:
        title = (
            chart.chart_title.text_frame.text if chart.has_title and chart.chart_title.has_text_frame else ""
        )
        series = [(str(one.name), list(one.values)) for one in chart.plots[0].series]
        names = [str(category) for category in chart.plots[0].categories]
    except (ValueError, IndexError, KeyError, NotImplementedError, AttributeError):
        builder.notices.append("a chart could not be read")
        return
    builder.add("paragraph", one_line(title))
    rows = [["", *(name for name, _ in series)]]
    for index, name in enumerate(names):
        rows.append([name, *(_value(values, index) for _, values in series)])
    builder.table(rows)


def _value(values: list[Any], index: int) -> str:
    return "" if index >= len(values) or values[index] is None else str(values[index])

"""OpenDocument texts, workbooks and presentations, packed or as flat XML."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from assistant.i18n import _, ngettext
from ingest.loaders.archive import open_archive
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.inventory import PAGE_NUMBER
from ingest.loaders.nouns import pages as pages_said
from ingest.loaders.opendocument_content import ContentReader, comment_of
from ingest.loaders.opendocument_xml import SHAPES, Source, first_of, number_of, words_in
from ingest.loaders.xml import local, parse_xml, value
from ingest.records import Document, Unreadable

_BESIDE = 1.5  # centimetres by which shapes beside each other may differ in height
_HEADS = frozenset({"header", "footer", "header-first", "footer-first", "header-left", "footer-left"})
_ON_EVERY_SHEET = frozenset({"sheet-name", "title", "time", "file-name", "page-number", "page-count"})
"""Fields of which the pages of a new workbook's sheets are headed."""
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
            return _read_parts(Source(archive), path, kind, body_name, walk)
    return _read_parts(Source(root=parse_xml(data)), path, kind, body_name, walk)


def _read_parts(source: Source, path: PurePath, kind: str, body_name: str, walk: Any) -> Document:
    body = first_of(source.content, "body")
    part = next((one for one in body if local(one) == body_name), None) if body is not None else None
    if part is None:
        held = ", ".join(local(one) for one in body) if body is not None else ""
        raise Unreadable(
            _(
                "its name says {ending}, but its content is {what}",
                ending=path.suffix.lower(),
                what=held or _("something else"),
            )
        )
    builder = Builder(kind)
    reader = ContentReader(builder, source)
    walk(reader, part)
    meta = source.part("meta.xml")
    title = (
        next((one.text or "" for one in meta.iter() if local(one) == "title"), "") if meta is not None else ""
    )
    return builder.document(path, title=one_line(title) if walk is not _presentation else title)


def _text_document(reader: ContentReader, part: Any) -> None:
    reader.blocks(part)
    _add_heads(reader)


def _add_heads(reader: ContentReader, without: frozenset[str] = frozenset()) -> None:
    """Append the headers and footers of pages, each once.

    Args:
        reader: Takes them.
        without: Names of the fields that are left out, with what only tells a page's number.
    """
    styles = reader.source.part("styles.xml")
    told: dict[str, None] = {}
    for one in styles.iter() if styles is not None else ():
        if local(one) not in _HEADS or value(one, "display") == "false":
            continue
        words = words_in(one, without)
        counts = without and PAGE_NUMBER.fullmatch(words)
        if not counts and any(character.isalpha() for character in words):
            told.setdefault(f"{local(one).partition('-')[0].capitalize()}: {words}")
    for line in told:
        reader.builder.add("paragraph", line)


def _workbook(reader: ContentReader, part: Any) -> None:
    for table in part:
        if local(table) == "table":
            reader.sheet(table)
    if any(block.kind != "heading" for block in reader.builder.blocks):
        _add_heads(reader, _ON_EVERY_SHEET)
    else:
        raise Unreadable(_("its sheets are empty"))


def _presentation(reader: ContentReader, part: Any) -> None:
    styles = reader.source.part("styles.xml")
    roots = (reader.source.content, styles) if styles is not None else (reader.source.content,)
    masters = {
        value(one, "name"): one for root in roots for one in root.iter() if local(one) == "master-page"
    }
    feet = {value(one, "name"): one_line(one.text or "") for one in part if local(one) == "footer-decl"}
    without_foot = {
        value(style, "name")
        for style in reader.source.content.iter()
        if local(style) == "style" and any(value(one, "display-footer") == "false" for one in style)
    }
    fixed: set[str] = set()
    number = 0
    empty: list[int] = []
    for page in part:
        if local(page) != "page":
            continue
        number += 1
        reader.builder.begin_page(number)
        before = len(reader.builder.blocks)
        shapes = [one for one in page if local(one) in ("frame", "g", *SHAPES)]
        title = next((one for one in shapes if value(one, "class") == "title" and words_in(one)), None)
        if title is not None:
            reader.builder.heading(1, words_in(title))
        for one in _in_order([one for one in shapes if one is not title]):
            if value(one, "class") not in ("page-number", "date-time", "footer", "header"):
                reader.blocks([one])
        for one in page:
            if local(one) == "notes":
                notes = " ".join(
                    words
                    for frame in one
                    if value(frame, "class") not in ("page", "page-number", "date-time", "header", "footer")
                    and (words := words_in(frame))
                )
                reader.builder.add("paragraph", f"Notes: {notes}" if notes else "")
            elif local(one) == "annotation":
                reader.builder.add("paragraph", comment_of(one, "Comment"))
        foot = value(page, "use-footer-name")
        if feet.get(foot) and value(page, "style-name") not in without_foot:
            reader.builder.add("paragraph", f"Footer: {feet.pop(foot)}")
        _add_fixed(reader, value(page, "master-page-name"), masters, fixed)
        if len(reader.builder.blocks) == before:
            empty.append(number)
    if empty:
        reader.builder.notices.append(
            ngettext(
                "{pages} has no text", "{pages} have no text", len(empty), pages=pages_said(empty, "slide")
            )
        )


def _add_fixed(reader: ContentReader, name: str, masters: dict[str, Any], told: set[str]) -> None:
    """Append, once for all slides, what their master shows but placeholders.

    Args:
        reader: Takes it.
        name: Of the master.
        masters: All of them by name; those that were told of are taken out.
        told: What was told already.
    """
    master = masters.pop(name, None)
    shapes = [] if master is None else [one for one in master if local(one) in ("frame", "g", *SHAPES)]
    for one in _in_order([one for one in shapes if not value(one, "class")]):
        words = "" if any(value(inner, "class") for inner in one.iter()) else words_in(one)
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
    first = next((one for one in shape.iter() if value(one, "y")), shape)
    return _length(value(first, "y")), _length(value(first, "x"))


def _length(text: str) -> float:
    return number_of(text[:-2], 0) * _UNITS.get(text[-2:], 1.0) if len(text) > 2 else 0.0

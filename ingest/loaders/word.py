"""Word documents: what a reader sees of them, and what stands at the margins."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.i18n import _, ngettext
from ingest.loaders.archive import open_archive
from ingest.loaders.builder import Builder, not_read, one_line
from ingest.loaders.embedded import add_embedded
from ingest.loaders.inventory import PAGE_NUMBER
from ingest.loaders.ooxml import Package
from ingest.loaders.word_body import WORD, Reader
from ingest.loaders.word_numbering import Numbering
from ingest.loaders.word_styles import Styles
from ingest.loaders.xml import local, value
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_CHARTS = re.compile(r"word/charts/chart(?:ex)?\d*\.xml", re.IGNORECASE)
_DIAGRAMS = re.compile(r"word/diagrams/data\d*\.xml")
_PICTURES = re.compile(r"word/media/.+")
_COUNTED = {"oMath": "equation", "checkbox": "check box", "txbxContent": "text box", "ruby": "glossed word"}


def read(data: bytes, path: PurePath) -> Document:
    """Read a Word document.

    Its structure, automatic numbers, notes, and equations as LaTeX.

    Headers and footers come first, each once, and comments last.
    """
    with open_archive(data, no_dtd=True) as archive:
        package = Package(archive)
        if not any(name.startswith("word/") for name in package.names):
            raise Unreadable(_("its name says .docx, but it holds no Word document"))
        main = package.main("word/document.xml")
        body = package.root(main)
        builder = Builder("docx")
        styles = Styles(_part(package, main, "styles"))
        numbering = Numbering(_part(package, main, "numbering"), styles.lists)
        _add_running(builder, package, main, styles)
        running = len(builder.blocks)
        reader = Reader(package, main, builder, styles, numbering)
        reader.pictures = []
        reader.blocks(body)
        _add_notes(builder, package, main, reader)
        if not reader.seen["t"] and any(_PICTURES.fullmatch(name) for name in package.names):
            if not builder.blocks:
                raise Unreadable(_("it holds no text, only pictures, which are not read"))
            if len(builder.blocks) == running:
                builder.notices.append(_("its pages have no text of their own (they are pictures)"))
        _add_comments(builder, package, main, reader)
        charts = [name for name in package.names if _CHARTS.fullmatch(name)]
        add_embedded(builder, package, "word", charts, reader.embedded)
        builder.notices += [*package.notices, *_unread(reader)]
        _count(builder, reader)
        title = package.title()
    return builder.document(path, title=title)


def _part(package: Package, main: str, kind: str) -> _Element | None:
    return next((package.tree(name) for name in package.related(main, kind)), None)


def _add_running(builder: Builder, package: Package, main: str, styles: Styles) -> None:
    """Append each line of headers and footers once."""
    seen: set[str] = set()
    named = [(name, kind) for kind in ("footer", "header") for name in sorted(package.related(main, kind))]
    for name, kind in named or _by_name(package):
        root = package.tree(name)
        if root is None:
            continue
        lines = Builder("docx")
        reader = Reader(package, name, lines, styles, Numbering(None))
        reader.blocks(root)
        for line in map(one_line, "\n".join(lines.texts()).split("\n")):
            if line and line not in seen and not PAGE_NUMBER.fullmatch(line):
                seen.add(line)
                builder.add("paragraph", f"Page {kind}: {line}")


def _by_name(package: Package) -> list[tuple[str, str]]:
    """Return the headers and footers of a file that does not say which it uses."""
    found = ((name, re.fullmatch(r"word/(header|footer)\d*\.xml", name)) for name in sorted(package.names))
    return [(name, match[1]) for name, match in found if match]


def _add_notes(builder: Builder, package: Package, main: str, reader: Reader) -> None:
    """Append the notes that the text refers to, in that order."""
    notes: dict[tuple[str, str], _Element] = {}
    of_part: dict[str, str] = {}
    for kind in ("footnote", "endnote"):
        for name in package.related(main, f"{kind}s"):
            root = package.tree(name)
            of_part[kind] = name
            notes |= (
                {} if root is None else {(kind, value(one, "id")): one for one in root if local(one) == kind}
            )
    missing = 0
    done = 0
    while done < len(reader.notes):  # a note may refer to another
        key = reader.notes[done]
        done += 1
        note = notes.get(key)
        if note is None:
            missing += 1
            continue
        if text := reader.words(note, of_part[key[0]]):
            builder.add("list", f"[{done}] {text}")
    builder.notices += not_read(missing, "note")


def _add_comments(builder: Builder, package: Package, main: str, reader: Reader) -> None:
    """Append the comments that readers wrote at the margin."""
    names = package.related(main, "comments") or [name for name in ("word/comments.xml",) if name in package]
    lines = []
    for name in names:
        root = package.tree(name)
        for comment in [] if root is None else root.iter(f"{WORD}comment"):
            if text := reader.words(comment, name):
                about = one_line("".join(reader.commented.get(value(comment, "id"), [])))[:200]
                author = value(comment, "author").strip()
                before = f'{author or "Comment"} on "{about}": ' if about else f"{author}: " if author else ""
                lines.append(before + text)
    if lines:
        builder.heading(1, "Comments")
    for line in lines:
        builder.add("paragraph", line)


def _count(builder: Builder, reader: Reader) -> None:
    """Record how many things other than running text were read."""
    for name, noun in _COUNTED.items():
        builder.read[noun] = reader.seen[name]
    for pattern, noun in ((_CHARTS, "chart"), (_DIAGRAMS, "diagram")):
        builder.read[noun] = sum(1 for name in reader.parts if pattern.fullmatch(name))


def _unread(reader: Reader) -> list[str]:
    """Return a sentence on each kind of field without a result and unknown sign."""
    sentences = [
        ngettext(
            "{number} field of the kind {kind} shows no result",
            "{number} fields of the kind {kind} show no result",
            count,
            kind=kind,
        )
        for kind, count in Counter(reader.fields).items()
    ]
    sentences += [
        ngettext(
            "{number} sign of the font {font} could not be read",
            "{number} signs of the font {font} could not be read",
            count,
            font=font,
        )
        for font, count in reader.signs.items()
    ]
    return sentences

"""Word documents, read by mammoth into HTML."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Any

from ingest.loaders import html
from ingest.loaders.archive import open_archive, read_entry, read_xml
from ingest.loaders.builder import Builder, embedded_files, not_read, one_line
from ingest.records import Document, Unreadable

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RUNNING = re.compile(r"word/(header|footer)\d*\.xml")
_COMMENTS = "word/comments.xml"
_PAGE_NUMBER = re.compile(r"\W*(?:page|seite|第)?\W*\d*\W*(?:of|von|/|页|共|\W)*\d*\W*页?\W*", re.IGNORECASE)
_UNREAD = (
    (re.compile(r"word/charts/chart\d*\.xml"), "chart"),
    (re.compile(r"word/diagrams/data\d*\.xml"), "diagram"),
    (re.compile(r"word/afchunk\d*\..+"), "inserted file"),
)
_PICTURES = re.compile(r"word/media/.+")
_WITH_EQUATIONS = re.compile(r"word/(?:document|footnotes|endnotes|comments)\d*\.xml")
_EQUATION = b":oMath"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""


def read(data: bytes, path: PurePath) -> Document:
    """Read a Word document: its structure, footnotes, and equations as LaTeX.

    Headers and footers come first, each once, and comments last.
    """
    with open_archive(data, no_dtd=True) as archive:
        if not any(name.startswith("word/") for name in archive.namelist()):
            raise Unreadable("its name says .docx, but it holds no Word document")
        title = _title(archive)
        builder = Builder("docx")
        _add_running(builder, archive)
        running = len(builder.blocks)
        html.add_tree(builder, html.parse(_as_html(_with_equations_as_text(archive) or data)))
        if len(builder.blocks) == running and _has_pictures(archive):
            if not running:
                raise Unreadable("it holds no text, only pictures, which are not read")
            builder.notices.append("its pages have no text of their own (they are pictures)")
        _add_comments(builder, archive)
        builder.notices += _unread(archive)
    return builder.document(path, title=title)


def _as_html(data: bytes) -> str:
    import mammoth  # type: ignore[import-untyped]

    return str(
        mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {}),
            include_embedded_style_map=False,
        ).value
    )


def _with_equations_as_text(archive: zipfile.ZipFile) -> bytes | None:
    """Return the document with its equations written as LaTeX, if it has any.

    Mammoth passes over equations.

    It holds the parts that mammoth reads and no pictures.
    """
    parts = {
        name: read_entry(archive, name) for name in archive.namelist() if _WITH_EQUATIONS.fullmatch(name)
    }
    if not any(_EQUATION in part for part in parts.values()):
        return None
    from ingest.loaders.equations import with_equations_as_text  # few documents have any

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        for name in dict.fromkeys(archive.namelist()):
            if name.endswith((".xml", ".rels")):
                part = parts.pop(name, None) or read_entry(archive, name)
                written.writestr(name, with_equations_as_text(part) if _EQUATION in part else part)
    return stream.getvalue()


def _title(archive: zipfile.ZipFile) -> str:
    """Return the title that an office file's properties hold, or nothing."""
    if "docProps/core.xml" not in archive.namelist():
        return ""
    try:
        root = read_xml(archive, "docProps/core.xml")
    except Unreadable:
        return ""  # a title is not worth losing the document for
    return str(root.findtext("{http://purl.org/dc/elements/1.1/}title") or "")


def _add_running(builder: Builder, archive: zipfile.ZipFile) -> None:
    """Append each line of headers and footers once."""
    seen: set[str] = set()
    for name in sorted(archive.namelist()):
        kind = _RUNNING.fullmatch(name)
        if kind is None:
            continue
        root = _xml(builder, archive, name)
        for text in [] if root is None else map(_words, root.iter(f"{_WORD}p")):
            if text and text not in seen and not _PAGE_NUMBER.fullmatch(text):
                seen.add(text)
                builder.add("paragraph", f"Page {kind[1]}: {text}")


def _add_comments(builder: Builder, archive: zipfile.ZipFile) -> None:
    """Append the comments that readers wrote at the margin."""
    if _COMMENTS not in archive.namelist():
        return
    root = _xml(builder, archive, _COMMENTS)
    comments = [] if root is None else list(root.iter(f"{_WORD}comment"))
    texts = [(str(one.get(f"{_WORD}author", "")), _words(one)) for one in comments]
    if any(text for _, text in texts):
        builder.heading(1, "Comments")
    for author, text in texts:
        if text:
            builder.add("paragraph", f"{author}: {text}" if author.strip() else text)


def _unread(archive: zipfile.ZipFile) -> list[str]:
    """Return a sentence on each kind of thing whose words are not read."""
    names = archive.namelist()
    found = [(sum(pattern.fullmatch(name) is not None for name in names), noun) for pattern, noun in _UNREAD]
    found.append((embedded_files(names, "word/"), "embedded file"))
    return [sentence for count, noun in found for sentence in not_read(count, noun)]


def _has_pictures(archive: zipfile.ZipFile) -> bool:
    """Say whether the document holds pictures."""
    return any(_PICTURES.fullmatch(name) for name in archive.namelist())


def _words(element: Any) -> str:
    """Return the text in an element on one line, without recorded deletions."""
    pieces: list[str] = []
    for one in element.iter():
        if one.tag == f"{_WORD}t":
            pieces.append(one.text or "")
        elif one.tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}p"):
            pieces.append(" ")
    return one_line("".join(pieces))


def _xml(builder: Builder, archive: zipfile.ZipFile, name: str) -> Any:
    """Return a part's tree, or None and a notice where it is damaged."""
    try:
        return read_xml(archive, name)
    except Unreadable:
        builder.notices.append(f"its part {name} is damaged and was not read")
        return None

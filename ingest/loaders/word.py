"""Word documents, read by mammoth into HTML."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import PurePath
from typing import IO, Any

from ingest.loaders import html
from ingest.loaders.archive import open_archive, read_entry
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


def add_running(builder: Builder, archive: zipfile.ZipFile) -> None:
    """Append what stands in headers and footers, each line once, before the body and outside its headings."""
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


def add_comments(builder: Builder, archive: zipfile.ZipFile) -> None:
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


def unread(archive: zipfile.ZipFile) -> list[str]:
    """Give a sentence on each kind of thing in the document whose words are not read."""
    names = archive.namelist()
    found = [(sum(pattern.fullmatch(name) is not None for name in names), noun) for pattern, noun in _UNREAD]
    found.append((embedded_files(names, "word/"), "embedded file"))
    return [sentence for count, noun in found for sentence in not_read(count, noun)]


def has_pictures(archive: zipfile.ZipFile) -> bool:
    """Say whether the document holds pictures."""
    return any(_PICTURES.fullmatch(name) for name in archive.namelist())


def _words(element: Any) -> str:
    """Return the text in an element on one line; what was deleted while changes were recorded is no `w:t`."""
    pieces: list[str] = []
    for one in element.iter():
        if one.tag == f"{_WORD}t":
            pieces.append(one.text or "")
        elif one.tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}p"):
            pieces.append(" ")
    return one_line("".join(pieces))


def _xml(builder: Builder, archive: zipfile.ZipFile, name: str) -> Any:
    """Return a part's tree, or None with a notice where it is damaged; the body is read all the same."""
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    try:
        return fromstring(read_entry(archive, name), forbid_dtd=True)
    except (Unreadable, ParseError, DefusedXmlException, ValueError):
        builder.notices.append(f"its part {name} is damaged and was not read")
        return None


_MAIN = "word/document.xml"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""


def read(data: bytes, path: PurePath) -> Document:
    """Read a Word document: headings, paragraphs, lists, tables, footnotes; equations as LaTeX.

    Headers and footers come first, each once, and comments last.
    """
    with open_archive(data, no_dtd=True) as archive:
        if not any(name.startswith("word/") for name in archive.namelist()):
            raise Unreadable("its name says .docx, but it holds no Word document")
        has_equations = _MAIN in archive.namelist() and b"<m:oMath" in read_entry(archive, _MAIN)
        title = core_title(archive)
        builder = Builder("docx")
        add_running(builder, archive)
        running = len(builder.blocks)
        html.add_tree(builder, html.parse(_as_html(data, has_equations=has_equations)))
        if len(builder.blocks) == running and has_pictures(archive):
            if not running:
                raise Unreadable("it holds no text, only pictures, which are not read")
            builder.notices.append("its pages have no text of their own (they are pictures)")
        add_comments(builder, archive)
        builder.notices += unread(archive)
    return builder.document(path, title=title)


def _as_html(data: bytes, *, has_equations: bool) -> str:
    import mammoth  # type: ignore[import-untyped]

    stream: IO[bytes] = io.BytesIO(data)
    if has_equations:
        stream = _with_equations_as_text(stream)
    return str(
        mammoth.convert_to_html(
            stream,
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {}),
            include_embedded_style_map=False,
        ).value
    )


def core_title(archive: zipfile.ZipFile) -> str:
    """Return the title that an office file's properties hold, or nothing."""
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    if "docProps/core.xml" not in archive.namelist():
        return ""
    try:
        root = fromstring(read_entry(archive, "docProps/core.xml"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return ""  # a title is not worth losing the document for
    return str(root.findtext("{http://purl.org/dc/elements/1.1/}title") or "")


def _with_equations_as_text(stream: IO[bytes]) -> IO[bytes]:
    """Return the document with its equations written as LaTeX; mammoth passes over them otherwise."""
    # This import takes a second, and few documents have equations. It brings onnxruntime along, which looks up
    # its maker's server unless it is told not to before.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from markitdown.converter_utils.docx.pre_process import pre_process_docx

    processed: IO[bytes] = pre_process_docx(stream)
    return processed

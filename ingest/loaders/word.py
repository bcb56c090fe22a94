"""Word documents, read by mammoth into HTML."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import PurePath
from typing import IO

from ingest.loaders import html, word_parts
from ingest.loaders.archive import open_archive, read_entry
from ingest.loaders.builder import Builder
from ingest.records import Document, Unreadable

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
        word_parts.add_running(builder, archive)
        running = len(builder.blocks)
        html.add_tree(builder, html.parse(_as_html(data, has_equations=has_equations)))
        if len(builder.blocks) == running and word_parts.has_pictures(archive):
            if not running:
                raise Unreadable("it holds no text, only pictures, which are not read")
            builder.notices.append("its pages have no text of their own (they are pictures)")
        word_parts.add_comments(builder, archive)
        builder.notices += word_parts.unread(archive)
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

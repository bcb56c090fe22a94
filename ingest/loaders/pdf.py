"""PDF files: text by PDFium, pages in a right-to-left script by pypdf."""

from __future__ import annotations

import ctypes
import io
import logging
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from ingest.loaders.builder import Builder
from ingest.loaders.pdf_layout import (
    Bookmark,
    Line,
    heading_levels,
    largest_line,
    paragraphs,
    without_running_lines,
)
from ingest.types import Document, Unreadable

_MOST_PAGES = 20_000
_MOST_BOOKMARKS = 5_000
_LINE = re.compile(r"[^\r\n\ufffe\x02]*(\r\n|[\r\n\ufffe\x02]|$)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_WORD_END = re.compile(r"(\w+)$")
_WORD_START = re.compile(r"^(\w+)")


def read(data: bytes, path: PurePath) -> Document:
    """Read a PDF: its text page by page, its outline or its large print as headings."""
    pdf = _opened(data)
    try:
        count = len(pdf)
        if count > _MOST_PAGES:
            raise Unreadable(f"it has {count} pages; more than {_MOST_PAGES} are not read")
        builder = Builder("pdf")
        pages = without_running_lines(_pages(builder, pdf, data))
        levels = heading_levels(pages, list(_outline(pdf)))
        title = _CONTROLS.sub("", str(pdf.get_metadata_dict(skip_empty=True).get("Title", "")))
    finally:
        pdf.close()
    words = _words(pages)
    for number, lines in enumerate(pages, start=1):
        builder.begin_page(number)
        for paragraph in paragraphs(_joined_words(lines, words), levels[number - 1]):
            if paragraph.level:
                builder.heading(paragraph.level, paragraph.text)
            else:
                builder.add("list" if paragraph.item else "paragraph", paragraph.text)
    if not builder.blocks:
        raise Unreadable(_why_empty(builder.notices, len(pages)))
    return builder.document(path, title=title or largest_line(pages[0]) or ("" if levels[0] else path.stem))


def _opened(data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("it is encrypted and needs a password") from error
        if "security" in str(error).lower():
            raise Unreadable("it is encrypted in a way that cannot be opened") from error
        raise Unreadable("it is damaged or incomplete: it cannot be opened as a PDF") from error


def _pages(builder: Builder, pdf: Any, data: bytes) -> list[list[Line]]:
    """Return the lines of each page; a page without any becomes a notice."""
    import pypdfium2

    second_reader: list[Any] = []
    pages: list[list[Line]] = []
    for number in range(1, len(pdf) + 1):
        lines: list[Line] = []
        try:
            page = pdf[number - 1]
            lines = list(_lines(page))
            if not lines:
                builder.notices.append(f"page {number} has no text ({_what_instead(page)})")
            page.close()
        except pypdfium2.PdfiumError:
            builder.notices.append(f"page {number} is damaged and could not be read")
        if any(_RIGHT_TO_LEFT.search(line.text) for line in lines):
            lines = _by_pypdf(second_reader, data, number) or lines
        pages.append(lines)
    return pages


def _lines(page: Any) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    text = textpage.get_text_range()
    measurable = len(text) == textpage.count_chars()
    box = pdfium.FS_RECTF()
    for match in _LINE.finditer(text):
        words = match.group()[: match.start(1) - match.start()]
        stripped = _CONTROLS.sub("", words).strip()
        if not stripped:
            continue
        left = bottom = size = 0.0
        first = match.start() + len(words) - len(words.lstrip())
        if measurable and pdfium.FPDFText_GetLooseCharBox(textpage, first, ctypes.byref(box)):
            left, bottom, size = box.left, box.bottom, box.top - box.bottom
        yield Line(stripped, left, bottom, size, hyphen=match[1] in ("\ufffe", "\x02"))
    textpage.close()


def _by_pypdf(reader: list[Any], data: bytes, number: int) -> list[Line]:
    """Return a page's lines from pypdf, which keeps Arabic and Hebrew in the order they are read in.

    Args:
        reader: Empty, or the reader that an earlier call opened.
        data: The file.
        number: Of the page.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
    try:
        if not reader:
            reader.append(pypdf.PdfReader(io.BytesIO(data)))
        text = reader[0].pages[number - 1].extract_text()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError, OSError):
        return []  # PDFium's reading, with words in the wrong order, is better than none
    return [Line(stripped) for line in text.split("\n") if (stripped := _CONTROLS.sub("", line).strip())]


def _outline(pdf: Any) -> Iterator[Bookmark]:
    import pypdfium2

    try:
        for count, mark in enumerate(pdf.get_toc(max_depth=10)):
            if count >= _MOST_BOOKMARKS:
                return
            dest = mark.get_dest()
            page = dest.get_index() if dest is not None else None
            if page is not None:
                yield Bookmark(mark.get_title(), page, mark.level + 1)
    except pypdfium2.PdfiumError:
        return  # a broken outline costs headings, not text


def _what_instead(page: Any) -> str:
    import pypdfium2.raw as pdfium

    kinds = {thing.type for thing in page.get_objects(max_depth=4)}
    if pdfium.FPDF_PAGEOBJ_IMAGE in kinds:
        return "it is a picture"
    if kinds:
        return "it is a drawing"
    return "empty"


def _why_empty(notices: list[str], pages: int) -> str:
    pictures = sum("picture" in notice for notice in notices)
    if pictures:
        which = "its page is a picture" if pages == 1 else f"{pictures} of its {pages} pages are pictures"
        return f"it holds no text: {which}, as a scanner makes them"
    if any("damaged" in notice for notice in notices):
        return "its pages are damaged and could not be read"
    return "it holds no text: its pages are empty or hold only drawings"


def _words(pages: list[list[Line]]) -> set[str]:
    """Return the words that stand inside lines, to tell which hyphens at a line's end belong to the word."""
    if not any(line.hyphen for lines in pages for line in lines):
        return set()
    return {word.casefold() for lines in pages for line in lines for word in re.findall(r"[\w-]+", line.text)}


def _joined_words(lines: list[Line], words: set[str]) -> list[Line]:
    """Return the lines with the hyphens given back that belong to a word, like the one in "well-known"."""
    result = []
    for index, line in enumerate(lines):
        if line.hyphen and index + 1 < len(lines):
            head, tail = _WORD_END.search(line.text), _WORD_START.search(lines[index + 1].text)
            if head and tail and _keeps_hyphen(head[1], tail[1], words):
                line = Line(f"{line.text}-", line.left, line.bottom, line.size, hyphen=True)
        elif line.hyphen:  # the word goes on on the next page
            line = Line(f"{line.text}-", line.left, line.bottom, line.size)
        result.append(line)
    return result


def _keeps_hyphen(head: str, tail: str, words: set[str]) -> bool:
    if f"{head}-{tail}".casefold() in words:
        return True
    if f"{head}{tail}".casefold() in words:
        return False
    return not tail[0].islower() or head[-1].isdigit()

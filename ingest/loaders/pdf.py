"""PDF files: text by PDFium; by pypdf what PDFium cannot open, and pages in a right-to-left script."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ingest.loaders.builder import DRAWING, EMPTY, PICTURE, Builder, damaged, without_text
from ingest.loaders.pdf_layout import (
    CONTROLS,
    Bookmark,
    Line,
    heading_levels,
    largest_line,
    paragraphs,
    without_running_lines,
)
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from ingest.loaders.pdf_second import SecondReader

_MOST_PAGES = 20_000
_MOST_BOOKMARKS = 5_000
_END_BYTES = 4096
_LINE = re.compile(r"[^\r\n\ufffe\x02]*(\r\n|[\r\n\ufffe\x02]|$)")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_WORD_END = re.compile(r"(\w+)$")
_WORD_START = re.compile(r"^(\w+)")


def read(data: bytes, path: PurePath) -> Document:
    """Read a PDF: its text page by page, its outline or its large print as headings."""
    pdf = _opened(data)
    if pdf is None:
        return _recovered(data, path)
    builder = Builder("pdf")
    try:
        count = len(pdf)
        if count > _MOST_PAGES:
            raise Unreadable(f"it has {count} pages; more than {_MOST_PAGES} are not read")
        raw, missing = _pages(pdf, data)
        pages = without_running_lines(raw)
        levels = heading_levels(pages, list(_outline(pdf)))
        title = CONTROLS.sub("", str(pdf.get_metadata_dict(skip_empty=True).get("Title", "")))
    finally:
        pdf.close()
    builder.notices += _cut_off(data) + missing.notices()
    _add(builder, pages, levels)
    if not builder.blocks:
        raise Unreadable(missing.why_empty(len(pages)))
    return builder.document(path, title=title or largest_line(pages[0]) or ("" if levels[0] else path.stem))


def _opened(data: bytes) -> Any:
    """Return the file as PDFium opens it, or None where it does not."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("it is encrypted and needs a password") from error
        if "security" in str(error).lower():
            raise Unreadable("it is encrypted in a way that cannot be opened") from error
        return None
    if len(pdf):
        return pdf
    pdf.close()
    return None


def _add(builder: Builder, pages: list[list[Line]], levels: list[dict[int, int]]) -> None:
    words = _words(pages)
    for number, lines in enumerate(pages, start=1):
        builder.begin_page(number)
        for paragraph in paragraphs(_joined_words(lines, words), levels[number - 1]):
            if paragraph.level:
                builder.heading(paragraph.level, paragraph.text)
            else:
                builder.add("list" if paragraph.item else "paragraph", paragraph.text)


def _recovered(data: bytes, path: PurePath) -> Document:
    """Read what stands in a file that cannot be opened: mended it may be; and pypdf searches it in its own way."""
    pages, missing = max(_recoveries(data), key=lambda found: _length(found[0]))
    if not any(pages):
        raise Unreadable("it is damaged or incomplete: it cannot be opened as a PDF")
    builder = Builder("pdf")
    held = sum(map(bool, pages))
    builder.notices.append(
        f"it is damaged: text of {held} of the {len(pages)} pages that were found in it was recovered, and more may be missing"
    )
    builder.notices += missing.notices()
    _add(builder, pages, [{} for _ in pages])
    return builder.document(path)


def _recoveries(data: bytes) -> Iterator[tuple[list[list[Line]], _Missing]]:
    """Yield what several ways to read a damaged file find in it; the last of them only where the others find nothing."""
    from ingest.loaders.pdf_repair import repaired

    found = False
    for version in repaired(data):
        try:
            pdf = _opened(version)
        except Unreadable:  # it is encrypted, and what says so was mended
            pdf = None
        if pdf is not None and len(pdf) <= _MOST_PAGES:
            pages, missing = _pages(pdf, version)
            found = found or any(pages)
            yield pages, missing
    if not found:
        reader = _second_reader(data)
        yield [reader.lines(number) for number in range(1, min(len(reader), _MOST_PAGES) + 1)], _Missing()


def _length(pages: list[list[Line]]) -> int:
    return sum(len(line.text) for lines in pages for line in lines)


def _cut_off(data: bytes) -> list[str]:
    tail = data[-_END_BYTES:]
    if b"%%EOF" in tail or b"startxref" in tail:
        return []
    return ["its end is missing: it may have been cut off, and more text with it"]


class _Missing:
    """The pages that gave no text, and why."""

    def __init__(self) -> None:
        self.empty: list[tuple[int, str]] = []
        self.damaged: list[int] = []

    def notices(self) -> list[str]:
        return without_text("page", self.empty) + damaged("page", self.damaged)

    def why_empty(self, pages: int) -> str:
        pictures = sum(what == PICTURE for _, what in self.empty)
        if pictures:
            which = "its page is a picture" if pages == 1 else f"{pictures} of its {pages} pages are pictures"
            return f"it holds no text: {which}, as a scanner makes them"
        if self.damaged:
            return "its pages are damaged and could not be read"
        return "it holds no text: its pages are empty or hold only drawings"


def _pages(pdf: Any, data: bytes) -> tuple[list[list[Line]], _Missing]:
    """Return the lines of each page, and which of them have none."""
    import pypdfium2

    second = cache(partial(_second_reader, data))
    pages: list[list[Line]] = []
    missing = _Missing()
    for number in range(1, len(pdf) + 1):
        lines: list[Line] = []
        try:
            page = pdf[number - 1]
            lines = list(_lines(page))
            if not lines:
                missing.empty.append((number, _what_instead(page)))
            page.close()
        except pypdfium2.PdfiumError:
            lines = second().lines(number)
            if not lines:
                missing.damaged.append(number)
        if any(_RIGHT_TO_LEFT.search(line.text) for line in lines):
            lines = second().lines(number) or lines
        pages.append(lines)
    return pages, missing


def _lines(page: Any) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    text = textpage.get_text_range()
    measurable = len(text) == textpage.count_chars()
    box = pdfium.FS_RECTF()
    for match in _LINE.finditer(text):
        words = match.group()[: match.start(1) - match.start()]
        stripped = CONTROLS.sub("", words).strip()
        if not stripped:
            continue
        left = bottom = size = 0.0
        first = match.start() + len(words) - len(words.lstrip())
        if measurable and pdfium.FPDFText_GetLooseCharBox(textpage, first, ctypes.byref(box)):
            left, bottom, size = box.left, box.bottom, box.top - box.bottom
        yield Line(stripped, left, bottom, size, hyphen=match[1] in ("\ufffe", "\x02"))
    textpage.close()


def _second_reader(data: bytes) -> SecondReader:
    from ingest.loaders.pdf_second import SecondReader  # most files need none

    return SecondReader(data)


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
        return PICTURE
    return DRAWING if kinds else EMPTY


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

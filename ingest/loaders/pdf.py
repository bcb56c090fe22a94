"""PDF files, read by PDFium.

What PDFium cannot open, and pages in a right-to-left script, are read by pypdf.
"""

from __future__ import annotations

import ctypes
import io
import logging
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from pathlib import PurePath
from typing import Any

from assistant.text import RIGHT_TO_LEFT
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

_MOST_PAGES = 20_000
_MOST_BOOKMARKS = 5_000
_END_BYTES = 4096
_LINE = re.compile(r"[^\r\n\ufffe\x02]*(\r\n|[\r\n\ufffe\x02]|$)")
_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
_WORD_END = re.compile(r"(\w+)$")
_WORD_START = re.compile(r"^(\w+)")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b")
_TYPE = re.compile(rb"/Type\s*/(Catalog|Page|ObjStm)(?![A-Za-z])")
_FIRST = re.compile(rb"/First\s+(\d{1,8})")
_STREAM = re.compile(rb"stream\r?\n")
_END = re.compile(rb"endobj|endstream")
_HEAD_BYTES = 4096
_MOST_UNPACKED = 64 << 20
_MOST_OBJECTS = 200_000


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
        heights = [_height(pdf, number) for number in range(count)]
        pages = without_running_lines(raw, heights)
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
    """Read what can be recovered from a file that cannot be opened."""
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
    """Yield what each way to read a damaged file finds in it.

    The last one, by pypdf, is tried only where the others find nothing.
    """
    found = False
    for version in _repaired(data):
        try:
            pdf = _opened(version)
        except Unreadable:  # it is encrypted, and what says so was mended
            pdf = None
        if pdf is not None and len(pdf) <= _MOST_PAGES:
            pages, missing = _pages(pdf, version)
            found = found or any(pages)
            yield pages, missing
    if not found:
        reader = SecondReader(data)
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

    second = SecondReader(data)
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
            lines = second.lines(number)
            if not lines:
                missing.damaged.append(number)
        if any(_RIGHT_TO_LEFT.search(line.text) for line in lines):
            lines = second.lines(number) or lines
        pages.append(lines)
    return pages, missing


def _height(pdf: Any, index: int) -> float:
    """Return the height of a page as it is shown, in points; 0 where it is damaged."""
    import pypdfium2

    try:
        return float(pdf.get_page_size(index)[1])
    except pypdfium2.PdfiumError:
        return 0.0


def _lines(page: Any) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    text = textpage.get_text_range()
    measurable = len(text) == textpage.count_chars()
    turned = _upright(page)
    box = pdfium.FS_RECTF()
    for match in _LINE.finditer(text):
        words = match.group()[: match.start(1) - match.start()]
        stripped = CONTROLS.sub("", words).strip()
        if not stripped:
            continue
        left = bottom = size = 0.0
        first = match.start() + len(words) - len(words.lstrip())
        if measurable and pdfium.FPDFText_GetLooseCharBox(textpage, first, ctypes.byref(box)):
            left, bottom, _, top = turned(box)
            size = top - bottom
        yield Line(stripped, left, bottom, size, hyphen=match[1] in ("\ufffe", "\x02"))
    textpage.close()


def _upright(page: Any) -> Callable[[Any], tuple[float, float, float, float]]:
    """Return what makes a rectangle of PDFium's one of the page as it is shown: left, bottom, right, top."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()

    def turned(box: Any) -> tuple[float, float, float, float]:
        if turn == 90:
            return box.bottom - bottom, right - box.right, box.top - bottom, right - box.left
        if turn == 180:
            return right - box.right, top - box.top, right - box.left, top - box.bottom
        if turn == 270:
            return top - box.top, box.left - left, top - box.bottom, box.right - left
        return box.left - left, box.bottom - bottom, box.right - left, box.top - bottom

    return turned


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
    """Return the words inside lines, by which hyphens at line ends are judged."""
    if not any(line.hyphen for lines in pages for line in lines):
        return set()
    return {word.casefold() for lines in pages for line in lines for word in re.findall(r"[\w-]+", line.text)}


def _joined_words(lines: list[Line], words: set[str]) -> list[Line]:
    """Give hyphens back that belong to a word, like the one in "well-known"."""
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


def _repaired(data: bytes) -> Iterator[bytes]:
    """Yield what a reader of PDF files may be able to open, the better version first.

    The first keeps the file's own tree of pages, whose gaps can then be told; the second has a new one of those
    pages that are there.

    Args:
        data: A file that could not be opened.
    """
    packed, catalog, pages, last = _looked_through(data)
    unpacked = b"".join(_unpacked(data, packed))
    if unpacked:
        _, inner_catalog, inner_pages, inner_last = _looked_through(unpacked)
        catalog, last = inner_catalog or catalog, max(last, inner_last)
        pages = list(dict.fromkeys([*pages, *inner_pages]))
    # What is left of the old table must not be believed.
    body = data.replace(b"startxref", b"%        ").replace(b"trailer", b"%      ") + b"\nendobj\n" + unpacked
    if catalog:
        yield body + b"trailer\n<</Root %d 0 R>>\n%%%%EOF\n" % catalog
    if pages:
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        yield body + (
            b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%b]>>\nendobj\n" % (last + 1, len(pages), kids)
            + b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (last + 2, last + 1)
            + b"trailer\n<</Root %d 0 R>>\n%%%%EOF\n" % (last + 2)
        )


def _looked_through(data: bytes) -> tuple[list[tuple[int, int]], int, list[int], int]:
    """Return the object streams, the catalog, the pages and the highest number.

    Of an object stream that is the start and end of its head.
    """
    packed, catalog, pages, last = [], 0, {}, 0
    for match in _OBJECT.finditer(data):
        number = int(match[1])
        last = max(last, number)
        end = _END.search(data, match.end(), match.end() + _HEAD_BYTES)
        stop = end.start() if end else match.end() + _HEAD_BYTES
        kind = _TYPE.search(data, match.end(), stop)
        if kind is None or number == 0:
            continue
        if kind[1] == b"Catalog":
            catalog = number
        elif kind[1] == b"Page":
            pages[number] = True
        else:
            packed.append((match.end(), stop))
    return packed, catalog, list(pages), last


def _unpacked(data: bytes, packed: list[tuple[int, int]]) -> Iterator[bytes]:
    """Yield the objects that stand in streams, written out one by one."""
    left = _MOST_UNPACKED
    for start, stop in packed:
        begin, first = _STREAM.search(data, start, stop), _FIRST.search(data, start, stop)
        if begin is None or first is None:
            continue
        try:
            text = zlib.decompressobj().decompress(data[begin.end() : begin.end() + _MOST_UNPACKED], left)
        except zlib.error:
            continue
        left -= len(text)
        if left <= 0:
            return
        offset = int(first[1])
        heads = text[:offset].split()[: 2 * _MOST_OBJECTS]
        pairs = [
            (int(n), int(at))
            for n, at in zip(heads[::2], heads[1::2], strict=False)
            if n.isdigit() and at.isdigit()
        ]
        ends = [at for _, at in pairs[1:]] + [len(text) - offset]
        for (number, at), end in zip(pairs, ends, strict=True):
            yield b"%d 0 obj\n%b\nendobj\n" % (number, text[offset + at : offset + end])


@cache
def _pypdf_errors() -> tuple[type[Exception], ...]:
    """Return what pypdf raises on damaged files, the language's errors too."""
    from pypdf.errors import DependencyError, PyPdfError  # most files need no second reader

    return (
        PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, OSError,
        NotImplementedError, AssertionError, struct.error, zlib.error, DependencyError,
    )  # fmt: skip


class SecondReader:
    """A file as pypdf reads it.

    That is slower, but Arabic and Hebrew stay in order, and it finds pages in damaged files.

    Its length is the number of pages. It is opened when it is first asked for a page.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        try:
            return len(self._pages)
        except _pypdf_errors():
            return 0

    def lines(self, number: int) -> list[Line]:
        """Return the lines of a page; none where it cannot be read."""
        try:
            text = self._pages[number - 1].extract_text()
        except _pypdf_errors():
            return []
        return [Line(stripped) for line in text.split("\n") if (stripped := CONTROLS.sub("", line).strip())]

    @cached_property
    def _pages(self) -> Any:
        import pypdf

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each oddity of a file
        return pypdf.PdfReader(io.BytesIO(self._data)).pages

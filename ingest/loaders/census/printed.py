"""Counts of the words on a PDF's pages, and in what is written on them.

PDFium draws both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ingest.loaders.inventory import UNKNOWN, Held, Things, Words, in_order, remembered

_RUNNING_FROM = 3
_EDGE_LINES = 4
_MOST_PAGES = 20_000
_MOST_ANNOTATIONS = 20_000
_DIGITS = re.compile(r"\d+|\b[ivxlcdm]+\b")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_OF_PAGE = re.compile(rb"[^<>]{0,20}<<(?:(?!endobj)[^/]){0,300}/Type\s*/Page(?![\w])")
_PLEASE_WAIT = re.compile(r"\A\s*Please wait|may not be able to display this type of document", re.IGNORECASE)
_TABLE = re.compile(rb"\bxref\s+((?:\d{1,9} \d{1,9}\s+|\d{10} \d{5} [nf]\s*)+)")
_ENTRY = re.compile(rb"(\d{1,9}) \d{1,9}(?=\s+\d)|(\d{10}) (\d{5}) ([nf])")
_OBJECT = re.compile(rb"obj\b")
_NUMBER = re.compile(rb"(?<!\d)(\d{1,9})\s+\d{1,5}\s+\Z")
_NUMBER_BYTES = 64
_WORD = re.compile(r"[^\W_\ufffd]*\ufffd[\w\ufffd]*|[^\W_]+")
_LINE_ENDS = re.compile(r"[\r\n]+")
_BEGINNING = re.compile(
    rb"%PDF-(?<!stream\n%PDF-)(?<!stream\r\n%PDF-)\d\.\d\s+(?:%[^\r\n]{0,100}\s+)?\d{1,9}\s+\d{1,5}\s+obj\b"
)
"""Where a file begins that is none of those a stream holds, like one that was attached."""
_ONE_AFTER_THE_OTHER = re.compile(rb"%%EOF\s*%PDF-")


def pages(data: bytes) -> Iterator[Held]:
    """Yield the words of each page, but for lines that stand at the edge of several.

    Of a plain page PDFium has told the reader all text there is; the others it is asked for again.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        yield from things(data)
        return
    try:
        yield from things(data, len(pdf))
        read = [page_lines(pdf, number) for number in range(1, min(len(pdf), _MOST_PAGES) + 1)]
    finally:
        pdf.close()
    if b"/XFA" in data:  # a page that only asks for another program
        read = [([] if _PLEASE_WAIT.search(" ".join(lines)) else lines, written) for lines, written in read]
    running = Counter(key for lines, _ in read for key in edge_keys(lines))
    often = often_at_edges(running)
    for number, (lines, written) in enumerate(read, start=1):
        yield from words_on(number, lines, written, often)


def things(data: bytes, pages: int | None = None) -> Iterator[Things]:
    """Yield what a file holds that stands on none of the pages in its list.

    Args:
        data: The file.
        pages: How many there are; None where the file cannot be opened.
    """
    if behind := max(len(_ONE_AFTER_THE_OTHER.findall(data)), len(_BEGINNING.findall(data)) - 1):
        yield Things("other PDF in the same file", behind)
    objects = list(_objects(data))
    if lost := _lost_objects(data, {number for number, _ in objects}):
        yield Things("object that its table of contents names", lost)
    if pages is None:
        return
    # Where a bare number stands before a page, both are followed by it; the last one is the page's.
    of_pages = {match.end(): number for number, end in objects if (match := _OF_PAGE.match(data, end))}
    unlisted = len(set(of_pages.values())) - pages
    if unlisted > 0:
        yield Things("page that its list of pages leaves out", unlisted)


def page_lines(pdf: Any, number: int) -> tuple[list[str], str]:
    """Return a page's lines, and the words that only what is written on it shows.

    Args:
        pdf: The file as PDFium opened it.
        number: Of the page.
    """
    told = remembered(number)
    return (_lines(in_order(number, told)), "") if told is not None else _read(pdf, number - 1)


def edge_keys(lines: Sequence[str]) -> set[str]:
    """Return by what the lines at a page's edges are known again on other pages."""
    return {_key(line) for line in _edges(lines)}


def often_at_edges(running: Mapping[str, int]) -> set[str]:
    """Return what stands at the edges of several pages, of how often each thing does."""
    return {key for key, times in running.items() if times >= _RUNNING_FROM}


def words_on(number: int, lines: Iterable[str], written: str, often: Collection[str]) -> Iterator[Words]:
    """Yield the words of a page, but for lines that stand at the edge of several.

    Args:
        number: Of the page.
        lines: On it.
        written: What only fields, stamps and the like show.
        often: What stands at the edges of several pages.
    """
    for line in lines:
        if not (often and _key(line) in often) and not _odd(line):
            yield Words(line, "on page", number)
    if written:
        yield Words(written, "in fields, stamps or text boxes of page", number)


def _objects(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the number of each object in the file, and where its head ends."""
    for found in _OBJECT.finditer(data):
        number = _NUMBER.search(data, max(0, found.start() - _NUMBER_BYTES), found.start())
        if number:
            yield int(number[1]), found.end()


def _lost_objects(data: bytes, there: set[int]) -> int:
    """Count the objects that a table names and that are nowhere in the file."""
    used: set[int] = set()
    for table in _TABLE.finditer(data):
        number = 0
        for first, offset, _, state in _ENTRY.findall(table[1]):
            if first:
                number = int(first)
                continue
            (used.add if state == b"n" and int(offset) else used.discard)(number)
            number += 1
    return len(used - there)


def _read(pdf, number: int) -> tuple[list[str], str]:  # type: ignore[no-untyped-def]
    """Return a page's lines, and the words that only what is written on it shows.

    The latter stand in its fields, stamps and text boxes; each is returned once.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    lines: list[str] = []
    try:
        page = pdf[number]
        text = page.get_textpage()
        words = str(text.get_text_range())
        if any(_unknown(text, index) for index in range(0, text.count_chars(), len(words) // 40 + 1)):
            words = _mostly_known(text)
        text.close()
        lines = _lines(in_order(number + 1, words))
        flat = _is_written_on(page)
        flat = flat and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
        page.close()
        if not flat:
            return lines, ""
        page = pdf[number]
        text = page.get_textpage()
        shown = _joined(_known(text))
        text.close()
        page.close()
    except pypdfium2.PdfiumError:
        return lines, ""
    printed = set(_WORD.findall(" ".join(lines)))
    only = dict.fromkeys(word for word in _WORD.findall(shown) if len(word) > 1 and word not in printed)
    return lines, " ".join(word for word in only if not _NO_CHARACTER.search(word))


def _lines(words: str) -> list[str]:
    return [line for line in _LINE_ENDS.split(_joined(words.replace("\ufffe", "\x02"))) if line.strip()]


def _is_written_on(page) -> bool:  # type: ignore[no-untyped-def]
    import pypdfium2.raw as pdfium

    no_words = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_REDACT)
    held = False
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        if not held and (annotation := pdfium.FPDFPage_GetAnnot(page, index)):
            held = pdfium.FPDFAnnot_GetSubtype(annotation) not in no_words
            pdfium.FPDFPage_CloseAnnot(annotation)
    return held


def _joined(words: str) -> str:
    """Return words without the hyphens of line ends."""
    return re.sub("\x02[\r\n]*", "", words)


def _unknown(text, index: int) -> bool:  # type: ignore[no-untyped-def]
    import pypdfium2.raw as pdfium

    return bool(pdfium.FPDFText_HasUnicodeMapError(text, index) == 1)


def _known(text) -> str:  # type: ignore[no-untyped-def]
    """Return a page's text, with a mark for each character that is not known.

    Such a character is one that its font does not say.
    """
    return "".join(
        UNKNOWN if _unknown(text, index) else one
        for index in range(text.count_chars())
        if (one := _character(text, index))
    )


def _mostly_known(text) -> str:  # type: ignore[no-untyped-def]
    """Return a page's text without the lines whose fonts are not known.

    Such a line has a font that does not say most of its characters.
    """
    marked, plain = _known(text), "".join(_character(text, index) for index in range(text.count_chars()))
    lines, start = [], 0
    for line in marked.splitlines(keepends=True):
        if 2 * line.count(UNKNOWN) <= len(line.strip()):
            lines.append(plain[start : start + len(line)])
        start += len(line)
    return "".join(lines)


def _character(text, index: int) -> str:  # type: ignore[no-untyped-def]
    import pypdfium2.raw as pdfium

    code = pdfium.FPDFText_GetUnicode(text, index)
    if code == 0xFFFE:
        return "\x02"
    return "" if not code else UNKNOWN if 0xD800 <= code < 0xE000 else chr(code)


def _edges(lines: Sequence[str]) -> Sequence[str]:
    return lines if len(lines) <= 2 * _EDGE_LINES else [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _key(line: str) -> str:
    return _DIGITS.sub("0", " ".join(line.split()))


def _odd(line: str) -> bool:
    """Return whether a line runs from right to left or its characters are not known."""
    if line.isascii() and line.isprintable():
        return False
    return _RIGHT_TO_LEFT.search(line) is not None or len(_NO_CHARACTER.findall(line)) * 2 > len(line)

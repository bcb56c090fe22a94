"""PDF files, read by PDFium.

What PDFium cannot open, and pages in a right-to-left script, are read by pypdf.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from assistant.i18n import _
from ingest.loaders import nouns
from ingest.loaders.builder import PICTURE, Builder, choose_title, not_read, one_line
from ingest.loaders.pdf_annotations import read_annotations
from ingest.loaders.pdf_embedded import Attached, add_attached, attached_files, is_placeholder, xfa_lines
from ingest.loaders.pdf_layout import (
    CONTROLS,
    Bookmark,
    Line,
    heading_levels,
    largest_line,
    paragraphs,
    without_running_lines,
)
from ingest.loaders.pdf_objects import SecondReader, object_reader
from ingest.loaders.pdf_pages import Findings, read_pages
from ingest.loaders.pdf_repair import damages, repaired
from ingest.loaders.pdf_tables import arranged
from ingest.records import Document, RecognisedPage, Unreadable

MOST_PAGES = 20_000
_MOST_BOOKMARKS = 5_000
_WORD_END = re.compile(r"(\w+)$")
_WORD_START = re.compile(r"^(\w+)")
_LABEL_CHARS = 30


def read(
    data: bytes, path: PurePath, recognised: Mapping[int, RecognisedPage] = MappingProxyType({})
) -> Document:
    """Read a PDF: its text page by page, its outline or its large print as headings.

    Args:
        data: Its bytes.
        path: Its name.
        recognised: By page number, what was recognised in its pictures.
    """
    pdf = opened(data)
    if pdf is None:
        return _recovered(data, path)
    builder = Builder("pdf")
    try:
        count = len(pdf)
        if count > MOST_PAGES:
            raise Unreadable(
                _(
                    "it has {count} pages; more than {most_pages} are not read",
                    count=count,
                    most_pages=MOST_PAGES,
                )
            )
        raw, missing = read_pages(pdf, SecondReader(data), range(1, count + 1))
        beside = _Beside(pdf, data, missing)
        raw = missing.filled(beside.without_placeholder(raw), recognised)
        kept = without_running_lines(raw, missing.heights)
        pages = [arranged(lines, rules) for lines, rules in zip(kept, missing.rules, strict=True)]
        levels = heading_levels(pages, list(outline(pdf)))
        labels = page_labels(pdf, range(1, count + 1))
        title = given_title(pdf)
    finally:
        pdf.close()
    builder.notices += damages(data) + missing.notices() + beside.notices
    add_pages(builder, pages, levels, _keeps_hyphen_of(pages), beside.pages, labels, missing.recognised)
    builder.to_recognise = missing.to_recognise
    given = title or largest_line(pages[0]) or ("" if levels[0] else path.stem)
    title = choose_title(given, builder.blocks, path)
    beside.add_rest(builder)
    if not builder.blocks:
        raise Unreadable(beside.why_empty or missing.why_empty(len(pages)), missing.to_recognise)
    return builder.document(path, title=title)


def opened(data: bytes) -> Any:
    """Return the file as PDFium opens it, or None where it does not."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(_("it is encrypted and needs a password")) from error
        if "security" in str(error).lower():
            raise Unreadable(_("it is encrypted in a way that cannot be opened")) from error
        return None
    if len(pdf):
        return pdf
    pdf.close()
    return None


def add_pages(
    builder: Builder,
    pages: Sequence[Sequence[Line]],
    levels: Sequence[dict[int, int]],
    keeps: Callable[[str, str], bool],
    beside: Mapping[int, Sequence[str]] = MappingProxyType({}),
    labels: Mapping[int, str] = MappingProxyType({}),
    recognised: Mapping[int, RecognisedPage] = MappingProxyType({}),
    first_number: int = 1,
) -> None:
    """Append pages, each with what is written on it beside its text.

    Args:
        builder: Gets them.
        pages: Their lines.
        levels: Of each page, as `heading_levels` gave them.
        keeps: Returns whether a hyphen between two parts of a word at a line's end belongs to it.
        beside: By page number, what is written beside its text.
        labels: By page number, what number is printed on it.
        recognised: By page number, what was recognised there.
        first_number: Of the first page.
    """
    for number, (lines, headings) in enumerate(zip(pages, levels, strict=True), start=first_number):
        builder.begin_page(number, labels.get(number, ""))
        first = len(builder.blocks)
        for paragraph in paragraphs(_joined_words(lines, keeps), headings):
            if paragraph.level:
                builder.heading(paragraph.level, paragraph.text)
            elif paragraph.rows:
                builder.table(paragraph.rows)
            else:
                builder.add("list" if paragraph.item else "paragraph", paragraph.text)
        if number in recognised:
            builder.mark_recognised(first, recognised[number].lines)
        for line in beside.get(number, ()):
            builder.add("list", line)
        if number in labels and lines:
            builder.add("paragraph", f"(printed page {labels[number]}, sheet {number})")


def given_title(pdf: Any) -> str:
    """Return the title that the file's own data gives."""
    try:
        return CONTROLS.sub("", str(pdf.get_metadata_dict(skip_empty=True).get("Title", "")))
    except UnicodeDecodeError:
        return ""


def page_labels(pdf: Any, numbers: Sequence[int]) -> dict[int, str]:
    """Return the printed numbers of pages where they are not the sheets'.

    They come by the sheet's number.
    """
    import pypdfium2

    labels = {}
    for number in numbers:
        try:
            label = one_line(CONTROLS.sub("", pdf.get_page_label(number - 1)))
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            continue
        if label and label != str(number):
            labels[number] = label[:_LABEL_CHARS]
    return labels


class _Beside:
    """What a file holds beside the text of its pages.

    Attributes:
        pages: By the page's number, lines for what is written on it.
        notices: Sentences on what of all that could not be read.
        why_empty: Why nothing of it could be read, or nothing.
    """

    def __init__(self, pdf: Any, data: bytes, missing: Findings) -> None:
        import pypdfium2.raw as pdfium

        self.pages = {number: list(links.values()) for number, links in missing.links.items() if links}
        self.notices: list[str] = []
        self.why_empty = ""
        self._lines: list[str] = []
        self._xfa: list[str] | None = None
        self._attached: list[Attached] = []
        self._files = pdf.count_attachments()
        form = pdfium.FPDF_GetFormType(pdf)
        if not form and not missing.annotations and not self._files:
            return
        held = Counter(missing.annotations)
        reader = object_reader(pdf, data)
        if reader is None:
            if form or held:
                self.notices.append(
                    _(
                        "its form fields and comments on {pages} were not read",
                        pages=nouns.pages(sorted(held)),
                    )
                    if held
                    else _("its form fields and comments were not read")
                )
            return
        written = read_annotations(pdf, reader, sorted(held))
        self._lines = written.elsewhere
        missing.empty = [one for one in missing.empty if one[0] not in written.pages or one[1] == PICTURE]
        for number, lines in written.pages.items():
            self.pages[number] = lines + self.pages.get(number, [])
        self.notices += written.notices(held)
        self._xfa = xfa_lines(reader)
        self._attached = attached_files(reader)

    def without_placeholder(self, pages: list[list[Line]]) -> list[list[Line]]:
        """Return the pages of text, without one that only asks for another program."""
        if self._xfa is None:
            return pages
        known = {word for lines in pages for line in lines for word in line.text.split()}
        known.update(word for lines in self.pages.values() for line in lines for word in line.split())
        texts = ["\n".join(line.text for line in lines) for lines in pages]
        if any(map(is_placeholder, texts)):
            self.why_empty = _("it is an XFA form, which only Adobe Reader shows; print it to a PDF there")
            self._lines += self._xfa
            if not self._xfa:
                self.notices.append(_("its form is made of XFA data that could not be read"))
            return [[] if is_placeholder(text) else lines for lines, text in zip(pages, texts, strict=True)]
        self._lines += [line for line in self._xfa if not known.issuperset(line.partition(": ")[2].split())]
        return pages

    def add_rest(self, builder: Builder) -> None:
        """Append what belongs to no page: hidden fields, a form's data, attached files."""
        for line in dict.fromkeys(self._lines):
            builder.add("list", line)
        for attached in self._attached:
            add_attached(builder, attached)
        lost = self._files - len(self._attached)
        builder.notices += not_read(lost, "attached file")


def _recovered(data: bytes, path: PurePath) -> Document:
    """Read what can be recovered from a file that cannot be opened."""
    pages, missing = max(_recoveries(data), key=lambda found: _length(found[0]))
    if not any(pages):
        raise Unreadable(_("it is damaged or incomplete: it cannot be opened as a PDF"))
    builder = Builder("pdf")
    held = sum(map(bool, pages))
    builder.notices.append(
        _(
            "it is damaged: text of {held} of the {pages} pages that were found in it was recovered, and more "
            "may be missing",
            held=held,
            pages=len(pages),
        )
    )
    builder.notices += missing.notices()
    add_pages(builder, pages, [{} for __ in pages], _keeps_hyphen_of(pages))
    return builder.document(path)


def _recoveries(data: bytes) -> Iterator[tuple[list[list[Line]], Findings]]:
    """Yield what each way to read a damaged file finds in it.

    The last one, by pypdf, is tried only where the others find nothing.
    """
    found = False
    for version in repaired(data):
        try:
            pdf = opened(version)
        except Unreadable:  # it is encrypted, and what says so was mended
            pdf = None
        if pdf is not None and len(pdf) <= MOST_PAGES:
            pages, missing = read_pages(pdf, SecondReader(version), range(1, len(pdf) + 1))
            found = found or any(pages)
            yield pages, missing
    if not found:
        reader = SecondReader(data)
        yield [reader.lines(number) for number in range(1, min(len(reader), MOST_PAGES) + 1)], Findings()


def _length(pages: list[list[Line]]) -> int:
    return sum(len(line.text) for lines in pages for line in lines)


def outline(pdf: Any) -> Iterator[Bookmark]:
    """Yield the entries of a file's outline."""
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


def words_of(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Return the words inside lines, by which hyphens at line ends are judged."""
    return {word.casefold() for lines in pages for line in lines for word in re.findall(r"[\w-]+", line.text)}


def _keeps_hyphen_of(pages: Sequence[Sequence[Line]]) -> Callable[[str, str], bool]:
    hyphens = any(line.hyphen for lines in pages for line in lines)
    return keeps_hyphen(words_of(pages) if hyphens else set())


def parted_words(lines: Sequence[Line]) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line that ends within a word, and the word's two parts."""
    for index, line in enumerate(lines[:-1]):
        if line.hyphen:
            head, tail = _WORD_END.search(line.text), _WORD_START.search(lines[index + 1].text)
            if head and tail:
                yield index, head[1], tail[1]


def _joined_words(lines: Sequence[Line], keeps: Callable[[str, str], bool]) -> list[Line]:
    """Restore hyphens that belong to a word, like the one in "well-known"."""
    result = list(lines)
    for index, head, tail in parted_words(lines):
        if keeps(head, tail):
            line = lines[index]
            result[index] = Line(f"{line.text}-", line.left, line.bottom, line.size, hyphen=True)
    if lines and lines[-1].hyphen:  # the word goes on on the next page
        line = lines[-1]
        result[-1] = Line(f"{line.text}-", line.left, line.bottom, line.size)
    return result


def keeps_hyphen(words: set[str]) -> Callable[[str, str], bool]:
    """Return what tells whether a hyphen between two parts of a word belongs to it.

    Args:
        words: Of the file.
    """

    def keeps(head: str, tail: str) -> bool:
        if f"{head}-{tail}".casefold() in words:
            return True
        if f"{head}{tail}".casefold() in words:
            return False
        return not tail[0].islower() or head[-1].isdigit()

    return keeps

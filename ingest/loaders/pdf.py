"""PDF files, read by PDFium.

What PDFium cannot open, and pages in a right-to-left script, are read by pypdf.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from assistant.i18n import _, mark, ngettext
from assistant.text import RIGHT_TO_LEFT
from ingest.loaders import nouns
from ingest.loaders.builder import (
    DRAWING,
    EMPTY,
    PICTURE,
    Builder,
    choose_title,
    damaged,
    not_read,
    one_line,
    without_text,
)
from ingest.loaders.inventory import remember, remember_order
from ingest.loaders.pdf_annotations import count_annotations, link_targets, read_annotations
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
from ingest.loaders.pdf_lines import PageText
from ingest.loaders.pdf_objects import SecondReader, object_reader
from ingest.loaders.pdf_repair import damages, repaired
from ingest.loaders.pdf_rules import Rules
from ingest.loaders.pdf_tables import arranged
from ingest.loaders.recognised import notices_on, page_lines
from ingest.records import Document, RecognisedPage, Unreadable

_MOST_PAGES = 20_000
_MOST_BOOKMARKS = 5_000
_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
_WORD_END = re.compile(r"(\w+)$")
_WORD_START = re.compile(r"^(\w+)")
_LABEL_CHARS = 30
_FEW_CHARS = 300
_FEWEST_DOUBTS = 3
_MOST_IN_VAIN = 3
_ESCAPED_SIGN = re.compile(r"\\?[!\"#$%]")
_SIGN_IN_WORD = re.compile('(?<=[^\\W\\d_]{2})[!"#$%](?=[^\\W\\d_]{2})')
_SIGNS_IN_WORD = re.compile('[^\\W\\d_][!"#$%]+[^\\W\\d_]')
_PICTURE_SHARE = 0.4
_NO_CHARACTERS = mark("the font does not say which characters it shows")
_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "for",
        "that",
        "on",
        "with",
        "as",
        "by",
        "der",
        "die",
        "das",
        "und",
        "ist",
        "zu",
        "den",
        "von",
        "mit",
        "le",
        "la",
        "les",
        "de",
        "des",
        "et",
        "du",
        "en",
        "un",
        "une",
        "el",
        "los",
        "las",
        "que",
        "y",
        "por",
        "il",
        "di",
        "che",
        "e",
        "per",
        "do",
        "da",
        "het",
        "een",
        "van",
    ]
)


def read(
    data: bytes, path: PurePath, recognised: Mapping[int, RecognisedPage] = MappingProxyType({})
) -> Document:
    """Read a PDF: its text page by page, its outline or its large print as headings.

    Args:
        data: Its bytes.
        path: Its name.
        recognised: By page number, what was recognised in its pictures.
    """
    pdf = _opened(data)
    if pdf is None:
        return _recovered(data, path)
    builder = Builder("pdf")
    try:
        count = len(pdf)
        if count > _MOST_PAGES:
            raise Unreadable(
                _(
                    "it has {count} pages; more than {most_pages} are not read",
                    count=count,
                    most_pages=_MOST_PAGES,
                )
            )
        raw, missing = _pages(pdf, data)
        beside = _Beside(pdf, data, missing)
        raw = missing.filled(beside.without_placeholder(raw), recognised)
        kept = without_running_lines(raw, missing.heights)
        pages = [arranged(lines, rules) for lines, rules in zip(kept, missing.rules, strict=True)]
        levels = heading_levels(pages, list(_outline(pdf)))
        labels = _labels(pdf)
        title = _title(pdf)
    finally:
        pdf.close()
    builder.notices += damages(data) + missing.notices() + beside.notices
    _add(builder, pages, levels, beside.pages, labels, missing.recognised)
    builder.to_recognise = missing.to_recognise
    given = title or largest_line(pages[0]) or ("" if levels[0] else path.stem)
    title = choose_title(given, builder.blocks, path)
    beside.add_rest(builder)
    if not builder.blocks:
        raise Unreadable(beside.why_empty or missing.why_empty(len(pages)), missing.to_recognise)
    return builder.document(path, title=title)


def _opened(data: bytes) -> Any:
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


def _add(
    builder: Builder,
    pages: list[list[Line]],
    levels: list[dict[int, int]],
    beside: Mapping[int, Sequence[str]] = MappingProxyType({}),
    labels: Mapping[int, str] = MappingProxyType({}),
    recognised: Mapping[int, RecognisedPage] = MappingProxyType({}),
) -> None:
    """Append the pages, each with what is written on it beside its text."""
    words = _words(pages)
    for number, lines in enumerate(pages, start=1):
        builder.begin_page(number, labels.get(number, ""))
        first = len(builder.blocks)
        for paragraph in paragraphs(_joined_words(lines, words), levels[number - 1]):
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


def _title(pdf: Any) -> str:
    """Return the title that the file's own data gives."""
    try:
        return CONTROLS.sub("", str(pdf.get_metadata_dict(skip_empty=True).get("Title", "")))
    except UnicodeDecodeError:
        return ""


def _labels(pdf: Any) -> dict[int, str]:
    """Return the printed number of each page where it is not the sheet's.

    They come by the sheet's number.
    """
    import pypdfium2

    labels = {}
    for number in range(1, len(pdf) + 1):
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

    def __init__(self, pdf: Any, data: bytes, missing: _Missing) -> None:
        import pypdfium2.raw as pdfium

        self.pages = {number: lines for number, lines in missing.links.items() if lines}
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
    _add(builder, pages, [{} for __ in pages])
    return builder.document(path)


def _recoveries(data: bytes) -> Iterator[tuple[list[list[Line]], _Missing]]:
    """Yield what each way to read a damaged file finds in it.

    The last one, by pypdf, is tried only where the others find nothing.
    """
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
        reader = SecondReader(data)
        yield [reader.lines(number) for number in range(1, min(len(reader), _MOST_PAGES) + 1)], _Missing()


def _length(pages: list[list[Line]]) -> int:
    return sum(len(line.text) for lines in pages for line in lines)


class _Missing:
    """The pages that gave no text, and why; and what else the pages hold.

    Attributes:
        empty: Numbers of the pages without text, each with what is there instead.
        damaged: Numbers of the pages that could not be opened.
        pictures: Numbers of the pages that are pictures but for a line or two.
        heights: Of all pages, in points; 0 where one is not known.
        rules: Of all pages.
        annotations: How many annotations a page has, by its number.
        links: Where the links of a page lead, by its number.
        doubtful: By page number, how many characters are read that may be others, as their font does not say.
        mended: Numbers of the pages with a font whose table of letters PDFium does not know.
        unmapped: Lines in fonts that do not say which characters they show, each with its page's number.
        to_recognise: Numbers of the pages whose text is still to be recognised in what they show.
        recognised: By page number, what was recognised there.
    """

    def __init__(self) -> None:
        self.empty: list[tuple[int, str]] = []
        self.damaged: list[int] = []
        self.pictures: list[int] = []
        self.heights: list[float] = []
        self.rules: list[Rules] = []
        self.annotations: dict[int, int] = {}
        self.links: dict[int, list[str]] = {}
        self.unmapped: list[tuple[int, Line]] = []
        self.doubtful: dict[int, int] = {}
        self.mended: list[int] = []
        self.to_recognise: tuple[int, ...] = ()
        self.recognised: dict[int, RecognisedPage] = {}

    def filled(self, pages: list[list[Line]], recognised: Mapping[int, RecognisedPage]) -> list[list[Line]]:
        """Return the pages with what was recognised on them.

        What is still missing is noted.
        """
        unread = {number for number, what in self.empty if what == PICTURE} | set(self.pictures)
        unread.update(number for number, _ in self.unmapped)
        self.to_recognise = tuple(sorted(unread - recognised.keys()))
        self.recognised = {number: recognised[number] for number in sorted(unread & recognised.keys())}
        found = {number for number, page in self.recognised.items() if page.lines}
        self.empty = [one for one in self.empty if one[0] not in found]
        self.unmapped = [one for one in self.unmapped if one[0] not in found]
        without_fault = {number for number, page in self.recognised.items() if not page.fault}
        self.pictures = [number for number in self.pictures if number not in without_fault]
        return [
            page_lines(self.recognised[number], lines) if number in found else lines
            for number, lines in enumerate(pages, start=1)
        ]

    def notices(self) -> list[str]:
        return notices_on(self.recognised) + self._notices()

    def _notices(self) -> list[str]:
        return (
            without_text("page", self.empty)
            + damaged("page", self.damaged)
            + self._pictures()
            + self._unmapped()
            + self._doubtful()
            + self._mended()
        )

    def _unmapped(self) -> list[str]:
        numbers = sorted({number for number, __ in self.unmapped})
        if not numbers:
            return []
        return [
            ngettext(
                "{number} line on {pages} was not read: {reason}",
                "{number} lines on {pages} were not read: {reason}",
                len(self.unmapped),
                pages=nouns.pages(numbers),
                reason=_(_NO_CHARACTERS),
            )
        ]

    def _doubtful(self) -> list[str]:
        numbers = sorted(self.doubtful.keys() - self.recognised.keys())
        if not numbers:
            return []
        total = sum(self.doubtful[number] for number in numbers)
        return [
            ngettext(
                "{number} character on {pages} may be wrong: {reason}",
                "{number} characters on {pages} may be wrong: {reason}",
                total,
                pages=nouns.pages(numbers),
                reason=_(_NO_CHARACTERS),
            )
        ]

    def _mended(self) -> list[str]:
        if not self.mended:
            return []
        return [
            _(
                "letters on {pages} may be missing: a font's table of its letters is damaged",
                pages=nouns.pages(self.mended),
            )
        ]

    def _pictures(self) -> list[str]:
        if not self.pictures:
            return []
        return [
            ngettext(
                "{pages} is a picture but for a few words; what the picture shows was not read",
                "{pages} are pictures but for a few words; what the picture shows was not read",
                len(self.pictures),
                pages=nouns.pages(self.pictures),
            )
        ]

    def why_empty(self, pages: int) -> str:
        pictures = sum(what == PICTURE for __, what in self.empty)
        if pictures:
            scanned = (
                _("it holds no text: its page is a picture, as a scanner makes them")
                if pages == 1
                else _(
                    "it holds no text: {pictures} of its {pages} pages are pictures, as a scanner makes them",
                    pictures=pictures,
                    pages=pages,
                )
            )
            fault = next((page.fault for page in self.recognised.values() if page.fault), "")
            if fault:
                return _("{notice}; {more}", notice=scanned, more=fault)
            if self.recognised:
                return _("{notice}; no words were recognised in it", notice=scanned)
            return scanned
        if self.unmapped:
            return _("it holds no text that can be read: {no_characters}", no_characters=_(_NO_CHARACTERS))
        if self.damaged:
            return _("its pages are damaged and could not be read")
        return _("it holds no text: its pages are empty or hold only drawings")


def _pages(pdf: Any, data: bytes) -> tuple[list[list[Line]], _Missing]:
    """Return the lines of each page, and which of them have none."""
    import pypdfium2

    second = SecondReader(data)
    pages: list[list[Line]] = []
    missing = _Missing()
    told: set[str] = set()
    in_vain = 0
    for number in range(1, len(pdf) + 1):
        lines: list[Line] = []
        missing.heights.append(0.0)
        missing.rules.append(Rules())
        try:
            page = pdf[number - 1]
            text = PageText(page, partial(second.letters, number))
            lines = text.lines()
            if lines:
                missing.rules[-1] = text.rules()
                missing.links[number] = list(link_targets(page, text.inside, told))
            missing.heights[-1] = text.height
            if text.unmapped and not second.fonts_name_letters(number):
                missing.unmapped += [(number, line) for line in text.unmapped]
            if text.doubtful >= _FEWEST_DOUBTS and not second.fonts_name_letters(number):
                missing.doubtful[number] = text.doubtful
            text.close()
            if not lines:
                missing.empty.append((number, _what_instead(page)))
            elif sum(len(line.text) for line in lines) < _FEW_CHARS and _is_picture(page):
                missing.pictures.append(number)
            remember_order(number, text.reordered)
            annotations, marked = count_annotations(page)
            if annotations:
                missing.annotations[number] = annotations
            elif text.is_known and not marked:
                remember(number, text.told)
            page.close()
        except pypdfium2.PdfiumError:
            lines = second.lines(number)
            if not lines:
                missing.damaged.append(number)
        said = "\n".join([line.text for line in lines])
        if in_vain < _MOST_IN_VAIN and _SIGN_IN_WORD.search(said):
            # PDFium may not know a font's table of letters, like the ä of "Makset!htaeg".
            known = {word for line in second.lines(number) for word in line.text.split()}
            mended = [_with_letters(line, known) for line in lines]
            if mended == lines:
                in_vain += 1
            else:
                lines = mended
                missing.mended.append(number)
        if _RIGHT_TO_LEFT.search(said):
            lines = second.lines(number) or lines
            missing.doubtful.pop(number, None)
        pages.append(lines)
    return _readable(pages, missing), missing


def _with_letters(line: Line, known: set[str]) -> Line:
    """Return a line with words that have signs for letters as another reader has them."""
    if not line.pieces or not _SIGNS_IN_WORD.search(line.text):
        return line
    pieces = []
    for piece in line.pieces:
        if _SIGNS_IN_WORD.search(piece.text) and piece.text not in known:
            pattern = re.compile(_ESCAPED_SIGN.sub(r"[^\\W\\d_]", re.escape(piece.text)))
            meant = [word for word in known if pattern.fullmatch(word)]
            piece = piece._replace(text=meant[0]) if len(meant) == 1 else piece
        pieces.append(piece)
    return Line.of(pieces, hyphen=line.hyphen)


def _readable(pages: list[list[Line]], missing: _Missing) -> list[list[Line]]:
    """Return pages without the lines whose characters are not known.

    These lines stay where they read like words.
    """
    words = [word for _, line in missing.unmapped for word in line.text.casefold().split()]
    if 10 * sum(word in _FUNCTION_WORDS for word in words) > len(words) and len(words) >= 20:
        missing.unmapped.clear()
    lost = {id(line) for _, line in missing.unmapped}
    return [[line for line in lines if id(line) not in lost] for lines in pages] if lost else pages


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


def _is_picture(page: Any) -> bool:
    """Return whether a picture covers most of a page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > _PICTURE_SHARE * width * height:
            return True
    return False


def _words(pages: list[list[Line]]) -> set[str]:
    """Return the words inside lines, by which hyphens at line ends are judged."""
    if not any(line.hyphen for lines in pages for line in lines):
        return set()
    return {word.casefold() for lines in pages for line in lines for word in re.findall(r"[\w-]+", line.text)}


def _joined_words(lines: list[Line], words: set[str]) -> list[Line]:
    """Restore hyphens that belong to a word, like the one in "well-known"."""
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

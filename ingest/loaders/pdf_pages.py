"""The pages of a PDF, read one by one, and what on them could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from assistant.i18n import _, mark, ngettext
from assistant.text import RIGHT_TO_LEFT, count_wide
from ingest.loaders import nouns
from ingest.loaders.builder import DRAWING, EMPTY, PICTURE, damaged, without_text
from ingest.loaders.inventory import remember, remember_order
from ingest.loaders.pdf_annotations import count_annotations, link_targets
from ingest.loaders.pdf_fonts import passes_over
from ingest.loaders.pdf_layout import Line
from ingest.loaders.pdf_lines import PageText
from ingest.loaders.pdf_objects import SecondReader
from ingest.loaders.pdf_overprint import told_once
from ingest.loaders.pdf_rules import Rules
from ingest.loaders.recognised import notices_on, page_lines
from ingest.records import RecognisedPage

_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
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


class Findings:
    """The pages that gave no text, and why; and what else the pages hold.

    Attributes:
        empty: Numbers of the pages without text, each with what is there instead.
        damaged: Numbers of the pages that could not be opened.
        pictures: Numbers of the pages that are pictures but for a line or two.
        heights: Of all pages, in points; 0 where one is not known.
        rules: Of all pages.
        annotations: How many annotations a page has, by its number.
        links: By page number, a line for each address to which its links lead.
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
        self.links: dict[int, dict[str, str]] = {}
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
        """Return a sentence on each kind of thing that was not read, or not surely."""
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
        """Return why nothing was read of a file with so many pages."""
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


def read_pages(pdf: Any, second: SecondReader, numbers: Iterable[int]) -> tuple[list[list[Line]], Findings]:
    """Return the lines of pages, and which of them have none.

    Args:
        pdf: The file as PDFium opened it.
        second: The same file for another reader.
        numbers: Of the pages.
    """
    import pypdfium2

    pages: list[list[Line]] = []
    missing = Findings()
    told: set[str] = set()
    in_vain = 0
    for number in numbers:
        lines: list[Line] = []
        missing.heights.append(0.0)
        missing.rules.append(Rules())
        try:
            page = pdf[number - 1]
            text = PageText(page, partial(second.letters, number))
            lines = text.lines()
            if passes_over(page):
                others = _told_once(second.lines(number), lines)
                lines = _with_most_wide(lines, others)
                if _chars(others) > 2 * _chars(lines) + _FEW_CHARS:  # letters that nobody knows
                    missing.unmapped += [(number, line) for line in others]
            if lines:
                missing.rules[-1] = text.rules()
                missing.links[number] = dict(link_targets(page, text.inside, told))
            missing.heights[-1] = text.height
            if text.unmapped and not second.fonts_name_letters(number):
                missing.unmapped += [(number, line) for line in text.unmapped]
            if text.doubtful >= _FEWEST_DOUBTS and not second.fonts_name_letters(number):
                missing.doubtful[number] = text.doubtful
            text.close()
            if not lines:
                missing.empty.append((number, _what_instead(page)))
            elif _chars(lines) < _FEW_CHARS and _is_picture(page):
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


def _chars(lines: Iterable[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _told_once(others: list[Line], lines: list[Line]) -> list[Line]:
    """Return a second reading without copies that only make words look bold."""
    once = told_once([line.text for line in others], " ".join([line.text for line in lines]))
    return [line._replace(text=text) for line, text in zip(others, once, strict=True)]


def _with_most_wide(lines: list[Line], others: list[Line]) -> list[Line]:
    """Return the reading of a page with the most Chinese, Japanese and Korean letters.

    The first of equals.
    """
    return max((lines, others), key=lambda some: sum(count_wide(line.text) for line in some))


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


def _readable(pages: list[list[Line]], missing: Findings) -> list[list[Line]]:
    """Return pages without the lines whose characters are not known.

    These lines stay where they read like words.
    """
    words = [word for _, line in missing.unmapped for word in line.text.casefold().split()]
    if 10 * sum(word in _FUNCTION_WORDS for word in words) > len(words) and len(words) >= 20:
        missing.unmapped.clear()
    lost = {id(line) for _, line in missing.unmapped}
    return [[line for line in lines if id(line) not in lost] for lines in pages] if lost else pages


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

"""From the lines of a PDF's pages to paragraphs and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, repeat
from operator import sub
from statistics import median
from typing import NamedTuple, overload

from assistant.frozen import dataclass
from assistant.text import CJK
from ingest.loaders.builder import one_line

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
CHINESE_MARKS = "“”‘’…—·"  # which Chinese texts share with others
_CJK = re.compile(f"[{CJK}]")
_HANGUL = "\uac00-\ud7af"  # Korean sets blanks between words, so that marks beside it are as in Western texts
_CHINESE_END = re.compile(f"[{CJK}]$|(?![{_HANGUL}])[{CJK}][{CHINESE_MARKS}]+$")
_CHINESE_START = re.compile(f"[{CJK}]|[{CHINESE_MARKS}]+(?![{_HANGUL}])[{CJK}]")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；…][\"'”’)\]」』）]*$")
_ITEM = re.compile(r"(?:[•‣◦▪●■○·–—*-]|\(?[0-9]{1,3}[.)]|\(?[a-z][.)]|[（(][一二三四五六七八九十]+[）)])\s")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|appendix)\s+)?[\divxlc]+(?:\.\d+)*\.?\s+", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|pg\.?|第)?[ \-–—|]*(?:(\d{1,5})|([ivxlc]{1,7}))[ \-–—|]*(?:页|頁|ページ)?"
    r"(?:(?:of|von|de|/|共)? *\d{1,5} *(?:页|頁|ページ)?)?",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_AMOUNT = re.compile(
    r"[€$£¥%]|\d[.,]\d\d(?!\d)|\b(?:EUR|USD|GBP|CHF|euros?|dollars?)\b|^\W*\d[\d.,' ]*\W*$", re.IGNORECASE
)
_FIGURE = re.compile(r"[-+−–(]?[€$£¥]?\d[\d.,'/:%]*[€$£¥)%]?|[-–—]")
_MAY_BE_FIGURE = re.compile(r"\d|(?<!\S)[-–—](?!\S)")
_MARGIN = 0.1  # of a page's height, above and below
_FEWEST_REPEATS = 3
_LONGEST_HEADING = 150
_MOST_LINES_OF_A_HEADING = 3
_SAME_SIZE = 0.5  # points by which the letters of its lines may differ
_HEADING_FALL = 2.0  # of its letters' size: from one of its lines to the next

Name = tuple[str, int, int | str, bool]
"""By which a header or footer is known again: what it is, where it stands, what it says, and in which digits."""


class Piece(NamedTuple):
    """Words that stand side by side.

    A tuple, as is a line: a page has hundreds, and a tuple is made in a third of the time of a dataclass.

    Places are in points from the left and from below; zeros where they are not known.

    Attributes:
        text: The words, without the hyphen that the line's end put into the last.
        left: Where they begin.
        bottom: Where they stand.
        right: Where they end.
        size: Height of their letters.
        hyphen: Whether the last word goes on in the next line.
        apart: Whether they are drawn without a blank before them.
    """

    text: str
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    size: float = 0.0
    hyphen: bool = False
    apart: bool = False


class Placed(NamedTuple):
    """The words of a page, with where they stand.

    Attributes:
        texts: The words.
        lefts: Where they begin.
        rights: Where they end.
        apart: Which of them are drawn without a blank before them.
    """

    texts: Sequence[str]
    lefts: Sequence[float]
    rights: Sequence[float]
    apart: Sequence[bool]


class Run(Sequence[Piece]):
    """The words of a line that stand from left to right on one height.

    They are made when they are first asked for: of most lines only the gaps between them are.

    Args:
        placed: The words of the page.
        start: Number of the line's first word.
        end: Number of the first word behind it.
        bottom: Where the line stands.
        size: Height of its letters.
        hyphen: Whether its last word goes on in the next line.
    """

    __slots__ = ("_end", "_like", "_made", "_placed", "_start")

    def __init__(
        self, placed: Placed, start: int, end: int, bottom: float, size: float, *, hyphen: bool
    ) -> None:
        self._placed = placed
        self._start = start
        self._end = end
        self._like = (bottom, size, hyphen)
        self._made: tuple[Piece, ...] | None = None

    def __len__(self) -> int:
        return self._end - self._start

    def __iter__(self) -> Iterator[Piece]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Piece: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Piece, ...]: ...

    def __getitem__(self, index: int | slice) -> Piece | tuple[Piece, ...]:
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, Run) else other)

    def __hash__(self) -> int:
        return hash(self._all())

    def gaps(self) -> list[float]:
        """Return how far each word but the first stands from the one before, in points."""
        lefts, rights = self._placed.lefts, self._placed.rights
        return list(map(sub, lefts[self._start + 1 : self._end], rights[self._start : self._end - 1]))

    def apart(self) -> Sequence[bool]:
        """Return which words but the first are drawn without a blank before them."""
        return self._placed.apart[self._start + 1 : self._end]

    def _all(self) -> tuple[Piece, ...]:
        if self._made is None:
            some = slice(self._start, self._end)
            texts, lefts, rights, apart = (values[some] for values in self._placed)
            bottom, size, hyphen = self._like
            told = zip(texts, lefts, repeat(bottom), rights, repeat(size), repeat(False), apart, strict=False)
            made = list(map(Piece._make, told))
            if hyphen:
                made[-1] = made[-1]._replace(hyphen=True)
            self._made = tuple(made)
        return self._made


class Line(NamedTuple):
    """A line of a page.

    Attributes:
        text: Its words, without the hyphen that the line's end put into a word.
        left: Where it begins, in points from the left; 0 where that is not known, as for the next two.
        bottom: Where it stands, in points from below.
        size: Height of its letters, in points.
        hyphen: Whether its last word goes on in the next line.
        pieces: Its words, each with its place.
        cells: Of a row of a table, what stands in its columns.
    """

    text: str
    left: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    hyphen: bool = False
    pieces: Sequence[Piece] = ()
    cells: tuple[str, ...] = ()

    @staticmethod
    def of(pieces: Sequence[Piece], *, hyphen: bool = False) -> Line:
        """Return the line that words make."""
        text = " ".join([piece.text for piece in pieces])
        first, last = pieces[0], pieces[-1]
        if hyphen != last.hyphen:
            pieces = [*pieces[:-1], last._replace(hyphen=hyphen)]
        return Line(text, first.left, first.bottom, first.size, hyphen, tuple(pieces))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together: running text, a heading or a table.

    It is a heading where `level` is not 0, and a table where there are `rows`.
    """

    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def item(self) -> bool:
        """Whether it begins like an item of a list."""
        return _ITEM.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of a PDF's outline; `page` counts from 0, `level` from 1."""

    title: str
    page: int
    level: int


def runs_on(text: str, following: str) -> bool:
    """Return whether no blank belongs between two lines."""
    return (
        not text.isascii()
        and _CHINESE_END.search(text) is not None
        and _CHINESE_START.match(following) is not None
    )


def on_one_line(lines: Sequence[Line]) -> str:
    """Return the words of lines that are one, like those of a heading."""
    text = lines[0].text
    for before, line in pairwise(lines):
        text += line.text if before.hyphen or _wraps(before, line) else f" {line.text}"
    return text


def _wraps(line: Line, below: Line) -> bool:
    """Return whether a Chinese heading goes on in the line below."""
    if re.match(f"[{_HANGUL}]", below.text) or not runs_on(line.text, below.text):
        return False
    return not line.pieces or not below.pieces or below.pieces[-1].right < line.pieces[-1].right + line.size


def from_above(lines: Sequence[Line]) -> list[Line]:
    """Return lines from above, those on one height from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.bottom):
        if rows and rows[-1][0].bottom - line.bottom < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.left)]


def without_running_lines(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Return the pages without headers and footers, but for each one's first.

    Left out is only what stands in the margin at the head or foot of three pages or more, at the same height, and is
    the same to the letter or a number that counts up with the pages: an invoice's number, an exhibit's, an amount at
    the end of each bill must not be lost.

    Args:
        pages: Their lines.
        heights: Of the pages, in points; 0 where one is not known, and nothing of that page is left out.
    """
    names = [
        list(running_names(lines, height, sheet))
        for sheet, (lines, height) in enumerate(zip(pages, heights, strict=True))
    ]
    return [
        without_lines(lines, left_out) for lines, left_out in zip(pages, running_lines(names), strict=True)
    ]


def without_lines(lines: Sequence[Line], left_out: Collection[int]) -> list[Line]:
    """Return the lines of a page without some, which are named by their numbers."""
    return [line for index, line in enumerate(lines) if index not in left_out] if left_out else list(lines)


def running_names(lines: Sequence[Line], height: float, sheet: int) -> Iterator[tuple[int, Name]]:
    """Yield the numbers of lines that may be headers or footers, each with a name.

    Lines with an equal name on several pages are one header or footer.

    Args:
        lines: Of a page.
        height: Of the page, in points; 0 where it is not known.
        sheet: Number of the page, from 0.
    """
    outermost = _outermost(lines, height)
    for index, line in enumerate(lines):
        if line.size and round(line.bottom) in outermost:
            for name in _running_names(line, sheet):
                yield index, name


def running_lines(
    names: Iterable[Iterable[tuple[int, Name]]], goes_on: Callable[[int], bool] = lambda sheet: False
) -> list[set[int]]:
    """Return for each page the numbers of lines that were headers or footers before.

    Args:
        names: Of each page, as `running_names` gave them.
        goes_on: Returns whether a header on this page, counted from 0, is taken for one that goes on, though no page
            before is among these.
    """
    runs: dict[Name, list[tuple[int, int]]] = {}
    left_out: list[set[int]] = []
    for sheet, some in enumerate(names):
        left_out.append(set())
        for index, name in some:
            runs.setdefault(name, []).append((sheet, index))
    for places in runs.values():
        sheets = [sheet for sheet, _ in places]
        count = len(set(sheets))
        if count >= _FEWEST_REPEATS and 3 * count > sheets[-1] - sheets[0]:
            for sheet, index in places:
                if sheet != sheets[0] or goes_on(sheet):
                    left_out[sheet].add(index)
    return left_out


def largest_line(lines: Sequence[Line]) -> str:
    """Return the words of a first page in by far the largest print, or nothing.

    They may go on in the lines below, as those of a heading do.
    """
    sizes = sorted(line.size for line in lines)
    if not sizes or sizes[-1] < 1.5 * sizes[len(sizes) // 2]:
        return ""
    first = next(index for index, line in enumerate(lines) if line.size == sizes[-1])
    together = [lines[first]]
    for line in lines[first + 1 : first + _MOST_LINES_OF_A_HEADING]:
        fall = together[-1].bottom - line.bottom
        if abs(line.size - sizes[-1]) >= _SAME_SIZE or not 0 < fall < _HEADING_FALL * line.size:
            break
        together.append(line)
    return on_one_line(together)


def heading_levels(pages: Sequence[Sequence[Line]], outline: Sequence[Bookmark]) -> list[dict[int, int]]:
    """Return, for each page, the lines that are headings, and their levels.

    The outline is believed where its titles stand on its pages; else letters larger than the body's are headings.
    """
    by_page: list[list[Bookmark]] = [[] for _ in pages]
    for mark in outline:
        if 0 <= mark.page < len(pages):
            by_page[mark.page].append(mark)
    by_outline = [levels_by_outline(lines, marks) for lines, marks in zip(pages, by_page, strict=True)]
    if any(by_outline):
        return by_outline
    weights: Counter[float] = Counter()
    for lines in pages:
        weights.update(sizes_of(lines))
    levels = levels_of_sizes(weights)
    return [levels_by_size(lines, levels) for lines in pages]


def paragraphs(lines: Sequence[Line], levels: dict[int, int]) -> Iterator[Paragraph]:
    """Yield the paragraphs and headings of a page.

    Args:
        lines: Of the page.
        levels: As `heading_levels` gave them for the page.
    """
    shape = _Shape([line for line in lines if not line.cells])
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and levels.get(index, 0) == levels.get(index - 1, 0):
            heading = index in levels
            alike_size = abs(lines[index].size - lines[start].size) < _SAME_SIZE
            if heading and alike_size and index - start < _MOST_LINES_OF_A_HEADING:
                continue
            above, below = lines[index - 1], lines[index]
            alike = len(above.cells) == len(below.cells)
            if not heading and alike and (above.cells or not shape.breaks(above, below)):
                continue
        cells = tuple(line.cells for line in lines[start:index] if line.cells)
        rows = () if start in levels else cells
        join = on_one_line if start in levels else shape.joined
        yield Paragraph(join(lines[start:index]), levels.get(start, 0), rows)
        start = index


class _Shape:
    """What is usual on a page: the distance between lines, and a full line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        gaps = [above.bottom - below.bottom for above, below in pairwise(lines)]
        falling = [gap for gap in gaps if gap > 1]
        self._gap = median(falling) if falling else 0.0
        lengths = sorted(len(line.text) for line in lines)
        self._full = (
            lengths[int(len(lengths) * 0.9)] if lengths and len(lengths) > 3 else max(lengths, default=0)
        )

    def breaks(self, above: Line, below: Line) -> bool:
        """Return whether a paragraph ends between two lines."""
        if above.hyphen:
            return False
        if _ITEM.match(below.text):
            return True
        ended = _SENTENCE_END.search(above.text) is not None
        short = len(above.text) < 0.75 * self._full
        if not above.size or not below.size:
            return ended and short
        gap = above.bottom - below.bottom
        larger = max(above.size, below.size)
        if gap < -larger:  # up again: the next column, where a sentence may go on
            return ended
        if abs(above.size - below.size) > 0.12 * larger and gap > 0.5 * larger:
            return True
        if self._gap and gap > 1.35 * self._gap:
            return True
        indented = below.left - above.left > 0.6 * larger
        return ended and (short or indented)

    def joined(self, lines: Sequence[Line]) -> str:
        """Join lines to a paragraph; short lines keep their end, as in verse."""
        parts: list[str] = []
        for index, line in enumerate(lines):
            parts.append(line.text)
            if index + 1 == len(lines) or line.hyphen:
                continue
            following = lines[index + 1].text
            if len(line.text) < 0.6 * self._full or _is_row(line.text) or _is_row(following):
                parts.append("\n")
            elif not runs_on(line.text, following):
                parts.append(" ")
        return "".join(parts)


def _is_row(text: str) -> bool:
    """Return whether a line is one of a table.

    Such a line has two numbers or more, and not many words.
    """
    if not _MAY_BE_FIGURE.search(text):
        return False
    words = text.split()
    numbers = sum(_FIGURE.fullmatch(word) is not None for word in words)
    return numbers >= 2 and 5 * numbers >= 2 * len(words)


def _outermost(lines: Sequence[Line], height: float) -> set[int]:
    """Return the heights of the two uppermost and two lowest lines in the margins."""
    places = sorted({round(line.bottom) for line in lines if line.size and height})
    foot, head = _MARGIN * height, (1 - _MARGIN) * height
    return {place for place in places[:2] if place < foot} | {place for place in places[-2:] if place > head}


def _running_names(line: Line, sheet: int) -> Iterator[Name]:
    """Yield the names under which a line may be a header or footer."""
    place = round(line.bottom / 3)
    number = _PAGE_NUMBER.fullmatch(line.text)
    if number:
        value = int(number[1]) if number[1] else _roman(number[2])
        if value:
            yield "number", place, value - sheet, bool(number[1])
    elif not _AMOUNT.search(line.text):
        yield "words", place, line.text, False


def _roman(text: str) -> int:
    """Return the value of a roman number, or 0 where it is none."""
    values = [_ROMAN[letter] for letter in text.casefold()]
    total = sum(-one if one < after else one for one, after in pairwise([*values, 0]))
    return total if len(text) < 12 else 0


def levels_by_outline(lines: Sequence[Line], marks: Iterable[Bookmark]) -> dict[int, int]:
    """Return the lines of a page that the outline says, and their levels."""
    found: dict[int, int] = {}
    for mark in marks:
        wanted = _plain(mark.title)
        for index in range(len(lines) if wanted else 0):
            if index in found:
                continue
            count = _lines_that_say(lines[index : index + 3], wanted)
            if count:
                found.update(dict.fromkeys(range(index, index + count), mark.level))
                break
    return found


def _lines_that_say(lines: Sequence[Line], wanted: str) -> int:
    """Return how many of the lines together are the wanted words, or 0."""
    said = ""
    for count, line in enumerate(lines, start=1):
        said = f"{said} {line.text}"
        plain = _plain(said)
        if plain == wanted:
            return count
        if not wanted.startswith(plain):
            return 0
    return 0


def _plain(title: str) -> str:
    words = one_line(title).casefold()
    return _NUMBERING.sub("", words).replace(" ", "") or words


def sizes_of(lines: Iterable[Line]) -> Counter[float]:
    """Return how many characters there are of each size, to half a point."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size * 2) / 2] += len(line.text)
    return weights


def levels_of_sizes(weights: Counter[float]) -> dict[float, int]:
    """Return the sizes of headings, with their levels.

    Args:
        weights: How many characters there are of each size in the file.
    """
    if not weights or weights.most_common(1)[0][0] == 0:
        return {}
    body = weights.most_common(1)[0][0]
    sizes = sorted((size for size in weights if size >= 1.15 * body), reverse=True)
    if sum(weights[size] for size in sizes) > 0.25 * sum(weights.values()):
        return {}  # so much large print is no heading
    return {size: min(rank, 6) for rank, size in enumerate(sizes, start=1)}


def levels_by_size(lines: Sequence[Line], levels: Mapping[float, int]) -> dict[int, int]:
    """Return the lines of a page that are headings by their size, and their levels."""
    if not levels:
        return {}
    return {
        index: levels[round(line.size * 2) / 2]
        for index, line in enumerate(lines)
        if round(line.size * 2) / 2 in levels
        and len(line.text) <= _LONGEST_HEADING
        and _LETTER.search(line.text)
    }

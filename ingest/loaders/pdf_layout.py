"""From the lines of a PDF's pages to paragraphs and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.text import CJK
from ingest.loaders.builder import one_line

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_CJK = re.compile(f"[{CJK}]")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；…][\"'”’)\]」』）]*$")
_ITEM = re.compile(r"(?:[•‣◦▪●■○·–—*-]|\(?[0-9]{1,3}[.)]|\(?[a-z][.)]|[（(][一二三四五六七八九十]+[）)])\s")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|appendix)\s+)?[\divxlc]+(?:\.\d+)*\.?\s+", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|pg\.?|第)?[ \-–—|]*(?:\d{1,5}|[ivxlc]{1,7})[ \-–—|]*(?:页|頁|ページ)?"
    r"(?:(?:of|von|de|/|共)? *\d{1,5} *(?:页|頁|ページ)?)?",
    re.IGNORECASE,
)
_LONGEST_HEADING = 150


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        text: Its words, without the hyphen that the line's end put into a word.
        left: Where it begins, in points from the left; 0 where that is not known, as for the next two.
        bottom: Where it stands, in points from below.
        size: Height of its letters, in points.
        hyphen: Whether its last word goes on in the next line.
    """

    text: str
    left: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; a heading where `level` is not 0."""

    text: str
    level: int = 0

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


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without headers and footers, but for each one's first.

    Only what stands at the very same height at the top or bottom of three pages or more, and is the same to
    the letter or a page number, is taken for one: an invoice's number or an exhibit's must not be lost.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for lines in pages:
        seen.update({_running(line) for line in [*lines[:2], *lines[2:][-2:]]})
    met: set[tuple[str, int]] = set()
    result = []
    for lines in pages:
        kept = []
        for index, line in enumerate(lines):
            name = _running(line)
            runs = (index < 2 or index >= len(lines) - 2) and line.size > 0 and seen[name] >= 3
            if not runs or name not in met:
                kept.append(line)
            if runs:
                met.add(name)
        result.append(kept)
    return result


def largest_line(lines: Sequence[Line]) -> str:
    """Return the words of a first page in by far the largest print, or nothing."""
    sizes = sorted(line.size for line in lines)
    if not sizes or sizes[-1] < 1.5 * sizes[len(sizes) // 2]:
        return ""
    return next(line.text for line in lines if line.size == sizes[-1])


def heading_levels(pages: Sequence[Sequence[Line]], outline: Sequence[Bookmark]) -> list[dict[int, int]]:
    """Return, for each page, the lines that are headings, and their levels.

    The outline is believed where its titles stand on its pages; else letters larger than the body's are headings.
    """
    by_outline = _from_outline(pages, outline)
    return by_outline if any(by_outline) else _from_size(pages)


def paragraphs(lines: Sequence[Line], levels: dict[int, int]) -> Iterator[Paragraph]:
    """Yield the paragraphs and headings of a page.

    Args:
        lines: Of the page.
        levels: As `heading_levels` gave them for the page.
    """
    shape = _Shape(lines)
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and levels.get(index, 0) == levels.get(index - 1, 0):
            heading = index in levels
            if heading and abs(lines[index].size - lines[start].size) < 0.5 and index - start < 3:
                continue
            if not heading and not shape.breaks(lines[index - 1], lines[index]):
                continue
        yield Paragraph(shape.joined(lines[start:index]), levels.get(start, 0))
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
        """Say whether a paragraph ends between two lines."""
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
            if len(line.text) < 0.6 * self._full:
                parts.append("\n")
            elif not (_CJK.match(line.text[-1:]) and _CJK.match(following[:1])):
                parts.append(" ")
        return "".join(parts)


def _running(line: Line) -> tuple[str, int]:
    text = "#" if _PAGE_NUMBER.fullmatch(line.text) else line.text
    return text, round(line.bottom / 3)


def _from_outline(pages: Sequence[Sequence[Line]], outline: Sequence[Bookmark]) -> list[dict[int, int]]:
    found: list[dict[int, int]] = [{} for _ in pages]
    for mark in outline:
        if not 0 <= mark.page < len(pages):
            continue
        wanted = _plain(mark.title)
        lines = pages[mark.page]
        for index in range(len(lines) if wanted else 0):
            if index in found[mark.page]:
                continue
            count = _lines_that_say(lines[index : index + 3], wanted)
            if count:
                found[mark.page].update(dict.fromkeys(range(index, index + count), mark.level))
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


def _from_size(pages: Sequence[Sequence[Line]]) -> list[dict[int, int]]:
    weights: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            weights[round(line.size * 2) / 2] += len(line.text)
    nothing: list[dict[int, int]] = [{} for _ in pages]
    if not weights or weights.most_common(1)[0][0] == 0:
        return nothing
    body = weights.most_common(1)[0][0]
    sizes = sorted((size for size in weights if size >= 1.15 * body), reverse=True)
    if sum(weights[size] for size in sizes) > 0.25 * sum(weights.values()):
        return nothing  # so much large print is no heading
    levels = {size: min(rank, 6) for rank, size in enumerate(sizes, start=1)}
    return [
        {
            index: levels[round(line.size * 2) / 2]
            for index, line in enumerate(lines)
            if round(line.size * 2) / 2 in levels
            and len(line.text) <= _LONGEST_HEADING
            and _LETTER.search(line.text)
        }
        for lines in pages
    ]

"""Cuts documents into passages along their structure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from assistant.frozen import dataclass
from assistant.text import count_wide
from ingest.records import Block, BlockKind, Document, Passage, mean_confidence

_HEADER_CHARS = 200
_HEADING_CHARS = 300
_DEEPEST_HEADING = 10
_CODE_NAME_CHARS = 100
CJK_WIDTH = 2.5
_WINDOW_CHARS = 40_000
_MARKS = ("\n\n", "\n", "。", ". ", "，", ", ", " ", ",")
_SENTENCE = r"[。！？…]+[”’」』）】]*|(?<=[.!?])[\"'”’)\]]*\s+"
_CLAUSE = r"[；，、：]|(?<=[,;:])\s+"
# Prose that is wrapped by hand has newlines inside its sentences; rows, items and code end with theirs.
_PROSE = [r"\n[ \t]*\n", _SENTENCE, r"\n", _CLAUSE, r"\s+"]
_ROWS = [r"\n[ \t]*\n", r"\n", _SENTENCE, r"[|\t]", _CLAUSE, r"\s+"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide passages are, in Latin characters (see `width`).

    Attributes:
        target_chars: What a passage is meant to have.
        max_chars: What one may have.
    """

    target_chars: int = 900
    max_chars: int = 1400


SIZES = Sizes()


class _Piece(NamedTuple):
    """A block, or a part of one that was too long.

    Attributes:
        start: First character.
        end: One past the last character.
        section: Counts the headings above; two sections may have the same trail.
        trail: Headings it stands under.
        page: It starts on.
        wide: See `width`.
        under: The line that a later part of a table or a definition is understood by.
        above: Only headings of a lower level than this, of those before the document, still stand above it.
    """

    start: int
    end: int
    section: int
    trail: tuple[str, ...]
    page: int | None
    wide: float
    under: str = ""
    above: int = _DEEPEST_HEADING + 1


class CutPassage(NamedTuple):
    """A passage of a part of a document, whose headings are only those of the part.

    Attributes:
        passage: Its number and its places count from the part's beginning.
        names: How many of its headings are headings; one behind them is a table's or a definition's first line.
        above: Only headings of a lower level than this, of those before the part, still stand above it.
    """

    passage: Passage
    names: int
    above: int


def passages(document: Document, sizes: Sizes = SIZES) -> list[Passage]:
    """Return the passages of a document, in order.

    Small neighbours of one section and page are put together, a block that fits is not cut, and every character
    that is not white space stands in exactly one passage, unless it stands in a heading above one.

    Args:
        document: What was read from a file.
        sizes: How wide passages are.
    """
    return [one.passage for one in cut_passages(document, sizes)]


def cut_passages(
    document: Document, sizes: Sizes = SIZES, before: Sequence[int] = ()
) -> Iterator[CutPassage]:
    """Yield the same, each with what it takes to put earlier headings above it.

    Args:
        document: What was read from a file, or a part of it.
        sizes: How wide passages are.
        before: Levels of the headings under which the part begins.
    """
    labels = {page.number: page.label for page in document.pages}
    for number, group in enumerate(_groups(_pieces(document, sizes, before), sizes)):
        start, end = _trimmed(document.text, group[0].start, group[-1].end)
        trail = (*group[0].trail, group[0].under) if group[0].under else group[0].trail
        text, confidence = document.text[start:end], _confidence(document, start, end)
        page = group[0].page
        label = labels.get(page, "") if page is not None else ""
        passage = Passage(number, text, start, end, page, trail, confidence, label)
        yield CutPassage(passage, len(group[0].trail), group[0].above)


class OpenHeadings(NamedTuple):
    """The headings of a part of a document under which what follows stands.

    Attributes:
        opened: Level and title of each.
        above: Only headings of a lower level than this, of those before the part, still stand above what follows.
        ends: Levels, from and below, of headings before the part whose sections end where nothing says so in the part
            but a heading with nothing under it.
    """

    opened: list[tuple[int, str]]
    above: int
    ends: list[tuple[int, int]]

    def depends_on(self, before: Sequence[int]) -> bool:
        """Return whether passages depend on the levels of the headings before the part."""
        return any(least <= level < below for level in before for least, below in self.ends)


def open_headings(blocks: Sequence[Block], count: int) -> OpenHeadings:
    """Return the headings under which what follows some blocks stands.

    Args:
        blocks: Of a part of a document.
        count: How many of them there are before what follows.
    """
    opened: list[tuple[int, str]] = []
    above = _DEEPEST_HEADING + 1
    ends: list[tuple[int, int]] = []
    for index, block in enumerate(blocks[:count]):
        if block.kind == "heading":
            level = min(block.level, _DEEPEST_HEADING)
            left = [one for one in opened if one[0] < level]
            if _leads(blocks, index):
                left.append((level, block.title))
            elif len(left) == len(opened) and level < above:
                ends.append((level, above))
            opened, above = left, min(above, level)
    return OpenHeadings(opened, above, ends)


def under_headings(
    one: CutPassage, title: str, opened: Sequence[tuple[int, str]], ordinal: int, start: int
) -> Passage:
    """Return a passage of a part as one of the document.

    Args:
        one: The passage.
        title: Of the document.
        opened: Level and title of each heading under which the part begins.
        ordinal: How many passages there are before it.
        start: Where the part begins in the document.
    """
    names = _trail(
        title,
        [
            *(each for each in opened if each[0] < one.above),
            *((0, name) for name in one.passage.heading[: one.names]),
        ],
    )
    return replace(
        one.passage,
        ordinal=ordinal,
        start=start + one.passage.start,
        end=start + one.passage.end,
        heading=(*names, *one.passage.heading[one.names :]),
    )


def _confidence(document: Document, start: int, end: int) -> float | None:
    """Return how surely a stretch was recognised in a picture; None where it was not."""
    if not document.recognised:
        return None
    inside = [
        (min(end, one.end) - max(start, one.start), one.confidence)
        for one in document.recognised
        if one.start < end and start < one.end
    ]
    return round(mean_confidence(inside), 3) if inside else None


def _pieces(document: Document, sizes: Sizes, before: Sequence[int]) -> Iterator[_Piece]:
    page_starts = [page.start for page in document.pages]
    blocks = document.blocks
    open_headings: list[tuple[int, str]] = []
    trail = _trail(document.title, open_headings)
    section = 0
    above = _DEEPEST_HEADING + 1
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            level = min(block.level, _DEEPEST_HEADING)
            section += any(level <= one < above for one in before)
            above = min(above, level)
            while open_headings and open_headings[-1][0] >= level:
                open_headings.pop()
                trail = _trail(document.title, open_headings)
                section += 1
            if _leads(blocks, index):
                open_headings.append((level, block.title))
                trail = _trail(document.title, open_headings)
                section += 1
                continue
            # Nothing stands under this heading: its words would be in no passage, so it is read as text. So is one of
            # the length of a page: every passage below would carry it.
        for start, end, wide, under in _parts(document, block, sizes):
            page = _page(document, page_starts, start) if page_starts else None
            yield _Piece(start, end, section, trail, page, wide, under, above)


def _leads(blocks: Sequence[Block], index: int) -> bool:
    """Return whether a heading is short, and has anything under it."""
    if index + 1 == len(blocks) or len(blocks[index].title) > _HEADING_CHARS:
        return False
    following = blocks[index + 1]
    return following.kind != "heading" or min(following.level, _DEEPEST_HEADING) > blocks[index].level


def _trail(title: str, open_headings: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    names = [title, *(name for _, name in open_headings)]
    return tuple(name for above, name in zip([None, *names], names, strict=False) if name and name != above)


def _parts(document: Document, block: Block, sizes: Sizes) -> Iterable[tuple[int, int, float, str]]:
    """Return a block, or its parts if it is too long: start, end, width, context."""
    text = document.text[block.start : block.end]
    wide = width(text)
    if wide <= sizes.max_chars:
        return ((block.start, block.end, wide, ""),)
    return _cut(document, block, text, sizes)


def _cut(document: Document, block: Block, text: str, sizes: Sizes) -> Iterator[tuple[int, int, float, str]]:
    kind: BlockKind = "paragraph" if block.kind == "heading" else block.kind
    under = _first_line(text, kind)
    for start, end in split(text, kind, sizes, document.language):
        if not text[start:end].isspace():
            yield block.start + start, block.start + end, width(text[start:end]), under if start else ""


def _first_line(text: str, kind: BlockKind) -> str:
    """Return a table's header or a definition's first line, as later parts' context."""
    if kind not in ("table", "code"):
        return ""
    line = text.lstrip().split("\n", 1)[0].strip().strip("|").strip()
    return " ".join(line.split())[: _HEADER_CHARS if kind == "table" else _CODE_NAME_CHARS]


def _page(document: Document, page_starts: list[int], position: int) -> int | None:
    index = bisect_right(page_starts, position) - 1
    inside = index >= 0 and (position < document.pages[index].end or index + 1 < len(document.pages))
    return document.pages[index].number if inside else None


def _groups(pieces: Iterator[_Piece], sizes: Sizes) -> Iterator[list[_Piece]]:
    """Yield the pieces of each passage."""
    group: list[_Piece] = []
    wide = 0.0
    for piece in pieces:
        if group:
            together = wide + (piece.start - group[-1].end) + piece.wide
            one_place = group[0].section == piece.section and group[0].page == piece.page
            small = min(wide, piece.wide) < sizes.target_chars / 4
            if one_place and (together <= sizes.target_chars or (small and together <= sizes.max_chars)):
                group.append(piece)
                wide = together
                continue
            yield group
        group, wide = [piece], piece.wide
    if group:
        yield group


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if not (text[start : start + 1].isspace() or text[end - 1 : end].isspace()):
        return start, end
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def width(text: str) -> float:
    """Return the width of a text in Latin characters.

    A Chinese, Japanese or Korean character counts as 2.5 of them.
    """
    if text.isascii():
        return float(len(text))
    return len(text) + (CJK_WIDTH - 1) * count_wide(text)


def split(text: str, kind: BlockKind, sizes: Sizes, language: str = "") -> list[tuple[int, int]]:
    """Return the pieces of a text as start and end; joined they are the text.

    Args:
        text: Longer than one passage.
        kind: Of its block; prose is cut at sentences, tables at rows, code at definitions.
        sizes: How wide the pieces are.
        language: Of source code.
    """
    # Importing the splitters takes half a second; most documents have nothing that is too long.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    if len(text) > _WINDOW_CHARS:
        windows = list(_windows(text))
        return [
            (start + a, start + b)
            for start, end in windows
            for a, b in split(text[start:end], kind, sizes, language)
        ]
    total = width(text)
    even = total / max(
        1, math.ceil(total / sizes.target_chars)
    )  # pieces of about one size, no scrap at the end
    splitter = RecursiveCharacterTextSplitter(
        separators=_separators(kind, language),
        keep_separator="start" if kind == "code" else "end",
        is_separator_regex=True,
        chunk_size=min(sizes.max_chars, int(even * 1.2) + 1),
        chunk_overlap=0,
        length_function=width,
        strip_whitespace=False,
    )
    pieces = splitter.split_text(text)
    cuts = [0]
    for piece in pieces:
        cuts.append(cuts[-1] + len(piece))
    if "".join(pieces) != text:  # pragma: no cover - a splitter that loses text must not lose it here
        cuts = [0, len(text)]
    return [part for start, end in pairwise(cuts) for part in _hard_cut(text, start, end, sizes.max_chars)]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches of a huge text that end at good places.

    On all of it, the splitter would need a hundred times its memory.
    """
    start = 0
    while len(text) - start > _WINDOW_CHARS:
        half, full = start + _WINDOW_CHARS // 2, start + _WINDOW_CHARS
        places = (
            text.rfind(mark, half, full) + len(mark) for mark in _MARKS if text.rfind(mark, half, full) >= 0
        )
        end = next(places, full)
        yield start, end
        start = end
    yield start, len(text)


def _separators(kind: BlockKind, language: str) -> list[str]:
    if kind == "code":
        return [*_by_language(language), r"\n[ \t]*\n", r"\n", r"\s+"]
    return _ROWS if kind in ("table", "list") else _PROSE


def _by_language(language: str) -> list[str]:
    from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

    try:
        known = RecursiveCharacterTextSplitter.get_separators_for_language(Language(language))
    except ValueError:  # not one of theirs
        return []
    return [separator for separator in known if separator.strip()]


def _hard_cut(text: str, start: int, end: int, max_chars: int) -> list[tuple[int, int]]:
    """Cut a stretch that is still too long into equal pieces."""
    if width(text[start:end]) <= max_chars:
        return [(start, end)]
    step = max(1, int(max_chars / CJK_WIDTH) if width(text[start:end]) > end - start else max_chars)
    return [(at, min(at + step, end)) for at in range(start, end, step)]

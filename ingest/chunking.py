"""Cuts documents into passages along their structure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.records import Block, BlockKind, Document, Passage
from ingest.splitting import split, width

_HEADER_CHARS = 200
_HEADING_CHARS = 300
_DEEPEST_HEADING = 10
_CODE_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one that was too long.

    Attributes:
        start: First character.
        end: One past the last character.
        section: Counts the headings above; two sections may have the same trail.
        trail: Headings it stands under.
        page: It starts on.
        wide: See `splitting.width`.
        under: The line that a later part of a table or a definition is understood by.
    """

    start: int
    end: int
    section: int
    trail: tuple[str, ...]
    page: int | None
    wide: float
    under: str = ""


def passages(document: Document, *, target_chars: int = 900, max_chars: int = 1400) -> list[Passage]:
    """Return the passages of a document, in order.

    Small neighbours of one section and page are put together, a block that fits is not cut, and every character
    that is not white space stands in exactly one passage, unless it stands in a heading above one.

    Args:
        document: What was read from a file.
        target_chars: How wide a passage is meant to be, in Latin characters (see `splitting.width`).
        max_chars: How wide one may be.
    """
    pieces = _pieces(document, target_chars, max_chars)
    result: list[Passage] = []
    for group in _groups(pieces, target_chars, max_chars):
        start, end = _trimmed(document.text, group[0].start, group[-1].end)
        trail = (*group[0].trail, group[0].under) if group[0].under else group[0].trail
        result.append(Passage(len(result), document.text[start:end], start, end, group[0].page, trail))
    return result


def _pieces(document: Document, target_chars: int, max_chars: int) -> Iterator[_Piece]:
    page_starts = [page.start for page in document.pages]
    blocks = document.blocks
    open_headings: list[tuple[int, str]] = []
    trail = _trail(document.title, open_headings)
    section = 0
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            level = min(block.level, _DEEPEST_HEADING)
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
        for start, end, wide, under in _parts(document, block, target_chars, max_chars):
            yield _Piece(start, end, section, trail, _page(document, page_starts, start), wide, under)


def _leads(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a heading is short enough to stand above others, and anything stands under it."""
    if index + 1 == len(blocks) or len(blocks[index].title) > _HEADING_CHARS:
        return False
    following = blocks[index + 1]
    return following.kind != "heading" or min(following.level, _DEEPEST_HEADING) > blocks[index].level


def _trail(title: str, open_headings: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    names = [title, *(name for _, name in open_headings)]
    return tuple(name for above, name in zip([None, *names], names, strict=False) if name and name != above)


def _parts(document: Document, block: Block, target: int, most: int) -> Iterator[tuple[int, int, float, str]]:
    """Yield a block, or the parts of one that is too long: start, end, width, and what it is understood by."""
    text = document.text[block.start : block.end]
    wide = width(text)
    if wide <= most:
        yield block.start, block.end, wide, ""
        return
    kind: BlockKind = "paragraph" if block.kind == "heading" else block.kind
    under = _first_line(text, kind)
    for start, end in split(text, kind, target_chars=target, max_chars=most, language=document.language):
        if not text[start:end].isspace():
            yield block.start + start, block.start + end, width(text[start:end]), under if start else ""


def _first_line(text: str, kind: BlockKind) -> str:
    """Return the header of a table or the first line of a definition, by which their later parts are understood."""
    if kind not in ("table", "code"):
        return ""
    line = text.lstrip().split("\n", 1)[0].strip().strip("|").strip()
    return " ".join(line.split())[: _HEADER_CHARS if kind == "table" else _CODE_NAME_CHARS]


def _page(document: Document, page_starts: list[int], position: int) -> int | None:
    index = bisect_right(page_starts, position) - 1
    return document.pages[index].number if index >= 0 else None


def _groups(pieces: Iterator[_Piece], target: int, most: int) -> Iterator[list[_Piece]]:
    """Yield the pieces of each passage."""
    group: list[_Piece] = []
    wide = 0.0
    for piece in pieces:
        if group:
            together = wide + (piece.start - group[-1].end) + piece.wide
            one_place = group[0].section == piece.section and group[0].page == piece.page
            small = min(wide, piece.wide) < target / 4
            if one_place and (together <= target or (small and together <= most)):
                group.append(piece)
                wide = together
                continue
            yield group
        group, wide = [piece], piece.wide
    if group:
        yield group


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))

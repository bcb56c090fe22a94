"""Puts what was recognised in the pictures of pages into their documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from statistics import median

from assistant.i18n import _, ngettext
from ingest.loaders.builder import Builder
from ingest.loaders.nouns import pages
from ingest.loaders.pdf_layout import Line, Piece, paragraphs
from ingest.loaders.pdf_tables import arranged
from ingest.records import RecognisedLine, RecognisedPage

LOW = 0.8
"""Pages that were recognised with less confidence are named."""
_ALIKE = 0.8
_MOST_COMPARED = 20_000
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐]$")


def add_recognised(builder: Builder, lines: Sequence[Line], page: RecognisedPage) -> None:
    """Append the lines of a page whose words were recognised, and mark them."""
    first = len(builder.blocks)
    for paragraph in paragraphs(arranged(lines), {}):
        if paragraph.rows:
            builder.table(paragraph.rows)
        else:
            builder.add("list" if paragraph.item else "paragraph", paragraph.text)
    builder.mark_recognised(first, page.lines)


def page_lines(page: RecognisedPage, known: Sequence[Line] = ()) -> list[Line]:
    """Return the lines of a page, one for all that was recognised at one height.

    Args:
        page: What was recognised on it.
        known: What the file itself says stands there: taken in place of what was recognised of it, and first where
            nothing was.
    """
    usual = median([line.size for line in page.lines]) if page.lines else 0.0
    rows: list[list[Piece]] = []
    told = {id(line) for line in known}
    lines: list[Line] = []
    for row in _rows(page.lines):
        pieces = []
        for one in row:
            same = _same(one.text, known)
            if same is None:
                # Letters measured in a picture differ by a little that means nothing.
                size = usual if abs(one.size - usual) < 0.35 * usual else one.size
                pieces.append(Piece(one.text, one.left, one.bottom, one.right, size))
            elif id(same) in told:
                told.discard(id(same))
                pieces.append(Piece(same.text, one.left, one.bottom, one.right, one.size))
        if pieces:
            rows.append(pieces)
    for pieces in rows:
        hyphen = _HYPHEN.search(pieces[-1].text) is not None
        if hyphen:
            pieces[-1] = pieces[-1]._replace(text=_HYPHEN.sub("", pieces[-1].text))
        lines.append(Line.of(pieces, hyphen=hyphen))
    return [line for line in known if id(line) in told] + lines


def notices_on(recognised: Mapping[int, RecognisedPage]) -> list[str]:
    """Return sentences on the pages that could not be recognised, or not surely."""
    notices = []
    faults: dict[str, list[int]] = {}
    for number, page in sorted(recognised.items()):
        if page.fault:
            faults.setdefault(page.fault, []).append(number)
    notices += [_("{pages}: {fault}", pages=pages(numbers), fault=fault) for fault, numbers in faults.items()]
    unsure = {number: page.confidence for number, page in sorted(recognised.items()) if page.confidence < LOW}
    if unsure:
        notices.append(
            ngettext(
                "{pages} was recognised with a confidence of {confidence} only; some words may be wrong",
                "{pages} were recognised with a confidence of {confidence} only; some words may be wrong",
                len(unsure),
                pages=pages(list(unsure)),
                confidence=f"{min(unsure.values()):.0%}",
            )
        )
    return notices


def _rows(lines: Iterable[RecognisedLine]) -> list[list[RecognisedLine]]:
    """Return what stands at one height together, from above, and from the left within."""
    rows: list[list[RecognisedLine]] = []
    for line in sorted(lines, key=lambda one: -one.bottom):
        # A page that was put on the glass askew rises or falls along its lines: the nearest piece says the height.
        for row in rows[-3:]:
            near = min(row, key=lambda one: _gap(one, line))
            if abs(near.bottom - line.bottom) < 0.5 * max(near.size, line.size) and _gap(near, line) > 0:
                row.append(line)
                break
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _gap(one: RecognisedLine, other: RecognisedLine) -> float:
    """Return how far two pieces are apart from left to right.

    It is less than 0 where they overlap.
    """
    return max(one.left, other.left) - min(one.right, other.right)


def _same(text: str, known: Sequence[Line]) -> Line | None:
    """Return the line that the file itself has of what was recognised, or None."""
    bare = _bare(text)
    if not bare or len(known) * len(bare) > _MOST_COMPARED:
        return None
    for line in known:
        other = _bare(line.text)
        if bare == other or (len(bare) > 3 and bare in other):
            return line
        if min(len(bare), len(other)) > 3:
            matcher = SequenceMatcher(None, bare, other, autojunk=False)
            if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                return line
    return None


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))

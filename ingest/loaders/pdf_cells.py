"""Cells of a PDF's tables.

They are made from words between gaps, and from the gaps between columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.frozen import dataclass
from assistant.text import CJK
from ingest.loaders.pdf_layout import Line, Piece, Run, runs_on

GAP = 0.65  # in heights of the letters: what is wider than any blank of a sentence
_BLANK_GAP = 2.0  # the same where a blank is drawn, which may be made wide
CLOSE = 0.3  # the same on a page that draws its blanks, between words that are drawn apart
GUTTER = 0.35  # what has to be left of a gap that runs through several lines
_NARROW = 0.1  # a gap at which words are drawn apart in many rows may be this narrow
FEWEST_ROWS = 3
_FEWEST_BLANKS = 10
_FEWEST_SPREAD = 4
PROSE_CHARS = 20
_CLOSE_WORDS = 1.3
FIGURE = re.compile(r"[-+−–(]?[$€£¥]?\d|[$€£¥—–-]$")
AMOUNT = re.compile(
    r"[-+−–(]?[$€£¥]? ?(?:\d[\d.,'’]*|(?<!\+)\d{1,3}(?: \d{3})+(?:[.,]\d+)?)[)%]?(?: ?[$€£¥%])?"
)
CURRENCIES = frozenset("$€£¥")
_LEADER = re.compile(r"[.…·_]{4,}")
CHINESE = re.compile(f"[{CJK}]")

Gap = tuple[float, float]


class Segment(NamedTuple):
    """Words side by side between which there is no wide gap.

    Attributes:
        pieces: The words.
        left: Where they begin, in points.
        right: Where they end, in points.
        size: The height of the letters.
    """

    pieces: tuple[Piece, ...]
    left: float
    right: float
    size: float

    @staticmethod
    def of(pieces: Sequence[Piece]) -> Segment:
        """Return the segment that words make."""
        first = pieces[0]
        right = first.right if len(pieces) == 1 else max([piece.right for piece in pieces])
        return Segment(tuple(pieces), first.left, right, first.size)

    @property
    def text(self) -> str:
        """The words."""
        return " ".join([piece.text for piece in self.pieces])


@dataclass(frozen=True)
class Row:
    """Words on one height.

    Attributes:
        segments: From left to right; none where the words have no places.
        lines: From which they came.
        goes_on: Whether the cells of the row above go on in it.
        close: Whether its cells may stand as close as blanks are wide, which are drawn.
    """

    segments: tuple[Segment, ...]
    lines: tuple[Line, ...]
    goes_on: bool = False
    close: bool = False

    @property
    def bottom(self) -> float:
        """Where they stand, in points from below."""
        return self.lines[0].bottom

    @property
    def size(self) -> float:
        """The height of the letters."""
        return self.lines[0].size

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is free between the segments."""
        return [(one.right, other.left) for one, other in pairwise(self.segments)]

    @property
    def gutter(self) -> float:
        """What has to be left of a gap that runs through several rows, in points."""
        return (CLOSE if self.close else GUTTER) * self.size

    @property
    def open(self) -> list[Gap]:
        """The gaps, and what is free on both sides."""
        free = [(float("-inf"), self.segments[0].left), (self.segments[-1].right, float("inf"))]
        return [free[0], *self.gaps, free[1]]


def draws_blanks(lines: Sequence[Line]) -> bool:
    """Return whether a page draws the blanks between its words.

    Words that are drawn apart are no neighbours then.
    """
    drawn = set_apart = 0
    chinese = chars = 0
    for line in lines:
        chars += len(line.text)
        chinese += 0 if line.text.isascii() else len(CHINESE.findall(line.text))
        least, most = 0.1 * line.size, GAP * line.size
        if isinstance(line.pieces, Run):
            pairs = zip(line.pieces.gaps(), line.pieces.apart(), strict=True)
            near = [apart for gap, apart in pairs if least < gap < most]
        else:
            near = [
                after.apart
                for before, after in pairwise(line.pieces)
                if least < after.left - before.right < most
            ]
        set_apart += sum(near)
        drawn += len(near) - sum(near)
    if drawn >= _FEWEST_BLANKS:
        return set_apart <= 2 * drawn
    return 3 * chinese > chars  # which has no blanks to draw


def _is_evenly_spread(line: Line) -> bool:
    """Return whether words are drawn one by one, at even distances.

    Some programs draw justified lines so.
    """
    gaps = [after.left - before.right for before, after in pairwise(line.pieces) if after.apart]
    if len(gaps) < _FEWEST_SPREAD or any(not piece.apart for piece in line.pieces[1:]):
        return False
    figures = sum(FIGURE.match(piece.text) is not None for piece in line.pieces)
    gaps.sort()
    usual = gaps[len(gaps) // 2]
    even = sum(abs(gap - usual) < 0.05 * line.size for gap in gaps)
    return 2 * figures < len(line.pieces) and 10 * even >= 8 * len(gaps)


def is_one_segment(line: Line, *, close: bool) -> bool:
    """Return whether surely no wide gap parts the words of a line."""
    apart, drawn = (CLOSE if close else GAP) * line.size, _BLANK_GAP * line.size
    if isinstance(line.pieces, Run) and max(line.pieces.gaps(), default=0.0) <= apart:
        return _LEADER.search(line.text) is None
    for before, after in pairwise(line.pieces):
        if after.left < before.left or after.left - before.right > (apart if after.apart else drawn):
            return False
    return _LEADER.search(line.text) is None


def segments_of(line: Line, *, close: bool = False) -> Iterator[Segment]:
    """Yield the words of a line, those together between which no wide gap is.

    Nothing is yielded where the words' places are not known, or not in order.

    Args:
        line: The line.
        close: Whether its page draws its blanks; see `draws_blanks`.
    """
    least = CLOSE if close and not _is_evenly_spread(line) else GAP
    together: list[Piece] = []
    lefts = [piece.left for piece in line.pieces]
    if not line.size or lefts != sorted(lefts):
        return
    leaders = _LEADER.search(line.text) is not None
    for piece in line.pieces:
        leader = leaders and _LEADER.fullmatch(piece.text) is not None and piece is not line.pieces[0]
        gap = (piece.left - together[-1].right) / max(line.size, piece.size) if together else 0.0
        if leader or gap > (least if piece.apart else _BLANK_GAP):
            if together:
                yield Segment.of(together)
            together = []
        if not leader:
            together.append(piece)
    if together:
        yield Segment.of(together)


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return words by lines, from above, each from left to right."""
    if len(pieces) == 1:
        return [[pieces[0]]]
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: -one.bottom):
        if lines and lines[-1][0].bottom - piece.bottom < 0.4 * max(piece.size, lines[-1][0].size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    for line in lines:
        line.sort(key=lambda one: one.left)
    return lines


def words_of(pieces: Sequence[Piece]) -> str:
    """Return words as they stand side by side."""
    return " ".join(piece.text for piece in pieces)


def cell_text(pieces: Sequence[Piece]) -> str:
    """Return the words of a cell, whose lines go on in the next."""
    if len(pieces) == 1 and not pieces[0].hyphen:
        return pieces[0].text
    text = ""
    hyphen = False
    for line in lines_of(pieces):
        said = words_of(line)
        if hyphen:
            text += said if said[:1].islower() else f"-{said}"
        elif text and not runs_on(text, said):
            text += f" {said}"
        else:
            text += said
        hyphen = line[-1].hyphen
    return f"{text}-" if hyphen else text


def cells_line(cells: Sequence[str], pieces: dict[int, list[Piece]]) -> Line:
    """Return a row of a table as a line."""
    first = pieces[min(pieces)][0]
    bottom = max(piece.bottom for column in pieces.values() for piece in column)
    return Line(" ".join(filter(None, cells)), first.left, bottom, first.size, cells=tuple(cells))


def ends_with_currency(cells: Sequence[str]) -> bool:
    """Return whether a row's last cell ends with a currency's sign.

    The sign stands behind its amount.
    """
    last = next((cell for cell in reversed(cells) if cell), "")
    return last[-1:] in CURRENCIES and AMOUNT.fullmatch(last) is not None


def with_currencies(lines: Sequence[Line], *, behind: bool) -> list[Line]:
    """Return the rows of a table with each currency's sign in the cell of its amount.

    Args:
        lines: The rows.
        behind: Whether the signs stand behind the amounts, where they are in the right cells.
    """
    rows = [list(line.cells) for line in lines]
    for cells in () if behind else rows:
        for index in range(len(cells) - 1):
            before, _, last = cells[index].rpartition(" ")
            if last in CURRENCIES and FIGURE.match(cells[index + 1]) and cells[index + 1] not in CURRENCIES:
                cells[index] = before
                cells[index + 1] = f"{last} {cells[index + 1]}"
    used = [column for column in range(len(rows[0])) if any(cells[column] for cells in rows)]
    return [
        line._replace(cells=tuple([cells[column] for column in used]), text=" ".join(filter(None, cells)))
        for line, cells in zip(lines, rows, strict=True)
    ]


def unfolded(lines: Sequence[Line]) -> list[Line]:
    """Return the rows of a table, parts that stand side by side below another.

    Such a table says its whole header again above each part: "Age | People | Age | People".
    """
    header = lines[0].cells if lines else ()
    for width in range(2, len(header) // 2 + 1):
        part = header[:width]
        if len(header) % width or header != part * (len(header) // width) or len({*part, ""}) <= width:
            continue
        parts = [(lines[0], part)]
        for start in range(0, len(header), width):
            for line in lines[1:]:
                cells = line.cells[start : start + width]
                if any(cells):
                    parts.append((line, cells))
        return [line._replace(cells=cells, text=" ".join(filter(None, cells))) for line, cells in parts]
    return list(lines)


def best_gutters(rows: Sequence[Row]) -> list[Gap]:
    """Return the gaps between the columns: those in which next to no row has a word."""
    counts = sorted(len(row.segments) for row in rows)
    usual = counts[(len(counts) - 1) // 2]
    full = [row for row in rows if len(row.segments) >= usual]
    size = median(row.size for row in rows)
    narrowest = (GUTTER if len(full) > 5 else 0.6 if len(full) > 2 else GAP) * size
    gutters = free_gaps(full, narrowest)
    if rows[0].close and len(full) > 1:
        close = free_gaps(full, CLOSE * size)
        gutters += [gap for gap in close if gap not in gutters and _parts_cells(full, gap)]
    if len(full) > 5:
        gutters += [
            gap for gap in free_gaps(full, _NARROW * size) if gap not in gutters and _drawn_apart(full, gap)
        ]
    if len(gutters) < usual - 1:  # a few rows stand across
        alike = [row for row in rows if len(row.segments) == usual]
        gutters = max(gutters, free_gaps(alike, narrowest), key=len)
    for row in rows[:2]:  # what only a header has a cell for
        gutters += [
            gap
            for gap in row.gaps
            if len(row.segments) > usual and not any(gap[0] < to and gap[1] > from_ for from_, to in gutters)
        ]
    return _supported(sorted(gutters), rows, size)


def _supported(gutters: list[Gap], rows: Sequence[Row], size: float) -> list[Gap]:
    """Return gaps without those that only part the words of some long cells."""
    columns: list[dict[int, tuple[float, float]]] = []
    for row in rows:
        extents: dict[int, tuple[float, float]] = {}
        for segment in row.segments:
            for piece in segment.pieces:
                column = column_in(piece, gutters)
                left, right = extents.get(column, (piece.left, piece.right))
                extents[column] = (min(left, piece.left), max(right, piece.right))
        columns.append(extents)
    kept = []
    for number, gap in enumerate(gutters):
        before, behind = number, number + 1
        both = [one for one in columns if behind in one]
        close = all(before in one and one[behind][0] - one[before][1] < _CLOSE_WORDS * size for one in both)
        some = 10 * len(both) <= 6 * sum(before in one for one in columns)
        if not (close and some and both and behind not in columns[0]):
            kept.append(gap)
    return kept


def _parts_cells(rows: Sequence[Row], gap: Gap) -> bool:
    """Return whether a narrow gap parts words in most rows, with no blank drawn."""
    here = 0
    for row in rows:
        words = [piece for segment in row.segments for piece in segment.pieces]
        for piece, next_one in pairwise(words):
            if piece.right <= gap[0] + 0.1 and next_one.left >= gap[1] - 0.1:
                here += 1
                if not next_one.apart:
                    return False
    return 2 * here > len(rows)


def _drawn_apart(rows: Sequence[Row], gap: Gap) -> bool:
    """Return whether words are drawn apart at a narrow gap in all rows.

    Elsewhere most are drawn with blanks.
    """
    here, elsewhere, apart = 0, 0, 0
    for row in rows:
        for segment in row.segments:
            for piece, next_one in pairwise(segment.pieces):
                if piece.right <= gap[0] + 0.1 and next_one.left >= gap[1] - 0.1:
                    here += 1
                    if not next_one.apart:
                        return False
                elif not CHINESE.match(next_one.text):
                    elsewhere += 1
                    apart += next_one.apart
    return 2 * here > len(rows) and 2 * apart <= elsewhere


def free_gaps(rows: Sequence[Row], narrowest: float) -> list[Gap]:
    """Return the gaps in which no row has a word."""
    spans = sorted(
        (piece.left, piece.right) for row in rows for segment in row.segments for piece in segment.pieces
    )
    gaps: list[Gap] = []
    reached = spans[0][1] if spans else 0.0
    for left, right in spans:
        if left - reached >= narrowest:
            gaps.append((reached, left))
        reached = max(reached, right)
    return gaps


def column_in(piece: Piece | Segment, gutters: Sequence[Gap]) -> int:
    """Return the number of the column in which most of a piece stands."""
    left, right = piece.left, piece.right
    for first, (start, end) in enumerate(gutters):
        if start + end > 2 * left:
            if 2 * right <= start + end:
                return first
            break
    else:
        return len(gutters)
    edges = [float("-inf"), *((one + other) / 2 for one, other in gutters), float("inf")]
    shares = [min(right, end) - max(left, start) for start, end in pairwise(edges)]
    return shares.index(max(shares))

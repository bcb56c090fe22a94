"""Tables and columns of a PDF's page, told by the gaps that run through its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.loaders.pdf_layout import Line, Piece

_GAP = 0.8  # in heights of the letters: what is wider than any blank of a sentence
_BLANK = 0.12  # a smaller gap is none
_GUTTER = 0.35  # what has to be left of a gap that runs through several lines
_FAR = 3.2  # so far apart, two lines are not rows of one table
_MOST_LINES_OF_A_CELL = 8
_FEWEST_ROWS = 3
_WIDE_GUTTER = 1.6  # two rows are enough for a table with such gaps
_MOST_COLUMNS_OF_PROSE = 3
_PROSE_CHARS = 20
_PROSE_WORDS = 3.5
_MOST_FIGURES = 0.3
_FIGURE = re.compile(r"[-+−–(]?[$€£¥]?\d|[$€£¥—–-]$")
_CURRENCIES = frozenset("$€£¥")
_MARK = re.compile(r"[•‣◦▪●■○·–—*§\uf0b7-]|\(?\w{1,4}[.)]")

Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    """Words on one height.

    Attributes:
        segments: Those together between which there are no wide gaps, from left to right.
        lines: From which they came.
        goes_on: Whether the cells of the row above go on in it.
    """

    segments: tuple[Piece, ...]
    lines: tuple[Line, ...]
    goes_on: bool = False

    @property
    def bottom(self) -> float:
        return self.lines[0].bottom

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def gaps(self) -> list[Gap]:
        return [(one.right, other.left) for one, other in pairwise(self.segments)]


def arranged(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page with the rows of its tables in cells, and columns one after the other.

    No word is lost or added.

    Args:
        lines: In the order in which they are drawn.
    """
    rows = _rows(lines)
    drawn = {id(line): index for index, line in enumerate(lines)}
    result: list[Line] = []
    plain: list[Line] = []
    start = 0
    while start < len(rows):
        end, gutters = _region(rows, start)
        region = rows[start:end]
        start = end
        if not gutters:
            plain += region[0].lines
            continue
        result += sorted(plain, key=lambda line: drawn[id(line)])
        plain.clear()
        if _is_list(region, gutters):
            result += [_whole(row) for row in region]
        else:
            result += _columns(region, gutters) if _is_prose(region, gutters) else _table(region, gutters)
    return result + sorted(plain, key=lambda line: drawn[id(line)])


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Return the rows of a page.

    Neighbouring lines on one height are one. Where cells have several lines, they are drawn one cell after the other:
    a line that begins anew beside the last ones belongs to the row on its height, and the rows since go on with it.
    """
    rows: list[_Row] = []
    for line in lines:
        segments = tuple(_segments(line))
        index = _beside(rows, line, segments) if segments else -1
        if index < 0:
            rows.append(_Row(segments, (line,)))
            continue
        row = rows[index]
        before, first = row.segments[-1], segments[0]
        if first.left - before.right <= _GAP * line.size:  # PDFium ends a line behind a raised figure
            blank = " " if first.left - before.right > _BLANK * line.size else ""
            first = Piece(
                before.text + blank + first.text, before.left, before.bottom, first.right, before.size
            )
            joined = (*row.segments[:-1], first, *segments[1:])
        else:
            joined = row.segments + segments
        rows[index] = replace(row, segments=joined, lines=(*row.lines, line))
        rows[index + 1 :] = [replace(later, goes_on=True) for later in rows[index + 1 :]]
    return rows


def _beside(rows: Sequence[_Row], line: Line, segments: Sequence[Piece]) -> int:
    """Return the number of the row that a line belongs to, on its right, or -1."""
    for index in range(len(rows) - 1, max(-1, len(rows) - 1 - _MOST_LINES_OF_A_CELL), -1):
        row = rows[index]
        room = -0.1 if index == len(rows) - 1 else _GAP
        if not row.segments or row.segments[-1].right + room * line.size > segments[0].left:
            return -1
        if abs(line.bottom - row.bottom) < 0.4 * max(line.size, row.size):
            return -1 if row.lines[-1].hyphen and index == len(rows) - 1 else index
        if row.bottom > line.bottom:
            return -1
    return -1


def _segments(line: Line) -> Iterator[Piece]:
    """Yield the words of a line, those together between which there is no wide gap; nothing without places."""
    together: list[Piece] = []
    if not line.size or any(before.left > after.left for before, after in pairwise(line.pieces)):
        return
    for piece in line.pieces:
        if together and piece.left - together[-1].right > _GAP * max(line.size, piece.size):
            yield _joined(together)
            together = []
        together.append(piece)
    if together:
        yield _joined(together)


def _joined(pieces: Sequence[Piece]) -> Piece:
    text = " ".join(piece.text for piece in pieces)
    right = max(piece.right for piece in pieces)
    return Piece(text, pieces[0].left, pieces[0].bottom, right, pieces[0].size)


def _region(rows: Sequence[_Row], start: int) -> tuple[int, list[Gap]]:
    """Return the end of the table or columns that begin with a row, and the gaps that run through them.

    There are no gaps where nothing of the kind begins there.
    """
    first = rows[start]
    if len(first.segments) < 2:
        return start + 1, []
    gutters, end, several = first.gaps, start + 1, [first]
    for index in range(start + 1, len(rows)):
        row, above = rows[index], rows[index - 1]
        fall = above.bottom - row.bottom
        if not row.segments or not 0 < fall < _FAR * max(row.size, above.size):
            break
        if len(row.segments) == 1:
            if _across(row.segments[0], gutters) or len(rows[index - 1].segments) == len(above.segments) == 1:
                break
            continue
        common = _common(gutters, row)
        if not common:
            break
        gutters, end = common, index + 1
        several.append(row)
    narrowest = max((right - left for left, right in gutters), default=0.0)
    enough = len(several) >= _FEWEST_ROWS or (len(several) == 2 and narrowest > _WIDE_GUTTER * first.size)
    if not enough:
        return start + 1, []
    while end < len(rows) and _goes_on(rows[end - 1], rows[end], gutters):
        end += 1
    return end, _best_gutters(several)


def _across(segment: Piece, gutters: Sequence[Gap]) -> bool:
    """Say whether words stand across a gap."""
    return any(segment.left < left and segment.right > right for left, right in gutters)


def _goes_on(above: _Row, row: _Row, gutters: Sequence[Gap]) -> bool:
    """Say whether a row below a table only goes on with one of its cells."""
    if len(row.segments) != 1:
        return False
    near = 0 < above.bottom - row.bottom < 1.5 * row.size
    inside = row.segments[0].left >= gutters[0][1] - 1
    return near and inside and not _across(row.segments[0], gutters)


def _common(gutters: Sequence[Gap], row: _Row) -> list[Gap]:
    """Return what is left of gaps that go on through a row."""
    met = [
        (max(left, from_), min(right, to)) for left, right in gutters for from_, to in _open(row, left, right)
    ]
    return [(left, right) for left, right in met if right - left >= _GUTTER * row.size]


def _open(row: _Row, left: float, right: float) -> list[Gap]:
    """Return the gaps of a row, and what is free on its right, as far as they may go on with a gap."""
    return [gap for gap in row.gaps if gap[0] < right and gap[1] > left]


def _best_gutters(rows: Sequence[_Row]) -> list[Gap]:
    """Return the gaps between the columns, going by the rows with as many cells as most have."""
    counts = Counter(len(row.segments) for row in rows)
    usual = max(counts, key=lambda count: (counts[count] * (count - 1), count))
    gutters: list[Gap] = []
    for row in rows:
        if len(row.segments) != usual:
            continue
        common = _common(gutters, row) if gutters else row.gaps
        if len(common) >= len(gutters):
            gutters = common
    return gutters


def _column(piece: Piece, gutters: Sequence[Gap]) -> int:
    """Return the number of the column in which most of a piece stands."""
    edges = [float("-inf"), *((left + right) / 2 for left, right in gutters), float("inf")]
    shares = [min(piece.right, right) - max(piece.left, left) for left, right in pairwise(edges)]
    return shares.index(max(shares))


def _is_list(region: Sequence[_Row], gutters: Sequence[Gap]) -> bool:
    """Say whether the first of two columns holds nothing but the marks of a list's items."""
    first = [row.segments[0] for row in region if _column(row.segments[0], gutters) == 0]
    return len(gutters) == 1 and all(_MARK.fullmatch(segment.text) for segment in first)


def _whole(row: _Row) -> Line:
    """Return a row as one line."""
    if len(row.lines) == 1:
        return row.lines[0]
    return Line.of([piece for line in row.lines for piece in line.pieces], hyphen=row.lines[-1].hyphen)


def _is_prose(region: Sequence[_Row], gutters: Sequence[Gap]) -> bool:
    """Say whether what stands side by side are columns of running text."""
    if len(region) < _FEWEST_ROWS or len(gutters) >= _MOST_COLUMNS_OF_PROSE:
        return False
    columns: list[list[str]] = [[] for _ in range(len(gutters) + 1)]
    for row in region:
        for segment in row.segments:
            columns[_column(segment, gutters)].append(segment.text)
    for texts in columns:
        words = " ".join(texts).split()
        figures = sum(re.search(r"\d", word) is not None for word in words)
        if (
            len(texts) < 2
            or sum(map(len, texts)) < _PROSE_CHARS * len(texts)
            or len(words) < _PROSE_WORDS * len(texts)
            or figures > _MOST_FIGURES * len(words)
        ):
            return False
    return True


def _columns(region: Sequence[_Row], gutters: Sequence[Gap]) -> list[Line]:
    """Return the lines of columns, one column after the other."""
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for row in region:
        hyphen = row.lines[-1].hyphen
        for segment in row.segments:
            last = segment is row.segments[-1]
            line = Line(segment.text, segment.left, row.bottom, segment.size, hyphen=hyphen and last)
            columns[_column(segment, gutters)].append(line)
    return [line for lines in columns for line in lines]


def _table(region: Sequence[_Row], gutters: Sequence[Gap]) -> list[Line]:
    """Return the rows of a table; what only goes on with a cell is put to it."""
    result: list[Line] = []
    below = region[0].bottom
    for row in region:
        cells = [""] * (len(gutters) + 1)
        for segment in _cut(row, gutters):
            column = _column(segment, gutters)
            cells[column] = f"{cells[column]} {segment.text}".strip()
        line = replace(row.lines[0], text=" ".join(filter(None, cells)), hyphen=False, cells=tuple(cells))
        above = result[-1] if result else None
        alone = len(row.segments) == 1 and not cells[0] and below - row.bottom < 1.6 * line.size
        below = row.bottom
        if above is not None and (alone or row.goes_on):
            joined = (f"{one} {other}".strip() for one, other in zip(above.cells, cells, strict=True))
            line = replace(above, cells=tuple(joined))
            result[-1] = replace(line, text=" ".join(filter(None, line.cells)))
            continue
        if (
            above is not None
            and cells[0][:1].islower()
            and _only_first(above.cells)
            and len(row.segments) > 1
        ):
            line = replace(line, cells=(f"{above.cells[0]} {cells[0]}", *cells[1:]))
            result[-1] = replace(line, text=" ".join(filter(None, line.cells)))
            continue
        result.append(line)
    return _with_currencies(result)


def _with_currencies(lines: Sequence[Line]) -> list[Line]:
    """Return the rows of a table with each currency's sign in the cell of its amount."""
    rows = [list(line.cells) for line in lines]
    for cells in rows:
        for index in range(len(cells) - 1):
            before, _, last = cells[index].rpartition(" ")
            if (
                last in _CURRENCIES
                and _FIGURE.match(cells[index + 1])
                and cells[index + 1] not in _CURRENCIES
            ):
                cells[index] = before
                cells[index + 1] = f"{last} {cells[index + 1]}"
    used = [column for column in range(len(rows[0])) if any(cells[column] for cells in rows)]
    return [
        replace(line, cells=tuple(cells[column] for column in used), text=" ".join(filter(None, cells)))
        for line, cells in zip(lines, rows, strict=True)
    ]


def _cut(row: _Row, gutters: Sequence[Gap]) -> Iterator[Piece]:
    """Yield the segments of a row; figures that stand close are cut where a gap between columns runs."""
    for segment in row.segments:
        words = [
            piece
            for line in row.lines
            for piece in line.pieces
            if segment.left - 0.1 <= piece.left and piece.right <= segment.right + 0.1
        ]
        figures = sum(re.search(r"\d", piece.text) is not None for piece in words)
        if not figures or " ".join(piece.text for piece in words) != segment.text:
            yield segment
            continue
        columns = [_column(piece, gutters) for piece in words]
        for index, piece in enumerate(words[:-1]):
            if piece.text in _CURRENCIES:
                columns[index] = columns[index + 1]
        start = 0
        for index in range(1, len(words)):
            if _FIGURE.match(words[index].text) and columns[index] != columns[index - 1]:
                yield _joined(words[start:index])
                start = index
        yield _joined(words[start:])


def _only_first(cells: Sequence[str]) -> bool:
    return bool(cells[0]) and not any(cells[1:])

"""Tables and columns of a PDF's page.

They are told by its rules, and by the gaps that run through its lines.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from ingest.loaders.pdf_cells import (
    AMOUNT,
    CHINESE,
    CURRENCIES,
    FEWEST_ROWS,
    FIGURE,
    GAP,
    GUTTER,
    PROSE_CHARS,
    Gap,
    Row,
    Segment,
    best_gutters,
    cell_text,
    cells_line,
    column_in,
    draws_blanks,
    ends_with_currency,
    is_one_segment,
    segments_of,
    unfolded,
    with_currencies,
    words_of,
)
from ingest.loaders.pdf_grids import ruled_tables
from ingest.loaders.pdf_layout import Line, Piece, from_above
from ingest.loaders.pdf_rules import Rule, Rules

_BLANK = 0.12  # a smaller gap is none
_FAR = 3.2  # so far apart, two lines are not rows of one table, unless its rows are all that far apart
_FARTHEST = 6.0
_MOST_LINES_OF_A_CELL = 8
_MOST_ROWS_GOING_ON = 5
_WIDE_GUTTER = 1.6  # two rows are enough for a table with such gaps
_MOST_COLUMNS_OF_PROSE = 3
_PROSE_WORDS = 3.5
_PROSE_CJK = 9
_MOST_FIGURES = 0.3
_CLOSER = 0.88  # of the usual distance of rows: lines that are closer are of one row
_STACK = 4  # so many lines below one another that stand beside others may be a column
_JUSTIFIED_WORDS = 3
_JUSTIFIED_GAP = 2.2
_MARK = re.compile(r"\W|o|\(?\w{1,4}[.)]")


def arranged(lines: Sequence[Line], rules: Rules | None = None) -> list[Line]:
    """Return a page's lines with tables in cells, and column after column.

    No word is lost or added.

    Args:
        lines: In the order in which they are drawn.
        rules: Of the page.
    """
    rules = rules or Rules()
    close = draws_blanks(lines)
    tables, inside = ruled_tables(lines, rules.grids)
    result: list[Line] = []
    between: list[Line] = []
    for index, line in enumerate(lines):
        grids = inside.get(index, [])
        for grid in dict.fromkeys(grids):
            if grid >= 0 and tables[grid]:
                result += _by_gaps(between, rules.across, close=close)
                between = []
                result += tables[grid]
                tables[grid] = []
        rest = [piece for piece, grid in zip(line.pieces, grids, strict=True) if grid < 0] if grids else []
        if rest or not grids:
            between.append(Line.of(rest, hyphen=line.hyphen) if rest else line)
    return result + _by_gaps(between, rules.across, close=close)


def _by_gaps(lines: Sequence[Line], across: Sequence[Rule], *, close: bool) -> list[Line]:
    """Return lines with what has gaps running through it arranged."""
    if _is_one_column(lines, close=close):
        return list(lines)
    lines = _row_by_row(lines)
    rows = _rows(lines, close=close)
    drawn = {id(line): index for index, line in enumerate(lines)}
    result: list[Line] = []
    plain: list[Line] = []
    headers: list[Row] = []
    start = 0
    while start < len(rows):
        end, gutters = _region(rows, start)
        region = rows[start:end]
        if not gutters:
            plain += region[0].lines
            headers.append(rows[start])
            start += 1  # rows may go together that have no gap in common
            continue
        start = end
        while headers and (header := _header(headers.pop(), region[0], gutters)) is not None:
            region.insert(0, header)
            del plain[-len(header.lines) :]
        headers.clear()
        result += sorted(plain, key=lambda line: drawn[id(line)])
        plain.clear()
        if _is_list(region, gutters) or _is_justified(region):
            result += [_whole(row) for row in region]
        elif _is_prose(region, gutters):
            result += _columns(region, gutters)
        else:
            result += _table(region, gutters, across)
    return result + sorted(plain, key=lambda line: drawn[id(line)])


def _is_one_column(lines: Sequence[Line], *, close: bool) -> bool:
    """Return whether no line stands beside another one, or has a wide gap.

    They may be drawn in any order, like a footer before the text.
    """
    for above, line in pairwise(sorted(lines, key=attrgetter("bottom"), reverse=True)):
        if above.bottom - line.bottom <= 0.4 * max(line.size, above.size):
            return False
    return all(is_one_segment(line, close=close) for line in lines)


def _row_by_row(lines: Sequence[Line]) -> list[Line]:
    """Return lines with tables that are drawn by columns in the order of rows."""
    stacks: list[list[Line]] = []
    for line in lines:
        above = stacks[-1][-1] if stacks else None
        if above is not None and line.size and above.size and above.bottom - line.bottom > 0.3 * line.size:
            stacks[-1].append(line)
        else:
            stacks.append([line])
    result: list[Line] = []
    index = 0
    while index < len(stacks):
        together = [stacks[index]]
        while index + 1 < len(stacks) and _stand_beside(together, stacks[index + 1]):
            index += 1
            together.append(stacks[index])
        index += 1
        if len(together) == 1 or all(map(_runs_on, together)):
            result += [line for stack in together for line in stack]
            continue
        result += from_above([line for stack in together for line in stack])
    return result


def _stand_beside(stacks: Sequence[Sequence[Line]], stack: Sequence[Line]) -> bool:
    """Return whether most lines of a stack stand on the heights of others on its left."""
    first = stacks[0]
    if len(stack) < _STACK or not first[0].size:
        return False
    left = min(line.left for line in stack)
    if left < max(_right(line) for line in stacks[-1]) - 1 and left <= max(line.left for line in stacks[-1]):
        return False
    heights = sorted(line.bottom for one in stacks for line in one)
    met = 0
    for line in stack:
        near = heights[max(0, bisect(heights, line.bottom) - 1) :][:2]
        met += any(abs(height - line.bottom) < 0.25 * line.size for height in near)
    return 10 * met >= 7 * len(stack)


def _right(line: Line) -> float:
    return max((piece.right for piece in line.pieces), default=line.left)


def _runs_on(lines: Sequence[Line]) -> bool:
    return _like_prose([line.text for line in lines])


def _rows(lines: Sequence[Line], *, close: bool) -> list[Row]:
    """Return the rows of a page.

    Neighbouring lines on one height are one. Where cells have several lines, they are drawn one cell after the other:
    a line that begins anew beside the last ones belongs to the row on its height, and the rows since go on with it.
    """
    rows: list[Row] = []
    for line in lines:
        segments = tuple(segments_of(line, close=close))
        index = _beside(rows, line, segments) if segments else -1
        if index < 0:
            place = _above(rows, line, segments) if segments else len(rows)
            rows.insert(place, Row(segments, (line,), close=close))
            continue
        row = rows[index]
        before, first = row.segments[-1], segments[0]
        if first.left - before.right <= GAP * line.size:  # PDFium ends a line behind a raised figure
            pieces = before.pieces + first.pieces
            if first.left - before.right <= _BLANK * line.size:
                last, next_one = before.pieces[-1], first.pieces[0]
                glued = last._replace(
                    text=last.text + next_one.text, right=next_one.right, hyphen=next_one.hyphen
                )
                pieces = (*before.pieces[:-1], glued, *first.pieces[1:])
            joined = (*row.segments[:-1], Segment.of(pieces), *segments[1:])
        else:
            joined = row.segments + segments
        rows[index] = Row(joined, (*row.lines, line), row.goes_on, close)
        rows[index + 1 :] = [replace(later, goes_on=True) for later in rows[index + 1 :]]
    return rows


def _beside(rows: Sequence[Row], line: Line, segments: Sequence[Segment]) -> int:
    """Return the number of the row that a line belongs to, on its right, or -1."""
    for index in range(len(rows) - 1, max(-1, len(rows) - 1 - _MOST_LINES_OF_A_CELL), -1):
        row = rows[index]
        room = -0.1 if index == len(rows) - 1 else GAP
        if not row.segments:
            return -1
        if abs(line.bottom - row.bottom) < 0.4 * max(line.size, row.size):
            if row.segments[-1].right + room * line.size > segments[0].left:
                return -1
            return -1 if row.lines[-1].hyphen and index == len(rows) - 1 else index
        if row.bottom > line.bottom:
            return -1
    return -1


def _above(rows: Sequence[Row], line: Line, segments: Sequence[Segment]) -> int:
    """Return the place of a new row.

    It is the last, or above rows beside which it begins a little higher.
    """
    place = len(rows)
    while place and len(rows) - place < _MOST_LINES_OF_A_CELL:
        row = rows[place - 1]
        rise = line.bottom - row.bottom
        beside = row.segments and row.segments[-1].right + GAP * line.size < segments[0].left
        if not beside or not 0 < rise < 1.5 * _MOST_ROWS_GOING_ON * line.size:
            break
        place -= 1
    return place


def _region(rows: list[Row], start: int) -> tuple[int, list[Gap]]:
    """Return the end of a table or columns that begin with a row, and their gaps.

    There are no gaps where nothing of the kind begins there.
    """
    first = rows[start]
    if len(first.segments) < 2:
        return start + 1, []
    gutters, end, several = first.gaps, start + 1, [first]
    alone, farthest = 0, _FAR * first.size
    for index in range(start + 1, len(rows)):
        row, above = rows[index], rows[index - 1]
        fall = above.bottom - row.bottom
        if not row.segments or not fall > 0:
            break
        limit = _FARTHEST * row.size if _alike(above, row) else max(farthest, _FAR * row.size)
        if fall >= limit:
            break
        if len(row.segments) == 1 and _across(row.segments[0], gutters):
            row = _apart(row, gutters)
            rows[index] = row
        if len(row.segments) == 1:
            alone += 1
            wide = [gap for gap in gutters if gap[1] - gap[0] > 0.95 * row.size]
            if _across(row.segments[0], wide if _begins_below(row, several) else gutters):
                break
            if alone > _MOST_ROWS_GOING_ON:
                break
            if alone > 1 and fall > 1.6 * row.size:
                break
            continue
        common = _common(gutters, row)
        if not common:
            break
        gutters, end, alone = common, index + 1, 0
        farthest = max(farthest, min(1.5 * fall, _FARTHEST * row.size))
        several.append(row)
    narrowest = max((right - left for left, right in gutters), default=0.0)
    pair = len(several) == 2 and (narrowest > _WIDE_GUTTER * first.size or _are_columns(*several))
    enough = len(several) >= FEWEST_ROWS or pair
    if not enough:
        return start + 1, []
    falls = [
        one.bottom - other.bottom
        for one, other in pairwise(rows[start:end])
        if min(len(one.segments), len(other.segments)) > 1
    ]
    pitch = min(falls, default=0.0)
    while end < len(rows) and _goes_on(rows[end - 1], rows[end], gutters, pitch):
        end += 1
    return end, best_gutters(several)


def _header(row: Row, below: Row, gutters: Sequence[Gap]) -> Row | None:
    """Return a row above a table with its words parted, or None if it is no part."""
    if not row.segments or not 0 < row.bottom - below.bottom < _FAR * row.size:
        return None
    row = _apart(row, gutters)
    if len(row.segments) < 2 or any(_across(segment, gutters) for segment in row.segments):
        return None
    return row if len(row.segments) > len(gutters) / 2 else None


def _apart(row: Row, gutters: Sequence[Gap]) -> Row:
    """Part a row's words where they stand a little apart at a gap of columns."""
    segments: list[Segment] = []
    for segment in row.segments:
        start = 0
        for index, (one, other) in enumerate(pairwise(segment.pieces), start=1):
            least = row.gutter if other.apart else GUTTER * segment.size
            if other.left - one.right >= least and any(
                one.right < right and other.left > left for left, right in gutters
            ):
                segments.append(Segment.of(segment.pieces[start:index]))
                start = index
        segments.append(Segment.of(segment.pieces[start:]))
    return replace(row, segments=tuple(segments))


def _are_columns(above: Row, row: Row) -> bool:
    """Return whether two rows have four or more cells each, at the same places.

    Both have as many cells, which begin or end at the same places.
    """
    pairs = list(zip(above.segments, row.segments, strict=False))
    return len(above.segments) == len(row.segments) > 3 and all(
        min(abs(one.left - other.left), abs(one.right - other.right)) < 1 for one, other in pairs
    )


def _alike(above: Row, row: Row) -> bool:
    """Return whether two rows have cells that begin or end at the same places."""
    if min(len(above.segments), len(row.segments)) < 2:
        return False
    met = sum(
        any(min(abs(one.left - other.left), abs(one.right - other.right)) < 1 for other in above.segments)
        for one in row.segments
    )
    return met >= 2 and 2 * met > len(row.segments)


def _across(segment: Segment, gutters: Sequence[Gap]) -> bool:
    """Return whether words stand across a gap."""
    return any(segment.left < left and segment.right > right for left, right in gutters)


def _begins_below(row: Row, rows: Sequence[Row]) -> bool:
    """Return whether a row of one cell begins where a later cell above does."""
    left = row.segments[0].left
    return any(abs(segment.left - left) < 1 for one in rows[-2:] for segment in one.segments[1:])


def _goes_on(above: Row, row: Row, gutters: Sequence[Gap], pitch: float) -> bool:
    """Return whether a row below a table only goes on with one of its cells.

    Args:
        above: The row above it.
        row: The row.
        gutters: The gaps of the table.
        pitch: Distance of its rows, in points.
    """
    if len(row.segments) != 1 or _across(row.segments[0], gutters):
        return False
    fall = above.bottom - row.bottom
    inside = row.segments[0].left >= gutters[0][1] - 1
    under = abs(row.segments[0].left - above.segments[0].left) < 1
    return 0 < fall < 1.5 * row.size and (inside or (under and fall < _CLOSER * pitch))


def _common(gutters: Sequence[Gap], row: Row) -> list[Gap]:
    """Return what is left of gaps that go on through a row.

    Nothing is left where none of the row's own gaps is one of them.
    """
    met = [
        (max(left, from_), min(right, to))
        for left, right in gutters
        for from_, to in row.open
        if from_ < right and to > left
    ]
    wide = [(left, right) for left, right in met if right - left >= row.gutter]
    own = any(left < to and right > from_ for left, right in wide for from_, to in row.gaps)
    return wide if own else []


def _is_list(region: Sequence[Row], gutters: Sequence[Gap]) -> bool:
    """Return whether the first of two columns holds only marks of a list's items."""
    first = [row.segments[0] for row in region if column_in(row.segments[0], gutters) == 0]
    return len(gutters) == 1 and all(_MARK.fullmatch(segment.text) for segment in first)


def _is_justified(region: Sequence[Row]) -> bool:
    """Return whether gaps only run through justified lines.

    Their blanks were made wide, so that they end at one place.
    """
    words = [piece.text for row in region for segment in row.segments for piece in segment.pieces]
    widest = max((right - left for row in region for left, right in row.gaps), default=0.0)
    if widest > _JUSTIFIED_GAP * region[0].size or len(words) < _JUSTIFIED_WORDS * len(region):
        return False
    if 5 * sum(any(map(str.isdigit, word)) for word in words) > len(words):
        return False
    ends = sorted(row.segments[-1].right for row in region)
    middle = ends[len(ends) // 2]
    return sum(abs(end - middle) < 1 for end in ends) >= len(region) - 1


def _whole(row: Row) -> Line:
    """Return a row as one line."""
    if len(row.lines) == 1:
        return row.lines[0]
    return Line.of([piece for line in row.lines for piece in line.pieces], hyphen=row.lines[-1].hyphen)


def _is_prose(region: Sequence[Row], gutters: Sequence[Gap]) -> bool:
    """Return whether what stands side by side are columns of running text."""
    if len(region) < FEWEST_ROWS or len(gutters) >= _MOST_COLUMNS_OF_PROSE:
        return False
    columns: list[list[str]] = [[] for _ in range(len(gutters) + 1)]
    for row in region:
        for segment in row.segments:
            columns[column_in(segment, gutters)].append(segment.text)
    return all(map(_like_prose, columns))


def _like_prose(texts: Sequence[str]) -> bool:
    """Return whether the lines of a column run on."""
    text = " ".join(texts)
    if len(texts) < 2:
        return False
    if 2 * len(CHINESE.findall(text)) > len(text):
        return len(text) >= _PROSE_CJK * len(texts) and sum(map(str.isdigit, text)) < _MOST_FIGURES * len(
            text
        )
    words = text.split()
    figures = sum(re.search(r"\d", word) is not None for word in words)
    return (
        len(text) >= PROSE_CHARS * len(texts)
        and len(words) >= _PROSE_WORDS * len(texts)
        and figures <= _MOST_FIGURES * len(words)
    )


def _columns(region: Sequence[Row], gutters: Sequence[Gap]) -> list[Line]:
    """Return the lines of columns, one column after the other."""
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for row in region:
        for segment in row.segments:
            line = Line.of(segment.pieces, hyphen=segment.pieces[-1].hyphen)._replace(bottom=row.bottom)
            columns[column_in(segment, gutters)].append(line)
    return [line for lines in columns for line in lines]


def _table(region: Sequence[Row], gutters: Sequence[Gap], across: Sequence[Rule]) -> list[Line]:
    """Return the rows of a table; what only goes on with a cell is put to it."""
    cells: list[dict[int, list[Piece]]] = []
    behind = any(ends_with_currency([row.segments[-1].text]) for row in region)
    for row in region:
        held: dict[int, list[Piece]] = {}
        for segment in _cut(row, gutters, behind=behind):
            held.setdefault(column_in(segment, gutters), []).extend(segment.pieces)
        cells.append(held)
    result: list[Line] = []
    for start, end in _groups(region, cells, across):
        pieces: dict[int, list[Piece]] = {}
        for held in cells[start:end]:
            for column, some in held.items():
                pieces.setdefault(column, []).extend(some)
        texts = [cell_text(pieces.get(column, ())) for column in range(len(gutters) + 1)]
        result.append(cells_line(texts, pieces))
    return unfolded(with_currencies(result, behind=behind))


def _groups(
    region: Sequence[Row], cells: Sequence[dict[int, list[Piece]]], across: Sequence[Rule]
) -> list[tuple[int, int]]:
    """Return which rows of words are one row of the table: first and end of each."""
    ruled = _ruled_apart(region, cells, across)
    pitch = _pitch(region, cells)
    starts = [0]
    for index in range(1, len(region)):
        above, row = region[index - 1], region[index]
        fall = above.bottom - row.bottom
        conflict = _conflict(cells[starts[-1] : index], cells[index])
        if ruled is not None:
            goes_on = not ruled[index - 1] and not conflict
        elif conflict:
            goes_on = False
        elif pitch and fall < _CLOSER * pitch:
            goes_on = True
        else:
            to_next = row.bottom - region[index + 1].bottom if index + 1 < len(region) else fall
            alone = len(cells[index]) == 1 and 0 not in cells[index]
            alone = alone and fall < 1.6 * row.size and fall < 1.25 * to_next
            wrapped = (
                set(cells[index - 1]) == {0}
                and 0 in cells[index]
                and len(cells[index]) > 1
                and cells[index][0][0].text[:1].islower()
            )
            small = set(cells[index]) == {0} and cells[index][0][0].text[:1].islower()
            small = small and 0 in cells[index - 1] and len(cells[starts[-1]]) > 1 and fall < 1.6 * row.size
            goes_on = alone or row.goes_on or wrapped or small
        if not goes_on:
            starts.append(index)
    return list(pairwise([*starts, len(region)]))


def _conflict(above: Sequence[dict[int, list[Piece]]], cells: dict[int, list[Piece]]) -> bool:
    """Return whether figures stand below figures, which makes them two rows."""
    for column, pieces in cells.items():
        if not AMOUNT.fullmatch(words_of(pieces)):
            continue
        if any(column in held and AMOUNT.fullmatch(words_of(held[column])) for held in above):
            return True
    return False


def _ruled_apart(
    region: Sequence[Row], cells: Sequence[dict[int, list[Piece]]], across: Sequence[Rule]
) -> list[bool] | None:
    """Return behind which rows a rule runs, or None where the rows are not ruled."""
    left = min(row.segments[0].left for row in region)
    right = max(row.segments[-1].right for row in region)
    apart = []
    for above, row in pairwise(region):
        room = (row.bottom + 0.4 * row.size, above.bottom + 0.2 * above.size)
        covered = sum(
            min(rule.end, right) - max(rule.start, left)
            for rule in across
            if room[0] <= rule.at <= room[1] and rule.start < right and rule.end > left
        )
        apart.append(covered > 0.5 * (right - left))
    if sum(apart) < 2:
        return None
    bands, band = [], [cells[0]]
    for held, ends in zip(cells[1:], apart, strict=True):
        if ends:
            bands.append(band)
            band = []
        band.append(held)
    bands.append(band)
    torn = sum(any(_conflict(band[:place], band[place]) for place in range(1, len(band))) for band in bands)
    return apart if torn * 10 <= len(bands) and max(map(len, bands)) <= _MOST_LINES_OF_A_CELL else None


def _pitch(region: Sequence[Row], cells: Sequence[dict[int, list[Piece]]]) -> float:
    """Return the distance between rows of a table, or 0 where it cannot be told."""
    counts = Counter(len(held) for held in cells)
    usual = max(counts, key=lambda count: (counts[count] * count, count))
    falls = [above.bottom - row.bottom for above, row in pairwise(region)]
    full = [len(held) >= usual - 1 and 0 in held for held in cells]
    between = sorted(fall for fall, one, other in zip(falls, full, full[1:], strict=False) if one and other)
    for one, other in pairwise(between):
        if other < 1.08 * one:
            return one
    if len(between) > 1:
        return between[0]
    ordered = sorted(falls)
    jumps = [(far / near, far) for near, far in pairwise(ordered) if near > 0]
    widest, far = max(jumps, default=(0.0, 0.0))
    return far if widest > 1.2 else 0.0


def _cut(row: Row, gutters: Sequence[Gap], *, behind: bool) -> Iterator[Segment]:
    """Yield the segments of a row, cut where a gap between columns runs through them."""
    for segment in row.segments:
        words = segment.pieces
        columns = [column_in(piece, gutters) for piece in words]
        figures = any(re.search(r"\d", piece.text) for piece in words)
        for index, piece in enumerate(words):
            other = index - 1 if behind else index + 1
            if piece.text in CURRENCIES and 0 <= other < len(words):
                columns[index] = columns[other]
        start = 0
        for index in range(1, len(words)):
            if columns[index] == columns[index - 1]:
                continue
            left, right = gutters[columns[index] - 1]
            clear = words[index - 1].right <= left + 0.5 and words[index].left >= right - 0.5
            clear = clear or words[index].left - words[index - 1].right >= GUTTER * segment.size
            if clear or (figures and FIGURE.match(words[index].text)):
                yield Segment.of(words[start:index])
                start = index
        yield Segment.of(words[start:])

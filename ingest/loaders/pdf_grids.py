"""Tables of a PDF's page that stand in a grid of rules."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.loaders.pdf_cells import (
    AMOUNT,
    FEWEST_ROWS,
    GAP,
    GUTTER,
    PROSE_CHARS,
    Gap,
    Row,
    best_gutters,
    cell_text,
    cells_line,
    column_in,
    ends_with_currency,
    free_gaps,
    lines_of,
    segments_of,
    unfolded,
    with_currencies,
    words_of,
)
from ingest.loaders.pdf_layout import Line, Piece
from ingest.loaders.pdf_rules import Grid

_CELL_LINES = 14  # a cell with more, in a table of a few rows, is a box of text
_LONG_CELL = 400
_FILLED = 0.25
_NARROWEST = 0.7  # of a column, in heights of its letters
_MOST_INNER = 32
_DIGIT = re.compile(r"\d")


def ruled_tables(
    lines: Sequence[Line], grids: Sequence[Grid]
) -> tuple[dict[int, list[Line]], dict[int, list[int]]]:
    """Return the rows of the ruled tables, and which words stand in which table.

    The rows come by the table's number. For each line, by its index, there is the table of each of its words,
    or -1.

    A line without words in a table is left out.
    """
    found: dict[int, list[Piece]] = {}
    inside: dict[int, list[int]] = {}
    for index, line in enumerate(lines if grids else ()):
        if not line.size:
            continue
        numbers = [-1] * len(line.pieces)
        for place, piece in enumerate(line.pieces):
            for number, grid in enumerate(grids):
                if grid.place((piece.left + piece.right) / 2, piece.bottom + piece.size / 4) is not None:
                    found.setdefault(number, []).append(piece)
                    numbers[place] = number
                    break
        if max(numbers) >= 0:
            inside[index] = numbers
    tables = {number: _ruled(grids[number], pieces) for number, pieces in found.items()}
    tables = {number: rows for number, rows in tables.items() if rows}
    for index, numbers in list(inside.items()):
        inside[index] = [number if number in tables else -1 for number in numbers]
        if max(inside[index]) < 0:
            del inside[index]
    return tables, inside


def _ruled(grid: Grid, found: Sequence[Piece]) -> list[Line]:
    """Return the rows of a ruled table; none where its cells are no table's."""
    cells = _ruled_cells(grid, found)
    rows = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})
    cells = _inner_columns(cells, columns)
    columns = sorted({column for _, column in cells})
    longest = max(len(lines_of(pieces)) for pieces in cells.values())
    if len(columns) < 2 or (len(rows) < 2 and longest < 3):
        return []
    split = [part for row in rows for part in _parts(cells, row, columns)]
    chars = sum(len(piece.text) for piece in found)
    if len(columns) > 3 and len(cells) < _FILLED * len(rows) * len(columns):
        return []  # the labels of a chart
    if (len(split) <= 3 and longest > _CELL_LINES) or chars > _LONG_CELL * len(cells):
        return []
    if len(split) < 2:
        return []
    made = [cells_line([cell_text(part.get(column, ())) for column in columns], part) for part in split]
    return unfolded(with_currencies(made, behind=any(ends_with_currency(line.cells) for line in made)))


def _ruled_cells(grid: Grid, found: Sequence[Piece]) -> dict[tuple[int, int], list[Piece]]:
    """Return the words of each cell of a grid, by its row and column."""
    places: list[tuple[int, int]] = []
    for piece in found:
        at_place = grid.place((piece.left + piece.right) / 2, piece.bottom + piece.size / 4)
        places.append(at_place or (0, 0))
    used = {column for _, column in places}
    size = found[0].size
    column_of = list(range(len(grid.edges) - 1))
    for column in reversed(column_of[:-1]):  # strips between double rules are no columns
        width = grid.edges[column + 1] - grid.edges[column]
        if width < (_NARROWEST if column in used else 1) * size:
            column_of[column] = column_of[column + 1]
    together: dict[tuple[int, int], list[tuple[int, Piece]]] = {}
    for (row, column), piece in zip(places, found, strict=True):
        together.setdefault(grid.roots[row][column], []).append((row, piece))
    cells: dict[tuple[int, int], list[Piece]] = {}
    for (row, column), placed in together.items():
        heights = {at for at, _ in placed}
        lines = len(lines_of([piece for _, piece in placed])) if len(heights) > 1 else 0
        each = lines > 2 and len(heights) == lines  # rules are missing in this column
        spread = _spread(grid, [piece for _, piece in placed], column_of)
        for index, (at, piece) in enumerate(placed):
            place = spread[index] if spread else column_of[column]
            cells.setdefault((at if each else row, place), []).append(piece)
    return cells


def _spread(grid: Grid, pieces: Sequence[Piece], column_of: Sequence[int]) -> list[int]:
    """Return the columns of words that are spread over a merged cell.

    The words stand apart as in the columns of other rows; where they do not, nothing is returned.
    """
    columns = [
        column_of[max(0, min(bisect(grid.edges, (piece.left + piece.right) / 2) - 1, len(column_of) - 1))]
        for piece in pieces
    ]
    if len(set(columns)) < 3 or len(lines_of(pieces)) > 1:
        return []
    ordered = sorted(zip(pieces, columns, strict=True), key=lambda one: one[0].left)
    for (one, column), (other, next_one) in pairwise(ordered):
        if (other.left - one.right > GAP * one.size) != (column != next_one):
            return []
    return columns


def _inner_columns(
    cells: dict[tuple[int, int], list[Piece]], columns: Sequence[int]
) -> dict[tuple[int, int], list[Piece]]:
    """Cut columns in which figures stand side by side in most rows.

    Return the words of each cell, by its row and its new column.
    """
    result: dict[tuple[int, int], list[Piece]] = {}
    for column in columns:
        held = {row: pieces for (row, of), pieces in cells.items() if of == column}
        gutters: list[Gap] = []
        lines = [line for pieces in held.values() for line in lines_of(pieces)]
        made = [_row_of(line) for line in lines if len(line) > 1 and _DIGIT.search(words_of(line))]
        several = [
            row
            for row in made
            if len(row.segments) > 1 and all(AMOUNT.fullmatch(segment.text) for segment in row.segments)
        ]
        if len(several) >= FEWEST_ROWS and 10 * len(several) >= 6 * len(lines):
            gutters = best_gutters(several)
        else:
            several = [row for row in made if _figures_beside(row)]
            if len(several) >= FEWEST_ROWS and 10 * len(several) >= 6 * len(lines):
                gutters = free_gaps(several, GUTTER * several[0].size)
        for row, pieces in held.items():
            for piece in pieces:
                place = column * _MOST_INNER + min(column_in(piece, gutters), _MOST_INNER - 1)
                result.setdefault((row, place), []).append(piece)
    return result


def _figures_beside(row: Row) -> bool:
    """Return whether a row holds nothing but amounts, several of them."""
    words = [piece.text for segment in row.segments for piece in segment.pieces]
    return len(words) > 1 and all(map(AMOUNT.fullmatch, words)) and not AMOUNT.fullmatch(" ".join(words))


def _row_of(pieces: Sequence[Piece]) -> Row:
    line = Line.of(sorted(pieces, key=lambda one: one.left))
    return Row(tuple(segments_of(line)), (line,))


def _parts(
    cells: dict[tuple[int, int], list[Piece]], row: int, columns: Sequence[int]
) -> Iterator[dict[int, list[Piece]]]:
    """Yield the rows that stand between two rules.

    There are several where figures, or the lines of short columns, stand below one another.
    """
    held = {column: cells[row, column] for column in columns if (row, column) in cells}
    lines = {column: lines_of(pieces) for column, pieces in held.items()}
    stacks = [
        [line[0].bottom for line in several]
        for several in lines.values()
        if len(several) > 1 and all(AMOUNT.fullmatch(words_of(line)) for line in several)
    ]
    anchors = max(stacks, key=len, default=[])
    if not anchors and len(held) > 1:  # several short columns whose lines stand beside one another
        counts = {len(several) for several in lines.values()}
        several = next(iter(lines.values()))
        if len(counts) == 1 and len(several) > 2:
            heights = [[line[0].bottom for line in one] for one in lines.values()]
            beside = all(max(at) - min(at) < 0.3 * several[0][0].size for at in zip(*heights, strict=True))
            chars = sum(len(piece.text) for pieces in held.values() for piece in pieces)
            if beside and chars < PROSE_CHARS * len(several) * len(held):
                anchors = heights[0]
    if len(anchors) < 2:
        yield held
        return
    tolerance = 0.4 * next(iter(held.values()))[0].size
    parts: list[dict[int, list[Piece]]] = [{} for _ in anchors]
    for column, pieces in held.items():
        for piece in pieces:
            above = sum(anchor >= piece.bottom - tolerance for anchor in anchors)
            parts[max(0, above - 1)].setdefault(column, []).append(piece)
    yield from parts

"""The rules of a PDF's page, and the grids of cells that they make.

Rules are lines, and the edges of shaded boxes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from math import hypot
from operator import neg
from typing import Any

from assistant.frozen import dataclass
from ingest.loaders.pdf_calls import HANDLE, INT, Box, address, call, floats

Turn = Callable[[Box], Box]

_MOST_SEGMENTS = 6_000  # more are a drawing
_MOST_RULES = 400
_SHORTEST = 4.0
_THIN = 2.6  # a box this thin is a line
_NEAR = 2.5  # rules so close are one, or touch
_WHITE = 250


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis, in points from the left and from below.

    Attributes:
        at: Where it stands: the height of one that lies, the place from the left of one that stands upright.
        start: Where it begins, along itself.
        end: Where it ends.
    """

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a ruled table.

    Attributes:
        edges: Between and beside its columns, from left to right.
        heights: Of the rules between and beside its rows, from the top.
        roots: By row and column, the first cell of those that are one with it: its row and column.
    """

    edges: tuple[float, ...]
    heights: tuple[float, ...]
    roots: tuple[tuple[tuple[int, int], ...], ...]

    def place(self, left: float, bottom: float) -> tuple[int, int] | None:
        """Return the row and column in which a point stands, or None outside."""
        column = bisect_right(self.edges, left) - 1
        row = bisect_right(self.heights, -bottom, key=neg) - 1
        inside = 0 <= column < len(self.edges) - 1 and 0 <= row < len(self.heights) - 1
        return (row, column) if inside else None


@dataclass(frozen=True, slots=True)
class Rules:
    """What rules there are on a page.

    Attributes:
        across: Those that lie, from the top.
        grids: Those that make cells.
    """

    across: tuple[Rule, ...] = ()
    grids: tuple[Grid, ...] = ()


def rules_of(page: Any, turn: Turn) -> Rules:
    """Return the rules of a page of PDFium's.

    Args:
        page: The page.
        turn: What makes a rectangle of PDFium's one of the page as it is read.
    """
    lying: list[Rule] = []
    upright: list[Rule] = []
    for left, bottom, right, top in _edges(page, turn):
        if right - left >= _SHORTEST and top - bottom <= _THIN:
            lying.append(Rule((bottom + top) / 2, left, right))
        elif top - bottom >= _SHORTEST and right - left <= _THIN:
            upright.append(Rule((left + right) / 2, bottom, top))
    lying, upright = _merged(lying), _merged(upright)
    if len(lying) > _MOST_RULES or len(upright) > _MOST_RULES:
        return Rules()
    return Rules(tuple(sorted(lying, key=lambda rule: -rule.at)), tuple(_grids(lying, upright)))


def _edges(page: Any, turn: Turn) -> Iterator[Box]:
    """Yield a page's straight lines, and the sides of its boxes, as rectangles."""
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDFPage_CountObjects(page.raw), 20 * _MOST_SEGMENTS)
    get = call("FPDFPage_GetObject", HANDLE, INT, returns=HANDLE)
    objects = list(map(get, repeat(address(page.raw)), range(count)))
    kinds = map(call("FPDFPageObj_GetType", HANDLE), objects)
    paths: list[tuple[int, int]] = []  # each with the number of its segments
    left_over = _MOST_SEGMENTS
    for path, kind in zip(objects, kinds, strict=True):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            count = call("FPDFPath_CountSegments", HANDLE)(path)
            left_over -= count
            if left_over < 0:
                break
            if count > 1:
                paths.append((path, count))
    paths = list(_seen(paths))
    handles = [path for path, _ in paths]
    _, matrices = floats(call("FPDFPageObj_GetMatrix", HANDLE, HANDLE), 6, handles, count=len(paths))
    get = call("FPDFPath_GetPathSegment", HANDLE, INT, returns=HANDLE)
    owners = chain.from_iterable(repeat(path, count) for path, count in paths)
    segments = list(map(get, owners, chain.from_iterable(range(count) for _, count in paths)))
    kinds_of = list(map(call("FPDFPathSegment_GetType", HANDLE), segments))
    closes = list(map(call("FPDFPathSegment_GetClose", HANDLE), segments))
    points = _points(segments)
    start = 0
    for number, (_, count) in enumerate(paths):
        end = start + count
        yield from _edges_of(
            kinds_of[start:end], closes[start:end], points[start:end], matrices[6 * number :][:6], turn
        )
        start = end


def _seen(paths: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the paths that are drawn, in more than white."""
    import pypdfium2.raw as pdfium

    mode_of = call("FPDFPath_GetDrawMode", HANDLE, HANDLE, HANDLE)
    fill_of = call("FPDFPageObj_GetFillColor", HANDLE, HANDLE, HANDLE, HANDLE, HANDLE)
    values = array("I", (0, 0, 0, 0))
    places = [values.buffer_info()[0] + number * values.itemsize for number in range(4)]
    for path in paths:
        if not mode_of(path[0], *places[:2]):
            continue
        filled, drawn = values[0], values[1]
        if drawn:
            yield path
        elif filled != pdfium.FPDF_FILLMODE_NONE:
            known = fill_of(path[0], *places)
            if not known or (min(values[:3]) < _WHITE and values[3] > 0):
                yield path


def _points(segments: Sequence[int]) -> list[tuple[float, float]]:
    """Return where each segment of paths ends, before its path is turned or scaled."""
    get = call("FPDFPathSegment_GetPoint", HANDLE, HANDLE, HANDLE)
    values = array("f", bytes(8 * len(segments)))
    step = values.itemsize
    x, _ = values.buffer_info()
    end = x + 2 * step * len(segments)
    for _ in map(get, segments, range(x, end, 2 * step), range(x + step, end + step, 2 * step)):
        pass
    return list(zip(values[0::2], values[1::2], strict=True))


def _edges_of(
    kinds: Sequence[int],
    closes: Sequence[int],
    ends: Sequence[tuple[float, float]],
    matrix: Sequence[float],
    turn: Turn,
) -> Iterator[Box]:
    """Yield the sides of the figures of a path.

    Args:
        kinds: Of its segments.
        closes: Which of them close a figure.
        ends: Where each of them ends.
        matrix: That turns and scales the path.
        turn: What makes a rectangle of PDFium's one of the page as it is read.
    """
    import pypdfium2.raw as pdfium

    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    straight = True
    for kind, closed, (x, y) in zip(kinds, closes, ends, strict=True):
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight:
                yield from _sides(points, turn)
            points, straight = [], True
        straight = straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        points.append((a * x + c * y + e, b * x + d * y + f))
        if closed:
            points.append(points[0])
    if straight:
        yield from _sides(points, turn)


def _sides(points: Sequence[tuple[float, float]], turn: Turn) -> Iterator[Box]:
    """Yield the sides of a figure.

    One that is so thin that it is a line is yielded whole.
    """
    if len(points) < 2:
        return
    places_x, places_y = [x for x, _ in points], [y for _, y in points]
    left, bottom, right, top = min(places_x), min(places_y), max(places_x), max(places_y)
    if min(right - left, top - bottom) <= _THIN:
        yield turn((left, bottom, right, top))
        return
    for (x, y), (to_x, to_y) in pairwise(points):
        if min(abs(to_x - x), abs(to_y - y)) <= 0.5 and hypot(to_x - x, to_y - y) >= _SHORTEST:
            yield turn((min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules with those made one that stand at one place and touch."""
    places: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if places and rule.at - places[-1][0].at <= _NEAR:
            places[-1].append(rule)
        else:
            places.append([rule])
    result = []
    for group in places:
        at = sum(rule.at for rule in group) / len(group)
        group.sort(key=lambda one: one.start)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start > end + _NEAR:
                result.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        result.append(Rule(at, start, end))
    return result


def _grids(lying: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[Grid]:
    """Yield the grids that rules make which touch one another."""
    group_of = list(range(len(lying) + len(upright)))

    def group(index: int) -> int:
        while group_of[index] != index:
            group_of[index] = group_of[group_of[index]]
            index = group_of[index]
        return index

    for number, rule in enumerate(lying):
        for other, wall in enumerate(upright, start=len(lying)):
            if (
                rule.start - _NEAR <= wall.at <= rule.end + _NEAR
                and wall.start - _NEAR <= rule.at <= wall.end + _NEAR
            ):
                group_of[group(number)] = group(other)
    together: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(group_of)):
        kind, rule = (0, lying[index]) if index < len(lying) else (1, upright[index - len(lying)])
        together.setdefault(group(index), ([], []))[kind].append(rule)
    for across, down in together.values():
        edges, heights = _with_ends(_places(down), across), _with_ends(_places(across), down)[::-1]
        if len(edges) > 2 and len(heights) > 1:
            yield Grid(tuple(edges), tuple(heights), _roots(edges, heights, across, down))


def _places(rules: Sequence[Rule]) -> list[float]:
    """Return where rules stand, from the smallest; places that are near are one."""
    places: list[float] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if not places or rule.at - places[-1] > _NEAR:
            places.append(rule.at)
    return places


def _with_ends(places: list[float], others: Sequence[Rule]) -> list[float]:
    """Return the places of rules with the ends of those across them.

    These are added where they reach farther: a table without a frame.
    """
    if not places or not others:
        return places
    start, end = min(rule.start for rule in others), max(rule.end for rule in others)
    before = [start] if start < places[0] - 3 * _NEAR else []
    return before + places + ([end] if end > places[-1] + 3 * _NEAR else [])


def _roots(
    edges: Sequence[float], heights: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each cell the first of those between which there is no rule."""
    roots: list[list[tuple[int, int]]] = []
    for row, (top, bottom) in enumerate(pairwise(heights)):
        made: list[tuple[int, int]] = []
        for column, (left, right) in enumerate(pairwise(edges)):
            if column and not _stands(down, left, (top + bottom) / 2):
                made.append(made[column - 1])
            elif row and not _stands(across, top, (left + right) / 2):
                made.append(roots[row - 1][column])
            else:
                made.append((row, column))
        roots.append(made)
    return tuple(map(tuple, roots))


def _stands(rules: Sequence[Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.start <= along <= rule.end for rule in rules)

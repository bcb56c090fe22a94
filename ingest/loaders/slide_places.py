"""Finds where the shapes of a slide stand, and in which order they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.frozen import dataclass
from ingest.loaders.ooxml import Package
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

Place = tuple[int, int, int, int]
"""Left, top, right and bottom, in English metric units."""
_OVERLAP = 0.08
_DEEPEST = 12
_TABLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape, and its place where that is known."""

    element: _Element
    place: Place | None


class Layouts:
    """The places that placeholders get from a slide's layout and master.

    Args:
        package: The file.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, dict[str, Place]] = {}

    def places(self, part: str) -> dict[str, Place]:
        """Return the places of a layout's placeholders by "idx" and by what they are for."""
        for layout in self._package.related(part, "slideLayout"):
            if layout not in self._known:
                masters = self._package.related(layout, "slideMaster")
                above = [place for one in masters for place in self._of(one, by_number=False).items()]
                self._known[layout] = {**dict(above), **self._of(layout, by_number=True)}
            return self._known[layout]
        return {}

    def _of(self, part: str, *, by_number: bool) -> dict[str, Place]:
        root = self._package.tree(part)
        found: dict[str, Place] = {}
        for shape in [] if root is None else root.iter():
            if local(shape) not in ("sp", "pic") or (place := place_of(shape)) is None:
                continue
            for holder in shape.iter():
                if local(holder) == "ph":
                    kind = value(holder, "type", "obj")
                    if by_number and value(holder, "idx"):
                        found[f"idx {value(holder, 'idx')}"] = place
                    for name in {"title": ("title", "ctrTitle"), "body": ("body", "obj", "subTitle")}.get(
                        kind, (kind,)
                    ):
                        found.setdefault(name, place)
        return found


def place_of(shape: _Element) -> Place | None:
    """Return where a shape says that it stands, or None."""
    for one in shape:
        frames = [one] if local(one) == "xfrm" else [part for part in one if local(part) == "xfrm"]
        for frame in frames if local(one) == "xfrm" or local(one).endswith("Pr") else []:
            parts = {local(part): part for part in frame}
            try:
                left, top = (int(parts["off"].get(name)) for name in ("x", "y"))
                width, height = (int(parts["ext"].get(name)) for name in ("cx", "cy"))
            except (KeyError, TypeError, ValueError):
                return None
            return left, top, left + max(0, width), top + max(0, height)
    return None


def in_reading_order(shapes: Sequence[Placed]) -> list[Placed]:
    """Return shapes as they are read.

    Columns from the left, and what spans them from above.

    Source: the recursive X-Y cut (Nagy and Seth 1984); where both cuts are possible, columns go first, but for rows
    of a label and its text.
    """
    ordered = _cut([one for one in shapes if one.place is not None], 0)
    for index, one in enumerate(shapes):
        if one.place is None:  # it follows the one that it follows in the file
            ordered.insert(ordered.index(shapes[index - 1]) + 1 if index else 0, one)
    return ordered


def _cut(shapes: list[Placed], depth: int) -> list[Placed]:
    if len(shapes) < 2 or depth > _DEEPEST:
        return sorted(shapes, key=_from_above)
    columns, rows = _stretches(shapes, 0), _stretches(shapes, 1)
    if len(columns) > 1 and not (len(rows) > 1 and _are_rows(columns, rows)):
        parts = columns
    elif len(rows) > 1:
        parts = rows if len(columns) > 1 else _bands(rows)
    else:
        return sorted(shapes, key=_from_above)
    return [one for part in parts for one in _cut(part, depth + 1)]


def _bands(rows: list[list[Placed]]) -> list[list[Placed]]:
    """Put rows together that lie one under the other in the same columns."""
    bands: list[list[Placed]] = []
    for row in rows:
        together = [*bands[-1], *row] if bands else row
        if bands and all(len(_stretches(one, 0)) > 1 for one in (bands[-1], row, together)):
            bands[-1] = together
        else:
            bands.append(row)
    return bands


def _are_rows(columns: list[list[Placed]], rows: list[list[Placed]]) -> bool:
    """Return whether shapes are rows of a table.

    Each with one of every column, the first of them narrow.
    """
    if len(rows) < _TABLE_ROWS or any(len(row) != len(columns) for row in rows):
        return False
    return _width(columns[0]) < 0.6 * max(map(_width, columns))


def _width(shapes: list[Placed]) -> int:
    places = [one.place for one in shapes if one.place is not None]
    return max(place[2] for place in places) - min(place[0] for place in places)


def _stretches(shapes: list[Placed], axis: int) -> list[list[Placed]]:
    """Return shapes in groups with gaps between them, along axis 0 (x) or 1 (y)."""

    def ends(one: Placed) -> tuple[float, float]:
        place = one.place or (0, 0, 0, 0)
        spare = _OVERLAP * (place[axis + 2] - place[axis])
        return place[axis] + spare, place[axis + 2] - spare

    groups: list[list[Placed]] = []
    reached = float("-inf")
    for one in sorted(shapes, key=ends):
        start, end = ends(one)
        if groups and start < reached:
            groups[-1].append(one)
        else:
            groups.append([one])
        reached = max(reached, end)
    return groups


def _from_above(one: Placed) -> tuple[int, int]:
    return (0, 0) if one.place is None else (one.place[1], one.place[0])

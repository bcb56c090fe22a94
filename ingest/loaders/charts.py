"""Reads the values of charts and the words of diagrams in office files.

Source: ECMA-376, part 1, sections 21.2 (charts) and 21.4 (diagrams); [MS-ODRAWXML] 2.24 on newer charts.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from ingest.loaders.builder import Builder, one_line
from ingest.loaders.ooxml import drawn_lines
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element  # type: ignore[import-untyped]

_LABELS = ("cat", "xVal")
_VALUES = (("val", ""), ("yVal", ""), ("bubbleSize", "size"))
_MOST_POINTS = 100_000


def add_chart(builder: Builder, root: _Element) -> bool:
    """Append a chart: its title, and a table of its values.

    Args:
        builder: Takes the blocks.
        root: The chart's part.

    Returns:
        Whether it holds any values.
    """
    titles = [one for one in root.iter() if local(one) == "title"]
    of_axes = [
        one for one in titles if local(one.getparent()).endswith("Ax") or local(one.getparent()) == "axis"
    ]
    for title in titles:
        if title not in of_axes:
            builder.add("paragraph", _words(title))
    axes = [words for one in of_axes if (words := _words(one))]
    tables = list(_newer(root)) if root.tag.endswith("/chartex}chartSpace") else list(_tables(root))
    if axes and tables:
        builder.add("paragraph", "Axes: " + ", ".join(axes))
    for table in tables:
        builder.table(table)
    return bool(tables)


def add_diagram(builder: Builder, root: _Element) -> bool:
    """Append the words of a diagram ("SmartArt"), a line a box, in their order.

    Returns:
        Whether all of them were read; a diagram may have none.
    """
    points = {value(one, "modelId"): one for one in root.iter() if local(one) == "pt"}
    below: dict[str, list[tuple[int, str]]] = {}
    for one in root.iter():
        if local(one) == "cxn" and value(one, "type", "parOf") == "parOf":
            order = value(one, "srcOrd")
            below.setdefault(value(one, "srcId"), []).append(
                (int(order) if order.isdigit() else 0, value(one, "destId"))
            )
    begin = [key for key, one in points.items() if value(one, "type") == "doc"]
    pending = [*reversed(begin)]
    ordered: dict[str, None] = {}
    while pending:
        key = pending.pop()
        if key not in ordered:
            ordered[key] = None
            pending += [child for _, child in sorted(below.get(key, []), reverse=True)]
    found = 0
    for key in dict.fromkeys([*ordered, *points]):
        if key in points:  # what stands on an arrow is of another kind
            lines = drawn_lines(points[key])
            found += len(lines)
            builder.add("list", "- " + one_line(" ".join(lines)) if lines else "")
    return found == len(drawn_lines(root))


def _words(element: _Element) -> str:
    lines = drawn_lines(element)
    if not lines:  # of a title that is taken from a cell
        lines = [one.text or "" for one in element.iter() if local(one) in ("v", "t")]
    return one_line(" ".join(lines))


def _tables(root: _Element) -> Iterator[list[list[str]]]:
    """Yield a table for the series of a chart that share their categories."""
    shared: dict[tuple[str, ...], list[tuple[str, dict[int, str]]]] = {}
    unnamed = count(1)
    for series in root.iter():
        if local(series) != "ser":
            continue
        parts = {local(part): part for part in series}
        named = parts.get("tx")
        name = "" if named is None else _words(named)
        labels = next((_points(parts[one]) for one in _LABELS if one in parts), {})
        columns = [(extra, _points(parts[kind])) for kind, extra in _VALUES if kind in parts]
        if not any(points for _, points in columns):
            continue
        name = name or f"Series {next(unnamed)}"
        last = max([*labels, *(index for _, points in columns for index in points)])
        if last >= _MOST_POINTS:
            continue
        key = tuple(labels.get(index, "" if labels else str(index + 1)) for index in range(last + 1))
        shared.setdefault(key, []).extend((f"{name} {extra}".strip(), points) for extra, points in columns)
    for key, columns in shared.items():
        rows = [["", *(name for name, _ in columns)]]
        rows += [
            [label, *(points.get(index, "") for _, points in columns)] for index, label in enumerate(key)
        ]
        yield rows


def _points(element: _Element) -> dict[int, str]:
    """Return the values that a chart keeps of its cells, by place; of levels, joined."""
    levels = [one for one in element.iter() if local(one) == "lvl"] or [element]
    points: dict[int, str] = {}
    for level in levels:  # the innermost comes first
        own: dict[int, str] = {}
        for point in level.iter():
            if local(point) == "pt":
                place = value(point, "idx")
                text = next((one.text or "" for one in point if local(one) == "v"), "")
                own[int(place) if place.isdigit() else len(own)] = _number(text)
        if level is levels[0]:
            points = own
        else:
            upper = ""
            for index in sorted(points):
                upper = own.get(index, upper)
                points[index] = f"{upper} {points[index]}".strip()
    return points


def _number(text: str) -> str:
    """Return a number without what its binary form added."""
    try:
        return f"{float(text):.12g}" if "." in text or "e" in text.lower() else one_line(text)
    except ValueError:
        return one_line(text)


def _newer(root: _Element) -> Iterator[list[list[str]]]:
    """Yield the tables of a chart of the newer kinds, like a waterfall or a treemap."""
    for data in root.iter():
        if local(data) != "data":
            continue
        labels, numbers = (
            [_points(one) for one in data if local(one) == kind] for kind in ("strDim", "numDim")
        )
        last = max((index for points in [*labels, *numbers] for index in points), default=-1)
        if 0 <= last < _MOST_POINTS:
            yield [[points.get(index, "") for points in [*labels, *numbers]] for index in range(last + 1)]

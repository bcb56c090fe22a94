"""Chooses the calls at which a command is struck: spread over what it does, and over the files it does it to."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checks.crash.tracing import Call

_NAMED_BY_CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}")


@dataclass(frozen=True)
class Point:
    """A call at which a command is struck.

    Attributes:
        phase: What the command is doing.
        call: Name of the system call.
        number: The first thread that makes it so many times is struck.
        file: What it was about when the calls were listed.
    """

    phase: str
    call: str
    number: int
    file: str = ""

    def __str__(self) -> str:
        return f"{self.phase}:{self.call}:{self.number}"


def parse(text: str) -> Point:
    """Read a point as it is written."""
    phase, call, number = text.split(":")
    return Point(phase, call, int(number))


def kind_of_file(path: str, home: Path) -> str:
    """Name a file without what differs from run to run; empty for one outside the home."""
    inside = PurePosixPath(path)
    if not inside.is_relative_to(home):
        return ""
    parts = inside.relative_to(home).parts[2:] or ("home",)
    return _NAMED_BY_CHANCE.sub("*", "/".join(parts[-2:] if len(parts) > 2 else parts))


def reachable(phase: str, calls: Iterable[Call], home: Path) -> list[Point]:
    """Return the points of a command that change the library, in the order in which they come.

    The count is kept for each thread, and the first thread that reaches it is struck: a number that another thread
    reaches earlier, about another file, is no point of this file.
    """
    made = list(calls)
    elsewhere = Counter[tuple[str, int]]()
    for call in made:
        if not kind_of_file(call.path, home):
            elsewhere[call.name, call.thread] = call.number
    seen: set[tuple[str, int]] = set()
    found = []
    for call in made:
        if (call.name, call.number) in seen:
            continue
        seen.add((call.name, call.number))
        file = kind_of_file(call.path, home)
        # The first thread does its work alone; of the others either may come first in the next run.
        sure = call.thread == made[0].thread or call.number > max(
            (
                number
                for (name, thread), number in elsewhere.items()
                if name == call.name and thread != call.thread
            ),
            default=0,
        )
        if file and call.changes and sure:
            found.append(Point(phase, call.name, call.number, file))
    return found


def spread(points: Iterable[Point], count: int) -> list[Point]:
    """Choose so many: of each call and file some, of those that are made often more, from the first to the last."""
    groups: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        groups.setdefault((point.call, point.file), []).append(point)
    # A group weighs the root of its size: a thousand writes matter more than one rename, but not a thousandfold.
    line = [(point, 1 / math.sqrt(len(group))) for group in groups.values() for point in group]
    ends = list(itertools.accumulate(weight for _, weight in line))
    step = ends[-1] / count
    chosen = {line[bisect.bisect_left(ends, (place + 0.5) * step)][0]: None for place in range(count)}
    return list(chosen)

"""What a measurement comes to: a figure beside what it is to reach. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


class Skipped(Exception):
    """A part cannot be measured here; its words say why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        part: The part of the benchmarks it belongs to.
        what: What was measured.
        value: The figure.
        unit: Its unit; "" for a share, "x" for a ratio.
        reach: What it is to reach; None where it stands for comparison only.
        better: Whether higher or lower is better.
        beside: What it was measured beside, or of how many it is a share.
        spread: Lowest and highest of the runs that the median was taken of, where it is one.
        floor: What the short form fails under (or over); None where it does not look.
    """

    part: str
    what: str
    value: float
    unit: str = ""
    reach: float | None = None
    better: Literal["high", "low"] = "high"
    beside: str = ""
    spread: tuple[float, float] | None = None
    floor: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the figure reaches what it is to reach; None where there is nothing to reach."""
        return None if self.reach is None else self._as_good_as(self.reach)

    @property
    def fallen(self) -> bool:
        """Whether the figure is worse than the short form lets pass."""
        return self.floor is not None and not self._as_good_as(self.floor)

    def _as_good_as(self, bound: float) -> bool:
        return self.value >= bound if self.better == "high" else self.value <= bound


def share(of: Sequence[bool]) -> float:
    """Return the share of what is true."""
    return sum(of) / len(of) if of else 0.0


def timed_row(
    part: str, what: str, seconds: Sequence[float], beside: str = "", reach_ms: float | None = None
) -> Row:
    """Make a row of the median of some times, in milliseconds, with its spread.

    Args:
        part: The part it belongs to.
        what: What was timed.
        seconds: The runs.
        beside: What it was measured beside.
        reach_ms: What the median is to reach.
    """
    times = [1000 * one for one in seconds]
    spread = (min(times), max(times))
    return Row(part, what, statistics.median(times), "ms", reach_ms, "low", beside, spread)


def number(value: float, unit: str = "") -> str:
    """Write a figure as people read it."""
    if unit in ("", "x"):
        return f"{value:.3f}" if unit == "" else f"{value:.2f} x"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def line(row: Row) -> str:
    """Write a row for a terminal."""
    said = f"{row.what}: {number(row.value, row.unit)}"
    said = f"{row.what}: {number(row.value, row.unit)}"
    if row.spread is not None:
        low, high = (number(one, row.unit) for one in row.spread)
        said += f" ({low} to {high})"
    if row.reach is not None:
        said += f"; to reach {number(row.reach, row.unit)}: {'met' if row.met else 'MISSED'}"
    return f"{said}; {row.beside}" if row.beside else said

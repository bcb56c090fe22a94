"""How long something that failed is left alone, each thing by itself."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

_FIRST_S = 5.0
_LONGEST_S = 3600.0


class Delays:
    """Remembers what has failed; each further time it is left alone for twice as long, up to an hour.

    Args:
        now: A clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed: dict[str, tuple[float, float]] = {}

    def is_over(self, what: str) -> bool:
        """Tell whether something may be tried: it did not fail, or that is long enough ago."""
        at, delay = self._failed.get(what, (0.0, 0.0))
        return not delay or self._now() >= at + delay

    def fail(self, what: str) -> None:
        """Leave something alone for a while."""
        _, delay = self._failed.get(what, (0.0, 0.0))
        self._failed[what] = (self._now(), min(max(2 * delay, _FIRST_S), _LONGEST_S))

    def left_s(self) -> float:
        """Give the seconds until something may be tried again; infinite where nothing has failed."""
        ends = (at + delay for at, delay in self._failed.values())
        return max(0.0, min(ends, default=math.inf) - self._now())

    def forget(self, what: str) -> None:
        """Forget that something failed."""
        self._failed.pop(what, None)

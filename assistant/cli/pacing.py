"""Progress as programs are told it: not more often than anybody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

_Event = TypeVar("_Event")

EVERY_S = 0.25


def paced(
    events: Iterator[_Event],
    progress: tuple[type, ...],
    every_s: float = EVERY_S,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[_Event]:
    """Give all events but some of those that only tell how far a step has come; the last of each step is given.

    Args:
        events: In the order they happen.
        progress: The kinds of events that come often and supersede each other.
        every_s: Time between two of the same kind.
        clock: Gives the time in seconds.
    """
    held: _Event | None = None
    kind: type | None = None
    last = 0.0
    for event in events:
        if held is not None and type(event) is not kind:
            yield held
        now, began = clock(), type(event) is not kind
        held, kind = None, type(event)
        if isinstance(event, progress) and not began and now - last < every_s:
            held = event
            continue
        last = now
        yield event
    if held is not None:
        yield held

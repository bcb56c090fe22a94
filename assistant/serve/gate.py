"""How many questions are answered at once, and who is next: users take turns."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from assistant.errors import AssistantError
from assistant.i18n import _

MINUTE_S = 60.0


class TooMany(AssistantError):
    """More was asked than is answered here at once, or by one user in a minute."""

    code = "too_many"
    retry_helps = True


@dataclass(slots=True)
class Gate:
    """A gate that lets some questions through at once.

    Those who wait take turns, a user at a time.

    Attributes:
        at_once: How many are answered at once.
        waiting: How many may wait.
        each: How many of one user may wait or be answered.
        clock: Seconds of a monotonic clock.
    """

    at_once: int
    waiting: int
    each: int
    clock: Callable[[], float] = time.monotonic
    _running: int = 0
    _lines: OrderedDict[str, deque[asyncio.Future[None]]] = field(default_factory=OrderedDict)
    _of: dict[str, int] = field(default_factory=dict)
    _asked: dict[str, deque[float]] = field(default_factory=dict)

    @property
    def running(self) -> int:
        """How many are being answered."""
        return self._running

    @property
    def in_line(self) -> int:
        """How many wait."""
        return sum(map(len, self._lines.values()))

    @asynccontextmanager
    async def passed(self, user: str, a_minute: int = 0) -> AsyncGenerator[None, None]:
        """Wait for one's turn, and hold it for the block.

        Args:
            user: Whose question it is.
            a_minute: How many questions the user may ask in a minute; 0 for no limit.

        Raises:
            TooMany: The line is full, or the user's share of it.
        """
        self._count(user, a_minute)
        if self._of.get(user, 0) >= self.each or (
            self._running >= self.at_once and self.in_line >= self.waiting
        ):
            raise TooMany(_("Too many questions wait here already."), _("Ask again in a moment."))
        self._of[user] = self._of.get(user, 0) + 1
        try:
            await self._turn(user)
            try:
                yield
            finally:
                self._running -= 1
                self._next()
        finally:
            self._of[user] -= 1
            if not self._of[user]:
                del self._of[user]

    def _count(self, user: str, a_minute: int) -> None:
        if not a_minute:
            return
        now, asked = self.clock(), self._asked.setdefault(user, deque())
        while asked and now - asked[0] >= MINUTE_S:
            asked.popleft()
        if len(asked) >= a_minute:
            wait = round(MINUTE_S - (now - asked[0])) or 1
            raise TooMany(
                _("No more than {a_minute} questions a minute are answered.", a_minute=a_minute),
                _("Wait {wait} s.", wait=wait),
            )
        asked.append(now)

    async def _turn(self, user: str) -> None:
        if self._running < self.at_once and not self._lines:
            self._running += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(user, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was let in at the same moment
                self._running -= 1
                self._next()
            else:
                self._forget(user, mine)
            raise

    def _forget(self, user: str, mine: asyncio.Future[None]) -> None:
        line = self._lines.get(user)
        if line is not None and mine in line:
            line.remove(mine)
            if not line:
                del self._lines[user]

    def _next(self) -> None:
        """Let the next in: the first of the user who has waited longest for a turn."""
        while self._running < self.at_once and self._lines:
            user, line = self._lines.popitem(last=False)
            mine = line.popleft()
            if line:
                self._lines[user] = line  # at the end: the others come first
            if not mine.done():
                self._running += 1
                mine.set_result(None)

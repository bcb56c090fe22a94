"""Work that goes on beside: it ends with the bot, and what must end the bot ends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from assistant.errors import AssistantError
from bots.platform import Gone, Refused

_LOG = logging.getLogger(__name__)


class Background:
    """Tasks of one bot; made where its loop runs."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_leaving = False
        """Whether the bot ends: nothing new is begun then."""

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin some work; what fails of it for a reason of its own is told to the log."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def until_done(self) -> None:
        """Wait until nothing goes on any more.

        Raises:
            Refused: The platform does not accept the bot.
        """
        while self._tasks and not self._failure.done():
            await asyncio.wait([*self._tasks, self._failure], return_when=asyncio.FIRST_COMPLETED)
        if self._failure.done():
            self._failure.result()

    async def leave(self) -> None:
        """Stop everything in order."""
        self.is_leaving = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._failure.done():
            self._failure.exception()  # it has been told, or the bot was stopped at the same moment

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Gone):
            _LOG.info("A chat is closed to the bot: %s", error.message)
        elif isinstance(error, AssistantError) and not isinstance(error, Refused):
            _LOG.error("%s %s", error.message, error.hint)
        elif error is not None and not self._failure.done():
            self._failure.set_exception(error)

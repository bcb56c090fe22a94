"""A turn under way: takes the agent's events to the turn on the screen, and stops them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from assistant.aio.client import Desk
from assistant.errors import AssistantError
from assistant.events import Event, Finished

if TYPE_CHECKING:  # not seen in the first picture
    from tui.widgets.turn import Turn


class Asking:
    """Asks one question at a time: claim it, run a turn or several, release it.

    Args:
        desk: What is asked.

    Attributes:
        is_busy: Whether it is claimed.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.is_busy = False

    def claim(self) -> None:
        """Take it, from the moment that a question is sent: what comes next finds it busy."""
        self.is_busy, self._stopping = True, False

    def release(self) -> None:
        """Let go of it, once all that follows an answer is done."""
        self.is_busy = False

    def stop(self) -> None:
        """Stop the answer, also one that has not begun; what was said so far is kept."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()

    async def run(
        self,
        turn: Turn,
        conversation: int | None,
        inside: Sequence[str],
        replaces: int | None = None,
        *,
        general: bool = False,
    ) -> Finished | None:
        """Ask a turn's question and draw what comes.

        Args:
            turn: On the screen.
            conversation: That it belongs to; None begins one.
            inside: Files, folders or globs that the question is narrowed to.
            replaces: The turn in whose place it comes.
            general: Whether the model is asked by itself, whatever the documents hold.

        Returns:
            The turn as it is kept, also where it was stopped; None where nothing is.
        """
        kept: list[Finished] = []
        events = self._desk.turn(
            turn.question,
            conversation=conversation,
            inside=inside,
            replaces=replaces,
            kept=kept.append,
            general=general,
        )
        self._task = asyncio.create_task(_draw(turn, events))
        if self._stopping:
            self._task.cancel()
        gc.disable()  # looking for garbage would hold up keys for a tenth of a second, again and again
        try:
            await asyncio.wait([self._task])
            await self._end(turn, self._task, kept)
        finally:
            gc.enable()
            self._task.cancel()  # where the app is being left
            self._task = None
        return kept[-1] if kept else None

    @staticmethod
    async def _end(turn: Turn, task: asyncio.Task[None], kept: Sequence[Finished]) -> None:
        if task.cancelled() and kept:
            await _show(turn, kept[-1])
        elif task.cancelled():
            await turn.stop()
        elif isinstance(error := task.exception(), AssistantError):
            await turn.fail(error.message, error.hint)
        elif error is not None:
            raise error

    async def close(self) -> None:
        """Stop what is being answered, because the app is left, and wait until it has stopped."""
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait([task])


async def _draw(turn: Turn, events: AsyncGenerator[Event, None]) -> None:
    async with aclosing(events):
        async for event in events:
            await _show(turn, event)


async def _show(turn: Turn, event: Event) -> None:
    if turn.is_running:
        await turn.show(event)

"""A turn under way: takes the agent's events to the turn on the screen, and stops them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from assistant.desk.desk import Desk
from assistant.errors import AssistantError
from assistant.events import Event, Finished

if TYPE_CHECKING:  # not seen in the first picture
    from tui.widgets.turn import Turn


class Asking:
    """Asks one question at a time.

    Args:
        desk: What is asked.

    Attributes:
        turn: What is being answered, or None.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.turn: Turn | None = None
        self._conversation: int | None = None
        self._kept = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a question is being answered."""
        return self.turn is not None

    def stop(self) -> None:
        """Stop the answer; what was said so far is kept."""
        if self._task is not None:
            self._task.cancel()

    async def run(self, turn: Turn, conversation: int | None, inside: Sequence[str]) -> Finished | None:
        """Ask a turn's question and draw what comes; give the finished turn, or None where it did not finish."""
        self.turn, self._conversation, self._kept = turn, conversation, False
        self._task = asyncio.create_task(self._stream(turn, conversation, inside))
        gc.disable()  # looking for garbage would hold up keys for a tenth of a second, again and again
        try:
            await asyncio.wait([self._task])
            if self._task.cancelled():
                self._kept = bool(turn.view.answer or turn.view.reasoning)
                await turn.stop()
            elif isinstance(error := self._task.exception(), AssistantError):
                await turn.fail(error.message, error.hint)
            elif error is not None:
                raise error
        finally:
            gc.enable()
            if not self._task.done():  # the app is being left
                self._task.cancel()
            self.turn = self._task = None
        finished = turn.view.finished
        if finished is not None and finished.conversation_id is not None:
            self._conversation, self._kept = finished.conversation_id, True
        return finished

    async def kept_in(self) -> int | None:
        """Give the conversation that the last turn is kept in, or None where it is kept nowhere."""
        if self._kept and self._conversation is None:
            # It was stopped in the middle, when it had begun a conversation: that is the latest one.
            talks = await self._desk.conversations()
            self._conversation = talks[0].id if talks else None
        return self._conversation if self._kept else None

    async def close(self) -> None:
        """Stop what is being answered, because the app is left, and wait until it has stopped."""
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _stream(self, turn: Turn, conversation: int | None, inside: Sequence[str]) -> None:
        events = self._desk.turn(turn.question, conversation=conversation, inside=inside)
        async with aclosing(events):
            async for event in events:
                await self._draw(turn, event)

    @staticmethod
    async def _draw(turn: Turn, event: Event) -> None:
        if turn.is_running:
            await turn.show(event)

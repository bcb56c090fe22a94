"""A turn under way: takes the agent's events to the turn on the screen, and stops them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

from assistant.desk.desk import Desk
from assistant.errors import AssistantError
from assistant.events import Event, Finished
from tui.widgets.turn import Turn


class Asking:
    """Asks one question at a time.

    Args:
        desk: What is asked.

    Attributes:
        turn: What is being answered, or None.
        kept: Whether the turn that was stopped last is kept in its conversation.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.turn: Turn | None = None
        self.kept = False
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
        self.turn, self.kept = turn, False
        self._task = asyncio.create_task(self._stream(turn, conversation, inside))
        try:
            await asyncio.wait([self._task])
            if self._task.cancelled():
                self.kept = bool(turn.view.answer or turn.view.reasoning)
                await turn.stop()
            elif isinstance(error := self._task.exception(), AssistantError):
                await turn.fail(error.message, error.hint)
            elif error is not None:
                raise error
        finally:
            if not self._task.done():  # the app is being left
                self._task.cancel()
            self.turn = self._task = None
        return turn.view.finished

    async def _stream(self, turn: Turn, conversation: int | None, inside: Sequence[str]) -> None:
        events = self._desk.turn(turn.question, conversation=conversation, inside=inside)
        async with aclosing(events):
            async for event in events:
                await self._draw(turn, event)

    @staticmethod
    async def _draw(turn: Turn, event: Event) -> None:
        if turn.is_running:
            await turn.show(event)

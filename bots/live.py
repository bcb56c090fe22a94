"""An answer while it is being written: a draft, or a message that is edited; "typing" while the model reasons."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from assistant.events import TurnView
from bots import answer
from bots.outbox import Outbox, Room
from bots.platform import Gone, Later, NoSuchMessage, Platform, PlatformError, Refused
from bots.rich_text import Rich
from bots.splitting import tail

_LOG = logging.getLogger(__name__)
WORKING_S = 4.5
"""How often to say that the bot is busy; platforms show it for about five seconds."""


class Live:
    """Shows an answer as it grows; what could not be shown is left to the final message.

    Args:
        platform: Where it is shown.
        outbox: What paces it.
        room: The chat.
        answers: The message that is answered; None for none.
        number: The number of the draft.
    """

    def __init__(
        self, platform: Platform, outbox: Outbox, room: Room, answers: str | None, number: int
    ) -> None:
        self.view = TurnView()
        self.message: str | None = None
        self._platform = platform
        self._outbox = outbox
        self._room = room
        self._answers = answers
        self._number = number
        self._over = asyncio.Event()
        self._shown = Rich()
        self._lost = False

    def end(self) -> None:
        """Show no more; what is on its way arrives before `run` ends."""
        self._over.set()

    async def run(self) -> None:
        """Show the answer until `end` is called.

        Raises:
            Gone: The chat is closed to the bot.
            Refused: The bot itself is not accepted.
        """
        loop = asyncio.get_running_loop()
        traits = self._platform.traits
        pause_s = traits.edit_s if self._room.private else traits.group_edit_s
        busy_until = 0.0
        while not self._over.is_set():
            try:
                if self._grown():
                    await self._draw()
                elif loop.time() >= busy_until:
                    await self._platform.working(self._room.chat)
                    busy_until = loop.time() + WORKING_S
            except (Gone, Refused):
                raise
            except Later as later:
                pause_s = max(pause_s, later.retry_after_s)
            except PlatformError as error:  # the final message says it all
                _LOG.info("Not shown: %s", error.message)
            await self._wait(pause_s)

    def _grown(self) -> bool:
        growing = answer.growing(self.view)
        return not self._lost and growing != self._shown and bool(growing.text.strip())

    async def _draw(self) -> None:
        traits = self._platform.traits
        self._shown = answer.growing(self.view)
        part = tail(self._shown, traits.limit, traits.measure)
        try:
            await self._outbox.attempt(self._room, lambda: self._show(part))
        except NoSuchMessage:
            self.message, self._lost = None, True

    async def _show(self, part: Rich) -> None:
        """Show a part; by now the answer may be over, and then it is the final message's turn."""
        chat = self._room.chat
        if self._over.is_set():
            return
        if self._room.private and self._platform.traits.drafts:
            await self._platform.draft(chat, self._number, part)
        elif self.message is None:
            self.message = await self._platform.send(chat, part, answers=self._answers)
        else:
            await self._platform.edit(chat, self.message, part)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

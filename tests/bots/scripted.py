"""A third platform, in memory: what one costs. It has no drafts, no buttons, and messages of 300 characters."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bots.platform import (
    Button,
    ButtonPress,
    ChatClosed,
    FileTooLarge,
    Incoming,
    IncomingMessage,
    MessageNotFound,
    PlatformError,
    RateLimited,
    Traits,
    Upload,
)
from bots.rich_text import Rich

_NUMBERS = itertools.count(1)
"""No message is called like another one, also after a restart."""


@dataclass
class Message:
    """What the bot has sent.

    Attributes:
        chat: Where.
        rich: What it says now.
        answers: What it replies to.
        states: All that it ever said.
    """

    chat: str
    rich: Rich
    reply_to: str | None
    states: list[str] = field(default_factory=list)


class Scripted:
    """A platform whose people are a test."""

    name = "scripted"

    def __init__(self) -> None:
        self.traits = Traits(
            limit=300,
            measure=len,
            edit_s=0.005,
            group_edit_s=0.01,
            drafts=False,
            buttons=False,
            fetch_limit=1000,
            mark="!",
        )
        self.messages: dict[str, Message] = {}
        self.working_in: list[str] = []
        self.failures: list[PlatformError] = []
        """Raised by the next calls that write, one each."""
        self.gone: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.hold_files = False
        """Files do not arrive."""
        self.broken_files = False
        """A file breaks what fetches it, as a bug does."""
        self.waits: dict[str, RateLimited] = {}
        """Chats that may not be written to."""
        self.fetches = 0
        self.taken: list[str] = []
        self.closed = False
        self._incoming: asyncio.Queue[Incoming] = asyncio.Queue()
        self._numbers = _NUMBERS

    # What people do

    def write(
        self,
        user: str,
        text: str,
        chat: str = "",
        *,
        addressed: bool = True,
        to: str | None = None,
        upload: Upload | None = None,
        message: str = "",
    ) -> str:
        """Have somebody write, in private or in a chat of several; give the message's id."""
        number = message or f"in-{next(self._numbers)}"
        self._incoming.put_nowait(
            IncomingMessage(chat or f"with {user}", user, number, text, not chat, addressed, to, upload)
        )
        return number

    def press(self, user: str, chat: str, message: str, action: str) -> None:
        """Press a button as somebody."""
        self._incoming.put_nowait(ButtonPress(chat, user, message, action, "press", False))

    # What can be seen

    def texts(self, chat: str) -> list[str]:
        """What the bot has said in a chat, in order."""
        return [message.rich.text for message in self.messages.values() if message.chat == chat]

    def ids(self, chat: str) -> list[str]:
        """The ids of these."""
        return [number for number, message in self.messages.items() if message.chat == chat]

    # The port

    async def start(self) -> str:
        return "the scripted bot"

    async def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
        while not (once and self._incoming.empty()):
            one = await self._incoming.get()
            yield one
            self.taken.append(one.message)

    async def send(
        self, chat: str, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
    ) -> str:
        self._may_write(chat, rich)
        number = f"out-{next(self._numbers)}"
        self.messages[number] = Message(chat, rich, reply_to, [rich.text])
        return number

    async def edit(self, chat: str, message: str, rich: Rich, *, buttons: Sequence[Button] = ()) -> None:
        self._may_write(chat, rich)
        if message not in self.messages:
            raise MessageNotFound("It is gone.")
        self.messages[message].rich = rich
        self.messages[message].states.append(rich.text)

    async def draft(self, chat: str, number: int, rich: Rich) -> None:
        raise AssertionError("this platform has no drafts")

    async def working(self, chat: str) -> None:
        self.working_in.append(chat)

    async def acknowledge(self, press: str) -> None:
        pass

    async def fetch(self, upload: Upload, to: Path, limit: int) -> None:
        self.fetches += 1
        while self.hold_files:
            await asyncio.sleep(0.005)
        if self.broken_files:
            raise ValueError("Nobody expected that.")
        data = self.files[upload.reference]
        if len(data) > limit:
            raise FileTooLarge("It is larger than may be fetched.")
        await asyncio.to_thread(to.write_bytes, data)

    async def close(self) -> None:
        self.closed = True

    def _may_write(self, chat: str, rich: Rich) -> None:
        assert 0 < len(rich.text) <= self.traits.limit
        assert rich.text.strip()
        assert all(0 <= span.start < span.end <= len(rich.text) for span in rich.spans)
        if chat in self.gone:
            raise ChatClosed("They have gone.")
        if chat in self.waits:
            raise self.waits[chat]
        if self.failures:
            raise self.failures.pop(0)

"""Send messages: in order, split, no faster than allowed, and until they arrive."""

from __future__ import annotations

import asyncio
import logging
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bots.platform import (
    Button,
    ChatClosed,
    Platform,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    TokenRejected,
    Unreachable,
)
from bots.rich_text import Rich

_ENDS = (
    re.compile(r"\n[ \t]*\n\s*"),  # of a paragraph
    re.compile(r"\n\s*"),
    re.compile(r"[.!?;:]\s+|[。！？；]\s*"),  # of a sentence
    re.compile(r"\s+|[，、]"),
)
_LEAST_SHARE = 4
"""A part of a message that is smaller than one fourth of it is no place to stop."""
_LONGEST_CLUSTER = 32
_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_FIRST_WAIT_S = 0.5
_LEAST_WAIT_S = 0.05
_LONGEST_WAIT_S = 30.0


def split(rich: Rich, limit: int, measure: Callable[[str], int]) -> list[Rich]:
    """Cut a text into parts no longer than a limit; joined, they are the text.

    Args:
        rich: The text; spans that are cut go on in the next part.
        limit: Longest part, in the units of `measure`.
        measure: Counts a text; a longer text never counts less.
    """
    parts = []
    at = 0
    while at < len(rich.text):
        fits = _fitting(rich.text, at, limit, measure)
        end = fits if fits == len(rich.text) else _place_to_stop(rich, at, fits)
        parts.append(rich.cut(at, end))
        at = end
    return parts


def tail(rich: Rich, limit: int, measure: Callable[[str], int]) -> Rich:
    """Return the end of a growing text, as much as fits in one message."""
    if measure(rich.text) <= limit:
        return rich
    low, high = 0, len(rich.text)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if measure(rich.text[middle:]) <= limit - 2 else (middle + 1, high)
    return Rich("… ") + rich.cut(low, len(rich.text))


def visible(parts: list[Rich]) -> list[Rich]:
    """Drop parts of white space alone, which no platform takes."""
    return [part for part in parts if part.text.strip()]


def _fitting(text: str, at: int, limit: int, measure: Callable[[str], int]) -> int:
    """Return how far a part may go; one character at least."""
    low, high = at + 1, min(len(text), at + limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[at:middle]) <= limit else (low, middle - 1)
    return low


def _place_to_stop(rich: Rich, at: int, fits: int) -> int:
    least = at + (fits - at) // _LEAST_SHARE
    blocks = [
        (span.start, span.end) for span in rich.spans if span.kind in ("pre", "quote") and span.start > least
    ]
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(rich.text, at, fits) if match.end() > least]
        outside = [end for end in ends if not any(start < end < stop for start, stop in blocks)]
        if pattern is _ENDS[1]:
            outside += [start for start, _ in blocks if start < fits]
        if outside:
            return max(outside)
    return _before_a_mark(rich.text, at, fits)


def _before_a_mark(text: str, at: int, end: int) -> int:
    """Step back to the start of a grapheme: no accent or emoji is torn."""
    for place in range(end, max(at, end - _LONGEST_CLUSTER), -1):
        joiner = text[place - 1] == "\u200d" or text[place] in "\u200d\ufe0f"
        if (
            not joiner
            and not unicodedata.combining(text[place])
            and not "\U0001f3fb" <= text[place] <= "\U0001f3ff"
        ):
            return place
    return end


@dataclass(frozen=True, slots=True)
class ChatRef:
    """The chat that something is sent to.

    Attributes:
        id: The platform's id of the chat.
        private: Whether nobody else is in it.
    """

    id: str
    private: bool


class Outbox:
    """Sends to the chats of one platform.

    Args:
        platform: The platform.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._next: dict[str, float] = {}
        self._next_of_all = 0.0
        self.lost_s = math.inf
        """How long a platform that is out of reach is waited for."""
        self._lost_since: float | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the platform has been out of reach for too long to wait any more."""
        since = self._lost_since
        return since is not None and asyncio.get_running_loop().time() - since >= self.lost_s

    async def say(
        self, chat: ChatRef, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
    ) -> tuple[str, ...]:
        """Send a text in as many messages as it takes, and return their ids.

        Raises:
            ChatClosed: The chat is closed to the bot.
            TokenRejected: The bot itself is not accepted.
        """
        async with self._locks[chat.id]:
            return await self._send(chat, self._parts(rich), reply_to, buttons)

    async def finish(
        self, chat: ChatRef, message: str, rich: Rich, *, reply_to: str | None, buttons: Sequence[Button] = ()
    ) -> tuple[str, ...]:
        """Edit a message to begin a text, send the rest, and return the ids of all.

        Raises:
            ChatClosed: The chat is closed to the bot.
            TokenRejected: The bot itself is not accepted.
        """
        first, *rest = self._parts(rich)
        async with self._locks[chat.id]:
            last = () if rest else buttons
            try:
                await self._until_done(
                    chat, lambda: self._platform.edit(chat.id, message, first, buttons=last)
                )
            except (ChatClosed, TokenRejected, PlatformUnavailable):
                raise
            except PlatformError as error:  # mostly: it has been deleted
                _LOG.info("Sent anew: %s", error.message)
                return await self._send(chat, [first, *rest], reply_to, buttons)
            return (message, *await self._send(chat, rest, None, buttons))

    def may_write(self, chat: str) -> bool:
        """Return whether a chat may be written to without waiting."""
        return (
            self._next.get(chat, 0.0) <= asyncio.get_running_loop().time() and not self._locks[chat].locked()
        )

    async def attempt(self, chat: ChatRef, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make one call when the chat may be written to; errors are raised.

        Raises:
            PlatformError: It failed.
        """
        async with self._locks[chat.id]:
            return await self._paced(chat, call)

    async def until_done(self, chat: ChatRef, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """Repeat a call that writes nothing to the chat until it succeeds."""
        return await self._until_done(chat, call, paced=False)

    def _parts(self, rich: Rich) -> list[Rich]:
        traits = self._platform.traits
        return visible(split(rich, traits.limit, traits.measure)) or [Rich("…")]

    async def _send(
        self, chat: ChatRef, parts: Sequence[Rich], reply_to: str | None, buttons: Sequence[Button]
    ) -> tuple[str, ...]:
        sent: list[str] = []
        for number, part in enumerate(parts, 1):
            below = buttons if number == len(parts) else ()
            answered = reply_to if number == 1 else None
            sent.append(await self._send_one(chat, part, answered, below))
        return tuple(sent)

    async def _send_one(
        self, chat: ChatRef, part: Rich, reply_to: str | None, buttons: Sequence[Button]
    ) -> str:
        """Send one message; if the platform refuses its spans, without them."""
        try:
            return await self._until_done(
                chat, lambda: self._platform.send(chat.id, part, reply_to=reply_to, buttons=buttons)
            )
        except (ChatClosed, TokenRejected, PlatformUnavailable):
            raise
        except PlatformError as error:
            _LOG.error("%s It is sent without its look.", error.message)
            return await self._until_done(chat, lambda: self._platform.send(chat.id, Rich(part.text)))

    async def _until_done(
        self, chat: ChatRef, call: Callable[[], Awaitable[_Result]], *, paced: bool = True
    ) -> _Result:
        wait_s = _FIRST_WAIT_S
        while True:
            try:
                result = await (self._paced(chat, call) if paced else call())
                self._lost_since = None
                return result
            except RateLimited as later:
                await asyncio.sleep(max(later.retry_after_s, _LEAST_WAIT_S))
            except Unreachable as error:
                _LOG.info("Not sent yet: %s", error.message)
                self._lost_since = self._lost_since or asyncio.get_running_loop().time()
                if self.is_lost:
                    raise PlatformUnavailable from error
                await asyncio.sleep(wait_s)
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    async def _paced(self, chat: ChatRef, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make a call when its time has come; the next one's pause begins at its end."""
        traits, loop = self._platform.traits, asyncio.get_running_loop()
        await asyncio.sleep(self._next.get(chat.id, 0.0) - loop.time())
        mine = max(loop.time(), self._next_of_all)
        self._next_of_all = mine + traits.every_s
        await asyncio.sleep(mine - loop.time())
        pause_s = traits.edit_s if chat.private else traits.group_edit_s
        try:
            return await call()
        except RateLimited as later:  # whoever writes there next would run into it, too
            pause_s = max(pause_s, later.retry_after_s)
            raise
        finally:
            self._next[chat.id] = loop.time() + pause_s

"""One chat model on several Ollama servers: the least busy one answers."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from assistant.errors import ModelFault, PartMissing
from assistant.models.base import ChatItem, ChatModel, ChatOptions, Loading, Message

_Value = TypeVar("_Value")
LEFT_OUT_S = 30.0
"""Seconds that a server which failed is not asked."""


@dataclass(slots=True)
class _Place:
    """The model on one server.

    Attributes:
        chat: The model.
        running: How many answers it writes.
        out_until: Moment until which it is left out, of the clock.
    """

    chat: ChatModel
    running: int = 0
    out_until: float = 0.0


class SeveralChats:
    """A chat model that several servers have.

    Each answer is written by the server that is writing the fewest at the time.

    One that fails before it has said anything is left out for a while, and another is asked; one that fails in the middle of an
    answer ends it, since what was said cannot be taken back.

    Args:
        chats: The model on each server, the preferred one first.
        clock: Seconds of a monotonic clock.
    """

    def __init__(self, chats: Sequence[ChatModel], clock: Callable[[], float] = time.monotonic) -> None:
        self._places = [_Place(chat) for chat in chats]
        self._clock = clock

    @property
    def engine(self) -> str:
        """That of the model."""
        return self._places[0].chat.engine

    @property
    def name(self) -> str:
        """That of the model."""
        return self._places[0].chat.name

    @property
    def context_tokens(self) -> int:
        """The window of the first server that can be asked for it."""
        return self._first(lambda chat: chat.context_tokens)

    @property
    def thinks(self) -> bool:
        """Whether the model can reason before it answers."""
        return self._first(lambda chat: chat.thinks)

    def count_tokens(self, text: str) -> int:
        """Count, or estimate from above, the tokens of a text."""
        return max(place.chat.count_tokens(text) for place in self._places)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Stream an answer of the least busy server; see the port."""
        failed: Exception | None = None
        for place in self._by_load():
            begun = False
            place.running += 1
            try:
                async with aclosing(place.chat.chat(messages, options)) as items:
                    async for item in items:
                        begun = begun or not isinstance(item, Loading)
                        yield item
                return
            except (PartMissing, ModelFault) as error:
                if begun:
                    raise
                place.out_until = self._clock() + LEFT_OUT_S
                failed = failed or error
            finally:
                place.running -= 1
        assert failed is not None
        raise failed

    async def aclose(self) -> None:
        """Release the connections of each."""
        for place in self._places:
            await place.chat.aclose()

    def _by_load(self) -> list[_Place]:
        """Return the servers in the order in which they are to be asked.

        The one that is writing the fewest answers comes first; those left out for a while come last.
        """
        now = self._clock()
        return sorted(self._places, key=lambda place: (place.out_until > now, place.running))

    def _first(self, read: Callable[[ChatModel], _Value]) -> _Value:
        failed: Exception | None = None
        for place in self._by_load():
            try:
                return read(place.chat)
            except (PartMissing, ModelFault) as error:
                place.out_until = self._clock() + LEFT_OUT_S
                failed = failed or error
        assert failed is not None
        raise failed

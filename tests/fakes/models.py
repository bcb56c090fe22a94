"""Models that run in the test's own process: an embedder that truly ranks, and a chat that says what it is told."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from assistant.errors import AssistantError, InputTooLong
from assistant.models.base import (
    AnswerPiece,
    ChatEnd,
    ChatItem,
    ChatOptions,
    Message,
    ReasoningPiece,
    Vectors,
)

DIMENSIONS = 256
_TERM = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\W_]+")
_ENDINGS = ("ing", "ed", "es", "s")
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "the",
        "to",
        "was",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
    ]
)


def terms_of(text: str) -> list[str]:
    """Split a text into crude stems, and CJK text into pairs of characters."""
    terms: list[str] = []
    for run in _TERM.findall(text.lower()):
        if run[0] >= "\u3040":
            terms += [run[start : start + 2] for start in range(max(1, len(run) - 1))]
        elif run not in _COMMON:
            ending = next((end for end in _ENDINGS if run.endswith(end) and len(run) > len(end) + 2), "")
            terms.append(run.removesuffix(ending))
    return terms


def hash_embedding(text: str) -> Vectors:
    """Embed a text as its hashed terms: float32, shape (256,), of length 1."""
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    for term in terms_of(text):
        hashed = zlib.crc32(term.encode())
        vector[hashed % DIMENSIONS] += 1 if hashed & 0x8000 else -1
    if not vector.any():
        vector[0] = 1
    unit: Vectors = vector / np.float32(np.linalg.norm(vector))
    return unit


class HashingEmbedder:
    """An embedder that ranks by shared words; records what it is given.

    Args:
        name: Two embedders with different names have different identities.
        failures: Errors to raise, one for each call, before it works; None lets a call pass.
    """

    engine = "embedded"
    max_tokens = 512

    def __init__(self, name: str = "hashing", failures: Iterable[AssistantError | None] = ()) -> None:
        self.name = name
        self.identity = f"test:{name}@1"
        self.calls: list[list[str]] = []
        self.closed = False
        self._failures = deque(failures)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self._record(list(texts))
        return np.array([hash_embedding(text) for text in texts], dtype=np.float32).reshape(-1, DIMENSIONS)

    def embed_query(self, text: str) -> Vectors:
        self._record([text])
        return hash_embedding(text)

    def close(self) -> None:
        self.closed = True

    def _record(self, texts: list[str]) -> None:
        self.calls.append(texts)
        failure = self._failures.popleft() if self._failures else None
        if failure is not None:
            raise failure


@dataclass(frozen=True, slots=True)
class Reply:
    """What a scripted chat answers once."""

    answer: str = ""
    reasoning: str = ""
    reason: Literal["stop", "length"] = "stop"
    error: AssistantError | None = None
    """Raised after the pieces, in place of the end."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a scripted chat was asked once."""

    messages: tuple[Message, ...]
    options: ChatOptions


DEFAULT_REPLY = Reply(answer=" ".join(f"The quick brown fox jumps over {n} lazy dogs." for n in range(20)))


@dataclass
class ScriptedChat:
    """A chat model that gives queued replies, word by word, and records what it is asked."""

    replies: deque[Reply] = field(default_factory=deque)
    name: str = "scripted"
    engine: str = "embedded"
    context_tokens: int = 4096
    thinks: bool = False
    before_piece: Callable[[str], Awaitable[None]] | None = None
    """Awaited before each piece: a test can hold the stream here."""
    calls: list[Call] = field(default_factory=list)
    closed: bool = False
    streams_closed: int = 0

    def queue(self, *replies: Reply | str) -> ScriptedChat:
        self.replies.extend(Reply(reply) if isinstance(reply, str) else reply for reply in replies)
        return self

    def count_tokens(self, text: str) -> int:
        return len(_pieces(text))

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        self.calls.append(Call(tuple(messages), options))
        reply = self.replies.popleft() if self.replies else DEFAULT_REPLY
        prompt_tokens = sum(self.count_tokens(message.content) for message in messages)
        if prompt_tokens >= self.context_tokens:
            raise InputTooLong(f"{prompt_tokens} tokens do not fit.")
        items: list[ChatItem] = []
        if options.think is not False:
            items += [ReasoningPiece(piece) for piece in _pieces(reply.reasoning)]
        items += [AnswerPiece(piece) for piece in _pieces(reply.answer)]
        kept = items[: options.max_tokens]
        try:
            for item in kept:
                await self._hold(item)
                yield item
            if reply.error is not None:
                raise reply.error
            reason: Literal["stop", "length"] = "length" if len(kept) < len(items) else reply.reason
            yield ChatEnd(reason, prompt_tokens, 0, len(kept), 0.0)
        finally:
            self.streams_closed += 1

    async def aclose(self) -> None:
        self.closed = True

    async def _hold(self, item: ChatItem) -> None:
        await asyncio.sleep(0)
        if self.before_piece is not None and isinstance(item, (ReasoningPiece, AnswerPiece)):
            await self.before_piece(item.text)


def _pieces(text: str) -> list[str]:
    """Cut a text as models do: words with the space before them, CJK characters one by one."""
    return re.findall(r"\s*(?:[\u3040-\u9fff\uac00-\ud7af]|[^\s\u3040-\u9fff\uac00-\ud7af]+)|\s+$", text)

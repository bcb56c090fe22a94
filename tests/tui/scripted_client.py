"""A client whose answers a test has written; everything else of it is real."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.api import Assistant
from assistant.events import Answer, Event, Finished, Hit, Notice, Passages, TurnStatus, Working
from assistant.options import USUAL_OPTIONS, TurnOptions

HOLD: Literal["hold"] = "hold"
"""Stands between two events: what follows waits for `go`."""
Script = Sequence[Event | Literal["hold"]]


@dataclass(frozen=True)
class Asked:
    """What was asked of the client once."""

    question: str
    conversation: int | None
    replaces: int | None
    general: bool


class ScriptedClient(AsyncAssistant):
    """Answers with the next script; the turn that it ends with is kept."""

    def __init__(self, opening: OpenOptions) -> None:
        super().__init__(opening)
        self.scripts: deque[Script] = deque()
        self.asked: list[Asked] = []
        self.go = asyncio.Event()

    async def turn(self, question: str, options: TurnOptions = USUAL_OPTIONS) -> AsyncGenerator[Event, None]:
        self.asked.append(Asked(question, options.conversation, options.replaces, options.general))
        for event in self.scripts.popleft():
            if event == HOLD:
                await self.go.wait()
            elif isinstance(event, Finished):
                end = replace(event, question=question)

                def keep(assistant: Assistant, end: Finished = end) -> Finished:
                    return assistant.library.conversations.add_turn(
                        end, options.conversation, options.replaces
                    )

                done = await self._ask(keep)
                if options.on_saved is not None:
                    options.on_saved(done)
                yield done
            else:
                yield event

    async def found(self, words: str) -> tuple[Hit, ...]:
        """Return passages that really stand in the library."""
        return (await self._ask(lambda assistant: assistant.search(words))).hits


def finished(answer: str, status: TurnStatus, hits: Sequence[Hit] = ()) -> Finished:
    """Make the end of a turn."""
    return Finished(
        question="",
        searched_for="",
        answer=answer,
        reasoning="",
        citations=(),
        unsupported=(),
        status=status,
        grounded=False,
        engine="ollama",
        chat_model="deepseek-r1:8b",
        nearest=tuple(hits),
    )


def perhaps(answer: str, hits: Sequence[Hit]) -> Script:
    """Make a turn whose answer is held back, and is not confirmed."""
    return (
        Passages("q", tuple(hits), 1.0),
        Working("answering"),
        HOLD,
        Working("checking"),
        HOLD,
        Notice("perhaps", "Perhaps here."),
        Answer(answer),
        Notice("ask_anyway", "The model can be asked by itself.", "Ask it: assistant ask --general …"),
        finished(answer, "perhaps", hits),
    )


def general(answer: str) -> Script:
    """Make a turn that the model answers by itself."""
    return (Notice("general", "The model's own."), Answer(answer), finished(answer, "general"))

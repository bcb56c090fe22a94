"""A turn whose conversation is kept elsewhere, and a model told how to choose its words."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Event, Finished
from assistant.library.library import Library
from assistant.options import Sampling, TurnOptions
from tests.fakes.library import filled, searcher
from tests.fakes.models import Reply, ScriptedChat

LEASE = "# Lease\n\nThe rent of Oak Lane is 900 euros a month. The lease of Oak Lane ends on 30 June 2027.\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    held = filled(tmp_path, {"lease.md": LEASE})
    yield held
    held.close()


def turn(library: Library, chat: ScriptedChat, question: str, options: TurnOptions) -> list[Event]:
    async def run() -> list[Event]:
        agent = Agent(library, searcher(library), chat, None, AnswerSettings())
        return [event async for event in agent.turn(question, options)]

    return asyncio.run(run())


def test_earlier_turns_come_from_the_caller_and_nothing_is_kept(library: Library) -> None:
    chat = ScriptedChat(
        deque([Reply("When does the lease of Oak Lane end?"), Reply("It ends on 30 June 2027.")])
    )
    earlier = (("What is the rent of Oak Lane?", "The rent is 900 euros a month. [1]"),)
    events = turn(library, chat, "And when does it end?", TurnOptions(earlier=earlier, keep=False))
    end = events[-1]
    assert isinstance(end, Finished)
    assert (end.status, end.conversation_id, end.turn_id) == ("answered", None, None)
    assert end.citations[0].quote.endswith("ends on 30 June 2027.")
    shown = "\n".join(message.content for message in chat.calls[-1].messages)
    assert "The rent is 900 euros a month." in shown
    assert "[1]" not in shown
    assert library.conversations.all("") == []


def test_what_the_caller_wishes_wins_over_the_settings(library: Library) -> None:
    chat = ScriptedChat(deque([Reply("The rent is 900 euros a month.")]))
    wishes = Sampling(temperature=0.0, top_p=0.5, max_tokens=40)
    turn(library, chat, "What is the rent of Oak Lane?", TurnOptions(keep=False, sampling=wishes))
    asked = chat.calls[-1].options
    assert (asked.temperature, asked.top_p, asked.max_tokens) == (0.0, 0.5, 40)

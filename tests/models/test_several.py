"""One model on several servers: who is asked, who is left out, and what is never said twice."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.api import Assistant
from assistant.errors import ServerFault, ServerUnavailable, SettingsError, StreamCut
from assistant.models.base import AnswerPiece, ChatOptions, Message
from assistant.models.ollama.several import LEFT_OUT_S, SeveralChats
from tests.fakes.models import Reply, ScriptedChat
from tests.front_ends import QUESTION, filled_home, model_server, own_environment

MESSAGES = [Message("user", "What is the rent?")]


def scripted(name: str, *replies: Reply) -> ScriptedChat:
    return ScriptedChat(deque(replies or [Reply(name)] * 20))


async def said(chat: SeveralChats) -> str:
    return "".join(
        [item.text async for item in chat.chat(MESSAGES, ChatOptions()) if isinstance(item, AnswerPiece)]
    ).strip()


def test_the_one_that_writes_the_fewest_is_asked() -> None:
    async def run() -> list[str]:
        chat, order = SeveralChats([scripted("one"), scripted("two"), scripted("three")]), []
        async with aclosing(chat.chat(MESSAGES, ChatOptions())) as first:
            order.append(await anext(first))
            async with aclosing(chat.chat(MESSAGES, ChatOptions())) as second:
                order.append(await anext(second))
                order.append(AnswerPiece(await said(chat)))
            order.append(AnswerPiece(await said(chat)))
        return [item.text.strip() for item in order if isinstance(item, AnswerPiece)]

    assert asyncio.run(run()) == ["one", "two", "three", "two"]


def test_one_that_fails_is_left_out_for_a_while_and_tried_again() -> None:
    async def run() -> list[str]:
        now = [0.0]
        down = Reply("", error=ServerUnavailable("down"))
        chat = SeveralChats([scripted("", down, Reply("one"), Reply("one")), scripted("two")], lambda: now[0])
        order = [await said(chat), await said(chat)]
        now[0] = LEFT_OUT_S + 1
        return [*order, await said(chat)]

    assert asyncio.run(run()) == ["two", "two", "one"]


def test_where_all_fail_the_first_failure_is_told() -> None:
    chat = SeveralChats(
        [
            scripted("", Reply("", error=ServerFault("first"))),
            scripted("", Reply("", error=ServerUnavailable("x"))),
        ]
    )
    with pytest.raises(ServerFault, match="first"):
        asyncio.run(said(chat))


def test_what_was_begun_is_not_begun_again_elsewhere() -> None:
    other = scripted("two")
    chat = SeveralChats([scripted("", Reply("It is nine", error=StreamCut("cut"))), other])
    with pytest.raises(StreamCut):
        asyncio.run(said(chat))
    assert other.calls == []


def test_another_server_answers_where_the_first_is_gone(tmp_path: Path) -> None:
    papers = {"default": {"contract.md": "The contract with Lindqvist ends on 31 December 2026.\n"}}
    with own_environment():
        home = filled_home(tmp_path, papers)
        ollama = model_server()
        with ollama.running():
            flags = {"ollama.hosts": ollama.url}
            environ = {**os.environ, "ASSISTANT_OLLAMA_HOST": "http://127.0.0.1:9"}
            with Assistant.open(home=home, environ=environ, flags=flags) as assistant:
                events = list(assistant.ask(QUESTION))
    assert events[-1].chat_model.startswith("deepseek-r1")  # type: ignore[union-attr]


def test_a_further_server_elsewhere_has_to_be_allowed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ollama\.hosts"):
        Assistant.open(
            home=tmp_path, environ={}, flags={"ollama.hosts": "http://192.168.77.1:11434"}, create=True
        )

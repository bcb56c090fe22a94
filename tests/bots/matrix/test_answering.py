"""The whole bot on a real homeserver, with a real library and two people, of whom one is not allowed."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bots.matrix.platform import TRAITS, Matrix
from tests.bots.matrix.bot import given
from tests.bots.matrix.people import Person, Seen, somebody
from tests.bots.stage import Running, running
from tests.fakes.homeserver import Account, Homeserver
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER, QUESTION

pytestmark = pytest.mark.slow

FAST = replace(TRAITS, edit_s=0.05, group_edit_s=0.05)


@dataclass
class Stage:
    """A bot's account with its home, and somebody who may ask it."""

    server: Homeserver
    account: Account
    ann: Person
    home: Path

    @property
    def bot(self) -> str:
        return self.account.mxid

    @asynccontextmanager
    async def running(self, **how: Any) -> AsyncIterator[Running]:
        folder = self.home / "bots" / "matrix"
        folder.parent.mkdir(exist_ok=True)
        platform = Matrix(given(self.server.url, self.account, folder, [self.ann.mxid]), traits=FAST)
        async with running(platform, self.home, allowed=(self.ann.mxid,), **how) as run:
            yield run

    async def whole(self, room: str, words: str) -> Seen:
        """Wait for an answer that is there to its end, and give it."""
        await self.ann.until_said(room, words, self.bot)
        return await self.ann.until_said(room, "Sources", self.bot)


@asynccontextmanager
async def stage(server: Homeserver, home: Path) -> AsyncIterator[Stage]:
    async with somebody(server, "ann") as ann:
        yield Stage(server, server.register("bot"), ann, home)


def test_a_question_is_answered_and_its_source_shown(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, on.running():
            room = await on.ann.room_with(on.bot)
            await on.ann.say(room, QUESTION)
            said = await on.whole(room, ANSWER)
            assert said.body.startswith(f"{ANSWER} [1]")
            assert "contract.md · Supply contract › Term" in said.body
            assert "<strong>Sources</strong>" in said.content["formatted_body"]
            assert "speak of a term" not in said.body  # the reasoning
            await on.ann.reply(room, "1", said.id)
            await on.ann.until(lambda: _answers(on, room, 2))
            words = (await on.ann.messages(room, on.bot))[-1]
            assert words.answers == said.id
            assert words.body.startswith("[1] contract.md")
            assert "<blockquote>The contract with Lindqvist ends" in words.content["formatted_body"]
            await on.ann.say(room, "!reasoning")
            await on.ann.until_said(room, "speak of a term", on.bot)
            assert len(await on.ann.messages(room, on.bot)) == 3

    asyncio.run(scene())


def test_an_answer_grows_by_edits_and_ends_whole(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    """Also where it is longer than a message may be."""
    long = "\n\n".join(f"Paragraph {n}. {ANSWER} " + "And so on, as agreed. " * 12 for n in range(60))
    ollama.usual = FakeReply(long, thinking="It ends with the year.")

    async def scene() -> None:
        async with stage(homeserver, home) as on, on.running():
            room = await on.ann.room_with(on.bot)
            await on.ann.say(room, QUESTION)
            await on.whole(room, "Paragraph 59")
            parts = await on.ann.messages(room, on.bot)
            assert len(parts) >= 2
            assert parts[0].versions > 1
            assert all(FAST.measure(one.body) <= FAST.limit for one in parts)
            joined = re.sub(r"\s*\[(?:\d+|\?)\]", "", "\n\n".join(one.body for one in parts))
            assert [n for n in range(60) if f"Paragraph {n}. {ANSWER}" not in joined] == []
            assert parts[0].body.startswith("Paragraph 0. ")

    asyncio.run(scene())


def test_a_stranger_gets_silence_and_no_model_works(
    homeserver: Homeserver, home: Path, ollama: FakeOllama, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, somebody(homeserver, "stranger") as stranger, on.running():
            alone = await stranger.room(on.bot)
            await stranger.say(alone, QUESTION)
            room = await on.ann.room_with(on.bot)
            await on.ann.invite(room, stranger.mxid)
            await stranger.join(room)
            for words in (QUESTION, f"{on.bot}: {QUESTION}", "!status", "!stop", "!sources"):
                await stranger.say(room, words)
            await stranger.upload(room, "mine.md", b"# Mine", body=f"{on.bot}: take it", filename="mine.md")
            await on.ann.say(room, "!help")
            await on.ann.until_said(room, "I answer from the documents", on.bot)
            assert len(await on.ann.messages(room, on.bot)) == 1
            assert await stranger.membership(alone, on.bot) == "invite"
            assert [one for one in ollama.requests if one.path in ("/api/chat", "/api/embed")] == []
            assert stranger.mxid in caplog.text

    asyncio.run(scene())


def test_in_a_group_it_answers_only_who_speaks_to_it(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, somebody(homeserver, "ben") as ben, on.running():
            room = await on.ann.room_with(on.bot)
            await on.ann.invite(room, ben.mxid)
            await ben.join(room)
            await on.ann.say(room, "When shall we meet?")
            asked = await on.ann.say(room, f"{on.bot}: {QUESTION}")
            said = await on.whole(room, ANSWER)
            assert said.answers == asked
            assert len(await on.ann.messages(room, on.bot)) == 1

    asyncio.run(scene())


def test_new_and_status_are_answered(homeserver: Homeserver, home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, on.running() as run:
            room = await on.ann.room_with(on.bot)
            await on.ann.say(room, QUESTION)
            await on.whole(room, ANSWER)
            await on.ann.say(room, "!new")
            await on.ann.until_said(room, "A new conversation begins.", on.bot)
            await on.ann.say(room, "/status")  # as programs send it that let it through
            await on.ann.until_said(room, "Library default: 2 documents", on.bot)
            await on.ann.say(room, "What about the notice period?")
            await on.ann.until(lambda: _whole(on, room, 2))
            assert len(await run.clients.main.conversations()) == 2

    asyncio.run(scene())


async def _whole(on: Stage, room: str, count: int) -> bool:
    """Return whether so many answers are there to their end."""
    return len([one for one in await on.ann.messages(room, on.bot) if "Sources" in one.body]) >= count


async def _answers(on: Stage, room: str, count: int) -> bool:
    return len(await on.ann.messages(room, on.bot)) >= count


def test_stop_frees_the_model(homeserver: Homeserver, home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, on.running():
            room = await on.ann.room_with(on.bot)
            ollama.usual, ollama.pace_s = FakeReply(" ".join(f"{ANSWER} {n}." for n in range(200))), 0.02
            await on.ann.say(room, QUESTION)
            await on.ann.until_said(room, "The contract", on.bot)
            await on.ann.say(room, "!stop")
            await on.ann.until_said(room, "Stopped: the answer is not complete.", on.bot)
            assert await asyncio.to_thread(ollama.gone.wait, 20)

    asyncio.run(scene())


def test_a_restart_keeps_the_conversation_and_answers_what_came_meanwhile(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on:
            async with on.running() as run:
                room = await on.ann.room_with(on.bot)
                await on.ann.say(room, QUESTION)
                said = await on.whole(room, ANSWER)
            await on.ann.say(room, "What about the notice period?")
            async with on.running() as run:
                await on.ann.until(lambda: _whole(on, room, 2))
                await on.ann.reply(room, "1", said.id)
                await on.ann.until(lambda: _answers(on, room, 3))
                (talk,) = await run.clients.main.conversations()
                turns = await run.clients.main.turns(talk.id)
                assert [one.question for one in turns] == [QUESTION, "What about the notice period?"]
            async with on.running():
                await on.ann.say(room, "!status")
                await on.ann.until_said(room, "Library default", on.bot)
                assert len(await on.ann.messages(room, on.bot)) == 4

    asyncio.run(scene())


def test_a_restart_in_the_middle_of_an_answer_is_told_and_it_comes(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on:
            ollama.faults.hold = threading.Event()
            async with on.running():
                room = await on.ann.room_with(on.bot)
                await on.ann.say(room, QUESTION)
                assert await asyncio.to_thread(ollama.holding.wait, 20)
            ollama.faults.hold.set()
            ollama.faults.hold = None
            async with on.running():
                await on.ann.until_said(room, "I was restarted.", on.bot)
                await on.whole(room, ANSWER)
                await on.ann.say(room, "!status")
                await on.ann.until_said(room, "Library default", on.bot)
            whole = [one for one in await on.ann.messages(room, on.bot) if ANSWER in one.body]
            assert len(whole) == 1

    asyncio.run(scene())


def test_the_homeserver_goes_away_in_the_middle_of_an_answer(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, on.running():
            room = await on.ann.room_with(on.bot)
            ollama.faults.hold = threading.Event()
            await on.ann.say(room, QUESTION)
            assert await asyncio.to_thread(ollama.holding.wait, 20)
            await asyncio.to_thread(homeserver.stop)
            try:
                ollama.faults.hold.set()
                await on.ann.until(lambda: _over(ollama))
            finally:
                await asyncio.to_thread(homeserver.start)
            await on.whole(room, ANSWER)
            assert len(await on.ann.messages(room, on.bot)) == 1

    asyncio.run(scene())


async def _over(ollama: FakeOllama) -> bool:
    return any(one.path == "/api/chat" for one in ollama.requests)


def test_a_document_is_added_by_who_may(homeserver: Homeserver, home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        async with stage(homeserver, home) as on, on.running(can_add=(on.ann.mxid,)) as run:
            room = await on.ann.room_with(on.bot)
            await on.ann.upload(room, "tunnel.md", b"# Tunnel\n\nThe tunnel is 57 kilometres long.\n")
            await on.ann.until_said(room, "tunnel.md is in the library: 1 passage.", on.bot)
            assert (await run.clients.main.holdings()).documents == 3
            await on.ann.upload(room, "large.md", b"x" * 1_000_001)
            await on.ann.until_said(room, "larger than", on.bot)
        async with stage(homeserver, home) as on, on.running():
            room = await on.ann.room_with(on.bot)
            await on.ann.upload(room, "more.md", b"# More\n")
            await on.ann.until_said(room, "You may ask, and not add documents.", on.bot)

    asyncio.run(scene())

"""What all platforms share, on one that is a test's own."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bots.chats import Chat, Chats
from bots.platform import (
    Button,
    Incoming,
    Platform,
    PlatformError,
    RateLimited,
    TokenRejected,
    Unreachable,
    Upload,
)
from bots.rich_text import Rich
from tests.bots.scripted import Scripted
from tests.bots.stage import LIMITS, running
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER, QUESTION

HERE = "with ann"


def test_it_is_a_platform() -> None:
    platform: Platform = Scripted()
    assert platform.name == "scripted"


def test_where_there_are_no_buttons_a_reply_with_the_number_shows_the_words(
    home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann", "bo")) as run:
            platform.write("ann", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "an answer")
            answer = platform.ids(HERE)[-1]
            assert "Reply to this message with a number" in platform.messages[answer].rich.text
            platform.write("ann", " [1] ", to=answer)
            await run.until(lambda: len(platform.texts(HERE)) == 2, "the words")
            assert platform.texts(HERE)[-1].endswith(f"\n{ANSWER}")
            assert platform.messages[platform.ids(HERE)[-1]].rich.spans[-1].kind == "quote"
            platform.write("ann", "7", to=answer)
            await run.until(lambda: len(platform.texts(HERE)) == 3, "that there is none")
            assert platform.texts(HERE)[-1] == "That answer has no source 7."
            platform.press("bo", "with bo", answer, "source 1")
            await run.until(lambda: platform.texts("with bo"), "nothing of another chat's")
            assert platform.texts("with bo") == ["That answer is not kept any more."]

    asyncio.run(scene())


def test_commands(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()

        async def told(text: str, holds: str = "") -> str:
            before = len(platform.texts(HERE))
            platform.write("ann", text)
            await run.until(
                lambda: len(now := platform.texts(HERE)) > before and holds in "".join(now[before:]), text
            )
            return "\n".join(platform.texts(HERE)[before:])

        async with running(platform, home, allowed=("ann",), libraries="salaries=12") as run:
            platform.write("ann", "/start")
            await run.until(
                lambda: "".join(platform.texts(HERE)).endswith("!help this list"), "help, in two messages"
            )
            assert await told("!sources") == "Nothing has been answered here yet."
            assert (await told("!frobnicate")) == "There is no command !frobnicate. !help lists them."
            assert await told("!think maybe") == "Write !think on or !think off."
            assert await told("!think on") == "The model reasons before it answers."
            assert (await told(f"!ask {QUESTION}", "Sources")).startswith(ANSWER)
            assert ollama.sent("/api/chat")[-1]["think"] is True
            assert "It ends with the year." in await told("!reasoning")
            assert await told("!think off") == "The model answers at once."
            assert "contract.md" in await told("!sources")
            assert await told("!library") == "Libraries that you may ask:\n• default (asked here)"
            assert await told("!library salaries") == "There is no library salaries that you may ask."
            assert await told("!library nonsense") == "There is no library nonsense that you may ask."
            assert await told("!stop") == "There is nothing to stop."
            assert await told("!ask") == "Write what you want to know, or !help."
            status = await told("!status")
            assert "2 documents" in status
            assert "deepseek-r1:8b" in status
            assert await told("!new") == "A new conversation begins."
            assert (await told(QUESTION, "Sources")).startswith(ANSWER)
            assert ollama.sent("/api/chat")[-1]["think"] is False
            assert [talk.turns for talk in await run.clients.main.conversations()] == [1, 1]

    asyncio.run(scene())


def test_a_library_is_asked_only_by_those_who_see_it(home: Path, ollama: FakeOllama) -> None:
    ollama.usual = FakeReply("The salary of the managing director is 90,000 euros.")
    question = "What is the salary of the managing director?"

    async def scene() -> None:
        platform = Scripted()
        lists = "salaries=12,default=*"
        async with running(platform, home, allowed=("ann", "12"), libraries=lists) as run:
            platform.write("12", "!library salaries", "team")
            await run.until(
                lambda: platform.texts("team") == ["From now on this chat asks salaries."], "chosen"
            )
            platform.write("12", question, "team")
            await run.until(lambda: any("Sources" in text for text in platform.texts("team")), "an answer")
            count = len(platform.texts("team"))
            platform.write("ann", question, "team")
            platform.write("ann", "!sources", "team")
            platform.write("ann", "!reasoning", "team")
            await run.until(lambda: len(platform.texts("team")) == count + 3, "refusals")
            assert platform.texts("team")[count].startswith("There is no library that you may ask here.")
            assert platform.texts("team")[count + 1 :] == ["You may not see that answer's library."] * 2
            ollama.usual = FakeReply("The documents do not say.")
            platform.write("ann", question)
            await run.until(lambda: platform.texts(HERE), "an answer from her own library")
            assert "90,000" not in "".join(platform.texts(HERE)) + str(ollama.sent("/api/chat")[-1])

    asyncio.run(scene())


def test_a_chat_keeps_its_conversation_across_restarts_and_apart_from_others(
    home: Path, ollama: FakeOllama
) -> None:
    async def ask(user: str, question: str) -> list[int]:
        platform = Scripted()
        async with running(platform, home, allowed=("ann", "bo")) as run:
            platform.write(user, question)
            await run.until(lambda: "Sources" in "".join(platform.texts(f"with {user}")), "an answer")
            return sorted(talk.turns for talk in await run.clients.main.conversations())

    assert asyncio.run(ask("ann", QUESTION)) == [1]
    assert asyncio.run(ask("bo", QUESTION)) == [1, 1]
    assert asyncio.run(ask("ann", QUESTION)) == [1, 2]
    earlier = [message["content"] for message in ollama.sent("/api/chat")[-1]["messages"]]
    assert any(ANSWER in words for words in earlier)


def test_one_answer_a_chat_and_others_in_turn(home: Path, ollama: FakeOllama) -> None:
    ollama.pace_s = 0.005

    async def scene() -> None:
        platform = Scripted()
        limits = replace(LIMITS, at_once=1, waiting=4)
        async with running(platform, home, allowed=("ann", "bo"), limits=limits) as run:
            for _ in range(3):
                platform.write("ann", QUESTION)
            platform.write("bo", QUESTION)
            for _ in range(3):
                platform.write("bo", QUESTION)
            await run.until(lambda: "".join(platform.texts("with bo")).count("Sources") == 2, "Bo's two")
            first = next(
                i
                for i, m in enumerate(platform.messages.values())
                if m.chat == "with bo" and ANSWER in m.rich.text
            )
            anns = [
                i
                for i, m in enumerate(platform.messages.values())
                if m.chat == HERE and ANSWER in m.rich.text
            ]
            assert first < anns[1]  # though Ann had asked three before
            assert "1 question is before yours" in platform.texts(HERE)[0]
            assert any("Too many questions are waiting." in text for text in platform.texts("with bo"))
            await run.until(lambda: "".join(platform.texts(HERE)).count("Sources") == 3, "all of Ann's")

    asyncio.run(scene())


@pytest.mark.parametrize("restarted", [False, True])
def test_a_user_may_ask_so_many_questions_a_day(home: Path, ollama: FakeOllama, restarted: bool) -> None:
    async def ask(platform: Scripted, count: int, refused: int) -> None:
        async with running(platform, home, allowed=("ann",), limits=replace(LIMITS, a_day=2)) as run:
            for _ in range(count):
                platform.write("ann", QUESTION)
            await run.until(lambda: said(platform, "You have asked 2 questions today") == refused, "refusals")
            await run.until(lambda: said(platform, "Sources") == count - refused, "answers")

    def said(platform: Scripted, words: str) -> int:
        return "".join(platform.texts(HERE)).count(words)

    if restarted:
        asyncio.run(ask(Scripted(), 2, 0))
        asyncio.run(ask(Scripted(), 1, 1))
    else:
        asyncio.run(ask(Scripted(), 3, 1))


def test_a_message_that_comes_twice_is_answered_once(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        for number in (1, 2):  # as after a stop before the server was told
            platform = Scripted()
            async with running(platform, home, allowed=("ann",), once=True) as run:
                platform.write("ann", QUESTION, message="same")
                await asyncio.wait_for(asyncio.shield(run.task), 20)
                assert len(platform.texts(HERE)) == (1 if number == 1 else 0)
                assert platform.closed

    asyncio.run(scene())


@pytest.mark.parametrize("failure", [RateLimited(0.02), Unreachable("No.")])
def test_what_fails_is_sent_again(home: Path, ollama: FakeOllama, failure: RateLimited | Unreachable) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.failures += [failure] * 2
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "an answer")
            assert "".join(platform.texts(HERE)).count(ANSWER) == 1

    asyncio.run(scene())


def test_what_is_refused_for_its_look_arrives_as_words(home: Path, ollama: FakeOllama) -> None:
    ollama.pace_s = 0.01  # the answer is shown as it grows, too

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.failures.append(PlatformError("Refused: can't parse entities."))
            platform.write("ann", "!help")
            await run.until(lambda: "".join(platform.texts(HERE)).endswith("!help this list"), "help")
            platform.failures += [PlatformError("Refused."), PlatformError("Refused.")]
            platform.write("ann", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "an answer")

    asyncio.run(scene())


def test_a_library_that_cannot_be_written_is_told_to_who_asks_and_ends_nothing(
    home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            with closing(sqlite3.connect(home / "libraries" / "default" / "library.db")) as database:
                database.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON meta BEGIN SELECT RAISE(FAIL, 'full'); END"
                )
                database.commit()
                platform.write("ann", QUESTION)
                await run.until(lambda: platform.texts(HERE), "what is wrong")
                database.execute("DROP TRIGGER full")
                database.commit()
            platform.write("ann", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "an answer")

    asyncio.run(scene())


def test_a_bot_that_is_refused_while_it_writes_ends(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.failures.append(TokenRejected("The token was revoked."))
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", "!help")
            with pytest.raises(TokenRejected):
                await asyncio.wait_for(asyncio.shield(run.task), 20)
            assert platform.closed

    asyncio.run(scene())


def test_a_question_whose_answer_breaks_the_bot_is_not_tried_for_ever(home: Path, ollama: FakeOllama) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 100)), 0.02

    async def begun(platform: Scripted) -> None:
        async with running(platform, home, allowed=("ann",)) as run:
            if platform.taken == [] and not platform.texts(HERE):
                await asyncio.sleep(0)
            await run.until(lambda: any(ANSWER in text for text in platform.texts(HERE)), "the beginning")

    async def scene() -> None:
        first = Scripted()
        first.write("ann", QUESTION)
        await begun(first)
        await begun(Scripted())
        last = Scripted()
        async with running(last, home, allowed=("ann",)) as run:
            await run.until(lambda: last.texts(HERE), "it is told")
            assert "was interrupted 2 times and is given up" in last.texts(HERE)[0]
            assert not last.working_in

    asyncio.run(scene())


def test_who_was_taken_off_the_list_is_not_answered_after_a_restart(home: Path, ollama: FakeOllama) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 100)), 0.02

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", QUESTION)
            await run.until(lambda: platform.texts(HERE), "the beginning")
        later = Scripted()
        async with running(later, home, allowed=("bo",), once=True) as run:
            await asyncio.wait_for(asyncio.shield(run.task), 20)
        assert not later.messages
        assert not later.working_in

    asyncio.run(scene())


def test_a_chat_that_closes_is_forgotten(home: Path, ollama: FakeOllama) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 100)), 0.02

    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", QUESTION)
            platform.write("ann", QUESTION)
            await run.until(lambda: platform.texts(HERE), "the beginning")
            platform.gone.add(HERE)
            await run.until(ollama.gone.is_set, "the model is free")
            notes = run.clients.main

            async def waiting() -> list[object]:
                noted = await notes.note(f"bots.scripted.chat.{HERE}")
                return list(json.loads(noted)["waiting"])

            while await waiting():
                await asyncio.sleep(0.01)

    asyncio.run(scene())


def test_what_was_noted_of_a_chat_and_cannot_be_read_costs_only_that_chat(
    home: Path, ollama: FakeOllama
) -> None:
    class Notes:
        async def note(self, key: str) -> str:
            return "nonsense"

        async def notes(self, start: str) -> dict[str, str]:
            return {f"{start}bad": "{", f"{start}worse": "[]", f"{start}other": '{"library": 3}'}

        async def set_note(self, key: str, value: str) -> None:
            pass

    async def scene() -> None:
        chats = Chats("scripted", Notes())
        await chats.load()
        assert chats.waiting() == []
        assert chats.asked_today("ann", "2026-01-01") == 0

    asyncio.run(scene())


def test_a_document_larger_than_the_platform_gives_is_not_fetched(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.files["x"] = b"y" * 2000
        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            platform.write("ann", "", upload=Upload("paper.md", None, "x"))
            await run.until(lambda: any("larger than" in text for text in platform.texts(HERE)), "a refusal")
            received = home / "libraries" / "default" / "received"
            assert [path for path in received.rglob("*") if path.is_file()] == []

    asyncio.run(scene())


@pytest.mark.parametrize("action", ["source [1]", "source", "source 1 2", "nonsense", ""])
def test_what_a_button_says_is_not_believed(home: Path, ollama: FakeOllama, action: str) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.press("ann", HERE, "some message", action)
        async with running(platform, home, allowed=("ann",), once=True) as run:
            await asyncio.wait_for(asyncio.shield(run.task), 20)  # and not with an error
        known = action == "source [1]"
        assert platform.texts(HERE) == (["That answer is not kept any more."] if known else [])

    asyncio.run(scene())


def test_what_was_just_asked_can_be_stopped(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        async with running(platform, home, allowed=("ann",)) as run:
            platform.write("ann", QUESTION)
            platform.write("ann", "!stop")
            await run.until(lambda: platform.texts(HERE), "a word")
            assert platform.texts(HERE) == ["Stopped."]
            platform.write("ann", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts(HERE)), "the next is answered")
            assert "".join(platform.texts(HERE)).count(ANSWER) == 1

    asyncio.run(scene())


def test_a_chat_that_may_not_be_written_to_keeps_nobody_waiting(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.waits[HERE] = RateLimited(3600.0)
        limits = replace(LIMITS, at_once=1)
        async with running(platform, home, allowed=("ann", "bo"), limits=limits) as run:
            platform.write("ann", QUESTION)
            await run.until(lambda: ollama.sent("/api/chat"), "the answer is written")
            platform.write("bo", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts("with bo")), "an answer to Bo")

    asyncio.run(scene())


def test_a_platform_that_says_to_wait_no_time_is_not_asked_without_end(
    home: Path, ollama: FakeOllama
) -> None:
    class Counting(Scripted):
        tries = 0

        async def send(
            self, chat: str, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
        ) -> str:
            self.tries += 1
            return await super().send(chat, rich, reply_to=reply_to, buttons=buttons)

    async def scene() -> None:
        platform = Counting()
        platform.waits[HERE] = RateLimited(0.0)
        async with running(platform, home, allowed=("ann", "bo")) as run:
            platform.write("ann", "!library")
            await run.until(lambda: platform.tries, "it was tried")
            begun = asyncio.get_running_loop().time()
            platform.write("bo", QUESTION)
            await run.until(lambda: "Sources" in "".join(platform.texts("with bo")), "an answer to Bo")
            took_s = asyncio.get_running_loop().time() - begun
            assert platform.tries < 10 + took_s / 0.04

    asyncio.run(scene())


def test_many_commands_of_one_chat_do_not_pile_up(home: Path, ollama: FakeOllama) -> None:
    async def scene() -> None:
        platform = Scripted()
        platform.waits[HERE] = RateLimited(3600.0)
        async with running(platform, home, allowed=("ann", "bo")) as run:
            for _ in range(100):
                platform.write("ann", "!help")
                platform.press("ann", HERE, "some message", "source 1")
                platform.write("ann", "!library")
            platform.write("bo", "!library")
            await run.until(lambda: platform.texts("with bo"), "Bo is heard")
            assert len(asyncio.all_tasks()) < 30

    asyncio.run(scene())


def test_a_whole_batch_that_comes_twice_is_taken_once() -> None:
    chat, batch = Chat(), [str(number) for number in range(100)]
    assert all(chat.takes(message) for message in batch)
    assert not any(chat.takes(message) for message in batch)


@pytest.mark.parametrize("lost", ["start", "listen", "send"])
def test_a_bot_that_is_to_end_by_itself_does_not_wait_for_a_network_without_end(
    home: Path, ollama: FakeOllama, lost: str
) -> None:
    class Away(Scripted):
        async def start(self) -> str:
            if lost == "start":
                await asyncio.Event().wait()
            return await super().start()

        async def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
            async for one in super().listen(once=once):
                yield one
            if lost == "listen":
                await asyncio.Event().wait()

        async def send(
            self, chat: str, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
        ) -> str:
            if lost == "send":
                raise Unreachable("No.")
            return await super().send(chat, rich, reply_to=reply_to, buttons=buttons)

    async def scene() -> None:
        platform = Away()
        platform.write("ann", QUESTION)
        async with running(platform, home, allowed=("ann",), once=True, lost_s=1.0) as run:
            with pytest.raises(Unreachable, match="could not be reached for minutes"):
                await asyncio.wait_for(asyncio.shield(run.task), 20)
        if lost == "send":
            again = Scripted()
            async with running(again, home, allowed=("ann",), once=True) as run:
                await asyncio.wait_for(asyncio.shield(run.task), 20)
            assert ANSWER in "".join(again.texts(HERE))  # it was not forgotten

    asyncio.run(scene())

"""The real python-telegram-bot against a server that enforces what Telegram enforces."""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bots.platform import TokenRejected, Traits
from bots.telegram.platform import TRAITS, Telegram
from tests.bots.stage import LIMITS, running, until
from tests.fakes.bot_api import LIMIT, TOKEN, FakeTelegram, Refusal
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER, QUESTION

pytestmark = pytest.mark.slow

ANN, BO, MALLORY = 11, 12, 66
FAST = replace(TRAITS, edit_s=0.02, group_edit_s=0.02, every_s=0.0)
GROUP = -500


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram().running() as fake:
        yield fake


def bot(fake: FakeTelegram, traits: Traits = FAST) -> Telegram:
    return Telegram(TOKEN, fake.url, traits)


def test_a_question_is_answered_from_the_library(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.texts(ANN), "an answer")

    asyncio.run(scene())
    (said,) = telegram.texts(ANN)
    assert said.startswith(f"{ANSWER} [1]")
    assert "contract.md · Supply contract › Term" in said
    assert str(home) not in said  # nor any folder of the owner's
    assert "speak of a term" not in said  # the reasoning
    assert ANN in telegram.typing
    assert [one["text"] for one in telegram.last(ANN).buttons] == ["[1] contract.md"]


def test_an_answer_grows_as_a_draft_in_private_and_by_edits_in_a_group(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    ollama.usual = FakeReply(" ".join([ANSWER] * 6))
    ollama.pace_s = 0.01

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            asked = telegram.write(
                ANN, f"@lumen_bot {QUESTION}", chat=GROUP, entities=[_mention("@lumen_bot")]
            )
            await run.until(lambda: telegram.texts(ANN), "an answer in private")
            await run.until(
                lambda: any("Sources" in text for text in telegram.texts(GROUP)), "one in the group"
            )
            assert telegram.last(GROUP).replies_to == asked

    asyncio.run(scene())
    drafts = [text for _, text in telegram.drafts[ANN]]
    assert len(drafts) > 2
    assert all(len(one) <= len(other) for one, other in itertools.pairwise(drafts))
    assert len({number for number, _ in telegram.drafts[ANN]}) == 1
    assert GROUP not in telegram.drafts
    assert len(telegram.texts(GROUP)) == 1
    assert telegram.last(GROUP).edits > 2


def test_a_server_without_drafts_gets_edits(home: Path, ollama: FakeOllama, telegram: FakeTelegram) -> None:
    telegram.faults.no_drafts = True
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 6)), 0.01

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: any("Sources" in text for text in telegram.texts(ANN)), "an answer")

    asyncio.run(scene())
    assert len(telegram.texts(ANN)) == 1
    assert telegram.last(ANN).edits > 1


def test_a_stranger_gets_silence_and_costs_nothing(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),), can_add=(str(ANN), str(MALLORY))) as run:
            before = len(ollama.requests)
            for text in ("/start", QUESTION, "/status"):
                telegram.write(MALLORY, text)
            telegram.write(MALLORY, "/ask@lumen_bot who", chat=GROUP)
            telegram.upload(MALLORY, "evil.md", b"# Evil")
            await run.until(lambda: telegram.waiting == 0, "all were taken")
            assert len(ollama.requests) == before
            telegram.write(ANN, "/help")
            await run.until(lambda: telegram.texts(ANN), "an answer to Ann")

    asyncio.run(scene())
    assert telegram.texts(MALLORY) == telegram.texts(GROUP) == []
    assert not telegram.typing
    assert not telegram.fetched
    assert [record.getMessage().startswith("66 is not on the list") for record in caplog.records].count(
        True
    ) == 1


def test_in_a_group_only_what_is_addressed_is_heard(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION, chat=GROUP)
            telegram.write(ANN, f"/ask@other_bot {QUESTION}", chat=GROUP)
            telegram.write(ANN, f"/ask@Lumen_Bot {QUESTION}", chat=GROUP)
            await run.until(lambda: any("Sources" in text for text in telegram.texts(GROUP)), "an answer")
            telegram.reply(ANN, telegram.last(GROUP), "And how long is the notice period?")
            await run.until(lambda: len(telegram.texts(GROUP)) == 2, "an answer to a reply")

    asyncio.run(scene())
    assert telegram.waiting == 0


def test_a_button_shows_the_quoted_words_and_only_to_who_may_see_them(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    async def scene() -> None:
        async with running(
            bot(telegram), home, allowed=(str(ANN), str(BO)), libraries=f"default={ANN}"
        ) as run:
            telegram.write(ANN, f"/ask {QUESTION}", chat=GROUP)
            await run.until(lambda: any("Sources" in text for text in telegram.texts(GROUP)), "an answer")
            answer = telegram.last(GROUP)
            telegram.press(ANN, answer, "[1]")
            await run.until(lambda: len(telegram.texts(GROUP)) == 2, "the words")
            assert telegram.last(GROUP).text.endswith("The contract with Lindqvist ends on 31 December 2026.")
            assert [one["type"] for one in telegram.last(GROUP).entities] == ["bold", "blockquote"]
            telegram.press(MALLORY, answer, "[1]")
            telegram.press(BO, answer, "[1]")
            await run.until(lambda: len(telegram.texts(GROUP)) == 3, "a refusal")

    asyncio.run(scene())
    assert telegram.last(GROUP).text == "You may not see that answer's library."
    assert len(telegram.answered) == 2


def test_a_long_answer_arrives_whole_in_several_messages(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    names = ["".join(pair) for pair in itertools.product("bdfklmnprt", "aeo")]
    said = "".join(f"The {name} is a contract. " for name in names)  # no loop, which would be stopped
    paragraphs = [f"**Part {number}** of it 🙂. {said}" for number in range(12)]
    ollama.usual = FakeReply("\n\n".join(paragraphs))

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(
                lambda: "documents do not confirm" in "".join(telegram.texts(ANN)), "the end of it"
            )

    asyncio.run(scene())
    texts = telegram.texts(ANN)
    assert len(texts) >= 3
    joined = "".join(texts)
    assert [joined.count(f"Part {number} of it 🙂.") for number in range(12)] == [1] * 12
    assert re.findall(r"The (\w+) is a contract\.", joined) == names * 12
    # Nothing confirms it, so the nearest passages stand above it in the first message.
    assert texts[0].startswith("These passages are the nearest")
    assert all(text.startswith("Part") or "Part" not in text for text in texts[1:])
    assert telegram.last(ANN).chat == ANN


@pytest.mark.parametrize("fault", ["flood", "bad_gateway", "drop"])
def test_a_message_that_could_not_be_sent_arrives_in_the_end(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram, fault: str
) -> None:
    setattr(telegram.faults, fault, 2)

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.texts(ANN), "an answer")

    asyncio.run(scene())
    assert len(telegram.texts(ANN)) == 1
    assert getattr(telegram.faults, fault) == 0


def test_a_message_that_was_deleted_while_it_was_edited_is_sent_again_whole(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 8)), 0.01

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, f"/ask {QUESTION}", chat=GROUP)
            await run.until(lambda: telegram.texts(GROUP), "the beginning")
            telegram.last(GROUP).deleted = True
            await run.until(lambda: telegram.texts(GROUP), "it is sent anew")

    asyncio.run(scene())
    (said,) = telegram.texts(GROUP)
    assert "Sources" in said


def test_a_chat_that_blocks_the_bot_stops_its_answer_and_nobody_elses(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 200)), 0.02

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN), str(BO))) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.drafts[ANN], "the beginning")
            telegram.faults.blocked.add(ANN)
            await run.until(ollama.gone.is_set, "the model is free")
            ollama.usual = FakeReply(ANSWER)
            telegram.write(BO, QUESTION)
            await run.until(lambda: telegram.texts(BO), "an answer to Bo")

    asyncio.run(scene())
    assert telegram.texts(ANN) == []


def test_stop_frees_the_model_and_keeps_what_was_said(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 200)), 0.02

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.drafts[ANN], "the beginning")
            telegram.write(ANN, "/stop")
            await run.until(ollama.gone.is_set, "the model is free")
            await run.until(lambda: len(telegram.texts(ANN)) == 2, "what was said, and that it was stopped")
            while '"waiting": []' not in await run.clients.main.note(f"bots.telegram.chat.{ANN}"):
                await asyncio.sleep(0.01)  # until then it is being sent, which can be stopped, too
            telegram.write(ANN, "/stop")
            await run.until(lambda: "There is nothing to stop." in telegram.texts(ANN), "nothing is left")

    asyncio.run(scene())
    assert any("Stopped: the answer is not complete." in text for text in telegram.texts(ANN))


def test_a_revoked_token_ends_the_bot_with_a_sentence(home: Path, telegram: FakeTelegram) -> None:
    async def scene(*, at_once: bool) -> str:
        telegram.faults.revoked = at_once
        async with running(bot(telegram), home) as run:
            if not at_once:
                await until(lambda: any(method == "getUpdates" for method, _ in telegram.calls), "it listens")
                telegram.faults.revoked = True
            with pytest.raises(TokenRejected) as refused:
                await asyncio.wait_for(asyncio.shield(run.task), 20)
            assert refused.value.exit_code == 3
            assert TOKEN not in repr(refused.value)
            assert refused.value.__cause__ is None
            return refused.value.message

    for at_once in (False, True):
        assert "does not accept the bot's token" in asyncio.run(scene(at_once=at_once))


def test_a_question_that_a_restart_broke_off_is_asked_again(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    second_question = "On which day does the contract with Lindqvist end?"
    many = " ".join(f"{ANSWER} That is said of contract {number}." for number in range(200))
    ollama.usual, ollama.pace_s = FakeReply(many), 0.02

    async def first() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            telegram.write(ANN, second_question)
            await run.until(lambda: telegram.drafts[ANN] and not telegram.waiting, "the beginning")

    async def second() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            await run.until(lambda: len(telegram.texts(ANN)) == 5, "both are answered")
            turns = await run.clients.main.turns((await run.clients.main.conversations())[0].id)
            assert [turn.question for turn in turns] == [QUESTION, second_question]
            assert [turn.status for turn in turns] == ["answered", "answered"]

    asyncio.run(first())
    ollama.usual, ollama.pace_s = FakeReply(ANSWER), 0.0
    asyncio.run(second())
    waited, told, told_too, answer, other = telegram.texts(ANN)
    assert "1 question is before yours" in waited
    assert told == f"I was restarted. Your question “{QUESTION}” is not lost: its turn comes now."
    assert told_too.startswith("I was restarted.")
    assert answer.startswith(ANSWER)
    assert other.startswith(ANSWER)


def test_an_answer_that_was_finished_and_not_sent_is_sent_after_a_restart_without_asking_again(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    async def first() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.faults.bad_gateway = 1000
            telegram.write(ANN, QUESTION)

            async def kept() -> bool:
                talks = await run.clients.main.conversations()
                turns = await run.clients.main.turns(talks[0].id) if talks else []
                return any(turn.status == "answered" for turn in turns)

            while not await kept():
                await asyncio.sleep(0.01)

    async def second() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            await run.until(lambda: len(telegram.texts(ANN)) == 2, "the answer")

    asyncio.run(first())
    telegram.faults.bad_gateway, asked = 0, len(ollama.sent("/api/chat"))
    asyncio.run(second())
    assert telegram.last(ANN).text.startswith(ANSWER)
    assert len(ollama.sent("/api/chat")) == asked


def test_without_a_model_server_the_user_is_told(home: Path, telegram: FakeTelegram) -> None:
    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.texts(ANN), "an answer")

    asyncio.run(scene())
    assert telegram.texts(ANN)[0]


def test_a_model_server_that_dies_in_the_middle_leaves_what_was_said(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    ollama.usual = FakeReply(" ".join([ANSWER] * 8))
    ollama.faults.cut_after = 30

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.texts(ANN), "what was said")

    asyncio.run(scene())
    (said,) = telegram.texts(ANN)
    assert said.startswith(ANSWER)
    assert "The answer is not complete" in said


def test_a_document_goes_into_the_library_and_can_be_asked_about(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    paper = "# Parking\n\nThe garage in Utrecht closes at nine in the evening.\n"

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN), str(BO)), can_add=(str(ANN),)) as run:
            telegram.upload(BO, "no.md", paper.encode())
            await run.until(lambda: telegram.texts(BO), "a refusal")
            assert not telegram.fetched
            telegram.upload(
                ANN, "../../.parking rules.md", paper.encode(), caption="/add When does the garage close?"
            )
            await run.until(
                lambda: len(telegram.texts(ANN)) >= 2 and "Sources" in telegram.last(ANN).text, "an answer"
            )
            files = [file.source for file in await run.clients.main.documents()]
            assert str(home / "libraries" / "default" / "received" / str(ANN) / "parking rules.md") in files
            telegram.upload(ANN, "large.md", b"x", size=2_000_000)
            await run.until(
                lambda: "larger than 1.0 MB" in telegram.last(ANN).text, "a refusal by the size that was said"
            )
            telegram.upload(ANN, "lie.md", b"x" * 1_500_000, size=10)
            await run.until(
                lambda: "lie.md was not taken" in telegram.last(ANN).text, "a refusal by the size it has"
            )
            telegram.upload(ANN, "broken.pdf", b"%PDF-1.4 nothing")
            await run.until(lambda: "broken.pdf could not be read" in telegram.last(ANN).text, "the reason")

    ollama.usual = FakeReply("The garage in Utrecht closes at nine in the evening.")
    asyncio.run(scene())
    assert telegram.texts(BO) == ["You may ask, and not add documents."]
    assert telegram.texts(ANN)[0] == "parking rules.md is in the library: 1 passage. You can ask about it."
    assert not list((home / "libraries" / "default" / "received" / str(ANN)).glob(".*"))


def test_who_writes_in_the_name_of_a_chat_is_nobody(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    anybody = 1087968824
    chat = {"id": GROUP, "type": "supergroup", "title": "Team"}

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN), str(anybody))) as run:
            telegram.write(anybody, f"/ask@lumen_bot {QUESTION}", chat=GROUP, sender_chat=chat)
            telegram.write(777000, f"/ask@lumen_bot {QUESTION}", chat=GROUP, sender_chat=chat)
            telegram.write(ANN, "/library")
            await run.until(lambda: telegram.texts(ANN), "an answer to Ann")

    asyncio.run(scene())
    assert telegram.texts(GROUP) == []
    assert "777000" not in caplog.text


@pytest.mark.parametrize("absolute", [False, True])
def test_a_file_is_never_read_from_the_bots_own_machine(
    home: Path,
    ollama: FakeOllama,
    telegram: FakeTelegram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    absolute: bool,
) -> None:
    own = tmp_path / "documents" / "file-0"
    own.parent.mkdir()
    own.write_text("# Client\n\nThe owner's own.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    telegram.faults.file_path = str(own) if absolute else None

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),), can_add=(str(ANN),)) as run:
            telegram.upload(ANN, "mine.md", b"# Mine\n\nMy words.\n")
            wanted = "mine.md was not taken" if absolute else "mine.md is in the library"
            await run.until(lambda: wanted in "".join(telegram.texts(ANN)), wanted)

    asyncio.run(scene())
    kept = home / "libraries" / "default" / "received" / str(ANN) / "mine.md"
    assert telegram.fetched == ([] if absolute else ["file-0"])
    assert absolute != kept.exists()
    assert absolute or kept.read_bytes() == b"# Mine\n\nMy words.\n"


@pytest.mark.parametrize("path", ["documents/../../secret", "documents/file-7", "http://127.0.0.1:9/x"])
def test_a_file_that_the_server_does_not_have_is_told_and_ends_nothing(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram, path: str
) -> None:
    telegram.faults.file_path = path

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),), can_add=(str(ANN),)) as run:
            telegram.upload(ANN, "mine.md", b"# Mine\n\nMy words.\n")
            await run.until(lambda: "mine.md was not taken" in "".join(telegram.texts(ANN)), "a refusal")

    asyncio.run(scene())
    assert "token" not in "".join(telegram.texts(ANN))


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(404, ""),
        Refusal(401, ""),
        Refusal(404, "Not Found"),
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        Refusal(403, "Forbidden"),
        Refusal(400, "Bad Request: odd"),
    ],
)
def test_what_passes_ends_no_bot(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram, refusal: Refusal
) -> None:
    telegram.faults.updates.append(refusal)

    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, "/library")
            await run.until(lambda: telegram.texts(ANN), "an answer")

    asyncio.run(scene())
    assert not telegram.faults.updates


def test_another_program_that_goes_on_receiving_ends_the_bot(home: Path, telegram: FakeTelegram) -> None:
    telegram.faults.updates += [Refusal(409, "Conflict: terminated by other getUpdates request")] * 5

    async def scene() -> None:
        async with running(Telegram(TOKEN, telegram.url, FAST, shared_s=0.5), home) as run:
            with pytest.raises(TokenRejected, match="Another program"):
                await asyncio.wait_for(asyncio.shield(run.task), 20)

    asyncio.run(scene())
    assert len(telegram.faults.updates) == 3  # it was waited for once


def test_fifty_chats_at_once(home: Path, ollama: FakeOllama) -> None:
    """No flood, and in each chat every question has one answer, in order."""
    spacing_s = 0.1
    traits = replace(TRAITS, edit_s=1.05 * spacing_s, group_edit_s=3.2 * spacing_s)
    users = range(100, 150)

    def reply(body: dict[str, object]) -> FakeReply:
        asked = str(body["messages"][-1]["content"])  # type: ignore[index]
        number = re.findall(r"\((\d{4})\)", asked)[-1]
        return FakeReply(f"It is number {number}. {ANSWER}")

    ollama.answer = reply

    async def scene(telegram: FakeTelegram) -> None:
        limits = replace(LIMITS, at_once=8, waiting=500)
        async with running(bot(telegram, traits), home, allowed=tuple(map(str, users)), limits=limits) as run:
            for number in (1, 2):
                for user in users:
                    chat = user if user % 5 else -user
                    telegram.write(user, f"/ask {QUESTION} ({user}{number})", chat=chat)
            await run.until(
                lambda: all(len(finals(telegram, chat_of(user))) == 2 for user in users), "all answers"
            )

    def chat_of(user: int) -> int:
        return user if user % 5 else -user

    def finals(telegram: FakeTelegram, chat: int) -> list[str]:
        return [text for text in telegram.texts(chat) if "Sources" in text]

    with FakeTelegram(spacing_s, retry_after_s=0.5).running() as telegram:
        asyncio.run(scene(telegram))
        for user in users:
            one, two = finals(telegram, chat_of(user))
            assert f"number {user}1." in one
            assert f"number {user}2." in two
        assert telegram.floods == []
        assert threading.active_count() < 200
        assert all(len(text) <= LIMIT for user in users for text in telegram.texts(user))


def _mention(name: str) -> dict[str, object]:
    return {"type": "mention", "offset": 0, "length": len(name)}

"""The chat: what a user presses, and what then stands on the screen."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from textual import events
from textual.content import Content
from textual.widgets import Input, Static

from assistant import i18n
from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.errors import LibraryError
from assistant.library.conversations import Conversation
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER, QUESTION
from tests.tui.conftest import Play, Stage
from tui import base
from tui.app import AssistantApp
from tui.screens.dialogs import EVERYWHERE, PAGES, WIDEST, TextDialog
from tui.widgets.answer import AnswerText
from tui.widgets.composer import Composer
from tui.widgets.conversations import ConversationList, ConversationPane, _by_day, _cursor
from tui.widgets.source_pane import SourcePane
from tui.widgets.turn import ReasoningFold, SourceLine, Turn

pytestmark = pytest.mark.slow


def test_an_answer_stands_apart_from_its_reasoning_and_names_its_source(
    ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        assert turn.query_one(AnswerText).text == f"{ANSWER} [1]"
        reasoning = turn.query_one(ReasoningFold)
        assert (reasoning.text, reasoning.open) == (
            "The papers speak of a term. It ends with the year.",
            False,
        )
        screen = stage.text()
        assert "▸ Reasoning" in screen
        assert "speak of a term" not in screen
        assert "contract.md" in screen
        assert "deepseek-r1:8b" in screen
        assert "context" in stage.shown("#spent")

    play(scene)


def test_what_was_typed_is_asked_whole_however_quickly_enter_follows(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.chat.query_one(Composer).focus()
        for character in QUESTION:
            stage.app.post_message(events.Key(character, character))
        stage.app.post_message(events.Key("enter", "\r"))
        await stage.until(lambda: stage.chat.transcript.turns, "it is asked")
        assert [question for question, _ in stage.chat.transcript.turns] == [QUESTION]

    play(scene)


@pytest.mark.parametrize("typing_s", [0.0, 30.0])
def test_while_somebody_types_the_answer_is_drawn_seldom(
    ollama: FakeOllama, play: Play, monkeypatch: pytest.MonkeyPatch, typing_s: float
) -> None:
    monkeypatch.setattr(base, "TYPING_S", typing_s)
    monkeypatch.setattr(base, "WHILE_TYPING_S", 30.0)
    ollama.usual = FakeReply(" ".join(f"{ANSWER} {n}." for n in range(12)))
    ollama.faults.stall_after = 60

    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: len(turn.answer.text) > 200, "some of the answer is there")
        if typing_s:
            assert len(turn.answer._drawn) < len(turn.answer.text)
        else:
            await stage.until(lambda: turn.answer._drawn == turn.answer.text, "all of it is drawn")

    play(scene)


@pytest.mark.parametrize(
    ("since_key_s", "since_drawn_s", "wait_s"),
    [
        pytest.param(5.0, 0.0, 0.0, id="nobody types"),
        pytest.param(0.05, 0.3, 0.5, id="drawn a moment ago"),
        pytest.param(0.05, 0.9, 0.0, id="the key is on the screen, and the next one some way off"),
        pytest.param(0.01, 0.9, base.POLL_S, id="the key is not on the screen yet"),
        pytest.param(0.2, 0.9, base.POLL_S, id="the next key may come at any time"),
        pytest.param(0.01, 1.7, 0.0, id="a key is held down"),
    ],
)
def test_streamed_text_is_drawn_between_two_keys(
    play: Play, monkeypatch: pytest.MonkeyPatch, since_key_s: float, since_drawn_s: float, wait_s: float
) -> None:
    async def scene(stage: Stage) -> None:
        now = time.monotonic()
        with monkeypatch.context() as patched:
            patched.setattr(time, "monotonic", lambda: now)
            stage.app.typed_at = now - since_key_s
            assert stage.app.drawing_waits_s(now - since_drawn_s) == pytest.approx(wait_s)

    play(scene)


def test_reasoning_is_open_while_it_thinks_and_folds_when_the_answer_starts(
    ollama: FakeOllama, play: Play
) -> None:
    ollama.faults.stall_after = 4

    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION, to_the_end=False)
        reasoning = turn.query_one(ReasoningFold)
        await stage.until(lambda: "papers" in reasoning.text, "it reasons")
        await stage.until(lambda: "The papers" in stage.text(), "the reasoning is on the screen")
        assert "▾ Reasoning …" in stage.text()
        assert turn.query_one(AnswerText).text == ""
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it has stopped")
        assert not reasoning.open
        assert "Stopped before its end" in stage.text()

    play(scene)


def test_what_did_not_change_of_the_reasoning_is_not_laid_out_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []
    update = Static.update

    def noted(self: Static, content: Content, *, layout: bool = True) -> None:
        if layout:
            laid_out.append(content.plain)
        update(self, content, layout=layout)

    async def scene(stage: Stage) -> None:
        reasoning = ReasoningFold(live=True)
        await stage.app.screen.mount(reasoning)
        monkeypatch.setattr(Static, "update", noted)
        for _ in range(3):
            reasoning._draw()
        reasoning.write("It thinks.")
        for _ in range(3):
            reasoning._draw()
        assert laid_out == ["It thinks."]

    play(scene)


def test_escape_stops_an_answer_and_what_was_said_is_kept(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply(" ".join(f"The contract {n} with Lindqvist ends." for n in range(20)))
    ollama.faults.stall_after = 12

    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: "Lindqvist" in turn.query_one(AnswerText).text, "it speaks")
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it has stopped")
        conversations = await stage.app.client.conversations()
        (kept,) = await stage.app.client.turns(conversations[0].id)
        assert kept.status == "interrupted"
        assert "Lindqvist" in kept.answer
        assert stage.chat.conversations.current is not None

    play(scene)


def test_a_question_that_the_documents_do_not_answer_looks_different(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply("The documents do not mention a penalty.")

    async def scene(stage: Stage) -> None:
        turn = await stage.ask("What is the penalty in the contract with Lindqvist?")
        assert "∅ Nothing found" in stage.text()
        assert turn.has_class("-not-found")

    play(scene)


def test_what_is_not_confirmed_is_marked_and_explained(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply("The contract with Lindqvist ends on 14 March 2031.")

    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        screen = stage.text()
        assert "[?]" in screen
        assert "do not confirm" in screen

    play(scene)


def test_a_source_opens_beside_the_answer_with_the_cited_words_marked(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press("ctrl+g")
        first = stage.app.focused
        assert isinstance(first, SourceLine)
        await stage.press("up")
        assert stage.app.focused is first
        await stage.press(*["down"] * 9)  # the last one keeps the focus
        assert isinstance(stage.app.focused, SourceLine)
        await stage.press(*["up"] * 9, "enter")
        pane = stage.chat.query_one(SourcePane)
        await stage.until(lambda: pane.place is not None, "the source is there")
        assert pane.place is not None
        assert pane.place.text[pane.place.start : pane.place.end] == ANSWER
        await stage.until(lambda: f"  {ANSWER}" in stage.text(), "it stands beside the answer")
        await stage.press("n")
        await stage.until(lambda: "ninety days" in stage.text(), "the next section")
        await stage.press("p")
        await stage.until(lambda: "ninety days" not in stage.text(), "the section before")
        await stage.press("escape")
        assert not pane.display
        assert isinstance(stage.app.focused, Composer)

    play(scene)


def test_a_click_on_a_mark_opens_its_source(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        lines = stage.text().split("\n")
        row = next(index for index, line in enumerate(lines) if f"{ANSWER} [1]" in line)
        await stage.pilot.click(offset=(lines[row].index("[1]") + 1, row))
        pane = stage.chat.query_one(SourcePane)
        await stage.until(lambda: pane.place is not None, "the source is there")

    play(scene)


def test_a_source_that_was_forgotten_shows_what_was_cited(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        await stage.app.client.forget(turn.citations[0].source)
        await stage.press("ctrl+g", "enter")
        await stage.until(lambda: "This file is not in the library" in stage.text(), "it says so")

    play(scene)


def test_the_last_question_is_edited_and_asked_in_its_place(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask("When does the contract end?")
        await stage.press("up")
        composer = stage.chat.query_one(Composer)
        assert composer.text == "When does the contract end?"
        composer.text = QUESTION
        await stage.press("enter")
        await stage.until(
            lambda: [q for q, _ in stage.chat.transcript.turns] == [QUESTION], "it takes the place"
        )
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is answered")
        assert stage.chat.conversations.current is not None
        assert [
            turn.question for turn in await stage.app.client.turns(stage.chat.conversations.current.id)
        ] == [QUESTION]

    play(scene)


def test_an_edit_that_is_left_changes_nothing(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press("up", "escape")
        assert stage.chat.query_one(Composer).text == ""
        await stage.ask("And the notice period?")
        assert len(stage.chat.transcript.turns) == 2

    play(scene)


def test_asked_again_a_question_gets_a_new_answer_in_the_place_of_the_old(
    ollama: FakeOllama, play: Play
) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        ollama.usual = FakeReply("It ends on 31 December 2026.")
        await stage.press("ctrl+r")
        await stage.until(lambda: "It ends on" in stage.text(), "the new answer")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is whole")
        assert stage.chat.conversations.current is not None
        (turn,) = await stage.app.client.turns(stage.chat.conversations.current.id)
        assert turn.answer.startswith("It ends on")

    play(scene)


def test_an_answer_that_fails_when_asked_again_leaves_the_old_one(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        ollama.faults.status = 500
        await stage.press("ctrl+r")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is over")
        await stage.until(lambda: "No new answer came" in stage.told(), "it says that it failed")
        assert "answered with an error" in stage.told()
        assert await answers_kept(stage) == [f"{ANSWER} [1]"]
        assert f"{ANSWER} [1]" in stage.text()

    play(scene)


async def answers_kept(stage: Stage) -> list[str]:
    """What the library keeps of the conversation on the screen."""
    assert stage.chat.conversations.current is not None
    return [turn.answer for turn in await stage.app.client.turns(stage.chat.conversations.current.id)]


def test_asked_again_after_a_failure_the_answer_before_it_stays(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        ollama.faults.status = 500
        await stage.ask("Write a poem about the sea.")  # nothing can be quoted in its place
        assert "✗ Failed" in stage.text()
        ollama.faults.status = None
        await stage.press("ctrl+r")
        await stage.until(lambda: "✗ Failed" not in stage.text(), "it is asked again")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is over")
        assert len(await answers_kept(stage)) == len(stage.chat.transcript.turns) == 2
        assert (await answers_kept(stage))[0] == f"{ANSWER} [1]"

    play(scene)


def test_stopped_while_it_is_asked_again_the_old_answer_stays(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        ollama.faults.stall_after = 4
        await stage.press("ctrl+r")
        reasoning = stage.chat.transcript.laid_out()[-1].reasoning
        await stage.until(
            lambda: reasoning.text or stage.chat.transcript.laid_out()[-1].reasoning.text, "it reasons"
        )
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it has stopped")
        assert await answers_kept(stage) == [f"{ANSWER} [1]"]
        await stage.until(lambda: f"{ANSWER} [1]" in stage.text(), "it is shown")
        assert len(stage.chat.transcript.turns) == 1

    play(scene)


def test_pressed_twice_a_question_is_asked_again_once(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.ask("How often is the rotor seal replaced?")
        asked = len(ollama.sent("/api/chat"))
        stage.chat.action_again()
        stage.chat.action_again()
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is over")
        again = len(ollama.sent("/api/chat")) - asked
        assert again <= 2, "made to stand alone, and answered, once each"
        assert len(await answers_kept(stage)) == len(stage.chat.transcript.turns) == 2

    play(scene)


def test_what_stops_the_library_is_told_and_leaves_the_app_as_it_was(
    ollama: FakeOllama, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)

        async def busy(*_: object) -> NoReturn:
            raise LibraryError("The library is in use.", "Try again.")

        monkeypatch.setattr(stage.app.client, "conversations", busy)
        await stage.ask("How often is the rotor seal replaced?")
        await stage.until(lambda: "The library is in use." in stage.told(), "it is told")
        monkeypatch.undo()
        await stage.ask("And the notice period?")
        assert len(await answers_kept(stage)) == 3

    play(scene)


def test_the_answer_is_copied_with_its_sources(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press("ctrl+y")
        copied = stage.app.clipboard
        assert copied.startswith(f"{ANSWER} [1]\n\n- [1] ")
        assert f"“{ANSWER}”" in copied
        assert "It ends with the year" not in copied

    play(scene)


def test_a_conversation_is_written_where_and_as_what_is_wanted(
    ollama: FakeOllama, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is offered is a Word document, and never in a folder that the library reads."""
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "lease.md"

    async def scene(stage: Stage) -> None:
        (root,) = await stage.app.client.roots()
        monkeypatch.chdir(root)
        await stage.ask(QUESTION)
        await stage.press("ctrl+s")
        await stage.until(lambda: isinstance(stage.app.screen, TextDialog), "the question for a file")
        field = stage.app.screen.query_one(Input)
        assert Path(field.value).parent == tmp_path
        assert Path(field.value).suffix == ".docx"
        field.value = str(file)
        await stage.press("enter")
        await stage.until(file.exists, "the file")

    play(scene)
    text = file.read_text("utf-8")
    assert text.startswith(f"# {QUESTION}\n\n{ANSWER} [1]\n\n- [1] contract.md")
    assert text.count(QUESTION) == 1
    assert file.stat().st_mode & 0o077 == 0


def test_code_is_copied_by_a_click(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply("So:\n\n```python\nprint('Lindqvist')\n```\n")

    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        lines = stage.text().split("\n")
        row = next(index for index, line in enumerate(lines) if line.rstrip().endswith("copy"))
        await stage.pilot.click(offset=(lines[row].rindex("copy") + 1, row))
        await stage.until(lambda: stage.app.clipboard == "print('Lindqvist')", "it is copied")

    play(scene)


# Conversations


async def two_conversations(stage: Stage) -> None:
    await stage.ask(QUESTION)
    await stage.press("ctrl+n")
    await stage.until(lambda: not stage.chat.transcript.turns, "a new one")
    await stage.ask("How often is the rotor seal replaced?")
    await stage.until(lambda: listed(stage) == 2, "both are listed")


def listed(stage: Stage) -> int:
    """So many conversations are shown."""
    return len(stage.chat.query_one(ConversationPane).conversations)


def test_conversations_are_listed_found_and_shown(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await two_conversations(stage)
        stage.chat.query_one("#find", Input).focus()
        await stage.press(*"when does")
        await stage.until(lambda: listed(stage) == 1, "one is found")
        await stage.press("enter", "enter")
        await stage.until(lambda: [q for q, _ in stage.chat.transcript.turns] == [QUESTION], "it is shown")
        await stage.until(lambda: f"{ANSWER} [1]" in stage.text(), "with its answer")

    play(scene)


def test_what_is_in_no_conversation_is_said_and_escape_shows_all(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await two_conversations(stage)
        both = listed(stage)
        await stage.press("ctrl+b", "slash", *"zebra")
        await stage.until(lambda: "No conversation matches" in stage.text(), "that there is none is said")
        assert not listed(stage)
        await stage.press("escape")
        await stage.until(lambda: listed(stage) == both, "all are shown")
        assert "No conversation matches" not in stage.text()

    play(scene)


@pytest.mark.parametrize(
    ("days", "said", "at"),
    [
        (0, "Today", "00:30"),
        (1, "Yesterday", "00:30"),
        (4, "This week", "Mon"),
        (40, "February", "8.2."),
        (400, "February 2025", "13.2."),
    ],
)
def test_conversations_stand_under_the_time_of_their_last_question(days: int, said: str, at: str) -> None:
    now = datetime(2026, 3, 20, 0, 30).astimezone()
    then = now - timedelta(days=days)
    lines = _by_day(
        [
            Conversation(1, "Contract", then.timestamp(), 1),
            Conversation(2, "Notice", then.timestamp(), 1, tags=("lease",)),
        ],
        1,
        now,
    )
    assert [str(line.prompt) for line in lines] == [
        f"  {said}",
        f"● Contract\n  {at}",
        f"  Notice\n  {at} #lease",
    ]


def test_a_question_half_written_stays_for_a_new_conversation(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press(*"what of", "ctrl+n")
        await stage.until(lambda: not stage.chat.transcript.turns, "it is begun")
        assert stage.chat.composer.text == "what of"

    play(scene)


def test_a_command_that_was_refused_goes_with_a_new_conversation(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: stage.app.client.is_open, "the library is open")
        stage.chat.composer.text = "--whole nowhere.docx"
        await stage.press("enter")
        await stage.until(lambda: "nowhere.docx" in stage.chat._refused, "it is refused")
        assert stage.chat.composer.text == "--whole nowhere.docx"
        await stage.press("ctrl+n")
        await stage.until(lambda: not stage.chat.composer.text, "the field is empty")

    play(scene)


def test_control_c_says_how_the_app_is_left_in_the_language_that_is_spoken(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        i18n.use("zh")
        await stage.press("ctrl+c")
        await stage.until(lambda: stage.app._notifications, "it is said")
        assert [one.message for one in stage.app._notifications] == ["按 Ctrl+Q 退出。"]

    try:
        play(scene)
    finally:
        i18n.use("en")


def test_what_tells_conversations_of_one_title_apart_is_not_cut_off() -> None:
    now = datetime(2026, 3, 20, 10, 30).astimezone()
    title = "How long is the notice of the lease?"
    for stamp, aside in (("2026-03-20", ""), ("2026-03-01 09:12", " 2026-03-01 09:12")):
        (_heading, line) = _by_day([Conversation(1, f"{title} · {stamp}", now.timestamp(), 1)], None, now)
        assert str(line.prompt) == f"  {title}\n  10:30{aside}"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (
            "What is the notice period of the workshop lease?",
            ["  What is the notice", "  period of the w… 10:30"],
        ),
        ("修理厂租约的通知期限是多少个月？", ["  修理厂租约的通知期限是", "  多少个月？       10:30"]),
    ],
)
def test_a_long_title_goes_on_beside_its_time(title: str, shown: list[str]) -> None:
    now = datetime(2026, 3, 20, 10, 30).astimezone()
    held = Conversation(1, title, now.timestamp(), 1, tags=("lease",))
    (_heading, line) = _by_day([held], None, now, 24)
    assert str(line.prompt).split("\n") == [*shown, "  #lease"]


def test_conversations_are_kept_across_restarts(ollama: FakeOllama, play: Play) -> None:
    async def first(stage: Stage) -> None:
        await stage.ask(QUESTION)

    async def second(stage: Stage) -> None:
        listing = stage.chat.query_one(ConversationList)
        await stage.until(lambda: listed(stage) == 1, "it is listed")
        listing.focus()
        await stage.press("enter")
        await stage.until(lambda: f"{ANSWER} [1]" in stage.text(), "it is shown")
        assert "▸ Reasoning" in stage.text()
        await stage.until(lambda: isinstance(stage.app.focused, Composer), "one can write at once")

    play(first)
    play(second)


def test_a_conversation_is_renamed(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        listing = stage.chat.query_one(ConversationList)
        await stage.until(lambda: listed(stage) == 1, "it is listed")
        listing.focus()
        await stage.press("r")
        await stage.until(lambda: stage.app.screen is not stage.chat, "a dialog")
        stage.app.screen.query_one(Input).value = "Lindqvist, the end [/]"
        await stage.press("enter")
        await stage.until(lambda: "Lindqvist, the end" in stage.text(), "its new title")
        (conversation,) = await stage.app.client.conversations()
        assert conversation.title == "Lindqvist, the end [/]"

    play(scene)


def test_a_conversation_is_deleted_at_once_and_brought_back(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await two_conversations(stage)
        listing = stage.chat.query_one(ConversationList)
        listing.focus()
        listing.highlighted = 2  # below the day, and the one that was asked last
        await stage.press("d")
        await stage.until(lambda: listed(stage) == 1, "it is gone")
        assert [conversation.title for conversation in await stage.app.client.conversations()] == [
            "How often is the rotor seal replaced?"
        ]
        assert "Undo" in stage.text()
        await stage.press("ctrl+z")
        await stage.until(lambda: listed(stage) == 2, "it is back")
        conversations = {
            conversation.title: conversation for conversation in await stage.app.client.conversations()
        }
        (turn,) = await stage.app.client.turns(conversations[QUESTION].id)
        assert turn.answer == f"{ANSWER} [1]"
        assert turn.reasoning

    play(scene)


def test_what_was_deleted_comes_back_in_another_language_too(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await two_conversations(stage)
        stage.chat.query_one(ConversationList).focus()
        await stage.press("d")
        await stage.until(lambda: listed(stage) == 1, "one is gone")
        await stage.chat.compose_anew()
        await stage.press("ctrl+z")
        await stage.until(lambda: listed(stage) == 2, "it is back")

    play(scene)


def test_deleted_one_after_the_other_they_come_back_in_turn(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await two_conversations(stage)
        stage.chat.query_one(ConversationList).focus()
        await stage.press("d")
        await stage.until(lambda: listed(stage) == 1, "one is gone")
        await stage.press("d")
        await stage.until(lambda: listed(stage) == 0, "both are gone")
        await stage.press("u")
        await stage.until(lambda: listed(stage) == 1, "one is back")
        await stage.press("u")
        await stage.until(lambda: listed(stage) == 2, "both are back")

    play(scene)


@pytest.mark.parametrize(
    ("new", "under", "goes_to"),
    [
        (["a", "b", "c"], "b", "b"),
        (["a", "c"], "b", "c"),
        (["a", "b"], "c", "b"),
        (["a", "b", "c"], None, "c"),
        (["a", "b"], None, "a"),
        ([], "b", None),
    ],
)
def test_the_cursor_stays_or_goes_to_what_took_the_place(
    new: list[str], under: str | None, goes_to: str | None
) -> None:
    assert _cursor(["a", "b", "c"], new, under, "c") == goes_to


def test_a_thousand_turns_scroll_and_only_some_are_laid_out(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        finished = turn.view.finished
        assert finished is not None
        assert stage.chat.conversations.current is not None
        library = stage.app.client.assistant.library
        for number in range(999):
            library.conversations.add_turn(
                replace(finished, question=f"Question {number}?"), stage.chat.conversations.current.id
            )
        stage.chat.show_conversation(stage.chat.conversations.current)
        transcript = stage.chat.transcript
        await stage.until(lambda: len(transcript.turns) == 1000, "all are there")
        await stage.until(lambda: "Question 998?" in stage.text(), "the last one is in sight")
        assert len(list(stage.app.screen.query(Turn))) <= 32
        transcript.focus()
        seen = set()
        for _ in range(400):
            seen |= {one.question for one in transcript.laid_out()}
            if "Question 960?" in seen:
                break
            await stage.press("pageup")
        assert {f"Question {number}?" for number in range(960, 999)} <= seen
        await stage.press("home")
        await stage.until(lambda: transcript.laid_out()[0].question == QUESTION, "the first")
        await stage.until(lambda: transcript.scroll_y == 0, "at the top")
        await stage.press("end")
        await stage.until(lambda: "Question 998?" in stage.text(), "the last one again")
        assert len(list(stage.app.screen.query(Turn))) <= 32

    play(scene)


# Small screens, keys, faults


def test_one_pane_at_a_time_where_there_is_little_room(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        assert not stage.chat.query_one(ConversationPane).display
        await stage.press("ctrl+g", "enter")
        await stage.until(lambda: not stage.chat.query_one("#chat").display, "the source alone")
        await stage.press("escape")
        assert stage.chat.query_one("#chat").display
        await stage.press("ctrl+b")
        assert stage.chat.query_one(ConversationPane).display
        await stage.press("escape")
        assert stage.chat.query_one("#chat").display

    play(scene, (80, 24))


def test_the_page_of_keys_fits_and_closes(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("f1")
        assert "Ctrl+R" in stage.text()
        assert "Ctrl+Q" in stage.text()
        await stage.press("escape")
        assert stage.app.screen is stage.chat
        await stage.press("f2", "f1")
        assert "everywhere again" in stage.text()
        assert "Ctrl+Q" in stage.text()
        assert "Ctrl+R" not in stage.text()

    play(scene, (80, 24))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_keys_fits_its_columns(page: str) -> None:
    for column in (*PAGES[page], EVERYWHERE):
        for keys in column.values():
            assert max(map(len, keys)) <= WIDEST
            assert max(map(len, keys.values())) <= 24


def test_f2_and_f3_lead_from_anywhere_and_back(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        seen = []
        for key in ("f2", "f3", "f2", "f2", "f3", "f2", "f3", "f3"):
            await stage.press(key)
            await stage.pilot.pause()
            seen.append(type(stage.app.screen).__name__.removesuffix("Screen"))
        assert seen == ["Library", "Settings", "Library", "Chat", "Settings", "Library", "Settings", "Chat"]

    play(scene)


def test_settings_are_left_while_they_look(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        for _ in range(8):
            stage.app.action_show_settings()
            await stage.until(lambda: stage.app.screen is not stage.chat, "the settings")
            stage.app.screen.reload(again=True)  # type: ignore[attr-defined]
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.chat, "the chat")
        await stage.ask(QUESTION)
        assert f"{ANSWER} [1]" in stage.text()

    play(scene)


def test_what_is_pasted_cannot_drive_the_terminal(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.app.post_message(events.Paste("one\x1b[2J\u202etwo\nthree"))
        await stage.until(lambda: "three" in stage.chat.composer.text, "it is pasted")
        assert not set("\x1b\u202e") & set(stage.chat.composer.text)

    play(scene)


def test_pages_are_turned_while_one_writes(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply("\n\n".join(f"{ANSWER} {n}." for n in range(40)))

    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.until(lambda: stage.chat.transcript.scroll_y > 20, "the end is in sight")
        before = stage.chat.transcript.scroll_y
        stage.chat.composer.focus()
        await stage.press("pageup")
        await stage.until(lambda: stage.chat.transcript.scroll_y < before - 10, "a page up")

    play(scene)


def test_a_mark_of_an_answer_too_long_for_markdown_leads_to_its_source(
    ollama: FakeOllama, play: Play
) -> None:
    ollama.usual = FakeReply(f"{ANSWER} " + "".join(f"x{n}" for n in range(2_500)))

    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        assert turn.answer.has_class("-plain")
        await turn.answer._plain.run_action("link('cite:1')")
        await stage.until(lambda: stage.chat.query_one(SourcePane).place is not None, "the source is there")

    play(scene)


def test_a_library_that_cannot_be_opened_is_told_and_tried_again(home: Path, play: Play) -> None:
    (home / "config.toml").write_text('engine = "olama"\n', "utf-8")

    async def scene() -> None:
        app = AssistantApp(AsyncAssistant(OpenOptions(home, {})))
        async with app.run_test(size=(120, 40)) as pilot:
            stage = Stage(app, pilot)
            await stage.until(lambda: "Try again" in stage.text(), "it is told")
            assert "engine" in stage.text()
            (home / "config.toml").write_text('engine = "embedded"\n', "utf-8")
            await pilot.click("OpenFailed Button")
            await stage.until(lambda: app.chat.is_ready, "it is open")
            assert "Try again" not in stage.text()

    asyncio.run(scene())


def test_commands_are_found_by_typing(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press("ctrl+p", *"begin a conv")
        await stage.until(lambda: "New conversation" in stage.text(), "it is found")
        await stage.press("enter")
        await stage.until(lambda: not stage.chat.transcript.turns, "it is begun")

    play(scene)


def test_a_model_server_that_goes_away_is_told_with_what_to_do(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ollama.faults.drop = 99
        turn = await stage.ask(QUESTION)
        assert turn.query_one(AnswerText).text == f"{ANSWER} [1]"  # quoted in its place
        screen = " ".join(stage.text().split())
        assert "Word for word from your documents; no model answered" in screen
        assert "! The connection to the model server" in screen
        assert "✗ Failed" not in screen
        ollama.faults.drop = 0
        await stage.press("ctrl+r")
        await stage.until(lambda: "no model answered" not in stage.text(), "the model answers")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is over")
        assert await answers_kept(stage) == [f"{ANSWER} [1]"]
        assert "The connection" not in stage.text()

    play(scene)


def test_without_a_model_answers_are_extracted_and_say_so(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        assert "Word for word from your documents" in str(turn.query_one(".kind", Static).visual)

    play(scene)

"""The first hour and every day: questions that are offered, chips, another model, tags, and being told."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.events import Key, Paste
from textual.widgets import Button, Input, OptionList

from tests.fakes.ollama_server import FakeModel, FakeOllama
from tests.front_ends import QUESTION
from tests.tui.conftest import Play, Stage
from tui.base import BaseApp
from tui.screens.dialogs import FilesDialog
from tui.screens.library import LibraryScreen
from tui.widgets.chips import Chip, Chips
from tui.widgets.conversations import ConversationList
from tui.widgets.first_steps import FirstSteps
from tui.widgets.suggested import Suggested

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_questions_are_offered_that_the_papers_answer_and_enter_asks_one(
    play: Play, size: tuple[int, int]
) -> None:
    async def scene(stage: Stage) -> None:
        offered = stage.chat.query_one(Suggested)
        await stage.until(lambda: offered.questions, "questions are offered")
        await stage.until(lambda: "›" in stage.text(), "they are shown")
        stage.chat.composer.focus()
        await stage.press("tab")
        await stage.until(lambda: offered.query(Button).first().has_focus, "the first has the focus")
        assert "▸ " in stage.text()
        assert "⏎ Ask" in stage.text().splitlines()[-1]
        await stage.press("enter")
        await stage.until(lambda: stage.chat.transcript.turns, "it is asked")
        assert stage.chat.transcript.turns[0][0] == offered.questions[0]

    play(scene, size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_question_to_no_documents_leaves_the_page_that_adds_some(
    play: Play, tmp_path: Path, size: tuple[int, int]
) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: "Add a folder" in stage.text(), "the page is there")
        await stage.until(lambda: stage.chat.query_one(FirstSteps).is_ready, "it has looked")
        stage.chat.composer.focus()
        stage.chat.composer.insert("who holds the spare keys")
        await stage.press("enter")
        await stage.until(lambda: "No documents have been read yet" in stage.told(), "it is said")
        assert "Add a folder" in stage.text()
        assert stage.chat.composer.text == "who holds the spare keys"
        assert not stage.chat.transcript.turns

    play(scene, size, at=tmp_path / "empty")


def test_an_empty_home_has_its_first_button_under_the_cursor_and_letters_go_into_the_question(
    play: Play, tmp_path: Path
) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: isinstance(stage.app.focused, Button), "a button has the focus")
        await stage.press("h", "i")
        assert stage.chat.composer.text == "hi"
        assert stage.chat.composer.has_focus

    play(scene, at=tmp_path / "empty")


def test_no_letter_of_a_burst_is_lost_where_the_first_one_moves_the_focus(play: Play, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: isinstance(stage.app.focused, Button), "a button has the focus")
        typed = "where does it say so"
        for letter in typed:
            stage.app.post_message(Key("space" if letter == " " else letter, letter))
        await stage.until(lambda: len(stage.chat.composer.text) >= len(typed), "all is written")
        assert stage.chat.composer.text == typed

    play(scene, at=tmp_path / "empty")


def test_what_questions_look_at_is_taken_away_by_backspace_key_and_mouse(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        chips = stage.chat.query_one(Chips)
        stage.app.inside = ("/papers/leases", "kind:pdf", "since:2025")
        await stage.until(lambda: len(chips.query(Chip)) == 3, "chips")
        assert chips.words == ["in leases", "only pdf", "from 2025 on"]
        stage.chat.composer.focus()
        await stage.press("backspace")
        await stage.until(lambda: len(chips.query(Chip)) == 2, "the last one went")
        chips.query(Chip).last().focus()
        await stage.press("delete")
        await stage.until(lambda: len(chips.query(Chip)) == 1, "the next one went")
        await stage.pilot.click(Chip)
        await stage.until(lambda: not chips.display, "none is left")
        assert not stage.app.inside

    play(scene)


def test_the_last_question_is_put_to_another_model(ollama: FakeOllama, play: Play) -> None:
    ollama.models["other:3b"] = FakeModel("other:3b", ("completion",))

    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        await stage.press("f8")
        await stage.until(lambda: stage.app.screen.query(OptionList), "models are offered")
        await stage.until(lambda: stage.app.screen.query_one(".dialog").region.x > 0, "in the middle")
        await stage.press("enter")
        await stage.until(lambda: len(stage.chat.transcript.turns) == 2, "it is asked again")
        await stage.until(lambda: not stage.chat.runner.is_busy, "the turn ended")
        last = stage.chat.transcript.turns[-1][1].finished
        assert last is not None
        assert last.chat_model == "other:3b"
        assert [question for question, _ in stage.chat.transcript.turns] == [QUESTION, QUESTION]

    play(scene)


def test_a_conversation_is_pinned_and_found_by_its_tag(ollama: FakeOllama, play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        listing = stage.chat.query_one(ConversationList)
        await stage.until(lambda: listing.option_count == 2, "it is listed")
        listing.focus()
        await stage.press("p")
        await stage.until(lambda: "Pinned" in stage.text(), "it is pinned")
        await stage.press("t")
        await stage.until(lambda: stage.app.screen is not stage.chat, "a dialog")
        stage.app.screen.query_one(Input).value = "clinic #lease"
        await stage.press("enter")
        await stage.until(lambda: "#clinic #lease" in stage.text(), "its tags")
        (found,) = await stage.app.client.conversations("lease")
        assert found.pinned

    play(scene)


def test_files_dropped_on_the_library_are_asked_for_too(play: Play, tmp_path: Path) -> None:
    paper = tmp_path / "a paper.md"
    paper.write_text("# A\n\nWords.\n", "utf-8")

    async def scene(stage: Stage) -> None:
        await stage.press("f2")
        await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen), "the library")
        stage.app.post_message(Paste(f"file://{str(paper).replace(' ', '%20')}"))
        await stage.until(lambda: isinstance(stage.app.screen, FilesDialog), "what is to be done")
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.chat, "back at the question")
        await stage.until(lambda: stage.chat.query_one(Chips).words == ["asking a paper.md"], "its chip")

    play(scene)


def test_a_question_typed_on_while_files_are_asked_for_is_kept(play: Play, tmp_path: Path) -> None:
    paper = tmp_path / "offer.md"
    paper.write_text("# Offer\n\nWords.\n", "utf-8")

    async def scene(stage: Stage) -> None:
        stage.chat.drop(str(paper))
        await stage.until(lambda: isinstance(stage.app.screen, FilesDialog), "what is to be done")
        await stage.press(*"what area", "backspace")
        assert isinstance(stage.app.screen, FilesDialog)  # no letter decides
        await stage.press("enter")
        await stage.until(lambda: stage.chat.query_one(Chips).words == ["asking offer.md"], "its chip")
        assert stage.chat.composer.text == "what are"

    play(scene)


def test_nobody_who_looks_is_told_and_who_looks_away_is(monkeypatch: pytest.MonkeyPatch, play: Play) -> None:
    rung: list[str] = []
    monkeypatch.setattr(BaseApp, "bell", lambda self: rung.append("bell"))
    monkeypatch.setattr(BaseApp, "is_headless", False)

    async def scene(stage: Stage) -> None:
        written: list[str] = []
        assert stage.app._driver is not None
        monkeypatch.setattr(stage.app._driver, "write", written.append)
        stage.app.tell_away("Done.")
        assert not rung
        stage.app.app_focus = False
        stage.app.tell_away("Done.\x1b]0;evil\x07")
        assert rung == ["bell"]
        (said,) = [one for one in written if "Done." in one]
        assert said.count("\x1b") == 2  # its own two, and none of the text's
        stage.app.app_focus = True

    play(scene)


@pytest.mark.skipif(os.name == "nt", reason="nothing is suspended there")
def test_a_suspended_app_says_how_it_comes_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _, sign: sent.append(sign))
    app = SimpleNamespace(_driver=SimpleNamespace(can_suspend=True), suspend=nullcontext)
    # Real apps of tests have no driver that can suspend.
    BaseApp.suspend_or_say(app)  # type: ignore[arg-type]
    assert sent == [signal.SIGSTOP]
    assert "fg brings it back" in capsys.readouterr().out


def test_a_question_that_was_sent_does_not_come_back_by_undo_and_ctrl_z_says_what_it_can(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.ask(QUESTION)
        composer = stage.chat.composer
        composer.focus()
        await stage.press("ctrl+z")
        assert composer.text == ""
        await stage.until(lambda: "cannot be suspended here" in stage.told(), "it is said")
        await stage.press("a", "ctrl+z")
        assert composer.text == ""

    play(scene)


def test_everything_is_drawn_anew_after_a_suspension(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        drawn: list[bool] = []
        monkeypatch.setattr(
            stage.app.screen, "refresh", lambda *_, **how: drawn.append(how.get("layout", False))
        )
        stage.app.app_resume_signal.publish(stage.app)
        await stage.until(lambda: True in drawn, "the screen is drawn anew")

    play(scene)


def test_the_library_says_that_it_loads_and_never_that_it_holds_nothing(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(stage: Stage) -> None:
        go = asyncio.Event()
        documents = stage.app.client.documents

        async def held() -> object:
            await go.wait()
            return await documents()

        monkeypatch.setattr(stage.app.client, "documents", held)
        await stage.press("f2")
        await stage.until(lambda: "Loading …" in stage.text(), "it says so")
        assert "0 documents" not in stage.text()
        go.set()
        await stage.until(lambda: "3 documents" in stage.text(), "the files are there")
        assert "Loading" not in stage.text()

    play(scene, (80, 24))


def test_first_page_is_whole_after_the_window_was_another_size_behind_another_screen(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        offered = stage.chat.query_one(Suggested)
        await stage.until(lambda: offered.questions, "questions are offered")
        await stage.still()
        before = stage.text()
        await stage.press("f4")
        for size in ((200, 60), (80, 24), (160, 50), (100, 30)):
            await stage.pilot.resize_terminal(*size)
            await stage.pilot.pause(0.2)
        await stage.press("escape")
        await stage.still()
        assert stage.text() == before

    play(scene, (100, 30))

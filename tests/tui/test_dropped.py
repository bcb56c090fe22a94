"""Files dropped into the question line, and options that force a question's road."""

from __future__ import annotations

from pathlib import Path

from textual.events import Paste

from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER
from tests.tui.conftest import Play, Stage
from tui.widgets.chips import Chips


async def paste(stage: Stage, text: str) -> None:
    stage.chat.composer.focus()
    stage.app.post_message(Paste(text))
    await stage.pilot.pause()


def test_a_dropped_file_is_asked_for_its_conversation_only(
    ollama: FakeOllama, play: Play, tmp_path: Path
) -> None:
    paper = tmp_path / "parking rules.md"
    paper.write_text("# Parking\n\nThe garage closes at nine in the evening.\n", encoding="utf-8")
    ollama.usual = FakeReply("The garage closes at nine in the evening.")

    async def scene(stage: Stage) -> None:
        before = await stage.app.client.documents()
        await paste(stage, str(paper).replace(" ", "\\ "))
        await stage.until(lambda: "read for this conversation" in stage.text(), "the dialog")
        await stage.press("r")
        await stage.until(
            lambda: stage.chat.query_one(Chips).words == ["asking parking rules.md"], "the chip"
        )
        await stage.ask("When does the garage close?")
        assert "parking rules.md" in stage.text()
        assert await stage.app.client.documents() == before
        await stage.press("ctrl+n")
        await stage.until(lambda: not stage.chat.query_one(Chips).words, "another conversation")
        await paste(stage, f"'{paper}'")
        await stage.until(lambda: "read for this conversation" in stage.text(), "the dialog again")
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.chat, "the dialog is left")
        assert not stage.chat.composer.text

    play(scene)


def test_a_file_that_is_left_alone_stays_in_the_line_with_its_question(play: Play, tmp_path: Path) -> None:
    paper = tmp_path / "rules.md"
    paper.write_text("# Parking\n\nThe garage closes at nine.\n", encoding="utf-8")

    async def scene(stage: Stage) -> None:
        typed = f"{paper} When does the garage close?"
        stage.chat.composer.text = typed
        await stage.press("enter")
        await stage.until(lambda: "read for this conversation" in stage.text(), "the dialog")
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.chat, "the dialog is left")
        assert stage.chat.composer.text == typed

    play(scene)


def test_options_before_a_question_force_its_road(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply(ANSWER)

    async def scene(stage: Stage) -> None:
        turn = await stage.ask("--whole contract.md does it mention pets?")
        assert turn.question == "does it mention pets?"
        assert "Reading contract.md whole" in stage.text()
        stage.chat.composer.text = "--kind shoes what is there?"
        await stage.press("enter")
        await stage.until(lambda: "shoes" in stage.told(), "what is wrong")
        assert stage.chat.composer.text == "--kind shoes what is there?"

    play(scene)

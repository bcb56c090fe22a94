"""Files dropped into the question line, and options that force a question's road."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import cast

from textual.events import Paste

from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.events import IngestEvent
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
        await stage.press("enter")
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


def test_a_file_that_is_dropped_behind_an_option_belongs_to_it(play: Play, tmp_path: Path) -> None:
    paper = tmp_path / "rules.md"
    paper.write_text("# Parking\n\nThe garage closes at nine.\n", encoding="utf-8")

    async def scene(stage: Stage) -> None:
        for option in ("--with", "--whole", "—in"):
            stage.chat.composer.text = ""
            stage.chat.composer.insert(f"When does it close {option} ")
            await paste(stage, f"{paper} ")
            await stage.until(lambda: str(paper) in stage.chat.composer.text, "it is written")
            assert stage.chat.composer.text == f"When does it close {option} {paper}"
            assert stage.app.screen is stage.chat

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


class HeldClient(AsyncAssistant):
    """Reads nothing until `go` is set."""

    def __init__(self, opening: OpenOptions) -> None:
        super().__init__(opening)
        self.go = asyncio.Event()

    async def ingest(self, paths: Sequence[str] = ()) -> AsyncGenerator[IngestEvent, None]:
        await self.go.wait()
        async for event in super().ingest(paths):
            yield event


def let_go(stage: Stage) -> None:
    """Let files be read."""
    cast("HeldClient", stage.app.client).go.set()


def added(tmp_path: Path, stage: Stage) -> Path:
    """Begin to read a file that is added, as the dialog does."""
    paper = tmp_path / "parking.md"
    paper.write_text("# Parking\n\nThe garage closes at nine in the evening.\n", encoding="utf-8")
    stage.app.ingest.start([str(paper)])
    return paper


def test_a_question_waits_for_a_file_that_was_just_added(play: Play, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        added(tmp_path, stage)
        await stage.ask("When does the garage close?", to_the_end=False)
        await stage.until(lambda: "parking.md read first" in stage.text(), "what is waited for")
        let_go(stage)
        await stage.until(lambda: not stage.chat.runner.is_busy, "the answer")
        assert "The garage closes at nine in the evening." in stage.text()
        assert "parking.md" in stage.text()

    play(scene, client=HeldClient)


def test_no_turn_begins_after_the_app_was_left(play: Play, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        added(tmp_path, stage)
        turn = await stage.ask("How often is the rotor seal replaced?", to_the_end=False)
        await stage.until(lambda: "parking.md read first" in stage.text(), "what is waited for")
        await stage.chat.runner.close()
        await stage.until(lambda: not stage.chat.runner.is_busy, "it is free")
        assert turn.view.finished is None
        let_go(stage)
        await stage.until(lambda: not stage.app.ingest.is_busy, "it is read")

    play(scene, client=HeldClient)


def test_escape_answers_without_the_file_and_that_is_said(play: Play, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        added(tmp_path, stage)
        turn = await stage.ask("How often is the rotor seal replaced?", to_the_end=False)
        await stage.until(lambda: "parking.md read first" in stage.text(), "what is waited for")
        await stage.press("escape")
        await stage.until(lambda: "parking.md: not read to the end yet" in stage.told(), "that it is not")
        await stage.until(lambda: not stage.chat.runner.is_busy, "the answer")
        assert turn.view.finished is not None
        assert turn.view.finished.status != "interrupted"
        let_go(stage)
        await stage.until(lambda: not stage.app.ingest.is_busy, "it is read")

    play(scene, client=HeldClient)


def test_a_folder_is_not_waited_for_but_named(play: Play, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        paper = added(tmp_path, stage)
        stage.app.ingest.stop()
        await stage.until(lambda: not stage.app.ingest.is_busy, "that is stopped")
        stage.app.ingest.start([str(paper.parent)])
        await stage.ask("How often is the rotor seal replaced?", to_the_end=False)
        said = f"{paper.parent.name}: not read to the end yet"
        await stage.until(lambda: said in stage.told(), "that it is still read")
        await stage.until(lambda: not stage.chat.runner.is_busy, "the answer")
        let_go(stage)
        await stage.until(lambda: not stage.app.ingest.is_busy, "it is read")

    play(scene, client=HeldClient)


def test_a_file_that_was_waited_for_and_cannot_be_read_is_named(play: Play, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"%PDF-1.4 nothing")
        stage.app.ingest.start([str(broken)])
        await stage.ask("How often is the rotor seal replaced?", to_the_end=False)
        let_go(stage)
        await stage.until(lambda: "broken.pdf could not be read" in stage.told(), "why not")
        await stage.until(lambda: not stage.chat.runner.is_busy, "the answer")

    play(scene, client=HeldClient)

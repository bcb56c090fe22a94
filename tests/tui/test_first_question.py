"""What the first question needs is loaded before it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.api import Assistant
from tests.tui.conftest import Play, Stage

pytestmark = pytest.mark.slow


class CountingClient(AsyncAssistant):
    """Notes when it was made ready."""

    def __init__(self, opening: OpenOptions) -> None:
        super().__init__(opening)
        self.is_ready = False

    async def make_ready(self) -> None:
        await super().make_ready()
        self.is_ready = True


def test_what_the_first_question_needs_is_loaded_once_nothing_is_typed(tmp_path: Path, play: Play) -> None:
    paper = tmp_path / "parking.md"
    paper.write_text("# Parking\n\nThe garage closes at nine in the evening.\n", encoding="utf-8")
    home = tmp_path / "own home"
    with Assistant.open(home=home, create=True) as assistant:
        for _event in assistant.ingest([paper]):
            pass

    async def scene(stage: Stage) -> None:
        client = stage.app.client
        assert isinstance(client, CountingClient)
        await stage.until(lambda: client.is_ready, "it is ready")
        assert not await client.conversations()
        await stage.ask("When does the garage close?")
        assert "The garage closes at nine in the evening." in stage.text()
        assert len(await client.conversations()) == 1

    play(scene, at=home, client=CountingClient)


def test_leaving_at_once_waits_for_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.pilot.press("ctrl+q")

    play(scene, client=CountingClient)

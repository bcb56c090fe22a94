"""What is seen while an answer is made, and what stays of it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from assistant.events import Answer, Citation, Passages, Reasoning, Working
from tests.front_ends import QUESTION
from tests.tui.conftest import Play, Stage
from tests.tui.scripted_client import HOLD, ScriptedClient, finished

pytestmark = pytest.mark.slow


async def scripted(stage: Stage) -> ScriptedClient:
    client = cast("ScriptedClient", stage.app.client)
    hits = await client.found(QUESTION)
    cited = Citation(
        1, hits[0].source, hits[0].title, None, hits[0].heading, hits[0].text[:20], 0, 20, hits[0].passage_id
    )
    end = replace(finished("It ends. [1]", "answered"), citations=(cited,))
    client.scripts.append(
        (
            Working("searching"),
            Passages(QUESTION, hits, 1.0),
            Working("loading"),
            HOLD,
            Working("reading", left_s=20.0),
            HOLD,
            Reasoning("Let me see."),
            HOLD,
            Answer("It ends. [1]"),
            cited,
            HOLD,
            end,
        )
    )
    return client


def test_passages_stand_there_while_the_model_loads_and_the_cited_one_is_marked(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        client = await scripted(stage)
        turn = await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: "Loading the model" in stage.text(), "what goes on is told")
        assert "Found" in stage.text()
        assert "contract.md" in stage.text()
        client.go.set()
        await stage.until(lambda: not stage.chat.runner.is_busy, "the turn ended")
        assert "Found" not in stage.text()
        assert "Sources" in stage.text()
        assert turn.first_source() is not None

    play(scene, client=ScriptedClient)


def test_passages_stay_when_an_answer_is_stopped(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        client = await scripted(stage)
        await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: "Loading the model" in stage.text(), "it loads")
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.runner.is_busy, "it has stopped")
        assert "Found" in stage.text()
        assert "contract.md" in stage.text()
        assert not client.scripts

    play(scene, client=ScriptedClient)


def test_o_opens_the_file_of_a_source_and_shift_o_its_folder(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, bool]] = []

    async def open_file(self: object, path: str, page: int | None = None, *, folder: bool = False) -> bool:
        opened.append((path.rpartition("/")[2], folder))
        return False

    monkeypatch.setattr(ScriptedClient, "open_file", open_file)

    async def scene(stage: Stage) -> None:
        client = await scripted(stage)
        client.go.set()
        turn = await stage.ask(QUESTION)
        line = turn.first_source()
        assert line is not None
        line.focus()
        await stage.press("o")
        await stage.until(lambda: "opened in its own program" in stage.told(), "it is said")
        await stage.press("O")
        await stage.until(lambda: len(opened) == 2, "both are opened")
        assert sorted(opened) == [("contract.md", False), ("contract.md", True)]

    play(scene, client=ScriptedClient)

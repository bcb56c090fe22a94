"""Notices come one at a time; filters and dropped paths are left whole."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from assistant.aio.client import AsyncAssistant, OpenOptions
from tests.tui.conftest import Play, Stage
from tui.app import AssistantApp
from tui.screens.chat import _named_place
from tui.screens.library import LibraryScreen
from tui.widgets.conversations import ConversationList
from tui.widgets.file_list import FileList


def test_a_notice_takes_the_place_of_the_one_before(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.app.notify("first", markup=False)
        stage.app.notify("second", markup=False)
        await stage.until(lambda: "second" in stage.told(), "the notice")
        assert stage.told().split() == ["second"]

    play(scene)


def _is_shown(stage: Stage, word: str) -> bool:
    return word in stage.text()


def test_notices_one_after_another_take_no_more_room_than_one(tmp_path: Path) -> None:
    async def scene() -> None:
        app = AssistantApp(AsyncAssistant(OpenOptions(tmp_path, {})))
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            stage = Stage(app, pilot)
            await stage.until(lambda: app.client.is_open and app.chat.is_ready, "the chat")
            tops = []
            for word in ("first", "second", "third"):
                app.notify(word, markup=False)
                await stage.until(partial(_is_shown, stage, word), word)
                await pilot.pause()
                tops.append(stage.chat.composer.region.y)
            assert len(set(tops)) == 1
            await app.client.close()

    asyncio.run(scene())


def test_a_notice_does_not_lie_over_the_commands(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.app.notify("something long", markup=False)
        await stage.until(lambda: "something" in stage.told(), "the notice")
        await stage.press("ctrl+p")
        await stage.until(lambda: "Find a command" in stage.text(), "the commands")
        assert not stage.told()

    play(scene)


def test_escape_leaves_a_filter_for_its_list(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.press("ctrl+b", "/")
        await stage.press("x")
        await stage.press("escape")
        assert not stage.chat.query_one("#find", Input).value
        assert isinstance(stage.app.focused, ConversationList)
        await stage.press("f2")
        await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen), "the library")
        await stage.press("slash", "escape")
        assert isinstance(stage.app.screen, LibraryScreen)
        assert isinstance(stage.app.focused, FileList)

    play(scene)


def test_a_path_without_a_sign_of_one_is_a_path_where_it_leads_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "office").mkdir()
    assert _named_place("office/") == str(tmp_path / "office")
    assert not _named_place("office")
    assert not _named_place("rent/deposit")

"""What the tests of the settings and of the first steps share: a home, a model server, and waiting for a condition."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from assistant.aio.client import AsyncAssistant
from tests.aio.homes import client_at
from tests.fakes.ollama_server import FakeModel, FakeOllama
from tui.app import AssistantApp
from tui.screens.settings import SettingsScreen
from tui.widgets.first_steps import FirstSteps

HOSTILE = "evil\x1b]52;c;aGk=\x07[/][red]\u202etxt:1b"


async def until(pilot: Pilot[Any], condition: Callable[[], object], seconds: float = 15) -> None:
    """Wait until a condition holds; fails when that takes too long."""
    async with asyncio.timeout(seconds):
        while not condition():
            await pilot.pause(0.01)


async def click(pilot: Pilot[Any], selector: str) -> None:
    """Click a widget as soon as it can be hit."""

    def is_hit() -> bool:
        found = pilot.app.screen.query(selector)
        if not found or not found.first().region:
            return False
        x, y, width, height = found.first().region
        return pilot.app.screen.get_widget_at(x + width // 2, y + height // 2)[0] is found.first()

    await until(pilot, is_hit)
    assert await pilot.click(selector)


def app_at(home: Path, host: str = "http://127.0.0.1:9", more: str = "", **flags: str) -> AssistantApp:
    """Make the app over a home of its own, whose settings file names the model server."""
    os.environ.pop(
        "ASSISTANT_OLLAMA_HOST", None
    )  # it would win; the tests' environment is put back at their end
    return AssistantApp(client_at(home, host, more, **flags))


def text_of(app: AssistantApp, selector: str) -> str:
    """Return what a line of the screen says."""
    return str(app.screen.query_one(selector, Static).content)


async def open_settings(pilot: Pilot[Any], app: AssistantApp) -> SettingsScreen:
    """Go to the settings, and wait until all is shown."""
    await until(pilot, lambda: app.client.is_open)
    await pilot.press("f3")
    await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
    screen = app.screen
    assert isinstance(screen, SettingsScreen)
    await until(pilot, lambda: screen.is_ready)
    return screen


def many_models() -> FakeOllama:
    """A model server as someone has it who tries things: with names that would break a screen."""
    return FakeOllama(
        FakeModel("deepseek-r1:8b", ("completion", "thinking"), 131072),
        FakeModel("qwen3:30b-a3b-instruct-2507-q4_K_M", ("completion", "thinking"), 262144),
        FakeModel("llama3.2:3b", ("completion",), 8192),
        FakeModel(HOSTILE, ("completion",), 4096),
        FakeModel("模型一二三:7b", ("completion",), 32768),
        FakeModel("bge-m3", ("embedding",), 8192),
        FakeModel("nomic-embed-text", ("embedding",), 2048),
        FakeModel("gpt-oss:120b-cloud", ("completion",), remote_host="https://ollama.com"),
    )


class Stand(Screen[None]):
    """A screen with nothing on it but the first steps; keeps what they tell."""

    AUTO_FOCUS = ""

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        self.steps = FirstSteps(client)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self.steps

    def on_first_steps_read_examples(self, event: FirstSteps.ReadExamples) -> None:
        self.told.append(event)

    def on_first_steps_go_on(self, event: FirstSteps.GoOn) -> None:
        self.told.append(event)


async def open_steps(pilot: Pilot[Any], app: AssistantApp) -> Stand:
    """Show the first steps, and wait until they have looked."""
    await until(pilot, lambda: app.client.is_open)
    stand = Stand(app.client)
    await app.push_screen(stand)
    await until(pilot, lambda: stand.steps.is_ready)
    return stand

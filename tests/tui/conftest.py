"""A home with documents, a model server that says what it is told, and the app on a screen that nobody sees."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from assistant.aio.client import AsyncAssistant, OpenOptions
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import CONTRACT, filled_home, model_server_in_use, own_environment
from tui.app import AssistantApp
from tui.screens.chat import ChatScreen
from tui.widgets.composer import Composer
from tui.widgets.turn import Turn

PAPERS = {
    "contract.md": CONTRACT,
    "manual.md": "# Centrifuge manual\n\n## Care\n\nThe rotor seal is replaced every twelve months.\n\n"
    "## Cleaning\n\nThe chamber is wiped with alcohol after each run.\n",
    "手册.md": "# 维护手册\n\n## 密封圈\n\n转子密封圈每十二个月更换一次。\n",
}
PATIENCE_S = 30.0


@dataclass
class Stage:
    """The app, and hands that press its keys."""

    app: AssistantApp
    pilot: Pilot[None]

    @property
    def chat(self) -> ChatScreen:
        return self.app.chat

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"never: {what or condition}\n{self.text()}"
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def ask(self, question: str, *, to_the_end: bool = True) -> Turn:
        """Write a question and send it."""
        composer = self.chat.query_one(Composer)
        composer.focus()
        composer.insert(question)
        before = len(self.chat.transcript.turns)
        await self.press("enter")
        await self.until(lambda: len(self.chat.transcript.turns) > before, "the turn began")
        turn = self.chat.transcript.laid_out()[-1]
        if to_the_end:
            await self.until(lambda: not self.chat.runner.is_busy, "the turn ended")
        return turn

    def stop_blinking(self) -> None:
        """Keep the cursors as they are."""
        for field in self.app.screen.query(TextArea):
            field.cursor_blink = False
        for line in self.app.screen.query(Input):
            line.cursor_blink = False

    async def still(self) -> None:
        """Wait until nothing on the screen changes any more."""
        self.stop_blinking()
        before = ""
        while (now := self.app.export_screenshot()) != before:
            before = now
            await self.pilot.pause(0.2)

    def text(self) -> str:
        """All that stands on the screen, line by line."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)

    def told(self) -> str:
        """What stands in the notifications."""
        return "\n".join(f"{one.title} {one.message}" for one in self.app._notifications)

    def shown(self, selector: str) -> str:
        """What a part of the screen says."""
        return str(self.app.screen.query_one(selector, Static).visual)


Scene = Callable[[Stage], Awaitable[None]]
Play = Callable[..., None]


@asynccontextmanager
async def staged(
    home: Path, size: tuple[int, int], client: Callable[[OpenOptions], AsyncAssistant] = AsyncAssistant
) -> AsyncIterator[Stage]:
    app = AssistantApp(client(OpenOptions(home, {})))
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot)
        await stage.until(lambda: app.client.is_open, "the client is open")
        await stage.until(lambda: app.chat.is_ready, "the chat has looked around")
        yield stage
        await app.chat.runner.close()  # as the app does when it is left
        await app.client.close()


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """No settings of this machine, no model server unless a test starts one; put back at the end."""
    with own_environment():
        yield


@pytest.fixture
def ollama(environment: None) -> Iterator[FakeOllama]:
    """A model server with a model that reasons and one that embeds."""
    with model_server_in_use() as fake:
        yield fake


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the papers; made once, copied for each test."""
    return filled_home(tmp_path_factory.mktemp("papers"), {"default": PAPERS})


@pytest.fixture
def home(tmp_path: Path, filled: Path) -> Path:
    """A home of the test's own, with the papers in its library."""
    shutil.copytree(filled, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def play(home: Path) -> Play:
    """Play a scene on a stage of some size."""

    def play(
        scene: Scene,
        size: tuple[int, int] = (120, 40),
        at: Path = home,
        client: Callable[[OpenOptions], AsyncAssistant] = AsyncAssistant,
    ) -> None:
        async def run() -> None:
            async with staged(at, size, client) as stage:
                await scene(stage)

        asyncio.run(run())

    return play

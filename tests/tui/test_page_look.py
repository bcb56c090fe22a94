"""A source's page as it looks: one key, kept as chosen, and text wherever the terminal shows no pictures."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest
from textual.widgets import Static

from assistant import i18n
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import QUESTION, filled_home, own_environment
from tests.ingest.samples import pdf
from tests.tui.conftest import Play, Stage
from tui import pictures
from tui.pictures import TerminalPictures
from tui.widgets.key_line import KeyLine
from tui.widgets.source_pane import SourcePane


@pytest.fixture(scope="module")
def filled_with_a_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    pages = [[(12, "The contract with Lindqvist ends on 31 December 2026.")], [(12, "Signed in Rotterdam.")]]
    with own_environment():
        return filled_home(folder, {"default": {"contract.pdf": pdf(pages)}})


@pytest.fixture
def pdf_home(tmp_path: Path, filled_with_a_pdf: Path) -> Path:
    shutil.copytree(filled_with_a_pdf, tmp_path / "with a pdf")
    return tmp_path / "with a pdf"


async def opened(stage: Stage) -> SourcePane:
    await stage.ask(QUESTION)
    await stage.press("ctrl+g", "enter")
    pane = stage.chat.query_one(SourcePane)
    await stage.until(lambda: pane.place is not None, "the source is there")
    return pane


def shows_pictures(stage: Stage) -> list[bytes]:
    """Let the terminal show pictures, as their sizes; return what it was given."""
    given: list[bytes] = []

    def show(data: bytes) -> Static:
        given.append(data)
        return Static("a picture", classes="shown")

    stage.app.pictures.shower = show
    return given


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_one_key_shows_the_page_and_it_stays_so(
    language: str, play: Play, pdf_home: Path, ollama: FakeOllama
) -> None:
    i18n.use(language)

    async def look(stage: Stage) -> None:
        given = shows_pictures(stage)
        pane = await opened(stage)
        await stage.until(lambda: f"v {i18n.gettext('As it looks')}" in keys(stage), "the key is told")
        await stage.press("v")
        await stage.until(lambda: pane.query(".shown"), "the picture is there")
        assert given[0].startswith(b"\x89PNG")
        assert not pane.query_one(".page").display
        assert f"v {i18n.gettext('As text')}" in keys(stage)
        await stage.press("n")
        await stage.until(lambda: len(given) == 2 and pane.query(".shown"), "the next page is there")
        await stage.press("escape", "ctrl+g", "enter")
        await stage.until(lambda: len(given) == 3 and pane.query(".shown"), "it stays so for the next source")
        await stage.press("v")
        await stage.until(lambda: pane.query_one(".page").display, "the text is back")
        assert not pane.query(".shown")
        assert await stage.app.client.note("source-view") == "text"

    play(look, (120, 40), pdf_home)


def keys(stage: Stage) -> str:
    return str(stage.app.screen.query_one(KeyLine).render())


def test_a_page_that_cannot_be_drawn_stays_text_and_says_why(
    play: Play, pdf_home: Path, ollama: FakeOllama, filled_with_a_pdf: Path
) -> None:
    file = filled_with_a_pdf.parent / "default" / "contract.pdf"
    before = file.read_bytes()

    async def look(stage: Stage) -> None:
        shows_pictures(stage)
        pane = await opened(stage)
        file.write_bytes(before + b"\n% another")
        await stage.press("v")
        await stage.until(lambda: "changed since it was read" in stage.told(), "why is said")
        assert pane.query_one(".page").display
        assert "Lindqvist" in str(pane.query_one(".page", Static).visual)

    try:
        play(look, (120, 40), pdf_home)
    finally:
        file.write_bytes(before)


def test_where_no_picture_can_be_nothing_changes(
    play: Play, pdf_home: Path, ollama: FakeOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(stage: Stage) -> None:
        pane = await opened(stage)
        monkeypatch.setattr(pictures, "find_spec", lambda name: None)
        await stage.press("v")
        await stage.until(lambda: "[pictures]" in stage.told(), "what is needed is said")
        monkeypatch.setattr(pictures, "find_spec", lambda name: ModuleType)
        await stage.press("v")
        await stage.until(lambda: "shows no pictures" in stage.told(), "what is needed is said")
        assert pane.query_one(".page").display
        assert await stage.app.client.note("source-view") == ""

    play(look, (120, 40), pdf_home)


def test_text_files_have_no_key_for_it(play: Play, ollama: FakeOllama) -> None:
    async def look(stage: Stage) -> None:
        shows_pictures(stage)
        await opened(stage)
        assert "As it looks" not in keys(stage)
        await stage.press("v")
        assert not stage.chat.query_one(SourcePane).query(".shown")
        assert "text alone" in stage.told()

    play(look)


def test_a_terminal_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    asked: list[bool] = []

    class Terminal:
        is_headless = False

        @contextmanager
        def suspend(self):  # type: ignore[no-untyped-def]
            asked.append(True)
            yield

    monkeypatch.setattr(pictures, "find_spec", lambda name: ModuleType)
    monkeypatch.setattr(pictures, "_shower", lambda: None)
    known = TerminalPictures()
    for _ in range(2):
        assert "shows no pictures" in known.why_not(Terminal())  # type: ignore[arg-type]
    assert asked == [True]


@pytest.mark.parametrize(
    ("name", "old"),
    [("kitty(0.26.5)", True), ("kitty(0.36.4)", False), ("ghostty 1.2.0", False), ("", False)],
)
def test_an_old_kitty_is_known_by_its_name(name: str, old: bool) -> None:
    assert pictures._is_old_kitty(name) == old

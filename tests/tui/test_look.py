"""What every look and every width has to keep: contrast, a whole last line, one left edge, one language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len
from textual.color import Color

from assistant import i18n
from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.config.schema import TuiSettings
from assistant.config.section import type_of
from assistant.typed import KNOWN
from checks.translations import read
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import QUESTION
from tests.tui.conftest import Play, Stage
from tui.app import AssistantApp
from tui.screens.dialogs import EVERYWHERE, PAGES
from tui.screens.library import LibraryScreen
from tui.screens.settings import SettingsScreen
from tui.themes import THEMES, other_look, theme_named
from tui.widgets.composer import Composer
from tui.widgets.first_steps import PARTS
from tui.widgets.key_line import KeyLine

EASY, HIGH = 4.5, 7.0
"""Contrast of small text after WCAG 2.2, levels AA and AAA."""


def contrast(one: str | None, other: str | None) -> float:
    """The ratio that WCAG 2.2 defines, from 1 to 21."""

    def luminance(colour: str | None) -> float:
        parts = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in Color.parse(colour or "").normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read_in_every_look(name: str) -> None:
    theme = THEMES[name]
    least = HIGH if name.startswith("contrast") else EASY
    for behind in (theme.background, theme.surface):
        assert contrast(theme.foreground, behind) >= least
    if name.startswith("contrast"):
        for colour in (theme.primary, theme.secondary, theme.accent, theme.error, theme.success):
            assert contrast(colour, theme.background) >= HIGH


def test_the_settings_name_every_look() -> None:
    assert get_args(type_of(TuiSettings(), "theme")) == tuple(THEMES)


@pytest.mark.parametrize("name", THEMES)
def test_a_light_look_goes_with_every_dark_one(name: str) -> None:
    other = next(theme for theme in THEMES.values() if theme.name == other_look(theme_named(name)))
    assert other.dark != THEMES[name].dark


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_keys_and_composer_fit_every_width(language: str, play: Play, ollama: FakeOllama) -> None:
    i18n.use(language)

    async def look(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        for width, height in ((200, 60), (120, 40), (80, 24), (43, 30)):
            await stage.pilot.resize_terminal(width, height)
            await stage.pilot.pause()
            field = stage.chat.query_one(Composer).region
            assert (field.x, field.right) == (turn.region.x, turn.region.right), width
            last = stage.text().splitlines()[-1]
            assert cell_len(last) <= width
            assert last.endswith(f"f1 {i18n.gettext('Keys')}")

    play(look)


def test_every_option_of_a_question_and_the_palette_are_told(play: Play, ollama: FakeOllama) -> None:
    told = " ".join(
        f"{key} {does}" for column in PAGES["chat"] for part in column.values() for key, does in part.items()
    )
    for name in KNOWN:
        assert f"--{name}" in told

    async def look(stage: Stage) -> None:
        assert "f4 Table" in stage.text().splitlines()[-1]
        assert "^p Commands" in stage.text().splitlines()[-1]

    play(look, (140, 40))


@pytest.mark.parametrize("page", PAGES)
def test_the_keys_of_a_page_have_room_at_80x24(page: str) -> None:
    left, right = PAGES[page]
    for column in (left, {**right, **EVERYWHERE}):
        assert sum(len(keys) + 2 for keys in column.values()) - 1 <= 24 - 2


def test_a_click_on_a_key_presses_it(play: Play) -> None:
    async def click(stage: Stage) -> None:
        line = stage.text().splitlines()[-1]
        await stage.pilot.click(KeyLine, offset=(cell_len(line[: line.index("f2")]), 0))
        await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen), "the library is shown")

    play(click, (80, 24))


def test_no_page_is_english_in_chinese(play: Play, ollama: FakeOllama) -> None:
    i18n.use("zh")
    texts = {
        str(message.id)
        for message in read("zh_CN", "tui")
        if message.id and message.id != message.string and re.search(r"[A-Za-z]{2}", str(message.id))
    }
    texts = {text for text in texts if " " in text.strip() and "{" not in text}

    async def look(stage: Stage) -> None:
        await stage.ask(QUESTION)
        pages = [stage.text()]
        for key in ("f1", "escape", "f2", "escape", "f4", "escape", "f3"):
            await stage.press(key)
            pages.append(stage.text())
        assert isinstance(stage.app.screen, SettingsScreen)
        await stage.press("ctrl+p")
        pages.append(stage.text())
        alone = {text: re.compile(rf"{re.escape(text)}(?![;,\w])") for text in texts}
        assert [text for text in texts for page in pages if alone[text].search(page)] == []

    play(look, (120, 60))


def test_the_first_frame_has_the_look_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[tui]\ntheme = "solarized-light"\n', "utf-8")
    app = AssistantApp(AsyncAssistant(OpenOptions(tmp_path, {})))
    assert app.theme == theme_named("solarized-light")


@pytest.mark.parametrize("name", ["library", "settings", "table", "dialogs"])
def test_the_sheet_of_one_screen_changes_nothing_of_another(name: str) -> None:
    tui = Path(__file__).parents[2] / "tui"
    bare = set(re.findall(r"^#([\w-]+)", (tui / f"styles/{name}.tcss").read_text("utf-8"), re.MULTILINE))
    others = [path for path in tui.rglob("*.py") if path != tui / f"screens/{name}.py"]
    used = {
        one: path.name for path in others for one in re.findall(r'\bid="([\w-]+)"', path.read_text("utf-8"))
    }
    used |= dict.fromkeys(PARTS, "first_steps.py")
    assert {one: used[one] for one in bare & set(used) if used[one] != "file_filters.py"} == {}

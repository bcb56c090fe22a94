"""Text of documents, models and file names can break nothing on the screen."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from textual.widgets import Markdown

from assistant.api import Assistant
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import QUESTION, model_server
from tests.tui.conftest import Play, Stage
from tui.widgets.answer import MOST_CHARS, AnswerText, is_plain
from tui.widgets.composer import Composer
from tui.widgets.source_pane import SourcePane
from tui.widgets.transcript import Transcript
from tui.widgets.turn import ReasoningFold

pytestmark = pytest.mark.slow

ESCAPES = "a\x1b]52;c;aGVsbG8=\x07b\x1b[2Jc\x9b31md\x1bP1$r\x1b\\e\u202ef\u2066g\u200bh\x00i\x7fj"
HARMFUL = {
    "escapes": ESCAPES,
    "entities": "a&#x1b;[2J b&#27;]52;c;x&#7; c&#x202e;d",
    "markup": "[/] [bold red]x[/red] [@click=app.quit]leave[/] [link=http://x]y[/link] [/bold",
    "half open": "```python\nx = 1\n\n> - **bold *it `code [a](http://b",
    "links": "[click](http://127.0.0.1:1/x) ![picture](http://127.0.0.1:1/y.png) <http://127.0.0.1:1/z>",
    "html": "<script>alert(1)</script> <img src=x onerror=y> <!-- gone -->",
    "one line": "word " * 20_000,
    "one word": "x" * 100_000,
    "wide": "汉" * 50_000,
    "deep": "> " * 3_000 + "a",
    "stars": "*" * 20_000,
    "brackets": "[" * 20_000,
    "rows": "|a|b|\n|-|-|\n" + "|1|2|\n" * 2_000,
    "many blocks": "a\n\n" * 8_000,
    "many items": "- a\n" * 8_000,
    "combining": "e" + "\u0301" * 5_000,
}


def visible_only(screen: str) -> bool:
    return all(
        character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs") for character in screen
    )


@pytest.mark.parametrize("kind", HARMFUL)
def test_an_answer_of_any_kind_is_drawn_and_the_app_lives_on(
    kind: str, ollama: FakeOllama, play: Play
) -> None:
    text = HARMFUL[kind]
    ollama.usual = FakeReply(
        text, thinking=text[:40_000], pieces=(text[: len(text) // 2], text[len(text) // 2 :])
    )

    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        assert visible_only(stage.text())
        for reasoning in stage.chat.query(ReasoningFold):
            reasoning.action_fold()
        await stage.press("home")
        assert visible_only(stage.text())
        assert turn.view.finished is not None
        composer = stage.chat.query_one(Composer)
        composer.focus()
        await stage.press("o", "k")
        assert composer.text == "ok"
        assert "│ ok" in stage.text()

    play(scene)


def test_links_show_where_they_lead_and_open_nothing(ollama: FakeOllama, play: Play) -> None:
    ollama.usual = FakeReply(HARMFUL["links"])

    async def scene(stage: Stage) -> None:
        opened: list[str] = []
        stage.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
        await stage.ask(QUESTION)
        lines = stage.text().split("\n")
        row = next(index for index, line in enumerate(lines) if "click (http://127.0.0.1:1/x)" in line)
        await stage.pilot.click(offset=(lines[row].index("click") + 1, row))
        await stage.pilot.click(offset=(lines[row].index("http") + 1, row))
        await stage.pilot.pause()
        assert opened == []

    play(scene)


def test_what_is_too_long_for_markdown_is_shown_as_it_is_written(ollama: FakeOllama, play: Play) -> None:
    text = "".join(f"**bold** {number} " for number in range(MOST_CHARS // 9))  # no loop, which is stopped
    ollama.usual = FakeReply(text, pieces=(text[:900], text[900:9_000], text[9_000:]))
    assert is_plain(text)

    async def scene(stage: Stage) -> None:
        turn = await stage.ask(QUESTION)
        assert turn.query_one(AnswerText).has_class("-plain")
        assert not turn.query_one(Markdown).display
        stage.chat.query_one(Transcript).focus()
        await stage.press("home")
        await stage.until(lambda: "**bold** 1 **bold** 2" in stage.text(), "the stars are shown")

    play(scene)


def test_names_titles_and_texts_of_documents_are_only_words(tmp_path: Path, play: Play) -> None:
    fake = model_server()
    folder = tmp_path / "papers"
    folder.mkdir()
    words = ESCAPES.replace("\x00", "")  # which would make it no text
    name = f"evil [red] {words}.md"
    text = f"# Title [/] {words}\n\n## Part [bold]\n\nThe {words} contract with Lindqvist ends on 31 December 2026 [/].\n"
    (folder / name).write_text(text, "utf-8")
    home = tmp_path / "hostile"

    async def scene(stage: Stage) -> None:
        await stage.ask(f"[/] {QUESTION} {ESCAPES}")
        assert visible_only(stage.text())
        await stage.press("ctrl+g", "enter")
        await stage.until(lambda: stage.chat.query_one(SourcePane).place is not None, "the source is there")
        assert "Lindqvist" in stage.text()
        assert visible_only(stage.text())

    with fake.running():
        os.environ["ASSISTANT_OLLAMA_HOST"] = fake.url
        with Assistant.open(home=home, create=True) as assistant:
            events = list(assistant.ingest([folder]))
        assert getattr(events[0], "status", "") == "added", events[0]
        play(scene, at=home)

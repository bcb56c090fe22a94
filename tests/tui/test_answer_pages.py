"""A long answer is drawn on pages, of which only the last is laid out anew."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll
from textual.css.model import RuleSet
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from tests.fakes.ollama_server import FakeOllama
from tests.tui.conftest import Play, Stage
from tui.widgets.answer import MOST_ON_PAGE, AnswerText, as_written, markdown_parser, paragraph_start

PARAGRAPHS = [f"Box {number} stands on the *left* of shelf {number}." for number in range(3 * MOST_ON_PAGE)]


def test_a_page_turns_between_two_paragraphs_only() -> None:
    text = "One.\n\nTwo.\n\n- three\n\n- four\n\nFive.\n\nSix.\n\n```\nseven\n\neight\n```\n\nNine.\n"
    assert paragraph_start(text, 0) == text.index("Two.")
    assert paragraph_start(text, 7) == text.index("Six.")
    assert paragraph_start(text, text.index("Six.") + 1) is None


@pytest.mark.parametrize("before", ["", "1. first\n2. second\n\n", "| a | b |\n|---|---|\n| 1 | 2 |\n\n"])
def test_what_is_written_on_pages_looks_as_what_is_drawn_at_once(
    before: str, ollama: FakeOllama, play: Play
) -> None:
    text = before + "\n\n".join(PARAGRAPHS)

    async def scene(stage: Stage) -> None:
        written, at_once = AnswerText(), AnswerText(text)
        await stage.app.screen.mount(VerticalScroll(written, at_once))
        for start in range(0, len(text), 37):
            await written.write(text[start : start + 37])
            await written._draw()
        await stage.pilot.pause()
        assert len(written.query(Markdown)) > 2
        assert len(at_once.query(Markdown)) == 1
        assert _said(written) == _said(at_once)
        assert written.size.height == at_once.size.height
        await written.show("All of it is other.")
        assert len(written.query(Markdown)) == 1
        assert _said(written) == ["All of it is other."]

    play(scene)


def _said(answer: AnswerText) -> list[str]:
    return [block._content.plain for block in answer.query(MarkdownBlock) if block._content.plain]


def test_quoted_headings_stand_on_lines_of_their_own(play: Play) -> None:
    text = (
        "1. General\nThis is for everyone. [1]\n\n2. Hours\nWork begins at 7:15.\n# 4 is closed.\n\n"
        "| Team | Leader |\n| One | Anna |"
    )

    async def scene(stage: Stage) -> None:
        answer = AnswerText(quotes=True)
        await stage.app.screen.mount(VerticalScroll(answer))
        for start in range(0, len(text), 5):
            await answer.write(text[start : start + 5])
            await answer._draw()
        await stage.pilot.pause()
        assert _said(answer)[:2] == [
            "1. General\nThis is for everyone. [1]",
            "2. Hours\nWork begins at 7:15.\n# 4 is closed.",
        ]
        assert "Anna" in stage.text()

    play(scene)


def test_no_line_is_lost_where_more_is_appended(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        answer = AnswerText(quotes=True)
        await stage.app.screen.mount(VerticalScroll(answer))
        for piece in ("Term\nThe lease ends", " in May.", "\n\nRent\nIt is", " 900."):
            await answer.write(piece)
            await answer._draw()
        await stage.pilot.pause()
        assert _said(answer) == ["Term\nThe lease ends in May.", "Rent\nIt is 900."]

    play(scene)


def test_a_table_of_quotes_stays_a_table() -> None:
    assert as_written("| a |\n| --- |\n| 1 |") == "| a |\n| --- |\n| 1 |"


@pytest.mark.parametrize(
    "lines",
    [
        "Terms\n---\nThe rent is due.", "Terms\n===\nThe rent is due.", "Run\n```\nmake\n```\nthen stop.",
        "~~~\nmake", "We need\n- a pump\n* a seal\n+ a key", "One\n***\n* * *\n___\ntwo", "1) one\n2. two", ">one\n> two",
    ],
)  # fmt: skip
def test_lines_of_documents_are_no_markdown(lines: str) -> None:
    tokens = markdown_parser().parse(as_written(lines))
    assert [one.type for one in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    said = "".join("\n" if one.type == "hardbreak" else one.content for one in tokens[1].children or ())
    assert said == lines


def test_rules_are_told_apart_without_python() -> None:
    assert RuleSet.__hash__ is object.__hash__

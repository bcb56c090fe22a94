"""The table screen: fills cell by cell, opens sources, stops and goes on, writes a workbook."""

from __future__ import annotations

import threading
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from rich.cells import cell_len
from textual.widgets import DataTable, Input, Static

from assistant.answer_table import Cell
from tests.fakes.ollama_server import FakeOllama, FakeReply, Json
from tests.tui.conftest import Play, Stage
from tui.screens.dialogs import TextDialog
from tui.screens.table import TableScreen, _drawn, _head, _names
from tui.widgets.source_pane import SourcePane

pytestmark = pytest.mark.slow


async def opened(stage: Stage) -> TableScreen:
    await stage.press("f4")
    await stage.until(lambda: isinstance(stage.app.screen, TableScreen), "the table is shown")
    screen = stage.app.screen
    assert isinstance(screen, TableScreen)
    return screen


async def asked(stage: Stage, screen: TableScreen, question: str) -> None:
    field = screen.query_one("#question", Input)
    field.value = question
    field.focus()
    await stage.press("enter")
    await stage.until(lambda: screen.table is not None and not screen.is_filling, "the table is filled")
    assert field.has_focus  # a further question can be typed


@pytest.mark.parametrize(
    "said", ["Each of the parties may give three months' notice", "任何一方均可提前三个月通知对方终止"]
)
def test_a_cell_that_is_cut_keeps_its_mark(said: str) -> None:
    drawn = _drawn(Cell("unsure", said), 24).plain
    assert drawn.startswith(said[:6])
    assert drawn.endswith("… [?]")
    assert cell_len(drawn) <= 24
    assert _drawn(Cell("unsure", "9 May"), 24).plain == "9 May [?]"


def test_files_of_several_folders_are_named_with_theirs() -> None:
    alone = _names(["/d/leases/oak.md", "/d/leases/elm.md"])
    assert [name.plain for name in alone] == ["oak.md", "elm.md"]
    apart = _names(["/d/leases/oak.md", "/d/会议/oak.md"])
    assert [name.plain for name in apart] == ["oak.md  leases", "oak.md  会议"]


def test_what_came_of_it_is_read_whole_at_80x24(play: Play, ollama: FakeOllama) -> None:
    ollama.answer = lambda _: FakeReply("not stated")

    async def scene(stage: Stage) -> None:
        screen = await opened(stage)
        line = screen.query_one("#filling", Static)
        line.update("✓ 12 of 30 answers found · 7 not confirmed [?] · 5 probably not stated · 6 not stated")
        await stage.until(lambda: "6 not stated" in " ".join(stage.text().split()), "all of it is shown")
        assert stage.text().splitlines()[-1].endswith("f1 Keys")
        assert "f4 " not in stage.text().splitlines()[-1]

    play(scene, (80, 24))


def test_a_question_makes_a_column_and_each_cell_opens_its_source(
    play: Play, ollama: FakeOllama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ollama.answer = lambda _: FakeReply("not stated")

    async def scene(stage: Stage) -> None:
        screen = await opened(stage)
        assert "Write a question above" in stage.text()
        await asked(stage, screen, "How often is the rotor seal replaced?")
        answers = screen.query_one("#answers", DataTable)
        assert answers.row_count == 3
        assert screen.table is not None
        await asked(stage, screen, "When does the contract end?")
        assert len(screen.query_one("#answers", DataTable).columns) == 3
        found = [
            (row, column)
            for row in range(3)
            for column in (1, 2)
            if str(answers.get_cell_at((row, column))) not in ("not stated", "未说明")  # type: ignore[arg-type]
        ]
        assert found, stage.text()
        answers.focus()
        answers.move_cursor(row=found[0][0], column=found[0][1])
        await stage.press("enter")
        pane = screen.query_one(SourcePane)
        await stage.until(lambda: pane.display and pane.place is not None, "the source is open")
        await stage.press("escape")
        assert not pane.display
        answers.move_cursor(row=1, column=0)
        await stage.press("enter")
        await stage.until(lambda: pane.display and pane.place is not None, "the document is open")
        await stage.press("escape")
        await stage.press("ctrl+s")
        await stage.until(lambda: isinstance(stage.app.screen, TextDialog), "the file is asked for")
        assert stage.app.screen.query_one(Input).value == str(tmp_path / "answers.xlsx")
        await stage.press("enter")
        await stage.until(lambda: (tmp_path / "answers.xlsx").exists(), "it is written")
        await stage.until(lambda: str(tmp_path / "answers.xlsx") in stage.told(), "and said")
        book = openpyxl.load_workbook(tmp_path / "answers.xlsx")
        assert [cell.value for cell in book["Answers"][1]] == ["Document", *screen.questions]
        answers.move_cursor(row=0, column=2)
        await stage.press("delete")
        await stage.until(lambda: len(screen.questions) == 1, "a question is dropped")
        await stage.press("escape")
        assert not isinstance(stage.app.screen, TableScreen)
        again = await opened(stage)
        assert again.questions == screen.questions
        await stage.until(lambda: again.query_one("#answers", DataTable).row_count == 3, "its rows are back")
        await stage.until(lambda: again.table is not None and not again.is_filling, "and whole")
        await stage.press("f1")
        assert "remove the question" in stage.text()

    play(scene)


@pytest.mark.parametrize("key", ["f5", "escape"])
def test_it_is_stopped_and_goes_on_with_what_is_missing(play: Play, ollama: FakeOllama, key: str) -> None:
    held = threading.Event()
    asked_of: list[str] = []

    def answer(body: Json) -> FakeReply:
        asked_of.append(str(body["messages"][-1]["content"]))
        if len(asked_of) == 1:
            held.wait(20)
        return FakeReply("not stated")

    ollama.answer = answer

    async def scene(stage: Stage) -> None:
        screen = await opened(stage)
        field = screen.query_one("#question", Input)
        field.value = "How often is the rotor seal replaced?"
        await stage.press("enter")
        await stage.until(lambda: len(asked_of) == 1, "a document is asked")
        await stage.press(key)
        held.set()
        await stage.until(lambda: not screen.is_filling, "it is stopped")
        assert "F5 goes on" in stage.text()
        assert screen.table is None
        await stage.press(*"no")
        await stage.press("escape")  # out of what is typed, which stays
        assert (screen.query_one("#question", Input).value, stage.app.screen is screen) == ("no", True)
        screen.query_one("#question", Input).value = ""
        screen.query_one("#question", Input).focus()
        await stage.press("escape")
        screen = await opened(stage)
        await stage.until(lambda: screen.query_one("#answers", DataTable).row_count == 3, "its rows are back")
        await stage.until(lambda: "F5 goes on" in stage.text(), "it stands still, as it was left")
        assert len(asked_of) == 1
        await stage.press("f5")
        await stage.until(lambda: screen.table is not None, "it goes on to its end")
        assert len(asked_of) >= 2  # what was stopped is asked again

    play(scene)


def test_a_condition_leaves_the_documents_that_meet_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        screen = await opened(stage)
        await asked(stage, screen, "Which contracts end in 2027?")
        answers = screen.query_one("#answers", DataTable)
        assert screen.table is not None
        assert screen.table.asked == 1
        assert answers.row_count == len(screen.table.chosen) == 0
        await stage.press("down", "delete")
        screen.query_one("#question", Input).value = ""
        await asked(stage, screen, "Which contracts end in 2026?")
        assert answers.row_count == 1
        await stage.press("down")
        answers.move_cursor(row=0, column=0)
        await stage.press("enter")
        pane = screen.query_one(SourcePane)
        await stage.until(lambda: pane.display and pane.place is not None, "the source is open")
        assert "ends on 31 December 2026" in stage.text()
        assert "esc Back" in stage.text().splitlines()[-1]

    play(scene, (80, 24))


def test_heads_stand_whole_in_lines_at_80_columns() -> None:
    head = _head("How many months of notice do both sides have to give?", 18)
    lines = head.plain.split("\n")
    assert len(lines) == 4
    assert all(cell_len(line) <= 18 for line in lines)
    assert " ".join(lines) == "How many months of notice do both sides have to give?"
    assert (
        _head("甲方提前解除合同需要提前多少天书面通知乙方并支付多少违约金以及其他费用", 18).plain.endswith(
            "…"
        )
        is False
    )
    assert _head("word " * 40, 18).plain.endswith("…")

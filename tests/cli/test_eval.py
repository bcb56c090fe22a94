"""`assistant eval`: a table with marks, JSON, a report, and what changed; stopped, and with bad input."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from assistant.api import Assistant
from assistant.events import Event
from assistant.options import TurnOptions
from tests.cli.conftest import Run
from tests.cli.test_documented_json import RECORDS, check
from tests.fakes.ollama_server import FakeOllama, FakeReply

QUESTIONS = (
    "question,expected,file,unanswerable\n"
    "When does the contract with Lindqvist end?,31 December 2026,contract.md,\n"
    "转子密封圈多久更换一次？,十二个月,,\n"
    "Who won the chess championship of 1972?,,,yes\n"
)


@pytest.fixture
def questions(library: Path, tmp_path: Path) -> str:
    (tmp_path / "q.csv").write_text(QUESTIONS, "utf-8")
    return "q.csv"


@pytest.fixture
def empty(home: Path, tmp_path: Path) -> str:
    """The questions, and a library without documents."""
    Assistant.open(home=home, create=True).close()
    (tmp_path / "q.csv").write_text(QUESTIONS, "utf-8")
    return "q.csv"


def test_a_model_is_compared_with_none(questions: str, ollama: FakeOllama, run: Run, tmp_path: Path) -> None:
    ollama.answer = lambda body: FakeReply("I cannot say.")
    first = run("eval", questions, "--json")
    assert first.code == 0, first.err
    assert check("eval", first.lines) == {"question", "totals"}
    assert first.lines[-1]["chat_model"] == "deepseek-r1:8b"
    assert [line["found"] for line in first.lines[:3]] == [True, True, None]
    assert first.lines[2]["refused"] is True
    (tmp_path / "earlier.json").write_text(first.out, "utf-8")
    asked = len(ollama.sent("/api/chat"))
    assert asked
    again = run("eval", questions, "--without-model", "--json", "--compare", "earlier.json", "-o", "r.csv")
    assert len(ollama.sent("/api/chat")) == asked
    assert again.lines[-1]["chat_model"] == ""
    assert again.lines[-1]["answered"] == {"count": 2, "of": 2, "share": 1.0}
    assert {line["event"] for line in again.lines} == {shape["event"] for shape in RECORDS["eval"]}
    check("eval", again.lines)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["answered"] for row in csv.DictReader(file)] == ["yes", "yes", ""]
    shown = run("eval", questions, "--without-model", "--compare", "earlier.json")
    assert "Answered ✗ → ✓  When does the contract" in shown.out
    assert "No chat model was asked." in shown.out
    assert "hardly a question is refused" in shown.out
    assert run("history", "--json").out == ""  # nothing was kept


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_columns_of_the_table_line_up(empty: str, run: Run, language: str) -> None:
    lines = run("eval", empty, "--without-model", "--language", language).out.splitlines()
    assert language == "en" or "找到" in lines[0]
    found = lines[0].index("Found" if language == "en" else "找到")
    signs = [cell_len(line[: min(line.index(sign) for sign in "✓✗·" if sign in line)]) for line in lines[1:4]]
    assert signs == [cell_len(lines[0][:found])] * 3
    assert lines[6].endswith("0%")


def test_a_stopped_run_says_how_far_it_came(empty: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Assistant.ask

    def stopped(self: Assistant, question: str, options: TurnOptions) -> Iterator[Event]:
        if question.startswith("Who"):
            raise KeyboardInterrupt
        yield from whole(self, question, options)

    monkeypatch.setattr(Assistant, "ask", stopped)
    result = run("eval", empty, "--without-model")
    assert result.code == 130
    assert "Stopped after 2 of 3 questions." in result.err
    assert "0 of 2  0%" in result.out


def test_bad_input_gets_a_sentence_and_asks_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("question,expected\nHow?,a\n", "utf-8")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    for words, said in (
        (("none.csv",), "none.csv cannot be read"),
        (("empty.csv",), "empty.csv holds no questions."),
        (("q.csv", "--compare", "q.csv"), "q.csv holds no earlier evaluation."),
        (("q.csv", "-o", "r.xlsx"), "A report cannot be written as r.xlsx."),
        (("q.csv", "-o", "nowhere/r.csv"), "There is no folder “nowhere”."),
        (("q.csv", "--model", "x", "--without-model"), "--model and --without-model were both given."),
    ):
        result = run("eval", *words)
        assert result.code == 2
        assert said in result.err
        assert result.out == ""

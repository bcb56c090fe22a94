"""`assistant table` and `ask --each`: a table on standard output or in a file, stopped and gone on with."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from assistant.answer_table import Cell, Table, TableRow
from assistant.api import Assistant
from assistant.cli.table_output import _draw, _summary
from assistant.events import Citation
from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply, Json

pytestmark = pytest.mark.slow

LEFT = "Until which day may Lindqvist send parcels?"
"""No known word leads to its value, so that the model is asked."""
END, SEAL = "When does the contract with Lindqvist end?", "How often is the rotor seal replaced?"


def answered(body: Json) -> FakeReply:
    asked = str(body["messages"][-1]["content"])
    if "Lindqvist" in asked and "ends on" in asked and (END in asked or LEFT in asked):
        return FakeReply("31 December 2026")
    return FakeReply("not stated")


def test_a_table_is_written_as_a_workbook_as_csv_and_as_markdown(
    library: Path, ollama: FakeOllama, run: Run, tmp_path: Path
) -> None:
    ollama.answer = answered
    result = run("table", END, SEAL, "-o", str(tmp_path / "t.xlsx"))
    assert (result.code, result.out) == (0, "")
    assert "Asking 3 documents: 6 answers" in result.err
    assert "Written to t.xlsx" in result.err
    rows = list(openpyxl.load_workbook(tmp_path / "t.xlsx")["Answers"].iter_rows(values_only=True))
    assert rows[0] == ("Document", END, SEAL)
    assert ("contract.md", "31 December 2026", "not stated") in rows
    asked = len(ollama.sent("/api/chat"))
    again = run("table", END, SEAL, "--csv")
    assert len(ollama.sent("/api/chat")) == asked  # what was answered is kept
    (row,) = [row for row in csv.DictReader(io.StringIO(again.out)) if row["Document"] == "contract.md"]
    assert row[END] == "31 December 2026"
    assert row["Quote"] in ("", "The contract with Lindqvist ends on 31 December 2026.")
    assert "| contract.md | 31 December 2026 [1] | not stated |" in run("table", END, SEAL).out
    run("table", END, SEAL, "--again")
    assert len(ollama.sent("/api/chat")) == 2 * asked


def test_each_document_is_asked_and_the_answer_cites_them(
    library: Path, ollama: FakeOllama, run: Run, tmp_path: Path
) -> None:
    ollama.answer = answered
    result = run("ask", "--each", LEFT, "--in", "contract.md", "-o", str(tmp_path / "t.md"))
    assert result.code == 0
    # It says nothing of parcels, though the model reads a day of it.
    assert "| `contract.md` | probably not stated |" in result.out
    assert "[?]" not in result.out
    assert "probably not stated" in (tmp_path / "t.md").read_text("utf-8")
    assert len(ollama.sent("/api/chat")) == 1


def test_a_stopped_table_keeps_its_cells(
    library: Path, ollama: FakeOllama, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama.answer = answered
    whole = Assistant.fill_table

    def stopped(self: Assistant, *args: object, **named: object) -> object:
        for number, event in enumerate(whole(self, *args, **named)):  # type: ignore[arg-type]
            yield event
            if number == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "fill_table", stopped)
    result = run("table", LEFT)
    assert result.code == 130
    assert "the same command goes on" in result.err
    monkeypatch.undo()
    asked = len(ollama.sent("/api/chat"))
    assert run("table", LEFT).code == 0
    assert asked < len(ollama.sent("/api/chat")) == 3  # of three documents none is asked twice


def test_bad_input_gets_a_sentence_and_asks_nothing(library: Path, ollama: FakeOllama, run: Run) -> None:
    for words, said in (
        (("table", END, "-o", "t.doc"), "A table cannot be written as t.doc."),
        (("table", END, "-o", "nowhere/t.csv"), "There is no folder “nowhere”."),
        (("table", END, "--in", "nowhere"), "No file of the library lies at nowhere."),
        (("table", " "), "There is no question."),
    ):
        result = run(*words)
        assert (result.code, result.out) == (2, "")
        assert said in result.err
    assert not ollama.sent("/api/chat")


def test_a_place_is_one_source_and_nothing_stated_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    cited = (Citation(1, "/docs/a.pdf", "A", 3, ("Term",), "It ends in May.", 0, 9, 1),)
    cells = (
        Cell("found", "in May", "", cited),
        Cell("unsure", "12", "", cited),
        Cell("unsure"),
    )
    _draw(Table(("End?", "Months?", "Fee?"), (TableRow("/docs/a.pdf", "A", cells),), 1, 1))
    shown = capsys.readouterr().out
    assert "in May [1]" in shown
    assert "12 [1][?]" in shown
    assert "probably not stated" in shown
    assert shown.count("page 3") == 1


def test_what_is_probably_not_stated_is_no_answer_with_a_mark() -> None:
    cells = (Cell("found", "1 May"), Cell("unsure"), Cell("unsure", "two years"), Cell("not_stated"))
    table = Table(("End?", "Who?", "How long?", "Fee?"), (TableRow("/docs/a.pdf", "A", cells),), 1, 1)
    assert (
        _summary(table)
        == "1 document asked: 1 of 4 answers found, 1 not confirmed [?], 1 probably not stated, 1 not stated."
    )

from __future__ import annotations

import io
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.api import Assistant
from assistant.cli.search import clipped
from assistant.events import Notice
from assistant.retrieval.search import Found
from tests.cli.conftest import Run
from tests.cli.terminal import on_terminal
from tests.fakes.ollama_server import FakeOllama

pytestmark = pytest.mark.slow


def test_json_is_the_contract(library: Path, run: Run) -> None:
    result = run("search", "notice", "period", "--limit", "1", "--json")
    assert result.code == 0
    (line,) = result.lines
    assert set(line) == {"query", "hits", "took_ms"}
    assert line["query"] == "notice period"
    (hit,) = line["hits"]
    assert set(hit) == {
        "rank",
        "source",
        "title",
        "page",
        "page_label",
        "heading",
        "text",
        "score",
        "confidence",
    }
    assert hit["source"] == str(library / "contract.md")
    assert hit["page"] is None
    assert "ninety days" in hit["text"]


def test_plain_hit_names_its_place(library: Path, run: Run) -> None:
    result = run("search", "rotor seal", "--limit", "1")
    assert result.out.startswith(" 1  documents/manual.md · Centrifuge manual")
    assert "    The rotor seal is replaced every twelve months." in result.out


def test_in_narrows(library: Path, run: Run) -> None:
    result = run("search", "rotor seal", "--in", "*contract*", "--json")
    assert {Path(hit["source"]).name for hit in result.lines[0]["hits"]} <= {"contract.md"}


def test_queries_are_answered_in_order(library: Path, run: Run, tmp_path: Path) -> None:
    queries = ["rotor seal", "notice period", "密封圈"]
    file = tmp_path / "queries.jsonl"
    file.write_text("".join(json.dumps({"query": query}) + "\n\n" for query in queries), "utf-8")
    result = run("search", "--queries", str(file), "--limit", "1", "--json")
    assert [line["query"] for line in result.lines] == queries
    found = [Path(line["hits"][0]["source"]).name for line in result.lines]
    assert found[:2] == ["manual.md", "contract.md"]


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"query": 1}', '{"query": " "}'])
def test_broken_line_is_named_before_anything_is_printed(
    library: Path, run: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"query": "rotor"}\n' + line + "\n"))
    result = run("search", "--queries", "-")
    assert (result.code, result.out) == (2, "")
    assert "Line 2" in result.err


def test_queries_that_are_not_there(run: Run) -> None:
    assert run("search", "--queries", "nowhere").code == 2
    assert run("search", "--queries", "-", "and a query").code == 2


def test_notice_is_beside_the_hits_and_said_once(
    library: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Assistant.search
    notice = Notice("no_such_place", "No file of the library is in nowhere.")

    def search(self: Assistant, *args: Any) -> Found:
        return replace(found(self, *args), notices=(notice,))

    monkeypatch.setattr(Assistant, "search", search)
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"query": "rotor"}\n{"query": "seal"}\n'))
    result = run("search", "--queries", "-", "--json")
    assert [set(line) for line in result.lines] == [{"query", "hits", "took_ms"}] * 2
    assert result.err == notice.message + "\n"


def test_clipped_text_has_few_lines_and_says_that_more_follows() -> None:
    lines = clipped("word " * 200 + "\n\n\x1b[2Jlast", 40)
    assert len(lines) == 6
    assert lines[-1].endswith("…")
    assert all(len(line) <= 40 for line in lines)
    assert clipped("a\n\nb\x1b[2J", 40) == ["a", "b"]


@pytest.mark.parametrize("at", [0, 9, 30, 58, 59])
@pytest.mark.parametrize(
    ("words", "gap"),
    [
        ([f"word{number}" + "x" * (number % 7) for number in range(60)], " "),
        ([f"第{number}条租金按月支付" for number in range(60)], ""),
    ],
)
@given(width=st.integers(24, 60))
def test_no_word_is_lost_within_the_lines_that_are_shown(
    words: list[str], gap: str, at: int, width: int
) -> None:
    text = gap.join([*words[:at], " needle ", *words[at:]])
    shown = clipped(text, width, "needle")
    assert all(cell_len(line) <= width for line in shown)
    said = "".join("".join(shown).removeprefix("… ").removesuffix(" …").split())
    assert said in "".join(text.split())
    assert "needle" in said
    assert text.endswith(shown[-1].split()[-1]) or shown[-1].endswith(" …")


def test_on_a_terminal_what_holds_no_word_follows_in_a_line_each(library: Path) -> None:
    shown = on_terminal(["search", "seal"], os.environ)
    held, _line, near = shown.partition("These hold none of the words, and are the nearest in meaning:")
    assert "manual.md" in held
    assert "contract.md" in near
    assert "contract.md" not in held
    numbers = [int(number) for number in re.findall(r"^(?:\x1b\[36m)? ?(\d+)  ", shown, re.MULTILINE)]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(numbers) > 2


def test_in_a_pipe_a_few_lines_are_shown_and_all_where_that_is_wanted(
    documents: Path, ollama: FakeOllama, run: Run
) -> None:
    lines = "\n".join(f"The filter of machine {number} was cleaned." for number in range(30))
    (documents / "log.md").write_text(f"# Log\n\n{lines}\nThe gasket was renewed in March.\n", "utf-8")
    run("ingest", str(documents))
    shown = run("search", "gasket renewed").out
    assert "gasket was renewed in March" in shown
    assert "machine 0 " not in shown
    assert "These hold none of the words, and are the nearest in meaning:" in shown
    full = run("search", "gasket renewed", "--full").out
    assert "machine 0 " in full
    assert "gasket was renewed in March" in full


def test_of_a_table_the_row_with_the_words_is_shown_below_its_columns() -> None:
    rows = "\n".join(f"A{number:02}  part" for number in range(20))
    shown = clipped(f"No   Name\n─────────\n{rows}\nB77  seal", 40, "seal")
    assert shown[:2] == ["No   Name", "─────────"]
    assert shown[-1] == "B77  seal"
    assert len(shown) == 6

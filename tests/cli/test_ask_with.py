"""A file that is read for one answer only: it is answered from, cited, and only the answer stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.beside import FIRST_NUMBER
from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply

pytestmark = pytest.mark.slow
WORD = "Wolframite"
LETTER = f"# Letter\n\n## Offer\n\n{WORD} is offered at 4,850 euros a tonne until 3 May 2027.\n"
ANSWER = f"{WORD} is offered at 4,850 euros a tonne."


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.md"
    path.write_text(LETTER, "utf-8")
    return path


def holding(folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and LETTER[:40].encode() in path.read_bytes()
    ]


def test_a_file_is_asked_and_not_kept(
    library: Path, home: Path, letter: Path, ollama: FakeOllama, run: Run
) -> None:
    ollama.replies.append(FakeReply(ANSWER))
    last = run("ask", "What is offered, and for how much?", "--with", str(letter), "--json").lines[-1]
    assert last["answer"] == f"{ANSWER} [1]"
    assert last["citations"][0]["source"] == str(letter)
    assert "until 3 May 2027" in ollama.sent("/api/chat")[-1]["messages"][-1]["content"]
    assert str(letter) not in json.dumps(run("sources", "--json").lines)
    assert not list(home.rglob("beside-*"))
    assert not holding(home)
    assert run("history", "--find", WORD, "--json").lines  # as the help says
    assert "stays in the history" in " ".join(run("ask", "--help").out.split())
    follow = run("ask", "--continue", "When does the contract with Lindqvist end?")
    assert follow.code == 0, follow.err


def test_a_file_may_be_named_as_file_managers_copy_it(library: Path, tmp_path: Path, run: Run) -> None:
    paper = tmp_path / "an offer.md"
    paper.write_text(LETTER, "utf-8")
    result = run("ask", f"What does {WORD} cost?", "--with", paper.as_uri(), "--engine", "embedded")
    assert "4,850 euros" in result.out


def test_without_a_model_it_is_quoted_and_what_a_killed_process_left_goes(
    library: Path, home: Path, letter: Path, tmp_path: Path, run: Run
) -> None:
    left = next(path.parent for path in home.rglob("library.db")) / "beside-left"
    left.mkdir()
    (left / "library.db").write_text(LETTER)
    result = run("ask", f"What does {WORD} cost?", "--with", str(letter), "--engine", "embedded")
    assert "4,850 euros" in result.out
    assert "[1] letter.md" in result.err
    assert not left.exists()
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    for name, message in (
        ("none.md", "There is no file"),
        ("broken.pdf", "could not be read"),
        ("", "is no file"),
    ):
        wrong = run("ask", "What?", "--with", str(tmp_path / name))
        assert wrong.code == 2
        assert message in wrong.err
    assert not list(tmp_path.rglob("beside-*"))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Sum up contract.md", "contract.md"),
        ("What does the letter say?", "letter.md"),
        ("Sum up the letter", "letter.md"),
    ],
)
def test_a_document_that_is_named_is_asked_in_its_place(
    library: Path, letter: Path, run: Run, question: str, asked: str
) -> None:
    result = run("ask", question, "--with", str(letter), "--engine", "embedded", "--json")
    last = result.lines[-1]
    assert {Path(one["source"]).name for one in last["citations"]} == {asked}
    told = [one for one in result.lines if one.get("code") == "named_instead"]
    assert len(told) == (asked != "letter.md")
    assert all("Not asked: letter.md" in one["message"] for one in told)


def test_its_passages_are_numbered_apart() -> None:
    assert FIRST_NUMBER > 1 << 32

"""Conversations as Word documents: read back by our own reader of such files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation_file import conversation_as_word, free_file, outside, write_conversation
from assistant.errors import UsageError
from assistant.events import Citation, Finished
from ingest.loaders import load_bytes

SOURCE = Citation(1, "/d/lease.md", "Lease", 2, ("Term",), "It ends on\n31 December.", 10, 27, 7)
TURN = Finished(
    question="When does it end & what is <due>?",
    searched_for="",
    answer="",
    reasoning="",
    citations=(SOURCE,),
    unsupported=(),
    status="answered",
    grounded=True,
    engine="ollama",
    chat_model="m",
)


def read(answer: str, tmp_path: Path, **changes: object) -> str:
    path = tmp_path / "answer.docx"
    turn = replace(TURN, answer=answer, **changes)  # type: ignore[arg-type]
    path.write_bytes(conversation_as_word("The lease", [turn]))
    return load_bytes(path.read_bytes(), path).text


def test_an_answer_stands_in_it_with_its_sources(tmp_path: Path) -> None:
    text = read(
        "It ends on **31 December**. [1]\n\n- the rent\x07\n- the `deposit`\n\n3. third\n4. fourth", tmp_path
    )
    for wanted in (
        "The lease",
        TURN.question,
        "It ends on 31 December. [1]",
        "• the deposit",
        "3. third",
        "4. fourth",
    ):
        assert wanted in text
    assert "“It ends on 31 December.”" in text


def test_tables_are_tables_of_models_and_of_what_is_quoted(tmp_path: Path) -> None:
    by_model = read("| Item | Price |\n| --- | --- |\n| Chair | 12 |", tmp_path)
    quoted = read(
        "| Item | Price |\n| Chair | 12 | [1]",
        tmp_path,
        chat_model="",
        status="extracted",
        citations=(replace(SOURCE, quote="Chair"),),
    )
    assert "| Chair | 12 |" in by_model
    assert "| Chair | 12 [1] |" in quoted


def test_it_is_written_by_its_ending_and_not_among_what_is_read(tmp_path: Path) -> None:
    write_conversation("The lease", [TURN], tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text("utf-8").startswith("# The lease")
    with pytest.raises(UsageError):
        write_conversation("The lease", [TURN], tmp_path / "a.pdf")
    assert outside(tmp_path / "papers", [str(tmp_path)]) == Path.home()
    assert outside(tmp_path, [str(tmp_path / "papers")]) == tmp_path
    (first := free_file(tmp_path, "a/b")).touch()
    assert first.name == "a b.docx"
    assert free_file(tmp_path, "a/b").name == "a b (2).docx"

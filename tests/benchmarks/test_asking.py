"""The parts that ask whole questions, on papers that are made here: no model, no data from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import dragonball
from benchmarks.asking import Scripted, answered, asking, bare, ended, filled, written
from benchmarks.dragonball import Question, Shown
from benchmarks.remembered import Remembering
from benchmarks.rows import Skipped
from tests.fakes.models import HashingEmbedder
from tests.fakes.papers import PAPERS

LEAVE = "Employees in Rotterdam get 28 working days of annual leave each calendar year."


def test_a_scripted_model_keeps_what_it_was_shown_and_says_what_it_is_told(tmp_path: Path) -> None:
    embedder, chat = Remembering(HashingEmbedder()), Scripted(says=LEAVE)
    written(PAPERS, tmp_path / "docs")
    assert filled(tmp_path / "home", "papers", tmp_path / "docs", embedder) > 0
    with asking(tmp_path / "home", "papers", embedder, chat) as assistant:
        view = answered(assistant, "How many working days of annual leave do employees in Rotterdam get?")
    assert LEAVE in view.answer
    assert ended(view).chat_model == "deepseek-r1:8b"
    (prompt,) = chat.prompts
    assert bare(LEAVE) in bare(prompt)


def test_files_that_are_as_they_should_be_are_not_written_again(tmp_path: Path) -> None:
    written({"a/b.md": "One."}, tmp_path)
    before = (tmp_path / "a" / "b.md").stat().st_mtime_ns
    written({"a/b.md": "One.", "c.md": "Two."}, tmp_path)
    assert (tmp_path / "a" / "b.md").stat().st_mtime_ns == before
    assert (tmp_path / "c.md").read_text(encoding="utf-8") == "Two."


def test_layout_does_not_decide_whether_a_sentence_was_shown() -> None:
    question = Question("?", "Factual", "choosing", "", ("The rent is 900 euros.", "It ends in May."))
    assert Shown(question, "The rent\n  is 900\u00a0euros. It ends").held() == [True, False]
    assert Shown(question, "").held() == [False, False]


def test_reports_are_named_for_their_company_and_year_and_glued_references_are_cut(tmp_path: Path) -> None:
    reports = [
        {
            "name": "Arvel Ltd.",
            "domain": "Finance",
            "language": "en",
            "text": "In 2001 and in 2019, and 2019.",
        },
        {"name": "Brenn", "domain": "Law", "language": "en", "text": "In 2019."},
    ]
    asked = {
        "id": "7",
        "type": "Multi-document Comparison Question",
        "question": "?",
        "answer": "",
        "references": ["It is listed.In 2019 it grew."],
    }
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, reports)), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    assert list(dragonball.read_reports(tmp_path)) == ["Arvel Ltd 2019 report.md"]
    (question,) = dragonball.read_questions(tmp_path)
    assert (question.kind, question.half) == ("Comparison", "reporting")
    assert question.evidence == ("It is listed.", "In 2019 it grew.")
    with pytest.raises(Skipped, match="reports"):
        dragonball.read_reports(tmp_path / "nowhere")

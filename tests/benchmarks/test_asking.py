"""The parts that ask whole questions, on papers that are made here: no model, no data from elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.events import Finished, Notice, TurnStatus, TurnView
from benchmarks import cases, dragonball, papers
from benchmarks.asking import Scripted, answered, asking, bare, ended, filled, written
from benchmarks.cases import (
    Bench,
    Check,
    Turn,
    borne,
    counted,
    listed,
    marked,
    met,
    no_answer,
    not_found,
    not_shown,
    shown,
    shown_or_more,
    unmarked,
)
from benchmarks.dragonball import Question, Shown
from benchmarks.remembered import Remembering
from benchmarks.rows import Skipped
from benchmarks.workplace import Workplace
from tests.fakes.models import HashingEmbedder
from tests.fakes.papers import PAPERS

LEAVE = "Employees in Rotterdam get 28 working days of annual leave each calendar year."


def test_a_scripted_model_keeps_what_it_was_shown_and_says_what_it_is_told(tmp_path: Path) -> None:
    embedder, chat = Remembering(HashingEmbedder()), Scripted(says=LEAVE)
    written(PAPERS, tmp_path / "docs")
    assert filled(tmp_path / "home", "papers", [tmp_path / "docs"], embedder) > 0
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


def turn(prompt: str, end: Finished, *notices: Notice) -> Turn:
    return Turn(TurnView(answer=end.answer, notices=notices, finished=end), prompt)


def finished(status: TurnStatus, answer: str = "", *, grounded: bool = False) -> Finished:
    return Finished("?", "the Falka", answer, "", (), (), status, grounded, "ollama", "m")


LISTED = Notice("sources", "Every file is told by `assistant sources`.")
LEFT_OUT = Notice("left_out", "Some did not fit.")


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (shown("a b"), turn("a\nb", finished("answered")), turn("b a", finished("answered"))),
        (shown(), turn("a", finished("answered")), turn("", finished("not_found"))),
        (not_shown("a b"), turn("b", finished("answered")), turn("a  b", finished("answered"))),
        (shown_or_more("a", "b"), turn("ab", finished("answered")), turn("a", finished("answered"))),
        (
            shown_or_more("a", "b"),
            turn("a", finished("answered"), LEFT_OUT),
            turn("", finished("answered"), LEFT_OUT),
        ),
        (
            borne,
            turn("a", finished("answered", "a [1]", grounded=True)),
            turn("a", finished("answered", "a [1][?]")),
        ),
        (
            marked,
            turn("a", finished("answered", "a [?]")),
            turn("a", finished("answered", "a [1]", grounded=True)),
        ),
        (marked, turn("a", finished("perhaps", "a")), turn("a", finished("not_found"))),
        (no_answer, turn("a", finished("perhaps", "a")), turn("a", finished("answered", "a"))),
        (unmarked, turn("a", finished("answered", "Yes.")), turn("a", finished("answered", "Yes. [?]"))),
        (not_found, turn("a", finished("not_found")), turn("a", finished("answered"))),
        (met, turn("a", finished("answered")), turn("", finished("not_found"))),
        (listed("a"), turn("", finished("not_found"), LISTED), turn("", finished("not_found"))),
        (listed("a"), turn("", finished("extracted", "a")), turn("b", finished("answered", "a"))),
        (
            counted(30, "a"),
            turn("30 documents", finished("answered")),
            turn("130 files", finished("answered")),
        ),
    ],
)
def test_a_check_tells_right_from_wrong(check: Check, good: Turn, bad: Turn) -> None:
    assert check(good) == ""
    assert check(bad) != ""


def test_cases_are_asked_of_their_papers_and_in_their_conversations(tmp_path: Path) -> None:
    folder = tmp_path / "00-papers"
    written(PAPERS, folder / "docs")
    lines = [
        "# a remark",
        "\t".join(
            (
                "g1",
                "How many days of annual leave?",
                '{"conv":"a","answer":"Employees get 28 working days of annual leave."}',
                "28",
                "ok",
            )
        ),
        "\t".join(
            ("g2", "How many days of leave are carried over?", '{"conv":"a","only":"handbook.md"}', "5", "ok")
        ),
    ]
    (folder / "cases.tsv").write_text("\n".join(lines), encoding="utf-8")
    first, second = cases.read_cases(tmp_path)
    assert (first.library, second.library) == ("00-papers", "00-papers-handbook")
    bench = Bench(tmp_path / "home", Remembering(HashingEmbedder()))
    asked = bench.ask(first, "")
    assert "28 working days" in asked.view.answer
    again = bench.ask(replace(first, name="g3"), "")
    assert ended(again.view).conversation_id == ended(asked.view).conversation_id
    assert ended(bench.ask(second, "Up to 5 days.").view).turn_id == 1  # it is asked of a library of its own
    with pytest.raises(Skipped, match="cases"):
        cases.read_cases(tmp_path / "nowhere")


def test_papers_are_asked_set_by_set_and_what_went_wrong_is_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    written({f"office/{name}": text for name, text in PAPERS.items()}, folder / "docs")
    asked: list[dict[str, object]] = [
        {
            "id": "1",
            "question": "How many working days of annual leave do employees in Rotterdam get?",
            "evidence": [LEAVE],
        },
        {
            "id": "2",
            "question": "How many working days of annual leave do employees in Rotterdam get?",
            "evidence": ["99 days."],
        },
        {
            "id": "3",
            "question": "Who won the football match in Brazil yesterday?",
            "evidence": [],
            "answerable": False,
        },
    ]
    common = {
        "set": "office",
        "language": "en",
        "kind": "fact",
        "answerable": True,
        "answer": LEAVE,
        "inside": None,
    }
    lines = [json.dumps({**common, "conversation": None, **one}) for one in asked]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = Workplace(tmp_path / "work", None, papers=(folder,))
    embedder = Remembering(HashingEmbedder())
    questions = papers.read_questions(folder)
    outcomes = papers.outcomes_of(run, folder, questions, embedder, "deepseek-r1:8b")
    assert [one.put for one in outcomes[:2]] == [True, True]
    assert outcomes[2].status == "not_found"
    assert [one.held for one in outcomes[:2]] == [True, False]
    assert outcomes[1].unread == ("99 days.",)
    failures = tmp_path / "work" / "papers" / "papers" / "failures-8b.tsv"
    assert [line.split("\t")[:2] for line in failures.read_text(encoding="utf-8").splitlines()] == [
        ["not read", "2"]
    ]
    with pytest.raises(Skipped, match="--papers"):
        next(papers.measure(Workplace(tmp_path / "work", None)))

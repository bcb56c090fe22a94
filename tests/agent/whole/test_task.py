from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.question.request import request_of
from assistant.agent.whole.task import Asked, asked_of, points_back

ROWS = [line.split("\t") for line in Path(__file__).with_name("requests.tsv").read_text("utf-8").splitlines()]
"""What is asked of a whole document, empty for a fact; and the question."""


def test_what_is_asked_of_whole_documents_is_recognised() -> None:
    wrong = []
    for wanted, question in ROWS:
        kind = request_of(question).kind
        asked = asked_of(question, is_whole=kind == "whole")
        got = asked.task if asked is not None and (kind != "general" or asked.task == "section") else ""
        if got != wanted:
            wrong.append((question, wanted, got))
    assert len(ROWS) >= 180
    assert len(wrong) / len(ROWS) <= 0.05, wrong


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Explain section 5", "5"),
        ("Explain clause 12.3 of the lease", "12.3"),
        ("Describe annex B", "b"),
        ("What is in § 9?", "9"),
        ("解释一下第五条", "5"),
        ("第二十三章讲了什么？", "23"),
        ("说明第一百零七条的内容", "107"),
        ("제5조를 설명해 주세요", "5"),
    ],
)
def test_the_number_of_a_section_is_read(question: str, number: str) -> None:
    assert asked_of(question, is_whole=False) == Asked("section", number=number)


def test_a_section_may_be_called_by_its_title() -> None:
    asked = asked_of("Explain the section on early termination", is_whole=False)
    assert asked == Asked("section", title="early termination")


@pytest.mark.parametrize(
    ("question", "back"),
    [
        ("Summarise this file", True),
        ("Does it say anything about pets?", True),
        ("它有没有提到宠物？", True),
        ("这份合同讲了什么？", True),
        ("Summarise the lease", False),
        ("总结租约", False),
    ],
)
def test_what_only_points_back_is_told(question: str, back: bool) -> None:
    assert points_back(question) == back


@pytest.mark.parametrize(
    "question",
    ["Where is the spare key for the draw-off valve kept?", "How long is the main span of Alder Bridge?"],
)
def test_a_key_and_a_main_span_are_no_main_points(question: str) -> None:
    assert asked_of(question, is_whole=False) is None
    for open_question in ("the main points of the manual", "the main recommendations of the audit"):
        assert asked_of(open_question, is_whole=False) == Asked("question")

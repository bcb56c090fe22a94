from __future__ import annotations

from string import Formatter

import pytest

from assistant.agent.prompts import (
    WORDINGS,
    chat_messages,
    grounded_prompt,
    intent_of,
    language_of,
    leans_back,
    points_back,
    rewrite_prompt,
)


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS.keys())
def test_templates_hold_their_variables_and_no_others(wording: object) -> None:
    expected = {
        "grounded": {"evidence", "question", "several"},
        "several": set(),
        "rewrite": {"history", "question"},
        "not_found": set(),
    }
    for field, variables in expected.items():
        template = getattr(wording, field)
        assert {name for _, name, _, _ in Formatter().parse(template) if name is not None} == variables


@pytest.mark.parametrize("question", ["How long is it?", "保修期多长？"])
def test_the_evidence_comes_first_and_the_request_last(question: str) -> None:
    prompt = grounded_prompt(
        question, "[A]\n24 months {evidence} {0} %s", language=language_of(question), several=False
    )
    assert prompt.startswith("[A]\n24 months {evidence} {0} %s\n")
    assert prompt.index("24 months") < prompt.index(question)
    assert len(prompt) > prompt.index(question) + len(question) + 10
    assert "[1]" not in prompt


def test_disagreement_is_spoken_of_only_where_there_are_several_documents() -> None:
    assert "disagree" in grounded_prompt("How long?", "x", language="en", several=True)
    assert "disagree" not in grounded_prompt("How long?", "x", language="en", several=False)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How long?", "en"),
        ("สัญญาสิ้นสุดเมื่อใด", "en"),
        ("保修期多长？", "zh"),
        ("LC-40的保修期多长？", "zh"),
        ("保証期間はどのくらいですか？", "en"),
        ("보증 기간은 얼마입니까?", "en"),
        ("Wie lange?", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question(question: str, language: str) -> None:
    assert language_of(question) == language


def test_history_goes_before_the_prompt_in_turns() -> None:
    messages = chat_messages("Now?", [("Before?", "Yes.")])
    assert [(message.role, message.content) for message in messages] == [
        ("user", "Before?"),
        ("assistant", "Yes."),
        ("user", "Now?"),
    ]


def test_a_rewrite_shows_earlier_turns_and_the_question() -> None:
    prompt = rewrite_prompt("And in 2023?", [("What was the {budget}?", "It was 5.")])
    assert "What was the {budget}?" in prompt
    assert prompt.index("It was 5.") < prompt.index("And in 2023?")


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("explain recursion", "general"),
        ("Write a short story about a fox", "creative"),
        ("Please tell me a joke", "creative"),
        ("hello", "creative"),
        ("你好", "creative"),
        ("请写一首诗", "creative"),
        ("go on", "creative"),
        ("继续", "creative"),
        ("Go on about the contract", "question"),
        ("解释一下递归", "general"),
        ("Explain our travel policy", "question"),
        ("Summarise the contract", "question"),
        ("What is the penalty for late delivery?", "question"),
        ("Write down what the contract says on delivery", "question"),
        ("请解释合同第五条", "question"),
        ("How do I explain this?", "question"),
        ("hidden costs of delivery", "question"),
    ],
)
def test_what_any_model_can_do_is_told_from_a_question(question: str, intent: str) -> None:
    assert intent_of(question) == intent


@pytest.mark.parametrize(
    "question", ["And in 2023?", "What about Suzhou?", "Why?", "How long does it last?", "那苏州呢？"]
)
def test_follow_ups_lean_back(question: str) -> None:
    assert leans_back(question)


@pytest.mark.parametrize(
    "question",
    ["How many days of annual leave do employees in Rotterdam get?", "转子密封圈在离心机上多久需要更换一次"],
)
def test_whole_questions_do_not(question: str) -> None:
    assert not leans_back(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And in 2023?", True),
        ("How long is it?", True),
        ("What about that?", True),
        ("那苏州的员工呢？", True),
        ("When does the supply contract end?", False),
        ("Who signs the contract that Noordzee Biobank gets?", False),
        ("Is there a canteen?", False),
        ("Where is the office?", False),
    ],
)
def test_only_words_that_point_back_make_a_follow_up(question: str, expected: bool) -> None:
    assert points_back(question) is expected

from __future__ import annotations

import pytest

from assistant.agent.request import EarlierTurn, wanted
from assistant.agent.rewriting import recalled

EARLIER = [
    EarlierTurn("How high is the\ndeposit?", "How high is the deposit of Elm Court 9?", "3,500 euros."),
    EarlierTurn("May I keep a dog?", "", "Nothing was found.", "not_found"),
    EarlierTurn("Who signs?", "", "Anna Meier."),
]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what did I ask first?", "How high is the deposit?"),
        ("What was my first question?", "How high is the deposit?"),
        ("What was my last question?", "Who signs?"),
        ("Was habe ich zuerst gefragt?", "How high is the deposit?"),
        ("Was war meine letzte Frage?", "Who signs?"),
        ("Quelle était ma première question ?", "How high is the deposit?"),
        ("¿Cuál fue mi primera pregunta?", "How high is the deposit?"),
        ("Qual era la mia ultima domanda?", "Who signs?"),
        ("Qual foi a minha primeira pergunta?", "How high is the deposit?"),
        ("Какой был мой первый вопрос?", "How high is the deposit?"),
        ("我第一个问题是什么？", "How high is the deposit?"),
        ("我刚才问了什么？", "Who signs?"),
        ("最初の質問は何でしたか？", "How high is the deposit?"),
        ("내 첫 번째 질문이 뭐였지?", "How high is the deposit?"),
    ],
)
def test_what_was_asked_is_told(question: str, asked: str) -> None:
    look = wanted(question, EARLIER)
    assert look.operation == "recall"
    told = recalled(look, EARLIER)
    assert told is not None
    assert told.endswith(asked)
    assert sum(turn.question.split()[0] in told for turn in EARLIER) == 1


def test_all_questions_are_told_in_order() -> None:
    told = recalled(wanted("list my questions", EARLIER), EARLIER)
    assert told == "You asked:\n- How high is the deposit?\n- May I keep a dog?\n- Who signs?"


@pytest.mark.parametrize(
    "question", ["What did you say about the deposit?", "你刚才说了什么？", "How high is the deposit?"]
)
def test_what_else_was_said_is_left_to_a_model(question: str) -> None:
    assert recalled(wanted(question, EARLIER), EARLIER) is None


def test_where_nothing_was_asked_nothing_is_told() -> None:
    assert recalled(wanted("what did I ask first?"), []) is None

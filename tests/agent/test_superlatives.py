"""A superlative over documents asks each for the value, and names the one that has most of it."""

from __future__ import annotations

import pytest

from assistant.agent.columns import column_of, value_kind


@pytest.mark.parametrize(
    ("question", "kind", "asked", "best"),
    [
        ("Which agreement costs the least?", "money", "What is the price?", "low"),
        ("Which contract is the least expensive?", "money", "What is the price?", "low"),
        ("What is the most expensive contract we have?", "money", "What is the price?", "high"),
        ("Which is the largest invoice?", "money", "What is the total?", "high"),
        ("Which lease has the shortest notice period?", "duration", "What is the notice period?", "low"),
        ("Which policy expires latest?", "date", "When does it expire?", "high"),
        ("通知期最短的合同是哪份？", "duration", "通知期是多久？", "low"),
        ("最便宜的合同是哪一份？", "money", "费用是多少钱？", "low"),
        ("哪份租约最早到期？", "date", "到期的日期是哪一天？", "low"),
        ("哪份合同的押金最高？", "money", "押金是多少钱？", "high"),
    ],
)
def test_a_superlative_asks_for_the_value(question: str, kind: str, asked: str, best: str) -> None:
    column = column_of(question)
    assert (column.kind, column.question, column.best) == (kind, asked, best)


@pytest.mark.parametrize("question", ["What is the longest report about?", "Who wrote the latest letter?"])
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert not column_of(question).best


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("生效日期是什么？", "date"),
        ("租金是什么", "money"),
        ("合同怎么样？", "text"),
        ("可以养狗么？", "yes_no"),
    ],
)
def test_what_is_asks_no_yes_or_no(question: str, kind: str) -> None:
    assert value_kind(question) == kind

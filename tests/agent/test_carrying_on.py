"""A short question puts another thing into the one before."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.question.carrying_on import carried_on, of_person, of_things
from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import request_of

TODAY = date(2025, 11, 28)


@pytest.mark.parametrize(
    ("question", "before", "meant"),
    [
        ("and masks?", "How much did we spend on gloves?", "How much did we spend on masks?"),
        ("what about march", "missed appointments in February", "missed appointments in March?"),
        ("and in 2027?", "Which leases end in 2025?", "Which leases end in 2027?"),
        ("and in march?", "how much did we spend on gloves", "how much did we spend on gloves in March?"),
        ("now the Dunmarrow one", "summarise the Penhallow loan", "summarise the Dunmarrow loan?"),
        ("那五月那次", "3月例会说了什么", "五月例会说了什么？"),
        ("混凝土呢", "螺纹钢一共买了多少钱", "混凝土一共买了多少钱？"),
        ("2027年的呢", "哪些合同2026年到期", "哪些合同2027年到期？"),
        ("and Nora?", "How many calls did Olaf answer in March?", "How many calls did Nora answer in March?"),
        ("那老赵呢", "老吴5月修了几次", "老赵5月修了几次？"),
        ("and GDPR?", "What does Acme Ltd say about HIPAA?", "What does Acme Ltd say about GDPR?"),
        ("and Nora?", "Olaf's calls in the log, total", "Nora's calls in the log, total?"),
        ("and for Brill?", "moffat's open balance", "Brill's open balance?"),
        ("那吉他呢", "口琴一共买了多少钱", "吉他一共买了多少钱？"),
        ("and van 5?", "miles of van 2 January to May", "miles of van 5 January to May?"),
        ("what about unit 7b?", "rent of Unit 4", "rent of Unit 7b?"),
    ],
)
def test_it_stands_for_that_question_with_the_other_thing(question: str, before: str, meant: str) -> None:
    assert carried_on(question, before, TODAY)[0] == meant


@pytest.mark.parametrize(
    "question",
    [
        "why?",
        "and who signed it?",
        "Who is the landlord?",
        "那为什么呢",
        "它呢",
        "and the other one",
        "那第二份呢",
        "now list all the contracts that end",
    ],
)
def test_what_asks_something_else_stands_for_nothing(question: str) -> None:
    assert carried_on(question, "How much did we spend on gloves?", TODAY) == ()


@pytest.mark.parametrize(
    ("question", "answer", "meant"),
    [
        ("他的电话呢？", "1封邮件的发件人：\n\n- `蔡文 <cai@x.example>`: 1", "蔡文的电话呢？"),
        ("And what is her number?", "The keys are with Olga Brandt.", "And what is Olga Brandt's number?"),
        ("And what is her number?", "Olga Brandt and Nils Quist have keys.", None),
        ("And what is the number?", "The keys are with Olga Brandt.", None),
        ("Who called her?", "The keys are with Olga Brandt.", "Who called Olga Brandt?"),
        ("Who called her in May?", "The keys are with Olga Brandt.", "Who called Olga Brandt in May?"),
        ("其他合同呢？", "1封邮件的发件人：\n\n- `蔡文 <cai@x.example>`: 1", None),
        ("吉他多少钱？", "1封邮件的发件人：\n\n- `蔡文 <cai@x.example>`: 1", None),
    ],
)
def test_who_was_named_is_put_into_what_asks_of_him(question: str, answer: str, meant: str | None) -> None:
    assert of_person(question, answer) == meant


@pytest.mark.parametrize(
    ("question", "own", "meant"),
    [
        ("How much is owed for them?", {}, "How much is owed for Mill Bakery?"),
        ("How many litres were taken from it?", {}, "How many litres were taken from Mill Bakery?"),
        ("Which of them are of IT?", {"IT": "Department"}, "Which of Mill Bakery are of IT?"),
        ("How much was billed to IT?", {"IT": "Department"}, ""),
        ("How much does Rose Inn owe? they pay late", {"Rose Inn": "Customer"}, ""),
        ("How much do they owe, and Rose Inn?", {"Rose Inn": "Customer"}, ""),
        ("Is it raining?", {}, ""),
        ("它们一共欠多少？", {}, "Mill Bakery一共欠多少？"),
    ],
)
def test_what_chose_the_rows_is_put_into_what_asks_of_them(
    question: str, own: dict[str, str], meant: str
) -> None:
    before = "Which bills does Mill Bakery have?"
    assert of_things(question, {"Mill Bakery": "Customer"}, own, before, TODAY) == meant


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("How many bills came in June?", "How many of them are unpaid?", "How many in June are unpaid?"),
        ("What was billed in Q2 2025?", "and of those, which are late?", "and in Q2 2025, which are late?"),
        (
            "What was billed since March?",
            "how much is owed for them?",
            "how much is owed for them since March?",
        ),
        ("What was billed in June?", "How many of them were in July?", ""),
        ("3月收了几单？", "其中没付的有几单？", "3月没付的有几单？"),
    ],
)
def test_them_keeps_the_time_of_the_question_before(before: str, question: str, meant: str) -> None:
    assert of_things(question, {}, {}, before, TODAY) == meant


def test_them_keeps_a_time_beside_what_chose_the_rows() -> None:
    said = of_things(
        "And which of them are open?", {"Rose Inn": "Customer"}, {}, "Bills of Rose Inn in May?", TODAY
    )
    assert said == "And which of Rose Inn in May are open?"


@pytest.mark.parametrize(
    ("answer", "kind"), [("Two leases end then.", "list"), ("The keys are with Olga Brandt.", "fact")]
)
def test_a_question_carries_on_unless_who_was_named_is_put_into_it(answer: str, kind: str) -> None:
    earlier = [EarlierTurn("Which leases end in 2025?", "", answer)]
    assert request_of("And what did she sign?", earlier).kind == kind


@pytest.mark.parametrize(
    ("before", "question", "day", "meant"),
    [
        (
            "How many bookings begin in June?",
            "How many of them are by phone?",
            "Arrival",
            "How many in June (Arrival) are by phone?",
        ),
        ("3月到货的有几单？", "其中没付的有几单？", "到货日期", "到货日期3月没付的有几单？"),
    ],
)
def test_a_time_that_is_kept_is_of_the_same_days(before: str, question: str, day: str, meant: str) -> None:
    assert of_things(question, {}, {}, before, TODAY, day) == meant

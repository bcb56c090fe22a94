"""Lengths of time as contracts write them, and those in which bills are paid."""

from __future__ import annotations

import pytest

from assistant.agent.cells.cell_values import Option, of_trial
from assistant.agent.cells.other_matters import is_payment_term
from assistant.agent.cells.presence import speaks_by_name
from assistant.agent.cells.shown_values import is_step
from assistant.agent.words.amounts import amount_in
from assistant.agent.words.value_spans import value_spans
from assistant.retrieval.evidence import Unit
from tests.fakes.library import passage


@pytest.mark.parametrize(
    ("text", "value", "days"),
    [
        ("Give one full quarter's warning.", "one full quarter", 91),
        ("Two quarters are enough.", "Two quarters", 182),
        ("A note of half a year's notice", "half a year", 182),
        ("It takes ten working days to pay.", "ten working days", 10),
        ("After three calendar months it ends.", "three calendar months", 91),
        ("退出要提前一个季度说。", "一个季度", 91),
    ],
)
def test_a_length_is_read_whole(text: str, value: str, days: int) -> None:
    ((start, end),) = value_spans(text, "duration")
    assert text[start:end] == value
    amount = amount_in(value, "duration")
    assert amount is not None
    assert int(amount.value) == days


@pytest.mark.parametrize(
    "text",
    [
        "须在当年十月前通知，从下一年起不再执行。",
        "Three quarters of the price are paid first.",
        "It costs £40 a quarter.",
        "每个季度付一次。",
    ],
)
def test_a_share_and_a_rate_are_no_lengths(text: str) -> None:
    assert value_spans(text, "duration") == []


@pytest.mark.parametrize(
    ("text", "value", "is_term"),
    [
        ("The bill is settled within twenty days.", "twenty days", True),
        ("| Payment | 30 days net |", "30 days", True),
        ("货到后二十天内结清。", "二十天", True),
        ("Pay is £200 for a day of eight hours.", "eight hours", False),
        ("The rent is paid for the first five years.", "five years", False),
        ("Rent more than ten days late bears interest.", "ten days", False),
        ("Results come within five days.", "five days", False),
        ("The tenant may leave with two months' notice once the rent is paid.", "two months", False),
        ("逾期付款超过30天的，计付利息。", "30天", False),
        ("租金每半年支付一次。", "半年", False),
    ],
)
def test_what_a_bill_is_paid_in(text: str, value: str, *, is_term: bool) -> None:
    assert is_payment_term(Unit(passage(text, 1), 0, len(text), 0), value) is is_term


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Trial period. The first six months are a trial. During it one week's notice is enough.", True),
        ("During probation either side may leave with three days' notice.", True),
        ("试用期内提前三天通知。", True),
        ("Notice after the trial. Four weeks in writing from you.", False),
        ("Either side may leave with a month's notice.", False),
        ("试用期满后，解除合同要提前三十天通知。", False),
    ],
)
def test_a_notice_in_a_trial_is_told_from_the_usual_one(text: str, *, says: bool) -> None:
    start = max(text.rfind(". ", 0, len(text) - 1) + 2, 0) if "trial." in text or ". During" in text else 0
    assert of_trial(Unit(passage(text, 1), start, len(text), 0)) is says


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("The rent is £900 a month for the first two years and £980 thereafter.", "£900", True),
        ("Pay is £9 an hour in the first year, £10 in the second.", "£9", True),
        ("头三年每月4,800元，后两年每月5,200元。", "4,800元", True),
        ("The rent is £900 a month and the deposit £1,800.", "£900", False),
        ("The rent is £900, paid in the first week of the month.", "£900", False),
    ],
)
def test_a_sum_of_a_first_time_is_told(text: str, value: str, *, says: bool) -> None:
    assert is_step(Option(Unit(passage(text, 1), 0, len(text), 0), 0.9, value)) is says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Supply goes on year after year unless one of us says no.", True),
        ("The lease renews itself for a year.", True),
        ("期满自动顺延一年。", True),
        ("The rope is renewed by the tenant every four years.", False),
    ],
)
def test_a_renewal_is_named(text: str, *, says: bool) -> None:
    assert speaks_by_name(text, "renewal") is says

"""Amounts are compared with their currency and their period, and never taken for lengths of time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.agent.cells.columns import column_of
from assistant.agent.words.amounts import amount_in
from assistant.agent.words.conditions import condition_of

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("question", "unit", "per", "asked"),
    [
        ("Which contracts have a charge of over $250 a month?", "USD", "month", "What is the charge?"),
        ("Which contracts cost more than 250 pounds monthly?", "GBP", "month", "What is the cost?"),
        ("Which leases have a rent under €9,000 per year?", "EUR", "year", "What is the rent?"),
        ("哪些合同的费用超过300英镑？", "GBP", "", "费用是多少钱？"),
    ],
)
def test_a_period_belongs_to_the_amount(question: str, unit: str, per: str, asked: str) -> None:
    column = column_of(question, TODAY)
    assert column.condition is not None
    assert (column.kind, column.condition.unit, column.condition.per) == ("money", unit, per)
    assert column.question == asked


@pytest.mark.parametrize(
    ("cell", "quote", "holds"),
    [
        ("£260", "The fee is £260 per month.", True),
        ("£240", "The fee is £240 each month.", False),
        ("£2,400", "It costs £2,400 a year.", False),
        ("£3,600", "It costs £3,600 a year.", True),
        ("£260", "The fee is £260.", None),
        ("690 Euro", "Die Gebühr ist 690 Euro pro Monat.", None),
        ("14 days", "Paid within 14 days of the invoice.", None),
    ],
)
def test_what_cannot_be_compared_is_not_known(cell: str, quote: str, holds: bool | None) -> None:
    condition = condition_of("a fee of more than £250 per month", TODAY)
    assert condition is not None
    assert condition.low == Decimal("250.000001")
    assert condition.holds(cell, quote) is holds


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("get out of with six weeks' notice or less", None, Decimal(42)),
        ("提前通知要三个月或更久的", Decimal(3), None),
        ("提前一个月（30天）或者更短就能停", None, Decimal(1)),
        ("2028年或更晚才到期的合同", date(2028, 1, 1), None),
        ("2024年底以前就开始履行的", None, date(2024, 12, 31)),
        ("2024年以前就开始履行的", None, date(2023, 12, 31)),
        ("2027年上半年到期的", date(2027, 1, 1), date(2027, 6, 30)),
        ("2027年上半年之后到期的", date(2027, 7, 1), None),
        ("2025年到2027年上半年到期的", date(2025, 1, 1), date(2027, 6, 30)),
        ("2025年下半年到2026年上半年到期的", date(2025, 7, 1), date(2026, 6, 30)),
        ("which end after the first half of 2027", date(2027, 7, 1), None),
        ("which end before the second half of 2027", None, date(2027, 6, 30)),
        ("which end in the second half of 2027", date(2027, 7, 1), date(2027, 12, 31)),
        ("which run in 2024, where the rent for the first half is 500", date(2024, 1, 1), date(2024, 12, 31)),
        ("which end in March 2027, the second half", date(2027, 3, 1), date(2027, 3, 31)),
        ("which ended in 2026 or earlier", None, date(2026, 12, 31)),
        ("which end on 1 March 2026 or later", date(2026, 3, 1), None),
        ("which ended in 2026 or before 2024", date(2026, 1, 1), date(2026, 12, 31)),
        ("which were already over when January 2026 began", None, date(2025, 12, 31)),
        ("which were over when 2026 began", None, date(2025, 12, 31)),
        ("which had expired before 2026 began", None, date(2025, 12, 31)),
        ("which were still running when 2026 began", date(2026, 1, 1), None),
        ("which were in force when 2026 began", date(2026, 1, 1), None),
        ("which had not ended when 2026 began", date(2026, 1, 1), None),
        ("which were not over when 2026 began", date(2026, 1, 1), None),
        ("which begin in January 2026", date(2026, 1, 1), date(2026, 1, 31)),
        ("2026年元旦之前就已经过完的合同", None, date(2025, 12, 31)),
        ("今年(2026)上半年到期的合同", date(2026, 1, 1), date(2026, 6, 30)),
        ("liability of a quarter of a million or more", Decimal(250_000), None),
        ("which began between January and March 2025", date(2025, 1, 1), date(2025, 3, 31)),
        ("which end in Q1 2025", date(2025, 1, 1), date(2025, 3, 31)),
        ("which end after the first quarter of 2025", date(2025, 4, 1), None),
        ("which end before the end of 2027", None, date(2027, 12, 31)),
        ("which end by the end of June 2027", None, date(2027, 6, 30)),
        ("which end in 2026 or 2027", date(2026, 1, 1), date(2027, 12, 31)),
        ("2025年一季度开始执行的合同", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025年1到3月签的合同", date(2025, 1, 1), date(2025, 3, 31)),
        ("2027年二季度之前到期的", None, date(2027, 3, 31)),
    ],
)
def test_a_bound_may_stand_behind_what_it_bounds(
    question: str, low: date | Decimal | None, high: date | Decimal | None
) -> None:
    condition = condition_of(question, TODAY)
    assert condition is not None
    assert (condition.low, condition.high) == (low, high)


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("哪些合同27年到期", date(2027, 1, 1), date(2027, 12, 31)),
        ("租期30年到期后可续租吗", None, None),
        ("租期为20年到期后可续租吗", None, None),
        ("为期28年到期后可续租吗", None, None),
        ("哪些合同39年到期", None, None),
        ("2027年内到期的合同", date(2027, 1, 1), date(2027, 12, 31)),
        ("27年内到期的合同", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027年5月内到期的合同", date(2027, 5, 1), date(2027, 5, 31)),
    ],
)
def test_a_year_is_cut_short_near_today_only(question: str, low: date | None, high: date | None) -> None:
    condition = condition_of(question, TODAY)
    found = (
        (condition.low, condition.high)
        if condition is not None and condition.kind == "date"
        else (None, None)
    )
    assert found == (low, high)


def test_a_month_without_a_year_is_the_next_one_that_a_deal_ends_in() -> None:
    ends, began = (
        condition_of(one, date(2026, 11, 30))
        for one in ("which run out by the end of June", "which were signed in June")
    )
    assert (ends and ends.high, began and began.high) == (date(2027, 6, 30), date(2026, 6, 30))
    assert condition_of("which may end", date(2026, 11, 30)) is None
    assert condition_of("which pay rent in June", date(2026, 11, 30)) is None


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("which end before the new year?", None, date(2026, 12, 31)),
        ("which are still running after the new year of 2028?", date(2028, 1, 2), None),
        ("哪些在新年之前到期", None, date(2026, 12, 31)),
        ("哪些2027年以后还有效", date(2027, 1, 1), None),
        ("哪些2027年之后到期", date(2028, 1, 1), None),
    ],
)
def test_a_new_year_is_a_day_and_a_year_itself_may_count(
    question: str, low: date | None, high: date | None
) -> None:
    condition = condition_of(question, date(2026, 11, 30))
    assert condition is not None
    assert (condition.low, condition.high) == (low, high)


def test_over_when_a_year_began_asks_for_the_end() -> None:
    column = column_of("Which leases were over when 2026 began?", TODAY)
    assert column.condition is not None
    assert (column.question, column.condition.said) == ("When does it end?", "when 2026 began")
    assert (
        column_of("Which leases were still running when 2026 began?", TODAY).question == "When does it end?"
    )


def test_a_penalty_is_a_sum_or_a_share() -> None:
    quote = "逾期付款的，每日按未付金额的0.08%支付违约金。"
    share, both = amount_in("0.08%", "money", quote), amount_in("25%, but £900 at most", "money")
    assert share is not None
    assert (share.value, share.unit) == (Decimal("0.08"), "%")
    assert both is not None
    assert (both.value, both.unit) == (Decimal(900), "GBP")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("a fortnight", 14), ("ninety (90) days", 90), ("forty-five (45) days", 45), ("one calendar month", "30.4375"), ("a full calendar month", "30.4375"), ("a week's warning", 7), ("two days", 2),
    ],
)  # fmt: skip
def test_lengths_are_read_however_they_are_written(said: str, days: int | str) -> None:
    amount = amount_in(said, "duration")
    assert amount is not None
    assert amount.value == Decimal(days)


@pytest.mark.parametrize(
    ("question", "cell", "holds"),
    [
        ("Which contracts need two months or more of notice?", "60 days", True),
        ("Which contracts can be ended with thirty days notice or less?", "one calendar month", True),
        ("Which contracts need more than 30 days notice?", "thirty (30) days", False),
        ("哪些合同要提前三个月以上通知才能解约", "九十天", True),
    ],
)
def test_months_are_about_as_long_as_their_days(question: str, cell: str, *, holds: bool) -> None:
    condition = condition_of(question, TODAY)
    assert condition is not None
    assert condition.holds(cell) is holds

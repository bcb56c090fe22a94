"""What a cell shows of a value: what it is for each of, and in which month."""

from __future__ import annotations

import pytest

from assistant.agent.cells.shown_values import with_rate
from assistant.agent.words.value_kinds import ValueKind


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("The fee is £1,740 per year plus VAT.", "£1,740", "£1,740 per year"),
        ("**Fee**: £28.00/hour, by time sheet", "£28.00", "£28.00/hour"),
        ("a rent of **£5,400** a year", "£5,400", "£5,400 a year"),
        ("at most £250,000 per contract year", "£250,000", "£250,000 per contract year"),
        (
            "limited to £50,000 in any one contract year in total",
            "£50,000",
            "£50,000 in any one contract year",
        ),
        ("£20,000 for each event", "£20,000", "£20,000 for each event"),
        ("The deposit is £900.", "£900", "£900"),
        ("| Rent | £1,120 pcm + VAT |", "£1,120", "£1,120 pcm"),
        ("Price per visit: 60.00 pounds net.", "60.00 pounds", "per visit: 60.00 pounds"),
        ("| Hourly fee | £46.00 |", "£46.00", "Hourly fee £46.00"),
        ("| 月租 | 9,800元 |", "9,800元", "月租 9,800元"),
        ("每月租金3,300元", "3,300元", "每月租金3,300元"),
        ("年租金320,000元，分两次", "320,000元", "年租金320,000元"),
        ("380元/天", "380元", "380元/天"),
        ("押金1500元一次性付清", "1500元", "1500元"),
        ("押金1500元一次付清", "1500元", "1500元"),
        ("服务费1000元一年内付清", "1000元", "1000元"),
        ("3000元/月由乙方支付", "3000元", "3000元/月"),
        ("18元/平方米/月", "18元", "18元/平方米/月"),
        ("1000元一年，按季付", "1000元", "1000元一年"),
        ("£900, each party pays its own", "£900", "£900"),
        ("£900, a sum that is paid at once", "£900", "£900"),
        ("500 Euro an den Vermieter", "500 Euro", "500 Euro"),
        ("£46 each visit", "£46", "£46 each visit"),
        ("Deposit £500 at once, rent £500 per month", "£500", "£500"),
        ("Rent £500 per month, deposit £500 at once", "£500", "£500"),
        ("押金一个月，租金每月9,800元，押金19,600元", "19,600元", "19,600元"),
    ],
)
def test_a_sum_is_shown_with_what_it_is_for(text: str, value: str, shown: str) -> None:
    assert with_rate(text, value, "money") == shown


@pytest.mark.parametrize(
    ("text", "value", "kind", "shown"),
    [
        ("每月10日前付清", "10日", "duration", "每月10日前"),
        ("次月20日付上月部分", "20日", "duration", "次月20日"),
        ("收到发票后60天内付款", "60天", "duration", "60天"),
        ("甲方为明岚公司", "明岚公司", "name", "明岚公司"),
    ],
)
def test_a_day_is_shown_with_its_month(text: str, value: str, kind: ValueKind, shown: str) -> None:
    assert with_rate(text, value, kind) == shown

from __future__ import annotations

from datetime import date

import pytest

from assistant.retrieval.periods import Period, ago, day_of, period_in

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what came in since Monday?", "2026-11-23", ""),
        ("files since last Friday", "2026-11-20", ""),
        ("which files changed last week", "2026-11-16", "2026-11-22"),
        ("what is new this month?", "2026-11-01", "2026-11-30"),
        ("files from 2024", "2024-01-01", "2024-12-31"),
        ("in March 2025", "2025-03-01", "2025-03-31"),
        ("since March", "2026-03-01", ""),
        ("in December", "2025-12-01", "2025-12-31"),
        ("before 2024", "", "2023-12-31"),
        ("after 3 May 2025", "2025-05-04", ""),
        ("since 2025-01-01", "2025-01-01", ""),
        ("on January 5th, 2025", "2025-01-05", "2025-01-05"),
        ("until the end of 2023", "", "2023-12-31"),
        ("by 1.2.2025", "", "2025-02-01"),
        ("between May and July 2025", "2025-05-01", "2025-07-31"),
        ("between November and January 2025", "2024-11-01", "2025-01-31"),
        ("from 3 May to 4 June 2025", "2025-05-03", "2025-06-04"),
        ("between 1 and 15 March 2025", "2025-03-01", "2025-03-15"),
        ("May to July 2025", "2025-05-01", "2025-07-31"),
        ("in the second half of last year", "2025-07-01", "2025-12-31"),
        ("in the first three months of 2025", "2025-01-01", "2025-03-31"),
        ("in March or April 2025", "2025-03-01", "2025-04-30"),
        ("in January next year", "2027-01-01", "2027-01-31"),
        ("the spring of 2025", "2025-03-01", "2025-05-31"),
        ("from 2023-05-01 to 2023-07-31", "2023-05-01", "2023-07-31"),
        ("from March to May", "2026-03-01", "2026-05-31"),
        ("in Q3 2024", "2024-07-01", "2024-09-30"),
        ("in the first quarter of 2025", "2025-01-01", "2025-03-31"),
        ("yesterday", "2026-11-24", "2026-11-24"),
        ("in the last 7 days", "2026-11-18", "2026-11-25"),
        ("over the past two months", "2026-09-25", "2026-11-25"),
        ("older than three years ago", "", "2023-11-24"),
        ("2024 or later", "2024-01-01", ""),
        ("from 2024 onwards", "2024-01-01", ""),
        ("自周一以来", "2026-11-23", ""),
        ("上周新增了哪些文件", "2026-11-16", "2026-11-22"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("上周五", "2026-11-20", "2026-11-20"),
        ("这个月", "2026-11-01", "2026-11-30"),
        ("去年的合同", "2025-01-01", "2025-12-31"),
        ("2024年的文件", "2024-01-01", "2024-12-31"),
        ("2025年3月", "2025-03-01", "2025-03-31"),
        ("2025年3月5日以后", "2025-03-06", ""),
        ("自2025年1月1日起", "2025-01-01", ""),
        ("2024年以前的文件", "", "2023-12-31"),
        ("二〇二四年五月", "2024-05-01", "2024-05-31"),
        ("最近三天", "2026-11-22", "2026-11-25"),
        ("过去两个月", "2026-09-25", "2026-11-25"),
        ("最近一周", "2026-11-18", "2026-11-25"),
        ("从2023年5月到2023年7月", "2023-05-01", "2023-07-31"),
        ("今年第一季度", "2026-01-01", "2026-03-31"),
        ("2025年一季度开始执行的", "2025-01-01", "2025-03-31"),
        ("2025年1到3月", "2025-01-01", "2025-03-31"),
        ("2025年11–1月", "2025-11-01", "2026-01-31"),
        ("2025年5月至7月之间", "2025-05-01", "2025-07-31"),
        ("2025年前三个月", "2025-01-01", "2025-03-31"),
        ("2025年Q1", "2025-01-01", "2025-03-31"),
        ("去年下半年", "2025-07-01", "2025-12-31"),
        ("12月和明年1月", "2026-12-01", "2027-01-31"),
        ("2025年和2026年的", "2025-01-01", "2026-12-31"),
        ("昨天", "2026-11-24", "2026-11-24"),
        ("三月份的", "2026-03-01", "2026-03-31"),
        ("截至2023年底", "", "2023-12-31"),
        ("去年十二月", "2025-12-01", "2025-12-31"),
    ],
)
def test_periods_that_people_say(text: str, first: str, last: str) -> None:
    said = period_in(text, TODAY)
    assert said is not None
    own = said.period
    assert (str(own.first or ""), str(own.last or "")) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "who may sign?",
        "march on",
        "the contract 4711",
        "第三条",
        "会议纪要",
        "what is in the lease?",
        "every month",
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert period_in(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-01-01", "2025-01-01", "2025-01-01"), ("2025", "2025-01-01", "2025-12-31"), ("March 2025", "2025-03-01", "2025-03-31"),
        ("last week", "2026-11-16", "2026-11-22"), ("Monday", "2026-11-23", "2026-11-23"), ("上个月", "2026-10-01", "2026-10-31"),
        ("2025-02-30", "None", "None"), ("soon", "None", "None"), ("", "None", "None"),
    ],
)  # fmt: skip
def test_bounds_that_are_typed(text: str, first: str, last: str) -> None:
    assert (str(day_of(text, TODAY, last=False)), str(day_of(text, TODAY, last=True))) == (first, last)


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_no_day_lies_before_the_first_year(unit: str) -> None:
    assert ago(99_999_999, unit, date(2026, 11, 30)) is None
    assert ago(99_999_999_999, unit, date(2026, 11, 30)) is None


def test_its_words_are_known() -> None:
    text = "Which contracts came in since Monday, please?"
    said = period_in(text, TODAY)
    assert said is not None
    assert text[said.start : said.end] == "since Monday"
    assert said.period == Period(date(2026, 11, 23), None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("从1月到3月的发票", date(2026, 1, 1), date(2026, 3, 31)),
        ("自2025年1月至3月", date(2025, 1, 1), date(2025, 3, 31)),
    ],
)
def test_a_run_of_months_ends_though_it_is_said_from_where(text: str, first: date, last: date) -> None:
    said = period_in(text, TODAY)
    assert said is not None
    assert said.period == Period(first, last)


def test_the_last_day_that_there_is_can_be_said() -> None:
    assert period_in("from 2025-01-01 to 9999-12-31", TODAY) is not None
    assert period_in("after 9999-12-31", TODAY) is not None

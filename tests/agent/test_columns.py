from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.cells.columns import asks_for_deals, asks_newest_deal, column_of, questions_apart
from assistant.agent.words.conditions import still_runs
from assistant.agent.words.roles import concepts_of
from assistant.agent.words.value_kinds import value_kind
from assistant.library.terms import terms

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does it end?", "date"),
        ("What is the end date?", "date"),
        ("Who is the landlord?", "name"),
        ("What is the monthly rent?", "money"),
        ("How long is the notice period?", "duration"),
        ("How much notice has to be given?", "duration"),
        ("Is subletting allowed?", "yes_no"),
        ("What is the interest rate?", "percent"),
        ("How many parking places are let?", "number"),
        ("What is the governing law?", "text"),
        ("合同什么时候到期？", "date"),
        ("月租是多少？", "money"),
        ("出租方是谁？", "name"),
        ("是否允许转租？", "yes_no"),
        ("通知期多长？", "duration"),
        ("Wann endet der Vertrag?", "date"),
        ("What did Rowe the plumber bill in the end?", "money"),
        ("What does the quote for the gutters come to?", "money"),
        ("What does it cost us when the skip is overfull?", "money"),
        ("What is the last day to pay the booking fee?", "date"),
        ("修门花了多少", "money"),
        ("他们心里价位是多少一张", "money"),
        ("商场抽几个点", "percent"),
        ("罚了多少人", "number"),
    ],
)
def test_a_question_wants_a_value_of_a_kind(question: str, kind: str) -> None:
    assert value_kind(question) == kind
    column = column_of(question, TODAY)
    assert (column.selects, column.condition, column.question) == ("", None, question)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("服务费每月多少？", "money"),
        ("Deposit we had to put down, if any", "money"),
        ("款项要在几天内付", "duration"),
        ("几月到期？", "date"),
        ("Landlord", "name"),
        ("甲方名称", "name"),
    ],
)
def test_the_head_of_a_column_wants_a_value_of_a_kind(question: str, kind: str) -> None:
    assert value_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("Which service contracts have expired?", None, date(2026, 11, 27)),
        ("Which contracts are still running?", TODAY, None),
        ("Which contracts have not expired yet?", TODAY, None),
        ("哪些合同已经到期？", None, date(2026, 11, 27)),
        ("哪些合同还没到期？", TODAY, None),
        ("Which contracts expired in 2024?", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_what_has_ended_and_what_still_runs_goes_by_the_end(
    question: str, low: date | None, high: date | None
) -> None:
    column = column_of(question, TODAY)
    assert column.kind == "date"
    assert column.condition is not None
    assert (column.condition.low, column.condition.high) == (low, high)


def test_what_has_no_end_still_runs_and_is_not_over() -> None:
    running, over = (
        column_of(f"Which contracts {one}?", TODAY) for one in ("are still running", "have ended")
    )
    assert running.condition is not None
    assert over.condition is not None
    assert still_runs(running.condition, running.title)
    assert not still_runs(over.condition, over.title)
    assert column_of("Which contracts are open-ended?", TODAY).condition is None


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts have a notice period of six months or more?",
        "Which contracts have a notice period of at least six months?",
        "哪些合同的通知期不少于6个月？",
    ],
)
def test_a_bound_may_be_reached(question: str) -> None:
    condition = column_of(question, TODAY).condition
    assert condition is not None
    assert (condition.holds("six months"), condition.holds("five months")) == (True, False)


@pytest.mark.parametrize(
    ("question", "asked", "low", "high"),
    [
        ("Which contracts end in 2025?", "When does it end?", date(2025, 1, 1), date(2025, 12, 31)),
        ("Which leases end before March 2026?", "When does it end?", None, date(2026, 2, 28)),
        ("Which contracts start after 1 May 2024?", "When does it start?", date(2024, 5, 2), None),
        ("List all contracts that expire by 30 June 2025", "When does it expire?", None, date(2025, 6, 30)),
        ("Which contracts end this year?", "When does it end?", date(2026, 1, 1), date(2026, 12, 31)),
        ("Which contracts end next month?", "When does it end?", date(2026, 12, 1), date(2026, 12, 31)),
        ("Which leases end in the next 90 days?", "When does it end?", TODAY, date(2027, 2, 26)),
        ("Which leases end within 90 days?", "When does it end?", TODAY, date(2027, 2, 26)),
        ("哪些合同在 90 天内到期？", "到期的日期是哪一天？", TODAY, date(2027, 2, 26)),
        ("哪些合同三个月内到期？", "到期的日期是哪一天？", TODAY, date(2027, 2, 26)),
        ("哪些合同将在 3 个月内 到期？", "到期的日期是哪一天？", TODAY, date(2027, 2, 26)),
        ("哪些合同90日内期满？", "期满的日期是哪一天？", TODAY, date(2027, 2, 26)),
        ("哪些合同半年内到期？", "到期的日期是哪一天？", TODAY, date(2027, 5, 29)),
        ("哪些合同下个季度到期？", "到期的日期是哪一天？", date(2027, 1, 1), date(2027, 3, 31)),
        ("哪些合同下周到期？", "到期的日期是哪一天？", date(2026, 11, 30), date(2026, 12, 6)),
        ("2025年起算的合同有哪些？", "起算的日期是哪一天？", date(2025, 1, 1), date(2025, 12, 31)),
        ("26年里要到期的合同有哪些？", "要到期的日期是哪一天？", date(2026, 1, 1), date(2026, 12, 31)),
        ("哪些合同年底前到期？", "到期的日期是哪一天？", None, date(2026, 12, 31)),
        ("哪些合同明年底前到期？", "到期的日期是哪一天？", None, date(2027, 12, 31)),
        ("Which contracts end next quarter?", "When does it end?", date(2027, 1, 1), date(2027, 3, 31)),
        ("Which leases end in less than four months?", "When does it end?", TODAY, date(2027, 3, 28)),
        ("How many leases end between 1 March 2025 and 30 June 2025?", "When does it end?", date(2025, 3, 1), date(2025, 6, 30)),
        ("哪些合同在2025年到期？", "到期的日期是哪一天？", date(2025, 1, 1), date(2025, 12, 31)),
        ("列出所有2025年6月30日之前到期的合同", "到期的日期是哪一天？", None, date(2025, 6, 29)),
        ("哪些合同今年到期？", "到期的日期是哪一天？", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_a_condition_on_a_date_is_the_programs(question: str, asked: str, low: date, high: date) -> None:
    column = column_of(question, TODAY)
    assert column.condition is not None
    assert (column.question, column.kind, column.condition.low, column.condition.high) == (
        asked,
        "date",
        low,
        high,
    )


@pytest.mark.parametrize(
    ("question", "kind", "yes", "no"),
    [
        (
            "Which leases have a rent of more than 1,500 euros?",
            "money",
            "EUR 1,600.00",
            "1,500 euros a month",
        ),
        ("How many leases have a deposit of at least £2,000?", "money", "£2,000", "£1,999"),
        ("Which agreements run longer than 24 months?", "duration", "three years", "24 months"),
        ("Which contracts have a notice period under 3 months?", "duration", "two months", "3 months"),
        ("哪些合同的月租超过5000元？", "money", "人民币5,200元", "5000元"),
        ("哪些合同的违约金在5%以上？", "percent", "5%", "3%"),
    ],
)
def test_a_condition_on_a_number_is_the_programs(question: str, kind: str, yes: str, no: str) -> None:
    column = column_of(question, TODAY)
    assert column.condition is not None
    assert column.kind == kind
    assert column.condition.holds(yes) is True
    assert column.condition.holds(no) is False
    assert column.condition.holds("as agreed") is None


def test_a_year_that_lies_on_both_sides_of_a_bound_is_not_known() -> None:
    condition = column_of("Which contracts end before March 2026?", TODAY).condition
    assert condition is not None
    assert condition.holds("in 2026") is None
    assert condition.holds("31 December 2025") is True
    assert condition.holds("2026年3月1日") is False


def test_what_has_no_value_to_compare_is_asked_of_each_as_it_is() -> None:
    column = column_of("Which leases allow pets?", TODAY)
    assert (column.kind, column.judges, column.noun) == ("yes_no", True, "leases")
    assert column.question == "Which leases allow pets?"


@pytest.mark.parametrize(
    "question",
    [
        "Give me a list of contracts ending in 2025", "Are there contracts that end in 2025?", "Do any of our leases end in 2025?",
        "Contracts ending in 2025", "What contracts end in 2025?", "Please list all agreements that terminate in 2025", "今年到期的合同有哪些？",
        "2025年到期的合同有多少份？", "Welche Verträge enden 2025?", "Quels contrats expirent en 2025 ?", "¿Qué contratos vencen en 2025?",
    ],
)  # fmt: skip
def test_one_wish_in_many_words(question: str) -> None:
    column = column_of(question, date(2025, 6, 1))
    assert column.condition is not None
    assert (column.kind, column.condition.low, column.condition.high) == (
        "date",
        date(2025, 1, 1),
        date(2025, 12, 31),
    )


@pytest.mark.parametrize(
    ("question", "asked", "kind", "best"),
    [
        ("Which contract ends first?", "When does it end?", "date", "low"),
        ("Which lease has the highest rent?", "What is the rent?", "money", "high"),
        ("Which lease is the longest?", "How long does it run?", "duration", "high"),
        ("哪份合同的租金最低？", "租金是多少钱？", "money", "low"),
        ("哪份合作协议的定金比例最高？", "定金比例是百分之几？", "percent", "high"),
        (
            "Which contract has the highest deposit percentage?",
            "What is the deposit percentage?",
            "percent",
            "high",
        ),
    ],
)
def test_the_greatest_and_the_least(question: str, asked: str, kind: str, best: str) -> None:
    column = column_of(question, TODAY)
    assert (column.question, column.kind, column.best, column.selects) == (asked, kind, best, "")


def test_a_value_is_asked_of_a_sort_of_papers() -> None:
    column = column_of("List all author contracts with their advances", TODAY)
    assert (column.question, column.about, column.every, column.judges) == (
        "advances?",
        ("author",),
        True,
        False,
    )


@pytest.mark.parametrize(
    "question",
    [
        "What files do you have?",
        "Are there contradictions?",
        "When does the lease of Oak Lane end?",
        "List all suppliers",
        "Do the two contracts differ?",
    ],
)
def test_other_questions_choose_no_documents(question: str) -> None:
    column = column_of(question, TODAY)
    assert column.condition is None
    assert not column.best


def test_what_documents_state_may_be_added_up() -> None:
    column = column_of("What is the sum of the monthly fees of all service contracts?", TODAY)
    assert (column.question, column.kind, column.adds) == ("What is the monthly fees?", "money", True)
    assert not column_of("What is the rent of each lease?", TODAY).adds


def test_what_will_cost_is_no_question_about_wills() -> None:
    assert column_of("What will the alarm monitoring cost from July 2025?", TODAY).selects == ""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("list all suppliers and what we pay them", [("name", "Who is the supplier?"), ("money", "What is the price?")]), ("Who are our landlords?", [("name", "Who is the landlord?")]),
        ("我们有哪些供应商，每年付多少钱？", [("name", "供应商是谁？"), ("money", "每年付多少钱？")]), ("有哪些法律顾问合同，分别一年多少钱？", [("money", "一年多少钱？")]),
        ("which contracts do we have and when do they end", [("date", "when do it end?")]), ("Which contract is the newest?", [("date", "When was it signed?")]),
    ],
)  # fmt: skip
def test_lists_ask_each_document_for_what_is_listed(question: str, asked: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.question) for one in map(column_of, questions_apart(question))] == asked


def test_a_question_is_not_parted_where_only_its_subjects_are_joined() -> None:
    question = "Which suppliers and subcontractors can we get out of in under two months?"
    assert questions_apart(question) == [question]
    column = column_of(question)
    assert (column.question, column.by_role, column.without) == (
        "How much notice is needed to end it?",
        True,
        "staff",
    )


def test_only_contracts_are_compared_by_their_age() -> None:
    assert [
        asks_newest_deal(one)
        for one in (
            "the newest contract",
            "最旧的合同是哪个？",
            "What is the latest report?",
            "the longest contract",
        )
    ] == [True, True, False, False]
    assert [asks_for_deals(one) for one in ("How many contracts do we have?", "list all leases", "Which contracts end in 2026?", "How many reports are there?")] == [True, True, False, False]  # fmt: skip


def test_contracts_are_asked_each_for_what_stands_in_them() -> None:
    column = column_of("合同里甲方是谁")
    assert column.every
    assert (column.noun, column.question) == ("合同", "甲方是谁？")
    assert not column_of("合同里写明了什么").every


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("可以提前解约吗？", "乙方提前退租的，应提前 60 日书面通知甲方"),
        ("可以提前解约吗？", "任何一方解除协议应提前一个月通知。"),
        ("Is it governed by Scots law?", "This agreement is governed by the law of Scotland."),
        ("Can it be ended early?", "The tenant may break the lease with six months' notice."),
        ("提到宠物吗？", "甲方养的猫由甲方自行带离"),
    ],
)
def test_one_thing_is_said_in_many_words(asked: str, said: str) -> None:
    held = frozenset(terms(said))
    assert any(one.stands_in(said, held) for one in concepts_of(asked) if one.pattern is not None)


@pytest.mark.parametrize(
    ("question", "noun", "asked", "said"),
    [
        ("in which leases is the notice exactly 3 months?", "leases", "What is the notice?", "exactly 3 months"),
        ("Under which contracts do we pay within 10 days?", "contracts", "", ""),
        ("For which agreements was a guarantee given?", "agreements", "", ""),
        ("With how many contracts is the fee over 200 euros a month?", "contracts", "What is the fee?", "over 200 euros"),
        ("通知期超过60天的合同都有谁", "合同", "通知期是多久？", "超过60天"),
        ("付款期限不到20天的协议是跟谁签的？", "协议", "", "不到20天"),
        ("公司签的协议当中有哪些是2027年到期的？", "协议", "", "2027年"),
        ("要提前90天以上通知的是哪些合同(不含正好90天)", "合同", "", "90天以上"),
        ("which of our agreements have an end date in 2026", "agreements", "When does it end?", "in 2026"),
        ("Which leases have a starting date before May 2025?", "leases", "When does it start?", "before May 2025"),
    ],
)  # fmt: skip
def test_papers_are_chosen_however_the_question_is_turned(
    question: str, noun: str, asked: str, said: str
) -> None:
    column = column_of(question, TODAY)
    assert column.selects
    assert column.noun == noun
    assert (column.condition.said if column.condition is not None else "").startswith(said)
    assert not asked or column.question == asked


@pytest.mark.parametrize(
    "question",
    ["In which report is the budget named?", "In which folder are the contracts?", "合同是跟谁签的？"],
)
def test_one_paper_is_not_chosen_among_all(question: str) -> None:
    assert column_of(question, TODAY).selects == ""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Which leases have a deposit?", "What is the deposit?"),
        ("For which agreements was a security or a deposit given?", "What is the deposit?"),
        ("under which leases was a deposit put down", "What is the deposit?"),
        ("which contracts have a probation period", "How long is the probation?"),
        ("哪些合同收押金或保证金", "押金是多少？"),
        ("有哪些合同约定了试用期？", "试用期多久？"),
        ("我们的合同里哪几份要交保证金？", "押金是多少？"),
        ("付过或收过押金的有哪几份", "押金是多少？"),
        ("List every lease where money was left as a deposit", "What is the deposit?"),
    ],
)
def test_what_papers_may_have_is_asked_by_its_value(question: str, asked: str) -> None:
    column = column_of(question, TODAY)
    assert (column.question, column.present, column.judges) == (asked, True, False)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Which contracts have payment terms over 30 days?", "What is the payment term?"),
        ("账期超过45天的合同有哪些", "付款期限是多久？"),
        ("哪些合同的结算周期不到20天", "付款期限是多久？"),
        ("Which contracts have a price over 900 euros?", "What is the price?"),
    ],
)
def test_days_of_payment_are_asked_in_their_usual_words(question: str, asked: str) -> None:
    assert column_of(question, TODAY).question == asked


def test_something_of_no_usual_question_is_judged() -> None:
    column = column_of("Which leases have a garden?", TODAY)
    assert (column.present, column.judges) == (False, True)

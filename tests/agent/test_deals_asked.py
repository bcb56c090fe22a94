"""Tests of questions for some contracts in words of one's own."""

from datetime import date

import pytest

from assistant.agent.cells.columns import column_of
from assistant.agent.each.deals_asked import deals_asked
from assistant.agent.each.each_road import _reads
from assistant.answer_table import Cell, TableRow

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hay growers we must tell more than 40 days ahead if we want to leave", "Which supplier contracts need more than 40 days notice to be ended?"),
        ("With which landlords have we left money as a bond?", "Which contracts in which we are the tenant have a deposit?"),
        ("which arrangements just go on without any end date?", "Which contracts have no end date?"),
        ("What have we signed that runs out during 2028?", "Which contracts end during 2028?"),
        ("Which of the leases did somebody vary afterwards by letter?", "Which contracts were changed by a later letter?"),
        ("which clients do we have a deal with?", "Which customer contracts do we have?"),
        ("which vendors hold us for another year if we forget to write?", "Which supplier contracts renew automatically?"),
        ("what deals can we leave with a week's notice or less?", "Which contracts need a week's notice or less to be ended?"),
        ("我们压在外面的保证金都有哪几笔", "哪些合同有押金"),
        ("In which agreements may the bill be paid later than 40 days?", "Which contracts have a payment term of later than 40 days?"),
        ("Which vendors give us 45 days to pay?", "Which supplier contracts have a payment term of 45 days?"), ("哪几家合作没有定死到期日", "哪些合同没有到期日"),
        ("哪几家是长期合作、没写到哪天的", "哪些合同没有到期日"), ("没写明到期日的约定都有哪些", "哪些合同没有到期日"),
        ("服务商里头，不做了要提前两个月说的有哪几家", "哪些供应商合同要提前两个月通知才能解约"),
        ("房子是跟哪几个房东租的", "哪些我们是承租方的合同"),
        ("哪几份老协议后来又写信改过", "哪些合同后来被信函改过"),
        ("2028年还有效的合同有哪几份", "哪些合同2028年还没到期"),
        ("哪些合同到2028年才结束", "哪些合同2028年到期"),
        # What asks for anything else, or is read so already.
        ("which customers have not paid their bills?", None), ("Which vans are due for a check before 1 May 2027?", None),
        ("Which contracts have a deposit?", None), ("What is the deposit of the Kell lease?", None), ("Which clause of the contract speaks of the bond?", None),
        ("哪些租户没交押金", None), ("哪些员工的健康证2027年到期", None), ("押金是多少", None), ("哪些车的保险年底前到期", None),
        ("Which tenants of Mill Lane have a deposit?", None),
    ],
)  # fmt: skip
def test_known_words_are_put_as_they_are_read(question: str, asked: str | None) -> None:
    assert deals_asked(question, TODAY) == asked


def test_what_points_at_an_answer_before_is_left() -> None:
    assert deals_asked("which have had a deposit?", TODAY, follows=True) is None
    assert deals_asked("which of these contracts just go on with no end date?", TODAY, follows=True) is None


@pytest.mark.parametrize(
    ("cell", "reads"),
    [
        (Cell("found", "no end date", "no end date"), True),
        (Cell("unsure", "30 October 2027", "30 October 2027"), False),
        (Cell("unsure", "We replace the slab on Tuesday."), None),
    ],
)
def test_a_day_that_was_read_is_an_end(cell: Cell, *, reads: bool | None) -> None:
    column = column_of("Which contracts have no end date?")
    assert _reads(column, TableRow("/d/a.md", "A", (cell,), None)) is reads

"""Contracts are chosen by what only some of them have, however a question and a paper say it."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from assistant.agent.cells.columns import column_of
from assistant.agent.cells.presence import figures_agree, has_it, paid_each, party_agrees
from assistant.agent.papers.papers_meant import asked_by_role
from tests.agent.test_each import table
from tests.fakes.library import filled

PAPERS = {
    "staff/orme.md": "# Contract of employment\n\nEmployer: Voss Estates Ltd\n\nEmployee: Ada Orme\n\nPay: GBP 12.80 an hour, 20 hours a week, paid every other Friday.\n\nAfter leaving she keeps away from our customers and from rival firms in the town for half a year.\n",
    "staff/kell.md": "# Contract of employment\n\nEmployer: Voss Estates Ltd\n\nEmployee: Rafe Kell\n\nSalary: GBP 24,000 a year, on the 27th.\n\nThere is no bar on working for others afterwards.\n",
    "leases/quay.md": "# Lease of Berth 14, North Quay\n\nLandlord: Voss Estates Ltd\n\nTenant: Rowing Club\n\nSurety: Mrs Edith Falk stands behind the rent.\n\nRent: £300 each quarter.\n\nThe letting has no end date.\n",
    "leases/hob.md": "# Lease of 9 Hob Street\n\nLandlord: Voss Estates Ltd\n\nTenant: Spindle Cycles Ltd\n\nRent: £540 a month, on the first.\n\nIt ends on 31 March 2027.\n",
}


def chosen(folder: Path, question: str) -> list[str]:
    papers = {name.replace("/", " "): text for name, text in PAPERS.items()}
    with filled(folder, papers) as library:
        return sorted(PurePath(row.source).stem.split()[-1] for row in table(library, question).matching)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("who gets paid by the hour", ["orme"]),
        ("tenants who pay every three months", ["quay"]),
        ("Who rents from us in Hob Street?", ["hob"]),
        ("which leases have no end date", ["quay"]),
    ],
)
def test_those_are_chosen_who_have_it(tmp_path: Path, question: str, found: list[str]) -> None:
    assert chosen(tmp_path, question) == found


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("which tenants have somebody else vouching for the rent", "leases"), ("employees who are barred from rivals", "employment contracts"), ("who on the payroll has to give three months' notice", "employment contracts"),
        ("suppliers we're bound to use", "contracts"), ("哪些租户可以转租？", "租约"), ("哪些员工有竞业限制", "劳动合同"),
        ("list the vendors where the notice is over 60 days", "contracts"), ("which landlords want a guarantor", "leases"), ("押金超过一万的租户有哪些", "租约"),
    ],
)  # fmt: skip
def test_whom_a_question_asks_for_tells_the_contracts(question: str, papers: str) -> None:
    asked = asked_by_role(question)
    assert asked is not None
    assert asked[0] == papers
    assert column_of(question).by_role


@pytest.mark.parametrize(
    "question",
    [
        "Who is the tenant?",
        "What do tenants pay?",
        "who gets paid?",
        "谁是租户？",
        "Which employee has the key?",
        "迟到三次的员工有哪些？",
    ],
)
def test_other_questions_for_people_ask_no_contracts(question: str) -> None:
    assert asked_by_role(question) is None


@pytest.mark.parametrize(
    ("said", "topic", "wanted", "has"),
    [
        ("It is not prolonged by silence.", "renewal", "roll over by themselves", False), ("It is extended by a year unless one of us has objected.", "renewal", "roll over by themselves", True),
        ("He won't work for a rival for a year.", "compete", "have a non-compete", True), ("She is otherwise free to work in any firm.", "compete", "have a non-compete", False), ("Subletting is not allowed.", "assign", "allow subletting", False),
        ("不收押金。", "deposit", "有押金", False), ("到期没人吭声就自动续一年。", "renewal", "自动续", True), ("The rent stays as it is for the whole term.", "increase", "may raise the rent", False),
        ("The hirer lodges £500, given back without interest.", "deposit", "mention a deposit", True),
        ("[6] 押金 无", "deposit", "有押金", False),
    ],
)  # fmt: skip
def test_a_sentence_says_that_there_is_one_or_none(said: str, topic: str, wanted: str, has: bool) -> None:
    assert has_it(said, topic, wanted) is has


def test_what_one_party_does_is_not_said_of_the_other() -> None:
    wanted, theirs = "运费由乙方承担", "甲方于7日内送货至乙方店面，运费由甲方承担。"
    assert not party_agrees(theirs, wanted)
    assert party_agrees(theirs, "运费由甲方承担")
    assert party_agrees("甲方于7日内送货至乙方店面，运费由乙方承担。", wanted)
    assert party_agrees("Carriage is paid by Party B.", "in which party B pays the carriage")
    assert party_agrees("运费另计。", wanted)


def test_figures_of_a_question_stand_in_the_sentence() -> None:
    assert figures_agree("Interest of 8 per cent per annum.", "charged 8% if they pay late")
    assert not figures_agree("Late rent carries 5 per cent a year.", "charged 8% if they pay late")
    assert paid_each("have a garden") is None


@pytest.mark.parametrize(
    ("question", "asked", "without"),
    [
        ("everything except staff contracts that has no finishing date at all", "When does it end?", "staff"),
        ("staff aside, which agreements can we get out of in less than two months", "How much notice is needed to end it?", "staff"),
        ("which agreements except the leases run out in 2027", "When does it end?", "leases"),
        ("who on the payroll has to give a quarter of a year's notice", "How much notice is needed to end it?", ""),
        ("除了劳动合同以外，哪些合同没有约定到期日", "什么时候到期？", "劳动"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_no_part_of_what_is_asked(question: str, asked: str, without: str) -> None:
    column = column_of(question)
    assert (column.question, column.without) == (asked, without)

"""A later question asks more of the rows that an answer was told from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.question.carrying_on import asks_same_rows, put_instead
from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import request_of
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_sheets import answered
from tests.fakes.library import filled

PAPERS = {
    "orders.csv": "Order,Day,Customer,Goods,Amount (EUR),Status\nR1,2025-03-02,Hale & Wright,oak,700,open\nR2,2025-03-09,Hale & Wright,pine,300,open\n"
    "R3,2025-04-04,Hale & Wright,oak,450,settled\nR4,2025-04-11,Morrow Inn,oak,900,open\nR5,2025-05-06,Morrow Inn,pine,250,open\nR6,2025-05-20,Ridge Hall,oak,650,settled\n"
    "R7,2025-04-18,Ridge Hall,pine,120,open\n",
    "shifts.csv": "Day,Person,Place,Hours\n2025-05-02,Iris Cole,kiln,4\n2025-06-03,Iris Cole,kiln,7\n2025-05-05,Tomas Bell,shop,5\n2025-06-07,Tomas Bell,shop,9\n2025-06-09,Tomas Bell,kiln,2\n",
    "工时.csv": "日期,姓名,工地,小时\n2025-05-02,夏明远,东岭,4\n2025-06-03,夏明远,东岭,7\n2025-05-05,柳青青,西桥,5\n2025-06-07,柳青青,西桥,9\n2025-06-09,柳青青,东岭,2\n2025-06-11,柳青青,东岭,1\n",
    "送货.csv": "单号,日期,门店,货物,金额(元),状态\nS1,2025-03-02,松河小学,桌子,1700,未付\nS2,2025-03-09,松河小学,椅子,300,未付\nS3,2025-04-04,松河小学,桌子,450,已付\nS4,2025-04-11,云岭饭店,桌子,900,未付\nS5,2025-05-06,云岭饭店,椅子,2500,未付\n",
    "rules.md": "# Rules\n\nThe summer party is on 4 July at the boathouse.\n\nThe kiln is cleaned by the caretaker every Friday.\n",
}


OFFICE = {
    "budget.csv": "Month,Item,Planned,Spent,Note\n2025-05,Fuel,300,412.5,\n2025-05,Paint,120,98.4,\n2025-06,Fuel,300,287.2,\n2025-06,Paint,120,131.9,\n2025-07,Fuel,310,305.6,\n2025-07,Paint,110,77.7,\n",
    "会员.csv": "会员,店,等级,年费(元),已缴(元)\n祝小满,东桥店,金卡,900,900\n邓一舟,东桥店,银卡,400,100\n葛文,南门店,金卡,900,300\n秦朗,南门店,银卡,400,400\n苗青,南门店,金卡,900,0\n",
}
AGREEMENT = {
    "agreement Morrow Inn.md": "# Agreement with Morrow Inn\n\nMorrow Inn leaves a deposit of 640 euros with us.\n\nEither side may end this agreement with ten weeks' notice.\n",
}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("workshop"), PAPERS) as library:
        yield library


@pytest.mark.parametrize(
    "talk",
    [
        (
            ("Which orders of Hale & Wright are open?", "R1"),
            ("how much is that altogether?", "1,000"),
            ("and which of them are over 500?", "R1"),
            ("how many are there?", " 1 "),
        ),
        (
            ("List the orders over 400 in April 2025", "R4"),
            ("what do they come to together?", "1,350"),
            ("how many of these are open?", " is 1 "),
        ),
        (
            ("How many hours did Iris Cole work in May 2025?", "4"),
            ("and in June 2025?", "7"),
            ("and Tomas?", "11"),
        ),
        (("How much did Hale & Wright order?", "1,450"), ("and Morrow Inn?", "1,150")),
        (
            ("松河小学有哪些未付的单？", "S1"),
            ("一共多少钱？", "2,000"),
            ("其中超过1000的有哪些？", "S1"),
            ("有几单？", "共 1"),
        ),
        (("夏明远5月一共多少小时？", "4"), ("6月呢？", "7"), ("柳青青呢？", "12")),
        (
            ("How much did Hale & Wright order?", "1,450"),
            ("only in March 2025?", "1,000"),
            ("and the oak?", "700"),
        ),
        (
            ("How many hours did Tomas Bell work?", "16"),
            ("just in June 2025?", "11"),
            ("and in the shop?", "9"),
        ),
        (("柳青青6月一共多少小时？", "12"), ("那她西桥的呢？", "9"), ("东岭呢", "3")),
    ],
    ids=lambda talk: talk[-1][0],
)
def test_a_conversation_keeps_what_chose_its_rows(
    talk: tuple[tuple[str, str], ...], workshop: Library
) -> None:
    told = talked(workshop, talk)
    assert "R3" not in told
    assert "S3" not in told


@pytest.mark.parametrize(
    "talk",
    [
        (("What was spent on fuel in June 2025?", "287.2"), ("and in May?", "412.5"), ("and paint?", "98.4")),
        (
            ("What was planned for paint in July 2025?", "110"),
            ("and for fuel?", "310"),
            ("and spent?", "305.6"),
        ),
        (("南门店的年费一共多少？", "2,200"), ("只看金卡", "1,800"), ("东桥店呢", "900"), ("已缴呢", "900")),
    ],
    ids=lambda talk: talk[-1][0],
)
def test_a_conversation_keeps_what_was_computed(talk: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    with filled(tmp_path, OFFICE) as library:
        talked(library, talk)


def talked(library: Library, talk: tuple[tuple[str, str], ...]) -> str:
    """Return the last answer of a conversation, in each of which its figure is told."""
    number = None
    for question, held in talk:
        told, computed = answered(library, question, TurnOptions(conversation=number))
        number = told.conversation_id
        assert computed, question
        assert held in told.answer, (question, told.answer)
    return told.answer


@pytest.mark.parametrize("question", ["and the deposit?", "and the notice?"])
def test_what_no_row_tells_is_asked_of_texts(question: str, tmp_path: Path) -> None:
    with filled(tmp_path, PAPERS | AGREEMENT) as library:
        first, _ = answered(library, "How much did Morrow Inn order in April 2025?")
        after, computed = answered(library, question, TurnOptions(conversation=first.conversation_id))
    assert "900" in first.answer
    assert not computed, after.answer
    assert ("640 euros" if "deposit" in question else "ten weeks") in after.answer


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("and Ruth?", "Ruth"),
        ("only in June?", "in June"),
        ("what about the council ones?", "the council"),
        ("那她五月的呢？", "五月"),
        ("只看金卡", "金卡"),
        ("How much did Ruth earn?", ""),
        ("什么时候到期？", ""),
    ],
)
def test_few_words_are_put_in_the_place_of_others(question: str, put: str) -> None:
    assert put_instead(question) == put


def test_a_new_topic_is_asked_of_texts_after_a_sheet(workshop: Library) -> None:
    first, _ = answered(workshop, "How many hours did Iris Cole work in May 2025?")
    after, computed = answered(
        workshop, "When is the summer party?", TurnOptions(conversation=first.conversation_id)
    )
    assert not computed
    assert after.answer.startswith("The summer party is on 4 July")


@pytest.mark.parametrize(
    "question",
    [
        "how much is that altogether?",
        "what did they cost together?",
        "and altogether?",
        "What's the total of these?",
        "how many are over 300?",
        "一共多少钱",
        "加起来是多少？",
        "有几笔？",
        "超过500的有哪些？",
        "其中病假几天？",
    ],
)
def test_it_asks_more_of_rows(question: str) -> None:
    assert asks_same_rows(question) is not None


@pytest.mark.parametrize(
    "question",
    [
        "How much is the rent altogether?",
        "How many people work here?",
        "When is the summer party?",
        "一共有多少名员工？",
        "夏明远一共多少小时？",
        "押金多少？",
        "what is the total price of the roof?",
    ],
)
def test_what_names_its_rows_asks_nothing_of_others(question: str) -> None:
    assert asks_same_rows(question) is None


def test_what_was_put_into_a_question_stays_in_it() -> None:
    earlier = [
        EarlierTurn("How many hours did Ewan Roy work in May?", "", "20 hours"),
        EarlierTurn("and in June?", "How many hours did Ewan Roy work in June?", "23 hours"),
    ]
    assert request_of("and Nadia?", earlier).stands_for[0] == "How many hours did Nadia work in June?"


def test_another_matter_of_a_text_is_not_kept() -> None:
    earlier = [
        EarlierTurn("When does the lease of Oak Lane end?", "", "On 1 May.", "extracted"),
        EarlierTurn("and the notice?", "When does the notice of Oak Lane end?", "Two months.", "extracted"),
    ]
    assert "When does the deposit of Oak Lane end?" in request_of("and the deposit?", earlier).stands_for


def test_somebody_else_is_kept_in_what_texts_are_asked() -> None:
    earlier = [
        EarlierTurn("When does the agreement with Velden end?", "", "On 1 May.", "extracted"),
        EarlierTurn("what about Costa?", "what about Costa? end", "On 3 June.", "extracted"),
    ]
    assert "When does the payment with Costa end?" in request_of("and payment?", earlier).stands_for


def test_what_is_asked_in_other_words_is_kept_as_it_was_typed(workshop: Library) -> None:
    asked = "Hi, could you tell me which orders are not settled yet, pls"
    told, computed = answered(workshop, asked, TurnOptions())
    assert computed
    assert "R1" in told.answer
    assert "R3" not in told.answer
    assert told.question == asked
    later, _ = answered(workshop, "and which in April 2025?", TurnOptions(conversation=told.conversation_id))
    assert "R4" in later.answer
    assert "R1" not in later.answer

"""Which documents a follow-up points at."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.earlier import documents_pointed_at, documents_told
from assistant.events import Looked, Notice
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled

SOURCES = {
    1: "/p/loans/Loan Penhallow.md",
    2: "/p/loans/Loan Dunmarrow.md",
    3: "/p/mail/Oakhanger.eml",
    4: "/p/Loan rules.md",
}


@pytest.mark.parametrize(
    ("question", "shown", "meant"),
    [
        ("and the other one?", [1], (2,)),
        ("另一份呢", [2], (1,)),
        ("and the other one?", [3], ()),
        ("那第二份呢", [3, 1], (1,)),
        ("the second one", [3], ()),
        ("what about the last one", [3, 1, 2], (2,)),
        ("第二次会议说了什么", [3, 1], ()),
        ("what is the other side called", [1], ()),
        ("and the other one?", [], ()),
    ],
)
def test_documents_are_pointed_at_beside_those_of_the_last_answer(
    question: str, shown: list[int], meant: tuple[int, ...]
) -> None:
    assert documents_pointed_at(question, shown, SOURCES) == meant


def test_a_list_tells_its_documents_in_its_order() -> None:
    assert documents_told("- `Oakhanger.eml`\n- `Loan Penhallow.md`", [], SOURCES) == [3, 1]
    assert documents_told("It is 5 pounds.", [2, 2, 1], SOURCES) == [2, 1]


def test_this_paper_narrows_a_question_and_it_is_said(tmp_path: Path) -> None:
    papers = {
        "north.md": "# North\n\nThe North lease ends on 4 May 2031. Cats are allowed.\n",
        "south.md": "# South\n\nThe South lease ends on 9 June 2032. Cats are forbidden.\n",
    }
    with filled(tmp_path, papers) as library:
        _, first = ask(library, None, "When does the North lease end?")
        events, _ = ask(library, None, "Are cats allowed in this lease?", TurnOptions(first.conversation_id))
        plain, _ = ask(library, None, "Are cats allowed?", TurnOptions(first.conversation_id))
    said = [one.message for one in events if isinstance(one, Notice) and one.code == "only_paper"]
    assert said == ["Only north.md was asked, which the answer before rests on."]
    assert not any(isinstance(one, Notice) and one.code == "only_paper" for one in plain)


LEAVE = {
    "leave.md": "# Leave\n\nUnder ten years of service, leave is 5 days. From ten years on, leave is 10 days. Unused leave of 2 days may be carried over.\n",
    "休假.md": "# 休假\n\n工龄不满十年的，年假 5 天。工龄满十年的，年假 10 天。未休的年假可结转 2 天。\n",
}


@pytest.mark.parametrize("question", ["How many days of leave?", "年假 天"])
def test_unsure_sentences_of_one_passage_stand_in_its_order(tmp_path: Path, question: str) -> None:
    with filled(tmp_path, LEAVE) as library:
        _, finished = ask(library, None, question)
    starts = [one.start for one in finished.citations]
    assert len(starts) > 1
    assert starts == sorted(starts)


GARDEN = {
    "watering rules.md": "# Watering rules\n\nThe hose is kept by Odile Marr. Beds are watered before 9:00. The log is filled in for two years.\n",
    "tools.md": "# Tools\n\nThe chipper was lent to the school until Friday. Saws are sharpened in March.\n",
    "轮值.md": "# 轮值\n\n周三下午由郑小满值班。周五由高远值班。\n",
    "温室管理办法.md": "# 温室管理办法\n\n负责人：韩青。温室每天通风两小时。记录保存两年。\n",
}


@pytest.mark.parametrize(
    ("first", "question", "said"),
    [
        ("Who keeps the hose in watering rules.md?", "To whom was the chipper lent?", "the school"),
        ("《温室管理办法》的负责人是谁？", "周三下午谁值班？", "郑小满"),
    ],
)
def test_a_question_of_another_thing_is_not_kept_in_the_paper_before(
    tmp_path: Path, first: str, question: str, said: str
) -> None:
    with filled(tmp_path, GARDEN) as library:
        _, before = ask(library, None, first)
        events, after = ask(library, None, question, TurnOptions(before.conversation_id))
    assert said in after.answer
    assert after.searched_for == question
    assert not any(isinstance(one, Looked) for one in events)


@pytest.mark.parametrize(
    ("first", "question", "said", "told"),
    [
        (
            "Who keeps the hose in watering rules.md?",
            "When are the beds watered?",
            "before 9:00",
            "watering rules.md",
        ),
        ("《温室管理办法》的负责人是谁？", "记录保存几年？", "保存两年", "温室管理办法.md"),
    ],
)
def test_a_follow_up_that_stays_in_the_paper_before_says_so(
    tmp_path: Path, first: str, question: str, said: str, told: str
) -> None:
    with filled(tmp_path, GARDEN) as library:
        _, before = ask(library, None, first)
        events, after = ask(library, None, question, TurnOptions(before.conversation_id))
    assert said in after.answer
    lines = [one.said for one in events if isinstance(one, Looked)]
    assert len(lines) == 1
    assert told in lines[0]

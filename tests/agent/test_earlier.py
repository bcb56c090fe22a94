"""Which documents a follow-up points at."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.earlier import documents_pointed_at, documents_told
from assistant.events import Notice
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

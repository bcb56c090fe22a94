"""Which documents a follow-up points at."""

from __future__ import annotations

import pytest

from assistant.agent.earlier import documents_pointed_at, documents_told

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

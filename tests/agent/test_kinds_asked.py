"""Which papers are of a kind that a question lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.agent.papers import kinds_asked
from assistant.agent.papers.kinds_asked import KindAsked, Meaning, OfKind, kind_asked, of_kind
from assistant.agent.papers.paper_kinds import Paper


@pytest.mark.parametrize(
    ("question", "said", "who", "bare"),
    [
        ("list all our guarantees", "guarantees", "", True),
        ("Which survey reports do we have?", "survey reports", "", True),
        ("which papers are building permits?", "building permits", "", True),
        ("which surveyors or architects sent us letters", "letters", "surveyors or architects", True),
        ("show me the quotes the roofers gave us", "quotes", "roofers", True),
        ("who wrote us letters?", "letters", "", True),
        ("which permits run out this year", "permits", "", False),
        ("我们手上有哪些验收单和合格证", "验收单和合格证", "", True),
        ("律师函有几份", "律师函", "", True),
        ("外面寄来的信有哪几封", "信", "", True),
        ("哪几份文件是施工许可", "施工许可", "", True),
    ],
)
def test_a_kind_is_read_out_of_a_question(question: str, said: str, who: str, bare: bool) -> None:
    asked = kind_asked(question)
    assert asked is not None
    assert (asked.said, asked.who, asked.bare) == (said, who, bare)


@pytest.mark.parametrize(
    "question", ["When does the lease end?", "who pays the rent", "租金是多少", "哪些客户还没付款"]
)
def test_other_questions_list_nothing(question: str) -> None:
    assert kind_asked(question) is None


PAPERS = {
    1: Paper("/a/Hollis cover.pdf", "Hollis cover", "Hollis Mutual - Barn insurance\nPolicy no. 12"),
    2: Paper("/a/truck insurance 2026.md", "", "Named drivers: A. Holt"),
    3: Paper("/a/Oak Life.docx", "Oak Life", "Life assured: A. Holt\nSum assured: 90,000"),
    4: Paper("/a/mail insurance question.eml", "", "From: A. Holt\nDear Ms Reed"),
    5: Paper("/a/costs 2026.csv", "costs without insurance", "Month, Cost"),
    6: Paper("/a/yard rules.txt", "", "Gates open at 8."),
    7: Paper("/a/barn lease.txt", "", "Rent: 200 a month"),
    8: Paper("/a/feed notes.txt", "", "Oats at six."),
}


def _meaning(near: Sequence[str]) -> Meaning:
    """Make vectors by which the texts with some words are near to any kind that is asked for."""

    def vector(text: str) -> NDArray[np.float32]:
        to = any(word in text for word in near)
        made = np.array([1.0 if to else 0.0, 0.0 if to else 1.0, 0.1 * (len(text) % 7)], np.float32)
        return made / np.float32(np.linalg.norm(made))

    def asked(text: str) -> NDArray[np.float32]:
        others = text in kinds_asked.OTHER_THINGS or text == "horses"
        return np.array([0.0, 1.0, 0.0] if others else [1.0, 0.0, 0.0], np.float32)

    return Meaning(asked, lambda texts: np.stack([vector(one) for one in texts]))


def test_papers_that_say_a_kind_are_of_it_and_those_near_in_meaning_may_be() -> None:
    asked = KindAsked("insurances", ("insurances",))
    found = of_kind(asked, PAPERS, _meaning(("insurance", "assured")))
    assert found == OfKind(frozenset((1, 2)), frozenset((3,)))


def test_words_that_mean_no_papers_name_none() -> None:
    assert of_kind(KindAsked("horses", ("horses",)), PAPERS, _meaning(("Oats",))) is None


def test_without_meaning_only_known_kinds_are_listed() -> None:
    assert of_kind(KindAsked("insurances", ("insurances",)), PAPERS, None) is None
    mails = of_kind(KindAsked("mails", ("mails",)), PAPERS, None)
    assert mails == OfKind(frozenset((4,)), frozenset())


LETTERS = {
    1: Paper("/b/letter Dr Hale.txt", "", "Hale Eye Hospital\nDear Mr Holt"),
    2: Paper("/b/letter bank.txt", "", "Cress Bank\nDear Mr Holt"),
    3: Paper("/b/answer.txt", "", "Dear Dr Hale, thank you"),
}


def test_papers_of_somebody_are_those_that_say_so() -> None:
    asked = KindAsked("letters", ("letters",), who="hospitals")
    assert of_kind(asked, LETTERS, None) == OfKind(frozenset((1,)), frozenset())


def test_papers_of_somebody_nobody_is_called_are_all_unsure() -> None:
    asked = KindAsked("letters", ("letters",), who="roofers")
    assert of_kind(asked, LETTERS, None) == OfKind(frozenset(), frozenset((1, 2, 3)))


def test_a_name_in_brackets_tells_which_are_meant() -> None:
    papers = {
        1: Paper("/c/PI-1.txt", "", "PROFORMA INVOICE PI-1"),
        2: Paper("/c/CI-1.txt", "", "COMMERCIAL INVOICE CI-1"),
    }
    asked = kind_asked("我们开过哪几张形式发票（proforma）")
    assert asked is not None
    assert of_kind(asked, papers, _meaning(())) == OfKind(frozenset((1,)), frozenset())

"""Days and lengths of time that an answer works out are held against what they follow from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.agent.attribution import Attribution
from assistant.agent.citations import Attributor
from assistant.agent.quoting import Retrieved
from assistant.agent.short_answers import SentenceWorths
from assistant.library.terms import query_terms
from assistant.retrieval.ranking import QueryTerms, Relevance
from tests.agent.test_short_answers import weigh
from tests.fakes.library import passage

TEXTS = {
    "lease.md": "1. The lease of the store begins on 1 March 2025.\n\n2. The lease is granted for three years.\n\n3. The notice period is three months.",
    "fair.md": "The trade fair opens on 18 February 2027.",
    "合同.md": "一、租赁自2025年3月1日起。\n\n二、租期为三年。",
}
PAPERS = tuple(
    passage(text, number=number, document=number, source=f"/d/{source}")
    for number, (source, text) in enumerate(TEXTS.items(), 1)
)


def judged(question: str, answer: str) -> Attribution:
    asked = QueryTerms(tuple(query_terms(question)), weigh(query_terms(question)))
    relevance = Relevance(coverage=0.9, passages=len(PAPERS))
    scores = {one.id: 1.0 / one.id for one in PAPERS}
    retrieved = replace(Retrieved(question, PAPERS, scores, asked, None, relevance), today=date(2026, 11, 29))
    return Attributor([[one] for one in PAPERS], question, weigh, None, SentenceWorths(retrieved)).attribute(
        answer
    )


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("When does the lease of the store end?", "The lease ends on 29 February 2028.", "The lease ends on 31 August 2028."),
        ("How long is the notice period in days?", "The notice period is 90 days.", "The notice period is 45 days."),
        ("How many days until the trade fair?", "The trade fair opens in 81 days.", "The trade fair opens in 51 days."),
        ("租期什么时候到期？", "租期于2028年2月29日到期。", "租期于2028年8月31日到期。"),
    ],
)  # fmt: skip
def test_what_follows_is_borne_and_what_does_not_is_marked(question: str, right: str, wrong: str) -> None:
    assert judged(question, right).supported
    assert not judged(question, wrong).supported

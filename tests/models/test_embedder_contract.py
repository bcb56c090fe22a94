"""What every embedder promises, on each engine that is there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant.models.base import Embedder
from tests.models import engines

PASSAGES = [
    "The tenant pays the rent on the first day of each month.",
    "Mitochondria produce most of the energy that a cell needs.",
    "The espresso machine must be descaled every three months.",
    "Annual leave is thirty days for employees of more than five years.",
]
QUESTIONS = [
    "On which day of the month does the tenant pay rent?",
    "Which part of a cell produces energy?",
    "How often must the espresso machine be descaled?",
    "How many days of annual leave do employees have?",
]


@pytest.fixture(scope="module", params=engines.EMBEDDERS)
def embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    with engines.embedder(request.param) as found:
        yield found


def test_it_is_an_embedder(embedder: Embedder) -> None:
    assert isinstance(embedder, Embedder)
    assert embedder.engine in ("ollama", "embedded")
    assert embedder.max_tokens >= 128


def test_vectors_are_float32_rows_of_length_one(embedder: Embedder) -> None:
    vectors, query = embedder.embed_passages(PASSAGES), embedder.embed_query(QUESTIONS[0])
    assert vectors.dtype == query.dtype == np.float32
    assert vectors.shape == (len(PASSAGES), query.shape[0])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(query), 1, atol=1e-5)


def test_the_right_passage_comes_first(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(PASSAGES)
    best = [int(np.argmax(vectors @ embedder.embed_query(question))) for question in QUESTIONS]
    assert best == [0, 1, 2, 3]


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert len(embedder.embed_passages([])) == 0


def test_a_batch_changes_nothing_and_keeps_the_order(embedder: Embedder) -> None:
    many = [f"{PASSAGES[number % 4]} Section {number}." for number in range(40)]
    together = embedder.embed_passages(many)
    for number in (0, 31, 32, 39):
        alone = embedder.embed_passages([many[number]])[0]
        assert float(together[number] @ alone) > 0.999


def test_the_end_of_a_text_that_is_too_long_counts_too(embedder: Embedder) -> None:
    filler = "Mitochondria produce energy in the cell. " * 100
    ending = "The tenant pays the rent on the first day of each month. " * 100
    vectors = embedder.embed_passages([filler, filler + ending, "short"])
    question = embedder.embed_query("On which day does the tenant pay the rent?")
    assert vectors[1] @ question > vectors[0] @ question + 0.02


@pytest.mark.parametrize(
    "odd", ["\x00", "before\x00after", "half \ud83d a character", "   ", "🙂" * 300, "中文" * 300]
)
def test_odd_texts_are_embedded(embedder: Embedder, odd: str) -> None:
    vectors = embedder.embed_passages([PASSAGES[0], odd])
    assert np.isfinite(vectors).all()
    assert np.isfinite(embedder.embed_query(odd)).all()


def test_what_follows_a_null_character_counts(embedder: Embedder) -> None:
    cut, whole = embedder.embed_passages(["rent", "rent\x00mitochondria of the cell"])
    assert float(cut @ whole) < 0.999


def test_identity_names_the_weights_and_stays(embedder: Embedder) -> None:
    assert embedder.name.split(":")[0] in embedder.identity
    assert "@" in embedder.identity
    assert embedder.identity == embedder.identity


def test_closing_twice_is_fine(embedder: Embedder) -> None:
    embedder.close()
    embedder.close()
    assert len(embedder.embed_passages(["used again"])) == 1

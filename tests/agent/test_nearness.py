"""Sentences are ordered by words and meaning, however few of them were compared, and whatever embeds them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.agent.citing import sentence_meaning
from assistant.agent.citing.sentence_meaning import SentenceMeaning, embed_ahead
from assistant.agent.words.nearness import COLUMNS, WEIGHTS, nearness
from assistant.errors import ModelFault
from assistant.library.library import Library
from assistant.models.base import Vectors
from assistant.models.tokens import estimate_tokens
from assistant.models.trained import weights_in
from assistant.retrieval.evidence import Unit, units_of
from tests.library.shelf import put

NAN = float("nan")
QUESTION = np.array([1, 0], np.float32)


class Embedder:
    """Finds texts with "near" in them near, and notes what it embedded."""

    engine = "embedded"
    name = "m"
    max_tokens = 512
    identity = "embedded:m@1"

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.fails = False

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise ModelFault("It fails.")
        self.embedded += texts
        return np.array([[1, 0] if "near" in text else [0, 1] for text in texts], np.float32)

    def embed_query(self, text: str) -> Vectors:
        return QUESTION

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
def shelf(tmp_path: Path) -> tuple[Library, list[Unit]]:
    library = Library(tmp_path / "library", create=True)
    put(
        library,
        "/a.md",
        "The first of the sentences is far. The second of the sentences is near. The third of them is far away again.",
        "Another.",
    )
    library.vectors.begin(Embedder.identity, "embedded", "m")
    passages = library.documents.neighbours(1, 0, 10)
    vectors = np.array([[0.6, 0.8], [0, 1]], np.float32)
    library.vectors.store(Embedder.identity, [one.key for one in passages], vectors)
    return library, [unit for one in passages for unit in units_of(one, 0)]


def told(
    library: Library, units: Sequence[Unit], embedder: Embedder, room: int = 0
) -> sentence_meaning.Floats:
    found = SentenceMeaning(library, embedder, QUESTION, room).told(units, lambda near: in_order(units))
    assert found is not None
    return found


def in_order(units: Sequence[Unit]) -> sentence_meaning.Floats:
    return np.arange(len(units), 0, -1, dtype=np.float32)


def test_what_describes_a_sentence_does_not_hang_on_what_else_was_compared() -> None:
    passages, of = np.array([0.8, 0.7, NAN], np.float32), np.array([0, 0, 1, 2])
    few = nearness(passages, of, np.array([0.9, NAN, NAN, NAN], np.float32))
    more = nearness(passages, of, np.array([0.9, 0.7, 0.6, 0.5], np.float32))
    assert few.shape == (4, COLUMNS)
    np.testing.assert_allclose(few[0], more[0])
    assert (few[1, 3:] == 0).all()
    assert np.isfinite(more).all()


def test_the_weights_are_for_these_columns() -> None:
    weights = weights_in(WEIGHTS)
    assert weights["nearness"].shape == (len(weights["names"]) + COLUMNS,)
    assert weights["words"].shape == weights["names"].shape


def test_a_sentence_is_embedded_once(shelf: tuple[Library, list[Unit]]) -> None:
    library, units = shelf
    first = Embedder()
    near = told(library, units, first)
    assert near[1, 4] == near[:, 4].max()
    assert sorted(first.embedded) == sorted(unit.text for unit in units)
    again = Embedder()
    np.testing.assert_allclose(told(library, units, again), near, atol=0.1)
    assert again.embedded == []


def test_no_more_is_embedded_than_there_is_time_for(
    shelf: tuple[Library, list[Unit]], monkeypatch: pytest.MonkeyPatch
) -> None:
    library, units = shelf
    monkeypatch.setattr(sentence_meaning, "NEW_BYTES", 80)
    embedder = Embedder()
    near = told(library, units, embedder)
    assert embedder.embedded == [units[0].text, units[1].text]
    assert near[:, 3].tolist() == [1, 1, 0, 0]


def test_sentences_are_embedded_about_which_it_is_doubtful_whether_they_are_shown(
    shelf: tuple[Library, list[Unit]], monkeypatch: pytest.MonkeyPatch
) -> None:
    library, units = shelf
    monkeypatch.setattr(sentence_meaning, "NEW_BYTES", 50)
    embedder = Embedder()
    told(library, units, embedder, room=sum(estimate_tokens(unit.text) for unit in units[:2]))
    assert embedder.embedded == [units[1].text]


def test_nothing_is_embedded_where_there_is_room_for_many(shelf: tuple[Library, list[Unit]]) -> None:
    library, units = shelf
    embedder = Embedder()
    near = told(library, units, embedder, room=sentence_meaning.FEW_TOKENS)
    assert embedder.embedded == []
    assert not near[:, 3].any(), "passages are compared"


@pytest.mark.parametrize("server", [True, False])
def test_passages_are_compared_where_no_sentence_can_be(
    shelf: tuple[Library, list[Unit]], server: bool
) -> None:
    library, units = shelf
    embedder = Embedder()
    embedder.engine, embedder.fails = ("ollama", False) if server else ("embedded", True)
    near = told(library, units, embedder)
    assert near[0, 0] > near[-1, 0]
    assert not near[:, 3].any()
    assert embedder.embedded == []


def test_nothing_is_told_without_vectors(shelf: tuple[Library, list[Unit]]) -> None:
    library, units = shelf
    embedder = Embedder()
    embedder.identity = "embedded:other@1"
    assert SentenceMeaning(library, embedder, QUESTION, 0).told(units, lambda near: in_order(units)) is None


def test_sentences_are_embedded_ahead_and_then_no_more(shelf: tuple[Library, list[Unit]]) -> None:
    library, units = shelf
    embedder = Embedder()
    embed_ahead(library, embedder, 60)
    assert sorted(embedder.embedded) == sorted(unit.text for unit in units)
    embed_ahead(library, embedder, 60)
    told(library, units, embedder)
    assert len(embedder.embedded) == len(units), "each is known"


def test_what_a_question_left_is_embedded_ahead_and_no_more(
    shelf: tuple[Library, list[Unit]], monkeypatch: pytest.MonkeyPatch
) -> None:
    library, units = shelf
    monkeypatch.setattr("assistant.library.sentence_vectors.LONG_SENTENCE", 10)
    monkeypatch.setattr(sentence_meaning, "NEW_BYTES", 80)
    embedder = Embedder()
    told(library, units, embedder)
    assert 0 < len(embedder.embedded) < len(units)
    embed_ahead(library, embedder, 60)
    assert sorted(embedder.embedded) == sorted(unit.text for unit in units)


def test_nothing_is_embedded_ahead_without_time_or_by_a_server(shelf: tuple[Library, list[Unit]]) -> None:
    library, _ = shelf
    embedder = Embedder()
    embed_ahead(library, embedder, 0)
    embedder.engine = "ollama"
    embed_ahead(library, embedder, 60)
    assert embedder.embedded == []


def test_embedding_ahead_ends_where_nothing_can_be_kept(
    shelf: tuple[Library, list[Unit]], monkeypatch: pytest.MonkeyPatch
) -> None:
    library, _ = shelf
    embedder = Embedder()
    monkeypatch.setattr("assistant.library.sentence_vectors.MOST_SENTENCES", 0)
    embed_ahead(library, embedder, 60)
    assert embedder.embedded == [], "there is no room"
    monkeypatch.undo()
    embedder.fails = True
    embed_ahead(library, embedder, 60)
    embedder.fails = False
    monkeypatch.setattr(sentence_meaning, "AT_ONCE", 1)
    monkeypatch.setattr(library.sentence_vectors, "keep", lambda identity, vectors: False)
    embed_ahead(library, embedder, 60)
    assert embedder.embedded == ["Another."]

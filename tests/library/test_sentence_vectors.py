"""Vectors of sentences are kept by content, go with their document, and never stand in a question's way."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.library import sentence_vectors
from assistant.library.checks import check_vectors
from assistant.library.library import Library
from tests.library.shelf import put

MODEL = "embedded:m@1"


def key(library: Library, source: str) -> str:
    number = next(number for number, path in library.documents.sources().items() if path == source)
    return library.documents.neighbours(number, 0, 10)[0].key


def vector(seed: int) -> sentence_vectors.Vector:
    drawn = np.random.default_rng(seed).standard_normal(8).astype(np.float32)
    unit: sentence_vectors.Vector = drawn / np.linalg.norm(drawn)
    return unit


@pytest.fixture
def kept(library: Library) -> Library:
    put(library, "/a.md", "first words")
    put(library, "/b.md", "other words")
    library.vectors.begin(MODEL, "embedded", "m")
    keys = [key(library, "/a.md"), key(library, "/b.md")]
    library.vectors.store(MODEL, keys, np.stack([vector(8), vector(9)]))
    library.sentence_vectors.keep(
        MODEL, {(keys[0], 0): vector(1), (keys[0], 6): vector(2), (keys[1], 0): vector(3)}
    )
    return library


def test_vectors_come_back_nearly_as_they_were(kept: Library) -> None:
    own = key(kept, "/a.md")
    found = kept.sentence_vectors.load(MODEL, [own, "unknown"])
    assert set(found) == {(own, 0), (own, 6)}
    assert float(found[own, 0] @ vector(1)) == pytest.approx(1, abs=0.01)
    assert kept.sentence_vectors.load("another", [own]) == {}


def test_they_go_with_their_document(kept: Library) -> None:
    gone, stays = key(kept, "/a.md"), key(kept, "/b.md")
    kept.forget("/a.md")
    kept.sentence_vectors.keep(MODEL, {(gone, 0): vector(1)})  # a question that was under way
    assert set(kept.sentence_vectors.load(MODEL, [gone, stays])) == {(stays, 0)}


def test_they_go_with_all_conversations(kept: Library) -> None:
    kept.forget_conversations()
    assert kept.sentence_vectors.load(MODEL, [key(kept, "/a.md")]) == {}


def test_the_oldest_go_where_there_are_too_many(kept: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_vectors, "MOST_SENTENCES", 2)
    a, b = key(kept, "/a.md"), key(kept, "/b.md")
    kept.sentence_vectors.keep(MODEL, {(b, 6): vector(4)})
    assert set(kept.sentence_vectors.load(MODEL, [a, b])) == {(b, 0), (b, 6)}


def test_a_damaged_one_is_dropped(kept: Library) -> None:
    own = key(kept, "/a.md")
    with kept.database.writing():
        kept.database.connection.execute("UPDATE sentence_vector SET data = x'00' WHERE start = 6")
        assert [one.code for one in check_vectors(kept.database.connection)] == ["sentence_vector"]
    assert set(kept.sentence_vectors.load(MODEL, [own])) == {(own, 0)}


def test_a_library_that_is_busy_keeps_none(kept: Library) -> None:
    own = key(kept, "/a.md")
    with Library(kept.folder) as other, other.database.writing():
        kept.sentence_vectors.keep(MODEL, {(own, 12): vector(5)})
    assert (own, 12) not in kept.sentence_vectors.load(MODEL, [own])


def test_a_vector_is_rounded_as_it_comes_back(kept: Library) -> None:
    own = key(kept, "/a.md")
    assert (kept.sentence_vectors.load(MODEL, [own])[own, 0] == sentence_vectors.rounded(vector(1))).all()


def test_sentences_lack_where_only_a_list_or_a_question_kept_some(library: Library) -> None:
    put(library, "/list.md", "a sentence of a list")
    put(library, "/part.md", "A long passage has many sentences. " * 20)
    put(library, "/all.md", "one")
    library.vectors.begin(MODEL, "embedded", "m")
    listed, part, every = (key(library, f"/{name}.md") for name in ("list", "part", "all"))
    library.sentence_vectors.keep(
        MODEL, {(listed, ~0): vector(1), (part, 0): vector(2), (every, 0): vector(3)}
    )
    missing = library.documents.passages(library.sentence_vectors.missing(MODEL, 1_000, 10)).values()
    assert {one.key for one in missing} == {listed, part}

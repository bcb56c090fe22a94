from __future__ import annotations

import numpy as np
import pytest

from assistant.errors import LibraryError
from assistant.library.library import Library
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import MODEL, embed, put, put_vectors, remove, unit


def test_a_vector_comes_back_bit_for_bit(library: Library) -> None:
    vectors = unit(5)
    keys = put_vectors(library, "/a", vectors)
    block = library.vectors.load(MODEL, 0)
    assert list(block.keys) == keys
    assert block.matrix.dtype == np.float32
    assert np.array_equal(block.matrix, vectors)
    model = library.vectors.active_model()
    assert model is not None
    assert (model.identity, model.engine, model.name, model.dimensions) == (MODEL, "embedded", "random", 24)


def test_what_waits_is_each_text_once_with_its_heading_the_oldest_first(library: Library) -> None:
    put(library, "/a.md", "first", "second", heading=("Title", "Part"))
    put(library, "/b.md", "second", "third", heading=("Title", "Part"))
    assert library.vectors.state().pending == 3
    assert library.vectors.begin("m@1", "embedded", "m") == 3
    waiting = library.vectors.pending("m@1", 10)
    assert [pending.text for pending in waiting] == [
        f"Title > Part\n{word}" for word in ("first", "second", "third")
    ]
    assert [pending.key for pending in library.vectors.pending("m@1", 2)] == [
        pending.key for pending in waiting[:2]
    ]
    library.vectors.store("m@1", [waiting[1].key], unit(1))
    assert [pending.text.split()[-1] for pending in library.vectors.pending("m@1", 10)] == ["first", "third"]
    assert library.vectors.pending("unknown@1", 10) == []


def test_the_same_text_under_another_heading_is_another_text(library: Library) -> None:
    put(library, "/a.md", "same", heading=("One",))
    put(library, "/b.md", "same", heading=("Two",))
    assert embed(library, HashingEmbedder()) == 2


def test_vectors_that_no_passage_needs_are_dropped_and_the_generation_says_so(library: Library) -> None:
    embedder = HashingEmbedder()
    put(library, "/a.md", "kept", "gone")
    embed(library, embedder)
    before = library.vectors.generation()
    put(library, "/a.md", "kept", "new")
    library.vectors.finish(None)
    block = library.vectors.load(embedder.identity, 0)
    assert set(block.keys) < library.documents.keys_of_documents(list(library.documents.sources()))
    assert len(block.keys) == 1
    assert library.vectors.generation()[0] != before[0]
    after = library.vectors.generation()
    library.vectors.finish(None)
    assert library.vectors.generation() == after


def test_a_row_number_is_never_given_twice(library: Library) -> None:
    put_vectors(library, "/a", unit(3))
    _, highest = library.vectors.generation()
    remove(library, "/a")
    assert library.vectors.generation()[1] == 0
    put_vectors(library, "/b", unit(1))
    assert library.vectors.generation()[1] > highest


def test_only_later_vectors_are_read(library: Library) -> None:
    put_vectors(library, "/a", unit(3))
    _, highest = library.vectors.generation()
    keys = put_vectors(library, "/b", unit(2, seed=1))
    block = library.vectors.load(MODEL, highest)
    assert list(block.keys) == keys
    assert library.vectors.load(MODEL, block.last_id).last_id == block.last_id
    assert library.vectors.load("unknown@1", 0).keys == ()


def test_a_sample_is_of_about_the_size_that_was_asked_for(library: Library) -> None:
    put_vectors(library, "/a", unit(200))
    assert 15 <= len(library.vectors.sample(MODEL, 20).keys) <= 40
    assert len(library.vectors.sample(MODEL, 1_000).keys) == 200


def test_vectors_of_some_keys(library: Library) -> None:
    keys = put_vectors(library, "/a", unit(5))
    block = library.vectors.load_keys(MODEL, {keys[3], keys[1], "unknown"})
    assert set(block.keys) == {keys[1], keys[3]}
    assert np.array_equal(block.matrix[block.keys.index(keys[3])], unit(5)[3])


def test_vectors_of_another_length_are_refused(library: Library) -> None:
    keys = put_vectors(library, "/a", unit(2))
    put(library, "/b", "more")
    (waiting,) = library.vectors.pending(MODEL, 10)
    with pytest.raises(LibraryError, match="24"):
        library.vectors.store(MODEL, [waiting.key], unit(1, dimensions=23))
    assert list(library.vectors.load(MODEL, 0).keys) == keys


def test_a_model_that_was_never_begun_is_refused(library: Library) -> None:
    with pytest.raises(LibraryError, match="not known"):
        library.vectors.store("unknown@1", ["k"], unit(1))


def test_an_ingest_that_is_not_done_is_known_by_its_newest_text(library: Library) -> None:
    put(library, "/a.md", "first", "second")
    assert not library.vectors.is_behind()  # nothing is to be embedded yet
    library.vectors.begin("m@1", "embedded", "m")
    waiting = library.vectors.pending("m@1", 10)
    library.vectors.store("m@1", [waiting[0].key], unit(1))
    assert library.vectors.is_behind()
    library.vectors.store("m@1", [waiting[1].key], unit(1))
    assert not library.vectors.is_behind()

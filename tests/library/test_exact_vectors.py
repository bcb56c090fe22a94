from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.index.exact import SAMPLE, ExactVectors, merged, rank
from assistant.library.library import Library
from assistant.library.vectors import VectorBlock
from assistant.threads import BackgroundCall
from tests.library.shelf import MODEL, put, put_vectors, remove, unit


def block(count: int, seed: int = 0) -> VectorBlock:
    keys = tuple(f"key {number}" for number in range(count))
    return VectorBlock(keys, unit(count, seed=seed), np.zeros(count, np.bool_), count)


@given(st.integers(0, 60), st.integers(0, 70), st.integers(0, 5))
def test_the_nearest_are_those_of_all_comparisons(count: int, limit: int, seed: int) -> None:
    given_block, question = block(count, seed), unit(1, seed=99)[0]
    scores = (given_block.matrix @ question).tolist()
    expected = sorted(zip(given_block.keys, scores, strict=True), key=lambda item: -item[1])[:limit]
    assert [key for key, _ in rank([given_block], question, limit)] == [key for key, _ in expected]


def test_scripts_do_not_crowd_each_other_out() -> None:
    mixed = block(20)
    script = np.arange(20) % 4 == 0
    mixed = VectorBlock(mixed.keys, mixed.matrix, script, 20)
    nearest = rank([mixed], unit(1, seed=3)[0], 4)
    assert sum(int(key.split()[1]) % 4 == 0 for key, _ in nearest) == 4
    assert len(nearest) == 8
    assert [score for _, score in nearest] == sorted((score for _, score in nearest), reverse=True)


def test_lists_are_joined_with_each_key_once() -> None:
    assert merged([[("a", 0.5), ("b", 0.1)], [("b", 0.9), ("c", -0.3)], []]) == [
        ("b", 0.9),
        ("a", 0.5),
        ("c", -0.3),
    ]


def test_what_comes_and_goes_is_seen_at_once(library: Library) -> None:
    exact = ExactVectors(library.vectors)
    assert exact.nearest(MODEL, unit(1)[0], 3) == []
    vectors = unit(30)
    keys = put_vectors(library, "/a", vectors[:20])
    assert exact.nearest(MODEL, vectors[4], 1)[0][0] == keys[4]
    more = put_vectors(library, "/b", vectors[20:])
    assert exact.nearest(MODEL, vectors[25], 1)[0][0] == more[5]
    remove(library, "/b")
    assert {key for key, _ in exact.nearest(MODEL, vectors[25], 30)} == set(keys)
    again = put_vectors(library, "/c", vectors[20:])
    assert exact.nearest(MODEL, vectors[25], 1)[0][0] == again[5]
    assert len(exact.nearest(MODEL, vectors[25], 100)) == 30


def test_the_search_can_be_kept_to_some_keys(library: Library) -> None:
    vectors = unit(20)
    keys = put_vectors(library, "/a", vectors)
    some = library.vectors.load_keys(MODEL, {keys[7], keys[9], "unknown"})
    nearest = rank([some], vectors[0], 5)
    assert {key for key, _ in nearest} == {keys[7], keys[9]}


def test_a_small_library_is_its_own_sample_and_it_follows_the_library(library: Library) -> None:
    exact = ExactVectors(library.vectors)
    assert exact.sample(MODEL).keys == ()
    keys = put_vectors(library, "/a", unit(30))
    assert SAMPLE > 30
    assert list(exact.sample(MODEL).keys) == keys
    put(library, "/a", "other")
    library.vectors.finish(None)
    assert exact.sample(MODEL).keys == ()


def test_work_goes_on_beside_its_caller_and_gives_its_result() -> None:
    go = threading.Event()
    beside = BackgroundCall(lambda: go.wait(10) and threading.current_thread() is not threading.main_thread())
    go.set()
    assert beside.result() is True
    assert beside.result() is True


def test_what_is_raised_is_raised_where_the_result_is_asked_for() -> None:
    def fails() -> int:
        raise KeyError("no such thing")

    beside = BackgroundCall(fails)
    with pytest.raises(KeyError, match="no such thing"):
        beside.result()

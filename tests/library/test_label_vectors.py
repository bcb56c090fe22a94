"""Vectors of tables' words, kept in the notes of a library."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from assistant.library.label_vectors import LABELS_NOTE, MOST_LABELS, LabelVectors, drop_labels
from assistant.library.library import Library
from assistant.models.base import Vectors
from assistant.tables.question.meanings import Meanings
from tests.fakes.models import HashingEmbedder


def vector(of: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.random.default_rng(of).standard_normal(8, np.float32)


class Recording(HashingEmbedder):
    """Keeps what it embeds as passages apart from questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().embed_passages(texts)


def test_they_come_back_as_they_were_given_out(library: Library) -> None:
    labels = LabelVectors(library.notes, "a")
    given = labels.put({"Total £": vector(1), "名称": vector(2)})
    assert np.allclose(given["Total £"], vector(1), rtol=1e-3)
    labels.keep()
    again = LabelVectors(library.notes, "a")
    for text, one in given.items():
        kept = again.get(text)
        assert kept is not None
        assert (kept == one).all()
    assert again.get("Total") is None
    assert LabelVectors(library.notes, "b").get("Total £") is None


def test_what_is_noted_unreadably_is_made_anew(library: Library) -> None:
    for told in ("", "1", "1 AAAA", "x AAAA", "2 AAAAAAAAAAA="):
        library.notes.set(f"{LABELS_NOTE}a", told)
        assert LabelVectors(library.notes, "a").get("Total") is None


def test_too_many_are_begun_anew(library: Library) -> None:
    labels = LabelVectors(library.notes, "a")
    labels.put({str(number): vector(1) for number in range(MOST_LABELS)})
    labels.put({"one more": vector(2)})
    assert labels.get("one more") is not None
    assert labels.get("0") is None


def test_words_of_tables_are_embedded_once_and_those_of_questions_are_not_kept(library: Library) -> None:
    embedder = Recording()
    first = Meanings(embedder, library.notes)
    near = first.near("price", ["Rate", "Item"])
    first.keep()
    assert Meanings(embedder, library.notes).near("price", ["Rate", "Item"]) == near
    assert embedder.asked == ["price", "Rate", "Item", "price"]


def test_they_go_when_something_is_forgotten(library: Library, tmp_path: Path) -> None:
    labels = LabelVectors(library.notes, "a")
    labels.put({"Total": vector(1)})
    labels.keep()
    library.forget(str(tmp_path))
    assert not library.notes.starting_with(LABELS_NOTE)


def test_they_go_with_all_conversations(library: Library) -> None:
    labels = LabelVectors(library.notes, "a")
    labels.put({"Total": vector(1)})
    labels.keep()
    library.forget_conversations()
    assert not library.notes.starting_with(LABELS_NOTE)


def test_an_open_process_writes_no_forgotten_ones_back(library: Library, tmp_path: Path) -> None:
    labels = LabelVectors(library.notes, "a")
    labels.put({"Salary": vector(1)})
    labels.keep()
    labels.put({"Bonus": vector(2)})  # not noted yet
    library.forget(str(tmp_path))
    labels.keep()
    labels.put({"Total": vector(3)})
    labels.keep()
    again = LabelVectors(library.notes, "a")
    assert again.get("Total") is not None
    assert again.get("Salary") is None
    assert again.get("Bonus") is None


def test_two_processes_keep_both_what_they_made(library: Library) -> None:
    one, other = LabelVectors(library.notes, "a"), LabelVectors(library.notes, "a")
    one.put({"Total": vector(1)})
    other.put({"Rate": vector(2)})
    one.keep()
    other.keep()
    again = LabelVectors(library.notes, "a")
    assert again.get("Total") is not None
    assert again.get("Rate") is not None


def test_what_could_not_be_noted_is_noted_later(library: Library) -> None:
    labels = LabelVectors(library.notes, "a")
    labels.put({"Total": vector(1)})
    with Library(library.folder) as other, other.database.writing():
        labels.keep()
    labels.keep()
    assert LabelVectors(library.notes, "a").get("Total") is not None


def test_dropping_them_counts_for_all_models(library: Library) -> None:
    for model in "ab":
        labels = LabelVectors(library.notes, model)
        labels.put({"Total": vector(1)})
        labels.keep()
    drop_labels(library.notes)
    assert not library.notes.starting_with(LABELS_NOTE)


class _Forgetting(AbstractContextManager[None]):
    """A lock behind which another thread always fills what is kept with its own."""

    def __init__(self, one: Meanings) -> None:
        self._one = one

    def __exit__(self, *_: object) -> None:
        self._one._kept.clear()


def test_a_question_is_never_embedded_as_a_passage() -> None:
    embedder = Recording()
    one = Meanings(embedder)
    one._lock = _Forgetting(one)  # type: ignore[assignment]
    assert len(one.answering("what is the price", ["Rate"])) == 1
    assert embedder.asked == ["Rate"]

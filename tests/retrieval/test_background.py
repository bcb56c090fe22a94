from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import LibraryError, PartMissing, ServerUnavailable
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.retrieval import background
from assistant.retrieval.background import BACKGROUND_NOTE, MEANS_NOTE, background_of, mean_question
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return filled(tmp_path, {"parking.md": "There are 42 parking places behind building B.\n"})


def test_texts_and_questions_are_on_the_same_matters_in_every_language() -> None:
    assert background._QUESTIONS.keys() == background._PASSAGES.keys()
    assert {len(texts) for texts in background._QUESTIONS.values()} == {6}
    assert {len(texts) for texts in background._PASSAGES.values()} == {6}


def test_a_passage_that_answers_is_nearer_than_one_on_another_matter(library: Library) -> None:
    embedder, model = HashingEmbedder(), library.vectors.active_model()
    assert model is not None
    found = background_of(library, model, embedder)
    question = "How many parking places are there?"
    texts = ["There are 42 parking places.", "The dough rests for an hour."]
    near, far = found.nearness(
        question, embedder.embed_query(question), texts, embedder.embed_passages(texts)
    )
    assert near > far
    library.close()


def test_the_background_is_kept_with_the_library_and_belongs_to_one_model(library: Library) -> None:
    model = library.vectors.active_model()
    assert model is not None
    first = background_of(library, model, HashingEmbedder())
    again = HashingEmbedder(failures=[ServerUnavailable("It is down.", "")] * 3)
    kept = background_of(library, model, again)
    assert again.calls == []
    assert np.array_equal(first.passages, kept.passages)
    library.notes.set(f"{BACKGROUND_NOTE}{model.identity}", "unreadable")
    with pytest.raises(ServerUnavailable):
        background_of(library, model, again)
    library.close()


ENGLISH = {"a.md": "# Seals\n\nThe rotor seal of the centrifuge is replaced every twelve months.\n"}
BOTH = {**ENGLISH, "b.md": "# 离心机\n\n每十二个月更换一次离心机的密封圈。\n"}


def model_of(library: Library) -> EmbeddingModel:
    model = library.vectors.active_model()
    assert model is not None
    return model


def test_the_questions_are_embedded_once_for_a_library(tmp_path: Path) -> None:
    with filled(tmp_path, ENGLISH) as library:
        embedder = HashingEmbedder()
        first = mean_question(library, model_of(library), embedder, unspaced=True)
        asked = len(embedder.calls)
        assert asked > 1
        assert first.dtype == np.float32
        assert first.shape == (model_of(library).dimensions,)
        np.testing.assert_array_equal(
            mean_question(library, model_of(library), embedder, unspaced=True), first
        )
        assert len(embedder.calls) == asked
        other = mean_question(library, model_of(library), embedder, unspaced=False)
        assert not np.array_equal(other, first)


@pytest.mark.parametrize("noted", ["not base64!", "AAAA", "AAAAAAAA"])
def test_a_mean_that_is_noted_unreadably_is_found_anew(tmp_path: Path, noted: str) -> None:
    with filled(tmp_path, ENGLISH) as library:
        model = model_of(library)
        first = mean_question(library, model, HashingEmbedder(), unspaced=True)
        for key in library.notes.starting_with(MEANS_NOTE):
            library.notes.set(key, noted)
        np.testing.assert_array_equal(mean_question(library, model, HashingEmbedder(), unspaced=True), first)
        assert noted not in library.notes.starting_with(MEANS_NOTE).values()


@pytest.mark.parametrize(("files", "needed"), [(ENGLISH, False), (BOTH, True)])
def test_they_are_embedded_only_where_there_are_documents_in_another_script(
    tmp_path: Path, files: dict[str, str], needed: bool
) -> None:
    with filled(tmp_path, files) as library:
        searcher(library, HashingEmbedder()).search("When is the seal replaced?", 5)
        assert bool(library.notes.starting_with(MEANS_NOTE)) == needed


def test_where_they_cannot_be_embedded_words_are_compared_and_it_is_said(tmp_path: Path) -> None:
    with filled(tmp_path, BOTH) as library:
        failing = HashingEmbedder(failures=[None, PartMissing("It is gone.", "Start it.")])
        found = searcher(library, failing).search("When is the seal replaced?", 5)
        assert [notice.code for notice in found.notices] == ["words_only"]
        assert found.hits


def test_where_they_cannot_be_noted_they_are_embedded_once_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path, BOTH) as library:
        embedder = HashingEmbedder()
        searching = searcher(library, embedder)
        monkeypatch.setattr(library.notes, "set", refused)
        searching.search("When is the seal replaced?", 5)
        before = len(embedder.calls)
        searching.search("When is the rotor cleaned?", 5)
        assert len(embedder.calls) == before + 1


def refused(key: str, value: str) -> None:
    raise LibraryError("It is write-protected.", "")

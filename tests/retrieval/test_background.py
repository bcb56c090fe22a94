from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ServerUnavailable
from assistant.library.library import Library
from assistant.retrieval import background
from assistant.retrieval.background import BACKGROUND_NOTE, background_of
from tests.fakes.library import filled
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

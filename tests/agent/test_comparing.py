from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.citations import Comparison
from assistant.errors import ServerFault, ServerUnavailable
from assistant.library.library import Library
from tests.fakes.library import filled, searcher
from tests.fakes.models import HashingEmbedder, hash_embedding
from tests.fakes.papers import PAPERS

QUESTION = hash_embedding("annual leave")
TEXTS = ("annual leave is 28 days", "freezers need power", "annual leave is 28 days")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("comparing"), PAPERS) as library:
        yield library


def comparison(library: Library, embedder: HashingEmbedder) -> Comparison:
    return Comparison(embedder, searcher(library, embedder).meaning, QUESTION)


def test_texts_are_compared_with_the_question(library: Library) -> None:
    values = comparison(library, HashingEmbedder()).similarity(TEXTS)
    assert values[0] == values[2] > values[1]


def test_each_text_is_embedded_once(library: Library) -> None:
    embedder = HashingEmbedder()
    compared = comparison(library, embedder)
    compared.similarity(TEXTS)
    compared.standing("Leave is 28 days.", TEXTS)
    embedded = [text for call in embedder.calls for text in call if text in TEXTS]
    assert sorted(embedded) == sorted(set(TEXTS))


@pytest.mark.parametrize("error", [ServerFault("It broke."), ServerUnavailable("It is gone.", "Start it.")])
def test_a_fault_is_told_once_and_stops_nothing(
    library: Library, error: ServerFault | ServerUnavailable
) -> None:
    compared = comparison(library, HashingEmbedder(failures=[error]))
    assert compared.notice() is None
    assert list(compared.similarity(TEXTS)) == [0.0] * len(TEXTS)
    assert list(compared.standing("Leave is 28 days.", TEXTS)) == [0.0] * len(TEXTS)
    notice = compared.notice()
    assert notice is not None
    assert error.message in notice.message
    assert notice.hint == error.hint


@pytest.mark.parametrize("error", [ServerFault("It broke."), ServerUnavailable("It is gone.", "Start it.")])
def test_a_fault_at_what_only_other_scripts_need_stops_nothing_either(
    library: Library, error: ServerFault | ServerUnavailable
) -> None:
    # The texts and the sentence are embedded; then the questions are asked for.
    compared = comparison(library, HashingEmbedder(failures=[None, None, error]))
    assert list(compared.standing("年假是 28 天。", TEXTS)) == [0.0] * len(TEXTS)
    assert compared.notice() is not None


def test_nothing_to_compare(library: Library) -> None:
    assert list(comparison(library, HashingEmbedder()).similarity(())) == []

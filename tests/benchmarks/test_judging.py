from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.events import Citation, Finished
from benchmarks.answers import Judged, judge
from benchmarks.articles import Asked
from benchmarks.judging import Handed, cut, holds, rank_of, refused_at
from benchmarks.recipe import rank_fusion

HANDED = [Handed("/a.md", "The lease ends in May."), Handed("/b.md", "The rent is 900 euros.")]


def test_a_hit_is_the_right_file_with_the_answer_in_it() -> None:
    assert rank_of(HANDED, "/b.md", ["900"]) == 1
    assert rank_of(HANDED, "/a.md", ["900"]) is None
    assert rank_of(HANDED, "/a.md", ["June", "May"]) == 0


def test_a_cut_keeps_the_order_and_no_character_more() -> None:
    assert cut(HANDED, 26) == [HANDED[0], Handed("/b.md", "The ")]
    assert cut(HANDED, 0) == []
    assert cut(HANDED, 1_000) == HANDED


def test_an_answer_may_reach_over_two_sentences_of_one_file() -> None:
    sentences = [Handed("/a.md", "It was Dr."), Handed("/b.md", "No."), Handed("/a.md", "Watson who came.")]
    assert holds(sentences, "/a.md", ["Dr. Watson"])
    assert not holds(sentences, "/b.md", ["Dr. Watson"])


def test_an_answer_in_an_unspaced_script_reaches_over_two_sentences_too() -> None:
    assert holds([Handed("/a.md", "他住在上"), Handed("/a.md", "海。")], "/a.md", ["上海"])


def test_strangers_are_refused_by_the_threshold_that_costs_few_good_ones() -> None:
    good = [float(value) for value in range(100)]
    assert refused_at(good, [-1.0, 1.0, 50.0, 3.0], 0.02) == (0.5, 2.0)


@pytest.mark.parametrize("lost", [0.0, 0.02, 0.5])
def test_no_more_good_ones_are_refused_than_may_be(lost: float) -> None:
    good = [float(value % 37) for value in range(90)]
    _, threshold = refused_at(good, [0.0], lost)
    assert sum(value < threshold for value in good) <= lost * len(good)


def test_ranks_are_fused_by_their_reciprocals() -> None:
    assert rank_fusion([[1, 2, 3], [3, 4]])[0] == 3
    assert set(rank_fusion([[1], [2]])) == {1, 2}


def test_an_answer_is_right_whatever_its_capitals_and_dashes_and_cited_by_the_passage_that_holds_it() -> None:
    asked = Asked("How many?", ("100–150",), "Jellies", "reporting", "en")
    citation = Citation(1, "/jellies.md", "Jellies", None, (), "100–150 species.", 0, 16, 7)
    turn = Finished(
        "How many?", "How many?", "100-150 Species. [1]", "", (citation,), (), "answered", True, "ollama", "m"
    )
    assert judge(turn, asked, "/jellies.md", {7: "There are 100–150 species."}) == Judged(True, True, turn)
    assert not judge(turn, asked, "/other.md", {7: "There are 100–150 species."}).cited
    assert not judge(replace(turn, answer="Some.", citations=()), asked, "/jellies.md", {}).right

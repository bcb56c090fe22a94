from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.ranking import (
    COVERS,
    HANDFUL,
    QueryTerms,
    Relevance,
    coverage,
    fuse,
    inverse_document_frequency,
)

QUESTION = QueryTerms(("rotor", "seal"), {"rotor": 2.0, "seal": 3.0})
SCORES = st.dictionaries(st.integers(1, 12), st.floats(0, 20), max_size=8)
STANDINGS = st.dictionaries(st.integers(1, 12), st.floats(-4, 8), max_size=8)


@given(SCORES, STANDINGS, st.randoms())
def test_the_ranking_does_not_depend_on_the_order_of_what_is_fused(
    lexical: dict[int, float], z_scores: dict[int, float], random: object
) -> None:
    turned = dict(reversed(lexical.items())), dict(reversed(z_scores.items()))
    assert fuse(lexical, z_scores, QUESTION) == fuse(*turned, QUESTION)


@given(SCORES, STANDINGS)
def test_every_passage_of_either_leg_is_ranked_once(
    lexical: dict[int, float], z_scores: dict[int, float]
) -> None:
    ranked = fuse(lexical, z_scores, QUESTION)
    assert sorted(passage for passage, _ in ranked) == sorted({*lexical, *z_scores})
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)


def test_a_passage_that_both_legs_find_comes_first() -> None:
    ranked = fuse({1: 5.0, 2: 4.9}, {2: 3.0, 3: 3.0}, QUESTION)
    assert next(passage for passage, _ in ranked) == 2


def test_a_passage_that_waits_for_its_vector_is_ranked_by_its_words() -> None:
    lexical, z_scores = {1: 9.0, 2: 1.0}, {2: 5.0, 3: 4.9, 4: 4.8}
    assert [passage for passage, _ in fuse(lexical, z_scores, QUESTION)] == [2, 3, 4, 1]
    assert [passage for passage, _ in fuse(lexical, z_scores, QUESTION, waiting={1})] == [1, 2, 3, 4]
    weak = fuse({1: 1.0, 5: 9.0}, {2: 5.0, 3: 4.9, 5: 1.0}, QUESTION, waiting={1})
    assert [passage for passage, _ in weak][-1] == 1


def test_a_leg_that_found_nothing_does_not_hide_the_other() -> None:
    assert [passage for passage, _ in fuse({}, {1: 1.0, 2: 2.0}, QUESTION)] == [2, 1]
    assert [passage for passage, _ in fuse({1: 1.0, 2: 2.0}, {}, QUESTION)] == [2, 1]
    assert fuse({}, {}, QueryTerms((), {})) == []


def test_coverage_is_the_share_of_the_weight() -> None:
    assert QUESTION.coverage({"seal", "other"}) == pytest.approx(0.6)
    assert QUESTION.coverage({"rotor", "seal"}) == pytest.approx(1.0)
    assert QUESTION.coverage(set()) == 0
    assert QueryTerms((), {}).coverage({"seal"}) == 0


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_rarer_terms_weigh_more_and_none_less_than_nothing(documents: int, holding: int) -> None:
    holding = min(documents, holding)
    assert inverse_document_frequency(documents, holding) > 0
    if holding:
        rarer = inverse_document_frequency(documents, holding - 1)
        assert rarer > inverse_document_frequency(documents, holding)


def test_another_script_counts_for_more_where_the_words_of_ones_own_match_nothing() -> None:
    z_scores = {1: 4.0, 2: 4.4, 3: 3.9}
    nothing = fuse({}, z_scores, QUESTION, foreign={1})
    assert nothing[0][0] == 1
    assert fuse({3: QUESTION.weight}, z_scores, QUESTION, foreign={1})[-1][0] == 1


def test_meaning_that_does_not_stand_out_counts_for_less() -> None:
    lexical, z_scores = {1: 2.0}, {2: 2.4, 3: 2.3}
    assert fuse(lexical, z_scores, QUESTION)[0][0] == 2
    assert fuse(lexical, z_scores, QUESTION, by_chance=2.4)[0][0] == 1
    assert fuse(lexical, z_scores, QUESTION, by_chance=0.0) == fuse(lexical, z_scores, QUESTION)


MANY = 10 * HANDFUL
ELSEWHERE = Relevance(coverage=0.0, nearness=0.2, passages=MANY)


@pytest.mark.parametrize("better", [{"coverage": 0.6}, {"nearness": 1.2}, {"named": True}])
@pytest.mark.parametrize("across", [False, True])
def test_confidence_rises_with_each_sign(better: dict[str, float], *, across: bool) -> None:
    plain = replace(ELSEWHERE, across=across)
    assert replace(plain, **better).confidence > plain.confidence  # type: ignore[arg-type]


def test_what_is_plainly_elsewhere_is_not_asked() -> None:
    assert not ELSEWHERE.is_asked
    assert not ELSEWHERE.may_hold


@pytest.mark.parametrize(
    "reason",
    [{"passages": HANDFUL}, {"narrowed": True}, {"coverage": COVERS}, {"nearness": 1.2}],
    ids=["a handful", "narrowed", "covered", "near"],
)
def test_one_good_reason_is_enough_to_ask(reason: dict[str, float]) -> None:
    assert replace(ELSEWHERE, **reason).is_asked  # type: ignore[arg-type]


def test_an_empty_library_is_not_asked() -> None:
    assert not replace(ELSEWHERE, passages=0, narrowed=True).is_asked
    assert replace(ELSEWHERE, passages=0, narrowed=True).is_elsewhere


def test_a_model_is_asked_also_where_little_speaks_for_the_library() -> None:
    little = replace(ELSEWHERE, nearness=0.36)
    assert little.is_asked
    assert little.is_elsewhere
    assert not little.may_hold


def test_without_meaning_words_alone_decide() -> None:
    assert not Relevance(coverage=0.1, passages=MANY).is_asked
    assert Relevance(coverage=0.5, passages=MANY).is_asked


def test_a_word_that_stands_nowhere_weighs_less_than_those_that_do() -> None:
    held = coverage(["rent", "monthly"], {"rent": 3, "monthly": 0}, 40, [{"rent"}])
    assert held > 0.5


def test_a_name_that_stands_nowhere_weighs_as_much_as_a_word_that_does() -> None:
    asked, holding, present = ["rent", "e99"], {"rent": 3, "e99": 0}, [{"rent"}]
    assert coverage(asked, holding, 40, present, {"e99"}) < coverage(asked, holding, 40, present)


WORDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(WORDS, st.lists(WORDS, max_size=4), st.integers(1, 100))
def test_coverage_is_a_share_that_more_words_never_lower(
    wanted: list[str], present: list[list[str]], passages: int
) -> None:
    holding = {word: 1 + ord(word) % passages for word in wanted}
    value = coverage(wanted, holding, passages, present)
    assert 0.0 <= value <= 1.0 + 1e-9
    assert coverage(wanted, holding, passages, [*present, wanted]) >= value


def test_an_answer_is_shown_where_a_name_in_another_script_is_known() -> None:
    assert not Relevance(passages=100, across=True, nearness=0.4).may_hold
    assert Relevance(passages=100, across=True, nearness=0.4, knows_name=True).may_hold

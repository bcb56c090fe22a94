from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.ranking import COVERS, HANDFUL, Relevance, coverage

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

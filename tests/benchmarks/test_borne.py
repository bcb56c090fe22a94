"""The wrong answers that short answers are fitted on are wrong."""

from __future__ import annotations

import random

import numpy as np
import pytest

from benchmarks.asking import bare
from benchmarks.borne import Asked, _likely, _wrong_answers, fitted
from tests.fakes.library import passage

LEASE = passage(
    "The rent is £900 a month. The deposit is £1,350. The notice is two months.", number=1, document=1
)
OLD = passage("The rent of the old lease was £820 a month.", number=2, document=2)
RENT = Asked("how high is the rent", "£900 a month", (bare("The rent is £900 a month."),))
WHO = Asked("who is the landlord", "Ada Brown", (bare("Ada Brown lets the flat."),))
PETS = Asked("who pays the gardener", "", ())


def wrong(asked: Asked) -> list[str]:
    return _wrong_answers(asked, [RENT, WHO, PETS], [LEASE, OLD], random.Random(1))


def test_a_figure_is_replaced_by_the_nearest_and_by_the_one_most_alike() -> None:
    assert wrong(RENT) == ["£1,350 a month", "£820 a month"]


def test_what_the_papers_do_not_say_is_answered_with_figures_found_and_other_answers() -> None:
    answers = wrong(PETS)
    found = bare(LEASE.text + OLD.text)
    assert {RENT.answer, WHO.answer} < set(answers)
    assert len(answers) == 5
    assert all(bare(one) in found for one in answers[:3])


def test_words_are_replaced_by_the_words_of_another_answer() -> None:
    asked = [RENT, WHO, Asked("whose flat is it", "Brown", WHO.quotes), PETS]
    assert _wrong_answers(WHO, asked, [LEASE, OLD], random.Random(1)) == []
    other = Asked("what may be kept", "cats", (bare("Cats may be kept."),))
    assert _wrong_answers(WHO, [*asked, other], [LEASE, OLD], random.Random(1)) == ["cats"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_fit_finds_what_tells_right_from_wrong(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    described = drawn.standard_normal((2_000, 2))
    right = drawn.random(2_000) < _likely(described, np.array([2.0, 0.0, -1.0]))
    assert fitted(described, right) == pytest.approx([2.0, 0.0, -1.0], abs=0.35)

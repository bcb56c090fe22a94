"""The wrong answers that papers bear out, and what is learnt of them."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.agent.citing.beside import COLUMNS
from benchmarks.beside_model import Example, _opposite, believed, trained


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("The rent is £900.", "The rent is not £900."),
        ("Dogs may not be kept.", "Dogs may be kept."),
        ("押金不能退。", "押金能退。"),
        ("可以分期。", "不可以分期。"),
        ("Ann Lee.", ""),
    ],
)
def test_a_sentence_is_turned_round(text: str, opposite: str) -> None:
    assert _opposite(text) == opposite


def test_an_answer_is_believed_for_its_likeliest_sentence() -> None:
    drawn = np.random.default_rng(1)
    rows = drawn.standard_normal((600, 1, len(COLUMNS))).astype(np.float32)
    some = [Example("office", "", bool(row[0, 1] > 0), row) for row in rows]
    weights = trained(some)
    far, near = np.zeros((1, len(COLUMNS)), np.float32), np.zeros((1, len(COLUMNS)), np.float32)
    far[0, 1], near[0, 1] = -2.0, 2.0
    assert not believed(Example("office", "", True, far), weights)
    assert believed(Example("office", "", True, np.concatenate([far, near])), weights)

"""Long texts are halved at good places, and nothing is lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.tokens import halves, pool, split_to_fit, unit_rows, without_nul


@given(st.text(min_size=2, max_size=400))
def test_halves_are_the_text(text: str) -> None:
    left, right = halves(text)
    assert left + right == text
    assert left
    assert right


@given(st.text(max_size=400), st.integers(1, 50))
def test_parts_fit_and_are_the_text(text: str, limit: int) -> None:
    parts = split_to_fit(text, lambda part: len(part) <= limit)
    assert "".join(parts) == text
    assert all(len(part) <= limit for part in parts)


def test_the_best_boundary_near_the_middle_is_taken() -> None:
    assert halves("One two three.\n\nFour. Five six.") == ("One two three.\n\n", "Four. Five six.")
    assert halves("Alpha beta, gamma. Delta epsilon") == ("Alpha beta, gamma. ", "Delta epsilon")
    assert halves("租户支付租金。房东维修房屋。") == ("租户支付租金。", "房东维修房屋。")
    assert halves("abcdefgh") == ("abcd", "efgh")


def test_a_pooled_vector_leans_to_the_longer_part() -> None:
    pooled = pool(np.eye(2, dtype=np.float32), [3, 1])
    np.testing.assert_allclose(pooled, np.array([3, 1]) / np.sqrt(10), rtol=1e-6)
    assert pooled.dtype == np.float32


def test_rows_of_zeros_stay() -> None:
    np.testing.assert_array_equal(
        unit_rows([[0.0, 0.0], [3.0, 4.0]]), np.array([[0, 0], [0.6, 0.8]], np.float32)
    )


@given(st.text(max_size=40))
def test_cleaning_leaves_what_can_be_sent(text: str) -> None:
    assert without_nul(without_nul(text)) == without_nul(text)
    assert "\x00" not in without_nul(text).encode("utf-8").decode("utf-8")

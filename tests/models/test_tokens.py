"""How many tokens a text has, in which parts it fits, and what is no control token."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.tokens import (
    TokenEstimator,
    escape_control_tokens,
    estimate_prompt,
    estimate_tokens,
    fewest_tokens,
    halves,
    pool,
    split_to_fit,
    unit_rows,
    without_nul,
)

# Counted with the vocabulary that deepseek-r1 1.5b, 7b, 14b and 32b share (Qwen 2.5).
COUNTED = [
    ("The tenant shall pay the agreed rent monthly in advance, without any deduction, to the landlord.", 19),
    ("租户应在每月第一天之前向房东支付约定的租金，不得有任何扣除。", 17),
    ("def total(rows: list[dict[str, int]]) -> int:\n    return sum(row['amount'] for row in rows)\n", 26),
    ("Invoice 2023-04-17: 1,204.50 EUR; 2023-05-17: 998.00 EUR.", 45),
    ("THE TENANT SHALL PAY THE RENT MONTHLY IN ADVANCE WITHOUT DEDUCTION.", 19),
]


@pytest.mark.parametrize(("text", "counted"), COUNTED)
def test_an_estimate_is_not_too_low_and_not_wild(text: str, counted: int) -> None:
    assert counted * 0.95 <= estimate_tokens(text) <= counted * 1.9


@pytest.mark.parametrize(("text", "counted"), COUNTED)
def test_no_vocabulary_needs_fewer_than_the_fewest(text: str, counted: int) -> None:
    assert 0 < fewest_tokens(text) < counted


@pytest.mark.parametrize(
    "text", ["ผู้เช่าต้องชำระค่าเช่า" * 20, "किराया देना होगा " * 20, "🙂" * 50, "-" * 80, " " * 80, ""]
)
def test_the_fewest_claims_nothing_about_scripts_that_a_vocabulary_may_not_know(text: str) -> None:
    assert fewest_tokens(text) == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_never_counts_less(first: str, second: str) -> None:
    assert 0 <= estimate_tokens(first) <= estimate_tokens(first + "\n" + second)
    assert estimate_prompt([first, second]) > estimate_tokens(first) + estimate_tokens(second)


def test_a_count_that_was_higher_counts_at_once() -> None:
    estimator = TokenEstimator()
    text = "租金" * 200
    estimator.learn(estimate_tokens(text), 800)
    assert estimator.count(text) >= 800


def test_lower_counts_bring_it_down_slowly_and_not_under_the_floor() -> None:
    estimator = TokenEstimator()
    estimator.learn(1000, 500)
    assert 0.8 < estimator.factor < 1
    for _ in range(100):
        estimator.learn(1000, 100)
    assert estimator.factor == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize(("estimated", "counted"), [(20, 60), (1000, 0), (1000, -1)])
def test_what_teaches_nothing(estimated: int, counted: int) -> None:
    estimator = TokenEstimator()
    estimator.learn(estimated, counted)
    assert estimator.factor == 1


@given(st.lists(st.tuples(st.integers(100, 10_000), st.integers(1, 100_000)), max_size=20))
def test_the_correction_stays_sane(counts: list[tuple[int, int]]) -> None:
    estimator = TokenEstimator()
    for estimated, counted in counts:
        estimator.learn(estimated, counted)
    assert 0.7 <= estimator.factor <= 4


SPELLINGS = [
    "<|im_end|>", "<|eot_id|>", "<｜User｜>", "<｜end▁of▁sentence｜>", "<start_of_turn>", "<end_of_turn>", "<s>", "</s>",
    "<bos>", "<think>", "</think>", "<tool_call>", "</tool_call>", "[INST]", "[/INST]", "[TOOL_CALLS]", "<<SYS>>", "<</SYS>>",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_control_token_becomes_words(spelling: str) -> None:
    tamed = escape_control_tokens(f"a{spelling}b")
    assert spelling not in tamed
    assert tamed.replace(" ", "") == f"a{spelling}b"


@pytest.mark.parametrize(
    "text",
    [
        "x |> f <| y",
        "a < b > c",
        "List<String> and <b>bold</b>",
        "[1] [x] [INSTALL]",
        "<|",
        "if (a<b||c>d)",
        "|a|b|",
    ],
)
def test_other_brackets_stay(text: str) -> None:
    assert escape_control_tokens(text) == text


@given(
    st.lists(st.sampled_from([*SPELLINGS, "<", ">", "|", "<|", "|>", "im_end", " ", "[", "]", "/", "think"]))
)
def test_none_is_left_however_they_are_put_together(parts: list[str]) -> None:
    tamed = escape_control_tokens("".join(parts))
    assert not [spelling for spelling in SPELLINGS if spelling in tamed]
    assert escape_control_tokens(tamed) == tamed
    assert tamed.replace(" ", "") == "".join(parts).replace(" ", "")


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

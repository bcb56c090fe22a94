from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.tokens import as_words

SPELLINGS = [
    "<|im_end|>", "<|eot_id|>", "<｜User｜>", "<｜end▁of▁sentence｜>", "<start_of_turn>", "<end_of_turn>", "<s>", "</s>",
    "<bos>", "<think>", "</think>", "<tool_call>", "</tool_call>", "[INST]", "[/INST]", "[TOOL_CALLS]", "<<SYS>>", "<</SYS>>",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_control_token_becomes_words(spelling: str) -> None:
    tamed = as_words(f"a{spelling}b")
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
    assert as_words(text) == text


@given(
    st.lists(st.sampled_from([*SPELLINGS, "<", ">", "|", "<|", "|>", "im_end", " ", "[", "]", "/", "think"]))
)
def test_none_is_left_however_they_are_put_together(parts: list[str]) -> None:
    tamed = as_words("".join(parts))
    assert not [spelling for spelling in SPELLINGS if spelling in tamed]
    assert as_words(tamed) == tamed
    assert tamed.replace(" ", "") == "".join(parts).replace(" ", "")

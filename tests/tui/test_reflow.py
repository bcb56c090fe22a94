from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.reflow import reflowed

BROKEN = (
    "Full-time employees in Rotterdam get 28 working days of\nannual leave a year, and those in Suzhou 15."
)


def test_a_sentence_that_was_broken_to_a_width_is_one_line() -> None:
    assert reflowed(BROKEN) == BROKEN.replace("\n", " ")


@pytest.mark.parametrize(
    "text",
    [
        "1. One item that is quite long and goes on until the very end of it\n2. Another",
        "An introduction that is long enough to have been broken to a width:\n- one\n- two",
        "| Place | Days of leave that are given to all of the employees |\n| Suzhou | 15 |",
        "# A heading that is long enough to have been broken to a width, too\nIts text.",
        "Rotterdam\nSuzhou",
        "The first paragraph is long enough to have been broken to a width.\n\nThe second.",
        f"```\n{BROKEN}\n```",
        "离心机的转子密封圈每十二个月或每运行两千次更换一次以先到者为准离心机的转子密封圈每十二个月或每运行两千次更换一次\nLC-40",
    ],
)
def test_what_is_no_broken_prose_stays_as_it_is(text: str) -> None:
    assert reflowed(text) == text


@given(st.lists(st.text(alphabet="ab 12.-|#\n“", max_size=70)).map("\n".join))
def test_every_character_keeps_its_place(text: str) -> None:
    assert [
        (a, b) for a, b in zip(text, reflowed(text), strict=True) if a != b and (a, b) != ("\n", " ")
    ] == []

"""Emphasis beside Chinese: models write it so, and a reader must see no stars."""

from __future__ import annotations

import pytest

from assistant.markdown import answer_parser


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**租金：**每月900欧元。", "<strong>租金：</strong>"),
        ("这是**“重要”**的。", "<strong>“重要”</strong>"),
        ("The rent is **900 euros**.", "<strong>900 euros</strong>"),
    ],
)
def test_bold_is_bold(text: str, shown: str) -> None:
    assert shown in answer_parser().render(text)


@pytest.mark.parametrize("text", ["2 * 3 * 4", "a_b_c", "**"])
def test_what_is_no_emphasis_is_none(text: str) -> None:
    assert answer_parser().render(text) == f"<p>{text}</p>\n"


def test_pictures_and_markup_stay_words() -> None:
    shown = answer_parser().render("![x](http://example.org/y.png) <script>z</script>")
    assert "<img" not in shown
    assert "<script" not in shown

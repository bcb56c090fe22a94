"""Conditions that compare two columns of a row."""

from __future__ import annotations

import pytest

from assistant.languages import plain
from assistant.tables.data.cells import Column
from assistant.tables.question.column_pairs import compared_columns


def _number(name: str, unit: str = "") -> Column:
    return Column(name, "number", (1.0, 2.0), ("1", "2"), (unit, unit))


WORKS = (
    Column("Site", "text", ("Mill", "Weir"), ("Mill", "Weir")),
    _number("Estimate £", "GBP"),
    _number("Final £", "GBP"),
    _number("Days"),
)
GOODS = (_number("进价(元)", "CNY"), _number("零售价(元)", "CNY"), _number("库存"))
ROOMS = (_number("Planned hrs"), _number("Actual hrs"), _number("Year"))


@pytest.mark.parametrize(
    ("question", "columns", "said"),
    [
        ("which sites came out dearer than estimated?", WORKS, "Final £ > Estimate £"),
        ("which sites went over the estimate", WORKS, "Final £ > Estimate £"),
        ("sites that stayed below what we had estimated", WORKS, "Final £ < Estimate £"),
        ("which rooms took more on the whole than planned", ROOMS, "Actual hrs > Planned hrs"),
        ("which goods do we sell for more than twice what we pay", GOODS, "零售价(元) > 2 × 进价(元)"),
        ("哪些货的零售价比进价高一倍", GOODS, "零售价(元) > 2 × 进价(元)"),
        ("哪些货卖得比进价便宜", GOODS, "零售价(元) < 进价(元)"),
    ],
)
def test_compares_the_columns_that_are_meant(question: str, columns: tuple[Column, ...], said: str) -> None:
    found = compared_columns(plain(question), columns)
    assert found is not None
    assert found.filter.said == said


@pytest.mark.parametrize(
    "question",
    [
        "which sites cost more than 500?",
        "which sites cost more than last year?",
        "who worked over the weekend",
        "哪些货超过100元",
        "sites with more than one visit",
    ],
)
def test_compares_nothing_with_what_is_no_column(question: str) -> None:
    for columns in (WORKS, GOODS, ROOMS):
        assert compared_columns(plain(question), columns) is None


def test_leaves_the_words_between_to_the_rest_of_the_question() -> None:
    text = plain("which rooms took more in spring than planned")
    found = compared_columns(text, ROOMS)
    assert found is not None
    assert "spring" not in " ".join(text[start:end] for start, end in found.spans)

"""Numbers that are worked out from others beside them."""

from __future__ import annotations

import pytest

from assistant.agent.workings import parts_of_result
from assistant.retrieval.values import Number, amounts


@pytest.mark.parametrize(
    ("result", "others", "parts"),
    [
        ("9,568 euros", "9,200 euros, 1.04", ["9,200", "1.04"]),
        ("1,142元", "790元，22餐，16元", ["790", "22", "16"]),
        ("1,355 euros", "1,080 euros plus 335 euros less 60 euros", ["1,080", "335", "60"]),
        ("1,355 euros", "1,080 euros, 335 euros, 60 euros", []),
        ("380 euros", "40 euros, 10 days, 20 euros", ["40", "10", "20"]),
        ("1,356 euros", "1,080 euros, 335 euros, 60 euros", []),
        # Without units that fit, or a sign of reckoning, it is chance.
        ("760 people", "40 euros, 20 euros, 40 days", []),
        ("380", "40, 10, 20", []),
        # Small numbers come out of any three.
        ("14 days", "4 days, 3 days, 2 days", []),
    ],
)
def test_a_result_is_followed_to_the_numbers_that_make_it(result: str, others: str, parts: list[str]) -> None:
    found = parts_of_result(amounts(result)[0], amounts(others), others)
    assert [one.text for one in found] == parts


def test_a_sum_that_is_written_out_needs_no_units() -> None:
    text = "40 × 10 − 20"
    assert len(parts_of_result(amounts("380")[0], amounts(text), text)) == 3


def test_a_number_that_cannot_be_read_is_no_part() -> None:
    unread = Number(0, 1, "?", frozenset(), "EUR")
    known = amounts("400 euros, 55 euros")
    assert not parts_of_result(amounts("345 euros, 1 euro")[0], [unread, *known][:2])
    assert unread not in parts_of_result(amounts("345 euros")[0], [unread, *known])
    assert unread not in parts_of_result(amounts("455 euros")[0], [unread, *known])

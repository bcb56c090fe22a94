"""Numbers that are worked out from others beside them."""

from __future__ import annotations

import pytest

from assistant.agent.workings import parts_of_result
from assistant.retrieval.values import amounts


@pytest.mark.parametrize(
    ("result", "others", "parts"),
    [
        ("9,568 euros", "9,200 euros, 1.04", ["9,200", "1.04"]),
        ("1,142元", "790元，22餐，16元", ["790", "22", "16"]),
        ("1,355 euros", "1,080 euros, 335 euros, 60 euros", ["1,080", "335", "60"]),
        ("380 euros", "40 euros, 10 days, 20 euros", ["40", "10", "20"]),
        ("1,356 euros", "1,080 euros, 335 euros, 60 euros", []),
        # Small numbers come out of any three.
        ("14 days", "4 days, 3 days, 2 days", []),
    ],
)
def test_a_result_is_followed_to_the_numbers_that_make_it(result: str, others: str, parts: list[str]) -> None:
    found = parts_of_result(amounts(result)[0], amounts(others))
    assert [one.text for one in found] == parts

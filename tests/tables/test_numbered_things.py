"""Tests of numbers that are of a thing, and no days of a month."""

from __future__ import annotations

import pytest

from tests.tables.made import planned, together

COACHES = "Month,Coach,Km,Diesel €\nJan 26,Coach 2,900,140.00\nJan 26,Coach 3,700,120.00\nFeb 26,Coach 2,1100,180.00\nMar 26,Coach 3,400,60.00\n"


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("total km of coach 2 January to March", {"Coach 2"}),
        ("total km of Coach 3 in January", {"Coach 3"}),
    ],
)
def test_a_number_behind_a_thing_is_no_day(question: str, cells: set[str]) -> None:
    made = planned(question, together(("coaches.csv", COACHES)))
    assert made is not None
    assert cells in [one.cells for one in made.filters]

"""A model's reply for a cell, weighed with what was read without it."""

from __future__ import annotations

from itertools import product

import pytest

from assistant.agent.cells.cell_replies import repeats_task, weighed, yes_or_no

SHARES = (0.0, 0.02, 0.3, 0.7, 1.0)


@pytest.mark.parametrize(("said", "read", "none"), [*product(SHARES, repeat=3)])
def test_a_reply_speaks_for_what_it_says(said: float, read: float, none: float) -> None:
    whole = said + read + none + 0.1
    said, read, none = said / whole, read / whole, none / whole
    after = weighed(said, read, none)
    assert after.said + after.read + after.none <= 1 + 1e-9
    assert after.said >= said - 1e-9
    assert after.none * said <= none * after.said + 1e-9
    assert weighed(0.0, read, none, says_none=True).none >= none - 1e-9


def test_a_reply_for_what_hardly_stands_there_is_not_believed() -> None:
    assert weighed(0.05, 0.05, 0.85).none > weighed(0.05, 0.05, 0.85).said


@pytest.mark.parametrize(
    ("said", "yes"), [("Yes.", True), ("是的", True), ("no", False), ("否", False), ("maybe", None)]
)
def test_yes_or_no(said: str, yes: bool | None) -> None:
    assert yes_or_no(said) is yes


def test_a_model_that_says_its_task_again_says_nothing() -> None:
    assert repeats_task("The date.")
    assert not repeats_task("9 May 2026")

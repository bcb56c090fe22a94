"""A model's reply for a cell, and what it counts beside what was read without it."""

from __future__ import annotations

from itertools import product

import pytest

from assistant.agent.cells.cell_decision import Decision
from assistant.agent.cells.cell_replies import repeats_task, yes_or_no
from assistant.agent.cells.reply_decision import Reply, weighed

SHARES = (0.0, 0.02, 0.3, 0.7, 0.95)
BEFORE = [Decision(value, none) for value, none in product(SHARES, repeat=2) if value + none <= 1]


@pytest.mark.parametrize("before", BEFORE)
def test_a_reply_speaks_for_what_it_says(before: Decision) -> None:
    none, same = weighed(before, Reply(none=True)), weighed(before, Reply(same=True))
    other = weighed(before, Reply(before=0.2))
    assert all(0 <= one.said + one.read + one.none <= 1 for one in (none, same, other))
    assert none.none > max(same.none, other.none)
    assert same.read > other.read
    assert other.said > none.said == same.said == 0


def test_what_hardly_stands_there_is_not_believed() -> None:
    after = weighed(Decision(0.02, 0.95), Reply(shown=False, stands=False))
    assert after.none > max(after.said, after.read)


@pytest.mark.parametrize(
    ("said", "yes"), [("Yes.", True), ("是的", True), ("no", False), ("否", False), ("maybe", None)]
)
def test_yes_or_no(said: str, yes: bool | None) -> None:
    assert yes_or_no(said) is yes


def test_a_model_that_says_its_task_again_says_nothing() -> None:
    assert repeats_task("The date.")
    assert not repeats_task("9 May 2026")

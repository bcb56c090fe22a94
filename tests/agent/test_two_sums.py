"""Sums of one thing in several papers: two prices, a budget and what was spent, a line of a list for each range."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.words.bands import band_of, label_of
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "contracts/guide.md": "# Agreement with a guide\n\nHollow Cave Tours engages Mr Ivo Penn.\n\nThe guide is paid 140 pounds per day.\n",
    "prices/visitors.md": "# What visitors pay\n\nA guide is hired out at 210 pounds per day.\n\nThe car park is free.\n",
    "terms/withdrawal.md": "# Terms of withdrawal\n\n- More than 60 days before the tour: 15% of the fee is kept.\n- 60 to 21 days before the tour: 45% of the fee is kept.\n- 20 days or fewer before the tour: the whole fee is kept.\n",
    "leases/yard.md": "# Lease of the yard\n\nDogs must be on a lead in the yard.\n",
    "visitors/welcome.md": "# Welcome\n\nVisitors wear a helmet.\n",
    "minutes/2026-01-14.md": "# Minutes of 14 January 2026\n\nA new winch is bought; its budget is at most £9,500.\n",
    "minutes/2026-05-20.md": "# Minutes of 20 May 2026\n\nThe new winch stands in the shaft; £8,940 was paid for it.\n",
    "纪要/2026-01-14.md": "# 会议纪要 2026-01-14\n\n决定购买新绞车，预算不超过95,000元。\n",
    "纪要/2026-05-20.md": "# 会议纪要 2026-05-20\n\n新绞车已到货，成交价89,400元。\n",
    "规定/退订.md": "# 退订规定\n\n- 提前60天以上：扣15%。\n- 提前21至60天：扣45%。\n- 20天以内：全额不退。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("sums"), FILES) as made:
        yield made


def test_two_prices_of_one_thing_are_both_told(library: Library) -> None:
    _, turn = ask(library, None, "What does a guide cost per day?")
    assert "140 pounds" in turn.answer
    assert "210 pounds" in turn.answer


@pytest.mark.parametrize(
    ("question", "spent"),
    [
        ("How much was paid for the new winch in the end?", "8,940"),
        ("新绞车最后花了多少钱？", "89,400"),
    ],
)
def test_a_budget_is_not_what_was_spent(library: Library, question: str, spent: str) -> None:
    _, turn = ask(library, None, question)
    assert spent in turn.answer.partition("\n")[0]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("How much of the fee is kept 40 days before the tour?", "45%"),
        ("How much of the fee is kept 75 days before the tour?", "15%"),
        ("退订提前40天扣多少？", "45%"),
        ("退订提前75天扣多少？", "15%"),
    ],
)
def test_a_list_answers_with_the_line_for_the_number(library: Library, question: str, kept: str) -> None:
    _, turn = ask(library, None, question)
    assert kept in turn.answer
    assert [one for one in ("15%", "45%") if one != kept and one in turn.answer.partition("\n")[0]] == []


def test_what_is_allowed_elsewhere_is_not_surely_allowed(library: Library) -> None:
    _, turn = ask(library, None, "Can visitors bring dogs?")
    assert turn.status in ("perhaps", "not_found")


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("- 60 to 21 days before the tour: 45%", 21, 60),
        ("- 20 days or fewer: all of it", float("-inf"), 20),
        ("7 days or more: nothing", 7, float("inf")),
    ],
)
def test_ranges_of_lists_are_read(line: str, first: float, last: float) -> None:
    band = band_of(label_of(line))
    assert band is not None
    assert (band.first, band.last) == (first, last)

"""What the own words of papers of one kind say of what is wanted of them."""

from __future__ import annotations

import pytest

from assistant.agent.cells.own_words import by_own_words
from assistant.retrieval.evidence import units_of
from tests.fakes.library import passage

INVOICES = (
    "Total: CHF 1,200.00. Deposit CHF 300.00.",
    "Amount: EUR 90.00. Freight EUR 12.00, about USD 14.00.",
    "No sum yet.",
)
PLANS = ("Hail is covered. The surcharge is £40.", "Hail is covered. Nothing else is paid.", "Storms only.")


def _said(question: str, texts: tuple[str, ...]) -> list[str]:
    found = by_own_words(question, [units_of(passage(text), 0) for text in texts])
    return ["" if one is None else str(one.holds) for one in found]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("which invoices are made out in francs?", ["True", "False", ""]),
        ("which of the invoices are in euros", ["False", "True", ""]),
        ("哪几份发票是用欧元结算的", ["False", "True", ""]),
    ],
)
def test_a_currency_is_that_of_most_amounts(question: str, said: list[str]) -> None:
    assert _said(question, INVOICES) == said


def test_words_that_some_papers_lack_tell_them_apart_but_not_surely() -> None:
    assert _said("which policies have a surcharge for hail?", PLANS) == ["None", "", ""]


def test_words_that_all_hold_or_none_tell_nothing() -> None:
    assert _said("which policies name floods?", PLANS) == ["", "", ""]

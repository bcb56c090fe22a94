"""Numbers with a unit of their own, and columns that are headed by a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.cells.columns import column_of
from assistant.agent.words.value_kinds import number_kind
from assistant.library.library import Library
from tests.agent.test_matching import each_of, matched
from tests.fakes.library import filled

MINIMUM = {"Care": 180, "Hotel": 420, "Mill": 60, "Spa": 610, "Inn": 95, "Gym": 75}
LATE = {"Care": "No late fee is charged.", "Hotel": "A late fee of 5 percent is added to overdue sums."}


def paper(customer: str, kg: int) -> str:
    return (
        f"# Linen service contract\n\nBetween Tarn Laundry Ltd (the Laundry) and {customer} House Ltd (the Customer).\n\n"
        "1.1 This contract begins on 1 March 2024 and ends on 28 February 2027.\n\n1.2 Either side may end it with three months' notice.\n\n"
        f"2.1 The weekly minimum is {kg} kg; what is missing is charged at half the price.\n\n2.2 The price is EUR 1.45 per kg, plus VAT.\n\n"
        f"4.1 Invoices are payable within 21 days.\n\n4.2 {LATE.get(customer, 'Interest follows the law.')}\n"
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    papers = {f"{customer}.md": paper(customer, kg) for customer, kg in MINIMUM.items()}
    licence = "# Water licence\n\nThe Water Board lets Tarn Laundry Ltd draw 40 cubic metres a day.\n\nThe price is EUR 1,960 a year.\n"
    with filled(tmp_path_factory.mktemp("thresholds"), papers | {"licence.md": licence}) as library:
        yield library


@pytest.mark.parametrize(
    ("unit", "kind"), [("kg", "number"), ("EUR", "money"), ("month", "duration"), ("%", "percent")]
)
def test_a_number_is_money_only_in_a_currency(unit: str, kind: str) -> None:
    assert number_kind(unit, "a minimum price") == kind


def test_a_number_of_another_unit_is_compared(library: Library) -> None:
    likely = matched(library, "Which contracts have a minimum above 100 kg?")
    above = {name for name, kg in MINIMUM.items() if kg > 100}
    assert {name for name in MINIMUM if likely[name]} == above


def cell(library: Library, question: str, name: str) -> tuple[str, str]:
    each = each_of(library)
    (target,) = (one for one in each.documents(None) if one.source.endswith(name))
    read = each._read(target, each.plan([question]).columns[0])
    return read.state, read.text


def test_what_is_headed_end_is_asked_when_it_ends(library: Library) -> None:
    assert cell(library, "end", "Spa.md") == ("found", "28 February 2027")
    assert column_of("end").title == each_of(library).plan(["end"]).columns[0].title


def test_a_price_for_what_a_paper_never_counts_is_not_sure(library: Library) -> None:
    assert cell(library, "price per kg", "Spa.md") == ("found", "EUR 1.45 per kg, plus VAT")
    assert cell(library, "price per kg", "licence.md")[0] != "found"


@pytest.mark.parametrize(
    ("question", "said", "price"),
    [
        ("price per year", "The price is EUR 1,200 per annum.", "1,200"),
        ("price per year", "The annual price is EUR 1,300.", "1,300"),
        ("price per annum", "The price is EUR 1,300 a year.", "1,300"),
        ("price per month", "The price is EUR 46 pcm.", "46"),
        ("price per day", "The daily price is EUR 46.", "46"),
        ("price per month", "Der Preis beträgt EUR 46 im Monat.", "46"),
    ],
)
def test_a_time_that_a_price_is_for_is_said_in_several_ways(
    tmp_path: Path, question: str, said: str, price: str
) -> None:
    with filled(
        tmp_path, {"Spa.md": paper("Spa", 60).replace("The price is EUR 1.45 per kg, plus VAT.", said)}
    ) as library:
        state, text = cell(library, question, "Spa.md")
    assert price in text
    assert state == "found"


def test_that_nothing_is_charged_is_shown_in_its_words(library: Library) -> None:
    assert cell(library, "late fee", "Care.md") == ("unsure", "4.2 No late fee is charged.")
    assert cell(library, "late fee", "Hotel.md")[1] == "5 percent"

"""Names in a question that a table lacks and other papers bear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import pytest

from assistant.agent.papers.other_papers import names_asked_of, names_others, without_names
from assistant.library.library import Library
from assistant.tables.data.finding import TableFinder
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "petty cash.csv": "Date,What,Paid to,Amount\n2025-09-02,Milk,Co-op,14.20\n2025-09-11,Stamps,Post Office,32.00\n"
    "2025-10-09,Taxi,Ludlow Cars,12.50\n",
    "Cleaning agreement.md": "# Cleaning\n\nMade between us and Sparkle & Co. The office shall pay Sparkle 480 a month.\n",
    "IT agreement.md": "# Support\n\nMade between us and Nettleby. The office shall pay 35 a month for each desk.\n",
    "太湖合同.md": "# 顾问合同\n\n顾问费每年九万元。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("names"), FILES) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "left", "others"),
    [
        ("How much do we pay Sparkle a month?", (), True),
        ("how much do we pay sparkle a month", (), True),
        ("What went to Ludlow Cars?", (), False),
        ("how much went on letters", ("letters",), False),
        ("太湖一年付多少", ("太湖",), True),
        ("打车一共花了多少", ("打车",), False),
    ],
)
def test_a_name_of_other_papers_is_none_of_a_table(
    library: Library, question: str, left: tuple[str, ...], others: bool
) -> None:
    (family,) = TableFinder(library).families("total amount of milk", None, surely=True)
    assert names_others(library, question, family, left) is others


def test_papers_without_a_name_of_the_question_are_told_from_those_that_hold_it(library: Library) -> None:
    numbers = {PurePath(source).name: number for number, source in library.documents.sources().items()}
    everything = frozenset(numbers.values())
    assert without_names(library, "what do we pay sparkle", everything) == everything - {
        numbers["Cleaning agreement.md"]
    }
    assert without_names(library, "what do we pay a month", everything) == frozenset()
    assert without_names(library, "What do we pay Nobody?", everything) == frozenset()


def test_what_is_paid_to_one_firm_is_not_quoted_from_the_contract_of_another(library: Library) -> None:
    _, finished = ask(library, None, "how much do we pay Sparkle a month?")
    assert "Cleaning agreement" in finished.citations[0].source
    _, other = ask(library, None, "how much do we pay Nettleby a month?")
    assert "IT agreement" in other.citations[0].source


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which contracts of Tove Harket end in 2029?", ["Tove", "Harket"]),
        ("Which contracts are signed by Sparkle?", ["Sparkle"]),
        ("Which contracts end before Christmas 2029?", []),
        ("Which contracts end by Easter?", []),
        ("Which contracts cost more than 500 EUR?", []),
        ("Which contracts of Q3 2026 cost more than SEK 500?", []),
        ("Which contracts can be ended on a Friday?", []),
        ("Which contracts have a Deposit of more than 500 euros?", []),
        ("Which contracts say what the Office pays?", []),  # papers write "the office"
        ("Welche Verträge enden im Dezember?", []),
    ],
)
def test_names_tell_whose_papers_are_meant(library: Library, question: str, names: list[str]) -> None:
    assert names_asked_of(library, question) == names

"""Ends of deals that are worked out from a start and a length, in whole turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.cells.cell_values import line_label
from assistant.agent.cells.computed_end import _end_of_that_year, end_named, ends_other
from assistant.agent.words.value_spans import value_spans
from assistant.library.library import Library
from assistant.retrieval.evidence import units_of
from tests.agent.test_turn import ask
from tests.fakes.library import filled, passage

FILES = {
    "minutes 2025.md": "# Minutes of the management meetings of 2025\n\n## Meeting of 13 May 2025\n\n"
    "1. Nadia Lind is the new quality manager since 1 May 2025.\n\n2. The dryer was repaired.\n\n"
    "3. Villa Quarto signed for one year.\n\n4. The van insurance was renewed with Northmark.\n",
    "handbook.md": "# House handbook\n\nKeys are handed out by the shift leader. Goggles are worn at the press.\n",
    "lease of the mill.md": "# Lease of the mill\n\nThe lease of the mill begins on 1 March 2024.\n\n"
    "The lease of the mill is made for three years.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("ends"), FILES) as library:
        yield library


@pytest.mark.parametrize(
    "question",
    [
        "When does the van insurance end?",
        "When does Nadia's employment end?",
        "When does the water licence end?",
        "Until when does the insurance of the mill run?",
    ],
)
def test_points_of_minutes_make_no_end_of_something_else(library: Library, question: str) -> None:
    _, finished = ask(library, None, question)
    assert "Computed" not in finished.answer


def test_the_end_of_a_lease_follows_from_its_start_and_its_length(library: Library) -> None:
    _, finished = ask(library, None, "When does the lease of the mill end?")
    assert finished.answer.startswith("Computed: it ends on 28 February 2027.")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("The hire runs from 24 February 2026 to 31 December.", "2026-12-31"),
        ("It is made for the time from 1 November 2025 until 31 March.", "2026-03-31"),
        ("从2026年3月2号做到今年年底，也就是12月31号。", "2026-12-31"),
        ("自2025年11月1日起至3月31日止。", "2026-03-31"),
        ("The hire begins on 1 March 2026, and bills are sent by 5 April.", ""),
    ],
)
def test_the_year_of_an_end_may_be_said_of_the_start_alone(text: str, end: str) -> None:
    day = _end_of_that_year(text)
    assert (day.isoformat() if day is not None else "") == end


def test_a_day_is_called_the_end_in_front_of_it_or_behind_it() -> None:
    for text in (
        "First plot 16 March 2026, the last not later than 31 August 2027, on which date this order ends.",
        "Begun on 2 May 2026, handed over on 3 June 2026, and ends on 31 August 2027.",
    ):
        assert end_named(text, value_spans(text, "date")) == "31 August 2027"


def test_a_price_that_holds_until_a_day_is_no_end() -> None:
    first, *units = units_of(
        passage("2. Term. It runs on.\n**4. Price.** Slab: £385. They hold until 31 December 2026."), 0
    )
    assert not ends_other(first.text, line_label(first))
    assert line_label(units[-1]) == "Price"
    assert ends_other(units[-1].text, line_label(units[-1]))


TRAINEE = {
    "trainee.md": "# Apprenticeship contract\n\nBetween Lark Ltd (Employer) and Mo Fenn (Apprentice).\n\n"
    "1. **Period.** It begins on 1 September 2025 and ends on 31 August 2028. It turns into no post by itself, but "
    "the employer will say by the end of May 2028 whether it means to offer one.\n",
}


def test_a_month_to_speak_by_is_no_end(tmp_path: Path) -> None:
    with filled(tmp_path, TRAINEE) as library:
        _, finished = ask(library, None, "For each contract: When does it end?")
    assert "31 August 2028" in finished.answer

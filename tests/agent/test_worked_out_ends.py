"""Ends of deals that are worked out from a start and a length, in whole turns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

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

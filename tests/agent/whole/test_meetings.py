"""Several meetings that a question names are read, each under its name, and what was decided is not cut away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.whole.names import meetings_meant
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "2025-03-05 staff meeting.txt": "Minutes of the meeting, 5 March 2025\n\nPresent: Ann, Bob\n\nDecided: appointments take 15 minutes.\n\nBob buys a fridge.\n\nAnn paints the door.\n",
    "2025-04-02 staff meeting.txt": "Minutes of the meeting, 2 April 2025\n\nPresent: Ann, Cleo\n\nDecided: the fee rises to £45.\n\nCleo sells the van.\n",
    "2025-05-07 staff meeting.txt": "Minutes of the meeting, 7 May 2025\n\nPresent: Ann\n\nDecided: no dogs.\n",
    "handbook.txt": "Holidays are 28 days.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("meetings"), FILES) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Summarise the March and April minutes", [1, 2]),
        ("概括一下三月和四月的会议", [1, 2]),
        ("Summarise the March minutes", []),
        ("What does the handbook say about March and April?", []),
    ],
)
def test_meetings_are_told_by_their_months(question: str, meant: list[int]) -> None:
    names = dict(enumerate(FILES, start=1))
    assert meetings_meant(question, names) == meant


def test_a_summary_of_two_meetings_is_of_both(library: Library) -> None:
    _, turn = ask(library, None, "Summarise the March and April minutes")
    assert "`2025-03-05 staff meeting.txt`:" in turn.answer
    assert "15 minutes" in turn.answer
    assert "£45" in turn.answer
    assert "no dogs" not in turn.answer


def test_what_changed_between_two_meetings_is_what_was_decided(library: Library) -> None:
    _, turn = ask(library, None, "What changed between the March and the April staff meeting?")
    for said in ("15 minutes", "Bob buys a fridge", "Ann paints the door", "£45", "Cleo sells the van"):
        assert said in turn.answer
    assert "Present" not in turn.answer


YEARBOOK = {
    "minutes 2025.md": "# Minutes 2025\n\n## 3 February 2025\n\nPresent: all.\n\nThe boiler is replaced in spring.\n\n## 6 May 2025\n\nPresent: all.\n\n"
    "The gate is painted green.\n\n## 8 September 2025\n\nPresent: all.\n\nThe caretaker gets a bicycle.\n",
    "minutes of the board.md": "# Board\n\n## 4 June 2025\n\nPresent: all.\n\nThe roof is insured anew.\n\n## 25 June 2025\n\nPresent: all.\n\n"
    "The lift gets a mirror.\n\n## 9 July 2025\n\nPresent: all.\n\nNobody came.\n",
    "mail.eml": "From: Ada <ada@x.example>\nDate: Wed, 7 May 2025 09:00:00 +0000\nSubject: Paint\n\nThe paint for May costs 80 euros.\n",
    "letter.md": "# Letter\n\nDear all, the meeting room is closed in May.\n",
    "rules.md": "# Rules\n\nNo fires.\n",
}


@pytest.mark.parametrize(
    ("question", "held", "other"),
    [
        ("Summarise the meeting of May 2025", "painted green", "bicycle"),
        ("What was said at the meeting of 8 September 2025?", "bicycle", "boiler"),
    ],
)
def test_a_meeting_that_is_a_section_of_minutes_is_told(
    tmp_path: Path, question: str, held: str, other: str
) -> None:
    with filled(tmp_path, YEARBOOK) as made:
        _, turn = ask(made, None, question)
    assert held in turn.answer
    assert other not in turn.answer


@pytest.mark.parametrize(
    "question", ["Sum up the meetings of June 2025", "Summarise the meeting of June 2025"]
)
def test_all_meetings_of_a_month_are_told(tmp_path: Path, question: str) -> None:
    with filled(tmp_path, YEARBOOK) as made:
        _, turn = ask(made, None, question)
    assert "insured anew" in turn.answer
    assert "a mirror" in turn.answer
    assert "Nobody came" not in turn.answer

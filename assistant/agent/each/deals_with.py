"""List the contracts with somebody: "everything signed with Corbel Homes".

Whom a contract is with stands at its head, where its sides are named, or at its foot, where they sign; what only speaks of somebody
is marked. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.cell_model import CellModel
from assistant.agent.cells.one_cell import cell_of
from assistant.agent.papers.papers_meant import PartyAsked
from assistant.answer_table import Cell, Table, TableRow
from assistant.retrieval.evidence import Unit

HEAD_CHARS, FOOT = 1_500, 6
"""Characters at the beginning, and sentences at the end, in which the sides of a contract are named."""
MOST_CHARS = 240
"""Characters of a sentence that is shown."""


def deals_with(
    asked: PartyAsked, question: str, texts: Sequence[tuple[DocumentText, TableRow]], model: CellModel
) -> Table | None:
    """Return a table of the contracts with somebody; None where none is.

    Args:
        asked: With whom, and who is left out.
        question: As it was asked.
        texts: The contracts, each with its row.
        model: Reads their sentences.
    """
    rows: list[TableRow] = []
    name, out = _folded(asked.name), _folded(asked.without)
    for text, row in texts:
        units = model.units_of(text)
        at = next((at for at, unit in enumerate(units) if name in _folded(unit.text)), None)
        if at is None or (out and out in _folded(f"{row.source} {row.title}".replace("_", " "))):
            rows.append(row)
            continue
        sure = _is_head(units, at) or any(name in _folded(unit.text) for unit in units[-FOOT:])
        said = " ".join(units[at].text.split())[:MOST_CHARS]
        cell: Cell = cell_of("found" if sure else "unsure", said, (units[at],))
        rows.append(TableRow(row.source, row.title, (cell,), True if sure else None))
    if not any(row.matches for row in rows):
        return None
    return Table((question,), tuple(rows), there=len(rows), asked=len(rows), selects="list")


def _is_head(units: Sequence[Unit], at: int) -> bool:
    return sum(len(unit.text) for unit in units[:at]) < HEAD_CHARS


def _folded(text: str) -> str:
    """Return a text as names are compared in it, blanks left out."""
    return "".join(text.casefold().split())

"""Define the table that asks every document: its cells, rows and events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from assistant.events import Citation, citation_json
from assistant.frozen import dataclass
from assistant.i18n import _

UNCONFIRMED = "[?]"
"""Stands behind a sentence that is not supported in all of its parts, and a cell that is not sure."""

CellState = Literal["waiting", "found", "not_stated", "unsure", "contradicted"]
"""How a cell ended.

"waiting": it was not asked yet. "found": the document says it. "not_stated": it does not. "unsure": the model said it, and the
document does not confirm it. "contradicted": the document says the opposite.
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document answers to one question.

    Attributes:
        state: How it ended.
        text: The answer; empty where it is not stated, and where it probably is not ("unsure").
        value: The value in it that is sorted and compared by; empty where it has none.
        citations: The words that it rests on, or that contradict it.
    """

    state: CellState = "waiting"
    text: str = ""
    value: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def says_none(self) -> bool:
        """Whether it says that the document does not state it, for sure or probably."""
        return self.state == "not_stated" or (self.state == "unsure" and not self.text)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A document and its answers.

    Attributes:
        source: Absolute path of the file.
        title: The document's title.
        cells: One for each question.
        matches: Whether it meets the question's condition; None where that is not known, or there is none.
    """

    source: str
    title: str
    cells: tuple[Cell, ...]
    matches: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The answers of every document.

    Attributes:
        columns: The questions.
        rows: The documents, sorted.
        there: Documents where was looked.
        asked: Documents that were asked.
        condition: The words of the condition that rows were chosen by; empty for none.
        selects: Whether the question wants documents chosen ("which", "list"), counted ("count"), or values only ("").
        not_stated: What stands in a cell that is not stated, and in one that probably is not.
        unasked: Cells that were read without the model, which failed or took too long.
    """

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    there: int = 0
    asked: int = 0
    condition: str = ""
    selects: str = ""
    not_stated: tuple[str, str] = ("not stated", "probably not stated")
    unasked: int = 0

    @property
    def left_out(self) -> int:
        """How many documents were not asked."""
        return self.there - self.asked

    @property
    def matching(self) -> tuple[TableRow, ...]:
        """The rows that meet the condition; all where there is none."""
        return tuple(row for row in self.rows if row.matches) if self.selects else self.rows

    @property
    def unknown(self) -> tuple[TableRow, ...]:
        """The rows of which it is not known whether they meet it."""
        return tuple(row for row in self.rows if row.matches is None) if self.selects else ()

    @property
    def chosen(self) -> tuple[TableRow, ...]:
        """The rows that are written: those that match, then those not known to."""
        return (*self.matching, *self.unknown)

    def count(self, *states: CellState) -> int:
        """Count the cells that ended so; all cells where no state is given."""
        return sum(not states or cell.state in states for row in self.rows for cell in row.cells)

    def tally(self) -> tuple[int, int, int]:
        """Count the answers beside those found.

        Not confirmed, probably not stated, not stated.
        """
        rest = [cell for row in self.rows for cell in row.cells if cell.state not in ("found", "waiting")]
        none = sum(cell.state == "not_stated" for cell in rest)
        probably = sum(cell.says_none for cell in rest) - none
        return len(rest) - none - probably, probably, none


@dataclass(frozen=True, slots=True)
class TableStarted:
    """The documents that are asked, before the first answer.

    Attributes:
        columns: The questions.
        sources: Absolute paths, in the order in which they are asked.
        titles: Of each, its title.
        there: Documents where was looked; more than are asked where there are too many.
        seconds: How long it will take, about; None where that is not known.
    """

    columns: tuple[str, ...]
    sources: tuple[str, ...]
    titles: tuple[str, ...]
    there: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CellFilled:
    """One cell is answered, and kept.

    Attributes:
        row: Number of the document in `TableStarted.sources`.
        column: Number of the question.
        cell: The answer.
        done: Cells that are answered by now.
        total: All cells.
        left_s: How long the rest will take, in seconds; None where that is not known yet.
        was_kept: Whether it was answered by an earlier run.
        unasked: Whether it was read without the model, which failed or took too long; then it is not kept.
    """

    row: int
    column: int
    cell: Cell
    done: int
    total: int
    left_s: float | None = None
    was_kept: bool = False
    unasked: bool = False


TableEvent = TableStarted | CellFilled | Table


def shown(cell: Cell, not_stated: tuple[str, str] | None = None) -> str:
    """Return a cell as it is read: its answer, with a mark where it is not confirmed.

    Args:
        cell: The cell.
        not_stated: What stands where nothing is stated, for sure and probably; None for the words of the language that is spoken.
    """
    if cell.says_none:
        return (not_stated or (_("not stated"), _("probably not stated")))[cell.state == "unsure"]
    match cell.state:
        case "found" | "not_stated":
            return cell.text
        case "waiting":
            return ""
    return f"{cell.text} {UNCONFIRMED}"


def marked(cell: Cell, marks: str, not_stated: tuple[str, str] | None = None) -> str:
    """Return a cell as it is read, the marks of its sources before the doubt.

    Args:
        cell: The cell.
        marks: Such as "[1][2]"; may be empty.
        not_stated: See `shown`.
    """
    said = shown(cell, not_stated)
    sure = said.removesuffix(f" {UNCONFIRMED}")
    return f"{sure} {marks}{UNCONFIRMED if sure != said else ''}".strip()


def cell_json(cell: Cell) -> Mapping[str, object]:
    """Convert a cell to the record that `--json` writes."""
    return {
        "state": cell.state,
        "answer": cell.text,
        "value": cell.value,
        "citations": [citation_json(one) for one in cell.citations],
    }


def table_json(table: Table) -> Mapping[str, object]:
    """Convert a table to the record that `--json` writes."""
    return {
        "event": "table",
        "columns": list(table.columns),
        "documents": table.there,
        "asked": table.asked,
        "left_out": table.left_out,
        "unasked": table.unasked,
        "condition": table.condition,
        "matching": len(table.matching),
        "rows": [
            {
                "source": row.source,
                "title": row.title,
                "matches": row.matches,
                "cells": [cell_json(cell) for cell in row.cells],
            }
            for row in table.rows
        ],
    }


def table_event_json(event: TableEvent) -> Mapping[str, object]:
    """Convert an event of a table to the record that `--json` writes."""
    match event:
        case TableStarted():
            return {
                "event": "started",
                "columns": list(event.columns),
                "documents": event.there,
                "asked": len(event.sources),
                "seconds": event.seconds,
            }
        case CellFilled():
            return {
                "event": "cell",
                "row": event.row,
                "column": event.column,
                "done": event.done,
                "total": event.total,
                "left_s": event.left_s,
                **cell_json(event.cell),
            }
        case Table():
            return table_json(event)

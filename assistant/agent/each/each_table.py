"""What is asked of every document by itself, and the table that the answers make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import PurePath

from assistant.agent.cells.columns import Column
from assistant.agent.cells.computed_end import has_no_end
from assistant.agent.cells.one_cell import NOT_STATED, yes_words
from assistant.agent.papers.paper_kinds import Paper, may_be_deal
from assistant.agent.words.conditions import day_range, number_in, still_runs
from assistant.answer_table import Cell, Table, TableRow
from assistant.frozen import dataclass
from assistant.paths import is_mail
from assistant.regexes import lazy_regex


@dataclass(frozen=True, slots=True)
class Target:
    """A document that is asked.

    Attributes:
        number: Its number.
        source: Absolute path.
        title: Its title.
        content: Hash of its content; empty where that is not known.
        passages: How many it was cut into.
    """

    number: int
    source: str
    title: str
    content: str
    passages: int

    @property
    def called(self) -> str:
        """Its name and title, as words."""
        return f"{PurePath(self.source).stem} {self.title}".replace("_", " ")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of which documents.

    Attributes:
        columns: The questions.
        targets: The documents, in the order in which they are asked.
        there: Documents where was looked.
        kept: Cells that were answered before, by document and question.
        seconds: How long the others will take, about.
        of_kind: Whether only those are asked that are of the kind which the questions name.
        changed: Of documents, those that change them, the newest first: addenda to a contract.
    """

    columns: tuple[Column, ...]
    targets: tuple[Target, ...]
    there: int
    kept: Mapping[tuple[int, int], Cell]
    seconds: float
    of_kind: bool = False
    changed: Mapping[int, tuple[Target, ...]] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many cells the table has."""
        return len(self.columns) * len(self.targets)


def table_of(plan: Plan, cells: Mapping[tuple[int, int], Cell]) -> Table:
    """Sort the rows by their first value, and tell which meet the condition."""
    first = plan.columns[0]
    cells = _told_alike(plan, cells)
    cells = {place: _doubted(plan.columns[place[1]], cell) for place, cell in cells.items()}
    rows = [
        TableRow(
            target.source,
            target.title,
            tuple(cells.get((row, at), Cell()) for at in range(len(plan.columns))),
            _matches(plan.columns, [cells.get((row, at), Cell()) for at in range(len(plan.columns))]),
        )
        for row, target in enumerate(plan.targets)
    ]
    rows.sort(key=lambda row: _order(row, first))
    if first.best == "high":
        stated = sum(row.cells[0].state == "found" for row in rows)
        rows[:stated] = reversed(rows[:stated])
    conditions = [column for column in plan.columns if column.selects]
    said = ", ".join(column.condition.said for column in conditions if column.condition is not None)
    return Table(
        columns=tuple(column.title for column in plan.columns),
        rows=tuple(rows),
        there=plan.there,
        asked=len(plan.targets),
        condition=said,
        selects=conditions[0].selects if conditions else "",
        not_stated=NOT_STATED[first.language],
    )


def _told_alike(plan: Plan, cells: Mapping[tuple[int, int], Cell]) -> dict[tuple[int, int], Cell]:
    """Mark no value whose sentence differs from others in figures and names only.

    At least half of them are sure.

    It is the same figure of the sentence, and the paper is none that speaks of other papers.
    """
    said = {
        (row, at): (
            at,
            PurePath(cell.citations[0].source).suffix,
            _shape(cell.citations[0].quote, cell.value, plan.targets[row]),
        )
        for (row, at), cell in cells.items()
        if cell.value
        and cell.state in ("found", "unsure")
        and len(cell.citations) == 1
        and (cell.state == "found" or _speaks_of_itself(plan.targets[row], plan.columns[at]))
    }
    every = Counter(said.values())
    sure = Counter(one for place, one in said.items() if cells[place].state == "found")
    most = {one for one, count in sure.items() if count >= LEAST_ALIKE and 2 * count >= every[one]}
    return {
        place: replace(cell, state="found") if said.get(place) in most else cell
        for place, cell in cells.items()
    }


def _shape(quote: str, value: str, target: Target) -> str:
    """Return a sentence without its value, figures and what its paper is called."""
    bare = quote.replace(value, "\0")
    for name in sorted(set(_NAME.findall(target.called)), key=lambda one: (-len(one), one)):
        bare = bare.replace(name, "\1")
    return _FIGURES.sub("0", bare)


def _speaks_of_itself(target: Target, column: Column) -> bool:
    """Return whether what a paper says is told of it, and not of a contract, say."""
    paper = Paper(target.source, target.title, "")
    return not is_mail(target.source) and (column.kind not in ("date", "duration") or may_be_deal(paper))


_FIGURES = lazy_regex(r"\d[\d.,]*")
_NAME = lazy_regex(r"(?=[^\Wa-z])\w{2,}")
"""A word of a title that may be a name: it begins with no small letter."""
LEAST_ALIKE = 2
"""Cells of one sentence that have to be sure for another to be."""


def _matches(columns: Sequence[Column], cells: Sequence[Cell]) -> bool | None:
    """Return whether a document meets all conditions; None where that is not known."""
    verdicts = [_meets(column, cell) for column, cell in zip(columns, cells, strict=True) if column.selects]
    if not verdicts:
        return None
    return False if False in verdicts else None if None in verdicts else True


def _doubted(column: Column, cell: Cell) -> Cell:
    """Mark a value that cannot be compared with the condition as unsure."""
    compared = column.condition is None or cell.state != "found" or _meets(column, cell) is not None
    return cell if compared else replace(cell, state="unsure")


def _meets(column: Column, cell: Cell) -> bool | None:
    if cell.state == "waiting":
        return None
    if column.absent:
        if column.kind == "date" and cell.state == "found":
            return day_range(cell.value or cell.text) is None  # it says that there is none
        return cell.state == "not_stated" if cell.state in ("found", "not_stated") else None
    if column.present:
        states = cell.state == "found" and not cell.says_none
        return states if cell.state in ("found", "not_stated") else None
    if column.condition is not None:
        if cell.says_none:
            return None
        if column.kind == "date" and cell.state == "found" and has_no_end(cell.text):
            return still_runs(column.condition, column.title)  # it has no day that could be one of others
        quote = cell.citations[0].quote if cell.citations else ""
        verdict = column.condition.holds(cell.value or cell.text, quote)
        return verdict if cell.state == "found" else None
    if cell.state == "not_stated":
        return False
    return (cell.value or cell.text) == yes_words(column.language)[0] if cell.state == "found" else None


def _order(row: TableRow, column: Column) -> tuple[int, float, str]:
    """Sort by value where there is one, what is not stated last, then by path."""
    cell = row.cells[0]
    place = {"found": 0, "unsure": 1, "contradicted": 1, "not_stated": 2, "waiting": 3}[cell.state]
    if cell.says_none:
        place = 2
    value = 0.0
    if place < 2:
        said = cell.value or cell.text
        if column.kind == "date":
            days = day_range(said)
            value = float(days[0].toordinal()) if days is not None else 1e9
        elif column.kind in ("money", "duration", "percent", "number"):
            number = number_in(said)
            value = float(number) if number is not None else 1e15
    return place, value, row.source

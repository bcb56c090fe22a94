"""Tell which document has most of what a superlative asks for.

Amounts of different currencies or periods are not compared. What a document does not surely state is, since it may be the
most; its cell is marked. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.agent.cells.columns import Column
from assistant.agent.words.amounts import Amount, amount_in, in_period
from assistant.agent.words.conditions import day_range
from assistant.answer_table import Cell, TableRow
from assistant.frozen import dataclass

_YEARLY = frozenset(("month", "quarter", "year"))
_Measure = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Winners:
    """The documents sorted by what was compared.

    Attributes:
        best: Those with most of it, or least; several where they tie.
        compared: All that were compared, the best first.
        uncompared: Those that state a value which cannot be compared with the others.
    """

    best: tuple[TableRow, ...]
    compared: tuple[TableRow, ...]
    uncompared: tuple[TableRow, ...]


def winners(rows: Sequence[TableRow], column: Column) -> Winners:
    """Compare the documents by their first cell.

    Args:
        rows: The documents.
        column: What was asked, with `best`.
    """
    groups: dict[_Measure, list[tuple[Decimal, TableRow]]] = {}
    left: list[TableRow] = []
    for row in rows:
        cell = row.cells[0]
        if cell.says_none or cell.state == "waiting":
            continue
        measured = _measured(cell, column) if cell.state != "contradicted" else None
        if measured is None:
            left.append(row)
        else:
            groups.setdefault(measured[0], []).append((measured[1], row))
    if not groups:
        return Winners((), (), tuple(left))
    most = max(map(len, groups.values()))
    largest = [group for group in groups.values() if len(group) == most]
    if len(largest) > 1:  # no currency or period has more of them than another
        return Winners((), (), (*(row for group in groups.values() for _, row in group), *left))
    chosen = largest[0]
    chosen.sort(key=lambda one: (-one[0] if column.best == "high" else one[0], one[1].source))
    others = [row for group in groups.values() if group is not chosen for _, row in group]
    return Winners(
        tuple(row for value, row in chosen if value == chosen[0][0]),
        tuple(row for _, row in chosen),
        (*others, *left),
    )


def _measured(cell: Cell, column: Column) -> tuple[_Measure, Decimal] | None:
    """Return what a cell's value counts in, and how much it is."""
    said = cell.value or cell.text
    if column.kind == "date":
        days = day_range(said)
        if days is None or days[0] != days[1]:
            return None  # a year alone may be before or after another's day
        return ("date", ""), Decimal(days[0].toordinal())
    amount = amount_in(said, column.kind, cell.citations[0].quote if cell.citations else "")
    return None if amount is None else _in_common(amount)


def _in_common(amount: Amount) -> tuple[_Measure, Decimal]:
    if amount.per in _YEARLY:
        monthly = in_period(amount, "month")
        if monthly is not None:
            return (amount.unit, "month"), monthly
    return (amount.unit, amount.per), amount.value

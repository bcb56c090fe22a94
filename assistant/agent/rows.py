"""Rows of tables: whether a sentence pairs the key of one row with what stands in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.agent.polarity import denies
from assistant.library.terms import is_unspaced, terms
from assistant.retrieval.values import Number, amounts, identifiers, values

_RULE = re.compile(r"[\s|:-]+\Z")
_BARE_NO = re.compile(
    r"\s*(?:no|none|nein|keine?r?|non|aucune?|ninguno|nessuno|não|нет|否|无|没有|不|なし|不可|無|없음|아니요|✗|✘|x)\s*\Z", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        cells: Its cells, the key first.
        head: The cells of the table's first row; empty where there is none.
    """

    cells: tuple[str, ...]
    head: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or as much of one as a passage holds."""

    rows: tuple[Row, ...]


def cells_of(line: str) -> tuple[str, ...]:
    """Give the cells of a row."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def is_rule(line: str) -> bool:
    """Tell whether a row only divides the first row from the others."""
    return _RULE.match(line) is not None


def mixed_up(claim: str, row: Row, table: Table, question: str = "") -> bool:
    """Tell whether a sentence says of one row what stands in another, or denies what the row says.

    Args:
        claim: The sentence.
        row: The row that may bear it.
        table: The table of the row.
        question: Names the row where the sentence does not.
    """
    named = _mentions(claim, row, table)
    if not named.get(0):
        named[0] = _mentions(question, row, table).get(0, frozenset())
    denied = denies(claim)
    others = {column for column, found in named.items() if found and row.cells[column] not in found}
    if 0 in others:
        return True
    if others:
        return not denied
    says_no = any(_BARE_NO.match(cell) for cell in row.cells) or any(
        denies(cell) for column, cell in enumerate(row.cells) if cell in named.get(column, frozenset())
    )
    return denied != says_no and (denied or not _answers_otherwise(claim, row))


def _answers_otherwise(claim: str, row: Row) -> bool:
    """Tell whether a sentence has a value of the row, so that a bare "no" in another column says nothing of it."""
    numbers = amounts(claim)
    return bool(numbers) and any(
        one.equals(other) for cell in row.cells for other in amounts(cell) for one in numbers
    )


def in_column(number: Number, claim: str, row: Row) -> bool:
    """Tell whether a number stands in a column of the row that the sentence speaks of, where it speaks of one."""
    spoken = _terms(claim)
    head = [len(_terms(cell) & spoken) for cell in row.head[1:]]
    holding = [
        column
        for column, cell in enumerate(row.cells[1:])
        if any(one.equals(number) for one in amounts(cell))
    ]
    if not holding or not any(head) or len(row.head) != len(row.cells):
        return True
    return any(head[column] for column in holding)


def _mentions(text: str, row: Row, table: Table) -> dict[int, frozenset[str]]:
    """Give the words of cells that a text says, by column; not those that the row or the first row says elsewhere."""
    spoken = _terms(text)
    keys = {one.key for one in identifiers(text)}
    found: dict[int, set[str]] = {}
    for other in table.rows:
        if len(other.cells) != len(row.cells):
            continue
        for column, cell in enumerate(other.cells):
            if cell in found.get(column, ()) or not _says(cell, text, spoken, keys):
                continue
            elsewhere = [own for at, own in enumerate((*row.cells, *row.head)) if at != column]
            if cell != row.cells[column] and any(_terms(cell) <= _terms(own) for own in elsewhere):
                continue
            found.setdefault(column, set()).add(cell)
    return {column: frozenset(_longest(cells)) for column, cells in found.items()}


def _longest(cells: set[str]) -> Sequence[str]:
    """Leave out a cell whose words are a part of another's: "Hot lunch" says no "Lunch"."""
    return [cell for cell in cells if not any(_terms(cell) < _terms(other) for other in cells)]


def _says(cell: str, text: str, spoken: frozenset[str], keys: set[str]) -> bool:
    own = {one.key for one in identifiers(cell)}
    if own:
        return bool(own & keys) and (own <= keys)
    held = values(cell)
    if held.numbers or held.dates:
        return False
    if is_unspaced(cell):
        return len(cell) > 1 and cell in text
    wanted = _terms(cell)
    return bool(wanted) and any(map(str.isalpha, cell)) and wanted <= spoken


@lru_cache(maxsize=2_048)
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text))

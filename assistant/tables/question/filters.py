"""Conditions on the rows of tables, as SQL and as people read them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.frozen import dataclass
from assistant.retrieval import other_words
from assistant.tables.data.database import literal, quoted
from assistant.tables.data.words import IS_HAN

YES = frozenset(("yes", "y", "true", "x", "1", "是", "✓", "✔", "☑", "☒", "有")) | other_words.YES
NO = frozenset(("no", "n", "false", "0", "否", "✗", "☐", "无")) | other_words.NO


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on the rows.

    Attributes:
        column: Its column.
        sql: As SQL says it.
        said: As people read it: `Category = "Gloves"`.
        cells: The cells that it names; none where it compares otherwise.
        negated: Whether it leaves those out.
        either: The conditions any of which it asks for, where it is made of several.
    """

    column: str
    sql: str
    said: str
    cells: frozenset[str] = frozenset()
    negated: bool = False
    either: tuple[Filter, ...] = ()


def either(filters: Sequence[Filter]) -> Filter:
    """Return a filter for rows that meet any of some."""
    sql = " OR ".join(f"({one.sql})" for one in filters)
    said = f"{filters[0].column} " + " / ".join(
        one.said.removeprefix(filters[0].column).strip() for one in filters
    )
    return Filter(filters[0].column, f"({sql})", said, either=tuple(filters))


def among(name: str, values: Iterable[str], *, negated: bool) -> Filter:
    """Return a filter for some cells of a column."""
    chosen = sorted(values)
    said = ", ".join(f"“{value[:60]}”" for value in chosen[:3]) + (
        f" … ({len(chosen)})" if len(chosen) > 3 else ""
    )
    if len(chosen) == 1:
        sign = "<>" if negated else "="
        sql = f"{quoted(name)} {sign} {literal(chosen[0])}"
    else:
        inner = ", ".join(literal(value) for value in chosen)
        sql = f"{quoted(name)} {'NOT IN' if negated else 'IN'} ({inner})"
    if negated:
        sql = f"({sql} OR {quoted(name)} IS NULL)"
    return Filter(name, sql, f"{name} {'≠' if negated else '='} {said}", frozenset(chosen), negated)


def with_value(name: str) -> Filter:
    """Return a filter for the rows that hold something in a column."""
    said = f"{name}不为空" if IS_HAN.search(name) else f"{name} is not empty"
    return Filter(name, f"{quoted(name)} IS NOT NULL", said)


def without_value(name: str) -> Filter:
    """Return a filter for the rows that hold nothing in a column."""
    said = f"{name}为空" if IS_HAN.search(name) else f"{name} is empty"
    return Filter(name, f"{quoted(name)} IS NULL", said)

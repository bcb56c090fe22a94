"""Columns that a question asks for and no table writes down. Pure.

The days between two dates of a row, and what is still open of an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations

from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column, Value
from assistant.tables.data.columns import is_label, is_rate
from assistant.tables.data.database import Family

MOST_DATES = 4
"""Columns of dates up to which the days between any two are told."""
_FORWARD = 0.7
"""Share of rows in which the second date is no earlier, from which days are counted from one to the other."""
DAYS = lazy_regex(
    r"\bhow (?:long|late|many days)\b|\bdays?\b|\b(?:late|overdue|slowest|quickest)\b|[几多]少?天|多久|隔了|晚了|[超逾]期|迟"
)
"""What asks for the days between two dates."""
OPEN = lazy_regex(
    r"\b(?:owe[sd]?|owing|outstanding|unpaid|still to (?:pay|come)|left to pay)\b|欠|[没未](?:有)?[收还付结]|还差|余款|尾款"
)
"""What asks for the part of an amount that is still open."""
_SETTLED = lazy_regex(
    r"\b(?:paid|received|returned|repaid|settled|deposit)\b|已[收还付结报]|[实到]收|定金", re.IGNORECASE
)


def with_derived(family: Family, question: str) -> Family:
    """Return a table with the columns that a question asks for beside its own."""
    more = list(_days(family) if DAYS.search(question) else ())
    more += list(_open(family) if OPEN.search(question) else ())
    return replace(family, columns=(*family.columns, *more)) if more else family


def _days(family: Family) -> Iterator[Column]:
    dated = [column for column in family.columns if column.kind == "date"]
    for first, second in permutations(dated, 2) if len(dated) <= MOST_DATES else ():
        values = [_between(*pair) for pair in zip(first.values, second.values, strict=True)]
        told = [value for value in values if value is not None]
        if len(told) > 1 and sum(value >= 0 for value in told) >= _FORWARD * len(told) and any(told):
            yield _made(f"{first.name} → {second.name}", values, "day")


def _between(first: Value, second: Value) -> float | None:
    """Return the days from one date to another; None where one is none, or no day."""
    if not isinstance(first, str) or not isinstance(second, str):
        return None
    try:
        return float((date.fromisoformat(second) - date.fromisoformat(first)).days)
    except ValueError:
        return None


def _open(family: Family) -> Iterator[Column]:
    sums = [
        column
        for column in family.columns
        if column.kind == "number" and not is_label(column) and not is_rate(column)
    ]
    for settled in [column for column in sums if _SETTLED.search(column.name)]:
        for whole in [column for column in sums if column is not settled and column.unit == settled.unit]:
            pairs = [
                (one, part or 0.0)
                for one, part in zip(whole.values, settled.values, strict=True)
                if isinstance(one, float) and not isinstance(part, str)
            ]
            if pairs and all(part <= one for one, part in pairs):
                values = [
                    one - (part if isinstance(part, float) else 0.0) if isinstance(one, float) else None
                    for one, part in zip(whole.values, settled.values, strict=True)
                ]
                made = _made(f"{whole.name} − {settled.name}", values, whole.unit)
                yield replace(made, decimals=whole.decimals)


def _made(name: str, values: list[float | None], unit: str) -> Column:
    texts = tuple("" if value is None else f"{value:g}" for value in values)
    return Column(name, "number", tuple(values), texts, (unit,) * len(values))

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
from assistant.retrieval.value_words import MONEY
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
    r"\b(?:ow(?:e[sd]?|ing)|outstanding|unpaid|unsettled|settled? (?:up|their)|still to (?:pay|come)|left to pay|behind|arrears|in(?:to)? us for"
    r"|(?:not|n['’]?t) (?:yet |been )*(?:paid|settled|cleared))\b|欠|[没未](?:有)?[收还付结给交]|还差|差(?:多少|几).{0,3}[没未]|余款|尾款"
)
"""What asks for the part of an amount that is still open."""
SETTLED = lazy_regex(
    r"\b(?:paid|rec['’]?d|received|returned|repaid|settled|deposit)\b|已[收还付结报]|[实到]收|[实已]付|定金",
    re.IGNORECASE,
)
"""Headers of what was paid of an amount."""
MARGIN = lazy_regex(
    r"\b(?:profit\w*|margins?|mark-?up|(?:less|minus|over) (?:the |its )?cost|(?:makes?|made|earns?|earn) (?:us )?(?:the )?(?:most|least|best|on|per|a)\b)|利润|毛利|赚|差价|加价"
)
"""What asks for a price without its cost."""
_SOLD_FOR = lazy_regex(
    r"\b(?:price|retail|sell\w*|rrp|charge\w*|revenue|sales)\b|[售卖定]价|售价|零售|收入|销售额",
    re.IGNORECASE,
)
COST = lazy_regex(r"\b(?:costs?|buy\w*|bought|purchase|trade)\b|[进成]价|成本|进货", re.IGNORECASE)


def with_derived(family: Family, question: str) -> Family:
    """Return a table with the columns that a question asks for beside its own."""
    more = list(_days(family) if DAYS.search(question) else ())
    more += list(_open(family) if OPEN.search(question) else ())
    more += list(_margins(family) if MARGIN.search(question) else ())
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
    for settled in [column for column in sums if SETTLED.search(column.name)]:
        for whole in [column for column in sums if column is not settled and _alike(column, settled)]:
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


def _alike(one: Column, other: Column) -> bool:
    """Return whether two columns may be of one currency: one of them may not say it."""
    return one.unit == other.unit or (
        not (one.unit and other.unit) and {one.unit, other.unit} <= {"", *MONEY}
    )


def _margins(family: Family) -> Iterator[Column]:
    """Yield what is left of each price without its cost."""
    numbers = [column for column in family.columns if column.kind == "number" and not is_label(column)]
    costs = [column for column in numbers if COST.search(column.name) and not _SOLD_FOR.search(column.name)]
    for price in [column for column in numbers if _SOLD_FOR.search(column.name)]:
        for cost in [column for column in costs if _alike(column, price)]:
            pairs = zip(price.values, cost.values, strict=True)
            values = [
                one - other if isinstance(one, float) and isinstance(other, float) else None
                for one, other in pairs
            ]
            made = _made(f"{price.name} − {cost.name}", values, price.unit or cost.unit)
            yield replace(made, decimals=max(price.decimals, cost.decimals))


def _made(name: str, values: list[float | None], unit: str) -> Column:
    texts = tuple("" if value is None else f"{value:g}" for value in values)
    return Column(name, "number", tuple(values), texts, (unit,) * len(values))

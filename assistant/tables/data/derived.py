"""Columns that a question asks for and no table writes down. Pure.

The days between two dates of a row, and what is still open of an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations

from assistant.languages import ISNT, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column, Value, worked_out
from assistant.tables.data.columns import is_label
from assistant.tables.data.database import Family
from assistant.tables.data.ledgers import (
    OPEN,
    alike,
    asks_surely_paid,
    day_of_payment,
    names_state,
    open_amounts,
    paid_amounts,
)
from assistant.tables.data.words import bare_header, tokens

MOST_DATES = 4
"""Columns of dates up to which the days between any two are told."""
LEAST_PAIRS = 3
"""Rows with both amounts from which one may be a part of the other."""
_FORWARD = 0.7
"""Share of rows in which the second date is no earlier, from which days are counted from one to the other."""
DAYS = lazy_regex(
    r"\bhow (?:long|late|many days)\b|\bdays?\b|\b(?:late|overdue|slowest|quickest)\b|[几多]少?天|多久|隔了|晚了|[超逾]期|迟"
)
"""What asks for the days between two dates."""
MARGIN = lazy_regex(
    r"\b(?:profit\w*|margins?|mark-?up|(?:less|minus|over) (?:the |its )?cost|(?:makes?|made|earns?|earn) (?:us )?(?:the )?(?:most|least|best|on|per|a)\b)|利润|毛利|赚|差价|加价"
)
"""What asks for a price without its cost."""
LEFT = lazy_regex(
    rf"\b(?:left|remain(?:s|ing)?|unused|still (?:has|have|due|to (?:take|use|come)))\b|(?:\bnot|{ISNT}) (?:yet |been )*(?:taken|used)\b|剩|没[用休领]|还有多少|还能",
)
"""What asks for what is left of an amount of anything."""
SOLD_FOR = lazy_regex(
    r"\b(?:price|retail|sell\w*|rrp|charge\w*|revenue|sales)\b|[售卖定]价|售价|零售|收入|销售额",
    re.IGNORECASE,
)
COST = lazy_regex(r"\b(?:costs?|buy\w*|bought|purchase|trade)\b|[进成]价|成本|进货", re.IGNORECASE)


def with_derived(family: Family, question: str) -> Family:
    """Return a table with the columns that a question asks for beside its own."""
    text = plain(question)
    days = _days(family) if DAYS.search(text) else ()
    margins = _margins(family) if MARGIN.search(text) else ()
    rests = _rests(family) if LEFT.search(text) else ()
    return _with(family, (*days, *_payments(family, text), *margins, *rests))


def with_payments(family: Family, text: str) -> Family:
    """Return a table with what is open, or was paid, where that is asked for.

    Args:
        family: The table.
        text: The question as `languages.plain` gives it.
    """
    return _with(family, tuple(_payments(family, text)))


def _with(family: Family, more: tuple[Column, ...]) -> Family:
    there = {one.name for one in family.columns}  # a table of a reading holds what it was asked for
    new = [one for one in more if one.name not in there]
    return replace(family, columns=(*family.columns, *new)) if new else family


def _payments(family: Family, text: str) -> Iterator[Column]:
    if OPEN.search(text):
        amounts = open_amounts
    elif asks_surely_paid(text) or day_of_payment(family, text) is not None:
        amounts = paid_amounts
    else:
        return
    if not names_state(family, text):
        yield from amounts(family)


def _days(family: Family) -> Iterator[Column]:
    dated = [column for column in family.columns if column.kind == "date"]
    for first, second in permutations(dated, 2) if len(dated) <= MOST_DATES else ():
        values = [_between(*pair) for pair in zip(first.values, second.values, strict=True)]
        told = [value for value in values if value is not None]
        if len(told) > 1 and sum(value >= 0 for value in told) >= _FORWARD * len(told) and any(told):
            yield worked_out(f"{first.name} → {second.name}", values, "day", "days")


def _between(first: Value, second: Value) -> float | None:
    """Return the days from one date to another; None where one is none, or no day."""
    if not isinstance(first, str) or not isinstance(second, str):
        return None
    try:
        return float((date.fromisoformat(second) - date.fromisoformat(first)).days)
    except ValueError:
        return None


def _margins(family: Family) -> Iterator[Column]:
    """Yield what is left of each price without its cost."""
    numbers = [column for column in family.columns if column.kind == "number" and not is_label(column)]
    costs = [
        column for column in numbers if COST.search(column.header) and not SOLD_FOR.search(column.header)
    ]
    for price in [column for column in numbers if SOLD_FOR.search(column.header)]:
        for cost in [column for column in costs if alike(column, price)]:
            pairs = zip(price.values, cost.values, strict=True)
            values = [
                one - other if isinstance(one, float) and isinstance(other, float) else None
                for one, other in pairs
            ]
            decimals = max(price.decimals, cost.decimals)
            unit = price.unit or cost.unit
            yield worked_out(f"{price.name} − {cost.name}", values, unit, "margin", decimals)


def _rests(family: Family) -> Iterator[Column]:
    """Yield what is left of each amount without another that never exceeds it.

    Both share a word of their headers or a unit: days of holiday due, and those taken.
    """
    numbers = [
        column
        for column in family.columns
        if column.kind == "number" and not (is_label(column) or column.worked_out or column.unit in MONEY)
    ]
    for whole, part in permutations(numbers, 2):
        shared = set(tokens(bare_header(whole.name))) & set(tokens(bare_header(part.name)))
        if whole.unit != part.unit or not (shared or whole.unit):
            continue
        pairs = [
            (one, other)
            for one, other in zip(whole.values, part.values, strict=True)
            if isinstance(one, float) and isinstance(other, float)
        ]
        if len(pairs) < LEAST_PAIRS or not all(0 <= other <= one for one, other in pairs):
            continue
        values = [
            one - other if isinstance(one, float) and isinstance(other, float) else None
            for one, other in zip(whole.values, part.values, strict=True)
        ]
        decimals = max(whole.decimals, part.decimals)
        yield worked_out(f"{whole.name} − {part.name}", values, whole.unit, "margin", decimals)

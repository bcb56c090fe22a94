"""Tell what a column of numbers is by its header.

A label, a rate, something that adds up. Pure.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.asking import (
    ADDED,
    NOT_ADDITIVE,
    PIECES,
)
from assistant.tables.cells import Column
from assistant.tables.database import Family
from assistant.tables.questions import bare_header, tokens


def is_time(column: Column, length: int) -> bool:
    """Return whether a column holds months (7) or years (4)."""
    header = tokens(bare_header(column.name))
    return header in (
        (("month",), ("月",), ("月", "份"))
        if length == 7
        else (("year",), ("年",), ("年", "份"), ("年", "度"))
    )


def repeats(name: str, family: Family) -> bool:
    """Return whether a column of quantities holds more than ones."""
    return any(isinstance(value, float) and value > 1 for value in family.column(name).values)


def is_label(column: Column) -> bool:
    """Return whether a column's numbers only name its rows.

    Years, identifiers and running numbers do.
    """
    if column.unit or column.kind != "number":
        return False
    if _LABEL.search(bare_header(column.name).strip()):
        return True
    values = [value for value in column.values if isinstance(value, float)]
    if values and all(1900 <= value <= 2100 and value == int(value) for value in values) and len(values) > 2:
        return True  # years
    runs = len(values) > 2 and all(after - before == 1 for before, after in pairwise(values))
    return runs and not PIECES.search(column.name)


_LABEL = lazy_regex(
    r"^(?:year|month|day|week|no|nr|id|zip|code|#|pos\w*|room)\b\.?|\b(?:id|no|nr|number|code|zip)\b\.?$"
    r"|年份|年度|^年$|^月份?$|编号|序号|单号|工号|邮编|电话|号$|房号|门牌",
    re.IGNORECASE,
)


def adds_up(column: Column, concept: str) -> bool:
    """Return whether the total of a column ranks groups: money, pieces, hours.

    Not heights or temperatures.
    """
    if is_rate(column):
        return False
    return (
        bool(concept)
        or column.unit in MONEY
        or PIECES.search(column.name) is not None
        or ADDED.search(column.name) is not None
    )


def is_rate(column: Column) -> bool:
    """Return whether a column's sum says nothing: prices of one piece, shares, ages."""
    return column.unit in ("%", "°C", "°F") or bool(
        NOT_ADDITIVE.search(bare_header(column.name))
        and not re.search(r"\btotal\b|合计|总", column.name, re.IGNORECASE)
    )


_SPENDING = lazy_regex(
    r"\b(?:spen[dt]\w*|expens\w*|costs?|paid|kosten|ausgaben)\b|支出|费用|花费|成本", re.IGNORECASE
)
_EARNING = lazy_regex(
    r"\b(?:revenues?|turnover|sales|income|earn\w*|umsatz|profit)\b|销售额|营业额|收入|营收|利润",
    re.IGNORECASE,
)
_BUDGET = lazy_regex(
    r"\b(?:budget\w*|planned|plan|forecast|target|limit|tax|vat|mwst|discount|deposit|balance)\b|预算|计划|目标|税|折扣|押金|余额",
    re.IGNORECASE,
)


def contradicts(column: Column, concept: str) -> bool:
    """Return whether a column is about something else than a verb means."""
    if concept == "money":
        return bool(_EARNING.search(column.name) or _BUDGET.search(column.name))
    if concept == "income":
        return bool(_SPENDING.search(column.name) or _BUDGET.search(column.name))
    if concept == "quantity":
        return column.unit in MONEY
    return False

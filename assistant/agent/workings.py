"""Follow sums that an answer works out: "9,568 (9,200 × 1.04)". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from assistant.regexes import lazy_regex
from assistant.retrieval.values import Number

_SHOWN = lazy_regex(
    r"[×✕xX*·+＋÷=→−]\s*[€$£¥￥]?\s*\d|[（(][^)）]*[\d一二三四五六七八九十百千][^)）]*[)）]|\d\s*[-–]\s*[€$£¥￥]?\d"
    r"|\b(?:plus|minus|times|less|multiplied|divided|together|sum|total|difference|each|per|percent|per cent)\b"
    r"|[降升涨减加乘除]|的百分之|合计|一共|总共|相差|每",
    re.IGNORECASE,
)
"""What shows that a number was worked out from others beside it."""
_OPERATED = lazy_regex(
    r"[×✕*·+＋÷−]\s*[€$£¥￥]?\s*\d|\d\s+[xX–-]\s+[€$£¥￥]?\d|\b(?:plus|minus|times|less)\b|[加减乘]",
    re.IGNORECASE,
)
"""A sign of reckoning before a number, or its word; a hyphen without spaces is that of a range."""
_MOST_PARTS = 3
_MOST_NUMBERS = 8
_LEAST_OF_MIXED = 100
"""The least result that is looked for among those of two steps: smaller numbers come out of any three."""
_CLOSE = Decimal("0.005")
"""How far a result may be from the exact one, being rounded."""


def shows_working(text: str) -> bool:
    """Return whether a text may show how a number of it comes from others."""
    return _SHOWN.search(text) is not None


def parts_of_result(result: Number, others: Sequence[Number], text: str = "") -> tuple[Number, ...]:
    """Return the numbers that a result is worked out from; none if it does not follow.

    Sums, differences, products, quotients, and shares in percent, of two numbers; of three, sums and differences, and a product with the
    third added or taken away; these two, of which many results are made by chance, only where the text shows a sign of reckoning, the
    product also where its units fit.

    Args:
        result: What may have been worked out.
        others: The numbers that it may come from.
        text: Where they stand.
    """
    wanted = list(_readings(result))
    for count in range(2, _MOST_PARTS + 1):
        for parts in combinations(others[:_MOST_NUMBERS], count):
            if any(_equal(one, made) for one in wanted for made in _made(parts)):
                return parts
    large = [one for one in wanted if one >= _LEAST_OF_MIXED]
    unit = None if _OPERATED.search(text) is not None else result.unit
    for parts in combinations(others[:_MOST_NUMBERS], 3) if large and unit != "" else ():
        if any(_equal(one, made) for one in large for made in _mixed(parts, unit)):
            return parts
    return ()


def _made(parts: Sequence[Number]) -> Iterator[Decimal]:
    if len(parts) > 2:
        rest = [value for one in parts[1:] for value in islice(_readings(one), 1)]
        for first in _readings(parts[0]) if len(rest) == len(parts) - 1 else ():
            yield first + sum(rest)
        return
    for one in _readings(parts[0]):
        for other in _readings(parts[1]):
            if "%" in (parts[0].unit, parts[1].unit):
                whole, percent = (other, one) if parts[0].unit == "%" else (one, other)
                yield whole * percent / 100
                yield whole * (100 + percent) / 100
                yield whole * (100 - percent) / 100
                if parts[0].unit != parts[1].unit:
                    yield whole * percent  # two percent a week, for three weeks
                continue
            yield one + other
            yield abs(one - other)
            yield one * other
            if one and other:
                yield max(one, other) / min(one, other)


def _mixed(parts: Sequence[Number], unit: str | None) -> Iterator[Decimal]:
    """Yield what three numbers make by more than adding: 790 + 22 × 16.

    Args:
        parts: The numbers.
        unit: Of the result, which those of a product have to make, no others being told then; None where they need not.
    """
    values = [value for one in parts for value in islice(_readings(one), 1)]
    if len(values) < len(parts):
        return
    units = [one.unit for one in parts]
    for at, last in enumerate(values):
        one, other = values[:at] + values[at + 1 :]
        factors = units[:at] + units[at + 1 :]
        if unit is None:
            yield one + other - last
        if unit is None or (units[at] == unit and factors.count(unit) == 1):
            yield one * other + last
            yield abs(one * other - last)


def _readings(number: Number) -> Iterator[Decimal]:
    """Yield what a number may mean, first as it is written: 3 of "3 weeks"."""
    if number.text.isdigit():
        yield Decimal(number.text)
    for value in sorted(number.values, reverse=True):
        if value.count(".") <= 1 and "," not in value:
            yield Decimal(value)


def _equal(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _CLOSE

"""Work out what a payment comes to in another time: £640 a month is £7,680 a year.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.agent.words.amounts import Amount, amount_of
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.value_words import MONEY
from assistant.retrieval.values import values

_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}
_PERIODS = (
    ("week", lazy_regex(r"\bweek(?:ly)?\b|周|星期|礼拜")),
    ("month", lazy_regex(r"\bmonth(?:ly)?\b|月")),
    ("quarter", lazy_regex(r"\bquarter(?:ly)?\b|季")),
    ("year", lazy_regex(r"\b(?:year(?:ly)?|annum|annual(?:ly)?)\b|年")),
)
_ASKS = lazy_regex(
    r"\W*(?:(?:and|so|then|ok|how|much|what|is|does|do|would|will|that|it|this|they|we|you|come|comes|to|make|makes|cost|costs|pay|add|adds|work|works|up|out|at|in|for|over|be|by|a|per|an|each|every|one|the|whole|full|total|altogether|all|calendar|weeks?|months?|quarters?|years?|annum|weekly|monthly|quarterly|yearly|annually)\b\W*)+"
    r"|(?:那么?|这样|这么|按|算|下来|合计?|折合?|一共|总共|总计|大概|要|是|得|花|付|交|收|给|我们|他们?|它|整|全|一个?|每个?|[年月周季度]|星期|就|又|的话|租金?|房租|多少|几|钱|元|块|呢|啊|吗|，)+[？?。]?",
    re.IGNORECASE,
)
"""All that a question may say which only asks what is told for another time."""
_HOW_MUCH = lazy_regex(r"\b(?:how much|what|per|and)\b|多少|几|呢", re.IGNORECASE)
_REPLACED = lazy_regex(
    r"(?:\bin place of|\binstead of|\bfrom|\bnot|\bwas|不是|不再是|原[来先]?[^，。；]{0,6}|[由从](?:原来的?)?(?:每个?[年月季周]度?)?)[\s*]*\Z",
    re.IGNORECASE,
)
"""Stands before an amount that holds no longer."""
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_EACH = {"week": "周", "month": "月", "quarter": "季度", "year": "年"}


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """What a payment comes to.

    Attributes:
        text: The reckoning, in words.
        unit: The sentence that tells the payment.
    """

    text: str
    unit: Unit


def period_asked(question: str) -> str:
    """Return for which time a question asks what was told before, and nothing else.

    "How much is that a year?" asks for a "year"; "" where anything else is named.
    """
    said = question.strip().casefold()
    if not _ASKS.fullmatch(said) or not _HOW_MUCH.search(said):
        return ""
    named = [name for name, pattern in _PERIODS if pattern.search(said)]
    return named[0] if len(named) == 1 else ""


def per_period(units: Sequence[Unit], wanted: str, language: Language) -> PerPeriod | None:
    """Return what the first payment of some sentences comes to in another time.

    None where no sentence tells a single one for a week, a month, a quarter or a year.
    """
    for unit in units:
        if is_row(unit.text):
            continue
        found = payments(unit.text)
        own = [one for one in found if one.per == wanted]
        told = {(one.value, one.unit, one.per): one for one in (own or found)}
        if len(told) == 1:
            return _reckoned(next(iter(told.values())), wanted, unit, language)
        if told:
            return None
    return None


def payments(text: str) -> list[Amount]:
    """Return what a sentence says is paid for each week, month, quarter or year.

    Without what holds no longer: £1,150 in "£1,320 a month in place of £1,150".
    """
    read = [
        (one, number)
        for number in values(text).numbers
        if (one := amount_of(text, number)) is not None and one.unit in MONEY
    ]
    holding = [one for one, number in read if not _REPLACED.search(text[: _begins(text, number.start)])]
    if len(holding) == 1 and not holding[0].per:
        named = [name for name, pattern in _PERIODS[1:] if pattern.search(text.casefold())]
        one = holding[0]
        return [Amount(one.value, one.unit, named[0], one.end)] if _is_rate(text, named) else []
    return [one for one in holding if one.per in _A_YEAR]


def _is_rate(text: str, named: Sequence[str]) -> bool:
    """Return whether a sentence says of which one time its only amount is."""
    return len(named) == 1 and _RATE.search(text) is not None


_RATE = lazy_regex(r"\b(?:monthly|quarterly|yearly|annual)\b|[月年]租|每个?[月年季]|全年", re.IGNORECASE)


def _begins(text: str, at: int) -> int:
    """Return where an amount begins, with its sign."""
    return len(re.sub(r"(?:[£€$¥￥]|\b(?:GBP|EUR|USD|RMB|CNY)|人民币)?\s*\Z", "", text[:at]))


def _reckoned(one: Amount, wanted: str, unit: Unit, language: Language) -> PerPeriod | None:
    own, other = _A_YEAR[one.per], _A_YEAR[wanted]
    if own == other:
        return PerPeriod("", unit)
    if (own == _A_YEAR["week"] and other != 1) or (other == _A_YEAR["week"] and own != 1):
        return None  # no month has whole weeks
    larger, by = (True, own // other) if own > other else (False, other // own)
    result = one.value * by if larger else one.value / by
    zh = language == "zh"
    first, last = (_written(value, one.unit, zh=zh) for value in (one.value, result))
    sum_of = f"{first} {'×' if larger else '÷'} {by} = {last}"
    if zh:
        return PerPeriod(f"推算：{sum_of}（每{_EACH[wanted]}）。", unit)
    return PerPeriod(f"Computed: {sum_of} a {wanted}.", unit)


def _written(value: Decimal, currency: str, *, zh: bool) -> str:
    number = f"{value:,.2f}".removesuffix(".00")
    if currency == "CNY":
        return f"{number}元" if zh else f"{number} yuan"
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"

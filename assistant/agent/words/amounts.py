"""Read amounts and lengths of time so that they can be compared.

Amounts of different currencies, and amounts for different periods, are never compared. Pure.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import number_said
from assistant.retrieval.value_words import CURRENCIES, MONEY
from assistant.retrieval.values import Number, values

_SIGN_BEFORE = lazy_regex(
    r"(?:US\$|[€$£¥￥]|\b(?:EUR|USD|GBP|CHF|CNY|RMB|Euro)\.?|人民币)\s?\Z", re.IGNORECASE
)
_WORD_AFTER = lazy_regex(
    r"\s?(?:(?P<GBP>£|GBP\b|(?:british )?pounds?(?: sterling)?\b|英镑)|(?P<EUR>€|EUR\b|euros?\b|欧元)|(?P<USD>\$|USD\b|(?:US )?dollars?\b|美元)"
    r"|(?P<CHF>CHF\b|(?:swiss )?francs?\b)|(?P<CNY>RMB\b|CNY\b|yuan\b|(?:万)?元|圆))",
    re.IGNORECASE,
)
_PERIOD_AFTER = lazy_regex(
    r"\s*(?:,?\s*(?:per|an?|each|every|for each|for every|pro|je|par|por|al|в)\s+(?:calendar )?|/\s*|[每一]?个?)"
    r"(?:(?P<hour>hours?|hr|h\b|stunde|heure|hora|小时)|(?P<day>days?|night|tag|jour|día|giorno|[天日](?![元期]))|(?P<week>weeks?|woche|semaine|semana|周|星期)"
    r"|(?P<month>months?|mo\b|monat|mois|mes\b|mese|mês|月)|(?P<quarter>quarters?|quartal|trimest\w+|季度?)|(?P<year>years?|annum|yr\b|jahr|an\b|année|año|anno|ano\b|年))\w*"
    r"|\s*(?:(?P<month2>monthly|monatlich|a month)|(?P<quarter2>quarterly|vierteljährlich)|(?P<year2>yearly|annually|jährlich)|(?P<week2>weekly|wöchentlich))\b",
    re.IGNORECASE,
)
_PERIOD_BEFORE = lazy_regex(
    r"(?:(?P<day>每[天日晚]|daily)|(?P<week>每周|weekly)|(?P<month>每个?月|月租金?|monthly)|(?P<quarter>每个?季度?|quarterly)|(?P<year>每年|年租金?|annual|yearly))[^\d.;。；]{0,14}\Z",
    re.IGNORECASE,
)
_DAYS = {"day": Decimal(1), "month": Decimal("30.4375"), "second": Decimal(1) / 86_400}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that can be compared with others of its measure.

    Attributes:
        value: How much; of a length of time, in days.
        unit: Its currency ("GBP"), "time" for a length of time, "%", or "" where none is known.
        per: For an amount of money, the period it is paid for ("month"); "" where none is said.
        end: One past its last character in its text, with unit and period.
    """

    value: Decimal
    unit: str = ""
    per: str = ""
    end: int = 0


def plain_number(number: Number) -> Decimal | None:
    """Return what a number means; of two readings, the one with thousands."""
    readings: list[Decimal] = []
    for value in number.values:
        try:
            readings.append(Decimal(value))
        except InvalidOperation:
            continue
    return max(readings, default=None)


def amount_of(text: str, number: Number, *, before: bool = True) -> Amount | None:
    """Return a text's number with its currency and period; None without one.

    Args:
        text: The text.
        number: One of its numbers.
        before: Whether a period counts that stands before the number: "monthly fee of £300".
    """
    value = plain_number(number)
    if value is None:
        return None
    sign = _SIGN_BEFORE.search(text, max(0, number.start - 6), number.start)
    word = _WORD_AFTER.match(text, number.end)
    end = number.end if word is None else word.end()
    unit = ""
    if sign is not None:
        said = sign.group().strip(" .")
        unit = CURRENCIES.get(said) or CURRENCIES.get(said.upper()) or CURRENCIES.get(said.capitalize(), "")
    if not unit and word is not None:
        unit = next((name for name, found in word.groupdict().items() if found), "")
    if not unit and number.unit in MONEY:
        unit, end = number.unit, max(end, number.span[1])
    if unit:
        after = _PERIOD_AFTER.match(text, end)
        period = after or (_PERIOD_BEFORE.search(text, 0, number.start) if before else None)
        per = (
            next((name.rstrip("2") for name, found in period.groupdict().items() if found), "")
            if period
            else ""
        )
        return Amount(value, unit, per, after.end() if after is not None else end)
    if number.unit in _DAYS:
        return Amount(value * _DAYS[number.unit], "time", "", max(end, number.span[1]))
    return Amount(value, number.unit, "", max(end, number.span[1]))


_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SHARE = "%"


def in_period(amount: Amount, per: str) -> Decimal | None:
    """Return an amount as it is for a period, or None where that does not follow.

    Args:
        amount: With its own period.
        per: The period that is wanted; "" for the amount as it stands.
    """
    if not per or amount.per == per:
        return amount.value
    if amount.per in _MONTHS and per in _MONTHS:
        return amount.value * _MONTHS[per] / _MONTHS[amount.per]
    return None


def time_in(amount: Amount, unit: str) -> Decimal | None:
    """Return a length of time in days, months or seconds; None for other units."""
    if amount.unit != "time" or unit not in _DAYS:
        return None
    return round(amount.value / _DAYS[unit], 6)


def plain_length(said: str) -> str:
    """Return a length of time in a number and a unit alone.

    "Two weeks" for "a fortnight", "60 days" for "sixty (60) days", a month for a calendar month.
    """
    said = _QUARTERS.sub(lambda one: f"{3 * (number_said((one[1] or one[2]).lower()) or 1)} months", said)
    said = _LONG.sub(lambda one: f"{one['count'] or one['count2']} {one['unit']}", said)
    return _IN_WORDS.sub(lambda one: _LENGTHS.get(one.group().lower(), f"one {one['one']}"), said)


_QUARTERS = lazy_regex(
    r"\b(an?|one|two|three|\d+) (?:calendar |full |whole )?quarters?\b(?! of\b)|(\d+|[一二两三四]+) ?个季度?(?!月)",
    re.IGNORECASE,
)
_LONG = lazy_regex(
    r"\b(?:(?:[a-z]+(?:-[a-z]+)?|\d+) ?\((?P<count>\d+)\)|(?P<count2>one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+))"
    r" (?:calendar |clear |full |whole |working |business |banking )?(?P<unit>(?:day|week|month|year)s?)\b",
    re.IGNORECASE,
)
_LENGTHS = {"a quarter of a year": "three months", "half a year": "six months", "a fortnight": "two weeks"}
_IN_WORDS = lazy_regex(
    r"\ba quarter of a year\b|\bhalf a year\b|\ba fortnight\b|\ban? (?:(?:calendar|full) ){0,2}(?P<one>day|week|month|year)\b",
    re.IGNORECASE,
)


def amount_in(said: str, kind: str, quote: str = "") -> Amount | None:
    """Return the amount that a value says, with the period that its sentence gives it.

    Args:
        said: The value: "£480", "six weeks".
        kind: What was asked for: "money", "duration", "percent" or "number".
        quote: The sentence where it stands; "" for none.
    """
    said = plain_length(said) if kind == "duration" else said
    read = [one for number in values(said).numbers if (one := amount_of(said, number)) is not None]
    sums = [one for one in read if one.unit in MONEY]
    shares = [one for one in read if one.unit == _SHARE]  # a penalty is a sum or a share
    for found in (sums or shares) if kind == "money" else [one for one in read if one not in sums]:
        if kind == "duration" and found.unit != "time":
            continue
        at = quote.find(said) if said else -1
        if found.unit in MONEY and not found.per and at >= 0:
            for other in values(quote).numbers:
                if at <= other.start < at + len(said) and (whole := amount_of(quote, other)) is not None:
                    return Amount(found.value, found.unit, whole.per, found.end)
        return found
    return None

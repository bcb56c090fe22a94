"""The condition that a question sets on a value.

It is like "before March 2026", "over 1,000 euros" or "in the next 90 days".

The program compares values with it, never a model. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from assistant.agent.words.amounts import (
    amount_in,
    amount_of,
    in_period,
    plain_length,
    plain_number,
    time_in,
)
from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.periods import in_year, month_end, number_said, parts_of_years, whole_unit
from assistant.retrieval.value_words import MONEY
from assistant.retrieval.values import values


@dataclass(frozen=True, slots=True)
class Condition:
    """What a value must be: within two bounds, both included where they are given.

    Attributes:
        kind: "date", or "number" for amounts, durations and shares.
        low: The least date, or the least number; None for no bound.
        high: The greatest.
        unit: Of a number, what it counts in ("month", "EUR", "%"); "" for any.
        said: The words of the question that say it.
        per: Of an amount of money, the period that it is paid for ("month"); "" for any.
    """

    kind: Literal["date", "number"]
    low: date | Decimal | None
    high: date | Decimal | None
    unit: str
    said: str
    per: str = ""

    def holds(self, text: str, quote: str = "") -> bool | None:
        """Return whether a text's first value meets it; None where none compares.

        Args:
            text: Of a cell.
            quote: The sentence where it stands, which says the period of an amount.
        """
        found = self.first(text, quote)
        if found is None:
            return None
        low, high = found
        # A year or a month alone may lie on both sides of a bound: then it is not known.
        if self._below(high) or self._above(low):
            return False
        return True if not (self._below(low) or self._above(high)) else None

    def first(self, text: str, quote: str = "") -> tuple[date | Decimal, date | Decimal] | None:
        """Return the first value of a text as a range, or None."""
        if self.kind == "date":
            return day_range(text)
        amount = amount_in(text, "money", quote) if self.unit in MONEY else None
        if amount is not None:
            number = in_period(amount, self.per) if amount.unit == self.unit else None
        else:
            number = None if self.per else number_in(plain_length(text), self.unit)
            if number is None and (time := amount_in(text, "duration")) is not None:
                number = self._as_bound(time_in(time, self.unit))
        return None if number is None else (number, number)

    def _as_bound(self, number: Decimal | None) -> Decimal | None:
        """Return a bound in the place of what is as long in another unit.

        Two months are the sixty days that may be asked for.
        """
        bounds = (one for one in (self.low, self.high) if isinstance(one, Decimal) and one == int(one))
        return next((one for one in bounds if number and abs(number - one) <= one / 40), number)

    def _below(self, value: date | Decimal) -> bool:
        return self.low is not None and value < self.low  # type: ignore[operator]  # both are of one kind

    def _above(self, value: date | Decimal) -> bool:
        return self.high is not None and value > self.high  # type: ignore[operator]


_HIGH = r"(?:before|prior to|earlier than|until|up to|by|no later than|not later than|vor|bis|avant|antes de|prima del?|до)"
_LOW = r"(?:after|later than|since|from|beyond|starting|past|nach|seit|ab|apr[èe]s|depuis|despu[ée]s de|desde|dopo|dal|depois de|после|с)"
_WITHIN = r"(?:in|during|within|on|of|for|im|en|em|nel|в)"
_YEAR = lazy_regex(
    rf"\b(?P<how>{_HIGH}|{_LOW}|{_WITHIN})\s+(?:the (?:year|end of|course of) )*(?P<year>(?:19|20)\d\d)\b(?![-/.]\d)",
    re.IGNORECASE,
)
_BEFORE_DATE = lazy_regex(
    rf"\b(?P<how>{_HIGH}|{_LOW}|{_WITHIN})\s+(?:the )?(?:(?P<end>end of )(?:the )?)?\Z", re.IGNORECASE
)
_AFTER_ZH = lazy_regex(
    r"\s*(?:年|月|日)?(?P<end>年?底|末)?\s*(?P<how>之前|以前|前|之后|以后|后|起(?![算租始用效聘])|[或及和](?:者)?(?:更|还|再|之|以)?[晚后](?:些|一些)?|[或及和](?:者)?(?:更|还|再|之|以)?[早前](?:些|一些)?)?(?:内|里|间|期间|当年|份)?"
)
_TO = lazy_regex(r"\s*(?:年|月|日)?\s*(?:[上下]半年|底|末)?\s*(?:到|至|[~～–—])\s*", re.IGNORECASE)
"""Between the first and the last day of a time."""
_OR_EARLIER = lazy_regex(
    r",? or (?:(?:even|any ?time|some ?time) )?(?:(?P<earlier>earlier|sooner|before)|later|after(?:wards)?)\b(?! (?:\w+ ){0,2}\d)",
    re.IGNORECASE,
)
"""Behind a day: bounds what is meant on one side only."""
_BETWEEN = lazy_regex(r"\b(?:between|from|zwischen|entre|tra)\b", re.IGNORECASE)
_THIS = lazy_regex(
    r"(?:\b(?P<how>before|after|by|in|within|until|during)\s+)?(?:the )?(?:end of )?\b(?P<which>this|next|last|coming|current|past) (?P<unit>year|month|quarter|week)\b"
    r"|(?P<zh>[今明去]年|[本这上下]个?(?:月|季度|周|星期)|(?<![年\d])(?=年[底末]前))(?:之?内|里)?(?P<zend>年?[底末])?(?P<zhow>[之以]?[前后])?",
    re.IGNORECASE,
)
_NEXT_DAYS = lazy_regex(
    r"\b(?:in|within|during|over)? ?(?:the )?(?P<way>next|coming|last|past) (?P<number>\d+|[a-z]+) (?P<unit>days?|weeks?|months?|years?)\b"
    r"|(?P<zway>未来|今后|接下来|过去|最近)(?:的)?\s?(?P<znumber>\d+|[一二两三四五六七八九十半]+)\s?个?(?P<zunit>天|日|周|星期|月|季度|年)(?:之?内)?",
    re.IGNORECASE,
)
_WITHIN_DAYS = lazy_regex(
    r"(?:(?<=end )|(?<=ends )|(?<=ending )|(?<=expire )|(?<=expires )|(?<=expiring )|(?<=run out )|(?<=up )|(?<=due ))(?:with)?in (?:less than |under )?(?:the )?(?P<number>\d+|[a-z]+) (?P<unit>days?|weeks?|months?|years?)\b"
    r"|将?在?\s?(?P<znumber>(?<![\d年])(?!(?:19|20)\d\d年)\d+|[一二两三四五六七八九十半]+)\s?个?(?P<zunit>天|日|周|星期|月|季度|年)[之以]?内(?=\s?[将会就]?要?(?:到期|届满|期满|满期|结束|终止|失效|过期))",
    re.IGNORECASE,
)
"""From today on, beside what comes to its end: "within 30 days" alone may be a notice or a time to pay."""
_MORE = lazy_regex(
    r"(?:\b(?:more than|later than|over|above|exceed(?:s|ing)?|greater than|higher than|longer than|larger than|at least|no less than|not less than|mehr als|über|mindestens|plus de|au moins|m[áa]s de|al menos|pi[ùu] di|mais de|pelo menos|более|больше|свыше)"
    r"|超过|高于|大于|多于|长于|不少于|不低于|至少|>=?|≥)\s*(?:of |a |an )?\Z",
    re.IGNORECASE,
)
_LESS = lazy_regex(
    r"(?:\b(?:less than|under|below|fewer than|lower than|shorter than|smaller than|at most|no more than|not more than|up to|weniger als|unter|höchstens|moins de|au plus|menos de|como m[áa]ximo|meno di|al massimo|no m[áa]ximo|менее|меньше|до)"
    r"|低于|小于|少于|短于|不到|不足|不满|不超过|不多于|不高于|至多|最多|<=?|≤)\s*(?:of |a |an )?\Z",
    re.IGNORECASE,
)
_INCLUSIVE = lazy_regex(
    r"at least|no less|not less|at most|no more|not more|up to|mindestens|höchstens|au moins|au plus|al menos|pelo menos|不少于|不低于|至少|不超过|不多于|不高于|至多|最多|[=≥≤]"
)
_ZH_AFTER_NUMBER = lazy_regex(
    r"\s*(?:个?月|年|天|日|元|欧元|美元|%|万元)?\s*(?:[（(][^）)]{1,8}[）)])?\s*(?P<how>以上|及以上|以下|及以下|以内|(?:甚至|[或及和])(?:者)?[更还再]?(?P<more>[长久多高])|(?:甚至|[或及和])(?:者)?[更还再]?[短少低])"
)
_AFTER_NUMBER = lazy_regex(
    r"\s*(?:days?|weeks?|months?|years?|hours?|euros?|pounds?|dollars?|%)?['’]?\s*(?:(?!or\b|and\b)[a-z]+ )?(?:or|and) (?:(?P<more>more|longer|above|over|greater|higher|upwards?|up)|less|fewer|shorter|below|under|lower)\b",
    re.IGNORECASE,
)
_PASSED = lazy_regex(
    r"\b(?:(?:have|has|had|are|is|were|was) )?(?:already |now |since )*(?<!-)(?:expired|ended|lapsed|finished|run out|ran out|(?<=are )over|(?<=already )over|out of date|no longer (?:valid|running|in force|active))\b"
    r"|(?:都|已经?|早就)+(?:到期|过期|过完|失效|终止|届满|结束|期满)了?的?|(?<!没)(?<!未)(?<!没有)(?:过期|到期|失效)了|过了期的?|(?<!没)(?<!未)(?<!没有)过期的?",
    re.IGNORECASE,
)
"""That a deal has come to its end."""
_MAY_BE = lazy_regex(
    r"\b(?:can|may|could|must|to|will|should|shall) (?:\w+ )?(?:be|get) $|(?:可以?|能|能够)(?:被|提前)?$",
    re.IGNORECASE,
)
"""Speaks of what may be done, and not of what was: can be ended."""
_RUNNING = lazy_regex(
    r"\b(?:(?:have|has|are|is|do|does) )?(?:(?:still|currently|now|presently) (?:be )?(?:running|valid|in force|in effect|active|current|going|open|run|effective)|(?:not|n['’]t) (?:yet )?(?:expired?|ended|over|lapsed|run out|end)(?: yet)?|(?<=are )(?:active|running|valid|in force|current))\b"
    r"|(?:仍然?|还|尚|目前|现在|正)(?:在)?(?:有效|生效|执行|履行|期)(?:期内|中|的)*|(?:尚?未|还?没有?)(?:到期|过期|失效|终止|结束)(?!日|时间|期)的?|(?:还)?在有效期内?的?|在(?:执行|履行)(?:中|的)*",
    re.IGNORECASE,
)
"""That a deal has not come to its end."""


def ended_or_running(text: str, today: date) -> Condition | None:
    """Return the condition on its end that a deal has ended, or still runs; else None.

    A deal runs on its last day.
    """
    running = _RUNNING.search(text)
    if running is not None:
        return Condition("date", today, None, "", running.group().strip())
    passed = _PASSED.search(text)
    if passed is None or _MAY_BE.search(text[: passed.start()]) is not None:
        return None
    return Condition("date", None, today - timedelta(days=1), "", passed.group().strip())


def still_runs(condition: Condition, question: str) -> bool:
    """Return whether what still runs at a time is asked for."""
    runs = _RUNNING.search(condition.said) or _RUNS_ON.search(question)
    return condition.high is None and runs is not None


_RUNS_ON = lazy_regex(
    r"\b(?:still|runs?(?! out)|running(?! out)|go(?:es|ing)?|carr(?:y|ies|ying) on|continu\w+|lasts?|stays?|remains?|valid|in force)\b|还|仍|继续|有效|持续|延续|履行",
    re.IGNORECASE,
)
"""Says of a deal that it has not come to its end at a time."""


_SMALLEST = Decimal("0.000001")


def condition_of(text: str, today: date) -> Condition | None:
    """Return the condition that a question sets on a value; None where it sets none."""
    said: list[tuple[str, str]] = []
    for pattern, written in (*_IN_FIGURES, (_NEW_YEAR, rf"{today.year + 1}-01-01")):
        if (match := pattern.search(text)) is not None:
            said.append((written, match.group()))
            text = pattern.sub(written, text)
    if (year := _SHORT_YEAR.search(text)) is not None and abs(2000 + int(year[1]) - today.year) <= _NEAR:
        said.append(("20", ""))
        text = f"{text[: year.start(1)]}20{text[year.start(1) :]}"
    found = (
        _in_part(text, today) or _relative(text, today) or _dated(text) or _numbered(text) or _lasting(text)
    )
    if found is not None and found.kind == "date":
        if (told := _when_began(text, found)) is not None:
            return told
        found = _running_then(text, found)
    for written, own in said:
        found = replace(found, said=found.said.replace(written, own, 1)) if found is not None else None
    return found


_NEW_YEAR = lazy_regex(
    r"(?:(?<=before )|(?<=beyond )|(?<=after )|(?<=until )|(?<=past )|(?<=by ))the new year\b|(?<![年的])(?:新年|元旦|(?<!\d)1月1[日号])(?=[之以]?[前后])",
    re.IGNORECASE,
)
"""The next first of January."""
_IN_FIGURES = (
    (lazy_regex(r"\bthe new year(?:'s day)?(?: of)? (?=(?:19|20)\d\d\b)", re.IGNORECASE), "1 January "),
    (lazy_regex(r"(?<=\d年)的?元旦"), "1月1日"),
    (lazy_regex(r"\b(?:a )?quarter of a million\b", re.IGNORECASE), "250,000"),
    (lazy_regex(r"\bhalf a million\b", re.IGNORECASE), "500,000"),
)
"""What is said otherwise than values are read."""
_SHORT_YEAR = lazy_regex(
    r"(?<!\d)(?<!租期|期限|为期|效期)(?<!租期[为是共]|期限[为是共]|效期[为是共])(\d\d)年[里内度]?[将就会]?要?(?:到期|期满|届满|结束|开始|生效|签)"
)
"""A year without its century; no length of time: 27年到期, not 租期30年到期."""
_NEAR = 5
"""Years from today within which one is cut short."""


def _when_began(text: str, within: Condition) -> Condition | None:
    """Return the condition that a deal was over, or ran, when a time began."""
    before, _, after = text.partition(within.said.strip())
    when, began = _WHEN.search(before), _BEGAN.match(after)
    if began is None:
        return None
    said = f"{when.group() if when is not None else ''}{within.said.strip()}{began.group()}"
    if when is None or not isinstance(within.low, date):
        return replace(within, said=said)
    is_over, runs = _IS_OVER.search(before), _RUNS.search(before)
    if is_over is None and runs is None:
        return None
    if (is_over is not None) == (_DENIED.search(before) is not None):
        return Condition("date", within.low, None, "", said)
    return Condition("date", None, within.low - timedelta(days=1), "", said)


def _running_then(text: str, within: Condition) -> Condition:
    """Return the condition without its last day where a deal is to run in that time.

    "Still running in 2027", 2027年还没到期: it may end later.
    """
    before, _, after = text.partition(within.said.strip())
    runs = _RUNNING.match(after) is not None or any(
        not before[one.end() :].strip() for one in _RUNNING.finditer(before)
    )
    return replace(within, high=None) if runs and within.low is not None else within


def begins_then(condition: Condition) -> bool:
    """Return whether what a deal was is said for the day on which a time began."""
    return _BEGAN.search(condition.said) is not None


_WHEN = lazy_regex(r"\b(?:when|before|by the time) *\Z", re.IGNORECASE)
_BEGAN = lazy_regex(r"\s*\b(?:began|begins?|starts?|started)\b", re.IGNORECASE)
_IS_OVER = lazy_regex(
    r"\b(?:over|ended|expired|lapsed|finished|terminated|r[ua]n out|out of date)\b", re.IGNORECASE
)
_RUNS = lazy_regex(r"\b(?:running|in force|in effect|valid|active|current|going|effective)\b", re.IGNORECASE)
_DENIED = lazy_regex(r"\b(?:not|never|no longer|yet to)\b|n['’]t\b", re.IGNORECASE)
_OR_SO = lazy_regex(
    r"\s*(?:or|and) (?:(?P<more>more|longer|over|above)|less|fewer|shorter|under|below)\b", re.IGNORECASE
)
_LASTING = lazy_regex(
    r"\b(?P<long>a quarter of a year|half a year|a fortnight|an? (?:day|week|month|year)|[\w]+ (?:days?|weeks?|months?|years?))['’]?s?['’]? (?:written )?(?:notice|probation|trial|to (?:pay|settle))\b"
    r"|(?P<zh>[\d一二两三四五六七八九十半]+个?(?:天|日|周|月|年))的?(?:通知期?|试用期?)|(?:通知期?|试用期?)(?:是|为|有)?(?P<zh2>[\d一二两三四五六七八九十半]+个?(?:天|日|周|月|年))",
    re.IGNORECASE,
)


def _lasting(text: str) -> Condition | None:
    """Return the condition that a notice is as long as a question says, or None."""
    found = _LASTING.search(text)
    if found is None:
        return None
    said = found["long"] or found["zh"] or found["zh2"]
    amount = amount_in(said, "duration")
    if amount is None or (number := time_in(amount, "day")) is None:
        return None
    margin = number / 40  # three months are about ninety days
    if (behind := _OR_SO.match(text, found.end())) is not None:
        least = behind["more"] is not None
        low, high = (number - margin, None) if least else (None, number + margin)
        return Condition("number", low, high, "day", text[found.start() : behind.end()])
    return Condition("number", number - margin, number + margin, "day", said)


def _in_part(text: str, today: date) -> Condition | None:
    """Return the condition on a part of a year: "Q1 2025", "by the end of June"."""
    for part in parts_of_years(text, today):
        period = part.period
        if part.floating:
            ends = _ENDS.search(text)
            if (ends or _BEGINS.search(text)) is None or re.search(r"(?:19|20)\d\d", text) is not None:
                continue
            if ends is not None and period.last is not None and period.last < today:
                assert period.first is not None
                period = in_year(period, period.first.year + 1)
        assert period.first is not None
        assert period.last is not None
        found = _beside(text, part.start, part.end, (period.first, period.last))
        said = text[part.start : part.end]
        if not (part.floating and said.isascii() and said.isalpha() and found.said.strip() == said):  # "may"
            return found
    return None


_ENDS = lazy_regex(
    r"\b(?:end(?:s|ing)?|expir\w+|terminat(?:es|ing)|runs? out|running out|due|finish(?:es|ing)?)\b|到期|届满|期满|结束|终止|失效",
    re.IGNORECASE,
)
_BEGINS = lazy_regex(
    r"\b(?:start\w*|beg[aiu]n\w*|ended|signed|dated|concluded)\b|开始|生效|起租|签", re.IGNORECASE
)
"""What is said of a deal for a time without a year: the next one is meant, or the latest."""


def _relative(text: str, today: date) -> Condition | None:
    found = _NEXT_DAYS.search(text) or _WITHIN_DAYS.search(text)
    if found is not None and (condition := _next_days(found, today)) is not None:
        return condition
    found = _THIS.search(text)
    if found is None:
        return None
    name = (found["which"] or "").lower()
    zh = found["zh"] or ""
    unit = (found["unit"] or "").lower() or _UNITS_ZH.get(zh[-1:], "year")
    shift = (
        1
        if name in ("next", "coming") or zh[:1] in ("明", "下")
        else -1
        if name in ("last", "past") or zh[:1] in ("去", "上")
        else 0
    )
    low, high = whole_unit(unit, -shift, today)
    how = (found["how"] or found["zhow"] or "").lower()
    if how in ("by", "until") or (found["zend"] and how.endswith("前")):
        return Condition("date", None, high, "", found.group().strip())
    if how == "before" or how.endswith("前"):
        return Condition("date", None, low - timedelta(days=1), "", found.group().strip())
    if how == "after" or how.endswith("后"):
        return Condition("date", high + timedelta(days=1), None, "", found.group().strip())
    return Condition("date", low, high, "", found.group().strip())


_UNITS_ZH = {"月": "month", "度": "quarter", "周": "week", "期": "week"}
"""Of a time, by the last character of what it is called."""
_DAYS = {"d": 1, "天": 1, "日": 1, "w": 7, "周": 7, "星": 7, "m": 30, "月": 30, "季": 91, "y": 365, "年": 365}
"""Days of a time, by the first character of what it is called."""


def _next_days(found: re.Match[str], today: date) -> Condition | None:
    written = found["number"] or found["znumber"]
    number = 0.5 if written == "半" else min(number_said(written.lower()), 10_000)
    days = _DAYS[(found["unit"] or found["zunit"]).lower()[0]]
    if not number:
        return None
    ways = found.groupdict()
    back = (ways.get("way") or ways.get("zway") or "").lower() in ("last", "past", "过去", "最近")
    try:
        other = today + timedelta(days=(-days if back else days) * number)
    except OverflowError:
        return None
    return Condition("date", min(today, other), max(today, other), "", found.group().strip())


def _dated(text: str) -> Condition | None:
    found = [one for one in values(text).dates if _days(one) is not None]
    if len(found) >= 2:
        low, high = _days(found[0]), _days(found[1])
        between = _BETWEEN.search(text, 0, found[0].start)
        if low is not None and high is not None and between is not None:
            return Condition("date", low[0], high[1], "", text[between.start() : found[1].end])
        if low is not None and high is not None and _TO.fullmatch(text, found[0].end, found[1].start):
            return Condition("date", low[0], high[1], "", text[found[0].start : found[1].end])
    years = re.findall(r"\b(?:19|20)\d\d\b", text)
    if not found:
        year = _YEAR.search(text)
        if year is None and len(years) == 1:
            own = int(years[0])
            end = text.index(years[0]) + 4
            return _open(Condition("date", date(own, 1, 1), date(own, 12, 31), "", years[0]), text, end)
        if year is None:
            return None
        if len(years) >= 2 and (
            span := re.search(
                r"\b(?:between|from)\s+((?:19|20)\d\d)\s+(?:and|to|until)\s+((?:19|20)\d\d)",
                text,
                re.IGNORECASE,
            )
        ):
            return Condition("date", date(int(span[1]), 1, 1), date(int(span[2]), 12, 31), "", span.group())
        own = int(year["year"])
        how = "by" if " end of " in year.group() and year["how"].lower() == "before" else year["how"]
        bounded = _bounded(date(own, 1, 1), date(own, 12, 31), how, year.group())
        return _open(bounded, text, year.end())
    one = found[0]
    days = _days(one)
    assert days is not None
    return _beside(text, one.start, one.end, days)


def _beside(text: str, first: int, last: int, days: tuple[date, date]) -> Condition:
    """Return the condition that a time makes with the words around it.

    Args:
        text: The question.
        first: Of the time in it.
        last: One past its end.
        days: Its first and last day.
    """
    before = _BEFORE_DATE.search(text, 0, first)
    after = _AFTER_ZH.match(text, last)
    how = before["how"] if before is not None else (after["how"] or "") if after is not None else ""
    start = before.start() if before is not None else first
    end = after.end() if after is not None and before is None else last
    if start and text[start - 1] in "在于自从":
        start -= 1
    said = text[start:end]
    if before is None and how[:1] in "或及和" and how:
        later = how.rstrip("些一")[-1] in "晚后"
        return Condition("date", days[0] if later else None, None if later else days[1], "", said)
    if before is not None and before["end"] and re.fullmatch(_HIGH, how, re.IGNORECASE):
        return Condition("date", None, days[1], "", said)
    if before is None and after is not None and after["end"] and how in ("之前", "以前", "前"):
        return Condition("date", None, days[1], "", said)  # before the end of a year is in it too
    return _open(_bounded(*days, how, said), text, end)


def _open(within: Condition, text: str, end: int) -> Condition:
    """Return a condition with one bound where the words behind its day say so.

    "In 2026 or earlier" has no earliest day.

    Args:
        within: What was read up to there.
        text: The question.
        end: Of the day in it.
    """
    behind = _OR_EARLIER.match(text, end)
    if behind is None or within.low is None or within.high is None:
        return within
    said = f"{within.said}{behind.group()}"
    return (
        replace(within, said=said, low=None) if behind["earlier"] else replace(within, said=said, high=None)
    )


def _bounded(low: date, high: date, how: str, said: str) -> Condition:
    how = how.lower()
    if how in ("by", "until", "up to", "no later than", "not later than", "bis", "до"):
        return Condition("date", None, high, "", said)
    if re.fullmatch(_HIGH, how, re.IGNORECASE) or how in ("之前", "以前", "前"):
        return Condition("date", None, low - timedelta(days=1), "", said)
    if how in (
        "since",
        "from",
        "starting",
        "起",
        *(("以后",) if low != high else ()),
        "seit",
        "ab",
        "depuis",
        "desde",
        "dal",
        "с",
    ):
        return Condition("date", low, None, "", said)
    if re.fullmatch(_LOW, how, re.IGNORECASE) or how in ("之后", "以后", "后"):
        return Condition("date", high + timedelta(days=1), None, "", said)
    return Condition("date", low, high, "", said)


def _numbered(text: str) -> Condition | None:
    for number in values(text).numbers:
        if not number.values:
            continue
        start, end = min(number.start, number.span[0] or number.start), max(number.end, number.span[1])
        counted = amount_of(text, number, before=False)
        if counted is None:
            continue
        is_money = counted.unit in MONEY
        amount = counted.value if is_money or counted.unit != "time" else plain_number(number)
        if amount is None:
            continue
        per = counted.per if is_money else ""
        end = max(end, counted.end) if is_money else end
        start = min(start, number.start)
        more, less = _MORE.search(text, 0, start), _LESS.search(text, 0, start)
        tail = _ZH_AFTER_NUMBER.match(text, number.end)
        behind = _AFTER_NUMBER.match(text, end)
        unit = counted.unit if is_money else number.unit
        if less is not None and (more is None or less.start() <= more.start()):
            bound = amount if _INCLUSIVE.search(less.group()) else amount - _SMALLEST
            return Condition("number", None, bound, unit, text[less.start() : end], per)
        if more is not None:
            bound = amount if _INCLUSIVE.search(more.group()) else amount + _SMALLEST
            return Condition("number", bound, None, unit, text[more.start() : end], per)
        if behind is not None:
            is_low = behind["more"] is not None
            said = text[start : behind.end()]
            return Condition(
                "number", amount if is_low else None, None if is_low else amount, unit, said, per
            )
        if tail is not None:
            low = amount if "上" in tail["how"] or tail["more"] else None
            return Condition(
                "number", low, None if low is not None else amount, unit, text[start : tail.end()], per
            )
        if unit and (of := re.search(r"\b(?:of|exactly|is|=|为|是)\s*\Z", text[:start])) is not None:
            return Condition("number", amount, amount, unit, text[of.start() : end], per)
    return None


# Values of cells


_RATE = lazy_regex(r"\b(?:per|an?|each|je|pro|par|al)\b|/|每", re.IGNORECASE)


def number_in(text: str, unit: str = "") -> Decimal | None:
    """Return the first number of a text that counts in a unit, or None.

    Args:
        text: Of a cell.
        unit: As `Number.unit` gives it; "" for any.
    """
    found = values(text).numbers
    for number in found:
        amount = amount_of(text, number)
        own = amount.unit if amount is not None and amount.unit in MONEY else number.unit
        # "1,200 per month": the currency stands elsewhere; "14 days" is no amount
        between = text[number.end : max(number.end, number.span[1])]
        rate = unit in MONEY and own in ("month", "day") and _RATE.search(between) is not None
        if not unit or own == unit or not own or (rate and len(found) == 1):
            return plain_number(number)
    return None


def day_range(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a text's first date may mean, or None."""
    for one in values(text).dates:
        if (days := _days(one)) is not None:
            return _day_of(text, one, *days)
    year = re.search(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d/-]|[.,]\d)", text)
    return (date(int(year.group()), 1, 1), date(int(year.group()), 12, 31)) if year is not None else None


_FIRST_DAY = lazy_regex(r"\b(?:first|1st) day of (?:the month of )?\Z", re.IGNORECASE)
_LAST_DAY = lazy_regex(r"\b(?:last|final) day of (?:the month of )?\Z", re.IGNORECASE)
_FIRST_DAY_ZH = lazy_regex(r"的?(?:第一天|首日)|元旦")
_LAST_DAY_ZH = lazy_regex(r"的?(?:最后一天|末日|月?底)")


def _day_of(text: str, one: Date, first: date, last: date) -> tuple[date, date]:
    """Return the day of a month or year that the words around it name, or all of it."""
    if first == last:
        return first, last
    if _FIRST_DAY.search(text, 0, one.start) or _FIRST_DAY_ZH.match(text, one.end):
        return first, first
    if _LAST_DAY.search(text, 0, one.start) or _LAST_DAY_ZH.match(text, one.end):
        return last, last
    return first, last


def _days(one: Date) -> tuple[date, date] | None:
    for year, month, day in one.readings:
        if year is None:
            continue
        try:
            if month is None:
                return date(year, 1, 1), date(year, 12, 31)
            if day is None:
                return date(year, month, 1), month_end(year, month)
            return date(year, month, day), date(year, month, day)
        except ValueError:
            continue
    return None

"""Read dates, and parts of dates, in ten languages."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import NUMBERED
from assistant.retrieval.value_words import HAN, HAN_DIGITS, MONTHS, SAME_WIDTH, SHORT_MONTHS, han_number

Reading = tuple[int | None, int | None, int | None]
"""Year, month and day; None for what is not said."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date, or the part of one that is written.

    Attributes:
        start: First character in its text.
        end: One past the last.
        text: As it is written.
        readings: What it may mean; 3/4/2025 has two readings.
    """

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]

    def agrees(self, other: Date) -> bool:
        """Return whether both may be one day: they share a part, and no part differs."""
        return any(_agree(own, its) for own in self.readings for its in other.readings)

    def stands_in(self, other: Date) -> bool:
        """Return whether the other date says all that this one says."""
        return any(_covers(its, own) for own in self.readings for its in other.readings)


DIGITS = lazy_regex(r"\d+")
_DIGIT = lazy_regex(r"\d")
_FEWEST_DIGITS = 3
"""A day, a month and a year have three digits at least: "1 May 25"."""


@lru_cache(maxsize=4_096)
def dates(text: str) -> tuple[Date, ...]:
    """Find a text's dates and parts of dates: "20 May", "March 2025", 2025年."""
    plain = text if text.isascii() else text.translate(SAME_WIDTH)
    named = not MONTH_WORDS.isdisjoint(LETTERS.findall(plain.casefold()))
    signs = named or DIGITS.search(plain) or EAST_SIGN.search(plain)
    return dates_written(plain, named=named) if signs else ()


def may_hold_day(text: str) -> bool:
    """Return whether a text has enough signs for a day, a month and a year.

    It is asked of every paper that is read.
    """
    return len(_DIGIT.findall(text)) >= _FEWEST_DIGITS or EAST_SIGN.search(text) is not None


_YEAR_FIRST = lazy_regex(r"(?<![\d.,])((?:19|20)\d\d)([-/_]|\.\s?)(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_MONTH = lazy_regex(r"(?<![\d.,/-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![-\d])")
_YEAR_LAST = lazy_regex(
    r"(?<![\d.,])(\d{1,2})([-/.]|\.\s(?=\d{1,2}\.\s(?:19|20)))(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d]|[.,]\d)"
)
_DAY_MONTH = lazy_regex(r"(?<![\d.,])(\d{1,2})\.\s?(\d{1,2})\.(?![\d]|\s?\d)")
_COMPACT = lazy_regex(r"(?<![\d.,])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_JOINED = lazy_regex(r"\d(?:[-/._]\s?\d|\d{7})")
"""Stands in whatever the five above match, and is looked for many times as fast."""
_EAST = lazy_regex(
    rf"(?<![\d{HAN}])(?:((?:1\d|20)\d\d|[一二][〇零一二三四五六七八九]{{3}}|(?:令和|平成|昭和)(?:\d{{1,2}}|元))\s*[年년]\s*)"
    rf"(?:度)?(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*[月월](?:份)?\s*(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*(?:[日號일]|号(?!{NUMBERED})))?)?"
    rf"|(?<![\d{HAN}])(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*[月월](?:份)?\s*(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*(?:[日號일]|号(?!{NUMBERED}))(?:[（(]((?:19|20)\d\d)年[）)])?)?(?!\s*租)"
)
_BEFORE_ERAS = {"令": 2018, "平": 1988, "昭": 1925}
"""The year before the first of each of Japan's eras."""
_ALL_MONTHS = MONTHS | SHORT_MONTHS
MONTH_WORDS = frozenset(part for name in _ALL_MONTHS for part in re.findall(r"[^\W\d_]+", name))
EAST_SIGN = lazy_regex(rf"[{HAN}半한두세네석넉다여일아열틀흘새름]")
_FIRST_TEN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TEENS = (
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
)
_NTH = {
    name: at
    for at, name in enumerate(
        [
            *_FIRST_TEN,
            *_TEENS,
            "twentieth",
            *(f"twenty-{one}" for one in _FIRST_TEN[:9]),
            "thirtieth",
            "thirty-first",
        ],
        1,
    )
}
"""Days of a month in words."""
_NAMES = "|".join(sorted(map(re.escape, _ALL_MONTHS), key=len, reverse=True))
_NAMED = lazy_regex(
    rf"(?:(?<![\d.,:£$€¥])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?\s*(?:(?:day )?of\s+|de\s+|d')?"
    rf"|(?<![\w-])(?P<nth>{'|'.join(_NTH)})\s(?:day )?of\s+|(?<![\w]))"
    rf"(?P<month>{_NAMES})(?![^\W\d_])\.?"
    rf"(?:\s*(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.:]\d|\s*%))?"
    rf"(?:,?\s*(?:de\s+|del\s+|of\s+)?(?P<year>(?:19|20)\d\d)(?!\d)(?:\s+(?:года?|г\.))?)?",
    re.IGNORECASE,
)
_HYPHENED = lazy_regex(rf"(?<![\d-])(\d{{1,2}})[-/]({_NAMES})[-/]((?:19|20)?\d\d)(?!\d)", re.IGNORECASE)
_LEADS_TO_MONTH = lazy_regex(
    r"(?:\b(?:in|of|since|until|till|by|from|to|this|last|next|during|early|late|mid|before|after|and|im|seit|ab|en|em|a|di)\s)$",
    re.IGNORECASE,
)
_NOT_ALONE = frozenset(["may", "march", "mars", "marzo", "mai"])
"""Names of months that are words of other kinds too."""
LETTERS = lazy_regex(r"[^\W\d_]+")


def _agree(one: Reading, other: Reading) -> bool:
    both = [(own, its) for own, its in zip(one, other, strict=True) if own is not None and its is not None]
    return bool(both) and all(own == its for own, its in both)


def _covers(whole: Reading, part: Reading) -> bool:
    return all(own is None or own == its for own, its in zip(part, whole, strict=True))


def _valid(year: int | None, month: int | None, day: int | None) -> bool:
    return (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31)


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)


def dates_written(text: str, *, named: bool) -> tuple[Date, ...]:
    """Find the dates of a text in the usual width; with `named`, names of months too."""
    found: list[Date] = []

    def add(match: re.Match[str], *readings: Reading) -> None:
        good = tuple(dict.fromkeys(reading for reading in readings if _valid(*reading)))
        start, end = match.span()
        end -= len(match.group()) - len(match.group().rstrip(" ,"))
        if good and not any(start < one.end and one.start < end for one in found):
            found.append(Date(start, end, text[start:end], good))

    joined = _JOINED.search(text) is not None
    for match in _YEAR_FIRST.finditer(text) if joined else ():
        add(match, (int(match[1]), int(match[3]), int(match[4])))
    for match in _YEAR_LAST.finditer(text) if joined else ():
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        add(match, (year, second, first), *([(year, first, second)] if match[2][0] != "." else []))
    for match in _HYPHENED.finditer(text) if named else ():
        add(match, (_year(match[3]), _ALL_MONTHS[match[2].casefold()], int(match[1])))
    for match in _EAST.finditer(text) if not text.isascii() else ():
        add(match, (_east(match[1] or match[6]), _east(match[2] or match[4]), _east(match[3] or match[5])))
    for match in _NAMED.finditer(text) if named else ():
        reading = _named(text, match)
        if reading is not None:
            add(match, reading)
    for match in _DAY_MONTH.finditer(text) if joined else ():
        add(match, (None, int(match[2]), int(match[1])))
    for match in _YEAR_MONTH.finditer(text) if joined else ():
        add(match, (int(match[1]), int(match[2]), None))
    for match in _COMPACT.finditer(text) if joined else ():
        add(match, (int(match[1]), int(match[2]), int(match[3])))
    return tuple(sorted(found, key=lambda one: one.start))


def _named(text: str, match: re.Match[str]) -> Reading | None:
    """Read a date with the name of its month; None where the name is another word."""
    name, day, year = match["month"], match["day"] or match["after"], match["year"]
    if match["nth"]:
        day = str(_NTH[match["nth"].casefold()])
    month = _ALL_MONTHS[name.casefold()]
    if day is None:
        if name.casefold() in SHORT_MONTHS and year is None:
            return None
        capital = name[0].isupper() or not name.isascii()
        alone = year is None and name.casefold() in _NOT_ALONE
        if alone and not (capital and _LEADS_TO_MONTH.search(text, 0, match.start("month"))):
            return None
    elif (
        name.islower()
        and name.casefold() in ("may", "march")
        and year is None
        and not (match["day"] or match["nth"])
    ):
        return None
    return (int(year) if year else None, month, int(day) if day else None)


def _east(written: str | None) -> int | None:
    if written is None:
        return None
    if written[0] in _BEFORE_ERAS:
        return _BEFORE_ERAS[written[0]] + (1 if written[2] == "元" else int(written[2:]))
    if written.isdigit():
        return int(written)
    if "十" not in written:
        return int("".join(str(HAN_DIGITS[digit]) for digit in written))
    return int(han_number(written))

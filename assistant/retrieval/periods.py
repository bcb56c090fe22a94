"""Parse periods of time as people say them, in English and Chinese.

"since Monday", "last week", "in March 2025", "before 2024", "自周一以来", "上个月", "最近三天": each becomes its first and its last
day. What "today" is comes from the caller. Weeks begin on Monday.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from assistant.frozen import dataclass
from assistant.regexes import lazy_regex


@dataclass(frozen=True, slots=True)
class Period:
    """Days from a first to a last one, both included.

    Attributes:
        first: None where it has no beginning.
        last: None where it has no end.
    """

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether a day is in it."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """A period of time as it stands in a text.

    Attributes:
        period: Its days.
        start: First character of its words.
        end: One past the last.
        floating: Whether its words name no year.
    """

    period: Period
    start: int
    end: int
    floating: bool = False


def period_in(text: str, today: date) -> SaidPeriod | None:
    """Find the period of time that a text speaks of; None where it speaks of none.

    Args:
        text: A question, or a part of one.
        today: The day on which it is asked.
    """
    plain = _plain(text)
    points = _points(plain, today)
    for at, point in enumerate(points):
        following = points[at + 1] if at + 1 < len(points) else None
        said = _range(plain, point, following) or _phrase(plain, point)
        if said is not None:
            return said
    return _span_of_days(plain, today)


def parts_of_years(text: str, today: date) -> Iterator[SaidPeriod]:
    """Yield times that are no one day, month or year, and months without a year.

    "Q1 2025", "from July to September 2027", 明年上半年: without "before" or "after", whatever stands around them.

    Args:
        text: A question, or a part of one.
        today: The day on which it is asked; of what names no year, the latest that has begun is given.
    """
    plain = _plain(text)
    points = _points(plain, today)
    for at, one in enumerate(points):
        if (said := _range(plain, one, points[at + 1] if at + 1 < len(points) else None)) is not None:
            yield said
            continue
        first, last = one.period.first, one.period.last
        assert first is not None
        assert last is not None
        months = 12 * (last.year - first.year) + last.month - first.month + 1
        whole = first.day == 1 and last == month_end(last.year, last.month)
        if (months not in (1, 12) or one.floating) if whole else first != last:
            yield SaidPeriod(one.period, one.start, one.end, one.floating)


def in_year(period: Period, year: int) -> Period:
    """Return the same period with its first day in a year, for one with both its days."""
    first, last = period.first, period.last
    assert first is not None
    assert last is not None
    last_year = year + last.year - first.year
    end = month_end(last_year, last.month)
    if last != month_end(last.year, last.month):
        end = date(last_year, last.month, min(last.day, end.day))
    return Period(date(year, first.month, min(first.day, month_end(year, first.month).day)), end)


def day_of(text: str, today: date, *, last: bool) -> date | None:
    """Return the day that somebody typed as a bound, like "March 2025".

    Args:
        text: What was typed.
        today: The day on which it was typed.
        last: Whether the last day of a longer period is meant, else its first.

    Returns:
        None where it is no day.
    """
    plain = _plain(text).strip()
    whole = [one for one in _points(plain, today) if (one.start, one.end) == (0, len(plain))]
    if not whole:
        said = _span_of_days(plain, today)
        return said.period.first if said and not last and said.end - said.start == len(plain) else None
    return whole[0].period.last if last else whole[0].period.first


def _plain(text: str) -> str:
    """Return a text in small letters and plain digits, as long as it was."""
    wide = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: " ", 0x2013: "-", 0x2014: "-"}
    lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lowered.translate(wide)


# Points: what is one day, week, month, quarter or year


@dataclass(frozen=True, slots=True)
class _Point:
    period: Period
    start: int
    end: int
    alone: bool = True  # whether it is a period without a word like "in" before it
    floating: bool = False  # whether it names no year


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar", "february feb februar", "march mar märz marz", "april apr", "may mai", "june jun juni", "july jul juli",
            "august aug", "september sept sep", "october oct oktober okt", "november nov", "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""Months by their English and German names, long and short."""
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday sat", "sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_HAN = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "几": 3,
    "数": 3,
}
MONTH_WORDS = "|".join(sorted(MONTHS, key=len, reverse=True))
"""A pattern of all of them, the longest first."""
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_NUMBER = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_HAN_NUMBER = r"\d{1,3}|[一二三四五六七八九十两几数]{1,3}"
NUMBERED = "[库楼仓店线车窗机厅馆房门院柜桌床棚炉]"
"""What bears a number: in 10月1号库 that of a store, and not a day."""
_YEAR = r"(?:19|20)\d\d"
_HAN_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九一二三四五六七八]{3})"
_YEAR_SAID = rf"(?:{_YEAR}|(?:this|next|last) year)"
_HAN_YEAR_SAID = rf"(?:{_HAN_YEAR} ?年度?|[今本去前明]年|(?<!以)后年)"
_SHIFTS = {"this": 0, "next": 1, "last": -1, "今": 0, "本": 0, "去": -1, "前": -2, "明": 1, "后": 2}
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "春": 3, "夏": 6, "秋": 9}
"""First months; a winter lies in two years."""


def number_said(word: str) -> int:
    """Return the number that a word of either language says; 0 for none."""
    if word.isdigit():
        return int(word)
    if word in _NUMBERS:
        return _NUMBERS[word]
    tens, found, ones = word.partition("十")
    if found:
        return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)
    digits = [_HAN.get(one) for one in word]
    return int("".join(map(str, digits))) if digits and None not in digits else 0


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Period(found, found)


def _month(year: int, month: int, months: int = 1) -> Period | None:
    """Return a period of whole months."""
    if not 1 <= month <= 12 or not 1 <= year < 9999:
        return None
    end = month + months - 1
    last_year, last_month = year + (end - 1) // 12, (end - 1) % 12 + 1
    return Period(date(year, month, 1), month_end(last_year, last_month))


def _year(year: int) -> Period | None:
    return _month(year, 1, 12)


def _past(month: int, day: int, today: date) -> int:
    """Return the year of the latest such month or day that is not in the future."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _year_said(said: str | None, month: int, today: date) -> int:
    """Return a year that is said, or the latest in which a month has begun."""
    if not said:
        return _past(month, 1, today)
    shift = next((own for word, own in _SHIFTS.items() if said.startswith(word)), None)
    return number_said(said.rstrip("年度 ")) if shift is None else today.year + shift


def _part(month: int, months: int, year: str | None, today: date) -> Period | None:
    """Return some months of a year from one on."""
    return _month(_year_said(year, month, today), month, months)


def _run(first: int, last: int, year: str | None, today: date) -> Period | None:
    """Return the time from one month to another, which may be of the next year."""
    return _part(first, (last - first) % 12 + 1, year, today) if last <= 12 else None


def _of_day(month: int, day: int, year: str | None, today: date) -> Period | None:
    return _day(int(year) if year else _past(month, day, today), month, day)


def _of_quarter(quarter: int, year: str | None, today: date) -> Period | None:
    return _part(3 * quarter - 2, 3, year, today)


def _of_half(second: bool, year: str | None, today: date) -> Period | None:
    return _part(7 if second else 1, 6, year or str(today.year), today)


def _days_of_month(match: re.Match[str], today: date) -> Period | None:
    first, last = (_of_day(MONTHS[match[3]], int(match[at]), match[4], today) for at in (1, 2))
    return Period(first.first, last.last) if first and last else None


def whole_unit(unit: str, back: int, today: date) -> tuple[date, date]:
    """Return the first and last day of a day, week, month, quarter or year.

    Args:
        unit: "day", "week", "month", "quarter" or "year".
        back: How many before the one of today; below zero for one that is to come.
        today: The day counted from.
    """
    if unit == "day":
        day = today - timedelta(days=back)
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = today.year * 12 + (today.month - 1) // months * months - back * months
    last = first + months - 1
    return date(first // 12, first % 12 + 1, 1), month_end(last // 12, last % 12 + 1)


def _unit(unit: str, back: int, today: date) -> Period:
    return Period(*whole_unit(unit, back, today))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def ago(number: int, unit: str, today: date) -> date | None:
    """Return the day so many days, weeks, months or years ago; None before the year 1."""
    if unit in ("day", "week"):
        days = number * (7 if unit == "week" else 1)
        return today - timedelta(days=days) if days < today.toordinal() else None
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    index = today.year * 12 + today.month - 1 - months
    if index < 12:
        return None
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _weekday(number: int, today: date, *, before: bool) -> Period:
    """Return the latest such day of the week, today counted unless it is before."""
    back = (today.weekday() - number) % 7
    day = today - timedelta(days=back or (7 if before else 0))
    return Period(day, day)


_HAN_UNITS = {
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
    "季度": "quarter",
    "年": "year",
}
_HAN_BACK = {"": 0, "这": 0, "本": 0, "当": 0, "今": 0, "上": 1, "上上": 2, "去": 1, "前": 2}
_HAN_DAYS = {"今天": 0, "今日": 0, "今早": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_Made = Callable[[re.Match[str], date], "Period | None"]


def _han_weekday(match: re.Match[str], today: date) -> Period:
    number = "一二三四五六日".index(match["day"].replace("天", "日").replace("7", "日"))
    if not match["back"]:
        return _weekday(number, today, before=False)
    monday, _ = whole_unit("week", _HAN_BACK[match["back"]], today)
    return Period(monday + timedelta(days=number), monday + timedelta(days=number))


def _alone(word: str) -> str:
    return rf"(?<![a-z0-9])(?:{word})(?![a-z0-9])"


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], _Made, bool], ...]:
    """Return what points look like, the most telling first."""
    end = r"(?:st|nd|rd|th|\.)?"
    table: list[tuple[str, _Made, bool]] = [
        (rf"({_HAN_YEAR}) ?年 ?({_HAN_NUMBER}) ?月 ?({_HAN_NUMBER}) ?[日号]",
         lambda m, _: _day(number_said(m[1]), number_said(m[2]), number_said(m[3])), True),
        (rf"[从自]?(?:({_HAN_YEAR_SAID})的?|(?<![个\d年.-])) ?({_HAN_NUMBER}) ?(?:月份?)? ?[到至~-] ?({_HAN_NUMBER}) ?月份?(?!\d|[一二三四五六七八九十]{{1,3}}[日号])",
         lambda m, today: _run(number_said(m[2]), number_said(m[3]), m[1], today), True),
        (rf"({_HAN_YEAR_SAID})的?前 ?({_HAN_NUMBER}) ?个?月", lambda m, today: _part(1, number_said(m[2]), m[1], today), True),
        (rf"({_HAN_YEAR_SAID})的? ?({_HAN_NUMBER}) ?月份?", lambda m, today: _part(number_said(m[2]), 1, m[1], today), True),
        (rf"({_HAN_YEAR_SAID})的?([春夏秋])[天季]", lambda m, today: _part(_SEASONS[m[2]], 3, m[1], today), True),
        (rf"(?:({_HAN_YEAR_SAID})的?)? ?第?([一二三四1-4]) ?季度",
         lambda m, today: _of_quarter(number_said(m[2]), m[1], today), True),
        (rf"({_HAN_YEAR_SAID})的? ?q([1-4])", lambda m, today: _of_quarter(int(m[2]), m[1], today), True),
        (rf"(?:({_HAN_YEAR_SAID})(?:\(\d{{4}}年?\))?的?)?([上下])半年",
         lambda m, today: _of_half(m[2] == "下", m[1], today), True),
        (r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", lambda m, _: _day(int(m[1]), int(m[2]), int(m[3])), True),
        (r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", lambda m, _: _day(int(m[3]), int(m[2]), int(m[1])), True),
        (r"(?<!\d)(\d{4})-(\d{1,2})(?![-\d])", lambda m, _: _month(int(m[1]), int(m[2])), True),
        (_alone(rf"(\d{{1,2}}){end}(?: ?(?:-|to|until) ?|(?<=between \d) and |(?<=between \d\d) and )(\d{{1,2}}){end}(?: of)? ({MONTH_WORDS})(?:,? ({_YEAR}))?"), _days_of_month, True),
        (_alone(rf"(\d{{1,2}}){end}(?: of)? ({MONTH_WORDS})(?:,? ({_YEAR}))?"),
         lambda m, today: _of_day(MONTHS[m[2]], int(m[1]), m[3], today), True),
        (_alone(rf"({MONTH_WORDS}) (\d{{1,2}}){end}(?:,? ({_YEAR}))?"),
         lambda m, today: _of_day(MONTHS[m[1]], int(m[2]), m[3], today), True),
        (_alone(rf"({MONTH_WORDS}),?(?: of)? ({_YEAR_SAID})"), lambda m, today: _part(MONTHS[m[1]], 1, m[2], today), True),
        (_alone(rf"q([1-4])(?:[ /-]?(?:of )?({_YEAR_SAID}))?"), lambda m, today: _of_quarter(int(m[1]), m[2], today), True),
        (_alone(rf"({_YEAR})[ /-]?q([1-4])"), lambda m, today: _of_quarter(int(m[2]), m[1], today), True),
        (_alone(rf"(?:the )?(first|second|third|fourth|1st|2nd|3rd|4th|last) quarter(?: of)? ({_YEAR_SAID})"),
         lambda m, today: _of_quarter(_ORDINALS[m[1]], m[2], today), True),
        (_alone(r"(?:the )?(first|second|third|fourth|1st|2nd|3rd|4th) quarter"),
         lambda m, today: _of_quarter(_ORDINALS[m[1]], None, today), False),
        (_alone(rf"h([12])[ /-]?({_YEAR_SAID})"), lambda m, today: _of_half(m[1] == "2", m[2], today), True),
        (_alone(rf"(?:the )?(first|second|last) half of (?:the year )?({_YEAR_SAID})"),
         lambda m, today: _of_half(m[1] != "first", m[2], today), True),
        (_alone(rf"(?:the )?first ({_NUMBER}) months of ({_YEAR_SAID})"),
         lambda m, today: _part(1, number_said(m[1]), m[2], today), True),
        (_alone(rf"(?:the )?(spring|summer|autumn|fall)(?: of)? ({_YEAR_SAID})"),
         lambda m, today: _part(_SEASONS[m[1]], 3, m[2], today), True),
        (_alone(r"the day before yesterday"), lambda _, today: _unit("day", 2, today), True),
        (_alone(r"yesterday"), lambda _, today: _unit("day", 1, today), True),
        (_alone(r"today|this morning"), lambda _, today: _unit("day", 0, today), True),
        (_alone(r"(?:the )?(?:this|current) (week|month|quarter|year)"), lambda m, today: _unit(m[1], 0, today), True),
        (_alone(r"(?:the )?(?:last|previous|preceding) (week|month|quarter|year)"),
         lambda m, today: _unit(m[1], 1, today), True),
        (_alone(r"the (week|month|year) before last"), lambda m, today: _unit(m[1], 2, today), True),
        (_alone(rf"({_NUMBER}) (day|week|month|year)s? ago"), _days_ago, True),
        (_alone(rf"last ({_WEEKDAY})"), lambda m, today: _weekday(_WEEKDAYS[m[1]], today, before=True), True),
        (_alone(rf"(?:this )?({_WEEKDAY})"), lambda m, today: _weekday(_WEEKDAYS[m[1]], today, before=False), True),
        (_alone(rf"{_YEAR}(?! ?年)"), lambda m, _: _year(int(m[0])), True),
        (_alone(MONTH_WORDS), lambda m, today: _part(MONTHS[m[0]], 1, None, today), False),
        # Chinese
        (rf"({_HAN_YEAR}) ?年(?:度|底|末|初)?(?![前后])", lambda m, _: _year(number_said(m[1])), True),
        (rf"({_HAN_YEAR}) ?年(?:度)?", lambda m, _: _year(number_said(m[1])), True),
        (rf"(?<![个\d])({_HAN_NUMBER}) ?月 ?({_HAN_NUMBER}) ?(?:日|号(?!{NUMBERED}))",
         lambda m, today: _of_day(number_said(m[1]), number_said(m[2]), None, today), True),
        (r"大前天|前天|昨天|昨日|今天|今日|今早", lambda m, today: _unit("day", _HAN_DAYS[m[0]], today), True),
        (r"(?P<back>上上|上|这|本)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", _han_weekday, True),
        (r"(上上|上|这|本|当)个?(周|星期|礼拜|月|季度)(?!份?[一二三四五六七八九十])",
         lambda m, today: _unit(_HAN_UNITS[m[2]], _HAN_BACK[m[1]], today), True),
        (r"(今|去|前|本)年", lambda m, today: _unit("year", _HAN_BACK[m[1]], today), True),
        (rf"({_HAN_NUMBER}) ?个?(天|日|周|星期|礼拜|月|年) ?(?:(?:以|之)前|前(?![台门往面方厅]))", _days_ago, True),
        (rf"(?<![个\d第近这去])({_HAN_NUMBER}) ?月份?(?!\d+(?!\d|号{NUMBERED}))", lambda m, today: _part(number_said(m[1]), 1, None, today), True),
    ]  # fmt: skip
    return tuple((lazy_regex(pattern), made, alone) for pattern, made, alone in table)


def _days_ago(match: re.Match[str], today: date) -> Period | None:
    number = number_said(match[1])
    day = ago(number, _HAN_UNITS.get(match[2], match[2]), today) if number else None
    return Period(day, day) if day else None


_FLOATS = lazy_regex(rf"{_alone(MONTH_WORDS)}|q[1-4]|quarter|月|季度|半年")
_PLACED = lazy_regex(
    rf"{_YEAR}|{_HAN_YEAR}|this|next|last|current|previous|preceding|ago|[今去前明后本这当]|上(?!半年)"
)
"""What names a month or quarter, and what says of which year it is."""


def _points(plain: str, today: date) -> list[_Point]:
    """Return the days, weeks, months and years of a text, in order."""
    found: list[_Point] = []
    for pattern, made, alone in _patterns():
        for match in pattern.finditer(plain):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            period = made(match, today)
            if period is not None:
                floating = _FLOATS.search(match[0]) is not None and _PLACED.search(match[0]) is None
                found.append(_Point(period, match.start(), match.end(), alone, floating))
    return sorted(found, key=lambda one: one.start)


# Phrases: what stands around a point

_BEFORE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (lazy_regex(rf"(?:^|(?<![a-z]))(?:{words})(?: the(?: (?:end|start|beginning) of)?(?: the)?)?\s*$"), name)
    for words, name in (
        (r"(?:ever )?since|starting(?: from| on| in| with)?|as of|beginning(?: in| on| with)?|no earlier than|not before", "since"),
        (r"(?:any time |anytime )?after|later than|newer than", "after"),
        (r"before|prior to|earlier than|older than", "before"),
        (r"until|till|up to(?: and including)?|through|no later than|by", "until"),
        (r"(?:dated|written|made|created|signed|issued)?\s*(?:in|during|of|from|on|within|for|throughout)(?: the)?|dated|over the|at the", "in"),
        (r"im|in den|vom|für(?: den)?", "in"),
        (r"seit|ab", "since"),
        (r"vor", "before"),
        (r"nach", "after"),
        (r"bis(?: ende)?", "until"),
        (r"截至|截止到?|直到", "until"),
        (r"自从|自|从|打从", "since"),
        (r"晚于", "after"),
        (r"早于", "before"),
        (r"在|于|关于", "in"),
    )
)  # fmt: skip
_BEHIND: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (lazy_regex(rf"^\s*(?:{words})"), name)
    for words, name in (
        (r"(?:and|or) (?:later|after|newer|since)\b|onwards?\b|on(?:wards)? until (?:now|today)\b|until (?:now|today)\b|to (?:now|today|date)\b", "since"),
        (r"(?:and|or) (?:earlier|before|older)\b", "until"),
        (r"以来|至今|到现在|到今天|开始(?!执行|生效|履行|的)|起(?!草)|及以后|及之后", "since"),
        (r"之后|以后|过后|后(?=[^来]|$)", "after"),
        (r"之前|以前|前(?=[^天年台门往面方厅]|$)", "before"),
        (r"为止|及以前|及之前", "until"),
        (r"[里中内]?的?(?:时候|期间)|期间|当中|里(?=[^面]|$)|内", "in"),
    )
)  # fmt: skip


def _phrase(plain: str, point: _Point) -> SaidPeriod | None:
    """Return the period that a point and the words around it make."""
    start, end, name = point.start, point.end, ""
    for pattern, own in _BEFORE:
        if match := pattern.search(plain[: point.start]):
            start, name = match.start(), own
            break
    for pattern, own in _BEHIND:
        if match := pattern.search(plain[point.end :]):
            end, name = point.end + match.end(), own if own != "in" or not name else name
            break
    if not name and not point.alone:
        return None
    first, last = point.period.first, point.period.last
    assert first is not None
    assert last is not None
    period = {
        "since": Period(first, None),
        "after": Period(min(last, date.max - timedelta(1)) + timedelta(1), None),
        "before": Period(None, first - timedelta(days=1)),
        "until": Period(None, last),
    }.get(name, point.period)
    return SaidPeriod(period, start, end)


_OPENS = lazy_regex(r"(?:(?<![a-z])(?:between|from)(?: the)?|从|自|在)\s*$")
_JOINS = lazy_regex(r"\s*(?:(?P<also>and|or|、|和|与|或者?)|to|until|till|through|-|–|~|到|至)\s*(?:the )?")
_CLOSES = lazy_regex(r"^\s*(?:之间|期间|间)")


def _range(plain: str, one: _Point, other: _Point | None) -> SaidPeriod | None:
    """Return the period from one point to another: "between May and July".

    Two that follow each other are one where either is meant: "2024 or 2025".
    """
    joined = _JOINS.fullmatch(plain[one.end : other.start]) if other is not None else None
    if other is None or joined is None:
        return None
    opened = _OPENS.search(plain[: one.start])
    closed = _CLOSES.search(plain[other.end :])
    from_, to = _of_one_year(one, other)
    first, last = from_.first, to.last
    if first is None or last is None or from_.last is None or last < first:
        return None
    between = joined["also"] in (None, "and", "和", "与") and (opened or closed or not joined["also"])
    if not between and to.first != from_.last + timedelta(days=1):
        return None
    start = opened.start() if opened else one.start
    end = other.end + (closed.end() if closed else 0)
    return SaidPeriod(Period(first, last), start, end, one.floating and other.floating)


def _of_one_year(one: _Point, other: _Point) -> tuple[Period, Period]:
    """Return two periods, the year of one in both: "January and March 2025"."""
    first, last = one.period, other.period
    assert first.first is not None
    assert last.first is not None
    if one.floating == other.floating:
        return first, last
    if one.floating:
        year, before = last.first.year, (last.first.month, last.first.day)
        return in_year(first, year - ((first.first.month, first.first.day) > before)), last
    year, after = first.first.year, (first.first.month, first.first.day)
    return first, in_year(last, year + ((last.first.month, last.first.day) < after))


_SPANS: tuple[re.Pattern[str], ...] = (
    lazy_regex(
        rf"(?<![a-z])(?P<of>(?:in |within |during |over |from )?(?:the |these |my )?(?:last|past|previous)|in)"
        rf" (?:(?P<number>{_NUMBER}) )?(?P<unit>day|week|month|quarter|year)s?(?![a-z])"
    ),
    lazy_regex(rf"(?P<of>最近|近|过去|这|前)的?(?P<number>{_HAN_NUMBER}) ?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?:以来|之内|以内|内|里|中|间)?"),
    lazy_regex(r"(?P<of>最近|近|过去)的?(?P<number>)(?P<unit>一?周|一?年|一?个月|一?天)(?:以来|之内|以内|内|里|中)?"),
)  # fmt: skip


def _span_of_days(plain: str, today: date) -> SaidPeriod | None:
    """Return the period of "the last 7 days" and 最近三天, up to today."""
    for pattern in _SPANS:
        for match in pattern.finditer(plain):
            if match["of"] == "in" and not match["number"]:
                continue
            unit = match["unit"].lstrip("一").removeprefix("个")
            number = number_said(match["number"]) if match["number"] else 1
            day = ago(number, _HAN_UNITS.get(unit, unit), today) if number else None
            if day is not None:
                return SaidPeriod(Period(day, today), match.start(), match.end())
    return None

"""Read the times that a question is about.

"in March 2024", "last quarter", "since 2023", 去年. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.frozen import dataclass
from assistant.languages import plain
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.periods import in_year, number_said, parts_of_years, whole_unit

_BARE_YEAR = lazy_regex(r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d.,/-]*\d)\s*年?度?")
_HALF = lazy_regex(
    r"\bh([12])\b\s*((?:19|20)\d\d)?|\b(first|second) half(?: of)?\s*((?:19|20)\d\d)?|(?:((?:19|20)\d\d)\s*年?)?([上下])半年"
)
_FIRST_MONTHS = lazy_regex(
    r"\b(?:the )?first (\d{1,2}|\w+) months\b(?! of (?:19|20)\d\d)|(?<!年)(?<!年的)前 ?(\d{1,2}|[一二两三四五六七八九十]+) ?个月"
)
"""The months of a year up to one: 前11个月."""
_BOTH = lazy_regex(r"\b(?:and|or)\b|[和与或、]")
"""What puts two times beside each other, which sheets are asked for one by one."""
_RELATIVE = (
    (lazy_regex(r"\b(?:last|previous) year\b|去年|上一年"), "year", -1), (lazy_regex(r"\bthis year\b|今年|本年"), "year", 0),
    (lazy_regex(r"\b(?:last|previous) month\b|上个?月"), "month", -1), (lazy_regex(r"\bthis month\b|本月|这个月"), "month", 0),
    (lazy_regex(r"\b(?:last|previous) quarter\b|上个?季度"), "quarter", -1), (lazy_regex(r"\bthis quarter\b|本季度|这个季度"), "quarter", 0),
    (lazy_regex(r"前年"), "year", -2), (lazy_regex(r"\bnext year\b|明年|下一年"), "year", 1),
)  # fmt: skip
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORT_MONTH = lazy_regex(
    r"(?:(?<=in )|(?<=for )|(?<=of )|(?<=to )|(?<=and )|(?<=between )|(?<=since )|(?<=than )|(?<=[-–,] )|(?<=[-–])|(?<!\w)(?=\w{3,4} ?(?:to|-|–|and|till|until)\b))"
    r"\b(jan|feb|march|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)t?\b(?!\.?\s*\d{1,2}\b(?!\d))(?:\s+((?:19|20)\d\d))?"
)
"""A month cut short, or one that is a word as well, where a time may stand: "june, july and aug"."""
_MONTH_OF_YEAR = lazy_regex(
    r"(?P<back>[去今前本明])年的?(?P<han>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"|\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?,? (?:of )?(?P<which>this|last|next) year\b"
)
"""A month of a year that is counted from today's: 去年9月, "sept last year", 明年1月."""
_YEARS_BACK = {"今": 0, "本": 0, "this": 0, "去": 1, "last": 1, "前": 2, "明": -1, "next": -1}
_SINCE = lazy_regex(
    r"\b(?:since|from|starting(?: in| from)?|as of|on or after)\s+(?:the\s+)?(?:(?:start|beginning) of\s+)?$|(?:自从?|从)\s*$"
)
_AFTER = lazy_regex(r"\bafter\s+(?:the\s+)?$|晚于\s*$")
_BEFORE_THAT = lazy_regex(r"\b(?:(?<!on or )before|prior to|earlier than)\s+(?:the\s+)?$|[早先]于\s*$")
_UNTIL = lazy_regex(
    r"\b(?:until|till|up to|through|by|on or before|no(?:t)? later than)\s+(?:the\s+)?(?:end of\s+)?$|\bbefore\s+(?:the\s+)?end of\s+$|(?:截至|截止到?|到)\s*$"
)
_JOINS = lazy_regex(r"\s*(?:and|to|until|till|through|-|–|—|到|至)\s*(?:the\s+)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a question names.

    Attributes:
        first: Its first day, month or year; empty where it is open.
        end: The first one after it; empty where it is open.
        said: As people read it.
        span: Where the question says it.
        whole_years: First and last year, where it is made of whole ones.
        is_guessed: Whether the question names no year.
    """

    first: str
    end: str
    said: str
    span: tuple[int, int]
    whole_years: tuple[int, int] | None = None
    is_guessed: bool = False

    @property
    def is_month(self) -> bool:
        """Whether it is within one month."""
        first, end = self.first, self.end
        return bool(first and end) and (
            first[:7] == end[:7] or end == _month(int(first[:4]), int(first[5:7] or 0) + 1)
        )

    def in_year(self, year: int) -> Period:
        """Return the same time of another year, for one whose year is guessed."""
        shift = year - int((self.first or self.end)[:4])

        def moved(text: str) -> str:
            return f"{int(text[:4]) + shift}{text[4:]}" if text else ""

        first, end = moved(self.first), moved(self.end)
        return replace(self, first=first, end=end, said=_span(first, end), is_guessed=False)

    def up_to(self, day: str, *, before: bool) -> Period:
        """Return the month, quarter or half-year of a day, as long as this one.

        The one before it with `before`; the time itself where it is no such one.

        Args:
            day: As 2024-06-30.
            before: Whether the one before is meant: last month.
        """
        if len(self.first) != 7 or len(self.end) != 7:
            return self
        (year, month), (end_year, end_month) = (map(int, one.split("-")) for one in (self.first, self.end))
        length = 12 * (end_year - year) + end_month - month
        if length not in (1, 3, 6):
            return self
        year, month = int(day[:4]), int(day[5:7])
        month = (month - 1) // length * length + 1 - before * length
        year, month = year - (month < 1), month + 12 * (month < 1)
        first, end = f"{year}-{month:02}", _month(year, month + length)
        return replace(self, first=first, end=end, said=_span(first, end))


def periods(text: str, original: str, today: date) -> list[Period]:
    """Return the times that a question names, those that belong together as one.

    Args:
        text: The question as `languages.plain` gives it.
        original: The question with its capitals.
        today: For "last year".
    """
    found: list[Period] = []

    def add(span: tuple[int, int], first: str, end: str, years: tuple[int, int] | None = None) -> None:
        if not any(span[0] < one.span[1] and one.span[0] < span[1] for one in found):
            found.append(Period(first, end, _span(first, end), span, years))

    for match in _MONTH_OF_YEAR.finditer(text):
        year = today.year - _YEARS_BACK[match["back"] or match["which"]]
        month = _SHORT_MONTHS.index(match["month"][:3]) + 1 if match["month"] else number_said(match["han"])
        if 1 <= month <= 12:
            add(match.span(), f"{year}-{month:02}", _month(year, month + 1))
    for match in _FIRST_MONTHS.finditer(text):
        months = number_said(match[1] or match[2])
        if 1 < months < 12:
            year = _year_of(None, text, today)
            add(match.span(), f"{year}-01", _month(year, 1 + months))
    for part in parts_of_years(text, today):
        span, said = (part.start, part.end), part.period
        if (both := _BOTH.search(text[slice(*span)])) is not None:
            alone = parts_of_years(text[: span[0] + both.start()], today)
            if (first := next((one for one in alone if one.start == span[0]), None)) is None:
                continue
            span, said, part = (first.start, first.end), first.period, first
        if part.floating:
            said = in_year(said, _year_of(None, text, today))
        if said.first is None or said.last is None or said.last == date.max:
            continue
        end = said.last + timedelta(1)
        months = 12 * (end.year - said.first.year) + end.month - said.first.month
        if said.first.day == end.day == 1 and months > 1 and months % 12:
            add(span, said.first.isoformat()[:7], end.isoformat()[:7])
    for match in _HALF.finditer(text):
        second = (match[1] or match[3] or match[6]) in ("2", "second", "下")
        year = _year_of(match[2] or match[4] or match[5], text, today)
        add(match.span(), f"{year}-{7 if second else 1:02}", _month(year, 13 if second else 7))
    for pattern, unit, shift in _RELATIVE:
        for match in pattern.finditer(text):
            add(match.span(), *_relative(unit, shift, today))
    for written in _written(text, original, today):
        add(*written)
    for match in _SHORT_MONTH.finditer(text):
        month = _SHORT_MONTHS.index(match[1][:3]) + 1
        year = _year_of(match[2], text, today)
        add(match.span(), f"{year}-{month:02}", _month(year, month + 1))
    for match in _BARE_YEAR.finditer(text):
        whole = int(match[1])
        add(match.span(), f"{whole}", f"{whole + 1}", (whole, whole))
    names_year = bool(re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?:last|this|next) year|[去今前明]年", text))
    found = [
        replace(
            one, is_guessed=not names_year and len(one.first) >= 7 and _names_month(text[slice(*one.span)])
        )
        for one in found
    ]
    return _merged(sorted(found, key=lambda one: one.span), text)


def _written(
    text: str, original: str, today: date
) -> Iterator[tuple[tuple[int, int], str, str, tuple[int, int] | None]]:
    """Yield the days, months and years that are written out.

    Each with its place, its first and the one after it, and the whole years that it is.
    """
    for one in dates(original):
        year, month, day = one.readings[0]
        at = text.find(plain(one.text))
        if at < 0:
            continue
        span = (at, at + len(plain(one.text)))
        if year is None and month is not None:
            year = _year_of(None, text, today)
            if not day:
                span = _with_year(span, text)
        if year and month and day:
            try:
                following = date(year, month, day) + timedelta(1)
            except ValueError:
                continue
            yield span, f"{year}-{month:02}-{day:02}", following.isoformat(), None
        elif year and month:
            yield span, f"{year}-{month:02}", _month(year, month + 1), None
        elif year:
            yield span, f"{year}", f"{year + 1}", (year, year)


def _with_year(span: tuple[int, int], text: str) -> tuple[int, int]:
    """Return where a month stands, with the year that stands beside it."""
    apart = re.search(r"(?:19|20)\d\d", text)
    if apart is None or not (abs(apart.start() - span[1]) < 8 or abs(span[0] - apart.end()) < 4):
        return span
    return min(span[0], apart.start()), max(span[1], apart.end())


def is_relative(text: str) -> bool:
    """Return whether a time is counted from today: "last year", 本月."""
    return any(pattern.fullmatch(text.strip()) for pattern, _, _ in _RELATIVE)


def _names_month(text: str) -> bool:
    """Return whether a time is named, not counted from today."""
    return not re.search(r"\b(?:last|this|previous)\b|[上本这]", text) or "半年" in text


def _merged(found: Sequence[Period], text: str) -> list[Period]:
    """Put "from March to May" together, and open "since 2024" to one side."""
    made: list[Period] = []
    skip = False
    for index, one in enumerate(found):
        if skip:
            skip = False
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        before = text[: one.span[0]]
        if following is not None and _JOINS.fullmatch(text[one.span[1] : following.span[0]]):
            joined_by = text[one.span[1] : following.span[0]]
            ranged = not re.search(r"\band\b", joined_by) or re.search(r"\bbetween\s+$", before)
            lead = re.search(r"\b(?:between|from)\s+$|从\s*$", before)
            years = (
                (one.whole_years[0], following.whole_years[1])
                if one.whole_years and following.whole_years
                else None
            )
            if ranged or (years and years[1] - years[0] == 1):
                span = (lead.start() if lead else one.span[0], following.span[1])
                made.append(
                    Period(one.first, following.end, f"{one.first} – {_before(following.end)}", span, years)
                )
                skip = True
                continue
        made.append(_opened(one, before, text[one.span[1] :]))
    return made


def _opened(one: Period, before: str, after: str) -> Period:
    for pattern, first, end, said in (
        (_SINCE, one.first, "", f"≥ {one.first}"),
        (_AFTER, one.end, "", f"≥ {one.end}"),
        (_BEFORE_THAT, "", one.first, f"< {one.first}"),
        (_UNTIL, "", one.end, f"< {one.end}"),
    ):
        if (match := pattern.search(before)) is not None:
            return replace(
                one, first=first, end=end, said=said, span=(match.start(), one.span[1]), whole_years=None
            )
    for words, first, end, said in (
        (r"\s*(?:以来|起|之?后|以后)", one.first, "", f"≥ {one.first}"),
        (r"\s*年?底(?:之前|以前|前)", "", one.end, f"< {one.end}"),
        (r"\s*(?:之前|以前|前)", "", one.first, f"< {one.first}"),
    ):
        if (behind := re.match(words, after)) is not None:
            return replace(
                one,
                first=first,
                end=end,
                said=said,
                span=(one.span[0], one.span[1] + behind.end()),
                whole_years=None,
            )
    return one


def _year_of(written: str | None, text: str, today: date) -> int:
    """Return the year of a month or quarter that names none.

    The one the question names elsewhere, else this one.
    """
    if written:
        return int(written)
    elsewhere = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)
    if elsewhere is not None:
        return int(elsewhere[1])
    return today.year - 1 if re.search(r"last year|去年", text) else today.year


def _month(year: int, month: int) -> str:
    return f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02}"


def _relative(unit: str, shift: int, today: date) -> tuple[str, str]:
    """Return the first year or month of a unit of time, and the first one after it."""
    first, last = whole_unit(unit, -shift, today)
    shown = 4 if unit == "year" else 7
    return first.isoformat()[:shown], (last + timedelta(1)).isoformat()[:shown]


def _span(first: str, end: str) -> str:
    """Return a time as it is said, by its first and last month, year or day."""
    last = _before(end)
    return first if first == last else f"{first} – {last}"


def _before(end: str) -> str:
    """Return the last month or year before an end, as it is said."""
    if len(end) == 4:
        return str(int(end) - 1)
    if len(end) == 7:
        year, month = map(int, end.split("-"))
        return _month(year - 1, month + 11) if month == 1 else _month(year, month - 1)
    return (date.fromisoformat(end) - timedelta(1)).isoformat() if end else ""

"""Tell when a paper was written, as exactly as it says itself. Pure.

A price list of 2024 names a year, minutes a day, a policy its version; a Chinese notice is dated at its end. A day that a paper only
refers to, like that of the lease which an addendum changes, is not its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date, dates
from assistant.retrieval.periods import month_end
from assistant.retrieval.value_words import ENGLISH_MONTHS

HEAD_CHARS, TAIL_CHARS = 500, 160
"""Characters at the beginning and at the end of a paper that are looked at."""
_LONGEST_DATE_LINE = 48
"""Characters of the longest line that only says when, and perhaps who signs."""
_LABELLED = lazy_regex(
    r"(?:^|[\n|])\W*(?:date[ds]?|sent|issued(?: on)?|signed(?: on)?|as (?:of|at)|version of|last (?:updated|revised|changed)|effective(?: date| from)?|updated|revised"
    r"|日期|时间|会议时间|签[订署字]?(?:日期|时间|于)|发[布文]?(?:日期|时间)|制定日期|修订日期|生效日期|更新日期|发送时间|datum|fecha|data)(?![a-z])\s*[|:：]?\s*(?:on |der |den )?",
    re.IGNORECASE,
)
_REFERS = lazy_regex(
    r"\b(?:lease|contract|agreement|handbook|policy|deed|letter|e?mail|order|quotation|tenancy|list|minutes|terms|plan|notice|version|edition)s?(?: \w+){0,3}? (?:of|dated|from)(?: the)?\s*$"
    r"|\b(?:from|since|until|till|by|before|after|on|to|as of|effective|expires?|next meeting\W{1,3})(?: \w+day,?)?\s*$|[自从至到于]\s*$|有效期|(?:到期|期满|届满|截止|终止|结束)[^\s。，；]{0,6}$",
    re.IGNORECASE,
)
"""Words before a day that is not the paper's own."""
_REFERS_AFTER = lazy_regex(
    r"\s*(?:签订|签署|所?签的|所[签订立]|订立|[那这]份|的|起|算|开始|到|至|前|之前|以前|发布的|与|到期|期满|届满|终止|止|(?:[-–—~～]|to\b|until\b)\s*(?:the )?\d)"
)
_YEAR = lazy_regex(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]?\d)")
_VERSION = lazy_regex(
    r"\b(?:v|ver\.?|version|rev\.?|revision|edition|issue|fassung)[ ._-]?(\d{1,3}(?:\.\d{1,3})?)\b|第\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*[版次稿]",
    re.IGNORECASE,
)
_HAN = {digit: number for number, digit in enumerate("〇一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class PaperDate:
    """When a paper was written, as exactly as is known.

    Attributes:
        year: Its year; 0 where none is known.
        month: Its month; 0 where that is not known.
        day: Its day; 0 where that is not known.
        version: Its version; 0 where it names none.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    version: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.year or self.version)

    @property
    def first(self) -> date | None:
        """The first day on which it may have been written."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def last(self) -> date | None:
        """The last day on which it may have been written."""
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self.day) if self.day else month_end(self.year, month)

    def is_before(self, other: PaperDate) -> bool:
        """Return whether it is surely older than another."""
        last, first = self.last, other.first
        if last is not None and first is not None:
            if last < first:
                return True
            if other.last is not None and self.first is not None and self.first > other.last:
                return False
        return bool(self.version and other.version) and self.version < other.version

    def written(self, language: Language) -> str:
        """Write it as people do, in a language."""
        if not self.year:
            number = f"{self.version:g}"
            return (
                f"第{number}版"
                if language == "zh"
                else f"version {number}"
                if language == "en"
                else f"v{number}"
            )
        if language == "zh":
            month = f"{self.month}月" if self.month else ""
            return f"{self.year}年{month}{f'{self.day}日' if self.day else ''}"
        if language == "en":
            parts = [str(self.day)] if self.day else []
            return " ".join(
                [*parts, *([ENGLISH_MONTHS[self.month - 1]] if self.month else []), str(self.year)]
            )
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part)


def paper_date(source: str, title: str, head: str, tail: str = "") -> PaperDate:
    """Return when a paper was written; empty where it does not say.

    Its name comes first, then a line that says the date, its beginning, its end.

    Args:
        source: Path of its file.
        title: Its title.
        head: Its first characters.
        tail: Its last ones.
    """
    name = PurePath(source).stem.replace("_", " ")
    head, tail = head[:HEAD_CHARS], tail[-TAIL_CHARS:]
    version = _version(f"{name} {title}") or _version(head[:120])
    named = _exact(dates(name)) or _coarse(name)
    if named is not None and named.day:
        return PaperDate(named.year, named.month, named.day, version)
    told = (
        look(text)
        for look, text in (
            (_labelled, head),
            (_labelled, tail),
            (_own, head),
            (_alone, tail),
            (_first, head),
            (_coarse, title),
            (_coarse, head[:120]),
        )
    )
    for one in filter(None, told):
        if named is None or (one.year == named.year and (not named.month or named.month == one.month)):
            return PaperDate(one.year, one.month, one.day, version)
    return PaperDate(named.year, named.month, 0, version) if named else PaperDate(version=version)


def _version(text: str) -> float:
    found = _VERSION.search(text)
    if found is None:
        return 0.0
    if found[1]:
        return float(found[1])
    return float(found[2]) if found[2].isdigit() else float(sum(_HAN[one] for one in found[2]))


def _exact(found: tuple[Date, ...]) -> PaperDate | None:
    return next(_full(found), None)


def _first(text: str) -> PaperDate | None:
    return _exact(dates(text))


def _full(found: tuple[Date, ...]) -> Iterator[PaperDate]:
    for one in found:
        year, month, day = one.readings[0]
        if year and month and day and 1 <= year <= 9998:
            yield PaperDate(year, month, day)


def _labelled(text: str) -> PaperDate | None:
    """Return the day on a line that says that it is one."""
    for label in _LABELLED.finditer(text):
        line = text[label.end() : label.end() + _LONGEST_DATE_LINE].partition("\n")[0]
        found = dates(line)
        if found and (day := _exact(found[:1])) is not None and not _REFERS_AFTER.match(line, found[0].end):
            return day
    return None


def _own(head: str) -> PaperDate | None:
    """Return the first day of a beginning that is not that of another paper."""
    for one in dates(head):
        day = _exact((one,))
        refers = _REFERS.search(head[max(one.start - 60, 0) : one.start]) or _REFERS_AFTER.match(
            head, one.end
        )
        if day is not None and (not refers or _opens(head, one)):
            return day
    return None


def _opens(head: str, one: Date) -> bool:
    """Return whether a day is when a paper was made, or comes into force as a whole."""
    before, after = head[max(one.start - 40, 0) : one.start], head[one.end : one.end + 8]
    return (
        re.search(
            r"\b(?:made|entered into|signed|issued|dated|valid|held|adopted|in force)\b[^.\n]{0,20}\Z",
            before,
            re.IGNORECASE,
        )
        is not None
        or re.match(r"\s*起?(?:施行|生效|实行|执行|修订|发布)", after) is not None
        # 2025年4月2日签订, and not 2025年4月2日签订的合同
        or (
            re.match(r"\s*(?:签订|签署|订立)(?:本|[\s，。；]|$)", after) is not None
            and re.search(r"原|该|上述|此前", before[-12:]) is None
        )
    )


def _alone(tail: str) -> PaperDate | None:
    """Return the day that stands on a line of its own at the end."""
    for line in reversed(tail.splitlines()):
        if len(line) <= _LONGEST_DATE_LINE and (found := dates(line)):
            rest = line[: found[0].start] + line[found[0].end :]
            if sum(map(str.isalnum, rest)) <= _LONGEST_DATE_LINE // 2 and (day := _exact(found)) is not None:
                return day
    return None


def _coarse(text: str) -> PaperDate | None:
    """Return the month or the year that a name tells."""
    for one in dates(text):
        year, month, _day = one.readings[0]
        if year and 1 <= year <= 9998:
            return PaperDate(year, month or 0)
    found = _YEAR.findall(text)
    return PaperDate(int(found[-1])) if found else None

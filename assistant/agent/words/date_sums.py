"""Work out what questions ask of days: how long until, how old, overdue.

Also when a deal ends that is only said to last.

Pure. "Today" comes from the caller.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from assistant.agent.words.roles import role_pattern
from assistant.agent.words.rows import cells_of
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.paper_dates import PaperDate
from assistant.retrieval.periods import period_in
from assistant.retrieval.values import Number, values

Asks = Literal["until", "since", "age", "overdue", "valid", "end"]
UnitOfTime = Literal["day", "week", "month", "year"]

_UNIT_EN, _UNIT_ZH = r"(?P<unit>days?|weeks?|months?|years?)", r"(?P<unit>天|日|周|星期|个?月|年)"
_WRITTEN: Sequence[tuple[Asks, str, str]] = (
    ("until", rf"^\W*how (?:many|much) (?:more )?(?:{_UNIT_EN}|time|long)(?: more)?(?: (?:are|is|do|does|have|has|we|i|there|it|still|left|to go|remain\w*))* (?:until|till|before|to) (?P<what>.+)", "When is {what}?"),
    ("until", r"^\W*how long(?: (?:is|does|do|it|there|still|we|have|left|take))* (?:until|till|before) (?P<what>.+)", "When is {what}?"),
    ("until", rf"^\W*how many (?:more )?{_UNIT_EN} (?:are |is )?(?:left|remain\w*) (?:of|on|in|for) (?P<what>.+)", "When does {what} end?"),
    ("since", rf"^\W*how many {_UNIT_EN} ago (?:was|were|did|is|has) (?P<what>.+)", "When was {what}?"),
    ("since", rf"^\W*how (?:many {_UNIT_EN}|long)(?: (?:is it|has it been|have passed|has passed|it is))* since (?P<what>.+)", "When was {what}?"),
    ("since", r"^\W*how long ago (?:was|were|did|is|has) (?P<what>.+)", "When was {what}?"),
    ("age", r"^\W*how old (?:is|are|was|were|will) (?P<what>.+?)(?: be)?\W*$", "When was {what} born, built, founded or bought?"),
    ("overdue", r"^\W*(?:is|are|was|were|will) (?P<what>.+?) (?:be )?(?:already |yet |now |still )?(?:over ?due|past due|late|due)\b(?P<rest>.*)", "When is {what} due, by when is it to be paid?"),
    ("valid", r"^\W*(?:has|have|had|is|are|was|were|will|does|did) (?P<what>.+?) (?:be |already |still |yet )*(?:expired?|run out|ended|valid|in force|over(?= (?:yet|now|already|by|on)\b|\W*$))\b(?P<rest>.*)", "When does {what} end, until when is it valid?"),
    ("end", r"^(?P<what>\W*(?:when|until when|till when|on (?:what|which) (?:day|date)|what date|by when|what is the (?:last|end)\w*)\b.*\b(?:end|ends|ended|expires?|run out|runs out|over|terminates?|up|last day|end date|stops?)\b.*)", "{what}"),
    ("until", rf"^(?:距离?|离)?(?P<what>.+?)(?:还有|还剩|还要等?|剩下?)(?:多少|几) ?{_UNIT_ZH}", "{what}是什么时候？"),
    ("until", r"^(?:距离?|离)?(?P<what>.+?)(?:还有|还剩|还要|剩下?|还得)(?:过|等)?(?:多久|多长时间)(?:才|就|会|能)?(?:到期|结束|期满|届满|终止)\W*$", "{what}什么时候到期？"),
    ("until", rf"^(?:距离?|离)(?P<what>.+?)(?:有|是)?(?:多少|几) ?{_UNIT_ZH}", "{what}是什么时候？"),
    ("since", rf"^(?P<what>.+?)(?:已经|至今|到今天|到现在|距今|过去|过)+(?:已经)?(?:有|过去|了)?(?:多少|几) ?{_UNIT_ZH}", "{what}是什么时候？"),
    ("since", rf"^(?P<what>.+?)是?(?:多少|几) ?{_UNIT_ZH}(?:之|以)?前", "{what}是什么时候？"),
    ("age", r"^(?P<what>.+?)(?:今年|现在|到\S{2,12}?)?(?:有|已经)*(?:多大(?=了|年纪|岁数|[？?。]*$)|几岁|多少岁|多少年(?:了|历史)|用了(?:多少|几)年)", "{what}是哪年出生、建成或购买的？"),
    ("overdue", r"^(?P<what>.+?)(?:是否|有没有|算|已经?|会)*(?:逾期|超期|过期|(?<!时候)(?<![天号时])到期)(?:了)?(?:吗|没有?|了没)?\W*$", "{what}的到期日是哪天？何时应付？"),
    ("valid", r"^(?P<what>.+?)(?:还|仍|是否|依然)+(?:在)?有效(?:期内)?(?:吗)?\W*$", "{what}的到期日是哪天？有效期至何时？"),
    ("end", r"^(?P<what>.*(?:什么时候|何时|哪[一]?天|几号|哪年).{0,4}(?:到期|结束|届满|期满|终止|截止|为止).*|.*(?:到期日|截止日).*)", "{what}"),
)  # fmt: skip
_PATTERNS: Sequence[tuple[Asks, re.Pattern[str], str]] = tuple(
    (asks, lazy_regex(pattern, re.IGNORECASE | re.DOTALL), search) for asks, pattern, search in _WRITTEN
)
_UNITS: dict[str, UnitOfTime] = {
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "月": "month",
    "年": "year",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
}
_ON_DAY = lazy_regex(
    r"\s*(?:,|，)?\s*(?:on|by|as of|at|until|in|till|到|在|截至|截止)?\s*(?:the )?$", re.IGNORECASE
)
_WITHIN = lazy_regex(r"\b(?:within|in|after|net|payable|due|paid|of)\b|[内后]|以内|之内|期限", re.IGNORECASE)
_NOT_CALENDAR = lazy_regex(r"\b(?:working|business|bank) days?\b|工作日", re.IGNORECASE)
_PAID_AFTER = lazy_regex(r"\b(?:pay\w*|paid|due|settle\w*|net|remit\w*)\b|付|缴|交|结", re.IGNORECASE)
_IS_DUE = lazy_regex(
    r"\b(?:due|net|pay\w*|paid|settle\w*|until|till|through|valid|expir\w*|end(?:s|ed|ing)?|deadline|no later|latest|by|warrant\w*|guarantee\w*|term|returned?|back)\b"
    r"|付|缴|交|到期|有效|届满|截止|截至|止|前|归还|终止|结束|期限",
    re.IGNORECASE,
)
_HOLDS_UNTIL = lazy_regex(
    r"\b(?:until|till|through|valid|expir\w*|end(?:s|ed|ing)?|terminat\w*|runs?|lasts?|term|in force|warrant\w*|guarantee\w*|cover\w*)\b"
    r"|到期|有效|届满|截止|截至|止|终止|结束|期限|保修|质保",
    re.IGNORECASE,
)
"""What a sentence says of how long something holds: not by when it is paid."""
BEGAN = lazy_regex(
    r"\b(?:born|built|founded|bought|purchased|installed|established|made|delivered)\b|出生|[建修]成|建于|成立|购买|买[于入]|安装|投入使用|出厂",
    re.IGNORECASE,
)
_PARTS = lazy_regex(r"\band\b|[;,；，、。]|并|而")
_CLAUSE_ENDS = lazy_regex(r"(?<=[。；;])|(?<=[a-z)]\.)\s+")
_YEAR = lazy_regex(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]?\d)")
_ENDS = "end"
_DAYS_OF = {"day": 1, "week": 7}


YOUNG = 5
"""Years below which an age is told with its months."""


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """What a question asks of days.

    Attributes:
        asks: What is to be worked out.
        unit: What it is to be counted in; "" where the question does not say.
        what: What the question is about.
        search: The question that asks for what it rests on.
        on: The day that is counted from, or to.
    """

    asks: Asks
    unit: UnitOfTime | Literal[""]
    what: str
    search: str
    on: date


@dataclass(frozen=True, slots=True)
class DateSum:
    """What was worked out.

    Attributes:
        text: It in words, with the days that it comes from.
        units: The sentences that it rests on.
        said: Its figure or its day as it may be written; an answer that holds one of them agrees.
    """

    text: str
    units: tuple[Unit, ...]
    said: tuple[str, ...]


_OF_SEVERAL = lazy_regex(
    r"\b(?:which|what|who|whose|each|every|all)\b|哪|什么|谁|几[份个]|多少|每|各[份个]", re.IGNORECASE
)
"""Asks which of several it is, and not for one's days: 哪些合同在2026年到期."""


def date_question(question: str, today: date) -> DateQuestion | None:
    """Return what a question asks of days; None for any other question."""
    asked = question.strip()
    for asks, pattern, search in _PATTERNS:
        found = pattern.match(asked)
        if found is None:
            continue
        groups = found.groupdict()
        what, on = _without_day(f"{groups['what']}{groups.get('rest') or ''}".strip(" ?？。"), today, asks)
        if not what or (asks in ("overdue", "valid") and _OF_SEVERAL.search(what)):
            return None
        return DateQuestion(asks, _unit(groups.get("unit") or ""), what, search.format(what=what), on)
    return None


def _unit(word: str) -> UnitOfTime | Literal[""]:
    word = word.strip("个").casefold().rstrip("s")
    return _UNITS.get(word, "")


def _without_day(what: str, today: date, asks: Asks) -> tuple[str, date]:
    """Part a question's own day from what it is about."""
    if asks == "end":
        return what, today
    for one in dates(what):
        year, month, day = one.readings[0]
        if not (month and day):
            continue
        before = what[: one.start]
        lead = _ON_DAY.search(before)
        rest = f"{before[: lead.start()] if lead else before} {what[one.end :]}".strip(" ,，的")
        if rest and (asks in ("overdue", "valid", "age") or (lead and lead.group().strip())):
            try:
                return rest, date(year or today.year, month, day)
            except ValueError:
                return what, today
    said = period_in(what, today)
    if (
        asks in ("overdue", "valid", "age")
        and said is not None
        and said.period.last == said.period.first
        and said.period.last
    ):
        rest = f"{what[: said.start]} {what[said.end :]}".strip(" ,，")
        return (rest or what), said.period.last
    return what, today


def date_sum(
    asked: DateQuestion, units: Sequence[Unit], written: dict[int, PaperDate], language: Language
) -> DateSum | None:
    """Work out what is asked, from the sentences that most likely answer.

    Args:
        asked: What is to be worked out.
        units: Sentences, the best first.
        written: When their papers were written, by document.
        language: English or Chinese; others get English.

    Returns:
        None where they name no day or no length of time.
    """
    zh = language == "zh"
    about = frozenset(terms(asked.what))
    ordered = sorted(
        units, key=lambda one: -_share(about, f"{one.passage.title} {one.passage.source} {one.text}")
    )
    for unit in ordered if asked.asks != "end" else ():
        paper = written.get(unit.passage.document_id, PaperDate())
        text = max(_CLAUSE_ENDS.split(unit.text), key=lambda one: _share(about, one))
        for said in dict.fromkeys((text, unit.text)):
            made = (
                _overdue(asked, unit, said, paper, zh=zh)
                if asked.asks in ("overdue", "valid")
                else _counted(asked, unit, said, paper, zh=zh)
            )
            if made is not None:
                return made
    return None


def _share(about: frozenset[str], text: str) -> int:
    """Count the words of what is asked that a text holds."""
    return len(about & frozenset(terms(text)))


def end_sum(asked: DateQuestion, day: date, units: Sequence[Unit], language: Language) -> DateSum:
    """Say when a deal ends that is only said to last, or how long it is until then.

    Args:
        asked: What is asked: an end, or the time until it.
        day: Its last day.
        units: The sentences that it follows from.
        language: English or Chinese; others get English.
    """
    zh = language == "zh"
    on = written_day(day, zh=zh)
    text = f"推算：到期日为{on}。" if zh else f"Computed: it ends on {on}."
    if asked.asks == "end":
        return DateSum(text, tuple(units), (on, day.isoformat()))
    unit = asked.unit or "day"
    first, last = sorted((day, asked.on))
    number, rest = _in_unit(first, last, unit)
    told = _told(_length(number, unit, rest, zh=zh), first, last, zh=zh)
    return DateSum(told, tuple(units), (str(number),))


def _of_beginning(unit: Unit, said: str) -> str:
    """Return what tells of a beginning: a part of a sentence, or a cell; else "".

    "She started in 2016 and was born in 1990" holds a day that no age is counted from.
    """
    if is_row(said):
        rows = [cells_of(line) for line in unit.passage.text.splitlines() if is_row(line)]
        begins = [at for at, name in enumerate(rows[0] if rows else ()) if BEGAN.search(name)]
        cells = cells_of(said)
        return " ".join(cells[at] for at in begins if at < len(cells))
    if BEGAN.search(said) is None:
        return ""
    return "; ".join(part for part in _PARTS.split(said) if BEGAN.search(part)) or said


def _counted(asked: DateQuestion, unit: Unit, said: str, paper: PaperDate, *, zh: bool) -> DateSum | None:
    """Count the time from or to a day that a sentence names."""
    if asked.asks == "age":
        said = _of_beginning(unit, said)
    day = _day_meant(said, paper, asked.search, future=asked.asks == "until")
    if day is None and asked.asks == "age" and (year := _YEAR.search(said)) is not None:
        number = asked.on.year - int(year.group())
        about = (
            f"约{number}年（自{year.group()}年）"
            if zh
            else f"about {_plural(number, 'year')}, from {year.group()}"
        )
        return DateSum(
            f"推算：{about}。" if zh else f"Computed: {about}.", (unit,), (str(number), str(number - 1))
        )
    if day is None:
        return None
    first, last = sorted((day, asked.on))
    if asked.asks == "age":
        if day > asked.on:
            return None
        number = _years(day, asked.on)
        age = f"{number}年" if zh else _plural(number, "year")
        months = _in_unit(day, asked.on, "month")[0] % 12
        if number < YOUNG and months:
            own = f"{months}个月" if zh else _plural(months, "month")
            age = (f"{age}零{own}" if zh else f"{age} and {own}") if number else own
        return DateSum(_told(age, day, asked.on, zh=zh), (unit,), (str(number),))
    number, rest = _in_unit(first, last, asked.unit or "day")
    name = asked.unit or "day"
    length = _length(number, name, rest, zh=zh)
    text = _told(length, first, last, zh=zh)
    if asked.asks == "until" and day < asked.on:
        text += "（这一天已过）" if zh else " (the day has passed)"
    return DateSum(text, (unit,), (str(number),))


def _told(length: str, first: date, last: date, *, zh: bool) -> str:
    if zh:
        return f"推算：{length}（{written_day(first, zh=True)}至{written_day(last, zh=True)}）。"
    return f"Computed: {length}, from {written_day(first)} to {written_day(last)}."


def _overdue(asked: DateQuestion, unit: Unit, said: str, paper: PaperDate, *, zh: bool) -> DateSum | None:
    """Say whether a day has passed, and by how much."""
    if not _due_words(asked).search(said):
        return None
    due = (_due_after(said, paper) if asked.asks == "overdue" else None) or _day_meant(
        said, paper, "end", future=False
    )
    if due is None:
        return None
    days = (asked.on - due).days
    on, by = written_day(asked.on, zh=zh), written_day(due, zh=zh)
    agrees = (days > 0) == (asked.asks == "overdue")
    figures = (str(abs(days)), by)
    if zh:
        when = f"到{on}已过{days}天" if days > 0 else f"离{on}还有{-days}天" if days < 0 else f"就是{on}"
        return DateSum(f"推算：{'是' if agrees else '否'}，到期日为{by}，{when}。", (unit,), figures)
    if days > 0:
        when = f"{_plural(days, 'day')} before {on}"
    else:
        when = f"{_plural(-days, 'day')} after {on}" if days else "that very day"
    verb = "was" if days > 0 else "is"
    return DateSum(
        f"Computed: {'yes' if agrees else 'no'}, the last day {verb} {by}, {when}.", (unit,), figures
    )


def _due_words(asked: DateQuestion) -> re.Pattern[str]:
    return _IS_DUE if asked.asks == "overdue" else _HOLDS_UNTIL


def may_tell(asked: DateQuestion, text: str) -> bool:
    """Return whether a sentence may hold what is to be worked out, whatever its words."""
    if asked.asks in ("overdue", "valid"):
        return _due_words(asked).search(text) is not None
    return asked.asks == "age" and (is_row(text) or BEGAN.search(text) is not None)


def _due_after(text: str, paper: PaperDate) -> date | None:
    """Return the day on which what is to be paid within days of a paper falls due."""
    if (
        not paper.day
        or not _PAID_AFTER.search(text)
        or _NOT_CALENDAR.search(text)
        or any(one.readings[0][2] for one in dates(text))
    ):
        return None
    lengths = [one for one in lengths_of(text) if _WITHIN.search(text[max(one.start - 24, 0) : one.end + 10])]
    first = paper.first
    return later(first, lengths[0]) if len(lengths) == 1 and first is not None else None


def _day_meant(text: str, paper: PaperDate, question: str, *, future: bool) -> date | None:
    """Return which day of a sentence a question means: of two, its end or its start."""
    days = list(days_of(text, paper))
    if not days:
        return None
    ends = role_pattern(_ENDS).search(question) is not None or "到期" in question
    return days[-1] if ends or (future and len(days) > 1 and role_pattern(_ENDS).search(text)) else days[0]


def days_of(text: str, paper: PaperDate) -> Iterator[date]:
    """Yield the days that a sentence names.

    A day without a year is of its paper's year, or of the next.

    Args:
        text: The sentence.
        paper: When its paper was written.
    """
    for one in dates(text):
        if len(one.readings) > 1 and one.readings[0] != one.readings[1]:
            continue
        year, month, day = one.readings[0]
        if not (month and day):
            continue
        try:
            found = date(year or paper.year or 1, month, day)
            if not year:
                if not paper.year:
                    continue
                if paper.first is not None and found < paper.first - timedelta(days=31):
                    found = found.replace(year=found.year + 1)
        except ValueError:
            continue
        yield found


def lengths_of(text: str) -> list[Number]:
    """Return the lengths of time of a sentence, in days or in months."""
    return [
        one
        for one in values(text).numbers
        if one.unit in ("day", "month")
        and len(one.values) == 1
        and 0 < _whole(next(iter(one.values))) < 10_000
    ]


def _whole(number: str) -> int:
    return int(number) if number.isdigit() and len(number) <= 5 else 0


def later(start: date, length: Number) -> date | None:
    """Return the day so long after another; None where there is none."""
    try:
        return later_by(start, _whole(next(iter(length.values))), length.unit)
    except (ValueError, OverflowError):
        return None


def later_by(start: date, count: int, unit: str) -> date:
    """Return the day so many days or months after another; before it if below zero."""
    if unit == "day":
        return start + timedelta(days=count)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _in_unit(first: date, last: date, unit: UnitOfTime) -> tuple[int, int]:
    """Return how many whole units lie between two days, and the days that are left."""
    days = (last - first).days
    if unit in _DAYS_OF:
        return divmod(days, _DAYS_OF[unit])
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    whole = months // 12 if unit == "year" else months
    return whole, (last - later_by(first, whole * (12 if unit == "year" else 1), "month")).days


def _years(first: date, last: date) -> int:
    return _in_unit(first, last, "year")[0]


def _length(number: float, unit: UnitOfTime, rest: int, *, zh: bool) -> str:
    if zh:
        return f"{number:g}{_zh_unit(unit)}" + (f"零{rest}天" if rest else "")
    return _plural(number, unit) + (f" and {_plural(rest, 'day')}" if rest else "")


def _zh_unit(unit: str) -> str:
    return {"day": "天", "week": "周", "month": "个月", "year": "年"}[unit]


def _plural(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def written_day(day: date, *, zh: bool = False) -> str:
    """Write a day as people do."""
    return PaperDate(day.year, day.month, day.day).written("zh" if zh else "en")

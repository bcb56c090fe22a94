"""Tell who was at a meeting, or was not, by the head of its minutes.

"Who was there in May?", 谁请假了.

The meeting is the one whose minutes are of the time that is said, and say the words by which it is called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.agent.each.each_document import EachDocument
from assistant.agent.each.each_table import Target
from assistant.agent.each.mentions import HEAD_UNITS, NOT_THERE, THERE, cell_said
from assistant.agent.papers.paper_times import papers_of
from assistant.answer_table import Cell, Table, TableRow
from assistant.frozen import dataclass
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of
from assistant.retrieval.paper_dates import PaperDate

_MEETING = r"(?:meetings?|talks?|conference|session|get-together|minutes)"
_TIMED = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_EN = lazy_regex(
    rf"^who(?: all)? (?:attended|(?:was|were|came|sat|took part|went|turned up|is|are)(?P<no> not|n['’]t| absent| missing| away)?(?: there| present| along)? (?:at|in|to|from|on)) (?P<meeting>(?:the |our )?.{{0,60}}\b{_MEETING}\b.{{0,60}}?)\W*$"
    rf"|^who (?P<no2>missed|stayed away from|did ?n[o'’]t (?:come to|attend|turn up (?:at|for)|make it to)|sent apologies (?:for|to)) (?P<meeting2>(?:the |our )?.{{0,60}}\b{_MEETING}\b.{{0,60}}?)\W*$",
    re.IGNORECASE,
)
_ZH = lazy_regex(
    r"^(?P<meeting>[^，。？?]{1,24}?会)(?:议)?(?:上|[，,])?(?:都|是|我们这边|我们)*(?:有)?(?:谁|哪些人|哪几个人?|哪几位)(?:都|全)?(?:是)?(?:(?P<yes>参加|出席|到场|到会|去|来|在场|与会|在)|(?P<no>没[来到去参]|未[到参]|不在|缺席|请[了过]?假))[^，。？?]{0,4}[？?。]*$"
    r"|^(?:都有?)?(?:谁|哪些人)(?:都)?(?:(?P<yes2>参加|出席|去|来)|(?P<no2>没(?:有)?(?:参加|出席|去|来)|缺席))[了过]?(?P<meeting2>[^，。？?]{1,24}?会)议?[？?。]*$"
)
_MONTHS = {
    name: at
    for at, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY_EN = lazy_regex(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_TIMED})\b(?: (?P<day2>\d{{1,2}})(?!\d))?(?:,? (?P<year>20\d\d))?",
    re.IGNORECASE,
)
_DAY_ZH = lazy_regex(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?")
_GENERAL = lazy_regex(
    rf"\b(?:the|our|in|on|of|at|{_MEETING}|{_TIMED}|20\d\d|\d{{1,2}}(?:st|nd|rd|th)?)\b|那[次个场]|这[次个场]|上|的|会议?$",
    re.IGNORECASE,
)
_NAMES = lazy_regex(r"\W*[\u4e00-\u9fff]{2,4}(?:[ 、，,　]+[\u4e00-\u9fff]{2,4}){2,}\W*")
"""A line of names, which says by nothing else who was there."""
_SORRY = lazy_regex(r"\bsorry\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attendance:
    """A question for who was at a meeting.

    Attributes:
        meeting: What it is called.
        absent: Whether those are asked for who were not there.
    """

    meeting: str
    absent: bool


def attendance_asked(question: str) -> Attendance | None:
    """Return the meeting at which it is asked who was; None for any other question."""
    text = " ".join(question.split())
    found = _EN.match(text) or _ZH.match(text)
    if found is None:
        return None
    meeting = found["meeting"] or found["meeting2"] or ""
    return Attendance(meeting.strip(), bool(found["no"] or found["no2"]))


def attendance(
    library: Library, each: EachDocument, asked: Attendance, documents: frozenset[int] | None
) -> Table | None:
    """Return a table of the one meeting asked about; None where it is not found."""
    zh = not asked.meeting.isascii()
    minutes = each.called(["会议纪要" if zh else "minutes"], documents)
    minutes |= each.called(["minutes" if zh else "会议纪要"], documents)
    there = [one for one in each.documents(documents) if one.number in minutes]
    units = {one.number: _head(library, one) for one in there}
    if (target := _meeting(library, asked, there, units)) is None:
        return None
    told = [unit for unit in units[target.number] if _tells(unit, absent=asked.absent)]
    sure = bool(told)
    if not told and not asked.absent:
        told = [unit for unit in units[target.number][:4] if _NAMES.fullmatch(unit.text)]
    if not told:
        return None
    rows = tuple(
        TableRow(one.source, one.title, (cell_said(told[0], sure=sure),), True)
        if one is target
        else TableRow(one.source, one.title, (Cell("not_stated"),), False)
        for one in there
    )
    return Table((asked.meeting,), rows, len(there), len(there), condition=asked.meeting, selects="which")


def _head(library: Library, target: Target) -> list[Unit]:
    passages = library.documents.neighbours(target.number, 0, 1)
    return [unit for passage in passages for unit in units_of(passage, 0)][:HEAD_UNITS]


def _tells(unit: Unit, *, absent: bool) -> bool:
    if absent:
        return NOT_THERE.search(unit.text) is not None or _SORRY.search(unit.text) is not None
    bare = NOT_THERE.sub(" ", unit.text)
    return THERE.search(bare) is not None and any(mark in unit.text for mark in ":：　 ")


def _meeting(
    library: Library, asked: Attendance, there: list[Target], units: Mapping[int, list[Unit]]
) -> Target | None:
    """Return the one meeting of the time and with the words by which it is called."""
    time = _DAY_EN.search(asked.meeting) or _DAY_ZH.search(asked.meeting)
    left = there
    if time is not None:
        dated = papers_of(library).of([one.number for one in there])
        left = [one for one in there if one.number in dated and _is_then(dated[one.number].written, time)]
    words = frozenset(query_terms(_GENERAL.sub(" ", _DAY_ZH.sub(" ", asked.meeting))))
    said = {
        one.number: len(
            words & frozenset(terms(" ".join([one.called, *(unit.text for unit in units[one.number])])))
        )
        for one in left
    }
    most = max(said.values(), default=0)
    best = [one for one in left if said[one.number] == most]
    told = time is not None or most > 0
    return best[0] if told and len(best) == 1 else None


def _is_then(written: PaperDate, time: re.Match[str]) -> bool:
    groups = time.groupdict()
    month = _MONTHS.get(groups["month"][:3].lower(), 0) or int(
        groups["month"] if groups["month"].isdigit() else 0
    )
    day = int(groups["day"] or groups.get("day2") or 0)
    year = int(groups["year"] or 0)
    return written.month == month and (not day or written.day == day) and (not year or written.year == year)

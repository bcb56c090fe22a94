"""Compute the end of a deal that follows from its start and its length.

All functions are pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.words.conditions import day_range
from assistant.agent.words.roles import role_pattern
from assistant.agent.words.value_spans import part_around, value_spans
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of
from assistant.retrieval.values import values

_LABEL = lazy_regex(r"[^\d.。,，;；!?！？]{1,30}[:：]?")
"""A line that is a label of the next."""
_CLAUSE = lazy_regex(r"[;；。，(（]|,\s|\.\s|\band\b")
_FROM_START = lazy_regex(
    r"\b(?:for|duration|term|period|lasts?|runs?|valid\w*|good for|in force|concluded|agreed)\b|期限|为期|期为|有效|租期|期间|共|持续|约定|满|[务护包同借聘作]期|日起(?=[一二两三四五六七八九十\d])",
    re.IGNORECASE,
)
_OF_DEAL = lazy_regex(
    r"\b(?:terms?|duration|agreement|contract|lease|hire|licen[cs]e|tenancy|loan|lasts?|runs?|valid)\b|期限|租期|[务护包同借效]期|为期|有效",
    re.IGNORECASE,
)
"""What the length of a deal is said with."""
_SHORTEST_TERM = 27
"""Days that a deal lasts at the least."""
_ABOUT = 3
"""Days by which a stated end may differ from the one that follows."""
_OTHER_LENGTHS = lazy_regex(
    r"\b(?:notice|probation\w*|trial|warrant\w*|deleted|kept|retain\w*|paid|payable|due|within|after (?:the )?(?:end|termination)|leave|interest|receipts?|extend\w*|renew\w*|thereafter|further|more|in a row|running|overdue|consecutive|successive|every)\b|退场|每满|每隔|满[^，。；]{1,8}[日天]后|连[续着]|逾期|拖欠|没结|通知|提前|试用|保修|质保|删除|保存|支付|付款|之内|以内|年假|利率|续",
    re.IGNORECASE,
)
OPEN = (
    r"\b(?:no fixed (?:term|period|end|length|duration)|no term (?:is )?fixed|no fixed|indefinite(?:ly)?|open-ended|until further notice|(?:no|without an?) (?:fixed |final |finishing |agreed )?(?:end date|end|expiry date|finishing date|last day|final day)\b(?! without)"
    r"|month (?:to|by) month|week (?:to|by) week|quarter (?:to|by) quarter|evergreen|until (?:one|either|any) (?:of (?:the|us)|side|party)\b[^.;]{0,60}|(?:till|until) (?:cancelled|ended|either|one)\b"
    r"|(?:is|duration|term|kind|status|employment|post|engagement|contract|appointment)\b[^.;]{0,14} permanent|permanent (?:post|position|employment|contract|appointment)|(?:minimum term|duration|term|period|end)\W{1,20}none"
    r"|(?:not|never|\w+n['’]t) (?:\w+ ){0,2}?(?:fix(?:ed)?|set|put|nam(?:e|ed)|agree(?:d)?|stat(?:e|ed)|giv(?:e|en)|writ(?:e|ten)|hold|bind|tie)(?: \w+){0,4}? (?:an?|any) (?:fixed |final |particular )?(?:end(?: date)?|last day|final day|term)(?! of)"
    r"|(?:goes?|go|runs?|carr(?:y|ies)|keeps?(?: going)?|continues?)(?: on)?(?: \w+){0,3}? (?:for )?as long as (?:it|we|you|both|either|each|the parties)|runs? on from (?:day|week|month|quarter) to (?:day|week|month|quarter))\b"
    r"|无固定期限|没有固定期限|没有(?:固定|约定|确定)的?(?:结束|到期|终止|截止)(?:日期?|时间)|不定期|无限期|无期限|长期有效|一直有效|不设(?:最后一天|截止|期限|终止)|没有最后一天|(?:未|不)约定(?:截止|到期|终止|期限)|(?:直到|做到|到)[^，。；]{0,8}(?:一方|哪方|哪一方|谁)[^，。；]{0,10}为止|期限[:：]?\s*(?:不定|长期)|长期(?:聘用|雇佣|合同|有效)"
    r"|没有?(?:到期|截止|终止|结束)(?:日期?|时间)|没有?(?:[限规约商]?定|写明?|说好?)(?:做|合作|租|供|干)?(?:[几多][年久]|到?(?:哪[天年月]|哪一[天年]|什么时候)|(?:到期|截止|结束|终止)(?:日期?|时间)?|期限)|一直(?:做|干|合作|租|供)下去"
)
"""Says that a deal has no fixed end."""
NO_END: Mapping[Language, str] = {
    "en": "no end date", "zh": "无固定期限", "de": "unbefristet", "fr": "sans date de fin", "es": "sin fecha de fin", "it": "senza data di fine",
    "pt": "sem data de fim", "ru": "без даты окончания", "ja": "期限なし", "ko": "종료일 없음",
}  # fmt: skip
"""How a cell says so."""
_OPEN = lazy_regex(OPEN, re.IGNORECASE)
_INDEFINITE = lazy_regex(
    "|".join([OPEN, *NO_END.values()])
    + r"|\b(?:unlimited|without end|for now)\b|不固定|没有固定|无固定|不设|另行(?:商定|通知|约定)|顺延|不定\b",
    re.IGNORECASE,
)
_ENDS_ON = lazy_regex(
    r"(?:\bend(?:s|ing)?|\buntil|\btill?|\bto|\bthrough|\bup to|\bexpir\w+|\blast day(?: is)?|\bfinish\w*|\bruns? out|\blaps\w+|\bceas\w+|\bclose[sd]?|[至到])(?:\s+(?:and|including|incl\.?|the|on|at|of|midnight|is|day|end|up|be|will|shall|to|with))*\s*\Z|[–—~-]\s*\Z",
    re.IGNORECASE,
)
"""Stands before the day on which a deal ends."""
_ENDED = lazy_regex(
    r"\s*[日号]?(?:为?止|到期|届满|终止|结束|期满)|,? (?:on|at) which (?:date|day|time) (?:this|the|our) \w+ (?:ends?|expires?|stops?|lapses?|is over)\b",
    re.IGNORECASE,
)
"""Stands behind it."""
_OTHER_END = lazy_regex(
    r"\b(?:not|no) (?:\w+ )?(?:expire|end|take effect|be (?:given|served|ended)) (?:before|earlier)\b|\b(?:not|no) earlier than\b|\b(?:prices?|rates?|fees?|rents?|charges?)\b[^.;]{0,40}\b(?:fixed|firm|held|unchanged|frozen|stays? as)\b|\b(?:framework|licen[cs]e of the|permits?|certificates?|accreditation|drafts?)\b[^.;]{0,60}\b(?:until|valid|in force|due)\b|\brent[- ]free\b"
    r"|\bwarrant(?:y|ies)\b|\bafter (?:it|this \w+|the \w+|they) (?:ends?|expires?|terminates?)\b|\bafter (?:the )?(?:end|expiry|termination)\b|\bbreak (?:clause|date|option|right)|\b(?:either|any|both|neither) (?:party|side) may (?:end|terminate|break|bring)\b|\b(?:party|side|buyer|seller|tenant|landlord|lessee|lessor|customer|client|supplier|contractor|employee|employer|licen[sc]ee|hirer|owner|you|we) (?:may|can) (?:\w+ )?(?:end|terminate|break|cancel|withdraw)\b|\bmay be (?:ended|terminated|broken off) early\b|\b(?:insur\w+|warrant\w+|guarantee)\b[^.;]{0,100}\buntil\b"
    r"|免租|(?:结束|终止|离职|期满|到期)[后之]|(?:价格|单价|费率|租金|报价)[^。；]{0,12}(?:不变|固定|不调|有效)|提前(?:解除|终止|退租|解约)|(?:不得|不能)早于|保险[^。；]{0,12}至|质保[^。；]{0,12}至|(?:许可证|资质|证书|执照|资格证|营业执照)[^。；]{0,12}(?:有效|至)|试[做用运][^。；]{0,8}(?:至|到|结束)",
    re.IGNORECASE,
)
_OTHER_END_HEADING = lazy_regex(
    r"\b(?:ending early|early (?:end|termination)|break|prices?|insurance|warranty|rent[- ]free)\b|提前(?:解除|终止|退租|解约)|价格|免租|保险|质保",
    re.IGNORECASE,
)
"""What else ends in a deal: a time when it cannot be broken off, a price."""
COMPUTED: Mapping[Language, str] = {
    "en": "computed", "zh": "推算", "de": "berechnet", "fr": "calculé", "es": "calculado", "it": "calcolato", "pt": "calculado", "ru": "вычислено",
    "ja": "計算", "ko": "계산",
}  # fmt: skip
"""What marks a day that no paper states in so many words."""


@dataclass(frozen=True, slots=True)
class ComputedEnd:
    """The end of a deal that follows from its start and its length.

    Attributes:
        day: The last day.
        units: The sentences that state start and length, the length first.
    """

    day: date
    units: tuple[Unit, ...]


def has_no_end(text: str, heading: str = "") -> bool:
    """Return whether a sentence says that a deal has no fixed end.

    From a day on it may be broken off, until a day the price is fixed, or no rent is paid.
    """
    return _INDEFINITE.search(_UNTICKED.sub(" ", text)) is not None or ends_other(text, heading)


def ends_other(text: str, heading: str = "") -> bool:
    """Return whether a sentence speaks of another end than that of the deal.

    Of a time in which it may be broken off, of a price, of an insurance.
    """
    return _OTHER_END.search(text) is not None or _OTHER_END_HEADING.search(heading) is not None


def computed_end(
    text: DocumentText, among: Sequence[Unit], known: Sequence[Unit], begins: Callable[[], Unit | None]
) -> ComputedEnd | None:
    """Return the end that follows from a stated start and length, or None.

    "For two years from 1 March 2022" ends on 28 February 2024. Notice periods, probation and their like are no length of a
    deal; of two lengths that differ none counts.

    Args:
        text: The document.
        among: The sentences that may state the length.
        known: Those of them that state it, whatever their words.
        begins: Gives the sentence that states the start.
    """
    places = {(one.passage.id, one.start) for one in among}
    lasting = {(one.passage.id, one.start) for one in known}
    ends: dict[date, ComputedEnd] = {}
    surely: set[date] = set()
    start: tuple[date, Unit] | None = None
    for passage in text.passages:
        heading = passage.heading[-1] if passage.heading else ""
        label = ""
        for unit in units_of(passage, 0):
            around, label = f"{heading} {label} {unit.text}", unit.text if _LABEL.fullmatch(unit.text) else ""
            if (passage.id, unit.start) not in places:
                continue
            if _INDEFINITE.search(_UNTICKED.sub(" ", unit.text)):
                return None
            if has_no_end(unit.text, heading):
                continue
            lasts = (passage.id, unit.start) in lasting
            if _OTHER_LENGTHS.search(around) or not (lasts or _FROM_START.search(around)):
                continue
            if (told := _end_of_that_year(unit.text)) is not None:
                ends[told] = ComputedEnd(told, (unit,))
                surely.add(told)
                continue
            lengths = [
                one
                for one in values(unit.text).numbers
                if one.unit in ("month", "day") and len(one.values) == 1
            ]
            if len(lengths) != 1 or not value_spans(unit.text, "duration"):
                continue
            if names_end(unit.text):
                continue
            days = _days(unit.text)
            if len(set(days)) > 1:
                continue  # the last of several is an end
            from_date = _FROM_ITS_DATE.search(unit.text) is not None
            if not days and start is None and not from_date:
                start = _start(begins())
            count = _whole(next(iter(lengths[0].values)))
            if _states_end(days, count, lengths[0].unit):
                continue
            begun = (days[-1], unit) if days else start
            if not days and from_date:
                begun = _dated(text) or _start(begins())
            if begun is None or not count:
                continue
            day = _later(begun[0], count, lengths[0].unit)
            if day is not None and (day - begun[0]).days >= _SHORTEST_TERM:
                ends[day] = ComputedEnd(day, (unit,) if begun[1] == unit else (unit, begun[1]))
                if lasts or _OF_DEAL.search(unit.text):
                    surely.add(day)
    chosen = surely if len(surely) == 1 else ends.keys()
    return ends[next(iter(chosen))] if len(chosen) == 1 else None


def _whole(number: str) -> int:
    return int(number) if number.isdigit() and len(number) <= 5 else 0


def without_end(text: DocumentText, among: Sequence[Unit]) -> Unit | None:
    """Return the sentence that says that a deal has no fixed end, or None.

    Args:
        text: The document.
        among: The sentences that may speak of its end or length.
    """
    places = {(one.passage.id, one.start) for one in among}
    for passage in text.passages:
        for unit in units_of(passage, 0):
            near = (passage.id, unit.start) in places
            of_deal = near or _OF_DEAL.search(unit.text) or _FIELD.match(unit.text)
            if of_deal and says_open(unit.text):
                return unit
    return None


def says_open(text: str) -> bool:
    """Return whether a sentence says that its deal has no fixed end."""
    others = (_OTHER_END, _OTHER_OPEN)
    text = _UNTICKED.sub(" ", text)
    return _OPEN.search(text) is not None and not any(one.search(text) for one in others)


_UNTICKED = lazy_regex(r"(?:\[ ?\]|[☐□])[^\n\[☐□☑☒✓✔■]*")
"""A choice of a form that was not taken, up to the next one."""
_FIELD = lazy_regex(r"[|*\s\d.]*\w[\w ]{1,24}\s*(?:[:：|]|\*\*|\.{3,}|\s{3,})")
_OTHER_OPEN = lazy_regex(
    r"\b(?:not|no|never)\b[^.;]{0,30}\bpermanent\b|\b(?:insur\w+|guarantee\w*|warrant\w*|confiden\w+|secre\w+|licen[cs]e of|copyright|staff|leave|sick\w*|stor(?:e|ed|age)|kept|rent[- ]free|suspended)\b|保险|质保|保密|版权|保存|病假",
    re.IGNORECASE,
)
"""What else may be without end."""


def names_end(text: str) -> bool:
    """Return whether a sentence names a day as the end: "ending 24 March 2031"."""
    return any(_is_named_end(text, start, end) for start, end in value_spans(text, "date"))


def _is_named_end(text: str, start: int, end: int) -> bool:
    days = day_range(text[start:end])
    if days is None or days[0] != days[1]:
        return False
    return _ENDS_ON.search(text, 0, start) is not None or _ENDED.match(text, end) is not None


def end_named(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the one of several days that is called the end; "" for none."""
    named = [text[start:end] for start, end in spans if _is_named_end(text, start, end)]
    return named[0] if len(named) == 1 else ""


def _end_of_that_year(text: str) -> date | None:
    """Return the end of a time whose year only its first day says, or None.

    "From 24 February 2026 to 31 December".
    """
    found = values(text).dates
    for one, other in pairwise(found):
        year, month, day = next(iter(one.readings), (None, None, None))
        bare, to_month, to_day = next(iter(other.readings), (None, None, None))
        if not (year and month and day and to_month and to_day) or bare is not None:
            continue
        if _TO_DAY.fullmatch(text, one.end, other.start) is None:
            continue
        try:
            begun, ends = date(year, month, day), date(year, to_month, to_day)
            return ends if ends > begun else ends.replace(year=year + 1)
        except ValueError:
            continue
    return None


_TO_DAY = lazy_regex(
    r"[^.;。；\d]{0,16}?(?:[至到]|\b(?:to|until|till|through)\b|[–—~-])[^.;。；\d]{0,16}", re.IGNORECASE
)
"""Between the first and the last day of a time."""


def _days(text: str) -> list[date]:
    """Return the days that a sentence names, without that of its signature."""
    found = []
    for start, end in value_spans(text, "date"):
        days = day_range(text[start:end])
        clause = part_around(text, start, end, _CLAUSE)
        if days is not None and days[0] == days[1] and not role_pattern("sign").search(clause):
            found.append(days[0])
    return found


def _states_end(days: Sequence[date], count: int, unit: str) -> bool:
    """Return whether a sentence names the end itself, a day so long after another."""
    ends = [_later(begun, count, unit) for begun in days]
    return any(end is not None and abs((day - end).days) <= _ABOUT for end in ends for day in days)


_FROM_ITS_DATE = lazy_regex(
    r"\b(?:from|after|of) the date (?:above|hereof|stated above|at the (?:head|top)|(?:first )?(?:above )?written|(?:of|on) (?:this|which this) (?:\w+)(?: is (?:made|signed|dated))?)\b|\bfrom (?:its|the) (?:date of signing|date of signature|signature)\b"
    r"|自?(?:本(?:合同|协议))?(?:签订|签署|签字|签约|双方签字)(?:盖章)?之日起",
    re.IGNORECASE,
)
"""A time that runs from the day with which the paper itself is dated."""
_DATED = lazy_regex(
    r"[\W_]*(?:(?:dated?|(?:this|the) \w+ (?:is )?(?:made|dated|entered into)|made|signed)\b|日期|[^，。；]{0,40}(?:签[订署约]|立约|订立)(?:日期|时间|于)?)",
    re.IGNORECASE,
)
_HEAD = 8
"""Lines at the head of a paper among which its date stands."""


def _dated(text: DocumentText) -> tuple[date, Unit] | None:
    """Return the day with which a paper is dated at its head or its foot, or None."""
    units = [unit for passage in text.passages for unit in units_of(passage, 0)]
    for unit in [*units[:_HEAD], *units[-_HEAD:][::-1]]:
        days = [day_range(unit.text[start:end]) for start, end in value_spans(unit.text, "date")]
        if len(days) == 1 and days[0] is not None and days[0][0] == days[0][1] and _DATED.match(unit.text):
            return days[0][0], unit
    return None


def _start(unit: Unit | None) -> tuple[date, Unit] | None:
    days = _days(unit.text) if unit is not None else []
    return (days[0], unit) if days and unit is not None else None


def _later(start: date, count: int, unit: str) -> date | None:
    """Return the last day of a time that begins on a day."""
    try:
        if unit == "day":
            return start + timedelta(days=count - 1)
        months = start.year * 12 + start.month - 1 + count
        year, month = divmod(months, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None

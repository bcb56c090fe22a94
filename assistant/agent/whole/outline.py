"""Outline documents without a model, by a sentence of each section.

It is the first, where no other is far more central.

Source: centroid-based summarisation, D. Radev et al., "Centroid-based summarization of multiple documents" (2004); ours
    weighs terms by how few passages of the library hold them, takes one section after the other, and favours its beginning.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from assistant.agent.prompt.whole_wording import Task
from assistant.agent.whole.duties import is_task
from assistant.agent.words.sentence_features import MAIL_HEAD
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.value_words import MONEY
from assistant.retrieval.values import values
from assistant.text import count_wide

MOST_SECTIONS = 40
"""Most sections of an outline; neighbours are put together until there are no more."""
MOST_LISTED = 80
"""Most sentences that are listed for a task."""
FEW_CHARS, MOST_BEFORE = 24, 240
"""Characters of a sentence that says too little by itself, and of the one before that it is shown with."""
MOST_QUOTED = 20
"""Most passages of a section that are quoted."""
LEAST_TERMS, MOST_TERMS = 4, 60
"""A sentence with fewer or more terms says too little, or is no sentence."""
FIRST_BONUS = 2.0
"""What the first sentence of a section counts beside the others."""
DATED = 1.25
"""What a sentence that holds a day counts beside the others: when a deal begins and ends is wanted most."""
_OBLIGES = lazy_regex(
    r"\b(?:must|shall|has to|have to|may not|compulsory|mandatory|is obliged|are obliged|is required|are required|is responsible|are responsible|undertakes?|agrees? to"
    r"|muss|müssen|hat .{1,60} zu|darf nicht|dürfen nicht|verpflichtet|doit|doivent|ne peut|est tenue?|debe|deben|deberá|deve|devono|è tenut|devem|deverá"
    r"|долж\w+|обязан\w*|не вправе|запрещ\w+)\b|必须|(?<![照供反响适对相效回呼])应当?(?![用急届收])|不得|须|需要?在|负责|義務|なければならない|してはならない|해야|하여야|안 된다",
    re.IGNORECASE,
)

_DUTY = lazy_regex(
    r"\b(?:tenants?|landlords?|less[eo]rs?|lessees?|customers?|clients?|suppliers?|contractors?|providers?|buyers?|sellers?|purchasers?|employees?|employers?|borrowers?|lenders?|licen[sc]ees?"
    r"|licen[sc]ors?|members?|staff|owners?|occupiers?|guarantors?|part(?:y|ies)|company)\b,? (?:(?:also|further|then|each|will|always|himself|herself) )*"
    r"(?!is\b|has\b|was\b|does\b|as\b|this\b|its\b|his\b|always\b|hereby leases\b|hereby lets\b|lets\b|leases\b|terms\b)(?:\w+s\b|pay\b|keep\b|repair\b|bear\b|insure\b|deliver\b)"
    r"|\b(?:is|are) (?:to|responsible for|liable for|bound to|payable|due|borne by|forbidden|prohibited|not (?:allowed|permitted))\b|\bresponsib(?:le|ility) (?:for|of)\b|\bbear(?:s)? the costs?\b"
    r"|\b(?:giving|given?|with|subject to)\b.{0,40}\bnotice\b|\bnotice of\b|\bdeposit of\b"
    r"|\b(?:der|die) (?:mieter|vermieter|auftragnehmer|auftraggeber|käufer|verkäufer|arbeitnehmer|arbeitgeber)\w* (?:zahlt|trägt|wartet|liefert|leistet|hält|repariert|haftet)"
    r"|(?:[甲乙丙双]方|承租[人方]|出租[人方]|员工|买方|卖方|供方|需方|借款人|贷款人|公司).{0,14}?(?:支付|承担|负担|提供|维修|修缮|交付|缴纳|归还|返还|赔偿|保证|通知)|(?:支付|缴纳|承担).{0,6}(?:违约金|押金|保证金|费用|责任)|由.{1,12}(?:承担|负担|支付|维修)|不得|禁止|每?季?月?.{0,8}日前支付",
    re.IGNORECASE,
)
"""Duties that are told in the present: "The tenant repairs the windows"; and what a notice or a deposit asks of somebody."""

_RULE = lazy_regex(
    r"\b(?:nobody|no one|no-one|never|at least|n(?:ot|o) more than|the (?:consent|approval) of)\b"
    r"|^\W*no (?:[a-z]+ ){1,3}(?:is|are|may|works?|enters?|leaves?|goes|stands?|drives?)\b"
    r"|\b(?:is|are) (?:not )?(?:[a-z]+ly )?[a-z]+(?:ed|en|wn|pt|ld|ght|nt|ne)\b[^.;]{0,60}\b(?:every|each|within|before|after|once|twice|daily"
    r"|weekly|monthly|yearly|immediately|at once|the same day|in writing|out of|with|on (?:mon|tues|wednes|thurs|fri|satur|sun)days)\b"
    r"|\b(?:calls?|reports?|rings?|informs?|checks?) [^.;]{2,40}\b(?:at \d|every|within|before)"
    r"|\b(?:stays?|keeps?) (?:out of|away from)\b"
    r"|严禁|不准|切勿|不许|每(?:天|日|周|月|季|年|次|班|半年|\d+.?(?:天|日|周|个?月|小时)).{0,12}(?:检查|检修|清|盘点|维护|保养|更换|记录|核对|上报)",
    re.IGNORECASE,
)
"""Rules that are told in the present, as manuals do: "Nobody works …", "ropes are taken out of use after five years"."""
_RULES = lazy_regex(
    r"\b(?:manual|rules?|polic(?:y|ies)|procedures?|regulations?|guidelines?|instructions?|handbook|safety|code of)\b|手册|制度|规程|规定|守则|规范|办法|须知",
    re.IGNORECASE,
)
"""Stands in the name or the title of papers that hold rules."""

_TIMES_AND_MONEY = MONEY | {"year", "month", "week", "day", "hour", "minute", "second", "%"}
"""Units of what is listed with dates: no square metres."""

_NUMBERED = lazy_regex(
    r"^(?:\*\*)?(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.|\(\d{1,2}\)|第[一二三四五六七八九十百]+条)\s+"
)
"""The number of a clause, which is no day and no amount."""
_ENDED = lazy_regex(r"[.。!！?？;；,，][\s*”\"]*$")
_LABELLED = lazy_regex(r"\w\s*[:：]\s*\S|^(?:dated?|signed|from|until|by|on)\b.*\d", re.IGNORECASE)
_CAPTION = lazy_regex(
    r"(?:table|figure|fig\.?|photo|picture|tabelle|abbildung|tableau|表|图)\s*\d", re.IGNORECASE
)
_MAIL_DATE = lazy_regex(
    r"^(?:date|sent|发送时间)\s*[:：].*\d\d:\d\d|^(?:from|to|cc|subject)\s*:|^[> ]*(?:on .{6,90} wrote:|.{6,40}写道[:：])[>\s]*$",
    re.IGNORECASE,
)
LONGEST_TITLE = 60
"""Characters up to which a line that does not end like a sentence is a title."""

Weigh = Callable[[Sequence[str]], Mapping[str, float]]


@dataclass(slots=True)
class _Section:
    """The best sentence of a stretch of a document so far."""

    trail: tuple[str, ...]
    best: Unit | None
    score: float
    passages: int


def listed_units(passages: Iterable[StoredPassage], task: Task) -> list[Unit]:
    """Return the sentences that hold a date or amount, or an obligation, in order.

    An obligation that a paper says again below each of its headings is listed once; a day or an amount is another thing's there.
    """
    found: list[Unit] = []
    told: set[tuple[int, str, str]] = set()
    for passage in passages:
        before: Unit | None = None
        for unit in units_of(passage, 0):
            if _answers(unit.text, task) or (task == "obligations" and _is_rule(unit)):
                own = _with_subject(unit, before) if task == "dates" else unit
                if (
                    found
                    and own.start < unit.start
                    and found[-1].passage is passage
                    and found[-1].start == own.start
                ):
                    found.pop()
                words = (passage.document_id, own.lead, " ".join(own.text.split()))
                if task != "obligations" or words not in told:
                    told.add(words)
                    found.append(own)
                if len(found) == MOST_LISTED:
                    return found
            before = unit
    return found


def _is_rule(unit: Unit) -> bool:
    """Return whether somebody is given a task, or a paper of rules tells one."""
    if is_task(unit.text, unit.lead):
        return True
    if is_row(unit.text) or _RULE.search(unit.text) is None:
        return False
    named = " ".join(
        [PurePath(unit.passage.source).stem.replace("_", " ").replace("-", " "), unit.passage.title]
    )
    return _RULES.search(named) is not None


def _with_subject(unit: Unit, before: Unit | None) -> Unit:
    """Put a few words, "Starts 1 May.", behind what they are about.

    That is the sentence before, and the heading of the section.
    """
    if unit.lead or is_row(unit.text):
        return unit
    lead = " › ".join(unit.passage.heading[1:])
    if before is None or is_row(before.text) or len(unit.text) + count_wide(unit.text) > FEW_CHARS:
        return replace(unit, lead=lead)
    if ":" in unit.text or "：" in unit.text or len(before.text) > MOST_BEFORE:
        return replace(unit, lead=lead)
    return replace(unit, start=before.start, lead=lead)


def section_units(passages: Iterable[StoredPassage]) -> list[Unit]:
    """Return a section passage by passage, word for word."""
    units: list[Unit] = []
    place: tuple[str, ...] = ()
    for passage in passages:
        lead = " › ".join(passage.heading[1:]) if passage.heading != place else ""
        place = passage.heading
        units.append(Unit(passage, 0, len(passage.text), 0, lead))
        if len(units) == MOST_QUOTED:
            break
    return units


def obliges(text: str) -> bool:
    """Return whether a sentence says what somebody must or may not do."""
    return _OBLIGES.search(text) is not None


def _answers(text: str, task: Task) -> bool:
    if task == "obligations":
        if _MAIL_DATE.match(text.strip()):
            return False
        return (obliges(text) or _DUTY.search(text) is not None) and not is_row(text)
    said = _NUMBERED.sub("", text.strip())
    if not is_row(text) and (
        _MAIL_DATE.match(said)
        or (len(said) <= LONGEST_TITLE and not _ENDED.search(said) and not _LABELLED.search(said))
    ):
        return False
    held = values(said)
    return bool(held.dates) or any(number.unit in _TIMES_AND_MONEY for number in held.numbers)


def outline_units(
    read: Callable[[], Iterable[StoredPassage]], weigh: Weigh, most: int = MOST_SECTIONS
) -> tuple[list[Unit], int]:
    """Return one sentence of each section, and how many sections there are.

    They are in order, each under its heading. Where there are too many, the parts of a chapter are put together, and then neighbours.

    Args:
        read: Gives all passages in order; is called twice, so that they need not be held.
        weigh: Gives the inverse document frequency of terms.
        most: Most sections.
    """
    counts: dict[tuple[str, ...], Counter[str]] = {}
    sizes: Counter[tuple[str, ...]] = Counter()
    for passage in read():
        place = _place(passage)
        if len(counts) < 2_000 or place in counts:
            counts.setdefault(place, Counter()).update(set(terms(passage.text)))
        sizes[place] += 1
    depth = _depth(list(sizes), most)
    merged: dict[tuple[str, ...], Counter[str]] = {}
    for place, own in counts.items():
        merged.setdefault(place[: depth + 1], Counter()).update(own)
    weights = {place: _centroid(own, weigh) for place, own in merged.items()}
    sections = list(_sections(read(), depth, weights))
    units = [
        replace(section.best, lead=" › ".join(section.trail[1:]) or section.best.lead)
        for section in _fewer(sections, most)
        if section.best is not None
    ]
    # Without headings, a document is one place, and more sections; parts of chapters are more places.
    return units, max(len(sections), len(sizes))


def _place(passage: StoredPassage) -> tuple[str, ...]:
    # Without headings, a document is outlined by stretches of its pages.
    return (str(passage.document_id), *passage.heading[1:])


def _depth(places: Sequence[tuple[str, ...]], most: int) -> int:
    """Choose how many levels of headings make sections: as many as may be."""
    deepest = max((len(place) - 1 for place in places), default=0)
    for depth in range(deepest, 0, -1):
        if len({place[: depth + 1] for place in places}) <= most:
            return depth
    return min(deepest, 1)


def _centroid(counts: Counter[str], weigh: Weigh) -> dict[str, float]:
    """Weigh the most frequent terms of a section by how rare they are elsewhere."""
    common = [term for term, _ in counts.most_common(80)]
    rarity = weigh(common)
    return {term: math.log1p(counts[term]) * rarity[term] for term in common}


def _sections(
    passages: Iterable[StoredPassage], depth: int, weights: Mapping[tuple[str, ...], Mapping[str, float]]
) -> Iterator[_Section]:
    section: _Section | None = None
    place: tuple[str, ...] = ()
    for passage in passages:
        own = _place(passage)[: depth + 1]
        if section is None or own != place or (not passage.heading[1:] and section.passages >= 8):
            if section is not None:
                yield section
            section, place = _Section(own, None, -1.0, 0), own
        centroid = weights.get(own, {})
        for position, unit in enumerate(units_of(passage, 0)):
            if MAIL_HEAD.match(unit.text.strip()):
                continue
            score = _score(unit.text, centroid)
            if section.passages == 0 and position == 0:
                score += FIRST_BONUS * abs(score)
            elif _CAPTION.match(unit.text):
                score = 0.0
            if score > section.score or section.best is None:
                section.best, section.score = unit, score
        section.passages += 1
    if section is not None:
        yield section


def _score(text: str, centroid: Mapping[str, float]) -> float:
    """Compute how central a sentence is; higher is more central."""
    own = terms(text)
    if not LEAST_TERMS <= len(own) <= MOST_TERMS or is_row(text):
        return 0.0
    central = sum(centroid.get(term, 0.0) for term in set(own)) / math.sqrt(len(own))
    return central * (DATED if values(text).dates else 1.0)


def _fewer(sections: list[_Section], most: int) -> list[_Section]:
    """Put neighbours together until there are few enough; the better one stays."""
    while len(sections) > most:
        joined: list[_Section] = []
        for at in range(0, len(sections), 2):
            pair = sections[at : at + 2]
            joined.append(max(pair, key=lambda one: one.score))
        sections = joined
    return sections

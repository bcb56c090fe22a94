"""Find what changes a value: further on in the same paper, or in a later one.

"3. Fee. £540 a year" holds no longer where "Amendment: from 1 March 2025 the fee is £575" stands below, or in an addendum of its own.
All functions are pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from datetime import date

from assistant.agent.claims.claim_parts import Claim, claim_of
from assistant.agent.papers.succession import BEGINNING, TITLE_CHARS, DatedPaper, numbers_of
from assistant.agent.words.candidates import Candidate
from assistant.library.terms import is_unspaced, terms
from assistant.paths import is_mail
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Reading, dates
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import Number, amounts

_AMENDS = lazy_regex(
    r"\b(?:amend(?:ment|ed|s)?|addend(?:um|a)|corrections?|corrected|supplement|revis(?:ion|ed))\b"
    r"|\b(?:nachtrag|änderung\w*|ergänzung|korrektur|berichtigung)\b|\b(?:avenant|rectificatif|modification|correction)\b"
    r"|\b(?:corrección|modificación|enmienda|adenda)\b|\b(?:rettifica|modifica|addendum|variazione)\b"
    r"|\b(?:aditamento|alteração|correção|emenda)\b|\b(?:дополнени\w+|изменени\w+|поправк\w+|допсоглашени\w+)\b"
    r"|补充约定|补充协议|变更|更正|修订|改为|改成|調整为|调整为|変更|改定|訂正|追記|변경|개정|정정|\b(?:ملحق|تعديل)\b",
    re.IGNORECASE,
)
"""Words by which a sentence says that it changes what stands before it."""
CALLED_CHANGE = lazy_regex(
    r"\b(?:addend(?:um|a)|amendments?|(?:supplement(?:al|ary)|amending) (?:agreement|contract|deed|lease)|supplement (?:to|no\b|\d)|(?:deed|letter) of variation|(?:chang(?:es?|ed|ing)|variations?) (?:of|to|in) (?:(?:the|our|your|its) )?(?:\w+ ){0,3}?(?:terms|lease|agreement|contract|tenancy|booking|hire|rent|prices?|fees?|rates?|hours|dates)|(?:memorandum|notice|letter) of changes?)\b"
    r"|\b(?:nachtrag|(?:änderungs|zusatz|ergänzungs)(?:vereinbarung|vertrag)|avenant|adenda|aditamento|atto aggiuntivo|допсоглашени\w+|дополнительн\w+ соглашени\w+)\b"
    r"|(?:补充|变更|修订)(?:约定|协议|合同|函)|(?:租金|价格|条款|费用|合同)(?:调整|变更)(?:的?函|通知书?|协议)|[调涨降][租价]函|(?:変更|改定)(?:契約|合意)|변경\s?계약|\bملحق\b",
    re.IGNORECASE,
)
"""What papers are called that change another; what a contract is about may be called supplements or changes."""
_EXTENDS = lazy_regex(
    r"\b(?:extension|renewal|prolongation|variation)\b|\b\w*verlängerung\b|\b(?:prórroga|proroga|prorrogação|продлени\w+)\b|续[签租约期订]|延期|展期",
    re.IGNORECASE,
)
"""What lets them run on."""
_BEFORE = lazy_regex(
    r"\b(?:original(?:ly)?|at first|initial(?:ly)?|previous(?:ly)?|before|used to|old|formerly|until)\b"
    r"|\b(?:ursprünglich\w*|früher|vorher|bisher\w*|alte[nrs]?|bis zu[mr])\b|\b(?:avant|ancien\w*|au départ|initial\w*|à l'origine|précéd\w*|jusqu\w*)\b"
    r"|\b(?:antes|anterior\w*|original\w*|inicial\w*|al principio|hasta)\b|\b(?:prima|precedent\w*|originari\w*|inizial\w*|fino a)\b|\baté\b"
    r"|\b(?:раньше|прежн\w+|сначала|первоначальн\w+|до изменени\w+|был[аои]?)\b"
    r"|原来|原先|原定|最初|以前|之前|此前|旧|当初|元の|もともと|変更前|원래|이전|처음|변경 전|\b(?:سابقا|قبل|الأصلي)\b",
    re.IGNORECASE,
)
"""What asks for, or tells of, the time before a change."""
_REFERS = r"(?:clauses?|sections?|articles?|art\.?|no\.?|nr\.?|n[°º]|paragraphs?|para\.?|items?|§|ziffer|punkt|abs\.?|cláusula|punto|articolo|artigo|п\.?|пункт\w*|第)\s*"
_NUMBERED = lazy_regex(
    r"\s*[^\w\n]*(?:art\.?|§|第|clause|пункт|п\.)?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[.)、]|[条款項]|[–—-]|\s)",
    re.IGNORECASE,
)
_LABEL = lazy_regex(r"\W*([^:：.\d(（]{2,60}?)\s*(?:[(（][^)）]*[)）])?\s*(?:[:：.]|\s[–—-]\s)")
"""With what a line begins that says what it is about."""
_PARTS = re.compile(r"\s[–—-]\s|[:：]\s*")
"""Parts a line that says what it is about: "the shop: change of terms"."""
_CHANGED_DEAL = lazy_regex(
    r"\b(?:agreement|contract|lease|licen[cs]e|tenancy|hire|framework)\b(?:[^.;\n]|\bno\. ?){0,60}\b(?:is|are|was|were|been|be) (?:hereby |now )?(?:extended|prolonged|renewed|amended|altered|varied|changed|shortened)\b"
    r"|\b(?:following|these) (?:changes|alterations|amendments) (?:to|in|of) (?:your|our|the) (?:\w+ ){0,2}(?:agreement|contract|lease|licen[cs]e|tenancy|hire|terms)\b"
    r"|\b(?:we|both|parties|sides)\b[^.;\n]{0,40}\b(?:extend(?:ed)?|prolong(?:ed)?|renew(?:ed)?|amend(?:ed)?) (?:the|this|our|your|said) [^.;\n]{0,40}(?:agreement|contract|lease|licen[cs]e|tenancy|hire)\b"
    r"|(?:合同|协议|租约)的?(?:变更|修改|调整|补充|改动|更改)|(?:合同|协议|租约|租期)[^。；\n]{0,20}(?:延[长期]|顺延|展期|续[签期订约租]|变更|修改|调整)[至到为]",
    re.IGNORECASE,
)
"""Says in a letter that a contract runs on, or is changed."""
_OFFERS = lazy_regex(r"\b(?:offers?|quotations?|drafts?|proposals?)\b|报价|草[案稿]|征求意见", re.IGNORECASE)
"""Papers that were not agreed."""
CHANGES_TO = lazy_regex(
    r"\b(?:becomes?|rises? to|falls? to|goes up to|(?:is|are|was|were|be) (?:hereby |now )?(?:changed|raised|increased|reduced|lowered|extended|shortened|set|fixed) (?:to|at|until)|instead of)\b"
    r"|(?:[改变]为|调整[为至到]|[上下]调[至到为]|[涨降提][高升低]?[至到为]|[延缩][长短]?[至到为])",
    re.IGNORECASE,
)
"""Says what a value is from then on."""
_BEFORE_TITLE = " \t*#_>-"
"""What a line may begin with before its words."""


def is_amendment(called: str) -> bool:
    """Return whether a paper is called one that changes another: an addendum."""
    return CALLED_CHANGE.search(called) is not None or _EXTENDS.search(called) is not None


def _is_like_mail(paper: DatedPaper) -> bool:
    return is_mail(paper.source) or _MAIL_HEAD.search(paper.head) is not None


_MAIL_HEAD = lazy_regex(r"^(?:From|Subject|发件人|主题|邮件)\s*[:：]", re.IGNORECASE | re.MULTILINE)
"""Begins a mail; "To:" stands at the head of letters too."""


_SAYS_SO = lazy_regex(
    r"\bthis letter\b[^.;\n]{0,60}?\b(?:changes|amends|varies|alters)\b|\bwe (?:hereby |now )?(?:change|amend|vary|alter) (?:our|the|your) (?:\w+ )?(?:agreement|contract|lease)\b|\b(?:the following|these) (?:changes|amendments|alterations|variations) (?:to|in|of) (?:your|our|the)\b|\b(?:agreement|contract|lease|tenancy)\b[^.\n]{0,60}\b(?:is|are) (?:altered|changed|amended|varied) (?:like this|as follows)|对(?:原|上述|该|贵我)?[^。\n]{0,20}(?:合同|协议)[^。\n]{0,16}(?:变更|修改|调整|补充)如下|本[函信](?:[^。；\n]{0,16}[，、并])?(?:变更|修改|调整)|(?:合同|协议).{0,12}如下(?:变更|修改|调整|补充)",
    re.IGNORECASE,
)
"""Says in a letter that it changes a contract."""


def says_amendment(called: str, head: str) -> bool:
    """Return whether a paper's name or first characters call it an addendum.

    In a letter, an address stands above the line that does.
    """
    if is_amendment(f"{called} {head[:TITLE_CHARS]}") or _SAYS_SO.search(head) is not None:
        return True
    parts = (part for line in head[:BEGINNING].split("\n") for part in _PARTS.split(line))
    if any(CALLED_CHANGE.match(part.strip(_BEFORE_TITLE)) for part in parts):
        return True
    return _CHANGED_DEAL.search(head) is not None and _OFFERS.search(called) is None


def may_amend(called: str, beginning: str) -> bool:
    """Return whether a paper may change a contract, by its name or what it says first."""
    return says_amendment(called, beginning) or _VARIES.search(beginning) is not None


def amended_by(papers: Mapping[int, DatedPaper], deals: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return which papers change which contracts, the newest first.

    An addendum changes the one contract whose number it names, else the only one of a day that it names, else the one that alone
    shares a name with it.

    Args:
        papers: By number; what neither is called an amendment nor says that it varies a contract of a day counts as none.
        deals: The contracts among them.
    """
    days = {deal: day for deal in deals if (day := _day(papers[deal])) is not None}
    changing = [
        one
        for one, paper in papers.items()
        if not paper.talks
        and (
            (says_amendment(paper.called, paper.head) and not _is_like_mail(paper))
            or _varies(paper, {*days.values()} - {days.get(one)})
        )
    ]
    if not changing:
        return {}
    old = [one for one in deals if one not in changing]
    names = {one: papers[one].names for one in (*changing, *old)}
    firms = {one: papers[one].firms for one in (*changing, *old)}
    numbers = {deal: papers[deal].numbers for deal in old}
    holding = Counter(name for deal in old for name in names[deal])
    every = frozenset().union(*numbers.values())
    found: dict[int, list[int]] = {}
    for one in changing:
        meant = [deal for deal in old if _may_change(papers[one], papers[deal])]
        told = _days_in(papers[one])
        of_day = [deal for deal in meant if _day(papers[deal]) in told]
        if own := numbers_of(papers[one].head) & every:
            meant = [deal for deal in meant if own & numbers[deal]]
        elif len(of_day) == 1:
            meant = of_day
        else:
            head = papers[one].head.casefold()
            # Words may stand before a name: "Letter of Tarn Ltd", and in Chinese behind it too.
            named = {
                name
                for name in holding
                if (name in head if not name.isascii() else any(its.endswith(name) for its in names[one]))
            }
            alone = frozenset(name for name in named if holding[name] == 1)
            meant = [
                deal for deal in meant if alone & names[deal] and not _are_others(firms[one], firms[deal])
            ]
        if len(meant) == 1:
            found.setdefault(meant[0], []).append(one)
    return {
        deal: tuple(sorted(by, key=lambda one: papers[one].written.first or date.min, reverse=True))
        for deal, by in found.items()
    }


def _day(paper: DatedPaper) -> Reading | None:
    """Return year, month and day of a paper that tells all three."""
    written = paper.written
    return (written.year, written.month, written.day) if written.day else None


def _days_in(paper: DatedPaper) -> frozenset[Reading]:
    return frozenset(reading for day in dates(paper.head) for reading in day.readings)


def _varies(paper: DatedPaper, days: Set[Reading | None]) -> bool:
    """Return whether a letter names the day of another contract and varies it."""
    return _VARIES.search(paper.head) is not None and not _days_in(paper).isdisjoint(days)


_VARIES = lazy_regex(
    r"\b(?:by way of variation|vary(?:ing)? the|supplement to the|in place of|tak(?:e|es|ing) the place of|runs? (?:for )?\w+ (?:years?|months?) longer|(?:is|are) continued (?:for|until)|(?:is|are|shall be|will be) (?:hereby )?(?:amended|deleted|replaced|varied|struck out|(?:raised|increased|reduced|lowered|extended|changed) (?:from|to|until|by)))\b"
    r"|(?:调整|变更|延长|续期|增加|减少|提高|降低)(?:为|至|到)|改[为成]|由原来的",
    re.IGNORECASE,
)
"""How a letter that is called nothing changes a contract."""


def _may_change(newer: DatedPaper, older: DatedPaper) -> bool:
    return not newer.written.is_before(older.written)


def _are_others(firms: frozenset[str], its: frozenset[str]) -> bool:
    """Return whether each names a firm that the other does not.

    Whatever stands before it: "Letter of Tarn Ltd" is Tarn Ltd.
    """
    return any(not one.endswith(tuple(its)) for one in firms) and any(
        not any(one.endswith(name) for one in firms) for name in its
    )


def asks_before(text: str) -> bool:
    """Return whether a text asks for, or tells of, the time before a change."""
    return _BEFORE.search(text) is not None


def changes_word(text: str) -> bool:
    """Return whether a text changes something, or puts it in another's place."""
    return any(one.search(text) is not None for one in (_AMENDS, CHANGES_TO, _IN_PLACE))


_IN_PLACE = lazy_regex(
    r"\b(?:(?:in|takes?|taking) (?:the )?place of|instead of|in lieu of|rather than|no longer|replac\w+|from .{1,40} to)\b|\bnow\b|由.{1,20}[为至到]|不再",
    re.IGNORECASE,
)
"""Puts something in the place of something else."""


def amending(
    claim: Claim, units: Sequence[Unit], candidates: Sequence[Candidate], question: str, today: date
) -> Candidate | None:
    """Return the sentence of the same paper that gives another value by now.

    Args:
        claim: A sentence that some evidence supports.
        units: The evidence.
        candidates: All sentences that were found.
        question: As it was asked.
        today: The day on which is asked.
    """
    if not claim.numbers or asks_before(question) or asks_before(claim.text) or dates(question):
        return None
    for unit in units:
        if _AMENDS.search(unit.text):
            return None
        for other in candidates:
            if other.row is None and _comes_later(unit, other.unit) and _changes(claim, unit, other, today):
                return other
    return None


def _comes_later(unit: Unit, other: Unit) -> bool:
    one, its = unit.passage, other.passage
    return one.document_id == its.document_id and one.start + unit.start < its.start + other.start


def _changes(claim: Claim, unit: Unit, other: Candidate, today: date) -> bool:
    """Return whether a later sentence gives another number for what the first says."""
    text = other.unit.text
    if _AMENDS.search(text) is None or not _speaks_of(unit, text) or begins_after(text, today):
        return False
    own = [one for one in amounts(unit.text) if claim.has_number(one)]
    its = [one for one in amounts(text) if not _is_reference(text, one)]
    return any(
        one.unit == new.unit and not one.equals(new) and not claim.has_number(new)
        for one in own
        for new in its
        if one.unit
    )


def _speaks_of(unit: Unit, text: str) -> bool:
    """Return whether a sentence names what a line is about, or its number."""
    if names_number(unit, text):
        return True
    line = _line(unit)
    numbered = _NUMBERED.match(line)
    line = line[numbered.end() :] if numbered is not None else line
    label = _LABEL.match(line)
    words = claim_of(label[1] if label is not None else line).words
    if is_unspaced(line):
        return bool(words) and words[0] in text
    held = frozenset(terms(text))
    return bool(words) and all(word in held for word in words[: None if label is not None else 1])


def names_number(unit: Unit, text: str) -> bool:
    """Return whether a sentence names the number of a line or its heading."""
    above = unit.passage.heading[-1] if unit.passage.heading else ""
    numbered = _NUMBERED.match(_line(unit)) or _NUMBERED.match(above)
    if numbered is None:
        return False
    named = re.escape(numbered[1])
    # 第三人 is no clause.
    pattern = rf"{_REFERS}{named}(?![\d.,]*\d)(?:(?<!第{named})|(?=\s*[条款项項章节]))"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _line(unit: Unit) -> str:
    """Return the line in which a sentence stands, up to its end."""
    text = unit.passage.text
    return text[text.rfind("\n", 0, unit.start) + 1 : unit.end]


def begins_after(text: str, today: date) -> bool:
    """Return whether a sentence names a day that is still to come."""
    for one in dates(text):
        year, month, day = one.readings[0]
        if year and month and date(year, month, min(day or 1, 28)) > today:
            return True
    return False


def _is_reference(text: str, number: Number) -> bool:
    return re.search(rf"{_REFERS}\Z", text[: number.start], re.IGNORECASE) is not None

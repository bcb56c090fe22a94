"""Tell whether a contract has what only some contracts have.

"Which tenants have a guarantor?" asks every lease; a sentence on guarantors is found by what it means (`cell_model.py`), and here is told
whether it says that there is one, whether the names and figures of the question stand in it, and how often something is paid.
All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.agent.words.amounts import plain_number
from assistant.agent.words.polarity import denies
from assistant.agent.words.roles import role_pattern
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.sentences import proper_names
from assistant.retrieval.value_words import UNITS
from assistant.retrieval.values import values

TOLD_BY_BEING_THERE = frozenset(
    ("renewal", "increase", "deposit", "late", "cap", "insurance", "assign", "secret", "exclusive", "warranty", "minimum", "exit_fee", "probation",
     "compete", "guarantor", "ip", "data", "force")
)  # fmt: skip
"""Topics on which a contract that speaks of them has what is asked for."""
_NAMED = {"guarantor": "guarantor", "assign": "sublet", "probation": "probation"}
"""Topics that have a word of their own in papers."""
_ALLOWED_OR_NOT = frozenset(("assign",))
"""Topics on which a sentence allows or forbids."""
_THING = (
    r"(?:automatic\w*|prolong\w*|renew\w*|exten[ds]\w*|roll\w*|review\w*|increas\w*|ris(?:e|es|ing)\b|guarant\w*|suret\w*|deposit\w*|security|bond|float|advance|exclusiv\w*|limit\w*|cap(?:ped)?\b|ceiling|maximum"
    r"|restrict\w*|bar(?:red)?\b|ban\b|probation\w*|trial|minimum|insur\w*|warrant\w*|interest|penalt\w*|fee\b|secre\w+|confiden\w+)"
)
_WITH_LEAVE = lazy_regex(
    r"\b(?:may|can|possible|allowed|permitted)\b.*\b(?:consent\w*|leave|approv\w+|permission|agree\w*)\b|可以?.*(?:同意|许可|批准)|(?:同意|许可|批准)[^，。]{0,6}可以?",
    re.IGNORECASE | re.DOTALL,
)
"""Allows what is agreed to first."""
_NO_SUM = frozenset(("", "day", "month", "second"))
_LACKS = lazy_regex(
    rf"\b(?:no|not|never|without|nor|neither|non)\b(?:[ -][\w’']+){{0,3}}? {_THING}|{_THING}[^.;]{{0,24}}\b(?:none|nil|not (?:asked|required|taken|agreed|foreseen))\b|\bnothing is (?:taken|asked|paid|lodged)\b"
    r"|\b(?:stays? (?:as it is|the same)|(?:fixed|firm|unchanged|frozen) (?:for|until|throughout)|remains? unchanged|free to (?:work|buy|take|sell)|doesn['’]t have to|need not|needn['’]t|unlimited|according to (?:the )?(?:general )?law)\b"
    r"|不(?:收|付|设|封|要求|自动|延长|续|涨|变|限制|另收|必)|无(?:押金|担保|保证|上限|试用|竞业|最低)|(?:押金|保证金|担保)[\s:：|]*无(?![固限法论])|(?:无需|毋需|无须|不用)(?:另)?[付交缴]|没有(?:押金|担保|上限|封顶|竞业|最低|试用)|互免|免[押收交]|不再有|[:：]\s*无|自行失效|可以去任何|另找别家",
    re.IGNORECASE,
)
"""Says that there is none of it."""
_NO_INTEREST = lazy_regex(
    r"\b(?:without|no|free of) (?:any )?interest\b|\binterest[- ]free\b|不计利?息|无息", re.IGNORECASE
)
"""Says of a sum that it is given back as it is."""
_PERIODS: Mapping[str, str] = {
    "hour": r"\b(?:an|per|by the|each|every|for each|for every) hour\b|\bhourly\b|/ ?h(?:our|r)?\b|每(?:个)?小时|按(?:小时|点)|小时工|时薪|点工",
    "day": r"\b(?:a|per|by the|each|every) day\b|\bdaily\b|每[天日]|按[天日]|日[租结薪]",
    "week": r"\b(?:a|per|by the|each|every) week\b|\bweekly\b|每周|按周|周结",
    "month": r"\b(?:a|per|by the|each|every) (?:calendar )?month\b|\bmonthly\b|\bpcm\b|每(?:个)?月|按月|月[租付结薪]",
    "quarter": r"\b(?:a|per|by the|each|every) quarter\b|\bquarter(?:ly| days?)\b|\bevery (?:three|3) months\b|每(?:个)?季|按季|季[付度]|每三个月|\bfour equal (?:parts|instalments)\b"
               r"|(?:[^.;]*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b){4}",
    "half": r"\bhalf[- ]year(?:ly)?\b|\bevery (?:six|6) months\b|\btwice a year\b|半年",
    "year": r"\b(?:a|per|by the|each|every) year\b|\byearly\b|\bannual(?:ly)?\b|\bper annum\b|\bp\.? ?a\b|每年|按年|年[付薪租]|一年一付",
}  # fmt: skip
_PERIOD = {name: lazy_regex(words, re.IGNORECASE) for name, words in _PERIODS.items()}
_PAID = lazy_regex(
    r"\b(?:pa(?:y|ys|id|yable)|earns?|charged?|rent|wages?|salar\w+|due|bill\w*)\b|付|交|工资|薪|租|结",
    re.IGNORECASE,
)


def has_it(said: str, topic: str, wanted: str) -> bool:
    """Return whether a sentence says that there is what is wanted.

    Args:
        said: The sentence that speaks of the topic.
        topic: One of `TOLD_BY_BEING_THERE`.
        wanted: What is asked of the contract: "have a guarantor".
    """
    if topic in _ALLOWED_OR_NOT:
        forbids = denies(said) and _WITH_LEAVE.search(said) is None
        return forbids == denies(wanted)
    told = said if topic == "late" else _NO_INTEREST.sub(" ", said)
    return lacks(told) == lacks(wanted)


def lacks(said: str) -> bool:
    """Return whether a sentence says that there is none of what it speaks of."""
    return _LACKS.search(said) is not None


def speaks_by_name(said: str, topic: str) -> bool:
    """Return whether a sentence has the usual word for a topic: "the Guarantor"."""
    if topic == "renewal":
        return _RENEWS.search(said) is not None
    role = _NAMED.get(topic, "")
    return bool(role) and role_pattern(role).search(said) is not None


_RENEWS = lazy_regex(
    r"\b(?:renews?|prolongs?|extends?) (?:itself|automatically|by itself)|\b(?:renewed|prolonged|extended) automatically|\b(?:goes|runs|carries|continues|rolls) (?:on|over) (?:from )?(?:year|month) (?:after|to|by) (?:year|month)\b"
    r"|自[动行](?:续|顺延|延[续长期])",
    re.IGNORECASE,
)
"""Says that a contract runs on by itself."""


def has_figures(wanted: str) -> bool:
    """Return whether sums or shares are asked for: "charged 8%"."""
    return any(one.unit not in _NO_SUM for one in values(wanted).numbers)


def figures_agree(said: str, wanted: str) -> bool:
    """Return whether the figures of a question stand in a sentence; it may have none."""
    own = [(plain_number(one), one.unit) for one in values(said).numbers]
    return all(
        (plain_number(one), one.unit) in own for one in values(wanted).numbers if one.unit not in _NO_SUM
    )


_CLAUSES = lazy_regex(r"[,，;；。]|\.\s")
_SIDES = ("party a", "party b")


def party_agrees(said: str, wanted: str) -> bool:
    """Return whether a sentence says what is wanted of the party meant: 运费由乙方承担.

    What stands in the clause that shares most with the question counts; it may name none.
    """
    sides = [role_pattern(one) for one in _SIDES]
    asked = [one.search(wanted) is not None for one in sides]
    if asked[0] == asked[1]:
        return True
    own, other = sides if asked[0] else sides[::-1]
    words = frozenset(terms(own.sub("", wanted)))
    clause = max(_CLAUSES.split(said), key=lambda one: len(words & frozenset(terms(one))))
    return own.search(clause) is not None or other.search(clause) is None


def names_in(wanted: str) -> Sequence[frozenset[str]]:
    """Return the terms of each name that is asked for: "in Tallow Street"."""
    return [frozenset(terms(name)) for name in proper_names(f"x {wanted}")]


def paid_each(wanted: str) -> re.Pattern[str] | None:
    """Return what says the period of payments asked for, or None."""
    if _PAID.search(wanted) is None or (values(wanted).numbers and re.search(r"[%£$€元]", wanted)):
        return None
    return next((pattern for pattern in _PERIOD.values() if pattern.search(wanted)), None)


def says_each(text: str, thing: str) -> bool:
    """Return whether a text speaks of what a price is for each of.

    Of a "kg", or of a "year" as "annual".
    """
    said = text.casefold()
    period = next((one for one in _PERIOD.values() if one.search(f"per {thing}")), None)
    if thing in said or (period is not None and period.search(said) is not None):
        return True
    unit = UNITS.get(thing)
    words = (word for word in re.findall(r"\w+", said) if len(word) > 2)  # "an" is a year in French alone
    return unit is not None and any(UNITS.get(word) == unit for word in words)

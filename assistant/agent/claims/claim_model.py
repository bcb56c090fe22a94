"""Estimate how likely a sentence says what its evidence says. Pure.

The checks of `attribution` find where it surely does not. What models get wrong besides is said in passing: "always", "whatever the value",
what was planned told as done, an old value told as the present one, a second half that is in no text. No one sign of that is sure; some
weights tell how much they say together, in English and Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from assistant.agent.claims import clause_places
from assistant.agent.claims.claim_parts import bare_runs
from assistant.agent.words.polarity import CLAUSE, denies, one_sided
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.models.trained import logistic
from assistant.regexes import lazy_regex
from assistant.retrieval.values import values

BORNE = 0.52
"""How likely a sentence that the checks believe has to say what its evidence does, where anything speaks against it."""
SURELY_BORNE = 0.69
"""How likely one has to that they do not believe."""
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "words": 0.31, "alone": -0.86, "clause": -0.29, "last": 0.54, "strange": -0.07, "always": -0.98, "limits": -1.49,
        "done": -0.66, "now": 0.08, "period": -4.13, "denies": 1.08, "side": -0.71, "long": 0.45, "zh": -0.27, "across": 1.28,
        "firm": 0.08, "turned": -1.00, "anyhow": -0.71, "held": 1.45, "missing": -0.46, "contradicted": -0.91, "other_row": 0.34,
        "other_document": -1.23, "meant": 0.17, "nothing": 0.59, "part": 0.12, "part_values": 0.06, "last_part": -0.35,
        "elsewhere": 1.69, "near_value": -0.69, "rival": -0.59, "values_held": 3.29, "words_held": 1.00, "row": 0.04, "denied": -0.70,
        "ahead": 1.02, "replaced": -0.74, "reversed": -0.11, "planned": -2.37, "asked_elsewhere": 0.37, "paper_values": 0.86,
        "": -3.02,
    }
)  # fmt: skip
"""What the signs say; printed by `python -m benchmarks.claim_model`, which fits it on what strangers wrote of eleven offices' papers."""
AGAINST = ("always", "limits", "done", "now", "period", "side", "firm", "turned", "anyhow")
"""What speaks against a sentence beside its evidence."""
SIGNS = (
    "words", "alone", "clause", "last", "strange", "always", "limits", "done", "now", "period", "denies", "side", "long",
    "zh", "across", "firm", "turned", "anyhow",
)  # fmt: skip
"""What `signs` tells, in this order."""
KNOWN = ("en", "zh")
"""Languages of which the signs are known."""
_ALWAYS = lazy_regex(
    r"\b(?:always|never|whatever|whichever|regardless|irrespective|no matter|any(?:one|body|time|thing)?|every(?:one|body|thing)|all|unconditional\w*"
    r"|every (?!\d|one\b|two|three|four|five|six|other|second|third|(?:working |calendar |single )?(?:day|week|month|quarter|year|hour|morning|evening|[a-z]+day)s?\b)\w+"
    r"|unlimited|entirely|automatically|immediately|permanently|indefinitely|without (?:any )?(?:exception|limit|restriction|condition)s?"
    r"|at any time|in full|as (?:often|much|many|long) as)\b"
    r"|一律|无论|不论|不管|任何|所有|一概|全部|全额|随时|总是|永远|始终|必定|凡是|都|每一?[个位份次名家](?![月小季星])|无条件|不限|完全|统统",
    re.IGNORECASE,
)
"""Says that something holds without limit."""
_EACH = lazy_regex(r"\b(?:each|every|per)\b|每|各", re.IGNORECASE)
"""Says what others call every one."""
_LIMITS = lazy_regex(
    r"\b(?:only|if|unless|except\w*|save|provided|where|when|subject to|up to|above|below|over|under|within|at least|more than|less than"
    r"|but|other than|apart from|until|after|before|as long as|in case|once)\b"
    r"|只有|仅|除非|除了|除外|如果?|若|以下|以上|以内|以外|超过|不足|满(?=[\d一二三四五六七八九十足])|达到|但|须|经|的话|之内|前提|为限|期间|情况下|时(?=[，,])|的[，,]",
    re.IGNORECASE,
)
"""Limits what is said: a condition, an exception, a bound."""
_DONE = lazy_regex(
    r"\b(?:already|(?:has|have|had) (?:\w+ly )?(?:been|\w+ed)|was|were|agreed|signed|completed|finished|concluded|renewed|decided|accepted|confirmed|settled|ordered)\b"
    r"|已经?|了(?=[。，,]|$)|完成|达成|定了|通过了|确定",
    re.IGNORECASE,
)
"""Says that something has happened."""
_HAPPENED = lazy_regex(rf"{_DONE.pattern}|\b(?:has|have|had)\b", re.IGNORECASE)
"""May say so."""
_NOW = lazy_regex(
    r"\b(?:now|currently|at present|today|these days|still|present|current)\b|目前|现在|如今|现行|当前|现|仍|至今",
    re.IGNORECASE,
)
"""Says that something holds today."""
_PERIODS = tuple(
    lazy_regex(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:per|an?|each|every|/)\s*(?:calendar )?month|monthly|每个?月|月租|/月|按月|一个月",
        r"(?:per|an?|each|every|/)\s*(?:year|annum)|yearly|annual|每年|年租|/年|按年|一年",
        r"(?:per|an?|each|every)\s*quarter|quarterly|每(?:个)?季|季付",
        r"half[- ]year|every six months|每?半年",
        r"(?:per|an?|each|every)\s*week|weekly|每周|每星期",
        r"(?:per|an?|each|every)\s*(?:working )?day|daily|每天|每日",
        r"(?:per|an?|each|every)\s*hour|hourly|每个?小时|/小时",
    )
)
"""How often something is paid or done."""
_FIRM = lazy_regex(
    r"\b(?:oblige[sd]?|obligation|guarante\w+|commit\w*|agreed|decided|signed|accepted|confirmed|approved|renewed|settled|already|concluded"
    r"|(?:has|have) been)\b"
    r"|有义务|保证|已经?|同意|签好|签订|确定|决定|通过|批准|达成|谈妥|定下",
    re.IGNORECASE,
)
"""Says that something is bound or agreed, and not only offered, expected or planned."""
_TURNS = tuple(
    (lazy_regex(one, re.IGNORECASE), lazy_regex(other, re.IGNORECASE))
    for one, other in (
        (
            r"\b(?:oblige[sd]?|obligation|required|bound to)\b|必须|只能|有义务",
            r"\b(?:may|free to|can|expects?|could|optional\w*)\b|可以|可选|自愿|自由|不必|无需",
        ),
        (
            r"\b(?:full|fully|whole|entire\w*|complete\w*|all|alone)\b|全部|全额|全由|整个|均由|都",
            r"\b(?:half|part|partly|partial\w*|share[sd]?|equally|each)\b|一半|各半|部分|分担|各自|双方",
        ),
        (
            r"\b(?:over budget|more|loss|higher|above)\b|超支|超出|多花|亏损|更[多高贵]|高于|增加",
            r"\b(?:under budget|less|fewer|saved?|profit|lower|below|cheaper)\b|节省|省了?|结余|少花|盈利|更[少低便]|低于|减少",
        ),
        (
            r"\bfree(?: of charge)?\b|\bno (?:extra )?(?:charge|cost|fee)\b|免费|无偿",
            r"\bat (?:his|her|its|their|the \w+'s) (?:own )?(?:cost|expense)\b|\bcharge[ds]?\b|自行|自己|自费|另[行外]?收|付费",
        ),
    )
)
"""Words of which a sentence has one side where its evidence has the other alone: must and may, whole and half, more and less, free."""
_ANY_PARTY = lazy_regex(
    r"\beither\b|\bany (?:year|month|week|day|calendar month|other|further|time)\b|\ball (?:of|the|our)\b|任何一方|都",
    re.IGNORECASE,
)
"""Sets no limit aside."""
_STOP = lazy_regex(r"[,;，；。、]")
_BEFORE, _BEHIND = 8, 14
"""Characters on either side of a number in which its period stands."""
_MANY_LIMITS, _LONG = 4, 3.0
"""Counts, and the length beside the evidence's, from which more tell nothing."""
_LEAST_CLAUSE = 2
"""Terms of the least clause that may stand in no evidence."""
_RUN = 2
"""Characters of Chinese that are a word."""


def signs(claim: str, question: str, told: str, named: str) -> list[float]:
    """Describe what speaks for and against a sentence, beside its evidence.

    Args:
        claim: The sentence.
        question: What it answers; its own words need no evidence.
        told: The evidence, word for word.
        named: What the evidence stands in: headings, the title and the name of its file.

    Returns:
        Numbers of shape (len(SIGNS),), in that order.
    """
    held, asked, around = (frozenset(terms(text)) for text in (told, question, named))
    words = query_terms(claim)
    clauses = [
        clause for part in CLAUSE.split(claim) if part and len(clause := query_terms(part)) >= _LEAST_CLAUSE
    ]
    limits = len(_found(_LIMITS, told)) - len(_found(_LIMITS, claim))
    return [
        _missing(words, held | asked | around),
        _missing(words, held),
        min((1 - _missing(one, held | asked | around) for one in clauses), default=1.0),
        1 - _missing(clauses[-1], held) if clauses else 1.0,
        float(_strange_words(claim, f"{told} {question} {named}")),
        float(bool(_found(_ALWAYS, claim)) and not _found(_ALWAYS, told) and not _EACH.search(told)),
        max(min(limits, _MANY_LIMITS), -_MANY_LIMITS / 2) / _MANY_LIMITS,
        float(bool(_DONE.search(claim)) and not _HAPPENED.search(told)),
        float(_NOW.search(f"{claim} {question}") is not None),
        float(_paid_otherwise(claim, told)),
        float(denies(claim)),
        float(one_sided(claim, told)),
        min(len(claim) / max(len(told), 1), _LONG),
        float(is_unspaced(claim)),
        float(is_unspaced(claim) != is_unspaced(told)),
        float(bool(_FIRM.search(claim)) and not _FIRM.search(told)),
        float(sum(_turned(claim, told, one, other) for one, other in _TURNS)),
        float(bool(_found(_ALWAYS, claim) - _found(_ALWAYS, _ANY_PARTY.sub("", told)))),
    ]


def borne(claim: str, question: str, told: str, named: str, placed: Mapping[str, float]) -> float:
    """Estimate how likely a sentence says what its evidence says, from 0 to 1.

    1 for one that the checks believe, where nothing speaks against it.

    Args:
        claim: The sentence.
        question: What it answers.
        told: The evidence, word for word.
        named: What the evidence stands in.
        placed: How its clauses stand there, as `clause_places.signs` tells.
    """
    found = dict(zip(SIGNS, signs(claim, question, told, named), strict=True)) | dict(placed)
    if found["held"] and not speaks_against(found):
        return 1.0
    return logistic(sum(weight * found[name] for name, weight in WEIGHTS.items() if name) + WEIGHTS[""])


def speaks_against(found: Mapping[str, float]) -> bool:
    """Return whether any sign is against a sentence that the checks believe.

    That it is asked of today alone is none where its evidence holds all of its words.
    """
    against = [name for name in AGAINST if found[name] > 0]
    return (bool(against) and (against != ["now"] or found["words"] > 0)) or clause_places.speaks_against(
        found
    )


def _turned(claim: str, told: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Return whether each of two texts has a word of one side alone, and not the same."""
    own = one.search(claim) is not None, other.search(claim) is not None
    its = one.search(told) is not None, other.search(told) is not None
    return own != its and sum(own) == sum(its) == 1


def _missing(words: Iterable[str], held: frozenset[str]) -> float:
    """Compute the share of words that are not held."""
    each = [word not in held for word in words]
    return sum(each) / len(each) if each else 0.0


def _found(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match[0].casefold() for match in pattern.finditer(text))


def _numbers(text: str) -> list[tuple[int, int]]:
    return [one.span for one in values(text).numbers]


def _strange_words(claim: str, known: str) -> int:
    """Count the stretches of Chinese that share no pair of characters with a text."""
    if not is_unspaced(claim):
        return 0
    return sum(len(run) >= _RUN for run, _, _ in bare_runs(claim, known))


def _paid_otherwise(claim: str, told: str) -> bool:
    """Return whether a number that both say has another period beside it."""
    theirs = _numbers(told)
    for start, end in _numbers(claim):
        own = _periods(claim, start, end)
        its = [
            _periods(told, first, last)
            for first, last in theirs
            if told[first:last].strip() == claim[start:end].strip()
        ]
        if own and its and all(its) and not any(own & one for one in its):
            return True
    return False


def _periods(text: str, start: int, end: int) -> frozenset[int]:
    before = _STOP.split(text[max(0, start - _BEFORE) : start])[-1]
    near = before + text[start:end] + _STOP.split(text[end : end + _BEHIND])[0]
    return frozenset(place for place, pattern in enumerate(_PERIODS) if pattern.search(near))

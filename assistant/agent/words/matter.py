"""Tell what a question is about, and how much of it a sentence speaks of.

Words of one matter differ: who was absent is told by apologies, and a lease that ends by its expiry. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType

from assistant.agent.words.asked_values import READS, asked_value
from assistant.agent.words.roles import asked_with, concepts_of, speaks_of_deal
from assistant.languages import FUNCTION_WORDS, Language, language_of
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.ranking import QueryTerms
from assistant.retrieval.values import values

PLACES = ("own", "heading", "name", "before", "after")
"""Where a term of a question stands: in the sentence, above it, in its document's name, or beside it."""
COUNTS = MappingProxyType({"own": 1.0, "heading": 0.8, "name": 0.8, "before": 0.4})
"""What a term counts by its place."""

_RELATED: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = tuple(
    (lazy_regex(asks, re.IGNORECASE), lazy_regex(says, re.IGNORECASE))
    for asks, says in (
        (
            r"\babsent\b|\bmissing\b|\bapolog\w+|\bexcused\b|缺席|请假|未到|没来",
            r"\babsent\b|\bapolog\w+|\bexcused\b|\bunable to attend\b|缺席|请假|未到",
        ),
        (
            r"\b(?:was|were) (?:present|there)\b|\battend\w*|\btook part\b|参加|出席|到会",
            r"\bpresent\b|\battend\w*|\bparticipants?\b|参加|出席|到会",
        ),
        (
            r"\b(?:wrote|written|took|taken|kept|drew up)\b(?=.{0,30}\bminutes\b)|\bminutes\b.{0,20}\b(?:written|taken|kept)\b|记录人|谁.{0,4}记录",
            r"\bminutes(?: (?:taken|written|kept))?(?: by)?\s*:|\btaken by\b|\bminute[- ]taker\b|\brecorded by\b|记录人?\s*[:：]",
        ),
        (
            r"\binjur\w+|\bhurt\b|\bwounded\b|\baccident\b|受伤|事故",
            r"\binjur\w+|\bhurt\b|\bwound\w*|\baccidents?\b|\bcut\b|\bburn\w*|\bbroke\b|\bfell\b|\bslipped\b|受伤|事故|骨折|割|烫|摔",
        ),
        (
            r"\bbought\b|\bbuy\b|\bpurchas\w+|购买|采购|买",
            r"\bbought\b|\bbuy\b|\bpurchas\w+|\border(?:s|ed)?\b|购买|采购|订购|买",
        ),
        (
            r"\bmov(?:e|es|ing)[ -]?out\b|搬走|搬出|退租",
            r"\bmov(?:e|es|ing)[ -]?out\b|\bnotice\b|\bvacat\w+|\bleaves?\b|退租|搬",
        ),
        (
            r"\bdiscounts?\b|\brebates?\b|折扣|优惠",
            r"\bdiscounts?\b|\brebates?\b|\bdeduct\w*|\breduc\w+|\bpercent off\b|折扣|优惠|折",
        ),
        (
            r"\b(?:responsible|in charge)\b|负责",
            r"\b(?:responsible|in charge|takes care|sees to)\b|负责|由",
        ),
        (
            r"\b(?:allowed|permitted|may|can)\b|允许|可以",
            r"\b(?:allowed|permitted|forbidden|prohibited|may not|must not|consent)\b|允许|禁止|不得|严禁",
        ),
    )
)
"""How a matter is asked for, and how papers say it, where that takes other words."""
_EMPTY_ZH = frozenset("的了吗呢是在有么谁几哪该被把要还就都也个一吧")
"""Characters that say nothing, in pairs that stand nowhere."""
_STEM = 5
"""Letters from which a word may be made from another that it begins with."""
_NEWEST = lazy_regex(
    r"\b(?:in the end|last|latest|finally|final|now|current(?:ly)?|at present|newest|eventually)\b|最后|最终|最新|目前|现在",
    re.IGNORECASE,
)


_YES_NO = lazy_regex(
    r"^\W*(?:can|may|is|are|was|were|do|does|did|will|would|has|have|must|should|am|could)\b"
    r"|吗|能不能|可不可以|行不行|[能行可要用]不|还[能要]|是不是|有没有|不[？?]?$|没[？?]?$",
    re.IGNORECASE,
)


class Matter:
    """What a question asks for.

    Args:
        question: As it was asked, or a part of it that asks by itself.
        asked: Its terms and their weights.

    Attributes:
        question: The same.
        language: Its language.
        value: The kinds of value that would answer.
        weights: What each of its terms that says something weighs.
        shares: The same as shares of all that they weigh.
        days: The days that it names.
        yes_no: Whether a yes or a no answers it.
        wants_newest: Whether the last word on a matter is asked for.
        asks_who_signs: Whether it asks who signed.
        signing: The terms that ask so.
        known: Terms that say nothing new: its own, and words without a meaning of their own.
    """

    def __init__(self, question: str, asked: QueryTerms) -> None:
        self.question = question
        self.language = language_of(question)
        self.value = asked_value(question)
        self.days = values(question).dates
        self.yes_no = _asks_yes_no(question, self.language)
        self.wants_newest = _NEWEST.search(question) is not None
        newest = _matched(_NEWEST, question)
        content = [term for term in asked.terms if term not in newest] or asked.terms
        content = [term for term in content if not _is_empty(term)] or content
        self.weights = {term: asked.weights.get(term, 1.0) for term in content}
        self._total = sum(self.weights.values()) or 1.0
        self.shares = {term: weight / self._total for term, weight in self.weights.items()}
        self._related = [(_matched(asks, question), says) for asks, says in _RELATED if asks.search(question)]
        self._roles = [
            (one.name, frozenset(asked_with(one.name, question)), one.pattern)
            for one in concepts_of(question)
            if one.pattern is not None
        ]
        self.asks_who_signs = any(name == "sign" for name, _, _ in self._roles)
        self.signing = frozenset[str]().union(*(own for name, own, _ in self._roles if name == "sign"))
        self.known = self.value.said | _function_terms(self.language)

    def share(self, terms_held: Collection[str]) -> float:
        """Compute what some of its terms weigh, as a share of all."""
        return sum(self.weights[term] for term in terms_held) / self._total

    def held(self, said: str, heading: str, places: Mapping[str, str]) -> tuple[float, bool]:
        """Compute the share of the question that a sentence speaks of.

        Args:
            said: The sentence.
            heading: Its headings.
            places: Where each term of the question stands: one of `PLACES`, where it does.

        Returns:
            The share, from 0 to 1, and whether it speaks of the matter in words that papers use for it.
        """
        speaks = False
        shares = {term: COUNTS.get(places.get(term, ""), 0.0) for term in self.weights}
        for name, asked, pattern in self._roles:
            if pattern.search(said) and speaks_of_deal(name, said, heading):
                speaks = True
                shares.update({term: 1.0 for term in asked if term in shares})
        for asked, says in self._related:
            there = says.search(said) is not None
            speaks = speaks or there
            share = 1.0 if there else COUNTS["heading"] if says.search(heading) else 0.0
            shares.update({term: max(share, shares[term]) for term in asked if term in shares})
        return sum(self.weights[term] * share for term, share in shares.items()) / self._total, speaks


def _asks_yes_no(question: str, language: Language) -> bool:
    if language in READS:
        return _YES_NO.search(question) is not None
    from assistant.agent.words.asked_languages import asks_yes_no

    return asks_yes_no(question)


_FAMILIES = (
    "pay pays paid payable payment", "give gave given", "take took taken", "buy bought", "sell sold sale", "write wrote written", "spend spent",
    "begin began begun", "send sent", "hold held", "keep kept", "lend lent", "break broke broken", "choose chose chosen choice", "find found",
    "lose lost loss", "make made", "meet met meeting", "rise rose risen", "run ran", "speak spoke spoken", "steal stole stolen theft", "tell told",
    "build built", "bring brought", "drive drove driven driver", "fall fell fallen", "feed fed", "grow grew grown", "lay laid", "win won",
    "wear wore worn", "throw threw thrown", "teach taught", "catch caught", "get got", "freeze froze frozen", "fly flew flown flight",
)  # fmt: skip
"""Words of one verb whose forms do not begin alike."""


@cache
def _families() -> Mapping[str, frozenset[str]]:
    families = [frozenset(terms(family)) for family in _FAMILIES]
    return {term: family for family in families for term in family}


def stands(term: str, held: Collection[str]) -> bool:
    """Return whether a term, or one made from it, stands among others."""
    if term in held:
        return True
    if len(term) < _STEM or is_unspaced(term):
        return False
    start = term[:_STEM]  # most of the others begin with something else
    return any(
        other.startswith(start)
        and abs(len(other) - len(term)) <= 4
        and (other.startswith(term) or term.startswith(other))
        for other in held
    )


def forms_of(
    wanted: Collection[str], among: Collection[str], language: Language
) -> dict[str, frozenset[str]]:
    """Return which of many terms are each of a few, or made from it: see `stands`.

    "Paid" is a form of "pay", though it does not begin like it.
    """
    alike: dict[str, frozenset[str]] = {}
    own = frozenset(among)
    if language not in READS:
        from assistant.agent.words.word_forms import same_words

        alike = same_words(wanted, among, language)
    by_start: dict[str, list[str]] = {term[:_STEM]: [] for term in wanted if len(term) >= _STEM}
    for other in among:
        if (start := other[:_STEM]) in by_start:
            by_start[start].append(other)
    return {
        term: frozenset(
            [term, *(other for other in by_start.get(term[:_STEM], ()) if stands(term, (other,)))]
        )
        | (_families().get(term, frozenset()) & own)
        | alike.get(term, frozenset())
        for term in wanted
    }


def _is_empty(term: str) -> bool:
    return len(term) == 2 and is_unspaced(term) and not _EMPTY_ZH.isdisjoint(term)


def _matched(pattern: re.Pattern[str], question: str) -> frozenset[str]:
    return frozenset(term for found in pattern.finditer(question) for term in terms(found.group()))


@lru_cache(maxsize=16)
def _function_terms(language: Language) -> frozenset[str]:
    return frozenset(terms(" ".join((*FUNCTION_WORDS[language], *FUNCTION_WORDS["en"]))))

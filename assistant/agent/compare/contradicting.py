"""Find which pairs of many documents can contradict each other at all. Pure.

An X-ray lease and the lease of a shop have other ends and other rents, and do not contradict each other. Papers of one deal do, and
two drafts of one paper do wherever a figure or a day was changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import PurePath

from assistant.agent.compare.versions import (
    ALIKE,
    Contradiction,
    Difference,
    clauses_of,
    contradictions,
    differ,
    difference,
    of_one_deal,
)
from assistant.agent.papers.paper_kinds import Kind, Paper, is_of_kind, kind_called
from assistant.agent.words.sentence_features import UPDATES
from assistant.frozen import dataclass
from assistant.languages import is_function_word, language_of
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.values import values

LEAST_WORDS = 2
"""Words that two sentences must have in common to say one thing, beside its day or its sum."""
LEAST_CLAUSES = 3
"""Clauses that two documents must have in common to be versions of one another."""
_NOUN = lazy_regex(r"[A-Za-z]+|租赁合同|合同|协议书?|租约|会议纪要|纪要|报价单?|发票|制度|手册|邮件")
_YEAR = lazy_regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SIGNED = lazy_regex(
    r"^\W*[\d.、）)]*\s*(?:(?:签订|签署|签约)?日期|时间|date(?:d)?(?: of [a-z ]+)?|signed(?: on)?)\s*[:：]",
    re.IGNORECASE,
)
"""Says when a paper was signed, which differs between all drafts."""


def of_kind_asked(question: str, papers: Sequence[Paper]) -> list[int]:
    """Return the places of the papers of the kind that a question names; else none."""
    kinds: list[Kind] = [kind for word in _NOUN.findall(question) if (kind := kind_called(word)) is not None]
    if not kinds:
        return []
    return [at for at, paper in enumerate(papers) if is_of_kind(paper, kinds[0])]


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of comparing documents.

    Attributes:
        found: Contradictions.
        apart: In what documents differ that are not about one deal.
        pairs: How many pairs were compared.
    """

    found: tuple[Contradiction, ...]
    apart: tuple[Contradiction, ...]
    pairs: int


def compare_all(
    documents: Sequence[Sequence[StoredPassage]], *, named: bool = True, only_versions: bool = False
) -> Compared:
    """Compare each pair of documents that may contradict one another.

    Args:
        documents: All passages of each.
        named: Whether they were named; else papers of different times are taken for what was so then and is so now.
        only_versions: Whether only versions of one paper are compared, and no papers of one deal.
    """
    found: list[Contradiction] = []
    apart: list[Contradiction] = []
    pairs = 0
    said = [frozenset(one.plain for one in clauses_of(own)) for own in documents]
    for one, other in combinations(range(len(documents)), 2):
        mine, its = documents[one], documents[other]
        if not mine or not its:
            continue
        common = len(said[one] & said[other])
        versions = common >= LEAST_CLAUSES and common >= ALIKE * min(len(said[one]), len(said[other]))
        if (only_versions and not versions) or (not named and _of_other_times(mine, its)):
            continue
        if not of_one_deal(mine, its):
            if not only_versions:
                apart += contradictions(mine, its)
            continue
        pairs += 1
        if versions:
            found += changed_values(difference(mine, its))
            continue
        stated = contradictions(mine, its)
        found += [*stated, *restated(mine, its, stated)]
    return Compared(tuple(found), tuple(apart), pairs)


def changed_values(found: Difference) -> list[Contradiction]:
    """Return the clauses of two versions in which a figure or a day was changed."""
    return [
        Contradiction(one.before, one.after, _values_of(one.before.text, one.after.text))
        for one in found.changes
        if one.before is not None
        and one.after is not None
        and _SIGNED.match(one.before.text) is None
        and differ(one.before.text, one.after.text, of_all=True)
    ]


def restated(
    mine: Sequence[StoredPassage], its: Sequence[StoredPassage], shown: Sequence[Contradiction] = ()
) -> list[Contradiction]:
    """Return sentences that say one thing with another day or sum.

    "The season opens on 12 April", and under another date: "As the slip is closed, the season opens on 26 April instead of 12 April". All
    words of the shorter stand in the longer.

    Args:
        mine: All passages of one paper.
        its: Of another.
        shown: What was found otherwise, which is not told again.
    """
    told = {(one.passage.id, one.start) for both in shown for one in (both.first, both.second)}
    first, second = (
        [
            (one, bare)
            for one in own
            if (bare := _bare(one)) is not None and (one.passage.id, one.start) not in told
        ]
        for own in ([one.unit for one in clauses_of(mine)], [one.unit for one in clauses_of(its)])
    )
    found: list[Contradiction] = []
    for one, words in first:
        for other, others in second:
            short, long = sorted((words, others), key=len)
            if len(short) < LEAST_WORDS or not short <= long:
                continue
            updated = UPDATES.search(f"{one.text} {other.text}") is not None
            if differ(one.text, other.text) or (
                updated
                and (differ(one.text, other.text, of_all=True) or differ(other.text, one.text, of_all=True))
            ):
                found.append(Contradiction(one, other, _values_of(one.text, other.text)))
    return found


def _bare(unit: Unit) -> frozenset[str] | None:
    """Return the words of a sentence that holds a day or a sum, without these."""
    text = unit.text
    if is_row(text) or _SIGNED.match(text) is not None:
        return None
    held = values(text)
    spans = [(one.start, one.end) for one in held.dates] + [one.span for one in held.numbers if one.unit]
    if not spans:
        return None
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    language = language_of(text)
    words = (term for term in terms(text) if not is_function_word(term, language) and not term.isdigit())
    return frozenset(words)


def _values_of(before: str, after: str) -> tuple[str, str]:
    """Return the first value of each side that the other lacks, else its first."""
    sides = []
    for text, own, its in ((before, values(before), values(after)), (after, values(after), values(before))):
        days = [one.text for one in own.dates]
        new = [one.text for one in own.dates if not any(one.agrees(other) for other in its.dates)]
        sums = [one for one in own.numbers if not any(one.values & other.values for other in its.numbers)]
        sides.append(next(iter([*new, *(_with_unit(one.text, text) for one in sums), *days]), "–"))
    return sides[0], sides[1]


_UNIT = lazy_regex(r"\s?(?:[A-Za-z]{2,}|%|‰|[年月日天元个块吨]{1,2})")


def _with_unit(value: str, text: str) -> str:
    """Return a value with the word behind it: six months, 80 天."""
    at = text.find(value)
    unit = _UNIT.match(text, at + len(value)) if at >= 0 else None
    return value + (unit.group() if unit is not None else "")


def _of_other_times(mine: Sequence[StoredPassage], its: Sequence[StoredPassage]) -> bool:
    """Return whether two papers are of different times by name, or lists of rows."""
    stems = [PurePath(own[0].source).stem for own in (mine, its)]
    years = [frozenset(_YEAR.findall(stem)) for stem in stems]
    days = [dates(stem.replace("_", " ")) for stem in stems]
    if all(days) and not any(one.agrees(other) for one in days[0] for other in days[1]):
        return True
    rows = all(is_row(own[0].text.strip().split("\n")[-1]) for own in (mine, its))
    return rows or (bool(years[0]) and bool(years[1]) and years[0] != years[1])

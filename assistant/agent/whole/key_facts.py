"""Find the sentences of a document that a summary should not lose.

They hold days, amounts, terms, or who must do what.

All functions are pure. What a document says over and over, as a list does of each of its items, counts less.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from assistant.agent.whole.outline import obliges
from assistant.agent.words.sentence_features import MAIL_HEAD
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.values import Values, values

MOST = 12
"""Most sentences that are added to a summary."""
LEAST_SHARE = 0.3
"""Share of the weightiest sentence's score below which none is added."""
MOST_CANDIDATES = 4_000
"""Candidates of a very long document from which only the weightier half is kept."""
SHORTEST, LONGEST = 6, 400
"""Characters of a sentence that is added."""
TITLE = 16
"""Characters up to which a line that does not end like a sentence is a title."""
MOST_TERMS = 60
_LEAST = 0.6
_VALUE, _PLAIN_NUMBER, _DUTY, _PARTIES, _BEGINNING = 1.0, 0.4, 0.6, 0.6, 0.2
"""What a day or a measured number, another number, a duty, the parties, and a place in the first passage count."""
_BETWEEN = lazy_regex(
    r"\bbetween\b.+\band\b|\bzwischen\b.+\bund\b|\bentre\b.+\b(?:et|y|e)\b|\btra\b.+\be\b|\bмежду\b.+\bи\b"
    r"|由.{2,40}(?:与|和|同).{2,40}(?:订立|签订|签署|共同)|以下简称",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may be added to a summary, and what it weighs."""

    unit: Unit
    weight: float
    terms: frozenset[str]


def key_units(passages: Iterable[StoredPassage], said: str, most: int = MOST) -> list[Unit]:
    """Return the weightiest sentences whose values are not said yet, in order.

    Args:
        passages: All of a document, in order.
        said: What the summary says already.
        most: Most sentences.
    """
    there = _Said.of(said)
    candidates = _candidates(passages)
    frequency: Counter[str] = Counter(term for one in candidates for term in one.terms)
    scores = [one.weight / _sameness(one.terms, frequency) for one in candidates]
    ranked = sorted(zip(scores, range(len(scores)), strict=True), key=lambda one: (-one[0], one[1]))
    chosen: list[int] = []
    for score, at in ranked:
        if len(chosen) == most or score < LEAST_SHARE * ranked[0][0]:
            break
        text = candidates[at].unit.text
        if not there.holds(text):
            chosen.append(at)
            there.add(text)
    return [candidates[at].unit for at in sorted(chosen)]


def _candidates(passages: Iterable[StoredPassage]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for number, passage in enumerate(passages):
        for unit in units_of(passage, 0):
            text = unit.text
            if (
                not SHORTEST <= len(text) <= LONGEST
                or is_row(text)
                or _is_title(text)
                or MAIL_HEAD.match(text)
            ):
                continue
            weight = weight_of(text) + (_BEGINNING if number == 0 else 0.0)
            if weight >= _LEAST:
                own = frozenset(term for term in terms(text) if not any(map(str.isdigit, term)))
                if len(own) <= MOST_TERMS:
                    found.append(_Candidate(unit, weight, own))
        if len(found) > MOST_CANDIDATES:
            from statistics import median  # it takes fractions and random numbers along

            bound = median(one.weight for one in found)
            found = [one for one in found if one.weight > bound] or found[::2]
    return found


def _is_title(text: str) -> bool:
    """Return whether a short line has no end of a sentence: "2. Penalty"."""
    return len(text) <= TITLE and not text.rstrip().endswith((".", "。", "!", "！", ";", "；"))


def weight_of(text: str) -> float:
    """Weigh a sentence by the days, amounts, duties and parties that it holds."""
    held = values(text)
    measured = bool(held.dates) + sum(bool(number.unit) for number in held.numbers)
    weight = _VALUE * min(measured, 1) + (0.3 if measured > 1 else 0.0)
    if not measured and held.numbers:
        weight += _PLAIN_NUMBER
    if obliges(text):
        weight += _DUTY if not measured else _DUTY / 3
    return weight + (_PARTIES if _BETWEEN.search(text) else 0.0)


def _sameness(own: frozenset[str], frequency: Counter[str]) -> float:
    """Measure how much a sentence is one of many; 1 where it is the only one."""
    from statistics import median

    usual = median([frequency[term] for term in own]) if own else 1.0
    return 1.0 + math.log(max(usual, 1.0))


@dataclass(slots=True)
class _Said:
    """The values that were said, and the terms of what was."""

    days: set[tuple[int | None, int | None, int | None]]
    numbers: set[str]
    texts: list[frozenset[str]]

    @classmethod
    def of(cls, text: str) -> _Said:
        made = cls(set(), set(), [])
        for line in text.splitlines():
            made.add(line)
        return made

    def add(self, text: str) -> None:
        held = values(text)
        self.days |= {reading for one in held.dates for reading in one.readings}
        self.numbers |= _numbers(held)
        self.texts.append(frozenset(terms(text)))

    def holds(self, text: str) -> bool:
        """Return whether all values of a sentence are said, or its words."""
        held = values(text)
        if held.dates or held.numbers:
            return all(set(one.readings) & self.days for one in held.dates) and all(
                number.values & self.numbers for number in held.numbers
            )
        own = frozenset(terms(text))
        return any(len(own & other) >= 0.7 * len(own) for other in self.texts)


def _numbers(held: Values) -> set[str]:
    return {value for number in (*held.numbers, *held.loose) for value in number.values}


def line_of(unit: Unit) -> str:
    """Write a sentence on one line."""
    return " ".join(unit.text.split())

"""Citations: for each sentence of an answer, the words of a document that bear it. The machine's work, not the model's."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.library.catalog import StoredPassage
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.retrieval.evidence import Unit
from assistant.retrieval.names import numbers, proper_names
from assistant.retrieval.sentences import sentences

BORNE = 0.5
"""Share of a sentence's weight that must stand in what is cited."""
SECOND = 0.2
"""Share that a second piece of evidence must add to be cited too."""
STANDS_OUT = 2.5
"""Deviations above the library's background from which a sentence is near enough in meaning to be cited."""
NEAR_WORDS = 0.25
"""Share of a sentence's weight that must match too, within one script, where meaning is to bear the rest."""

Weigh = Callable[[Sequence[str]], Mapping[str, float]]
"""Gives the rarity of terms in the library."""
Standing = Callable[[str, Sequence[str]], Sequence[float]]
"""Gives how far each of some texts stands out of the library's background, seen from a sentence."""

_PAPERS = (
    r"(?:(?:given|provided|above|available)\s+)?(?:texts?|documents?|passages?|context|excerpts?|evidence)"
)
_NO_ANSWER = re.compile(
    rf"\b(?:{_PAPERS}|information\s+(?:given|provided|above|available))\b[^.]{{0,40}}?\b(?:do(?:es)?|did)\s?n[o'’]t\s+(?:\w+ly\s+)?"
    r"(?:say|mention|provide|contain|state|specify|include|give|answer|address|discuss|indicate|hold|tell)"
    rf"|\bnot\s+(?:\w+ly\s+)?(?:mentioned|provided|specified|stated|given|found|contained|discussed|answered)\s+(?:in|by)\s+"
    rf"(?:(?:any\s+of\s+)?(?:the|this|these|your)\s+)?{_PAPERS}"
    r"|\b(?:question|this|it)\b[^.]{0,100}\bcan(?:not|'t|’t)\s+be\s+(?:answered|determined|told)"
    r"|^(?:this|that|it)\s+(?:is|was)\s+not\s+(?:\w+ly\s+)?(?:mentioned|specified|stated|provided|given)\W*$"
    r"|\bno\s+(?:information|mention|answer)\s+(?:is|was|about|on|of|regarding|in|to|for)\b"
    r"|(?:文中|文本|文章|文件|文档|上文|上面的文字|资料|材料|段落|提供的(?:信息|内容|文字))[^。]{0,20}(?:没有|并?未|无法|不)"
    r"(?:提到|提及|提供|说明|包含|给出|涉及|回答|记载|找到)"
    r"|无法(?:从|根据)[^。]{0,12}(?:确定|回答|得知)|没有(?:提到|提及|相关)的?(?:信息|内容|答案)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """What bears a sentence.

    Attributes:
        units: The evidence, the strongest first; empty when nothing bears it.
        missing: Numbers and names of the sentence that do not stand in the evidence.
        sure: Whether words or numbers match, and not meaning alone.
        claims: Whether the sentence says anything that needs evidence ("Yes." alone does not).
    """

    units: tuple[Unit, ...] = ()
    missing: tuple[str, ...] = ()
    sure: bool = True
    claims: bool = True

    @property
    def borne(self) -> bool:
        """Whether evidence bears the sentence, every number and name of it included."""
        return not self.claims or (bool(self.units) and self.sure and not self.missing)


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    terms: frozenset[str]
    around: frozenset[str]


class Attributor:
    """Finds what bears the sentences of one answer.

    Args:
        groups: The passages that were found, of each hit.
        question: As it was searched for; its own words need no evidence.
        weigh: Gives the rarity of terms.
        standing: Compares meaning; None where only words are compared.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[StoredPassage]],
        question: str,
        weigh: Weigh,
        standing: Standing | None,
    ) -> None:
        self._weigh = weigh
        self._standing = standing
        self._asked = frozenset(terms(question))
        self._groups = groups

    @cached_property
    def _candidates(self) -> list[_Candidate]:
        # Not before the first sentence is there: until then it is the model that is waited for.
        return [
            _Candidate(unit, frozenset(terms(unit.text)), frozenset(terms(" ".join(passage.heading))))
            for rank, group in enumerate(self._groups)
            for passage in group
            for unit in quotable(passage, rank)
            if any(map(str.isalnum, unit.text))
        ]

    def attribute(self, sentence: str) -> Attribution:
        """Find the evidence that bears a sentence."""
        wanted = query_terms(sentence)
        if not wanted or not any(character.isalnum() for character in sentence):
            return Attribution(claims=False)
        # "The text does not say when, but it costs 99 euros" says something.
        if says_nothing(sentence) and all(_stands(number, self._asked) for number in numbers(sentence)):
            return Attribution(claims=False)
        if len(wanted) == 1 and not numbers(sentence) and wanted[0] in self._asked:
            return Attribution(claims=False)
        weights = self._weigh(wanted)
        total = sum(weights.values()) or 1.0
        best = max(self._candidates, key=lambda c: self._score(c, wanted, weights), default=None)
        if best is None:
            return Attribution()
        chosen, share = [best], self._share(best, wanted, weights) / total
        second = self._second(best, wanted, weights)
        if second is not None and self._gain(best, second, wanted, weights) / total >= SECOND:
            chosen.append(second)
            share += self._gain(best, second, wanted, weights) / total
        if share >= BORNE:
            chosen += self._with_numbers(sentence, chosen, wanted, weights)
            return Attribution(tuple(c.unit for c in chosen), self._missing(sentence, chosen))
        return self._by_meaning(sentence, wanted, weights)

    def _with_numbers(
        self,
        sentence: str,
        chosen: Sequence[_Candidate],
        wanted: Sequence[str],
        weights: Mapping[str, float],
    ) -> list[_Candidate]:
        """Give the evidence of a number that does not stand in what was chosen, where it says the rest too."""
        held = {term for candidate in chosen for term in candidate.terms | candidate.around}
        missing = [number for number in numbers(sentence) if not _stands(number, held)]
        total = sum(weights.values()) or 1.0
        fitting = [
            candidate
            for candidate in self._candidates
            if missing
            and all(_stands(number, candidate.terms) for number in missing)
            and self._share(candidate, wanted, weights) / total >= NEAR_WORDS
            and any(term in candidate.terms and term not in held and not term[0].isdigit() for term in wanted)
        ]
        return sorted(fitting, key=lambda c: -self._score(c, wanted, weights))[:1]

    def _score(self, candidate: _Candidate, wanted: Sequence[str], weights: Mapping[str, float]) -> float:
        # Where two say the same, the better hit, and the shorter of two sentences, is cited.
        return (
            self._share(candidate, wanted, weights)
            - 0.01 * candidate.unit.rank
            - 0.0005 * len(candidate.terms)
        )

    @staticmethod
    def _share(candidate: _Candidate, wanted: Sequence[str], weights: Mapping[str, float]) -> float:
        inside = sum(weights[term] for term in wanted if term in candidate.terms)
        around = sum(
            weights[term] for term in wanted if term in candidate.around and term not in candidate.terms
        )
        return inside + 0.5 * around

    def _second(
        self, best: _Candidate, wanted: Sequence[str], weights: Mapping[str, float]
    ) -> _Candidate | None:
        others = [candidate for candidate in self._candidates if candidate is not best]
        return max(others, key=lambda other: self._gain(best, other, wanted, weights), default=None)

    @staticmethod
    def _gain(
        best: _Candidate, other: _Candidate, wanted: Sequence[str], weights: Mapping[str, float]
    ) -> float:
        # A number alone says nothing: "30" of "30 June" does not bear "30 days".
        held = best.terms | best.around
        gained = [term for term in wanted if term in other.terms and term not in held]
        return sum(weights[term] for term in gained) if any(not term[0].isdigit() for term in gained) else 0.0

    def _by_meaning(self, sentence: str, wanted: Sequence[str], weights: Mapping[str, float]) -> Attribution:
        """Cite what is near in meaning: a paraphrase that shares some words, or a text in another script.

        Meaning alone confirms nothing: the nearest of many sentences is always near. Across scripts, where words
        cannot match, a number that does match confirms; else the citation is given as unsure.
        """
        if self._standing is None or not self._candidates:
            return Attribution()
        script, best_script = is_unspaced(sentence), is_unspaced(self._candidates[0].unit.passage.text)
        total = sum(weights.values()) or 1.0
        near = [
            candidate
            for candidate in self._candidates
            if (is_unspaced(candidate.unit.text) == best_script != script)
            or self._share(candidate, wanted, weights) / total >= NEAR_WORDS
        ]
        if not near:
            return Attribution()
        standings = self._standing(sentence, [candidate.unit.text for candidate in near])
        index = max(range(len(standings)), key=standings.__getitem__)
        if standings[index] < STANDS_OUT:
            return Attribution()
        chosen = near[index]
        foreign = is_unspaced(chosen.unit.text) != script
        # A name is spelt otherwise in another script; a number is not.
        missing = self._missing(sentence, [chosen], names=not foreign)
        sure = not foreign or bool(numbers(sentence))
        return Attribution((chosen.unit,), missing, sure=sure)

    def _missing(self, sentence: str, chosen: Sequence[_Candidate], *, names: bool = True) -> tuple[str, ...]:
        # What is cited is a sentence, but its passage is shown beside it: names may stand anywhere in it.
        passage_terms = {
            term
            for c in chosen
            for term in [*terms(c.unit.passage.text), *c.around, *terms(c.unit.passage.title)]
        }
        cited_terms = {term for c in chosen for term in c.terms | c.around}
        missing = [number for number in numbers(sentence) if not _stands(number, cited_terms)]
        if names:
            missing += [
                name for name in proper_names(sentence) if not set(terms(name)) <= passage_terms | self._asked
            ]
        return tuple(dict.fromkeys(missing))


def quotable(passage: StoredPassage, rank: int) -> list[Unit]:
    """Cut a passage into the sentences that can be quoted."""
    return [Unit(passage, sentence.start, sentence.end, rank) for sentence in sentences(passage.text)]


def _stands(number: str, held: Collection[str]) -> bool:
    """Tell whether a number stands among some terms: as it is written, or all of its parts, as of a date."""
    whole, *parts = terms(number)
    return whole in held or (bool(parts) and all(part in held for part in parts))


def says_nothing(sentence: str) -> bool:
    """Tell whether a sentence only says that the documents do not hold the answer."""
    return _NO_ANSWER.search(sentence) is not None

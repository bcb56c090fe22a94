"""Judge whether a short answer is what its question asks for.

"Six weeks" stands in many papers: what tells the right sentence from the others is the question. What each sentence is worth as an
answer to it is told by the model that chooses quotes (`quote_model`); few numbers more tell how likely the answer is borne by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from types import MappingProxyType

import numpy as np

from assistant.agent.citing.quoting import DOUBTED, Retrieved, compared
from assistant.agent.claims.attribution import SUPPORT_SHARE, Attribution, EvidenceChecks
from assistant.agent.claims.claim_parts import Claim
from assistant.agent.claims.quote_model import By, circumstances, likely, worths
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.matter import Matter
from assistant.agent.words.polarity import denies, denies_of
from assistant.agent.words.sentence_features import NEARER, described
from assistant.events import Citation
from assistant.frozen import dataclass
from assistant.library.terms import terms
from assistant.models.trained import logistic, softmax
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import Number

WEIGHTS = MappingProxyType(
    {"behind": 0.45, "bearing": -0.79, "words": 0.43, "share": 0.88, "near": 0.88, "": -1.93}
)
"""What tells how likely a sentence bears a short answer; printed by `python -m benchmarks.borne`, which fits it on the questions of
`benchmarks/data/offices`: right answers against others made wrong by rule, and answers to what the papers do not say."""
SURELY, PERHAPS = 0.1, 0.02
"""How likely a sentence has to bear a short answer for it to be shown plainly, and for the sentence to be shown beside it. The first is
printed with the weights: the highest of the likelihoods tried there that lets 95 in 100 right answers pass. There 97 in 100 do, and 28
in 100 of the wrong ones that a sentence holds. The second is chosen by hand: 99 and 55 in 100 do."""
SURELY_MEANT = 0.3
"""The same as the first for a whole sentence in words of its own, of which only the values are found; chosen by hand."""
FAR_BEHIND = -1.0
"""How far behind the best sentence one has to be for what it says not to contradict an answer whose values the best one holds."""
LEAST_TOLD, TOLD, FAR_MORE = 2, 0.7, 0.4
"""Words of a claim, and the shares of their weight by which another sentence says more of it than the one that holds its number."""
MAY_ANSWER = -3.0
"""How far behind the best sentence one may be that is compared with an answer in another language."""
TELLS = 0.3
"""How likely the best sentence has to answer a question of yes or no for its "not" to be the answer."""
MOST_WORDS = 8
"""Words of an answer from which more tell nothing."""
NOT_MEASURED = 1.0
"""How far behind the last sentence whose meaning was compared the others are taken to be."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence as an answer to the question, beside the others.

    Attributes:
        unit: Where it stands.
        behind: Logarithm of how likely it answers, less that of the best one: 0 of the best, else below.
        near: Deviations that it is nearer in meaning than the mean.
    """

    unit: Unit
    behind: float
    near: float


class SentenceWorths:
    """Tell what the sentences of some passages are worth as answers to a question.

    Args:
        retrieved: The question, and where is looked.
    """

    def __init__(self, retrieved: Retrieved) -> None:
        self._retrieved = retrieved

    @cached_property
    def places(self) -> Sequence[Place]:
        """The sentences, the best first."""
        return self._judged[0]

    @property
    def today(self) -> date:
        """The day on which is asked."""
        return self._retrieved.today

    @property
    def chance(self) -> float:
        """How likely the best sentence holds an answer, from 0 to 1."""
        return self._judged[1]

    @cached_property
    def _judged(self) -> tuple[Sequence[Place], float]:
        # Not before a short answer is there: comparing meaning takes long.
        found = self._retrieved
        units, table = described(Matter(found.question, found.asked), found.passages, found.scores)
        if not units:
            return (), 0.0
        worth, near = worths(table, None), np.zeros(len(units), np.float32)
        by: By = "words"
        if found.similarity is not None:
            measured, nearness = compared(units, worth, found.similarity)
            if nearness is not None:
                told = worths({name: column[measured] for name, column in table.items()}, nearness)
                worth = np.full(len(units), told.min() - NOT_MEASURED, np.float32)
                worth[measured], by = told, "meaning"
                near[:] = nearness[:, NEARER].min()
                near[measured] = nearness[:, NEARER]
        order = (-worth).argsort(kind="stable")
        first = {name: float(column[order[0]]) for name, column in table.items()}
        told = circumstances(
            softmax(worth)[order], first, float(near[order[0]]), found.relevance, unknown=found.unknown
        )
        best = float(worth[order[0]])
        places = tuple(Place(units[at], float(worth[at]) - best, float(near[at])) for at in order)
        return places, likely(told, by)

    @cached_property
    def _of_passage(self) -> Mapping[int, Sequence[Place]]:
        found: dict[int, list[Place]] = {}
        for place in self.places:
            found.setdefault(place.unit.passage.id, []).append(place)
        return found

    def place_of(self, unit: Unit) -> Place | None:
        """Return the best sentence that shares words with a place; None where none does."""
        return next(
            (
                place
                for place in self._of_passage.get(unit.passage.id, ())
                if place.unit.start < unit.end and unit.start < place.unit.end
            ),
            None,
        )

    def likely_at(self, citation: Citation) -> float:
        """Estimate how likely what is cited is what the question asks for, from 0 to 1."""
        here = (
            self.chance * math.exp(place.behind)
            for place in self._of_passage.get(citation.passage_id, ())
            if place.unit.passage.start + place.unit.start < citation.end
            and citation.start < place.unit.passage.start + place.unit.end
        )
        return max(here, default=0.0)


def likely_borne(place: Place, *, bearing: int, words: int, share: float) -> float:
    """Estimate how likely a sentence bears a short answer, from 0 to 1.

    Args:
        place: The sentence.
        bearing: How many sentences hold the answer's words and values.
        words: How many words the answer has, besides values.
        share: What of the answer's weight it holds, from 0 to 1.
    """
    value = (
        WEIGHTS["behind"] * place.behind
        + WEIGHTS["bearing"] * math.log(max(bearing, 1))
        + WEIGHTS["words"] * min(words, MOST_WORDS)
        + WEIGHTS["share"] * share
        + WEIGHTS["near"] * place.near
        + WEIGHTS[""]
    )
    return logistic(value)


class ShortAnswers:
    """Judge sentences of an answer by whether their evidence answers the question.

    Args:
        checks: Check one candidate.
        worths: Tell which sentences answer the question.
    """

    def __init__(self, checks: EvidenceChecks, worths: SentenceWorths) -> None:
        self._checks = checks
        self._worths = worths

    def held(self, claim: Claim) -> Attribution | None:
        """Find the sentence that bears a short answer; None where none holds all of it.

        Many may hold it: it is borne where one of them is likely to be what the question asks for.
        """
        weights = self._checks.weights(claim)
        bearing = [
            (candidate, share)
            for candidate in self._checks.candidates
            if (share := self._checks.share(claim, weights, candidate)) >= SUPPORT_SHARE
            and not self._checks.missing(claim, [candidate])
            and not self._checks.ordered(candidate)
            and not claim.misplaced(candidate)
            and not self._checks.in_other_row(claim, candidate)
            and not self._checks.of_other_year(claim, candidate)
        ]
        count = len({candidate.unit.text for candidate, _ in bearing})
        judged = [
            (likely_borne(place, bearing=count, words=len(claim.words), share=share), candidate)
            for candidate, share in bearing
            if (place := self._worths.place_of(candidate.unit)) is not None
        ]
        if not judged:
            return None
        chance, best = max(judged, key=lambda one: one[0])
        if not claim.repeats(best) and self._checks.opposed(claim, best):
            return Attribution((best.unit,), reason="contradicted", likely=chance >= PERHAPS)
        if chance >= SURELY:
            return Attribution((best.unit,), likely=True)
        return Attribution((best.unit,), sure=False, reason="other_row", likely=chance >= PERHAPS)

    def may_answer(self, candidate: Candidate) -> bool:
        """Return whether a sentence is not far behind the likeliest one."""
        place = self._worths.place_of(candidate.unit)
        return place is not None and place.behind > MAY_ANSWER

    def amended(self, claim: Claim, found: Attribution) -> Attribution | None:
        """Contradict a value that its own paper changes further on; None if none does."""
        from assistant.agent.papers.amendments import amending  # few answers need it

        asked, today = self._checks.question, self._worths.today
        newer = amending(claim, found.units, self._checks.candidates, asked, today)
        return None if newer is None else Attribution((newer.unit,), reason="contradicted", likely=True)

    def by_values(self, claim: Claim, found: Attribution) -> Attribution:
        """Judge a sentence that nothing else confirms by its values.

        They have to stand together in a sentence that is likely to answer the question.
        """
        near = found.contradicts and not self._is_far(found.units[0])
        if not self._worths.places or near or found.reason == "ordered":
            return found
        holding = [
            candidate
            for candidate in self._checks.candidates
            if claim.valued
            and not self._checks.missing(claim, [candidate])
            and not self._checks.ordered(candidate)
            and not self._checks.in_other_row(claim, candidate)
            and not self._checks.of_other_year(claim, candidate)
        ]
        judged = [
            (likely_borne(place, bearing=len(holding), words=claim.valued - 1, share=1.0), candidate)
            for candidate in holding
            if (place := self._worths.place_of(candidate.unit)) is not None
        ]
        if not judged and found.contradicts:
            return found
        if not judged:
            best, chance = self._worths.places[0].unit, self._worths.chance
            speaks_of_it = not set(claim.words).isdisjoint(terms(best.text))
            if chance < DOUBTED or not speaks_of_it:
                return found
            return replace(
                found, units=found.units or (best,), sure=found.sure and bool(found.units), likely=True
            )
        chance, candidate = max(judged, key=lambda one: one[0])
        agrees = not claim.misplaced(candidate) and not self._checks.opposed(claim, candidate)
        agrees = agrees and not self._said_otherwise(claim, candidate)
        if agrees and chance >= SURELY_MEANT:
            return Attribution((candidate.unit,), likely=True)
        if chance < PERHAPS or found.contradicts:
            return found
        return Attribution((candidate.unit,), sure=False, reason=found.reason, likely=True)

    def _said_otherwise(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether what stands beside it says more of a claim, otherwise.

        "A trailer outside costs 22 €", where it costs 40 and 22 is the price of a place inside. Another paper may be older.
        """
        numbers = [value for value in claim.values if isinstance(value.of, Number)]
        if len(claim.words) < LEAST_TOLD or len(numbers) != 1:
            return False
        said = partial(self._checks.words_share, claim, self._checks.weights(claim))
        least = max(TOLD, said(candidate) + FAR_MORE)
        asked = self._checks.asked_share(candidate)
        return any(
            said(one) >= least
            and self._checks.asked_share(one) >= asked
            and one.values.numbers
            and not numbers[0].stands_in(one)
            for one in self._checks.candidates
            if one is not candidate and one.unit.passage.document_id == candidate.unit.passage.document_id
        )

    def _is_far(self, unit: Unit) -> bool:
        """Return whether a sentence is too unlikely an answer to contradict the best one."""
        place = self._worths.place_of(unit)
        return place is not None and place.behind < FAR_BEHIND

    def yes_or_no(self, found: Attribution, *, agrees: bool) -> Attribution:
        """Judge a yes or no by the sentence that clearly answers its question."""
        if not self._worths.places:
            return found
        best, chance = self._worths.places[0].unit, self._worths.chance
        if (
            chance >= TELLS
            and denies_of(best.text, self._checks.question)
            and not denies(self._checks.question)
        ):
            if not agrees:
                return Attribution((best,), likely=True)
            return Attribution((best,), reason="contradicted", likely=True)
        if found.supported:
            return found
        likely = chance >= DOUBTED
        units = found.units or ((best,) if likely else ())
        return replace(found, units=units, sure=found.sure and bool(found.units), likely=likely)

"""Judge whether a sentence that papers bear out answers its question.

What an answer says may stand in the papers and still be beside the question: the date of another meeting, the sentence after the right
one. Few numbers tell how likely it answers. None of them is a word of an answer or how near two vectors lie, so that they hold in any
language and for any embedding model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from assistant.agent.citing.short_answers import SentenceWorths
from assistant.agent.claims.attribution import EvidenceChecks
from assistant.agent.claims.claim_parts import Claim, claim_of
from assistant.agent.claims.claimed_values import Value
from assistant.agent.claims.replies import reply
from assistant.agent.prompt.writing import Writer
from assistant.agent.words.asked_values import asked_value, asks_most, is_typed
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.polarity import opposed
from assistant.frozen import dataclass
from assistant.models.trained import logistic
from assistant.retrieval.dates import Date
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import Number

Floats = NDArray[np.float32]
WEIGHTS = MappingProxyType(
    {
        "no_new_words": -1.56,
        "behind": 0.28,
        "bearing": -0.73,
        "opposed": -1.29,
        "bare": -0.74,
        "typed": 0.51,
        "": 2.55,
    }
)
"""What tells how likely a sentence answers; printed by `python -m benchmarks.beside_model`, which fits it on right answers to many writers'
questions, and on wrong ones that papers bear out."""
COLUMNS = tuple(WEIGHTS)[:-1]
SURELY = 0.4
"""How likely a sentence has to answer for it to be shown plainly; `python -m benchmarks.beside_model` prints what it lets pass."""
SURELY_MOST = 0.8
"""The same where the most or the least of several is asked for: one sentence alone bears no comparison out."""
CITED = 0.005
"""How likely what is cited has to answer where a yes or no says nothing else."""
WHOLLY = 0.9
"""Share of a question from which a sentence that holds it answers it, however likely that is else."""
BEST = -0.5
"""How far behind the best sentence one is at most that may be the best as well."""
FARTHEST = -8.0
"""How far behind the best sentence one is taken to be at most; see `short_answers.Place`."""
_AS_MUCH = 0.01
"""Share of a sentence's words by which evidence may hold less than other evidence and still hold as much."""


@dataclass(frozen=True, slots=True)
class _New:
    """What a sentence says that its question does not.

    Attributes:
        words: Its words, each with its weight.
        values: Its values.
    """

    words: Mapping[str, float]
    values: tuple[Value, ...]

    def held(self, candidate: Candidate) -> tuple[int, float]:
        """Return how many of the values, and what share of the words, evidence holds."""
        total = sum(self.words.values()) or 1.0
        words = sum(weight * candidate.holds(word) for word, weight in self.words.items()) / total
        return sum(value.stands_in(candidate) for value in self.values), words


class Beside:
    """Judge what is borne out by whether it answers the question.

    Args:
        checks: Check one candidate.
        worths: Tell which sentences answer the question.
    """

    def __init__(self, checks: EvidenceChecks, worths: SentenceWorths) -> None:
        self._checks = checks
        self._worths = worths
        self._asked = asked_value(checks.question)

    def is_all(self, writer: Writer) -> bool:
        """Return whether all that an answer says with evidence is beside the question."""
        rows = [row for sentence, units in writer.supported for row in self.described(sentence, units)]
        if rows:
            most = asks_most(self._checks.question)
            least = SURELY_MOST if most and not self._is_most(writer) else SURELY
            return not any(answers(row, least=least) for row in rows) and not any(
                self._holds_question(units) for _, units in writer.supported
            )
        cited = writer.citations.values()
        return bool(cited) and max(map(self._worths.likely_at, cited)) < CITED

    def _is_most(self, writer: Writer) -> bool:
        """Return whether alike papers have less of what a sentence says is the most."""
        from assistant.agent.claims.alike import is_most  # few questions ask for the most

        checks = self._checks
        return any(
            is_most(claim_of(sentence, checks.known), units, checks.candidates, checks.question)
            for sentence, units in writer.supported
        )

    def _holds_question(self, units: Sequence[Unit]) -> bool:
        """Return whether one of some pieces of evidence holds all that is asked."""
        return any(
            one.unit in units and self._checks.asked_share(one) >= WHOLLY for one in self._checks.candidates
        )

    def described(self, sentence: str, units: Sequence[Unit]) -> list[Floats]:
        """Describe a sentence beside each piece of what bears it out.

        Args:
            sentence: The sentence.
            units: What bears it out.

        Returns:
            float32, shape (COLUMNS,) each; none of a bare yes or no, which says nothing new.
        """
        said = reply(sentence, self._checks.question)
        text = sentence if said.agrees is None else said.rest
        claim = claim_of(text, known=self._checks.known) if any(map(str.isalnum, text)) else None
        if claim is None or not (claim.words or claim.valued):
            return []
        new = self._new(claim)
        return [
            np.array(
                [
                    not new.words,
                    self._behind(one),
                    math.log(max(self._bearing(new, one), 1)),
                    opposed(claim.text, one.told),
                    self._checks.bare(claim),
                    not self._asked.kinds or is_typed(claim.text, self._asked),
                ],
                np.float32,
            )
            for one in self._checks.candidates
            if one.unit in units
        ]

    def _new(self, claim: Claim) -> _New:
        asked, weights = self._checks.asked, self._checks.weights(claim)
        known = asked.all_terms.union(asked.words)
        words = {word: weights[word] for word in claim.words if word not in known}
        return _New(words, tuple(value for value in claim.values if not _is_said(value, asked)))

    def _behind(self, candidate: Candidate) -> float:
        place = self._worths.place_of(candidate.unit)
        return FARTHEST if place is None else max(place.behind, FARTHEST)

    def _bearing(self, new: _New, candidate: Candidate) -> int:
        """Count the texts that hold as much of what is new in a sentence."""
        if not (new.words or new.values):
            return 0
        least_values, least_words = new.held(candidate)
        # What other papers hold says nothing against the best sentence of the one that is named.
        named = self._checks.named if self._behind(candidate) >= BEST else frozenset()
        held = (
            (one.unit.text, *new.held(one))
            for one in self._checks.candidates
            if not named or one.unit.passage.document_id in named
        )
        return len(
            {
                text
                for text, values, words in held
                if values >= least_values and words >= least_words - _AS_MUCH
            }
        )


def likely(row: Floats, weights: Sequence[float] = tuple(WEIGHTS.values())) -> float:
    """Estimate how likely a sentence answers, from 0 to 1.

    Args:
        row: What `Beside.described` gives of it.
        weights: Of the columns, and the constant.
    """
    return logistic(float(row @ np.asarray(weights[:-1], np.float32)) + weights[-1])


def answers(
    row: Floats, weights: Sequence[float] = tuple(WEIGHTS.values()), *, least: float = SURELY
) -> bool:
    """Return whether a sentence is likely enough to answer to be shown plainly."""
    return likely(row, weights) >= least


def _is_said(value: Value, asked: Claim) -> bool:
    """Return whether a question says a value itself."""
    if isinstance(value.of, Number):
        return asked.has_number(value.of)
    return any(
        value.of == other.of
        or (isinstance(value.of, Date) and isinstance(other.of, Date) and value.of.agrees(other.of))
        for other in asked.values
    )

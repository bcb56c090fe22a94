"""Judge whether a short answer is what its question asks for.

"Six weeks" stands in many papers: what tells the right sentence from the others is the question. What each sentence is worth as an
answer to it is told by the model that chooses quotes (`quote_model`); few numbers more tell how likely the answer is borne by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np

from assistant.agent.matter import Matter
from assistant.agent.quote_model import By, circumstances, likely, worths
from assistant.agent.quoting import Similarity, compared
from assistant.agent.sentence_features import NEARER, described
from assistant.agent.trained import softmax
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import QueryTerms, Relevance

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
        question: The question.
        passages: Where is looked.
        scores: What each scored in the search, by its number.
        asked: The question's terms.
        similarity: Compares meaning with the question; None where only words are compared.
        relevance: What speaks for the library bearing on the question.
        unknown: Whether a name of the question stands nowhere in the library.
    """

    def __init__(
        self,
        question: str,
        passages: Sequence[StoredPassage],
        scores: Mapping[int, float],
        asked: QueryTerms,
        similarity: Similarity | None,
        relevance: Relevance,
        *,
        unknown: bool = False,
    ) -> None:
        self._question = question
        self._passages = passages
        self._scores = scores
        self._asked = asked
        self._similarity = similarity
        self._relevance = relevance
        self._unknown = unknown

    @cached_property
    def places(self) -> Sequence[Place]:
        """The sentences, the best first."""
        return self._judged[0]

    @property
    def chance(self) -> float:
        """How likely the best sentence holds an answer, from 0 to 1."""
        return self._judged[1]

    @cached_property
    def _judged(self) -> tuple[Sequence[Place], float]:
        # Not before a short answer is there: comparing meaning takes long.
        units, table = described(Matter(self._question, self._asked), self._passages, self._scores)
        if not units:
            return (), 0.0
        worth, near = worths(table, None), np.zeros(len(units), np.float32)
        by: By = "words"
        if self._similarity is not None:
            measured, nearness = compared(units, worth, self._similarity)
            if nearness is not None:
                told = worths({name: column[measured] for name, column in table.items()}, nearness)
                worth = np.full(len(units), told.min() - NOT_MEASURED, np.float32)
                worth[measured], by = told, "meaning"
                near[:] = nearness[:, NEARER].min()
                near[measured] = nearness[:, NEARER]
        order = (-worth).argsort(kind="stable")
        first = {name: float(column[order[0]]) for name, column in table.items()}
        told = circumstances(
            softmax(worth)[order], first, float(near[order[0]]), self._relevance, unknown=self._unknown
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
    return 1 / (1 + math.exp(-value))

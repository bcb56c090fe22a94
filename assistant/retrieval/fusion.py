"""One ranking out of two: words that match, and meaning that is near. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

LEXICAL_WEIGHT = 0.8
"""What the best lexical match counts beside the nearest meaning; chosen on half of the XQuAD articles."""
FULL_MATCH = 0.7
"""Share of a question's weight that a best lexical match must reach to count in full."""
SURE = 1.5
"""Deviations beyond chance from which meaning counts in full."""
UNSURE = 0.3
"""What meaning counts at the least."""
OTHER_SCRIPT = (1.2, 0.7)
"""What meaning counts in another script than the question's, where its words match nothing, and where they match in full:
in a library of two languages, what is found in the question's own leaves less room for the other."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the index knows of a question's terms.

    Attributes:
        terms: Query terms, each once.
        weights: Inverse document frequency of each term, higher for rarer ones.
    """

    terms: tuple[str, ...]
    weights: Mapping[str, float]

    @property
    def weight(self) -> float:
        """The weights' sum."""
        return sum(self.weights.values())

    def coverage(self, present: set[str]) -> float:
        """Give the share of the question's weight that some terms hold, from 0 to 1."""
        total = self.weight
        return sum(self.weights[term] for term in self.terms if term in present) / total if total else 0.0


def inverse_document_frequency(documents: int, holding: int) -> float:
    """Weigh a term by its rarity, as BM25 does; never negative."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def fuse(
    lexical: Mapping[int, float],
    standing: Mapping[int, float],
    question: Question,
    by_chance: float | None = None,
    waiting: Collection[int] = (),
    foreign: Collection[int] = (),
) -> list[tuple[int, float]]:
    """Rank passages by the sum of two scores, each relative to the best of its leg.

    A leg that is unsure counts for less: the lexical one by the share of the question's weight that its best match
    reaches (a question in another language than the documents matches next to nothing), meaning by how much further
    the nearest passage stands out than one would by chance (a model that does not know the language sees no difference).
    A passage that waits for its vector is taken to be as near as its words match, so that what was just read is found.

    Args:
        lexical: BM25 score by passage; higher is better.
        standing: How many deviations each passage stands out of the background of its meaning.
        question: The question's terms.
        by_chance: How far the nearest of so many passages stands out by chance; None takes meaning as sure.
        waiting: Passages without a vector, among those that the words found.
        foreign: Passages in another script than the question, where there are some in its own too.

    Returns:
        Passages with their score, the best first; the order does not depend on the order of the arguments' items.

    Source: weighted CombSUM (E. A. Fox, J. A. Shaw, "Combination of Multiple Searches", TREC-2, 1994); the norms are
        ours.
    """
    best_match = max(lexical.values(), default=0.0)
    lexical_norm = max(best_match, FULL_MATCH * question.weight)
    meaning_norm = max(max(standing.values(), default=0.0), 1.0)
    sure = 1.0
    if by_chance is not None and standing:
        sure = min(max((max(standing.values()) - by_chance) / SURE, UNSURE), 1.0)
    words = {passage: score / lexical_norm if lexical_norm else 0.0 for passage, score in lexical.items()}
    near = {passage: words.get(passage, 0.0) for passage in waiting}
    matched = best_match / lexical_norm if lexical_norm else 0.0
    other = OTHER_SCRIPT[0] + (OTHER_SCRIPT[1] - OTHER_SCRIPT[0]) * matched
    near |= {
        passage: value / meaning_norm * (other if passage in foreign else 1.0)
        for passage, value in standing.items()
    }
    scores = {
        passage: sure * near.get(passage, 0.0) + LEXICAL_WEIGHT * words.get(passage, 0.0)
        for passage in {*words, *near}
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def expected_maximum(count: int) -> float:
    """Give the expected maximum of `count` standard normal values.

    Source: H. Cramér, "Mathematical Methods of Statistics" (1946), 28.6, the asymptotic form.
    """
    if count < 3:
        return 0.0
    root = math.sqrt(2 * math.log(count))
    return root - (math.log(math.log(count)) + math.log(4 * math.pi)) / (2 * root)

"""Rank passages, and judge how relevant a library is to a question. Pure.

`Relevance` ends a turn before a model is asked only where the library is plainly about something else; otherwise the model
is asked, and its answer is judged.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from assistant.frozen import dataclass

LEXICAL_WEIGHT = 0.8
"""What the best lexical match counts beside the nearest meaning; chosen on half of the XQuAD articles."""
FULL_MATCH = 0.7
"""Share of a question's weight that a best lexical match must reach to count in full."""
FULL_MARGIN = 1.5
"""Deviations beyond chance from which meaning counts in full."""
LEAST_WEIGHT = 0.3
"""What meaning counts at the least."""
OTHER_SCRIPT = (1.2, 0.7)
"""Weight of meaning in another script than the question's: if no word matches, and if all do. In a library of two
languages, what is found in the question's own leaves less room for the other."""
HANDFUL = 40
"""So many passages can all but be read by the model: it is asked."""
ABSENT = 0.6
"""What a word that stands nowhere in the library weighs beside the mean of those that do."""
ABSENT_NAME = 1.0
"""The same for a name, a number or an identifier."""
COVERS = 0.8
"""Share of a question's weight from which a passage's words alone are reason to ask."""
ASKED = 0.15
"""Confidence from which a model is worth asking: it can say that the documents do not say it."""
ASKED_ACROSS = 0.05
"""The same where the best passages are in another language, in which no word of the question can stand. Of 54 questions that offices' papers
of the other language answer, 45 reach `ASKED` and 52 this; of 36 on other matters 17 and 21."""
ELSEWHERE = 0.3
"""Confidence below which a question may be about something else."""
THERE = 0.55
"""Confidence from which an answer that nothing confirms is shown, as one that may be there."""
NEAR, APART = 0.4, 0.12
"""Nearness from which a passage that is nearer by this than any other is shown, whatever its words."""
SURE = 1.0
"""Confidence from which an answer is shown as it is written; below, when a sentence of it has been found in the documents."""


@dataclass(frozen=True, slots=True)
class QueryTerms:
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
        """Compute the share of the question's weight that some terms hold, from 0 to 1."""
        total = self.weight
        return sum(self.weights[term] for term in self.terms if term in present) / total if total else 0.0


def inverse_document_frequency(documents: int, holding: int) -> float:
    """Weigh a term by its rarity, as BM25 does; never negative."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def fuse(
    lexical: Mapping[int, float],
    z_scores: Mapping[int, float],
    question: QueryTerms,
    by_chance: float | None = None,
    waiting: Collection[int] = (),
    foreign: Collection[int] = (),
) -> list[tuple[int, float]]:
    """Rank passages by the sum of a lexical and a semantic score, each from 0 to 1.

    - words: BM25 divided by the best BM25, or by `FULL_MATCH` of the question's weight where the best does not reach it
      (a question in another language than the documents matches next to nothing);
    - meaning: the z-score divided by the best z-score, times how far that one exceeds what chance gives, in units of
      `FULL_MARGIN` and at least `LEAST_WEIGHT` (a model that does not know the language sees no difference).

    A passage without a vector yet counts in meaning as it does in words, so that what was just read is found.

    Args:
        lexical: BM25 score by passage; higher is better.
        z_scores: Semantic z-score by passage, see `View.z_scores`; higher is nearer.
        question: The question's terms.
        by_chance: The highest z-score that chance gives for so many passages; None takes meaning as sure.
        waiting: Passages without a vector, among those that the words found.
        foreign: Passages in another script than the question, where there are some in its own too.

    Returns:
        Passages with their score, the best first; the order does not depend on the order of the arguments' items.

    Source: weighted CombSUM (E. A. Fox, J. A. Shaw, "Combination of Multiple Searches", TREC-2, 1994); the norms are
        ours.
    """
    best_match = max(lexical.values(), default=0.0)
    lexical_norm = max(best_match, FULL_MATCH * question.weight)
    meaning_norm = max(max(z_scores.values(), default=0.0), 1.0)
    sure = 1.0
    if by_chance is not None and z_scores:
        sure = min(max((max(z_scores.values()) - by_chance) / FULL_MARGIN, LEAST_WEIGHT), 1.0)
    words = {passage: score / lexical_norm if lexical_norm else 0.0 for passage, score in lexical.items()}
    near = {passage: words.get(passage, 0.0) for passage in waiting}
    matched = best_match / lexical_norm if lexical_norm else 0.0
    other = OTHER_SCRIPT[0] + (OTHER_SCRIPT[1] - OTHER_SCRIPT[0]) * matched
    near |= {
        passage: value / meaning_norm * (other if passage in foreign else 1.0)
        for passage, value in z_scores.items()
    }
    scores = {
        passage: sure * near.get(passage, 0.0) + LEXICAL_WEIGHT * words.get(passage, 0.0)
        for passage in {*words, *near}
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def expected_maximum(count: int) -> float:
    """Compute the expected maximum of `count` standard normal values.

    Source: H. Cramér, "Mathematical Methods of Statistics" (1946), 28.6, the asymptotic form.
    """
    if count < 3:
        return 0.0
    root = math.sqrt(2 * math.log(count))
    return root - (math.log(math.log(count)) + math.log(4 * math.pi)) / (2 * root)


@dataclass(frozen=True, slots=True)
class Relevance:
    """What speaks for and against that a library bears on a question.

    Attributes:
        coverage: Share of the question's weight that the best of the first passages holds, from 0 to 1.
        nearness: How near the nearest of them is in meaning, see `Background.nearness`; None where meaning was not compared.
        apart: How much nearer it is than the next, where words are written without spaces: those for one thing then have
            few terms in common, and meaning tells more.
        across: Whether the best passages are in another language than the question, where words say little.
        passages: How many there are where was looked.
        narrowed: Whether the user named where to look.
        named: Whether the question names a document.
        knows_name: Whether a name stands in the library that the question writes in another script, or among one.
    """

    coverage: float = 0.0
    nearness: float | None = None
    apart: float = 0.0
    across: bool = False
    passages: int = 0
    narrowed: bool = False
    named: bool = False
    knows_name: bool = False

    @property
    def confidence(self) -> float:
        """How relevant the library is: about 0 on other matters, 1 for a match."""
        near = 0.0 if self.nearness is None else self.nearness
        if self.nearness is None:
            value = 1.2 * self.coverage
        elif self.across:
            # Between two languages texts on other matters come nearer to each other, beside what those on one matter are.
            value = 0.9 * near - 0.3 + 0.4 * self.coverage
        else:
            value = 0.5 * near + 0.75 * self.coverage
        return value + (0.4 if self.named else 0.0)

    @property
    def stands_out(self) -> bool:
        """Whether one passage is much nearer in meaning than all others.

        Then it bears on the question in other words.
        """
        return self.nearness is not None and not self.across and self.nearness >= NEAR and self.apart >= APART

    @property
    def few(self) -> bool:
        """Whether there is so little to look at that nothing of it is plainly elsewhere."""
        return self.narrowed or self.passages <= HANDFUL

    @property
    def is_asked(self) -> bool:
        """Whether a model is worth asking."""
        if not self.passages:
            return False
        return self.confidence >= (ASKED_ACROSS if self.across else ASKED) or not self.is_elsewhere

    @property
    def is_elsewhere(self) -> bool:
        """Whether the question may well be about something else."""
        near = self.few or self.knows_name or self.stands_out
        near = near or self.coverage >= COVERS or self.confidence >= ELSEWHERE
        return not (self.passages and near)

    @property
    def may_hold(self) -> bool:
        """Whether an unconfirmed answer is worth showing beside the passages."""
        return self.few or self.knows_name or self.coverage >= COVERS or self.confidence >= THERE


def coverage(
    wanted: Sequence[str],
    holding: Mapping[str, int],
    passages: int,
    present: Sequence[Collection[str]],
    names: Collection[str] = (),
) -> float:
    """Compute the share of a question's weight that the best passage holds, 0 to 1.

    Unlike in a ranking, words weigh nearly alike: in a library of one file the rarest word is no rarer than the others, and in
    one of contracts every contract holds the words that are asked with.

    Args:
        wanted: The question's terms.
        holding: How many passages of the library hold each.
        passages: How many there are.
        present: Terms of each of the passages.
        names: Terms that belong to names, numbers or identifiers.
    """
    known = {term: _weight(holding[term], passages) for term in wanted if holding[term]}
    mean = sum(known.values()) / len(known) if known else 1.0
    weights = {term: known.get(term, mean * (ABSENT_NAME if term in names else ABSENT)) for term in wanted}
    total = sum(weights.values())
    if not total:
        return 0.0
    return max(
        (sum(weights[term] for term in wanted if term in held) / total for held in present), default=0.0
    )


def _weight(holding: int, passages: int) -> float:
    """Weigh a term between 1 and 2 by how rare it is."""
    return 2.0 - holding / max(passages, holding, 1)

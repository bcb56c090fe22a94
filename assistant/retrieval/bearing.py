"""Whether a library bears on a question: what is found is held against the question, before a model is asked. Pure.

Only what is plainly elsewhere ends here. Else the model is asked, and what it says is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

HANDFUL = 40
"""So many passages can all but be read by the model: it is asked."""
ABSENT = 0.6
"""What a word that stands nowhere in the library weighs beside the mean of those that do."""
ABSENT_NAME = 1.0
"""The same for a name, a number or an identifier."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """What speaks for and against that a library bears on a question.

    Attributes:
        coverage: Share of the question's weight that the best of the first passages holds, from 0 to 1.
        nearness: How near the nearest of them is in meaning, see `Background.nearness`; None where meaning was not compared.
        across: Whether the best passages are in another language than the question, where words say little.
        passages: How many there are where was looked.
        narrowed: Whether the user named where to look.
        named: Whether the question names a document.
    """

    coverage: float = 0.0
    nearness: float | None = None
    across: bool = False
    passages: int = 0
    narrowed: bool = False
    named: bool = False

    @property
    def confidence(self) -> float:
        """How surely the library bears on the question: about 0 on other matters, 1 where it plainly does."""
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
    def few(self) -> bool:
        """Whether there is so little to look at that nothing of it is plainly elsewhere."""
        return self.narrowed or self.passages <= HANDFUL

    @property
    def is_asked(self) -> bool:
        """Whether a model is worth asking."""
        if not self.passages:
            return False
        return self.few or self.coverage >= COVERS or self.confidence >= ELSEWHERE

    @property
    def may_hold(self) -> bool:
        """Whether an answer that nothing confirms is worth showing beside the nearest passages."""
        return self.few or self.coverage >= COVERS or self.confidence >= THERE


COVERS = 0.8
"""Share of a question's weight from which a passage's words alone are reason to ask."""
ELSEWHERE = 0.3
"""Confidence below which a question is plainly about something else."""
THERE = 0.55
"""Confidence from which an answer that nothing confirms is shown, as one that may be there."""
SURE = 1.0
"""Confidence from which an answer is shown as it is written; below, when a sentence of it has been found in the documents."""


def coverage(
    wanted: Sequence[str],
    holding: Mapping[str, int],
    passages: int,
    present: Sequence[Collection[str]],
    names: Collection[str] = (),
) -> float:
    """Tell which share of a question's weight the best of some passages holds, from 0 to 1.

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

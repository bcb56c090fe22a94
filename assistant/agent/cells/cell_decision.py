"""Decide a cell: the likeliest value, or that the document does not state it.

A small model weighs both against each other. `python -m benchmarks.cells_model` fits it to cells of many writers, each judged by
models that had not seen the writer; its weights lie beside those of the sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.agent.cells.cell_model import ABSENT, SHOWN, TYPED, WEIGHTS, Judged
from assistant.agent.cells.cell_values import CLAUSE, Option, chance_of, of_trial, second_of
from assistant.agent.words.value_spans import part_around, value_spans
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced
from assistant.models.trained import answers, weights_in
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import is_row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SURE_VALUE, SURE_NONE = 0.84, 0.82
"""Likelihoods from which an answer is shown without a mark: 96 of 100 of both kinds together are right of writers who were left out."""
VALUE_MEANT, NONE_MEANT = 0.7, 0.8
"""Likelihoods of a topic below which neither is shown without a mark: few who were left out asked so unclearly."""
_ASKED, _TOPIC = 7, 12
"""Places of the topic's likelihood, and whether there is one, among the inputs."""
_KINDS = ("date", "money", "name", "duration", "percent", "number")
LEFT = 0.5
"""By words alone: the most of a value that is not sure."""
_BEFORE_FIRST = lazy_regex(r"(?:[^:：|]{1,30}[:：|])?[\W\d]*")
DOUBTED = 0.6
"""What is left of a value that others rarely stand for."""
_LEAST = 1e-4
"""Likelihood below which none is told apart."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How likely each answer of a cell is right.

    What is left to 1 is that another value is.

    Attributes:
        value: That the likeliest value is.
        none: That the document does not state it.
    """

    value: float
    none: float


def decision_inputs(judged: Judged, options: Sequence[Option]) -> Floats:
    """Return what a cell is decided by, float32, shape (features,).

    Args:
        judged: How likely the sentences of the document answer.
        options: The sentences that may be meant, the likeliest first; at least one.
    """
    import numpy as np

    first = options[0]
    chance = min(chance_of(options, judged), 1.0)
    second = second_of(options, judged)
    told = [
        chance,
        _log_odds(chance),
        first.chance,
        second,
        _log_odds(second),
        judged.absent,
        _log_odds(judged.absent),
        judged.asked,
        bool(first.value),
        judged.kind in TYPED,
        bool(first.value) * chance,
        judged.asked * chance,
        bool(judged.topic),
        min(len(first.unit.text), 400) / 400,
        min(len(value_spans(first.unit.text, judged.kind)), 4) / 4,
        is_row(first.unit.text),
        _stands_first(first),
        judged.kind == "name" and judged.sides.named(first.unit.text),
        judged.kind == "name" and bool(judged.sides.names),
        judged.kind == "name" and first.value.isupper(),
        sum(one.agrees(first.value, judged) for one in options[1:]) / 4 if first.value else 0,
        *(judged.kind == one for one in _KINDS),
    ]
    assert judged.measured is not None
    return np.concatenate([np.array(told, np.float32), judged.measured, _spoken_of(judged, first)])


def _spoken_of(judged: Judged, first: Option) -> Floats:
    """Return how far what holds the value speaks of what is asked, shape (5,).

    Of its sentence and of its clause: how likely they speak of the topic, and of another; and how likely any sentence does.
    """
    import numpy as np

    assert judged.sentences is not None
    assert judged.speaks is not None
    text, topics, meant = first.unit.text, judged.sentences.topics, judged.meant
    places = [(one.passage.id, one.start) for one in judged.sentences.units]
    place = (first.unit.passage.id, first.unit.start)
    own = topics[places.index(place) if place in places else 0]
    at = text.find(first.value) if first.value else -1
    clause = judged.speaks(part_around(text, at, at + len(first.value), CLAUSE) if at >= 0 else text)
    return np.array(
        [
            own[meant],
            np.delete(own, meant).max(),
            topics[:, meant].max(),
            clause[meant],
            np.delete(clause, meant).max(),
        ],
        np.float32,
    )


def _stands_first(option: Option) -> bool:
    """Return whether a value begins its sentence, or follows a label there."""
    at = option.unit.text.find(option.value) if option.value else -1
    return at >= 0 and _BEFORE_FIRST.fullmatch(option.unit.text, 0, at) is not None


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded)) / 5


def chances(inputs: Floats, weights: Mapping[str, Floats]) -> Floats:
    """Return how likely the value, none, another value is right: shape (..., 3).

    No more than barely unsure where it is not sure which topic is meant.
    """
    import numpy as np

    found = answers(inputs, weights, "decide", "decided")
    unclear = (inputs[..., _TOPIC] > 0)[..., None] & (
        inputs[..., _ASKED, None] < [VALUE_MEANT, NONE_MEANT, 0]
    )
    return np.where(unclear, np.minimum(found, [SURE_VALUE - _LEAST, SURE_NONE - _LEAST, 1]), found)


def decided(judged: Judged, options: Sequence[Option]) -> Decision:
    """Weigh the likeliest value against that the document does not state it.

    Args:
        judged: How likely the sentences of the document answer.
        options: The sentences that may be meant, the likeliest first; at least one.
    """
    if judged.measured is None:
        return _by_words(judged, options)
    if is_unspaced(judged.question) != is_unspaced(options[0].unit.text):
        # Fitted within a language: across two of them the sentences' own likelihoods tell.
        return Decision(min(chance_of(options, judged), 1.0), judged.absent)
    value, none, _ = chances(decision_inputs(judged, options), weights_in(WEIGHTS)).tolist()
    return Decision(value * (DOUBTED if _is_doubtful(options[0], judged) else 1), none)


def _is_doubtful(first: Option, judged: Judged) -> bool:
    """Return whether a day or a name is missing, or a notice is of a trial."""
    if judged.kind in ("date", "name") and not first.value:
        return True
    return judged.topic == "notice" and of_trial(first.unit)


def _by_words(judged: Judged, options: Sequence[Option]) -> Decision:
    """Weigh them by known words, which lead to a sentence or to none."""
    chance = chance_of(options, judged)
    if judged.absent >= ABSENT and judged.absent >= options[0].chance:
        return Decision(0.0, 1.0)
    return Decision(SURE_VALUE if chance >= SHOWN else min(chance, LEFT), 0.0)

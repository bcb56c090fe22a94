"""Fit what decides a cell: its likeliest value, or that there is none.

Each set of contracts is judged by models that were trained without it, as a stranger's contracts are judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.bearing import bearing_units
from assistant.agent.cell_decision import SURE_NONE, SURE_VALUE, chances, decision_inputs
from assistant.agent.cell_model import Judged
from assistant.agent.cell_values import Option, options_of
from assistant.agent.value_spans import values_agree
from assistant.evaluation import holds
from benchmarks.cells_data import ALONE, OWN, Asked, Contract, model_of
from benchmarks.cells_fitting import Floats, Network, Weights

VALUE, NONE, OTHER = 0, 1, 2
"""What is right: the likeliest value, that there is none, another value."""
NETWORK = Network("decide", "decided", units=4, steps=500, rate=0.02, decay=6e-3, seed=3)
OWN_WEIGHT = 0.7
"""What a cell of our own contracts counts, of which more lack what is asked than of others."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is decided.

    Attributes:
        hand: The set that its contract belongs to.
        question: What is asked.
        inputs: What it is decided by.
        right: VALUE, NONE or OTHER.
        first: The likeliest value, with its sentence.
        kind: The kind of value that is asked.
        strange: Whether strangers said what its contract states.
    """

    hand: str
    question: str
    inputs: Floats
    right: int
    first: Option
    kind: str
    strange: bool


def cells(
    contracts: Sequence[tuple[Contract, Sequence[Asked]]],
    ours: Sequence[str],
    embedder: Any,
    weights: Weights,
) -> Iterator[Cell]:
    """Ask the contracts of a set as the product does.

    Args:
        contracts: With what each is asked.
        ours: How we are called in them.
        embedder: Embeds as the product does.
        weights: Trained without the set.
    """
    model = model_of(contracts, ours, embedder, weights)
    for contract, questions in contracts:
        for one in questions if contract.hand != ALONE else ():
            found = bearing_units(contract.text, one.column)
            judged = model.judged(contract.text, one.column, found)
            if not judged.ranked:
                continue
            options = options_of(model, contract.text, found, judged)
            right = _right(contract, one.topic, judged, options[0])
            inputs, strange = decision_inputs(judged, options), bool(contract.values)
            yield Cell(contract.hand, one.column.question, inputs, right, options[0], judged.kind, strange)


def _right(contract: Contract, topic: str, judged: Judged, first: Option) -> int:
    """Tell which answer of a cell is right."""
    answers = contract.answers(topic)
    if not answers:
        return NONE
    expected = contract.values.get(topic)
    if not expected:
        places = [(contract.units[at].passage.id, contract.units[at].start) for at in answers]
        return VALUE if (first.unit.passage.id, first.unit.start) in places else OTHER
    said = first.value or f"{first.unit.lead} {first.unit.text}"
    agree = any(
        holds(said, one)
        or (first.value and any(values_agree(said, one, kind) for kind in judged.kinds if kind != "name"))
        for one in expected
    )
    return VALUE if agree else OTHER


def fitted(cells: Sequence[Cell]) -> Weights:
    """Fit what decides a cell."""
    weight = np.array([OWN_WEIGHT if one.hand.startswith(OWN) else 1.0 for one in cells], np.float32)
    return NETWORK.fitted(np.stack([one.inputs for one in cells]), [one.right for one in cells], weight)


def likely(cells: Sequence[Cell], weights: Mapping[str, Floats]) -> Floats:
    """Return how likely each answer of cells is, shape (cells, 3)."""
    return chances(np.stack([one.inputs for one in cells]), weights)


def told(name: str, likely: Floats, right: NDArray[np.int64]) -> str:
    """Tell how cells were decided."""
    says_none = likely[:, NONE] > likely[:, VALUE]
    sure = np.where(says_none, likely[:, NONE] >= SURE_NONE, likely[:, VALUE] >= SURE_VALUE)
    good = right == np.where(says_none, NONE, VALUE)
    stated, absent = right != NONE, right == NONE
    return (
        f"{name:16} stated {stated.sum():4}: right {_share(good & stated, stated)}, unmarked {_share(good & stated & sure, stated)};"
        f" not stated {absent.sum():4}: said {_share(good & absent, absent)}, unmarked {_share(good & absent & sure, absent)};"
        f" of those unmarked right {_share(good & sure, sure)}"
    )


def _share(some: NDArray[np.bool_], of: NDArray[np.bool_]) -> str:
    return f"{some.sum() / max(of.sum(), 1):.3f}"

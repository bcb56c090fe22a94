"""Fit what decides a cell: its likeliest value, or that there is none.

Each set of contracts is judged by models that were trained without it, as a stranger's contracts are judged.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.cells.bearing import DocumentText, bearing_units
from assistant.agent.cells.cell_decision import SURE_NONE, SURE_VALUE, chances, decision_inputs
from assistant.agent.cells.cell_model import Judged
from assistant.agent.cells.cell_values import Option, options_of
from assistant.agent.words.value_spans import values_agree
from assistant.evaluation import holds
from benchmarks.cells_data import ALONE, OWN, STATED_BY, Asked, Contract, model_of
from benchmarks.cells_fitting import Floats, Network, Weights

VALUE, NONE, OTHER = 0, 1, 2
"""What is right: the likeliest value, that there is none, another value."""
NETWORK = Network("decide", "decided", units=4, steps=500, rate=0.02, decay=6e-3, seed=3)
UNKNOWN_WEIGHT = 0.1
"""What a cell counts that is asked as if its topic were unknown."""
ONE_OF = 3
"""One cell in so many is asked so, every second of them without the sentences that answer: people ask for much that is not there."""
UNKNOWN = 8.0
"""Makes it likely that a question asks for no topic."""
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
        known: Whether the model knows what is asked; else words and nearness tell.
    """

    hand: str
    question: str
    inputs: Floats
    right: int
    first: Option
    kind: str
    strange: bool
    known: bool


def cells(
    contracts: Sequence[tuple[Contract, Sequence[Asked]]],
    ours: Sequence[str],
    embedder: Any,
    weights: Weights,
) -> Iterator[Cell]:
    """Ask the contracts of a set as the product does, and some as if it knew no topic.

    Args:
        contracts: With what each is asked.
        ours: How we are called in them.
        embedder: Embeds as the product does.
        weights: Trained without the set.
    """
    bias = weights["asked_bias"]
    unknown = weights | {"asked_bias": bias + UNKNOWN * (np.arange(len(bias)) == len(bias) - 1)}
    for known, own in ((True, weights), (False, unknown)):
        model = model_of(contracts, ours, embedder, own)
        for number, (contract, questions) in enumerate(contracts):
            for at, one in enumerate(questions) if contract.hand != ALONE else ():
                if not known and (number + at) % ONE_OF:
                    continue
                states = known or (number + at) % 2 == 0
                text = contract.text if states else _without(contract, one.topic)
                found = bearing_units(text, one.column)
                judged = model.judged(text, one.column, found)
                if not judged.ranked:
                    continue
                options = options_of(model, text, found, judged)
                right = _right(contract, one.topic, judged, options[0]) if states else NONE
                yield Cell(
                    contract.hand, one.column.question, decision_inputs(judged, options), right, options[0], judged.kind,
                    bool(contract.values), known,
                )  # fmt: skip


def _without(contract: Contract, topic: str) -> DocumentText:
    """Return a contract without the sentences that answer a topic."""
    gone = [
        unit
        for unit, own in zip(contract.units, contract.topics, strict=True)
        if own & {topic, STATED_BY.get(topic, topic)}
    ]
    passages = []
    for passage in contract.text.passages:
        text = passage.text
        for unit in sorted(gone, key=lambda one: -one.start):
            if unit.passage.id == passage.id:
                text = text[: unit.start] + text[unit.end :]
        passages += [replace(passage, text=text, end=len(text))] if text.strip() else []
    # Another number: the model keeps the contract that it saw last.
    return DocumentText(-1 - zlib.crc32(topic.encode()) - contract.text.number, tuple(passages), True)


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
    own = [OWN_WEIGHT if one.hand.startswith(OWN) else 1.0 for one in cells]
    weight = np.array(
        [share * (1.0 if one.known else UNKNOWN_WEIGHT) for share, one in zip(own, cells, strict=True)],
        np.float32,
    )
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

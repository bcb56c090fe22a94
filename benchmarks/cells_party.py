"""Fit what tells whom a contract is with, among all whom it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.cells.bearing import bearing_units
from assistant.agent.cells.cell_values import MOST_SHOWN, options_among
from assistant.agent.cells.party_choice import MEASURED, candidates
from assistant.evaluation import holds
from benchmarks.cells_data import Asked, Contract, model_of
from benchmarks.cells_fitting import Adam, Floats, Weights

UNITS, STEPS, RATE, DECAY, SEED = 4, 400, 0.02, 3e-3, 1


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named in a contract.

    Attributes:
        hand: The set that it belongs to.
        rows: What is measured of each, shape (names, MEASURED).
        right: Whether the contract is with them, shape (names,); with one of them at least.
    """

    hand: str
    rows: Floats
    right: NDArray[np.bool_]


def named(
    contracts: Sequence[tuple[Contract, Sequence[Asked]]],
    ours: Sequence[str],
    embedder: Any,
    weights: Weights,
) -> Iterator[Named]:
    """Measure who is named in the contracts of a set whose other party strangers told.

    Args:
        contracts: With what each is asked.
        ours: How we are called in them.
        embedder: Embeds as the product does.
        weights: Trained without the set.
    """
    model = model_of(contracts, ours, embedder, weights)
    for contract, questions in contracts:
        asked = next((one.column for one in questions if one.topic == "provider"), None)
        if asked is None or not contract.values.get("provider"):
            continue
        found = bearing_units(contract.text, asked)
        judged = model.judged(contract.text, asked, found)
        options = options_among(model, contract.text, found, judged, judged.ranked[:MOST_SHOWN])
        read = {one.unit: one.value for one in options}
        some = candidates(
            model.sentences(contract.text), dict(judged.ranked), read, judged.sides, model.shared()
        )
        right = np.array([any(holds(one.name, said) for said in contract.values["provider"]) for one in some])
        if right.any():
            yield Named(contract.hand, np.array([one.measured for one in some], np.float32), right)


def fitted(cases: Sequence[Named]) -> Weights:
    """Fit how names are scored, by the likelihood of those that are right."""
    random = np.random.default_rng(SEED)
    weights: Weights = {
        "party": random.normal(0, 0.2, (MEASURED, UNITS)).astype(np.float32),
        "party_bias": np.zeros(UNITS, np.float32),
        "partied": random.normal(0, 0.1, UNITS).astype(np.float32),
        "partied_straight": np.zeros(MEASURED, np.float32),
    }
    rows = np.concatenate([one.rows for one in cases])
    right = np.concatenate([one.right for one in cases])
    whose = np.repeat(np.arange(len(cases)), [len(one.rows) for one in cases])
    first = np.searchsorted(whose, np.arange(len(cases)))
    adam = Adam(RATE)
    for _ in range(STEPS):
        hidden = np.tanh(rows @ weights["party"] + weights["party_bias"])
        scored = hidden @ weights["partied"] + rows @ weights["partied_straight"]
        raised = np.exp(scored - np.maximum.reduceat(scored, first)[whose])
        shares = raised / np.add.reduceat(raised, first)[whose]
        among = shares * right
        slope = (shares - among / np.maximum(np.add.reduceat(among, first)[whose], 1e-9)) / len(cases)
        back = slope[:, None] * weights["partied"] * (1 - hidden**2)
        slopes = {
            "party": rows.T @ back,
            "party_bias": back.sum(axis=0),
            "partied": hidden.T @ slope,
            "partied_straight": rows.T @ slope,
        }
        adam.step(weights, {name: one + DECAY * weights[name] for name, one in slopes.items()})
    return weights

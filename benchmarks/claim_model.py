"""Fit what tells how likely a sentence says what its evidence says.

    python -m benchmarks.claim_model

Prints the weights of `assistant/agent/claims/claim_model.py`, and which share of true and of false sentences is believed from which
likelihood on, each office judged by weights fitted on the others. `data/borne_claims.tsv` holds what strangers wrote of the papers of
small offices as a model would answer, half of it false as a model errs, with the words that the checks of `attribution` took for
its evidence, and how its clauses stood there (`clause_places.signs`).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.claims import clause_places
from assistant.agent.claims.claim_model import SIGNS, WEIGHTS, signs

DATA = Path(__file__).with_name("data") / "borne_claims.tsv"
STEADY = 0.02
"""Decay of the weights of columns as they are, for each row."""
STEPS = 40
KEPT = (0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
"""Shares of the true sentences that are to be believed, for which thresholds are shown."""
Floats = NDArray[np.float64]


def main() -> None:
    """Fit, and print what came of it."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    table = np.array([_described(row) for row in rows])
    true = np.array([row["kind"] == "true" for row in rows])
    offices = np.array([row["office"] for row in rows])
    told = np.zeros(len(rows))
    for office in sorted(set(offices)):
        out = offices == office
        told[out] = _likely(table[out], _fitted(table[~out], true[~out]))
    print(f"{len(rows)} sentences of {len(set(offices))} offices, {true.sum()} of them true")
    for kept in KEPT:
        least = float(np.quantile(told[true], 1 - kept))
        believed = Counter(row["kind"] for row, one in zip(rows, told, strict=True) if one >= least)
        share = (told[~true] >= least).mean()
        print(f"from {least:.2f}: true {kept:.2f}, false {share:.2f}", dict(believed))
    for name, weight in zip(WEIGHTS, _fitted(table, true), strict=True):
        print(f'    "{name}": {weight:.2f},')


def _described(row: Mapping[str, str]) -> list[float]:
    found = dict(zip(SIGNS, signs(row["claim"], row["question"], row["told"], row["named"]), strict=True))
    found |= dict(zip(clause_places.SIGNS, map(float, row["placed"].split()), strict=True))
    return [found[name] for name in WEIGHTS if name]


def _fitted(table: Floats, true: NDArray[Any]) -> Floats:
    """Fit a logistic regression by Newton's steps.

    Args:
        table: Signs, shape (sentences, signs).
        true: Whether each is true, shape (sentences,).

    Returns:
        The weights, the constant last; shape (signs + 1,).
    """
    spread = table.std(axis=0) + 1e-6
    columns = np.c_[table / spread, np.ones(len(table))]
    decay = STEADY * len(table) * np.diag(np.r_[np.ones(table.shape[1]), 0.0])
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-columns @ weights))
        curve = columns.T @ (columns * (chance * (1 - chance))[:, None]) + decay
        weights -= np.linalg.solve(curve, columns.T @ (chance - true) + decay @ weights)
    fitted: Floats = np.r_[weights[:-1] / spread, weights[-1]]
    return fitted


def _likely(table: Floats, weights: Floats) -> Floats:
    likely: Floats = 1 / (1 + np.exp(-(table @ weights[:-1] + weights[-1])))
    return likely


if __name__ == "__main__":
    main()

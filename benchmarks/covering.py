"""Fit how likely what a table came to is what was asked, and measure it.

    python -m benchmarks.covering

Each line of `data/covering.tsv` is an answer of a sheet to a question that somebody asked of an office's papers, and what `covering.told`
tells of it, with whether it was right. What is printed goes into `assistant/agent/numbers/covering.py`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ASKED = Path(__file__).parent / "data" / "covering.tsv"
PENALTY, STEPS = 3.0, 30
TOLD = 2
"""Columns before the features: the office, whether the answer was right."""
LEAST = (0.7, 0.75, 0.8, 0.85, 0.9)


def weights(rows: Floats, right: Floats) -> Floats:
    """Fit a logistic regression by Newton's steps, of features in their own units.

    Args:
        rows: Features, the first constant, shape (answers, features).
        right: 1 where the answer was right, else 0, shape (answers,).
    """
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    penalties = PENALTY * spread**2
    penalties[0] = 0.01
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-(rows @ found)))
        slope = rows.T @ (likely - right) + penalties * found
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(penalties + 1e-9)
        found -= np.linalg.solve(curve, slope)
    return found


def main() -> None:
    """Measure on each office what is fitted without it, then print the weights of all."""
    with ASKED.open(encoding="utf-8", newline="") as file:
        names, *lines = csv.reader(file, delimiter="\t")
    offices = np.array([line[0] for line in lines])
    told = np.array([[float(cell) for cell in line[1:]] for line in lines])
    right = told[:, 0]
    rows = np.append(np.ones((len(told), 1)), told[:, TOLD - 1 :], axis=1)
    likely = np.zeros(len(rows))
    for office in sorted(set(offices)):
        own = offices == office
        likely[own] = 1 / (1 + np.exp(-(rows[own] @ weights(rows[~own], right[~own]))))
    print(f"{len(rows)} answers of {len(set(offices))} offices, right {right.sum():.0f}")
    for least in LEAST:
        sure = likely >= least
        print(f"sure from {least}: right {right[sure].sum():.0f}, wrong {(1 - right[sure]).sum():.0f}")
    found = dict(zip(("", *names[TOLD:]), np.round(weights(rows, right), 2).tolist(), strict=True))
    print("WEIGHTS", {name: weight for name, weight in found.items() if weight})


if __name__ == "__main__":
    main()

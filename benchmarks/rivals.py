"""Fit when a sheet's answer stands before the words of a text, and measure it.

    python -m benchmarks.rivals

Each line of `data/rivals.tsv` is a question that somebody asked of sheets and papers of an office, and what `road_choice.told` tells of it,
with whether a sheet was asked, and whether each answer was right. Questions for sheets count together as much as those for papers and for
what stands nowhere. What is printed goes into `assistant/agent/road_choice.py`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.agent.road_choice import BESIDE, FIRST

Floats = NDArray[np.float64]
ASKED = Path(__file__).parent / "data" / "rivals.tsv"
PENALTY, STEPS = 1.0, 30
TOLD = 4
"""Columns before the features: writer, whether a sheet was asked, whether its answer was right, whether the text's was."""


def weights(rows: Floats, of_sheet: Floats) -> Floats:
    """Fit a logistic regression by Newton's steps, both kinds of questions counting alike.

    Args:
        rows: Features, the first constant, shape (questions, features).
        of_sheet: 1 where a sheet was asked, else 0, shape (questions,).
    """
    counts = np.where(of_sheet == 1, 1.0, of_sheet.sum() / max((1 - of_sheet).sum(), 1))
    penalties = np.full(rows.shape[1], PENALTY)
    penalties[0] = 0.01
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-(rows @ found)))
        slope = rows.T @ (counts * (likely - of_sheet)) + penalties * found
        curve = (rows * (counts * likely * (1 - likely))[:, None]).T @ rows + np.diag(penalties)
        found -= np.linalg.solve(curve, slope)
    return found


def main() -> None:
    """Measure on each writer what is fitted without them, then print the weights of all."""
    with ASKED.open(encoding="utf-8", newline="") as file:
        names, *lines = csv.reader(file, delimiter="\t")
    writers = np.array([line[0].split("_")[0][-2:] for line in lines])
    told = np.array([[float(cell) for cell in line[1:]] for line in lines])
    of_sheet, sheet_right, text_right = told[:, 0], told[:, 1] == 1, told[:, 2] == 1
    rows = np.append(np.ones((len(told), 1)), told[:, TOLD - 1 :], axis=1)
    likely = np.zeros(len(rows))
    for writer in sorted(set(writers)):
        own = writers == writer
        likely[own] = 1 / (1 + np.exp(-(rows[own] @ weights(rows[~own], of_sheet[~own]))))
    kinds = (
        ("a sheet", of_sheet == 1),
        ("a text", (of_sheet == 0) & text_right),
        ("none", (of_sheet == 0) & ~text_right),
    )
    for kind, those in kinds:
        first, beside = those & (likely >= FIRST), those & (likely < FIRST) & (likely >= BESIDE)
        print(
            f"asks {kind}: {those.sum()}, the sheet first {first.sum()} (right {(first & sheet_right).sum()}), behind the text {beside.sum()}"
            f" (right {(beside & sheet_right).sum()}), the text alone {(those & (likely < BESIDE)).sum()}; by sheets right {(those & sheet_right).sum()}"
        )
    found = dict(zip(("", *names[TOLD:]), np.round(weights(rows, of_sheet), 2).tolist(), strict=True))
    print("WEIGHTS", found)


if __name__ == "__main__":
    main()

"""Fit what a chat model's reply counts beside what is read of a cell.

    python -m benchmarks.cell_replies

Each line of `data/cell_replies.tsv` is a cell of a stranger's contract: how likely its value was, and that there is none, before a
model of 1.5 billion parameters was asked, what that replied, and what was right. What is printed goes into
`assistant/agent/cells/reply_decision.py`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.agent.cells.cell_decision import Decision
from assistant.agent.cells.reply_decision import Reply, features

Floats = NDArray[np.float64]
ASKED = Path(__file__).parent / "data" / "cell_replies.tsv"
ANSWERS = ("said", "read", "none")
PENALTY, STEPS, RATE = 0.001, 2000, 0.05
LEAST = (0.75, 0.8, 0.85, 0.9)


def told(lines: list[dict[str, str]]) -> tuple[list[str], Floats, NDArray[np.bool_], NDArray[np.intp]]:
    """Return the features, which answers there are, and which is right.

    Returns:
        Names; features, shape (cells, 3, weights); shape (cells, 3); places in `ANSWERS`, 3 where none of them is.
    """
    read = []
    for line in lines:
        number = {name: float(line[name]) for name in ("value", "no_value", "before")}
        flag = {name: line[name] == "1" for name in ("none", "same", "shown", "stands")}
        reply = Reply(
            flag["none"],
            flag["same"],
            number["before"],
            flag["shown"],
            flag["stands"],
        )
        read.append(features(Decision(number["value"], number["no_value"]), reply))
    names = sorted({f"{answer} {name}" for one in read for answer, held in one.items() for name in held})
    rows = np.zeros((len(read), len(ANSWERS), len(names)))
    for at, one in enumerate(read):
        for answer, held in one.items():
            for name, value in held.items():
                rows[at, ANSWERS.index(answer), names.index(f"{answer} {name}")] = value
    there = np.array([[answer in one for answer in ANSWERS] for one in read])
    right = np.array([[*ANSWERS, "other"].index(line["right"]) for line in lines])
    return names, rows, there, right


def chances(found: Floats, rows: Floats, there: NDArray[np.bool_]) -> Floats:
    """Return how likely each answer is, and last that none is, shape (cells, 4)."""
    scores = np.where(there, rows @ found, -np.inf)
    odds = np.exp(np.column_stack([scores, np.zeros(len(rows))]))
    likely: Floats = odds / odds.sum(axis=1, keepdims=True)
    return likely


def weights(rows: Floats, there: NDArray[np.bool_], right: NDArray[np.intp]) -> Floats:
    """Fit a choice among the answers by its slope (Adam)."""
    found, mean, spread = (np.zeros(rows.shape[2]) for _ in range(3))
    wanted = np.eye(len(ANSWERS) + 1)[right][:, :-1]
    for step in range(1, STEPS + 1):
        off = chances(found, rows, there)[:, :-1] - wanted
        slope = np.einsum("ca,caw->w", off, rows) / len(rows) + PENALTY * found
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        found -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return found


def main() -> None:
    """Measure on each set what is fitted without it, then print the weights of all."""
    with ASKED.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    names, rows, there, right = told(lines)
    sets = np.array([line["set"] for line in lines])
    likely = np.zeros((len(lines), len(ANSWERS) + 1))
    for one in sorted(set(sets)):
        own = sets == one
        likely[own] = chances(weights(rows[~own], there[~own], right[~own]), rows[own], there[own])
    chosen = likely[:, :-1].argmax(axis=1)
    sure = likely[np.arange(len(lines)), chosen]
    none = right == ANSWERS.index("none")
    print(f"{len(lines)} cells of {len(set(sets))} sets, {none.sum()} not stated; by others' weights:")
    print(
        f"right {(chosen == right)[~none].mean():.3f}, not stated rightly {(chosen == right)[none].mean():.3f}"
    )
    for least in LEAST:
        shown = sure >= least
        good, bad = (shown & (chosen == right)).sum(), (shown & (chosen != right)).sum()
        print(f"sure from {least}: right {good}, wrong {bad}")
    found = weights(rows, there, right)
    for answer in ANSWERS:
        held = {
            name.partition(" ")[2]: round(float(value), 2)
            for name, value in zip(names, found, strict=True)
            if name.startswith(f"{answer} ")
        }
        print(f"{answer!r}: {held}")


if __name__ == "__main__":
    main()

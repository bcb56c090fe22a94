"""Estimate which sentence answers a question, and how likely it does. Pure.

Linear models, trained by `python -m benchmarks.quotes` on questions that people asked of the papers of small offices; their weights
lie beside this file. Sentences are compared by words first; the meaning of the best of them is compared too where there is a model
for that, whichever it is: only how they lie to each other counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.models.trained import logistic, weights_in
from assistant.retrieval.ranking import Relevance

Floats = NDArray[np.float32]
TELLING = ("held", "runs", "typed", "lacks")
"""Columns by which the first sentence tells whether it answers."""
By = Literal["words", "meaning"]
"""What sentences are compared by: words alone, or meaning too."""
WEIGHTS = Path(__file__).with_name("quotes.npz")


def worths(table: Mapping[str, Floats], meaning: Floats | None) -> Floats:
    """Estimate what each of some sentences is worth as an answer.

    Args:
        table: What describes them by words; see `sentence_features.described`.
        meaning: What describes their nearness; None where words alone are compared.

    Returns:
        Logarithms of likelihoods but for a constant: `trained.softmax` gives those; float32, shape (sentences,).
    """
    by: By = "words" if meaning is None else "meaning"
    weights = weights_in(WEIGHTS)
    names = [str(name) for name in weights["names"]]
    columns = np.stack([table[name] for name in names], axis=1)
    matrix = columns if meaning is None else np.concatenate([columns, meaning], axis=1)
    found: Floats = matrix @ weights[f"{by}.sentence"]
    return found


def circumstances(
    shares: Floats, first: Mapping[str, float], near: float, relevance: Relevance, *, unknown: bool
) -> Floats:
    """Describe what tells whether the first sentence answers.

    Args:
        shares: What sentences are worth as probabilities, the largest first.
        first: What describes the first sentence by words.
        near: Deviations that it is nearer than the mean; 0 where meaning is not compared.
        relevance: What speaks for the library bearing on the question.
        unknown: Whether a name of the question stands nowhere in the library.

    Returns:
        float32, shape (13,).
    """
    row = [
        math.log(max(float(shares[0]), 1e-6)),
        float(shares[0]),
        float(shares[1]) / float(shares[0]) if len(shares) > 1 else 0.0,
        float(shares[:3].sum()),
        near / 3,
        *(first[name] for name in TELLING),
        relevance.coverage,
        relevance.confidence,
        float(relevance.across),
        float(unknown),
    ]
    return np.array(row, np.float32)


def likely(told: Floats, by: By) -> float:
    """Estimate how likely the first sentence holds the answer, from 0 to 1.

    Args:
        told: What `circumstances` gives.
        by: What sentences were compared by.
    """
    weights = weights_in(WEIGHTS)[f"{by}.answer"]
    return logistic(float(told @ weights[:-1] + weights[-1]))

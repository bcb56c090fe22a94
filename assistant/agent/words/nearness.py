"""Order sentences by words, and by how near they and their passages are. Pure.

All passages of a library have a vector; of their sentences few do, the best by words. So sentences are measured by what is known of all:
how near the passages lie. What describes a sentence then does not depend on how many others were compared.

Linear models, trained by `python -m benchmarks.nearness` on questions that people asked of the papers of small offices and on reports;
their weights lie beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.models.trained import weights_in

Floats = NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("nearness.npz")

COLUMNS = 7


def nearness(passages: Floats, of: NDArray[np.intp], sentences: Floats) -> Floats:
    """Describe how near sentences are to a question, beside the others.

    Args:
        passages: Similarity of each passage to the question, shape (passages,); NaN where it has no vector.
        of: The passage that each sentence stands in, shape (sentences,).
        sentences: Similarity of each sentence, shape (sentences,); NaN where it was not compared.

    Returns:
        float32, shape (sentences, COLUMNS): of the passage, deviations above the mean and below the nearest, and one through the rank;
        of the sentence, whether it was compared, deviations above the passages' mean, below the nearest sentence, and above its passage.
    """
    known = ~np.isnan(passages)
    mean = passages[known].mean() if known.any() else np.float32(0)
    near = np.where(known, passages, mean)
    deviation = near.std() or np.float32(1)
    above = (near - mean) / deviation
    ranks = (-near).argsort(kind="stable").argsort(kind="stable")
    compared = ~np.isnan(sentences)
    own = np.where(compared, (sentences - mean) / deviation, 0)
    best = own[compared].max() if compared.any() else 0
    columns = (
        above[of],
        (above - above.max())[of] if len(above) else above[of],
        (1 / (1 + ranks))[of],
        compared,
        own,
        np.where(compared, own - best, 0),
        np.where(compared, own - above[of], 0),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def ordered_by(table: Mapping[str, Floats], near: Floats | None) -> Floats:
    """Estimate what each of some sentences is worth as an answer.

    Args:
        table: What describes them by words; see `sentence_features.described`.
        near: What `nearness` gives; None where words alone are compared.

    Returns:
        Logarithms of likelihoods but for a constant, float32, shape (sentences,).
    """
    weights = weights_in(WEIGHTS)
    columns = np.stack([table[str(name)] for name in weights["names"]], axis=1)
    matrix = columns if near is None else np.concatenate([columns, near], axis=1)
    found: Floats = matrix @ weights["words" if near is None else "nearness"]
    return found

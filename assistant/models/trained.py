"""Share what the small models that we train need: features, likelihoods, weights.

Pure but for the file of weights.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.regexes import lazy_regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_WORD = lazy_regex(r"[a-z']+|[\u4e00-\u9fff]|\d+|[^\sa-z\d\u4e00-\u9fff]")


def words_of(text: str) -> list[str]:
    """Return the words of a text between "<" and ">".

    In lower case; Chinese characters are words by themselves, and "#" stands for each number.
    """
    return ["<", *("#" if word.isdigit() else word for word in _WORD.findall(text.lower())), ">"]


def runs(words: Sequence[str], longest: int) -> Iterator[str]:
    """Yield all runs of words up to a length, the shortest first."""
    for length in range(1, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def hashed(features: Iterable[str], buckets: int) -> Floats:
    """Count features by hash, float32, shape (buckets,)."""
    import numpy as np

    found = np.zeros(buckets, dtype=np.float32)
    for feature in features:
        found[zlib.crc32(feature.encode()) % buckets] += 1
    return found


def of_length_one(vector: Floats) -> Floats:
    """Return a vector with the length 1; one of zeros stays as it is."""
    import numpy as np

    scaled: Floats = vector / max(float(np.sqrt((vector**2).sum())), 1e-9)
    return scaled


def logistic(score: float) -> float:
    """Return the likelihood that a linear model's score stands for, from 0 to 1."""
    return 1 / (1 + math.exp(-score))


def softmax(scores: Floats) -> Floats:
    """Turn scores into likelihoods that add up to 1, along the last axis."""
    import numpy as np

    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


def answers(inputs: Floats, weights: Mapping[str, Floats], hidden: str, out: str) -> Floats:
    """Weigh a few answers, by a hidden layer and the inputs themselves.

    Args:
        inputs: Shape (..., features).
        weights: Hold the layers by their names, with "_bias", and "_straight" past the hidden one.
        hidden: Name of the hidden layer.
        out: Name of the one behind it.

    Returns:
        Likelihoods that add up to 1, shape (..., answers).
    """
    import numpy as np

    units = np.tanh(inputs @ weights[hidden] + weights[f"{hidden}_bias"])
    return softmax(units @ weights[out] + inputs @ weights[f"{out}_straight"] + weights[f"{out}_bias"])


@lru_cache(maxsize=8)
def weights_in(path: Path) -> Mapping[str, Any]:
    """Read the arrays of a file of weights; those of half precision as float32."""
    import numpy as np

    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    return {name: one.astype(np.float32) if one.dtype == np.float16 else one for name, one in arrays.items()}

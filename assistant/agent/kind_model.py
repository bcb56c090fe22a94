"""Estimate which kind of request a question is.

It is judged by its words, its meaning and what the patterns took it for.

A linear model, trained by `python -m benchmarks.kinds` on requests that people typed; its weights lie beside this file. It knows
wordings that no pattern foresaw; the patterns know what is rare.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.regexes import lazy_regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Road = Literal["fact", "whole", "list", "library", "compare", "general", "number"]
ROADS: tuple[Road, ...] = ("fact", "whole", "list", "library", "compare", "general", "number")
"""What is told apart, in the order of the columns of the weights."""
GUESSES = ("fact", "list", "compare", "whole", "library", "conversation", "general", "creative", "number")
"""What the patterns may have taken a request for, in the order of its features."""
EMBEDDER = "multilingual-e5-small"
"""Name of the embedding model whose vectors the weights are for."""
DIMENSIONS = 384
BUCKETS = 4096
"""Features that runs of words are hashed into."""
LONGEST_RUN = 3
"""Words, or Chinese characters, of the longest run."""
GUESS_WEIGHT = 0.1
"""How much the patterns' guess weighs beside the words; found on requests that were not trained on."""
MOST_CHARACTERS = 300
"""Characters of a question that are looked at."""
WEIGHTS = Path(__file__).with_name("kinds.npz")

_FILE = lazy_regex(
    r"[\w()\-–.']*\.(?:pdf|docx?|xlsx?|csv|tsv|txt|md|eml|msg|mbox|pptx?|html?|od[tsp]|rtf|png|jpe?g|epub)\b"
    r"|\b(?=\w*\d)(?=\w*[a-z])[\w\-]+\b",
    re.IGNORECASE,
)
"""A file's name, or a reference like "inv-2025-04"."""
_WORD = lazy_regex(r"[a-z']+|[\u4e00-\u9fff]|\d+|[^\sa-z\d\u4e00-\u9fff]")


def road_likelihoods(question: str, guess: str, vector: Floats) -> Mapping[Road, float]:
    """Estimate how likely each road is.

    Args:
        question: As it was asked, of any length; a long one is judged by its first characters.
        guess: What the patterns took it for.
        vector: The question as `EMBEDDER` embeds a query, shape (384,).

    Returns:
        Probabilities that sum up to 1.
    """
    import numpy as np

    weights = _weights()
    scores = features(question, guess) @ weights["words"] + weights["bias"]
    scores = scores + (vector - weights["mean"]) * weights["scale"] @ weights["meaning"]
    likely = np.exp(scores - scores.max())
    return dict(zip(ROADS, (likely / likely.sum()).tolist(), strict=True))


def features(question: str, guess: str) -> Floats:
    """Return the features of the words of a request, and of the patterns' guess.

    Returns:
        float32, shape (BUCKETS + len(GUESSES),).
    """
    import numpy as np

    found = np.zeros(BUCKETS + len(GUESSES), dtype=np.float32)
    for run in _runs(question[:MOST_CHARACTERS]):
        found[zlib.crc32(run.encode()) % BUCKETS] += 1
    found /= max(float(np.sqrt((found**2).sum())), 1e-9)
    found[BUCKETS + GUESSES.index(guess)] = GUESS_WEIGHT
    return found


def _runs(question: str) -> list[str]:
    """Return runs of words, numbers and names of files without their values."""
    text = _FILE.sub(" F ", question).lower()
    words = ["<", *("#" if word.isdigit() else word for word in _WORD.findall(text)), ">"]
    return [
        " ".join(words[start : start + length])
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(words) - length + 1)
    ]


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Floats]:
    import numpy as np

    with np.load(WEIGHTS) as file:
        return {name: file[name].astype(np.float32) for name in file.files}

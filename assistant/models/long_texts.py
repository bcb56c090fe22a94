"""Embed texts that are longer than a model can take: in parts, whose vectors are averaged.

Nothing is cut off. A text is halved at the best boundary near its middle until each part fits, and the parts'
vectors are averaged by their length and brought back to length 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from assistant.models.base import Vectors

# Best first: paragraphs, lines, sentences (CJK marks need no space after them), clauses, words.
_BOUNDARIES = tuple(
    re.compile(pattern)
    for pattern in (r"\n\s*\n", r"\n", r"[.!?…]['\")\]]*\s+|[。！？]+", r"[,;:]\s+|[，；：、]", r"\s+")
)


def halves(text: str) -> tuple[str, str]:
    """Cut a text in two near its middle, at the best boundary in its middle half; nothing is lost.

    Args:
        text: At least two characters.
    """
    low, middle, high = len(text) // 4, len(text) // 2, len(text) - len(text) // 4
    for boundary in _BOUNDARIES:
        ends = [match.end() for match in boundary.finditer(text, low, high) if 0 < match.end() < len(text)]
        if ends:
            cut = min(ends, key=lambda end: abs(end - middle))
            return text[:cut], text[cut:]
    return text[:middle], text[middle:]


def split_to_fit(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Halve a text until every part fits; the parts, joined, are the text.

    Parts of nothing but white space are kept with their neighbours as long as these fit.
    """
    if len(text) < 2 or fits(text):
        return [text]
    left, right = halves(text)
    return split_to_fit(left, fits) + split_to_fit(right, fits)


def pool(vectors: Vectors, weights: Sequence[int]) -> Vectors:
    """Average the vectors of a text's parts and bring the result to length 1.

    Args:
        vectors: float32, shape (parts, dimensions).
        weights: How much each part counts, like its length; above 0.

    Returns:
        float32, shape (dimensions,).
    """
    mean = np.average(vectors, axis=0, weights=np.asarray(weights, dtype=np.float64))
    pooled: Vectors = unit_rows(mean[np.newaxis])[0]
    return pooled


def unit_rows(vectors: np.typing.ArrayLike) -> Vectors:
    """Bring every row to length 1; a row of zeros stays as it is."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def clean(text: str) -> str:
    """Replace what no engine takes: NUL, which ends a C string early, and half characters."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")

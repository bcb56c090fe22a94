"""Compare short texts in meaning.

Words of a question with headers and cells of tables; vectors are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.errors import ModelFault, PartMissing

if TYPE_CHECKING:
    from assistant.models.base import Embedder, Vectors

MOST_KEPT = 4_000
"""Vectors that are kept, those used last."""


class Meanings:
    """Compares short texts.

    Args:
        embedder: Makes the vectors.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def near(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text with each of others, from -1 to 1.

        Empty where the model fails: then nothing is guessed.
        """
        try:
            vectors = self._vectors([text, *others])
        except (PartMissing, ModelFault):
            return []
        return [float(vectors[0] @ other) for other in vectors[1:]]

    def nearest(self, text: str, others: Sequence[str], by: float = 0.0) -> int | None:
        """Return the place of the nearest of others to a text.

        Args:
            text: What is compared.
            others: What it is compared with.
            by: How much nearer it has to be than the next one.

        Returns:
            None where none is so much nearer, or nothing is compared.
        """
        near = self.near(text, others) if others else []
        if not near or (len(near) > 1 and max(near) - sorted(near)[-2] < by):
            return None
        return near.index(max(near))

    def _vectors(self, texts: Sequence[str]) -> list[Vectors]:
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._kept]
            if new:
                for text, vector in zip(new, self._embedder.embed_passages(new), strict=True):
                    self._kept[text] = vector
            found = [self._kept[text] for text in texts]
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return found

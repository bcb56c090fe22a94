"""Meaning compared while an answer is prepared and written; a fault of the embedder never stops the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelFault, PartMissing
from assistant.events import Notice
from assistant.library.terms import is_unspaced
from assistant.models.ports import Embedder
from assistant.retrieval.meaning import MeaningLeg

Matrix = NDArray[np.float32]


class Comparison:
    """Compares texts with the question and with sentences of one answer.

    Args:
        embedder: Of the library's active model.
        leg: Knows the library's background.
        question: The question's vector, float32, shape (dimensions,), of length 1.
    """

    def __init__(self, embedder: Embedder, leg: MeaningLeg, question: Matrix) -> None:
        self._embedder = embedder
        self._leg = leg
        self._question = question
        self._known: dict[str, Matrix] = {}
        self._fault: PartMissing | ModelFault | None = None

    def notice(self) -> Notice | None:
        """Give what the user should know, when meaning could not be compared."""
        if self._fault is None:
            return None
        message = f"The answer was compared with your documents by words only: {self._fault.message}"
        return Notice("words_only", message, self._fault.hint)

    def similarity(self, texts: Sequence[str]) -> Sequence[float]:
        """Give the cosine similarity of each text to the question; 0 for all where it cannot be told."""
        matrix = self._embedded(texts)
        if matrix is None:
            return [0.0] * len(texts)
        values: list[float] = (matrix @ self._question).tolist()
        return values

    def standing(self, sentence: str, texts: Sequence[str]) -> Sequence[float]:
        """Give how far each text stands out of the library's background, seen from a sentence."""
        matrix = self._embedded(texts)
        vector = self._query(sentence)
        if matrix is None or vector is None:
            return [0.0] * len(texts)
        try:
            views = self._leg.views(vector, unspaced=is_unspaced(sentence))
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return [0.0] * len(texts)
        return [
            views[script].standing(row[np.newaxis])[0] if (script := is_unspaced(text)) in views else 0.0
            for text, row in zip(texts, matrix, strict=True)
        ]

    def _query(self, sentence: str) -> Matrix | None:
        try:
            return self._embedder.embed_query(sentence)
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return None

    def _embedded(self, texts: Sequence[str]) -> Matrix | None:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if self._fault is not None:
            return None
        try:
            if new:
                self._known.update(zip(new, self._embedder.embed_passages(new), strict=True))
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return None
        return np.stack([self._known[text] for text in texts]) if texts else None

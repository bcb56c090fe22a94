"""Compare the meaning of texts with a question, and with sentences of its answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelFault, PartMissing
from assistant.events import Notice
from assistant.i18n import _
from assistant.library.terms import is_unspaced
from assistant.models.base import Embedder
from assistant.retrieval.semantic import SemanticRetriever

Matrix = NDArray[np.float32]


class Comparison:
    """Compare texts with the question, and with sentences of its answer.

    Args:
        embedder: Of the library's active model.
        retriever: Knows the library's background.
        question: The question's vector, float32, shape (dimensions,), of length 1.
    """

    def __init__(self, embedder: Embedder, retriever: SemanticRetriever, question: Matrix) -> None:
        self._embedder = embedder
        self._retriever = retriever
        self._question = question
        self._known: dict[str, Matrix] = {}
        self._fault: PartMissing | ModelFault | None = None

    def notice(self) -> Notice | None:
        """Report that meaning could not be compared; None where it could."""
        if self._fault is None:
            return None
        message = _(
            "The answer was compared with your documents by words only: {problem}",
            problem=self._fault.message,
        )
        return Notice("words_only", message, self._fault.hint)

    def similarity(self, texts: Sequence[str]) -> Sequence[float]:
        """Compute the cosine similarity of each text to the question; 0 if unknown."""
        matrix = self._embedded(texts)
        if matrix is None:
            return [0.0] * len(texts)
        values: list[float] = (matrix @ self._question).tolist()
        return values

    def z_scores(self, sentence: str, texts: Sequence[str]) -> Sequence[float]:
        """Compute the z-score of each text's similarity to a sentence; 0 if unknown.

        Deviations above the mean of the library's background; higher is nearer.
        """
        matrix = self._embedded(texts)
        vector = self._query(sentence)
        if matrix is None or vector is None:
            return [0.0] * len(texts)
        try:
            views = self._retriever.views(vector, unspaced=is_unspaced(sentence))
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return [0.0] * len(texts)
        return [
            views[script].z_scores(row[np.newaxis])[0] if (script := is_unspaced(text)) in views else 0.0
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

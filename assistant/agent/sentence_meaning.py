"""Compare passages and the best of their sentences with a question, by meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.agent.nearness import nearness
from assistant.errors import ModelFault, PartMissing
from assistant.library.library import Library
from assistant.library.sentence_vectors import Place
from assistant.models.base import Embedder
from assistant.models.tokens import estimate_tokens
from assistant.retrieval.evidence import Unit

Floats = NDArray[np.float32]

NEW_TOKENS = 1_000
"""Tokens of sentences that are embedded for one question, some 200 ms of a core. Those of earlier questions are known, so that it is less
of one after another."""
IN_PROCESS = "embedded"
"""The engine of the embedding model in process."""
COMPARED = 160
"""Of the sentences so many are worth embedding, the best by words."""


class SentenceMeaning:
    """Tells how near sentences of some passages are to a question.

    Args:
        library: Keeps the vectors of passages, and of sentences that were compared before.
        embedder: Embeds those that were not; only where it is the model in process, as a server may have to load its own first.
        question: The question's vector, float32, shape (dimensions,), of length 1.
    """

    def __init__(self, library: Library, embedder: Embedder, question: Floats) -> None:
        self._library = library
        self._embedder = embedder
        self._question = question

    def told(self, units: Sequence[Unit], worth: Floats) -> Floats | None:
        """Return what `nearness` tells of sentences; None where no passage has a vector.

        Args:
            units: The sentences.
            worth: What each is worth by words, shape (sentences,).
        """
        identity = self._embedder.identity
        passages, of = passages_near(self._library, identity, self._question, units)
        if np.isnan(passages).all():
            return None
        known = self._library.sentence_vectors.load(identity, {unit.passage.key for unit in units})
        ranked = (units[at] for at in (-worth).argsort(kind="stable")[:COMPARED])
        known |= self._embedded([unit for unit in ranked if _place(unit) not in known])
        sentences = np.full(len(units), np.nan, np.float32)
        for number, unit in enumerate(units):
            vector = known.get(_place(unit))
            if vector is not None:
                sentences[number] = vector @ self._question
        return nearness(passages, of, sentences)

    def _embedded(self, units: Sequence[Unit]) -> dict[Place, Floats]:
        """Embed as many sentences as there is time for, the first first, and keep them."""
        if self._embedder.engine != IN_PROCESS:
            return {}
        new: dict[Place, str] = {}
        left = NEW_TOKENS
        for unit in units:
            text = words_of(unit)
            left -= estimate_tokens(text)
            if left < 0:
                break
            new[_place(unit)] = text
        if not new:
            return {}
        try:
            vectors = self._embedder.embed_passages(list(new.values()))
        except (PartMissing, ModelFault):
            return {}
        found = dict(zip(new, vectors, strict=True))
        self._library.sentence_vectors.keep(self._embedder.identity, found)
        return found


def words_of(unit: Unit) -> str:
    """Return the words of a sentence to embed; of a row, those of its header too."""
    return "\n".join(filter(None, (unit.lead, unit.text)))


def passages_near(
    library: Library, identity: str, question: Floats, units: Sequence[Unit]
) -> tuple[Floats, NDArray[np.intp]]:
    """Compare the passages of some sentences with a question.

    Args:
        library: Keeps their vectors.
        identity: The embedding model's.
        question: The question's vector, float32, shape (dimensions,), of length 1.
        units: The sentences.

    Returns:
        The similarity of each passage, NaN where it has no vector; and the passage of each sentence, shape (sentences,).
    """
    keys = list(dict.fromkeys(unit.passage.key for unit in units))
    number = {key: at for at, key in enumerate(keys)}
    block = library.vectors.load_keys(identity, keys)
    near = np.full(len(keys), np.nan, np.float32)
    if block.keys:
        near[[number[key] for key in block.keys]] = block.matrix @ question
    return near, np.array([number[unit.passage.key] for unit in units], np.intp)


def _place(unit: Unit) -> Place:
    return unit.passage.key, unit.start

"""Compare passages and the best of their sentences with a question, by meaning."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.agent.citing.quoting import Order
from assistant.agent.words.nearness import nearness
from assistant.errors import ModelFault, PartMissing
from assistant.library.library import Library
from assistant.library.sentence_vectors import Place
from assistant.models.base import Embedder
from assistant.models.tokens import estimate_tokens
from assistant.retrieval.evidence import Unit, units_of

Floats = NDArray[np.float32]

NEW_BYTES = 2_200
"""Bytes of sentences that are embedded for one question, some 210 ms of a core. Those of earlier questions are known, so that it is less of
one after another. Not tokens of the model that answers: of words that no vocabulary holds, the one that embeds makes twice as many."""
FEW_TOKENS = 1_000
"""Room for sentences from which none is embedded while somebody waits: a dozen where it ends bring too little."""
AT_ONCE = 8
"""Passages whose sentences are embedded in one go before a question asks for them: less than half a second of a core."""
IN_PROCESS = "embedded"
"""The engine of the embedding model in process."""


class SentenceMeaning:
    """Tells how near sentences of some passages are to a question.

    Args:
        library: Keeps the vectors of passages, and of sentences that were compared before.
        embedder: Embeds some that were not, where there is room for few; only the model in process, as a server may have to load its own.
        question: The question's vector, float32, shape (dimensions,), of length 1.
        room_tokens: Tokens of sentences that there is room for, the best first.
    """

    def __init__(self, library: Library, embedder: Embedder, question: Floats, room_tokens: int) -> None:
        self._library = library
        self._embedder = embedder
        self._question = question
        self._room = room_tokens

    def told(self, units: Sequence[Unit], order: Order) -> Floats | None:
        """Return what `nearness` tells of sentences; None where no passage has a vector.

        Args:
            units: The sentences.
            order: Gives what they are worth by words and by what is known of their meaning.
        """
        identity = self._embedder.identity
        passages, of = passages_near(self._library, identity, self._question, units)
        if np.isnan(passages).all():
            return None
        known = self._library.sentence_vectors.load(identity, {unit.passage.key for unit in units})
        few = self._room < FEW_TOKENS and self._embedder.engine == IN_PROCESS
        if few and not all(_place(unit) in known for unit in units):
            worth = order(nearness(passages, of, self._similarities(units, known)))
            ranked = [units[at] for at in (-worth).argsort(kind="stable")]
            known |= self._embedded([unit for unit in self._at_the_edge(ranked) if _place(unit) not in known])
        return nearness(passages, of, self._similarities(units, known))

    def _similarities(self, units: Sequence[Unit], known: Mapping[Place, Floats]) -> Floats:
        """Return how near each sentence is, NaN where it has no vector."""
        vectors = (known.get(_place(unit)) for unit in units)
        return np.array([np.nan if one is None else one @ self._question for one in vectors], np.float32)

    def _at_the_edge(self, ranked: Sequence[Unit]) -> Iterator[Unit]:
        """Yield sentences by how near they stand to where the room ends.

        Whether the best are shown, or the last, does not hang on how near they are.
        """
        tokens = np.array([estimate_tokens(words_of(unit)) for unit in ranked])
        middles = tokens.cumsum() - tokens / 2
        for at in np.abs(middles - self._room).argsort(kind="stable"):
            yield ranked[at]

    def _embedded(self, units: Iterable[Unit]) -> dict[Place, Floats]:
        """Embed as many sentences as there is time for, the first first, and keep them."""
        new: dict[Place, str] = {}
        left = NEW_BYTES
        for unit in units:
            text = words_of(unit)
            left -= len(text.encode(errors="replace"))
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


def embed_ahead(library: Library, embedder: Embedder, seconds: float) -> None:
    """Embed sentences before questions ask for them, of the newest passages first.

    Args:
        library: Keeps their vectors.
        embedder: That of its passages; nothing is done where it is not the model in process.
        seconds: By the clock, after which no more are begun.
    """
    if embedder.engine != IN_PROCESS:
        return
    identity, before = embedder.identity, sys.maxsize
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and (
        missing := library.sentence_vectors.missing(identity, before, AT_ONCE)
    ):
        before = missing[-1]
        every = [unit for one in library.documents.passages(missing).values() for unit in units_of(one, 0)]
        known = library.sentence_vectors.load(identity, {unit.passage.key for unit in every})
        units = [unit for unit in every if _place(unit) not in known]
        if not units:
            continue
        try:
            vectors = embedder.embed_passages([words_of(unit) for unit in units])
        except (PartMissing, ModelFault):
            return
        if not library.sentence_vectors.keep(identity, dict(zip(map(_place, units), vectors, strict=True))):
            return


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

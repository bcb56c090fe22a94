"""Nearest vectors: exactly, and through a Chroma index where a library is large.

The exact search is the reference. Chroma holds a copy of what SQLite keeps and may be deleted at any moment
(`chroma_index.py`); here is decided who answers, and vectors that the index does not hold yet are compared exactly.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.library.vector_rows import EmbeddingModel, VectorBlock

Vector = NDArray[np.float32]
Nearest = list[tuple[str, float]]
"""Keys with their cosine similarity to the question, the most similar first."""
Progress = Callable[[int, int], None]
"""Called with vectors done and vectors in all."""
SAMPLE = 2_000
"""Vectors that stand for all when the background of a question is taken."""


class VectorSource(Protocol):
    """Where vectors come from; answered by the library."""

    def vector_generation(self) -> tuple[int, int]:
        """Give a number that changes whenever vectors are dropped, and the highest row number."""

    def load_vectors(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
        """Read the vectors of a model above a row number, and not above another."""

    def sample_vectors(self, identity: str, count: int) -> VectorBlock:
        """Read about `count` vectors of a model, spread evenly."""

    def load_vectors_of(self, identity: str, keys: Collection[str]) -> VectorBlock:
        """Read the vectors of some keys."""


class AskedIndex(Protocol):
    """Answers faster than comparing every vector, when it can; never wrong, and never needed."""

    @property
    def mending(self) -> bool:
        """Whether the index was found missing, damaged or far behind, and is being brought in line."""

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index.

        Returns:
            Keys with their similarity, and the highest row number that the index holds (later vectors are not in it);
            None where the vectors have to be compared exactly.
        """


class VectorIndex(AskedIndex, Protocol):
    """An index with all that keeps it in line."""

    @property
    def built(self) -> bool:
        """Whether there is anything to keep in line, also where every vector can be compared as fast."""

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the index in line with the vectors that SQLite keeps; where another process owns it, leave it to that.

        Yields:
            Vectors put in, and how many there are to put in.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
            ServerUnavailable: The Chroma server does not answer.
        """

    def drop(self) -> bool:
        """Delete what the index holds here; False where another process owns it.

        Raises:
            LibraryError: It cannot be deleted.
        """

    def close(self) -> None:
        """Let go of the index, in order."""


@dataclass(slots=True)
class _Loaded:
    generation: int
    block: VectorBlock


class ExactVectors:
    """Compares a question with every vector; keeps them in memory and brings them up to date as they grow."""

    def __init__(self, source: VectorSource) -> None:
        self._source = source
        self._loaded: dict[str, _Loaded] = {}
        self._samples: dict[str, tuple[int, int, VectorBlock]] = {}
        self._lock = threading.Lock()

    def nearest(
        self, identity: str, question: Vector, limit: int, keys: Collection[str] | None = None
    ) -> Nearest:
        """Find the vectors most similar to a question.

        Args:
            identity: Whose vectors.
            question: float32, shape (dimensions,), of length 1.
            limit: Most keys to give of each kind of script.
            keys: Look only at these, or at all.
        """
        if keys is not None:
            return rank(self._source.load_vectors_of(identity, keys), question, limit)
        return rank(self._block(identity), question, limit)

    def sample(self, identity: str) -> VectorBlock:
        """Give some of a model's vectors, spread evenly: all of them, or about `SAMPLE`."""
        generation, last_id = self._source.vector_generation()
        with self._lock:
            known = self._samples.get(identity)
            # A sample stays fair while a library grows by a tenth.
            if known is None or known[0] != generation or last_id > 1.1 * known[1]:
                known = (generation, last_id, self._source.sample_vectors(identity, SAMPLE))
                self._samples[identity] = known
            return known[2]

    def _block(self, identity: str) -> VectorBlock:
        with self._lock:
            generation, last_id = self._source.vector_generation()
            loaded = self._loaded.get(identity)
            if loaded is None or loaded.generation != generation:
                loaded = _Loaded(generation, self._source.load_vectors(identity, 0))
            elif loaded.block.last_id < last_id:
                loaded.block = _joined(
                    loaded.block, self._source.load_vectors(identity, loaded.block.last_id)
                )
            self._loaded[identity] = loaded
            return loaded.block


def rank(block: VectorBlock, question: Vector, limit: int) -> Nearest:
    """Give the rows of a block most similar to a question, so many of each kind of script.

    A model finds a question near to everything in its own language; what is in another one would never be among the
    nearest.
    """
    if not block.keys or limit <= 0:
        return []
    scores = block.matrix @ question
    best: list[int] = []
    for unspaced in (False, True):
        rows = np.flatnonzero(block.unspaced == unspaced)
        count = min(limit, len(rows))
        if count:
            best += rows[np.argpartition(-scores[rows], count - 1)[:count]].tolist()
    best.sort(key=lambda row: (-float(scores[row]), block.keys[row]))
    return [(block.keys[row], float(scores[row])) for row in best]


def merged(lists: Collection[Nearest]) -> Nearest:
    """Join several lists, the most similar first, each key once."""
    best: dict[str, float] = {}
    for nearest in lists:
        for key, similarity in nearest:
            best[key] = max(similarity, best.get(key, -2.0))
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))


def _joined(block: VectorBlock, more: VectorBlock) -> VectorBlock:
    if not more.keys:
        return VectorBlock(block.keys, block.matrix, block.unspaced, more.last_id)
    matrix = np.concatenate([block.matrix, more.matrix]) if block.keys else more.matrix
    unspaced = np.concatenate([block.unspaced, more.unspaced])
    return VectorBlock(block.keys + more.keys, matrix, unspaced, more.last_id)

"""Nearest vectors: exactly, and through a Chroma index where a library is large.

The exact search is the reference. Chroma holds a copy of what SQLite keeps and may be deleted at any moment
(`chroma_index.py`); here is decided who answers, and vectors that the index does not hold yet are compared exactly.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.library.beside import Beside
from assistant.library.matrix_file import MatrixFile, pages
from assistant.library.vector_rows import EmbeddingModel, VectorBlock
from assistant.library.vector_source import VectorSource

Vector = NDArray[np.float32]
Nearest = list[tuple[str, float]]
"""Keys with their cosine similarity to the question, the most similar first."""
Progress = Callable[[int, int], None]
"""Called with vectors done and vectors in all."""
SAMPLE = 2_000
"""Vectors that stand for all when the background of a question is taken."""
HALVED_FROM = 10_000
"""Rows that take longer to compare than a thread to start."""
FILED_FROM = 4_000
"""So many vectors are read from the source as fast as a file is opened."""


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

    def nearly(self, model: EmbeddingModel, count: int) -> bool:
        """Tell, without opening it, whether the index holds about what there is.

        Args:
            model: Whose vectors.
            count: How many vectors there are.
        """

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
    """A model's vectors: those of the file, then those that came after them."""

    generation: int
    last_id: int
    filed: VectorBlock
    later: VectorBlock


class ExactVectors:
    """Compares a question with every vector; keeps them in memory and brings them up to date as they grow.

    Args:
        source: Where the vectors are kept for good.
        file: Where many of them are mapped from; None reads all from the source.
        filed_from: So many may be read from the source, and a tenth of those in the file, before it is written anew.
    """

    def __init__(
        self, source: VectorSource, file: MatrixFile | None = None, filed_from: int = FILED_FROM
    ) -> None:
        self._source = source
        self._file = file
        self._filed_from = filed_from
        self._loaded: dict[str, _Loaded] = {}
        self._samples: dict[str, tuple[int, int, VectorBlock]] = {}
        self._lock = threading.Lock()

    def nearest(self, identity: str, question: Vector, limit: int) -> Nearest:
        """Find the vectors most similar to a question.

        Args:
            identity: Whose vectors.
            question: float32, shape (dimensions,), of length 1.
            limit: Most keys to give of each kind of script.
        """
        return rank(self.blocks(identity), question, limit)

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

    def blocks(self, identity: str) -> list[VectorBlock]:
        """Give all vectors of a model."""
        with self._lock:
            generation, last_id = self._source.vector_generation()
            loaded = self._loaded.get(identity)
            if loaded is None or loaded.generation != generation:
                filed = self._filed(identity, generation)
                later = VectorBlock((), filed.matrix[:0], filed.unspaced[:0], filed.last_id)
                loaded = _Loaded(generation, filed.last_id, filed, later)
            if loaded.last_id < last_id:
                self._grow(identity, loaded, last_id)
            self._loaded[identity] = loaded
            return [loaded.filed, loaded.later]

    def _filed(self, identity: str, generation: int) -> VectorBlock:
        """Give what the file holds, where it is of this library."""
        filed = self._file.read(identity, generation) if self._file else None
        if filed is not None and filed.keys:
            # One of another state of the library, which was put back from a copy since, could have the same numbers.
            last = self._source.load_vectors_of(identity, filed.keys[-1:])
            if last.keys and np.array_equal(last.matrix, filed.matrix[-1:]):
                return filed
        return self._source.load_vectors(identity, 0, 0)

    def _grow(self, identity: str, loaded: _Loaded, last_id: int) -> None:
        """Bring vectors up to date that lack the last ones; where many are not in the file yet, write it anew."""
        source, filed = self._source, loaded.filed
        enough = max(self._filed_from, len(filed.keys) // 10)
        # Row numbers are those of all models' vectors, so that there are at most so many.
        if (
            self._file is not None
            and last_id - filed.last_id > enough
            and source.count_vectors(identity, filed.last_id) > enough
        ):
            more = chain([filed], pages(source, identity, filed.last_id, last_id))
            if self._file.write(source, identity, loaded.generation, last_id, more):
                written = self._file.read(identity, loaded.generation)
                if written is not None and written.last_id == last_id:
                    loaded.filed, loaded.later = written, source.load_vectors(identity, last_id)
                    loaded.last_id = max(last_id, loaded.later.last_id)
                    return
        loaded.later = _joined(loaded.later, source.load_vectors(identity, loaded.last_id))
        loaded.last_id = max(last_id, loaded.later.last_id)


def rank(blocks: Sequence[VectorBlock], question: Vector, limit: int) -> Nearest:
    """Give the rows of some blocks most similar to a question, so many of each kind of script.

    A model finds a question near to everything in its own language; what is in another one would never be among the
    nearest.
    """
    blocks = [block for block in blocks if block.keys]
    if not blocks or limit <= 0:
        return []
    scores = np.concatenate([_product(block.matrix, question) for block in blocks])
    scripts = np.concatenate([block.unspaced for block in blocks])
    best: list[int] = []
    for rows in (np.flatnonzero(~scripts), np.flatnonzero(scripts)):
        if len(rows) > limit:
            rows = rows[np.argpartition(scores[rows], -limit)[-limit:]]
        best += rows.tolist()
    starts = [0, *accumulate(len(block.keys) for block in blocks)]

    def key(row: int) -> str:
        number = bisect_right(starts, row) - 1
        return blocks[number].keys[row - starts[number]]

    return sorted(((key(row), float(scores[row])) for row in best), key=lambda item: (-item[1], item[0]))


def _product(matrix: Vector, question: Vector) -> Vector:
    """Compare the rows of a matrix, shape (rows, dimensions), with a vector; many of them at two cores."""
    half = len(matrix) // 2
    if half < HALVED_FROM:
        return matrix @ question
    first = Beside(lambda: matrix[:half] @ question)
    second = matrix[half:] @ question
    return np.concatenate([first.result(), second])


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

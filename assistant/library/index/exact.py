"""Find nearest vectors exactly, or through a Chroma index in large libraries.

The exact search is the reference. Chroma holds a copy of what SQLite keeps and may be deleted at any moment
(`chroma.py`); here is decided who answers, and vectors that the index does not hold yet are compared exactly.
"""

from __future__ import annotations

import json
import mmap
import os
import threading
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import accumulate, chain
from pathlib import Path
from typing import BinaryIO, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from assistant.frozen import dataclass
from assistant.library.folder import MATRIX
from assistant.library.index.file import HEADER_BYTES, VectorFile, content
from assistant.library.vectors import EmbeddingModel, StoredVectors, VectorBlock
from assistant.threads import BackgroundCall

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
FORMAT = 1
_PAGE = 4_000
"""Row numbers that are read at once."""


class AskedIndex(Protocol):
    """An approximate index; where it cannot answer, vectors are compared exactly."""

    @property
    def mending(self) -> bool:
        """Whether the index was missing, damaged or far behind, and is being built."""

    @property
    def late(self) -> bool:
        """Whether the index has not answered the last question in time."""

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index.

        Returns:
            Keys with their similarity, and the highest row number that the index holds (later vectors are not in it);
            None where the vectors have to be compared exactly.
        """


class VectorIndex(AskedIndex, Protocol):
    """An index with all that keeps it in line."""

    def roughly_current(self, model: EmbeddingModel, count: int) -> bool:
        """Tell, without opening it, whether the index holds about what there is.

        Args:
            model: Whose vectors.
            count: How many vectors there are.
        """

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the index in line with SQLite's vectors.

        Where another process owns the index, nothing is done: that process does it.

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
        """Close the index, in order."""


@dataclass(slots=True)
class _Loaded:
    """A model's vectors: those of the file, then those that came after them."""

    generation: int
    last_id: int
    filed: VectorBlock
    later: VectorBlock


class ExactVectors:
    """Exact search over a model's vectors, kept in memory and kept current.

    Args:
        source: Where the vectors are kept for good.
        file: Where many of them are mapped from; None reads all from the source.
        filed_from: So many may be read from the source, and a tenth of those in the file, before it is written anew.
    """

    def __init__(
        self, source: StoredVectors, file: MatrixFile | None = None, filed_from: int = FILED_FROM
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
        """Return some of a model's vectors, spread evenly: all of them, or about `SAMPLE`."""
        generation, last_id = self._source.generation()
        with self._lock:
            known = self._samples.get(identity)
            # A sample stays fair while a library grows by a tenth.
            if known is None or known[0] != generation or last_id > 1.1 * known[1]:
                known = (generation, last_id, self._filed_sample(identity, generation, last_id))
                self._samples[identity] = known
            return known[2]

    def _filed_sample(self, identity: str, generation: int, last_id: int) -> VectorBlock:
        """Take a sample from the file where it is mapped: a source's rows lie far apart."""
        loaded = self._loaded.get(identity)
        if loaded is None or loaded.generation != generation or last_id > 1.1 * loaded.filed.last_id:
            return self._source.sample(identity, SAMPLE)
        filed = loaded.filed
        step = max(1, len(filed.keys) // SAMPLE)
        rows = slice(step - 1, None, step)  # those that the source takes, where no row was ever dropped
        return VectorBlock(filed.keys[rows], np.array(filed.matrix[rows]), filed.unspaced[rows], 0)

    def blocks(self, identity: str) -> list[VectorBlock]:
        """Return all vectors of a model."""
        with self._lock:
            generation, last_id = self._source.generation()
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
        """Return what the file holds, where it is of this library."""
        filed = self._file.read(identity, generation) if self._file else None
        if filed is not None and filed.keys:
            # One of another state of the library, which was put back from a copy since, could have the same numbers.
            last = self._source.load_keys(identity, filed.keys[-1:])
            if last.keys and np.array_equal(last.matrix, filed.matrix[-1:]):
                return filed
        return self._source.load(identity, 0, 0)

    def _grow(self, identity: str, loaded: _Loaded, last_id: int) -> None:
        """Load the vectors up to `last_id`; rewrite the file if it lacks many."""
        source, filed = self._source, loaded.filed
        enough = max(self._filed_from, len(filed.keys) // 10)
        # Row numbers are those of all models' vectors, so that there are at most so many.
        if (
            self._file is not None
            and last_id - filed.last_id > enough
            and source.count(identity, filed.last_id) > enough
        ):
            more = chain([filed], pages(source, identity, filed.last_id, last_id))
            if self._file.write(source, identity, loaded.generation, last_id, more):
                written = self._file.read(identity, loaded.generation)
                if written is not None and written.last_id == last_id:
                    loaded.filed, loaded.later = written, source.load(identity, last_id)
                    loaded.last_id = max(last_id, loaded.later.last_id)
                    return
        loaded.later = _joined(loaded.later, source.load(identity, loaded.last_id))
        loaded.last_id = max(last_id, loaded.later.last_id)


def rank(blocks: Sequence[VectorBlock], question: Vector, limit: int) -> Nearest:
    """Return the `limit` rows of each kind of script most similar to a question.

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
    """Multiply a matrix, shape (rows, dimensions), with a vector.

    Many rows are shared between two threads.
    """
    half = len(matrix) // 2
    if half < HALVED_FROM:
        return matrix @ question
    first = BackgroundCall(lambda: matrix[:half] @ question)
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
    return VectorBlock((*block.keys, *more.keys), matrix, unspaced, more.last_id)


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a matrix file.

    After it come the matrix, one byte a row for its script, and the keys, one a line.

    Attributes:
        format: Of the file.
        identity: The embedding model whose vectors it holds.
        generation: The library's, see `StoredVectors.generation`.
        last_id: The row number up to which it holds all vectors.
        rows: How many that is.
        dimensions: Length of a vector.
        key_bytes: Bytes that the keys take.
    """

    format: int
    identity: str
    generation: int
    last_id: int
    rows: int
    dimensions: int
    key_bytes: int

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return HEADER_BYTES + self.rows * (4 * self.dimensions + 1) + self.key_bytes


def pages(source: StoredVectors, identity: str, after_id: int, up_to_id: int) -> Iterator[VectorBlock]:
    """Read the vectors between two row numbers, `_PAGE` rows at a time."""
    for start in range(after_id, up_to_id, _PAGE):
        yield source.load(identity, start, min(start + _PAGE, up_to_id))


class MatrixFile(VectorFile):
    """The file that all vectors of a library are mapped from.

    Args:
        folder: The library's.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, MATRIX)

    def read(self, identity: str, generation: int) -> VectorBlock | None:
        """Map the file's vectors; None if it is missing, outdated or another model's."""
        try:
            with self.path.open("rb") as file:
                header = _Header(**json.loads(file.read(HEADER_BYTES).rstrip(b"\0")))
                if header.generation != generation:
                    self.outdated()  # a kill came before it was deleted
                if (header.format, header.identity, header.generation) != (FORMAT, identity, generation):
                    return None
                if os.fstat(file.fileno()).st_size != header.size:
                    return None
                return _block(header, content(file.fileno()))
        except (OSError, ValueError, TypeError):
            return None

    def write(
        self,
        source: StoredVectors,
        identity: str,
        generation: int,
        last_id: int,
        blocks: Iterable[VectorBlock],
    ) -> bool:
        """Put a file of these vectors in the place of the one there is.

        Args:
            source: Where they are from; where it has dropped some meanwhile, the file does not stay.
            identity: Whose vectors.
            generation: The library's, from before the first of them was read.
            last_id: The row number up to which these are all.
            blocks: The vectors, in order.

        Returns:
            False where another process is writing it, the disk has little room, or vectors were dropped meanwhile.
        """
        return self.put(
            source, generation, lambda file: self._write(file, identity, generation, last_id, blocks)
        )

    def _write(
        self, file: BinaryIO, identity: str, generation: int, last_id: int, blocks: Iterable[VectorBlock]
    ) -> None:
        keys: list[str] = []
        unspaced: list[bytes] = []
        dimensions = 0
        file.write(bytes(HEADER_BYTES))
        for block in blocks:
            self.require_room()
            if block.keys:
                dimensions = block.matrix.shape[1]
                file.write(np.ascontiguousarray(block.matrix, "<f4").data)
                unspaced.append(block.unspaced.tobytes())
                keys.extend(block.keys)
        packed = "\n".join(keys).encode()
        file.writelines([*unspaced, packed])
        header = _Header(FORMAT, identity, generation, last_id, len(keys), dimensions, len(packed))
        file.seek(0)
        file.write(json.dumps(asdict(header)).encode())

    def matches_library(self, source: StoredVectors, identity: str) -> bool | None:
        """Compare the file with the library's vectors; None if no file is in use."""
        generation, _rest = source.generation()
        filed, row = self.read(identity, generation), 0
        if filed is None:
            return None
        for page in pages(source, identity, 0, filed.last_id):
            rows = slice(row, row + len(page.keys))
            row = rows.stop
            same = page.keys == filed.keys[rows] and np.array_equal(page.unspaced, filed.unspaced[rows])
            if not same or (page.keys and not np.array_equal(page.matrix, filed.matrix[rows])):
                return False
        return row == len(filed.keys)


def _block(header: _Header, mapped: mmap.mmap | bytes) -> VectorBlock:
    values = header.rows * header.dimensions
    matrix = np.frombuffer(mapped, "<f4", values, HEADER_BYTES).reshape(header.rows, header.dimensions)
    at = HEADER_BYTES + 4 * values
    unspaced = np.frombuffer(mapped, np.bool_, header.rows, at)
    keys = _keys(mapped[at + header.rows : header.size], header.rows)
    return VectorBlock(keys, matrix, unspaced, header.last_id)


class _EqualKeys(Sequence[str]):
    """Keys of one length in a row, of which a search needs a few.

    Args:
        packed: The keys in ASCII, a newline after each but the last.
        width: Characters of a key, with the newline.
        rows: How many there are.
    """

    def __init__(self, packed: bytes, width: int, rows: int) -> None:
        self._packed = packed
        self._width = width
        self._rows = range(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...

    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        if isinstance(at, slice):
            return tuple(self[row] for row in self._rows[at])
        start = self._rows[at] * self._width
        return self._packed[start : start + self._width - 1].decode("ascii")


def _keys(packed: bytes, rows: int) -> Sequence[str]:
    """Return the keys of a file.

    Raises:
        ValueError: They are not as many as the rows.
    """
    # No copies are made: touching their memory for the first time takes as long as the comparison.
    width = (packed.find(b"\n") if rows > 1 else len(packed)) + 1
    if rows and packed.isascii() and len(packed) + 1 == rows * width:
        ends = np.frombuffer(packed, np.uint8)[width - 1 :: width]
        if (ends == ord("\n")).all() and packed.count(b"\n") == rows - 1:
            return _EqualKeys(packed, width, rows)
    keys = tuple(packed.decode().split("\n")) if rows else ()
    if len(keys) != rows:
        raise ValueError("the keys are not those of the rows")
    return keys

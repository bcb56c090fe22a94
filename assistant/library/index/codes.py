"""Find nearest vectors in bounded memory.

One bit a dimension chooses, then the best are compared exactly.

Where Chroma's index of a library would take too much memory, each vector is kept as a code: whether it lies above the mean
in each dimension, 48 bytes for 384 of them. The codes that differ in the fewest bits from that of the question are compared
with the question itself, and the best of these by their vectors, which are read from SQLite. The file of codes is derived,
and may be deleted at any moment; an encrypted library has its codes in memory alone.

Source: J. Gao, C. Long, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest
    Neighbor Search" (2024), for signs around a centre, and for an estimate from them by the question as it is. Ours is
    without a random rotation: e5's vectors lost recall by it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Generator, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from assistant.frozen import dataclass
from assistant.library.database import storage_errors
from assistant.library.folder import CODES
from assistant.library.index.exact import SAMPLE, Nearest, Vector, rank
from assistant.library.index.file import HEADER_BYTES, VectorFile, content
from assistant.library.vectors import EmbeddingModel, StoredVectors, VectorBlock
from assistant.threads import BackgroundCall

FORMAT = 1
BY_BITS, BY_CODE = 6_000, 1_500
"""So many vectors of each kind of script are taken by differing bits, and of these so many by the question as it is."""
FAR_BEHIND = 10_000
"""So many vectors beyond the codes are compared one by one before the codes are brought in line."""
FEW = 1_000
"""Vectors by which codes that nobody asks may be behind."""
_BLOCK = 16_384
"""Codes that are compared at once, so that they stay in the processor's cache."""
_HALVED_FROM = 200_000
_PAGE = 4_000
"""Row numbers that are read at once."""
_PROBES = 16
_RECENTRED = 2
"""Codes are made anew around a new centre when there are so many times the vectors."""
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a model's vectors, by row number.

    Attributes:
        identity: The embedding model.
        generation: The library's, see `StoredVectors.generation`.
        last_id: The row number up to which all vectors are in it.
        centred: How many vectors there were when the centre was taken.
        centre: float32, shape (dimensions,).
        ids: Row numbers, rising, int64, shape (rows,).
        unspaced: bool, shape (rows,): whether the text is in a script without spaces between words.
        words: uint64, shape (dimensions / 64 rounded up, rows).
    """

    identity: str
    generation: int
    last_id: int
    centred: int
    centre: Vector
    ids: NDArray[np.int64]
    unspaced: NDArray[np.bool_]
    words: Words

    def nearest(self, question: Vector) -> list[int]:
        """Return the row numbers of those vectors that may be the nearest.

        So many of each kind of script.
        """
        moved = question - self.centre
        distances = self._distances(encoded(moved[None])[:, 0])
        found: list[int] = []
        unspaced = np.count_nonzero(self.unspaced)
        for script in (False, True):
            if unspaced == (len(distances) if script else 0):
                near = _lowest(distances, BY_BITS)  # all are of this kind
            else:
                rows = np.flatnonzero(self.unspaced == script)
                near = rows[_lowest(distances[rows], BY_BITS)]
            # A sum of the question's own values, each with the sign that the vector has there.
            bits = np.unpackbits(np.ascontiguousarray(self.words[:, near].T).view(np.uint8), axis=1)
            values = bits[:, : len(moved)].astype(np.float32) @ moved
            best = near[np.argpartition(values, -BY_CODE)[-BY_CODE:]] if len(near) > BY_CODE else near
            found += self.ids[best].tolist()
        return sorted(found)

    def _distances(self, code: Words) -> NDArray[np.uint16]:
        """Count the bits in which each vector's code differs from another code."""
        distances = np.zeros(self.words.shape[1], np.uint16)

        def count(first: int, last: int) -> None:
            for start in range(first, last, _BLOCK):
                end = min(start + _BLOCK, last)
                sums = distances[start:end]
                for words, word in zip(self.words, code, strict=True):
                    sums += np.bitwise_count(words[start:end] ^ word)

        rows = len(distances)
        if rows < _HALVED_FROM:
            count(0, rows)
        else:
            second = BackgroundCall(lambda: count(rows // 2, rows))
            count(0, rows // 2)
            second.result()
        return distances


def _pages(
    source: StoredVectors, identity: str, after_id: int, up_to_id: int
) -> Iterator[tuple[NDArray[np.int64], VectorBlock]]:
    """Read the vectors between two row numbers, some at a time."""
    for start in range(after_id, up_to_id, _PAGE):
        numbers, page = source.load_numbered(identity, start, min(start + _PAGE, up_to_id))
        if len(numbers):
            yield numbers, page


def encoded(moved: Vector) -> Words:
    """Return the codes of vectors whose centre was taken out.

    Args:
        moved: float32, shape (rows, dimensions).

    Returns:
        uint64, shape (dimensions / 64 rounded up, rows).
    """
    packed = np.packbits(moved > 0, axis=1)
    padded = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
    return np.ascontiguousarray(padded.view(np.uint64).T)


def _lowest(distances: NDArray[np.uint16], limit: int) -> NDArray[np.intp]:
    """Return the places of the lowest distances; of ties some are left out."""
    if len(distances) <= limit:
        return np.arange(len(distances))
    reached = np.cumsum(np.bincount(distances))
    last = int(np.searchsorted(reached, limit))
    near = np.flatnonzero(distances < last)
    like = np.flatnonzero(distances == last)[: limit - len(near)]
    return np.concatenate([near, like])


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a file of codes.

    After it come words, row numbers, centre and scripts.
    """

    format: int
    identity: str
    generation: int
    last_id: int
    centred: int
    rows: int
    dimensions: int

    @property
    def words(self) -> int:
        """How many words a code has."""
        return -(-self.dimensions // 64)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return HEADER_BYTES + self.rows * (8 * self.words + 8 + 1) + 4 * self.dimensions


class CodesFile(VectorFile):
    """The file that the codes of a library are mapped from.

    Args:
        folder: The library's.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, CODES)

    def read(self, identity: str, generation: int) -> Codes | None:
        """Map the codes; None if the file is missing, outdated or another model's."""
        try:
            with self.path.open("rb") as file:
                header = _Header(**json.loads(file.read(HEADER_BYTES).rstrip(b"\0")))
                if header.generation != generation:
                    self.outdated()
                if (header.format, header.identity, header.generation) != (FORMAT, identity, generation):
                    return None
                if os.fstat(file.fileno()).st_size != header.size:
                    return None
                return _codes(header, content(file.fileno()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, source: StoredVectors, codes: Codes) -> bool:
        """Put a file of these codes in the place of the one there is.

        See `VectorFile.put`.
        """

        def write(file: BinaryIO) -> None:
            self.require_room()
            header = _Header(
                FORMAT,
                codes.identity,
                codes.generation,
                codes.last_id,
                codes.centred,
                len(codes.ids),
                len(codes.centre),
            )
            file.write(json.dumps(asdict(header)).encode().ljust(HEADER_BYTES, b"\0"))
            for part in (codes.words, codes.ids, codes.centre, codes.unspaced):
                file.write(np.ascontiguousarray(part).data)

        return self.put(source, codes.generation, write)


def _codes(header: _Header, mapped: object) -> Codes:
    rows, at = header.rows, HEADER_BYTES
    words = np.frombuffer(mapped, np.uint64, header.words * rows, at)  # type: ignore[call-overload]
    at += words.nbytes
    ids = np.frombuffer(mapped, np.int64, rows, at)  # type: ignore[call-overload]
    at += ids.nbytes
    centre = np.frombuffer(mapped, "<f4", header.dimensions, at)  # type: ignore[call-overload]
    unspaced = np.frombuffer(mapped, np.bool_, rows, at + centre.nbytes)  # type: ignore[call-overload]
    return Codes(
        header.identity,
        header.generation,
        header.last_id,
        header.centred,
        centre,
        ids,
        unspaced,
        words.reshape(header.words, rows),
    )


class CodesIndex:
    """Asks the codes of a library; safe for several threads.

    Args:
        source: Where the vectors are kept for good.
        folder: The library's; None keeps the codes in memory alone.
    """

    mending = late = False

    def __init__(self, source: StoredVectors, folder: Path | None) -> None:
        self._source = source
        self._file = CodesFile(folder) if folder is not None else None
        self._held: Codes | None = None
        self._lock = threading.Lock()

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int]:
        """Find the nearest vectors; see `AskedIndex.nearest`."""
        with self._lock:
            codes = self._codes(model, FAR_BEHIND)
        block = self._source.load_rows(model.identity, codes.nearest(question))
        return rank([block], question, limit), codes.last_id

    def roughly_current(self, model: EmbeddingModel, count: int) -> bool:
        """Return whether the file holds about what there is; see `VectorIndex`."""
        if self._file is None:
            return True
        generation, last_id = self._source.generation()
        codes = self._file.read(model.identity, generation)
        return codes is not None and last_id - codes.last_id <= max(FEW, count // 10)

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the codes in line with SQLite's vectors; see `VectorIndex.sync`.

        Raises:
            LibraryError: The vectors cannot be read.
        """
        if self._file is None:
            return  # who asks makes them
        with self._lock:
            yield from self._brought_in_line(model, 0)

    def matches_library(self, model: EmbeddingModel) -> bool | None:
        """Compare the file with the library's vectors; None if no file is in use."""
        generation, _rest = self._source.generation()
        filed, row = self._file.read(model.identity, generation) if self._file else None, 0
        if filed is None:
            return None
        for numbers, page in _pages(self._source, model.identity, 0, filed.last_id):
            rows = slice(row, row + len(numbers))
            row = rows.stop
            if not np.array_equal(numbers, filed.ids[rows]):
                return False
            if not np.array_equal(page.unspaced, filed.unspaced[rows]):
                return False
            if not np.array_equal(encoded(page.matrix - filed.centre), filed.words[:, rows]):
                return False
        return row == len(filed.ids)

    def drop(self) -> bool:
        """Delete the codes.

        Raises:
            LibraryError: The file cannot be deleted.
        """
        with self._lock:
            self._held = None
            if self._file is not None:
                with storage_errors(self._file.path):
                    self._file.path.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Let go of the codes."""
        self._held = None

    def _codes(self, model: EmbeddingModel, behind: int) -> Codes:
        for _each in self._brought_in_line(model, behind):
            pass
        assert self._held is not None
        return self._held

    def _brought_in_line(self, model: EmbeddingModel, behind: int) -> Generator[tuple[int, int], None, None]:
        """Hold codes that lack so many row numbers at most.

        The file is written if they are new.
        """
        generation, last_id = self._source.generation()
        held, filed = self._held, True
        if held is None or (held.identity, held.generation) != (model.identity, generation):
            held = self._read(model, generation)
            if held is None:
                held, filed = self._kept(model, generation), False
        if held is None or last_id - held.last_id > behind:
            held, filed = (yield from self._built(model, generation, last_id, held)), False
        if self._file is not None and not filed:
            self._file.write(self._source, held)
        self._held = held

    def _read(self, model: EmbeddingModel, generation: int) -> Codes | None:
        """Return what the file holds, where it is of this library."""
        codes = self._file.read(model.identity, generation) if self._file else None
        # One of another state of the library, which was put back from a copy since, could have the same numbers.
        return codes if codes is not None and self._is_of_library(codes) else None

    def _is_of_library(self, codes: Codes) -> bool:
        if not len(codes.ids):
            return not self._source.count(codes.identity)
        rows = np.unique(np.linspace(0, len(codes.ids) - 1, _PROBES).astype(np.intp))
        block = self._source.load_rows(codes.identity, codes.ids[rows].tolist())
        return len(block.keys) == len(rows) and np.array_equal(
            encoded(block.matrix - codes.centre), codes.words[:, rows]
        )

    def _kept(self, model: EmbeddingModel, generation: int) -> Codes | None:
        """Return what is left of the codes after vectors were dropped.

        A row number is given only once.
        """
        held = self._held
        if held is None or held.identity != model.identity:
            return None
        there = np.isin(held.ids, self._source.ids(model.identity), assume_unique=True)
        kept = replace(
            held,
            generation=generation,
            ids=held.ids[there],
            unspaced=held.unspaced[there],
            words=held.words[:, there],
        )
        return kept if self._is_of_library(kept) else None

    def _built(
        self, model: EmbeddingModel, generation: int, last_id: int, held: Codes | None
    ) -> Generator[tuple[int, int], None, Codes]:
        """Read the vectors after those of `held`, or all of them."""
        count = self._source.count(model.identity)
        if held is None or count > _RECENTRED * held.centred:
            held = self._none(model, generation, count)
        parts = [(held.ids, held.unspaced, held.words)]
        done, total = 0, count - len(held.ids)
        yield 0, total
        for numbers, page in _pages(self._source, model.identity, held.last_id, last_id):
            parts.append((numbers, page.unspaced, encoded(page.matrix - held.centre)))
            done += len(numbers)
            yield min(done, total), total
        ids, unspaced, words = zip(*parts, strict=True)
        return replace(
            held,
            last_id=last_id,
            ids=np.concatenate(ids),
            unspaced=np.concatenate(unspaced),
            words=np.concatenate(words, axis=1),
        )

    def _none(self, model: EmbeddingModel, generation: int, count: int) -> Codes:
        """Return no codes, around the mean of some vectors."""
        sample = self._source.sample(model.identity, SAMPLE).matrix
        centre = sample.mean(axis=0) if len(sample) else np.zeros(model.dimensions, np.float32)
        nothing = encoded(centre[None])[:, :0]
        ids, unspaced = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        return Codes(model.identity, generation, 0, count, centre, ids, unspaced, nothing)

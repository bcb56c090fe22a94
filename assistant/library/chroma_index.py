"""The Chroma index of a library's vectors: derived from SQLite, and built again whenever it is in doubt.

Chroma's embedded client does not survive a kill inside its flush nor a second process, and a broken store can crash
the process that opens it. So one process at a time owns `vectors/` by a file lock, a marker says whether the last
owner closed in order, and an index that is in doubt is never opened: it is built anew beside the old one and swapped
in. None of that needs an embedding to be computed again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock, Timeout

from assistant.errors import LibraryError, ServerUnavailable
from assistant.library.vector_rows import EmbeddingModel
from assistant.library.vectors import Nearest, Progress, Vector, VectorSource, merged

BATCH = 2_000
"""Vectors handed to Chroma at once; it takes 5,461 at most."""
FORMAT = 1
BUSY_WAIT_S = 0.2
"""A question waits this long for another thread's work on the index, then vectors are compared exactly."""


class IndexSource(VectorSource, Protocol):
    """What the index is built from; answered by the library."""

    @property
    def library_id(self) -> str:
        """A name of the library that no other one has."""


@dataclass(frozen=True, slots=True)
class _Marker:
    """What the index held when its owner closed it in order."""

    clean: bool
    identity: str
    generation: int
    last_id: int
    count: int
    data: str
    format: int = FORMAT


class _Broken(Exception):
    """What lies on the disk is not what the marker says."""


class ChromaIndex:
    """Keeps vectors in Chroma and asks it for the nearest ones.

    Args:
        folder: `vectors/` of the library.
        source: Where the vectors are kept for good.
        url: A Chroma server to use in place of a local index; empty for none.
    """

    def __init__(self, folder: Path, source: IndexSource, url: str = "") -> None:
        self._folder = folder
        self._source = source
        self._url = url
        # Not one a thread: who searches and who closes are often two threads of one process.
        self._lock = FileLock(folder.parent / "vectors.lock", mode=0o600, thread_local=False)
        self._busy = threading.Lock()
        self._client: Any = None
        self._collection: Any = None
        self._held: _Marker | None = None
        self._highest = 0

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        """Bring the index in line with the vectors that SQLite keeps.

        Returns:
            False where another process owns the index; it will do the work.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
            ServerUnavailable: The Chroma server does not answer.
        """
        if self._url:
            with _server_errors(self._url):
                self._fill(self._server_collection(model), model, None, progress)
            return True
        with self._busy:
            if not self._own():
                return False
            marker = self._in_order(model)
            if marker is None or not self._extended(model, marker, progress):
                self._rebuild(model, progress)
            return True

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index, if this process may and the index is in order.

        Returns:
            Keys with their similarity, and the highest row number that the index holds (later vectors are not in it);
            None where the vectors have to be compared exactly.
        """
        if self._url:
            with _server_errors(self._url):
                return self._query(self._server_collection(model), question, limit), 0
        if not self._busy.acquire(timeout=BUSY_WAIT_S):
            return None
        try:
            with _broken_store():
                return self._nearest_held(model, question, limit)
        except _Broken:
            # Its marker says that it was not closed in order: the next sync builds it anew.
            self._release()
            return None
        finally:
            self._busy.release()

    def _nearest_held(
        self, model: EmbeddingModel, question: Vector, limit: int
    ) -> tuple[Nearest, int] | None:
        if self._collection is None and not self._open_for_questions(model):
            return None
        held = self._held
        generation, _ = self._source.vector_generation()
        if held is None or held.identity != model.identity or held.generation != generation or not held.count:
            return None
        return self._query(self._collection, question, limit), held.last_id

    def drop(self) -> bool:
        """Delete the local index, so that nothing of what was forgotten stays in it; False where another owns it."""
        if self._url:
            return True
        with self._busy:
            if not self._own():
                return False
            self._release()
            for folder in (self._folder, self._beside()):
                shutil.rmtree(folder, ignore_errors=True)
            return True

    def close(self) -> None:
        """Close the index in order and let others own it."""
        with self._busy:
            held = self._held
            self._release()
            if held is not None:
                self._write_marker(replace(held, clean=True))
            if self._lock.is_locked:
                self._lock.release()

    def _release(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._collection = self._held = None

    # Opening

    def _own(self) -> bool:
        if not self._lock.is_locked:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return False
        return True

    def _marker(self) -> _Marker | None:
        try:
            marker = _Marker(**json.loads((self._folder / "marker.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return marker if marker.format == FORMAT else None

    def _write_marker(self, marker: _Marker) -> None:
        beside = self._folder / "marker.json.new"
        beside.write_text(json.dumps(asdict(marker)), "utf-8")
        beside.replace(self._folder / "marker.json")

    def _in_order(self, model: EmbeddingModel) -> _Marker | None:
        """Give what the index holds of a model, or None where it has to be built anew."""
        marker = self._held or self._marker()
        if marker is None or marker.identity != model.identity:
            return None
        return marker if marker.clean or marker is self._held else None

    def _open_for_questions(self, model: EmbeddingModel) -> bool:
        if not self._own():
            return False
        marker = self._in_order(model)
        if marker is None:
            self._lock.release()
            return False
        self._open(model, marker)
        return True

    def _open(self, model: EmbeddingModel, marker: _Marker) -> None:
        if self._collection is not None:
            return
        held = replace(marker, clean=False)
        self._write_marker(held)
        self._client = _local_client(self._folder / marker.data)
        self._collection = _collection(self._client, _name(model))
        if self._collection.count() != marker.count:
            raise _Broken
        self._held = held

    def _extended(self, model: EmbeddingModel, marker: _Marker, progress: Progress | None) -> bool:
        """Bring an index in order up to date; False where it turns out to be broken."""
        now = self._source.vector_generation()
        if (marker.generation, marker.last_id) == now:
            return True
        try:
            with _broken_store():
                self._open(model, marker)
                self._held = None
                self._fill(self._collection, model, marker, progress)
                count = self._collection.count()
        except _Broken:
            return False
        self._held = replace(marker, clean=False, generation=now[0], last_id=self._highest, count=count)
        return True

    def _beside(self) -> Path:
        return self._folder.with_name("vectors.new")

    def _rebuild(self, model: EmbeddingModel, progress: Progress | None) -> None:
        self._release()
        try:
            with _broken_store():
                marker = self._built(self._beside(), model, progress)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._beside().rename(self._folder)
            # Closed and renamed: in order until somebody opens it.
            self._write_marker(marker)
        except (_Broken, OSError) as error:
            raise LibraryError(
                f"The index {self._folder} cannot be written: {error}",
                "Questions are answered without it; the next ingest tries again.",
            ) from error

    def _built(self, beside: Path, model: EmbeddingModel, progress: Progress | None) -> _Marker:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        # Chroma remembers a store that it could not open by its path, so that each has a path of its own.
        data = f"chroma-{uuid.uuid4().hex[:12]}"
        generation, _ = self._source.vector_generation()
        client = _local_client(beside / data)
        try:
            collection = _collection(client, _name(model))
            self._fill(collection, model, None, progress)
            return _Marker(True, model.identity, generation, self._highest, collection.count(), data)
        finally:
            client.close()

    def _server_collection(self, model: EmbeddingModel) -> Any:
        if self._collection is None:
            import chromadb

            parts = urlsplit(self._url)
            self._client = chromadb.HttpClient(
                host=parts.hostname or "127.0.0.1", port=parts.port or 8000, ssl=parts.scheme == "https"
            )
            self._collection = _collection(self._client, f"{self._source.library_id}-{_name(model)}")
        return self._collection

    # Filling and asking

    def _fill(
        self, collection: Any, model: EmbeddingModel, marker: _Marker | None, progress: Progress | None
    ) -> None:
        generation, _ = self._source.vector_generation()
        stale = marker is None or marker.generation != generation
        block = self._source.load_vectors(model.identity, 0 if stale else marker.last_id if marker else 0)
        self._highest = block.last_id
        present: set[str] = set()
        if stale:
            present = _ids(collection)
            gone = sorted(present.difference(block.keys))
            for start in range(0, len(gone), BATCH):
                collection.delete(ids=gone[start : start + BATCH])
        rows = [row for row, key in enumerate(block.keys) if key not in present]
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            collection.upsert(
                ids=[block.keys[row] for row in batch],
                embeddings=np.ascontiguousarray(block.matrix[batch]),
                metadatas=[{"unspaced": bool(block.unspaced[row])} for row in batch],
            )
            if progress is not None:
                progress(min(start + BATCH, len(rows)), len(rows))

    @staticmethod
    def _query(collection: Any, question: Vector, limit: int) -> Nearest:
        lists: list[Nearest] = []
        for unspaced in (False, True):
            found = collection.query(
                query_embeddings=[question],
                n_results=limit,
                where={"unspaced": unspaced},
                include=["distances"],
            )
            pairs = zip(found["ids"][0], found["distances"][0], strict=True)
            # Cosine distance is one minus the similarity.
            lists.append([(key, 1.0 - float(distance)) for key, distance in pairs])
        return merged(lists)


def _local_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


def _collection(client: Any, name: str) -> Any:
    # Without an embedding function of ours, Chroma attaches one that downloads a model.
    return client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
    )


def _name(model: EmbeddingModel) -> str:
    return "passages-" + hashlib.blake2b(model.identity.encode(), digest_size=8).hexdigest()


def _ids(collection: Any) -> set[str]:
    ids: set[str] = set()
    while True:
        page: Sequence[str] = collection.get(limit=BATCH, offset=len(ids), include=[])["ids"]
        ids.update(page)
        if len(page) < BATCH:
            return ids


@contextmanager
def _broken_store() -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError) as error:
        raise _Broken(str(error)) from error


@contextmanager
def _server_errors(url: str) -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError) as error:
        raise ServerUnavailable(
            f"The Chroma server at {url} does not answer: {error}",
            "Start it with `chroma run`, or clear chroma.url in the settings.",
        ) from error

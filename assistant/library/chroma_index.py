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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock, Timeout

from assistant.errors import ServerUnavailable
from assistant.library.vector_rows import EmbeddingModel
from assistant.library.vectors import Nearest, Progress, Vector, VectorSource

BATCH = 2_000
"""Vectors handed to Chroma at once; it takes 5,461 at most."""
FORMAT = 1


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
    format: int = FORMAT


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
        self._lock = FileLock(folder.parent / "vectors.lock", mode=0o600)
        self._client: Any = None
        self._collection: Any = None
        self._held: _Marker | None = None
        self._highest = 0

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        """Bring the index in line with the vectors that SQLite keeps.

        Returns:
            False where another process owns the index; it will do the work.
        """
        if self._url:
            with _server_errors(self._url):
                self._fill(self._server_collection(model), model, None, progress)
            return True
        if not self._own():
            return False
        marker = self._marker()
        if marker is None or not marker.clean or marker.identity != model.identity:
            self._rebuild(model, progress)
            return True
        generation, last_id = self._source.vector_generation()
        if (marker.generation, marker.last_id) == (generation, last_id):
            return True
        self._open(model, marker)
        self._fill(self._collection, model, marker, progress)
        self._held = _Marker(False, model.identity, generation, self._highest)
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
        if self._collection is None and not self._open_for_questions(model):
            return None
        held = self._held
        generation, _ = self._source.vector_generation()
        if held is None or held.identity != model.identity or held.generation != generation:
            return None
        return self._query(self._collection, question, limit), held.last_id

    def drop(self) -> bool:
        """Delete the local index, so that nothing of what was forgotten stays in it; False where another owns it."""
        if self._url:
            return True
        if not self._own():
            return False
        self._release()
        shutil.rmtree(self._folder, ignore_errors=True)
        return True

    def close(self) -> None:
        """Close the index in order and let others own it."""
        held = self._held
        self._release()
        if held is not None:
            self._write_marker(_Marker(**{**asdict(held), "clean": True}))
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

    def _open_for_questions(self, model: EmbeddingModel) -> bool:
        if not self._own():
            return False
        marker = self._marker()
        if marker is None or not marker.clean or marker.identity != model.identity:
            self._lock.release()
            return False
        self._open(model, marker)
        return True

    def _open(self, model: EmbeddingModel, marker: _Marker) -> None:
        if self._collection is not None:
            return
        held = _Marker(False, marker.identity, marker.generation, marker.last_id)
        self._write_marker(held)
        self._client = _local_client(self._folder)
        self._collection = _collection(self._client, _name(model))
        self._held = held

    def _rebuild(self, model: EmbeddingModel, progress: Progress | None) -> None:
        self._release()
        beside = self._folder.with_name("vectors.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        generation, _ = self._source.vector_generation()
        client = _local_client(beside)
        try:
            self._fill(_collection(client, _name(model)), model, None, progress)
        finally:
            client.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        beside.rename(self._folder)
        # Closed and renamed: in order until somebody opens it.
        self._write_marker(_Marker(True, model.identity, generation, self._highest))

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
                ids=[block.keys[row] for row in batch], embeddings=np.ascontiguousarray(block.matrix[batch])
            )
            if progress is not None:
                progress(min(start + BATCH, len(rows)), len(rows))

    @staticmethod
    def _query(collection: Any, question: Vector, limit: int) -> Nearest:
        found = collection.query(query_embeddings=[question], n_results=limit, include=["distances"])
        # Cosine distance is one minus the similarity.
        return [
            (key, 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]


def _local_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder / "chroma"), settings=Settings(anonymized_telemetry=False)
    )


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

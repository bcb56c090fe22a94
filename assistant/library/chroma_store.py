"""One Chroma collection: opened here or on a server, filled, and asked. Chroma's errors become ours at this border."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.library.chroma_http import ServerClient
from assistant.library.index.exact import Nearest, Progress, Vector, merged
from assistant.library.vector_rows import EmbeddingModel, VectorBlock

BATCH = 2_000
"""Vectors handed to Chroma at once; it takes 5,461 at most."""

SAMPLE = 200
"""Vectors that are asked for when an index is checked."""
_ITSELF = 0.999
"""A vector is at least this similar to itself, or to one that equals it."""


class Broken(Exception):
    """What lies on the disk cannot be opened, or is not what it should be."""


class ChromaStore:
    """An open collection of one embedding model's vectors.

    Args:
        client: Of Chroma.
        name: Of the collection.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._present: tuple[int, list[dict[str, bool]]] | None = None
        # Without an embedding function of ours, Chroma attaches one that downloads a model.
        self._collection = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )

    @classmethod
    def local(cls, folder: Path, model: EmbeddingModel) -> ChromaStore:
        """Open a store in a folder, or make it."""
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        return cls(chromadb.PersistentClient(path=str(folder), settings=settings), _name(model))

    @classmethod
    def on_server(cls, url: str, library_id: str, model: EmbeddingModel, answer_s: float) -> ChromaStore:
        """Open a library's collection on a Chroma server, or make it.

        Raises:
            HttpError, ServerUnavailable: As `ServerClient`.
        """
        return cls(ServerClient(url, answer_s), f"{library_id}-{_name(model)}")

    def count(self) -> int:
        """Count the vectors."""
        return int(self._collection.count())

    def fill(self, block: VectorBlock, *, whole: bool, progress: Progress | None = None) -> None:
        """Put vectors in.

        Args:
            block: The vectors.
            whole: Whether the block is all there should be: what is not in it is taken out.
            progress: Told how far it is.
        """
        present = self._ids() if whole else set()
        gone = sorted(present.difference(block.keys))
        for start in range(0, len(gone), BATCH):
            self._collection.delete(ids=gone[start : start + BATCH])
        rows = [row for row, key in enumerate(block.keys) if key not in present]
        if progress is not None:
            progress(0, len(rows))
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            self._collection.upsert(
                ids=[block.keys[row] for row in batch],
                embeddings=np.ascontiguousarray(block.matrix[batch]),
                metadatas=[{"unspaced": bool(block.unspaced[row])} for row in batch],
            )
            if progress is not None:
                progress(min(start + BATCH, len(rows)), len(rows))

    def holds(self, block: VectorBlock) -> bool:
        """Tell whether the collection holds exactly these vectors, and finds them."""
        if self._ids() != set(block.keys):
            return False
        for start in range(0, len(block.keys), BATCH):
            keys = list(block.keys[start : start + BATCH])
            found = self._collection.get(ids=keys, include=["embeddings"])
            row_of = {key: row for row, key in enumerate(found["ids"])}
            kept = np.asarray(found["embeddings"], np.float32)[[row_of[key] for key in keys]]
            if not np.allclose(kept, block.matrix[start : start + BATCH], atol=1e-4):
                return False
        return self._finds(block)

    def _finds(self, block: VectorBlock) -> bool:
        """Tell whether vectors, spread evenly, are found when they are asked for."""
        step = max(1, len(block.keys) // SAMPLE)
        for row in range(0, len(block.keys), step):
            nearest = self.nearest(block.matrix[row], 1)
            if not nearest or nearest[0][1] < _ITSELF:
                return False
        return True

    def nearest(self, question: Vector, limit: int) -> Nearest:
        """Find the vectors most similar to a question, so many of each kind of script."""
        present = self._scripts()
        # Asked for a part, Chroma first lists that part: a hundred times the work, where one kind is all there is.
        return merged([self._query(question, limit, kind if len(present) > 1 else None) for kind in present])

    def _scripts(self) -> list[dict[str, bool]]:
        """Give the kinds of script there are vectors of, as a query asks for them; looked up when vectors have come or gone."""
        count = self.count()
        if self._present is None or self._present[0] != count:
            kinds = [{"unspaced": unspaced} for unspaced in (False, True)]
            found = [kind for kind in kinds if self._collection.get(where=kind, limit=1, include=[])["ids"]]
            self._present = count, found
        return self._present[1]

    def _query(self, question: Vector, limit: int, where: dict[str, bool] | None) -> Nearest:
        found = self._collection.query(
            query_embeddings=[question], n_results=limit, where=where, include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        # Cosine distance is one minus the similarity.
        return [(key, 1.0 - float(distance)) for key, distance in pairs]

    def close(self) -> None:
        """Let Chroma close its files."""
        self._client.close()

    def _ids(self) -> set[str]:
        ids: set[str] = set()
        while True:
            page: Sequence[str] = self._collection.get(limit=BATCH, offset=len(ids), include=[])["ids"]
            ids.update(page)
            if len(page) < BATCH:
                return ids


def _name(model: EmbeddingModel) -> str:
    return "passages-" + hashlib.blake2b(model.identity.encode(), digest_size=8).hexdigest()


@contextmanager
def broken_store() -> Iterator[None]:
    """Turn what Chroma says of a damaged store into `Broken`."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, OSError) as error:
        raise Broken(str(error)) from error

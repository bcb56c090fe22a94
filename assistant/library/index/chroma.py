"""Keep a library's vectors in a Chroma index, opened by `worker.py` alone.

The index is derived from SQLite and may be deleted at any moment. Chroma does not survive a kill while it writes, nor a
second process, and can crash on files that were cut or overwritten. A crash takes down the child alone; so that no wrong
answer comes of such files either, a marker beside them says what the index holds, whether it was closed in order, and
how its files looked then. An index that does not fit its marker is built anew beside the old one and put in its place;
no embedding is computed again for it. A file lock keeps other processes away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.errors import LibraryError
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.library.index.exact import Nearest, Progress, Vector, merged, pages
from assistant.library.vectors import EmbeddingModel, StoredVectors, VectorBlock
from assistant.processes import replacing

if TYPE_CHECKING:
    from filelock import FileLock

FORMAT = 2
NAME = "marker.json"


@dataclass(frozen=True, slots=True)
class Marker:
    """What an index held when its owner opened it, or closed it in order.

    Attributes:
        clean: Whether it was closed in order; False while somebody has it open.
        identity: The embedding model whose vectors it holds.
        generation: The library's, see `StoredVectors.generation`.
        last_id: The highest row number among its vectors.
        count: How many vectors it holds.
        data: Name of the folder beside the marker that is Chroma's.
        files: Size, mtime in nanoseconds and BLAKE2b of each file of Chroma's, by its path below that folder.
    """

    clean: bool
    identity: str
    generation: int
    last_id: int
    count: int
    data: str
    files: Mapping[str, tuple[int, int, str]] = field(default_factory=dict)
    format: int = FORMAT

    def intact(self, folder: Path) -> bool:
        """Return whether Chroma's files are still as they were closed.

        Files of the same size and time are taken as unchanged; others are compared by their digest.

        Args:
            folder: That the marker lies in.
        """
        if not self.clean or not self.files:
            return False
        for name, (size, mtime_ns, digest) in self.files.items():
            path = folder / self.data / name
            try:
                status = path.stat()
                if status.st_size != size or (status.st_mtime_ns != mtime_ns and _digest(path) != digest):
                    return False
            except OSError:
                return False
        return True

    def closed(self, folder: Path) -> Marker:
        """Flush an index that was just closed, and give its marker.

        Raises:
            OSError: A file cannot be read, or the disk does not take it.
        """
        data = folder / self.data
        files: dict[str, tuple[int, int, str]] = {}
        for path in _files(data):
            _to_disk(path)
            name, status = path.relative_to(data).as_posix(), path.stat()
            known = self.files.get(name)
            same = known is not None and known[:2] == (status.st_size, status.st_mtime_ns)
            digest = known[2] if known is not None and same else _digest(path)
            files[name] = (status.st_size, status.st_mtime_ns, digest)
        for place in [place for place in data.rglob("*") if place.is_dir()] + [data]:
            _to_disk(place)
        return replace(self, clean=True, files=files)


def read_marker(folder: Path) -> Marker | None:
    """Read the marker of an index; None if it is missing or unreadable."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        marker = Marker(**{**found, "files": {name: tuple(file) for name, file in found["files"].items()}})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return (
        marker if marker.format == FORMAT and all(len(file) == 3 for file in marker.files.values()) else None
    )


def write_marker(folder: Path, marker: Marker) -> None:
    """Put a marker into a folder, as a whole or not at all.

    Raises:
        OSError: The disk does not take it.
    """
    with replacing(folder / NAME, folder / f"{NAME}.new") as file:
        file.write(json.dumps(asdict(marker)).encode())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _to_disk(path: Path) -> None:
    """Flush a file or a folder to the disk; on Windows folders are skipped."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
        return cls(chromadb.PersistentClient(path=str(folder), settings=settings), collection_name(model))

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

    def holds(self, block: VectorBlock, progress: Progress | None = None) -> bool:
        """Return whether the collection holds exactly these vectors, and finds them.

        Args:
            block: The vectors.
            progress: Told how far it is.
        """
        if self._ids() != set(block.keys):
            return False
        for start in range(0, len(block.keys), BATCH):
            keys = list(block.keys[start : start + BATCH])
            found = self._collection.get(ids=keys, include=["embeddings"])
            row_of = {key: row for row, key in enumerate(found["ids"])}
            kept = np.asarray(found["embeddings"], np.float32)[[row_of[key] for key in keys]]
            if not np.allclose(kept, block.matrix[start : start + BATCH], atol=1e-4):
                return False
            if progress is not None:
                progress(start + len(keys), len(block.keys))
        return self._finds(block)

    def _finds(self, block: VectorBlock) -> bool:
        """Return whether vectors, spread evenly, are found when they are asked for."""
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
        """Return filters for the kinds of script among the vectors; cached by count."""
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
        """Close Chroma's files."""
        self._client.close()

    def _ids(self) -> set[str]:
        ids: set[str] = set()
        while True:
            page: Sequence[str] = self._collection.get(limit=BATCH, offset=len(ids), include=[])["ids"]
            ids.update(page)
            if len(page) < BATCH:
                return ids


def collection_name(model: EmbeddingModel) -> str:
    """Name the collection of an embedding model's vectors."""
    return "passages-" + hashlib.blake2b(model.identity.encode(), digest_size=8).hexdigest()


@contextmanager
def broken_store() -> Iterator[None]:
    """Turn what Chroma says of a damaged store into `Broken`."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, OSError) as error:
        raise Broken(str(error)) from error


class ChromaIndex:
    """The Chroma index in a folder; not safe for several threads at once.

    Args:
        folder: `vectors/` of the library.
        source: Where the vectors are kept for good.
    """

    def __init__(self, folder: Path, source: StoredVectors) -> None:
        self._folder = folder
        self._source = source
        self._beside = folder.with_name("vectors.new")
        self._store: ChromaStore | None = None
        self._held: Marker | None = None

    @cached_property
    def _lock(self) -> FileLock:
        from filelock import FileLock

        # Not one a thread: who searches and who closes are often two threads of one process.
        return FileLock(self._folder.parent / "vectors.lock", mode=0o600, thread_local=False)

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        """Bring the index in line with the vectors that SQLite keeps.

        Returns:
            False where another process owns the index; it will do the work.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
        """
        if not self._own():
            return False
        marker = self._in_order(model)
        if marker is None or not self._extended(model, marker, progress):
            self._rebuild(model, progress)
        return True

    def matches_library(self, model: EmbeddingModel, progress: Progress | None = None) -> bool | None:
        """Compare the index with SQLite's vectors, one by one.

        None where another process owns the index.

        An index that is in order and lacks what came after it matches.
        """
        if not self._own():
            return None
        marker = self._in_order(model)
        generation, _rest = self._source.generation()
        if marker is None or marker.generation != generation:
            return False
        try:
            with broken_store():
                store = self._open(model, marker)
                block = self._source.load(model.identity, 0, marker.last_id)
                return store.holds(block, progress)
        except Broken:
            self._release()
            return False

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Find the nearest vectors; see `AskedIndex.nearest`."""
        try:
            with broken_store():
                if not self._opened(model):
                    return None
                held, store = self._held, self._store
                generation, _rest = self._source.generation()
                if held is None or store is None or not held.count:
                    return None
                if (held.identity, held.generation) != (model.identity, generation):
                    return None
                return store.nearest(question, limit), held.last_id
        except Broken:
            # Its marker says that it was not closed in order: the next sync builds it anew.
            self._release()
            return None

    def drop(self) -> bool:
        """Delete the index; False where another process owns it.

        Until `close` no other process can build one.

        Raises:
            LibraryError: It cannot be deleted.
        """
        if not self._own():
            return False
        self._release()
        try:
            self._delete_beside()
            if self._folder.exists():
                # In one step: a kill on the way leaves no half of an index, which would count as damaged.
                self._folder.replace(self._beside)
                self._delete_beside()
        except OSError as error:
            raise LibraryError(
                _(
                    "The index {folder} cannot be deleted: {why}.",
                    folder=self._folder,
                    why=os_reason(error),
                ),
                _("Delete that folder yourself; it is built anew when it is needed."),
            ) from error
        return True

    def close(self) -> None:
        """Close the index in order and let others own it."""
        held = self._held
        try:
            self._release()
            if held is not None:
                write_marker(self._folder, held.closed(self._folder))
        except OSError:
            pass  # the marker still says that it was not closed in order: it will be built anew
        finally:
            if self._lock.is_locked:
                self._lock.release()

    def _release(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = self._held = None

    # Opening

    def _own(self) -> bool:
        from filelock import Timeout

        if not self._lock.is_locked:
            try:
                self._lock.acquire(timeout=0)
            except (Timeout, OSError):  # held by another process, or in a folder that may not be written
                return False
        return True

    def _in_order(self, model: EmbeddingModel) -> Marker | None:
        """Return what the index holds of a model, or None where it has to be built anew."""
        marker = self._held or read_marker(self._folder)
        if marker is None or marker.identity != model.identity:
            return None
        return marker if marker is self._held or marker.intact(self._folder) else None

    def _opened(self, model: EmbeddingModel) -> bool:
        """Open the index if it is in order and free; tell whether it is open."""
        if self._store is not None:
            return True
        if not self._own():
            return False
        marker = self._in_order(model)
        if marker is None:
            self._lock.release()
            return False
        self._open(model, marker)
        return True

    def _open(self, model: EmbeddingModel, marker: Marker) -> ChromaStore:
        if self._store is not None:
            return self._store
        held = replace(marker, clean=False)
        write_marker(self._folder, held)
        self._store = ChromaStore.local(self._folder / marker.data, model)
        if self._store.count() != marker.count:
            raise Broken("the index does not hold what it held")  # not shown
        self._held = held
        return self._store

    def _extended(self, model: EmbeddingModel, marker: Marker, progress: Progress | None) -> bool:
        """Bring an index in order up to date; False where it turns out to be broken."""
        generation, last_id = self._source.generation()
        if (marker.generation, marker.last_id) == (generation, last_id):
            return True
        whole = marker.generation != generation
        try:
            with broken_store():
                store = self._open(model, marker)
                self._held = None
                block = self._source.load(model.identity, 0 if whole else marker.last_id)
                store.fill(block, whole=whole, progress=progress)
                count = store.count()
        except Broken:
            return False
        self._held = replace(marker, clean=False, generation=generation, last_id=block.last_id, count=count)
        return True

    def _delete_beside(self) -> None:
        if self._beside.exists():
            shutil.rmtree(self._beside)

    def _rebuild(self, model: EmbeddingModel, progress: Progress | None) -> None:
        self._release()
        try:
            with broken_store():
                marker = self._built(self._beside, model, progress)
            write_marker(self._beside, marker.closed(self._beside))
            shutil.rmtree(self._folder, ignore_errors=True)
            self._beside.replace(self._folder)
        except (Broken, OSError) as error:
            raise LibraryError(
                _(
                    "The index {folder} cannot be written: {why}.",
                    folder=self._folder,
                    why=os_reason(error) if isinstance(error, OSError) else str(error).rstrip("."),
                ),
                _("Questions are answered without it; the next ingest tries again."),
            ) from error

    def _built(self, beside: Path, model: EmbeddingModel, progress: Progress | None) -> Marker:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        # Chroma remembers a store that it could not open by its path, so that each has a path of its own.
        data = f"chroma-{uuid.uuid4().hex[:12]}"
        generation, last_id = self._source.generation()
        store = ChromaStore.local(beside / data, model)
        try:
            done, total = 0, self._source.count(model.identity)
            if progress is not None:
                progress(done, total)
            for page in pages(self._source, model.identity, 0, last_id):  # all at once are gigabytes
                store.fill(page, whole=False)
                done += len(page.keys)
                if progress is not None:
                    progress(done, max(done, total))
            return Marker(False, model.identity, generation, last_id, store.count(), data)
        finally:
            store.close()

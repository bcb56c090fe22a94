"""The Chroma index of a library's vectors: derived from SQLite, and built again whenever it is in doubt.

Chroma's embedded client does not survive a kill inside its flush nor a second process, and a broken store can crash
the process that opens it. So one process at a time owns `vectors/` by a file lock, a marker says whether the last
owner closed in order, and an index that is in doubt is never opened: it is built anew beside the old one and swapped
in. None of that needs an embedding to be computed again.
"""

from __future__ import annotations

import json
import shutil
import threading
import uuid
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from assistant.errors import LibraryError, ServerUnavailable
from assistant.library.chroma_store import Broken, ChromaStore, broken_store, server_errors
from assistant.library.vector_rows import EmbeddingModel
from assistant.library.vectors import Nearest, Progress, Vector, VectorSource

FORMAT = 1
ON_SERVER = "index.server"
"""The note that says what the server's index holds: its address, the model, the generation and the last row."""
BUSY_WAIT_S = 0.2
"""A question waits this long for another thread's work on the index, then vectors are compared exactly."""


class IndexSource(VectorSource, Protocol):
    """What the index is built from; answered by the library."""

    @property
    def library_id(self) -> str:
        """A name of the library that no other one has."""

    def note(self, key: str) -> str:
        """Give what was noted under a key; empty when nothing was."""

    def set_note(self, key: str, value: str) -> None:
        """Note a value under a key."""


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
        self._store: ChromaStore | None = None
        self._held: _Marker | None = None
        self._serves = ""

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        """Bring the index in line with the vectors that SQLite keeps.

        Returns:
            False where another process owns the index; it will do the work.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
            ServerUnavailable: The Chroma server does not answer.
        """
        if self._url:
            self._sync_server(model, progress)
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
            return self._nearest_on_server(model, question, limit)
        if not self._busy.acquire(timeout=BUSY_WAIT_S):
            return None
        try:
            with broken_store():
                return self._nearest_held(model, question, limit)
        except Broken:
            # Its marker says that it was not closed in order: the next sync builds it anew.
            self._release()
            return None
        finally:
            self._busy.release()

    def _nearest_held(
        self, model: EmbeddingModel, question: Vector, limit: int
    ) -> tuple[Nearest, int] | None:
        if self._store is None and not self._open_for_questions(model):
            return None
        held = self._held
        generation, _ = self._source.vector_generation()
        if held is None or self._store is None or not held.count:
            return None
        if (held.identity, held.generation) != (model.identity, generation):
            return None
        return self._store.nearest(question, limit), held.last_id

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
            try:
                self._release()
                if held is not None:
                    self._write_marker(replace(held, clean=True))
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

    def _open(self, model: EmbeddingModel, marker: _Marker) -> ChromaStore:
        if self._store is not None:
            return self._store
        held = replace(marker, clean=False)
        self._write_marker(held)
        self._store = ChromaStore.local(self._folder / marker.data, model)
        if self._store.count() != marker.count:
            raise Broken("the index does not hold what it held")
        self._held = held
        return self._store

    def _extended(self, model: EmbeddingModel, marker: _Marker, progress: Progress | None) -> bool:
        """Bring an index in order up to date; False where it turns out to be broken."""
        generation, last_id = self._source.vector_generation()
        if (marker.generation, marker.last_id) == (generation, last_id):
            return True
        whole = marker.generation != generation
        try:
            with broken_store():
                store = self._open(model, marker)
                self._held = None
                block = self._source.load_vectors(model.identity, 0 if whole else marker.last_id)
                store.fill(block, whole=whole, progress=progress)
                count = store.count()
        except Broken:
            return False
        self._held = replace(marker, clean=False, generation=generation, last_id=block.last_id, count=count)
        return True

    def _beside(self) -> Path:
        return self._folder.with_name("vectors.new")

    def _rebuild(self, model: EmbeddingModel, progress: Progress | None) -> None:
        self._release()
        try:
            with broken_store():
                marker = self._built(self._beside(), model, progress)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._beside().rename(self._folder)
            # Closed and renamed: in order until somebody opens it.
            self._write_marker(marker)
        except (Broken, OSError) as error:
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
        store = ChromaStore.local(beside / data, model)
        try:
            block = self._source.load_vectors(model.identity, 0)
            store.fill(block, whole=False, progress=progress)
            return _Marker(True, model.identity, generation, block.last_id, store.count(), data)
        finally:
            store.close()

    # On a server, which several machines share

    def _sync_server(self, model: EmbeddingModel, progress: Progress | None) -> None:
        generation, _ = self._source.vector_generation()
        block = self._source.load_vectors(model.identity, 0)
        with server_errors(self._url):
            self._on_server(model).fill(block, whole=True, progress=progress)
        self._source.set_note(ON_SERVER, json.dumps([self._url, model.identity, generation, block.last_id]))

    def _nearest_on_server(
        self, model: EmbeddingModel, question: Vector, limit: int
    ) -> tuple[Nearest, int] | None:
        generation, _ = self._source.vector_generation()
        url, identity, held, last_id = json.loads(self._source.note(ON_SERVER) or "[null, null, null, 0]")
        if (url, identity, held) != (self._url, model.identity, generation):
            return None
        try:
            with server_errors(self._url):
                return self._on_server(model).nearest(question, limit), last_id
        except ServerUnavailable:
            return None

    def _on_server(self, model: EmbeddingModel) -> ChromaStore:
        if self._store is None or self._serves != model.identity:
            self._release()
            self._store = ChromaStore.on_server(self._url, self._source.library_id, model)
            self._serves = model.identity
        return self._store

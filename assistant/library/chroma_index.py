"""The Chroma index of a library's vectors: derived from SQLite, and built again whenever it is in doubt.

Chroma's embedded client does not survive a kill inside its flush nor a second process, and a broken store can crash
the process that opens it. So one process at a time owns `vectors/` by a file lock, a marker says whether the last
owner closed in order, and an index that is in doubt is never opened: it is built anew beside the old one and swapped
in. None of that needs an embedding to be computed again.
"""

from __future__ import annotations

import shutil
import threading
import uuid
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import LibraryError
from assistant.library import index_marker
from assistant.library.chroma_store import Broken, ChromaStore, broken_store
from assistant.library.index.exact import Nearest, Progress, Vector, VectorSource
from assistant.library.index_marker import Marker
from assistant.library.vector_rows import EmbeddingModel

BUSY_WAIT_S = 0.2
"""A question waits this long for another thread's work on the index, then vectors are compared exactly."""


class ChromaIndex:
    """Keeps vectors in Chroma and asks it for the nearest ones.

    Args:
        folder: `vectors/` of the library.
        source: Where the vectors are kept for good.
    """

    def __init__(self, folder: Path, source: VectorSource) -> None:
        self._folder = folder
        self._source = source
        # Not one a thread: who searches and who closes are often two threads of one process.
        self._lock = FileLock(folder.parent / "vectors.lock", mode=0o600, thread_local=False)
        self._busy = threading.Lock()
        self._store: ChromaStore | None = None
        self._held: Marker | None = None

    @property
    def mending(self) -> bool:
        """Whether the index is being brought in line: never by itself."""
        return False

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        """Bring the index in line with the vectors that SQLite keeps.

        Returns:
            False where another process owns the index; it will do the work.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
        """
        with self._busy:
            if not self._own():
                return False
            marker = self._in_order(model)
            if marker is None or not self._extended(model, marker, progress):
                self._rebuild(model, progress)
            return True

    def faithful(self, model: EmbeddingModel) -> bool | None:
        """Tell whether the index holds exactly what SQLite keeps, vector by vector; None where another process owns it.

        An index that is in order and lacks what came after it is faithful.
        """
        with self._busy:
            if not self._own():
                return None
            marker = self._in_order(model)
            generation, _ = self._source.vector_generation()
            if marker is None or marker.generation != generation:
                return False
            try:
                with broken_store():
                    store = self._open(model, marker)
                    return store.holds(self._source.load_vectors(model.identity, 0, marker.last_id))
            except Broken:
                self._release()
                return False

    def in_line(self, model: EmbeddingModel) -> bool:
        """Tell whether the index is in order and lacks nothing; False also where another process owns it."""
        with self._busy:
            if not self._own():
                return False
            marker = self._in_order(model)
            if self._store is None:
                self._lock.release()
            return (
                marker is not None and (marker.generation, marker.last_id) == self._source.vector_generation()
            )

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index, if this process may and the index is in order.

        Returns:
            Keys with their similarity, and the highest row number that the index holds (later vectors are not in it);
            None where the vectors have to be compared exactly.
        """
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
        """Delete the index, so that nothing of what was forgotten stays in it; False where another owns it.

        Raises:
            LibraryError: It cannot be deleted.
        """
        with self._busy:
            if not self._own():
                return False
            self._release()
            try:
                for folder in (self._folder, self._beside()):
                    if folder.exists():
                        shutil.rmtree(folder)
            except OSError as error:
                raise LibraryError(
                    f"The index {self._folder} cannot be deleted: {error.strerror or error}.",
                    "Delete that folder yourself; it is built anew when it is needed.",
                ) from error
            return True

    def close(self) -> None:
        """Close the index in order and let others own it."""
        with self._busy:
            held = self._held
            try:
                self._release()
                if held is not None:
                    index_marker.write(self._folder, held.closed(self._folder))
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
            except (Timeout, OSError):  # held by another process, or in a folder that may not be written
                return False
        return True

    def _in_order(self, model: EmbeddingModel) -> Marker | None:
        """Give what the index holds of a model, or None where it has to be built anew."""
        marker = self._held or index_marker.read(self._folder)
        if marker is None or marker.identity != model.identity:
            return None
        return marker if marker is self._held or marker.intact(self._folder) else None

    def _open_for_questions(self, model: EmbeddingModel) -> bool:
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
        index_marker.write(self._folder, held)
        self._store = ChromaStore.local(self._folder / marker.data, model)
        if self._store.count() != marker.count:
            raise Broken("the index does not hold what it held")
        self._held = held
        return self._store

    def _extended(self, model: EmbeddingModel, marker: Marker, progress: Progress | None) -> bool:
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
            index_marker.write(self._beside(), marker.closed(self._beside()))
            shutil.rmtree(self._folder, ignore_errors=True)
            self._beside().rename(self._folder)
        except (Broken, OSError) as error:
            raise LibraryError(
                f"The index {self._folder} cannot be written: {error}",
                "Questions are answered without it; the next ingest tries again.",
            ) from error

    def _built(self, beside: Path, model: EmbeddingModel, progress: Progress | None) -> Marker:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        # Chroma remembers a store that it could not open by its path, so that each has a path of its own.
        data = f"chroma-{uuid.uuid4().hex[:12]}"
        generation, _ = self._source.vector_generation()
        store = ChromaStore.local(beside / data, model)
        try:
            block = self._source.load_vectors(model.identity, 0)
            store.fill(block, whole=False, progress=progress)
            return Marker(False, model.identity, generation, block.last_id, store.count(), data)
        finally:
            store.close()

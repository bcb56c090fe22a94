"""The index as commands hold it: asked in their own process, written by another one."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import processes
from assistant.errors import LibraryError
from assistant.library.index import chroma
from assistant.library.index.exact import Nearest, Vector, VectorSource
from assistant.library.vectors import EmbeddingModel

if TYPE_CHECKING:
    from assistant.library.index.chroma import ChromaIndex

FEW = 1_000
"""Vectors by which an index that nobody asks may be behind."""
FAR_BEHIND = 10_000
"""So many vectors beyond the index are compared one by one before it is brought in line."""
_ATTEMPTS = 2


class LocalIndex:
    """Keeps a library's index in line by a process of its own, which may crash.

    While a question is answered exactly, an index that was found missing, damaged or far behind is brought in line;
    `close` waits until that is done.

    Args:
        folder: The library's.
        source: Where the vectors are kept for good.
        worker: The module that writes.
    """

    def __init__(
        self, folder: Path, source: VectorSource, worker: str = "assistant.library.index.worker"
    ) -> None:
        self._worker = worker
        self._folder = folder
        self._source = source
        self._held: ChromaIndex | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._tried: set[tuple[str, int, int]] = set()
        self._lock = threading.Lock()
        self._working = False

    @property
    def mending(self) -> bool:
        """Whether the index was found missing, damaged or far behind, and is being brought in line."""
        process = self._process
        return process is not None and process.poll() is None

    def nearly(self, model: EmbeddingModel, count: int) -> bool:
        """Tell, without opening it, whether the index holds about what there is; see `VectorIndex.nearly`."""
        marker = chroma.read(self._folder / "vectors")
        if marker is None or not marker.clean or marker.identity != model.identity:
            return False
        new = self._source.generation()[1] - marker.last_id
        gone = marker.count + new - count
        return new >= 0 and gone >= 0 and new + gone <= max(FEW, count // 10)

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the index in line with the vectors that SQLite keeps; where another process owns it, leave it to that.

        Yields:
            Vectors put in, and how many there are to put in.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
        """
        with self._undisturbed():
            for _ in range(_ATTEMPTS):
                if self._index.in_line(model):
                    return
                process = self._start("sync")
                try:
                    yield from _steps(process)
                except BaseException:
                    self._stop()
                    raise
                ended = self._finish()
                if ended == 0:
                    return
        raise LibraryError(
            f"The program that writes the index {self._folder / 'vectors'} ended early ({ended}), twice.",
            "Questions are answered without it; the next ingest tries again.",
        )

    def unbuilt(self, model: EmbeddingModel) -> str:
        """Say why the index is not in line, where nothing is wrong with it and it will be built when it is needed; else empty."""
        vectors = self._folder / "vectors"
        if not vectors.exists():
            return "not built yet"
        marker = chroma.read(vectors)
        generation, _ = self._source.generation()
        if (
            marker is None
            or (marker.identity, marker.generation) == (model.identity, generation)
            or not marker.intact(vectors)
        ):
            return ""
        return "out of date, in order"

    def check(self, model: EmbeddingModel) -> bool | None:
        """Tell whether the index holds exactly what SQLite keeps; None where another process owns it.

        An index that crashes the process that looks at it does not.

        Raises:
            LibraryError: It cannot be looked at.
        """
        with self._undisturbed():
            faithful: bool | None = False
            for message in _messages(self._start("check")):
                match message:
                    case ["faithful", found]:
                        faithful = found
                    case ["error", str(what), str(hint)]:
                        self._finish()
                        raise LibraryError(what, hint)
            self._finish()
            return faithful

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index; see `VectorIndex.nearest`."""
        with self._lock:
            if self._working or self.mending:
                return None
            self._finish()
            found = self._index.nearest(model, question, limit)
            generation, last_id = self._source.generation()
            # Once for each state: where another process owns the index, it does the work.
            state = (model.identity, generation, last_id // FAR_BEHIND)
            wanted = found is None or last_id - found[1] > FAR_BEHIND
            if wanted and state not in self._tried and os.access(self._folder, os.W_OK):
                self._tried.add(state)
                self._let_go()
                self._start("sync")
            return found

    def drop(self) -> bool:
        """Delete the index; False where another process owns it.

        Raises:
            LibraryError: It cannot be deleted.
        """
        self._finish()
        return self._index.drop()

    def close(self) -> None:
        """Wait for what is being written, and close the index in order."""
        with self._lock:
            self._working = True  # a question that comes later is answered without the index
            try:
                self._finish()
            except BaseException:
                self._stop()
                raise
            finally:
                self._let_go()

    @property
    def _index(self) -> ChromaIndex:
        if self._held is None:
            from assistant.library.index.chroma import ChromaIndex

            self._held = ChromaIndex(self._folder / "vectors", self._source)
        return self._held

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.close()

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Keep the questions of other threads away from the index, and from the process that works at it."""
        with self._lock:
            self._finish()
            self._let_go()
            self._working = True
        try:
            yield
        finally:
            self._working = False

    def _start(self, task: str) -> subprocess.Popen[bytes]:
        self._process = processes.popen(self._worker, task, os.fspath(self._folder))
        return self._process

    def _finish(self) -> int:
        """Wait for the process to end, whatever it still says; give its exit code."""
        process = self._process
        if process is None:
            return 0
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.read()
        code = process.wait()
        process.stdin.close()
        process.stdout.close()
        self._process = None
        return code

    def _stop(self) -> None:
        """End the process at once; what it was writing is built anew by the next one."""
        if self._process is not None:
            self._process.kill()
        self._finish()


def _messages(process: subprocess.Popen[bytes]) -> Iterator[list[Any]]:
    assert process.stdout is not None
    return (json.loads(line) for line in process.stdout)


def _steps(process: subprocess.Popen[bytes]) -> Iterator[tuple[int, int]]:
    for message in _messages(process):
        match message:
            case ["done", int(done), int(total)]:
                yield done, total
            case ["error", str(what), str(hint)]:
                raise LibraryError(what, hint)

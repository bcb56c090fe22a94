"""Run the index on this machine, with Chroma in a child process.

A crash of Chroma ends that process alone.
"""

from __future__ import annotations

import json
import os
import threading
import time
from base64 import b64encode
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from subprocess import TimeoutExpired
from typing import Any

import numpy as np

from assistant.errors import LibraryError
from assistant.i18n import _, os_reason
from assistant.library.index.chroma import ChromaIndex, read_marker
from assistant.library.index.exact import Nearest, Vector
from assistant.library.vectors import EmbeddingModel, StoredVectors
from assistant.processes import popen
from assistant.threads import BackgroundCall

FEW = 1_000
"""Vectors by which an index that nobody asks may be behind."""
FAR_BEHIND = 10_000
"""So many vectors beyond the index are compared one by one before it is brought in line."""
ANSWER_S = 20.0
"""A question waits this long for the process, its start included; then vectors are compared exactly."""
SILENCE_S = 300.0
"""A process that says nothing for so long while it works is ended; a large index takes a while to open."""
CLOSE_S = 60.0
"""An index is given this long to be closed in order."""
_ATTEMPTS = 2


class LocalIndex:
    """A library's Chroma index, through a child process started on first use.

    While a question is answered exactly, an index that was found missing, damaged or far behind is brought in line;
    `close` waits until that is done.

    Args:
        folder: The library's.
        source: Where the vectors are kept for good.
        worker: The module that the process runs.
        answer_s: Seconds that a question waits.
        silence_s: Seconds of silence after which the process is taken to hang.
    """

    def __init__(
        self,
        folder: Path,
        source: StoredVectors,
        worker: str = "assistant.library.index.worker",
        *,
        answer_s: float = ANSWER_S,
        silence_s: float = SILENCE_S,
    ) -> None:
        self._folder = folder
        self._vectors = folder / "vectors"
        self._source = source
        self._worker = worker
        self._answer_s = answer_s
        self._silence_s = silence_s
        self._child: _Child | None = None
        self._dropped: ChromaIndex | None = None
        self._tried: set[tuple[str, int, int, bool]] = set()
        self._lock = threading.Lock()
        self._busy = False
        self._cancelled = False
        self._mending: BackgroundCall[None] | None = None

    @property
    def mending(self) -> bool:
        """Whether the index was missing, damaged or far behind, and is being built."""
        return self._mending is not None and self._mending.running

    @property
    def late(self) -> bool:
        """Whether the process has not answered the last question in time."""
        return self._child is not None and self._child.is_late

    # What the marker says, without a process

    def roughly_current(self, model: EmbeddingModel, count: int) -> bool:
        """Return whether the index holds about what there is; see `VectorIndex`."""
        marker = read_marker(self._vectors)
        if marker is None or not marker.clean or marker.identity != model.identity:
            return False
        new = self._source.generation()[1] - marker.last_id
        gone = marker.count + new - count
        return new >= 0 and gone >= 0 and new + gone <= max(FEW, count // 10)

    def why_unbuilt(self, model: EmbeddingModel) -> str:
        """Return why an undamaged index is not current; empty if it is, or is damaged."""
        if not self._vectors.exists():
            return _("not built yet")
        marker = read_marker(self._vectors)
        generation, _rest = self._source.generation()
        if (
            marker is None
            or (marker.identity, marker.generation) == (model.identity, generation)
            or not marker.intact(self._vectors)
        ):
            return ""
        return _("out of date, in order")

    def _current(self, model: EmbeddingModel) -> bool:
        """Return whether the index is closed in order and lacks nothing."""
        marker = read_marker(self._vectors)
        return (
            marker is not None
            and marker.identity == model.identity
            and (marker.generation, marker.last_id) == self._source.generation()
            and marker.intact(self._vectors)
        )

    # What the process is asked

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the index in line with SQLite's vectors; see `VectorIndex.sync`.

        Yields:
            Vectors put in, and how many there are to put in.

        Raises:
            LibraryError: The index cannot be written; questions are answered without it.
        """
        with self._undisturbed():
            yield from self._synced(model)

    def check(self, model: EmbeddingModel) -> bool | None:
        """Compare the index with SQLite's vectors, one by one.

        None where another process owns the index.

        An index that crashes the process that looks at it does not match.

        Args:
            model: The library's active one.

        Raises:
            LibraryError: It cannot be looked at.
        """
        del model  # the process knows it
        with self._undisturbed():
            try:
                matches: bool | None = _result(self._running().request("check", within_s=self._silence_s))
            except (_Ended, _Late):
                self._stop()
                return False
            return matches

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index; see `AskedIndex.nearest`."""
        with self._lock:
            if self._busy or self.mending or not os.access(self._folder, os.W_OK):
                return None
            try:
                found = self._asked(model, question, limit)
            except _Late:
                return None
            except LibraryError:
                return None
            except _Ended:
                self._stop()
                self._mend_if_needed(model, None, crashed=True)
                return None
            self._mend_if_needed(model, found)
            return found

    def drop(self) -> bool:
        """Delete the index; False where another process owns it.

        Raises:
            LibraryError: It cannot be deleted.
        """
        with self._undisturbed():
            self._stop()
            self._dropped = self._dropped or ChromaIndex(self._vectors, self._source)
            return self._dropped.drop()

    def close(self) -> None:
        """Wait for what is being written, and close the index in order."""
        with self._lock:
            self._busy = True  # a question that comes later is answered without the index
        try:
            self._finish_mending()
        except BaseException:
            self._cancelled = True
            self._stop()
            raise
        finally:
            if self._child is not None:
                self._child.close()
            self._child = None
            self._let_others_own_it()

    def _asked(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        child = self._running()
        if waits_s := child.waits_s():  # an earlier question was not answered yet, or never will be
            raise _Ended if waits_s > self._silence_s else _Late
        packed = b64encode(np.asarray(question, "<f4").tobytes()).decode("ascii")
        match _result(child.request("nearest", model.identity, packed, limit, within_s=self._answer_s)):
            case [list(pairs), int(last_id)]:
                return [(str(key), float(similarity)) for key, similarity in pairs], last_id
        return None

    def _mend_if_needed(
        self, model: EmbeddingModel, found: tuple[Nearest, int] | None, *, crashed: bool = False
    ) -> None:
        generation, last_id = self._source.generation()
        # Once for each state: where another process owns the index, it does the work.
        state = (model.identity, generation, last_id // FAR_BEHIND, crashed)
        if state not in self._tried and (found is None or last_id - found[1] > FAR_BEHIND):
            self._tried.add(state)
            self._mending = BackgroundCall(lambda: self._mend(model))

    def _mend(self, model: EmbeddingModel) -> None:
        with suppress(LibraryError):  # the next ingest says so
            for _each in self._synced(model):
                pass

    def _synced(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        for _each in range(_ATTEMPTS):
            if self._current(model):
                return
            child = self._running()
            try:
                yield from child.request("sync", within_s=self._silence_s)
            except (_Ended, _Late):
                ended = self._stop()
                if self._cancelled:
                    return
            except BaseException:
                self._stop()
                raise
            else:
                return
        raise LibraryError(
            _(
                "The program that writes the index {path} ended early ({ended}), twice.",
                path=self._vectors,
                ended=ended,
            ),
            _("Questions are answered without it; the next ingest tries again."),
        )

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Keep questions from the process; until the block ends they get None."""
        with self._lock:
            self._busy = True
        try:
            self._finish_mending()
            yield
        finally:
            self._busy = False

    def _finish_mending(self) -> None:
        if self._mending is not None:
            self._mending.result()
        self._mending = None

    def _running(self) -> _Child:
        """Return the process; one that is not running is started.

        Raises:
            LibraryError: It cannot be started.
        """
        self._let_others_own_it()
        if self._child is None:
            self._child = _Child(self._worker, self._folder)
        return self._child

    def _let_others_own_it(self) -> None:
        if self._dropped is not None:
            self._dropped.close()
        self._dropped = None

    def _stop(self) -> int:
        """Kill the process and give its exit code; the next one rebuilds the index."""
        code = self._child.kill() if self._child is not None else 0
        self._child = None
        return code


class _Ended(Exception):
    """The process has ended without an answer."""


class _Late(Exception):
    """The process has not answered in time."""


class _Child:
    """A running `worker.py`; a thread reads its answers.

    Args:
        module: That it runs.
        folder: The library's.

    Raises:
        LibraryError: It cannot be started.
    """

    def __init__(self, module: str, folder: Path) -> None:
        try:
            self._process = popen(module, os.fspath(folder))
        except OSError as error:
            raise LibraryError(
                _(
                    "The program that keeps the index cannot be started: {why}.",
                    why=os_reason(error),
                ),
                _("Close other programs and try again; questions are answered without the index."),
            ) from error
        self._messages: SimpleQueue[list[Any] | None] = SimpleQueue()
        self._unanswered = 0
        self._asked_at = 0.0
        threading.Thread(target=self._listen, daemon=True).start()

    def request(self, *request: object, within_s: float) -> Generator[tuple[int, int], None, Any]:
        """Ask for something, and give the answer.

        Args:
            request: See `worker.py`.
            within_s: Seconds that each message may take.

        Yields:
            How far it is: vectors done, and vectors in all.

        Raises:
            LibraryError: It cannot be done.
            _Ended: The process has ended.
            _Late: No message came in time; the answer may still come.
        """
        assert self._process.stdin is not None
        earlier = self._unanswered
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise _Ended from error
        self._unanswered += 1
        self._asked_at = time.monotonic()
        while True:
            match self._message(within_s):
                case ["done", int(done), int(total)]:
                    yield done, total
                case _ if earlier:
                    earlier -= 1  # the answer to what nobody waits for any more
                case ["answer", value]:
                    return value
                case ["error", str(what), str(hint), str(code)]:
                    raise LibraryError(what, hint, code=code)
                case _:
                    raise _Ended

    @property
    def is_late(self) -> bool:
        """Whether an earlier question has not been answered, as far as was looked."""
        return self._unanswered > 0

    def waits_s(self) -> float:
        """Return the seconds that an earlier question has waited; 0 if none does.

        Raises:
            _Ended: The process has ended.
        """
        with suppress(_Late):
            while self._unanswered:
                self._message(0.0)
        return time.monotonic() - self._asked_at if self._unanswered else 0.0

    def kill(self) -> int:
        """End the process at once, and give its exit code."""
        assert self._process.stdin is not None
        self._process.kill()
        code = self._process.wait()
        with suppress(OSError):
            self._process.stdin.close()
        return code

    def close(self) -> None:
        """Ask the process to close the index and end; kill it if it is late."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(0.0 if self._unanswered else CLOSE_S)
        except TimeoutExpired:
            self.kill()

    def _message(self, within_s: float) -> list[Any]:
        try:
            message = self._messages.get(timeout=within_s) if within_s else self._messages.get_nowait()
        except Empty:
            raise _Late from None
        if message is None:
            self._messages.put(None)  # whoever asks next is to know it too
            raise _Ended
        if message[0] != "done":
            self._unanswered -= 1
        return message

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines, suppress(ValueError):  # what it said last may be half a line
            for line in lines:
                self._messages.put(list(json.loads(line)))
        self._messages.put(None)


def _result(steps: Generator[object, None, Any]) -> Any:
    """Run to the end, and give what comes of it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value

"""Runs of ingest in real processes that kill themselves at a chosen point: a small server that forks one for each.

`python -m checks.histories.killed` reads one job a line and answers with what its process announced before it died.
Forking from a process that has imported everything, and opened nothing, costs milliseconds.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from assistant.library.index.chroma import ChromaIndex
from assistant.library.index.exact import Progress
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.models.base import Vectors
from checks.histories.runs import Model, Run, vectors_of
from ingest.records import EmbeddingEvent

ROOT = Path(__file__).parents[2]
TICK = 100
"""Steps of SQLite's machine between two moments at which it can be killed inside a statement."""
GLANCE_S = 0.005
"""Between two things that are done while a process works."""
Point = Literal["statement", "tick", "event", "batch", "indexed"]


@dataclass(frozen=True)
class Job:
    """A run, and where it dies: at the n-th statement, tick, event, batch of texts or batch of vectors for Chroma."""

    folder: str
    paths: Sequence[str]
    model: str
    poisoned: bool
    point: Point
    count: int


@dataclass(frozen=True)
class Death:
    """What a process announced, and how it ended: -9 when it was killed, 0 when its run ended before that point."""

    announced: tuple[tuple[str, str], ...]
    waiting: int | None
    status: int
    error: str = ""


class Server:
    """The server, as its user sees it; a context manager that ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "checks.histories.killed"],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "ORT_DISABLE_TELEMETRY": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def run(self, job: Job, meanwhile: Callable[[], None]) -> Death:
        """Have a job done, and do something else again and again until its process is dead."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        self._process.stdin.flush()
        return _death(self._lines(meanwhile))

    def _lines(self, meanwhile: Callable[[], None]) -> Iterator[dict[str, object]]:
        assert self._process.stdout is not None
        pipe, data = self._process.stdout.fileno(), b""
        while not data.endswith(b'"status": true}\n'):
            if not select.select([pipe], [], [], GLANCE_S)[0]:
                meanwhile()
                continue
            read = os.read(pipe, 1 << 16)
            assert read, "the server is gone"
            data += read
        yield from map(json.loads, data.splitlines())


def _death(lines: Iterator[dict[str, object]]) -> Death:
    announced: list[tuple[str, str]] = []
    waiting: int | None = None
    error = ""
    for line in lines:
        match line:
            case {"path": str(path), "did": str(did)}:
                announced.append((path, did))
            case {"waiting": int(waiting)}:
                pass
            case {"error": str(error)}:
                pass
            case {"ended": int(status)}:
                return Death(tuple(announced), waiting, status, error)
    raise AssertionError("the server did not say how the process ended")


# In the server, and in the processes that it forks


class _Countdown:
    """Kills this process when it was called often enough."""

    def __init__(self, count: int) -> None:
        self._left = count

    def __call__(self) -> int:
        self._left -= 1
        if self._left <= 0:
            self.at_last()
        return 0

    def at_last(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class _MortalModel(Model):
    """Dies when texts have been embedded, and not stored yet."""

    die: Callable[[], int] | None = None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = super().embed_passages(texts)
        if self.die is not None:
            self.die()
        return vectors


class _MortalIndex(ChromaIndex):
    """Dies when Chroma has been given vectors."""

    die: Progress | None = None

    def sync(self, model: EmbeddingModel, progress: Progress | None = None) -> bool:
        return super().sync(model, self.die or progress)


def _work(job: Job) -> None:
    die = _Countdown(job.count)
    with Library(Path(job.folder)) as library:
        name = f"test:{job.model}@1"
        model = _MortalModel(job.model, poisoned=job.poisoned, known=vectors_of(library, name))
        index = _MortalIndex(library.folder / "vectors", library.vectors)
        match job.point:
            case "statement":
                library.database.connection.set_trace_callback(lambda statement: die())
            case "tick":
                library.database.connection.set_progress_handler(die, TICK)
            case "batch":
                model.die = die
            case "indexed":
                index.die = lambda done, total: die.at_last()
        run = Run(library, [Path(path) for path in job.paths], model)
        for event in run.steps(index):
            if isinstance(event, EmbeddingEvent):
                _say({"waiting": event.total - event.done})
            else:
                _say({"path": event.path, "did": event.status})
            if job.point == "event":
                die()
        index.close()


def _say(line: dict[str, object]) -> None:
    os.write(1, json.dumps(line).encode() + b"\n")


def _serve() -> None:
    import chromadb  # noqa: F401  # before the first fork, not in each

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _work(Job(**json.loads(line)))
                code = 0
            finally:
                if code:
                    _say({"error": traceback.format_exc()})
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        _say({"ended": status, "status": True})


if __name__ == "__main__":
    _serve()

"""Where trials are made: libraries made ready, the points of each phase, and processes that look at what is left."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from checks.crash.checker import Checker
from checks.crash.commands import ingest
from checks.crash.faults import FAULTS
from checks.crash.phases import Workshop, server
from checks.crash.points import Point, reachable, spread
from checks.crash.tracing import calls, listing
from checks.crash.trial import Outcome, trial

JOBS = 2
SEARCH_EVERY = 8
"""After so many trials the real `assistant search` is asked as well."""


class Bench:
    """Makes trials, some at a time; a context manager.

    Args:
        folder: Empty or not there yet; for libraries and trials. A trial in which something was wrong stays there.
        jobs: How many trials are made at once.
    """

    def __init__(self, folder: Path, jobs: int = JOBS) -> None:
        self._shop = Workshop(folder)
        self._trials = folder / "trials"
        self._jobs = jobs
        self._points: dict[str, list[Point]] = {}
        self._held = [Checker() for _ in range(jobs)]
        self._free: SimpleQueue[Checker] = SimpleQueue()
        for checker in self._held:
            self._free.put(checker)

    def __enter__(self) -> Self:
        self._trials.mkdir(parents=True)
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # As in the background of a script; what is started would ignore Ctrl-C too.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for checker in self._held:
            checker.close()

    def points(self, phase: str) -> list[Point]:
        """List what a phase writes to a library when nothing strikes it."""
        if phase not in self._points:
            ready = self._shop.phase(phase)
            home, log = self._trials / f"listed-{phase}", self._trials / f"listed-{phase}.log"
            shutil.copytree(ready.home, home)
            with server().running() as ollama:
                ran = ingest(home, ready.documents, ollama.url, before=listing(log))
            assert ran.code == 0, ran
            self._points[phase] = reachable(phase, calls(log), home)
            shutil.rmtree(home)
        return self._points[phase]

    def choose(self, phase: str, counts: Mapping[str, int]) -> list[tuple[str, Point]]:
        """Choose so many points of a phase for each fault, by its name."""
        chosen = []
        for fault, count in counts.items():
            points = [point for point in self.points(phase) if fault != "full" or _grows(point)]
            chosen += [(fault, point) for point in spread(points, count)]
        return chosen

    def outcomes(self, wanted: Sequence[tuple[str, Point]]) -> Iterator[Outcome]:
        """Make trials of faults at points, and give what became of them in their order."""
        for _, point in wanted:
            self._shop.phase(point.phase)  # before there are threads
        with ThreadPoolExecutor(self._jobs) as pool:
            yield from pool.map(self._outcome, range(len(wanted)), *zip(*wanted, strict=True))

    def _outcome(self, number: int, fault: str, point: Point) -> Outcome:
        checker = self._free.get()
        try:
            phase, search = self._shop.phase(point.phase), number % SEARCH_EVERY == 0
            return trial(phase, point, FAULTS[fault], self._trials, checker, search=search)
        finally:
            self._free.put(checker)


def _grows(point: Point) -> bool:
    """Return whether a call needs room on the disk, so that a full one may refuse it.

    `write` is left out: the same call goes to standard output and wakes threads. `small_disk.py` has it refused.
    """
    return point.call in ("pwrite64", "mkdir") or (point.call == "ftruncate" and point.file.endswith("-shm"))

"""One run that is struck at a point, and how it ends."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from checks.crash.aftermath import Aftermath, not_in_order
from checks.crash.checker import Checker
from checks.crash.commands import MARK, Ran, ingest
from checks.crash.phases import Phase, server
from checks.crash.points import Point, kind_of_file
from checks.crash.tracing import calls, injecting

_numbers = itertools.count()


@dataclass(frozen=True)
class Fault:
    """What happens at a point.

    Attributes:
        name: What it is called.
        injected: As strace has it, with the point's number to be put in.
        judge: Says what is wrong with how the run ended; told whether the process that writes the index was struck,
            in place of the command itself.
    """

    name: str
    injected: str
    judge: Callable[[Ran, bool], list[str]]


@dataclass(frozen=True)
class Outcome:
    """What became of a trial.

    Attributes:
        point: Where the run was struck.
        fault: By what.
        struck: What the struck call was about: "pwrite64 library.db-wal"; empty where the run was not struck.
        problems: What is wrong.
        seconds: How long it took.
        code: How the struck run ended.
    """

    point: Point
    fault: str
    struck: str
    problems: tuple[str, ...]
    seconds: float
    code: int


def trial(
    phase: Phase, point: Point, fault: Fault, folder: Path, checker: Checker, *, search: bool
) -> Outcome:
    """Strike a run at a point, look at what is left, run again, and compare with a fresh library.

    Args:
        phase: What is being done.
        point: Where it is struck.
        fault: By what.
        folder: For what the trial needs; gone afterwards, unless something is wrong.
        checker: Looks at the libraries.
        search: Whether the real `assistant search` is asked as well, before the second run.
    """
    began, place = time.monotonic(), folder / f"{fault.name}-{str(point).replace(':', '-')}-{next(_numbers)}"
    home, log = place / "home", place / "strace.log"
    place.mkdir()
    shutil.copytree(phase.home, home)
    with server().running() as ollama:
        before = injecting(log, point.call, fault.injected.format(number=point.number))
        ran = ingest(home, phase.documents, ollama.url, before=before, mark=place.name)
        reached, file, writer = _reached(log, point, home)
        problems = fault.judge(ran, writer) if reached else not_in_order(ran)
        problems += left_behind(place.name)
        problems += Aftermath(phase, ran, home, ollama, checker).problems(place / "copy", search=search)
    if not problems:
        shutil.rmtree(place)
    struck = f"{point.call} {file}" if file else ""
    return Outcome(point, fault.name, struck, tuple(problems), time.monotonic() - began, ran.code)


def _reached(log: Path, point: Point, home: Path) -> tuple[bool, str, bool]:
    """Return whether the run was struck, what the call was about, and whether the writer of the index made it.

    A call about something outside the home is about nothing. The command itself writes in its first thread alone.
    """
    first = 0
    for call in calls(log):
        first = first or call.thread
        if (call.name, call.number) == (point.call, point.number):
            return True, kind_of_file(call.path, home), call.thread != first
    return False, "", False


def left_behind(mark: str) -> Iterator[str]:
    """Yield the processes of a run that outlive it."""
    _, alive = psutil.wait_procs([one for one in psutil.process_iter() if _marked(one, mark)], timeout=5)
    for process in alive:
        yield f"process {process.pid} outlives the run"
        process.kill()


def _marked(process: psutil.Process, mark: str) -> bool:
    try:
        return bool(process.environ().get(MARK) == mark)
    except (psutil.Error, OSError):
        return False

"""OCR processes as their parent sees them, each with limits on time and memory."""

from __future__ import annotations

import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Any, Self

from assistant import processes
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.kept_texts import said
from ingest.child_process import ENVIRONMENT, ChildProcess, exchange
from ingest.ocr.engines import EngineChoice
from ingest.ocr.worker import TOO_LARGE
from ingest.parser_process import lines_of
from ingest.records import RecognisedLine, RecognisedPage

_LOOK_S = 0.2
STOPPED = mark("recognising it was stopped")
CRASHED = mark("the program that recognises text crashed on it")


class OcrFault(Exception):
    """A page was not recognised; the text is a sentence for the file's owner.

    Attributes:
        reason: That sentence.
        lasting: Whether it would end so again.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class OcrLimits:
    """How much recognising may take.

    Attributes:
        timeout_s: Longest time for one page.
        memory_mb: Most memory for each process, with what it starts.
        workers: Most processes at once; 0 for as many as cores and memory allow.
    """

    timeout_s: float = 120.0
    memory_mb: int = 1500
    workers: int = 0


class OcrProcess(ChildProcess):
    """A process that recognises text in pictures.

    Args:
        choice: The engine.
        limits: Of one page.
    """

    def __init__(self, choice: EngineChoice, limits: OcrLimits) -> None:
        super().__init__()
        self._choice = choice
        self._limits = limits

    def _start(self) -> subprocess.Popen[bytes]:
        choice = self._choice
        words = (choice.name, choice.languages, choice.command, str(self._limits.memory_mb))
        return processes.popen("ingest.ocr.worker", *words, more=_ENVIRONMENT)

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        _kill(process)

    def draw(self, path: str, content_hash: str, page: int) -> str:
        """Draw a page; return the name of its picture.

        Raises:
            OcrFault: It cannot be drawn.
        """
        return str(self._ask({"draw": [path, content_hash, page]})["picture"])

    def recognise(self) -> tuple[RecognisedLine, ...]:
        """Return what stands on the page that was drawn last.

        Raises:
            OcrFault: It cannot be recognised.
        """
        return lines_of(self._ask({"recognise": True})["lines"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._running()
        if process is None:
            raise OcrFault(_(STOPPED), lasting=False)
        watch = _Watch(process, self._limits)
        try:
            answer = exchange(process, request)
        except (OSError, ValueError):
            answer = {}
        finally:
            watch.end()
        if not answer or watch.reason:
            self.end()
            if self._closed:
                raise OcrFault(_(STOPPED), lasting=False)
            raise OcrFault(watch.reason or _(CRASHED))
        if answer.get("fault") == TOO_LARGE:
            self.end()
            raise OcrFault(_too_large(self._limits))
        if "fault" in answer:
            raise OcrFault(said(str(answer["fault"])), lasting=not answer.get("passing"))
        return answer


_ENVIRONMENT = {**ENVIRONMENT, "ORT_DISABLE_TELEMETRY": "1", "OMP_THREAD_LIMIT": "1"}


def _too_large(limits: OcrLimits) -> str:
    return _(
        "recognising it takes more than {memory_mb} MB of memory (the setting ocr.memory_mb)",
        memory_mb=limits.memory_mb,
    )


class _Watch:
    """Kills a process that takes too long or too much.

    Attributes:
        reason: Why it was killed; empty where it was not.
    """

    def __init__(self, process: subprocess.Popen[bytes], limits: OcrLimits) -> None:
        self.reason = ""
        self._process = process
        self._limits = limits
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no longer."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        looks = 0
        while not self._ended.wait(_LOOK_S):
            looks += 1
            if looks * _LOOK_S >= self._limits.timeout_s:
                self.reason = _(
                    "recognising it took longer than {timeout_s} s (the setting ocr.timeout_s)",
                    timeout_s=f"{self._limits.timeout_s:g}",
                )
            elif _taken_mb(self._process.pid) > self._limits.memory_mb:
                self.reason = _too_large(self._limits)
            if self.reason:
                _kill(self._process)
                return


def _taken_mb(pid: int) -> int:
    """Return how many megabytes a process takes, with those that it started."""
    import psutil

    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.Error:  # one of them has ended
        return total >> 20
    return total >> 20


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and what it started."""
    import psutil

    try:
        started = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        started = []
    process.kill()
    for one in started:
        try:
            one.kill()
        except psutil.Error:
            continue  # it has ended by itself


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page that is to be recognised.

    Attributes:
        path: Of its file.
        content_hash: Of the file as it was read.
        page: Number of the page.
    """

    path: str
    content_hash: str
    page: int


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a page.

    Attributes:
        job: What was asked for.
        picture: Name of its picture by its content.
        page: What was recognised, or why nothing was.
        known: Whether it had been recognised before.
        lasting: Whether it would end so again.
    """

    job: PageJob
    picture: str
    page: RecognisedPage
    known: bool = False
    lasting: bool = True


class OcrPool:
    """A pool of processes that recognise pages at once; a context manager.

    Args:
        choice: The engine.
        limits: Of each page and process.
        known: Returns what was recognised in a picture before, by the picture's name; asked from several threads.
    """

    def __init__(
        self, choice: EngineChoice, limits: OcrLimits, known: Callable[[str], RecognisedPage | None]
    ) -> None:
        self._known = known
        self._count = limits.workers or _workers(limits.memory_mb)
        self._idle = deque(OcrProcess(choice, limits) for _ in range(self._count))
        self._all = tuple(self._idle)
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="ocr")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._all:
            process.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def results(self, jobs: Iterable[PageJob]) -> Iterator[PageResult]:
        """Yield what became of each page, in the order of the jobs.

        Jobs are taken as needed, at most one more than there are processes ahead of the results.
        """
        source = iter(jobs)
        ahead: deque[Future[PageResult]] = deque()
        try:
            while True:
                for job in islice(source, self._count + 1 - len(ahead)):
                    ahead.append(self._threads.submit(self._recognise, job))
                if not ahead:
                    return
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()

    def _recognise(self, job: PageJob) -> PageResult:
        process = self._idle.popleft()  # there are as many as threads
        picture = ""
        try:
            picture = process.draw(job.path, job.content_hash, job.page)
            known = self._known(picture)
            if known is not None:
                return PageResult(job, picture, known, known=True)
            return PageResult(job, picture, RecognisedPage(process.recognise()))
        except OcrFault as fault:
            # What cannot be drawn has no picture to go by, and is known by its file.
            name = picture or f"{job.content_hash}:{job.page}"
            return PageResult(job, name, RecognisedPage(fault=fault.reason), lasting=fault.lasting)
        finally:
            self._idle.append(process)


def _workers(memory_mb: int) -> int:
    """Return how many processes cores and memory allow."""
    import os

    import psutil

    fit = (psutil.virtual_memory().available >> 20) // max(1, memory_mb)
    return int(max(1, min(os.cpu_count() or 1, 4, fit)))

"""Parses files, the risky ones in processes of their own, and yields the results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from ingest.child import Child
from ingest.loaders import IN_PROCESS, kind_of, kinds
from ingest.reading import Contents, Parsed, contents, parse
from ingest.types import Unreadable

LOOK_AHEAD = 256
_IN_PROCESS_BYTES = 4_000_000
_IN_PROCESS_LINE = 20_000  # bytes


class ParserPool:
    """Parses files; a context manager that ends its processes.

    Attributes:
        workers: How many files are parsed in processes at once.
    """

    def __init__(
        self,
        workers: int = 2,
        timeout_s: float = 120.0,
        memory_mb: int = 1024,
        *,
        target_chars: int = 900,
        max_chars: int = 1400,
    ) -> None:
        self.workers = max(1, workers)
        self._sizes = (target_chars, max_chars)
        self._idle = deque(Child(timeout_s, memory_mb) for _ in range(self.workers))
        self._children = tuple(self._idle)
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="parser")

    def __enter__(self) -> ParserPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what is being parsed is given up."""
        for child in self._children:
            child.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def parse(self, paths: Iterable[Path], known: Mapping[Path, str] | None = None) -> Iterator[Parsed]:
        """Yield what became of each file, in the order of the paths.

        Risky formats (PDF, office, web pages, books, mail) are read in other processes while the caller
        deals with earlier results; text is read here when its turn comes, which is faster.

        Args:
            paths: Taken as needed, some ahead of what was yielded.
            known: Content hashes by path; a file whose bytes still have that hash is not parsed.
        """
        known = known or {}
        source = iter(paths)
        ahead: deque[Callable[[], Parsed]] = deque()
        futures: deque[Future[Parsed]] = deque()
        try:
            while self._fill(ahead, futures, source, known):
                yield ahead.popleft()()
        finally:
            for future in futures:
                future.cancel()

    def _fill(
        self,
        ahead: deque[Callable[[], Parsed]],
        futures: deque[Future[Parsed]],
        source: Iterator[Path],
        known: Mapping[Path, str],
    ) -> bool:
        """Take paths until enough risky ones are on their way; say whether anything is left to yield."""
        while futures and futures[0].done():
            futures.popleft()
        while len(ahead) < LOOK_AHEAD and len(futures) < 2 * self.workers:
            path = next(source, None)
            if path is None:
                break
            if kinds.kind_by_name(path) in IN_PROCESS:
                ahead.append(lambda path=path: self._here(path, known.get(path, "")))  # type: ignore[misc]
            else:
                future = self._threads.submit(self._elsewhere, path, known.get(path, ""))
                futures.append(future)
                ahead.append(future.result)
        return bool(ahead)

    def _here(self, path: Path, known: str) -> Parsed:
        try:
            read = contents(path)
        except Unreadable as error:
            return Parsed(path, reason=error.reason)
        if known and read.content_hash == known:
            return _unchanged(path, read)
        # What a file really is may be other than its name says, and long texts and lines are kept away too.
        kind = kind_of(path, read.data[: kinds.HEAD_BYTES])
        if kind is None or (kind in IN_PROCESS and not _may_take_long(read.data)):
            return parse(path, read, target_chars=self._sizes[0], max_chars=self._sizes[1])
        return self._threads.submit(self._elsewhere, path, "").result()

    def _elsewhere(self, path: Path, known: str) -> Parsed:
        if known:
            try:
                read = contents(path)
            except Unreadable as error:
                return Parsed(path, reason=error.reason)
            if read.content_hash == known:
                return _unchanged(path, read)
        child = self._idle.popleft()  # there are as many children as threads
        try:
            return child.parse(path, *self._sizes)
        finally:
            self._idle.append(child)


def _may_take_long(data: bytes) -> bool:
    """Say whether a text is so large, or has a line so long, that reading it needs a time limit."""
    if len(data) > _IN_PROCESS_BYTES:
        return True
    start = 0
    while start + _IN_PROCESS_LINE < len(data):
        newline = data.rfind(b"\n", start, start + _IN_PROCESS_LINE + 1)
        if newline < 0:
            return True
        start = newline + 1
    return False


def _unchanged(path: Path, read: Contents) -> Parsed:
    return replace(Parsed(path, read.size, read.mtime_ns, read.content_hash), unchanged=True)

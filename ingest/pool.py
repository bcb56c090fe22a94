"""A pool of parser processes, whose results come in order.

Text is parsed in the program itself, which is faster.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from ingest.loaders import NOTHING, ReadWholeError
from ingest.loaders.formats import BY_KIND, HEAD_BYTES, kind_by_name, kind_of
from ingest.parser_process import ParseOutcome, ParserProcess, PartReply
from ingest.reading import FileFingerprint, Parsed, contents, fingerprint_of, parse
from ingest.records import PagesEvent, RecognisedPage, Unreadable

_Done = TypeVar("_Done")
LOOK_AHEAD = 256
LEAST_MB = 256
"""A parser process gets at least so much memory, or there are fewer of them."""
_IN_PROCESS_BYTES = 4_000_000
_IN_PROCESS_LINE = 20_000  # bytes
_MOST_WAITING_CHARS = 16_000_000


class ParserPool:
    """Parses files; a context manager that ends its processes.

    The memory is shared out among the processes. A file that is too much for a share is tried once more, alone, in a
    fresh process that may take all of it, while the others are ended.

    Args:
        workers: Most files that are parsed in processes at once.
        timeout_s: Longest time for one file.
        memory_mb: Most memory for all processes together.

    Attributes:
        workers: How many files are parsed in processes at once.
        has_next_at_hand: Whether the result after the last one that `parse` gave needs no waiting for a process.
    """

    def __init__(
        self,
        workers: int = 2,
        timeout_s: float = 120.0,
        memory_mb: int = 768,
    ) -> None:
        self.has_next_at_hand = False
        self._timeout_s = timeout_s
        self._pages = queue.SimpleQueue[PagesEvent | None]()
        self.workers = max(1, min(workers, memory_mb // LEAST_MB))
        self._idle = deque(ParserProcess(timeout_s, memory_mb // self.workers) for _ in range(self.workers))
        self._children = tuple(self._idle)
        self._alone = ParserProcess(timeout_s, memory_mb)
        self._shares = threading.Semaphore(self.workers)
        self._only_one = threading.Lock()
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="parser")

    def __enter__(self) -> ParserPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what is being parsed is given up."""
        for child in (*self._children, self._alone):
            child.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def parse(self, paths: Iterable[Path], known: Mapping[str, str] | None = None) -> Iterator[Parsed]:
        """Yield what became of each file, in the order of the paths.

        Risky formats (PDF, office, web pages, books, mail) are read in other processes while the caller
        deals with earlier results; text is read here when its turn comes, which is faster.

        Args:
            paths: Taken as needed, some ahead of what was yielded.
            known: Content hashes by path; a file whose bytes still have that hash is not parsed.
        """
        for one in self.parse_with_pages(paths, known):
            if isinstance(one, Parsed):
                yield one

    def parse_with_pages(
        self, paths: Iterable[Path], known: Mapping[str, str] | None = None
    ) -> Generator[Parsed | PagesEvent, None, None]:
        """Yield the same, and how far reading has come in long files meanwhile."""
        known = known or {}
        source = iter(paths)
        ahead: deque[Callable[[], Parsed]] = deque()
        futures: deque[Future[Parsed]] = deque()
        try:
            while self._fill(ahead, futures, source, known):
                result = ahead.popleft()
                if futures and result == futures[0].result:
                    yield from self._told_until(futures.popleft())
                parsed = result()
                in_process = bool(ahead) and not (futures and ahead[0] == futures[0].result)
                self.has_next_at_hand = in_process or (bool(futures) and futures[0].done())
                yield parsed
        finally:
            for future in futures:
                future.cancel()

    def _told_until(self, future: Future[Parsed]) -> Iterator[PagesEvent]:
        """Yield what is told of pages until a file has been read."""
        future.add_done_callback(lambda _: self._pages.put(None))
        while not future.done() or not self._pages.empty():
            told = self._pages.get()
            if told is not None:
                yield told

    def parse_again(self, path: Path, recognised: Mapping[int, RecognisedPage]) -> Parsed:
        """Parse one file with what was recognised in its pictures."""
        return self._threads.submit(self._parse_in_child, path, "", recognised).result()

    def _fill(
        self,
        ahead: deque[Callable[[], Parsed]],
        futures: deque[Future[Parsed]],
        source: Iterator[Path],
        known: Mapping[str, str],
    ) -> bool:
        """Begin parsing ahead; return whether anything is left to yield."""
        while len(ahead) < LOOK_AHEAD and not (futures and self._is_full(futures)):
            path = next(source, None)
            if path is None:
                break
            hashed = known.get(os.fspath(path), "")
            if _in_process(kind_by_name(path.name)):
                ahead.append(lambda path=path, hashed=hashed: self._parse_here(path, hashed))  # type: ignore[misc]
            else:
                future = self._threads.submit(self._parse_in_child, path, hashed)
                futures.append(future)
                ahead.append(future.result)
        return bool(ahead)

    def _is_full(self, futures: Iterable[Future[Parsed]]) -> bool:
        """Return whether so much is being parsed, or waits, that no more is begun."""
        done = [future for future in futures if future.done()]
        under_way = sum(1 for _ in futures) - len(done)
        return under_way >= 2 * self.workers or sum(one.result().chars for one in done) > _MOST_WAITING_CHARS

    def _parse_here(self, path: Path, known: str) -> Parsed:
        """Parse a text in this process, unless it is long or no text."""
        try:
            if path.stat().st_size > _IN_PROCESS_BYTES:
                return self._threads.submit(self._parse_in_child, path, known).result()
            read = contents(path)
        except OSError:
            return self._threads.submit(
                self._parse_in_child, path, ""
            ).result()  # it says why it cannot be opened
        except Unreadable as error:
            return Parsed(path, reason=error.reason)
        if known and read.content_hash == known:
            return _unchanged(path, FileFingerprint(read.size, read.mtime_ns, known))
        # What a file really is may be other than its name says, and long texts and lines are kept away too.
        kind = kind_of(path, read.data[:HEAD_BYTES])
        if kind is None or (_in_process(kind) and not _may_take_long(read.data)):
            return parse(path, read, kind=kind)
        return self._threads.submit(self._parse_in_child, path, "").result()

    def _parse_in_child(
        self, path: Path, known: str, recognised: Mapping[int, RecognisedPage] = NOTHING
    ) -> Parsed:
        """Parse a file in a parser process, and again alone where that may help."""
        if known:
            try:
                found = fingerprint_of(path)
            except Unreadable as error:
                return Parsed(path, reason=error.reason)
            if found.content_hash == known:
                return _unchanged(path, found)
        parsed, outcome = self._in_child(
            lambda child: child.parse(path, recognised, in_parts=self.workers > 1 and not recognised)
        )
        if parsed.pages:
            in_parts = self._parse_in_parts(parsed)
            if in_parts is not None:
                return in_parts
            parsed, outcome = self._in_child(lambda child: child.parse(path))
        if outcome.may_be_chance:
            parsed, outcome = self._alone_in_child(lambda child: child.parse(path, recognised))
        if outcome.lasting and outcome is not ParseOutcome.ANSWERED and not parsed.content_hash:
            return _with_fingerprint(parsed)
        return parsed

    def _parse_in_parts(self, parsed: Parsed) -> Parsed | None:
        """Parse a long file in parts, several at once; None where it has to be read whole.

        All parts together may take as long as all processes may take for a file each.
        """
        left_s = self.workers * self._timeout_s

        def ask(request: bytes) -> PartReply:
            reply = self._in_child(partial(timed, request))
            if reply.outcome.may_be_chance:
                reply = self._alone_in_child(partial(timed, request))
            return reply

        def timed(request: bytes, child: ParserProcess) -> PartReply:
            nonlocal left_s
            began = time.monotonic()
            try:
                return child.ask(request, max(0.0, min(self._timeout_s, left_s)))
            finally:
                left_s -= time.monotonic() - began

        # With it comes the reader of PDFs, which a folder of notes does not need.
        from ingest.in_parts import GoneError, LongFile

        whole = replace(parsed, pages=0)
        try:
            return LongFile(whole, parsed.pages, ask, self.workers, self._pages.put).read()
        except ReadWholeError:
            return None
        except GoneError as error:
            return Parsed(parsed.path, reason=error.reason)  # without a hash, the next run tries again

    def _in_child(self, work: Callable[[ParserProcess], _Done]) -> _Done:
        """Let a parser process that is free do some work."""
        with self._shares:
            child = self._idle.popleft()  # there are as many children as shares
            try:
                return work(child)
            finally:
                self._idle.append(child)

    def _alone_in_child(self, work: Callable[[ParserProcess], _Done]) -> _Done:
        """Let a new process with all the memory do some work, beside no other."""
        with self._only_one:
            for _ in range(self.workers):
                self._shares.acquire()
            try:
                for child in self._children:
                    child.end()
                return work(self._alone)
            finally:
                self._alone.end()
                self._shares.release(self.workers)


def _with_fingerprint(parsed: Parsed) -> Parsed:
    """Add the file's fingerprint to a failed result.

    With it, the next run does not try the same file again.
    """
    try:
        found = fingerprint_of(parsed.path)
    except Unreadable:
        return parsed
    return replace(parsed, size=found.size, mtime_ns=found.mtime_ns, content_hash=found.content_hash)


def _in_process(kind: str | None) -> bool:
    return kind is not None and BY_KIND[kind].in_process


def _may_take_long(data: bytes) -> bool:
    """Return whether a text has a line so long that reading it needs a time limit."""
    start = 0
    while start + _IN_PROCESS_LINE < len(data):
        newline = data.rfind(b"\n", start, start + _IN_PROCESS_LINE + 1)
        if newline < 0:
            return True
        start = newline + 1
    return False


def _unchanged(path: Path, found: FileFingerprint) -> Parsed:
    return Parsed(path, found.size, found.mtime_ns, found.content_hash, unchanged=True)

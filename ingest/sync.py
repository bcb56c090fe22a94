"""Brings a library in line with files: scans them, then embeds their text."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.paths import is_from_pack, is_under, is_under_any, prefix_of
from ingest.discover import AWAY, Drives, Entry, discover
from ingest.exclude import EXCLUDED, NOTHING_EXCLUDED, Exclusions, RootRules
from ingest.parser_process import stopped_by_less
from ingest.places import find_moved
from ingest.pool import ParserPool
from ingest.reading import GONE, NO_PERMISSION, Parsed
from ingest.records import (
    Changes,
    DocumentRecord,
    EmbedderPort,
    EmbeddingEvent,
    FileEvent,
    FileStatus,
    KnownFile,
    LibraryPort,
    PagesEvent,
    Passage,
    Pending,
    Relocation,
    part_path,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READER_VERSION = 7
"""Changes when the same file would give other passages: files read by another version are read again."""
TO_BE_RECOGNISED = mark("`assistant ingest` recognises its text next")
"""Said of a file of pictures until that is done; where it was stopped before, the next run goes on."""
RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may have changed again within its clock's tick."""
COMMIT_FILES = 512
COMMIT_CHARS = 4_000_000
COMMIT_SECONDS = 0.25
"""A transaction holds this many files, or so much text, or as many as were read in this time."""
EMBED_AHEAD = 64
"""Batches of texts that are fetched from the library at once."""
FAILURES_IN_A_ROW = 3
"""After so many single texts that fail one after the other, the model is tried before the next one."""
_PROBE = "A plain sentence."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file and a run may take.

    Attributes:
        max_file_mb: Larger files are not read.
        workers: Processes that read; 0 for as many as there are cores, up to four.
        timeout_s: Longest time for one file.
        memory_mb: Most memory for all processes that read, together.
        batch_size: Texts embedded at once.
        ocr_hint: Where text in pictures will not be recognised: what is said of that.
    """

    max_file_mb: int = 200
    workers: int = 0
    timeout_s: float = 120.0
    memory_mb: int = 768
    batch_size: int = 32
    ocr_hint: str = ""


class Pipeline:
    """Brings a library in line with files.

    `scan` reads them and stores their text, then `embed` stores vectors.

    Args:
        library: What is written.
        limits: How much a file and a run may take.
        exclusions: What the user leaves out.

    Attributes:
        moved: What the scan found at another place than before; None where nothing had moved.
    """

    def __init__(
        self, library: LibraryPort, limits: Limits, exclusions: Exclusions = NOTHING_EXCLUDED
    ) -> None:
        self._library = library
        self._limits = limits
        self._exclusions = exclusions
        self.moved: Relocation | None = None

    def scan(self, paths: Sequence[Path]) -> Generator[FileEvent, None, None]:
        """Read what is new or has changed under some paths, and drop what was deleted.

        Yields:
            An event for each file, once what it says is stored. The iterator may be closed at any time: the next run
            goes on from there.
        """
        with closing(self.scan_with_pages(paths)) as events:
            for event in events:
                if isinstance(event, FileEvent):
                    yield event

    def scan_with_pages(self, paths: Sequence[Path]) -> Generator[FileEvent | PagesEvent, None, None]:
        """Do the same, and yield also how far reading has come in long files."""
        roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  # resolve() would follow links
        self._library.documents.add_roots([str(root) for root in roots])
        known = self._followed(roots)
        plan = SyncPlan(known, self._limits, self._exclusions)
        batch, is_first = _Batch(), False  # began at 0: the first file is stored at once
        workers = self._limits.workers or min(os.cpu_count() or 1, 4)
        hashes = {path: file.hash for path, file in known.items() if file.hash and _current(file)}
        with _Storing(self._library) as storing:
            with ParserPool(workers, self._limits.timeout_s, self._limits.memory_mb) as pool:
                for parsed in pool.parse_with_pages(plan.to_read(roots), hashes):
                    if isinstance(parsed, PagesEvent):
                        yield parsed
                        continue
                    self._add(parsed, known.get(str(parsed.path)), batch, plan)
                    if batch.is_full() or (batch.is_due() and storing.is_done):
                        yield from storing.finish()
                        storing.begin(batch.with_settled(plan))
                        is_first, batch = not batch.began, _Batch(began=time.monotonic())
                    if is_first or storing.is_done or not pool.has_next_at_hand:
                        yield from storing.finish()
            yield from storing.finish()
            batch.removed = plan.deleted(roots, self._library.documents.roots())
            batch.events += [
                FileEvent(path, "removed", reason=plan.why_removed(path, roots)) for path in batch.removed
            ]
            batch.events += [FileEvent(folder, "failed", reason=_(AWAY)) for folder in plan.drives.away]
            storing.begin(batch.with_settled(plan))
            yield from storing.finish()

    def _followed(self, roots: Sequence[Path]) -> dict[str, KnownFile]:
        """Follow files that have moved, and return what is known of every file."""
        documents = self._library.documents
        known = dict(documents.known())
        most_bytes = self._limits.max_file_mb * 1_000_000
        self.moved = find_moved(roots, documents.roots(), known, self._exclusions, most_bytes)
        if self.moved is None:
            return known
        self._library.relocate(self.moved)
        self._exclusions = self._exclusions.moved(self.moved.roots)
        return dict(documents.known())

    def _add(self, parsed: Parsed, known: KnownFile | None, batch: _Batch, plan: SyncPlan) -> None:
        """Add what became of a file to a batch."""
        path, now = str(parsed.path), time.time_ns()
        if parsed.reason and parsed.reason == _(GONE):
            plan.vanished(path)
            return
        if known is not None and known.state == "found" and is_temporary(parsed):
            reason = _("{reason}; what was read of it before is kept", reason=parsed.reason)
            batch.events.append(FileEvent(path, "failed", reason=reason))
            return
        if parsed.unchanged:
            batch.touched.append((path, parsed.size, parsed.mtime_ns, now))
            batch.events.append(FileEvent(path, "unchanged"))
            return
        parsed = without_kept_out(with_hint(parsed, self._limits.ocr_hint), self._exclusions.kept_out)
        record = record_of(parsed, plan.devices.pop(path, 0))
        batch.put.append((record, parsed.passages))
        batch.chars += parsed.chars
        status: FileStatus = "updated" if known else "added"
        if parsed.reason and not (parsed.to_recognise and not self._limits.ocr_hint):
            status = "skipped" if parsed.skipped else "failed"
        passages, waiting = parsed.count, len(parsed.to_recognise)
        batch.events.append(FileEvent(path, status, passages, parsed.reason, parsed.notices, waiting))

    def embed(
        self, embedder: EmbedderPort, text_errors: tuple[type[Exception], ...] = (), at_once: int = 1
    ) -> Generator[EmbeddingEvent, None, None]:
        """Embed every text that has no vector of a model yet.

        The iterator may be closed at any time: the next run goes on from there.

        Args:
            embedder: The model.
            text_errors: Errors that a single text may cause: it is left out of this run, and the others go on.
            at_once: Batches that the model is given at once: with two it works on one while the other is stored.

        Raises:
            Exception: What the embedder raises; vectors stored so far are kept.
        """
        total = self._library.vectors.begin(embedder.identity, embedder.engine, embedder.name)
        began, size = time.monotonic(), self._limits.batch_size
        embedding = Embedding(self._library, embedder, text_errors)
        if not total:
            return
        yield EmbeddingEvent(0, total, 0.0)
        with closing(embedding.run(size, at_once)) as batches:
            for done in batches:
                seconds = time.monotonic() - began
                yield EmbeddingEvent(done, max(total, done), seconds, len(embedding.set_aside))


@dataclass(slots=True)
class _Batch:
    """What the next transaction stores, and its events; see `records.Changes`."""

    put: list[tuple[DocumentRecord, Sequence[Passage]]] = field(default_factory=list)
    touched: list[tuple[str, int, int, int]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    moved: list[tuple[str, int]] = field(default_factory=list)
    events: list[FileEvent] = field(default_factory=list)
    began: float = 0.0
    chars: int = 0

    def is_full(self) -> bool:
        return len(self.put) >= COMMIT_FILES or self.chars >= COMMIT_CHARS

    def is_due(self) -> bool:
        return time.monotonic() - self.began >= COMMIT_SECONDS

    def with_settled(self, plan: SyncPlan) -> _Batch:
        """Add what was settled without reading."""
        while plan.settled:
            event, record = plan.settled.popleft()
            self.events.append(event)
            if record is not None:
                self.put.append((record, ()))
        self.moved += plan.moved
        plan.moved.clear()
        return self


class _Storing:
    """Stores a batch in a thread of its own while the next one is read.

    SQLite lets other threads compute meanwhile. A context manager that waits for the batch under way.

    Args:
        library: What is written.
    """

    def __init__(self, library: LibraryPort) -> None:
        self._library = library
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._future: Future[None] | None = None
        self._events: list[FileEvent] = []

    def __enter__(self) -> _Storing:
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown()

    @property
    def is_done(self) -> bool:
        """Whether no batch is under way."""
        return self._future is None or self._future.done()

    def begin(self, batch: _Batch) -> None:
        """Begin to store a batch in one transaction; the one before is finished."""
        self._events = batch.events
        if batch.put or batch.touched or batch.removed or batch.moved:
            changes = Changes(batch.put, batch.touched, batch.removed, batch.moved)
            self._future = self._thread.submit(self._library.documents.apply, changes)

    def finish(self) -> Iterator[FileEvent]:
        """Wait until the batch is stored, then yield its events.

        Raises:
            Exception: What the library raises; nothing of the batch is stored then.
        """
        if self._future is not None:
            self._future.result()
        events, self._events, self._future = self._events, [], None
        yield from events


class SyncPlan:
    """Compares the files under some paths with what the library knows of them.

    Args:
        known: What the library knows of each file, by path.
        limits: How much a file may take.
        exclusions: What the user leaves out.

    Attributes:
        settled: Events of files that need no reading, each with the record to store or None.
        devices: By path, the drives of files that are being read.
        moved: Paths of unchanged files whose drive has another number now, and that number.
        drives: Which drives are missing.
    """

    def __init__(
        self, known: dict[str, KnownFile], limits: Limits, exclusions: Exclusions = NOTHING_EXCLUDED
    ) -> None:
        self._known = known
        self._limits = limits
        self._exclusions = exclusions
        self._rules: dict[Path, RootRules] = {}
        self._seen: set[str] = set()
        self._unreachable: list[str] = []
        self.settled: deque[tuple[FileEvent, DocumentRecord | None]] = deque()
        self.devices: dict[str, int] = {}
        self.moved: list[tuple[str, int]] = []
        self.drives = Drives()

    def to_read(self, roots: Iterable[Path]) -> Iterator[Path]:
        """Yield the files that are new or may have changed; the others go to `settled`."""
        for entry in discover(roots, self._exclusions):
            path = entry.path
            known = self._known.get(path)
            if entry.skipped:
                self._skip(entry, known)
            elif entry.size > self._limits.max_file_mb * 1_000_000:
                reason = _(
                    "it is larger than {max_file_mb} MB (the setting ingest.max_file_mb)",
                    max_file_mb=self._limits.max_file_mb,
                )
                self._settle(entry, "failed", reason)
            elif known is not None and _unchanged(entry, known) and not self._may_succeed_now(known):
                self._seen.add(path)
                if entry.device != known.device:
                    self.moved.append((path, entry.device))
                status: FileStatus = "unchanged" if known.state == "found" else known.state
                self.settled.append((FileEvent(path, status, reason=known.reason), None))
            else:
                self._seen.add(path)
                self.devices[path] = entry.device
                yield Path(path)

    def _may_succeed_now(self, known: KnownFile) -> bool:
        return known.state == "failed" and stopped_by_less(
            known.reason, self._limits.timeout_s, self._limits.memory_mb
        )

    def _skip(self, entry: Entry, known: KnownFile | None) -> None:
        path = entry.path
        # os.path, which says False where a Path would raise for want of permission.
        folder = os.path.isdir(path) and not os.path.islink(path)  # noqa: PTH112, PTH114
        vanished = not entry.named and not os.path.lexists(path)
        if vanished and os.path.isdir(os.path.dirname(path)):  # noqa: PTH112, PTH120
            return  # it was deleted while the folder was looked through, and is gone like any other
        # A drive that is pulled out while it is read takes its folders with its files.
        pulled = vanished and self._holds_documents(path)
        if folder or pulled or (entry.named and not os.path.exists(path)):  # noqa: PTH110
            # What was found there before is kept: a drive may be unplugged.
            self._unreachable.append(path)
            keeps = entry.named or self._holds_documents(path)
            reason = entry.skipped
            if keeps:
                reason = _("{reason}; what was read of it is kept until you forget it", reason=reason)
            if folder:
                self._settle(entry, "failed", reason)
            else:
                self.settled.append((FileEvent(path, "failed", reason=reason), None))
        elif known is not None and _still_skipped(entry, known):
            self._seen.add(path)
            self.settled.append((FileEvent(path, "skipped", reason=entry.skipped), None))
        else:
            self._settle(entry, "skipped", entry.skipped)

    def _holds_documents(self, folder: str) -> bool:
        return any(known.state == "found" and is_under(path, folder) for path, known in self._known.items())

    def _settle(self, entry: Entry, state: Literal["failed", "skipped"], reason: str) -> None:
        path = entry.path
        self._seen.add(path)
        record = DocumentRecord(
            path=path,
            state=state,
            size=entry.size,
            mtime_ns=entry.mtime_ns,
            read_ns=time.time_ns(),
            reader=READER_VERSION,
            reason=reason,
        )
        self.settled.append((FileEvent(path, state, reason=reason), record))

    def vanished(self, path: str) -> None:
        """Note that a file was deleted between being listed and being read."""
        self._seen.discard(path)
        self.devices.pop(path, None)

    def deleted(self, roots: Sequence[Path], all_roots: Sequence[str]) -> list[str]:
        """Return the known files that were deleted, or that a walk leaves out now.

        Files stay whose drive or folder cannot be reached, and files that were named by themselves.

        Args:
            roots: What this run looked through.
            all_roots: Whatever was given to be read, in this run or before.
        """
        folders = tuple(prefix_of(str(root)) for root in roots)
        named = {str(root) for root in roots}
        inside = [root for root in all_roots if root not in named and root.startswith(folders)]
        return [
            path
            for path, known in self._known.items()
            if path not in self._seen
            and (path in named or path.startswith(folders))
            and not is_from_pack(path)
            and not is_under_any(path, self._unreachable)
            # What was named by itself stays, though the folder around it would leave it out.
            and not (is_under_any(path, inside) and os.path.exists(path))  # noqa: PTH110  # a Path for each would be slow
            and not self.drives.is_missing(path, known.device)
        ]

    def why_removed(self, path: str, roots: Sequence[Path]) -> str:
        """Return why a file is taken out that is still there; empty where it was deleted."""
        root = max((one for one in roots if is_under(path, str(one))), key=lambda one: len(str(one)))
        if root not in self._rules:
            self._rules[root] = self._exclusions.of(str(root))
        place = path[len(prefix_of(str(root))) :].replace(os.sep, "/")
        excluded = self._rules[root].excludes_any_above(place) and os.path.lexists(path)
        return _(EXCLUDED) if excluded else ""


def record_of(parsed: Parsed, device: int) -> DocumentRecord:
    """Return what is kept of a file that was read.

    Args:
        parsed: What became of it.
        device: Number of the drive it lies on.
    """
    failed: Literal["skipped", "failed"] = "skipped" if parsed.skipped else "failed"
    return DocumentRecord(
        path=str(parsed.path),
        state=failed if parsed.reason else "found",
        size=parsed.size,
        mtime_ns=parsed.mtime_ns,
        read_ns=time.time_ns(),
        reader=READER_VERSION,
        reason=parsed.reason,
        notices=parsed.notices,
        title=parsed.title,
        kind=parsed.kind,
        hash=parsed.content_hash or None,
        device=device,
        pictures=dict.fromkeys(parsed.to_recognise),
        parts=parsed.parts if parsed.parts or (not parsed.passages and not parsed.reason) else None,
    )


def with_hint(parsed: Parsed, hint: str) -> Parsed:
    """Add a hint on how to recognise pictures.

    Where there is none, say of a file that could not be read that they are still to be recognised.
    """
    if not parsed.to_recognise or not (hint or parsed.reason):
        return parsed
    hint = hint or _(TO_BE_RECOGNISED)
    if parsed.reason:
        return replace(parsed, reason=_("{notice}; {more}", notice=parsed.reason, more=hint))
    return replace(parsed, notices=(*parsed.notices, hint))


def without_kept_out(parsed: Parsed, kept_out: Sequence[str]) -> Parsed:
    """Leave out those documents of a file that are not to be read again."""
    inside = [one for one in kept_out if is_under(one, str(parsed.path))] if parsed.parts else []
    if not inside:
        return parsed
    parts = [one for one in parsed.parts if not is_under_any(part_path(str(parsed.path), one.name), inside)]
    return replace(parsed, parts=tuple(parts))


def is_temporary(parsed: Parsed) -> bool:
    """Return whether the reason why a file could not be read may pass.

    Such a reason says nothing about the content.
    """
    return bool(parsed.reason) and not parsed.content_hash and parsed.reason != _(NO_PERMISSION)


def _current(known: KnownFile) -> bool:
    return known.reader == READER_VERSION and known.state == "found"


def _still_skipped(entry: Entry, known: KnownFile) -> bool:
    same = (known.reason, known.size, known.mtime_ns) == (entry.skipped, entry.size, entry.mtime_ns)
    return known.state == "skipped" and same


def _unchanged(entry: Entry, known: KnownFile) -> bool:
    return (
        known.reader == READER_VERSION
        # What could not be opened, or was not to be, has no hash and is looked at again.
        and known.hash is not None
        and known.size == entry.size
        and known.mtime_ns == entry.mtime_ns
        and known.mtime_ns < known.read_ns - RACY_NS
    )


class Embedding:
    """One run of embedding.

    Args:
        library: Where vectors are stored.
        embedder: What makes them.
        text_errors: Errors that a single text may cause; others end the run at once.

    Attributes:
        done: Texts embedded.
        set_aside: Keys of texts that could not be embedded.
    """

    def __init__(
        self, library: LibraryPort, embedder: EmbedderPort, text_errors: tuple[type[Exception], ...]
    ) -> None:
        self.done = 0
        self.set_aside: set[str] = set()
        self._library = library
        self._embedder = embedder
        self._text_errors = text_errors
        self._failures = 0
        self._under_way: set[str] = set()

    def run(self, size: int, at_once: int) -> Generator[int, None, None]:
        """Embed all texts in batches, and yield after each how many were embedded.

        Args:
            size: Texts in a batch.
            at_once: Batches that the embedder is given at once; one is embedded in the caller's thread.

        Raises:
            Exception: What the embedder raises; vectors stored so far are kept.
        """
        begun: deque[tuple[Sequence[Pending], Future[NDArray[np.float32]]]] = deque()
        threads = ThreadPoolExecutor(at_once, thread_name_prefix="batch")

        def finish_first() -> int:
            batch, future = begun.popleft()
            self.embed(batch, future.result)
            self._under_way.difference_update(one.key for one in batch)
            return self.done

        try:
            for batch in self._batches(size):
                if at_once == 1:
                    self.embed(batch)
                    yield self.done
                    continue
                self._under_way.update(one.key for one in batch)
                begun.append((batch, threads.submit(self._vectors, batch)))
                if len(begun) == at_once:
                    yield finish_first()
            while begun:
                yield finish_first()
        finally:
            threads.shutdown(cancel_futures=True)

    def _batches(self, size: int) -> Iterator[list[Pending]]:
        while waiting := self.waiting(EMBED_AHEAD * size):
            for start in range(0, len(waiting), size):
                yield waiting[start : start + size]

    def _vectors(self, batch: Sequence[Pending]) -> NDArray[np.float32]:
        return self._embedder.embed_passages([pending.text for pending in batch])

    def waiting(self, limit: int) -> list[Pending]:
        """Return texts without a vector, the shortest first, none under way."""
        left_out = self.set_aside | self._under_way
        pending = self._library.vectors.pending(self._embedder.identity, limit + len(left_out))
        fresh = [text for text in pending if text.key not in left_out]
        # Texts of like length share a batch, so that short ones do not wait for long ones.
        return sorted(fresh, key=lambda text: len(text.text))

    def embed(
        self, batch: Sequence[Pending], computed: Callable[[], NDArray[np.float32]] | None = None
    ) -> None:
        """Embed texts and store their vectors.

        A batch that fails is halved down to the text that causes the error.

        Before it is halved, a plain sentence is tried: a model that is silent until a timeout would be silent as long
        for each of the parts.

        Args:
            batch: The texts.
            computed: Gives the vectors of all of them, or raises what the embedder raised.

        Raises:
            Exception: What the embedder raises; vectors stored so far are kept.
        """
        parts = [batch]
        while parts:
            part = parts.pop()
            try:
                vectors = computed() if computed and part is batch else self._vectors(part)
            except self._text_errors as error:
                if part is batch:
                    self._try_probe(error)
                if len(part) > 1:
                    middle = len(part) // 2
                    parts += [part[middle:], part[:middle]]
                else:
                    self._set_aside(part[0], error)
                continue
            self._failures = 0
            self._library.vectors.store(self._embedder.identity, [pending.key for pending in part], vectors)
            self.done += len(part)

    def _set_aside(self, pending: Pending, error: Exception) -> None:
        self.set_aside.add(pending.key)
        self._failures += 1
        if self._failures == FAILURES_IN_A_ROW:
            self._try_probe(error)
            self._failures = 0

    def _try_probe(self, error: Exception) -> None:
        """Raise the error unless the model can embed a plain sentence."""
        try:
            self._embedder.embed_passages([_PROBE])
        except self._text_errors:
            raise error from None

"""Keep a library in line with its files, also when something vanishes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from assistant.errors import AssistantError, LibraryBusy, LibraryError
from assistant.events import FileEvent, IngestEvent, IngestFinished, IngestNotice
from assistant.frozen import dataclass
from assistant.i18n import _

if TYPE_CHECKING:
    from filelock import FileLock

    from ingest.exclude import Exclusions

LOOK_S = 2.0
"""Time between two looks at whether the roots are there; one is gone once two looks miss it."""
BUSY_S, LONGEST_BUSY_S = 1.0, 15.0
"""Time until it is tried again while another process ingests, at first and at most."""
RETRY_S = 60.0
"""Time until a run that failed is tried again."""
_MOST_REMEMBERED = 10_000
LOCK = "watch.lock"
"""The file in a library's folder that its watcher holds; it is empty."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What changes from now on is read; what changed before has been.

    Attributes:
        roots: The folders and files of the library, absolute.
    """

    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RootGone:
    """A root is not there any more; what was read of it is kept."""

    path: str


@dataclass(frozen=True, slots=True)
class RootBack:
    """A root that was gone is there again, and is read."""

    path: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another process ingests into the library; it is waited for."""


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A run failed; it is tried again in `RETRY_S`, or when something changes."""

    error: AssistantError


WatchEvent: TypeAlias = IngestEvent | Watching | RootGone | RootBack | Waiting | RunFailed
Ingest: TypeAlias = Callable[[Sequence[str]], AsyncGenerator[IngestEvent, None]]
Follow: TypeAlias = "Callable[[Sequence[str], Exclusions], AsyncGenerator[None, None]]"
_Identity: TypeAlias = tuple[int, int] | None


class LibraryWatch:
    """Watches the roots of one library, and syncs it with them.

    Args:
        ingest: Syncs the library with paths, or with all its roots where none is given.
        roots: Gives the library's roots.
        exclusions: Gives what the user leaves out.
        follow: Yields each time that something changed below paths.
        look_s: Time between two looks at the roots.
    """

    def __init__(
        self,
        ingest: Ingest,
        roots: Callable[[], Sequence[str]],
        exclusions: Callable[[], Exclusions],
        follow: Follow,
        look_s: float = LOOK_S,
    ) -> None:
        self._ingest, self._roots, self._exclusions, self._follow = ingest, roots, exclusions, follow
        self._look_s = look_s
        self._due = asyncio.Event()
        self._follower: asyncio.Task[None] | None = None
        self._followed: object = None
        self._there: dict[str, _Identity] = {}
        self._missed: set[str] = set()
        self._gone: set[str] = set()
        self._failed: dict[str, str] = {}
        self._noticed: set[str] = set()
        self._retry_at = float("inf")

    async def events(self, paths: Sequence[str] = ()) -> AsyncGenerator[WatchEvent, None]:
        """Read what changed, then watch and read; never ends by itself.

        Args:
            paths: Absolute; they are added to the roots.

        Raises:
            AssistantError: The first run failed, the system cannot watch so much, or the library is gone.
        """
        try:
            for root in {*self._roots(), *paths}:
                self._note(root)
            self._follow_anew()
            for named in (paths, ()) if set(self._roots()) - set(paths) and paths else (paths,):
                async for event in self._run(named, first=True):
                    yield event
            roots = tuple(self._roots())
            yield Watching(roots)
            for root in roots:
                if root not in self._there:
                    self._gone.add(root)
                    yield RootGone(root)
            while True:
                for change in self._look():
                    yield change
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._due.wait(), self._look_s)
                if self._follower is not None and self._follower.done():
                    self._follower.result()
                if self._due.is_set() or time.monotonic() >= self._retry_at:
                    self._due.clear()
                    self._retry_at = float("inf")
                    async for event in self._run(()):
                        yield event
        finally:
            await self._end_follower()

    def _note(self, root: str) -> bool:
        """Note whether a root is there, and which folder it is."""
        try:
            found = Path(root).stat()
        except (OSError, ValueError):
            self._there.pop(root, None)
            return False
        # An editor puts another file in the place of one, which is no other root.
        self._there[root] = (found.st_dev, found.st_ino) if os.path.isdir(root) else None  # noqa: PTH112
        return True

    def _look(self) -> Iterator[WatchEvent]:
        """Tell which roots went and came; watch those that are there."""
        roots = self._roots()
        for lost in [root for root in self._there if root not in roots]:
            del self._there[lost]
        for root in roots:
            before = self._there.get(root)
            known = root in self._there
            if self._note(root):
                self._missed.discard(root)
                if root in self._gone:
                    self._gone.discard(root)
                    self._due.set()
                    yield RootBack(root)
                elif not known or before != self._there[root]:  # another one in its place
                    self._due.set()
            elif root not in self._missed:
                self._missed.add(root)
            elif root not in self._gone:
                self._gone.add(root)
                yield RootGone(root)
        self._gone.intersection_update(roots)
        self._missed.intersection_update(roots)
        if self._followed != self._wanted():
            self._follow_anew()

    def _wanted(self) -> object:
        return sorted(self._there.items()), self._exclusions()

    def _follow_anew(self) -> None:
        if self._follower is not None:
            self._follower.cancel()
        self._followed = self._wanted()
        self._follower = asyncio.create_task(self._note_changes(sorted(self._there)))

    async def _note_changes(self, roots: Sequence[str]) -> None:
        if not roots:
            return
        async with aclosing(self._follow(roots, self._exclusions())) as changes:
            async for _change in changes:
                self._due.set()

    async def _end_follower(self) -> None:
        if self._follower is not None:
            self._follower.cancel()
            with suppress(asyncio.CancelledError, AssistantError):
                await self._follower

    async def _run(self, paths: Sequence[str], *, first: bool = False) -> AsyncGenerator[WatchEvent, None]:
        pause, told = BUSY_S, False
        while True:
            try:
                async with aclosing(self._ingest(paths)) as events:
                    async for event in events:
                        if self._is_new(event):
                            yield event
            except AssistantError as error:
                if error.code == LibraryBusy.code:
                    if not told:
                        told = True
                        yield Waiting()
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_BUSY_S)
                    continue
                if first:
                    raise
                self._retry_at = time.monotonic() + RETRY_S
                yield RunFailed(error)
            return

    def _is_new(self, event: IngestEvent) -> bool:
        """Return whether an event tells of a change that was not told before."""
        match event:
            case FileEvent(status="failed", path=path) if path in self._roots() and not os.path.lexists(path):
                return False  # told as a root that is gone
            case FileEvent(status="failed"):
                known = self._failed.get(event.path)
                if len(self._failed) >= _MOST_REMEMBERED:
                    self._failed.clear()
                self._failed[event.path] = event.reason
                return known != event.reason
            case FileEvent(status="added" | "updated" | "removed"):
                self._failed.pop(event.path, None)
                return True
            case IngestNotice():
                told = event.message in self._noticed
                if len(self._noticed) >= _MOST_REMEMBERED:
                    self._noticed.clear()
                self._noticed.add(event.message)
                return not told
            case IngestFinished():
                return any((event.added, event.updated, event.removed, event.embedded))
            case _:
                return False


def _lock(folder: Path) -> FileLock:
    from filelock import FileLock

    return FileLock(folder / LOCK, mode=0o600, thread_local=False)


@contextmanager
def sole_watcher(folder: Path) -> Iterator[None]:
    """Hold the right to watch a library, which one process has at a time.

    Raises:
        LibraryError: Another process watches it, or nothing can be written there.
    """
    from filelock import Timeout

    lock = _lock(folder)
    try:
        lock.acquire(timeout=1)  # who asks whether one runs holds it for a moment
    except Timeout:
        raise LibraryError(
            _("Another process watches this library already."),
            _("assistant watch status tells what it has read."),
            code="library_watched",
        ) from None
    except OSError as error:
        raise LibraryError(
            _("The library's folder cannot be written: {error}.", error=error), "assistant doctor"
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_watched(folder: Path) -> bool:
    """Return whether a process watches a library."""
    from filelock import Timeout

    if not (folder / LOCK).exists():
        return False
    lock = _lock(folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False

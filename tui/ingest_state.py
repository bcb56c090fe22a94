"""Ingest as the app sees it: its state, the words for it, and the queue of runs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from textual.signal import Signal
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from assistant.errors import AssistantError
from assistant.i18n import _, mark, ngettext
from assistant.text import clean_line
from assistant.wording import count, duration, listed, together

if TYPE_CHECKING:
    from textual.app import App

    from assistant.aio.client import AsyncAssistant
    from assistant.events import EmbeddingEvent, IngestEvent, IngestFinished

MOST_FAILURES = 100
"""How many failures are kept with their reasons; the library has all of them."""
_KINDS = {
    "added": mark("{files} added"),
    "updated": mark("{files} updated"),
    "removed": mark("{files} removed"),
    "unchanged": mark("{files} unchanged"),
    "failed": mark("{files} failed"),
    "skipped": mark("{files} skipped"),
}
_SHORT = {
    "recognising": mark("recognising {share} %"),
    "embedding": mark("embedding {share} %"),
    "indexing": mark("indexing {share} %"),
}
_STEPS = {
    "recognising": mark("Recognising pages {done} of {total}"),
    "embedding": mark("Embedding {done} of {total}"),
    "indexing": mark("Writing the index · {done} of {total}"),
}
NOTE_OF_WATCHING = "tui.watch"
_PUBLISH_S = 0.1
"""Shortest time between two published states, but for begin and end of a run."""


@dataclass(frozen=True, slots=True)
class IngestState:
    """State of the current run, or of the last one.

    Attributes:
        phase: "starting", "reading", "recognising", "embedding", "indexing" or "stopping" while one goes on; else empty.
        paths: What was named; nothing where all that was ever given is looked at.
        quiet: Whether it began by itself.
        queued: Runs that wait.
        files: Files seen.
        failed: Files that could not be read.
        failures: The first of those, with their reasons.
        notices: What was said about the run.
        last: The file that was seen last.
        done: Pages recognised, texts embedded, or vectors put into the index, by now.
        total: Those there are.
        rate: Pages recognised, or texts embedded, in a second.
        left_s: Seconds that this still takes; 0 where that is not known.
        finished: What a run that came to its end has done.
        stopped: Whether the last run was stopped.
        error: Why the last run failed.
        waiting: Texts that are known to wait to be embedded.
        watching: Whether changes in the folders start a run by themselves.
    """

    phase: str = ""
    paths: tuple[str, ...] = ()
    quiet: bool = False
    queued: int = 0
    files: int = 0
    failed: int = 0
    failures: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    last: str = ""
    done: int = 0
    total: int = 0
    rate: float = 0.0
    left_s: float = 0.0
    finished: IngestFinished | None = None
    stopped: bool = False
    error: AssistantError | None = None
    waiting: int = 0
    watching: bool = False

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return bool(self.phase)

    @property
    def share(self) -> float | None:
        """Completed share of the step, from 0 to 1; None if the total is unknown."""
        known = self.phase in ("recognising", "embedding", "indexing") and self.total
        return min(self.done / self.total, 1.0) if known else None

    @property
    def left(self) -> str:
        """Remaining time of the step, in words; empty if unknown."""
        if not self.left_s:
            return ""
        return duration(self.left_s) if self.left_s >= 10 else _("{seconds} s", seconds=f"{self.left_s:.0f}")


def started(before: IngestState, paths: tuple[str, ...], *, quiet: bool) -> IngestState:
    """Return the state of a run that begins."""
    return IngestState("starting", paths, quiet, waiting=before.waiting, watching=before.watching)


def fold_event(state: IngestState, event: IngestEvent) -> IngestState:
    """Return the state that follows an event."""
    from assistant.events import (
        EmbeddingEvent,
        FileEvent,
        IndexEvent,
        IngestFinished,
        IngestNotice,
        PagesEvent,
        RecognitionEvent,
    )

    match event:
        case FileEvent():
            state = replace(state, phase="reading", files=state.files + 1, last=event.path)
            return _with_failure(state, event.path, event.reason) if event.status == "failed" else state
        case PagesEvent():
            return replace(state, phase="reading", last=event.path)
        case RecognitionEvent():
            rate = event.done / event.seconds if event.done and event.seconds > 0 else 0.0
            left_s = (event.total - event.done) / rate if rate else 0.0
            state = replace(state, phase="recognising", rate=rate, left_s=left_s)
            return replace(state, done=event.done, total=event.total, last=event.path)
        case EmbeddingEvent():
            return _embedding(state, event)
        case IndexEvent():
            return replace(state, phase="indexing", done=event.done, total=event.total, rate=0.0, left_s=0.0)
        case IngestNotice():
            said = together(clean_line(event.message), clean_line(event.hint))
            return replace(state, notices=(*state.notices, said))
        case IngestFinished():
            return replace(state, finished=event, waiting=event.waiting)


def _with_failure(state: IngestState, path: str, reason: str) -> IngestState:
    failures = state.failures
    if len(failures) < MOST_FAILURES:
        failures = (*failures, (path, reason))
    return replace(state, failed=state.failed + 1, failures=failures)


def _embedding(state: IngestState, event: EmbeddingEvent) -> IngestState:
    rate = event.done / event.seconds if event.done and event.seconds > 0 else 0.0
    rest = max(event.total - event.done - event.set_aside, 0)
    return replace(
        state,
        phase="embedding",
        done=event.done,
        total=event.total,
        rate=rate,
        left_s=rest / rate if rate else 0.0,
        waiting=rest,
    )


def short_text(state: IngestState) -> str:
    """Describe the run in a few words; empty if there is none."""
    match state.phase:
        case "starting":
            return _("looking for files …")
        case "reading":
            return _("reading: {files}", files=count(state.files, "file"))
        case "recognising" | "embedding" | "indexing":
            done = _(_SHORT[state.phase], share=round(100 * (state.share or 0)))
            return done + (_(" · {left} left", left=state.left) if state.left else "")
        case "stopping":
            return _("stopping …")
    return ""


def status_text(state: IngestState) -> str:
    """Describe in one line the run, or how the last one ended; empty if none."""
    match state.phase:
        case "starting":
            return _("Looking for files …")
        case "reading":
            failed = [_("{failed} failed", failed=f"{state.failed:,}")] if state.failed else []
            return " · ".join([_("Reading"), count(state.files, "file"), *failed])
        case "recognising" | "embedding" | "indexing":
            parts = [_(_STEPS[state.phase], done=f"{state.done:,}", total=f"{state.total:,}")]
            parts += [_("{rate} a second", rate=f"{state.rate:.1f}")] if state.rate else []
            parts += [_("{left} left", left=state.left)] if state.left else []
            return " · ".join(parts)
        case "stopping":
            return _("Stopping …")
    return _ended(state)


def _ended(state: IngestState) -> str:
    if state.error is not None:
        return clean_line(together(state.error.message, state.error.hint))
    if state.stopped:
        kept = _("Stopped. What was read is kept.")
        return f"{kept} {waiting_text(state)}".strip()
    if state.finished is None:
        return waiting_text(state)
    return f"{finished_text(state.finished)} {waiting_text(state)}".strip()


def finished_text(finished: IngestFinished) -> str:
    """Describe the result of a run."""
    done = {kind: number for kind in _KINDS if (number := getattr(finished, kind))}
    if not done.keys() - {"unchanged", "skipped"} and not finished.embedded:
        return _("Nothing has changed.") if done else _("There was nothing to read.")
    kinds = [_(_KINDS[kind], files=f"{number:,}") for kind, number in done.items()]
    files = [_("Files: {kinds}", kinds=listed(kinds))] if kinds else []
    embedded = [_("{texts} embedded", texts=count(finished.embedded, "text"))] if finished.embedded else []
    done_now = _("; ").join([*files, *embedded])
    return _("{done}, in {time}.", done=done_now, time=duration(finished.seconds))


def waiting_text(state: IngestState) -> str:
    """Describe how many texts wait for embedding; empty if none."""
    if not state.waiting:
        return ""
    return ngettext(
        "{number} text still waits to be embedded; an update goes on.",
        "{number} texts still wait to be embedded; an update goes on.",
        state.waiting,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    paths: tuple[str, ...]
    quiet: bool


class IngestQueue:
    """Runs ingest in the background, one run at a time.

    Args:
        app: Its workers do the work.
        client: Reads files.
        show_error: Told why a run failed, unless it began by itself.

    Attributes:
        state: State of the current run, or of the last one.
        changed: Publishes each new state: `app.ingest.changed.subscribe(widget, callback)`.
    """

    def __init__(
        self, app: App[None], client: AsyncAssistant, show_error: Callable[[AssistantError], None]
    ) -> None:
        self._app = app
        self._client = client
        self._show_error = show_error
        self._queue: deque[_Run] = deque()
        self._worker: Worker[None] | None = None
        self._watcher: Worker[None] | None = None
        self._watched: tuple[str, ...] = ()
        self._closed = False
        self._ended = asyncio.Event()
        self._due: asyncio.TimerHandle | None = None
        self.state = IngestState()
        self.changed: Signal[IngestState] = Signal(app, "run")

    @property
    def is_busy(self) -> bool:
        """Whether a run goes on or is queued."""
        return self._worker is not None

    def unread(self) -> tuple[str, ...]:
        """Return the paths that were given by name, and are not read to the end yet."""
        going = [self.state.paths] if self.state.running and not self.state.quiet else []
        return tuple(chain(*going, *(one.paths for one in self._queue if not one.quiet)))

    async def read(self, paths: Collection[str]) -> None:
        """Wait until none of some paths is being read, or waits for that."""
        while not set(paths).isdisjoint(self.unread()):
            await self._ended.wait()

    # What is wanted

    def start(self, paths: Sequence[str] = (), *, quiet: bool = False) -> None:
        """Queue a run over paths, or over all known folders if none are given.

        Args:
            paths: Absolute.
            quiet: Whether this happens by itself, so that no failure needs to be announced.
        """
        wanted = tuple(paths)
        if all(one.paths != wanted for one in self._queue):
            self._queue.append(_Run(wanted, quiet))
        if self._worker is None:
            self._begin()
        else:
            self._set(replace(self.state, queued=len(self._queue)))

    def stop(self) -> None:
        """Stop the run and clear the queue; what was read is kept."""
        self._queue.clear()
        self._tell_ended()
        if self._worker is not None and self.state.running and self.state.phase != "stopping":
            self._set(replace(self.state, phase="stopping", queued=0))
            self._worker.cancel()

    async def opened(self) -> None:
        """Load the state of a library that was just opened; start no run."""
        note = await self._client.note(NOTE_OF_WATCHING)
        self.state = replace(self.state, watching=note == "on")
        await self.refresh_waiting()

    async def set_watching(self, watching: bool) -> None:
        """Turn watching of the folders on or off; saved in the library."""
        await self._client.set_note(NOTE_OF_WATCHING, "on" if watching else "off")
        self.state = replace(self.state, watching=watching)
        await self.refresh_waiting()

    async def refresh_waiting(self) -> None:
        """Count the texts that wait, and watch the folders of the library."""
        holdings = await self._client.holdings()
        self._set(replace(self.state, waiting=holdings.waiting))
        self._watch(holdings.roots)

    async def close(self) -> None:
        """Stop the runs and the watcher, and wait for their end."""
        self._closed = True
        workers = [worker for worker in (self._worker, self._watcher) if worker is not None]
        self._watch(())
        self.stop()
        for worker in workers:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()

    # What goes on

    def _begin(self) -> None:
        self._worker = self._app.run_worker(self._work, name="runs", group="runs")

    async def _work(self) -> None:
        try:
            while self._queue:
                wanted = self._queue.popleft()
                await self._run(wanted)
                await self._look_again()
        except asyncio.CancelledError:
            if self.state.stopped and not self._closed:
                self._app.call_later(self._look_again)
            else:  # the app ends
                self._queue.clear()
            raise
        finally:
            self._worker = None
            if self._queue:  # wanted while this one was being stopped
                self._begin()

    async def _run(self, wanted: _Run) -> None:
        self._set(replace(started(self.state, wanted.paths, quiet=wanted.quiet), queued=len(self._queue)))
        end: dict[str, Any] = {}
        try:
            async with aclosing(self._client.ingest(wanted.paths)) as events:
                async for event in events:
                    if self.state.phase != "stopping":
                        self.state = fold_event(self.state, event)
                        self._publish_soon()
        except asyncio.CancelledError:
            end = {"stopped": self.state.phase == "stopping"}
            raise
        except AssistantError as error:
            end = {"error": error}
            if not wanted.quiet:
                self._show_error(error)
        finally:
            self._set(replace(self.state, phase="", **end))
            self._tell_ended()

    def _tell_ended(self) -> None:
        ended, self._ended = self._ended, asyncio.Event()
        ended.set()

    async def _look_again(self) -> None:
        with suppress(AssistantError):  # the run has told what is wrong with the library
            await self.refresh_waiting()

    def _watch(self, roots: Sequence[str]) -> None:
        wanted = tuple(roots) if self.state.watching and not self._closed else ()
        if wanted == self._watched:
            return
        self._watched = wanted
        if self._watcher is not None:
            self._watcher.cancel()
        self._watcher = self._app.run_worker(self._follow, name="watch", group="watch") if wanted else None

    async def _follow(self) -> None:
        try:
            async with aclosing(self._client.watch()) as changes:
                async for _change in changes:
                    self.start(quiet=True)
        except AssistantError as error:
            self._set(replace(self.state, watching=False))
            self._watched = ()
            self._show_error(error)

    # Who is told

    def _set(self, state: IngestState) -> None:
        self.state = state
        self._publish()

    def _publish_soon(self) -> None:
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(_PUBLISH_S, self._publish)

    def _publish(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        self.changed.publish(self.state)

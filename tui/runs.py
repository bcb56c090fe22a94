"""Runs of ingest as the app holds them: one at a time, whatever screen is shown."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual.signal import Signal
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from assistant.errors import AssistantError
from tui.run_state import RunState, after, begun

if TYPE_CHECKING:
    from tui.app import AssistantApp

NOTE_OF_WATCHING = "tui.watch"
_TELL_S = 0.1
"""Listeners are told at most this often; of the beginning and the end at once."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    paths: tuple[str, ...]
    quiet: bool


class Runs:
    """Reads folders while the app does something else.

    Args:
        app: Whose desk and workers are used.

    Attributes:
        state: How the run that goes on stands, or how the last one ended.
        changed: Told of each new state: `app.runs.changed.subscribe(widget, callback)`.
    """

    def __init__(self, app: AssistantApp) -> None:
        self._app = app
        self._queue: deque[_Wanted] = deque()
        self._worker: Worker[None] | None = None
        self._watcher: Worker[None] | None = None
        self._watched: tuple[str, ...] = ()
        self._closed = False
        self._due: asyncio.TimerHandle | None = None
        self.state = RunState()
        self.changed: Signal[RunState] = Signal(app, "run")

    @property
    def is_busy(self) -> bool:
        """Whether a run goes on, or one waits to."""
        return self._worker is not None

    # What is wanted

    def start(self, paths: Sequence[str] = (), *, quiet: bool = False) -> None:
        """Read files and folders, after what is being read; all that was ever given, where none are named.

        Args:
            paths: Absolute.
            quiet: Whether this happens by itself, so that no failure needs to be announced.
        """
        wanted = tuple(paths)
        if all(one.paths != wanted for one in self._queue):
            self._queue.append(_Wanted(wanted, quiet))
        if self._worker is None:
            self._begin()
        else:
            self._set(replace(self.state, queued=len(self._queue)))

    def stop(self) -> None:
        """Stop the run that goes on, and drop those that wait; what was read is kept."""
        self._queue.clear()
        if self._worker is not None and self.state.running and self.state.phase != "stopping":
            self._set(replace(self.state, phase="stopping", queued=0))
            self._worker.cancel()

    async def opened(self) -> None:
        """Look at what a library that was just opened waits for; nothing is read by itself."""
        note = await self._app.desk.note(NOTE_OF_WATCHING)
        self.state = replace(self.state, watching=note == "on")
        await self.look_at_holdings()

    async def set_watching(self, watching: bool) -> None:
        """Have changes in the folders start a run by themselves, or not; remembered by the library."""
        await self._app.desk.set_note(NOTE_OF_WATCHING, "on" if watching else "off")
        self.state = replace(self.state, watching=watching)
        await self.look_at_holdings()

    async def look_at_holdings(self) -> None:
        """Look how much waits, and watch the folders that the library has now."""
        holdings = await self._app.desk.holdings()
        self._set(replace(self.state, waiting=holdings.waiting))
        self._watch(holdings.roots)

    async def close(self) -> None:
        """Stop everything, and wait until nothing of it is left."""
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

    async def _run(self, wanted: _Wanted) -> None:
        self._set(replace(begun(self.state, wanted.paths, quiet=wanted.quiet), queued=len(self._queue)))
        end: dict[str, Any] = {}
        try:
            async with aclosing(self._app.desk.ingest(wanted.paths)) as events:
                async for event in events:
                    if self.state.phase != "stopping":
                        self.state = after(self.state, event)
                        self._tell_soon()
        except asyncio.CancelledError:
            end = {"stopped": self.state.phase == "stopping"}
            raise
        except AssistantError as error:
            end = {"error": error}
            if not wanted.quiet:
                self._app.tell(error)
        finally:
            self._set(replace(self.state, phase="", **end))

    async def _look_again(self) -> None:
        with suppress(AssistantError):  # the run has told what is wrong with the library
            await self.look_at_holdings()

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
            async with aclosing(self._app.desk.watch()) as changes:
                async for _ in changes:
                    self.start(quiet=True)
        except AssistantError as error:
            self._set(replace(self.state, watching=False))
            self._watched = ()
            self._app.tell(error)

    # Who is told

    def _set(self, state: RunState) -> None:
        self.state = state
        self._tell()

    def _tell_soon(self) -> None:
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(_TELL_S, self._tell)

    def _tell(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        self.changed.publish(self.state)

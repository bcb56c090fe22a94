"""Draw the events of an ingest as they come: lines, a progress bar, or JSON."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, nullcontext
from typing import TYPE_CHECKING, TypeVar

from assistant.cli import console
from assistant.cli.console import quiet_terminal
from assistant.cli.ingest_summary import Seen, list_failed, summarise
from assistant.events import (
    NAMES,
    EmbeddingEvent,
    FileEvent,
    IndexEvent,
    IngestFinished,
    IngestNotice,
    PagesEvent,
    RecognitionEvent,
)
from assistant.i18n import _
from assistant.text import clean_line
from assistant.wording import count, duration, short_path, together

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rich.console import Console

    from assistant.events import IngestEvent

_MARKS = {"added": "+", "updated": "~", "removed": "-", "failed": "!"}

_Event = TypeVar("_Event")

EVERY_S = 0.25


def paced(
    events: Iterator[_Event],
    progress: tuple[type, ...],
    every_s: float = EVERY_S,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[_Event]:
    """Drop progress events that come too fast; the last of each step is kept.

    Args:
        events: In the order they happen.
        progress: The kinds of events that come often and supersede each other.
        every_s: Time between two of the same kind.
        clock: Gives the time in seconds.
    """
    held: _Event | None = None
    kind: type | None = None
    last = 0.0
    for event in events:
        if held is not None and type(event) is not kind:
            yield held
        now, began = clock(), type(event) is not kind
        held, kind = None, type(event)
        if isinstance(event, progress) and not began and now - last < every_s:
            held = event
            continue
        last = now
        yield event
    if held is not None:
        yield held


def hearing(events: Iterator[IngestEvent], heard: list[IngestNotice]) -> Iterator[IngestEvent]:
    """Yield events, and keep the notices among them."""
    for event in events:
        if isinstance(event, IngestNotice):
            heard.append(event)
        yield event


class Failing:
    """Tells files that fail now from those that did before, and are as they were.

    Args:
        before: Those that failed before, by path: why, their size and `mtime_ns`.

    Attributes:
        new: How many others failed.
        old: Those that did again.
    """

    def __init__(self, before: Mapping[str, tuple[str, int, int]]) -> None:
        self._before = before
        self.new = 0
        self.old = set[str]()

    def _is_old(self, event: FileEvent) -> bool:
        """Whether a file failed before, for the same reason, and has not changed."""
        if (kept := self._before.get(event.path)) is None:
            return False
        try:
            now = os.stat(event.path)  # noqa: PTH116 - the path is a text
        except OSError:
            return kept[0] == event.reason
        return kept == (event.reason, now.st_size, now.st_mtime_ns)

    def among(self, events: Iterator[IngestEvent]) -> Iterator[IngestEvent]:
        """Yield events, and tell apart the files among them that failed."""
        for event in events:
            if isinstance(event, FileEvent) and event.status == "failed":
                if self._is_old(event):
                    self.old.add(event.path)
                else:
                    self.new += 1
            yield event


def _record(event: IngestEvent) -> dict[str, object]:
    """Return an event as it is written in JSON."""
    # Not by asdict, which copies every value: there is an event for each file.
    return {"event": NAMES[type(event)]} | {key: getattr(event, key) for key in event.__slots__}


def as_json(events: Iterator[IngestEvent]) -> IngestFinished:
    """Write each event as a line of JSON, and return the last."""
    finished = None
    for event in paced(events, (PagesEvent, RecognitionEvent, EmbeddingEvent, IndexEvent)):
        record = _record(event)
        if isinstance(event, EmbeddingEvent | RecognitionEvent):
            record["seconds"] = round(event.seconds, 3)
        console.emit(record)
        if isinstance(event, IngestFinished):
            finished = event
    assert finished is not None, "a run ends with IngestFinished"  # not shown
    return finished


def as_text(args: argparse.Namespace, events: Iterator[IngestEvent], failing: Failing) -> IngestFinished:
    """Draw the events, sum them up, and return the last."""
    seen, finished, notices, read = Seen(), None, [], 0
    with _progress() as progress:
        try:
            for event in events:
                if progress is not None:
                    progress.show(event)
                match event:
                    case FileEvent():
                        read += 1
                        if event.path in failing.old:
                            continue
                        _note(event, seen)
                        if progress is None:
                            _put_line(event)
                    case IngestNotice():
                        notices.append(event)
                    case IngestFinished():
                        finished = event
        except KeyboardInterrupt:
            if progress is not None:
                progress.close()
                list_failed(seen)  # the next run does not name them again
            said = _(
                "Stopped. {files} of this run are done and kept; the next `assistant ingest` goes on from here.",
                files=count(read, "file"),
            )
            raise KeyboardInterrupt(console.runnable(said)) from None
    assert finished is not None, "a run ends with IngestFinished"  # not shown
    for notice in notices:
        parts = [clean_line(notice.message), clean_line(notice.hint)]
        console.say_styled((_("Note: "), "yellow"), together(*parts))
    seen.failing_still = len(failing.old)
    summarise(args, finished, seen, listed_before=progress is None)
    return finished


def _progress() -> AbstractContextManager[IngestProgress | None]:
    if not console.is_terminal(sys.stderr):
        return nullcontext()

    return closing(IngestProgress(console.console(sys.stderr)))


def _note(event: FileEvent, seen: Seen) -> None:
    if event.status == "failed":
        seen.failed.append((event.path, event.reason))
    if event.status == "skipped":
        seen.skipped.append((event.path, event.reason))
    seen.partly += event.status in ("added", "updated") and bool(event.notices)


def _put_line(event: FileEvent) -> None:
    """Print one line for a file that changed the library."""
    if event.status not in _MARKS:
        return
    detail = clean_line(event.reason) or (count(event.passages, "passage") if event.passages else "")
    console.put(f"{_MARKS[event.status]} {short_path(event.path)}" + (f"  ({detail})" if detail else ""))


REFRESH_PER_SECOND = 8


class IngestProgress:
    """Draws the progress of an ingest in a terminal; closed, it leaves nothing.

    One line while files are read, a bar while passages are embedded.

    Args:
        console: Where to draw.
    """

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),  # it holds file names
            console=console,
            transient=True,
            refresh_per_second=REFRESH_PER_SECOND,
        )
        self._quiet = ExitStack()
        self._quiet.enter_context(quiet_terminal())
        self._bar.start()
        self._task = self._bar.add_task(_("Looking for files …"), total=None)
        self._files = self._passages = self._failed = 0

    def close(self) -> None:
        """Remove the display."""
        self._bar.stop()
        self._quiet.close()

    def show(self, event: IngestEvent) -> None:
        """Update the display."""
        match event:
            case FileEvent():
                self._files += 1
                self._passages += event.passages
                self._failed += event.status == "failed"
                self._bar.update(self._task, description=self._reading(event))
            case PagesEvent():
                self._bar.update(self._task, description=f"{_('Reading')}  {pages_line(event)}")
            case RecognitionEvent():
                self._bar.update(
                    self._task, total=event.total, completed=event.done, description=recognition_line(event)
                )
            case EmbeddingEvent():
                self._bar.update(
                    self._task, total=event.total, completed=event.done, description=embedding_line(event)
                )

            case IndexEvent():
                line = _(
                    "Writing the index  {done} of {total} vectors",
                    done=f"{event.done:,}",
                    total=f"{event.total:,}",
                )
                self._bar.update(self._task, total=event.total, completed=event.done, description=line)

    def _reading(self, event: FileEvent) -> str:
        parts = [count(self._files, "file"), count(self._passages, "new passage")]
        if self._failed:
            parts.append(_("{failed} failed", failed=self._failed))
        return _("Reading") + "  " + " · ".join([*parts, short_path(event.path)])


def pages_line(event: PagesEvent) -> str:
    """Format how far reading has come in a long file."""
    return _(
        "{done} of {total} pages · {path}",
        done=f"{event.done:,}",
        total=f"{event.total:,}",
        path=short_path(event.path),
    )


def recognition_line(event: RecognitionEvent) -> str:
    """Format the progress of recognising text in pictures, its rate and the time left."""
    line = _with_rate(_("Recognising pages"), event)
    return f"{line} · {short_path(event.path)}" if event.path else line


def embedding_line(event: EmbeddingEvent) -> str:
    """Format the progress of embedding, its rate and the time left."""
    return _with_rate(_("Embedding"), event)


def _with_rate(what: str, event: EmbeddingEvent | RecognitionEvent) -> str:
    line = _("{what}  {done} of {total}", what=what, done=f"{event.done:,}", total=f"{event.total:,}")
    if event.done == 0 or event.seconds <= 0:
        return line
    rate = event.done / event.seconds
    left = (event.total - event.done) / rate
    remaining = duration(left) if left >= 10 else f"{max(left, 0):.0f} s"
    return _(
        "{line} · {rate} a second · {remaining} left", line=line, rate=f"{rate:.1f}", remaining=remaining
    )

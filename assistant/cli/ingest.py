"""`assistant ingest`: syncs the library with files, and shows the progress."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.cli import console, parsing
from assistant.cli.console import put_row, quiet_terminal
from assistant.errors import PartMissing, UsageError
from assistant.events import (
    NAMES,
    EmbeddingEvent,
    FileEvent,
    IndexEvent,
    IngestFinished,
    IngestNotice,
    RecognitionEvent,
)
from assistant.i18n import _, mark
from assistant.paths import absolute
from assistant.text import clean_line
from assistant.unchanged import Glance
from assistant.wording import count, duration, listed, short_path

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rich.console import Console

    from assistant.config import Loaded
    from assistant.events import IngestEvent
    from assistant.unchanged import Unchanged

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


TAKES = "[PATH …]"
DESCRIPTION = mark("""\
Text can be searched as soon as its file was read; passages are embedded afterwards.
Files that have not changed are passed over. Stop it at any time: the next run goes on.
Without a path, everything that was ingested before is looked at again.
A folder that has moved is known again by what it holds, where its new place is named or lies in a folder that is read.""")
EXAMPLE = "assistant ingest ~/Documents/contracts notes.md"

STOPPED = mark("Stopped. What was read is kept; the next `assistant ingest` goes on from here.")
_MOST_SKIPPED_TOLD = 3
"""Of so many skipped files the reasons are told at once."""
_MARKS = {"added": "+", "updated": "~", "removed": "-", "failed": "!"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=parsing.path, help=_("A folder or a file; several are fine.")
    )
    parser.add_argument(
        "--exclude",
        metavar="GLOB",
        action="append",
        default=[],
        help=_('Leave out what matches, as in a .gitignore: "*.tmp", "drafts/"; kept for later runs.'),
    )
    parser.add_argument(
        "--no-exclude", metavar="GLOB", action="append", default=[], help=_("Leave that out no longer.")
    )


def run(args: argparse.Namespace) -> int:
    """Ingest; return 1 if a file failed, 3 if the chosen embedding model was missing."""
    for path in args.paths:
        # Before a library is made: a mistyped path must not leave an empty one behind.
        if not os.path.lexists(Path(path).expanduser()):
            raise UsageError(
                _("There is no file or folder {path}.", path=path),
                _("Check the path; nothing was changed."),
                code="path_missing",
            )
    try:
        return _run(args)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_(STOPPED)) from None


def _run(args: argparse.Namespace) -> int:
    began, glance = time.monotonic(), _glance(args)
    same = glance.unchanged(listed=args.json) if glance is not None else None
    if same is not None:
        _as_before(args, same, began)
        return 0
    with parsing.open_assistant(args, create=bool(args.paths)) as assistant:
        events = assistant.ingest(
            [Path(path).expanduser() for path in args.paths],
            exclude=[parsing.words([pattern]) for pattern in args.exclude],
            no_exclude=[parsing.words([pattern]) for pattern in args.no_exclude],
        )
        assert isinstance(events, Iterator)
        heard: list[IngestNotice] = []
        told = _hearing(events, heard)
        finished = _as_json(told) if args.json else _as_text(args, told)
        # What a server of vectors holds is known to it alone.
        if glance is not None and not heard and not assistant.loaded.settings.chroma.url:
            glance.seal(assistant.library, finished)
        # Only a missing part leaves texts waiting; where nobody named that part, words are enough.
        if finished.waiting and _named(assistant.loaded):
            return PartMissing.exit_code
    return 1 if finished.failed else 0


def _glance(args: argparse.Namespace) -> Glance | None:
    """Return what looks at the folders first; None where more than reading is asked."""
    if args.exclude or args.no_exclude:
        return None
    named = [absolute(path) for path in args.paths]
    return Glance(parsing.home_of(args), parsing.flags_of(args), os.environ, named)


def _hearing(events: Iterator[IngestEvent], heard: list[IngestNotice]) -> Iterator[IngestEvent]:
    """Yield events, and keep the notices among them."""
    for event in events:
        if isinstance(event, IngestNotice):
            heard.append(event)
        yield event


def _as_before(args: argparse.Namespace, same: Unchanged, began: float) -> None:
    """Tell of folders that are as they were."""
    seen, states = _Seen(), {"found": "unchanged", "skipped": "skipped"}
    if args.json:
        record = _record(FileEvent("", "unchanged"))
        console.emit_all(
            {**record, "path": path, "status": states[state], "reason": reason}
            for path, state, reason in same.rows
        )
    elif same.skipped:
        seen.skipped += [FileEvent(path, "skipped", reason=reason) for path, _state, reason in same.rows]
    finished = IngestFinished(
        added=0,
        updated=0,
        unchanged=same.files,
        removed=0,
        failed=0,
        skipped=same.skipped,
        passages=same.passages,
        embedded=0,
        waiting=0,
        seconds=round(time.monotonic() - began, 3),
    )
    if args.json:
        console.emit(_record(finished))
    else:
        _summarise(args, finished, seen, listed_before=True)


def _record(event: IngestEvent) -> dict[str, object]:
    """Return an event as it is written in JSON."""
    # Not by asdict, which copies every value: there is an event for each file.
    return {"event": NAMES[type(event)]} | {key: getattr(event, key) for key in event.__slots__}


def _named(loaded: Loaded) -> bool:
    """Return whether the user chose the engine or the embedding model."""
    settings, sources = loaded.settings, loaded.sources
    engine = sources["engine"] != "default" and settings.engine != "auto"
    return engine or (sources["models.embedding"] != "default" and bool(settings.models.embedding))


def _as_json(events: Iterator[IngestEvent]) -> IngestFinished:

    finished = None
    for event in paced(events, (RecognitionEvent, EmbeddingEvent, IndexEvent)):
        record = _record(event)
        if isinstance(event, EmbeddingEvent | RecognitionEvent):
            record["seconds"] = round(event.seconds, 3)
        console.emit(record)
        if isinstance(event, IngestFinished):
            finished = event
    assert finished is not None, "a run ends with IngestFinished"  # not shown
    return finished


@dataclass(slots=True)
class _Seen:
    """What the summary needs of the files."""

    failed: list[FileEvent] = field(default_factory=list)
    skipped: list[FileEvent] = field(default_factory=list)
    partly: int = 0


def _as_text(args: argparse.Namespace, events: Iterator[IngestEvent]) -> IngestFinished:

    seen, finished, notices = _Seen(), None, []
    with _progress() as progress:
        for event in events:
            if progress is not None:
                progress.show(event)
            match event:
                case FileEvent():
                    _note(event, seen)
                    if progress is None:
                        _put_line(event)
                case IngestNotice():
                    notices.append(event)
                case IngestFinished():
                    finished = event
    assert finished is not None, "a run ends with IngestFinished"  # not shown
    for notice in notices:
        parts = [clean_line(notice.message), clean_line(notice.hint)]
        console.say_styled((_("Note: "), "yellow"), " ".join(filter(None, parts)))
    _summarise(args, finished, seen, listed_before=progress is None)
    return finished


def _progress() -> AbstractContextManager[IngestProgress | None]:
    if not console.is_terminal(sys.stderr):
        return nullcontext()

    return closing(IngestProgress(console.console(sys.stderr)))


def _note(event: FileEvent, seen: _Seen) -> None:
    if event.status == "failed":
        seen.failed.append(event)
    if event.status == "skipped":
        seen.skipped.append(event)
    seen.partly += event.status in ("added", "updated") and bool(event.notices)


def _put_line(event: FileEvent) -> None:
    """Print one line for a file that changed the library."""
    if event.status not in _MARKS:
        return
    detail = clean_line(event.reason) or (count(event.passages, "passage") if event.passages else "")
    console.put(f"{_MARKS[event.status]} {short_path(event.path)}" + (f"  ({detail})" if detail else ""))


def _summarise(
    args: argparse.Namespace, finished: IngestFinished, seen: _Seen, *, listed_before: bool
) -> None:
    if seen.failed and not listed_before:
        console.put_styled((_("{files} could not be read:", files=count(len(seen.failed), "file")), "bold"))
        for event in seen.failed:
            put_row((("  ! ", "red"),), short_path(event.path), indent=4)
            put_row((), event.reason, style="dim", indent=4)
        console.put()
    if seen.skipped and len(seen.skipped) <= _MOST_SKIPPED_TOLD:
        for event in seen.skipped:
            put_row((("  – ", "yellow"),), short_path(event.path), indent=4)
            put_row((), event.reason, style="dim", indent=4)
    elif seen.skipped:
        console.put(
            _("Why {files} were skipped: assistant sources --failed", files=count(len(seen.skipped), "file"))
        )
    put_row((), _summary(finished), indent=0)
    if seen.partly:
        console.put(
            _(
                "Of {files} only a part could be read: assistant sources --failed",
                files=count(seen.partly, "file"),
            )
        )
    if finished.passages:
        console.put_styled(
            _("Now ask: "), (_('{invocation} ask "…"', invocation=parsing.invocation(args)), "bold")
        )


_DONE = {
    "added": mark("{number} added"),
    "updated": mark("{number} updated"),
    "removed": mark("{number} removed"),
    "unchanged": mark("{number} unchanged"),
    "failed": mark("{number} failed"),
    "skipped": mark("{number} skipped"),
}


def _summary(finished: IngestFinished) -> str:
    """Format a paragraph on what was done."""
    done = [
        _(said, number=f"{number:,}") for kind, said in _DONE.items() if (number := getattr(finished, kind))
    ]
    files = listed(done) if done else _("nothing to read")
    sentence = _(
        "Files: {files}. The library holds {passages}; {embedded} embedded in this run, which took {time}.",
        files=files,
        passages=count(finished.passages, "passage"),
        embedded=f"{finished.embedded:,}",
        time=duration(finished.seconds),
    )
    if finished.waiting:
        sentence += _(
            " {texts} still to be embedded; the next `assistant ingest` does it.",
            texts=count(finished.waiting, "text"),
        )
    return sentence


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

"""`assistant ingest`: brings the library in line with files, and shows what happens on the way."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.cli.pacing import paced
from assistant.errors import PartMissing, UsageError
from assistant.text import clean_line
from assistant.wording import count, duration, listed, place

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from assistant.cli.ingest_progress import IngestProgress
    from assistant.config import Loaded
    from assistant.events import IngestEvent, IngestFinished
    from ingest.records import FileEvent

TAKES = "[PATH …]"
DESCRIPTION = """\
Text can be searched as soon as its file was read; passages are embedded afterwards.
Files that have not changed are passed over. Stop it at any time: the next run goes on.
Without a path, everything that was ingested before is looked at again."""
EXAMPLE = "assistant ingest ~/Documents/contracts notes.md"

STOPPED = "Stopped. What was read is kept; the next `assistant ingest` goes on from here."
_MARKS = {"added": "+", "updated": "~", "removed": "-", "failed": "!"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=parsing.path, help="A folder or a file; several are fine."
    )


def run(args: argparse.Namespace) -> int:
    """Ingest, and tell by the exit code whether every file could be read, and embedded by what was asked for."""
    for path in args.paths:
        # Before a library is made: a mistyped path must not leave an empty one behind.
        if not os.path.lexists(Path(path).expanduser()):
            raise UsageError(f"There is no file or folder {path}.", "Check the path; nothing was changed.")
    try:
        return _run(args)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(STOPPED) from None


def _run(args: argparse.Namespace) -> int:
    with parsing.open_assistant(args, create=bool(args.paths)) as assistant:
        events = assistant.ingest([Path(path).expanduser() for path in args.paths])
        assert isinstance(events, Iterator)
        finished = _as_json(events) if args.json else _as_text(args, events)
        # Only a missing part leaves texts waiting; where nobody named that part, words are enough.
        if finished.waiting and _named(assistant.loaded):
            return PartMissing.exit_code
    return 1 if finished.failed else 0


def _named(loaded: Loaded) -> bool:
    """Tell whether the user named the engine or the model that embeds."""
    settings, sources = loaded.settings, loaded.sources
    engine = sources["engine"] != "default" and settings.engine != "auto"
    return engine or (sources["models.embedding"] != "default" and bool(settings.models.embedding))


def _as_json(events: Iterator[IngestEvent]) -> IngestFinished:
    from assistant.events import NAMES, IndexEvent, IngestFinished
    from ingest.records import EmbeddingEvent

    finished = None
    for event in paced(events, (EmbeddingEvent, IndexEvent)):
        # Not by asdict, which copies every value: there is an event for each file.
        record = {"event": NAMES[type(event)]} | {key: getattr(event, key) for key in event.__slots__}
        if isinstance(event, EmbeddingEvent):
            record["seconds"] = round(event.seconds, 3)
        console.emit(record)
        if isinstance(event, IngestFinished):
            finished = event
    assert finished is not None, "a run ends with IngestFinished"
    return finished


@dataclass(slots=True)
class _Seen:
    """What is told at the end of a run."""

    failed: list[FileEvent] = field(default_factory=list)
    partly: int = 0


def _as_text(args: argparse.Namespace, events: Iterator[IngestEvent]) -> IngestFinished:
    from assistant.events import IngestFinished, IngestNotice
    from ingest.records import FileEvent

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
    assert finished is not None, "a run ends with IngestFinished"
    for notice in notices:
        parts = [clean_line(notice.message), clean_line(notice.hint)]
        console.say_styled(("Note: ", "yellow"), " ".join(filter(None, parts)))
    _summarise(args, finished, seen, listed_before=progress is None)
    return finished


def _progress() -> AbstractContextManager[IngestProgress | None]:
    if not console.is_terminal(sys.stderr):
        return nullcontext()
    from assistant.cli.ingest_progress import IngestProgress

    return closing(IngestProgress(console.console(sys.stderr)))


def _note(event: FileEvent, seen: _Seen) -> None:
    if event.status == "failed":
        seen.failed.append(event)
    seen.partly += event.status in ("added", "updated") and bool(event.notices)


def _put_line(event: FileEvent) -> None:
    """Write one line for a file with which something was done."""
    if event.status not in _MARKS:
        return
    detail = clean_line(event.reason) or (count(event.passages, "passage") if event.passages else "")
    console.put(f"{_MARKS[event.status]} {place(event.path)}" + (f"  ({detail})" if detail else ""))


def _summarise(
    args: argparse.Namespace, finished: IngestFinished, seen: _Seen, *, listed_before: bool
) -> None:
    if seen.failed and not listed_before:
        console.put_styled((f"{count(len(seen.failed), 'file')} could not be read:", "bold"))
        for event in seen.failed:
            put_row((("  ! ", "red"),), place(event.path), indent=4)
            put_row((), event.reason, style="dim", indent=4)
        console.put()
    put_row((), _summary(finished), indent=0)
    if seen.partly:
        console.put(f"Of {count(seen.partly, 'file')} only a part could be read: assistant sources --failed")
    if finished.passages:
        console.put_styled("Now ask: ", (f'{parsing.invocation(args)} ask "…"', "bold"))


def _summary(finished: IngestFinished) -> str:
    """Write one paragraph on what a run has done."""
    kinds = ("added", "updated", "removed", "unchanged", "failed", "skipped")
    done = [f"{number:,} {kind}" for kind in kinds if (number := getattr(finished, kind))]
    files = listed(done) if done else "nothing to read"
    sentence = (
        f"Files: {files}. The library holds {count(finished.passages, 'passage')}; "
        f"{finished.embedded:,} embedded in this run, which took {duration(finished.seconds)}."
    )
    if finished.waiting:
        sentence += (
            f" {count(finished.waiting, 'text')} still to be embedded; the next `assistant ingest` does it."
        )
    return sentence

"""Sum up an ingest. What it imports is needed where nothing was read, too."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.i18n import _, mark
from assistant.text import clean_line
from assistant.wording import count, duration, listed, short_path

if TYPE_CHECKING:
    from assistant.events import IngestFinished
    from assistant.unchanged import Unchanged

_MOST_SKIPPED_TOLD = 3
"""Of so many skipped files the reasons are told at once."""


@dataclass(slots=True)
class Seen:
    """What the summary needs of the files.

    Attributes:
        failed: Path and reason of those that failed.
        skipped: Path and reason of those that were skipped.
        partly: How many could be read in part only.
        failing_still: How many failed before, and are as they were.
    """

    failed: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    partly: int = 0
    failing_still: int = 0


def list_failed(seen: Seen) -> None:
    """Name the files that failed, each with why."""
    if seen.failed:
        console.put_styled((_("{files} could not be read:", files=count(len(seen.failed), "file")), "bold"))
        for path, reason in seen.failed:
            put_row((("  ! ", "red"),), short_path(path), indent=4)
            put_row((), reason, style="dim", indent=4)
        console.put()


def summarise(
    args: argparse.Namespace, finished: IngestFinished | Unchanged, seen: Seen, *, listed_before: bool
) -> None:
    """Tell what an ingest has come to.

    Args:
        args: What was typed.
        finished: How it ended.
        seen: The files that something is to be said of.
        listed_before: Whether each file that failed was named already.
    """
    if not listed_before:
        list_failed(seen)
    if seen.skipped and len(seen.skipped) <= _MOST_SKIPPED_TOLD:
        for path, reason in seen.skipped:
            if listed_before:
                console.put(f"– {short_path(path)}  ({clean_line(reason)})")
                continue
            put_row((("  – ", "yellow"),), short_path(path), indent=4)
            put_row((), reason, style="dim", indent=4)
    elif seen.skipped:
        said = _(
            "Why {files} were skipped: assistant sources --failed", files=count(len(seen.skipped), "file")
        )
        console.put(console.runnable(said))
    nothing = not any(getattr(finished, kind) for kind in _DONE)
    if nothing:
        put_row((), _("There was no file in it of a format that can be read."), indent=0)
    if not nothing or finished.passages:
        put_row((), _summary(finished), indent=0)
    if seen.partly:
        said = _(
            "Of {files} a part may be missing or misread: assistant sources --failed",
            files=count(seen.partly, "file"),
        )
        console.put(console.runnable(said))
    if seen.failing_still:
        said = _(
            "As before, {files} could not be read: assistant sources --failed",
            files=count(seen.failing_still, "file"),
        )
        console.put(console.runnable(said))
    if seen.failed and not finished.passages:
        console.put(_("Why: {command}", command=f"{parsing.invocation(args)} sources --failed"))
    if finished.passages and any(getattr(finished, kind) for kind in ("added", "updated", "unchanged")):
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


def _summary(finished: IngestFinished | Unchanged) -> str:
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

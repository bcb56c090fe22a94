"""`assistant ingest`: syncs the library with files, and shows the progress."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.ingest_summary import Seen, summarise
from assistant.errors import PartMissing, UsageError
from assistant.i18n import _, mark
from assistant.paths import absolute, is_under
from assistant.unchanged import Glance
from assistant.wording import enumerated, short_path

if TYPE_CHECKING:
    from assistant.config import Loaded
    from assistant.events import IngestNotice
    from assistant.unchanged import Unchanged

FILE = ("event", "path", "status", "passages", "reason", "notices", "to_recognise")
FINISHED = (
    "added",
    "updated",
    "unchanged",
    "removed",
    "failed",
    "skipped",
    "passages",
    "embedded",
    "waiting",
    "seconds",
)
"""The keys of these events, whose classes are not loaded where nothing has changed."""
_MOST_KEPT_OUT = 3
SOME_FAILED = 4
"""The exit code of a run that is done, but for files that cannot be read: most folders hold one."""
TAKES = "[PATH …]"
DESCRIPTION = mark("""\
Text can be searched as soon as its file was read; passages are embedded afterwards.
Files that have not changed are passed over. Stop it at any time: the next run goes on.
Without a path, everything that was ingested before is looked at again.
A folder that has moved is known again by what it holds, where its new place is named or lies in a folder that is read.
It ends with 0, or with 4 where some files could not be read, which are listed. In later runs, while they are as they
were, they are counted and named no more, and it ends with 0 (sources --failed has them).""")
EXAMPLE = mark("assistant ingest ~/Documents/contracts notes.md")

STOPPED = mark("Stopped. What was read is kept; the next `assistant ingest` goes on from here.")


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
    """Ingest, and return the exit code.

    It is 4 if some files failed, 1 if all did, 3 if the chosen embedding model was missing. Files in a folder that failed before
    and are as they were do not count: whoever runs it every night wants to hear of what is new.
    """
    for path in args.paths:
        # Before a library is made: a mistyped path must not leave an empty one behind.
        if not os.path.lexists(Path(path).expanduser()):
            raise UsageError(
                _("There is no file or folder “{path}”.", path=path),
                _("Check the path; nothing was changed."),
                code="path_missing",
            )
    try:
        return _run(args)
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(*(stop.args or [_(STOPPED)])) from None


def _run(args: argparse.Namespace) -> int:
    began, glance = time.monotonic(), _glance(args)
    same = glance.unchanged(listed=args.json) if glance is not None else None
    if same is not None:
        _as_before(args, same, began)
        return 0
    from assistant.cli.ingest_events import Failing, as_json, as_text, hearing

    with parsing.open_assistant(args, create=bool(args.paths)) as assistant:
        if not args.paths and not args.json:
            roots = enumerated(map(short_path, assistant.library.documents.roots()))
            console.say_styled((_("Reading again: {folders}", folders=roots or _("nothing yet")), "dim"))
        named = {absolute(path) for path in args.paths}
        before = {
            path: kept for path, kept in assistant.library.documents.failed().items() if path not in named
        }
        events = assistant.ingest(
            [Path(path).expanduser() for path in args.paths],
            exclude=[parsing.words([pattern]) for pattern in args.exclude],
            no_exclude=[parsing.words([pattern]) for pattern in args.no_exclude],
        )
        assert isinstance(events, Iterator)
        heard: list[IngestNotice] = []
        failing = Failing(before)
        told = failing.among(hearing(events, heard))
        finished = as_json(told) if args.json else as_text(args, told, failing)
        if not args.json:
            _say_kept_out(args, assistant.exclusions().kept_out)
        # What a server of vectors holds is known to it alone.
        if glance is not None and not heard and not assistant.loaded.settings.chroma.url:
            glance.seal(assistant.library, finished)
        # Only a missing part leaves texts waiting; where nobody named that part, words are enough.
        if finished.waiting and _named(assistant.loaded):
            return PartMissing.exit_code
    if (failing.new or failing.old) and not finished.added + finished.updated + finished.unchanged:
        return 1
    return SOME_FAILED if failing.new else 0


def _say_kept_out(args: argparse.Namespace, paths: Iterable[str]) -> None:
    """Name a few of the paths that are kept out of what was read."""
    read = [absolute(path) for path in args.paths]
    kept_out = [path for path in paths if not read or any(is_under(path, one) for one in read)]
    if not kept_out:
        return
    named = [*map(short_path, kept_out[:_MOST_KEPT_OUT])]
    if more := len(kept_out) - len(named):
        named.append(_("{number} more", number=f"{more:,}"))
    console.say(_("Kept out: {paths}.", paths=enumerated(named)))


def _glance(args: argparse.Namespace) -> Glance | None:
    """Return what looks at the folders first; None where more than reading is asked."""
    if args.exclude or args.no_exclude:
        return None
    named = [absolute(path) for path in args.paths]
    return Glance(parsing.home_of(args), parsing.flags_of(args), os.environ, named)


def _as_before(args: argparse.Namespace, same: Unchanged, began: float) -> None:
    """Tell of folders that are as they were."""
    same.seconds = round(time.monotonic() - began, 3)
    if not args.json:
        _say_kept_out(args, same.kept_out)
        skipped = [(path, reason) for path, _state, reason in same.rows]
        summarise(args, same, Seen(skipped=skipped), listed_before=True)
        return
    for_file = dict(zip(FILE, ("file", "", "unchanged", 0, "", (), 0), strict=True))
    console.emit_all(
        for_file | {"path": path, "status": "unchanged" if state == "found" else state, "reason": reason}
        for path, state, reason in same.rows
    )
    console.emit({"event": "finished"} | {key: getattr(same, key) for key in FINISHED})


def _named(loaded: Loaded) -> bool:
    """Return whether the user chose the engine or the embedding model."""
    settings, sources = loaded.settings, loaded.sources
    engine = sources["engine"] != "default" and settings.engine != "auto"
    return engine or (sources["models.embedding"] != "default" and bool(settings.models.embedding))

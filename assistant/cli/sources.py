"""`assistant sources`: lists the files, and what could not be read of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.wording import count, listed, short_path, size

if TYPE_CHECKING:
    from assistant.api import StoredDocument

TAKES = ""
DESCRIPTION = """\
With --failed: files that could not be read, files that were skipped, and files of which a part
could not be read, each with the reason."""
EXAMPLE = "assistant sources --failed"

_STATES = {"found": ("ok", "green"), "failed": ("failed", "red"), "skipped": ("skipped", "yellow")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "--failed",
        action="store_true",
        help="Only what could not be read, in whole or in part, with the reason.",
    )


def run(args: argparse.Namespace) -> int:
    """List the files."""
    with parsing.open_assistant(args) as assistant:
        documents = assistant.library.documents.all()
    if args.failed:
        documents = [one for one in documents if one.state != "found" or one.notices]
    if args.json:
        for one in documents:
            console.emit(_record(one))
        return 0
    for one in documents:
        _show(one, reasons=args.failed)
    _total(documents, failed=args.failed)
    return 0


def _record(one: StoredDocument) -> dict[str, object]:
    return {
        "source": one.source,
        "state": one.state,
        "reason": one.reason,
        "notices": list(one.notices),
        "title": one.title,
        "kind": one.kind,
        "bytes": one.size,
        "passages": one.passages,
    }


def _show(one: StoredDocument, *, reasons: bool) -> None:
    state, style = _STATES[one.state]
    if reasons and one.state == "found":
        state, style = "partly", "yellow"
    detail = f"{one.kind}, {size(one.size)}, {count(one.passages, 'passage')}" if one.state == "found" else ""
    put_row(((state, style),), short_path(one.source) + (f"  ({detail})" if detail else ""), indent=8)
    for reason in ([one.reason] if one.reason else []) + list(one.notices if reasons else ()):
        put_row((), reason, style="dim", indent=8)
    if one.notices and not reasons:
        put_row((), "a part could not be read: assistant sources --failed", style="dim", indent=8)


def _total(documents: Sequence[StoredDocument], *, failed: bool) -> None:
    """Print the totals in a terminal; a pipe gets the list only."""
    if failed and not documents:
        console.say("Every file could be read whole.")
    elif not documents:
        console.say("There are no files in the library yet. Read some: assistant ingest FOLDER")
    elif console.is_terminal(sys.stdout):
        numbers = {state: sum(one.state == state for one in documents) for state in _STATES}
        words = {"found": "read", "failed": "failed", "skipped": "skipped"}
        parts = [f"{number:,} {words[state]}" for state, number in numbers.items() if number]
        console.say(f"{count(len(documents), 'file')}: {listed(parts)}.")

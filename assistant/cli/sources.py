"""`assistant sources`: lists the files, and what could not be read of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.cli.status import absent_lines
from assistant.i18n import _, mark
from assistant.inventory import read_choices
from assistant.paths import is_from_pack, is_under_any
from assistant.wording import count, enumerated, listed, short_path, size, typed_path

if TYPE_CHECKING:
    from assistant.api import StoredDocument

TAKES = ""
DESCRIPTION = mark("""\
With --failed: files that could not be read, files that were skipped, and files of which a part
could not be read, each with the reason. What is kept out of the library is named too, and files whose folder
or drive is not there now.""")
EXAMPLE = "assistant sources --failed"

_STATES = {
    "found": (mark("ok"), "green"),
    "failed": (mark("failed"), "red"),
    "skipped": (mark("skipped"), "yellow"),
}
_NOUNS = {"mbox": "mail", "enex": "note"}
KEPT_OUT = mark("kept out; this lets it in: assistant ingest")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "--failed",
        action="store_true",
        help=_("Only what could not be read, in whole or in part, with the reason."),
    )
    parser.add_argument(
        "--parts",
        action="store_true",
        help=_("List the documents in mailboxes and archives too, each mail and file by itself."),
    )
    parsing.add_inside(parser)


def run(args: argparse.Namespace) -> int:
    """List the files."""
    with parsing.open_assistant(args) as assistant:
        documents = assistant.library.documents.all(parts=args.parts)
        if args.inside:
            assistant.check_places(args.inside)
            chosen = assistant.documents_at(args.inside)
            documents = [one for one in documents if one.id in chosen]
        choices = read_choices(assistant)
    if args.failed:
        # What could not be read of a mail is said of its mailbox too.
        documents = [one for one in documents if one.state != "found" or (one.notices and not one.is_part)]
    if args.json:
        for one in documents:
            packed = is_from_pack(one.source)
            there = not packed and not is_under_any(one.source, choices.absent)
            console.emit(_record(one) | {"there": there, "from_pack": packed})
        for path in choices.kept_out:
            console.emit(_kept_out(path))
        return 0
    for one in documents:
        _show(one, reasons=args.failed, there=not is_under_any(one.source, choices.absent))
    for path in choices.kept_out:
        put_row(((_("out"), "yellow"),), f"{short_path(path)}  ({_(KEPT_OUT)} {typed_path(path)})", indent=8)
    _total(documents, failed=args.failed)
    if not args.failed:
        for line in absent_lines(choices):
            console.say(_("Not there now: {line}.", line=line))
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
        "parts": one.parts,
        "is_part": one.is_part,
    }


def _kept_out(path: str) -> dict[str, object]:
    nothing = {
        "notices": [],
        "title": "",
        "kind": "",
        "bytes": 0,
        "passages": 0,
        "parts": None,
        "is_part": False,
    }
    return {
        "source": path,
        "state": "kept_out",
        "reason": _(KEPT_OUT),
        **nothing,
        "there": True,
        "from_pack": False,
    }


def _show(one: StoredDocument, *, reasons: bool, there: bool) -> None:
    state, style = _STATES[one.state]
    if reasons and one.state == "found":
        state, style = mark("partly"), "yellow"
    inside = [] if one.parts is None else [count(one.parts, _NOUNS.get(one.kind, "document"))]
    held = [one.kind, size(one.size), *inside, count(one.passages, "passage")]
    detail = enumerated(held) if one.state == "found" else ""
    put_row(((_(state), style),), short_path(one.source) + (f"  ({detail})" if detail else ""), indent=8)
    if is_from_pack(one.source):
        put_row((), _("from a pack; its file is not on this machine"), style="dim", indent=8)
    if not there:
        put_row((), _("its folder or drive is not there now; what was read is kept"), style="dim", indent=8)
    for reason in ([one.reason] if one.reason else []) + list(one.notices if reasons else ()):
        put_row((), reason, style="dim", indent=8)
    if one.notices and not reasons:
        said = console.runnable(_("a part may be missing or misread: assistant sources --failed"))
        put_row((), said, style="dim", indent=8)


def _total(documents: Sequence[StoredDocument], *, failed: bool) -> None:
    """Print the totals in a terminal; a pipe gets the list only."""
    if failed and not documents:
        console.say(_("Every file could be read whole."))
    elif not documents:
        console.say(_("There are no files in the library yet. Read some: assistant ingest FOLDER"))
    elif console.is_terminal(sys.stdout):
        documents = [one for one in documents if not one.is_part]
        numbers = {state: sum(one.state == state for one in documents) for state in _STATES}
        words = {
            "found": mark("{number} read"),
            "failed": mark("{number} failed"),
            "skipped": mark("{number} skipped"),
        }
        parts = [_(words[state], number=f"{number:,}") for state, number in numbers.items() if number]
        console.say(_("{files}: {parts}.", files=count(len(documents), "file"), parts=listed(parts)))

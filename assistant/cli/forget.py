"""`assistant forget`: takes a file or a folder out of the library."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from assistant.cli import output, parsing
from assistant.errors import UsageError
from assistant.places import absolute
from assistant.wording import count, place

if TYPE_CHECKING:
    from collections.abc import Sequence

TAKES = "[PATH]"
DESCRIPTION = """\
The files themselves are not touched. Earlier conversations keep the words they quote from them, until
they are forgotten too: one with --conversation, all with --conversations."""
EXAMPLE = "assistant forget ~/Documents/contracts/old"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "path", metavar="PATH", nargs="?", type=parsing.path, help="A file or a folder, as it was ingested."
    )
    parser.add_argument(
        "--conversation", metavar="N", type=parsing.positive, help="Forget conversation N (see status)."
    )
    parser.add_argument("--conversations", action="store_true", help="Forget every conversation.")


def run(args: argparse.Namespace) -> int:
    """Forget, and say what remains."""
    wanted = [args.path is not None, args.conversation is not None, args.conversations]
    if sum(wanted) != 1:
        raise UsageError(
            "Name one thing to forget: a path, --conversation N or --conversations.",
            f"For example: {EXAMPLE}",
        )
    if args.path is None:
        return _forget_conversations(args)
    path = absolute(args.path)
    with parsing.open_assistant(args) as assistant:
        gone = assistant.forget(path)
        roots, talks = assistant.library.roots(), len(assistant.library.conversations())
    if not gone:
        raise UsageError(
            f"Nothing of {path} is in the library.", "assistant sources lists the files that are in it."
        )
    if args.json:
        output.emit({"event": "forgotten", "path": path, "files": gone, "conversations_kept": talks})
        return 0
    output.put(f"{count(gone, 'file')} of {place(path)} forgotten: text, vectors and index.")
    if talks:
        output.put(f"{count(talks, 'conversation')} kept, with the words quoted in them.")
    root = root_of(path, roots)
    if root:
        output.put(f"{place(root)} is still read: the next `assistant ingest` would bring it back.")
    return 0


def _forget_conversations(args: argparse.Namespace) -> int:
    with parsing.open_assistant(args) as assistant:
        gone = assistant.library.forget_conversations(args.conversation)
    if args.conversation is not None and not gone:
        raise UsageError(
            f"There is no conversation {args.conversation}.", "assistant status lists the latest ones."
        )
    if args.json:
        output.emit({"event": "forgotten", "conversations": gone})
    else:
        output.put(f"{count(gone, 'conversation')} forgotten.")
    return 0


def root_of(path: str, roots: Sequence[str]) -> str:
    """Find the ingested folder that a path lies in; empty when there is none, or nothing is at the path any more."""
    if not os.path.lexists(path):
        return ""
    return next((root for root in roots if path.startswith(root.rstrip(os.sep) + os.sep)), "")

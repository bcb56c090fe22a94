"""`assistant pack`: carries knowledge from one library to another in one file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.cli import console, parsing, sealed
from assistant.errors import UsageError
from assistant.paths import absolute
from assistant.text import clean_line
from assistant.wording import count, listed, short_path, size

if TYPE_CHECKING:
    from assistant.api import Conflict, Exported, Imported, Keep

TAKES = "export FILE | import FILE"
DESCRIPTION = """\
pack export FILE     write the documents' texts, passages, vectors, recognised text and notes into FILE
pack import FILE     take them into this library; nothing is read or embedded again

A pack is for others: it holds no settings and no paths of this machine, and conversations only if they are asked for.
The files themselves do not come along. What came in a pack stays until it is forgotten. Texts with vectors of another
model are found by their words, until `assistant ingest` has embedded them. For a copy of everything: assistant backup FILE"""
EXAMPLE = """\
assistant pack export leases.pack --in ~/Documents/leases
assistant pack import leases.pack"""

KEEP = ("mine", "theirs", "both")
SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("action", metavar="ACTION", help="export or import.")
    parser.add_argument("file", metavar="FILE", type=parsing.path, help="The pack.")
    parsing.add_inside(parser)
    parser.add_argument(
        "--conversations", action="store_true", help="export: also what was asked and answered."
    )
    sealed.add_passphrase(parser, writes=True)
    parser.add_argument(
        "--keep",
        choices=KEEP,
        help="import: where the pack holds another document under the path of one that is here: which of them stays.",
    )


def run(args: argparse.Namespace) -> int:
    """Export or import."""
    match args.action:
        case "export":
            if args.keep:
                raise UsageError("--keep is for pack import.", "assistant pack --help shows how it is used.")
            return _export(args)
        case "import":
            if args.inside or args.conversations or args.encrypt:
                raise UsageError(
                    "pack import takes the whole pack.", "assistant pack --help shows what it takes."
                )
            return _import(args)
        case other:
            raise UsageError(f"pack cannot {other}.", "It can: export FILE, import FILE.")


def _export(args: argparse.Namespace) -> int:
    with parsing.open_assistant(args) as assistant:
        passphrase = sealed.passphrase_to_write(args)
        try:
            with sealed.shown_progress(args) as progress:
                made = assistant.export_pack(
                    args.file,
                    args.inside,
                    conversations=args.conversations,
                    passphrase=passphrase,
                    progress=progress,
                )
        except KeyboardInterrupt:
            raise KeyboardInterrupt("Stopped. No pack was written.") from None
    if args.json:
        console.emit({"event": "exported", **asdict(made), "path": str(made.path)})
        return 0
    _show_exported(made)
    return 0


def _show_exported(made: Exported) -> None:
    holds = [count(made.documents, "document"), count(made.passages, "passage")]
    if made.conversations:
        holds.append(count(made.conversations, "conversation"))
    console.put(f"{short_path(str(made.path))} holds {listed(holds)} ({size(made.bytes)}).")
    if made.models:
        models = listed([clean_line(one) for one in made.models])
        console.put(f"{count(made.vectors, 'text')} of it with vectors of {models}.")
    if made.encrypted:
        console.put("It is encrypted; without the passphrase nobody can open it, and you cannot either.")
    else:
        console.put("It is not encrypted: whoever has it can read all of it (--encrypt).")


def _import(args: argparse.Namespace) -> int:
    from pathlib import Path

    if not Path(absolute(args.file)).is_file():  # before a library is made for it
        raise UsageError(
            f"There is no file {short_path(absolute(args.file))}.", "Check the path.", code="no_file"
        )
    with parsing.open_assistant(args, create=True) as assistant:
        try:
            with sealed.shown_progress(args) as progress:
                came = assistant.import_pack(
                    args.file,
                    keep=args.keep,
                    passphrase=sealed.passphrase_to_read(args),
                    choose=_choose if sys.stdin.isatty() and not args.json else None,
                    progress=progress,
                )
        except KeyboardInterrupt:
            raise KeyboardInterrupt("Stopped. The library is as it was.") from None
    if args.json:
        console.emit({"event": "imported", **asdict(came)})
    else:
        _show_imported(came)
    return 0


def _choose(conflicts: Sequence[Conflict]) -> Keep:
    """Show what stands at one path twice, and ask which to keep."""
    console.say(
        f"The pack holds {count(len(conflicts), 'document')} under a path at which another one is here:"
    )
    for one in conflicts[:SHOWN]:
        here = f"read from {short_path(one.source)}" if one.own else "from a pack"
        console.say(f"  {clean_line(one.path)}  (here: {here})")
    if len(conflicts) > SHOWN:
        console.say(f"  and {len(conflicts) - SHOWN:,} more")
    while True:
        console.say("Keep mine, theirs or both? ", end="")
        sys.stderr.flush()
        said = sys.stdin.readline()
        if not said:
            raise UsageError("It was not said which to keep.", "Nothing was changed.")
        for keep in KEEP:
            if said.strip() and keep.startswith(said.strip().casefold()):
                return keep  # type: ignore[return-value]


def _show_imported(came: Imported) -> None:
    parts = [f"{number:,} {what}" for what, number in _counts(came) if number]
    console.put(f"Documents: {', '.join(parts) or 'none'}.")
    if came.conversations:
        console.put(f"{count(came.conversations, 'conversation')} came too.")
    for path in came.kept_out[:SHOWN]:
        console.put(
            f"{short_path(path)} is not read any more; this lets it in again: assistant ingest {short_path(path)}"
        )
    if came.waiting:
        console.put(
            f"{count(came.waiting, 'text')} can be found by words now, and by meaning once they are embedded: assistant ingest"
        )


def _counts(came: Imported) -> list[tuple[str, int]]:
    return [
        ("added", came.added),
        ("in the place of others", came.replaced),
        ("here already", came.same),
        ("left out for what is here", came.kept),
    ]

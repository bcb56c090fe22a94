"""`assistant pack`: carries knowledge from one library to another in one file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing, sealed
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.inventory import library_exists
from assistant.paths import absolute
from assistant.text import clean_line
from assistant.wording import count, enumerated, listed, short_path, size, typed_path

if TYPE_CHECKING:
    from assistant.api import Conflict, Exported, Imported, Keep

TAKES = "export FILE | import FILE"
DESCRIPTION = mark("""\
pack export FILE     write the documents' texts, passages, vectors, recognised text and notes into FILE
pack import FILE     take them into this library; nothing is read or embedded again

A pack is for others: it holds no settings and no paths of this machine, and conversations only if they are asked for.
The files themselves do not come along. What came in a pack stays until it is forgotten. Texts with vectors of another
model are found by their words, until `assistant ingest` has embedded them. For a copy of everything: assistant backup FILE""")
EXAMPLE = """\
assistant pack export leases.pack --in ~/Documents/leases
assistant pack import leases.pack"""

KEEP = ("mine", "theirs", "both")
SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("action", metavar="ACTION", help=_("export or import."))
    parser.add_argument("file", metavar="FILE", type=parsing.path, help=_("The pack."))
    parsing.add_inside(parser)
    parser.add_argument(
        "--conversations", action="store_true", help=_("export: also what was asked and answered.")
    )
    sealed.add_passphrase(parser, writes=True)
    parser.add_argument(
        "--keep",
        choices=KEEP,
        help=_(
            "import: where the pack holds another document under the path of one that is here: which of them stays."
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Export or import."""
    match args.action:
        case "export":
            if args.keep:
                raise UsageError(
                    _("--keep is for pack import."), _("assistant pack --help shows how it is used.")
                )
            return _export(args)
        case "import":
            if args.inside or args.conversations or args.encrypt:
                raise UsageError(
                    _("pack import takes the whole pack."), _("assistant pack --help shows what it takes.")
                )
            return _import(args)
        case other:
            raise UsageError(
                _("pack has no action {other}.", other=other), _("It can: export FILE, import FILE.")
            )


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
            raise KeyboardInterrupt(_("Stopped. No pack was written.")) from None
    if args.json:
        console.emit({"event": "exported", **asdict(made), "path": str(made.path)})
        return 0
    _show_exported(made)
    return 0


def _show_exported(made: Exported) -> None:
    holds = [count(made.documents, "document"), count(made.passages, "passage")]
    if made.conversations:
        holds.append(count(made.conversations, "conversation"))
    console.put(
        _(
            "{made} holds {holds} ({size}).",
            made=short_path(str(made.path)),
            holds=listed(holds),
            size=size(made.bytes),
        )
    )
    if made.models:
        models = listed([clean_line(one) for one in made.models])
        console.put(
            _("{texts} of it with vectors of {models}.", texts=count(made.vectors, "text"), models=models)
        )
    if made.encrypted:
        console.put(_("It is encrypted; without the passphrase nobody can open it, and you cannot either."))
    else:
        console.put(_("It is not encrypted: whoever has it can read all of it (--encrypt)."))


def _import(args: argparse.Namespace) -> int:
    from assistant.packs.importing import check_pack

    passphrase = sealed.passphrase_to_read(args)
    if not library_exists(parsing.load(args)):
        check_pack(Path(absolute(args.file)), passphrase)  # before a library is made for it
    with parsing.open_assistant(args, create=True) as assistant:
        try:
            with sealed.shown_progress(args) as progress:
                came = assistant.import_pack(
                    args.file,
                    keep=args.keep,
                    passphrase=passphrase,
                    choose=_choose if sys.stdin.isatty() and not args.json else None,
                    progress=progress,
                )
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_("Stopped. The library is as it was.")) from None
    if args.json:
        console.emit({"event": "imported", **asdict(came)})
    else:
        _show_imported(came)
    return 0


def _choose(conflicts: Sequence[Conflict]) -> Keep:
    """Show what stands at one path twice, and ask which to keep."""
    console.say(
        _(
            "The pack holds {documents} under a path at which another one is here:",
            documents=count(len(conflicts), "document"),
        )
    )
    for one in conflicts[:SHOWN]:
        here = _("read from {source}", source=short_path(one.source)) if one.own else _("from a pack")
        console.say(f"  {clean_line(one.path)}  (here: {here})")
    if len(conflicts) > SHOWN:
        console.say(_("  and {conflicts} more", conflicts=f"{len(conflicts) - SHOWN:,}"))
    while True:
        console.say(_("Keep mine, theirs or both? "), end="")
        sys.stderr.flush()
        said = sys.stdin.readline()
        if not said:
            raise UsageError(_("Nobody said which to keep."), _("Nothing was changed."))
        for keep in KEEP:
            if said.strip() and keep.startswith(said.strip().casefold()):
                return keep  # type: ignore[return-value]


def _show_imported(came: Imported) -> None:
    parts = [
        _("{number} {what}", number=f"{number:,}", what=what) for what, number in _counts(came) if number
    ]
    console.put(_("Documents: {parts}.", parts=enumerated(parts) or _("none")))
    if came.conversations:
        console.put(_("{conversations} came too.", conversations=count(came.conversations, "conversation")))
    for path in came.kept_out[:SHOWN]:
        console.put(
            _(
                "{path} is not read any more; this lets it in again: {command}",
                path=short_path(path),
                command=f"assistant ingest {typed_path(path)}",
            )
        )
    if came.waiting:
        console.put(
            _(
                "{texts} can be found by words now, and by meaning once they are embedded: assistant ingest",
                texts=count(came.waiting, "text"),
            )
        )


def _counts(came: Imported) -> list[tuple[str, int]]:
    return [
        (_("added"), came.added),
        (_("in the place of others"), came.replaced),
        (_("here already"), came.same),
        (_("left out for what is here"), came.kept),
    ]

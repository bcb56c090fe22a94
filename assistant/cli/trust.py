"""`assistant trust`: whose bundles are trusted, by the keys they sign with."""

from __future__ import annotations

import argparse

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.i18n import _, mark

TAKES = "[list | add PUBKEY [--name WHO] | remove NUMBER]"
DESCRIPTION = mark("""\
trust                   list the keys that are trusted
trust add PUBKEY        trust bundles signed with this key of minisign (a line that begins with RW, or its .pub file);
                        get it from the sender by another way than the bundle. From then on bundles of others are
                        refused by install.py, unless told otherwise
trust remove NUMBER     trust it no longer; a number, or the name that it was given""")
EXAMPLE = mark("assistant trust add sender.pub --name 'IT of the clinic'")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "action",
        metavar="ACTION",
        nargs="?",
        default="list",
        help=_("list, add or remove; list if left out."),
    )
    parser.add_argument(
        "key", metavar="PUBKEY", nargs="?", default="", help=_("A public key, its file, or its number.")
    )
    parser.add_argument("--name", metavar="WHO", default="", help=_("Whose key it is."))


def run(args: argparse.Namespace) -> int:
    """List, add or remove."""
    from assistant.bundle import trust

    paths = parsing.load(args).paths
    match args.action:
        case "list" if not args.key:
            found = trust.trusted(paths)
            for one in found:
                if args.json:
                    console.emit({"number": one.number, "key": one.key, "name": one.name})
                else:
                    console.put(f"{one.number}  {one.name}".rstrip())
            if not found and not args.json:
                console.put(_("No key is trusted yet: assistant trust add PUBKEY"))
        case "add" | "remove" if not args.key:
            raise UsageError(
                _("Which key?"), _("{command} --help shows how it is used.", command="assistant trust")
            )
        case "add":
            one = trust.add(paths, parsing.words([args.key]), parsing.words([args.name]))
            _tell(args, _("Trusted from now on: {key}", key=f"{one.number} {one.name}".rstrip()), one.number)
        case "remove":
            one = trust.remove(paths, parsing.words([args.key]))
            _tell(args, _("Trusted no longer: {key}", key=f"{one.number} {one.name}".rstrip()), one.number)
        case _other:
            raise UsageError(
                _("trust {action} cannot be used like this.", action=args.action),
                _("It can: list, add PUBKEY, remove NUMBER."),
            )
    return 0


def _tell(args: argparse.Namespace, said: str, number: str) -> None:
    if args.json:
        console.emit({"event": "finished", "number": number})
    else:
        console.put(said)

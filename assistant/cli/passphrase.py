"""`assistant passphrase`: lets another passphrase open an encrypted library."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.cli import console, parsing
from assistant.cli.encrypt import new_passphrase
from assistant.errors import LibraryLocked
from assistant.i18n import _, mark

TAKES = ""
DESCRIPTION = mark("""\
The present passphrase is asked for, then the new one twice. The library's own key stays, so this takes a
moment whatever its size; a copy of the library that was made before still opens by the old passphrase.""")
EXAMPLE = """\
assistant passphrase
assistant passphrase --no-keyring"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "--new-file",
        metavar="FILE",
        type=parsing.path,
        help=_("Take the new passphrase from the first line of this file."),
    )
    parser.add_argument(
        "--keyring",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("Let the system's keyring know the key, or not any more."),
    )


def run(args: argparse.Namespace) -> int:
    """Change the passphrase."""
    from assistant import encrypted, passphrase
    from assistant.secret_file import secret_in

    loaded = parsing.load(args)
    encrypted.check_encrypted(loaded)
    encrypted.unlock(loaded)
    if args.new_file is not None:
        new = passphrase.checked(secret_in(Path(args.new_file), "passphrase"))
    elif (ask := passphrase.asker()) is not None:
        new = new_passphrase(ask)
    else:
        raise LibraryLocked(
            _("A new passphrase is needed, and there is no terminal to ask for it."),
            _("Name a file with it: assistant passphrase --new-file FILE"),
        )
    encrypted.change_passphrase(loaded, new, keyring=args.keyring)
    if args.json:
        console.emit({"event": "passphrase_changed"})
    else:
        console.put(_("The new passphrase opens the library; the old one does not any more."))
    return 0

"""`assistant encrypt`: encrypts the library, for the case that the disk is stolen."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.errors import LibraryLocked, UsageError
from assistant.i18n import _, mark
from assistant.wording import short_path

if TYPE_CHECKING:
    from collections.abc import Callable

TAKES = ""
DESCRIPTION = mark("""\
Everything that is kept of your documents (text, words, vectors, conversations, notes) is then in one file
that only the passphrase opens. There is no other way in: a passphrase that is forgotten is the end of the
library. It takes the place of the plain one at once or not at all, and the plain one is overwritten.
The passphrase is asked for; without a terminal it is the first line of ASSISTANT_PASSPHRASE_FILE. What this does
not protect: the documents themselves, a machine that is running, what a disk has kept of earlier.""")
EXAMPLE = """\
assistant encrypt
assistant encrypt --keyring"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "--keyring",
        action="store_true",
        help=_(
            "Let the system's keyring know the key too, so that nothing has to be typed while you are logged in."
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Encrypt the library."""
    from assistant import encrypted

    loaded = parsing.load(args)
    if encrypted.is_encrypted(loaded):
        raise UsageError(
            _("The library is encrypted already."), _("Another passphrase: assistant passphrase")
        )
    encrypted.check_installed()
    encrypted.encrypt(loaded, _passphrase(), keyring=args.keyring)
    folder = loaded.paths.library(loaded.settings.library)
    if args.json:
        console.emit({"event": "encrypted", "folder": str(folder), "keyring": args.keyring})
        return 0
    console.put(
        _(
            "{folder} is encrypted. Whoever forgets the passphrase has lost it.",
            folder=short_path(str(folder)),
        )
    )
    if loaded.settings.chroma.url:
        console.put(
            _(
                "The Chroma server {url} still holds its vectors; it is not asked any more. Delete them there.",
                url=loaded.settings.chroma.url,
            )
        )
    if any((folder / "received").rglob("*")):
        console.put(
            _(
                "What people sent to a bot lies as it is in {folder}.",
                folder=short_path(str(folder / "received")),
            )
        )
    console.put(_("A solid-state disk may keep old blocks: docs/encryption.md says what that means."))
    return 0


def _passphrase() -> str:
    from assistant import passphrase

    for given in passphrase.given():
        return passphrase.checked(given)
    ask = passphrase.asker()
    if ask is None:
        raise LibraryLocked(
            _("A passphrase is needed, and there is no terminal to ask for it."),
            _("Name a file with it: {file}=FILE", file=passphrase.FILE),
        )
    return new_passphrase(ask)


def new_passphrase(ask: Callable[[str], str]) -> str:
    """Return a new passphrase, which is typed twice.

    Raises:
        UsageError: It was typed differently the second time, or is too short.
    """
    from assistant import passphrase

    first = passphrase.checked(ask(_("New passphrase: ")))
    if ask(_("The same again: ")) != first:
        raise UsageError(_("The two passphrases differ."), _("Nothing was changed."), code="passphrase_wrong")
    return first

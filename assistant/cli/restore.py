"""`assistant restore`: puts a backup back."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import i18n
from assistant.cli import console, parsing, sealed
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.paths import absolute
from assistant.text import clean_line
from assistant.wording import count, listed, short_path

TAKES = "FILE"
DESCRIPTION = mark("""\
All of it is checked before anything is changed. Where a library or settings are there already, it asks, and makes a backup
of them first (before-restore-….backup). Libraries that are not in the backup stay. Restore only your own backups: what
somebody else gives you is a pack (assistant pack import FILE).""")
EXAMPLE = "assistant restore assistant.backup --home /media/stick/assistant"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("file", metavar="FILE", type=parsing.path, help=_("The backup."))
    parser.add_argument(
        "--replace",
        action="store_true",
        help=_("Replace what is there without asking; a backup of it is made first."),
    )
    sealed.add_passphrase(parser, writes=False)


def run(args: argparse.Namespace) -> int:
    """Restore, and say what came."""
    from assistant.packs.restoring import restore

    loaded, path = parsing.load(args), Path(absolute(args.file))

    def agreed(names: Sequence[str]) -> bool:
        return args.replace or (not args.json and _asked(names))

    try:
        with sealed.shown_progress(args) as progress:
            came = restore(
                loaded, path, passphrase=sealed.passphrase_to_read(args), agreed=agreed, progress=progress
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            _("Stopped. Each library is the old or the new one; the same command goes on from here.")
        ) from None
    if came.settings and not args.json:  # what is said now is said in the language of the settings that came
        i18n.use(i18n.preferred(args.language or "", os.environ, parsing.settings_file(args)))
    if args.json:
        record = {
            "event": "restored",
            "libraries_restored": list(came.libraries),
            "replaced": list(came.replaced),
        }
        console.emit(record | {"settings": came.settings, "aside": str(came.aside) if came.aside else None})
        return 0
    names = _(": {libraries}", libraries=listed(came.libraries)) if came.libraries else ""
    console.put(
        _(
            "{librarys} restored{names}{value}.",
            librarys=count(len(came.libraries), "library"),
            names=names,
            value=_(", and the settings") if came.settings else "",
        )
    )
    if came.aside:
        console.put(
            _(
                "What was there before is in {aside}; delete it when it is not needed.",
                aside=short_path(str(came.aside)),
            )
        )
    return 0


def _asked(names: Sequence[str]) -> bool:
    """Ask whether what is there may be replaced."""
    if not sys.stdin.isatty():
        return False
    names_listed = clean_line(listed(list(names)))
    if not console.agreed(
        _("There already: {list}. Replace it, after a backup of it? [y/N]", list=names_listed)
    ):
        raise UsageError(_("Nothing was changed."), "", code="restore_replaces")
    return True

"""`assistant backup`: copies everything into one file, while it is in use."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from assistant.cli import console, parsing, sealed
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.paths import absolute
from assistant.wording import count, listed, short_path, size

TAKES = "FILE"
DESCRIPTION = mark("""\
Every library of this home (documents, passages, vectors, recognised text, notes, conversations) and the settings. Other
programs may go on reading and writing. The file is read again before it counts. Not in it: tokens of `serve` and sessions of
bots, which are made anew, models, your own files. `assistant restore FILE` puts it back.""")
EXAMPLE = "assistant backup /media/stick/assistant.backup --encrypt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=parsing.path,
        help=_("Where to; replaced when the new one is whole."),
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=parsing.path, help=_("The same."))
    sealed.add_passphrase(parser, writes=True)


def run(args: argparse.Namespace) -> int:
    """Back up, and say what is in the file."""
    from assistant.packs.backup import back_up

    if (args.file is None) == (args.output is None):
        raise UsageError(_("Name one file to write."), _("For example: {example}", example=EXAMPLE))
    loaded, path = parsing.load(args), Path(absolute(args.file or args.output))
    passphrase = sealed.passphrase_to_write(args)
    try:
        with sealed.shown_progress(args) as progress:
            made = back_up(loaded, path, passphrase=passphrase, progress=progress)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_("Stopped. No backup was written.")) from None
    if args.json:
        console.emit({"event": "backed_up", **asdict(made), "path": str(made.path)})
        return 0
    text = (
        _("{path} ({size}) holds {libraries}: {names}, and the settings.")
        if made.libraries and made.settings
        else _("{path} ({size}) holds {libraries}: {names}.")
        if made.libraries
        else _("{path} ({size}) holds the settings.")
    )
    libraries, names = count(len(made.libraries), "library"), listed(made.libraries)
    shown = short_path(str(path))
    console.put(text.format(path=shown, size=size(made.bytes), libraries=libraries, names=names))
    if made.replaced:
        console.put(_("It has taken the place of the file of that name."))
    if made.encrypted:
        console.put(_("It is encrypted; without the passphrase nobody can open it, and you cannot either."))
    return 0

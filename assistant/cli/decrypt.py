"""`assistant decrypt`: makes an encrypted library a plain one again."""

from __future__ import annotations

import argparse

from assistant.cli import console, parsing
from assistant.i18n import _, mark
from assistant.wording import short_path

TAKES = ""
DESCRIPTION = mark(
    "The library can then be read by whoever has the disk; the plain one takes its place at once or not at all."
)
EXAMPLE = "assistant decrypt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""


def run(args: argparse.Namespace) -> int:
    """Decrypt the library."""
    from assistant import encrypted

    loaded = parsing.load(args)
    encrypted.decrypt(loaded)
    folder = loaded.paths.library(loaded.settings.library)
    if args.json:
        console.emit({"event": "decrypted", "folder": str(folder)})
    else:
        console.put(_("{folder} is plain again.", folder=short_path(str(folder))))
    return 0

"""`assistant` alone: opens the terminal app, or says what to do first."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from types import ModuleType

from assistant.cli import COMMANDS, console, parsing
from assistant.i18n import _, mark
from assistant.inventory import holdings_of, library_exists
from assistant.wording import count, documents_held

TAKES = ""
DESCRIPTION = mark(
    "Without a command: opens the terminal app, once there is a library; before that, says what to do first."
)
EXAMPLE = "assistant --help"

INGEST = "assistant ingest ~/Documents"
ASK = mark('assistant ask "What did we agree about …?"')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this takes: nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Open the app, or print what to do next."""
    loaded = parsing.load(args)
    if not library_exists(loaded):
        if args.json:
            console.emit({"library": loaded.settings.library, "documents": 0, "passages": 0, "next": INGEST})
            return 0
        console.put(_("Ask your own documents, on your own machine; nothing leaves it."))
        console.put_styled(_("  1. Read a folder:  "), (console.runnable(INGEST), "bold"))
        console.put_styled(_("  2. Ask:            "), (console.runnable(_(ASK)), "bold"))
        console.put_styled(_("Or do both in a terminal app:  "), (console.runnable("assistant tui"), "bold"))
        return 0
    if not args.json and console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout):
        app: ModuleType = import_module(COMMANDS["tui"][0])
        code: int = app.show(args)
        return code
    holdings = holdings_of(loaded)
    if args.json:
        record = {"library": loaded.settings.library, "documents": holdings.documents}
        console.emit(record | {"passages": holdings.passages, "next": ASK if holdings.passages else INGEST})
        return 0
    there = _(
        "{documents} in {passages}",
        documents=documents_held(holdings.documents, holdings.files),
        passages=count(holdings.passages, "passage"),
    )
    console.put(_("The library {library} holds {held}.", library=loaded.settings.library, held=there))
    console.put_styled(
        _("  Ask:              "), (console.runnable(_(ASK) if holdings.passages else INGEST), "bold")
    )
    console.put_styled(_("  More:             "), ("assistant --help", "bold"))
    return 0

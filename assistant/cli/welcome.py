"""`assistant` alone: opens the terminal app once there is a library, and says what to do next where it cannot."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from types import ModuleType

from assistant.cli import COMMANDS, console, parsing
from assistant.wording import count

TAKES = ""
DESCRIPTION = (
    "Without a command: opens the terminal app, once there is a library; before that, says what to do first."
)
EXAMPLE = "assistant --help"

INGEST = "assistant ingest ~/Documents"
ASK = 'assistant ask "What did we agree about …?"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this takes: nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Say what to do first, or what there is to ask."""
    loaded = parsing.load(args)
    folder = loaded.paths.library(loaded.settings.library)
    if not (folder / "library.db").exists():
        if args.json:
            console.emit({"library": loaded.settings.library, "documents": 0, "passages": 0, "next": INGEST})
            return 0
        console.put("Ask your own documents, on your own machine; nothing leaves it.")
        console.put_styled("  1. Read a folder:  ", (INGEST, "bold"))
        console.put_styled("  2. Ask:            ", (ASK, "bold"))
        console.put_styled("Or do both in a terminal app:  ", ("assistant tui", "bold"))
        return 0
    if not args.json and console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout):
        app: ModuleType = import_module(COMMANDS["tui"][0])
        code: int = app.show(args)
        return code
    from assistant.library.library import Library

    with Library(folder) as library:
        counts = library.counts()
    if args.json:
        documents, passages = counts["found"], counts["passages"]
        record = {"library": loaded.settings.library, "documents": documents, "passages": passages}
        console.emit(record | {"next": ASK if passages else INGEST})
        return 0
    held = f"{count(counts['found'], 'document')} in {count(counts['passages'], 'passage')}"
    console.put(f"The library {loaded.settings.library} holds {held}.")
    console.put_styled("  Ask:              ", (ASK if counts["passages"] else INGEST, "bold"))
    console.put_styled("  More:             ", ("assistant --help", "bold"))
    return 0

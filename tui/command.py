"""`assistant tui`: starts the terminal app."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assistant.cli import output
from assistant.errors import UsageError

TAKES = ""
DESCRIPTION = """\
Ask, read the sources beside the answer, add folders, choose models. F1 in the app shows every key."""
EXAMPLE = "assistant tui"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""


def run(args: argparse.Namespace) -> int:
    """Run the app until it is left."""
    if args.json:
        raise UsageError("The terminal app writes no JSON.", "assistant ask --json does.")
    if not (output.is_terminal(sys.stdout) and output.is_terminal(sys.stdin)):
        raise UsageError("The terminal app needs a terminal.", 'In a pipe: assistant ask "…"')
    from assistant.desk.desk import Desk, Opening
    from tui.app import AssistantApp

    opening = Opening(
        Path(args.home) if args.home else None, {"engine": args.engine, "library": args.library}
    )
    app = AssistantApp(Desk(opening))
    app.run()
    return app.return_code or 0

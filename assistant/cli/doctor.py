"""`assistant doctor`: checks every part and names the command that mends it."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.doctor import Check, examine
from assistant.i18n import _, mark
from assistant.wording import enumerated

TAKES = ""
DESCRIPTION = mark("""\
Ends with 0 when answers are possible, else with 3. Nothing is changed, and no connection is opened
except to the model server of your settings.""")
EXAMPLE = "assistant doctor --engine ollama"

INDENT = 14
_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "missing": ("✗", "red"), "unused": ("–", "dim")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes: nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Show every part as it is found."""
    checks = []
    for check in examine(parsing.load(args), os.environ):
        checks.append(check)
        if args.json:
            console.emit({"event": "check", **asdict(check)})
        else:
            _show(check)
            console.flush()
    fatal = [check.part for check in checks if check.fatal]
    if args.json:
        console.emit({"event": "finished", "answers_possible": not fatal, "missing": fatal})
    else:
        console.put()
        nothing_read = any(check.part == "Library" and check.state == "unused" for check in checks)
        _conclude(fatal, [check.part for check in checks if check.state == "missing"], nothing_read)
    return 3 if fatal else 0


def _show(check: Check) -> None:
    put_row((_MARKS[check.state], " ", (_(check.part), "bold")), check.detail, indent=INDENT)
    if check.remedy:
        put_row((" " * INDENT + "→ ",), console.runnable(check.remedy), style="cyan", indent=INDENT + 2)


def _conclude(fatal: list[str], missing: list[str], nothing_read: bool) -> None:
    if fatal:
        console.put_styled(
            (_("Answers are not possible yet; missing: {fatal}.", fatal=enumerated(map(_, fatal))), "red")
        )
    elif nothing_read:
        first = console.runnable("assistant ingest ~/Documents")
        console.put_styled(
            (_("Nothing was read yet. First read a folder: {command}", command=first), "green")
        )
        if missing:
            console.put(_("Also missing: {parts}.", parts=enumerated(map(_, missing))))
    elif missing:
        said = _("Answers are possible; what is missing: {parts}.", parts=enumerated(map(_, missing)))
        console.put_styled((said, "green"))
    else:
        console.put_styled((_("Answers are possible."), "green"))

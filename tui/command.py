"""`assistant tui`: starts the terminal app, here or in a browser of this machine."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.i18n import _, mark

TAKES = ""
DESCRIPTION = mark("""\
Ask, read the sources beside the answer, add folders, choose models. F1 in the app shows every key.
With --web it is served to browsers of this machine, at an address with a key.""")
EXAMPLE = """\
assistant tui
assistant tui --web --port 8123"""
PORT = 8321
SWITCH_S = 0.001
"""Thread switch interval in seconds; short, so that threads delay no frame."""
_HIGHEST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("--web", action="store_true", help=_("Serve the app to a browser of this machine."))
    parser.add_argument(
        "--port",
        type=parsing.positive,
        metavar="N",
        default=PORT,
        help=_("With --web: the port; {port} if left out.", port=PORT),
    )


def run(args: argparse.Namespace) -> int:
    """Run the app until it is left."""
    if args.json:
        raise UsageError(_("The terminal app writes no JSON."), _("assistant ask --json does."))
    return _serve(args) if args.web else show(args)


def show(args: argparse.Namespace) -> int:
    """Show the app in this terminal until it is left."""
    terminal = console.is_terminal(sys.stdout) and console.is_terminal(sys.stdin)
    if not terminal and "TEXTUAL_DRIVER" not in os.environ:  # which is how a browser's screen comes in
        raise UsageError(_("The terminal app needs a terminal."), _('In a pipe: assistant ask "…"'))
    from assistant.aio.client import AsyncAssistant, OpenOptions
    from tui.app import AssistantApp

    opening = OpenOptions(
        Path(args.home) if args.home else None, {"engine": args.engine, "library": args.library}
    )
    parsing.unlock(args)  # the screen is the app's from now on
    sys.setswitchinterval(SWITCH_S)
    app = AssistantApp(AsyncAssistant(opening))
    app.run()
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0


def app_words(args: argparse.Namespace) -> list[str]:
    """Return what starts the app for a browser, with this command's options."""
    from assistant.processes import python

    given = ((option, getattr(args, option)) for option in ("home", "library", "engine", "language"))
    return [
        *python("assistant"),
        *(word for option, value in given if value for word in (f"--{option}", value)),
        "tui",
    ]


def _serve(args: argparse.Namespace) -> int:
    if args.port > _HIGHEST_PORT:
        raise UsageError(
            _("There is no port {port}.", port=args.port),
            _("Choose one up to {highest}.", highest=_HIGHEST_PORT),
        )
    from tui.web import serve

    words = app_words(args)
    command = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    told = b""
    if (loaded := parsing.unlock(args)) is not None:
        from assistant.encrypted import handed_on

        told, more = handed_on(loaded)
        os.environ.update(more)
    serve(command, args.port, console.say, told)
    return 0

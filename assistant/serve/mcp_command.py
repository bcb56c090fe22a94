"""`assistant mcp`: the libraries for agents, over standard input and output."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.serve.command import check_folders, check_installed

TAKES = ""
DESCRIPTION = mark("""\
Started by an agent or an editor, which speaks the Model Context Protocol with it: search, fetch, ask and
list_sources. It reads only, unless --allow-ingest names folders.""")
EXAMPLE = """\
assistant mcp
assistant mcp --allow-ingest ~/Documents"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "--allow-ingest",
        metavar="DIR",
        action="append",
        default=[],
        help=_("Let agents have files below this folder read; may be repeated."),
    )


def run(args: argparse.Namespace) -> int:
    """Answer until the other side closes."""
    check_installed()
    check_folders(args.allow_ingest)
    if args.json:
        raise UsageError(_("MCP is JSON by itself."), _("Leave --json out."))
    if console.is_terminal(sys.stdin):
        console.say(_("This is started by an agent, which speaks MCP with it; Ctrl+C ends it."))
    from assistant.passphrase import ask_by
    from assistant.serve import mcp_server
    from assistant.serve.libraries import Libraries

    libraries = Libraries(parsing.home_of(args), parsing.flags_of(args), os.environ)
    ask_by(None)  # standard input is the agent's
    roots = [Path(name) for name in args.allow_ingest]

    async def main() -> None:
        try:
            await mcp_server.server(libraries, None, roots).run_stdio_async()
        finally:
            await libraries.aclose()

    asyncio.run(main())
    return 0

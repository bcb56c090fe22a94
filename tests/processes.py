"""The processes that a test has started."""

from __future__ import annotations

import psutil


def children() -> list[psutil.Process]:
    """Return those that this process has started and that still run, but for the server that tests of bots share."""
    found = psutil.Process().children(recursive=True)
    return [
        one
        for one in found
        if one.status() != psutil.STATUS_ZOMBIE and "synapse.app.homeserver" not in one.cmdline()
    ]

"""Keeps what is typed meanwhile off the screen: an echo moves the cursor, and a display that is redrawn would tear."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_terminal() -> Iterator[None]:
    """Switch echo off while the block runs, where there is a terminal to switch; Ctrl-C works as ever."""
    try:
        import termios
    except ImportError:  # Windows, which has no echo of this kind
        yield
        return
    try:
        before = termios.tcgetattr(sys.stdin)
    except (termios.error, OSError, ValueError):  # standard input is no terminal
        yield
        return
    flags = list(before)
    # Without NOFLSH, Ctrl-C throws away what is on its way to the screen, half a cursor movement included.
    flags[3] = (before[3] & ~termios.ECHO) | termios.NOFLSH
    termios.tcsetattr(sys.stdin, termios.TCSANOW, flags)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)

"""Starts `assistant tui` in a terminal of its own, asks, opens a source and every screen, and leaves."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Sequence
from fcntl import ioctl
from termios import TIOCSWINSZ

QUESTION = "What is the penalty for late delivery?"
ENGINE = re.compile(r"· (?:ollama|embedded)|no engine")
FIRST_MARK = re.compile(r"\[1\]")
ESCAPE = "\x1b"
PATIENCE_S = 120.0
QUIET_S = 1.0


def main(words: Sequence[str]) -> int:
    """Run the app and give what it ends with; what it drew goes to standard output, without its escapes."""
    child, screen = pty.fork()
    if child == 0:
        os.execvpe(
            sys.executable, [sys.executable, "-m", "assistant", *words], os.environ | {"TERM": "xterm"}
        )
    ioctl(screen, TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    drawn = _read_until(screen, ENGINE)
    for character in QUESTION:
        os.write(screen, character.encode())
    drawn += _read_quietly(screen)
    os.write(screen, b"\r")
    drawn += _read_until(screen, FIRST_MARK)
    drawn += _read_quietly(screen)
    for key in (b"\x07", b"\r", b"\x1bOQ", b"\x1bOR"):  # Ctrl+G, Enter, F2, F3
        os.write(screen, key)
        drawn += _read_quietly(screen)
    os.write(screen, b"\x11")  # Ctrl+Q
    end, status = time.monotonic() + PATIENCE_S, (0, 0)
    while status[0] == 0:  # what it draws at the last is read too, or it would wait for that
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        drawn += _read(screen, 0.1)
        status = os.waitpid(child, os.WNOHANG)
    print("".join(drawn.split(ESCAPE)))
    return os.waitstatus_to_exitcode(status[1])


def _read_until(screen: int, wanted: re.Pattern[str]) -> str:
    end, drawn = time.monotonic() + PATIENCE_S, ""
    while not wanted.search(drawn):
        if time.monotonic() > end:
            raise TimeoutError(f"never seen: {wanted.pattern}; but:\n{''.join(drawn.split(ESCAPE))}")
        drawn += _read(screen, 0.2)
    return drawn


def _read_quietly(screen: int) -> str:
    """Read until nothing more is drawn for a while; a cursor that blinks is nothing."""
    drawn, last = "", time.monotonic()
    while time.monotonic() - last < QUIET_S:
        piece = _read(screen, 0.2)
        if len(piece) > 400:  # more than a cursor
            last = time.monotonic()
        drawn += piece
    return drawn


def _read(screen: int, seconds: float) -> str:
    if not select.select([screen], [], [], seconds)[0]:
        return ""
    try:
        return os.read(screen, 1 << 16).decode("utf-8", "replace")
    except OSError:  # the app has ended
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

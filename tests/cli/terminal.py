"""Runs a command on a terminal and gives every byte that it wrote there."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS, ROWS = 100, 40
PROJECT = str(Path(__file__).parents[2])


def on_terminal(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run `assistant` with a terminal of its own as all three streams; what it wrote must be UTF-8."""
    ours, its = pty.openpty()
    try:
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        command = [sys.executable, "-m", "assistant", *words]
        named = {
            **environ,
            "TERM": "xterm-256color",
            "COLUMNS": str(COLUMNS),
            "LINES": str(ROWS),
            "PYTHONPATH": PROJECT,
        }
        process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=named)
    finally:
        os.close(its)
    try:
        written = b"".join(iter(lambda: _read(ours), b""))
    finally:
        os.close(ours)
        process.wait(60)
    return written.decode("utf-8")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError as error:  # Linux's way to say that nobody has the other end open any more
        if error.errno != errno.EIO:
            raise
        return b""

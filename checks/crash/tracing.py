"""Runs a command under strace: what it calls is listed, and at a chosen call it is killed, stopped or refused."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WRITING = (
    "write", "writev", "pwrite64", "pwritev", "pwritev2", "fsync", "fdatasync", "sync_file_range", "msync",
    "ftruncate", "truncate", "fallocate", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat",
    "mkdir", "mkdirat", "rmdir", "openat", "copy_file_range", "sendfile",
)  # fmt: skip
"""Every call by which a file or a folder is changed; of `openat` only what creates."""
INSTALL_STRACE = "install strace (Debian, Ubuntu: apt install strace) and allow it to trace its children"
_BEGUN = re.compile(r"^(\d+) +([a-z0-9_]+)\((.*)$")
_QUOTED = re.compile(r'"([^"]*)"')
_OPEN_FILE = re.compile(r"<(/[^<>]*)>")


@dataclass(frozen=True)
class Call:
    """A system call of a traced command.

    Attributes:
        thread: Who made it.
        name: Its name.
        number: It is the thread's so-manieth call of that name, from 1: strace counts like that.
        path: The file or folder it was about; empty where it was about none.
        changes: Whether it can change what lies on the disk.
    """

    thread: int
    name: str
    number: int
    path: str
    changes: bool


@cache
def missing_part() -> str:
    """Return why nothing can be traced here; empty where it can."""
    if shutil.which("strace") is None:
        return f"strace is missing: {INSTALL_STRACE}"
    tried = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "inject=write:signal=SIGKILL:when=1",
            "echo",
            "alive",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == -9 and not tried.stdout:
        return ""
    return f"strace cannot kill a command at a call ({tried.stderr.strip() or tried.returncode}): {INSTALL_STRACE}"


def listing(log: Path) -> list[str]:
    """What to put before a command to have its calls listed."""
    # The filter in the kernel makes it quicker, and is why signals cannot be injected: strace then sees calls too early.
    return ["strace", "-f", "--seccomp-bpf", *_common(log)]


def injecting(log: Path, call: str, fault: str, file: Path | None = None) -> list[str]:
    """What to put before a command to have something happen at one of its calls.

    Args:
        log: Where strace writes what it saw.
        call: The system call.
        fault: As strace has it: "signal=SIGKILL:when=3".
        file: Count only the calls that are about it.
    """
    of_file = [] if file is None else ["-P", str(file)]
    # What is started first is the command: who made a call is told from that.
    return ["strace", "-f", *_common(log, call, "execve"), *of_file, "-e", f"inject={call}:{fault}"]


def _common(log: Path, *calls: str) -> list[str]:
    return [
        "-qq",
        "-y",
        "-s",
        "0",
        "-e",
        "signal=none",
        "-o",
        str(log),
        "-e",
        f"trace={','.join(calls or WRITING)}",
    ]


def calls(log: Path) -> Iterator[Call]:
    """Read what strace listed, in the order in which the calls began."""
    made: Counter[tuple[int, str]] = Counter()
    for line in log.read_text("utf-8", "replace").splitlines():
        found = _BEGUN.match(line)
        if found is None:
            continue
        thread, name, given = int(found[1]), found[2], found[3]
        made[thread, name] += 1
        changes = name != "openat" or "O_CREAT" in given
        yield Call(thread, name, made[thread, name], _path(given), changes)


def _path(given: str) -> str:
    """Return the last file that the arguments of a call name, relative ones joined to the folder before them."""
    given = given.rsplit(" = ", 1)[0]
    folder = _OPEN_FILE.search(given)
    named = [name for name in _QUOTED.findall(given) if name]
    if not named:
        return folder[1] if folder else ""
    return named[-1] if named[-1].startswith("/") or folder is None else f"{folder[1]}/{named[-1]}"

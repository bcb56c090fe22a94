"""A process that reads risky files for its parent: no network, little memory, replaced when it hangs or dies."""

from __future__ import annotations

import os
import queue
import re
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from ingest import messages
from ingest.reading import Parsed, contents, parse
from ingest.records import Unreadable

_FORBIDDEN = frozenset(
    {
        "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "subprocess.Popen", "os.system",
        "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn",
    }
)  # fmt: skip


class ForbiddenError(RuntimeError):
    """A parser tried to open a connection or to start a program."""


def main() -> None:
    """Answer requests until the parent closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    requests, replies = _pipes()
    memory_mb = int(sys.argv[1])
    _limit_memory(memory_mb)
    sys.addaudithook(_deny)
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    while True:
        _answer(waiting.get(), replies, memory_mb)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes from and to the parent; what a library prints goes nowhere instead of between the messages."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, replies


def _listen(requests: BinaryIO, waiting: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Hand on requests; when the parent is gone, end at once, even in the middle of a file."""
    for line in requests:
        waiting.put(messages.decode(line))
    os._exit(0)


def _limit_memory(memory_mb: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = memory_mb << 20
    try:
        resource.setrlimit(
            resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document
    except (ValueError, OSError):
        return  # macOS refuses the first on some versions; the time limit still holds


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise ForbiddenError(f"a parser may not do this: {event}")


def _answer(request: dict[str, Any], replies: BinaryIO, memory_mb: int) -> None:
    """Tell what became of a file; what was read of it before it is parsed, which may end badly."""
    path = Path(request["path"])
    parsed, out_of_memory = Parsed(path), False
    try:
        read = contents(path)
        parsed = Parsed(path, read.size, read.mtime_ns, read.content_hash)
        _send(replies, messages.opening(parsed))
        parsed = parse(path, read, target_chars=request["target_chars"], max_chars=request["max_chars"])
        del read
        for message in messages.passages(parsed):
            replies.write(messages.encode(message))
    except Unreadable as error:
        parsed = replace(parsed, reason=error.reason)
    except MemoryError:
        out_of_memory = True
    strained = 2 * _most_taken_mb() > memory_mb
    _send(replies, messages.ending(parsed, out_of_memory=out_of_memory, strained=strained))


def _most_taken_mb() -> int:
    """Return the most memory that this process ever had, in megabytes, or 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return 0
    found = re.search(r"VmPeak:\s*(\d+) kB", status)
    return int(found[1]) >> 10 if found else 0


def _send(replies: BinaryIO, message: dict[str, Any]) -> None:
    replies.write(messages.encode(message))
    replies.flush()


if __name__ == "__main__":
    main()

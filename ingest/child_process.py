"""Child processes that read hostile input, within limits.

How a parent sees them, what both say to each other, and what they may not do.

Parent and process send each other JSON, one value a line. JSON and not pickle: a parser that a hostile file took over must
not be able to run code in its parent.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import IO, Any, BinaryIO, NoReturn

from assistant import i18n

MOST_LINE_BYTES = 32 << 20
ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # each of its threads reserves memory that counts against the limit
    "MALLOC_ARENA_MAX": "1",  # and so does each of glibc's arenas
    "LANGSMITH_TRACING": "false",
}
FORBIDDEN = frozenset(
    {
        "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "subprocess.Popen", "os.system",
        "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn",
    }
)  # fmt: skip


class ForbiddenError(RuntimeError):
    """A child process tried to open a connection or to start a program."""


class ChildProcess(ABC):
    """A process that is started when it is first needed, and again after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    @abstractmethod
    def _start(self) -> subprocess.Popen[bytes]:
        """Start the process."""

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill the process, and what it started."""
        process.kill()

    def _running(self) -> subprocess.Popen[bytes] | None:
        """Return the process, started anew where it died; None once it was closed."""
        with self._lock:
            if self._closed:
                return None
            if self._process is None or self._process.poll() is not None:
                if self._process is not None:
                    reap(self._process)
                self._process = self._start()
            return self._process

    def end(self) -> None:
        """End the process, which gives its memory back; the next request starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            self._kill(process)
            reap(process)

    def close(self) -> None:
        """End the process for good."""
        with self._lock:
            self._closed = True
        self.end()


def reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that ends, and close the pipes to it."""
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # what was still to be written has no reader any more


def exchange(process: subprocess.Popen[bytes], request: dict[str, Any]) -> dict[str, Any]:
    """Send a request to a process, and return its answer of one line.

    Raises:
        OSError, ValueError: The process ended, or what it said is no answer.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    send(process.stdin, request)
    line = process.stdout.readline(MOST_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise ValueError("no whole answer")  # not shown
    return decode(line)


def send(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Send a message at once."""
    pipe.write(encode(message))
    pipe.flush()


def encode(message: dict[str, Any]) -> bytes:
    """Return a message as a line; lone surrogates in names survive."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line.

    Raises:
        ValueError: The line holds no message.
    """
    try:
        message = json.loads(line)
    except RecursionError as error:
        raise ValueError("a message is not nested") from error  # not shown
    if not isinstance(message, dict):
        raise ValueError("a message is an object")  # not shown
    return message


def serve(
    answer: Callable[[dict[str, Any], BinaryIO], None],
    memory_mb: int,
    *,
    may_start: str = "",
    at_end: Callable[[], None] | None = None,
) -> NoReturn:
    """Answer requests, within limits, until the parent closes the pipe or is gone.

    Args:
        answer: Takes a request, and sends its answer to the pipe it is given.
        memory_mb: Most memory that this process may reserve.
        may_start: The one program that it may start; empty for none.
        at_end: Ends what it has started; called when the parent is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    requests, replies = own_pipes()
    limit_memory(memory_mb)
    sys.addaudithook(partial(forbid, may_start))
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting, at_end), daemon=True).start()
    while True:
        answer(waiting.get(), replies)


def _listen(
    requests: BinaryIO, waiting: queue.SimpleQueue[dict[str, Any]], at_end: Callable[[], None] | None
) -> None:
    """Queue requests; end the process at once when the parent is gone."""
    for line in requests:
        waiting.put(decode(line))
    if at_end is not None:
        at_end()
    os._exit(0)


def forbid(may_start: str, event: str, arguments: tuple[Any, ...]) -> None:
    """Forbid connections, and programs but for one.

    Raises:
        ForbiddenError: What happens in this process is one of them.
    """
    if event in FORBIDDEN and not (
        event == "subprocess.Popen" and may_start and arguments[1][0] == may_start
    ):
        raise ForbiddenError(f"a process that reads documents may not do this: {event}")  # not shown


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes from and to the parent, and speak its language.

    What a library prints goes nowhere instead of between the messages.
    """
    spoken = os.environ.get("ASSISTANT_LANGUAGE", "")
    if spoken in i18n.LANGUAGES:
        i18n.use(spoken)
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, replies


def limit_memory(memory_mb: int) -> None:
    """Limit what this process may reserve, where the system can."""
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

"""Programs that do what must not be done: a detector that does not catch each of them proves nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from checks.offline.watched import Watched

ELSEWHERE = "192.0.2.1"
"""An address of a network that exists in documentation only."""
_TRY = "import os, socket, subprocess, sys\ntry:\n    {}\nexcept OSError:\n    pass\n"


@dataclass(frozen=True)
class Control:
    """A program that misbehaves in one way.

    Attributes:
        name: What it does.
        code: Its Python.
        caught: Tells whether the detector has seen it.
    """

    name: str
    code: str
    caught: Callable[[Watched], bool]

    @property
    def command(self) -> list[str]:
        # Without the site's own start-up code, so that nothing but this line can be what is caught.
        return [sys.executable, "-I", "-S", "-c", _TRY.format(self.code)]


def _leads_to(part: str) -> Callable[[Watched], bool]:
    return lambda seen: any(part in reach.where for reach in seen.left)


def _has_written(part: str) -> Callable[[Watched], bool]:
    return lambda seen: any(part in path for _, path in seen.written_outside([]))


CONTROLS = (
    Control(
        "a connection",
        f"socket.create_connection(('{ELSEWHERE}', 443), 1)",
        _leads_to(f"{ELSEWHERE} port 443"),
    ),
    Control(
        "a name looked up", "socket.getaddrinfo('example.invalid', 443)", _leads_to("which looks up names")
    ),
    Control(
        "a datagram",
        f"socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('{ELSEWHERE}', 9))",
        _leads_to(f"{ELSEWHERE} port 9"),
    ),
    Control(
        "a connection over IPv6",
        "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 443))",
        _leads_to("2001:db8::1 port 443"),
    ),
    Control(
        "a port opened to the outside", "socket.socket().bind(('0.0.0.0', 0))", _leads_to("0.0.0.0 port 0")
    ),
    Control("a raw socket", "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)", _leads_to("SOCK_RAW")),
    Control(
        "a child's child",
        f"subprocess.run(['sh', '-c', '{sys.executable} -I -S -c \"import socket; "
        f'socket.socket().connect_ex((\\"{ELSEWHERE}\\", 81))"\'])'.replace("\\", "\\\\"),
        _leads_to(f"{ELSEWHERE} port 81"),
    ),
    Control(
        "a file in ~/.cache",
        "os.makedirs(os.path.expanduser('~/.cache')); open(os.path.expanduser('~/.cache/id'), 'w')",
        _has_written("/.cache/id"),
    ),
)

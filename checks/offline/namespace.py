"""A network with nothing in it but loopback, made with `unshare`, and what is said where it cannot be had."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_REQUEST = "16sh14x"

UNSHARE = ("unshare", "--user", "--map-root-user", "--net", "--")


def what_is_missing() -> str:
    """Return what the proof lacks and cannot do without; empty when all is there."""
    if not sys.platform.startswith("linux"):
        return "The proof needs Linux: only there can a network be taken away and system calls be watched like this."
    for tool, package in (("strace", "strace"), ("unshare", "util-linux")):
        if shutil.which(tool) is None:
            return (
                f"{tool} is not installed. Install it: apt install {package} (or your system's own command)."
            )
    if not _works(UNSHARE):
        return (
            "This user may not make a network namespace. As root allow it: sysctl kernel.unprivileged_userns_clone=1, "
            "or kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu; a container needs --cap-add SYS_ADMIN."
        )
    if not _works(("strace", "-f", "-o", "/dev/null", "--")):
        return "strace may not trace processes here; in a container add --cap-add SYS_PTRACE."
    return ""


def _works(before: Sequence[str]) -> bool:
    return subprocess.run([*before, "true"], capture_output=True).returncode == 0


def enter(arguments: Sequence[str]) -> None:
    """Start this process again with other arguments, as another one in a network of its own; does not return."""
    os.execvp(UNSHARE[0], [*UNSHARE, sys.executable, *arguments])


def only_loopback() -> bool:
    """Bring loopback up, and tell whether nothing else is; a tunnel that is not up leads nowhere."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:

        def flags(name: str) -> int:
            found = fcntl.ioctl(any_socket, _SIOCGIFFLAGS, struct.pack(_REQUEST, name.encode(), 0))
            return int(struct.unpack(_REQUEST, found)[1])

        raised = struct.pack(_REQUEST, b"lo", flags("lo") | _IFF_UP)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, raised)
        return [name for _, name in socket.if_nameindex() if flags(name) & _IFF_UP] == ["lo"]

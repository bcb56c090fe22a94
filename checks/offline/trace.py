"""Reads what strace wrote: which process tried to reach what, and which files it wrote.

An address that cannot be read, or of a family that is not known, counts as one that leads away: what is not understood is not
proven harmless.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REACHING = ("connect", "bind", "sendto", "sendmsg", "sendmmsg")
"""The calls that carry an address to reach, or to be reached at."""
OPENING = ("open", "openat", "openat2", "creat")
_MAKING = ("mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat")
CHANGING = (*_MAKING, "rename", "renameat", "renameat2", "truncate")
STARTING = ("execve", "execveat")
WATCHED = ",".join(["%network", *(f"?{name}" for name in ("io_uring_setup", *STARTING, *OPENING, *CHANGING))])
"""What strace is asked to show; a question mark leaves out a call that this processor does not have."""

_CALL = re.compile(r"(?P<name>\w+)\((?P<args>.*)\)\s+= (?P<result>.*)\Z")
_ENDED_IN = re.compile(r"(?P<name>\w+)\((?P<args>.*)\Z")
_FAMILY = re.compile(r"sa_family=(\w+)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_IPV4 = re.compile(r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)')
_IPV6 = re.compile(r'sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"')
_UNIX = re.compile(r'sun_path=(@?)"((?:[^"\\]|\\.)*)"')
_CREATED = re.compile(r"(?:socket|socketpair)\((\w+), (\w+)")

LOCAL_FAMILIES = ("AF_UNIX", "AF_LOCAL", "AF_NETLINK")
LOOKUP_PORTS = (53, 853, 5353, 5355)
"""A name server on loopback asks others in our place."""
MESSENGERS = ("nscd", "resolve", "avahi", "dbus", "docker", "podman", "containerd", "X11-unix", "ssh-", "gpg")
"""Sockets of other programs that look up names or do something in our place, by a part of their path."""


@dataclass(frozen=True, slots=True)
class Call:
    """One system call.

    Attributes:
        process: The process that made it.
        program: What runs in it, as it was started last.
        name: The call's name.
        line: The whole line as strace wrote it.
        args: What stands between its brackets.
        result: What came of it; "?" when the process ended in it.
    """

    process: int
    program: str
    name: str
    line: str
    args: str
    result: str

    @property
    def failed(self) -> bool:
        return self.result.startswith("-1 ")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one call led.

    Attributes:
        call: The call.
        where: In words, like "127.0.0.1 port 11434".
        kind: "loopback", "unix", "netlink" or "elsewhere".
    """

    call: Call
    where: str
    kind: str


def read_calls(folder: Path, prefix: str) -> list[Call]:
    """Read the files that `strace -ff -o folder/prefix` wrote, one a process."""
    files = sorted(folder.glob(f"{prefix}.*"), key=lambda file: int(file.suffix[1:]))
    return [
        call for file in files for call in parse(file.read_text("utf-8", "replace"), int(file.suffix[1:]))
    ]


def parse(text: str, process: int) -> Iterator[Call]:
    """Read the calls of one process."""
    program = "?"
    for line in text.split("\n"):
        match = _CALL.match(line) or _ENDED_IN.match(line)
        if match is None:
            continue
        name, args, result = match["name"], match["args"], match.groupdict().get("result", "?")
        if name in STARTING and not result.startswith("-1 "):
            quoted = _QUOTED.findall(args)
            program = " ".join(word if len(word) <= 60 else f"{word[:60]}…" for word in quoted[1:6]) or "?"
        yield Call(process, program, name, line, args, result)


def is_network(call: Call) -> bool:
    """Return whether a call has to do with sockets."""
    return call.name not in (*OPENING, *CHANGING, *STARTING)


def reaches(call: Call) -> list[Reach]:
    """Tell where a call leads; nothing for one that leads nowhere, like a read from a socket."""
    if call.name == "io_uring_setup":
        return [Reach(call, "a queue whose calls cannot be seen", "elsewhere")]
    if call.name in ("socket", "socketpair"):
        return _created(call)
    if call.name not in REACHING:
        return []
    families = _FAMILY.findall(_without_payload(call.args))
    if not families:
        # A socket that is connected is sent to without an address: where it leads, its `connect` has told.
        unnamed = call.name in ("sendto", "sendmsg", "sendmmsg") and re.search(
            r"msg_name=NULL|, NULL, 0\Z", call.args
        )
        return [] if unnamed else [Reach(call, "an address that cannot be read", "elsewhere")]
    found = _addresses(call)
    if len(found) < len(families):
        found.append(Reach(call, f"an address of {', '.join(families)} that is not known", "elsewhere"))
    return found


def _created(call: Call) -> list[Reach]:
    match = _CREATED.match(call.line)
    family, kind = (match[1], match[2]) if match else ("?", "?")
    if family in ("AF_INET", "AF_INET6") and kind in ("SOCK_STREAM", "SOCK_DGRAM"):
        return []  # it leads nowhere yet
    if family in LOCAL_FAMILIES:
        return []
    return [Reach(call, f"a socket of {family}, {kind}", "elsewhere")]


def _addresses(call: Call) -> list[Reach]:
    found = [
        _ip(call, host, int(port)) for pattern in (_IPV4, _IPV6) for port, host in pattern.findall(call.args)
    ]
    found += [_unix(call, at + path) for at, path in _UNIX.findall(call.args)]
    plain = _without_payload(call.args)
    found += [Reach(call, "the kernel (netlink)", "netlink")] * plain.count("sa_family=AF_NETLINK")
    # Connecting to no family at all takes a connection back; a nameless unix address is the caller's own.
    found += [Reach(call, "nothing (disconnects)", "unix")] * plain.count("sa_family=AF_UNSPEC")
    found += [Reach(call, "a socket without a name", "unix")] * len(
        re.findall(r"\{sa_family=AF_UNIX\}", plain)
    )
    return found


def _ip(call: Call, host: str, port: int) -> Reach:
    address = ipaddress.ip_address(host)
    address = getattr(address, "ipv4_mapped", None) or address
    where = f"{address} port {port}"
    if port in LOOKUP_PORTS:
        return Reach(call, f"{where}, which looks up names", "elsewhere")
    return Reach(call, where, "loopback" if address.is_loopback else "elsewhere")


def _unix(call: Call, path: str) -> Reach:
    nobody = call.result.startswith(("-1 ENOENT", "-1 ECONNREFUSED"))
    messenger = call.name != "bind" and not nobody and any(part in path for part in MESSENGERS)
    return Reach(
        call, f"{path}, which acts for others" if messenger else path, "elsewhere" if messenger else "unix"
    )


def _without_payload(args: str) -> str:
    """Blank quoted text, so that what is sent is not taken for an address."""
    return _QUOTED.sub('""', args)


def written(call: Call) -> list[str]:
    """Return the absolute paths of the files that a call makes or opens for writing; none when it failed.

    A call that failed has left nothing; that it was tried does not matter here, unlike with connections.
    """
    if call.failed:
        return []
    if call.name in OPENING:
        opened = call.name == "creat" or re.search(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|TMPFILE)\b", call.args)
        shown = re.search(r"<(.*)>\Z", call.result)
        return [shown[1] if shown else _paths(call)[0]] if opened else []
    return _paths(call)[-1:] if call.name in CHANGING else []


def _paths(call: Call) -> list[str]:
    """Return the paths among a call's arguments, each below the folder it is relative to."""
    pairs = re.findall(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"', call.args)
    return [os.path.normpath(os.path.join(base, path)) for base, path in pairs]  # noqa: PTH118 - text only

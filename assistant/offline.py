"""Keep this process on this machine.

Telemetry is silenced, and Python's sockets are guarded.

The guard sees what goes through Python's `socket` module, whoever calls it: asyncio, httpx, urllib, a dependency.
It does not see sockets that native code opens by itself (uvloop's transports, gRPC's core, a Rust extension); that is
why telemetry is also switched off by name. It holds for one process: a worker process enters a guard of its own.

Two commands let another program fetch something, because that is what they were called for: `models pull` the model
server, and `bundle create` pip and uv, which ask the package index (`index_environ`).
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import ConnectionForbidden, SettingsError
from assistant.i18n import _

SILENCE = {
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "ORT_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "PYDANTIC_DISABLE_PLUGINS": "__all__",  # else it looks through every installed package for one that wants to watch
    "TRANSFORMERS_OFFLINE": "1",
}
"""The variables that switch telemetry and downloads off in what we depend on, directly or not."""

_LOCAL_FAMILIES = {getattr(socket, name, None) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG")}
_IP_FAMILIES = (socket.AF_INET, socket.AF_INET6)
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_LOOKING_BACK = "socket.getnameinfo"
_GUARDED = _CONNECTING | _LOOKING_UP | {_LOOKING_BACK}
"""The audit events that the guard looks at."""


def silence_telemetry(environ: MutableMapping[str, str]) -> None:
    """Switch telemetry off, and busy waiting.

    Call it before the packages concerned are imported.

    Args:
        environ: The environment of this process, `os.environ`; child processes inherit it.
    """
    environ.update(SILENCE)
    environ.setdefault("OMP_WAIT_POLICY", "passive")
    # NumPy's second thread spins for 17 ms of a core after each product, and makes the largest of ours no quicker.
    environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def bypass_proxies(environ: MutableMapping[str, str], hosts: Iterable[str] = ()) -> None:
    """Make HTTP clients reach this machine and the given hosts directly.

    Whatever proxy is configured.

    Args:
        environ: The environment of this process, `os.environ`.
        hosts: The hosts besides this machine that are spoken to directly.
    """
    listed = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    names = [*(name.strip() for name in listed.split(",")), "localhost", "127.0.0.1", "::1", *hosts]
    environ["no_proxy"] = environ["NO_PROXY"] = ",".join(dict.fromkeys(filter(None, names)))


def index_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the programs that ask the package index.

    Only `bundle create` starts such programs: pip and uv, with what this machine's settings say of the index and of
    proxies. The process that starts them stays guarded, and no text of a document is handed to them.

    Args:
        environ: The environment of this process.
    """
    return {**environ, **SILENCE}


def canonical_host(host: str) -> str:
    """Write a host name or an address in the one form in which it is compared."""
    name = host.strip().lower().removeprefix("[").removesuffix("]")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name.removesuffix(".")
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine by its name alone.

    `localhost`, 127.0.0.0/8 or ::1.
    """
    name = canonical_host(host)
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def check_server_allowed(url: str, allowed_hosts: Collection[str], setting: str = "ollama.host") -> None:
    """Refuse a server that is neither on this machine nor named in the settings.

    Args:
        url: The server's address.
        allowed_hosts: What `network.allowed_hosts` holds.
        setting: The setting that names the server.

    Raises:
        SettingsError: The server is elsewhere.
    """
    host = urlsplit(url).hostname or ""
    if is_loopback(host) or canonical_host(host) in map(canonical_host, allowed_hosts):
        return
    raise SettingsError(
        _(
            "{setting} is {url}, which is not this machine, and {host} is not in network.allowed_hosts.",
            setting=setting,
            url=url,
            host=host,
        ),
        _(
            "If your documents may be sent there: assistant config set network.allowed_hosts {host}. "
            "If not: assistant config unset {setting}",
            host=host,
            setting=setting,
        ),
        code="server_not_allowed",
    )


def addresses_of(name: str) -> list[str]:
    """Resolve a host name.

    Raises:
        OSError: It cannot be resolved.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(name, None)]


class Guard:
    """Decides which hosts may be talked to: this machine, and those that were named.

    A host that is named by name may also be reached at the addresses that this name resolves to.

    Args:
        allowed_hosts: The hosts besides this machine that may be talked to.
        resolve: Finds the addresses of a name; may raise OSError.
    """

    def __init__(
        self, allowed_hosts: Iterable[str] = (), resolve: Callable[[str], Iterable[str]] = addresses_of
    ) -> None:
        self._hosts = frozenset(map(canonical_host, allowed_hosts))
        self._addresses: frozenset[str] = frozenset()
        self._resolver = resolve
        self._busy = threading.local()

    def permits_name(self, host: str) -> bool:
        """Return whether a host may be looked up.

        A permitted name's addresses become permitted too.
        """
        name = canonical_host(host)
        if _stays_here(name) or name in self._addresses:
            return True
        if name not in self._hosts:
            return False
        self._resolve(name)
        return True

    def permits(self, host: str) -> bool:
        """Return whether a host, by name or by address, may be connected to."""
        name = canonical_host(host)
        if _stays_here(name) or name in self._hosts or name in self._addresses:
            return True
        for named in self._hosts:
            self._resolve(named)
        return name in self._addresses

    def _resolve(self, name: str) -> None:
        """Add the addresses of a permitted name; one that cannot be resolved adds none."""
        if getattr(self._busy, "resolving", False):
            return
        self._busy.resolving = True
        try:
            with suppress(OSError, UnicodeError):
                self._addresses |= set(map(canonical_host, self._resolver(name)))
        finally:
            self._busy.resolving = False


@contextmanager
def guarding(allowed_hosts: Iterable[str] = ()) -> Iterator[Guard]:
    """Guard this process's sockets while the block runs.

    Every guard that is active must permit a connection.

    Args:
        allowed_hosts: The hosts besides this machine that may be talked to.
    """
    guard = Guard(allowed_hosts)
    _switch.enter(guard)
    try:
        yield guard
    finally:
        _switch.leave(guard)


class _Switch:
    """Stands between the audit hook and the guards that come and go.

    The hook cannot be taken back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._installed = False
        self._guards: tuple[Guard, ...] = ()

    def enter(self, guard: Guard) -> None:
        with self._lock:
            self._guards = (*self._guards, guard)
            if not self._installed:
                sys.addaudithook(_hook)
                _check_before_lookup(self.check_address)
                self._installed = True

    def leave(self, guard: Guard) -> None:
        with self._lock:
            self._guards = tuple(other for other in self._guards if other is not guard)

    def check_address(self, sock: socket.socket, address: object) -> None:
        if not self._guards or address is None or sock.family in _LOCAL_FAMILIES:
            return
        if sock.family not in _IP_FAMILIES or not isinstance(address, tuple) or not address:
            raise _forbidden(_("open a connection to {address}", address=address), "")
        host = _text(address[0])
        if not all(guard.permits(host) for guard in self._guards):
            port = _(" port {address}", address=address[1]) if len(address) > 1 else ""
            raise _forbidden(_("connect to {host}{port}", host=host, port=port), host)

    def _check_name(self, name: object) -> None:
        host = "" if name is None else _text(name)
        if not all(guard.permits_name(host) for guard in self._guards):
            raise _forbidden(_("look up {host}", host=host), host)

    def check_event(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._guards:
            return
        if event in _CONNECTING:
            self.check_address(args[0], args[1])
        elif event in _LOOKING_UP:
            self._check_name(args[0])
        elif event == _LOOKING_BACK:
            self._check_name(args[0][0])


_switch = _Switch()


def _hook(event: str, args: tuple[Any, ...]) -> None:
    """Check what concerns sockets.

    Python calls it for much else, `id` among it, thousands of times while a screen is drawn: so it is a plain
    function that looks an event up once.
    """
    if event in _GUARDED:
        _switch.check_event(event, args)


def _check_before_lookup(check: Callable[[socket.socket, object], None]) -> None:
    """Check names before `connect` and its kin resolve them.

    Their audit event comes only after the lookup.
    """

    def checked(method: Callable[..., object]) -> Callable[..., object]:
        def call(self: socket.socket, *args: object) -> object:
            address = args[-1] if args else None
            if isinstance(address, tuple) and address and isinstance(address[0], str):
                check(self, address)
            return method(self, *args)

        return call

    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        if hasattr(socket.socket, name):
            setattr(socket.socket, name, checked(getattr(socket.socket, name)))


def _stays_here(name: str) -> bool:
    """Return whether a canonical name cannot leave the machine.

    An empty or unspecified one means the machine itself.
    """
    return name in ("", "0.0.0.0", "::") or is_loopback(name)  # noqa: S104 - compared with, not listened on


def _text(host: object) -> str:
    return bytes(host).decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)


def _forbidden(what: str, host: str) -> ConnectionForbidden:
    hint = (
        _('If you want it, add "{host}" to network.allowed_hosts in the settings.', host=host) if host else ""
    )
    return ConnectionForbidden(
        _("Something tried to {what}, which is not this machine; it was stopped.", what=what), hint
    )


@contextmanager
def only_model_server(host: str, allowed_hosts: Collection[str]) -> Iterator[None]:
    """Reach the model server directly while the block runs.

    Nothing else outside this machine is reached.

    Args:
        host: The server, as `ollama.host` has it.
        allowed_hosts: What `network.allowed_hosts` holds.

    Raises:
        SettingsError: The server is neither on this machine nor allowed.
    """
    check_server_allowed(host, allowed_hosts)
    bypass_proxies(os.environ, [urlsplit(host).hostname or "", *allowed_hosts])
    with guarding(allowed_hosts):
        yield

"""Forbidden addresses are TEST-NET ones; the guard raises before anything could be sent to them."""

from __future__ import annotations

import _socket
import asyncio
import contextlib
import http.server
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from assistant.errors import ConnectionForbidden, SettingsError
from assistant.offline import (
    SILENCE,
    Guard,
    bypass_proxies,
    canonical_host,
    check_server_allowed,
    guarding,
    is_loopback,
    silence_telemetry,
)
from tests.fakes.serving import serving

ELSEWHERE = "192.0.2.1"


class Greeter(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        pass


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a web server on loopback."""
    with serving(Greeter) as url:
        yield urlsplit(url).port or 0


def udp(family: int = socket.AF_INET) -> socket.socket:
    return socket.socket(family, socket.SOCK_DGRAM)


def test_telemetry_is_silenced() -> None:
    environ = {
        "DO_NOT_TRACK": "0",
        "HOME": "/home/me",
        "OMP_WAIT_POLICY": "active",
        "OPENBLAS_NUM_THREADS": "4",
    }
    silence_telemetry(environ)
    assert environ == {
        **SILENCE,
        "HOME": "/home/me",
        "OMP_WAIT_POLICY": "active",
        "OPENBLAS_NUM_THREADS": "4",
    }
    fresh: dict[str, str] = {}
    silence_telemetry(fresh)
    assert (fresh["ORT_DISABLE_TELEMETRY"], fresh["ANONYMIZED_TELEMETRY"]) == ("1", "False")
    assert (fresh["OMP_WAIT_POLICY"], fresh["OPENBLAS_NUM_THREADS"]) == ("passive", "1")


def test_loopback_is_open(port: int) -> None:
    with guarding(), socket.create_connection(("127.0.0.1", port)) as connection:
        assert connection.getpeername()[1] == port
    with guarding(), httpx.Client(trust_env=False) as client:
        assert client.get(f"http://localhost:{port}/").text == "hi"


ATTEMPTS: dict[str, Callable[[], object]] = {
    "create_connection": lambda: socket.create_connection((ELSEWHERE, 9)),
    "getaddrinfo": lambda: socket.getaddrinfo("example.invalid", 80),
    "getaddrinfo bytes": lambda: socket.getaddrinfo(b"example.invalid", 80),
    "getaddrinfo of a literal": lambda: socket.getaddrinfo(ELSEWHERE, 80),
    "gethostbyname": lambda: socket.gethostbyname("example.invalid"),
    "gethostbyname_ex": lambda: socket.gethostbyname_ex("example.invalid"),
    "gethostbyaddr": lambda: socket.gethostbyaddr(ELSEWHERE),
    "getnameinfo": lambda: socket.getnameinfo((ELSEWHERE, 80), 0),
    "urllib": lambda: urllib.request.urlopen(f"http://{ELSEWHERE}/"),
    "httpx": lambda: httpx.get(f"http://{ELSEWHERE}/", trust_env=False),
    "httpx by name": lambda: httpx.get("http://example.invalid/", trust_env=False),
    "asyncio": lambda: asyncio.run(_open_in_asyncio(ELSEWHERE)),
    "asyncio by name": lambda: asyncio.run(_open_in_asyncio("example.invalid")),
}


async def _open_in_asyncio(host: str) -> None:
    await asyncio.open_connection(host, 9)


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_elsewhere_is_closed(attempt: Callable[[], object]) -> None:
    with guarding(), pytest.raises(ConnectionForbidden) as caught:
        attempt()
    assert "network.allowed_hosts" in caught.value.hint


@pytest.mark.parametrize(
    "host", [ELSEWHERE, "example.invalid", "255.255.255.255", "10.0.0.1", "169.254.169.254"]
)
def test_raw_sockets_are_guarded(host: str) -> None:
    address = (host, 9)
    with guarding(), udp() as sock:
        for attempt in (
            lambda: sock.connect(address),
            lambda: sock.connect_ex(address),
            lambda: sock.sendto(b"x", address),
            lambda: sock.sendto(b"x", 0, address),
            lambda: sock.sendmsg([b"x"], [], 0, address),
        ):
            with pytest.raises(ConnectionForbidden, match=host):
                attempt()


def test_sockets_below_pythons_own_are_guarded_by_their_events() -> None:
    """Who takes `_socket.socket` meets none of the guarded methods; the audit hook sees it all the same."""
    address = (ELSEWHERE, 9)
    sock = _socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with guarding(), contextlib.closing(sock):
        for attempt in (
            lambda: sock.connect(address),
            lambda: sock.connect_ex(address),
            lambda: sock.sendto(b"x", address),
            lambda: sock.sendto(b"x", 0, address),
            lambda: sock.sendmsg([b"x"], [], 0, address),
        ):
            with pytest.raises(ConnectionForbidden, match=ELSEWHERE):
                attempt()
        assert sock.getsockname() == ("0.0.0.0", 0)  # never bound: the kernel has not seen it


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
@pytest.mark.parametrize("host", ["2001:db8::1", f"::ffff:{ELSEWHERE}", "fe80::1"])
def test_addresses_of_version_6_are_guarded(host: str) -> None:
    try:
        sock = udp(socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with sock, guarding(), pytest.raises(ConnectionForbidden):
        sock.connect((host, 9))


def test_a_name_is_refused_before_it_is_looked_up() -> None:
    # the audit event of `connect` comes after the C library's lookup, which then fails with a gaierror
    with guarding(), udp() as sock, pytest.raises(ConnectionForbidden):
        sock.sendto(b"metric", ("statistics.example.invalid", 8125))


def test_a_forbidden_datagram_is_not_sent() -> None:
    with udp() as listener, udp() as sender, guarding():
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        with pytest.raises(ConnectionForbidden):
            sender.sendto(b"out", (ELSEWHERE, listener.getsockname()[1]))
        assert sender.getsockname() == ("0.0.0.0", 0)  # never bound: the kernel has not seen it


def test_unix_sockets_and_datagrams_on_loopback_are_fine(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with guarding(), socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        listener.bind(path)
        listener.listen()
        client.connect(path)
    with guarding(), udp() as listener, udp() as sender:
        listener.bind(("127.0.0.1", 0))
        sender.sendto(b"in", listener.getsockname())
        assert listener.recv(8) == b"in"
        sender.connect(listener.getsockname())
        sender.sendmsg([b"two"])
        assert listener.recv(8) == b"two"


def test_a_proxy_is_elsewhere_too(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://{ELSEWHERE}:3128")
    monkeypatch.setenv("http_proxy", f"http://{ELSEWHERE}:3128")
    with guarding(), pytest.raises(ConnectionForbidden, match=ELSEWHERE):
        httpx.get(f"http://127.0.0.1:{port}/")
    directly: dict[str, str] = {}
    bypass_proxies(directly)
    for name, value in directly.items():
        monkeypatch.setenv(name, value)
    with guarding():
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "hi"


def test_bypassing_proxies_keeps_what_was_listed() -> None:
    environ = {"NO_PROXY": "intra.lan, localhost"}
    bypass_proxies(environ, ["box.lan"])
    assert environ["NO_PROXY"] == environ["no_proxy"] == "intra.lan,localhost,127.0.0.1,::1,box.lan"


def test_allowed_hosts_are_open_and_only_while_guarded() -> None:
    # connecting a datagram socket sends nothing; without a network it fails, but not by the guard
    with udp() as sock, guarding([ELSEWHERE]), contextlib.suppress(OSError):
        sock.connect((ELSEWHERE, 9))
    with udp() as sock, contextlib.suppress(OSError):
        sock.connect((ELSEWHERE, 9))


def test_nested_guards_must_all_agree() -> None:
    with udp() as sock, guarding([ELSEWHERE]), guarding(), pytest.raises(ConnectionForbidden):
        sock.connect((ELSEWHERE, 9))


def test_a_guard_holds_in_every_thread() -> None:
    caught: list[BaseException] = []

    def attempt() -> None:
        try:
            socket.create_connection((ELSEWHERE, 9))
        except ConnectionForbidden as error:
            caught.append(error)

    with guarding():
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_a_named_host_is_open_at_its_addresses() -> None:
    hosts = {"box.lan": ["192.0.2.7", "2001:db8::7"]}
    guard = Guard(["Box.LAN."], resolve=lambda name: hosts[name])
    assert guard.permits("2001:DB8:0::7")
    assert guard.permits_name("box.lan")
    assert guard.permits("192.0.2.7")
    assert guard.permits("::ffff:192.0.2.7")
    assert not guard.permits("192.0.2.8")
    assert not guard.permits_name("evil.box.lan")
    hosts["box.lan"] = ["192.0.2.8"]
    assert guard.permits("192.0.2.8")


def test_a_named_host_that_does_not_resolve_opens_nothing() -> None:
    def fail(name: str) -> list[str]:
        raise socket.gaierror(name)

    guard = Guard(["box.lan"], resolve=fail)
    assert guard.permits_name("box.lan")
    assert not guard.permits(ELSEWHERE)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1", "LocalHost", "0:0:0:0:0:0:0:1"]
)
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "128.0.0.1", "localhost.example.com", "127.0.0.1.nip.io", "::2"]
)
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_a_server_must_be_here_or_named() -> None:
    check_server_allowed("http://127.0.0.1:11434", ())
    check_server_allowed("http://[::1]:11434", ())
    check_server_allowed("http://box.lan:11434", ["BOX.lan"])
    with pytest.raises(SettingsError) as caught:
        check_server_allowed("http://box.lan:11434", ["other.lan"])
    assert "ollama.host is http://box.lan:11434" in caught.value.message
    assert "config set network.allowed_hosts box.lan" in caught.value.hint


def test_hosts_are_compared_in_one_form() -> None:
    assert canonical_host(" [2001:DB8::0001] ") == "2001:db8::1"
    assert canonical_host("::ffff:10.0.0.1") == "10.0.0.1"

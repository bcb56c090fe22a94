"""Clients that are slow, many, broken or hostile: the server goes on answering the others."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.serve import server as server_module
from assistant.serve.server import Listening
from tests.fakes.certificates import certificates_for
from tests.serve.conftest import Running, answering

PATIENCE_S = 10.0


@pytest.fixture
def hasty(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(server_module, "HEAD_S", 0.3)
    monkeypatch.setattr(server_module, "BODY_S", 0.3)
    with answering(home, Listening()) as running:
        yield running


def connected(running: Running) -> socket.socket:
    return socket.create_connection(running.server.listener.getsockname(), timeout=PATIENCE_S)


def closed(connection: socket.socket) -> bool:
    """Wait until the other side has closed."""
    with contextlib.suppress(ConnectionError):
        while connection.recv(65_536):
            pass
    return True


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\n",
        b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
        b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
)
def test_who_does_not_finish_asking_is_let_go(hasty: Running, sent: bytes) -> None:
    with connected(hasty) as connection:
        connection.sendall(sent)
        assert closed(connection)
    assert hasty.http.get("/health").status_code == 200


@pytest.mark.parametrize(
    "head", [b"", b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n"]
)
def test_drops_of_a_request_keep_no_connection(hasty: Running, head: bytes) -> None:
    with connected(hasty) as connection:
        connection.sendall(head)
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for letter in b"GET /api/tags HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 100:
                connection.sendall(bytes([letter]))
                time.sleep(0.02)
                if time.monotonic() - began > 2:
                    break
        assert closed(connection)
        assert time.monotonic() - began < PATIENCE_S


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_no_answer_from_the_library(running: Running, sent: bytes) -> None:
    with connected(running) as connection, contextlib.suppress(OSError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        said = connection.recv(65_536)
        assert not said or b" 4" in said[:13] or b" 5" in said[:13]
        assert b"Traceback" not in said
    assert running.http.get("/health").status_code == 200


def test_a_thousand_connections_that_say_nothing_shut_nobody_out(running: Running) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(1_000):
            held.enter_context(connected(running))
        assert running.http.get("/health").status_code == 200


def test_with_a_certificate_the_server_speaks_tls(home: Path, tmp_path: Path) -> None:
    made = certificates_for("127.0.0.1", tmp_path)
    both = tmp_path / "server.pem"
    context = ssl.create_default_context(cafile=made.authority)
    listening = Listening(certificate=both, key=both)
    with answering(home, listening) as running, httpx.Client(verify=context, trust_env=False) as client:
        assert running.url.startswith("https://")
        assert "library/default" in client.get(f"{running.url}/api/tags").text

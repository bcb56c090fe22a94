"""Run the server: a socket, limits for slow and many clients, and an orderly end."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.offline import is_loopback
from assistant.serve.app import app_of
from assistant.serve.desk import Desk
from assistant.serve.gate import Gate
from assistant.serve.libraries import Libraries
from assistant.serve.metrics import Metrics
from assistant.serve.users import Users

HOST = "127.0.0.1"
HEAD_S = 15.0
"""Seconds in which a client has to send the head of its request."""
BODY_S = 60.0
"""Seconds in which it has to send the body."""
KEEP_ALIVE_S = 30
MOST_CONNECTIONS = 1_100
MOST_HEAD = 64 * 1024
BACKLOG = 2_048
SEARCHING = 4
"""So many searches without an answer are made at once; they wait for no answer."""
STOP_S = 5
"""Seconds that answers under way are given when the server is stopped."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens, and how.

    Attributes:
        host: An address of this machine.
        port: The port; 0 for any that is free.
        certificate: File with the certificate chain, or None.
        key: File with its private key, or None.
        allow_ingest: Folders below which clients may have files read.
        for_others: Whether others are to ask, if only through a proxy of this machine: then everybody needs a token.
    """

    host: str = HOST
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    allow_ingest: tuple[Path, ...] = ()
    for_others: bool = False

    @property
    def open_to_network(self) -> bool:
        """Whether others than this machine can reach it."""
        return self.for_others or not is_loopback(self.host)


class _Bounded(H11Protocol):
    """Closes a connection that takes its time to ask."""

    _timer: asyncio.TimerHandle | None = None
    _timed: object = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._allow(HEAD_S, self)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._allow(HEAD_S, self)
        elif self.cycle.more_body:
            self._allow(BODY_S, self.cycle)
        else:
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._stop()
        super().on_response_complete()

    def _allow(self, seconds: float, stage: object) -> None:
        """Give a stage of a request so much time, all together."""
        if self._timer is None or self._timed is not stage:
            self._stop()
            self._timed, self._timer = stage, self.loop.call_later(seconds, self._too_slow)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timed = None

    def _too_slow(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.close()


def listening_socket(listening: Listening) -> socket.socket:
    """Open the socket.

    Raises:
        UsageError: The address or the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((listening.host, listening.port))
        made.listen(BACKLOG)  # who comes before the first answer waits
    except OSError as error:
        made.close()
        sentence = _(
            "{host}:{port} cannot be listened on: {reason}.",
            host=listening.host,
            port=listening.port,
            reason=os_reason(error),
        )
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise UsageError(
                sentence,
                _("Name an address of this machine: assistant serve --listen 0.0.0.0 takes all of them."),
                code="address_unknown",
            ) from error
        raise UsageError(
            sentence, _("Choose another port: assistant serve --port 11500"), code="port_taken"
        ) from error
    return made


def check_certificate(certificate: Path, key: Path) -> None:
    """Raise where a certificate and a key are none, or not of each other.

    Raises:
        UsageError: They cannot be used.
    """
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise UsageError(
            _(
                "{certificate} and {key} cannot be used for TLS: {reason}.",
                certificate=certificate,
                key=key,
                reason=os_reason(error) if isinstance(error, OSError) else error,
            ),
            _("Give a certificate chain and its private key, both as PEM and the key without a password."),
            code="certificate_unusable",
        ) from error


@dataclass(frozen=True, slots=True)
class Prepared:
    """A server that listens and does not answer yet.

    Attributes:
        url: Its address.
        listener: Its socket.
        server: Runs on the socket.
        desk: Its state.
        users: Who has a token.
    """

    url: str
    listener: socket.socket
    server: uvicorn.Server
    desk: Desk
    users: Users

    def run(self) -> None:
        """Answer until `server.should_exit` is set or a signal comes."""
        with self.listener:
            self.server.run(sockets=[self.listener])


def prepared(
    home: Path | None, flags: Mapping[str, str | None], environ: Mapping[str, str], listening: Listening
) -> Prepared:
    """Open the socket of a server and put its app together.

    Args:
        home: Where settings and libraries are; None for the usual place.
        flags: Settings that win over every other source.
        environ: The environment that settings are read from.
        listening: Where it listens.

    Raises:
        UsageError: The address or the certificate cannot be used, or nobody has a token where one is needed.
        SettingsError: A setting is wrong.
    """
    libraries = Libraries(home, flags, environ)
    users = Users(libraries.users_file)
    if listening.open_to_network and not users.all():
        raise UsageError(
            _("Nobody has a token yet, and without one nobody could ask over the network."),
            _("Give one out first: assistant serve token add ann"),
            code="no_tokens",
        )
    if listening.certificate and listening.key:
        check_certificate(listening.certificate, listening.key)
    settings = libraries.loaded.settings.serve
    gate = Gate(settings.at_once, settings.waiting, settings.each)
    searching = Gate(max(SEARCHING, settings.at_once), settings.waiting, settings.each)
    desk = Desk(libraries, users, settings, gate, searching, Metrics(), libraries.secret)
    app = app_of(desk, users, open_to_network=listening.open_to_network, allow_ingest=listening.allow_ingest)
    listener = listening_socket(listening)
    scheme = "https" if listening.certificate else "http"
    host, port = listener.getsockname()[:2]
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        http=_Bounded,
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        h11_max_incomplete_event_size=MOST_HEAD,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        ws="none",
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
    )
    url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    return Prepared(url, listener, uvicorn.Server(config), desk, users)

"""A real Matrix homeserver (synapse) on loopback, in a folder of its own, and people with accounts on it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

NAME = "home.test"
LAN_ONLY = Path(__file__).parents[2] / "examples/matrix/lan-only.yaml"
"""What the documentation gives to people; the tests only lift the limits of rates."""
SECRET = "only for tests"
PASSWORD = "correct-horse"
STARTS_WITHIN_S = 60
STOPS_WITHIN_S = 20
_RATES = ("rc_message", "rc_registration", "rc_joins_per_room", "rc_admin_redaction")
_RATES_OF_PARTS = {
    "rc_login": ("address", "account", "failed_attempts"),
    "rc_joins": ("local", "remote"),
    "rc_invites": ("per_room", "per_user", "per_issuer"),
}
_NO_LIMIT = "{per_second: 100000, burst_count: 100000}"


@dataclass(frozen=True)
class Account:
    """Someone on the homeserver.

    Attributes:
        mxid: Like `@anna:home.test`.
        token: For its requests.
        device: What the token belongs to.
    """

    mxid: str
    token: str
    device: str


class Homeserver:
    """The server; `running()` starts it, `stop` and `start` take it away and bring it back at the same address.

    Args:
        folder: Its own; holds its database, media and log.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        self._admin: Account | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[Homeserver]:
        self._write_settings()
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "synapse.app.homeserver"]
        for path in (LAN_ONLY, Path("homeserver.yaml")):
            command += ["--config-path", str(path)]
        with (self.folder / "output.txt").open("ab") as output:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=output)
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "output.txt").read_text("utf-8")
            assert time.monotonic() < until, "synapse does not answer"

    def stop(self) -> None:
        """Stop it in order."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def register(self, name: str, *, admin: bool = False) -> Account:
        """Make an account whose name starts so; each test gets new ones."""
        user = f"{name}{next(self._names)}"
        path = "/_synapse/admin/v1/register"
        nonce = httpx.get(self.url + path).json()["nonce"]
        said = "\0".join([nonce, user, PASSWORD, "admin" if admin else "notadmin"])
        mac = hmac.new(SECRET.encode(), said.encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": user, "password": PASSWORD, "admin": admin, "mac": mac}
        answer = _good(httpx.post(self.url + path, json=body))
        return Account(answer["user_id"], answer["access_token"], answer["device_id"])

    def limit(self, account: Account, per_second: int, burst: int) -> None:
        """Limit how many messages an account may send; everyone else has no limit."""
        self._admin = self._admin or self.register("admin", admin=True)
        response = httpx.post(
            f"{self.url}/_synapse/admin/v1/users/{account.mxid}/override_ratelimit",
            json={"messages_per_second": per_second, "burst_count": burst},
            headers={"Authorization": f"Bearer {self._admin.token}"},
        )
        _good(response)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/_matrix/client/versions", timeout=1).status_code == 200
        except httpx.TransportError:
            assert self._process is not None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)
            return False

    def _write_settings(self) -> None:
        seed = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_test {seed}\n", "utf-8")
        (self.folder / "log.yaml").write_text(_LOG, "utf-8")
        rates = [f"{name}: {_NO_LIMIT}" for name in _RATES]
        for name, parts in _RATES_OF_PARTS.items():
            rates += [f"{name}:", *(f"  {part}: {_NO_LIMIT}" for part in parts)]
        text = _SETTINGS.format(name=NAME, port=self.port, secret=SECRET)
        (self.folder / "homeserver.yaml").write_text("\n".join([text, *rates]), "utf-8")


_SETTINGS = """\
server_name: {name}
pid_file: synapse.pid
listeners:
  - port: {port}
    type: http
    bind_addresses: ["127.0.0.1"]
    resources: [{{names: [client, media]}}]
database: {{name: sqlite3, args: {{database: homeserver.db}}}}
log_config: log.yaml
media_store_path: media
signing_key_path: signing.key
registration_shared_secret: "{secret}"
macaroon_secret_key: tests
form_secret: tests
bcrypt_rounds: 4
"""
_LOG = """\
version: 1
formatters: {plain: {format: "%(levelname)s %(name)s %(message)s"}}
handlers: {file: {class: logging.FileHandler, filename: log.txt, formatter: plain}}
root: {level: WARNING, handlers: [file]}
"""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _good(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer

"""An Ollama server: whether it is there, which models it has, what they can do, and getting another.

Questions about models are asked with the standard library rather than with Ollama's own client: the client's typed
answers leave out `remote_host`, by which a cloud model is recognised, and importing it takes a quarter of a second,
too long for a command that only looks. Text goes through the client (see `ollama_embed` and `ollama_chat`).
"""

from __future__ import annotations

import json
import math
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.models.ollama_address import client_url
from assistant.models.ollama_errors import response_error, server_errors
from assistant.models.ollama_models import (
    ModelDetails,
    ModelInfo,
    PullProgress,
    RunningModel,
    entries,
    leaves_machine,
    read_details,
    read_model_info,
    read_running_model,
    refuse_cloud_name,
    with_tag,
)

if TYPE_CHECKING:
    import ollama

_QUESTION_TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 5.0


class OllamaServer:
    """The Ollama server at one address.

    Args:
        host: As in `OLLAMA_HOST`; empty or None for the default.
        timeout_s: How long the server may be silent while it works; loading a large model takes minutes.
        keep_alive: How long it keeps a model in memory after use, like "10m"; None for its own default.
    """

    def __init__(
        self,
        host: str | None = None,
        timeout_s: float = 300.0,
        keep_alive: str | float | None = None,
    ) -> None:
        self.url = client_url(host)
        self.timeout_s = timeout_s
        self.keep_alive = keep_alive
        self._clients: dict[float, ollama.Client] = {}

    def version(self, timeout_s: float = 2.0) -> str:
        """Ask for the server's version: the quickest way to see whether it is there."""
        return str(self._ask("GET", "/api/version", timeout_s=timeout_s).get("version", ""))

    def models(self) -> list[ModelInfo]:
        """List the models that the server has, the latest changed first."""
        return [read_model_info(entry) for entry in entries(self._ask("GET", "/api/tags"))]

    def running(self) -> list[RunningModel]:
        """List the models that the server holds in memory."""
        return [read_running_model(entry) for entry in entries(self._ask("GET", "/api/ps"))]

    def details(self, name: str) -> ModelDetails:
        """Ask what a model can do.

        Raises:
            ModelMissing: The server does not have it.
        """
        return read_details(name, self._ask("POST", "/api/show", {"model": name}, model=name))

    def digest(self, name: str) -> str:
        """Look up a model's digest; empty when the server does not list it."""
        wanted = with_tag(name)
        return next((model.digest for model in self.models() if with_tag(model.name) == wanted), "")

    def usable(self, name: str) -> ModelDetails:
        """Ask what a model can do, and refuse it when it runs at ollama.com.

        Raises:
            ModelUnsuitable: It is a cloud model.
            ModelMissing: The server does not have it.
        """
        refuse_cloud_name(name)
        details = self.details(name)
        if details.cloud:
            raise leaves_machine(name)
        return details

    def pull(self, name: str) -> Iterator[PullProgress]:
        """Get a model from Ollama's registry, step by step; started again, it goes on where it stopped.

        This is the one call that lets the server open a connection to the outside, and its user asked for it.

        Raises:
            ModelUnsuitable: It is a cloud model.
            ServerFault: It could not be got.
        """
        refuse_cloud_name(name)
        with server_errors(self.url, name):
            for step in self.client().pull(name, stream=True):
                yield _pull_progress(step)

    async def pulling(self, name: str) -> AsyncGenerator[PullProgress, None]:
        """Get a model as `pull` does, on an event loop; closing it ends the connection, and the server stops at once.

        Raises:
            ModelUnsuitable: It is a cloud model.
            ServerFault: It could not be got.
        """
        refuse_cloud_name(name)
        import ollama

        with server_errors(self.url, name):
            async with ollama.AsyncClient(self.url, **self.client_settings()) as client:
                async for step in await client.pull(name, stream=True):
                    yield _pull_progress(step)

    def client(self, longest_s: float = math.inf) -> ollama.Client:
        """Give the blocking client that waits so long, made at its first use.

        Args:
            longest_s: How long the server may be silent, where that is less than `timeout_s`.
        """
        timeout_s = min(longest_s, self.timeout_s)
        if timeout_s not in self._clients:
            import ollama

            self._clients[timeout_s] = ollama.Client(self.url, **self.client_settings(timeout_s))
        return self._clients[timeout_s]

    def client_settings(self, timeout_s: float | None = None) -> dict[str, Any]:
        """Give the settings of every client: no proxy, no redirect, and an end to waiting.

        Args:
            timeout_s: How long the server may be silent; None for as long as it may be anywhere.
        """
        import httpx

        timeout_s = self.timeout_s if timeout_s is None else timeout_s
        return {
            "trust_env": False,
            "follow_redirects": False,
            "timeout": httpx.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
            # Reading the certificates of the world takes 40 ms that plain HTTP has no use for.
            "verify": self.url.startswith("https"),
        }

    def close(self) -> None:
        """Close the blocking clients; may be called twice."""
        while self._clients:
            _, client = self._clients.popitem()
            client.close()  # type: ignore[no-untyped-call]

    def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        model: str = "",
        timeout_s: float = _QUESTION_TIMEOUT_S,
    ) -> dict[str, Any]:
        parts = urlsplit(self.url)
        import http.client

        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        payload = None if body is None else json.dumps(body).encode()
        with (
            server_errors(self.url, model),
            closing(
                connect(parts.hostname or "", parts.port, timeout=min(timeout_s, self.timeout_s))
            ) as connection,
        ):
            connection.request(method, parts.path + path, payload, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise response_error(answer.status, _error_text(text), self.url, model)
            found = json.loads(text)
            if not isinstance(found, dict):
                raise json.JSONDecodeError("not an object", "", 0)
            return found


def _pull_progress(step: ollama.ProgressResponse) -> PullProgress:
    return PullProgress(step.status or "", step.digest or "", step.completed, step.total)


def _error_text(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return str(found.get("error", text)) if isinstance(found, dict) else text

"""Ask an Ollama server for its version and models, and pull another.

Chats, vectors and models are got with Ollama's own client, over `ollama_transport`. Questions about models are asked without
it: it takes a quarter of a second to import, too long for a command that only looks, and its typed answers leave out
`remote_host`, by which a cloud model is recognised. Both go through `assistant.http_client`, with the same bounds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.addresses import AddressError, ollama_url, without_secret
from assistant.errors import AssistantError, ServerFault, SettingsError
from assistant.http_client import (
    Bounds,
    Exchange,
    HttpClient,
    HttpError,
    Unreadable,
    plain_text,
    read_object,
)
from assistant.i18n import _
from assistant.models.ollama.ahead import CHAT, Ask, SentAhead
from assistant.models.ollama.errors import response_error, said_of, server_errors
from assistant.models.ollama.models import (
    ModelDetails,
    ModelInfo,
    PullProgress,
    entries,
    leaves_machine,
    read_details,
    read_model_info,
    refuse_cloud_name,
    with_tag,
)

if TYPE_CHECKING:
    import ollama

QUESTION_TIMEOUT_S = 10.0
PULL_WHOLE_S = 48 * 3600.0
"""A model that takes longer to get is got in several runs."""
PULL_BYTES = 256 << 20
_ERROR_BYTES = 1 << 16


class OllamaServer:
    """The Ollama server at one address.

    Args:
        host: As in `OLLAMA_HOST`; empty or None for the default.
        timeout_s: How long the server may be silent while it works; loading a large model takes minutes.
        keep_alive: How long it keeps a model in memory after use, like "10m"; None for its own default.
        key: Sent as a bearer token where the address holds no password; None for OLLAMA_API_KEY of the environment.

    Raises:
        SettingsError: The host is no address, or the key none that can be sent.
    """

    def __init__(
        self,
        host: str | None = None,
        timeout_s: float = 300.0,
        keep_alive: str | float | None = None,
        key: str | None = None,
    ) -> None:
        try:
            self.url = ollama_url(host)
        except AddressError as error:
            raise SettingsError(
                _(
                    "{without_secret} is not an address of an Ollama server.",
                    without_secret=f"{without_secret(host or '')!r}",
                ),
                error.reason,
                code="address_wrong",
            ) from None
        self.timeout_s = timeout_s
        self.keep_alive = keep_alive
        self._http = HttpClient(
            self.url, _bearer(os.environ.get("OLLAMA_API_KEY", "") if key is None else key)
        )

    def version(self, timeout_s: float = 2.0) -> str:
        """Ask for the server's version: the quickest way to see whether it is there."""
        return plain_text(self._ask("/api/version", timeout_s=timeout_s).get("version"))

    def models(self) -> list[ModelInfo]:
        """List the models that the server has, the latest changed first."""
        with server_errors(self.url):
            found = [read_model_info(entry) for entry in entries(self._ask("/api/tags"))]
        return [model for model in found if model.name]

    def details(self, name: str) -> ModelDetails:
        """Ask what a model can do.

        Raises:
            ModelMissing: The server does not have it.
        """
        return read_details(name, self._ask("/api/show", {"model": name}, model=name))

    def is_loaded(self, name: str, timeout_s: float = 1.0) -> bool | None:
        """Return whether a model is in the server's memory; None where it does not say."""
        try:
            running = [read_model_info(entry) for entry in entries(self._ask("/api/ps", timeout_s=timeout_s))]
        except AssistantError:  # an old server, or one that is busy: nothing depends on it
            return None
        return any(with_tag(model.name) == with_tag(name) for model in running)

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
        """Get a model from Ollama's registry, step by step.

        Started again, it goes on where it stopped.

        This is the one call that lets the server open a connection to the outside, and its user asked for it.

        Raises:
            ModelUnsuitable: It is a cloud model.
            ServerFault: It could not be got.
        """
        refuse_cloud_name(name)
        bounds = Bounds(self.timeout_s, PULL_WHOLE_S, PULL_BYTES)
        with server_errors(self.url, name), self.client(bounds, name) as client:
            for step in client.pull(name, stream=True):
                progress = _pull_progress(step)
                yield progress
                if progress.status == "success":
                    return
        raise ServerFault(
            _("The model server at {url} ended before it had {name}.", url=self.url, name=name),
            _("It goes on where it stopped: assistant models pull {name}", name=name),
        )

    @contextmanager
    def client(
        self, bounds: Bounds, model: str, ahead: Mapping[str, object] | None = None
    ) -> Iterator[ollama.Client]:
        """Make Ollama's client for one call; leaving the block ends the connection.

        Args:
            bounds: What the answer may take.
            model: The model the call is about.
            ahead: The body of the chat that it will ask for, which is sent at once; None where it sends what it asks for.
        """
        with ExitStack() as held:
            ask: Ask = partial(self._exchange, bounds=bounds, model=model)
            if ahead is not None:
                ask = held.enter_context(closing(SentAhead(ask, CHAT, ahead)))
            from assistant.models.ollama.transport import open_client

            failed = partial(response_error, -1, url=self.url, model=model)
            yield held.enter_context(open_client(self.url, ask, failed))

    @contextmanager
    def _exchange(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        bounds: Bounds,
        model: str = "",
    ) -> Iterator[Exchange]:
        """Ask the server and give its answer, once it has said that there is one.

        Args:
            path: What is asked.
            body: Sent as JSON; None to ask with GET.
            bounds: What the answer may take.
            model: The model the call is about.

        Raises:
            HttpError: The exchange failed; see `server_errors`.
            AssistantError: The server said what went wrong.
        """
        method = "GET" if body is None else "POST"
        with self._http.exchange(method, path, body, bounds=bounds) as answer:
            if answer.status != 200:
                raise response_error(
                    answer.status,
                    _error_text(answer),
                    self.url,
                    model,
                    authorized=self._http.authorized,
                    location=answer.headers.get("Location") or "",
                )
            yield answer

    def close(self) -> None:
        """End what is being asked, in whatever thread.

        May be called twice, and more may be asked after it.
        """
        self._http.close()

    def _ask(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        model: str = "",
        timeout_s: float = QUESTION_TIMEOUT_S,
    ) -> dict[str, Any]:
        timeout_s = min(timeout_s, self.timeout_s)
        with (
            server_errors(self.url, model),
            self._exchange(path, body, bounds=Bounds(timeout_s, timeout_s), model=model) as answer,
        ):
            return read_object(answer.read())


def _pull_progress(step: ollama.ProgressResponse) -> PullProgress:
    return PullProgress(step.status or "", step.digest or "", step.completed, step.total)


def _error_text(answer: Exchange) -> str:
    """Read what a server says of an error; what cannot be read says nothing."""
    try:
        text = answer.beginning(_ERROR_BYTES).decode("utf-8", "replace")
    except HttpError:
        return ""
    try:
        found = read_object(text.encode())
    except Unreadable:
        return text
    return said_of(found) if "error" in found else text


def _bearer(key: str) -> str:
    """Make a header of a key.

    Raises:
        SettingsError: It holds what no header may hold; it is not shown.
    """
    key = key.strip().strip("\"'").strip()
    if not all("!" <= char <= "~" for char in key):
        raise SettingsError(
            _("OLLAMA_API_KEY holds a sign that no key has."),
            _("Set it to the key alone, in one line."),
            code="key_wrong",
        )
    return f"Bearer {key}" if key else ""

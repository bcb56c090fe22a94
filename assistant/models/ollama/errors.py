"""Turn every failure of Ollama, its client and the connection into our errors."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from assistant import http_client as http
from assistant.addresses import origin
from assistant.errors import (
    AssistantError,
    InputTooLong,
    ModelMissing,
    ModelUnsuitable,
    ServerFault,
    ServerUnavailable,
    StreamCut,
)
from assistant.i18n import _, mark
from assistant.models.ollama.next_step import next_step


class ServerBusy(ServerFault):
    """The server has as many requests as it takes, or dropped the connection.

    Worth another try at once.
    """

    code = "server_busy"


class ServerTimeout(ServerFault):
    """The server was silent for as long as it may be.

    Asked for less, or again, it would be silent as long again.
    """

    code = "server_timeout"


class ServerGarbled(ServerFault):
    """What the server sent is nothing that can be read, whatever it is asked."""

    code = "server_garbled"


class GivenUp(ServerFault):
    """Nobody waits for the server any more."""

    code = "given_up"


class ThinkingUnsupported(ModelUnsuitable):
    """The server refuses the switch for reasoning on this model."""

    code = "thinking_unsupported"


_LOOK_AT_SERVER = mark(
    "Try again; if it stays, start the server anew (ollama serve) and look at what it writes."
)
_NOT_OLLAMA = mark("Try again; if it stays, check that ollama.host is the address of an Ollama server.")
_SECRETS = mark("Write http://USER:PASSWORD@HOST into ollama.host, or set OLLAMA_API_KEY to a key.")
_OWN_AUTHORITY = mark(
    "Name the file with the certificate that it goes back to: SSL_CERT_FILE=/path/to/ca.pem"
)
_LONGEST_SAID = 300


@contextmanager
def server_errors(url: str, model: str = "", *, streaming: bool = False) -> Iterator[None]:
    """Turn what the block raises into our errors.

    Args:
        url: The server, for the messages.
        model: The model the call was about, for the messages.
        streaming: Whether part of an answer has arrived already, so that a fault cuts it off.
    """
    try:
        yield
    except http.HttpError as error:
        raise _stream_cut(error, model) if streaming else _translated(error, url) from error
    except _errors_of_client() as error:
        found = _of_client(error, url, model)
        if isinstance(found, http.HttpError):
            found = _stream_cut(found, model) if streaming else _translated(found, url)
        raise found from error


def said_of(answer: Mapping[str, Any]) -> str:
    """Return the words of an answer that is an error; empty where it has none."""
    error = answer.get("error")
    return http.plain_text(error.get("message") if isinstance(error, dict) else error)


def response_error(
    status: int, text: str, url: str, model: str = "", *, authorized: bool = False, location: str = ""
) -> AssistantError:
    """Find our error for an answer that says what went wrong.

    It may be Ollama's, or that of what stands before it.

    Args:
        status: The HTTP status; below 0 for an error inside a stream.
        text: The server's own words; a page of HTML is not quoted.
        url: The server.
        model: The model the call was about.
        authorized: Whether a password or a key was sent.
        location: Where the server sends on to; may be empty.
    """
    said = _said(status, text)
    lower = said.lower()
    if status == HTTPStatus.UNAUTHORIZED:
        return _unauthorized(url, authorized)
    if "does not support thinking" in lower:  # not shown
        return ThinkingUnsupported(_("{model} cannot switch its reasoning on or off.", model=model))
    if (
        "exceeds the context" in lower  # not shown
        or "exceeds maximum context" in lower  # not shown
        or "input length exceeds" in lower  # not shown
    ):
        return InputTooLong(_("The text is longer than {model} can take at once.", model=model))
    if "does not support" in lower:  # not shown
        return ModelUnsuitable(
            _("{model} cannot be used for this: {said}.", model=model, said=said), _("Choose another model.")
        )
    if "file does not exist" in lower:  # not shown
        return ModelMissing(
            _("The registry has no model {model}.", model=model),
            _("Check its name; `assistant models recommend`."),
        )
    if "not found" in lower and "model" in lower:
        return ModelMissing(
            _("The model {model} is not installed.", model=model), f"assistant models pull {model}"
        )
    if "requires more system memory" in lower:  # not shown
        return ModelUnsuitable(
            _("{model} does not fit into memory: {said}.", model=model, said=said),
            "assistant models recommend",
        )
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return ServerBusy(
            _("The model server at {url} is busy: {said}.", url=url, said=said), _("Try again in a moment.")
        )
    if status == HTTPStatus.FORBIDDEN:
        return ServerUnavailable(
            _("The model server at {url} refuses this program: {said}.", url=url, said=said),
            _(
                "If it wants a password or a key: {secrets} Else look at what the server (ollama serve) writes.",
                secrets=_(_SECRETS),
            ),
        )
    if status == HTTPStatus.NOT_FOUND:
        return ServerFault(
            _("There is no Ollama server at {url}: {said}.", url=url, said=said),
            _(
                "Leave out of ollama.host what follows the port, such as /v1, or name the path below which the server is."
            ),
        )
    if 300 <= status < 400:
        elsewhere = origin(location)
        return ServerFault(
            _(
                "The model server at {url} sends on to another address{elsewhere}: {said}.",
                url=url,
                elsewhere=f", {elsewhere}" if elsewhere else "",
                said=said,
            ),
            _("Write the address that it sends on to into ollama.host."),
        )
    if status == HTTPStatus.BAD_REQUEST and "https" in lower and url.startswith("http:"):
        return ServerUnavailable(
            _("The model server at {url} speaks HTTPS.", url=url), _("Write https:// into ollama.host.")
        )
    return ServerFault(
        _("The model server at {url} answered with an error: {said}.", url=url, said=said), _(_LOOK_AT_SERVER)
    )


def _unauthorized(url: str, authorized: bool) -> ServerUnavailable:
    if authorized:
        return ServerUnavailable(
            _("The model server at {url} does not accept the password or the key that it was sent.", url=url),
            _("Check the one in ollama.host, or else in OLLAMA_API_KEY."),
        )
    return ServerUnavailable(_("The model server at {url} wants a password or a key.", url=url), _(_SECRETS))


def _said(status: int, text: str) -> str:
    """Return what a server said, in one line, without what a terminal would obey.

    A page of HTML by its status.
    """
    words = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if words and not words.startswith("<"):
        return words[:_LONGEST_SAID].rstrip(".")
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return _("status {status}", status=status)


def _translated(error: http.HttpError, url: str) -> AssistantError:
    match error:
        case http.TimedOut():
            return ServerTimeout(
                _("The model server at {url} did not answer in time.", url=url),
                _("Loading a large model can take minutes: try again, or raise ollama.timeout_s."),
            )
        case http.NoConnection():
            return ServerUnavailable(_("No model server answers at {url}.", url=url), next_step(url))
        case http.NotTrusted():
            return ServerUnavailable(
                _(
                    "The certificate of the model server at {url} is not trusted: {error}.",
                    url=url,
                    error=error,
                ),
                _(_OWN_AUTHORITY),
            )
        case http.NotTls():
            return ServerUnavailable(
                _("The model server at {url} does not speak HTTPS.", url=url),
                _("Write http:// into ollama.host."),
            )
        case http.TooLarge():
            return ServerGarbled(
                _("The model server at {url} sent more than any answer holds.", url=url), _(_NOT_OLLAMA)
            )
        case http.Unreadable():
            return ServerGarbled(
                _("The model server at {url} sent something that cannot be read.", url=url), _(_NOT_OLLAMA)
            )
        case http.Cancelled():
            return GivenUp(
                _("The model server at {url} is not waited for any more.", url=url), _("Ask again.")
            )
    return ServerBusy(
        _("The connection to the model server at {url} broke ({error}).", url=url, error=error),
        _("Try again."),
    )


def _errors_of_client() -> tuple[type[Exception], ...]:
    """List what Ollama's client can raise.

    None until it was imported, which takes a quarter of a second.
    """
    if "ollama" not in sys.modules:
        return ()
    import httpx
    import ollama
    import pydantic

    return (
        ollama.ResponseError,
        pydantic.ValidationError,
        httpx.HTTPError,
        httpx.StreamError,
        json.JSONDecodeError,
        RecursionError,
    )


def _of_client(error: Exception, url: str, model: str) -> AssistantError | http.HttpError:
    import httpx
    import ollama

    match error:
        case ollama.ResponseError():
            return response_error(error.status_code, str(error.error), url, model)
        case httpx.HTTPError() | httpx.StreamError():
            return http.ConnectionBroke(_("the client failed"))
    return http.Unreadable(_("the client cannot read it"))


def _stream_cut(error: http.HttpError, model: str) -> StreamCut:
    begun = _("The answer of {model} stopped in the middle", model=model)
    match error:
        case http.TimedOut():
            return StreamCut(
                _("{begun}: the server was silent for too long.", begun=begun),
                _("Ask again, or raise ollama.timeout_s."),
            )
        case http.TooLarge():
            return StreamCut(
                _("{begun}: the server sent more than was asked for.", begun=begun), _("Ask again.")
            )
        case http.Unreadable():
            return StreamCut(_("{begun}: what the server sent cannot be read.", begun=begun), _("Ask again."))
    return StreamCut(_("{begun}: the connection to the server broke.", begun=begun), _("Ask again."))

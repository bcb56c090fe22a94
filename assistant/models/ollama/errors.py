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


_LOOK_AT_SERVER = "Try again; if it stays, start the server anew (ollama serve) and look at what it writes."
_NOT_OLLAMA = "Try again; if it stays, check that ollama.host is the address of an Ollama server."
_SECRETS = "Write http://USER:PASSWORD@HOST into ollama.host, or set OLLAMA_API_KEY to a key."
_OWN_AUTHORITY = "Name the file with the certificate that it goes back to: SSL_CERT_FILE=/path/to/ca.pem"
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
    if "does not support thinking" in lower:
        return ThinkingUnsupported(f"{model} cannot switch its reasoning on or off.")
    if (
        "exceeds the context" in lower
        or "exceeds maximum context" in lower
        or "input length exceeds" in lower
    ):
        return InputTooLong(f"The text is longer than {model} can take at once.")
    if "does not support" in lower:
        return ModelUnsuitable(f"{model} cannot be used for this: {said}.", "Choose another model.")
    if "file does not exist" in lower:
        return ModelMissing(
            f"The registry has no model {model}.", "Check its name; `assistant models recommend`."
        )
    if "not found" in lower and "model" in lower:
        return ModelMissing(f"The model {model} is not installed.", f"assistant models pull {model}")
    if "requires more system memory" in lower:
        return ModelUnsuitable(f"{model} does not fit into memory: {said}.", "assistant models recommend")
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return ServerBusy(f"The model server at {url} is busy: {said}.", "Try again in a moment.")
    if status == HTTPStatus.FORBIDDEN:
        return ServerUnavailable(
            f"The model server at {url} refuses this program: {said}.",
            f"If it wants a password or a key: {_SECRETS} Else look at what the server (ollama serve) writes.",
        )
    if status == HTTPStatus.NOT_FOUND:
        return ServerFault(
            f"There is no Ollama server at {url}: {said}.",
            "Leave out of ollama.host what follows the port, such as /v1, or name the path below which the server is.",
        )
    if 300 <= status < 400:
        elsewhere = origin(location)
        return ServerFault(
            f"The model server at {url} sends on to another address{f', {elsewhere}' if elsewhere else ''}: {said}.",
            "Write the address that it sends on to into ollama.host.",
        )
    if status == HTTPStatus.BAD_REQUEST and "https" in lower and url.startswith("http:"):
        return ServerUnavailable(
            f"The model server at {url} speaks HTTPS.", "Write https:// into ollama.host."
        )
    return ServerFault(f"The model server at {url} answered with an error: {said}.", _LOOK_AT_SERVER)


def _unauthorized(url: str, authorized: bool) -> ServerUnavailable:
    if authorized:
        return ServerUnavailable(
            f"The model server at {url} does not accept the password or the key that it was sent.",
            "Check the one in ollama.host, or else in OLLAMA_API_KEY.",
        )
    return ServerUnavailable(f"The model server at {url} wants a password or a key.", _SECRETS)


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
        return f"status {status}"


def _translated(error: http.HttpError, url: str) -> AssistantError:
    match error:
        case http.TimedOut():
            return ServerTimeout(
                f"The model server at {url} did not answer in time.",
                "Loading a large model can take minutes: try again, or raise ollama.timeout_s.",
            )
        case http.NoConnection():
            return ServerUnavailable(f"No model server answers at {url}.", next_step(url))
        case http.NotTrusted():
            return ServerUnavailable(
                f"The certificate of the model server at {url} is not trusted: {error}.", _OWN_AUTHORITY
            )
        case http.NotTls():
            return ServerUnavailable(
                f"The model server at {url} does not speak HTTPS.", "Write http:// into ollama.host."
            )
        case http.TooLarge():
            return ServerGarbled(f"The model server at {url} sent more than any answer holds.", _NOT_OLLAMA)
        case http.Unreadable():
            return ServerGarbled(
                f"The model server at {url} sent something that cannot be read.", _NOT_OLLAMA
            )
        case http.Cancelled():
            return GivenUp(f"The model server at {url} is not waited for any more.", "Ask again.")
    return ServerBusy(f"The connection to the model server at {url} broke ({error}).", "Try again.")


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
            return http.ConnectionBroke("the client failed")
    return http.Unreadable("the client cannot read it")


def _stream_cut(error: http.HttpError, model: str) -> StreamCut:
    begun = f"The answer of {model} stopped in the middle"
    match error:
        case http.TimedOut():
            return StreamCut(
                f"{begun}: the server was silent for too long.", "Ask again, or raise ollama.timeout_s."
            )
        case http.TooLarge():
            return StreamCut(f"{begun}: the server sent more than was asked for.", "Ask again.")
        case http.Unreadable():
            return StreamCut(f"{begun}: what the server sent cannot be read.", "Ask again.")
    return StreamCut(f"{begun}: the connection to the server broke.", "Ask again.")

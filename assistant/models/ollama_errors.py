"""Every way Ollama, its client and the connection can fail, turned into our errors in one place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import (
    AssistantError,
    InputTooLong,
    ModelMissing,
    ModelUnsuitable,
    ServerFault,
    ServerUnavailable,
    StreamCut,
)


class ServerBusy(ServerFault):
    """The server has as many requests as it takes, or dropped the connection: worth another try at once."""


class ServerTimeout(ServerFault):
    """The server was silent for as long as it may be: asked for less, or again, it would be silent as long again."""


class ThinkingUnsupported(ModelUnsuitable):
    """The server refuses the switch for reasoning on this model."""


_LOOK_AT_SERVER = "Try again; if it stays, start the server anew (ollama serve) and look at what it writes."


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
    except AssistantError:
        raise
    except _foreign_errors() as error:
        if _is_foreign_bug(error):
            raise
        raise _translated(error, url, model, streaming) from error


def response_error(status: int, text: str, url: str, model: str = "") -> AssistantError:
    """Find our error for an answer of Ollama that says what went wrong.

    Args:
        status: The HTTP status; below 0 for an error inside a stream.
        text: The server's own words.
        url: The server.
        model: The model the call was about.
    """
    said = " ".join(text.split())[:300] or f"status {status}"
    lower = said.lower()
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
    if status in (429, 503):
        return ServerBusy(f"The model server at {url} is busy: {said}.", "Try again in a moment.")
    if status == 403:
        return ServerUnavailable(f"The model server at {url} refuses this program: {said}.", _LOOK_AT_SERVER)
    return ServerFault(f"The model server at {url} answered with an error: {said}.", _LOOK_AT_SERVER)


def _translated(error: Exception, url: str, model: str, streaming: bool) -> AssistantError:
    kind = type(error).__name__
    if kind == "ResponseError":
        status, text = getattr(error, "status_code", -1), str(getattr(error, "error", error))
        return response_error(status, text, url, model)
    if streaming:
        return _stream_cut(error, model)
    if _is_timeout(error):
        return ServerTimeout(
            f"The model server at {url} did not answer in time.",
            "Loading a large model can take minutes: try again, or raise ollama.timeout_s.",
        )
    if _is_unreachable(error):
        return ServerUnavailable(f"No model server answers at {url}.", "Start it: ollama serve")
    if isinstance(error, ValueError):
        return ServerFault(
            f"The model server at {url} sent something that cannot be read.",
            "Try again; if it stays, check that ollama.host is the address of an Ollama server.",
        )
    return ServerBusy(f"The connection to the model server at {url} broke ({_cause(error)}).", "Try again.")


def _stream_cut(error: Exception, model: str) -> StreamCut:
    begun = f"The answer of {model} stopped in the middle"
    if _is_timeout(error):
        return StreamCut(
            f"{begun}: the server was silent for too long.", "Ask again, or raise ollama.timeout_s."
        )
    if isinstance(error, ValueError):
        return StreamCut(f"{begun}: what the server sent cannot be read.", "Ask again.")
    return StreamCut(f"{begun}: the connection to the server broke.", "Ask again.")


def _foreign_errors() -> tuple[type[Exception], ...]:
    """List what a call can raise; the client's errors only once it was imported, which takes a quarter second."""
    import http.client

    plain = (OSError, http.client.HTTPException, ValueError)
    if "ollama" not in sys.modules:
        return plain
    import httpx
    import ollama
    import pydantic

    return (*plain, httpx.HTTPError, httpx.StreamError, ollama.ResponseError, pydantic.ValidationError)


def _is_foreign_bug(error: Exception) -> bool:
    """Tell a programming error from a broken answer: JSON, text and validation errors are all ValueErrors."""
    return type(error) is ValueError


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or type(error).__name__ in (
        "ReadTimeout",
        "WriteTimeout",
        "PoolTimeout",
    )


def _is_unreachable(error: Exception) -> bool:
    names = (
        "ConnectError",
        "ConnectTimeout",
        "UnsupportedProtocol",
        "InvalidURL",
        "ConnectionError",
        "gaierror",
    )
    return isinstance(error, ConnectionRefusedError) or type(error).__name__ in names


def _cause(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__

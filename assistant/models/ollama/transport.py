"""Carry what Ollama's client asks through `assistant.http_client`.

It is given only answers that it can read.

The client is made for good servers and plain surroundings. What it lacks is done here, on the way:

- It bounds neither the size nor the whole time of an answer, trusts certificates of its own choice, and follows proxies.
- It has no arguments for two fields of a chat. Without them a prompt that is longer than the window is cut silently, oldest
  messages first, and an answer that reaches the window's end pushes the prompt out from the front. With `truncate` off the
  server refuses such a prompt, with `shift` off it ends the answer. Servers that are too old to know the fields ignore them.
- It takes an answer's lines apart at every line break that Unicode knows, while the server ends a line with a newline only:
  an answer that holds U+0085 would end in the middle. Lines are passed on in ASCII.
- It refuses a whole answer for a count that is none, and takes texts and switches for numbers of a vector.
- It reads the environment while it is imported, and the import fails on a proxy, a host or a file that it does not like.

Importing this module imports the client, which takes a fifth of a second: it is done where text is sent, not before.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from assistant.http_client import Exchange, plain_text, read_object, whole_number
from assistant.models.ollama.ahead import CHAT, UNCUT, Ask
from assistant.models.ollama.errors import said_of
from assistant.text import encodable

# Where it finds what a command line takes, httpx imports its own, which takes longer than all the rest of it.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
import httpx  # noqa: E402

_READ_WHEN_IMPORTED = ("OLLAMA_HOST", "OLLAMA_API_KEY", "SSL_CERT_FILE", "SSL_CERT_DIR")
_COUNTS = ("prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration")


@contextmanager
def _plain_environment() -> Iterator[None]:
    """Hide the variables that the client reads while it is imported."""
    names = [name for name in os.environ if name in _READ_WHEN_IMPORTED or name.lower().endswith("_proxy")]
    taken = {name: os.environ.pop(name) for name in names}
    os.environ["no_proxy"] = "*"  # the settings of Windows and macOS name proxies too
    try:
        yield
    finally:
        del os.environ["no_proxy"]
        os.environ.update(taken)


# The interpreter imports a module once, and lets other threads wait. Other threads also see the environment: it is left as
# it is where nothing in it stands in the way.
try:
    import ollama
except (ImportError, OSError, ValueError, httpx.InvalidURL):
    with _plain_environment():
        import ollama


Failed = Callable[[str], Exception]
"""Makes the error of what the server says of a failure in the middle of an answer."""


def open_client(url: str, ask: Ask, failed: Failed) -> ollama.Client:
    """Make a client for one call; closing it ends the connection.

    Args:
        url: The server.
        ask: Carries the call, and raises where the server refuses it.
        failed: Makes the error of an answer that says that it failed.
    """
    return ollama.Client(
        url,
        transport=HttpTransport(ask, failed),
        trust_env=False,
        follow_redirects=False,
        headers={"Authorization": "sent by the transport"},  # else it reads OLLAMA_API_KEY as it stands
    )


class HttpTransport(httpx.BaseTransport):
    """Sends the requests of one client, one after another.

    Args:
        ask: As in `open_client`.
        failed: As in `open_client`.
    """

    def __init__(self, ask: Ask, failed: Failed) -> None:
        self._ask = ask
        self._failed = failed
        self._opened = ExitStack()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and give its answer once the server has begun it.

        Raises:
            HttpError: The exchange failed, here or while the answer is read.
            AssistantError: The server says that it failed, here or while the answer is read.
        """
        path = "/api/" + request.url.path.rpartition("/api/")[2]
        body = json.loads(request.read())
        if path == CHAT:
            body |= UNCUT
        answer = self._opened.enter_context(self._ask(path, body))
        pieces = self._lines(path, answer) if body.get("stream") else self._whole(answer)
        return httpx.Response(200, stream=_Pieces(pieces, self._opened))

    def close(self) -> None:
        """End the connection."""
        self._opened.close()

    def _lines(self, path: str, answer: Exchange) -> Iterator[bytes]:
        read = chat_piece if path == CHAT else pull_step
        for line in answer.lines():
            piece = self._without_failure(read_object(line))
            yield json.dumps(read(piece)).encode("ascii") + b"\n"

    def _whole(self, answer: Exchange) -> Iterator[bytes]:
        content = answer.read()
        found = self._without_failure(read_object(content))
        yield content if _is_usual(found) else json.dumps(embeddings(found)).encode("ascii")

    def _without_failure(self, found: dict[str, Any]) -> dict[str, Any]:
        if "error" in found:
            raise self._failed(said_of(found))
        return found


class _Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes], opened: ExitStack) -> None:
        self._pieces = pieces
        self._opened = opened

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._opened.close()


def chat_piece(piece: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are read of a piece of a chat.

    A message or a text that is none stays, for the client to refuse.
    """
    message, done = piece.get("message"), piece.get("done") is True
    if message is None and done:
        message = {}
    if isinstance(message, dict):
        said = {key: _whole_characters(message.get(key)) for key in ("content", "thinking")}
        message = {"role": "assistant", **said}
    return {
        "message": message,
        "done": done,
        "done_reason": plain_text(piece.get("done_reason")),
        **{key: whole_number(piece.get(key)) for key in _COUNTS},
    }


def pull_step(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are read of a step of getting a model."""
    return {
        "status": plain_text(step.get("status")),
        "digest": plain_text(step.get("digest")),
        "completed": whole_number(step.get("completed")),
        "total": whole_number(step.get("total")),
    }


def embeddings(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are read of an answer with vectors.

    What is no number in a vector becomes NaN.
    """
    rows = answer.get("embeddings")
    if isinstance(rows, list):
        rows = [[_number(value) for value in row] if isinstance(row, list) else row for row in rows]
    return {"embeddings": rows, "prompt_eval_count": whole_number(answer.get("prompt_eval_count"))}


def _is_usual(answer: Mapping[str, Any]) -> bool:
    """Return whether an answer with vectors may stay as it came.

    Writing a thousand numbers anew takes a millisecond.
    """
    rows = answer.get("embeddings")
    others = {key: value for key, value in answer.items() if key not in ("model", "embeddings")}
    return (
        isinstance(rows, list)
        and isinstance(answer.get("model"), str)
        and others.keys() <= {"total_duration", "load_duration", "prompt_eval_count"}
        and all(type(value) is int and value == whole_number(value) for value in others.values())
        and all(isinstance(row, list) and all(type(value) is float for value in row) for row in rows)
    )


def _number(value: object) -> float:
    if type(value) not in (float, int):
        return math.nan
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        return math.nan


def _whole_characters(text: object) -> object:
    """Replace the halves of characters in a text, which cannot be stored or sent on."""
    return encodable(text) if isinstance(text, str) else text

"""Ollama's API: a library is a model of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from assistant.errors import AssistantError, UsageError
from assistant.i18n import _
from assistant.options import Sampling
from assistant.serve.asking import Done, Piece, Reasoned, Said, Silence
from assistant.serve.desk import (
    Desk,
    Wishes,
    body_of,
    library_of,
    sentence_of,
    streamed,
    told,
    user_of,
    whole,
)
from assistant.serve.history import Conversation, conversation_of, housekeeping
from assistant.serve.libraries import LibraryModel
from assistant.serve.schemas import (
    OllamaChat,
    OllamaEmbed,
    OllamaEmbeddings,
    OllamaGenerate,
    OllamaRequest,
    OllamaShow,
)
from assistant.serve.schemas import (
    Said as Message,
)

VERSION = "0.33.0"
"""The version of Ollama whose API this is; clients look at it to know what they may ask."""
NDJSON = "application/x-ndjson"
FORBIDDEN = ("pull", "push", "create", "delete", "copy", "blobs")
"""Calls that would change models; a library is none that could be pulled or deleted from a client."""
EVER = timedelta(days=365)


async def root(desk: Desk, request: Request) -> Response:
    """GET /: say that something answers, in the words that clients look for.

    A browser is led to the page for people.
    """
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("ask", headers={"Vary": "Accept"})
    return PlainTextResponse("Ollama is running", headers={"Vary": "Accept"})  # not shown


async def version(desk: Desk, request: Request) -> Response:
    """GET /api/version."""
    return told({"version": VERSION})


async def tags(desk: Desk, request: Request) -> Response:
    """GET /api/tags: list the libraries."""
    return told({"models": [_listed(model) for model in desk.libraries.models(user_of(request).allowed)]})


async def running(desk: Desk, request: Request) -> Response:
    """GET /api/ps: list the libraries that are open."""
    now = datetime.now(UTC)
    there = {*desk.libraries.open_names}
    models = [
        {**_listed(model), "expires_at": _time(now + EVER), "size_vram": 0, "context_length": 8192}
        for model in desk.libraries.models(user_of(request).allowed)
        if model.library in there and not model.mode
    ]
    return told({"models": models})


async def show(desk: Desk, request: Request) -> Response:
    """POST /api/show: describe a library as a model."""
    body = await body_of(request, OllamaShow)
    model = library_of(desk, request, body.model or body.name)
    return told(
        {
            "license": "",
            "modelfile": f"# The library {model.library} of this machine.\n",  # not shown
            "parameters": "",
            "template": "{{ .Prompt }}",
            "details": _details(),
            "model_info": {"general.architecture": "library", "library.context_length": 8192},
            "capabilities": ["completion", "thinking"],
            "modified_at": _time(model.modified),
        }
    )


async def chat(desk: Desk, request: Request) -> Response:
    """POST /api/chat."""
    body = await body_of(request, OllamaChat)
    model = library_of(desk, request, body.model)
    messages = [message.model_dump() for message in body.messages]
    return await _answered(desk, request, body, model, messages, "message")


async def generate(desk: Desk, request: Request) -> Response:
    """POST /api/generate."""
    body = await body_of(request, OllamaGenerate)
    model = library_of(desk, request, body.model)
    messages = [Message(role="user", content=body.prompt).model_dump()] if body.prompt.strip() else []
    return await _answered(desk, request, body, model, messages, "response")


async def embed(desk: Desk, request: Request) -> Response:
    """POST /api/embed."""
    body = await body_of(request, OllamaEmbed)
    model = library_of(desk, request, body.model)
    texts = [body.input] if isinstance(body.input, str) else body.input
    began = time.monotonic_ns()
    texts = [text for text in texts if text.strip()] if len(texts) == 1 else texts
    vectors = await desk.embedded(request, model, texts)
    took = time.monotonic_ns() - began
    return told(
        {
            "model": body.model,
            "embeddings": vectors,
            "total_duration": took,
            "load_duration": 0,
            "prompt_eval_count": 0,
        }
    )


async def embeddings(desk: Desk, request: Request) -> Response:
    """POST /api/embeddings, the older call for one text."""
    body = await body_of(request, OllamaEmbeddings)
    model = library_of(desk, request, body.model)
    vectors = await desk.embedded(request, model, [body.prompt] if body.prompt.strip() else [])
    return told({"embedding": vectors[0] if vectors else []})


async def forbidden(desk: Desk, request: Request) -> Response:
    """Refuse calls that would change models."""
    sentence = _("Libraries are made and changed on their own machine: assistant ingest FOLDER.")
    return told({"error": sentence}, 403)


async def _answered(
    desk: Desk,
    request: Request,
    body: OllamaRequest,
    model: LibraryModel,
    messages: Sequence[Mapping[str, object]],
    field: str,
) -> Response:
    if body.format not in (None, ""):
        raise UsageError(
            _("A format of the answer cannot be chosen here."),
            _("Leave format out: answers are text with sources."),
        )
    stream = body.stream is not False
    out = _Lines(body.model, field)
    if not messages:
        return told(out.end_of_nothing())
    if (title := housekeeping(messages)) is not None:
        last = out.last("stop", {"content": title})
        return Response(
            _line(last) if stream else json.dumps(last),
            media_type=NDJSON if stream else "application/json",
        )
    options = body.options
    stop = () if options is None or options.stop is None else options.stop
    wishes = Wishes(
        think=None if body.think is None else body.think not in (False, "", "false", "none"),
        sampling=Sampling(
            None if options is None else options.temperature,
            None if options is None or not options.top_p else options.top_p,
            options.num_predict
            if options is not None and options.num_predict is not None and options.num_predict > 0
            else None,
        ),
        stop=(stop,) if isinstance(stop, str) else tuple(stop),
    )
    pieces = desk.pieces(request, model, _conversation(messages), wishes)
    if stream:
        return await streamed(pieces, out.lines, _fault, NDJSON, "/api")
    done = await whole(request, pieces)
    return Response(status_code=499) if done is None else told(out.whole(done))


def _conversation(messages: Sequence[Mapping[str, object]]) -> Conversation:
    return conversation_of(messages)


class _Lines:
    """Formats an answer as Ollama's objects.

    Args:
        model: The name as the client gave it.
        field: "message" for chat, "response" for generate.
    """

    def __init__(self, model: str, field: str) -> None:
        self._model = model
        self._field = field
        self._began = time.monotonic_ns()

    def lines(self, piece: Piece) -> list[str]:
        """Format a piece of a stream as lines.

        An empty line would be an error to clients; silence is an object with empty content.
        """
        match piece:
            case Reasoned(text):
                return [_line(self._object({"thinking": text, "content": ""}))]
            case Said(text):
                return [_line(self._object({"content": text}))]
            case Silence():
                return [_line(self._object({"content": ""}))]
            case Done():
                return [_line(self._ended(piece, {"content": ""}))]

    def whole(self, done: Done) -> dict[str, Any]:
        """Format a whole answer as one object."""
        said = {"content": done.text, **({"thinking": done.reasoning} if done.reasoning else {})}
        return self._ended(done, said)

    def end_of_nothing(self) -> dict[str, Any]:
        """Format the answer to a call without a message, with which clients load a model."""
        return {**self._object({"content": ""}), "done": True, "done_reason": "load"}

    def last(self, reason: str, said: Mapping[str, str]) -> dict[str, Any]:
        """Format the last object of an answer."""
        took = time.monotonic_ns() - self._began
        return {
            **self._object(said),
            "done": True,
            "done_reason": reason,
            "total_duration": took,
            "load_duration": 0,
            "prompt_eval_count": 0,
            "prompt_eval_duration": 0,
            "eval_count": 0,
            "eval_duration": took,
        }

    def _ended(self, done: Done, said: Mapping[str, str]) -> dict[str, Any]:
        usage = done.finished.usage
        return {
            **self.last("length" if done.cut else "stop", said),
            "prompt_eval_count": usage.prompt_tokens or 0,
            "eval_count": usage.answer_tokens or 0,
            "status": done.finished.status,
            "sources": [asdict(source) for source in done.sources],
        }

    def _object(self, said: Mapping[str, str]) -> dict[str, Any]:
        start = {"model": self._model, "created_at": _time(datetime.now(UTC))}
        if self._field == "message":
            return {**start, "message": {"role": "assistant", **said}, "done": False}
        more = {"thinking": said["thinking"]} if "thinking" in said else {}
        return {**start, "response": said["content"], **more, "done": False}


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=list) + "\n"


def _fault(path: str, error: AssistantError) -> str:
    return _line({"error": sentence_of(error)})


def _listed(model: LibraryModel) -> dict[str, Any]:
    return {
        "name": model.id,
        "model": model.id,
        "modified_at": _time(model.modified),
        "size": model.size,
        "digest": model.digest,
        "details": _details(),
    }


def _details() -> dict[str, Any]:
    return {
        "parent_model": "",
        "format": "library",
        "family": "library",
        "families": ["library"],
        "parameter_size": "",
        "quantization_level": "",
    }


def _time(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")

"""OpenAI's API: models, chat completions, completions and embeddings."""

from __future__ import annotations

import base64
import json
import re
import struct
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import AssistantError, UsageError
from assistant.events import Usage
from assistant.i18n import _
from assistant.options import Sampling
from assistant.serve.access import shaped_error
from assistant.serve.asking import Done, Piece, Reasoned, Said, Silence, Source
from assistant.serve.desk import (
    Desk,
    Wishes,
    body_of,
    library_of,
    sentence_of,
    status_of,
    streamed,
    told,
    user_of,
    whole,
)
from assistant.serve.history import conversation_of, housekeeping
from assistant.serve.libraries import LibraryModel
from assistant.serve.schemas import ChatCompletion, Completion, Embeddings, OpenAIRequest, Stop, StreamOptions

SSE = "text/event-stream"
PING = ": still at it\n\n"  # not shown
DONE = "data: [DONE]\n\n"
_MARK = re.compile(r"\[(\d+)\]")


async def models(desk: Desk, request: Request) -> Response:
    """GET /v1/models."""
    there = [_listed(model) for model in desk.libraries.models(user_of(request).allowed)]
    return told({"object": "list", "data": there})


async def model(desk: Desk, request: Request) -> Response:
    """GET /v1/models/{id}; an id holds a slash."""
    return told(_listed(library_of(desk, request, request.path_params["id"])))


async def chat(desk: Desk, request: Request) -> Response:
    """POST /v1/chat/completions."""
    body = await body_of(request, ChatCompletion)
    library = library_of(desk, request, body.model)
    check_format(body.response_format)
    messages = [message.model_dump() for message in body.messages]
    out = _Chunks(body.model, with_usage=_usage_wanted(body.stream_options))
    if (title := housekeeping(messages)) is not None:
        if body.stream:
            return Response("".join(out.text_alone(title)), media_type=SSE)
        return told(out.whole_text(title))
    wishes = wishes_of(body, body.max_completion_tokens or body.max_tokens, body.stop, body.reasoning_effort)
    pieces = desk.pieces(request, library, conversation_of(messages), wishes)
    if body.stream:
        return await streamed(pieces, out.lines, fault, SSE, "/v1")
    done = await whole(request, pieces)
    return Response(status_code=499) if done is None else told(out.whole(done))


async def completion(desk: Desk, request: Request) -> Response:
    """POST /v1/completions: the prompt is the question."""
    body = await body_of(request, Completion)
    library = library_of(desk, request, body.model)
    prompt = body.prompt if isinstance(body.prompt, str) else body.prompt[0]
    messages = [{"role": "user", "content": prompt}]
    out = _Texts(body.model, with_usage=_usage_wanted(body.stream_options))
    if (title := housekeeping(messages)) is not None:
        if body.stream:
            return Response("".join(out.text_alone(title)), media_type=SSE)
        return told(out.whole_text(title))
    wishes = wishes_of(body, body.max_tokens, body.stop, None)
    pieces = desk.pieces(request, library, conversation_of(messages), wishes)
    if body.stream:
        return await streamed(pieces, out.lines, fault, SSE, "/v1")
    done = await whole(request, pieces)
    return Response(status_code=499) if done is None else told(out.whole(done))


async def embeddings(desk: Desk, request: Request) -> Response:
    """POST /v1/embeddings."""
    body = await body_of(request, Embeddings)
    library = library_of(desk, request, body.model)
    texts = [body.input] if isinstance(body.input, str) else body.input
    if not texts or not all(text.strip() for text in texts):
        raise UsageError(_("A text to embed is empty."), _("Leave it out."))
    vectors = await desk.embedded(request, library, texts)
    data = [
        {"object": "embedding", "index": index, "embedding": _packed(vector, body.encoding_format)}
        for index, vector in enumerate(vectors)
    ]
    return told(
        {
            "object": "list",
            "data": data,
            "model": body.model,
            "usage": {"prompt_tokens": 0, "total_tokens": 0},
        }
    )


def _usage_wanted(options: StreamOptions | None) -> bool:
    return options is not None and bool(options.include_usage)


def check_format(wanted: Mapping[str, Any] | None) -> None:
    """Refuse a format other than text.

    Raises:
        UsageError: Another one is wanted.
    """
    if wanted is not None and wanted.get("type") not in (None, "text"):
        raise UsageError(
            _("A format of the answer cannot be chosen here."),
            _("Leave response_format out: answers are text with sources."),
        )


def wishes_of(body: OpenAIRequest, max_tokens: int | None, stop: Stop | None, effort: str | None) -> Wishes:
    """Return what a client wishes beside its question."""
    stops = () if stop is None else (stop,) if isinstance(stop, str) else tuple(stop)
    return Wishes(
        think=None if effort is None else effort not in ("none", "minimal"),
        sampling=Sampling(
            body.temperature, body.top_p or None, max_tokens if max_tokens and max_tokens > 0 else None
        ),
        stop=stops,
        store=bool(body.store),
    )


class _Chunks:
    """Formats an answer as chat completions.

    Args:
        model: The name as the client gave it.
        with_usage: Whether a chunk with the usage ends the stream.
    """

    kind, chunk_kind, start = "chat.completion", "chat.completion.chunk", "chatcmpl-"

    def __init__(self, model: str, *, with_usage: bool) -> None:
        self._head = {"id": f"{self.start}{uuid.uuid4().hex}", "created": int(time.time()), "model": model}
        self._with_usage = with_usage
        self._begun = False

    def lines(self, piece: Piece) -> list[str]:
        """Format a piece of a stream."""
        lines = [] if self._begun else self.beginning()
        self._begun = True
        match piece:
            case Silence():
                lines.append(PING)
            case Reasoned(text):
                lines += self.reasoned(text)
            case Said(text):
                lines.append(self._chunk(self.said(text)))
            case Done():
                lines += self.ended(piece)
        return lines

    def beginning(self) -> list[str]:
        """Format what comes first."""
        return [self._chunk(self._delta({"role": "assistant", "content": ""}))]

    def reasoned(self, text: str) -> list[str]:
        """Format a piece of reasoning."""
        return [self._chunk(self._delta({"reasoning_content": text}))]

    def said(self, text: str) -> dict[str, Any]:
        """Format a piece of text as a choice."""
        return self._delta({"content": text})

    def ended(self, done: Done) -> list[str]:
        """Format the end of a stream: sources, why it ended, the usage."""
        lines = []
        if done.sources:
            noted = self._delta({"content": "", "annotations": url_annotations(done)})
            lines.append(self._chunk(noted, {"sources": [asdict(one) for one in done.sources]}))
            lines += [
                self._chunk(self._delta({"content": ""}), {"event": source_event(one)})
                for one in done.sources
            ]
        last = {**self._delta({}), "finish_reason": _finish(done)}
        lines.append(self._chunk(last, {"status": done.finished.status}))
        if self._with_usage:
            lines.append(
                _event(
                    {
                        **self._head,
                        "object": self.chunk_kind,
                        "choices": [],
                        "usage": usage_of(done.finished.usage),
                    }
                )
            )
        return [*lines, DONE]

    def text_alone(self, text: str) -> list[str]:
        """Format a stream that is one text."""
        last = {**self._delta({}), "finish_reason": "stop"}
        return [*self.beginning(), self._chunk(self.said(text)), self._chunk(last), DONE]

    def whole(self, done: Done) -> dict[str, Any]:
        """Format a whole answer."""
        message: dict[str, Any] = {"role": "assistant", "content": done.text}
        if done.reasoning:
            message["reasoning_content"] = done.reasoning
        if done.sources:
            message["annotations"] = url_annotations(done)
        return {
            **self._whole({"message": message}, done.finished.usage, _finish(done)),
            "sources": [asdict(one) for one in done.sources],
            "status": done.finished.status,
        }

    def whole_text(self, text: str) -> dict[str, Any]:
        """Format an answer that is one text."""
        return self._whole({"message": {"role": "assistant", "content": text}}, Usage())

    def _whole(self, said: Mapping[str, Any], usage: Usage, finish: str = "stop") -> dict[str, Any]:
        choice = {"index": 0, **said, "finish_reason": finish, "logprobs": None}
        return {**self._head, "object": self.kind, "choices": [choice], "usage": usage_of(usage)}

    def _delta(self, delta: Mapping[str, Any]) -> dict[str, Any]:
        return {"index": 0, "delta": dict(delta), "finish_reason": None}

    def _chunk(self, choice: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> str:
        return _event({**self._head, "object": self.chunk_kind, "choices": [choice], **(more or {})})


class _Texts(_Chunks):
    """Formats an answer as completions, which know no roles and no reasoning."""

    kind, chunk_kind, start = "text_completion", "text_completion", "cmpl-"

    def beginning(self) -> list[str]:
        """Format nothing: completions begin with their text."""
        return []

    def reasoned(self, text: str) -> list[str]:
        """Format a sign of life."""
        return [PING]

    def said(self, text: str) -> dict[str, Any]:
        """Format a piece of text as a choice."""
        return {"index": 0, "text": text, "finish_reason": None, "logprobs": None}

    def whole(self, done: Done) -> dict[str, Any]:
        """Format a whole answer."""
        return {
            **self._whole({"text": done.text}, done.finished.usage, _finish(done)),
            "sources": [asdict(one) for one in done.sources],
            "status": done.finished.status,
        }

    def whole_text(self, text: str) -> dict[str, Any]:
        """Format an answer that is one text."""
        return self._whole({"text": text}, Usage())

    def _delta(self, delta: Mapping[str, Any]) -> dict[str, Any]:
        return {"index": 0, "text": "", "finish_reason": None, "logprobs": None}


def url_annotations(done: Done) -> list[dict[str, Any]]:
    """Return the sources as annotations on their marks in the text."""
    body = done.text.partition("\n\n---\n")[0]
    places: dict[int, re.Match[str]] = {}
    for match in _MARK.finditer(body):
        places.setdefault(int(match[1]), match)
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": places[one.number].start() if one.number in places else 0,
                "end_index": places[one.number].end() if one.number in places else 0,
                "url": one.url,
                "title": one.place,
            },
        }
        for one in done.sources
    ]


def source_event(source: Source) -> dict[str, Any]:
    """Return a source as Open WebUI shows it, with its words and page."""
    page = {} if source.page is None else {"page": source.page}
    return {
        "type": "source",
        "data": {
            "source": {"name": source.name, "url": source.url},
            "document": [source.quote],
            "metadata": [{"source": source.url, "name": source.name, **page}],
        },
    }


def _finish(done: Done) -> str:
    return "length" if done.cut else "stop"


def usage_of(usage: Usage) -> dict[str, Any]:
    """Return what an answer cost, in OpenAI's words."""
    prompt, answer = usage.prompt_tokens or 0, usage.answer_tokens or 0
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def fault(path: str, error: AssistantError) -> str:
    """Format an error in the middle of a stream."""
    body, _kind = shaped_error(path, status_of(error), sentence_of(error), error.code)
    return f"data: {body.decode()}\n\n"


def _event(value: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False, default=list)}\n\n"


def _listed(model: LibraryModel) -> dict[str, Any]:
    return {
        "id": model.id,
        "object": "model",
        "created": int(model.modified.timestamp()),
        "owned_by": "this-machine",
    }


def _packed(vector: Sequence[float], encoding: str) -> object:
    if encoding == "float":
        return list(vector)
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()

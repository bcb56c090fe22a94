"""OpenAI's responses: one call, whole or as events."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import AssistantError
from assistant.events import Finished
from assistant.serve.asking import Done, Piece, Reasoned, Said, Silence
from assistant.serve.desk import Desk, body_of, library_of, sentence_of, streamed, told, whole
from assistant.serve.history import conversation_of, housekeeping
from assistant.serve.openai_api import PING, SSE, check_format, url_annotations, wishes_of
from assistant.serve.schemas import ResponsesRequest


async def respond(desk: Desk, request: Request) -> Response:
    """POST /v1/responses."""
    body = await body_of(request, ResponsesRequest)
    library = library_of(desk, request, body.model)
    wanted = (body.text or {}).get("format")
    check_format(wanted if isinstance(wanted, Mapping) else None)
    messages = (
        [{"role": "user", "content": body.input}]
        if isinstance(body.input, str)
        else [{"role": "user", **item} for item in body.input if item.get("type", "message") == "message"]
    )
    effort = (body.reasoning or {}).get("effort")
    wishes = wishes_of(body, body.max_output_tokens, None, effort if isinstance(effort, str) else None)
    out = _Events(body.model)
    if (title := housekeeping(messages)) is not None:
        nothing = Finished(title, "", title, "", (), (), "general", False, "", "")
        done = Done(nothing, (), title, "")
        if body.stream:
            return Response("".join(out.lines(Said(title)) + out.lines(done)), media_type=SSE)
        return told(out.response("completed", done))
    pieces = desk.pieces(request, library, conversation_of(messages), wishes)
    if body.stream:
        return await streamed(pieces, out.lines, out.fault, SSE, "/v1")
    whole_answer = await whole(request, pieces)
    if whole_answer is None:
        return Response(status_code=499)
    return told(out.response(_status(whole_answer), whole_answer))


class _Events:
    """Formats an answer as the events of a response.

    Args:
        model: The name as the client gave it.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._id, self._item = f"resp_{uuid.uuid4().hex}", f"msg_{uuid.uuid4().hex}"
        self._thought = f"rs_{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._number = 0
        self._begun = False
        self._reasoning = ""
        self._open = ""

    def lines(self, piece: Piece) -> list[str]:
        """Format a piece of a stream."""
        lines = []
        if not self._begun:
            self._begun = True
            lines = [
                self._event(name, response=self.response("in_progress", None))
                for name in ("response.created", "response.in_progress")
            ]
        match piece:
            case Silence():
                lines.append(PING)
            case Reasoned(text):
                lines += self._reasoned(text)
            case Said(text):
                lines += [*self._message(), self._text("response.output_text.delta", delta=text, logprobs=[])]
            case Done():
                lines += self._ended(piece)
        return lines

    def _reasoned(self, text: str) -> list[str]:
        lines = []
        if not self._open:
            self._open = "reasoning"
            item = {"type": "reasoning", "id": self._thought, "summary": []}
            lines.append(self._event("response.output_item.added", output_index=0, item=item))
            part = {"type": "summary_text", "text": ""}
            lines.append(
                self._event(
                    "response.reasoning_summary_part.added",
                    item_id=self._thought,
                    output_index=0,
                    summary_index=0,
                    part=part,
                )
            )
        if self._open == "reasoning":
            self._reasoning += text
            lines.append(
                self._event(
                    "response.reasoning_summary_text.delta",
                    item_id=self._thought,
                    output_index=0,
                    summary_index=0,
                    delta=text,
                )
            )
        return lines

    def _message(self) -> list[str]:
        """Begin the message, where it has not begun; the reasoning is over then."""
        if self._open == "message":
            return []
        lines = []
        if self._open == "reasoning":
            place = {"item_id": self._thought, "output_index": 0, "summary_index": 0}
            lines += [
                self._event("response.reasoning_summary_text.done", **place, text=self._reasoning),
                self._event(
                    "response.reasoning_summary_part.done",
                    **place,
                    part={"type": "summary_text", "text": self._reasoning},
                ),
                self._event("response.output_item.done", output_index=0, item=self._thoughts()),
            ]
        self._open = "message"
        item = {
            "type": "message",
            "id": self._item,
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }
        lines.append(self._event("response.output_item.added", output_index=self._index, item=item))
        lines.append(
            self._text(
                "response.content_part.added", part={"type": "output_text", "text": "", "annotations": []}
            )
        )
        return lines

    def _ended(self, done: Done) -> list[str]:
        lines = self._message()
        for number, note in enumerate(_notes(done)):
            lines.append(
                self._text("response.output_text.annotation.added", annotation_index=number, annotation=note)
            )
        lines += [
            self._text("response.output_text.done", text=done.text, logprobs=[]),
            self._text("response.content_part.done", part=_part(done)),
            self._event("response.output_item.done", output_index=self._index, item=self._said(done)),
            self._event(f"response.{_status(done)}", response=self.response(_status(done), done)),
        ]
        return lines

    def response(self, status: str, done: Done | None) -> dict[str, Any]:
        """Format the response as it is now."""
        output = []
        if done is not None:
            self._reasoning = self._reasoning or done.reasoning
            output = [*([self._thoughts()] if self._reasoning else []), self._said(done)]
        usage = done.finished.usage if done is not None else None
        read, written = (usage.prompt_tokens or 0, usage.answer_tokens or 0) if usage else (0, 0)
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "error": None,
            "incomplete_details": {"reason": "max_output_tokens"} if done is not None and done.cut else None,
            "instructions": None,
            "metadata": {},
            "model": self._model,
            "output": output,
            "parallel_tool_calls": False,
            "temperature": None,
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
            "usage": None
            if done is None
            else {
                "input_tokens": read,
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens": written,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": read + written,
            },
            **({} if done is None else {"sources": [asdict(one) for one in done.sources]}),
        }

    def fault(self, path: str, error: AssistantError) -> str:
        """Format an error in the middle of a stream."""
        return self._event("error", code=error.code, message=sentence_of(error), param=None)

    @property
    def _index(self) -> int:
        return int(bool(self._reasoning))

    def _thoughts(self) -> dict[str, Any]:
        return {
            "type": "reasoning",
            "id": self._thought,
            "summary": [{"type": "summary_text", "text": self._reasoning}],
        }

    def _said(self, done: Done) -> dict[str, Any]:
        return {
            "type": "message",
            "id": self._item,
            "status": "completed",
            "role": "assistant",
            "content": [_part(done)],
        }

    def _text(self, name: str, **more: object) -> str:
        return self._event(name, item_id=self._item, output_index=self._index, content_index=0, **more)

    def _event(self, name: str, **more: object) -> str:
        value = {"type": name, "sequence_number": self._number, **more}
        self._number += 1
        return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False, default=list)}\n\n"


def _status(done: Done) -> str:
    return "incomplete" if done.cut or done.finished.status == "interrupted" else "completed"


def _part(done: Done) -> dict[str, Any]:
    return {"type": "output_text", "text": done.text, "annotations": _notes(done), "logprobs": []}


def _notes(done: Done) -> list[dict[str, Any]]:
    return [{"type": note["type"], **note["url_citation"]} for note in url_annotations(done)]

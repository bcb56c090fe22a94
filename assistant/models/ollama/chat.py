"""Chat through Ollama.

One window, reasoning apart from the answer, and no prompt that is cut unnoticed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.errors import InputTooLong, ModelUnsuitable, StreamCut
from assistant.http_client import Bounds, TooLarge
from assistant.i18n import _
from assistant.models.base import ChatEnd, ChatItem, ChatOptions, Loading, Message
from assistant.models.ollama.ahead import chat_body, client_is_there
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.errors import ServerBusy, ThinkingUnsupported, server_errors
from assistant.models.ollama.models import ModelDetails, base_name, refuse_cloud_name
from assistant.models.reasoning import ReplyReader, template_knows_reasoning, template_starts_inside
from assistant.models.tokens import (
    TokenEstimator,
    escape_control_tokens,
    estimate_prompt,
    fewest_tokens,
    without_nul,
)
from assistant.threads import from_thread, in_thread

if TYPE_CHECKING:
    import ollama

_PAUSES_S = (0.5, 1.5, 4.0)
_SLOWEST_TOKEN_S = 2.0
"""A server that writes more slowly than this is given up in the end."""
_STAYS_S = 60.0
"""So long after an answer the model is taken to be in memory still."""
_LOOK_AGAIN_S = 0.5
_TOKEN_BYTES = 2_048
"""What one token takes on its way, with all that is said about it."""


class OllamaChat:
    """A chat model of an Ollama server.

    What the model is, is asked at the first use, so building one opens no connection.

    Args:
        server: Where the model is.
        name: The model, like `deepseek-r1:8b`.
        context_tokens: The window for prompt and answer; changing it would make the server load the model again,
            so it is one value for good. Less where the model was made for less.
        pauses_s: How long to wait before each further try when the server is busy.
        details: What the server said of the model a moment ago; None asks it.

    Raises:
        ModelUnsuitable: It is a cloud model.
    """

    engine = "ollama"

    def __init__(
        self,
        server: OllamaServer,
        name: str,
        context_tokens: int,
        *,
        pauses_s: Sequence[float] = _PAUSES_S,
        details: ModelDetails | None = None,
    ) -> None:
        refuse_cloud_name(name)
        self._server = server
        self._name = name
        self._asked_context = context_tokens
        self._pauses_s = tuple(pauses_s)
        self._estimator = TokenEstimator()
        self._told = details
        self._found: ModelDetails | None = None
        self._refused_switch = False
        self._answered_at = -_STAYS_S

    @property
    def name(self) -> str:
        """The model's name as it was given."""
        return self._name

    @property
    def context_tokens(self) -> int:
        """The window that is asked for.

        The server is asked once what the model was made for.
        """
        return min(self._asked_context, self._details().context_length or self._asked_context)

    @property
    def thinks(self) -> bool:
        """Whether the model can reason before it answers; the server is asked once."""
        known = base_name(self._name).startswith("deepseek-r1")
        return (
            self._details().can("thinking", when_unknown=known)
            or self._thinks_in_its_answer()
            or self._starts_inside()
        )

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of a text from above.

        Corrected by what the server counted so far.
        """
        return self._estimator.count(text)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Stream an answer; see the port."""
        await in_thread(self._details)
        reply = ReplyReader(
            starts_inside=self._starts_inside(),
            may_start_inside=options.think is not False and self._thinks_in_its_answer(),
        )
        last: ollama.ChatResponse | None = None
        async with aclosing(self._loaded_first(self._chunks(messages, options))) as chunks:
            async for chunk in chunks:
                if isinstance(chunk, Loading):
                    yield chunk
                    continue
                self._answered_at = time.monotonic()
                for piece in reply.feed(chunk.message.thinking, chunk.message.content):
                    yield piece
                if chunk.done:
                    last = chunk
        for piece in reply.finish():
            yield piece
        end = _end(self._name, last)
        self._check_prompt(messages, end)
        yield end

    async def aclose(self) -> None:
        """Do nothing: each chat closes its own connection."""

    async def _loaded_first(
        self, chunks: AsyncGenerator[ollama.ChatResponse, None]
    ) -> AsyncGenerator[ollama.ChatResponse | Loading, None]:
        """Say before the first piece that the model is loaded, and when that is done."""
        async with aclosing(chunks):
            if await self._has_to_load():
                yield Loading()
                first = asyncio.ensure_future(anext(chunks, None))
                try:
                    while not (await asyncio.wait([first], timeout=_LOOK_AGAIN_S))[0]:
                        if await in_thread(self._server.is_loaded, self._name):
                            yield Loading(done=True)
                            break
                    chunk = await first
                finally:
                    first.cancel()
                    await asyncio.wait([first])
                    if not first.cancelled():
                        first.exception()  # it was raised above, or nobody waits for it any more
                if chunk is not None:
                    yield chunk
            async for chunk in chunks:
                yield chunk

    async def _has_to_load(self) -> bool:
        if time.monotonic() < self._answered_at + _STAYS_S:
            return False
        return await in_thread(self._server.is_loaded, self._name) is False

    async def _chunks(
        self, messages: Sequence[Message], options: ChatOptions
    ) -> AsyncGenerator[ollama.ChatResponse, None]:
        """Stream the server's own pieces.

        Before the first one, a busy server is asked again.
        """
        pauses = iter(self._pauses_s)
        while True:
            started = False
            try:
                asked = self._arguments(messages, options)
                async with aclosing(from_thread(partial(self._request, asked))) as chunks:
                    async for chunk in chunks:
                        started = True
                        yield chunk
                return
            except ThinkingUnsupported:
                if self._refused_switch:
                    raise
                self._refused_switch = True
            except ServerBusy:
                pause_s = next(pauses, None)
                if started or pause_s is None:
                    raise
                await asyncio.sleep(pause_s)

    def _request(self, asked: dict[str, Any]) -> Iterator[ollama.ChatResponse]:
        """Yield the server's pieces up to its last one.

        What it may send after that is not read.
        """
        most = asked["options"]["num_predict"]
        bounds = Bounds(
            self._server.timeout_s,
            self._server.timeout_s + _SLOWEST_TOKEN_S * most,
            (1 << 20) + _TOKEN_BYTES * most,
        )
        with (
            server_errors(self._server.url, self._name),
            # A client of its own for each answer: closing it is what stops the server.
            self._server.client(
                bounds, self._name, None if client_is_there() else chat_body(asked)
            ) as client,
        ):
            chunks = _ended(client.chat(**asked, stream=True), most)
            first = next(chunks, None)
            if first is None:
                return
            yield first
            with server_errors(self._server.url, self._name, streaming=True):
                yield from chunks

    def _arguments(self, messages: Sequence[Message], options: ChatOptions) -> dict[str, Any]:
        return {
            "model": self._name,
            "messages": [
                {"role": message.role, "content": escape_control_tokens(without_nul(message.content))}
                for message in messages
            ],
            "think": options.think if self._can_switch() else None,
            "keep_alive": self._server.keep_alive,
            "options": {
                "num_ctx": self.context_tokens,
                # A server too old to stop at the window's end would go on for ever.
                "num_predict": options.max_tokens or self.context_tokens,
                "temperature": options.temperature,
                "top_p": options.top_p,
                **({} if options.seed is None else {"seed": options.seed}),
            },
        }

    def _can_switch(self) -> bool:
        """Whether the server takes the switch for reasoning.

        An old one shows it only by refusing.
        """
        return not self._refused_switch and self._details().can("thinking", when_unknown=True)

    def _starts_inside(self) -> bool:
        """Whether replies begin inside the reasoning, and the server does not take it out."""
        details = self._details()
        return not details.can("thinking", when_unknown=False) and template_starts_inside(details.template)

    def _thinks_in_its_answer(self) -> bool:
        """Whether the model can reason, and the server does not take the reasoning out."""
        details = self._details()
        if details.can("thinking", when_unknown=False):
            return False
        return base_name(self._name).startswith("deepseek-r1") or template_knows_reasoning(details.template)

    def _details(self) -> ModelDetails:
        """Make sure, once, that the model is there, stays here and chats.

        Give what it can do.
        """
        if self._found is None:
            found = self._told or self._server.usable(self._name)
            if not found.can("completion", when_unknown=True):
                raise ModelUnsuitable(
                    _("{name} is no chat model.", name=self._name),
                    "assistant models recommend",
                    code="not_a_chat_model",
                )
            self._found = found
        return self._found

    def _check_prompt(self, messages: Sequence[Message], end: ChatEnd) -> None:
        """Learn from the server's count, and refuse an answer to a prompt that was cut.

        Raises:
            InputTooLong: The count shows that the server did not read all of it.
        """
        counted = end.prompt_tokens
        if not counted:
            return
        fewest = sum(fewest_tokens(message.content) for message in messages if message.role != "system")
        if counted >= self.context_tokens or counted < fewest:
            raise InputTooLong(
                _(
                    "{name} read only {counted} tokens of a prompt that is longer: its answer cannot be trusted.",
                    name=self._name,
                    counted=counted,
                ),
                _("Ask again with fewer passages, or raise the context length."),
            )
        self._estimator.learn(estimate_prompt([message.content for message in messages]), counted)


def _ended(chunks: Iterator[ollama.ChatResponse], most: int) -> Iterator[ollama.ChatResponse]:
    """Yield pieces up to the last one.

    Raises:
        TooLarge: There are more than tokens were asked for.
    """
    for count, chunk in enumerate(chunks):
        if count > 2 * most + 64:
            raise TooLarge("it does not end")
        yield chunk
        if chunk.done:
            return


def _end(name: str, last: ollama.ChatResponse | None) -> ChatEnd:
    """Return the end of an answer and its counts.

    Raises:
        StreamCut: The server never said that it was done.
    """
    if last is None:
        raise StreamCut(_("The answer of {name} stopped in the middle.", name=name), _("Ask again."))
    return ChatEnd(
        reason="length" if last.done_reason == "length" else "stop",
        prompt_tokens=last.prompt_eval_count,
        answer_tokens=last.eval_count,
        prompt_seconds=_seconds(last.prompt_eval_duration),
    )


def _seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / 1e9

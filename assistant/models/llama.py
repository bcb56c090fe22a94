"""Chat in process with a GGUF file, by llama.cpp (package xllamacpp)."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant.errors import (
    AssistantError,
    InputTooLong,
    ModelUnsuitable,
    PartMissing,
    ServerFault,
    StreamCut,
)
from assistant.i18n import _
from assistant.models.base import ChatEnd, ChatItem, ChatOptions, Message
from assistant.models.gguf import GgufHeader, read_gguf_header
from assistant.models.hardware import spare_cores
from assistant.models.reasoning import ReplyReader, template_knows_reasoning, template_starts_inside
from assistant.models.tokens import TokenEstimator, escape_control_tokens, estimate_prompt, without_nul
from assistant.wording import install_hint

Chunk = dict[str, Any]
_SOCKET = "llama.sock"
_SOCKET_PATH_BYTES = 100
"""Linux takes 107 bytes, macOS 103."""


class LlamaEngine:
    """A loaded model; dropping the last reference to it frees the memory.

    Args:
        path: A GGUF file.
        context_tokens: The window for prompt and answer.
        threads: How many to compute with.

    Raises:
        PartMissing: The package xllamacpp is not installed.
        ModelUnsuitable: llama.cpp cannot load the file.
    """

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        try:
            import xllamacpp
        except ImportError as error:
            raise PartMissing(
                _("The engine for GGUF files is not installed."),
                install_hint("xllamacpp"),
                code="package_missing",
            ) from error
        settings = xllamacpp.CommonParams()
        settings.model.path = str(path)
        settings.n_ctx = context_tokens
        for cpu in (settings.cpuparams, settings.cpuparams_batch):
            cpu.n_threads = threads
            cpu.poll = 0  # threads that spin while they wait make busy cores many times slower
        settings.n_batch = settings.n_ubatch = 256  # a question can be given up between batches
        settings.cache_ram_mib = 0  # keep no earlier conversations in memory
        settings.warmup = False
        settings.offline = True
        settings.verbosity = 0
        private = _private_folder()
        _shut_the_door(settings, private)
        try:
            self._server = xllamacpp.Server(settings)
        except RuntimeError as error:
            raise ModelUnsuitable(
                _(
                    "{path} cannot be loaded: it is broken, too large for the memory, or of a kind too new.",
                    path=path,
                ),
                _("Try another GGUF file, or a shorter context."),
                code="gguf_not_loaded",
            ) from error
        finally:
            if private is not None:
                shutil.rmtree(private, ignore_errors=True)

    def run(self, request: dict[str, Any], take: Callable[[Chunk], bool]) -> None:
        """Answer one request; blocks until it is done.

        Args:
            request: As in the chat completions protocol, streaming.
            take: Gets each piece; returns whether to stop.
        """
        self._server.handle_chat_completions(request, take)


def _private_folder() -> Path | None:
    """Make a folder for a socket file, to be deleted once the server runs.

    None where sockets have no files or none fits.

    A socket's path may take about a hundred bytes. TMPDIR may be longer than that, so the system's own folder is next.
    """
    if sys.platform == "win32":
        return None
    for folder in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - the folder made in it is this user's alone
        if len(os.fsencode(f"{folder}/assistant-12345678/{_SOCKET}")) <= _SOCKET_PATH_BYTES:
            with suppress(OSError):
                return Path(tempfile.mkdtemp(prefix="assistant-", dir=folder))
    return None


def _shut_the_door(settings: Any, private: Path | None) -> None:
    """Keep others out of the HTTP server that llama.cpp opens and nothing here needs.

    It would listen on a port of loopback without a password, for any web page to ask. It is given a socket file
    in a private folder instead, which is deleted as soon as it stands, and a random password in any case.
    """
    if private is not None:
        settings.hostnames = [str(private / _SOCKET)]
    settings.api_keys = [secrets.token_hex(16)]
    settings.endpoint_slots = False
    settings.ui = False
    settings.cors_origins = "null"


class GgufChat:
    """A chat model from a GGUF file; it is loaded at the first question.

    Args:
        path: The file.
        context_tokens: The window for prompt and answer; less where the model was made for less.
        threads: How many to compute with; None for the cores that are free.

    Raises:
        ModelMissing: There is no such file.
        ModelUnsuitable: It is no GGUF file.
    """

    engine = "embedded"

    def __init__(self, path: Path, context_tokens: int, threads: int | None = None) -> None:
        self._path = path
        self._header: GgufHeader = read_gguf_header(path)
        self._context = min(context_tokens, self._header.context_length or context_tokens)
        self._threads = threads or spare_cores()
        self._estimator = TokenEstimator()
        self._engine: LlamaEngine | None = None
        self._busy = threading.Lock()

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self._path.stem

    @property
    def context_tokens(self) -> int:
        """The window that prompt and answer share."""
        return self._context

    @property
    def thinks(self) -> bool:
        """Whether the file's chat template knows of reasoning."""
        return template_knows_reasoning(self._header.template)

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of a text from above, corrected by the counts so far."""
        return self._estimator.count(text)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Stream an answer; see the port. A second chat waits until the first one is over."""
        stream = AnswerStream(
            self.name,
            starts_inside=template_starts_inside(self._header.template),
            may_start_inside=self.thinks and options.think is not False,
        )
        relay = _Relay(asyncio.get_running_loop())
        # Not a daemon: the interpreter must not go while llama.cpp computes. It stops at its next piece.
        worker = threading.Thread(target=self._work, args=(self._request(messages, options), relay))
        worker.start()
        try:
            while (chunk := await relay.next()) is not None:
                for item in stream.take(chunk):
                    yield item
        finally:
            relay.stop()
        for item in stream.rest():
            yield item
        end = stream.end()
        self._estimator.learn(
            estimate_prompt([message.content for message in messages]), end.prompt_tokens or 0
        )
        yield end

    async def aclose(self) -> None:
        """Free the model's memory, once a running answer is over."""
        await asyncio.to_thread(self._free)

    def _free(self) -> None:
        with self._busy:
            self._engine = None

    def _work(self, request: dict[str, Any], relay: _Relay) -> None:
        try:
            with self._busy:
                if relay.stopped:
                    return
                if self._engine is None:
                    self._engine = LlamaEngine(self._path, self._context, self._threads)
                self._engine.run(request, relay.take)
        except AssistantError as error:
            relay.fail(error)
        finally:
            relay.finish()

    def _request(self, messages: Sequence[Message], options: ChatOptions) -> dict[str, Any]:
        return {
            "messages": [
                {"role": message.role, "content": escape_control_tokens(without_nul(message.content))}
                for message in messages
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,  # pieces while the prompt is read: moments at which to stop
            "max_tokens": options.max_tokens or self._context,
            "temperature": options.temperature,
            "top_p": options.top_p,
            **({} if options.seed is None else {"seed": options.seed}),
            **({} if options.think is None else {"chat_template_kwargs": {"enable_thinking": options.think}}),
        }


class _Relay:
    """Carries pieces from llama.cpp's thread to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[Chunk | AssistantError | None] = asyncio.Queue()
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the thread to stop at its next piece."""
        self._stopped.set()

    def take(self, chunk: Chunk) -> bool:
        """Pass on a piece; returns whether to stop."""
        self._put(chunk)
        return self.stopped

    def fail(self, error: AssistantError) -> None:
        """Pass on an error, which ends the stream."""
        self._put(error)

    def finish(self) -> None:
        """Pass on the end of the stream."""
        self._put(None)

    async def next(self) -> Chunk | None:
        """Wait for the next piece; None at the end.

        Raises:
            AssistantError: The one that was passed on.
        """
        found = await self._queue.get()
        if isinstance(found, AssistantError):
            raise found
        return found

    def _put(self, item: Chunk | AssistantError | None) -> None:
        if self.stopped:
            return
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)
        except RuntimeError:  # the event loop has been closed
            self.stop()


class AnswerStream:
    """One answer: llama.cpp's pieces in, ours out."""

    def __init__(self, name: str, *, starts_inside: bool, may_start_inside: bool = False) -> None:
        self._name = name
        # llama.cpp takes reasoning apart for the templates that it knows; the others are split here.
        self._reply = ReplyReader(starts_inside=starts_inside, may_start_inside=may_start_inside)
        self._finish: str | None = None
        self._usage: Chunk = {}
        self._timings: Chunk = {}

    def take(self, chunk: Chunk) -> list[ChatItem]:
        """Turn a piece into ours.

        Raises:
            InputTooLong: The prompt does not fit.
            ServerFault: The engine failed.
        """
        if error := chunk.get("error"):
            raise self._error(error)
        self._usage = chunk.get("usage") or self._usage
        self._timings = chunk.get("timings") or self._timings
        items: list[ChatItem] = []
        for choice in chunk.get("choices") or ():
            delta = choice.get("delta") or {}
            items += self._reply.feed(delta.get("reasoning_content"), delta.get("content"))
            self._finish = choice.get("finish_reason") or self._finish
        return items

    def rest(self) -> list[ChatItem]:
        """Return what was held back."""
        return list(self._reply.finish())

    def end(self) -> ChatEnd:
        """Return the end and its counts.

        Raises:
            StreamCut: The engine stopped without saying why.
        """
        if self._finish is None:
            raise StreamCut(
                _("The answer of {name} stopped in the middle.", name=self._name), _("Ask again.")
            )
        return ChatEnd(
            reason="length" if self._finish == "length" else "stop",
            prompt_tokens=self._usage.get("prompt_tokens"),
            cached_tokens=self._timings.get("cache_n"),
            answer_tokens=self._usage.get("completion_tokens"),
            prompt_seconds=_seconds(self._timings.get("prompt_ms")),
        )

    def _error(self, error: Chunk) -> InputTooLong | ServerFault:
        if error.get("type") == "exceed_context_size_error":
            return InputTooLong(
                _(
                    "The prompt takes {get} tokens, {name} has room for {get2}.",
                    get=error.get("n_prompt_tokens"),
                    name=self._name,
                    get2=error.get("n_ctx"),
                ),
                _("Ask with fewer passages, or raise the context length."),
            )
        return ServerFault(
            _("{name} failed: {get}.", name=self._name, get=str(error.get("message", error))[:300])
        )


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000

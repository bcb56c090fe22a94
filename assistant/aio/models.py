"""The models that can be chosen, those that fit this machine, and fetching one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from assistant.config import Loaded
from assistant.engines import Engines
from assistant.errors import AssistantError, ServerUnavailable, UsageError
from assistant.model_list import ModelRow, embedded_rows, ollama_rows
from assistant.offline import model_server


@dataclass(frozen=True, slots=True)
class Models:
    """The models there are.

    Attributes:
        rows: Ollama's, the latest changed first, then those of the embedded engine.
        problem: Why Ollama's are not among them, or None.
    """

    rows: tuple[ModelRow, ...]
    problem: AssistantError | None


@dataclass(frozen=True, slots=True)
class Recommended:
    """What to install on this machine.

    Attributes:
        chat: The model that answers; empty where none fits.
        chat_bytes: What has to be fetched for it.
        reason: Why that one, or why none.
        embedding: The model that embeds.
        embedding_bytes: What has to be fetched for it.
    """

    chat: str
    chat_bytes: int
    reason: str
    embedding: str
    embedding_bytes: int


@dataclass(frozen=True, slots=True)
class PullStep:
    """How far getting a model is.

    Attributes:
        status: What the server is doing, in its words.
        completed_bytes: How much of all parts it has begun is there.
        total_bytes: How large those parts are; 0 before it says.
    """

    status: str
    completed_bytes: int
    total_bytes: int


def list_models(loaded: Loaded, engines: Engines) -> Models:
    """List the models there are; asks the model server of the settings, and no other.

    Args:
        loaded: The settings in force.
        engines: What serves, so that it can be told which model does.
    """
    found: list[ModelRow] = []
    problem: AssistantError | None = None
    if loaded.settings.engine != "embedded":
        with model_server(loaded) as server:
            try:
                found = ollama_rows(server, engines)
            except ServerUnavailable as error:
                problem = error
    return Models((*found, *embedded_rows(engines)), problem)


def recommended() -> Recommended:
    """Tell which models fit this machine; looking at its graphics card can take seconds."""
    from assistant.models.hardware import (
        BILINGUAL_EMBEDDING,
        BILINGUAL_EMBEDDING_BYTES,
        DEEPSEEK_R1,
        read_machine,
        recommend,
    )

    advice = recommend(read_machine())
    weights = {size.name: size.file_bytes for size in DEEPSEEK_R1}
    chat = advice.model or ""
    return Recommended(
        chat, weights.get(chat, 0), advice.reason, BILINGUAL_EMBEDDING, BILINGUAL_EMBEDDING_BYTES
    )


async def pull(loaded: Loaded, name: str) -> AsyncGenerator[PullStep, None]:
    """Have the model server get a model; closing it stops the server, and started again it goes on.

    Raises:
        UsageError: No model is named.
        ModelUnsuitable: It is a cloud model.
        PartMissing: The server does not answer, or there is no such model.
        ServerFault: It could not be got.
    """
    name = name.strip()
    if not name:
        raise UsageError("Which model?", "Write its name, such as deepseek-r1:8b.")
    parts: dict[str, tuple[int, int]] = {}
    with model_server(loaded) as server:
        async with aclosing(server.pulling(name)) as steps:
            async for step in steps:
                if step.digest:
                    parts[step.digest] = (step.completed_bytes or 0, step.total_bytes or 0)
                completed, total = (
                    (sum(column) for column in zip(*parts.values(), strict=True)) if parts else (0, 0)
                )
                yield PullStep(step.status, completed, total)


State = Literal["running", "done", "stopped", "failed"]


class Pulling:
    """Gets one model, as a task of the running event loop; read it as often as you draw.

    Args:
        name: The model.
        steps: Gets it.
        then: What is done once it is there.
        clock: Tells seconds.

    Attributes:
        name: The model.
        state: What became of it.
        status: What the server is doing, in its words.
        completed_bytes: How much is there.
        total_bytes: How much there is to get; 0 before the server says.
        error: What went wrong, where it failed.
    """

    def __init__(
        self,
        name: str,
        steps: Callable[[str], AsyncGenerator[PullStep, None]],
        then: Callable[[], Awaitable[None]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.state: State = "running"
        self.status = ""
        self.completed_bytes = self.total_bytes = 0
        self.error: AssistantError | None = None
        self._steps, self._then, self._clock = steps, then, clock
        self._began: tuple[float, int] | None = None
        self._task = asyncio.create_task(self._run())

    @property
    def rate(self) -> float:
        """Bytes a second since it began; what was there before does not count. 0 while that cannot be told."""
        if self._began is None:
            return 0.0
        seconds = self._clock() - self._began[0]
        return (self.completed_bytes - self._began[1]) / seconds if seconds >= 0.5 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds that are left at this rate, or None while that cannot be told."""
        return (
            (self.total_bytes - self.completed_bytes) / self.rate
            if self.rate > 0 and self.total_bytes
            else None
        )

    async def wait(self) -> None:
        """Wait until it is there, was stopped, or failed."""
        await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Stop it, and wait until it has; started again, it goes on where it stopped."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            async with aclosing(self._steps(self.name)) as steps:
                async for step in steps:
                    self._take(step)
            await self._then()
            self.state = "done"
        except asyncio.CancelledError:
            self.state = "stopped"
            raise
        except AssistantError as error:
            self.error, self.state = error, "failed"
        finally:
            if self.state == "running":  # a fault of ours: it is not hidden, and nobody waits for it for ever
                self.state = "failed"

    def _take(self, step: PullStep) -> None:
        self.status, self.total_bytes = step.status, step.total_bytes
        self.completed_bytes = step.completed_bytes
        if self._began is None and step.completed_bytes:
            self._began = (self._clock(), step.completed_bytes)

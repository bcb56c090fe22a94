"""Fetch a model in the background, while screens come and go."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Literal

from assistant.config import Loaded
from assistant.errors import AssistantError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.models.selection import model_server
from assistant.threads import from_thread


@dataclass(frozen=True, slots=True)
class PullStep:
    """How far the fetching of a model is.

    Attributes:
        status: What the server is doing, in its words.
        completed_bytes: How much of all parts it has begun is there.
        total_bytes: How large those parts are; 0 before it says.
    """

    status: str
    completed_bytes: int
    total_bytes: int


async def pull(loaded: Loaded, name: str) -> AsyncGenerator[PullStep, None]:
    """Fetch a model through the model server; closed early, it can be resumed.

    Raises:
        UsageError: No model is named.
        ModelUnsuitable: It is a cloud model.
        PartMissing: The server does not answer, or there is no such model.
        ServerFault: It could not be got.
    """
    name = name.strip()
    if not name:
        raise UsageError(_("Which model?"), _("Write its name, such as deepseek-r1:8b."))
    parts: dict[str, tuple[int, int]] = {}
    with model_server(loaded) as server:
        async with aclosing(from_thread(lambda: server.pull(name))) as steps:
            async for step in steps:
                if step.digest:
                    parts[step.digest] = (step.completed_bytes or 0, step.total_bytes or 0)
                completed, total = (
                    (sum(column) for column in zip(*parts.values(), strict=True)) if parts else (0, 0)
                )
                yield PullStep(step.status, completed, total)


State = Literal["running", "done", "stopped", "failed"]


class Pulling:
    """A task that fetches one model; front ends read its attributes to draw it.

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
        """Bytes a second, without what was there before; 0 while unknown."""
        if self._began is None:
            return 0.0
        seconds = self._clock() - self._began[0]
        return (self.completed_bytes - self._began[1]) / seconds if seconds >= 0.5 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds left at this rate, or None while unknown."""
        return (
            (self.total_bytes - self.completed_bytes) / self.rate
            if self.rate > 0 and self.total_bytes
            else None
        )

    async def wait(self) -> None:
        """Wait until it is done, stopped or failed."""
        await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Stop it and wait for its end; a new one goes on where it stopped."""
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

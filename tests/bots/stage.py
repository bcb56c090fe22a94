"""A bot that runs in a test, and what waits for what it does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.aio.client import OpenOptions
from assistant.config import load_settings
from bots.access import Access
from bots.platform import Platform
from bots.pool import ClientPool
from bots.queue import Limits
from bots.runner import Runner

PATIENCE_S = 30.0
LIMITS = Limits(at_once=4, waiting=200, a_day=0, most_bytes=1_000_000)


async def until(condition: Callable[[], object], what: str = "") -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"never: {what or condition}"
        await asyncio.sleep(0.005)


@dataclass
class Running:
    """A bot that runs.

    Attributes:
        task: What it runs in; cancel it to stop the bot as Ctrl-C does.
        clients: Its libraries.
    """

    task: asyncio.Task[None]
    clients: ClientPool

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until something is so, as long as the bot runs."""
        await until(lambda: condition() or self.task.done(), what)
        if not condition():
            self.task.result()
        assert condition(), what


@asynccontextmanager
async def running(
    platform: Platform,
    home: Path,
    *,
    allowed: tuple[str, ...] = (),
    can_add: tuple[str, ...] = (),
    libraries: str = "",
    limits: Limits = LIMITS,
    once: bool = False,
    lost_s: float = 180.0,
) -> AsyncIterator[Running]:
    """Run a bot for the block, and stop it in order."""
    flags: dict[str, str | None] = {"bots.libraries": libraries or None}
    settings = load_settings(home, flags, {}).settings
    clients = ClientPool(OpenOptions(home, flags))
    await clients.open()
    runner = Runner(platform, Access(platform.name, allowed, can_add, settings), clients, limits, lost_s)
    task = asyncio.create_task(runner.run(once=once))
    try:
        yield Running(task, clients)
    finally:
        task.cancel()
        await asyncio.wait([task])
        await clients.close()

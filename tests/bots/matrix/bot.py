"""The platform alone, as the runner holds it: opened for some people, listening, and what it has given so far."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from assistant.config.schema import BotSettings, MatrixSettings, Settings
from bots.matrix.platform import Matrix
from bots.platform import Incoming, IncomingMessage, PlatformContext
from tests.bots.matrix.people import WITHIN_S, Person, somebody
from tests.fakes.homeserver import Account, Homeserver


def given(
    url: str, account: Account, folder: Path, heard: Collection[str], secret: str = ""
) -> PlatformContext:
    folder.mkdir(mode=0o700, exist_ok=True)
    own = MatrixSettings(homeserver=url, user=account.mxid)
    settings = Settings(bots=BotSettings(matrix=own))
    return PlatformContext(settings, secret or account.token, folder, lambda mxid: mxid in heard)


class Listening:
    """What has arrived."""

    def __init__(self, platform: Matrix) -> None:
        self.platform = platform
        self.arrived: list[IncomingMessage] = []
        self.ended = asyncio.Event()
        self._news = asyncio.Event()

    async def listen(self) -> None:
        try:
            async with aclosing(self.platform.listen()) as incoming:
                async for one in incoming:
                    self.take(one)
        finally:
            self.ended.set()
            self._news.set()

    def take(self, one: Incoming) -> None:
        assert isinstance(one, IncomingMessage)
        self.arrived.append(one)
        self._news.set()

    async def until(self, words: str) -> IncomingMessage:
        """Wait for a message with these words."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                for one in self.arrived:
                    if words in one.text:
                        return one
                assert not self.ended.is_set(), "it listens no more"
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def listening(what: PlatformContext, *, encrypts: bool = True) -> AsyncIterator[Listening]:
    platform = Matrix(what, encrypts=encrypts)
    try:
        await platform.start()
        held = Listening(platform)
        task = asyncio.create_task(held.listen())
        try:
            yield held
        finally:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.result()
    finally:
        await platform.close()


@asynccontextmanager
async def company(server: Homeserver, folder: Path) -> AsyncIterator[tuple[Account, Person, Listening]]:
    """Yield a bot's account, somebody whom it hears, and the bot."""
    bot = server.register("bot")
    async with somebody(server, "ann") as ann, listening(given(server.url, bot, folder, [ann.mxid])) as held:
        yield bot, ann, held

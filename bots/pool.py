"""Keep a client for each library that a bot answers from, opened at first use."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.errors import UsageError
from assistant.i18n import _


class ClientPool:
    """Hold a client for each library.

    Args:
        opening: How the bot's own library is opened; the others are opened alike.
    """

    def __init__(self, opening: OpenOptions) -> None:
        self._opening = opening
        self._main = AsyncAssistant(opening)
        self._clients: dict[str, AsyncAssistant] = {}
        self._lock = asyncio.Lock()

    @property
    def main(self) -> AsyncAssistant:
        """The client of the bot's own library."""
        return self._main

    async def open(self) -> None:
        """Open the bot's own library, and create it if there is none."""
        await self._main.open()
        self._clients[self._main.loaded.settings.library] = self._main

    async def of(self, library: str) -> AsyncAssistant:
        """Return the client of a library, opened when first asked for.

        Raises:
            UsageError: There is no such library.
            AssistantError: It cannot be opened.
        """
        async with self._lock:
            if library not in self._clients:
                if not await asyncio.to_thread((self.folder(library) / "library.db").exists):
                    raise UsageError(
                        _("There is no library {name}.", name=library),
                        _("Make it: assistant --library NAME ingest …"),
                    )
                client = AsyncAssistant(
                    replace(self._opening, flags={**self._opening.flags, "library": library})
                )
                await client.open()
                self._clients[library] = client
            return self._clients[library]

    def folder(self, library: str) -> Path:
        """Return the folder of a library."""
        return self._main.loaded.paths.library(library)

    async def close(self) -> None:
        """Close all clients; may be called twice."""
        for client in {*self._clients.values(), self._main}:
            await client.close()
        self._clients.clear()

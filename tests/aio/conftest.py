from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant.aio.client import AsyncAssistant, OpenOptions


@pytest.fixture(autouse=True)
def nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    for name in [*os.environ]:
        if name.startswith(("ASSISTANT_", "OLLAMA_")):
            monkeypatch.delenv(name)


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[AsyncAssistant]:
    """Open a client on a home of its own, with the engine that needs no server."""
    client = AsyncAssistant(OpenOptions(home, {"engine": "embedded", "library": None}))
    await client.open()
    try:
        yield client
    finally:
        await client.close()

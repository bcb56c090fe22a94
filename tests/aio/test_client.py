"""The client opened anew while others use it, and left in the middle of what it does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.api import Assistant
from assistant.errors import AssistantError
from tests.aio.conftest import opened


def test_opened_anew_several_times_at_once_only_the_last_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Assistant] = []
    close = Assistant.close

    def counted(assistant: Assistant) -> None:
        closed.append(assistant)
        close(assistant)

    monkeypatch.setattr(Assistant, "close", counted)

    async def run() -> None:
        async with opened(tmp_path) as client:
            first = client.assistant
            await asyncio.gather(*(client.reopen() for _ in range(3)))
            assert len(closed) == 3
            assert first in closed
            assert client.assistant not in closed
            assert (await client.holdings()).documents == 0

    asyncio.run(run())
    assert len(closed) == len(set(map(id, closed))) == 4


def test_a_setting_whose_saving_nobody_waits_for_is_saved_and_in_force(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as client:
            saving = asyncio.create_task(client.save("answer.temperature", 0.25))
            await asyncio.sleep(0)  # it has begun
            saving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await saving
            await client.save("answer.top_p", 0.5)  # one after the other
            assert client.loaded.settings.answer.temperature == 0.25
            assert "temperature = 0.25" in (tmp_path / "config.toml").read_text("utf-8")

    asyncio.run(run())


def test_what_is_closed_stays_closed(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as client:
            await client.close()
            with pytest.raises(AssistantError, match="not open"):
                await client.holdings()

    asyncio.run(run())

"""The real python-telegram-bot against a server that enforces what Telegram enforces."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bots.platform import Traits
from bots.telegram import TRAITS, Telegram
from tests.bots.stage import ANSWER, QUESTION, running
from tests.fakes.bot_api import TOKEN, FakeTelegram
from tests.fakes.ollama_server import FakeOllama

ANN, BO, MALLORY = 11, 12, 66
FAST = replace(TRAITS, edit_s=0.02, group_edit_s=0.02, every_s=0.0)
GROUP = -500


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram().running() as fake:
        yield fake


def bot(fake: FakeTelegram, traits: Traits = FAST) -> Telegram:
    return Telegram(TOKEN, fake.url, traits)


def test_a_question_is_answered_from_the_library(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    async def scene() -> None:
        async with running(bot(telegram), home, allowed=(str(ANN),)) as run:
            telegram.write(ANN, QUESTION)
            await run.until(lambda: telegram.texts(ANN), "an answer")

    asyncio.run(scene())
    (said,) = telegram.texts(ANN)
    assert said.startswith(f"{ANSWER} [1]")
    assert "contract.md · Supply contract › Term" in said
    assert "speak of a term" not in said  # the reasoning
    assert ANN in telegram.typing
    assert [one["text"] for one in telegram.last(ANN).buttons] == ["[1] contract.md"]

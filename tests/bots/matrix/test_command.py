"""`assistant bot matrix` as people start it: a process of its own, with the guard that refuses every other host."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.config.schema import BotSettings, MatrixSettings, Settings
from assistant.errors import SettingsError
from bots.matrix.platform import host
from tests.bots.matrix.people import Person, somebody
from tests.fakes.homeserver import PASSWORD, Account, Homeserver
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import ANSWER, QUESTION

WITHIN_S = 30


def settings(url: str) -> Settings:
    return Settings(bots=BotSettings(matrix=MatrixSettings(homeserver=url)))


def test_only_the_homeserver_is_spoken_to() -> None:
    assert host(settings("https://Matrix.Example.org")) == "matrix.example.org"
    assert host(settings("http://[fd00::7]:8008")) == "fd00::7"
    with pytest.raises(SettingsError) as unset:
        host(settings(""))
    assert 'assistant config set bots.matrix.homeserver "https://' in unset.value.hint


@contextmanager
def bot(
    server: Homeserver, account: Account, ann: Person, home: Path, *words: str
) -> Iterator[subprocess.Popen[str]]:
    """Start the command; what still runs at the end is killed."""
    environ = {
        **os.environ,
        "ASSISTANT_MATRIX_TOKEN": PASSWORD,
        "ASSISTANT_BOTS_MATRIX_HOMESERVER": server.url,
        "ASSISTANT_BOTS_MATRIX_USER": account.mxid,
        "ASSISTANT_BOTS_MATRIX_ALLOWED": ann.mxid,
    }
    command = [sys.executable, "-W", "error", "-m", "assistant", "--home", str(home), "bot", "matrix", *words]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_signal_ends_it_and_once_answers_what_waits(
    homeserver: Homeserver, home: Path, ollama: FakeOllama
) -> None:
    async def scene() -> None:
        account = homeserver.register("bot")
        async with somebody(homeserver, "ann") as ann:
            with bot(homeserver, account, ann, home) as process:
                room = await ann.room_with(account.mxid)
                process.send_signal(signal.SIGTERM)
                _, log = await asyncio.to_thread(process.communicate, timeout=WITHIN_S)
            assert process.returncode in (0, 130, 143), log
            assert "Traceback" not in log
            await ann.say(room, QUESTION)
            with bot(homeserver, account, ann, home, "--once") as process:
                _, more = await asyncio.to_thread(process.communicate, timeout=WITHIN_S)
            assert process.returncode == 0, more
            (said,) = await ann.messages(room, account.mxid)
            assert ANSWER in said.body
            assert "Sources" in said.body
            assert PASSWORD not in log + more

    asyncio.run(scene())

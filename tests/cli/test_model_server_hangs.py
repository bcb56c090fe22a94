"""A model server that answers nothing, or without an end, at real commands: Ctrl-C always works, and nothing waits for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.odd_answers import ODD
from tests.fakes.ollama_server import FakeOllama

pytestmark = pytest.mark.slow

SOON_S = 5.0
"""After Ctrl-C; a tenth of a second where the machine has nothing else to do, and a silent server is waited for 10 to 300 s."""

HANGS = [
    ("/api/chat", ("ask", "When does the contract end?")),
    ("/api/embed", ("ask", "When does the contract end?")),
    ("/api/show", ("ask", "When does the contract end?")),
    ("/api/tags", ("ask", "When does the contract end?")),
    ("/api/embed", ("search", "contract")),
    ("/api/embed", ("ingest", "more.md")),
    ("/api/pull", ("models", "pull", "new:1b")),
    ("/api/version", ("status",)),
]


@pytest.mark.skipif(sys.platform == "win32", reason="there are other signals")
@pytest.mark.parametrize(
    ("path", "words"), HANGS, ids=lambda part: part if isinstance(part, str) else part[0]
)
def test_ctrl_c_ends_what_waits_for_a_silent_server(
    library: Path, ollama: FakeOllama, path: str, words: tuple[str, ...]
) -> None:
    reached = threading.Event()

    def silent(send: object, stopping: threading.Event) -> None:
        reached.set()
        stopping.wait(60)

    Path("more.md").write_text("# More\n\nThe dog barks at noon.\n", "utf-8")
    ollama.odd[path] = silent
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", *words],
        env={**os.environ, "ASSISTANT_ENGINE": "ollama"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert reached.wait(60)
        began = time.monotonic()
        command.send_signal(signal.SIGINT)
        _, told = command.communicate(timeout=60)
    assert command.returncode == 130
    assert time.monotonic() - began < SOON_S
    assert "Traceback" not in told
    assert "Stopped" in told


COMMANDS = (
    ("ask", "When does the contract end?"),
    ("search", "contract"),
    ("ingest", "more.md"),
    ("doctor",),
    ("models",),
)
WORST = (
    "a list",
    "lists nested a million deep",
    "a bomb",
    "one string without an end",
    "a body byte by byte",
    "headers byte by byte",
    "garbage",
    "an error with control characters",
)


@pytest.mark.parametrize("name", WORST)
def test_a_hostile_server_gets_a_sentence_at_every_command(
    library: Path, ollama: FakeOllama, run: Run, name: str
) -> None:
    os.environ |= {"ASSISTANT_OLLAMA_TIMEOUT_S": "1", "ASSISTANT_ENGINE": "ollama"}
    Path("more.md").write_text("# More\n\nThe dog barks at noon.\n", "utf-8")
    ollama.odd["*"] = ODD[name]
    for words in COMMANDS:
        began = time.monotonic()
        result = run(*words)
        assert time.monotonic() - began < 30
        told = result.out + result.err
        assert "Traceback" not in told
        assert "\x1b" not in told
        assert "model server" in told or "Ollama" in told
        assert all(len(line) < 500 for line in told.splitlines())


COMPUTES_FOR_LONG = """
import asyncio, signal, sys, time
from assistant.cli.main import main

def compute():
    print("computing", flush=True)
    time.sleep(60)

async def to_thread(*_):
    computed = asyncio.get_running_loop().run_in_executor(None, compute)
    if "elsewhere" in sys.argv:  # then the system gives the signal to another thread, and this one waits on
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return await computed

asyncio.to_thread = to_thread
sys.exit(main(["--engine", "embedded", "ask", "When does the contract end?"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are other signals")
@pytest.mark.parametrize("taken", ["here", "elsewhere"])
def test_ctrl_c_ends_what_computes_for_long(library: Path, taken: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COMPUTES_FOR_LONG, taken],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "computing\n"
        began = time.monotonic()
        command.send_signal(signal.SIGINT)
        _, told = command.communicate(timeout=90)
    assert command.returncode == 130
    assert time.monotonic() - began < SOON_S
    assert "Stopped" in told

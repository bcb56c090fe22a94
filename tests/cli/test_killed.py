"""`assistant ask`, killed as a machine that loses power would: neither the question nor what was said is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.api import Assistant
from assistant.events import Finished
from tests.cli.conftest import Run
from tests.cli.terminal import PROJECT
from tests.cli.test_ask import QUESTION, REPLY
from tests.fakes.ollama_server import FakeOllama, FakeReply

SLOW_S = 0.05
PATIENCE_S = 60.0
LONG = FakeReply(
    " ".join(f"The contract with Lindqvist ends on 31 December 2026, paper {n} says." for n in range(400)),
    thinking=" ".join(["The user wants a date.", *(f"Paper {n} has one." for n in range(20))]),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nothing there cannot be caught"),
]


@contextmanager
def asking(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `assistant ask` beside the test; killed at the end, at the latest."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "ask", *words],
        env={**os.environ, "PYTHONPATH": PROJECT},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        assert process.wait(PATIENCE_S) == -signal.SIGKILL


def kept(conversation: int = 1) -> list[Finished]:
    with Assistant.open() as assistant:
        return assistant.library.conversations.turns(conversation)


def until(condition: Callable[[list[Finished]], object], process: subprocess.Popen[bytes]) -> list[Finished]:
    """Wait until the turns of the first conversation are so, while the command runs."""
    end = time.monotonic() + PATIENCE_S
    with Assistant.open() as assistant:
        while not condition(turns := assistant.library.conversations.turns(1)):
            assert process.poll() is None, "it ended by itself"
            assert time.monotonic() < end, turns
            time.sleep(0.02)
    return turns


def test_killed_in_mid_answer(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(LONG)
    ollama.pace_s = SLOW_S
    with asking(QUESTION) as process:
        (seen,) = until(lambda turns: turns and "31 December" in turns[0].answer, process)
    (turn,) = kept()
    assert (turn.question, turn.status, turn.grounded) == (QUESTION, "interrupted", False)
    assert turn.answer.startswith(seen.answer)
    assert turn.reasoning.startswith("The user wants a date.")
    assert run("verify").code == 0
    ollama.pace_s = 0
    ollama.replies += [FakeReply("When does the contract with Lindqvist end?"), REPLY]
    after = run("ask", "--continue", "And when does it end?", "--json").lines[-1]
    assert after["conversation"] == 1
    assert [one.status for one in kept()] == ["interrupted", "answered"]


def test_killed_while_the_model_reasons(library: Path, ollama: FakeOllama) -> None:
    ollama.replies.append(LONG)
    ollama.pace_s = SLOW_S
    with asking(QUESTION) as process:
        (seen,) = until(lambda turns: turns and turns[0].reasoning, process)
    (turn,) = kept()
    assert (turn.question, turn.status) == (QUESTION, "interrupted")
    assert turn.reasoning.startswith(seen.reasoning)


def test_killed_before_the_model_has_said_anything(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.faults.hold = threading.Event()
    with asking(QUESTION):
        assert ollama.holding.wait(PATIENCE_S)
    (turn,) = kept()
    assert (turn.question, turn.answer, turn.status) == (QUESTION, "", "interrupted")
    assert "1 question" in run("status").out


def test_what_was_to_be_replaced_survives(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    run("ask", QUESTION)
    (first,) = kept()
    ollama.replies.append(LONG)
    ollama.pace_s = SLOW_S
    code = (
        "import asyncio, sys\nfrom assistant import Assistant, TurnOptions\n"
        "async def main(a):\n"
        "    async for _ in a.turn(sys.argv[1], TurnOptions(conversation=1, replaces=1)): pass\n"
        "with Assistant.open() as a: asyncio.run(main(a))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, QUESTION], env={**os.environ, "PYTHONPATH": PROJECT}
    )
    try:
        until(lambda turns: len(turns) == 2 and turns[1].answer, process)
    finally:
        process.kill()
        process.wait(PATIENCE_S)
    old, new = kept()
    assert old == first
    assert (new.question, new.status) == (QUESTION, "interrupted")

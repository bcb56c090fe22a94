"""How many functions of ours stand one in another when a model is asked: few, so that a reader can walk the way."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import ollama
import pytest

from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply

ROOT = Path(__file__).parents[2]
BRIDGE = ROOT / "assistant" / "threads.py"
"""Carries what a thread gives to the event loop; a frame of it says nothing of a question's way."""
QUESTION = "When does the contract with Lindqvist end?"
ANSWER = FakeReply("The contract with Lindqvist ends on 31 December 2026.")


def own_frames(frame: FrameType | None) -> list[str]:
    """Return the functions of the product on a stack, the outermost first."""
    names = []
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT / "assistant") and path != BRIDGE:
            names.append(f"{path.relative_to(ROOT)}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return names[::-1]


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The functions one in another at each call of the chat model, those of the thread that asks it last."""
    found: list[list[str]] = []
    starts: dict[threading.Thread, list[str]] = {}
    start, chat = threading.Thread.start, ollama.Client.chat

    def noted_start(self: threading.Thread) -> None:
        starts[self] = own_frames(sys._getframe(1))
        start(self)

    def noted_chat(self: ollama.Client, *args: Any, **named: Any) -> Any:
        found.append(starts.get(threading.current_thread(), []) + own_frames(sys._getframe(1)))
        return chat(self, *args, **named)

    monkeypatch.setattr(threading.Thread, "start", noted_start)
    monkeypatch.setattr(ollama.Client, "chat", noted_chat)
    return found


@pytest.mark.parametrize(("rewrites", "most"), [(False, 14), (True, 18)])
def test_a_model_is_asked_over_few_functions(
    library: Path, ollama: FakeOllama, run: Run, ways: list[list[str]], rewrites: bool, most: int
) -> None:
    ollama.replies.append(ANSWER)
    assert run("ask", QUESTION).code == 0
    if rewrites:
        ollama.replies += [FakeReply("How long is the notice period of Lindqvist?"), ANSWER]
        run("ask", "--continue", "And how long is its notice period?")
        assert len(ways) == 3
    way = ways[1 if rewrites else 0]
    assert way[0].endswith(":main")
    assert way[-1].startswith("assistant/models/")
    assert len(way) <= most, "\n".join(way)

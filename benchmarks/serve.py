"""The server under many clients at once: what is lost or mixed up, what a call adds, what it takes in memory."""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import psutil

from assistant import Assistant
from benchmarks.filled import Filled, filled
from benchmarks.rows import Row, timed_row
from benchmarks.workplace import ROOT, Workplace, opened
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply, Json

PART = "serve"
PASSAGES, SHORT_PASSAGES = 100_000, 1_000
CLIENTS, FOR_S, SHORT_FOR_S = 50, 60.0, 4.0
ONE_FOR_S = 15.0
SEARCHES, SHORT_SEARCHES = 40, 10
MODEL = "echoing"


def echoed(body: Json) -> FakeReply:
    """Answer with the sign that the question holds, so that an answer that reaches another client shows."""
    asked = str(body["messages"][-1]["content"])
    place = asked.rfind("sign-")
    return FakeReply(f"The answer for {asked[place : place + 13]} is not said.")


def measure(run: Workplace) -> Iterator[Row]:
    """Ask a server of made passages; the model is a server on this machine that speaks Ollama's protocol."""
    kept = filled(run, SHORT_PASSAGES if run.short else PASSAGES)
    model = FakeOllama(FakeModel(MODEL, ("completion",), 8_192))
    model.answer = echoed
    with model.running(), served(kept, model.url) as (url, process):
        yield from _searches(kept, url, SHORT_SEARCHES if run.short else SEARCHES, short=run.short)
        one = asyncio.run(_asked(kept, url, process, 1, SHORT_FOR_S if run.short else ONE_FOR_S))
        many = asyncio.run(_asked(kept, url, process, CLIENTS, SHORT_FOR_S if run.short else FOR_S))
        asked = [body["messages"][-1]["content"] for body in model.sent("/api/chat")]
        many.doubled += len(asked) - len({*asked})
    yield from _rows(kept, one, many)
    if not run.short:
        yield from _stages(kept, one, many)


@contextmanager
def served(kept: Filled, ollama: str) -> Iterator[tuple[str, psutil.Process]]:
    """Serve a library as a process of its own; give the address and the process."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_OLLAMA_HOST": ollama}
    environ |= {
        "ASSISTANT_MODELS_CHAT": MODEL,
        "ASSISTANT_SERVE_WAITING": "1000",
        "ASSISTANT_SERVE_EACH": "1000",
    }
    words = [sys.executable, "-m", "assistant", "--home", str(kept.home), "--library", kept.name, "--json"]
    with subprocess.Popen(
        [*words, "serve", "--port", str(_free_port())], env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"], psutil.Process(process.pid)
        finally:
            process.terminate()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _searches(kept: Filled, url: str, number: int, *, short: bool) -> Iterator[Row]:
    """Compare a search over HTTP with the same one in process, one after the other."""
    questions = [*kept.sample.texts] * (number // len(kept.sample.texts) + 1)
    direct, served_s = [], []
    body = {"model": kept.name, "limit": 8}
    with (
        opened(kept.home, kept.name) as assistant,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
    ):
        for question in questions[:number]:
            began = time.perf_counter()
            found = assistant.search(question, 8)
            between = time.perf_counter()
            answer = client.post("/v1/search", json={**body, "query": question}).json()
            served_s.append(time.perf_counter() - between)
            direct.append(between - began)
            same = [hit["text"] for hit in answer["data"]] == [hit.text for hit in found.hits]
            if not same:
                raise RuntimeError("A search over HTTP found something else.")
    direct, served_s = direct[2:], served_s[2:]  # the first ones load the model
    size = f"{kept.name[1:]} passages"
    median, straight = statistics.median(served_s), statistics.median(direct)
    beside = f"in process {1000 * straight:.0f} ms"
    yield timed_row(PART, f"search over HTTP, {size}", served_s, beside, None)
    yield Row(
        PART,
        f"search over HTTP, less 10 ms / in process, {size}",
        max(median - 0.010, 0.0) / straight,
        "x",
        reach=None if short else 1.2,
        better="low",
    )


@dataclass
class _Load:
    """What came of some clients that ask for a while.

    Attributes:
        seconds: How long each answer took.
        wrong: Answers with the sign of another question.
        doubled: Answers with their sign twice, and questions that the model was asked twice.
        silent: Answers without any sign, where the model was not asked or not believed.
        failed: Requests that ended in an error.
        resident: Resident memory of the server and its child processes, in bytes, the most that was seen.
        took_s: How long it was.
        cpu_s: Processor time of the server and its child processes.
    """

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    doubled: int = 0
    silent: int = 0
    failed: int = 0
    resident: int = 0
    took_s: float = 0.0
    cpu_s: float = 0.0

    @property
    def cpu_ms_each(self) -> float:
        """Processor time of the server for one answer, in milliseconds."""
        return 1000 * self.cpu_s / max(1, len(self.seconds))


async def _asked(kept: Filled, url: str, process: psutil.Process, clients: int, for_s: float) -> _Load:
    load, dice, last = _Load(), random.Random(1), time.monotonic() + for_s
    limits = httpx.Limits(max_connections=clients + 2)

    async def ask(http: httpx.AsyncClient, number: int) -> None:
        turn = 0
        while time.monotonic() < last:
            sign = f"sign-{number:03d}{turn:05d}"
            turn += 1
            question = f"{dice.choice(kept.sample.texts)} {sign}"
            body = {
                "model": kept.name,
                "messages": [{"role": "user", "content": question}],
                "stream": turn % 2 == 0,
            }
            began = time.perf_counter()
            try:
                answer = await http.post("/v1/chat/completions", json=body)
            except httpx.HTTPError:
                load.failed += 1
                continue
            load.seconds.append(time.perf_counter() - began)
            load.failed += answer.status_code != 200
            said = _joined(answer.text)
            signs = [said[at : at + 13] for at in _places(said, "sign-")]
            load.wrong += bool({*signs} - {sign})
            load.doubled += len(signs) > 1
            load.silent += not signs

    async def watch() -> None:
        while time.monotonic() < last:
            resident = sum(one.memory_info().rss for one in _family(process))
            load.resident = max(load.resident, resident)
            await asyncio.sleep(0.2)

    began, spent = time.monotonic(), _cpu_s(process)
    async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False, limits=limits) as http:
        await asyncio.gather(watch(), *(ask(http, number) for number in range(clients)))
    load.took_s, load.cpu_s = time.monotonic() - began, _cpu_s(process) - spent
    return load


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _cpu_s(process: psutil.Process) -> float:
    times = [one.cpu_times() for one in _family(process)]
    return float(sum(one.user + one.system for one in times))


def _joined(text: str) -> str:
    """Return all text of an answer, whether it came whole or in pieces."""
    if not text.startswith(("data:", ":")):
        return text
    pieces: list[str] = []
    for line in text.splitlines():
        if line.startswith("data: {"):
            choices = json.loads(line.removeprefix("data: "))["choices"]
            pieces += [choice["delta"].get("content", "") for choice in choices]
    return "".join(pieces)


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


def _rows(kept: Filled, one: _Load, many: _Load) -> Iterator[Row]:
    size = f"{kept.name[1:]} passages"
    who = f"{CLIENTS} clients for {many.took_s:.0f} s, {size}"
    yield Row(
        PART,
        f"answers lost or failed, {who}",
        many.failed,
        reach=0,
        better="low",
        beside=f"of {len(many.seconds)}",
    )
    yield Row(
        PART, f"answers mixed up, {who}", many.wrong, reach=0, better="low", beside=f"of {len(many.seconds)}"
    )
    yield Row(
        PART, f"answers doubled, {who}", many.doubled, reach=0, better="low", beside=f"of {len(many.seconds)}"
    )
    yield Row(
        PART,
        f"questions a minute, {who}",
        60 * len(many.seconds) / many.took_s,
        beside=f"one client: {60 * len(one.seconds) / one.took_s:.0f}",
    )
    yield Row(
        PART, f"answers without a sign, {who}", many.silent, better="low", beside=f"of {len(many.seconds)}"
    )
    more = (many.resident - one.resident) / 2**20
    yield Row(
        PART,
        f"memory beyond one asker, {who}",
        more,
        "MiB",
        reach=400,
        better="low",
        beside=f"one asker {one.resident / 2**20:.0f} MiB",
    )


def _stages(kept: Filled, one: _Load, many: _Load) -> Iterator[Row]:
    """Say what processor time a question takes in the server, stage by stage."""
    questions = kept.sample.texts[:20]
    with opened(kept.home, kept.name) as assistant:
        assistant.search(questions[0], 8)  # loads the model
        began = time.process_time()
        for question in questions:
            assistant.embed([question])
        embedded = time.process_time()
        for question in questions:
            assistant.search(question, 8)
        searched = time.process_time()
        ratio = _two_at_once(assistant, questions)
    embedding, whole = (
        1000 * (embedded - began) / len(questions),
        1000 * (searched - embedded) / len(questions),
    )
    size = f"{kept.name[1:]} passages"
    yield Row(PART, f"processor time of a question: its embedding, {size}", embedding, "ms", better="low")
    yield Row(
        PART,
        f"processor time of a question: the rest of the search, {size}",
        whole - embedding,
        "ms",
        better="low",
    )
    yield Row(
        PART, f"searches a second, two at once / one after the other, {size}", ratio, "x", beside="two cores"
    )
    rest = one.cpu_ms_each - whole
    yield Row(
        PART, f"processor time of a question: prompt, checks, streaming, {size}", rest, "ms", better="low"
    )
    beside = f"with {CLIENTS} clients {many.cpu_ms_each:.0f} ms"
    yield Row(
        PART,
        f"processor time of a question in the server, {size}",
        one.cpu_ms_each,
        "ms",
        better="low",
        beside=beside,
    )


def _two_at_once(assistant: Assistant, questions: Sequence[str]) -> float:
    """Return how many times as much two threads of one process search as one does."""
    alone, together = [], []
    with ThreadPoolExecutor(2) as threads:
        for _ in range(3):
            began = time.perf_counter()
            for question in questions:
                assistant.search(question, 8)
            between = time.perf_counter()
            list(threads.map(lambda question: assistant.search(question, 8), questions))
            alone.append(between - began)
            together.append(time.perf_counter() - between)
    return min(alone) / min(together)

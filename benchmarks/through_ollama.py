"""How fast passages are embedded through a real Ollama: each way of asking it, and ingest beside the best of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from assistant.events import EmbeddingEvent
from benchmarks.rows import Row, Skipped
from benchmarks.workplace import ROOT, Workplace, opened

PART = "through_ollama"
REACH = 0.95
RUNS = 3
FILES = 5
"""Of the example papers: so three runs take some minutes on two busy cores."""
WAYS = {
    "one passage a request": (1, 1),
    "32 passages a request": (32, 1),
    "all in one request": (1_000, 1),
    "four requests at once": (8, 4),
}
"""Passages of a request, and requests at once."""
_TIMEOUT_S = 600.0


def measure(run: Workplace) -> Iterator[Row]:
    """Embed the same passages in each way, and by an ingest, in turn.

    Raises:
        Skipped: No Ollama answers, or it has no model that embeds.
    """
    papers = sorted(path for path in (ROOT / "examples" / "documents").iterdir() if path.is_file())[:FILES]
    rates: dict[str, list[float]] = {way: [] for way in WAYS}
    ingests, shares = [], []
    with (
        httpx.Client(base_url=run.ollama, trust_env=False, timeout=_TIMEOUT_S) as client,
        _on_one_thread(client) as model,
    ):
        texts = _texts(run, model, papers)
        _embed(client, model, texts[:1])
        for _ in range(RUNS):
            for way, (size, at_once) in WAYS.items():
                rates[way].append(_rate(client, model, texts, size, at_once))
            ingests.append(_ingest(run, model, papers)[1])
            shares.append(ingests[-1] / max(found[-1] for found in rates.values()))
    for way, found in {**rates, "ingest": ingests}.items():
        spread = (min(found), max(found))
        yield Row(PART, f"passages a second, {way}", statistics.median(found), "", spread=spread)
    yield Row(
        PART,
        "ingest, beside the best way of the same run",
        statistics.median(shares),
        "x",
        REACH,
        beside=f"{len(texts)} passages, {RUNS} runs in turn, the model on one thread",
        spread=(min(shares), max(shares)),
    )


@contextmanager
def _on_one_thread(client: httpx.Client) -> Iterator[str]:
    """Give a copy of the model on one thread: on busy cores, several wait for each other, and their times tell nothing."""
    try:
        names = [one["name"] for one in client.get("/api/tags").raise_for_status().json()["models"]]
        shown = {name: client.post("/api/show", json={"model": name}).json() for name in names}
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Skipped(f"No real Ollama answers ({error}); name one with --ollama.") from error
    able = [name for name, one in shown.items() if "embedding" in one.get("capabilities", ())]
    if not able:
        raise Skipped("The Ollama at hand has no model that embeds.")
    copy = f"{able[0].partition(':')[0]}-one-thread"
    asked = {"model": copy, "from": able[0], "parameters": {"num_thread": 1}, "stream": False}
    client.post("/api/create", json=asked).raise_for_status()
    try:
        yield copy
    finally:
        with suppress(httpx.HTTPError):
            client.request("DELETE", "/api/delete", json={"model": copy})


def _embed(client: httpx.Client, model: str, texts: list[str]) -> None:
    answer = client.post("/api/embed", json={"model": model, "input": texts}).raise_for_status().json()
    assert len(answer["embeddings"]) == len(texts)


def _rate(client: httpx.Client, model: str, texts: list[str], size: int, at_once: int) -> float:
    parts = [texts[start : start + size] for start in range(0, len(texts), size)]
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(lambda part: _embed(client, model, part), parts))
    return len(texts) / (time.perf_counter() - began)


def _texts(run: Workplace, model: str, papers: list[Path]) -> list[str]:
    """Return what an ingest embeds, the shortest first."""
    home, _ = _ingest(run, model, papers)
    with opened(home, PART) as assistant:
        assistant.library.vectors.begin("another", "", "")
        pending = assistant.library.vectors.pending("another", 10_000)
    return sorted((one.text for one in pending), key=len)


def _ingest(run: Workplace, model: str, papers: list[Path]) -> tuple[Path, float]:
    """Ingest into a new home; return it, and the passages embedded a second."""
    home = run.fresh(PART) / "home"
    flags = {"engine": "ollama", "ollama__host": run.ollama, "models__embedding": model}
    with opened(home, PART, **flags) as assistant:
        events = [event for event in assistant.ingest(papers) if isinstance(event, EmbeddingEvent)]
    return home, events[-1].done / events[-1].seconds

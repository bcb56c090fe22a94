"""Fills libraries for tests, and tells two of them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assistant.library.library import Library
from assistant.models.base import Vectors
from ingest.records import Changes, DocumentRecord, Passage
from tests.fakes.models import HashingEmbedder

MODEL = "test:random@1"


def record(path: str, **fields: Any) -> DocumentRecord:
    """Make a record of a file that was found; any field can be given."""
    given: dict[str, Any] = {"state": "found", "size": 1, "mtime_ns": 1, "read_ns": 2, "reader": 1}
    return DocumentRecord(path, **{**given, **fields})


def passages(texts: Sequence[str], heading: tuple[str, ...] = ()) -> list[Passage]:
    """Cut a document into the given texts, which follow each other."""
    made, start = [], 0
    for ordinal, text in enumerate(texts):
        made.append(Passage(ordinal, text, start, start + len(text), heading=heading))
        start += len(text) + 1
    return made


def put(library: Library, path: str, *texts: str, heading: tuple[str, ...] = (), **fields: Any) -> None:
    """Store a document."""
    library.documents.apply(Changes(put=[(record(path, **fields), passages(texts, heading))]))


def remove(library: Library, *paths: str) -> None:
    """Take documents out as ingest does."""
    library.documents.apply(Changes(removed=paths))
    library.vectors.finish(None)


def embed(library: Library, embedder: HashingEmbedder) -> int:
    """Embed all that waits; give how many texts did."""
    count = library.vectors.begin(embedder.identity, embedder.engine, embedder.name)
    waiting = library.vectors.pending(embedder.identity, count)
    if waiting:
        vectors = embedder.embed_passages([pending.text for pending in waiting])
        library.vectors.store(embedder.identity, [pending.key for pending in waiting], vectors)
    library.vectors.finish(embedder.identity)
    return len(waiting)


def unit(count: int, dimensions: int = 24, seed: int = 0) -> Vectors:
    """Draw vectors of length 1, shape (count, dimensions)."""
    drawn = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    vectors: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return vectors


def put_vectors(library: Library, path: str, vectors: Vectors) -> list[str]:
    """Store a document whose passages have the given vectors; give their keys."""
    made = passages([f"passage {number} of {path}" for number in range(len(vectors))])
    library.documents.apply(Changes(put=[(record(path), made)]))
    library.vectors.begin(MODEL, "embedded", "random")
    library.vectors.store(MODEL, [passage.key for passage in made], vectors)
    library.vectors.finish(MODEL)
    return [passage.key for passage in made]


def contents(library: Library) -> Mapping[str, Any]:
    """Return all that a library holds, without the numbers that depend on its history."""
    sources = library.documents.sources()
    stored = [
        passage
        for document in library.documents.all()
        for passage in library.documents.neighbours(document.id, 0, document.passages)
    ]
    model = library.vectors.active_model()
    block = library.vectors.load(model.identity, 0) if model else None
    return {
        "documents": [
            (d.source, d.state, d.reason, d.notices, d.title, d.kind, d.size, d.passages)
            for d in library.documents.all()
        ],
        "files": {
            path: (file.state, file.hash, file.size, file.mtime_ns if file.hash else 0)
            for path, file in library.documents.known().items()
        },
        "passages": [
            (p.source, p.ordinal, p.title, p.text, p.start, p.end, p.page, p.heading, p.key) for p in stored
        ],
        "vectors": {key: row.tobytes() for key, row in zip(block.keys, block.matrix, strict=True)}
        if block
        else {},
        "sources": sorted(sources.values()),
    }


def found(library: Library, *terms: str) -> set[tuple[str, int, float]]:
    """Return what the lexical retriever finds: source, ordinal and score."""
    hits = library.words.search(list(terms), 1_000)
    stored = library.documents.passages([number for number, _ in hits])
    return {(stored[number].source, stored[number].ordinal, round(score, 6)) for number, score in hits}

"""A real library in a folder, filled through the real pipeline, and a passage that stands in none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.library.documents import StoredPassage
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.models.base import Embedder
from assistant.retrieval.search import Searcher
from assistant.retrieval.semantic import SemanticRetriever
from ingest.sync import Limits, Pipeline
from tests.fakes.models import HashingEmbedder


def filled(folder: Path, files: Mapping[str, str], embedder: Embedder | None = None) -> Library:
    """Write files under `folder/docs` and ingest them into the library `folder/library`; the caller closes it."""
    for name, text in files.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    library = Library(folder / "library", create=True)
    pipeline = Pipeline(library, Limits(workers=1))
    embedder = embedder or HashingEmbedder()
    failed = [event for event in pipeline.scan([folder / "docs"]) if event.status == "failed"]
    assert not failed
    for _ in pipeline.embed(embedder):
        pass
    library.vectors.finish(embedder.identity)
    return library


def searcher(library: Library, embedder: Embedder | None = None) -> Searcher:
    """Search a library by words, and by meaning too where there is an embedder."""
    index = LocalIndex(library.folder, library.vectors)  # never asked: that many vectors are compared exactly
    return Searcher(library, SemanticRetriever(library, embedder, index, exact_up_to=50_000))


def passage(
    text: str,
    number: int = 1,
    *,
    document: int = 1,
    ordinal: int = 0,
    heading: tuple[str, ...] = (),
    page: int | None = None,
    source: str = "/docs/a.md",
    title: str = "A",
) -> StoredPassage:
    """Make a passage by hand."""
    return StoredPassage(
        number, document, ordinal, source, title, text, 0, len(text), page, heading, f"key{number}"
    )

"""Embedders that the benchmarks put in place of the product's: one that remembers, one that knows its answers."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.config.schema import SearchSettings
from assistant.library.documents import StoredPassage
from assistant.library.index.exact import AskedIndex
from assistant.library.library import Library
from assistant.models.base import Embedder, Vectors
from assistant.retrieval.search import Searcher
from assistant.retrieval.semantic import SemanticRetriever

EXACT_UP_TO = SearchSettings().exact_up_to


class Remembering:
    """Asks an embedder, each text once: the same texts come back in several libraries, parts and runs.

    Args:
        embedder: The one behind.
        kept: A file that vectors are kept in between runs; None forgets them.
    """

    def __init__(self, embedder: Embedder, kept: Path | None = None) -> None:
        self._embedder = embedder
        self._kept = kept
        self._vectors: dict[str, Vectors] = {}
        self.engine, self.name, self.max_tokens = embedder.engine, embedder.name, embedder.max_tokens
        if kept is not None and kept.exists():
            with np.load(kept) as loaded:
                told = json.loads(str(loaded["told"]))
                if told["identity"] == embedder.identity:
                    self._vectors = dict(zip(told["texts"], loaded["vectors"], strict=True))

    @property
    def identity(self) -> str:
        """That of the embedder behind."""
        return self._embedder.identity

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; see the port."""
        new = [text for text in dict.fromkeys(texts) if f"p{text}" not in self._vectors]
        if new:
            named = [f"p{text}" for text in new]
            self._vectors.update(zip(named, self._embedder.embed_passages(new), strict=True))
        return np.stack([self._vectors[f"p{text}"] for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; see the port."""
        if f"q{text}" not in self._vectors:
            self._vectors[f"q{text}"] = self._embedder.embed_query(text)
        return self._vectors[f"q{text}"]

    def close(self) -> None:
        """Close the embedder behind, and keep what it said."""
        self._embedder.close()
        if self._kept is not None and self._vectors:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            told = json.dumps({"identity": self.identity, "texts": list(self._vectors)})
            np.savez(self._kept, vectors=np.stack(list(self._vectors.values())), told=np.array(told))


class Known:
    """Knows the vectors of its questions, so that a search is timed without their embedding.

    Any other text, such as those that nearness is judged by, gets a vector made up from its letters.
    """

    engine = "embedded"
    name = "multilingual-e5-small"
    max_tokens = 512

    def __init__(self, identity: str, queries: Mapping[str, Vectors]) -> None:
        self.identity = identity
        self._queries = queries

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return made-up vectors."""
        return np.stack([self._made_up(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a known question, or a made-up one."""
        known = self._queries.get(text)
        return known if known is not None else self._made_up(text)

    def _made_up(self, text: str) -> Vectors:
        dimensions = len(next(iter(self._queries.values())))
        drawn = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(dimensions, dtype=np.float32)
        unit: Vectors = drawn / np.linalg.norm(drawn)
        return unit

    def close(self) -> None:
        """Hold nothing."""


def searcher(
    library: Library, embedder: Embedder, index: AskedIndex, exact_up_to: int = EXACT_UP_TO
) -> Searcher:
    """Put a searcher together as the product does, with an embedder of ours."""
    return Searcher(library, SemanticRetriever(library, embedder, index, exact_up_to))


def single_passages(search: Searcher, question: str) -> list[StoredPassage]:
    """Rank passages as a search does, the best first, before neighbours are joined to hits.

    A joined hit is longer than a passage, and thus finds more; what is compared with other ways is the passage.
    """
    return list(search.search(question, 1).ranked)

"""One run of ingest as `assistant.api` drives it, with a model that tells what it was asked to embed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError, ServerFault
from assistant.library.index.chroma import ChromaIndex
from assistant.library.library import Library
from assistant.models.base import Vectors
from checks.histories.files import POISON
from ingest.records import EmbeddingEvent, FileEvent
from ingest.sync import Limits, Pipeline
from tests.fakes.models import HashingEmbedder

LIMITS = Limits(max_file_mb=1, workers=1, batch_size=3)
MODELS = ("a", "b", "short")
"""Names of models; the vectors of the last are shorter than those of the others."""


def key_of(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Model(HashingEmbedder):
    """A model whose vectors are unlike another one's.

    Args:
        name: One of `MODELS`.
        poisoned: Whether it fails on every batch with a text that holds the word "poison".
        known: Keys that have a vector: it is a fault to embed them again.
        failures: Errors to raise, one for each call, before it works; None lets a call pass.
    """

    def __init__(
        self,
        name: str,
        *,
        poisoned: bool = False,
        known: Collection[str] = (),
        failures: Sequence[AssistantError | None] = (),
    ) -> None:
        super().__init__(name, failures)
        self._poisoned = poisoned
        self._embedded = set(known)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self._poisoned and any(POISON in text for text in texts):
            raise ServerFault("it cannot be embedded")
        keys = [key_of(text) for text in texts]
        again = self._embedded.intersection(keys)
        assert not again, f"embedded although there is a vector: {again}"
        vectors = self._turned(super().embed_passages(texts))
        self._embedded.update(keys)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._turned(super().embed_query(text)[np.newaxis])[0]
        return vector

    def _turned(self, vectors: Vectors) -> Vectors:
        turned: Vectors = np.roll(vectors, ord(self.name[0]), axis=1)
        if self.name != "short":
            return turned
        folded: Vectors = turned[:, :64] + turned[:, 64:128] + np.float32(1e-3)
        unit: Vectors = folded / np.linalg.norm(folded, axis=1, keepdims=True)
        return unit


@dataclass
class Run:
    """One run, step by step; what it has announced so far.

    Attributes:
        library: What is written.
        paths: What is read.
        model: The model that embeds.
        embedded: What was said of embedding last.
        ended: Whether it came to its end.
    """

    library: Library
    paths: Sequence[Path]
    model: Model
    embedded: EmbeddingEvent = field(default_factory=lambda: EmbeddingEvent(0, 0, 0.0))
    ended: bool = False

    def steps(self, index: ChromaIndex | None) -> Iterator[FileEvent | EmbeddingEvent]:
        """Bring the library in line, and its index where there is one."""
        pipeline = Pipeline(self.library, LIMITS)
        with self.library.ingesting():
            yield from pipeline.scan(self.paths)
            for progress in pipeline.embed(self.model, text_errors=(ServerFault,)):
                self.embedded = progress
                yield progress
            self.library.vectors.finish(self.model.identity, self.embedded.set_aside)
            active = self.library.vectors.active_model()
            if index is not None and active is not None and active.dimensions:
                index.sync(active)
        self.ended = True


def vectors_of(library: Library, identity: str) -> dict[str, bytes]:
    """Return a model's vectors by their keys."""
    block = library.vectors.load(identity, 0)
    return {key: row.tobytes() for key, row in zip(block.keys, block.matrix, strict=True)}

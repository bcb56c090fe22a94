"""The index on a Chroma server, which several machines may share; it lives, and is mended, on that server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Protocol

from assistant.errors import ServerUnavailable
from assistant.library.chroma_http import server_errors
from assistant.library.index.chroma import ChromaStore
from assistant.library.index.exact import Nearest, Vector, VectorSource
from assistant.library.server_note import ON_SERVER, what_is_held
from assistant.library.vector_rows import EmbeddingModel

ANSWER_S = 5.0
LEFT_ALONE_S = 60.0
"""A server that did not answer a question is not asked again for so long: vectors are compared exactly."""


class NotedSource(VectorSource, Protocol):
    """What a server's index is filled from, and where it is noted what was put there; answered by the library."""

    @property
    def library_id(self) -> str:
        """A name of the library that no other one has."""

    def note(self, key: str) -> str:
        """Give what was noted under a key; empty when nothing was."""

    def set_note(self, key: str, value: str) -> None:
        """Note a value under a key."""


class ServerIndex:
    """Keeps vectors on a Chroma server and asks it for the nearest ones.

    Args:
        url: Of the server.
        source: Where the vectors are kept for good.
        answer_s: How long the server is waited for when it is asked a question, or for the first time.
    """

    def __init__(self, url: str, source: NotedSource, answer_s: float = ANSWER_S) -> None:
        self._answer_s = answer_s
        self._url = url
        self._source = source
        self._store: ChromaStore | None = None
        self._serves = ""
        self._silent_until = 0.0

    @property
    def mending(self) -> bool:
        """Whether the index is being built anew: never here, `sync` ends with it built."""
        return False

    def nearly(self, model: EmbeddingModel, count: int) -> bool:
        """Tell whether it can be left as it is: never, others may ask it."""
        return False

    def sync(self, model: EmbeddingModel) -> Iterator[tuple[int, int]]:
        """Bring the index in line with the vectors that SQLite keeps; see `VectorIndex.sync`.

        Raises:
            ServerUnavailable: The Chroma server does not answer.
        """
        generation, _ = self._source.vector_generation()
        block = self._source.load_vectors(model.identity, 0)
        yield 0, len(block.keys)
        with server_errors(self._url):
            self._opened(model).fill(block, whole=True)
        self._source.set_note(ON_SERVER, json.dumps([self._url, model.identity, generation, block.last_id]))

    def nearest(self, model: EmbeddingModel, question: Vector, limit: int) -> tuple[Nearest, int] | None:
        """Ask the index, if what it holds is known and the server answers; see `VectorIndex.nearest`."""
        generation, _ = self._source.vector_generation()
        held = what_is_held(self._source.note(ON_SERVER))
        if held is None or held[:3] != (self._url, model.identity, generation):
            return None
        if time.monotonic() < self._silent_until:
            return None
        try:
            with server_errors(self._url):
                return self._opened(model).nearest(question, limit), held[3]
        except ServerUnavailable:
            self._silent_until = time.monotonic() + LEFT_ALONE_S
            return None

    def drop(self) -> bool:
        """Leave the server's index as it is: what was forgotten goes from it with the next `sync`."""
        return True

    def close(self) -> None:
        """Let go of the connection."""
        if self._store is not None:
            self._store.close()
        self._store = None

    def _opened(self, model: EmbeddingModel) -> ChromaStore:
        if self._store is None or self._serves != model.identity:
            self.close()
            self._store = ChromaStore.on_server(self._url, self._source.library_id, model, self._answer_s)
            self._serves = model.identity
        return self._store

"""Where vectors come from: what the exact search, its file and the index need of a library."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from assistant.library.vector_rows import VectorBlock


class VectorSource(Protocol):
    """Where vectors come from; answered by the library."""

    def vector_generation(self) -> tuple[int, int]:
        """Give a number that changes whenever vectors are dropped, and the highest row number."""

    def load_vectors(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
        """Read the vectors of a model above a row number, and not above another."""

    def count_vectors(self, identity: str, after_id: int = 0) -> int:
        """Count the vectors of a model above a row number."""

    def sample_vectors(self, identity: str, count: int) -> VectorBlock:
        """Read about `count` vectors of a model, spread evenly."""

    def load_vectors_of(self, identity: str, keys: Collection[str]) -> VectorBlock:
        """Read the vectors of some keys."""

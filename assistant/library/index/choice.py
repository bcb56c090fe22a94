"""Decide how the vectors of a library are searched.

Each of them is compared, or Chroma is asked, or codes are.
"""

from __future__ import annotations

from typing import Literal

from assistant.config.schema import ChromaSettings, SearchSettings
from assistant.library.library import Library

Way = Literal["exact", "chroma", "server", "codes"]
_LINKS_BYTES = 600
"""What Chroma holds of a vector besides its numbers; measured with 100,000 (`python -m benchmarks --only million`)."""


def chroma_mib(vectors: int, dimensions: int) -> float:
    """Estimate the memory of Chroma's index on this machine, in MiB."""
    return vectors * (4 * dimensions + _LINKS_BYTES) / 2**20


def way_of(
    vectors: int, dimensions: int, *, exact_up_to: int, memory_mib: int, server: bool, encrypted: bool
) -> Way:
    """Return how vectors are searched.

    Args:
        vectors: How many the library has.
        dimensions: Length of one; 0 before there is any.
        exact_up_to: Up to so many each is compared.
        memory_mib: What Chroma's index may take on this machine.
        server: Whether a Chroma server is set, which has a memory of its own.
        encrypted: Whether the library is: no index may lie beside it, nor on a server.
    """
    if vectors <= exact_up_to or not dimensions:
        return "exact"
    if encrypted:
        return "codes"
    if server:
        return "server"
    return "codes" if chroma_mib(vectors, dimensions) > memory_mib else "chroma"


def way_of_library(library: Library, search: SearchSettings, chroma: ChromaSettings) -> Way:
    """Return how the vectors of a library are searched; see `way_of`."""
    model = library.vectors.active_model()
    return way_of(
        library.documents.counts()["passages"],
        model.dimensions if model else 0,
        exact_up_to=search.exact_up_to,
        memory_mib=chroma.memory_mib,
        server=bool(chroma.url),
        encrypted=library.encrypted,
    )

"""What ingest needs of a library and of an embedder, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ingest.types import Passage

State = Literal["found", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What is kept of a file beside its passages.

    Attributes:
        path: Absolute.
        state: Whether its text was found, could not be read, or is of no kind that is read.
        reason: Why it was not read; else empty.
        notices: What could not be read of it.
        title: Its title.
        kind: Its format.
        hash: Of its bytes; None where they could not be read.
        size: Bytes.
        mtime_ns: When it was last changed, nanoseconds since 1970.
        read_ns: When it was read.
        reader: Version of the code that read it.
        device: Number of the drive it lies on; 0 where that is not known.
    """

    path: str
    state: State
    size: int
    mtime_ns: int
    read_ns: int
    reader: int
    reason: str = ""
    notices: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    hash: str | None = None
    device: int = 0


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a library knows of a file; the fields are those of `DocumentRecord`."""

    state: State
    reason: str
    hash: str | None
    size: int
    mtime_ns: int
    read_ns: int
    reader: int
    device: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that waits to be embedded.

    Attributes:
        key: Its name by content.
        text: What is to be embedded.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one transaction brings in line; written as a whole or not at all.

    Attributes:
        put: Documents to store in place of what was known under their paths.
        touched: Path, size, mtime_ns and read_ns of files that hold what they held.
        removed: Paths of documents to take out.
        moved: Paths of files whose drive has another number now, and that number.
    """

    put: Sequence[tuple[DocumentRecord, Sequence[Passage]]] = ()
    touched: Sequence[tuple[str, int, int, int]] = ()
    removed: Sequence[str] = ()
    moved: Sequence[tuple[str, int]] = ()


class LibraryPort(Protocol):
    """The part of a library that ingest writes."""

    def add_roots(self, paths: Sequence[str]) -> None:
        """Remember folders and files that were given to be read."""

    def roots(self) -> list[str]:
        """Give the folders and files that were given to be read."""

    def known_files(self) -> Mapping[str, KnownFile]:
        """Give what is known of every file, by path."""

    def apply(self, changes: Changes) -> None:
        """Write changes in one transaction; when this returns, they are safe."""

    def begin_embedding(self, identity: str, engine: str, name: str) -> int:
        """Make a model the one that new vectors are for, and count the texts that have none of it."""

    def pending(self, identity: str, limit: int) -> list[Pending]:
        """Give texts that have no vector of a model yet."""

    def store_vectors(self, identity: str, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store vectors, shape (len(keys), dimensions)."""

    def finish(self, identity: str | None, given_up: int = 0) -> None:
        """Drop what no passage needs any more; a model whose vectors are complete answers from now on.

        Args:
            identity: The model; None where no model was at work.
            given_up: So many texts may be without a vector of it.
        """


class EmbedderPort(Protocol):
    """The part of an embedder that ingest calls."""

    @property
    def engine(self) -> str:
        """The engine's name."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def identity(self) -> str:
        """Equal for two embedders exactly if their vectors may be compared."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: float32, shape (len(texts), dimensions), rows of length 1."""

"""Decide how the vectors of a library are searched, and hold the index that is.

Each of them is compared, or Chroma is asked, or codes are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Literal

from assistant.config.schema import ChromaSettings, SearchSettings
from assistant.errors import AssistantError, LibraryError
from assistant.events import IndexEvent, IngestNotice
from assistant.i18n import _
from assistant.library.library import Library

if TYPE_CHECKING:
    from assistant.library.index.exact import VectorIndex
    from assistant.library.vectors import EmbeddingModel

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


class ChosenIndex:
    """The index of a library's vectors, of the kind that its size asks for now.

    It is opened when it is first needed; another takes its place when the library has grown beyond it.

    Args:
        library: Whose vectors.
        search: Up to how many are compared one by one.
        chroma: The server, if any, and the memory that an index here may take.
    """

    def __init__(self, library: Library, search: SearchSettings, chroma: ChromaSettings) -> None:
        self._library = library
        self._search = search
        self._chroma = chroma
        self._index: VectorIndex | None = None
        self._kind = ""

    def close(self) -> None:
        """Close the index that is open, if any; may be called twice."""
        if self._index is not None:
            self._index.close()

    def get(self) -> VectorIndex:
        """Return the index that questions are asked of."""
        codes = self._library.encrypted or self._way() == "codes"
        kind = "codes" if codes else "server" if self._chroma.url else "local"
        if self._index is None or kind != self._kind:
            self.close()
            self._index, self._kind = self._open(kind), kind
        return self._index

    def _way(self) -> Way:
        return way_of_library(self._library, self._search, self._chroma)

    def _open(self, kind: str) -> VectorIndex:
        library = self._library
        if kind == "codes":
            from assistant.library.index.codes import CodesIndex

            return CodesIndex(library.vectors, None if library.encrypted else library.folder)
        if kind == "server":
            from assistant.library.index.server import ServerIndex, header_in

            header = header_in(self._chroma.header_file)
            return ServerIndex(self._chroma.url, library, header=header)
        from assistant.library.index.local import LocalIndex

        return LocalIndex(library.folder, library.vectors)

    def sync(self) -> Iterator[IndexEvent | IngestNotice]:
        """Bring the index in line with the library, as events."""
        model = self._library.vectors.active_model()
        if model is None or model.dimensions == 0:
            return
        index, way = self.get(), self._way()
        # Opening it takes longer than embedding a changed page, and so small a library is compared vector by vector.
        if way == "exact" and index.roughly_current(model, self._library.vectors.count(model.identity)):
            return
        try:
            for done, total in index.sync(model):
                yield IndexEvent(done, total)
            if way == "codes":
                self.drop_local()  # it takes much of the disk, and is not asked any more
        except AssistantError as error:
            yield IngestNotice(error.message, error.hint)

    def drop_local(self) -> bool:
        """Delete Chroma's index on this machine; False if another process has it open."""
        index = self.get()
        if self._kind == "local":
            return index.drop()
        if self._library.encrypted:
            return True
        with closing(self._open("local")) as local:
            return local.drop()

    def forget_on_server(self, model: EmbeddingModel) -> None:
        """Sync the index of a Chroma server, if one is set; it is never deleted.

        Raises:
            LibraryError: The server does not answer, and still holds vectors of what was forgotten here.
        """
        if not self._chroma.url:
            return
        try:
            for _each in self.get().sync(model):
                pass
        except AssistantError as error:
            raise LibraryError(
                _(
                    "Forgotten here, but the Chroma server still holds the vectors: {said}",
                    said=error.message,
                ),
                _("Run `assistant ingest` when it answers again."),
            ) from error

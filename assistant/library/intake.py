"""What ingest writes into a library, and what is taken out of it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.errors import LibraryBusy, LibraryError
from assistant.library.folder import Leftover, delete_matrix, erase, leftovers, writer_lock, writing_to
from assistant.library.opened import OpenDatabase
from assistant.library.vector_rows import new_generation
from assistant.paths import prefix_of
from ingest.records import Changes, KnownFile, Pending

if TYPE_CHECKING:
    from filelock import FileLock

    from assistant.library.vector_rows import Vectors


class Intake(OpenDatabase):
    """The side of a library that is written (see `ingest.records.LibraryPort`)."""

    @cached_property
    def _writer(self) -> FileLock:
        return writer_lock(self.folder)

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """Hold the right to ingest, which one process has at a time.

        Raises:
            LibraryBusy: Another process, or another run of this one, has it.
        """
        with writing_to(self.folder, self._writer):
            yield

    def add_roots(self, paths: Sequence[str]) -> None:
        """Remember folders and files that were given to be read."""
        with self._writing():
            for path in paths:
                self._catalog.add_root(path)

    def roots(self) -> list[str]:
        """Give the folders and files that were given to be read."""
        with self._reading():
            return self._catalog.roots()

    def known_files(self) -> Mapping[str, KnownFile]:
        """Give what is known of every file, by path."""
        with self._reading():
            return self._catalog.known()

    def apply(self, changes: Changes) -> None:
        """Write changes in one transaction; when this returns, they are safe."""
        with self._writing():
            self._catalog.remove(changes.removed)
            self._catalog.put(changes.put)
            for path, device in changes.moved:
                self._catalog.move(path, device)
            for path, size, mtime_ns, read_ns in changes.touched:
                self._catalog.touch(path, size=size, mtime_ns=mtime_ns, read_ns=read_ns)

    def begin_embedding(self, identity: str, engine: str, name: str) -> int:
        """Make a model the one that new vectors are for, and count the texts that have none of it."""
        with self._writing():
            self._rows.add_model(identity, engine, name)
            self._set("embedding.target", identity)
            if self._get("embedding.active") is None:
                self._set("embedding.active", identity)
            return self._rows.count_pending(self._rows.model(identity))

    def pending(self, identity: str, limit: int) -> list[Pending]:
        """Give texts that have no vector of a model yet."""
        with self._reading():
            model = self._rows.model(identity)
            return self._rows.pending(model, limit) if model else []

    def store_vectors(self, identity: str, keys: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(keys), dimensions)."""
        with self._writing():
            model = self._rows.model(identity)
            if model is None:
                raise LibraryError(f"The embedding model {identity} is not known to the library.")
            if model.dimensions not in (0, vectors.shape[1]):
                raise LibraryError(
                    f"The embedding model {model.name} gives vectors of length {vectors.shape[1]}; "
                    f"the library has those of length {model.dimensions}.",
                    "Forget the documents and ingest them again.",
                )
            self._rows.put(model, keys, vectors)

    def finish(self, identity: str | None, given_up: int = 0) -> None:
        """Drop what no passage needs any more; a model whose vectors are complete answers from now on.

        Args:
            identity: The model; None where no model was at work.
            given_up: So many texts may be without a vector of it, if it has any vector at all.
        """
        with self._writing():
            dropped = self._rows.drop_orphans()
            model = self._rows.model(identity) if identity else None
            allowed = given_up if model is not None and model.dimensions else 0
            if model is not None and self._rows.count_pending(model) <= allowed:
                self._set("embedding.active", model.identity)
                dropped += self._rows.drop_other_models(model.identity)
            if dropped:
                new_generation(self._db)
        if dropped:  # the file that vectors are mapped from holds them still, and is out of date
            delete_matrix(self.folder)

    def forget(self, path: str) -> int:
        """Take a file, or all files under a folder, out for good, and every saved copy; give how many files there were."""
        with self._writing():
            gone = _under(path, self._catalog.known())
            self._catalog.remove(gone)
            for root in _under(path, self._catalog.roots()):
                self._catalog.drop_root(root)
            # What was deleted must not stay readable in the index's old segments.
            self._db.execute("INSERT INTO terms (terms) VALUES ('optimize')")
        self.finish(None)
        if gone:
            self.forget_copies()
        self._overwrite()
        return len(gone)

    def forget_conversations(self, conversation_id: int | None = None) -> int:
        """Take a conversation, or every one, out for good, and every saved copy; give how many there were."""
        with self._writing():
            gone = self._conversations.remove(conversation_id)
        if gone or conversation_id is None:
            self.forget_copies()
        self._overwrite()
        return gone

    def copies(self) -> list[Leftover]:
        """Give the copies of a damaged database that its mending has left; what is forgotten would stay in them."""
        return leftovers(self.folder)

    def forget_copies(self) -> list[Leftover]:
        """Delete those copies; give what they were.

        Raises:
            LibraryBusy: A mending may be under way that needs them.
        """
        gone = self.copies()
        unfinished = any(not one.finished for one in gone)
        with self.ingesting() if unfinished and not self._writer.is_locked else nullcontext():
            for one in gone:
                erase(one.path)
        return gone

    def _overwrite(self) -> None:
        """Have what was deleted overwritten in the database, and in what was written ahead of it."""
        with self._reading():
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise LibraryBusy(
                f"Forgotten, but its words stay in {self._path}-wal while another process reads the library.",
                "Close the other process; the file goes with it.",
            )

    def documents_under(self, path: str) -> list[str]:
        """Give the paths of the files that are a path, or lie under it."""
        return self._read(lambda: _under(path, self._catalog.known()))


def _under(path: str, paths: Iterable[str]) -> list[str]:
    prefix = prefix_of(path)
    return [known for known in paths if known == prefix[:-1] or known.startswith(prefix)]

"""A library: one directory that holds what was read, what was understood, and what was said about it."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from filelock import FileLock, Timeout

from assistant.errors import LibraryBusy, LibraryError
from assistant.events import Finished
from assistant.library.catalog import Catalog, StoredDocument, StoredPassage
from assistant.library.conversations import Conversation, Conversations
from assistant.library.database import connect, storage_errors, transaction
from assistant.library.vector_rows import EmbeddingModel, VectorBlock, VectorRows, new_generation
from ingest.ports import Changes, KnownFile, Pending

if TYPE_CHECKING:
    from assistant.library.checks import Damage, Part
    from assistant.library.vector_rows import Vectors

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class EmbeddingState:
    """Which models a library has vectors of.

    Attributes:
        active: The model whose vectors answer, or None before there is one.
        target: The model that new vectors are for; equal to `active` unless the library is moving to another.
        pending: Texts that have no vector of `target` yet.
        embedded: Vectors of `target`.
    """

    active: EmbeddingModel | None
    target: EmbeddingModel | None
    pending: int
    embedded: int


class Library:
    """Everything a library keeps; safe to use from several threads, and from several processes at once.

    Args:
        folder: The library's directory.
        create: Whether to make it where there is none.

    Raises:
        LibraryError: It is not there, is damaged, or was made by a newer version.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._path = folder / "library.db"
        if create:
            with storage_errors(self._path):
                _make_private(folder)
                _keep_out(folder)
        else:
            _must_exist(self._path)
        self._lock = threading.RLock()
        self._open(create=create)
        self._writer = _writer_lock(folder)

    def _open(self, *, create: bool) -> None:
        self._db = connect(self._path, create=create)
        self._catalog = Catalog(self._db)
        self._rows = VectorRows(self._db)
        self._conversations = Conversations(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; may be called twice."""
        with self._lock:
            self._db.close()

    def reopen(self) -> None:
        """Open the database anew, after its file was replaced."""
        with self._lock:
            self._db.close()
            self._open(create=False)

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """Hold the right to ingest, which one process has at a time.

        Raises:
            LibraryBusy: Another process, or another run of this one, has it.
        """
        with self._lock, storage_errors(self._path):
            _acquire(self._writer, self.folder)
        try:
            yield
        finally:
            self._writer.release()

    # What ingest writes (ingest.ports.LibraryPort)

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
            for path in changes.removed:
                self._catalog.remove(path)
            for record, passages in changes.put:
                self._catalog.put(record, passages)
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

    def forget(self, path: str) -> int:
        """Take a file, or all files under a folder, out for good; give how many there were."""
        with self._writing():
            gone = _under(path, self._catalog.known())
            for known in gone:
                self._catalog.remove(known)
            for root in _under(path, self._catalog.roots()):
                self._catalog.drop_root(root)
            # What was deleted must not stay readable in the index's old segments.
            self._db.execute("INSERT INTO terms (terms) VALUES ('optimize')")
        self.finish(None)
        self._overwrite()
        return len(gone)

    def forget_conversations(self, conversation_id: int | None = None) -> int:
        """Take a conversation, or every one, out for good; give how many there were."""
        with self._writing():
            gone = self._conversations.remove(conversation_id)
        self._overwrite()
        return gone

    def _overwrite(self) -> None:
        """Have what was deleted overwritten in the database, and in what was written ahead of it."""
        with self._reading():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # What is asked of it

    def documents_under(self, path: str) -> list[str]:
        """Give the paths of the files that are a path, or lie under it."""
        return self._read(lambda: _under(path, self._catalog.known()))

    @property
    def library_id(self) -> str:
        """A name of the library that no other one has."""
        with self._writing():
            known = self._get("library.id")
            if known is None:
                known = uuid.uuid4().hex
                self._set("library.id", known)
            return known

    def note(self, key: str) -> str:
        """Give what was noted under a key; empty when nothing was."""
        return self._read(lambda: self._get(key)) or ""

    def set_note(self, key: str, value: str) -> None:
        """Note a value under a key."""
        with self._writing():
            self._set(key, value)

    def damage(self) -> str:
        """Look the database's pages through and tell what is wrong with them; empty when nothing is."""
        try:
            found = self._read(lambda: self._db.execute("PRAGMA quick_check(1)").fetchone()[0])
        except LibraryError as error:
            return error.message
        return "" if found == "ok" else str(found)

    def check(self, part: Part, *, mend: bool) -> list[Damage]:
        """Hold a part of the database against what must be true of it.

        Args:
            part: One of `checks.PARTS`.
            mend: Whether what can be mended is.

        Raises:
            PagesDamaged: The file itself is damaged; see `salvage`.
        """
        with self._reading():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                found = part.check(self._db)
                self._db.execute("COMMIT" if mend else "ROLLBACK")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        return found if mend else [replace(one, mended=False, remedy="assistant verify") for one in found]

    def counts(self) -> Mapping[str, int]:
        """Count documents by state ("found", "failed", "skipped"), and "passages"."""
        return self._read(self._catalog.counts)

    def documents(self) -> list[StoredDocument]:
        """Give every file, by path."""
        return self._read(lambda: list(self._catalog.documents()))

    def sources(self) -> Mapping[int, str]:
        """Give the path of every document by its number."""
        return self._read(self._catalog.sources)

    def passages(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Give passages by their numbers; unknown numbers are left out."""
        return self._read(lambda: self._catalog.passages(ids))

    def passage_ids_of_keys(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """Give the numbers of the passages that were embedded as each key."""
        return self._read(lambda: self._catalog.passage_ids_of_keys(keys))

    def keys_of_documents(self, document_ids: Collection[int]) -> set[str]:
        """Give the keys of all passages of some documents."""
        return self._read(lambda: self._catalog.keys_of_documents(list(document_ids)))

    def neighbours(self, document_id: int, first: int, last: int) -> list[StoredPassage]:
        """Give the passages of a document from one ordinal to another, both included."""
        return self._read(lambda: self._catalog.neighbours(document_id, first, last))

    def lexical(
        self, wanted: list[str], limit: int, documents: frozenset[int] | None = None
    ) -> list[tuple[int, float]]:
        """Find passages by their terms: numbers with their BM25 score, higher is better, the best first."""
        return self._read(lambda: self._catalog.lexical(wanted, limit, documents))

    def document_frequencies(self, wanted: Collection[str]) -> dict[str, int]:
        """Count the passages that hold each term."""
        return self._read(lambda: self._catalog.document_frequencies(wanted))

    def embedding_state(self) -> EmbeddingState:
        """Tell which embedding model answers, which is being moved to, and what waits."""

        def state() -> EmbeddingState:
            active, target = self._get("embedding.active"), self._get("embedding.target")
            target_model = self._rows.model(target) if target else None
            return EmbeddingState(
                active=self._rows.model(active) if active else None,
                target=target_model,
                pending=self._rows.count_pending(target_model),
                embedded=self._rows.count(target_model) if target_model else 0,
            )

        return self._read(state)

    def active_model(self) -> EmbeddingModel | None:
        """Give the embedding model whose vectors answer."""

        def active() -> EmbeddingModel | None:
            identity = self._get("embedding.active")
            return self._rows.model(identity) if identity else None

        return self._read(active)

    # What the vector index is built from (VectorSource, IndexSource)

    def vector_generation(self) -> tuple[int, int]:
        """Give a number that changes whenever vectors are dropped, and the highest row number."""

        def generation() -> tuple[int, int]:
            row = self._db.execute("SELECT max(id) FROM vector").fetchone()
            return int(self._get("vector.generation") or "0"), int(row[0] or 0)

        return self._read(generation)

    def load_vectors(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
        """Read the vectors of a model above a row number, and not above another."""

        def load() -> VectorBlock:
            model = self._rows.model(identity)
            bounds = (after_id,) if up_to_id is None else (after_id, up_to_id)
            return self._rows.load(model, *bounds) if model else _no_vectors()

        return self._read(load)

    def sample_vectors(self, identity: str, count: int) -> VectorBlock:
        """Read about `count` vectors of a model, spread evenly."""

        def load() -> VectorBlock:
            model = self._rows.model(identity)
            return self._rows.sample(model, count) if model else _no_vectors()

        return self._read(load)

    def load_vectors_of(self, identity: str, keys: Collection[str]) -> VectorBlock:
        """Read the vectors of some keys."""

        def load() -> VectorBlock:
            model = self._rows.model(identity)
            return self._rows.load_keys(model, sorted(keys)) if model else _no_vectors()

        return self._read(load)

    # Conversations

    def start_conversation(self, question: str) -> int:
        """Begin a conversation titled by its first question and give its number."""
        with self._writing():
            return self._conversations.start(question)

    def add_turn(self, conversation_id: int, turn: Finished) -> None:
        """Add a finished turn to a conversation."""
        with self._writing():
            self._conversations.add(conversation_id, turn)

    def has_conversation(self, conversation_id: int) -> bool:
        """Tell whether there is a conversation of this number."""
        return self._read(lambda: self._conversations.exists(conversation_id))

    def last_conversation(self) -> int | None:
        """Give the number of the conversation that was spoken in last."""
        return self._read(self._conversations.last)

    def conversations(self) -> list[Conversation]:
        """Give all conversations, the latest first."""
        return self._read(lambda: list(self._conversations.all()))

    def turns(self, conversation_id: int, limit: int | None = None) -> list[Finished]:
        """Give the turns of a conversation, or the last few of them, in order."""
        return self._read(lambda: self._conversations.turns(conversation_id, limit))

    # Within

    def _read(self, query: Callable[[], _Result]) -> _Result:
        with self._reading():
            return query()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, storage_errors(self._path):
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, storage_errors(self._path), transaction(self._db):
            yield

    def _get(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row["value"]) if row else None

    def _set(self, key: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the right to ingest into a library that may be too damaged to be opened.

    Raises:
        LibraryError: There is no such library.
        LibraryBusy: Another process has it.
    """
    _must_exist(folder / "library.db")
    lock = _writer_lock(folder)
    with storage_errors(folder / "library.db"):
        _acquire(lock, folder)
    try:
        yield
    finally:
        lock.release()


def _writer_lock(folder: Path) -> FileLock:
    # Not one a thread: a run may be driven from one thread and closed from another.
    return FileLock(folder / "ingest.lock", mode=0o600, thread_local=False)


def _acquire(lock: FileLock, folder: Path) -> None:
    try:
        if lock.is_locked:
            raise Timeout(lock.lock_file)
        lock.acquire(timeout=0)
    except Timeout:
        raise LibraryBusy(
            f"Another process is ingesting into the library {folder}.",
            "Wait until it is done; questions can be asked meanwhile.",
        ) from None


def _under(path: str, paths: Iterable[str]) -> list[str]:
    prefix = path.rstrip(os.sep) + os.sep
    return [known for known in paths if known == prefix[:-1] or known.startswith(prefix)]


def _no_vectors() -> VectorBlock:
    import numpy as np

    return VectorBlock((), np.zeros((0, 0), np.float32), np.zeros(0, np.bool_), 0)


def _must_exist(path: Path) -> None:
    with storage_errors(path):
        if path.exists():
            return
    raise LibraryError(
        f"There is no library at {path.parent} yet.", "Make one: assistant ingest FOLDER_WITH_DOCUMENTS"
    )


def _keep_out(folder: Path) -> None:
    """Keep a library from being ingested, or committed, with the folder it lies in."""
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", "utf-8")


def _make_private(folder: Path) -> None:
    """Make a directory that only its owner may enter, and its parents the same."""
    missing = [folder, *folder.parents]
    for path in reversed([path for path in missing if not path.exists()]):
        path.mkdir(mode=0o700, exist_ok=True)

"""Open a library: one folder with documents, vectors and conversations."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.errors import LibraryBusy, LibraryError
from assistant.i18n import _
from assistant.library.cells import Cells
from assistant.library.conversations import Conversations
from assistant.library.database import Database, Notes, reads, writes
from assistant.library.documents import Documents
from assistant.library.encryption import settle
from assistant.library.exclusions import StoredExclusions
from assistant.library.folder import (
    Leftover,
    create_folder,
    delete_matrix,
    existing_database,
    leftovers,
    overwrite_and_delete,
    writer_lock,
    writing_to,
)
from assistant.library.keys import is_encrypted
from assistant.library.part_notes import PartNotes
from assistant.library.pictures import Pictures
from assistant.library.sentence_vectors import SentenceVectors
from assistant.library.vectors import StoredVectors
from assistant.library.words import Words
from ingest.records import Relocation

if TYPE_CHECKING:
    from filelock import FileLock

    from assistant.library.checks import Damage, Part

SUGGESTED_NOTE = "suggested"
"""The note of what came of questions that were suggested, and of the state of the library that this holds for."""


class Library:
    """An open library, safe to use from several threads and processes.

    Args:
        folder: The library's directory.
        create: Whether to make it where there is none.

    Attributes:
        folder: The library's directory.
        database: Its open database.
        notes: Short texts under keys.
        documents: Files and their passages.
        words: The terms of passages.
        vectors: The vectors of passages.
        conversations: What was asked and answered.
        pictures: What was recognised in pictures.
        exclusions: What is left out when folders are read.
        part_notes: What a model noted of parts of long documents.
        sentence_vectors: Vectors of sentences, that questions need not embed them anew.
        cells: What single documents answered.

    Raises:
        LibraryError: It is not there, is damaged, or was made by a newer version.
        LibraryLocked: It is encrypted, and its passphrase was not given.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        settle(folder)
        self.database = Database(
            create_folder(folder) if create else existing_database(folder), create=create
        )
        self.notes = Notes(self.database)
        self.documents = Documents(self.database)
        self.words = Words(self.database, self.documents)
        self.vectors = StoredVectors(self.database, self.notes)
        self.conversations = Conversations(self.database, self.documents)
        self.pictures = Pictures(self.database)
        self.exclusions = StoredExclusions(self.database, self.notes)
        self.part_notes = PartNotes(self.database)
        self.sentence_vectors = SentenceVectors(self.database)
        self.cells = Cells(self.database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library; may be called twice."""
        self.database.close()

    @property
    def encrypted(self) -> bool:
        """Whether its database is encrypted; then nothing that is plain may lie beside it."""
        return is_encrypted(self.folder)

    @property
    @writes
    def id(self) -> str:
        """A unique name of the library, made when it is first asked for."""
        known = self.notes.get("library.id")
        if not known:
            known = uuid.uuid4().hex
            self.notes.set("library.id", known)
        return known

    # Ingest and forgetting

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

    def relocate(self, moved: Relocation) -> None:
        """Let all that is known of files follow them, in one transaction.

        Documents keep their numbers, passages and vectors, and what cites them leads to the new places.
        """
        with self.database.writing():
            self.documents.remove(moved.dropped)
            places = self.documents.move(moved.documents, moved.roots)
            self.conversations.move_sources(places)
            self.exclusions.move(moved.roots)

    def forget(self, path: str, *, keep_out: bool = False) -> int:
        """Delete a file, or all files under a folder, and every saved copy.

        The space is overwritten. Returns the number of documents deleted.

        Args:
            path: Absolute.
            keep_out: Whether it is not to be read again, though the folder around it is.
        """
        with self.database.writing():
            gone = self.documents.forget_under(path)
            self.exclusions.drop_under(path)
            if keep_out:
                self.exclusions.keep_out(path)
            dropped = self.vectors.drop_orphans()
            self.pictures.drop_orphans()
            self.part_notes.drop_orphans()
            self.cells.drop_orphans()
            self.drop_notes_of_texts()
        if dropped:
            delete_matrix(self.folder)
        if gone:
            self.forget_copies()
        self._overwrite()
        return gone

    def drop_notes_of_texts(self) -> None:
        """Drop notes made of documents' words: labels, and suggested questions."""
        from assistant.library.label_vectors import drop_labels  # read by few

        with self.database.writing():
            drop_labels(self.notes)
            self.notes.drop(SUGGESTED_NOTE)

    def forget_conversations(self, conversation_id: int | None = None) -> int:
        """Delete a conversation, or all, and every saved copy.

        The space is overwritten. Returns the number of conversations deleted.
        """
        from assistant.library.label_vectors import drop_labels

        with self.database.writing():
            gone = self.conversations.remove(conversation_id)
            self.part_notes.drop_questions()
            if conversation_id is None:
                self.cells.clear()
                self.sentence_vectors.clear()
                drop_labels(self.notes)  # they hint at what was asked
        if gone or conversation_id is None:
            self.forget_copies()
        self._overwrite()
        return gone

    def copies(self) -> list[Leftover]:
        """Return the copies of damaged databases that repairs left in the folder."""
        return leftovers(self.folder)

    def forget_copies(self) -> list[Leftover]:
        """Delete the copies of damaged databases; return what they were.

        Raises:
            LibraryBusy: A mending may be under way that needs them.
        """
        gone = self.copies()
        unfinished = any(not one.finished for one in gone)
        with self.ingesting() if unfinished and not self._writer.is_locked else nullcontext():
            for one in gone:
                overwrite_and_delete(one.path)
        return gone

    @reads
    def _overwrite(self) -> None:
        """Overwrite deleted text in the database file and its write-ahead log."""
        busy = self.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise LibraryBusy(
                _(
                    "Forgotten, but its words stay in {database}-wal while another process reads the library.",
                    database=self.database.path,
                ),
                _("Close the other process; the file goes with it."),
            )

    # Checks

    def damage(self) -> str:
        """Check the database's pages; return the first problem, or an empty string."""
        try:
            with self.database.reading():
                found = self.database.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except LibraryError as error:
            return error.message
        return "" if found == "ok" else str(found)

    def check(self, part: Part, *, mend: bool) -> list[Damage]:
        """Check one part of the database, and repair it if asked to.

        Args:
            part: One of `checks.PARTS`.
            mend: Whether what can be mended is.

        Raises:
            PagesDamaged: The file itself is damaged; see `salvage`.
        """
        db = self.database.connection
        with self.database.reading():
            db.execute("BEGIN IMMEDIATE")
            try:
                found = list(part.check(db))
                db.execute("COMMIT" if mend else "ROLLBACK")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        return found if mend else [replace(one, mended=False, remedy="assistant verify") for one in found]

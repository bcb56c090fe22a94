"""Open the library's SQLite file: schema, connection, transactions, notes."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from assistant.errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryTooNew, StorageFull
from assistant.i18n import _, os_reason
from assistant.library.keys import key_of
from assistant.library.sqlite import (
    DATABASE_ERRORS,
    INTEGRITY_ERRORS,
    OPERATIONAL_ERRORS,
    PROGRAMMING_ERRORS,
    open_file,
    open_memory,
)

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE root (path BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE document (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        path        BLOB NOT NULL UNIQUE,
        state       TEXT NOT NULL CHECK (state IN ('found', 'failed', 'skipped')),
        reason      TEXT NOT NULL DEFAULT '',
        notices     TEXT NOT NULL DEFAULT '[]',
        title       TEXT NOT NULL DEFAULT '',
        kind        TEXT NOT NULL DEFAULT '',
        hash        TEXT,
        size        INTEGER NOT NULL,
        mtime_ns    INTEGER NOT NULL,
        read_ns     INTEGER NOT NULL,
        reader      INTEGER NOT NULL
    );
    CREATE TABLE passage (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        ordinal     INTEGER NOT NULL,
        text        TEXT NOT NULL,
        start       INTEGER NOT NULL,
        end         INTEGER NOT NULL,
        page        INTEGER,
        heading     TEXT NOT NULL,
        key         TEXT NOT NULL,
        unspaced    INTEGER NOT NULL,
        UNIQUE (document_id, ordinal)
    );
    CREATE INDEX passage_key ON passage (key);
    CREATE VIRTUAL TABLE terms USING fts5 (heading, body, tokenize = "ascii tokenchars '._-+#@/:,&'");
    CREATE TABLE embedding_model (
        id          INTEGER PRIMARY KEY,
        identity    TEXT NOT NULL UNIQUE,
        engine      TEXT NOT NULL,
        name        TEXT NOT NULL,
        dimensions  INTEGER NOT NULL
    );
    CREATE TABLE vector (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        model_id    INTEGER NOT NULL REFERENCES embedding_model (id) ON DELETE CASCADE,
        key         TEXT NOT NULL,
        unspaced    INTEGER NOT NULL,
        data        BLOB NOT NULL,
        UNIQUE (model_id, key)
    );
    CREATE TABLE conversation (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        title       TEXT NOT NULL,
        created_at  REAL NOT NULL,
        updated_at  REAL NOT NULL
    );
    CREATE TABLE turn (
        id              INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        question        TEXT NOT NULL,
        searched_for    TEXT NOT NULL,
        answer          TEXT NOT NULL,
        reasoning       TEXT NOT NULL,
        citations       TEXT NOT NULL,
        unsupported     TEXT NOT NULL,
        status          TEXT NOT NULL,
        grounded        INTEGER NOT NULL,
        engine          TEXT NOT NULL,
        chat_model      TEXT NOT NULL,
        usage           TEXT NOT NULL,
        created_at      REAL NOT NULL
    );
    CREATE INDEX turn_conversation ON turn (conversation_id);
    """,
    "ALTER TABLE document ADD COLUMN device INTEGER NOT NULL DEFAULT 0",
    # In so few letters the schema stays on the first page, and hangs on no other.
    """
    ALTER TABLE document ADD passages INTEGER;
    UPDATE document SET passages = (SELECT count(*) FROM passage WHERE document_id = document.id)
    """,
    # When a document first came in; and the day that it states, NULL until it is asked for.
    """
    ALTER TABLE document ADD added_ns INTEGER;
    UPDATE document SET added_ns = read_ns;
    ALTER TABLE document ADD day TEXT;
    """,
    # What a model noted of parts of documents: by the part's words, the model and what was asked; can be made again.
    """
    CREATE TABLE part_note (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        key         TEXT NOT NULL,
        passages    TEXT NOT NULL,
        model       TEXT NOT NULL,
        task        TEXT NOT NULL,
        wording     INTEGER NOT NULL,
        text        TEXT NOT NULL,
        UNIQUE (key, model, task, wording)
    );
    """,
    # What single documents answered: by their content, and a digest of question, model and wording; can be asked again.
    """
    CREATE TABLE cell (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        content     TEXT NOT NULL,
        asked       TEXT NOT NULL,
        answer      TEXT NOT NULL,
        answered_at REAL NOT NULL,
        UNIQUE (content, asked)
    );
    """,
    # What was recognised in pictures, by their content; and the pages that show one, without it until it was looked at.
    """
    CREATE TABLE picture (
        hash    TEXT PRIMARY KEY,
        engine  TEXT NOT NULL,
        fault   TEXT NOT NULL,
        lines   TEXT NOT NULL
    );
    CREATE TABLE picture_page (
        document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        page        INTEGER NOT NULL,
        hash        TEXT,
        UNIQUE (document_id, page)
    );
    CREATE INDEX picture_page_hash ON picture_page (hash);
    ALTER TABLE passage ADD confidence REAL
    """,
    # A file of many documents, like a mailbox: how many; and each of them, with the file that it goes with.
    """
    ALTER TABLE document ADD parts INTEGER;
    ALTER TABLE document ADD part_of INTEGER REFERENCES document (id) ON DELETE CASCADE;
    CREATE INDEX document_part_of ON document (part_of);
    """,
    # The number that is printed on a page, where that is not the sheet's.
    """
    ALTER TABLE passage ADD page_label TEXT
    """,
    # Conversations that stay above the others, and the words that they are filed under, with a space between them.
    """
    ALTER TABLE conversation ADD pinned INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD tags TEXT NOT NULL DEFAULT '';
    """,
    # Vectors of sentences that questions were compared with.
    """
    CREATE TABLE sentence_vector (
        id       INTEGER PRIMARY KEY,
        model_id INTEGER NOT NULL REFERENCES embedding_model (id) ON DELETE CASCADE,
        key      TEXT NOT NULL,
        start    INTEGER NOT NULL,
        data     BLOB NOT NULL,
        UNIQUE (model_id, key, start)
    );
    """,
    # Notices that say that an answer may be none.
    """
    ALTER TABLE turn ADD doubts TEXT NOT NULL DEFAULT '[]'
    """,
)
"""Numbered from 1; each brings a library from the version before it. Those that were released never change."""
ON_FIRST_PAGE = 3
"""So many migrations make a schema that stands on the first page of every library in the same words; see `salvage`."""

BUSY_TIMEOUT_S = 15.0
BUSY_PAUSE_S = 0.02
SOON_S = 0.25
"""How long another process that writes is waited for where there is something better to do."""


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open a library's database, plain or encrypted, and migrate an older one.

    A write-protected database is opened for reading only. The key of an encrypted one is its folder's.

    Args:
        path: The database file.
        create: Whether to make it where there is none.

    Raises:
        LibraryError: It is not there, or cannot be opened.
        LibraryTooNew: A newer version of the program made it.
        LibraryDamaged: It is not a database, or a broken one.
        LibraryLocked: It is encrypted, and its passphrase was not given.
    """
    key = key_of(path.parent)
    with storage_errors(path):
        if create:
            # Not left to SQLite, which would let others read it; what stands beside it gets the same permissions.
            # One that is there is not opened: closing it would let go of the locks that this process has on it.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        fixed = not create and _write_protected(path)
        connection = open_file(path, key, _mode(path, fixed=fixed), BUSY_TIMEOUT_S)
        try:
            _prepare(connection, path, fixed=fixed)
        except BaseException:
            connection.close()
            raise
    return connection


def _mode(path: Path, *, fixed: bool) -> str:
    if not fixed:
        return "rw"
    # On a medium that nobody can write, SQLite needs no lock; where only this user may not, others may be writing, and
    # then there is a file beside it through which they come to terms, which this user could not make.
    unchanging = hasattr(os, "statvfs") and os.statvfs(path).f_flag & os.ST_RDONLY
    alone = not path.with_name(f"{path.name}-shm").exists()
    return "ro&immutable=1" if unchanging or alone else "ro"


def _write_protected(path: Path) -> bool:
    """Return whether a library can only be read, as on a disc or a locked stick.

    Raises:
        LibraryError: What was written last has not reached the database file itself.
    """
    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        return False
    ahead = path.with_name(f"{path.name}-wal")
    if path.exists() and ahead.exists() and ahead.stat().st_size:
        raise LibraryError(
            _(
                "The library {folder} is write-protected, and its last changes are not in its database file yet.",
                folder=path.parent,
            ),
            _("Run `assistant status` on it once where it can be written."),
        )
    return path.exists()


def _prepare(connection: sqlite3.Connection, path: Path, *, fixed: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # What is forgotten must be gone: freed pages are overwritten.
    connection.execute("PRAGMA secure_delete = ON")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise LibraryTooNew(
            _("The library {folder} was made by a newer version of this program.", folder=path.parent),
            _("Install the newer version, or name another library with --library."),
        )
    if fixed:
        if version < len(MIGRATIONS):
            raise LibraryError(
                _(
                    "The library {folder} was made by an older version, and is write-protected.",
                    folder=path.parent,
                ),
                _("Run `assistant status` on it once where it can be written."),
            )
        return
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    # From its first read on a connection in WAL mode holds a lock, by which others see that the library is open.
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    if version < len(MIGRATIONS):
        _migrate(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a new database to WAL mode.

    Retried here: SQLite's busy timeout does not cover two processes that do this at once.
    """
    last_try = time.monotonic() + BUSY_TIMEOUT_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except OPERATIONAL_ERRORS as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                raise
            time.sleep(BUSY_PAUSE_S)


def _migrate(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        # Asked again inside the transaction: another process may have migrated while we waited.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        make_tables(connection, version)


def make_tables(connection: sqlite3.Connection, version: int = 0, last: int | None = None) -> None:
    """Run the migrations above a version number, up to the last one wanted.

    The caller holds the transaction.
    """
    for number, script in enumerate(MIGRATIONS[version:last], version + 1):
        for statement in statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def statements(script: str) -> Iterator[str]:
    """Split a script into its SQL statements.

    A statement ends at the end of a line; semicolons inside a trigger or a string do not end it.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        yield statement.strip()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block in one transaction that is written as a whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        # On a full disk it is often this that fails, and leaves the transaction open.
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's and the disk's errors into ours."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise _translated(error, path) from error
    except OSError as error:
        if error.errno in FULL_DISK_ERRNOS:
            raise _full(path) from error
        raise LibraryError(
            _(
                "The library {folder} cannot be used: {value}.",
                folder=path.parent,
                value=os_reason(error),
            ),
            _(
                "Check that you may read and write its folder, and that it is on a disk that can be written to."
            ),
        ) from error


FULL_DISK_ERRNOS = frozenset({27, 28, 122})
"""EFBIG, ENOSPC and EDQUOT."""


_WRITE_FAULTS = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE")
"""What SQLite says where a write does not go through: a full disk, a quota, a limit on the size of files."""


def _full(path: Path) -> StorageFull:
    return StorageFull(
        _("The disk that holds {folder} is full; nothing was lost.", folder=path.parent),
        _("Make room on it and run the same command again."),
    )


def _translated(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    text = str(error)
    if "full" in text or getattr(error, "sqlite_errorname", "") in _WRITE_FAULTS:
        return _full(path)
    if "disk I/O error" in text:
        return LibraryError(
            _("The disk that holds {folder} cannot be read.", folder=path.parent), _("Check the disk.")
        )
    if "locked" in text or "busy" in text:
        return LibraryBusy(
            _("The library {folder} is being written to by another process.", folder=path.parent),
            _("Try again in a moment."),
        )
    if "unable to open" in text:
        return LibraryError(
            _("The library {folder} cannot be opened.", folder=path.parent),
            _(
                "Check that you may read and write its folder, and that it is on a disk that can be written to."
            ),
        )
    if "readonly" in text:
        return LibraryError(
            _("The library {folder} may not be written to.", folder=path.parent), _("Check its permissions.")
        )
    if "Could not decode" in text or "no such table" in text or "no such column" in text:
        return _damaged(path, text)
    if isinstance(error, (*OPERATIONAL_ERRORS, *PROGRAMMING_ERRORS, *INTEGRITY_ERRORS)):
        raise error  # a bug of ours stays a traceback
    return _damaged(path, text)


def _damaged(path: Path, text: str) -> LibraryDamaged:
    return LibraryDamaged(
        _("The database of the library {folder} cannot be read: {text}.", folder=path.parent, text=text),
        _("Run `assistant verify`: it saves what can be read, and names what is left to do."),
    )


class Database:
    """An open database: one connection, which threads use one after the other.

    Args:
        path: The database file.
        create: Whether to make it where there is none.

    Raises:
        LibraryError: It is not there, is damaged, or was made by a newer version.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self.connection = connect(path, create=create)
        self._lock = threading.RLock()
        self._is_closed = False
        self._opened = 1

    @property
    def folder(self) -> Path:
        """The directory that it lies in."""
        return self.path.parent

    def close(self) -> None:
        """Close the database; may be called twice."""
        with self._lock:
            self._is_closed = True
            self.connection.close()

    def reopen(self) -> None:
        """Open the database anew, after its file was replaced."""
        with self._lock:
            self.connection.close()
            self._use(connect(self.path, create=False))

    def use_a_copy(self) -> None:
        """Continue on a private temporary copy of the database.

        For checks of a library that cannot be written.

        Raises:
            LibraryDamaged: The database cannot be copied.
        """
        with self.reading():
            copy = open_memory(key_of(self.folder))
            try:
                self.connection.backup(copy)
            except BaseException:
                copy.close()
                raise
            self.connection.close()
            self._use(copy)

    def _use(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._is_closed = False
        self._opened += 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the lock while the block runs; translate SQLite's errors into ours.

        Raises:
            LibraryError: The database was closed, or cannot be read.
        """
        with self._lock, storage_errors(self.path):
            if self._is_closed:  # what keeps a turn beside goes on for a moment
                raise LibraryError(_("The library {folder} was closed meanwhile.", folder=self.folder))
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Run the block in a transaction, or as part of the one under way.

        Raises:
            LibraryError: The database was closed, or cannot be written.
        """
        with self.reading():
            if self.connection.in_transaction:
                yield
                return
            with transaction(self.connection):
                yield

    @contextmanager
    def writing_soon(self) -> Iterator[None]:
        """Run the block in a transaction, waiting only `SOON_S` for other writers.

        Raises:
            LibraryBusy: Another process is writing.
        """
        with self._lock:
            self._wait(SOON_S)
            try:
                with self.writing():
                    yield
            finally:
                self._wait(BUSY_TIMEOUT_S)

    def _wait(self, most_s: float) -> None:
        if not self._is_closed:
            self.connection.execute(f"PRAGMA busy_timeout = {round(most_s * 1000)}")

    def state(self) -> tuple[int, int, int] | None:
        """Return numbers that change whenever this or another process writes.

        Returns:
            None within a transaction: what is written there may be rolled back.
        """
        if self.connection.in_transaction:
            return None
        version = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return self._opened, version, self.connection.total_changes


class _HasDatabase(Protocol):
    @property
    def database(self) -> Database: ...


_Owner = TypeVar("_Owner", bound=_HasDatabase)
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_Item = TypeVar("_Item")


def reads(
    method: Callable[Concatenate[_Owner, _Parameters], _Result],
) -> Callable[Concatenate[_Owner, _Parameters], _Result]:
    """Run a method under the database's lock; see `Database.reading`."""

    @wraps(method)
    def locked(self: _Owner, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        with self.database.reading():
            return method(self, *args, **kwargs)

    return locked


def writes(
    method: Callable[Concatenate[_Owner, _Parameters], _Result],
) -> Callable[Concatenate[_Owner, _Parameters], _Result]:
    """Run a method in a transaction; see `Database.writing`."""

    @wraps(method)
    def locked(self: _Owner, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        with self.database.writing():
            return method(self, *args, **kwargs)

    return locked


def writes_soon(
    method: Callable[Concatenate[_Owner, _Parameters], _Result],
) -> Callable[Concatenate[_Owner, _Parameters], _Result]:
    """Run a method in a transaction or fail soon; see `Database.writing_soon`."""

    @wraps(method)
    def locked(self: _Owner, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        with self.database.writing_soon():
            return method(self, *args, **kwargs)

    return locked


class Table:
    """One kind of rows of a library; safe to use from several threads.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def _db(self) -> sqlite3.Connection:
        return self.database.connection


class Notes(Table):
    """Key-value notes: which model answers, settings of chats, measured speeds."""

    @reads
    def get(self, key: str) -> str:
        """Return the value of a key, or an empty string."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row["value"]) if row else ""

    @writes
    def set(self, key: str, value: str) -> None:
        """Set the value of a key."""
        self._db.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def try_set(self, key: str, value: str) -> None:
        """Set the value of a key unless the library is busy or write-protected."""
        with suppress(LibraryError), self.database.writing_soon():
            self.set(key, value)

    @writes
    def drop(self, start: str) -> None:
        """Drop all keys with a given prefix."""
        self._db.execute("DELETE FROM meta WHERE substr(key, 1, ?) = ?", (len(start), start))

    @reads
    def starting_with(self, start: str) -> dict[str, str]:
        """Return all keys with a given prefix, and their values."""
        query = "SELECT key, value FROM meta WHERE substr(key, 1, ?) = ?"
        return {row["key"]: row["value"] for row in self._db.execute(query, (len(start), start))}


def batches(items: Sequence[_Item], size: int = 500) -> Iterator[Sequence[_Item]]:
    """Yield items in batches, by default as many as any SQLite takes as values."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def marks(values: Sized) -> str:
    """Return the question marks that stand for values in a statement."""
    return ", ".join("?" * len(values))

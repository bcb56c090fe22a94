"""An open database of a library: one connection, shared by threads under a lock."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from assistant.errors import LibraryError
from assistant.library.conversations import Conversations
from assistant.library.database import BUSY_TIMEOUT_S, connect, storage_errors, transaction
from assistant.library.documents import Catalog
from assistant.library.folder import existing, made
from assistant.library.vector_rows import VectorRows
from assistant.library.words import Words

_Result = TypeVar("_Result")

SOON_S = 0.25
"""How long another process that writes is waited for where there is something better to do."""


class OpenDatabase:
    """Opens a library's database, and lets one thread after the other at it.

    Args:
        folder: The library's directory.
        create: Whether to make it where there is none.

    Raises:
        LibraryError: It is not there, is damaged, or was made by a newer version.
    """

    _db: sqlite3.Connection

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._path = made(folder) if create else existing(folder)
        self._lock = threading.RLock()
        self._is_closed = False
        self._open(create=create)

    def _open(self, *, create: bool) -> None:
        self._use(connect(self._path, create=create))

    def _use(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._catalog = Catalog(self._db)
        self._words = Words(self._db)
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
            self._is_closed = True
            self._db.close()

    def reopen(self) -> None:
        """Open the database anew, after its file was replaced."""
        with self._lock:
            self._db.close()
            self._open(create=False)

    def look_in_a_copy(self) -> None:
        """Go on with a copy in a temporary file that only SQLite can reach, for checks where nothing can be written.

        Raises:
            LibraryDamaged: The database cannot be copied.
        """
        with self._reading():
            copy = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            try:
                self._db.backup(copy)
            except BaseException:
                copy.close()
                raise
            copy.row_factory = sqlite3.Row
            self._db.close()
            self._use(copy)

    def _read(self, query: Callable[[], _Result]) -> _Result:
        with self._reading():
            return query()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, storage_errors(self._path):
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, storage_errors(self._path):
            if self._is_closed:  # what keeps a turn beside goes on for a moment
                raise LibraryError(f"The library {self.folder} was closed meanwhile.")
            with transaction(self._db):
                yield

    @contextmanager
    def _writing_soon(self) -> Iterator[None]:
        """Run the block in a transaction that does not wait long for another process to have written."""
        with self._lock:
            self._wait(SOON_S)
            try:
                with self._writing():
                    yield
            finally:
                self._wait(BUSY_TIMEOUT_S)

    def _wait(self, most_s: float) -> None:
        if not self._is_closed:
            self._db.execute(f"PRAGMA busy_timeout = {round(most_s * 1000)}")

    def _get(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row["value"]) if row else None

    def _set(self, key: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

"""Open every SQLite file, plain or encrypted by SQLCipher.

An encrypted file is opened through SQLCipher's module, whose classes are named as those of `sqlite3` are but are not the same:
errors are caught by the tuples below, rows are of the connection's own kind. Its write-ahead log and journal are encrypted
as it is, and what it sorts stays in memory.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import field
from pathlib import Path
from typing import Any, cast

from assistant.errors import PartMissing
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.wording import install_hint

try:
    from sqlcipher3 import dbapi2 as _cipher
except ImportError:  # the extra is not installed: only plain libraries are opened
    _cipher = None

SECRET_BYTES = 32
SALT_BYTES = 16
_PLAIN = b"SQLite format 3\0"
"""What a plain database begins with; an encrypted one begins with its salt."""
ALONE_S = 0.5
"""Seconds that another process is given to let go of a database."""
_CACHE_KIB = 32_768
"""A page that is read again is deciphered again, unless it was kept."""


def _errors(name: str) -> tuple[type[sqlite3.DatabaseError], ...]:
    modules = (sqlite3, _cipher) if _cipher is not None else (sqlite3,)
    return cast("tuple[type[sqlite3.DatabaseError], ...]", tuple(getattr(module, name) for module in modules))


DATABASE_ERRORS = _errors("DatabaseError")
OPERATIONAL_ERRORS = _errors("OperationalError")
INTEGRITY_ERRORS = _errors("IntegrityError")
PROGRAMMING_ERRORS = _errors("ProgrammingError")


@dataclass(frozen=True, slots=True)
class Key:
    """What a database is encrypted with.

    Attributes:
        secret: The raw key, 32 bytes; no passphrase is derived for a connection.
        salt: The first 16 bytes of the file, which are no secret.
    """

    secret: bytes = field(repr=False)
    salt: bytes

    @classmethod
    def new(cls) -> Key:
        """Make a random one."""
        return cls(os.urandom(SECRET_BYTES), os.urandom(SALT_BYTES))

    @property
    def literal(self) -> str:
        """As SQLCipher takes it in a statement."""
        return f'"{self.raw}"'

    @property
    def raw(self) -> str:
        """As SQLCipher takes it for a value."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


def require_cipher() -> None:
    """Refuse to go on without SQLCipher.

    Raises:
        PartMissing: It is not installed.
    """
    if _cipher is None:
        raise PartMissing(
            _("Encrypted libraries need SQLCipher, which is not installed."),
            install_hint("private-assistant[encrypted]"),
            code="package_missing",
        )


def open_file(path: Path, key: Key | None, mode: str, timeout_s: float = 5.0) -> sqlite3.Connection:
    """Open a database file.

    Args:
        path: The file.
        key: What it is encrypted with; None for a plain one.
        mode: As in SQLite's addresses: "ro", "rw", "rwc", with more parameters after it.
        timeout_s: Seconds to wait for other writers.

    Raises:
        sqlite3.DatabaseError: One of `DATABASE_ERRORS`: it cannot be opened. A wrong key shows at the first read.
        PartMissing: It is encrypted, and SQLCipher is not installed.
    """
    return _connect(f"{path.absolute().as_uri()}?mode={mode}", key, uri=True, timeout=timeout_s)


def open_memory(key: Key | None = None) -> sqlite3.Connection:
    """Open an empty database that goes when it is closed.

    It takes a copy of an encrypted one in memory, of a plain one on the disk when it grows.

    Args:
        key: Of the database that is copied into it, if that is encrypted.
    """
    return _connect("" if key is None else ":memory:", key)


def open_alone(path: Path, key: Key | None) -> sqlite3.Connection:
    """Open a file, plain or encrypted, to be copied into one of the other kind.

    Raises:
        PartMissing: SQLCipher is not installed.
    """
    require_cipher()
    address = f"{path.absolute().as_uri()}?mode=rw"
    if key is not None:
        return _connect(address, key, uri=True, timeout=ALONE_S)
    connection = _by(_cipher, address, uri=True, timeout=ALONE_S)
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _connect(address: str, key: Key | None, **more: Any) -> sqlite3.Connection:
    if key is None:
        return _by(sqlite3, address, **more)
    require_cipher()
    connection = _by(_cipher, address, **more)
    try:
        connection.execute(f"PRAGMA key = {key.literal}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    except BaseException:
        connection.close()
        raise
    return connection


def _by(module: Any, address: str, **more: Any) -> sqlite3.Connection:
    connection = module.connect(address, isolation_level=None, check_same_thread=False, **more)
    connection.row_factory = module.Row
    if module is _cipher:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it writes to standard error
    return cast("sqlite3.Connection", connection)


def is_plain(path: Path) -> bool:
    """Return whether a file is a plain database.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(_PLAIN)) == _PLAIN

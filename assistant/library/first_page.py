"""The first page of a database file, which says how all others are read: put right in a working copy of a damaged one.

The databases of all libraries begin alike: tables are made in one order, so that each has the same first page of its
own in every file. So what an empty library's file begins with serves for a file that has lost it.

Source: SQLite, Database File Format, section 1.3 (the database header).
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.library.database import MIGRATIONS

_PAGE = 4096
_HEADER = 100
_SAME = ((0, 18), (20, 24), (44, 48), (52, 60), (64, 68), (72, 92))
"""The bytes of the header that are the same in every library."""
_FORMATS = (b"\x01\x01", b"\x02\x02")
"""Read and written with a rollback journal, or ahead (WAL)."""


def begins_right(path: Path, tables: tuple[str, ...]) -> bool:
    """Tell whether a database's first page is that of a library, and fits the length of the file.

    Args:
        path: The database file.
        tables: What must be in it.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER)
    size = path.stat().st_size
    fresh = _fresh()
    alike = all(header[start:end] == fresh[start:end] for start, end in _SAME)
    pages = int.from_bytes(header[28:32], "big")
    return alike and header[18:20] in _FORMATS and pages * _PAGE == size and _names(path, tables)


def copy_readable(path: Path, copy: Path, tables: tuple[str, ...]) -> None:
    """Copy a damaged database, with a first page that is right and zeros up to a whole page.

    Args:
        path: The database file.
        copy: Where to.
        tables: What must be in it.

    Raises:
        OSError: The disk does not take it.
    """
    remove(copy)
    for ending in ("", "-wal"):
        part = path.with_name(path.name + ending)
        if part.exists():
            shutil.copyfile(part, _private(copy.with_name(copy.name + ending)))
    pages = max(1, -(-copy.stat().st_size // _PAGE))
    with copy.open("r+b") as file:
        file.truncate(pages * _PAGE)
        file.write(_header(pages))
    if not _names(copy, tables):
        with copy.open("r+b") as file:
            file.seek(_HEADER)
            file.write(_fresh()[_HEADER:_PAGE])


def remove(path: Path) -> None:
    """Delete a database with what stands beside it."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _private(path: Path) -> Path:
    path.touch(mode=0o600)
    return path


def _header(pages: int) -> bytes:
    """Make the header of a database of so many pages, of which none is free."""
    fresh, counter = _fresh(), b"\0\0\0\1"
    # The number of pages counts only where the two counters beside it are the same.
    sizes = counter + pages.to_bytes(4, "big") + bytes(8)
    return fresh[:18] + _FORMATS[1] + fresh[20:24] + sizes + fresh[40:92] + counter + fresh[96:_HEADER]


def _fresh() -> bytes:
    """Give the first page of an empty library."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute(f"PRAGMA page_size = {_PAGE}")
        for migration in MIGRATIONS:
            for statement in migration.split(";\n"):
                made.execute(statement)
        return made.serialize()[:_PAGE]


def _names(path: Path, tables: tuple[str, ...]) -> bool:
    """Tell whether the tables of a database can be asked for."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as opened:
        try:
            found = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE rootpage > 0")}
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
                raise
            return False
    return found.issuperset(tables)

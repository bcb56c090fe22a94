"""Copy what is readable of a damaged database into a new one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import LibraryDamaged
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.database import ON_FIRST_PAGE, connect, make_tables, marks, storage_errors, transaction
from assistant.library.folder import saved_copy
from assistant.library.keys import key_of
from assistant.library.sqlite import DATABASE_ERRORS, open_file
from assistant.library.vectors import new_generation

_PAGE = 4096
_HEADER = 100
_SAME = ((0, 18), (20, 24), (44, 48), (52, 60), (64, 68), (72, 92))
"""The bytes of the header that are the same in every library."""
_FORMATS = (b"\x01\x01", b"\x02\x02")
"""Read and written with a rollback journal, or ahead (WAL)."""


def _begins_right(path: Path, tables: tuple[str, ...]) -> bool:
    """Return whether the first page is a library's and fits the file's length.

    Args:
        path: The database file.
        tables: What must be in it.

    Raises:
        LibraryDamaged: It is encrypted, and its first page cannot be read.
    """
    if key_of(path.parent) is not None:
        if not _names(path, tables):
            raise LibraryDamaged(
                _(
                    "The first page of the encrypted library {folder} is damaged, and without it none can be read.",
                    folder=path.parent,
                ),
                _("Put it back from a backup."),
            )
        return True
    with path.open("rb") as file:
        header = file.read(_HEADER)
    size = path.stat().st_size
    fresh = _fresh()
    alike = all(header[start:end] == fresh[start:end] for start, end in _SAME)
    pages = int.from_bytes(header[28:32], "big")
    return alike and header[18:20] in _FORMATS and pages * _PAGE == size and _names(path, tables)


def _copy_readable(path: Path, copy: Path, tables: tuple[str, ...]) -> None:
    """Copy a damaged database, repair its first page, pad it to whole pages.

    Args:
        path: The database file.
        copy: Where to.
        tables: What must be in it.

    Raises:
        OSError: The disk does not take it.
    """
    _remove(copy)
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


def _remove(path: Path) -> None:
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
    """Return the first page of an empty library whose schema fits on it.

    Later versions may keep the rest of their schema on any page. Columns that were added since are not read through
    this one, nor are later tables: what they hold is derived, or has a value that stands for it.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute(f"PRAGMA page_size = {_PAGE}")
        make_tables(made, last=ON_FIRST_PAGE)
        return made.serialize()[:_PAGE]


def _names(path: Path, tables: tuple[str, ...]) -> bool:
    """Return whether the tables of a database can be read from its schema."""
    try:
        with closing(open_file(path, key_of(path.parent), "rw")) as opened:
            found = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE rootpage > 0")}
    except DATABASE_ERRORS as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
            raise
        return False
    return found.issuperset(tables)


_TABLES = ("meta", "root", "document", "passage", "embedding_model", "vector", "conversation", "turn")
_LATER = ("picture", "picture_page")
"""Tables that a library of an older version lacks, and that one whose first page is lost lacks too."""
_WITHOUT_ROWID = frozenset({"meta", "root"})
_AT_ONCE = 200
_LAST = (1 << 63) - 1
_IN_VAIN = 10_000
"""So many numbers in a row without a row, and no more are tried: damage goes by pages, which hold far fewer."""
_UNREADABLE: tuple[type[Exception], ...] = (*DATABASE_ERRORS, ValueError)
_Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of a damaged database.

    Attributes:
        kept: Rows that could be read, by table.
        damaged: Where the damaged file was put.
    """

    kept: Mapping[str, int]
    damaged: Path


def salvage(path: Path) -> Salvaged:
    """Replace a damaged database by a new one with every readable row.

    Terms are not copied: they are derived from the passages.

    Args:
        path: The database file; nobody may be writing to it.

    Raises:
        LibraryError: The new one cannot be written.
        LibraryDamaged: It is encrypted, and its first page is damaged.
    """
    with storage_errors(path):
        # Asked before it is locked: whoever opens and closes a file lets go of his own locks on it.
        right = _begins_right(path, _TABLES)
    with storage_errors(path), closing(_held(path)) as held, _readable(path, held, right=right) as old:
        beside = path.with_name(f"{path.name}.new")
        _remove(beside)
        with closing(connect(beside, create=True)) as new:
            new.execute("PRAGMA foreign_keys = OFF")
            with transaction(new):
                kept = {table: _copy(old, new, table) for table in (*_TABLES, *_LATER)}
                _read_again(new, whole=right)
                new_generation(new)
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # From here on it is complete; what is broken off now is gone on with by the next `take_place`.
        beside.replace(saved_copy(path))
        return Salvaged(kept, take_place(path))


def take_place(path: Path) -> Path:
    """Replace the damaged database by its saved copy; return its new path.

    Raises:
        LibraryError: The folder cannot be written.
    """
    with storage_errors(path):
        damaged = _free_name(path)
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(damaged.with_name(damaged.name + ending))
        saved_copy(path).replace(path)
    return damaged


def _free_name(path: Path) -> Path:
    name, number = path.with_name(f"{path.name}.damaged"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.damaged-{number}")
    return name


@contextmanager
def _readable(path: Path, held: sqlite3.Connection, *, right: bool) -> Iterator[sqlite3.Connection]:
    """Open the damaged database, or a copy with its first page repaired."""
    if right:
        yield held
        return
    copy = path.with_name(f"{path.name}.copy")
    try:
        _copy_readable(path, copy, _TABLES)
        with closing(_connected(copy)) as old:
            yield old
    finally:
        _remove(copy)


def _connected(path: Path) -> sqlite3.Connection:
    old = open_file(path, key_of(path.parent), "rw")
    old.row_factory = None
    old.text_factory = _text
    return old


def _held(path: Path) -> sqlite3.Connection:
    """Open a damaged database and lock it against writers where possible."""
    old = _connected(path)
    try:
        old.execute("BEGIN IMMEDIATE")
    except DATABASE_ERRORS as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            old.close()
            raise
    return old


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _read_again(new: sqlite3.Connection, *, whole: bool) -> None:
    """Mark documents with missing passages to be read by the next ingest.

    Args:
        new: The new database.
        whole: Whether later tables were there too; else it is not known which words were recognised in pictures.
    """
    if not whole:
        new.execute(
            "UPDATE document SET reader = 0 WHERE kind IN ('pdf', 'picture', 'mbox', 'zip', 'tar', 'enex', '')"
        )
    new.execute(
        "UPDATE document SET reader = 0, passages = coalesce(passages, 0) WHERE passages IS NOT"
        " (SELECT count(*) FROM passage WHERE document_id = document.id)"
    )
    new.execute("DELETE FROM document WHERE part_of IS NOT NULL AND part_of NOT IN (SELECT id FROM document)")
    # A part is read with its file.
    new.execute(
        "UPDATE document SET reader = 0 WHERE parts IS NOT NULL AND (parts <>"
        " (SELECT count(*) FROM document own WHERE own.part_of = document.id)"
        " OR id IN (SELECT part_of FROM document WHERE reader = 0))"
    )


def _columns(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns that both databases have.

    The damaged one may be of an older version, which cannot be migrated.

    A document that never noted how many passages it has thereby lacks that, and is read again.
    """
    try:
        there = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    except DATABASE_ERRORS:
        there = set()
    return [row["name"] for row in new.execute(f"PRAGMA table_info({table})") if row["name"] in there]


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    columns = _columns(old, new, table)
    if not columns:
        return 0
    read = _read_in_order if table in _WITHOUT_ROWID else _read_by_number
    # What breaks a rule of the table is left out: it was damaged too.
    put = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks(columns)})"
    return sum(new.execute(put, row).rowcount for row in read(old, table, ", ".join(columns)))


def _read_in_order(old: sqlite3.Connection, table: str, columns: str) -> Iterator[_Row]:
    try:
        rows = old.execute(f"SELECT {columns} FROM {table}")
        while (row := rows.fetchone()) is not None:
            yield row
    except DATABASE_ERRORS:
        return


def _read_by_number(old: sqlite3.Connection, table: str, columns: str) -> Iterator[_Row]:
    """Read from both ends up to what is damaged, then try each number between them."""
    up = f"SELECT rowid, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid"
    low = yield from _run(old, up, 0)
    if low is None:
        return
    down = f"SELECT rowid, {columns} FROM {table} WHERE rowid < ? AND rowid > {low} ORDER BY rowid DESC"
    bottom = yield from _run(old, down, _LAST)
    if bottom is None:
        return
    if bottom == _LAST:
        bottom = _highest_given(old, table)
    in_vain = 0
    for number in range(low + 1, bottom):
        try:
            row = old.execute(f"SELECT {columns} FROM {table} WHERE rowid = ?", (number,)).fetchone()
        except DATABASE_ERRORS:
            row = None
        in_vain = 0 if row else in_vain + 1
        if row:
            yield row
        if in_vain == _IN_VAIN:
            return


def _highest_given(old: sqlite3.Connection, table: str) -> int:
    """Return one more than the highest row number a table had; 0 if unreadable."""
    try:
        row = old.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) + 1 if row else 0
    except _UNREADABLE:
        return 0


def _run(old: sqlite3.Connection, query: str, start: int) -> Generator[_Row, None, int | None]:
    """Read rows from a number on; return the last before a damage, None at the end."""
    at = start
    size = _AT_ONCE
    while True:
        try:
            rows = old.execute(f"{query} LIMIT {size}", (at,)).fetchall()
        except DATABASE_ERRORS:
            if size == 1:
                return at
            size = 1
            continue
        for row in rows:
            at = row[0]
            yield row[1:]
        if not rows:
            return None

"""Encrypt or decrypt a library: whole or not at all, whenever it is killed.

The new database is written beside the old one and put into its place by renaming. Which of the files below are there says how
far that came; what was broken off is finished, or undone, by whoever opens the library next (`settle`).

    encrypt    library.key.new, then encrypted.new are written; renaming the first to library.key decides;
               library.db becomes plain.old, encrypted.new becomes library.db; what is plain is overwritten, plain.old at last
    decrypt    plain.new is written; renaming library.db to encrypted.old decides; plain.new becomes library.db; library.key is
               overwritten, encrypted.old deleted

A disk that writes elsewhere than it was told to, as flash memory and file systems that copy on writing do, may keep old bytes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from assistant.errors import LibraryBusy, LibraryDamaged, LibraryError, StorageFull, UsageError
from assistant.i18n import _
from assistant.library import keys
from assistant.library.database import storage_errors
from assistant.library.folder import (
    DATABASE,
    existing_database,
    leftovers,
    overwrite_and_delete,
    writer_lock,
    writing_to,
)
from assistant.library.keys import KEY_BESIDE, KEY_FILE, KEY_WRITING, key_of
from assistant.library.sqlite import (
    ALONE_S,
    DATABASE_ERRORS,
    Key,
    is_plain,
    open_alone,
    open_file,
    require_cipher,
)
from assistant.passphrase import checked
from assistant.processes import sync_folder

ENCRYPTED = "encrypted.new"
ENCRYPTED_OLD = "encrypted.old"
PLAIN_NEW = "plain.new"
PLAIN_OLD = "plain.old"
PLAIN_AHEAD = "plain.old-wal"
KEY_OLD = f"{KEY_FILE}.old"
_SIDES = ("", "-journal", "-wal", "-shm")
_UNFINISHED = (KEY_BESIDE, KEY_OLD, KEY_WRITING, ENCRYPTED, ENCRYPTED_OLD, PLAIN_NEW, PLAIN_OLD)
_DERIVED = "vectors*"
"""The Chroma folder and the file of vectors, which are made anew where they are needed."""
_BESIDE = "beside-*"
"""What a killed process has left of files that were read for one answer."""


def encrypt(folder: Path, passphrase: str, *, keyring: bool = False) -> None:
    """Encrypt a library.

    Args:
        folder: The library's.
        passphrase: That will open it.
        keyring: Whether the system's keyring is to know the key too, so that nothing has to be typed here.

    Raises:
        UsageError: It is encrypted, or the passphrase is too short.
        LibraryError: There is no such library, or the disk does not take it.
        LibraryBusy: Another process has it open; nothing was changed.
        LibraryDamaged: It has to be mended first.
        PartMissing: A package is not installed, or there is no keyring.
    """
    require_cipher()
    checked(passphrase)
    settle(folder)
    path = existing_database(folder)
    if keys.is_encrypted(folder):
        raise UsageError(
            _("The library {folder} is encrypted already.", folder=folder),
            _("Another passphrase: assistant passphrase"),
        )
    key = Key.new()
    header = keys.wrapped(key, passphrase, keyring=keyring)
    with writing_to(folder, writer_lock(folder)), storage_errors(path):
        _check_room(path)
        try:
            keys.write_header(folder / KEY_BESIDE, header)
            _keep_log(folder)
            with _alone(path, None) as plain:
                _copy(plain, folder / ENCRYPTED, key)
                _compare(plain, folder / ENCRYPTED, key)
                if keyring:
                    keys.put_into_keyring(header, key)
                keys.hold(header, key)
                (folder / KEY_BESIDE).replace(folder / KEY_FILE)
                sync_folder(folder)
                _put_aside(plain, path, folder / PLAIN_OLD)
            _settle(folder)
        except BaseException:
            if not (folder / KEY_FILE).exists():
                _settle(folder)
            raise


def decrypt(folder: Path) -> None:
    """Decrypt a library, whose passphrase was given or is asked for.

    Raises:
        UsageError: It is not encrypted.
        LibraryError: There is no such library, or the disk does not take it.
        LibraryLocked: Its passphrase was not given, or is wrong.
        LibraryBusy: Another process has it open; nothing was changed.
        LibraryDamaged: It has to be mended first.
    """
    settle(folder)
    path = existing_database(folder)
    header, key = keys.read_header(folder), key_of(folder)
    if header is None or key is None:
        raise not_encrypted(folder)
    with writing_to(folder, writer_lock(folder)), storage_errors(path):
        _check_room(path)
        try:
            with _alone(path, key) as encrypted:
                _copy(encrypted, folder / PLAIN_NEW, None)
                _compare(encrypted, folder / PLAIN_NEW, None)
                _put_aside(encrypted, path, folder / ENCRYPTED_OLD)
            _settle(folder)
        except BaseException:
            if path.exists() and not is_plain(path):
                _settle(folder)
            raise
    if header.keyring:
        keys.take_out_of_keyring(header)


def change_passphrase(folder: Path, passphrase: str, *, keyring: bool | None = None) -> None:
    """Let another passphrase open a library; nothing is encrypted anew.

    Args:
        folder: The library's; its present passphrase was given or is asked for.
        passphrase: The new one.
        keyring: Whether the system's keyring is to know the key; None leaves that as it is.

    Raises:
        UsageError: It is not encrypted, or the passphrase is too short.
        LibraryLocked: The present passphrase was not given, or is wrong.
        LibraryError: The disk does not take it.
    """
    checked(passphrase)
    settle(folder)
    existing_database(folder)
    header, key = keys.read_header(folder), key_of(folder)
    if header is None or key is None:
        raise not_encrypted(folder)
    known = header.keyring if keyring is None else keyring
    new = keys.wrapped(key, passphrase, id=header.id, keyring=known)
    with writing_to(folder, writer_lock(folder)), storage_errors(folder / DATABASE):
        if known:
            keys.put_into_keyring(new, key)
        keys.write_header(folder / KEY_FILE, new)
        if header.keyring and not known:
            keys.take_out_of_keyring(header)


def settle(folder: Path) -> None:
    """Finish, or undo, what a killed process has left of an encryption or decryption.

    Raises:
        LibraryBusy: A process is at it.
        LibraryError: The disk does not take it.
    """
    with storage_errors(folder / DATABASE):
        unfinished = _is_unfinished(folder)
    if not unfinished:
        return
    from filelock import Timeout

    with storage_errors(folder / DATABASE):
        lock = writer_lock(folder)
        try:
            lock.acquire(timeout=0)
        except (Timeout, PermissionError) as error:
            if isinstance(error, Timeout) and _between(folder):
                raise LibraryBusy(
                    _(
                        "The library {folder} is being encrypted or decrypted by another process.",
                        folder=folder,
                    ),
                    _("Wait until it is done."),
                ) from None
            return  # it can be opened as it is
        try:
            _settle(folder)
        finally:
            lock.release()


def _is_unfinished(folder: Path) -> bool:
    return any((folder / name).exists() for name in _UNFINISHED) or _between(folder)


def _between(folder: Path) -> bool:
    """Return whether a library has a key, and no database that it opens."""
    if not (folder / KEY_FILE).exists():
        return False
    try:
        return is_plain(folder / DATABASE)
    except FileNotFoundError:
        return (folder / ENCRYPTED).exists() or (folder / PLAIN_NEW).exists()
    except OSError:
        return False


def _settle(folder: Path) -> None:
    """Finish or undo what a kill left; the caller has the right to write."""
    path, new = folder / DATABASE, folder / ENCRYPTED
    overwrite_and_delete(folder / KEY_OLD)
    overwrite_and_delete(folder / KEY_WRITING)
    if not (folder / KEY_FILE).exists():
        for name in (*(f"{ENCRYPTED}{side}" for side in _SIDES), KEY_BESIDE, PLAIN_AHEAD):
            (folder / name).unlink(missing_ok=True)  # nothing in them is plain that is not in the library too
        return
    if path.exists() and not is_plain(path):  # else what is new is whole
        for side in _SIDES:
            overwrite_and_delete(folder / f"{PLAIN_NEW}{side}")
    if _between(folder):
        if new.exists():
            if path.exists():
                path.replace(folder / PLAIN_OLD)
                sync_folder(folder)
            _drop_sides(path)
            new.replace(path)
        else:
            _finish_decrypting(folder)
        sync_folder(folder)
    if (folder / PLAIN_OLD).exists():
        for left in leftovers(folder):
            overwrite_and_delete(left.path)
        for one in [*folder.glob(_DERIVED), *folder.glob(_BESIDE)]:
            _erase(one)
        for name in (PLAIN_AHEAD, PLAIN_OLD):
            overwrite_and_delete(folder / name)
        sync_folder(folder)


def _finish_decrypting(folder: Path) -> None:
    if (folder / PLAIN_NEW).exists():
        _drop_sides(folder / DATABASE)
        (folder / PLAIN_NEW).replace(folder / DATABASE)
        sync_folder(folder)
    for left in leftovers(folder):  # no key opens them any more
        overwrite_and_delete(left.path)
    (folder / ENCRYPTED_OLD).unlink(missing_ok=True)
    (folder / KEY_FILE).replace(
        folder / KEY_OLD
    )  # one that is overwritten in part would pass for a damaged one
    overwrite_and_delete(folder / KEY_OLD)


def _drop_sides(path: Path) -> None:
    """Delete the logs of a database that was put aside.

    They must not be taken for those of the new one.
    """
    for side in _SIDES[1:]:
        overwrite_and_delete(path.with_name(path.name + side))


def _put_aside(connection: sqlite3.Connection, path: Path, aside: Path) -> None:
    """Rename a database while it is locked, and close it.

    Nobody comes to the old one any more.
    """
    if os.name != "posix":  # where what is open cannot be renamed
        connection.close()
    path.replace(aside)
    sync_folder(path.parent)
    connection.close()


def _erase(path: Path) -> None:
    """Overwrite and delete a file, or all files of a folder."""
    if path.is_dir() and not path.is_symlink():
        for inner in path.rglob("*"):
            if inner.is_file() or inner.is_symlink():
                overwrite_and_delete(inner)
        shutil.rmtree(path, ignore_errors=True)
    else:
        overwrite_and_delete(path)


def _keep_log(folder: Path) -> None:
    """Give the write-ahead log a second name.

    So it can be overwritten after SQLite has deleted it.
    """
    (folder / PLAIN_AHEAD).unlink(missing_ok=True)
    with suppress(OSError):
        os.link(folder / f"{DATABASE}-wal", folder / PLAIN_AHEAD)


@contextmanager
def _alone(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """Open a database that nobody else has open; others wait for the block's end.

    Raises:
        LibraryBusy: Somebody has it open.
        LibraryDamaged: It has to be mended first.
    """
    if key is None:
        # Python's own SQLite and SQLCipher's do not see one another's locks within a process; this one sees them all.
        with storage_errors(path), closing(open_file(path, None, "rw", ALONE_S)) as connection:
            _shut_out(connection, path)
    with closing(open_alone(path, key)) as connection:
        _shut_out(connection, path)
        damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if damage != "ok":
            raise LibraryDamaged(
                _(
                    "The database of the library {folder} is damaged: {damage}.",
                    folder=path.parent,
                    damage=damage,
                ),
                "assistant verify",
            )
        yield connection


def _shut_out(connection: sqlite3.Connection, path: Path) -> None:
    """Lock a database for this connection alone.

    Raises:
        LibraryBusy: Somebody has it open.
    """
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # Refused while anybody else has the database open.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except DATABASE_ERRORS as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise LibraryBusy(
                _(
                    "Another process has the library {folder} open: the app, a server, a bot or a command.",
                    folder=path.parent,
                ),
                _("End it first; nothing was changed."),
            ) from error
        raise


def _copy(source: sqlite3.Connection, to: Path, key: Key | None) -> None:
    """Copy a database into a new file, which is on the disk when this returns."""
    for side in _SIDES:
        overwrite_and_delete(to.with_name(to.name + side))
    os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    source.execute("ATTACH ? AS target KEY ?", (to.absolute().as_uri(), key.raw if key else ""))
    # One that is broken off is thrown away, so that nothing has to be written down beside it.
    source.execute("PRAGMA target.journal_mode = OFF")
    source.execute("PRAGMA target.synchronous = OFF")
    source.execute("PRAGMA target.auto_vacuum = NONE")
    source.execute("SELECT sqlcipher_export('target')").fetchall()
    version = source.execute("PRAGMA main.user_version").fetchone()[0]
    source.execute(f"PRAGMA target.user_version = {version}")
    source.execute("DETACH target")
    handle = os.open(to, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _compare(source: sqlite3.Connection, copy: Path, key: Key | None) -> None:
    """Hold a copy against the database that it was made of, before that goes.

    Raises:
        LibraryError: They differ.
    """
    with closing(open_file(copy, key, "ro")) as new:
        tables = [
            row[0]
            for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        ]
        same = all(_rows(source, name) == _rows(new, name) for name in tables)
        if not same or new.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise LibraryError(
                _(
                    "The copy of the library {folder} does not hold what it holds; nothing was changed.",
                    folder=copy.parent,
                ),
                _("Look at the disk, and run `assistant verify`."),
            )


def _rows(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _check_room(path: Path) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises:
        StorageFull: The database does not fit on it a second time.
    """
    ahead = path.with_name(f"{path.name}-wal")
    needed = path.stat().st_size + (ahead.stat().st_size if ahead.exists() else 0)
    if shutil.disk_usage(path.parent).free < 1.1 * needed + 10_000_000:
        raise StorageFull(
            _(
                "The disk that holds {folder} has too little room for a second copy of the library.",
                folder=path.parent,
            ),
            _("Make {needed} MB free; nothing was changed.", needed=f"{needed // 1000000 + 10:,}"),
        )


def not_encrypted(folder: Path) -> UsageError:
    """Make the error that a library is a plain one."""
    return UsageError(
        _("The library {folder} is not encrypted.", folder=folder), _("To encrypt it: assistant encrypt")
    )

"""Manage the files of a library's folder: database, write lock, leftovers."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import LibraryBusy, LibraryDamaged, LibraryError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.database import BUSY_PAUSE_S, storage_errors

if TYPE_CHECKING:
    from filelock import FileLock

DATABASE = "library.db"
MATRIX = "vectors.matrix"
CODES = "vectors.codes"
BEING_MADE_S = 0.5
"""A database is empty for some milliseconds while it is made; after this long it is taken to be lost."""


def derived_files(folder: Path) -> list[Path]:
    """Name the files that hold vectors a second time, and their unfinished copies."""
    return [folder / f"{name}{end}" for name in (MATRIX, CODES) for end in ("", ".new")]


def delete_matrix(folder: Path) -> None:
    """Delete the files that hold vectors a second time, if possible."""
    for path in derived_files(folder):
        with suppress(OSError):
            path.unlink()


def create_folder(folder: Path) -> Path:
    """Create a library's private folder and return its database path.

    Raises:
        LibraryError: It cannot be made.
        LibraryDamaged: The database of a library that was used is gone, or lies there empty.
    """
    with storage_errors(folder / DATABASE):
        missing = [path for path in [folder, *folder.parents] if not path.exists()]
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
        # Keeps a library from being ingested, or committed, with the folder it lies in.
        ignored = folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", "utf-8")
        _refuse_unfinished(folder)
        # What was broken off while it was made is empty too, but has nothing beside it yet.
        if was_used(folder) and (is_missing(folder) or is_empty(folder)):
            raise _lost(folder)
    return folder / DATABASE


def existing_database(folder: Path) -> Path:
    """Return the database path of an existing library.

    Raises:
        LibraryError: There is none.
        LibraryDamaged: It is gone, or empty: whoever made a new one would hide that the old one is lost.
    """
    path = folder / DATABASE
    with storage_errors(path):
        _refuse_unfinished(folder)
        if is_missing(folder) or _stays_empty(folder):
            raise _lost(folder)
        if path.exists():
            return path
    raise LibraryError(
        _("There is no library at {folder} yet.", folder=folder),
        _("Make one: assistant ingest {folder}", folder=_("FOLDER_WITH_DOCUMENTS")),
        code="library_missing",
    )


def has_library(folder: Path) -> bool:
    """Return whether a library exists, even without its database or locked away."""
    try:
        return (folder / DATABASE).exists() or was_used(folder)
    except PermissionError:  # said when it is opened
        return True


def is_missing(folder: Path) -> bool:
    """Return whether a library was used and its database is missing."""
    path = folder / DATABASE
    # Asked again: a mending that ended meanwhile has put another file there.
    return not path.exists() and not saved_copy(path).exists() and was_used(folder) and not path.exists()


def is_empty(folder: Path) -> bool:
    """Return whether a library's database file has zero bytes."""
    path = folder / DATABASE
    return path.exists() and not path.stat().st_size


def _stays_empty(folder: Path) -> bool:
    """Return whether a database is empty and nobody is just creating it."""
    last_look = time.monotonic() + BEING_MADE_S
    while is_empty(folder):
        if was_used(folder) or time.monotonic() > last_look:
            return True
        time.sleep(BUSY_PAUSE_S)
    return False


def was_used(folder: Path) -> bool:
    """Return whether files exist that only a used library has."""
    ahead = folder / f"{DATABASE}-wal"
    return (
        any(folder.glob("vectors*"))
        or (folder / "library.key").exists()
        or (folder / "ingest.lock").exists()
        or any(folder.glob(f"{DATABASE}.*"))
        or (ahead.exists() and ahead.stat().st_size > 0)
    )


def _refuse_unfinished(folder: Path) -> None:
    path = folder / DATABASE
    if not path.exists() and saved_copy(path).exists() and not path.exists():
        raise LibraryDamaged(
            _("The mending of the library {folder} was broken off; nothing is lost.", folder=folder),
            "assistant verify",
        )


def _lost(folder: Path) -> LibraryDamaged:
    return LibraryDamaged(
        _("The database of the library {folder} is an empty file: what was in it is lost.", folder=folder)
        if is_empty(folder)
        else _("The database of the library {folder} is gone: what was in it is lost.", folder=folder),
        _("Put it back from a backup, or run `assistant verify`, which begins a new one in its place."),
    )


def saved_copy(path: Path) -> Path:
    """Return the path of a complete copy that is to replace a damaged database."""
    return path.with_name(f"{path.name}.saved")


def writer_lock(folder: Path) -> FileLock:
    """Return the lock that an ingesting process holds."""
    from filelock import FileLock

    # Not one a thread: a run may be driven from one thread and closed from another.
    return FileLock(folder / "ingest.lock", mode=0o600, thread_local=False)


@contextmanager
def writing_to(folder: Path, lock: FileLock) -> Iterator[None]:
    """Hold the right to ingest.

    Args:
        folder: The library's.
        lock: From `writer_lock`.

    Raises:
        LibraryBusy: Another process, or another run of this one, has it.
    """
    from filelock import Timeout

    with storage_errors(folder / DATABASE):
        try:
            if lock.is_locked:
                raise Timeout(lock.lock_file)
            lock.acquire(timeout=0)
        except Timeout:
            raise LibraryBusy(
                _("Another process is ingesting into the library {folder}.", folder=folder),
                _("Wait until it is done; questions can be asked meanwhile."),
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the right to ingest into a library that may be too damaged to be opened.

    Raises:
        LibraryError: There is no such library.
        LibraryBusy: Another process has it.
    """
    if not (is_empty(folder) or is_missing(folder) or saved_copy(folder / DATABASE).exists()):
        existing_database(folder)
    with writing_to(folder, writer_lock(folder)):
        yield


_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file that a mending has left.

    Attributes:
        path: Where it is.
        bytes: Its size.
    """

    path: Path
    bytes: int

    @property
    def finished(self) -> bool:
        """Whether no mending that is under way can need it."""
        return self.path.name.startswith(f"{DATABASE}.damaged")


def leftovers(folder: Path) -> list[Leftover]:
    """Return the files that repairs left beside the database, by name."""
    found = []
    for path in sorted(folder.glob(f"{DATABASE}.*")):
        try:
            found.append(Leftover(path, path.lstat().st_size))
        except OSError:  # gone meanwhile
            continue
    return found


def overwrite_and_delete(path: Path) -> None:
    """Overwrite a file and delete it.

    A file with further hard links, which may be a backup, is only unlinked.

    A disk that writes elsewhere than it was told to, as flash memory does, may keep the old bytes until it needs the place.

    Raises:
        LibraryError: It cannot be deleted.
    """
    with storage_errors(path):
        try:
            status = path.lstat()
        except FileNotFoundError:
            return
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
            _overwrite_file(path, status.st_size)
        path.unlink(missing_ok=True)


def _overwrite_file(path: Path, size: int) -> None:
    try:
        with path.open("r+b") as file:
            for at in range(0, size, _AT_ONCE):
                file.write(bytes(min(_AT_ONCE, size - at)))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return  # a full disk may refuse even this: that it goes is what counts

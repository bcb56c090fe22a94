"""Where a library lies, and who may write to it: one process at a time ingests, by a file lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import LibraryBusy, LibraryDamaged, LibraryError
from assistant.library.database import storage_errors

DATABASE = "library.db"


def made(folder: Path) -> Path:
    """Make a library's folder, for its owner alone, and give the place of its database.

    Raises:
        LibraryError: It cannot be made.
    """
    with storage_errors(folder / DATABASE):
        missing = [path for path in [folder, *folder.parents] if not path.exists()]
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
        # Keeps a library from being ingested, or committed, with the folder it lies in.
        ignored = folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", "utf-8")
    return folder / DATABASE


def existing(folder: Path) -> Path:
    """Give the place of a library's database.

    Raises:
        LibraryError: There is none.
    """
    path = folder / DATABASE
    with storage_errors(path):
        if path.exists():
            return path
        if saved_beside(path).exists():
            raise LibraryDamaged(
                f"The mending of the library {folder} was broken off; nothing is lost.", "assistant verify"
            )
    raise LibraryError(
        f"There is no library at {folder} yet.", "Make one: assistant ingest FOLDER_WITH_DOCUMENTS"
    )


def saved_beside(path: Path) -> Path:
    """Give where a complete copy of a damaged database waits to take its place."""
    return path.with_name(f"{path.name}.saved")


def writer_lock(folder: Path) -> FileLock:
    """Give the lock that whoever ingests holds."""
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
    with storage_errors(folder / DATABASE):
        try:
            if lock.is_locked:
                raise Timeout(lock.lock_file)
            lock.acquire(timeout=0)
        except Timeout:
            raise LibraryBusy(
                f"Another process is ingesting into the library {folder}.",
                "Wait until it is done; questions can be asked meanwhile.",
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
    if not saved_beside(folder / DATABASE).exists():
        existing(folder)
    with writing_to(folder, writer_lock(folder)):
        yield

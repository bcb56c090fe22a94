"""Keep vectors in a file beside the database, which may be lost and is made anew.

All such files of a library share a lock: who writes one holds it, and so does who forgets, so that nothing of what is
forgotten is written again meanwhile. None lies beside an encrypted library.
"""

from __future__ import annotations

import errno
import mmap
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import LibraryBusy
from assistant.i18n import _
from assistant.library.database import storage_errors
from assistant.library.folder import MATRIX, delete_matrix, derived_files
from assistant.library.vectors import StoredVectors
from assistant.processes import replacing

if TYPE_CHECKING:
    from filelock import FileLock

HEADER_BYTES = 4_096
_SPARE_BYTES = 256_000_000
"""So much of a disk is left to what must be kept."""


class VectorFile:
    """A file of one library.

    Args:
        folder: The library's.
        name: Of the file; `delete_matrix` has to know it.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        self._beside = folder / f"{name}.new"

    @cached_property
    def _lock(self) -> FileLock:
        from filelock import FileLock

        # Not one a thread: who searches and who closes are often two threads of one process.
        return FileLock(self.path.with_name(f"{MATRIX}.lock"), mode=0o600, thread_local=False)

    def put(self, source: StoredVectors, generation: int, write: Callable[[BinaryIO], None]) -> bool:
        """Put a new file in the place of the one there is.

        Args:
            source: Where its vectors are from; where it has dropped some meanwhile, the file does not stay.
            generation: The library's, from before the first of them was read.
            write: Writes the content.

        Returns:
            False where another process is writing, the disk has little room, or vectors were dropped meanwhile.
        """
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        try:
            with replacing(self.path, self._beside) as file:
                write(file)
            # Looked at after the file is in its place: who drops vectors deletes the file after that.
            if source.generation()[0] != generation:
                self.path.unlink(missing_ok=True)
                return False
        except OSError:
            return False
        finally:
            self._lock.release()
        return True

    def require_room(self) -> None:
        """Refuse to fill a disk.

        Raises:
            OSError: Little of it is left.
        """
        if shutil.disk_usage(self.path.parent).free < _SPARE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def outdated(self) -> None:
        """Delete the files of another generation: a kill came before that."""
        delete_matrix(self.path.parent)

    @contextmanager
    def locked(self, wait_s: float = 30.0) -> Iterator[None]:
        """Delete all such files, and keep others from writing one until the block ends.

        So nothing that is forgotten in the block stays in a file.

        Args:
            wait_s: Seconds to wait for another process that is writing one.

        Raises:
            LibraryBusy: Another process is writing one, and does not end.
            LibraryError: One cannot be deleted.
        """
        from filelock import Timeout

        with storage_errors(self.path):
            try:
                self._lock.acquire(timeout=wait_s)
            except Timeout:
                raise LibraryBusy(
                    _(
                        "Another process is writing {path}, and what is forgotten would stay in it.",
                        path=self.path,
                    ),
                    _("Try again in a moment; nothing was changed."),
                ) from None
        try:
            with storage_errors(self.path):
                for path in derived_files(self.path.parent):
                    path.unlink(missing_ok=True)
            yield
        finally:
            self._lock.release()


def content(file: int) -> mmap.mmap | bytes:
    """Map an open file, or read it where a mapped one cannot be replaced."""
    # Elsewhere than on POSIX a file that is mapped can be neither replaced nor deleted.
    if os.name == "posix":
        return mmap.mmap(file, 0, access=mmap.ACCESS_READ)
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(os.dup(file), "rb") as copy:
        return copy.read()

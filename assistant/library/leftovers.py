"""Copies of a damaged database that its mending leaves beside it: they hold text, also what was forgotten since."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from assistant.library.database import storage_errors
from assistant.library.places import DATABASE

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
    """Give the files that mendings have left beside a library's database, by name."""
    found = []
    for path in sorted(folder.glob(f"{DATABASE}.*")):
        try:
            found.append(Leftover(path, path.lstat().st_size))
        except OSError:  # gone meanwhile
            continue
    return found


def erase(path: Path) -> None:
    """Overwrite a file and delete it; one that has other names, which may be somebody's backup, is only deleted.

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
            _overwrite(path, status.st_size)
        path.unlink(missing_ok=True)


def _overwrite(path: Path, size: int) -> None:
    try:
        with path.open("r+b") as file:
            for at in range(0, size, _AT_ONCE):
                file.write(bytes(min(_AT_ONCE, size - at)))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return  # a full disk may refuse even this: that it goes is what counts

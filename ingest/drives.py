"""Tells a file that was deleted from one whose drive is not plugged in."""

from __future__ import annotations

import os

from ingest.status import device_of

AWAY = (
    "it is empty, and what was read there lay on another drive, which is not there now; "
    "what was read of it is kept until you forget it"
)
"""What is said of the place of a drive that is not plugged in."""


class Drives:
    """Remembers, for one run, where drives are missing.

    The place of a drive that is away is an empty folder, on the drive of the folder around it. A folder whose files
    were deleted is on the drive that they were on.
    """

    def __init__(self) -> None:
        self._empty: dict[str, int | None] = {}
        self.away: dict[str, None] = {}

    def took(self, path: str, device: int) -> bool:
        """Tell whether a file that is not there went with its drive.

        Args:
            path: Of the file.
            device: Of the drive that it was read from; 0 where that is not known.
        """
        if not device:
            return False
        folder = os.path.dirname(path)  # noqa: PTH120 - a Path for each file would be slow
        while folder not in self._empty and not os.path.isdir(folder):  # noqa: PTH112
            folder = os.path.dirname(folder)  # noqa: PTH120
        if folder not in self._empty:
            self._empty[folder] = _device_if_empty(folder)
        found = self._empty[folder]
        if found is None or found == device:
            return False
        self.away[folder] = None
        return True


def _device_if_empty(folder: str) -> int | None:
    try:
        with os.scandir(folder) as listing:
            if next(listing, None) is not None:
                return None
        return device_of(os.stat(folder))  # noqa: PTH116 - as above
    except OSError:
        return None

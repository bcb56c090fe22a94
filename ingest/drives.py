"""Tells a file that was deleted from one whose drive is not plugged in."""

from __future__ import annotations

import os

from ingest.reading import device_of

AWAY = "what was read there lay on another drive, which is not there now; it is kept until you forget it"
"""What is said of the place of a drive that is not plugged in."""


class Drives:
    """Remembers, for one run, where drives are missing.

    The place of a drive that is away is an empty folder on the drive of the folder around it, or is gone itself. A folder
    whose files were deleted, or the folder around one that was, is on the drive that they were on.
    """

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, int | None]] = {}
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
        if folder not in self._found:
            self._found[folder] = _place_of_a_drive(folder)
        place, found = self._found[folder]
        if found in (None, device):
            return False
        self.away[place] = None
        return True


def _place_of_a_drive(folder: str) -> tuple[str, int | None]:
    """Give where a missing drive may have been, with the drive that this place is on now, or None where it was not.

    That is an empty folder, or one from which the place of the drive itself has gone, as that of a stick does.
    """
    below = place = folder
    while not os.path.isdir(place) and os.path.dirname(place) != place:  # noqa: PTH112, PTH120
        below, place = place, os.path.dirname(place)  # noqa: PTH120
    try:
        with os.scandir(place) as listing:
            if place == folder and next(listing, None) is not None:
                return place, None
        return below, device_of(os.stat(place))  # noqa: PTH116 - as above
    except OSError:
        return place, None

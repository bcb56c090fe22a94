"""Whether a walk through a folder would come to a path: what a change at it has to do with the folder's documents."""

from __future__ import annotations

import os

from ingest.discover import LEFT_OUT_FILES, LEFT_OUT_FOLDERS, OFFICE_LOCK
from ingest.ignored import Ignored

_RULES = ".gitignore"


class Reach:
    """Tells which paths a walk through a root would come to, by their names and by what `.gitignore` files say.

    It goes by what stands there now: make another one to look again.

    Args:
        root: The folder that was named.
    """

    def __init__(self, root: str) -> None:
        self._root = root.rstrip(os.sep) or os.sep
        self._ignored = Ignored()
        self._folders: dict[str, bool] = {}

    def __call__(self, path: str) -> bool:
        """Tell whether the walk would come to a path, whether or not there is anything at it."""
        if path == self._root:
            return True
        if not path.startswith(self._root.rstrip(os.sep) + os.sep):
            return False
        place = path[len(self._root) :].strip(os.sep).replace(os.sep, "/")
        above, _, name = place.rpartition("/")
        if not self._enters(above):
            return False
        if name == _RULES:
            return True
        if os.path.isdir(path):  # noqa: PTH112 - a Path raises for want of permission
            return self._takes_folder(place)
        if name.startswith((".", OFFICE_LOCK)) or name.lower() in LEFT_OUT_FILES:
            return False
        return not self._ignored.file(place)

    def _enters(self, place: str) -> bool:
        """Tell whether the walk goes into a folder, relative to the root; into the root itself it does."""
        if place not in self._folders:
            above = place.rpartition("/")[0]
            enters = not place or (self._enters(above) and self._takes_folder(place))
            self._folders[place] = enters
            folder = os.path.join(self._root, place)  # noqa: PTH118
            if enters and os.path.exists(os.path.join(folder, _RULES)):  # noqa: PTH110, PTH118
                self._ignored.add(folder, place)
        return self._folders[place]

    def _takes_folder(self, place: str) -> bool:
        name = place.rpartition("/")[2]
        if name.startswith((".", OFFICE_LOCK)) or name in LEFT_OUT_FOLDERS or self._ignored.folder(place):
            return False
        return not os.path.exists(os.path.join(self._root, place, "pyvenv.cfg"))  # noqa: PTH110, PTH118

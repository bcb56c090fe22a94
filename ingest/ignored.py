"""What the `.gitignore` files of a folder leave out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.reading import contents
from ingest.records import Unreadable

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MOST_BYTES = 1 << 20
# Four stars in one name: to find out that a long name does not match takes its length to the fourth power.
_BACKTRACKS = re.compile(r"(?:\*+[^*/\n]+){3,}\*")


class Ignored:
    """The rules met on a walk so far; those of a deeper folder go before those above it."""

    def __init__(self) -> None:
        self._specs: dict[str, GitIgnoreSpec] = {}

    def add(self, folder: str, relative: str) -> None:
        """Read the `.gitignore` of a folder; one that cannot be read leaves nothing out.

        Args:
            folder: Where it is.
            relative: The same, relative to the root of the walk, parts joined by "/"; empty for the root.
        """
        from pathspec import GitIgnoreSpec  # most folders of documents have no .gitignore

        try:
            lines = (
                contents(Path(folder, ".gitignore"))
                .data[:_MOST_BYTES]
                .decode("utf-8", "replace")
                .splitlines()
            )
            self._specs[relative] = GitIgnoreSpec.from_lines(
                line for line in lines if not _BACKTRACKS.search(line)
            )
        except (Unreadable, ValueError):
            return

    def folder(self, place: str) -> bool:
        """Say whether a folder, relative to the root of the walk, is left out."""
        return bool(self._specs) and self._left_out(place, "/")

    def file(self, place: str) -> bool:
        """Say whether a file, relative to the root of the walk, is left out."""
        return bool(self._specs) and self._left_out(place, "")

    def _left_out(self, place: str, ending: str) -> bool:
        above = place
        while above:
            above = above.rpartition("/")[0]
            spec = self._specs.get(above)
            if spec is not None:
                inside = place[len(above) + 1 :] if above else place
                verdict = spec.check_file(inside + ending).include
                if verdict is not None:
                    return verdict
        return False

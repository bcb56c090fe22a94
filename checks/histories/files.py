"""The files that a history is made of: their names, what they may hold, and what people do with them."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from pathlib import Path

from tests.ingest.samples import pdf

OLD = 1_600_000_000
POISON = "poison"
"""A text with this word cannot be embedded while a model is poisoned."""
NAMES = (
    "a.md", "b.md", "notes.txt", "report.pdf", "program.bin", "sub/a.md", "sub/c.txt", "sub/deep/d.md",
    "other/合同.md", "other/a.md",
)  # fmt: skip
FOLDERS = ("sub", "sub/deep", "other", "moved/here")
IGNORED = ("", "sub/\n", "*.txt\n", "deep/\n!a.md\n", "other/a.md\n*.pdf\n")
_PARTS = [f"## Part {number}\n\n{f'Sentence {number} goes on. ' * 30}\n" for number in range(5)]
_EDITED = [
    part.replace("goes on", "is another") if number == 2 else part for number, part in enumerate(_PARTS)
]
CONTENTS: tuple[bytes, ...] = tuple(
    text if isinstance(text, bytes) else text.encode("utf-8")
    for text in (
        "# Contract\n\nThe notice period is ninety days.\n",
        "# Contract\n\nThe notice period is eighty days.\n",  # of the same size
        "# Birds\n\n## Heron\n\n" + "The heron stands still. " * 60 + "\n\n## Owl\n\nThe owl flies at night.\n",
        "# Report\n\n" + "\n".join(_PARTS),
        "# Report\n\n" + "\n".join(_EDITED),
        "合同将于2026年到期。\n\n通知期为九十天。\n",
        f"# Bottle\n\nIt holds {POISON}.\n\n## Label\n\nThe heron warns of it.\n",
        f"only {POISON} here",
        "",
        b"words \xff of \xed\xa0\x80 no encoding",
        bytes(range(256)) * 8,
        pdf([[(18, "Heron"), (12, "The heron of the first page.")], [(12, "The notice period of page two.")]]),
        pdf([[(12, "A single page about owls.")], []], title="Owls"),
        b"%PDF-1.7\nthis is no pdf",
    )
)  # fmt: skip

TWINS = CONTENTS[:2]
JUST_NOW_NS = 1_500_000_000
"""A clock may tick as slowly as every two seconds: in this time, a change may leave a file's time as it was."""


class Files:
    """The folder that is ingested; remembers nothing but where it is and how late it is.

    Args:
        root: An empty folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._clock = itertools.count(OLD)

    def age(self, name: str) -> None:
        """Let a file be changed long ago, a second after the one before."""
        moment = next(self._clock)
        os.utime(self.root / name, (moment, moment))

    def write(self, name: str, data: bytes, *, now: bool) -> None:
        path = self._free(name)
        path.write_bytes(data)
        if not now:
            self.age(name)

    def edit_within_the_tick(self, name: str) -> None:
        """Change a file that was changed just now without a sign of it: in size and time it stays as it was."""
        path = self.root / name
        status = path.stat()
        twins = dict(zip(TWINS, reversed(TWINS), strict=True))
        twin = twins.get(path.read_bytes())
        if twin is not None and time.time_ns() - status.st_mtime_ns < JUST_NOW_NS:
            path.write_bytes(twin)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def rename(self, name: str, other: str) -> None:
        path, place = self.root / name, self.root / other
        if path in place.parents or place in path.parents:
            return
        (self.root / name).rename(self._free(other))

    def copy(self, name: str, other: str) -> None:
        shutil.copy2(self.root / name, self._free(other))

    def delete(self, place: str) -> None:
        path = self.root / place
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def ignore(self, folder: str, rules: str) -> None:
        if (self.root / folder).is_dir():
            (self.root / folder / ".gitignore").write_text(rules, "utf-8")

    def snapshot(self) -> tuple[tuple[str, int, bytes], ...]:
        """Return all that lies in the folder, with the times of change."""
        paths = sorted(path for path in self.root.rglob("*") if path.is_file())
        return tuple((str(path), path.stat().st_mtime_ns, path.read_bytes()) for path in paths)

    def is_file(self, name: str) -> bool:
        return (self.root / name).is_file()

    def is_folder(self, name: str) -> bool:
        return (self.root / name).is_dir()

    def _free(self, name: str) -> Path:
        """Return the path of a name that something new may take."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        return path

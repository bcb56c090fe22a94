"""Finds the files to read under the paths that a user names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.paths import is_under, prefix_of
from ingest.loaders.formats import HEAD_BYTES, UNSUPPORTED, kind_by_name, kind_of, why_not
from ingest.reading import changed_ns, contents, device_of, why_not_opened
from ingest.records import Unreadable

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MOST_RULE_BYTES = 1 << 20
# Four stars in one name: to find out that a long name does not match takes its length to the fourth power.
_BACKTRACKS = re.compile(r"(?:\*+[^*/\n]+){3,}\*")


class GitignoreRules:
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
                .data[:_MOST_RULE_BYTES]
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


LEFT_OUT_FOLDERS = frozenset(
    {
        "node_modules", "bower_components", "jspm_packages", "__pycache__", "site-packages", "__MACOSX",
        "$RECYCLE.BIN", "System Volume Information", "lost+found",
    }
)  # fmt: skip
LEFT_OUT_FILES = frozenset(
    {"thumbs.db", "desktop.ini", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock"}
)
OFFICE_LOCK = "~$"
_NO_BLOCKING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was found, or something that cannot be read and why.

    Attributes:
        path: Absolute; links in it are not resolved.
        size: In bytes.
        mtime_ns: When it was changed, in nanoseconds.
        named: Whether the user named this very path, rather than a folder above it.
        skipped: Why it is not read, as a sentence for its owner; empty where it is to be read.
        device: Number of the drive it lies on; 0 where that is not known.
    """

    path: str
    size: int = 0
    mtime_ns: int = 0
    named: bool = False
    skipped: str = ""
    device: int = 0


def discover(paths: Iterable[Path]) -> Iterator[Entry]:
    """Yield the files under some paths, each once, and what is skipped with the reason.

    Left out without a word: hidden files, what a `.gitignore` leaves out, and folders that programs fill
    (`node_modules`, virtual environments), unless they are named. Links are followed as long as they stay
    inside the folder that was named.

    Args:
        paths: Files and folders.
    """
    seen: set[str] = set()
    for path in paths:
        root = os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve follows links
        for entry in _named(root):
            if entry.path not in seen:
                seen.add(entry.path)
                yield entry


def _named(root: str) -> Iterator[Entry]:
    try:
        status = Path(root).stat()
    except OSError as error:
        yield Entry(root, named=True, skipped=why_not_opened(error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from Walk(root).entries()
    else:
        yield _entry(root, status, named=True)


class Walk:
    """One walk through one named folder."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._ignored = GitignoreRules()
        self._visited: set[tuple[int, int]] = set()
        self._links: list[tuple[str, str]] = []  # linked folders, with their place relative to the root

    def entries(self) -> Iterator[Entry]:
        """Yield what stands in the folder; linked folders last, so that a real place always goes first."""
        yield from self._folder(self._root, "")
        while self._links:
            path, relative = self._links.pop(0)
            yield from self._folder(path, relative)

    def _folder(self, top: str, relative_top: str) -> Iterator[Entry]:
        waiting = [(top, relative_top)]
        while waiting:
            folder, relative = waiting.pop()
            try:
                if not self._first_visit(folder):
                    continue
                with os.scandir(folder) as listing:
                    children = sorted(listing, key=lambda child: child.name)
            except OSError as error:
                yield Entry(folder, skipped=why_not_opened(error))
                continue
            names = {child.name for child in children}
            if "pyvenv.cfg" in names and folder != self._root:
                continue
            if ".gitignore" in names:
                self._ignored.add(folder, relative)
            below: list[tuple[str, str]] = []
            for child in children:
                place = f"{relative}/{child.name}" if relative else child.name
                yield from self._child(child, place, below)
            waiting.extend(reversed(below))

    def _child(self, child: os.DirEntry[str], place: str, below: list[tuple[str, str]]) -> Iterator[Entry]:
        name = child.name
        if name.startswith((".", OFFICE_LOCK)):
            return
        try:
            if child.is_symlink():
                yield from self._link(child, place)
            elif child.is_dir(follow_symlinks=False):
                if name not in LEFT_OUT_FOLDERS and not self._ignored.folder(place):
                    below.append((child.path, place))
            elif name.lower() not in LEFT_OUT_FILES and not self._ignored.file(place):
                yield _entry(child.path, child.stat(follow_symlinks=False))
        except OSError as error:
            yield Entry(child.path, skipped=why_not_opened(error))

    def _link(self, child: os.DirEntry[str], place: str) -> Iterator[Entry]:
        target = os.path.realpath(child.path)
        if not is_under(target, self._real_root):
            yield Entry(child.path, skipped="it is a link that leads out of the folder")
            return
        status = child.stat()
        if stat.S_ISDIR(status.st_mode):
            if child.name not in LEFT_OUT_FOLDERS and not self._ignored.folder(place):
                self._links.append((child.path, place))
        elif not self._ignored.file(place):
            yield _entry(child.path, status)

    def _first_visit(self, folder: str) -> bool:
        status = Path(folder).stat()
        identity = (status.st_dev, status.st_ino)
        new = identity not in self._visited or not status.st_ino
        self._visited.add(identity)
        return new


def _entry(path: str, status: os.stat_result, *, named: bool = False) -> Entry:
    reason = ""
    if not stat.S_ISREG(status.st_mode):
        reason = _special_reason(status.st_mode)
    elif kind_by_name(os.path.basename(path)) is None:  # noqa: PTH119 - a Path for each file would be slow
        reason = _reason_by_content(path)
    elif not status.st_size:
        reason = "it is empty"
    return Entry(path, status.st_size, changed_ns(status), named, reason, device_of(status))


def _reason_by_content(path: str) -> str:
    """Return why a file whose name says nothing is not read; only such files are looked into here."""
    name = Path(path)
    known = UNSUPPORTED.get(name.suffix.lower())
    if known:
        return known
    try:
        handle = os.open(path, os.O_RDONLY | _NO_BLOCKING)
        try:
            head = os.read(handle, HEAD_BYTES)
        finally:
            os.close(handle)
    except OSError as error:
        return why_not_opened(error)
    return why_not(name, head) if not head or kind_of(name, head) is None else ""


def _special_reason(mode: int) -> str:
    for is_one, name in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket")):
        if is_one(mode):
            return f"it is {name}, not a file; it was not opened"
    return "it is a device, not a file; it was not opened"


_GITIGNORE = ".gitignore"


class WalkFilter:
    """Tells which paths a walk through a root would come to, by their names and by what `.gitignore` files say.

    It goes by what stands there now: make another one to look again.

    Args:
        root: The folder that was named.
    """

    def __init__(self, root: str) -> None:
        self._root = root.rstrip(os.sep) or os.sep
        self._ignored = GitignoreRules()
        self._folders: dict[str, bool] = {}

    def __call__(self, path: str) -> bool:
        """Tell whether the walk would come to a path, whether or not there is anything at it."""
        if path == self._root:
            return True
        if not path.startswith(prefix_of(self._root)):
            return False
        place = path[len(self._root) :].strip(os.sep).replace(os.sep, "/")
        above, _, name = place.rpartition("/")
        if not self._enters(above):
            return False
        if name == _GITIGNORE:
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
            if enters and os.path.exists(os.path.join(folder, _GITIGNORE)):  # noqa: PTH110, PTH118
                self._ignored.add(folder, place)
        return self._folders[place]

    def _takes_folder(self, place: str) -> bool:
        name = place.rpartition("/")[2]
        if name.startswith((".", OFFICE_LOCK)) or name in LEFT_OUT_FOLDERS or self._ignored.folder(place):
            return False
        return not os.path.exists(os.path.join(self._root, place, "pyvenv.cfg"))  # noqa: PTH110, PTH118


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

    def is_missing(self, path: str, device: int) -> bool:
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

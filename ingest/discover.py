"""Finds the files to read under given paths, and missing drives."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.paths import is_under, prefix_of
from ingest.exclude import NOTHING_EXCLUDED, Exclusions, RootRules, is_slow
from ingest.left_out import FILES, FOLDERS, GITIGNORE, OFFICE_LOCK
from ingest.loaders.formats import HEAD_BYTES, UNSUPPORTED, kind_by_name, kind_of, why_not
from ingest.reading import OPEN_FLAGS, changed_ns, contents, device_of, why_not_opened
from ingest.records import Unreadable

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"
_MOST_RULE_BYTES = 1 << 20
AWAY = mark(
    "what was read there lay on another drive, which is not there now; it is kept until you forget it"
)
"""What is said of the mount point of a drive that is not plugged in."""


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


def discover(paths: Iterable[Path], exclusions: Exclusions = NOTHING_EXCLUDED) -> Iterator[Entry]:
    """Yield the files under some paths, and what is skipped with the reason.

    Left out without a word: hidden files, what a `.gitignore` or the user leaves out, and folders that programs fill
    (`node_modules`, virtual environments), unless they are named. Links are followed as long as they stay
    inside the folder that was named.

    Args:
        paths: Files and folders.
        exclusions: What the user leaves out.
    """
    seen: set[str] = set()
    for path in paths:
        root = os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve follows links
        for entry in _named(root, exclusions):
            if entry.path not in seen:
                seen.add(entry.path)
                yield entry


def _named(root: str, exclusions: Exclusions) -> Iterator[Entry]:
    try:
        status = Path(root).stat()
    except OSError as error:
        yield Entry(root, named=True, skipped=why_not_opened(error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from Walk(root, exclusions).entries()
    else:
        yield _entry(root, status, named=True)


class Walk:
    """A walk through a folder that was named.

    Args:
        root: The folder.
        exclusions: What the user leaves out.
    """

    def __init__(self, root: str, exclusions: Exclusions = NOTHING_EXCLUDED) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._rules = WalkRules(exclusions.of(root))
        self._visited: set[tuple[int, int]] = set()
        self._links: list[tuple[str, str]] = []  # linked folders, with their place relative to the root

    def entries(self) -> Iterator[Entry]:
        """Yield what stands in the folder; linked folders last, after real ones."""
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
            if _VIRTUAL_ENVIRONMENT in names and folder != self._root:
                continue
            if GITIGNORE in names:
                self._rules.add(folder, relative)
            below: list[tuple[str, str]] = []
            for child in children:
                place = f"{relative}/{child.name}" if relative else child.name
                yield from self._child(child, place, below)
            waiting.extend(reversed(below))

    def _child(self, child: os.DirEntry[str], place: str, below: list[tuple[str, str]]) -> Iterator[Entry]:
        if child.name.startswith((".", OFFICE_LOCK)):
            return
        try:
            if child.is_symlink():
                yield from self._link(child, place)
            elif child.is_dir(follow_symlinks=False):
                if self._rules.enters(place):
                    below.append((child.path, place))
            elif self._rules.takes(place):
                yield _entry(child.path, child.stat(follow_symlinks=False))
        except OSError as error:
            yield Entry(child.path, skipped=why_not_opened(error))

    def _link(self, child: os.DirEntry[str], place: str) -> Iterator[Entry]:
        target = os.path.realpath(child.path)
        if not is_under(target, self._real_root):
            yield Entry(child.path, skipped=_("it is a link that leads out of the folder"))
            return
        status = child.stat()
        if stat.S_ISDIR(status.st_mode):
            if self._rules.enters(place):
                self._links.append((child.path, place))
        elif self._rules.takes(place):
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
        reason = _("it is empty")
    return Entry(path, status.st_size, changed_ns(status), named, reason, device_of(status))


def _reason_by_content(path: str) -> str:
    """Look into a file whose name says nothing; return why it is not read."""
    name = Path(path)
    known = UNSUPPORTED.get(name.suffix.lower())
    if known:
        return _(known)
    try:
        handle = os.open(path, OPEN_FLAGS)
        try:
            head = os.read(handle, HEAD_BYTES)
        finally:
            os.close(handle)
    except OSError as error:
        return why_not_opened(error)
    return why_not(name, head) if not head or kind_of(name, head) is None else ""


def _special_reason(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return _("it is a pipe, not a file; it was not opened")
    if stat.S_ISSOCK(mode):
        return _("it is a socket, not a file; it was not opened")
    return _("it is a device, not a file; it was not opened")


class WalkFilter:
    """Decides whether a walk through a folder would come to a path.

    A watcher, which learns of single changes, leaves out by it what a walk leaves out.

    `.gitignore` files are read once, when they are first needed; make another filter after a change.

    Args:
        root: The folder.
        exclusions: What the user leaves out.
    """

    def __init__(self, root: str, exclusions: Exclusions = NOTHING_EXCLUDED) -> None:
        self._root = root.rstrip(os.sep) or os.sep
        self._rules = WalkRules(exclusions.of(self._root))
        self._folders: dict[str, bool] = {}

    def __call__(self, path: str) -> bool:
        """Return whether the walk would come to a path, which need not exist.

        A `.gitignore` on its way counts too.
        """
        if path == self._root:
            return True
        if not path.startswith(prefix_of(self._root)):
            return False
        place = path[len(self._root) :].strip(os.sep).replace(os.sep, "/")
        above, _, name = place.rpartition("/")
        if not self._enters(above):
            return False
        if name == GITIGNORE:
            return True
        if os.path.isdir(path):  # noqa: PTH112 - a Path raises for want of permission
            return self._takes_folder(place)
        return self._rules.takes(place)

    def _enters(self, place: str) -> bool:
        """Return whether the walk goes into a folder; an empty path is the root."""
        if place not in self._folders:
            above = place.rpartition("/")[0]
            enters = not place or (self._enters(above) and self._takes_folder(place))
            self._folders[place] = enters
            folder = os.path.join(self._root, place)  # noqa: PTH118
            if enters and os.path.exists(os.path.join(folder, GITIGNORE)):  # noqa: PTH110, PTH118
                self._rules.add(folder, place)
        return self._folders[place]

    def _takes_folder(self, place: str) -> bool:
        marker = os.path.join(self._root, place, _VIRTUAL_ENVIRONMENT)  # noqa: PTH118
        return self._rules.enters(place) and not os.path.exists(marker)  # noqa: PTH110


class WalkRules:
    """What a walk leaves out: hidden files, programs' own, and ignored ones.

    Paths are relative to the root of the walk, their parts joined by "/".

    Args:
        excluded: What the user leaves out.
    """

    def __init__(self, excluded: RootRules) -> None:
        self._excluded = excluded
        self._specs: dict[str, GitIgnoreSpec] = {}

    def add(self, folder: str, relative: str) -> None:
        """Read the `.gitignore` of a folder; one that cannot be read leaves nothing out.

        Args:
            folder: Where it is.
            relative: The same, relative to the root of the walk; empty for the root.
        """
        from pathspec import GitIgnoreSpec  # most folders of documents have no .gitignore

        try:
            lines = (
                contents(Path(folder, GITIGNORE))
                .data[:_MOST_RULE_BYTES]
                .decode("utf-8", "replace")
                .splitlines()
            )
            self._specs[relative] = GitIgnoreSpec.from_lines(line for line in lines if not is_slow(line))
        except (Unreadable, ValueError):
            return

    def enters(self, place: str) -> bool:
        """Return whether the walk goes into a folder, going by its path."""
        name = place.rpartition("/")[2]
        if name.startswith((".", OFFICE_LOCK)) or name in FOLDERS:
            return False
        return not (
            self._excluded.leaves_out(place, folder=True) or (self._specs and self._ignored(place, "/"))
        )

    def takes(self, place: str) -> bool:
        """Return whether the walk takes a file, going by its path."""
        name = place.rpartition("/")[2]
        if name.startswith((".", OFFICE_LOCK)) or name.lower() in FILES:
            return False
        return not (
            self._excluded.leaves_out(place, folder=False) or (self._specs and self._ignored(place, ""))
        )

    def _ignored(self, place: str, ending: str) -> bool:
        """Ask the `.gitignore` files above a path; a folder's ending is "/"."""
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


class Drives:
    """Distinguishes deleted files from files on a drive that is not mounted.

    A drive that is not mounted leaves its mount point: an empty folder, which is on its parent's device, or nothing.
    Where files were deleted instead, their folder, or the nearest one that still exists, is on the device they were on.

    Attributes:
        away: The mount points of missing drives, in the order they were met; the values mean nothing.
    """

    def __init__(self) -> None:
        self.away: dict[str, None] = {}
        self._mount_points: dict[str, tuple[str, int | None]] = {}

    def is_missing(self, path: str, device: int) -> bool:
        """Return whether a file that does not exist is on a drive that is not mounted.

        Args:
            path: Of the file.
            device: Number of the drive that it was read from; 0 where that is not known.
        """
        if not device:
            return False
        folder = os.path.dirname(path)  # noqa: PTH120 - a Path for each file would be slow
        if folder not in self._mount_points:
            self._mount_points[folder] = _mount_point(folder)
        mount_point, device_now = self._mount_points[folder]
        if device_now in (None, device):
            return False
        self.away[mount_point] = None
        return True


def _mount_point(folder: str) -> tuple[str, int | None]:
    """Return where a missing drive would be mounted, and its device now.

    That is the folder itself where it is empty; where it does not exist, as after a stick was pulled out, the topmost
    of its parents that does not exist either. The device is None where no drive can be missing.
    """
    missing = existing = folder
    while not os.path.isdir(existing) and os.path.dirname(existing) != existing:  # noqa: PTH112, PTH120
        missing, existing = existing, os.path.dirname(existing)  # noqa: PTH120
    try:
        with os.scandir(existing) as listing:
            if existing == folder and next(listing, None) is not None:
                return existing, None
        return missing, device_of(os.stat(existing))  # noqa: PTH116 - as above
    except OSError:
        return existing, None

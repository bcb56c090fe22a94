"""Finds the files to read under the paths that a user names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.ignored import Ignored
from ingest.loaders import kind_of, kinds, why_not
from ingest.reading import changed_ns, device_of, why_not_opened

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
        yield from _Walk(root).entries()
    else:
        yield _entry(root, status, named=True)


class _Walk:
    """One walk through one named folder."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._ignored = Ignored()
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
        if target != self._real_root and not target.startswith(self._real_root.rstrip(os.sep) + os.sep):
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
    elif kinds.kind_by_name(os.path.basename(path)) is None:  # noqa: PTH119 - a Path for each file would be slow
        reason = _reason_by_content(path)
    elif not status.st_size:
        reason = "it is empty"
    return Entry(path, status.st_size, changed_ns(status), named, reason, device_of(status))


def _reason_by_content(path: str) -> str:
    """Return why a file whose name says nothing is not read; only such files are looked into here."""
    name = Path(path)
    known = kinds.UNSUPPORTED.get(name.suffix.lower())
    if known:
        return known
    try:
        handle = os.open(path, os.O_RDONLY | _NO_BLOCKING)
        try:
            head = os.read(handle, kinds.HEAD_BYTES)
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

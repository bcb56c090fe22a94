"""Paths as they are typed into a front end: what they may become, and whether there is anything at them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice

from assistant.errors import UsageError
from assistant.paths import absolute
from assistant.text import clean_line

MOST_ENTRIES = 20_000
"""So many entries of a folder are looked at."""
MOST_COMPLETIONS = 300


@dataclass(frozen=True, slots=True)
class Completion:
    """What a typed path may become.

    Attributes:
        path: Exact, as it would be typed; of a folder with the separator at its end.
        folder: Whether it is a folder.
    """

    path: str
    folder: bool

    @property
    def name(self) -> str:
        """The last part, safe to show."""
        end = os.sep if self.folder else ""
        return clean_line(os.path.basename(self.path.rstrip(os.sep))) + end  # noqa: PTH119

    @property
    def shown(self) -> str:
        """The whole, safe to show; it differs from the path where that holds what could drive a terminal."""
        return clean_line(self.path)


def completions(typed: str) -> list[Completion]:
    """Give the folders, then the files, that begin as a path that is being typed ends; upper and lower case are one.

    Hidden ones are left out unless a dot was typed. There are none where the folder cannot be read.
    """
    if typed == "~":
        return [Completion(f"~{os.sep}", True)]
    start, separator, begun = typed.rpartition(os.sep)
    folder = f"{start}{separator}"
    try:
        with os.scandir(os.path.expanduser(folder) or os.curdir) as listing:  # noqa: PTH111 - keeps what is odd
            entries = [entry for entry in islice(listing, MOST_ENTRIES) if _begins(entry.name, begun)]
    except (OSError, ValueError):
        return []
    found = [_completion(folder, entry) for entry in entries]
    found.sort(key=lambda one: (not one.folder, not one.path.startswith(typed), one.path.casefold()))
    return found[:MOST_COMPLETIONS]


def existing(typed: str) -> str:
    """Give the absolute path that was typed.

    Raises:
        UsageError: It is empty, or there is nothing at it.
    """
    try:
        path = absolute(typed if os.path.lexists(typed) else _unquoted(typed))
        there = os.path.lexists(path)
    except ValueError:  # a NUL in it
        path, there = typed, False
    if not there:
        raise UsageError(f"There is no file or folder {clean_line(path)}.", "Check the path.")
    return path


def _unquoted(typed: str) -> str:
    """Give a path without what a file manager or a shell puts around it: space at its ends, and a pair of quotes."""
    bare = typed.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'" else bare


def _begins(name: str, begun: str) -> bool:
    if name.startswith(".") and not begun.startswith("."):
        return False
    return name.casefold().startswith(begun.casefold())


def _completion(folder: str, entry: os.DirEntry[str]) -> Completion:
    try:
        is_folder = entry.is_dir()
    except OSError:
        is_folder = False
    return Completion(f"{folder}{entry.name}{os.sep if is_folder else ''}", is_folder)

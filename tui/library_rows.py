"""The files of a library as rows of a list: what they say, and which of them are shown. Pure."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.text import clean_line
from assistant.wording import count, size

if TYPE_CHECKING:
    from assistant.aio.client import LibraryFile

State = Literal["found", "partly", "failed", "skipped"]
SIGNS: dict[State, str] = {"found": "✓", "partly": "~", "failed": "!", "skipped": "–"}
"""A sign stands beside the words of each state, in no need of a colour."""
MOST_REASON = 300
"""So many characters of a reason stand in a row; all of it stands below."""


@dataclass(frozen=True, slots=True)
class Row:
    """A file as a row.

    Attributes:
        file: The file.
        root: The folder that it was read with.
        state: What became of it.
        name: Its path relative to the root, safe to show; with the root's name where there are several.
        words: What became of it, in words.
        aside: Its size; nothing where it was not read.
        key: What typed words are looked for in.
    """

    file: LibraryFile
    root: str
    state: State
    name: str
    words: str
    aside: str
    key: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Which rows are shown.

    Attributes:
        words: All of them stand in the row; upper and lower case are one.
        state: Only files of this state; None for all.
        root: Only files of this folder; empty for all.
    """

    words: str = ""
    state: State | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """How much there is of everything."""

    files: int = 0
    passages: int = 0
    failed: int = 0


def rows_of(files: Sequence[LibraryFile], roots: Sequence[str]) -> list[Row]:
    """Write files as rows, in their order."""
    # The innermost of the folders that a file lies in.
    folders = sorted(
        ((f"{root.rstrip(os.sep)}{os.sep}", root) for root in roots), key=lambda one: -len(one[0])
    )
    return [_row(file, folders) for file in files]


def _row(file: LibraryFile, folders: Sequence[tuple[str, str]]) -> Row:
    root = next((root for prefix, root in folders if file.path.startswith(prefix) or file.path == root), "")
    name = relative(file.path, root)
    if len(folders) > 1 and root not in ("", file.path):
        name = f"{clean_line(os.path.basename(root.rstrip(os.sep)))}{os.sep}{name}"  # noqa: PTH119
    state = state_of(file)
    words = clean_line(_words(file, state)[:MOST_REASON])
    aside = size(file.size) if state in ("found", "partly") else ""
    return Row(file, root, state, name, words, aside, f"{name} {words}".casefold())


def state_of(file: LibraryFile) -> State:
    """Tell what became of a file."""
    match file.state:
        case "found":
            return "partly" if file.notices else "found"
        case "failed":
            return "failed"
    return "skipped"


def _words(file: LibraryFile, state: State) -> str:
    match state:
        case "failed":
            return f"failed: {file.reason}"
        case "skipped":
            return f"not read: {file.reason}"
        case "partly":
            return f"partly, {count(file.passages, 'passage')}"
    return count(file.passages, "passage")


def relative(path: str, root: str) -> str:
    """Write a path relative to a folder above it, safe to show; the name alone where it is that folder itself."""
    above = f"{root.rstrip(os.sep)}{os.sep}"
    if path == root:
        return clean_line(os.path.basename(path)) or clean_line(path)  # noqa: PTH119
    return clean_line(path.removeprefix(above) if root else path)


def matching(rows: Sequence[Row], shown: Shown) -> list[Row]:
    """Give the rows that are shown, in their order."""
    words = shown.words.casefold().split()
    return [
        row
        for row in rows
        if (shown.state is None or row.state == shown.state)
        and (not shown.root or row.root == shown.root)
        and all(word in row.key for word in words)
    ]


def counts(rows: Sequence[Row], root: str = "") -> dict[State, int]:
    """Count the rows of each state, of all folders or of one."""
    found: dict[State, int] = dict.fromkeys(SIGNS, 0)
    for row in rows:
        if not root or row.root == root:
            found[row.state] += 1
    return found


def counts_by_root(rows: Sequence[Row], roots: Sequence[str]) -> dict[str, dict[State, int]]:
    """Count the rows of each state, for each folder."""
    found: dict[str, dict[State, int]] = {root: dict.fromkeys(SIGNS, 0) for root in roots}
    for row in rows:
        if row.root in found:
            found[row.root][row.state] += 1
    return found


def total_of(rows: Sequence[Row]) -> Total:
    """Count all there is."""
    failed = sum(row.state == "failed" for row in rows)
    return Total(len(rows), sum(row.file.passages for row in rows), failed)


def paths_under(rows: Sequence[Row], path: str) -> list[str]:
    """Give the paths of the files that are a path, or lie under it."""
    above = f"{path.rstrip(os.sep)}{os.sep}"
    return [row.file.path for row in rows if row.file.path == path or row.file.path.startswith(above)]


def toggled(inside: Collection[str], path: str) -> tuple[str, ...]:
    """Give the places that questions are narrowed to, with one more, or without it where it is among them."""
    kept = tuple(one for one in inside if one != path)
    return kept if len(kept) < len(inside) else (*inside, path)


def is_inside(path: str, places: Collection[str]) -> bool:
    """Tell whether a file is one of some places, or lies under one."""
    return any(path == one or path.startswith(f"{one.rstrip(os.sep)}{os.sep}") for one in places)


def home_written(path: str) -> str:
    """Write a path safe to show, with "~" for the user's own folder."""
    home = os.path.expanduser("~").rstrip(os.sep)  # noqa: PTH111
    short = f"~{path[len(home) :]}" if home and (path == home or path.startswith(home + os.sep)) else path
    return clean_line(short)

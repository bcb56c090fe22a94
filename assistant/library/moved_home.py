"""Let sources follow a home that stands elsewhere, as a stick does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.paths import is_from_pack, is_under, moved_below
from ingest.records import KnownFile, Relocation

if TYPE_CHECKING:
    from assistant.library.library import Library

PLACE = "library.place"
"""The note that says where the library stood when it was last read into."""
LOOKED_AT = 400
"""So many files of a folder are looked for at its new place."""


def note_place(library: Library) -> None:
    """Note where a library stands now."""
    here = _here(library)
    if library.notes.get(PLACE) != here:
        library.notes.set(PLACE, here)


def follow_home(library: Library) -> Relocation | None:
    """Let the sources of a library that stands elsewhere follow it.

    A folder follows that is gone from its old place and stands at the same place relative to the library, with at least half of
    what was read in it. Nothing is read; the next ingest brings the rest in line.

    Returns:
        What has moved; None where nothing has, or the library cannot be written.
    """
    before, here = library.notes.get(PLACE), _here(library)
    if not before or before == here:
        return None
    moved = _relocation(library, before, here)
    try:
        with library.database.writing_soon():
            if moved is not None:
                library.relocate(moved)
            library.notes.set(PLACE, here)
    except LibraryError:  # it is busy or write-protected: the next time
        return None
    return moved


def _here(library: Library) -> str:
    # As text that can be stored, whatever bytes the name has.
    return os.path.abspath(library.folder).encode("utf-8", "backslashreplace").decode()  # noqa: PTH100


def _relocation(library: Library, before: str, here: str) -> Relocation | None:
    bases = _bases(before, here)
    if bases is None:
        return None
    from ingest.places import is_gone  # with what reads files, which is not needed where nothing has moved

    known = library.documents.known()
    roots = {
        root: new
        for root in library.documents.roots()
        if is_under(root, bases[0])
        and is_gone(root)
        and not is_gone(new := moved_below(root, {bases[0]: bases[1]}))
        and _stands_there(list(_read(known, root)), {root: new})
    }
    if not roots:
        return None
    places = {path: moved_below(path, roots) for root in roots for path, _ in _read(known, root)}
    double = [old for old, new in places.items() if new in known]
    dropped = [
        path
        for path, file in known.items()
        if file.state != "found" and any(is_under(path, one) for one in roots)
    ]
    documents = {old: new for old, new in places.items() if new not in known}
    return Relocation(documents, roots, [*dropped, *double])


def _read(known: dict[str, KnownFile], root: str) -> Iterator[tuple[str, KnownFile]]:
    for path, file in known.items():
        if file.state == "found" and is_under(path, root) and not is_from_pack(path):
            yield path, file


def _stands_there(files: list[tuple[str, KnownFile]], places: dict[str, str]) -> bool:
    """Return whether at least half of some files stand at their new place."""
    some = files[:: max(1, len(files) // LOOKED_AT)]
    there = 0
    for path, file in some:
        with suppress(OSError, ValueError):
            there += os.stat(moved_below(path, places)).st_size == file.size  # noqa: PTH116 - many files
    return bool(some) and there * 2 >= len(some)


def _bases(before: str, here: str) -> tuple[str, str] | None:
    """Return how two places of one library begin; None where they share no end."""
    old, new = PurePath(before).parts, PurePath(here).parts
    shared = 0
    while shared < min(len(old), len(new)) and old[-1 - shared] == new[-1 - shared]:
        shared += 1
    shared = min(shared, len(old) - 1, len(new) - 1)
    if not shared:
        return None
    return str(PurePath(*old[: len(old) - shared])), str(PurePath(*new[: len(new) - shared]))

"""The files of a library as a front end shows them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.library.library import Library


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file as the library knows it.

    Attributes:
        path: Absolute, exact; bytes in it that are no text stand as surrogates.
        state: "found", "failed" or "skipped".
        reason: Why it failed or was skipped; else empty.
        notices: What could not be read of it.
        title: Its title.
        kind: Its format.
        size: Bytes.
        passages: How many it was cut into.
    """

    path: str
    state: str
    reason: str = ""
    notices: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    size: int = 0
    passages: int = 0


def files_of(library: Library) -> list[LibraryFile]:
    """Give every file of a library, by path."""
    return [
        LibraryFile(
            one.source, one.state, one.reason, one.notices, one.title, one.kind, one.size, one.passages
        )
        for one in library.documents()
    ]

"""Read files for one answer only, into a library of their own that goes with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.errors import LibraryError, UsageError
from assistant.i18n import _
from assistant.library.folder import overwrite_and_delete
from assistant.library.keys import passing_key
from assistant.library.library import Library
from assistant.paths import absolute
from assistant.wording import short_path

if TYPE_CHECKING:
    from ingest.sync import Limits

FIRST_NUMBER = 1 << 40
"""Passages and documents are numbered from here, so that none is taken for one of the library."""
MOST_FILES = 20
_START = "beside-"
_LOCK = "lock"
"""The file that is locked while an answer is made; what a killed process has left is not."""


@contextmanager
def read_beside(library: Library, paths: Sequence[str], limits: Limits) -> Iterator[Library]:
    """Read files into a library of their own for the block; nothing of them stays.

    Conversations and notes are those of the library beside which they are read.

    Args:
        library: Keeps the conversation.
        paths: Files.
        limits: How much a file may take.

    Raises:
        UsageError: A file is not there, or cannot be read.
        LibraryError: The disk takes no copy.
    """
    files = _files(paths)
    _drop_left(library.folder)
    folder = _private_folder(library.folder)
    try:
        with (
            FileLock(folder / _LOCK, thread_local=False),
            passing_key(folder / "library", library.folder),
            Library(folder / "library", create=True) as own,
        ):
            _number_from(own, FIRST_NUMBER)
            _read(own, files, limits)
            own.conversations, own.notes = library.conversations, library.notes
            yield own
    finally:
        _drop(folder)


def _files(paths: Sequence[str]) -> list[Path]:
    files = [Path(absolute(path)) for path in paths]
    if len(files) > MOST_FILES:
        raise UsageError(
            _(
                "These are {files} files; at most {most_files} are read for one question.",
                files=len(files),
                most_files=MOST_FILES,
            ),
            _("Ingest the folder that they lie in, and ask with --in."),
            code="too_many_files",
        )
    for path in files:
        if not path.exists():
            raise UsageError(
                _("There is no file “{path}”.", path=path), _("Check the path."), code="path_missing"
            )
        if not path.is_file():
            raise UsageError(
                _("{path} is no file.", path=path),
                _("Ingest it: assistant ingest {path}", path=short_path(str(path))),
                code="no_file",
            )
    return files


def _read(own: Library, files: Sequence[Path], limits: Limits) -> None:
    from ingest.sync import Pipeline

    for event in Pipeline(own, limits).scan(files):
        if event.status in ("failed", "skipped"):
            raise UsageError(
                _("{name} could not be read: {reason}.", name=Path(event.path).name, reason=event.reason),
                _("Mend the file, or name another one."),
                code="document_unreadable",
            )
    if not own.documents.counts()["passages"]:
        raise UsageError(
            _("{name} holds no text.", name=files[0].name), _("Name another file."), code="document_empty"
        )


def _number_from(own: Library, number: int) -> None:
    with own.database.writing():
        for table in ("document", "passage"):
            own.database.connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number)
            )


def _private_folder(beside: Path) -> Path:
    """Make a folder that nobody else can read, in the library's where it can be."""
    try:
        return Path(tempfile.mkdtemp(prefix=_START, dir=beside))
    except OSError:
        return Path(tempfile.mkdtemp(prefix=_START))


def _drop_left(folder: Path) -> None:
    """Delete what a process that was killed has left."""
    for path in folder.glob(f"{_START}*"):
        try:
            with FileLock(path / _LOCK, timeout=0):
                pass
        except (Timeout, OSError):  # it is in use, or going
            continue
        _drop(path)


def _drop(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with suppress(LibraryError):
                overwrite_and_delete(path)
    shutil.rmtree(folder, ignore_errors=True)

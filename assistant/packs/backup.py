"""Back up a home into one file while it is in use.

A backup holds every library as it is (SQLite's own copy of a moment, an encrypted one encrypted as it was) and the settings.
It does not hold who may ask over the network and the keys of links (a token that was revoked since would be valid again),
the bots' sessions (two machines must not share one), models, and what is made from a library again: index and matrix.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from assistant.errors import LibraryError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.database import connect, storage_errors
from assistant.library.folder import DATABASE, existing_database, overwrite_and_delete
from assistant.library.keys import KEY_FILE
from assistant.packs.container import Writer, broken, json_bytes, read_members
from assistant.packs.sealing import check_place, file_errors, reading, writing

if TYPE_CHECKING:
    from assistant.config import Loaded
    from assistant.packs.export import Progress

PIECE = 16 << 20
"""Bytes of a database that are a member."""
SETTINGS, LIBRARIES = "settings.toml", "libraries.json"
MOST_SETTINGS = 1 << 20
_COPY = f"{DATABASE}.backup-"
"""Begins the name of the copy that is being packed; what `forget` deletes, should a kill leave it."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds.

    Attributes:
        path: The file.
        libraries: Names of the libraries.
        settings: Whether there are settings in it.
        bytes: Its size.
        encrypted: Whether it needs a passphrase.
        replaced: Whether it took the place of an earlier file.
    """

    path: Path
    libraries: tuple[str, ...]
    settings: bool
    bytes: int
    encrypted: bool
    replaced: bool = False


def libraries_of(loaded: Loaded) -> list[Path]:
    """Return the folders of all libraries of a home, by name."""
    folder = loaded.paths.libraries
    with file_errors(folder, "read"):
        if not folder.is_dir():
            return []
        return sorted(one for one in folder.iterdir() if (one / DATABASE).is_file() and one.name[0] != ".")


def back_up(
    loaded: Loaded, path: Path, *, passphrase: str | None = None, progress: Progress | None = None
) -> BackedUp:
    """Write all of a home into one file, which is read again before it counts.

    Others may read and write meanwhile; what is stored when a library's turn comes is in it.

    Args:
        loaded: The settings in force: where everything is.
        path: The file; one that is there is replaced when the new one is whole.
        passphrase: Encrypts it; None for a plain file.
        progress: Called with what is being done, how much of it is done, and how much there is.

    Raises:
        UsageError: There is nothing to back up.
        LibraryError: A library cannot be read, or the disk does not take the file.
        PartMissing: The package that encrypts is not installed.
    """
    show = progress or (lambda what, done, total: None)
    folders, settings = libraries_of(loaded), _settings(loaded.paths.config_file)
    if not folders and settings is None:
        raise UsageError(
            _("There is nothing to back up yet."),
            _("assistant ingest FOLDER begins a library."),
            code="library_missing",
        )
    check_place(path)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        with file_errors(path, "written"), writing(beside, passphrase, shown=path) as sink:
            writer = Writer(sink, "backup", {})
            if settings is not None:
                writer.add(SETTINGS, settings)
            names = [{"name": one.name, "encrypted": (one / KEY_FILE).is_file()} for one in folders]
            writer.add(LIBRARIES, json_bytes(names))
            for number, folder in enumerate(folders, 1):
                _pack_library(writer, folder, number, show)
            writer.close()
        _check(beside, passphrase, show)
        with file_errors(path, "written"):
            size, replaced = beside.stat().st_size, path.exists()
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return BackedUp(
        path, tuple(one.name for one in folders), settings is not None, size, passphrase is not None, replaced
    )


def _settings(file: Path) -> bytes | None:
    with file_errors(file, "read"):
        if not file.is_file():
            return None
        if file.stat().st_size > MOST_SETTINGS:
            raise LibraryError(_("The settings file {file} is too large to be one.", file=file))
        return file.read_bytes()


def _pack_library(writer: Writer, folder: Path, number: int, show: Progress) -> None:
    key = folder / KEY_FILE
    if key.is_file():
        writer.add(f"libraries/{number}/key", key.read_bytes())
    show(_("copying {library}", library=folder.name), 0, 1)
    with copied(folder) as copy, copy.open("rb") as file:
        total = os.fstat(file.fileno()).st_size
        part = done = 0
        while piece := file.read(PIECE):
            part += 1
            writer.add(f"libraries/{number}/{part:06}.db", piece)
            done += len(piece)
            show(_("packing {library}", library=folder.name), done, total)
        if not copy.exists():
            raise LibraryError(
                _(
                    "Something was forgotten from the library {folder} while it was being copied.",
                    folder=folder.name,
                ),
                _("Back up again; nothing was written."),
                code="pack_damaged",
            )


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Make a copy of a library's database, as it is now, for the block.

    It holds nothing that was forgotten, and lies in the library's folder, so that text is on no disk where it was not before.

    Raises:
        LibraryError: The library cannot be read, or the disk does not take the copy.
    """
    database = existing_database(folder)
    drop_left(folder)
    copy = folder / f"{_COPY}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        with storage_errors(database):
            os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(connect(database, create=False)) as db:
                db.execute("VACUUM INTO ?", (str(copy),))
        yield copy
    finally:
        overwrite_and_delete(copy)


def drop_left(folder: Path) -> None:
    """Delete the copies that killed backups have left in a library."""
    for one in folder.glob(f"{_COPY}*"):
        number = one.name[len(_COPY) :].partition("-")[0]
        if not number.isdigit() or not psutil.pid_exists(int(number)):
            overwrite_and_delete(one)


def _check(path: Path, passphrase: str | None, show: Progress) -> None:
    """Read a backup to its end, as `restore` does."""
    with reading(path, lambda: passphrase or "") as opened, opened.container() as source:
        for _each in read_members(source, "backup"):
            show(_("checking"), opened.read_so_far(), opened.bytes)


def checked_number(text: str, most: int) -> int:
    """Read the number of a library in a member's name."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise broken(_("it holds a library that it does not name"))
    return int(text)

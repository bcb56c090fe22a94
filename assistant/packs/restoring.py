"""Put a backup back: into an empty home, or in the place of what is there.

A backup of that is made first.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import psutil

from assistant.config.schema import library_name
from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.database import MIGRATIONS, connect, make_tables, storage_errors
from assistant.library.folder import (
    DATABASE,
    create_folder,
    delete_matrix,
    overwrite_and_delete,
    writer_lock,
    writing_to,
)
from assistant.library.keys import KEY_FILE
from assistant.library.sqlite import DATABASE_ERRORS, open_file
from assistant.library.vectors import GENERATION
from assistant.packs.backup import LIBRARIES, MOST_SETTINGS, SETTINGS, back_up, checked_number
from assistant.packs.container import broken, read_json, read_members, too_new
from assistant.packs.sealing import Opened, Passphrase, file_errors, reading
from assistant.paths import BEFORE_RESTORE
from assistant.processes import replacing

if TYPE_CHECKING:
    from assistant.config import Loaded
    from assistant.packs.export import Progress

MOST_LIBRARIES = 1_000
MOST_KEY = 64 << 10
_STAGING = ".restoring-"
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup has put back.

    Attributes:
        libraries: Names of the libraries.
        replaced: Those of them that were there before.
        settings: Whether settings came too.
        aside: The backup of what was there before; None where nothing was.
    """

    libraries: tuple[str, ...]
    replaced: tuple[str, ...]
    settings: bool
    aside: Path | None


@dataclass(slots=True)
class _Staged:
    """A backup whose parts lie ready in the home."""

    folder: Path
    names: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    settings: bytes | None = None


def restore(
    loaded: Loaded,
    path: Path,
    *,
    passphrase: Passphrase = lambda: "",
    agreed: Callable[[Sequence[str]], bool] = lambda names: False,
    progress: Progress | None = None,
) -> Restored:
    """Put the libraries and settings of a backup into a home.

    All of it is checked and lies ready in the home before anything is changed. Each library and the settings then come in one
    step each: a kill leaves the old or the new one of each, and the same call again completes it. Libraries that the backup
    does not have stay.

    Args:
        loaded: The settings in force: where everything is.
        path: The backup.
        passphrase: Asked where it is encrypted.
        agreed: Asked whether what is there may be replaced, with the names of it; a backup of it is made first.
        progress: Called with what is being done, how much of it is done, and how much there is.

    Raises:
        UsageError: There is no such file, the passphrase is wrong, or it was not agreed; nothing was changed.
        LibraryError: It is no backup, is damaged, or does not fit on the disk; nothing was changed.
        LibraryTooNew: A newer version made it.
        LibraryBusy: Another process is ingesting.
    """
    show = progress or (lambda what, done, total: None)
    with reading(path, passphrase) as opened:
        _verify(opened, path, show)
        with _staging(loaded.paths.libraries) as folder:
            staged = _unpack(opened, path, folder, show)
            for number, name in enumerate(staged.names):
                _check_library(folder / name / DATABASE, encrypted=staged.encrypted[number])
            there = [name for name in staged.names if (loaded.paths.library(name) / DATABASE).exists()]
            has_settings = staged.settings is not None and loaded.paths.config_file.is_file()
            aside = None
            if there or has_settings:
                if not agreed([*there, *([_("the settings")] if has_settings else [])]):
                    raise UsageError(
                        _("What is there already would be replaced."),
                        _("Say so with --replace (a backup of it is made first), or name another --home."),
                        code="restore_replaces",
                    )
                aside = _free_name(loaded.paths.libraries.parent)
                back_up(loaded, aside, progress=show)
            for number, name in enumerate(staged.names):
                show(_("putting back"), number, len(staged.names))
                _put(folder / name, loaded.paths.library(name), encrypted=staged.encrypted[number])
            if staged.settings is not None:
                with file_errors(loaded.paths.config_file, "written"):
                    loaded.paths.config_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    with replacing(loaded.paths.config_file) as file:
                        file.write(staged.settings)
    return Restored(tuple(staged.names), tuple(there), staged.settings is not None, aside)


def _free_name(folder: Path) -> Path:
    stamp, number = time.strftime("%Y%m%d-%H%M%S"), 1
    name = folder / BEFORE_RESTORE.replace("*", stamp)
    while name.exists():
        number += 1
        name = folder / BEFORE_RESTORE.replace("*", f"{stamp}-{number}")
    return name


def _verify(opened: Opened, path: Path, show: Progress) -> None:
    with file_errors(path, "read"), opened.container() as source:
        for _each in read_members(source, "backup"):
            show(_("checking"), opened.read_so_far(), opened.bytes)


@contextmanager
def _staging(libraries: Path) -> Iterator[Path]:
    """Make a folder beside the libraries for the block; what killed runs left goes."""
    with file_errors(libraries, "written"):
        libraries.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in libraries.glob(f"{_STAGING}*"):
            number = left.name[len(_STAGING) :].partition("-")[0]
            if not number.isdigit() or not psutil.pid_exists(int(number)):
                _drop(left)
        folder = libraries / f"{_STAGING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        _drop(folder)


def _drop(folder: Path) -> None:
    for one in folder.rglob(f"{DATABASE}*"):
        overwrite_and_delete(one)
    shutil.rmtree(folder, ignore_errors=True)


def _unpack(opened: Opened, path: Path, folder: Path, show: Progress) -> _Staged:
    """Write the parts of a backup below a folder; only checked names become paths."""
    staged, writing_into = _Staged(folder), None
    written: dict[int, int] = {}
    with file_errors(path, "read"), opened.container() as source:
        try:
            for member in read_members(source, "backup"):
                show(_("unpacking"), opened.read_so_far(), opened.bytes)
                if member.name == SETTINGS and staged.settings is None and not staged.names:
                    if len(member.data) > MOST_SETTINGS:
                        raise broken(_("its settings are too long"))
                    staged.settings = member.data
                elif member.name == LIBRARIES and not staged.names:
                    _read_names(staged, member.data)
                else:
                    writing_into = _write_part(staged, member.name, member.data, written, writing_into)
        finally:
            _finish(writing_into)
    if len(written) != len(staged.names):
        raise broken(_("a library in it is missing"))
    return staged


def _read_names(staged: _Staged, data: bytes) -> None:
    value = read_json(data)
    if not isinstance(value, list) or len(value) > MOST_LIBRARIES:
        raise broken(_("its list of libraries cannot be read"))
    for one in value:
        name, encrypted = (one.get("name"), one.get("encrypted")) if isinstance(one, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(encrypted, bool) or not _is_name(name):
            raise broken(_("a library in it has a name that is none"))
        staged.names.append(name)
        staged.encrypted.append(encrypted)
    if len({name.casefold() for name in staged.names}) != len(staged.names):
        raise broken(_("two libraries in it have one name"))


def _is_name(name: str) -> bool:
    try:
        return library_name(name) == name
    except ValueError:
        return False


def _write_part(
    staged: _Staged, member: str, data: bytes, written: dict[int, int], file: BinaryIO | None
) -> BinaryIO | None:
    start, _sign, rest = member.partition("/")
    number_text, _sign, part = rest.partition("/")
    if start != "libraries":
        raise broken(_("a part of it is not known here: {name}", name=member))
    number = checked_number(number_text, len(staged.names))
    place = staged.folder / staged.names[number - 1]
    place.mkdir(mode=0o700, exist_ok=True)
    if part == "key" and staged.encrypted[number - 1] and len(data) <= MOST_KEY and number not in written:
        (place / KEY_FILE).write_bytes(data)
        (place / KEY_FILE).chmod(0o600)
        return file
    if part != f"{written.get(number, 0) + 1:06}.db" or any(other > number for other in written):
        raise broken(_("its parts are not in their order"))
    if number not in written:
        _finish(file)
        handle = os.open(place / DATABASE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        file = os.fdopen(handle, "wb")
    assert file is not None
    written[number] = written.get(number, 0) + 1
    file.write(data)
    return file


def _finish(file: BinaryIO | None) -> None:
    if file is not None and not file.closed:
        with file:
            file.flush()
            os.fsync(file.fileno())


def _check_library(path: Path, *, encrypted: bool) -> None:
    """Check that a file is a library's database, with nothing in it that can run.

    What is encrypted can only be held against its hash.

    Raises:
        LibraryError: It is none.
        LibraryTooNew: A newer version of the program made it.
    """
    if encrypted:
        return
    try:
        with closing(open_file(path, None, "rw")) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            if version > len(MIGRATIONS):
                raise too_new("backup")
            if not version or _schema_of(db) != _schema(version):
                raise broken(_("a library in it is none of this program"))
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise broken(_("a library in it is damaged"))
            # Whatever index or matrix lies where it is put is another one's, and is made anew.
            db.execute(
                "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                (GENERATION, str(time.time_ns() // 1000)),
            )
    except DATABASE_ERRORS as error:
        raise broken(_("a library in it is damaged")) from error
    connect(path, create=False).close()  # brings an older one up to date


def _schema(version: int) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.row_factory = sqlite3.Row
        make_tables(made, last=version)
        return _schema_of(made)


def _schema_of(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    # Statistics of the planner may be there or not.
    return [tuple(row) for row in db.execute(_SCHEMA) if not str(row["name"]).startswith("sqlite_stat")]


def _put(staged: Path, folder: Path, *, encrypted: bool) -> None:
    """Put a library in its place, in one step.

    Raises:
        LibraryBusy: Another process is ingesting into the one that is there.
    """
    there = (folder / DATABASE).exists()
    plain = not encrypted and not (folder / KEY_FILE).exists()
    with storage_errors(folder / DATABASE):
        if there and plain:
            # SQLite's own way: a transaction, which others see as any other.
            with (
                writing_to(folder, writer_lock(folder)),
                closing(connect(folder / DATABASE, create=False)) as old,
                closing(open_file(staged / DATABASE, None, "rw")) as new,
            ):
                new.backup(old)
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            delete_matrix(folder)
            return
        if there:
            with writing_to(folder, writer_lock(folder)):
                pass  # nobody ingests; let go of before the folder moves, as Windows wants it
        if folder.exists():
            # An encrypted library cannot be written over by another; what was there is in the backup beside.
            folder.replace(staged.with_name(f"{staged.name}.before"))
        staged.replace(folder)
    create_folder(folder)

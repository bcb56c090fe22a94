"""Tell at a glance that nothing has changed since some folders were ingested.

An ingest that found everything in order leaves a seal in its library: digests of what it was asked, of the tree as it was before,
and of the library. Where the next one finds all three the same, it is done, and loads nothing. In doubt there is no seal: of
trees with links, what failed, what waits, and pictures, whose text may be recognised by what is installed later.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import ingest
from assistant.errors import AssistantError
from assistant.i18n import language
from assistant.kept_texts import said
from assistant.library.sqlite import DATABASE_ERRORS, open_file
from assistant.paths import Paths, find_paths, is_under_any
from ingest.left_out import FOLDERS, GITIGNORE, OFFICE_LOCK

if TYPE_CHECKING:
    from assistant.events import IngestFinished
    from assistant.library.library import Library

SEAL = "ingest.seal"
"""The note that holds it. It names no document."""
RACY_NS = 2_000_000_000
_MOST_ENTRIES, _SPARE_ENTRIES = 4, 1_000
"""A tree is sealed that holds at most so many entries a document, and so many more."""
_CODE = ("sync.py", "discover.py", "loaders/formats.py")
"""What decides which files are read, and when they are read again."""
_DATABASE, _PASSING = "library.db", ("library.db-", "ingest.lock")
_STATE = (
    "PRAGMA user_version",
    "SELECT name, seq FROM sqlite_sequence WHERE name IN ('document', 'passage', 'vector') ORDER BY name",
    "SELECT count(*), sum(reader), sum(read_ns / 1000000), sum(state = 'found'), count(hash) FROM document",
    "SELECT count(*) FROM passage",
    "SELECT count(*) FROM vector",
    "SELECT * FROM embedding_model ORDER BY id",
    "SELECT path FROM root ORDER BY path",
    "SELECT key, value FROM meta WHERE key IN ('ingest.excluded', 'ingest.kept_out', 'library.place', 'vector.generation',"
    " 'embedding.active', 'embedding.target') ORDER BY key",
    "SELECT EXISTS (SELECT 1 FROM sentence_vector)",  # they go with the history, and an ingest makes them anew
)
_EMBEDDED_ALONE = "SELECT count(*) = 0 OR (count(*) = 1 AND min(engine) = 'embedded') FROM embedding_model"


class Glance:
    """A look at some folders before they are ingested.

    Args:
        home: The home that was named, or None.
        flags: Settings that were given as options.
        environ: The environment.
        named: Absolute paths of what is to be read; empty for all that was read before.
        racy_ns: What was changed this shortly before, in nanoseconds, may change again within its clock's tick.
    """

    def __init__(
        self,
        home: Path | None,
        flags: Mapping[str, str | None],
        environ: Mapping[str, str],
        named: Sequence[str],
        racy_ns: int = RACY_NS,
    ) -> None:
        self._paths = find_paths(home, environ)
        self._flags = flags
        self._environ = environ
        self._named = list(named)
        self._racy_ns = racy_ns
        self._tree = ""
        self._entries = 0

    def unchanged(self, *, listed: bool) -> Unchanged | None:
        """Return what the library holds of the folders; None where anything may be new.

        Looks at the tree, so that it can be sealed later.

        Args:
            listed: Whether each file is to be named, and not only those that were skipped.
        """
        try:
            folder = self._folder()
            if folder is None:
                return None
            db = open_file(folder / _DATABASE, None, "rw")
            try:
                named = self._named or [os.fsdecode(row[0]) for row in db.execute("SELECT path FROM root")]
                self._tree, self._entries = _tree(named, time.time_ns() - self._racy_ns)
                row = db.execute("SELECT value FROM meta WHERE key = ?", (SEAL,)).fetchone()
                held = json.loads(row[0]) if row else {}
                if not self._tree or held.get("seal") != self._seal(db, folder, named):
                    return None
                same = Unchanged(held["files"], held["skipped"], held["passages"])
                row = db.execute("SELECT value FROM meta WHERE key = 'ingest.kept_out'").fetchone()
                same.kept_out = json.loads(row[0]) if row else []
                if listed or same.skipped:
                    same.rows = list(_rows(db, named, "" if listed else " AND state = 'skipped'"))
                    if len(same.rows) != same.skipped + (same.unchanged if listed else 0):
                        return None
                return same
            finally:
                db.close()
        except (OSError, ValueError, KeyError, AssistantError):
            return None  # the usual way says what is wrong
        except DATABASE_ERRORS:
            return None

    def seal(self, library: Library, finished: IngestFinished) -> None:
        """Seal what an ingest found in order, so that the next one sees it at a glance.

        Args:
            library: What was ingested into.
            finished: How the ingest ended, which gave no notice.
        """
        files = finished.added + finished.updated + finished.unchanged
        many = self._entries > _MOST_ENTRIES * files + _SPARE_ENTRIES
        if finished.failed or finished.waiting or many or not self._tree:
            return
        with library.database.reading():
            db, named = library.database.connection, self._named or library.documents.roots()
            pictures = db.execute("SELECT EXISTS (SELECT 1 FROM picture_page)").fetchone()[0]
            if pictures or not db.execute(_EMBEDDED_ALONE).fetchone()[0]:
                return
            held = {
                "seal": self._seal(db, library.folder, named),
                "files": files,
                "skipped": finished.skipped,
                "passages": finished.passages,
            }
        library.notes.try_set(SEAL, json.dumps(held))

    def _folder(self) -> Path | None:
        """Return the library's folder where it is a plain one."""
        name = self._flags.get("library") or self._environ.get("ASSISTANT_LIBRARY") or _named_in(self._paths)
        folder = self._paths.library(name)
        usable = os.access(folder / _DATABASE, os.W_OK) and not (folder / "library.key").exists()
        return folder if usable else None

    def _seal(self, db: sqlite3.Connection, folder: Path, named: Sequence[str]) -> str:
        settings = self._paths.config_file
        code = (Path(next(iter(ingest.__path__)), *name.split("/")).stat() for name in _CODE)
        status = (folder / _DATABASE).stat()
        parts = (
            named,
            language(),  # that reasons are told in
            sorted(self._flags.items(), key=str),
            sorted(one for one in self._environ.items() if _is_setting(one[0])),
            settings.read_bytes().hex() if settings.exists() else None,
            [(one.st_mtime_ns, one.st_size) for one in code],
            str(folder),
            (status.st_dev, status.st_ino),
            sorted(one.name for one in folder.iterdir() if not one.name.startswith(_PASSING)),
            [[tuple(row) for row in db.execute(query)] for query in _STATE],
            self._tree,
        )
        return blake2b(repr(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


@dataclass(slots=True)
class Unchanged:
    """What a library holds of folders that are as they were.

    Attributes:
        unchanged: How many files were read.
        skipped: How many were skipped.
        passages: How many passages the library holds.
        seconds: How long it took to see that.
        rows: Path, state and reason of each file that is to be named.
        kept_out: Paths that are not read, nor what is below them.
    """

    unchanged: int
    skipped: int
    passages: int
    seconds: float = 0.0
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    kept_out: list[str] = field(default_factory=list)
    added = updated = removed = failed = embedded = waiting = 0


def _tree(roots: Sequence[str], newest: int) -> tuple[str, int]:
    """Return a digest of all that stands under some roots, and how much that is.

    The digest is empty for a tree that cannot be sealed: with links, or anything newer than `newest`. Left out is what a walk
    leaves out by its name; of two trees with the same digest it reads the same.
    """
    hashed, entries = blake2b(digest_size=16), 0
    waiting = []
    for root in roots:
        status = os.lstat(root)
        hashed.update(os.fsencode(f"{root}\n{_told(status)}\n"))
        if stat.S_ISLNK(status.st_mode) or max(status.st_mtime_ns, status.st_ctime_ns) > newest:
            return "", 0
        if stat.S_ISDIR(status.st_mode):
            waiting.append(root)
    while waiting:
        folder = waiting.pop()
        lines, below = [f"/{folder}"], []
        with os.scandir(folder) as listing:
            for child in listing:
                name = child.name
                if name.startswith((".", OFFICE_LOCK)) and name != GITIGNORE:
                    continue
                if child.is_dir(follow_symlinks=False):
                    if name in FOLDERS:
                        continue
                    below.append(child.path)
                status = child.stat(follow_symlinks=False)
                if status.st_mtime_ns > newest or status.st_ctime_ns > newest or stat.S_ISLNK(status.st_mode):
                    return "", 0
                lines.append(f"{name}\0{_told(status)}")
        lines.sort()
        entries += len(lines)
        hashed.update(os.fsencode("\n".join(lines)))
        waiting += sorted(below, reverse=True)
    return hashed.hexdigest(), entries


def _told(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev} {status.st_mode}"


def _rows(db: sqlite3.Connection, roots: Sequence[str], narrowed: str) -> Iterator[tuple[str, str, str]]:
    rows = db.execute(
        f"SELECT path, state, reason FROM document WHERE part_of IS NULL{narrowed} ORDER BY path"
    )
    for path, state, reason in rows:
        if is_under_any(known := os.fsdecode(path), roots):
            yield known, state, said(reason)


def _is_setting(name: str) -> bool:
    return name.startswith(("ASSISTANT_", "OLLAMA_")) and not name.endswith(("PASSPHRASE", "TOKEN"))


def _named_in(paths: Paths) -> str:
    """Return the library that the settings file names."""
    if not paths.config_file.exists():
        return "default"
    import tomllib

    return str(tomllib.loads(paths.config_file.read_text(encoding="utf-8-sig")).get("library", "default"))

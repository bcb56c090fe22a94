"""A library's documents and passages: what is known of them, and how it changes."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.frozen import dataclass
from assistant.library.database import Database, Table, batches, marks, reads, writes, writes_soon
from assistant.library.document_rows import DocumentRows
from assistant.paths import PACK_FOLDER, is_under, is_under_any
from assistant.text import encodable
from ingest.records import Changes, KnownFile

SHEETS = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".ods", ".ots", ".fods")
"""Endings of files that hold nothing but tables."""
_BEGINNING_PASSAGES, _SHORT_BEGINNING = 4, 600
"""Passages that may make up a document's beginning, and characters up to which the next one is added."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the library keeps it.

    Attributes:
        id: Its number in the library.
        document_id: Its document's.
        ordinal: Its place in the document, from 0.
        source: Absolute path of the file.
        title: The document's title.
        text: Word for word.
        start: First character in the document's text.
        end: One past the last.
        page: Page it starts on, or None.
        heading: Trail of headings, outermost first.
        key: Name of its embedded text by content.
        confidence: Where its words were recognised in a picture: how surely, from 0 to 1; else None.
        page_label: The number that is printed on it where that is another, like "iv"; else empty.
    """

    id: int
    document_id: int
    ordinal: int
    source: str
    title: str
    text: str
    start: int
    end: int
    page: int | None
    heading: tuple[str, ...]
    key: str
    confidence: float | None = None
    page_label: str = ""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file as the library knows it, or a document in one.

    Attributes:
        id: Its number in the library.
        source: Absolute path.
        state: "found", "failed" or "skipped".
        reason: Why it failed or was skipped; else empty.
        notices: What could not be read of it.
        title: Its title.
        kind: Its format.
        size: Bytes.
        passages: How many it was cut into, those of its parts among them.
        mtime_ns: When it was last changed, in nanoseconds since 1970.
        added_ns: When it first came into the library.
        parts: Where it holds documents, like mails: how many; else None.
        is_part: Whether it is one of these.
    """

    id: int
    source: str
    state: str
    reason: str
    notices: tuple[str, ...]
    title: str
    kind: str
    size: int
    passages: int
    mtime_ns: int = 0
    added_ns: int = 0
    parts: int | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class LatestFile:
    """A file that was read lately.

    Attributes:
        path: Absolute.
        status: "added", "read" (again, as it was changed or touched) or "failed".
        reason: Why it failed; else empty.
        read_ns: When it was read, in nanoseconds since 1970.
    """

    path: str
    status: str
    reason: str
    read_ns: int


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A document that was read, as the catalogue lists it.

    Attributes:
        id: Its number in the library.
        source: Absolute path.
        title: Its title.
        kind: Its format.
        size: Bytes.
        passages: How many it was cut into.
        mtime_ns: When its file was last changed, in nanoseconds since 1970.
        added_ns: When it first came into the library.
        day: The day that it states, as YYYY-MM-DD; empty for none, or where that was not looked for.
    """

    id: int
    source: str
    title: str
    kind: str
    size: int
    passages: int
    mtime_ns: int
    added_ns: int
    day: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of a file besides its text.

    Attributes:
        hash: Of its content, as it was read; empty where that is not known.
        size: Bytes.
        mtime_ns: When it was last changed, in nanoseconds since 1970.
        passages: How many it was cut into.
        file: Where it is known of the file in which a document stands: the path of that file.
    """

    hash: str
    size: int
    mtime_ns: int
    passages: int
    file: str = ""


_PASSAGE_COLUMNS = (
    "p.id, p.document_id, p.ordinal, d.path, d.title, p.text, p.start, p.end, p.page, p.heading, p.key,"
    " p.confidence, p.page_label"
)


class Documents(Table):
    """The documents of a library, their passages, and its roots."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._counts: tuple[tuple[int, int, int], Mapping[str, int]] | None = None

    @property
    def _rows(self) -> DocumentRows:
        return DocumentRows(self._db)

    # Writing

    @writes
    def apply(self, changes: Changes) -> None:
        """Write changes in one transaction; when this returns, they are safe."""
        rows = self._rows
        # Parts go with their files, and with nothing else.
        rows.drop([one.id for one in rows.known(changes.removed).values() if one.part_of is None])
        rows.put(changes.put)
        for path, device in changes.moved:
            rows.set_device(path, device)
        for path, size, mtime_ns, read_ns in changes.touched:
            rows.touch(path, size=size, mtime_ns=mtime_ns, read_ns=read_ns)

    @writes
    def remove(self, paths: Sequence[str]) -> None:
        """Delete documents and their passages; unknown paths are ignored."""
        self._rows.drop([one.id for one in self._rows.known(paths).values()])

    @writes
    def add_roots(self, paths: Sequence[str]) -> None:
        """Remember files and folders to read as roots."""
        self._db.executemany(
            "INSERT OR IGNORE INTO root (path) VALUES (?)", [(os.fsencode(path),) for path in paths]
        )

    @writes
    def move(self, places: Mapping[str, str], roots: Mapping[str, str]) -> dict[str, str]:
        """Record where documents are now; all else of them stays as it is.

        Args:
            places: The new path of each file, by its old one; none of the new ones is known yet.
            roots: The new place of each root that has moved, by its old one.

        Returns:
            The new path of each document, by its old one: those of files, and of documents in them.
        """
        rows = self._db.execute(
            "SELECT p.path, d.path AS file FROM document p JOIN document d ON d.id = p.part_of"
        ).fetchall()
        inside = {os.fsdecode(row["path"]): os.fsdecode(row["file"]) for row in rows}
        places = {
            **places,
            **{path: places[file] + path[len(file) :] for path, file in inside.items() if file in places},
        }
        self._db.executemany(
            "UPDATE document SET path = ? WHERE path = ?",
            [(os.fsencode(new), os.fsencode(old)) for old, new in places.items()],
        )
        self._db.executemany("DELETE FROM root WHERE path = ?", [(os.fsencode(old),) for old in roots])
        known = self.roots()
        self.add_roots([new for new in roots.values() if not is_under_any(new, known)])
        return places

    @writes
    def forget_under(self, path: str) -> int:
        """Delete a file, or all files under a folder, and the roots there.

        A document in a file can be deleted too. Returns the number of documents deleted.
        """
        known = self._rows.known(self.under(path))
        gone = [one for one in known.values() if one.parts is None]
        self._rows.drop([one.id for one in known.values()])
        for file, number in Counter(one.part_of for one in gone if one.part_of is not None).items():
            self._db.execute("UPDATE document SET parts = parts - ? WHERE id = ?", (number, file))
        roots = [(os.fsencode(root),) for root in self.roots() if is_under(root, path)]
        self._db.executemany("DELETE FROM root WHERE path = ?", roots)
        # What was deleted must not stay readable in the index's old segments.
        self._db.execute("INSERT INTO terms (terms) VALUES ('optimize')")
        return len(gone)

    # Reading

    @reads
    def roots(self) -> list[str]:
        """Return the files and folders that are read, ordered by path."""
        return [os.fsdecode(row["path"]) for row in self._db.execute("SELECT path FROM root ORDER BY path")]

    @reads
    def known(self) -> dict[str, KnownFile]:
        """Return the last known state of every file, by path."""
        rows = self._db.execute(
            "SELECT path, state, reason, hash, size, mtime_ns, read_ns, reader, device FROM document"
            " WHERE part_of IS NULL"
        )
        return {
            os.fsdecode(row["path"]): KnownFile(
                state=row["state"],
                reason=_said(row["reason"]),
                hash=row["hash"],
                size=row["size"],
                mtime_ns=row["mtime_ns"],
                read_ns=row["read_ns"],
                reader=row["reader"],
                device=row["device"],
            )
            for row in rows
        }

    @reads
    def all(self, *, parts: bool = False) -> list[StoredDocument]:
        """Return every file, ordered by path; documents in one are counted.

        Args:
            parts: Return these too, after their file.
        """
        rows = self._db.execute(
            "SELECT d.*, (SELECT count(*) FROM passage p WHERE p.document_id = d.id)"
            " + CASE WHEN d.parts IS NULL THEN 0 ELSE (SELECT count(*) FROM passage p JOIN document own"
            " ON own.id = p.document_id WHERE own.part_of = d.id) END AS there"
            f" FROM document d {'' if parts else 'WHERE d.part_of IS NULL'} ORDER BY d.path"
        )
        return [
            StoredDocument(
                id=row["id"],
                source=os.fsdecode(row["path"]),
                state=row["state"],
                reason=_said(row["reason"]),
                notices=tuple(_said(one) for one in json.loads(row["notices"])),
                title=row["title"],
                kind=row["kind"],
                size=row["size"],
                passages=row["there"],
                mtime_ns=row["mtime_ns"],
                added_ns=row["read_ns"] if row["added_ns"] is None else row["added_ns"],
                parts=row["parts"],
                is_part=row["part_of"] is not None,
            )
            for row in rows
        ]

    @reads
    def latest(self, limit: int) -> list[LatestFile]:
        """Return the files that were read last, the newest first."""
        rows = self._db.execute(
            "SELECT path, state, reason, read_ns, coalesce(added_ns, read_ns) AS added FROM document"
            " WHERE part_of IS NULL AND state <> 'skipped' ORDER BY read_ns DESC, path LIMIT ?",
            (limit,),
        )
        return [
            LatestFile(
                path=os.fsdecode(row["path"]),
                status="failed"
                if row["state"] == "failed"
                else "added"
                if row["added"] == row["read_ns"]
                else "read",
                reason=_said(row["reason"]),
                read_ns=row["read_ns"],
            )
            for row in rows
        ]

    @reads
    def failed(self) -> dict[str, tuple[str, int, int]]:
        """Return the files that could not be read: why, size and `mtime_ns` by path."""
        rows = self._db.execute(
            "SELECT path, reason, size, mtime_ns FROM document WHERE state = 'failed' AND part_of IS NULL"
        )
        return {
            os.fsdecode(row["path"]): (_said(row["reason"]), row["size"], row["mtime_ns"]) for row in rows
        }

    @reads
    def catalogue(self) -> list[CatalogueRow]:
        """Return every document that was read, ordered by path."""
        rows = self._db.execute(
            "SELECT id, path, title, kind, size, coalesce(passages, 0) AS passages, mtime_ns,"
            " coalesce(added_ns, read_ns) AS added, coalesce(day, '') AS day"
            " FROM document WHERE state = 'found' AND parts IS NULL ORDER BY path"
        )
        return [
            CatalogueRow(
                row["id"],
                os.fsdecode(row["path"]),
                row["title"],
                row["kind"],
                row["size"],
                row["passages"],
                row["mtime_ns"],
                row["added"],
                row["day"],
            )
            for row in rows
        ]

    @reads
    def undated(self, chars: int) -> list[tuple[int, str, str]]:
        """Return number, path and beginning of documents whose date is not known yet."""
        found: dict[int, tuple[str, list[str]]] = {}
        rows = self._db.execute(
            "SELECT d.id, d.path, substr(p.text, 1, ?) AS head FROM document d LEFT JOIN passage p"
            " ON p.document_id = d.id AND p.ordinal < 2 WHERE d.day IS NULL AND d.state = 'found' AND d.parts IS NULL"
            " ORDER BY d.id, p.ordinal",
            (chars,),
        )
        for row in rows:
            found.setdefault(row["id"], (os.fsdecode(row["path"]), []))[1].append(row["head"] or "")
        return [(number, path, "\n".join(heads)[:chars]) for number, (path, heads) in found.items()]

    @writes_soon
    def note_days(self, days: Sequence[tuple[str, int]]) -> None:
        """Keep the days that documents state, each with its document's number.

        Raises:
            LibraryBusy: Another process is writing; it was not waited for long.
        """
        self._db.executemany("UPDATE document SET day = ? WHERE id = ?", days)

    @reads
    def under(self, path: str) -> list[str]:
        """Return the paths of a file or of files in a folder, with documents in them."""
        rows = self._db.execute("SELECT path FROM document")
        return [known for known in (os.fsdecode(row["path"]) for row in rows) if is_under(known, path)]

    @reads
    def counts(self) -> Mapping[str, int]:
        """Count documents by state, and "passages" and "files" that were found.

        The states are "found", "failed" and "skipped". Of a file that holds documents, these count, and not the file.
        """
        state = self.database.state()
        if self._counts is None or state is None or self._counts[0] != state:
            counts = {"found": 0, "failed": 0, "skipped": 0}
            by_state = self._db.execute(
                "SELECT state, count(*) AS n FROM document WHERE parts IS NULL GROUP BY state"
            )
            counts.update((row["state"], row["n"]) for row in by_state)
            counts["passages"] = int(self._db.execute("SELECT count(*) FROM passage").fetchone()[0])
            files = "SELECT count(*) FROM document WHERE state = 'found' AND part_of IS NULL"
            counts["files"] = int(self._db.execute(files).fetchone()[0])
            if state is None:
                return counts
            self._counts = state, counts
        return self._counts[1]

    @reads
    def from_packs(self) -> int:
        """Count the documents that came in packs."""
        first, after = (os.fsencode(PACK_FOLDER + mark) for mark in (os.sep, chr(ord(os.sep) + 1)))
        row = self._db.execute(
            "SELECT count(*) FROM document WHERE path > ? AND path < ?", (first, after)
        ).fetchone()
        return int(row[0])

    @reads
    def sources(self) -> Mapping[int, str]:
        """Return the path of every document by its number."""
        rows = self._db.execute("SELECT id, path FROM document WHERE parts IS NULL")
        return {int(row["id"]): os.fsdecode(row["path"]) for row in rows}

    @reads
    def named(
        self, pieces: Sequence[str] | None = None, *, numbered: bool = False
    ) -> list[tuple[int, str, str]]:
        """Return number, path and title of documents that were read.

        Args:
            pieces: Any of these stands in the path, whatever the case of its ASCII letters; None gives all.
            numbered: Give those too in whose path there is a digit.
        """
        query = "SELECT id, path, title FROM document WHERE state = 'found' AND parts IS NULL"
        if pieces is None:
            rows = self._db.execute(query)
        else:
            path = "CAST(path AS TEXT)"
            some = [f"{path} LIKE ? ESCAPE '!'"] * len(pieces) + [f"{path} GLOB '*[0-9]*'"] * numbered
            if not some:
                return []
            escaped = [re.sub("([!%_])", r"!\1", encodable(piece)) for piece in pieces]
            rows = self._db.execute(f"{query} AND ({' OR '.join(some)})", [f"%{piece}%" for piece in escaped])
        return [(row["id"], os.fsdecode(row["path"]), row["title"]) for row in rows]

    @reads
    def sheets(self) -> list[int]:
        """Return the numbers of sheets among what was read, by how names end."""
        by_length: dict[int, list[str]] = {}
        for ending in sorted(SHEETS):
            by_length.setdefault(len(ending), []).append(ending)
        # In SQLite, as of thousands of paths few end so.
        tests = [
            f"lower(substr(CAST(path AS TEXT), {-length})) IN ({marks(some)})"
            for length, some in by_length.items()
        ]
        rows = self._db.execute(
            f"SELECT id FROM document WHERE state = 'found' AND parts IS NULL AND ({' OR '.join(tests)})",
            [one for some in by_length.values() for one in some],
        )
        return [row["id"] for row in rows]

    @reads
    def facts(self, document_ids: Collection[int]) -> dict[int, DocumentFacts]:
        """Return hash, size, time and passage count of documents, by number."""
        found: dict[int, DocumentFacts] = {}
        for batch in batches(list(document_ids)):
            rows = self._db.execute(
                f"SELECT id, hash, size, mtime_ns, passages FROM document WHERE id IN ({marks(batch)})",
                batch,
            )
            for row in rows:
                found[row["id"]] = DocumentFacts(
                    row["hash"] or "", row["size"], row["mtime_ns"], row["passages"] or 0
                )
        return found

    @reads
    def number_at(self, path: str) -> int | None:
        """Return the number of the document at a path, or None."""
        row = self._db.execute("SELECT id FROM document WHERE path = ?", (os.fsencode(path),)).fetchone()
        return int(row["id"]) if row else None

    @reads
    def files_of_parts(self) -> list[str]:
        """Return the paths of the files that hold documents, like mailboxes."""
        rows = self._db.execute("SELECT path FROM document WHERE parts IS NOT NULL ORDER BY path")
        return [os.fsdecode(row["path"]) for row in rows]

    @reads
    def file_at(self, path: str) -> tuple[int, str] | None:
        """Return number and path of the file that a document is or stands in, or None."""
        row = self._db.execute(
            "SELECT coalesce(f.id, d.id) AS id, coalesce(f.path, d.path) AS path FROM document d"
            " LEFT JOIN document f ON f.id = d.part_of WHERE d.path = ?",
            (os.fsencode(path),),
        ).fetchone()
        return (int(row["id"]), os.fsdecode(row["path"])) if row else None

    @reads
    def parts(self, number: int) -> list[int]:
        """Return the numbers of the documents in a file, ordered by path."""
        rows = self._db.execute("SELECT id FROM document WHERE part_of = ? ORDER BY path", (number,))
        return [int(row["id"]) for row in rows]

    @reads
    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Return passages by their numbers; unknown numbers are left out."""
        found: dict[int, StoredPassage] = {}
        for batch in batches(list(ids)):
            rows = self._db.execute(
                f"SELECT {_PASSAGE_COLUMNS} FROM passage p JOIN document d ON d.id = p.document_id"
                f" WHERE p.id IN ({marks(batch)})",
                batch,
            )
            found.update((row["id"], _passage(row)) for row in rows)
        return found

    @reads
    def beginnings(self, document_ids: Collection[int]) -> dict[int, StoredPassage]:
        """Return the first passage of each document that has one, by its number.

        A short one, such as a letterhead, is followed by the text of the next.
        """
        found: dict[int, StoredPassage] = {}
        for batch in batches(list(document_ids)):
            rows = self._db.execute(
                f"SELECT {_PASSAGE_COLUMNS} FROM passage p JOIN document d ON d.id = p.document_id"
                f" WHERE p.document_id IN ({marks(batch)}) AND p.ordinal < {_BEGINNING_PASSAGES}"
                " ORDER BY p.document_id, p.ordinal",
                batch,
            )
            for row in rows:
                own, first = _passage(row), found.get(row["document_id"])
                if first is None:
                    found[row["document_id"]] = own
                elif len(first.text) < _SHORT_BEGINNING:
                    more = "\n\n".join([first.text, *own.heading[-1:], own.text])
                    found[row["document_id"]] = replace(first, text=more)
        return found

    @reads
    def passage_ids_of_keys(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """Return the numbers of the passages that have each key."""
        found: dict[str, list[int]] = {}
        for batch in batches(keys):
            rows = self._db.execute(
                f"SELECT key, id FROM passage WHERE key IN ({marks(batch)}) ORDER BY id", batch
            )
            for row in rows:
                found.setdefault(row["key"], []).append(row["id"])
        return found

    @reads
    def keys_of_passages(self, ids: Collection[int]) -> set[str]:
        """Return the keys of some passages."""
        keys: set[str] = set()
        for batch in batches(list(ids)):
            rows = self._db.execute(f"SELECT key FROM passage WHERE id IN ({marks(batch)})", batch)
            keys.update(row["key"] for row in rows)
        return keys

    @reads
    def keys_of_documents(self, document_ids: Collection[int]) -> set[str]:
        """Return the keys of all passages of some documents."""
        keys: set[str] = set()
        for batch in batches(list(document_ids)):
            rows = self._db.execute(f"SELECT key FROM passage WHERE document_id IN ({marks(batch)})", batch)
            keys.update(row["key"] for row in rows)
        return keys

    @reads
    def neighbours(self, document_id: int, first: int, last: int) -> list[StoredPassage]:
        """Return a document's passages between two ordinals, both included."""
        rows = self._db.execute(
            f"SELECT {_PASSAGE_COLUMNS} FROM passage p JOIN document d ON d.id = p.document_id"
            " WHERE p.document_id = ? AND p.ordinal BETWEEN ? AND ? ORDER BY p.ordinal",
            (document_id, first, last),
        )
        return [_passage(row) for row in rows]


def _passage(row: sqlite3.Row) -> StoredPassage:
    return StoredPassage(
        id=row["id"],
        document_id=row["document_id"],
        ordinal=row["ordinal"],
        source=os.fsdecode(row["path"]),
        title=row["title"],
        text=row["text"],
        start=row["start"],
        end=row["end"],
        page=row["page"],
        heading=tuple(json.loads(row["heading"])),
        key=row["key"],
        confidence=row["confidence"],
        page_label=row["page_label"] or "",
    )


def _said(text: str) -> str:
    """Say a reason or notice in the language that is spoken now."""
    if not text:
        return ""
    from assistant.kept_texts import said  # no question needs it

    return said(text)

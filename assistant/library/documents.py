"""Store a library's documents and passages, and the roots it was given."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from assistant.library.database import Database, Table, reads, writes, writes_soon
from assistant.library.terms import is_unspaced, terms
from assistant.paths import PACK_FOLDER, is_under, is_under_any
from assistant.text import encodable
from ingest.records import Changes, DocumentRecord, KnownFile, Passage


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


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file as the library knows it.

    Attributes:
        id: Its number in the library.
        source: Absolute path.
        state: "found", "failed" or "skipped".
        reason: Why it failed or was skipped; else empty.
        notices: What could not be read of it.
        title: Its title.
        kind: Its format.
        size: Bytes.
        passages: How many it was cut into.
        mtime_ns: When it was last changed, in nanoseconds since 1970.
        added_ns: When it first came into the library.
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
    """

    hash: str
    size: int
    mtime_ns: int
    passages: int


_PASSAGE_COLUMNS = (
    "p.id, p.document_id, p.ordinal, d.path, d.title, p.text, p.start, p.end, p.page, p.heading, p.key,"
    " p.confidence"
)
_DOCUMENT = (
    "id, path, state, reason, notices, title, kind, hash, size, mtime_ns, read_ns, reader, device, passages,"
    " added_ns"
)
_PASSAGE = "id, document_id, ordinal, text, start, end, page, heading, key, unspaced, confidence"
_SQL_VARIABLES = 500
_ROWS_AT_ONCE = 64
"""So many rows in a statement: with fifteen columns, fewer values than every SQLite takes."""
_Item = TypeVar("_Item")


class Documents(Table):
    """The documents of a library, their passages, and its roots."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._counts: tuple[tuple[int, int, int], Mapping[str, int]] | None = None

    # Writing

    @writes
    def apply(self, changes: Changes) -> None:
        """Write changes in one transaction; when this returns, they are safe."""
        self.remove(changes.removed)
        self._put(changes.put)
        for path, device in changes.moved:
            self._move(path, device)
        for path, size, mtime_ns, read_ns in changes.touched:
            self._touch(path, size=size, mtime_ns=mtime_ns, read_ns=read_ns)

    def _put(self, documents: Sequence[tuple[DocumentRecord, Sequence[Passage]]]) -> None:
        """Insert or replace documents; their paths differ.

        A document gets a new number: readers who look at the old one must not come upon half of each. Passages that it
        holds still keep their rows. Numbers are given here, so that many rows are inserted at once.
        """
        known = self._numbers([record.path for record, _ in documents])
        self._db.executemany(  # no path is a number
            "UPDATE document SET path = CAST(id AS BLOB) WHERE id = ?",
            [(old,) for old, _, _ in known.values()],
        )
        numbered = list(enumerate(documents, self._last_number("document") + 1))
        first = {path: added for path, (_, _, added) in known.items()}
        rows = [(own, *_document_row(*one), first.get(one[0].path, one[0].read_ns)) for own, one in numbered]
        self._insert("document", _DOCUMENT, rows)
        cut: list[tuple[int, Passage]] = []
        for own, (record, passages) in numbered:
            old, reader, _ = known.get(record.path, (0, 0, 0))
            # What another version read may be found by other words.
            new = self._taken_over(old, own, passages) if old and reader == record.reader else passages
            cut += [(own, passage) for passage in new]
        self._drop([old for old, _, _ in known.values()])
        self._insert_passages(cut)
        pages = [(own, page, name) for own, (record, _) in numbered for page, name in record.pictures.items()]
        self._insert("picture_page", "document_id, page, hash", pages)

    def _taken_over(self, old: int, own: int, passages: Sequence[Passage]) -> list[Passage]:
        """Reuse the old document's rows for passages that did not change.

        Returns the passages that have no row yet.
        """
        rows = self._db.execute(
            "SELECT id, key, heading FROM passage WHERE document_id = ? ORDER BY ordinal DESC", (old,)
        )
        held: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            held.setdefault((row["key"], row["heading"]), []).append(row["id"])
        places: list[tuple[float | None, ...]] = []
        new: list[Passage] = []
        for passage in passages:
            alike = held.get((passage.key, _heading(passage)))
            if alike:
                place = (passage.ordinal, passage.start, passage.end, passage.page, passage.confidence)
                places.append((own, *place, alike.pop()))
            else:
                new.append(passage)
        self._db.executemany(
            "UPDATE passage SET document_id = ?, ordinal = ?, start = ?, end = ?, page = ?, confidence = ? WHERE id = ?",
            places,
        )
        return new

    def _insert_passages(self, cut: Sequence[tuple[int, Passage]]) -> None:
        """Insert passages, each with its document's number, and their index terms."""
        number = self._last_number("passage") + 1
        for start in range(0, len(cut), _ROWS_AT_ONCE):
            some = list(enumerate(cut[start : start + _ROWS_AT_ONCE], number + start))
            self._insert("passage", _PASSAGE, [(at, own, *_passage_row(one)) for at, (own, one) in some])
            words = [(at, *terms_of_passage(one.heading, encodable(one.text))) for at, (_, one) in some]
            self._insert("terms", "rowid, heading, body", words)

    def _numbers(self, paths: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        """Return number, reader version and arrival of each known document, by path."""
        found: dict[str, tuple[int, int, int]] = {}
        for batch in _batches([os.fsencode(path) for path in paths]):
            rows = self._db.execute(
                "SELECT path, id, reader, coalesce(added_ns, read_ns) AS added FROM document"
                f" WHERE path IN ({_marks(batch)})",
                batch,
            )
            found.update((os.fsdecode(row["path"]), (row["id"], row["reader"], row["added"])) for row in rows)
        return found

    def _last_number(self, table: str) -> int:
        """Return the highest row number a table ever had, as AUTOINCREMENT counts."""
        row = self._db.execute(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0),"
            f" coalesce((SELECT max(id) FROM {table}), 0)) AS number",
            (table,),
        ).fetchone()
        return int(row["number"])

    def _insert(self, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
        for batch in _batches(rows, _ROWS_AT_ONCE):
            marks = ",".join([f"({_marks(batch[0])})"] * len(batch))
            self._db.execute(
                f"INSERT INTO {table} ({columns}) VALUES {marks}", tuple(chain.from_iterable(batch))
            )

    def _touch(self, path: str, *, size: int, mtime_ns: int, read_ns: int) -> None:
        """Record that a file was looked at and is unchanged."""
        self._db.execute(
            "UPDATE document SET size = ?, mtime_ns = ?, read_ns = ? WHERE path = ?",
            (size, mtime_ns, read_ns, os.fsencode(path)),
        )

    def _move(self, path: str, device: int) -> None:
        """Record that a file's drive has another device number."""
        self._db.execute("UPDATE document SET device = ? WHERE path = ?", (device, os.fsencode(path)))

    @writes
    def remove(self, paths: Sequence[str]) -> None:
        """Delete documents and their passages; unknown paths are ignored."""
        self._drop([number for number, _, _ in self._numbers(paths).values()])

    def _drop(self, document_ids: Sequence[int]) -> None:
        for batch in _batches(document_ids):
            passages = f"SELECT id FROM passage WHERE document_id IN ({_marks(batch)})"
            self._db.execute(f"DELETE FROM terms WHERE rowid IN ({passages})", batch)
            self._db.execute(f"DELETE FROM document WHERE id IN ({_marks(batch)})", batch)

    @writes
    def add_roots(self, paths: Sequence[str]) -> None:
        """Remember files and folders to read as roots."""
        self._db.executemany(
            "INSERT OR IGNORE INTO root (path) VALUES (?)", [(os.fsencode(path),) for path in paths]
        )

    @writes
    def move(self, places: Mapping[str, str], roots: Mapping[str, str]) -> None:
        """Record where documents are now; all else of them stays as it is.

        Args:
            places: The new path of each, by its old one; none of the new ones is known yet.
            roots: The new place of each root that has moved, by its old one.
        """
        self._db.executemany(
            "UPDATE document SET path = ? WHERE path = ?",
            [(os.fsencode(new), os.fsencode(old)) for old, new in places.items()],
        )
        self._db.executemany("DELETE FROM root WHERE path = ?", [(os.fsencode(old),) for old in roots])
        known = self.roots()
        self.add_roots([new for new in roots.values() if not is_under_any(new, known)])

    @writes
    def forget_under(self, path: str) -> int:
        """Delete a file, or all files under a folder, and the roots there.

        Returns the number of files deleted.
        """
        gone = self.under(path)
        self.remove(gone)
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
        )
        return {
            os.fsdecode(row["path"]): KnownFile(
                state=row["state"],
                reason=row["reason"],
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
    def all(self) -> list[StoredDocument]:
        """Return every file, ordered by path."""
        rows = self._db.execute(
            "SELECT d.*, (SELECT count(*) FROM passage p WHERE p.document_id = d.id) AS there"
            " FROM document d ORDER BY d.path"
        )
        return [
            StoredDocument(
                id=row["id"],
                source=os.fsdecode(row["path"]),
                state=row["state"],
                reason=row["reason"],
                notices=tuple(json.loads(row["notices"])),
                title=row["title"],
                kind=row["kind"],
                size=row["size"],
                passages=row["there"],
                mtime_ns=row["mtime_ns"],
                added_ns=row["read_ns"] if row["added_ns"] is None else row["added_ns"],
            )
            for row in rows
        ]

    @reads
    def catalogue(self) -> list[CatalogueRow]:
        """Return every document that was read, ordered by path."""
        rows = self._db.execute(
            "SELECT id, path, title, kind, size, coalesce(passages, 0) AS passages, mtime_ns,"
            " coalesce(added_ns, read_ns) AS added, coalesce(day, '') AS day"
            " FROM document WHERE state = 'found' ORDER BY path"
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
            " ON p.document_id = d.id AND p.ordinal < 2 WHERE d.day IS NULL AND d.state = 'found' ORDER BY d.id, p.ordinal",
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
        """Return the paths of a file, or of all files under a folder."""
        rows = self._db.execute("SELECT path FROM document")
        return [known for known in (os.fsdecode(row["path"]) for row in rows) if is_under(known, path)]

    @reads
    def counts(self) -> Mapping[str, int]:
        """Count documents by state ("found", "failed", "skipped"), and "passages"."""
        state = self.database.state()
        if self._counts is None or state is None or self._counts[0] != state:
            counts = {"found": 0, "failed": 0, "skipped": 0}
            by_state = self._db.execute("SELECT state, count(*) AS n FROM document GROUP BY state")
            counts.update((row["state"], row["n"]) for row in by_state)
            counts["passages"] = int(self._db.execute("SELECT count(*) FROM passage").fetchone()[0])
            if state is None:
                return counts
            self._counts = state, counts
        return self._counts[1]

    @reads
    def sources(self) -> Mapping[int, str]:
        """Return the path of every document by its number."""
        rows = self._db.execute("SELECT id, path FROM document")
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
        query = "SELECT id, path, title FROM document WHERE state = 'found'"
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
    def facts(self, document_ids: Collection[int]) -> dict[int, DocumentFacts]:
        """Return hash, size, time and passage count of documents, by number."""
        found: dict[int, DocumentFacts] = {}
        for batch in _batches(list(document_ids)):
            rows = self._db.execute(
                f"SELECT id, hash, size, mtime_ns, passages FROM document WHERE id IN ({_marks(batch)})",
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
    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Return passages by their numbers; unknown numbers are left out."""
        found: dict[int, StoredPassage] = {}
        for batch in _batches(list(ids)):
            rows = self._db.execute(
                f"SELECT {_PASSAGE_COLUMNS} FROM passage p JOIN document d ON d.id = p.document_id"
                f" WHERE p.id IN ({_marks(batch)})",
                batch,
            )
            found.update((row["id"], _passage(row)) for row in rows)
        return found

    @reads
    def passage_ids_of_keys(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """Return the numbers of the passages that have each key."""
        found: dict[str, list[int]] = {}
        for batch in _batches(keys):
            rows = self._db.execute(
                f"SELECT key, id FROM passage WHERE key IN ({_marks(batch)}) ORDER BY id", batch
            )
            for row in rows:
                found.setdefault(row["key"], []).append(row["id"])
        return found

    @reads
    def keys_of_passages(self, ids: Collection[int]) -> set[str]:
        """Return the keys of some passages."""
        keys: set[str] = set()
        for batch in _batches(list(ids)):
            rows = self._db.execute(f"SELECT key FROM passage WHERE id IN ({_marks(batch)})", batch)
            keys.update(row["key"] for row in rows)
        return keys

    @reads
    def keys_of_documents(self, document_ids: Collection[int]) -> set[str]:
        """Return the keys of all passages of some documents."""
        keys: set[str] = set()
        for batch in _batches(list(document_ids)):
            rows = self._db.execute(f"SELECT key FROM passage WHERE document_id IN ({_marks(batch)})", batch)
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
    @reads
    def from_packs(self) -> int:
        """Count the documents that came in packs."""
        first, after = (os.fsencode(PACK_FOLDER + mark) for mark in (os.sep, chr(ord(os.sep) + 1)))
        row = self._db.execute(
            "SELECT count(*) FROM document WHERE path > ? AND path < ?", (first, after)
        ).fetchone()
        return int(row[0])

        return [_passage(row) for row in rows]


def terms_of_passage(heading: Sequence[str], text: str) -> tuple[str, str]:
    """Return a passage's index terms: those of its headings, and of its text."""
    return " ".join(terms(" ".join(heading))), " ".join(terms(text))


def put_terms(db: sqlite3.Connection, passage_id: int, found_by: tuple[str, str]) -> None:
    """Store what a passage is found by, as `terms_of_passage` gives it."""
    db.execute("INSERT INTO terms (rowid, heading, body) VALUES (?, ?, ?)", (passage_id, *found_by))


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
    )


def _document_row(record: DocumentRecord, passages: Sequence[Passage]) -> tuple[object, ...]:
    return (
        os.fsencode(record.path),
        record.state,
        encodable(record.reason),
        json.dumps(record.notices),
        encodable(record.title),
        record.kind,
        record.hash,
        record.size,
        record.mtime_ns,
        record.read_ns,
        record.reader,
        record.device,
        len(passages),
    )


def _passage_row(passage: Passage) -> tuple[object, ...]:
    text = encodable(passage.text)
    return (
        passage.ordinal,
        text,
        passage.start,
        passage.end,
        passage.page,
        _heading(passage),
        passage.key,
        is_unspaced(text),
        passage.confidence,
    )


def _heading(passage: Passage) -> str:
    return json.dumps([encodable(title) for title in passage.heading], ensure_ascii=False)


def _batches(items: Sequence[_Item], size: int = _SQL_VARIABLES) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _marks(batch: Sequence[object]) -> str:
    return ",".join("?" * len(batch))

"""Write the rows of documents, their passages, and what these are found by."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from itertools import chain

from assistant.frozen import dataclass
from assistant.library.database import batches, marks
from assistant.library.terms import index_terms, is_unspaced
from assistant.text import encodable
from ingest.records import DocumentRecord, Part, Passage, part_path


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What a document was before, and how it hangs with others."""

    id: int
    reader: int
    added_ns: int
    parts: int | None
    part_of: int | None


_DOCUMENT = (
    "id, path, state, reason, notices, title, kind, hash, size, mtime_ns, read_ns, reader, device, passages,"
    " added_ns, parts, part_of"
)
_PASSAGE = "id, document_id, ordinal, text, start, end, page, heading, key, unspaced, confidence, page_label"
_VALUES_AT_ONCE = 32_766 if sqlite3.sqlite_version_info >= (3, 32) else 999
"""So many values go into a statement, unless SQLite was built to take more."""
_ROWS_AT_ONCE = (1_024, 256, 64, 16, 4, 1)
"""So many rows are inserted by a statement. Other threads compute while it runs, and wait for each other before and after: few
long ones are best. Each is kept prepared, so that there may not be one for every number of rows."""
_PASSAGES_AT_ONCE = 2_048
"""So many passages are made ready at once: their texts stand in memory twice meanwhile."""
_json_text = json.JSONEncoder(ensure_ascii=False).encode


class DocumentRows:
    """The rows of documents and their passages, as a transaction changes them.

    Args:
        db: The library's database, in a transaction.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(
        self, documents: Sequence[tuple[DocumentRecord, Sequence[Passage]]], part_of: int | None = None
    ) -> None:
        """Insert or replace documents; their paths differ.

        A document gets a new number: readers who look at the old one must not come upon half of each. Passages that it
        holds still keep their rows. Numbers are given here, so that many rows are inserted at once.

        Args:
            documents: What is kept of each, and its passages.
            part_of: The number of the file that holds them; None where they are files.
        """
        known = self.known([record.path for record, _ in documents])
        self._db.executemany(  # no path is a number
            "UPDATE document SET path = CAST(id AS BLOB) WHERE id = ?",
            [(old.id,) for old in known.values()],
        )
        numbered = list(enumerate(documents, self._last_number("document") + 1))
        first = {path: old.added_ns for path, old in known.items()}
        rows = [
            (own, *_document_row(*one), first.get(one[0].path, one[0].read_ns), _part_count(one[0]), part_of)
            for own, one in numbered
        ]
        self._insert("document", _DOCUMENT, rows)
        cut: list[tuple[int, Passage]] = []
        for own, (record, passages) in numbered:
            old = known.get(record.path)
            # What another version read may be found by other words.
            same_reader = old is not None and old.reader == record.reader
            new = self._taken_over(old.id, own, passages) if old and same_reader else passages
            cut += [(own, passage) for passage in new]
            if old is not None and old.parts is not None:
                self._db.execute("UPDATE document SET part_of = ? WHERE part_of = ?", (own, old.id))
        self.drop([old.id for old in known.values()])
        self._insert_passages(cut)
        pages = [(own, page, name) for own, (record, _) in numbered for page, name in record.pictures.items()]
        self._insert("picture_page", "document_id, page, hash", pages)
        for own, (record, _) in numbered:
            if record.parts is not None or (record.path in known and known[record.path].parts is not None):
                self._put_parts(own, record)

    def _put_parts(self, own: int, record: DocumentRecord) -> None:
        """Bring the documents in a file in line; unchanged ones keep their rows.

        Args:
            own: Number of the file.
            record: What is kept of it.
        """
        wanted = {part_path(record.path, part.name): part for part in record.parts or ()}
        rows = self._db.execute(
            "SELECT id, path, hash, title, reader FROM document WHERE part_of = ?", (own,)
        )
        held = {os.fsdecode(row["path"]): row for row in rows}
        same = {
            path
            for path, part in wanted.items()
            if (row := held.get(path)) is not None
            and (row["hash"], row["title"], row["reader"])
            == (part.content_hash, encodable(part.title), record.reader)
        }
        self.drop([row["id"] for path, row in held.items() if path not in wanted])
        self._db.execute(
            "UPDATE document SET mtime_ns = ?, read_ns = ? WHERE part_of = ?",
            (record.mtime_ns, record.read_ns, own),
        )
        new = [
            (_part_record(record, path, part), part.passages)
            for path, part in wanted.items()
            if path not in same
        ]
        for batch in batches(new):
            self.put(batch, own)

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
        places: list[tuple[float | str | None, ...]] = []
        new: list[Passage] = []
        for passage in passages:
            alike = held.get((passage.key, _heading(passage)))
            if alike:
                place = (
                    passage.ordinal,
                    passage.start,
                    passage.end,
                    passage.page,
                    passage.confidence,
                    encodable(passage.page_label),
                )
                places.append((own, *place, alike.pop()))
            else:
                new.append(passage)
        self._db.executemany(
            "UPDATE passage SET document_id = ?, ordinal = ?, start = ?, end = ?, page = ?, confidence = ?, page_label = ? WHERE id = ?",
            places,
        )
        return new

    def _insert_passages(self, cut: Sequence[tuple[int, Passage]]) -> None:
        """Insert passages, each with its document's number, and their index terms."""
        number = self._last_number("passage") + 1
        for batch in batches(list(enumerate(cut, number)), _PASSAGES_AT_ONCE):
            rows, words = [], []
            headings: dict[tuple[str, ...], tuple[str, str]] = {}  # those of a section share one
            for at, (own, one) in batch:
                if one.heading not in headings:
                    headings[one.heading] = _heading(one), index_terms(" ".join(one.heading))
                heading, found_by = headings[one.heading]
                row = _passage_row(one, heading)
                rows.append((at, own, *row))
                words.append((at, found_by, index_terms(row[1])))
            self._insert("passage", _PASSAGE, rows)
            self._insert("terms", "rowid, heading, body", words)

    def known(self, paths: Sequence[str]) -> dict[str, KnownRow]:
        """Return what is known of documents, by path; unknown ones are left out."""
        found: dict[str, KnownRow] = {}
        for batch in batches([os.fsencode(path) for path in paths]):
            rows = self._db.execute(
                "SELECT path, id, reader, coalesce(added_ns, read_ns) AS added, parts, part_of FROM document"
                f" WHERE path IN ({marks(batch)})",
                batch,
            )
            found.update(
                (
                    os.fsdecode(row["path"]),
                    KnownRow(row["id"], row["reader"], row["added"], row["parts"], row["part_of"]),
                )
                for row in rows
            )
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
        start = 0
        for size in _ROWS_AT_ONCE:
            if not rows or size * len(rows[0]) > _VALUES_AT_ONCE:
                continue
            statement = f"INSERT INTO {table} ({columns}) VALUES " + ",".join([f"({marks(rows[0])})"] * size)
            while len(rows) - start >= size:
                some = rows[start : start + size]
                self._db.execute(statement, tuple(chain.from_iterable(some)))
                start += size

    def touch(self, path: str, *, size: int, mtime_ns: int, read_ns: int) -> None:
        """Record that a file was looked at and is unchanged."""
        self._db.execute(
            "UPDATE document SET size = ?, mtime_ns = ?, read_ns = ? WHERE path = ?",
            (size, mtime_ns, read_ns, os.fsencode(path)),
        )

    def set_device(self, path: str, device: int) -> None:
        """Record that a file's drive has another device number."""
        self._db.execute("UPDATE document SET device = ? WHERE path = ?", (device, os.fsencode(path)))

    def drop(self, document_ids: Sequence[int]) -> None:
        """Delete documents with all that is kept of them and of documents in them."""
        for batch in batches(document_ids):
            some = marks(batch)
            parts = f"SELECT id FROM document WHERE part_of IN ({some})"
            passages = f"SELECT id FROM passage WHERE document_id IN ({parts})"
            self._db.execute(f"DELETE FROM terms WHERE rowid IN ({passages})", batch)
            passages = f"SELECT id FROM passage WHERE document_id IN ({some})"
            self._db.execute(f"DELETE FROM terms WHERE rowid IN ({passages})", batch)
            self._db.execute(f"DELETE FROM document WHERE id IN ({marks(batch)})", batch)


def terms_of_passage(heading: Sequence[str], text: str) -> tuple[str, str]:
    """Return a passage's index terms: those of its headings, and of its text."""
    return index_terms(" ".join(heading)), index_terms(text)


def put_terms(db: sqlite3.Connection, passage_id: int, found_by: tuple[str, str]) -> None:
    """Store what a passage is found by, as `terms_of_passage` gives it."""
    db.execute("INSERT INTO terms (rowid, heading, body) VALUES (?, ?, ?)", (passage_id, *found_by))


def _document_row(record: DocumentRecord, passages: Sequence[Passage]) -> tuple[object, ...]:
    from assistant.kept_texts import kept  # no question needs it

    return (
        os.fsencode(record.path),
        record.state,
        kept(record.reason),
        json.dumps([kept(one) for one in record.notices]),
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


def _passage_row(
    passage: Passage, heading: str
) -> tuple[int, str, int, int, int | None, str, str, bool, float | None, str]:
    text = encodable(passage.text)
    return (
        passage.ordinal,
        text,
        passage.start,
        passage.end,
        passage.page,
        heading,
        passage.key,
        is_unspaced(text),
        passage.confidence,
        encodable(passage.page_label),
    )


def _part_count(record: DocumentRecord) -> int | None:
    return None if record.parts is None else len(record.parts)


def _part_record(file: DocumentRecord, path: str, part: Part) -> DocumentRecord:
    """Return what is kept of a document in a file."""
    return DocumentRecord(
        path=path,
        state="found",
        size=part.size,
        mtime_ns=file.mtime_ns,
        read_ns=file.read_ns,
        reader=file.reader,
        notices=part.notices,
        title=part.title,
        kind=part.kind,
        hash=part.content_hash,
    )


def _heading(passage: Passage) -> str:
    return _json_text([encodable(title) for title in passage.heading])

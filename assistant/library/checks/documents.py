"""Documents and passages: a passage is the words of its file, where they stood."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from typing import get_args

from assistant.library.checks.damage import READ_AGAIN, Damage, counted
from assistant.library.terms import is_unspaced
from ingest.records import Passage, State

_COLUMNS = "id, ordinal, text, start, end, page, heading, key, unspaced"


def check(db: sqlite3.Connection) -> list[Damage]:
    """Look at every document; one whose passages are not whole is read again by the next ingest."""
    return list(_damages(db))


def _damages(db: sqlite3.Connection) -> Iterator[Damage]:
    yield from _wrong_columns(db)
    flags = 0
    for document in db.execute("SELECT * FROM document ORDER BY id").fetchall():
        place = os.fsdecode(document["path"])
        if document["state"] not in get_args(State):
            db.execute(
                "UPDATE document SET state = 'failed', reason = 'it was not read yet', hash = NULL WHERE id = ?",
                (document["id"],),
            )
            yield _again(db, document["id"], "document_state", f"What became of {place} was unreadable.")
            continue
        if not _is_list_of_text(document["notices"]):
            db.execute("UPDATE document SET notices = '[]' WHERE id = ?", (document["id"],))
            yield _again(db, document["id"], "document_notices", f"What was noted of {place} was unreadable.")
        passages = db.execute(
            f"SELECT {_COLUMNS} FROM passage WHERE document_id = ? ORDER BY ordinal", (document["id"],)
        ).fetchall()
        if document["state"] == "found":
            wrong = _wrong(document, passages)
            if wrong:
                yield _again(db, document["id"], wrong[0], f"{place}: {wrong[1]}.")
        elif passages:
            db.execute("DELETE FROM passage WHERE document_id = ?", (document["id"],))
            yield Damage("document_state", f"{place} could not be read, and had passages all the same.")
            continue
        flags += _mend_flags(db, passages)
    if flags:
        yield Damage("passage_script", f"The script of {flags:,} passages was noted wrongly.")


_TYPES = {
    "document": {
        "path": "blob", "state": "text", "reason": "text", "notices": "text", "title": "text", "kind": "text",
        "size": "integer", "mtime_ns": "integer", "read_ns": "integer", "reader": "integer", "device": "integer",
        "passages": "integer",
    },
    "passage": {
        "ordinal": "integer", "text": "text", "start": "integer", "end": "integer", "heading": "text", "key": "text",
        "unspaced": "integer",
    },
}  # fmt: skip
"""What SQLite would let be of any type."""


def _wrong_columns(db: sqlite3.Connection) -> Iterator[Damage]:
    """Drop rows in which something is not of its type; what held them is read again."""
    for table, types in _TYPES.items():
        wrong = " OR ".join(f"typeof({column}) <> '{kind}'" for column, kind in types.items())
        if table == "passage":
            wrong += " OR typeof(page) NOT IN ('integer', 'null')"
        gone = db.execute(f"DELETE FROM {table} WHERE {wrong}").rowcount
        if gone:
            what = f"{counted(gone, table)} held what it cannot hold, and {'is' if gone == 1 else 'are'} dropped."
            yield Damage(f"{table}_columns", what, mended=False, remedy=f"{READ_AGAIN} reads the file again")


def _again(db: sqlite3.Connection, document: int, code: str, what: str) -> Damage:
    # What another version has read is read again, whatever its hash.
    db.execute("UPDATE document SET reader = 0 WHERE id = ?", (document,))
    return Damage(code, what, mended=False, remedy=f"{READ_AGAIN} reads that file again")


def _wrong(document: sqlite3.Row, passages: list[sqlite3.Row]) -> tuple[str, str] | None:
    if not document["hash"]:
        return "document_hash", "its content hash is missing"
    # How many there were is kept beside them: those lost from the end would leave no gap.
    if [row["ordinal"] for row in passages] != list(range(document["passages"])) or not passages:
        return "passages_missing", "some of its passages are missing"
    for row in passages:
        if not _is_list_of_text(row["heading"]):
            return "passage_heading", "the headings of a passage are unreadable"
        whole = Passage(
            row["ordinal"],
            row["text"],
            row["start"],
            row["end"],
            row["page"],
            tuple(json.loads(row["heading"])),
        )
        if whole.key != row["key"]:
            return "passage_text", "the words of a passage are not those that were read"
        if row["start"] < 0 or row["end"] - row["start"] != len(row["text"]):
            return "passage_place", "a passage does not know where it stood"
    return None


def _is_list_of_text(written: object) -> bool:
    try:
        items = json.loads(str(written))
    except ValueError:
        return False
    return isinstance(items, list) and all(isinstance(item, str) for item in items)


def _mend_flags(db: sqlite3.Connection, passages: list[sqlite3.Row]) -> int:
    wrong = [row for row in passages if bool(row["unspaced"]) != is_unspaced(str(row["text"]))]
    for row in wrong:
        db.execute("UPDATE passage SET unspaced = ? WHERE id = ?", (not row["unspaced"], row["id"]))
    return len(wrong)

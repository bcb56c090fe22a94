"""The words that passages are found by: exactly those of each passage, and an index that fits them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from assistant.library.checks.damage import Damage, counted
from assistant.library.documents import put_terms, terms_of_passage


def check(db: sqlite3.Connection) -> list[Damage]:
    """Look at the words of every passage, and mend them from its text."""
    return list(_damages(db))


def _damages(db: sqlite3.Connection) -> Iterator[Damage]:
    if not _index_fits(db):
        _build_anew(db)
        yield Damage("words_index", "The index of words did not fit the words.")
        return
    gone = db.execute("DELETE FROM terms WHERE rowid NOT IN (SELECT id FROM passage)").rowcount
    if gone:
        yield Damage(
            "words_stray", f"Words of {counted(gone, 'passage')} were kept that are not there any more."
        )
    kept = {row["rowid"]: (row["heading"], row["body"]) for row in db.execute("SELECT rowid, * FROM terms")}
    wrong = 0
    for row in db.execute("SELECT id, heading, text FROM passage").fetchall():
        words = terms_of_passage(_titles(row["heading"]), row["text"])
        if kept.get(row["id"]) != words:
            db.execute("DELETE FROM terms WHERE rowid = ?", (row["id"],))
            put_terms(db, row["id"], words)
            wrong += 1
    if wrong:
        yield Damage("words", f"{counted(wrong, 'passage')} could not be found by their words.")


def _index_fits(db: sqlite3.Connection) -> bool:
    try:
        db.execute("INSERT INTO terms (terms) VALUES ('integrity-check')")
        for _ in db.execute("SELECT rowid, heading, body FROM terms"):
            pass
    except sqlite3.DatabaseError:
        return False
    return True


def _build_anew(db: sqlite3.Connection) -> None:
    statement = db.execute("SELECT sql FROM sqlite_master WHERE name = 'terms'").fetchone()["sql"]
    db.execute("DROP TABLE terms")
    db.execute(statement)
    for row in db.execute("SELECT id, heading, text FROM passage").fetchall():
        put_terms(db, row["id"], terms_of_passage(_titles(row["heading"]), row["text"]))


def _titles(heading: str) -> list[str]:
    try:
        titles = json.loads(heading)
    except ValueError:
        return []
    return [str(title) for title in titles] if isinstance(titles, list) else []

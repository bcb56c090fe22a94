"""SQLite's own structure: pages, indexes, and the tables that must be there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from assistant.library.checks.damage import Damage, counted
from assistant.library.database import MIGRATIONS

_MOST = 100
_IN_AN_INDEX = (
    "missing from index",
    "entries in index",
    "non-unique entry in index",
    "out of order in index",
)
_IN_TERMS = "fts5"
_IN_A_ROW = ("NULL value in", "CHECK constraint failed", "value in ")


class PagesDamaged(Exception):
    """The file itself is damaged: what can be read of it has to be copied into a new one.

    Attributes:
        what: What SQLite says of it.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def check(db: sqlite3.Connection) -> list[Damage]:
    """Look at every page, and mend indexes.

    Raises:
        PagesDamaged: Rows cannot be read any more.
    """
    return [*_missing(db), *_integrity(db), *_strays(db)]


def _missing(db: sqlite3.Connection) -> Iterator[Damage]:
    for name, statement in _expected().items():
        if _schema(db).get(name) is not None:
            continue
        if not statement.startswith("CREATE INDEX"):
            raise PagesDamaged(f"the table {name} is missing")
        db.execute(statement)
        yield Damage("index_missing", f"The index {name} was missing.")


def _expected() -> dict[str, str]:
    made = sqlite3.connect(":memory:")
    try:
        made.row_factory = sqlite3.Row
        for migration in MIGRATIONS:
            for statement in migration.split(";\n"):
                made.execute(statement)
        return _schema(made)
    finally:
        made.close()


def _schema(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row["name"]: row["sql"] for row in rows}


def _integrity(db: sqlite3.Connection) -> Iterator[Damage]:
    found = _complaints(db)
    if any(_of_an_index(one) for one in found):
        try:
            db.execute("REINDEX")
        except sqlite3.IntegrityError as error:
            # A row is there twice; copied into a new table, one of the two is left out.
            raise PagesDamaged(str(error)) from error
        yield Damage("index", "An index of the database did not fit its table.")
        found = _complaints(db)
    # Rows that break a rule are looked at, and mended, with what they are about; terms with the words.
    left = [one for one in found if _IN_TERMS not in one and not one.startswith(_IN_A_ROW)]
    if left:
        raise PagesDamaged(left[0].replace("\n", " "))


def _complaints(db: sqlite3.Connection) -> list[str]:
    try:
        rows = db.execute(f"PRAGMA integrity_check({_MOST})").fetchall()
    except sqlite3.DatabaseError as error:
        raise PagesDamaged(str(error)) from error
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _of_an_index(complaint: str) -> bool:
    return any(words in complaint for words in _IN_AN_INDEX)


def _strays(db: sqlite3.Connection) -> Iterator[Damage]:
    """Find rows whose document or model is not there."""
    for table, owner, reference in (
        ("passage", "document", "document_id"),
        ("vector", "embedding_model", "model_id"),
    ):
        gone = db.execute(f"DELETE FROM {table} WHERE {reference} NOT IN (SELECT id FROM {owner})").rowcount
        if gone:
            what = "belonged to no document" if table == "passage" else "belonged to no embedding model"
            yield Damage(f"{table}_stray", f"{counted(gone, table)} {what}.")

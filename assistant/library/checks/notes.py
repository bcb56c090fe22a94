"""What the library notes of itself: which embedding model answers, and which one it moves to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from assistant.library.checks.damage import Damage
from assistant.library.server_note import ON_SERVER, what_is_held

_LIBRARY_ID = re.compile(r"[0-9a-f]{32}")


def check(db: sqlite3.Connection) -> list[Damage]:
    """Look at the notes; what is wrong is set by what is there."""
    return list(_damages(db))


def _damages(db: sqlite3.Connection) -> Iterator[Damage]:
    noted = {row["key"]: str(row["value"]) for row in db.execute("SELECT key, value FROM meta")}
    best = db.execute(
        "SELECT m.identity, m.name FROM embedding_model m LEFT JOIN vector v ON v.model_id = m.id"
        " GROUP BY m.id ORDER BY count(v.id) DESC, m.id LIMIT 1"
    ).fetchone()
    known = {row["identity"] for row in db.execute("SELECT identity FROM embedding_model")}
    for key, role in (("embedding.active", "answers"), ("embedding.target", "is for new texts")):
        if noted.get(key) in known or (best is None and key not in noted):
            continue
        if best is None:
            db.execute("DELETE FROM meta WHERE key = ?", (key,))
            yield Damage("note_model", f"The embedding model that {role} was one that the library lacks.")
        else:
            _set(db, key, best["identity"])
            yield Damage(
                "note_model", f"The embedding model that {role} was not known; it is {best['name']}."
            )
    if not noted.get("vector.generation", "0").isdigit():
        # Any number that was not in use: whoever holds vectors reads them anew.
        last = db.execute("SELECT coalesce(max(id), 0) FROM vector").fetchone()[0]
        _set(db, "vector.generation", str(1_000_000 + int(last)))
        yield Damage("note_generation", "The count of changes to the vectors was unreadable.")
    if what_is_held(noted.get(ON_SERVER, "")) is None:
        db.execute("DELETE FROM meta WHERE key = ?", (ON_SERVER,))
        yield Damage("note_server", "What the Chroma server holds was noted unreadably; it is filled anew.")
    if "library.id" in noted and not _LIBRARY_ID.fullmatch(noted["library.id"]):
        db.execute("DELETE FROM meta WHERE key = 'library.id'")
        yield Damage("note_id", "The library's own name was unreadable; it gets a new one.")


def _set(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )

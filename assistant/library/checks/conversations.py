"""Conversations: what was asked and answered can be shown again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from assistant.library.checks.damage import Damage, counted
from assistant.library.conversations import TITLE_CHARS, turn_of

_EMPTY = {"citations": "[]", "unsupported": "[]", "usage": "{}"}


def check(db: sqlite3.Connection) -> list[Damage]:
    """Look at every turn; question and answer are kept, whatever else is lost."""
    return list(_damages(db))


def _damages(db: sqlite3.Connection) -> Iterator[Damage]:
    lost = db.execute(
        "INSERT INTO conversation (id, title, created_at, updated_at)"
        " SELECT conversation_id, substr(question, 1, ?), min(created_at), max(created_at) FROM turn"
        " WHERE conversation_id NOT IN (SELECT id FROM conversation) GROUP BY conversation_id",
        (TITLE_CHARS,),
    ).rowcount
    if lost:
        yield Damage("conversation_missing", f"{counted(lost, 'conversation')} had lost the title.")
    broken = 0
    for row in db.execute("SELECT * FROM turn").fetchall():
        if not _whole(row):
            broken += 1
            _mend(db, row)
    if broken:
        yield Damage(
            "turn",
            f"What belonged to {counted(broken, 'answer')} (citations, cost) was unreadable, and is dropped; "
            "question and answer are kept.",
        )


def _mend(db: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Empty the columns that cannot be read, one by one, so that no more is lost than must be."""
    for column, empty in _EMPTY.items():
        if _whole({**dict(row), **{other: _EMPTY[other] for other in _EMPTY if other != column}}):
            continue
        db.execute(f"UPDATE turn SET {column} = ? WHERE id = ?", (empty, row["id"]))


def _whole(row: sqlite3.Row | dict[str, object]) -> bool:
    try:
        turn_of(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return True

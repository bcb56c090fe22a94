"""What the product is measured beside: a bare FTS5 table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

_WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u9fff\uac00-\ud7af]+")


class Words:
    """An FTS5 table with SQLite's own tokenizer; a question is asked as any of its words.

    Args:
        texts: What is inserted, in one transaction.
        path: The database's file; None keeps it in memory.
    """

    def __init__(self, texts: Iterable[str], path: Path | None = None) -> None:
        # Each pair of neighbouring wide characters would need a tokenizer of our own; single ones are asked as phrases.
        self._db = sqlite3.connect(path or ":memory:")
        self._db.execute("PRAGMA journal_mode = wal")
        self._db.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        with self._db:
            self._db.executemany(
                "INSERT INTO words (rowid, text) VALUES (?, ?)",
                ((number, spaced(text)) for number, text in enumerate(texts)),
            )

    def ask(self, question: str, limit: int) -> list[int]:
        """Return the numbers of the best matching texts, the best first."""
        wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(question.lower())))
        if not wanted:
            return []
        rows = self._db.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (wanted, limit)
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def spaced(text: str) -> str:
    """Put spaces between characters that are written without, so that SQLite's tokenizer finds them."""
    return re.sub(r"([\u3040-\u9fff\uac00-\ud7af])", r" \1 ", text)

"""Store the answers of single documents: cells of tables, derived and kept."""

from __future__ import annotations

import hashlib
import time

from assistant.library.database import Table, reads, writes
from assistant.text import encodable


class Cells(Table):
    """What documents answered, by their content, the question and the model."""

    @reads
    def get(self, content: str, question: str, asked_with: str) -> str:
        """Return what was kept, or an empty string.

        Args:
            content: Hash of the document's content.
            question: As it was asked.
            asked_with: The model and the wording that it was asked with.
        """
        row = self._db.execute(
            "SELECT answer FROM cell WHERE content = ? AND asked = ?", (content, _name(question, asked_with))
        ).fetchone()
        return str(row["answer"]) if row else ""

    @writes
    def put(self, content: str, question: str, asked_with: str, answer: str) -> None:
        """Keep an answer, in the place of an earlier one."""
        self._db.execute(
            "INSERT INTO cell (content, asked, answer, answered_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (content, asked) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at",
            (content, _name(question, asked_with), encodable(answer), time.time()),
        )

    @writes
    def drop_orphans(self) -> int:
        """Delete the answers of documents that are not there any more; return how many."""
        return self._db.execute(
            "DELETE FROM cell WHERE content NOT IN (SELECT hash FROM document WHERE hash IS NOT NULL)"
        ).rowcount

    @writes
    def clear(self) -> int:
        """Delete all kept answers; return how many there were."""
        return self._db.execute("DELETE FROM cell").rowcount


def _name(question: str, asked_with: str) -> str:
    """Name a question and what it was asked with; the words themselves are not kept."""
    return hashlib.sha256(f"{asked_with}\n{' '.join(question.split())}".encode()).hexdigest()

"""Finds passages by their words, and counts what that needs: passages, and those that hold a term."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from assistant.library.best_matches import best_matches, matches
from assistant.library.terms import match_expression


@dataclass(slots=True)
class _Counted:
    """What was counted in one state of the database.

    Attributes:
        state: The database's and the connection's numbers of changes; None where it cannot be told.
        files: Documents by state, and passages.
        holding: Passages that hold a term.
    """

    state: tuple[int, int] | None
    files: Mapping[str, int] | None = None
    holding: dict[str, int] = field(default_factory=dict)


class WordSearch:
    """Looks passages up over one connection; the caller holds the lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._counted = _Counted(None)

    def lexical(
        self, wanted: list[str], limit: int, documents: frozenset[int] | None = None
    ) -> list[tuple[int, float]]:
        """Find passages by their terms.

        Args:
            wanted: Query terms.
            limit: Most passages to give.
            documents: Look only into these, or everywhere.

        Returns:
            Numbers of passages with their BM25 score, the best first; higher is better.

        Source: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), as
            FTS5 computes it (with its sign turned).
        """
        if not wanted or limit <= 0:
            return []
        if documents is None:
            holding = self.document_frequencies(wanted)
            return best_matches(self._db, wanted, limit, holding, self.counts()["passages"])
        return matches(self._db, match_expression(wanted), limit, documents)

    def documents_holding(self, wanted: Collection[str], documents: frozenset[int] | None = None) -> set[int]:
        """Give the documents in a passage of which all of some terms stand."""
        if not wanted:
            return set()
        narrowed = (
            "" if documents is None else f" AND p.document_id IN ({','.join(map(str, sorted(documents)))})"
        )
        rows = self._db.execute(
            "SELECT DISTINCT p.document_id AS number FROM terms t JOIN passage p ON p.id = t.rowid"
            f" WHERE terms MATCH ?{narrowed}",
            (" AND ".join(f'"{term}"' for term in wanted),),
        )
        return {int(row["number"]) for row in rows}

    def counts(self) -> Mapping[str, int]:
        """Count documents by state, and passages."""
        known = self._unchanged()
        if known.files is None:
            known.files = self._count()
        return known.files

    def _count(self) -> Mapping[str, int]:
        counts = {"found": 0, "failed": 0, "skipped": 0}
        counts.update(
            (row["state"], row["n"])
            for row in self._db.execute("SELECT state, count(*) AS n FROM document GROUP BY state")
        )
        counts["passages"] = int(self._db.execute("SELECT count(*) FROM passage").fetchone()[0])
        return counts

    def document_frequencies(self, wanted: Iterable[str]) -> dict[str, int]:
        """Count the passages that hold each term."""
        known = self._unchanged().holding
        return {term: known[term] if term in known else self._hold(term, known) for term in wanted}

    def _hold(self, term: str, known: dict[str, int]) -> int:
        self._db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, 'terms', 'row')"
        )
        row = self._db.execute("SELECT doc FROM temp.vocabulary WHERE term = ?", (term,)).fetchone()
        known[term] = int(row["doc"]) if row else 0
        return known[term]

    def _unchanged(self) -> _Counted:
        """Give what was counted since anything was last written, here or by another process."""
        state = (self._db.execute("PRAGMA data_version").fetchone()[0], self._db.total_changes)
        # What is written in a transaction may be rolled back.
        if state != self._counted.state or self._db.in_transaction:
            self._counted = _Counted(None if self._db.in_transaction else state)
        return self._counted

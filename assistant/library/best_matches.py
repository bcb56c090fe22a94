"""The passages that match a question's words best, found without scoring every passage that holds a common one.

A common word adds little to a score, and no more than is known beforehand. So the passages that hold a rarer word are scored
first; where the last of the best among them has more than all common words together can add, the others need no look.

Source: H. Turtle, J. Flood, "Query Evaluation: Strategies and Optimizations" (1995), MaxScore; S. Robertson, H. Zaragoza,
    "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), as FTS5 computes it (with its sign turned).
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence

from assistant.library.terms import match_expression

_SATURATED = 2.2
"""A term's share in a BM25 score is at most this times its inverse document frequency: FTS5's k1 + 1."""
WORTH = 2_000
"""Passages that can be left out are worth a second query from so many on."""

Matches = list[tuple[int, float]]
"""Numbers of passages with their BM25 score, higher is better, the best first."""


def best_matches(
    db: sqlite3.Connection,
    wanted: Sequence[str],
    limit: int,
    holding: Mapping[str, int],
    passages: int,
    worth: int = WORTH,
) -> Matches:
    """Find passages by their terms.

    Args:
        db: The library's database.
        wanted: Query terms.
        limit: Most passages to give.
        holding: How many passages hold each term.
        passages: How many there are.
        worth: So many passages must be left out by looking twice.
    """
    rare, common = _parted(wanted, limit, holding, passages)
    if sum(holding[term] for term in common) >= worth:
        # Passages with both kinds are in both answers; only the second one counts all of their terms.
        some, others = match_expression(rare), match_expression(common)
        scores = dict(matches(db, some, limit))
        scores.update(matches(db, f"({others}) AND ({some})", limit))
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        if len(best) == limit and best[-1][1] > sum(_most(holding[term], passages) for term in common):
            return best
    return matches(db, match_expression(list(wanted)), limit)


def _parted(
    wanted: Sequence[str], limit: int, holding: Mapping[str, int], passages: int
) -> tuple[list[str], list[str]]:
    """Part terms into those that decide which passages are among the best, and those that probably do not."""
    rare = sorted(wanted, key=lambda term: holding[term])
    common: list[str] = []
    # About what the last of the best has: one occurrence of the rarest terms that enough passages hold.
    reached, enough = 0.0, 0
    for term in rare:
        enough += holding[term]
        if enough >= limit:
            reached = _most(holding[term], passages) / _SATURATED
            break
    left = sum(holding.values())
    while len(rare) > 1:
        left -= holding[rare[-1]]
        reached -= _most(holding[rare[-1]], passages)
        if left < limit or reached <= 0:
            break
        common.append(rare.pop())
    return rare, common


def _most(holding: int, passages: int) -> float:
    """Give the most that a term can add to a score."""
    return _SATURATED * max(math.log(max(passages - holding + 0.5, 0.5) / (holding + 0.5)), 1e-6)


def matches(
    db: sqlite3.Connection, expression: str, limit: int, documents: frozenset[int] | None = None
) -> Matches:
    """Score all passages that an FTS5 expression finds, in some documents or everywhere, and give the best."""
    inside = "" if documents is None else " JOIN passage p ON p.id = t.rowid"
    narrowed = "" if documents is None else f" AND p.document_id IN ({','.join(map(str, sorted(documents)))})"
    rows = db.execute(
        f"SELECT t.rowid AS id, bm25(terms, 0.6, 1.0) AS score FROM terms t{inside}"
        f" WHERE terms MATCH ?{narrowed} ORDER BY score LIMIT ?",
        (expression, limit),
    )
    return [(row["id"], -row["score"]) for row in rows]

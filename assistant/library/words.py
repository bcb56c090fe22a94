"""Search by words: BM25 over the FTS5 index, and document frequencies."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from assistant.library.database import Database, Table, reads
from assistant.library.documents import Documents
from assistant.library.terms import match_expression, stem
from assistant.regexes import lazy_regex

_SATURATED = 2.2
"""A term's share in a BM25 score is at most this times its inverse document frequency: FTS5's k1 + 1."""
_USUAL = 1.4
"""How much more than a rare term once, in a passage of usual length, the last of the best has; over a million made passages 1.0 to 1.8
times. Where it is less, terms are parted again by what it has."""
_NOTHING = 1e-4
"""What a term adds at most that more than half of the passages hold."""
WORTH = 2_000
"""Passages that can be left out are worth further queries from so many on."""

_VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, 'terms', 'row')"
Matches = list[tuple[int, float]]
"""Numbers of passages with their BM25 score, higher is better, the best first."""
_PARTICLE = "(?:out|in|up|off|down|over|on|back|away)s?"
_APART = lazy_regex(rf"(?<![\w-])[a-zA-Z]{{2,}}(?:-[a-zA-Z]{{2,}}| {_PARTICLE})(?![\w-])")
"""Two words that may be one: with a hyphen, or the second a word for where."""
_TOGETHER = lazy_regex(rf"(?<![\w-])(?P<first>[a-zA-Z]{{3,}}?)(?P<second>{_PARTICLE})(?![\w-])")
_DONE = lazy_regex(
    r"(?P<verb>[\u4e00-\u9fff])[了过](?P<thing>(?![一二两三四五六七八九十几多半些个的没吗呢哪])[\u4e00-\u9fff])"
)
"""A verb that is parted from what it is done with: 施了肥."""
_TAXED = (
    (
        "gross",
        lazy_regex(
            r"\b(?:(?:with|incl(?:uding|usive of|\.)?|inc\.?|after|plus) (?:the )?(?:vat|tax|gst)|(?:vat|tax|gst) (?:included|inclusive|incl\.?|and all|counted in))(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        "net",
        lazy_regex(
            r"\b(?:(?:without|excl(?:uding|usive of|\.)?|ex|before|less|minus|not counting|not including|leaving out) (?:the |any )?(?:vat|tax|gst)|(?:vat|tax|gst) (?:excluded|exclusive|excl\.?|not included|not counted|taken off|left out))(?!\w)",
            re.IGNORECASE,
        ),
    ),
)
"""Sums with their tax and without, in a word that heads columns."""


def best_matches(
    db: sqlite3.Connection,
    wanted: Sequence[str],
    limit: int,
    holding: Mapping[str, int],
    passages: int,
    worth: int = WORTH,
) -> Matches:
    """Find passages by their terms.

    Passages with a rare term are scored, and those with the two rarest of the others; what any other may reach is known, and
    less than what the last of the best has. Terms that most passages hold add a millionth, which is left out then.

    Args:
        db: The library's database.
        wanted: Query terms.
        limit: Most passages to give.
        holding: How many passages hold each term.
        passages: How many there are.
        worth: So many passages must be left out by looking more than once.

    Source: H. Turtle, J. Flood, "Query Evaluation: Strategies and Optimizations" (1995), for bounds of terms (MaxScore). Ours also
        bounds passages that hold one of the others alone.
    """
    order = sorted(wanted, key=lambda term: holding[term])
    most = {term: _most(holding[term], passages) for term in order}
    reached = _expected(order, limit, holding, most)
    for _again in range(2):
        rare, others = _parted(order, limit, holding, most, reached)
        if sum(holding[term] for term in others) < worth:
            break
        asked = [match_expression(rare)]
        together = len(others) > 1 and sum(most[term] for term in others) >= reached
        if together:
            asked.append(" AND ".join(f"({match_expression([term])})" for term in others[:2]))
        scores: dict[int, float] = {}
        for number, some in enumerate(asked):
            # Passages with others too are in both answers; only the second one counts all of their terms.
            beside = [term for term in others[2 * number :] if most[term] > _NOTHING]
            for expression in (some, f"({match_expression(beside)}) AND ({some})")[: 1 + bool(beside)]:
                for passage, score in matches(db, expression, limit):
                    scores[passage] = max(score, scores.get(passage, 0.0))
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        if len(best) < limit:
            break
        reached = best[-1][1]
        if reached > (_alone(others, most) if together else sum(most[term] for term in others)):
            return best
    return matches(db, match_expression(list(wanted)), limit)


def _expected(
    order: Sequence[str], limit: int, holding: Mapping[str, int], most: Mapping[str, float]
) -> float:
    """Return about what the last of the best has.

    The rarest terms that enough passages hold, a bit more than once.
    """
    enough = 0
    for term in order:
        enough += holding[term]
        if enough >= limit:
            return _USUAL * most[term] / _SATURATED
    return 0.0


def _parted(
    order: Sequence[str], limit: int, holding: Mapping[str, int], most: Mapping[str, float], reached: float
) -> tuple[list[str], list[str]]:
    """Split terms into those that decide the best passages, and rarest-first others."""
    rare, others = list(order), list[str]()
    left = sum(holding.values())
    while len(rare) > 1:
        left -= holding[rare[-1]]
        if left < limit or _alone([rare[-1], *others], most) >= reached:
            break
        others.insert(0, rare.pop())
    return rare, others


def _alone(others: Sequence[str], most: Mapping[str, float]) -> float:
    """Return what others add at most in a passage without their second."""
    return sum(most[term] for place, term in enumerate(others) if place != 1)


def _most(holding: int, passages: int) -> float:
    """Return the most that a term can add to a BM25 score."""
    return _SATURATED * max(math.log(max(passages - holding + 0.5, 0.5) / (holding + 0.5)), 1e-6)


def matches(
    db: sqlite3.Connection, expression: str, limit: int, documents: frozenset[int] | None = None
) -> Matches:
    """Return the best passages for an FTS5 expression, with BM25 scores."""
    inside = "" if documents is None else " JOIN passage p ON p.id = t.rowid"
    narrowed = "" if documents is None else f" AND p.document_id IN ({','.join(map(str, sorted(documents)))})"
    rows = db.execute(
        f"SELECT t.rowid AS id, bm25(terms, 0.6, 1.0) AS score FROM terms t{inside}"
        f" WHERE terms MATCH ?{narrowed} ORDER BY score LIMIT ?",
        (expression, limit),
    )
    return [(row["id"], -row["score"]) for row in rows]


class Words(Table):
    """The term index of a library's passages.

    Args:
        database: Where they are kept.
        documents: What the passages belong to.
    """

    def __init__(self, database: Database, documents: Documents) -> None:
        super().__init__(database)
        self._documents = documents
        self._counted: tuple[int, int, int] | None = None
        self._holding: dict[str, int] = {}

    @reads
    def search(
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
            return best_matches(self._db, wanted, limit, holding, self._documents.counts()["passages"])
        return matches(self._db, match_expression(wanted), limit, documents)

    @reads
    def documents_holding(self, wanted: Collection[str], documents: frozenset[int] | None = None) -> set[int]:
        """Return the documents with a passage that holds all of the terms."""
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

    @reads
    def documents_holding_any(self, wanted: Collection[str], documents: frozenset[int]) -> set[int]:
        """Return which of some documents hold any of the terms."""
        return set().union(*(self.documents_holding([term], documents) for term in wanted))

    @reads
    def beginning(self, start: str) -> list[str]:
        """Return the terms of the index that begin with some letters."""
        self._db.execute(_VOCABULARY)
        rows = self._db.execute(
            "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ?", (start, f"{start}\U0010ffff")
        )
        return [str(row["term"]) for row in rows]

    @reads
    def document_frequencies(self, wanted: Iterable[str]) -> dict[str, int]:
        """Count the passages that hold each term."""
        state = self.database.state()
        if state is None or state != self._counted:
            self._counted, self._holding = state, {}
        return {term: self._count_holding(term) for term in wanted}

    def spellings(self, question: str) -> dict[str, str]:
        """Return words of a question that the library writes otherwise, and how.

        "Call-outs" where it has callouts, "checkin" where it has check-in, 施了肥 where it has 施肥, "with VAT" where it has
        gross sums.
        """
        spelled: dict[str, str] = {}
        for found in _APART.finditer(question):
            joined = found[0].replace("-", "").replace(" ", "")
            if self._holds(joined):
                spelled[found[0]] = joined
        for found in _TOGETHER.finditer(question):
            if not self._holds(found[0]) and self._holds(found["first"]):
                spelled[found[0]] = f"{found['first']}-{found['second']}"
        for found in _DONE.finditer(question):
            joined = found["verb"] + found["thing"]
            if self._holds(joined) and not self._holds(found[0][:2]):
                spelled[found[0]] = joined
        for word, pattern in _TAXED:
            if (taxed := pattern.search(question)) is not None and self._holds(word):
                spelled[taxed[0]] = word
        return spelled

    def _holds(self, word: str) -> bool:
        term = stem(word.lower())
        return self.document_frequencies([term])[term] > 0

    def _count_holding(self, term: str) -> int:
        if term in self._holding:
            return self._holding[term]
        self._db.execute(_VOCABULARY)
        row = self._db.execute("SELECT doc FROM temp.vocabulary WHERE term = ?", (term,)).fetchone()
        self._holding[term] = int(row["doc"]) if row else 0
        return self._holding[term]

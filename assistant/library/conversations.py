"""Conversations: what was asked, what was answered, and the reasoning in a column of its own."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.events import Citation, Finished, Hit, Usage
from assistant.library.documents import StoredPassage
from assistant.text import encodable

TITLE_CHARS = 80
NEAR = 0
"""The number, among a turn's citations, of a passage that is only near to the question; no mark has it."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as a list shows it.

    Attributes:
        id: Its number in the library.
        title: From its first question.
        created_at: Seconds since 1970.
        updated_at: Seconds since 1970.
        turns: How many questions it holds.
    """

    id: int
    title: str
    created_at: float
    updated_at: float
    turns: int


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation that was taken out, with all that was said in it: what an undo puts back.

    Attributes:
        conversation: Its row.
        turns: The rows of its turns, in order.
    """

    conversation: Mapping[str, Any]
    turns: tuple[Mapping[str, Any], ...]


class Conversations:
    """Reads and writes conversations over one connection; the caller holds the lock and the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def start(self, question: str) -> int:
        """Begin a conversation titled by its first question and give its number."""
        title, now = short(question), time.time()
        cursor = self._db.execute(
            "INSERT INTO conversation (title, created_at, updated_at) VALUES (?, ?, ?)", (title, now, now)
        )
        return int(cursor.lastrowid or 0)

    def add(self, conversation_id: int, turn: Finished) -> int:
        """Add a turn and give its number."""
        row = {"conversation_id": conversation_id, **_row_of(turn), "created_at": time.time()}
        marks = ", ".join("?" * len(row))
        cursor = self._db.execute(
            f"INSERT INTO turn ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
        )
        self.touch(conversation_id)
        return int(cursor.lastrowid or 0)

    def change(self, turn_id: int, turn: Finished) -> bool:
        """Write what a turn has come to over what is kept of it; False where nothing is kept any more."""
        row = _row_of(turn)
        columns = ", ".join(f"{column} = ?" for column in row)
        return (
            self._db.execute(f"UPDATE turn SET {columns} WHERE id = ?", (*row.values(), turn_id)).rowcount > 0
        )

    def touch(self, conversation_id: int) -> None:
        """Note that something was said in a conversation just now."""
        self._db.execute(
            "UPDATE conversation SET updated_at = ? WHERE id = ?", (time.time(), conversation_id)
        )

    def remove_empty(self, conversation_id: int) -> None:
        """Remove a conversation in which nothing was said."""
        self._db.execute(
            "DELETE FROM conversation WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM turn WHERE conversation_id = ?1)",
            (conversation_id,),
        )

    def remove(self, conversation_id: int | None) -> int:
        """Remove a conversation with all that was said in it, or every one; give how many there were."""
        if conversation_id is None:
            return self._db.execute("DELETE FROM conversation").rowcount
        return self._db.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,)).rowcount

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        self._db.execute("UPDATE conversation SET title = ? WHERE id = ?", (short(title), conversation_id))

    def kept(self, conversation_id: int) -> KeptConversation | None:
        """Give all there is of a conversation, or None where there is none of this number."""
        query = "SELECT * FROM conversation WHERE id = ?"
        row = self._db.execute(query, (conversation_id,)).fetchone()
        turns = self._db.execute(
            "SELECT * FROM turn WHERE conversation_id = ? ORDER BY id", (conversation_id,)
        )
        return KeptConversation(dict(row), tuple(dict(turn) for turn in turns)) if row else None

    def put_back(self, kept: KeptConversation) -> None:
        """Put a conversation that was taken out back, under its number."""
        for table, row in [("conversation", kept.conversation), *(("turn", turn) for turn in kept.turns)]:
            marks = ", ".join("?" * len(row))
            self._db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))

    def exists(self, conversation_id: int) -> bool:
        """Tell whether there is a conversation of this number."""
        row = self._db.execute("SELECT 1 FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        return row is not None

    def last(self) -> int | None:
        """Give the number of the conversation that was spoken in last."""
        row = self._db.execute(
            "SELECT id FROM conversation ORDER BY updated_at DESC, id DESC LIMIT 1"
        ).fetchone()
        return int(row["id"]) if row else None

    def all(self, words: str = "") -> Iterator[Conversation]:
        """Give all conversations, or those in which all of some words stand, the latest first."""
        wanted = [f"%{_escaped(word)}%" for word in encodable(words).split()]
        holds = (
            " AND (c.title LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM turn t WHERE t.conversation_id = c.id"
            " AND (t.question LIKE ? ESCAPE '!' OR t.answer LIKE ? ESCAPE '!')))"
        )
        rows = self._db.execute(
            "SELECT c.*, (SELECT count(*) FROM turn t WHERE t.conversation_id = c.id) AS turns"
            f" FROM conversation c WHERE 1{holds * len(wanted)} ORDER BY c.updated_at DESC, c.id DESC",
            [word for word in wanted for _ in range(3)],
        ).fetchall()
        for row in rows:
            yield Conversation(row["id"], row["title"], row["created_at"], row["updated_at"], row["turns"])

    def drop_turn(self, turn_id: int) -> None:
        """Take a turn out of its conversation."""
        self._db.execute("DELETE FROM turn WHERE id = ?", (turn_id,))

    def turns(self, conversation_id: int, limit: int | None = None) -> list[Finished]:
        """Give the turns of a conversation, or the last few of them, in order."""
        rows = self._db.execute(
            "SELECT * FROM turn WHERE conversation_id = ? ORDER BY id DESC LIMIT ?",
            (conversation_id, -1 if limit is None else limit),
        ).fetchall()
        return [turn_of(row) for row in reversed(rows)]


def _row_of(turn: Finished) -> Mapping[str, Any]:
    """Give the columns that hold what a turn is."""
    return {
        "question": encodable(turn.question),
        "searched_for": encodable(turn.searched_for),
        "answer": encodable(turn.answer),
        "reasoning": encodable(turn.reasoning),
        # As ASCII: the path of a file may hold bytes that no encoding has.
        "citations": json.dumps([asdict(one) for one in (*turn.citations, *map(_pointer, turn.nearest))]),
        "unsupported": json.dumps(turn.unsupported),
        "status": turn.status,
        "grounded": turn.grounded,
        "engine": turn.engine,
        "chat_model": turn.chat_model,
        "usage": json.dumps(asdict(turn.usage)),
    }


def _pointer(hit: Hit) -> Citation:
    """Give where a passage stands, without its words: once they are forgotten they stand in no conversation."""
    return Citation(
        NEAR, hit.source, hit.title, hit.page, hit.heading, "", hit.start, hit.end, hit.passage_id
    )


def with_words(turn: Finished, passages: Mapping[int, StoredPassage]) -> Finished:
    """Give a turn with the words of its nearest passages; those that are not there any more are left out."""
    there = [(hit, passages[hit.passage_id]) for hit in turn.nearest if hit.passage_id in passages]
    words = (replace(hit, rank=rank, text=passage.text) for rank, (hit, passage) in enumerate(there, 1))
    return replace(turn, nearest=tuple(words))


def _escaped(word: str) -> str:
    return re.sub("([!%_])", r"!\1", word)


def short(title: str) -> str:
    """Make a title of a text: one line, not too long."""
    title = " ".join(encodable(title).split())
    return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"


def turn_of(row: sqlite3.Row | Mapping[str, Any]) -> Finished:
    """Give the turn that a row holds; its nearest passages are without their words (see `with_words`).

    Raises:
        ValueError, TypeError, KeyError, AttributeError: A column is damaged.
    """
    cited = [Citation(**{**item, "heading": tuple(item["heading"])}) for item in json.loads(row["citations"])]
    near = [one for one in cited if one.number == NEAR]
    return Finished(
        question=row["question"],
        searched_for=row["searched_for"],
        answer=row["answer"],
        reasoning=row["reasoning"],
        citations=tuple(one for one in cited if one.number != NEAR),
        unsupported=tuple(json.loads(row["unsupported"])),
        status=row["status"],
        grounded=bool(row["grounded"]),
        engine=row["engine"],
        chat_model=row["chat_model"],
        usage=Usage(**json.loads(row["usage"])),
        conversation_id=row["conversation_id"],
        turn_id=row["id"],
        nearest=tuple(
            Hit(
                rank,
                one.source,
                one.title,
                one.page,
                one.heading,
                "",
                0.0,
                one.passage_id,
                one.start,
                one.end,
            )
            for rank, one in enumerate(near, 1)
        ),
    )

"""Store conversations: questions, answers, and reasoning in its own column."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from itertools import chain, count
from typing import Any

from assistant.errors import LibraryError
from assistant.events import Citation, Finished, Hit, Notice, Usage
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.database import Database, Table, marks, reads, writes, writes_soon
from assistant.library.documents import Documents, StoredPassage
from assistant.text import clean_line, encodable

TITLE_CHARS = 80
_STAMPS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
_STAMP_CHARS = 28
"""Characters that tell a conversation from others of its title; a number behind them too."""
TAG_CHARS = 40
_GROUPED_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
MOST_TAGS = 20
NEAR = 0
"""The number, among a turn's citations, of a passage that is only near to the question; no mark has it."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as a list shows it.

    Attributes:
        id: Its number in the library.
        title: From its first question.
        updated_at: Seconds since 1970.
        turns: How many questions it holds.
        pinned: Whether it is to stay above the others.
        tags: Words that it is filed under, sorted.
    """

    id: int
    title: str
    updated_at: float
    turns: int
    pinned: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationSnapshot:
    """All rows of a deleted conversation, for an undo.

    Attributes:
        conversation: Its row.
        turns: The rows of its turns, in order.
    """

    conversation: Mapping[str, Any]
    turns: tuple[Mapping[str, Any], ...]


class Conversations(Table):
    """What was asked and answered, in conversations.

    Args:
        database: Where they are kept.
        documents: Where the words of passages are that a turn points at.
    """

    def __init__(self, database: Database, documents: Documents) -> None:
        super().__init__(database)
        self._documents = documents

    # Turns

    @writes
    def start(self, question: str) -> int:
        """Begin a conversation, titled by its first question; return its number.

        Where another has that title, the day stands behind it: "When does it end? · 2026-11-29", and the time if need be.
        """
        now = time.time()
        title = self._title_of_its_own(short(question), now)
        cursor = self._db.execute(
            "INSERT INTO conversation (title, created_at, updated_at) VALUES (?, ?, ?)", (title, now, now)
        )
        return int(cursor.lastrowid or 0)

    def _title_of_its_own(self, title: str, now: float) -> str:
        """Return a title that no other conversation has.

        A number would look like how many questions it has; so it is told by its day, the same in all languages.
        """
        begins = title[: TITLE_CHARS - _STAMP_CHARS]
        alike = self._db.execute(
            "SELECT title FROM conversation WHERE substr(title, 1, ?) = ?", (len(begins), begins)
        )
        taken = {row["title"] for row in alike}
        if title not in taken:
            return title
        days = [time.strftime(f" · {form}", time.localtime(now)) for form in _STAMPS]
        more = (f"{days[-1]} #{number}" for number in count(2))
        told = (title[: TITLE_CHARS - len(day)] + day for day in chain(days, more))
        return next(one for one in told if one not in taken)

    @writes_soon
    def begin_turn(self, turn: Finished, conversation: int | None = None) -> Finished:
        """Store a question when it is asked, before there is an answer.

        Until `end_turn` it reads as it was written here: as a turn that was broken off. Nothing has to be put right
        after a kill.

        Args:
            turn: What was asked; interrupted.
            conversation: Its number; None begins one, titled by the question.

        Returns:
            The turn with the numbers that it is kept under.

        Raises:
            LibraryBusy: Another process is writing; it was not waited for long.
        """
        return self.add_turn(turn, conversation)

    @writes_soon
    def update_turn(self, turn: Finished) -> None:
        """Store what a turn that was begun has come to so far.

        Raises:
            LibraryBusy: Another process is writing; it was not waited for long.
            LibraryError: The turn was forgotten meanwhile.
        """
        self._change(turn)

    @writes
    def end_turn(self, turn: Finished, replaces: int | None = None) -> None:
        """Store the final state of a turn that was begun.

        Args:
            turn: What was asked and answered, with its numbers.
            replaces: The number of a turn that goes, because this one comes in its place.

        Raises:
            LibraryError: The turn was forgotten meanwhile.
        """
        self._change(turn)
        self._drop(replaces)

    @writes
    def add_turn(
        self, turn: Finished, conversation: int | None = None, replaces: int | None = None
    ) -> Finished:
        """Add a finished turn to a conversation.

        Args:
            turn: What was asked and answered.
            conversation: Its number; None begins one, titled by the question.
            replaces: The number of a turn that goes, because this one comes in its place.

        Returns:
            The turn with the numbers that it is kept under.
        """
        self._drop(replaces)
        if conversation is None:
            conversation = self.start(turn.question)
        row = {"conversation_id": conversation, **_row_of(turn), "created_at": time.time()}
        number = self._insert("turn", row)
        self._touch(conversation)
        return replace(turn, conversation_id=conversation, turn_id=number)

    @writes
    def drop_turn(self, turn: Finished, *, alone: bool) -> None:
        """Delete a turn that came to nothing.

        Args:
            turn: With its numbers.
            alone: Whether its conversation was begun for it, and goes with it where nothing else was said there.
        """
        self._drop(turn.turn_id)
        if alone and turn.conversation_id is not None:
            self._db.execute(
                "DELETE FROM conversation WHERE id = ?1"
                " AND NOT EXISTS (SELECT 1 FROM turn WHERE conversation_id = ?1)",
                (turn.conversation_id,),
            )

    def _change(self, turn: Finished) -> None:
        row = _row_of(turn)
        columns = ", ".join(f"{column} = ?" for column in row)
        changed = self._db.execute(f"UPDATE turn SET {columns} WHERE id = ?", (*row.values(), turn.turn_id))
        if not changed.rowcount:
            raise LibraryError(_("The conversation was deleted meanwhile."))
        if turn.conversation_id is not None:
            self._touch(turn.conversation_id)

    def _touch(self, conversation_id: int) -> None:
        self._db.execute(
            "UPDATE conversation SET updated_at = ? WHERE id = ?", (time.time(), conversation_id)
        )

    def _drop(self, turn_id: int | None) -> None:
        self._db.execute("DELETE FROM turn WHERE id = ?", (turn_id,))

    def _insert(self, table: str, row: Mapping[str, Any]) -> int:
        cursor = self._db.execute(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks(row)})", tuple(row.values())
        )
        return int(cursor.lastrowid or 0)

    @reads
    def turns(self, conversation_id: int, limit: int | None = None) -> list[Finished]:
        """Return the turns of a conversation, or the last few, in order."""
        rows = self._db.execute(
            "SELECT * FROM turn WHERE conversation_id = ? ORDER BY id DESC LIMIT ?",
            (conversation_id, -1 if limit is None else limit),
        ).fetchall()
        turns = [turn_of(row) for row in reversed(rows)]
        near = {hit.passage_id for turn in turns for hit in turn.nearest}
        passages = self._documents.passages(near) if near else {}
        return [with_words(turn, passages) for turn in turns]

    @writes
    def move_sources(self, places: Mapping[str, str]) -> None:
        """Let citations of files that have moved lead to their new paths.

        Args:
            places: The new path of each file, by its old one.
        """
        rows = self._db.execute("SELECT id, citations FROM turn WHERE citations <> '[]'").fetchall()
        for row in rows:
            try:
                cited = json.loads(row["citations"])
                found = [one for one in cited if one["source"] in places]
            except (ValueError, TypeError, KeyError):  # `verify` tells of it
                continue
            for one in found:
                one["source"] = places[one["source"]]
            if found:
                self._db.execute("UPDATE turn SET citations = ? WHERE id = ?", (json.dumps(cited), row["id"]))

    # Conversations

    @reads
    def all(self, words: str = "", tag: str = "") -> list[Conversation]:
        """Return all conversations, or those that hold all of some words.

        Titles, tags, questions and answers are searched; the latest conversation is first.

        Args:
            words: With blanks between them.
            tag: Only those that are filed under this word.
        """
        wanted = [f"%{_escaped(word)}%" for word in _ungrouped(encodable(words)).split()]
        holds = (
            " AND (ungrouped(c.title) LIKE ? ESCAPE '!' OR c.tags LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM turn t WHERE t.conversation_id = c.id"
            " AND (ungrouped(t.question) LIKE ? ESCAPE '!' OR ungrouped(t.answer) LIKE ? ESCAPE '!')))"
        )
        self._db.create_function("ungrouped", 1, _ungrouped, deterministic=True)
        rows = self._db.execute(
            "SELECT c.*, (SELECT count(*) FROM turn t WHERE t.conversation_id = c.id) AS turns"
            f" FROM conversation c WHERE 1{holds * len(wanted)} ORDER BY c.updated_at DESC, c.id DESC",
            [word for word in wanted for _ in range(4)],
        )
        found = (
            Conversation(
                row["id"],
                row["title"],
                row["updated_at"],
                row["turns"],
                bool(row["pinned"]),
                tuple(str(row["tags"]).split()),
            )
            for row in rows
        )
        return [one for one in found if not tag or as_tag(tag) in one.tags]

    @reads
    def exists(self, conversation_id: int) -> bool:
        """Return whether there is a conversation of this number."""
        row = self._db.execute("SELECT 1 FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        return row is not None

    @reads
    def last(self) -> int | None:
        """Return the number of the latest conversation, or None."""
        row = self._db.execute(
            "SELECT id FROM conversation ORDER BY updated_at DESC, id DESC LIMIT 1"
        ).fetchone()
        return int(row["id"]) if row else None

    @writes
    def rename(self, conversation_id: int, title: str) -> None:
        """Change the title of a conversation."""
        self._db.execute("UPDATE conversation SET title = ? WHERE id = ?", (short(title), conversation_id))

    @writes
    def pin(self, conversation_id: int, *, pinned: bool) -> None:
        """Let a conversation stay above the others, or no longer."""
        self._db.execute("UPDATE conversation SET pinned = ? WHERE id = ?", (pinned, conversation_id))

    @writes
    def tag(self, conversation_id: int, add: Iterable[str] = (), drop: Iterable[str] = ()) -> tuple[str, ...]:
        """File a conversation under words, or no longer; return those that it has now.

        Args:
            conversation_id: Its number.
            add: Words; blanks in one become hyphens.
            drop: Words that are taken away.
        """
        row = self._db.execute("SELECT tags FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        held = str(row["tags"]).split() if row else []
        gone = {as_tag(word) for word in drop}
        words = [one for one in dict.fromkeys([*held, *map(as_tag, add)]) if one and one not in gone]
        kept = tuple(sorted(words[:MOST_TAGS]))
        self._db.execute("UPDATE conversation SET tags = ? WHERE id = ?", (" ".join(kept), conversation_id))
        return kept

    @writes
    def remove(self, conversation_id: int | None) -> int:
        """Delete a conversation and its turns, or all; return how many there were."""
        if conversation_id is None:
            return self._db.execute("DELETE FROM conversation").rowcount
        return self._db.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,)).rowcount

    @reads
    def snapshot(self, conversation_id: int) -> ConversationSnapshot | None:
        """Return all rows of a conversation, for `restore`, or None if unknown."""
        query = "SELECT * FROM conversation WHERE id = ?"
        row = self._db.execute(query, (conversation_id,)).fetchone()
        turns = self._db.execute(
            "SELECT * FROM turn WHERE conversation_id = ? ORDER BY id", (conversation_id,)
        )
        return ConversationSnapshot(dict(row), tuple(dict(turn) for turn in turns)) if row else None

    @writes
    def restore(self, snapshot: ConversationSnapshot) -> None:
        """Insert a deleted conversation again, under its old number."""
        self._insert("conversation", snapshot.conversation)
        for turn in snapshot.turns:
            self._insert("turn", turn)


def _row_of(turn: Finished) -> Mapping[str, Any]:
    """Return the columns of a turn."""
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
        "doubts": json.dumps([asdict(one) for one in turn.doubts]),
    }


def _pointer(hit: Hit) -> Citation:
    """Return where a passage stands, without its text.

    So forgotten text stays in no conversation.
    """
    return Citation(
        NEAR,
        hit.source,
        hit.title,
        hit.page,
        hit.heading,
        "",
        hit.start,
        hit.end,
        hit.passage_id,
        hit.confidence,
        hit.page_label,
    )


def with_words(turn: Finished, passages: Mapping[int, StoredPassage]) -> Finished:
    """Return a turn with the text of its nearest passages that still exist."""
    there = [(hit, passages[hit.passage_id]) for hit in turn.nearest if hit.passage_id in passages]
    words = (replace(hit, rank=rank, text=passage.text) for rank, (hit, passage) in enumerate(there, 1))
    return replace(turn, nearest=tuple(words))


def _ungrouped(text: str) -> str:
    """Write numbers without commas, so that 2960 finds "2,960"."""
    return _GROUPED_COMMA.sub("", text)


def _escaped(word: str) -> str:
    return re.sub("([!%_])", r"!\1", word)


def short(title: str) -> str:
    """Make a title of a text: one line, not too long."""
    title = " ".join(encodable(title).split())
    return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"


def as_tag(text: str) -> str:
    """Make a tag of a text: one word without blanks."""
    return "-".join(clean_line(encodable(text)).split())[:TAG_CHARS]


def turn_of(row: sqlite3.Row | Mapping[str, Any]) -> Finished:
    """Return the turn of a row; nearest passages lack text, see `with_words`.

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
                one.confidence,
                one.page_label,
            )
            for rank, one in enumerate(near, 1)
        ),
        doubts=tuple(Notice(**one) for one in json.loads(row["doubts"])),
    )

"""Keep what a model noted of the parts of long documents, by their words."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress

from assistant.errors import LibraryError
from assistant.frozen import dataclass
from assistant.library.database import Table, batches, marks, reads, writes
from assistant.text import encodable

MOST_NOTES = 50_000
"""Most notes that are kept; the oldest go first."""
_AT_ONCE = 200
FROM_PACK = "pack:"
"""Stands before the content hash of a document, a picture or a part that came in a pack: what a stranger says of some
content is never taken for what was read or noted here."""
_ONLY_PACKS = (
    "NOT EXISTS (SELECT 1 FROM json_each(part_note.passages) one JOIN passage p ON p.key = one.value"
    f" JOIN document d ON d.id = p.document_id WHERE substr(d.hash, 1, {len(FROM_PACK)}) IS NOT '{FROM_PACK}')"
)
"""No file of this machine holds what the note says something of."""
_OF_PACK = f"key = '{FROM_PACK}' || ?1 AND {_ONLY_PACKS}"


@dataclass(frozen=True, slots=True)
class NoteKind:
    """What a note was made with; another model or wording makes another note.

    Attributes:
        model: Engine and name of the chat model.
        task: What was asked of the part; begins with `QUESTION` where it was a question of the user's.
        wording: Version of the prompt.
    """

    model: str
    task: str
    wording: int


QUESTION = "question "
"""How the task of a note begins that answers a question: it goes with the conversations."""


class PartNotes(Table):
    """Notes on parts of documents, which can be made again at any time."""

    @reads
    def get(self, key: str, kind: NoteKind) -> str | None:
        """Return the note on a part, or None; empty where nothing was to be noted."""
        row = self._db.execute(
            f"SELECT text FROM part_note WHERE (key = ?1 OR {_OF_PACK}) AND model = ? AND task = ? AND wording = ?"
            " ORDER BY length(key) LIMIT 1",
            (key, kind.model, encodable(kind.task), kind.wording),
        ).fetchone()
        return str(row["text"]) if row else None

    @reads
    def known(self, keys: Sequence[str], kind: NoteKind) -> set[str]:
        """Return those of some parts that there is a note on."""
        found: set[str] = set()
        for some in batches(keys, _AT_ONCE):
            rows = self._db.execute(
                "SELECT key FROM part_note WHERE"
                f" (key IN ({marks(some)}) OR key IN ({marks(some)}) AND {_ONLY_PACKS})"
                " AND model = ? AND task = ? AND wording = ?",
                (*some, *(FROM_PACK + key for key in some), kind.model, encodable(kind.task), kind.wording),
            )
            found.update(row["key"].removeprefix(FROM_PACK) for row in rows)
        return found

    def put(self, key: str, passages: Collection[str], kind: NoteKind, text: str) -> None:
        """Store a note, unless the library cannot be written: then it is made again.

        Args:
            key: Names the part by its content.
            passages: Keys of all passages that the note says something of; it goes with the first of them that goes.
            kind: What it was made with.
            text: The note.
        """
        with suppress(LibraryError):
            self._put(key, passages, kind, text)

    @writes
    def _put(self, key: str, passages: Collection[str], kind: NoteKind, text: str) -> None:
        self._db.execute(
            "INSERT INTO part_note (key, passages, model, task, wording, text) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key, model, task, wording) DO UPDATE SET text = excluded.text, passages = excluded.passages",
            (
                key,
                json.dumps(sorted(set(passages))),
                kind.model,
                encodable(kind.task),
                kind.wording,
                encodable(text),
            ),
        )

    @writes
    def drop_orphans(self) -> int:
        """Drop notes on what stands in no document any more; return how many there were.

        Notes above `MOST_NOTES` go too, the oldest first.
        """
        gone = self._db.execute(
            "DELETE FROM part_note WHERE CASE WHEN json_valid(passages)"
            " THEN EXISTS (SELECT 1 FROM json_each(part_note.passages) one"
            " WHERE NOT EXISTS (SELECT 1 FROM passage WHERE passage.key = one.value)) ELSE 1 END"
        ).rowcount
        old = self._db.execute(
            "DELETE FROM part_note WHERE id <= (SELECT max(id) FROM part_note) - ?", (MOST_NOTES,)
        ).rowcount
        return gone + old

    @writes
    def drop_questions(self) -> int:
        """Drop the notes that answer questions of conversations; return how many."""
        return self._db.execute(
            "DELETE FROM part_note WHERE substr(task, 1, ?) = ?", (len(QUESTION), QUESTION)
        ).rowcount

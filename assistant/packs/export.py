"""Write what a library knows into a pack."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, speaking
from assistant.kept_texts import said
from assistant.library.part_notes import FROM_PACK, QUESTION
from assistant.packs.container import Writer, json_bytes, pack_lines
from assistant.packs.names import named, paths_of
from assistant.packs.records import (
    ENGINES,
    MOST_LINE,
    MOST_MODELS,
    PackDocument,
    head_json,
    passage_json,
    turn_json,
)
from assistant.packs.sealing import writing
from ingest.parser_process import lines_json, lines_of
from ingest.records import Passage

if TYPE_CHECKING:
    from assistant.library.library import Library

CHUNK_BYTES = 4 << 20
"""A member is closed when its lines have so many bytes."""
CHUNK_VECTORS = 4_096
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a pack holds.

    Attributes:
        path: The file.
        documents: How many.
        passages: Of them.
        vectors: Passages that have one.
        models: Names of the embedding models.
        conversations: How many.
        bytes: Size of the file.
        encrypted: Whether it needs a passphrase.
    """

    path: Path
    documents: int
    passages: int
    vectors: int
    models: tuple[str, ...]
    conversations: int
    bytes: int
    encrypted: bool


def export(
    library: Library,
    path: Path,
    chosen: Collection[int] | None,
    *,
    conversations: bool,
    passphrase: str | None,
    progress: Progress,
) -> Exported:
    """Write documents of a library into a pack; the file is there when it is whole.

    Args:
        library: Whose.
        path: The file.
        chosen: Numbers of the documents; None for all.
        conversations: Whether what was asked goes along.
        passphrase: Encrypts it; None for a plain file.
        progress: Called as it goes on.

    Raises:
        UsageError: No document is chosen.
        LibraryError: The disk does not take it.
    """
    # One look for all of it: what is written meanwhile by others is not seen.
    with library.database.reading(), _snapshot(library.database.connection) as db:
        taken = _Taken(db, chosen)
        if not taken.paths:
            raise UsageError(
                _("There is no document to put into a pack."),
                _("assistant sources lists the files of the library."),
                code="no_documents",
            )
        with writing(path, passphrase) as sink:
            writer = Writer(sink, "pack", {"documents": len(taken.paths)})
            made = _Export(db, writer, taken, progress)
            exported = made.write(conversations=conversations)
            writer.close()
    return Exported(path, *exported, bytes=path.stat().st_size, encrypted=passphrase is not None)


@contextmanager
def _snapshot(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Read one state of the database for the block, whatever is written meanwhile."""
    db.execute("BEGIN")
    try:
        yield db
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


class _Taken:
    """The documents of a pack, each with its path there."""

    def __init__(self, db: sqlite3.Connection, chosen: Collection[int] | None) -> None:
        roots = [os.fsdecode(row["path"]) for row in db.execute("SELECT path FROM root ORDER BY path")]
        rows = db.execute(
            "SELECT id, path, hash FROM document WHERE state = 'found' AND hash IS NOT NULL"
            " AND passages > 0 ORDER BY path"
        ).fetchall()
        places = [(os.fsdecode(row["path"]), bare(row["hash"])) for row in rows]
        # Names are chosen among all, so that a part of a library has the names of the whole.
        paths = paths_of(places, roots)
        self.ids: dict[str, int] = {}
        self.paths: dict[str, str] = {}
        for row in rows:
            place = os.fsdecode(row["path"])
            if place in paths and (chosen is None or row["id"] in chosen):
                self.ids[paths[place]] = row["id"]
                self.paths[place] = paths[place]
        db.execute("CREATE TEMP TABLE IF NOT EXISTS packed (id INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM temp.packed")
        db.executemany("INSERT INTO temp.packed VALUES (?)", [(one,) for one in self.ids.values()])

    def cited(self, source: str) -> str:
        """Return the path in the pack of a cited file."""
        return self.paths.get(source) or f"cited/{named(PurePath(source).name)}"


def bare(name: str) -> str:
    """Return a hash without the mark of what came in a pack."""
    return name.removeprefix(FROM_PACK)


def _within(notice: str) -> str:
    """Return a notice as it is kept; a long one in English, cut."""
    if len(notice) <= MOST_LINE:
        return notice
    with speaking("en"):  # for each who exports the same
        return said(notice)[:MOST_LINE]


def documents_of(db: sqlite3.Connection, numbers: Iterable[tuple[str, int]]) -> Iterator[PackDocument]:
    """Yield documents as a pack has them.

    Args:
        db: The library's database.
        numbers: The path in the pack and the number of each.
    """
    for path, number in numbers:
        row = db.execute("SELECT * FROM document WHERE id = ?", (number,)).fetchone()
        passages = db.execute("SELECT * FROM passage WHERE document_id = ? ORDER BY ordinal", (number,))
        pages = db.execute(
            "SELECT page, hash FROM picture_page WHERE document_id = ? AND hash IS NOT NULL", (number,)
        )
        yield PackDocument(
            path,
            row["title"][:MOST_LINE],
            row["kind"],
            bare(row["hash"]),
            row["size"],
            row["mtime_ns"],
            row["read_ns"],
            row["reader"],
            tuple(_within(one) for one in json.loads(row["notices"])),
            {page["page"]: bare(page["hash"]) for page in pages},
            tuple(
                Passage(
                    ordinal,
                    one["text"],
                    one["start"],
                    one["end"],
                    one["page"],
                    tuple(json.loads(one["heading"])),
                    one["confidence"],
                    one["page_label"] or "",
                )
                for ordinal, one in enumerate(passages)
            ),
        )


class _Export:
    def __init__(self, db: sqlite3.Connection, writer: Writer, taken: _Taken, progress: Progress) -> None:
        self._db = db
        self._writer = writer
        self._taken = taken
        self._progress = progress

    def write(self, *, conversations: bool) -> tuple[int, int, int, tuple[str, ...], int]:
        models = self._models()
        self._writer.add("models.json", json_bytes([list(one[1:]) for one in models]))
        passages = self._lines("documents", self._documents())
        vectors = [self._vectors(place, model[0], model[4]) for place, model in enumerate(models)]
        self._lines("pictures", self._pictures())
        self._lines("notes", self._notes(conversations=conversations))
        self._lines("cells", self._cells())
        talks = self._lines("conversations", self._conversations()) if conversations else 0
        documents = len(self._taken.paths)
        return (
            documents,
            passages - documents,
            max(vectors, default=0),
            tuple(one[3] for one in models),
            talks,
        )

    def _lines(self, section: str, records: Iterable[object]) -> int:
        """Write records as lines, in members of a bounded size; return how many."""
        waiting: list[bytes] = []
        number = size = total = 0
        for record in records:
            waiting.append(json_bytes(record))
            size += len(waiting[-1]) + 1
            total += 1
            if size >= CHUNK_BYTES:
                number += 1
                self._writer.add(f"{section}/{number:06}.jsonl.gz", pack_lines(waiting))
                waiting, size = [], 0
        if waiting:
            self._writer.add(f"{section}/{number + 1:06}.jsonl.gz", pack_lines(waiting))
        return total

    def _models(self) -> list[tuple[int, str, str, str, int]]:
        rows = self._db.execute(
            "SELECT id, identity, engine, name, dimensions FROM embedding_model WHERE dimensions > 0"
            " AND EXISTS (SELECT 1 FROM vector v WHERE v.model_id = embedding_model.id) ORDER BY identity"
        )
        return [tuple(row) for row in rows if row["engine"] in ENGINES][:MOST_MODELS]

    def _documents(self) -> Iterator[object]:
        ids = self._taken.ids
        total = len(ids)
        numbers = ((path, ids[path]) for path in sorted(ids))
        for done, document in enumerate(documents_of(self._db, numbers), 1):
            yield head_json(document)
            for passage in document.passages:
                yield passage_json(passage)
            self._progress(_("documents"), done, total)

    def _vectors(self, place: int, model: int, dimensions: int) -> int:
        import numpy as np

        # By key, so that the same library gives the same bytes whatever its history.
        keys = [
            row["key"]
            for row in self._db.execute(
                "SELECT DISTINCT key FROM passage WHERE document_id IN (SELECT id FROM temp.packed) ORDER BY key"
            )
        ]
        rows: list[tuple[str, bytes]] = []
        written = number = 0
        for done, key in enumerate(keys, 1):
            row = self._db.execute(
                "SELECT data FROM vector WHERE model_id = ? AND key = ?", (model, key)
            ).fetchone()
            if row is not None and len(row["data"]) == 4 * dimensions:
                rows.append((key, row["data"]))
            if rows and (len(rows) == CHUNK_VECTORS or done == len(keys)):
                number += 1
                start = f"vectors/{place}/{number:06}"
                self._writer.add(f"{start}.keys", b"".join(bytes.fromhex(key) for key, _ in rows))
                matrix = np.frombuffer(b"".join(data for _, data in rows), dtype="<f4")
                self._writer.add(f"{start}.f16", matrix.astype("<f2").tobytes())
                written += len(rows)
                rows = []
                self._progress(_("vectors"), done, len(keys))
        return written

    def _pictures(self) -> Iterator[object]:
        rows = self._db.execute(
            "SELECT hash, engine, fault, lines FROM picture WHERE hash IN (SELECT hash FROM picture_page"
            " WHERE document_id IN (SELECT id FROM temp.packed))"
        ).fetchall()
        held = []
        for row in rows:
            with suppress(ValueError, TypeError):  # `verify` tells of it
                lines = lines_json(lines_of(json.loads(row["lines"])))
                held.append((row["hash"], row["engine"], row["fault"], lines))
        yield from _unmarked(held, (0,))

    def _notes(self, *, conversations: bool) -> Iterator[object]:
        rows = self._db.execute(
            "SELECT key, passages, model, task, wording, text FROM part_note WHERE NOT EXISTS (SELECT 1"
            " FROM json_each(part_note.passages) one WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE p.key = one.value"
            " AND p.document_id IN (SELECT id FROM temp.packed)))"
        )
        # What was asked is part of a conversation.
        kept = (row for row in rows if conversations or not row["task"].startswith(QUESTION))
        notes = [
            (row["key"], json.loads(row["passages"]), row["model"], row["task"], row["wording"], row["text"])
            for row in kept
        ]
        yield from _unmarked(notes, (0, 2, 3, 4))

    def _cells(self) -> Iterator[object]:
        rows = self._db.execute(
            "SELECT content, asked, answer, answered_at FROM cell WHERE content IN"
            " (SELECT hash FROM document WHERE id IN (SELECT id FROM temp.packed))"
        )
        yield from _unmarked([tuple(row) for row in rows], (0, 1))

    def _conversations(self) -> Iterator[object]:
        found = []
        for talk in self._db.execute("SELECT * FROM conversation").fetchall():
            turns = self._db.execute(
                "SELECT * FROM turn WHERE conversation_id = ? ORDER BY id", (talk["id"],)
            ).fetchall()
            rows = [turn_json(turn_values(turn, self._taken.cited)) for turn in turns]
            marks = [bool(talk["pinned"]), str(talk["tags"]).split()]
            found.append([talk["title"], talk["created_at"], talk["updated_at"], rows, *marks])
        yield from sorted(found, key=json_bytes)


def _unmarked(rows: Iterable[tuple[Any, ...]], by: tuple[int, ...]) -> list[list[object]]:
    """Take the mark of a pack off what comes first in rows.

    Sorted, so that the same content gives the same bytes; what was made here wins over what came in a pack.

    Args:
        rows: Fields, a hash first.
        by: Which fields name a row.
    """
    found: dict[bytes, tuple[bool, list[object]]] = {}
    for row in rows:
        own, plain = not row[0].startswith(FROM_PACK), [bare(row[0]), *row[1:]]
        names = json_bytes([plain[at] for at in by])
        if own or names not in found:
            found[names] = (own, plain)
    return [found[one][1] for one in sorted(found)]


def turn_values(row: Mapping[str, Any], cited: Callable[[str], str]) -> dict[str, Any]:
    """Return a turn's columns as a pack has them; what cannot be read of it is empty.

    Args:
        row: Of the table of turns.
        cited: Gives the path in the pack of a file.
    """
    from assistant.library.conversations import turn_of

    try:
        turn_of(row)
        citations = [{**one, "source": cited(one["source"])} for one in json.loads(row["citations"])]
        unsupported, usage = json.loads(row["unsupported"]), json.loads(row["usage"])
        doubts = json.loads(row["doubts"])
    except (ValueError, TypeError, KeyError, AttributeError):
        citations, unsupported, usage, doubts = [], [], {}, []
    columns = (
        "question",
        "searched_for",
        "answer",
        "reasoning",
        "status",
        "grounded",
        "engine",
        "chat_model",
    )
    return {
        **{name: row[name] for name in (*columns, "created_at")},
        "citations": citations,
        "unsupported": unsupported,
        "usage": usage,
        "doubts": doubts,
    }

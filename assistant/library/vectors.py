"""Store vectors: SQLite rows, one per embedding model and content key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.database import Database, Notes, Table, reads, writes
from assistant.library.folder import delete_matrix
from ingest.records import Pending, embedded_text

if TYPE_CHECKING:  # NumPy takes a while to import, and many commands look at no vector
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_LAST = (1 << 63) - 1
_AT_ONCE = 500
"""Row numbers in one statement."""
_WITHOUT_VECTOR = "NOT EXISTS (SELECT 1 FROM vector v WHERE v.model_id = ? AND v.key = passage.key)"
_ACTIVE, _TARGET = "embedding.active", "embedding.target"
GENERATION = "vector.generation"
"""The note that counts how often vectors were dropped."""


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """A model that a library has vectors of.

    Attributes:
        id: Its number in the library.
        identity: Equal for two models exactly if their vectors may be compared.
        engine: The engine it ran in.
        name: Its name as users know it.
        dimensions: Length of its vectors; 0 before there is one.
    """

    id: int
    identity: str
    engine: str
    name: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class EmbeddingState:
    """Which models a library has vectors of.

    Attributes:
        active: The model whose vectors answer, or None before there is one.
        target: The model that new vectors are for; equal to `active` unless the library is moving to another.
        pending: Texts that have no vector of `target` yet.
        embedded: Vectors of `target`.
    """

    active: EmbeddingModel | None
    target: EmbeddingModel | None
    pending: int
    embedded: int


@dataclass(frozen=True, slots=True)
class VectorBlock:
    """Vectors as rows of a matrix.

    Attributes:
        keys: Names of the embedded texts.
        matrix: float32, shape (len(keys), dimensions).
        unspaced: bool, shape (len(keys),): whether the text is in a script without spaces between words.
        last_id: The highest row number among them; 0 when there are none.
    """

    keys: Sequence[str]
    matrix: Vectors
    unspaced: NDArray[np.bool_]
    last_id: int


class StoredVectors(Table):
    """The vectors of a library, by the identity of their embedding model.

    Args:
        database: Where they are kept.
        notes: Where it is noted which model answers.
    """

    def __init__(self, database: Database, notes: Notes) -> None:
        super().__init__(database)
        self._notes = notes

    # Models

    @reads
    def state(self) -> EmbeddingState:
        """Return the active and the target model, and how many texts wait."""
        target = self._model(self._notes.get(_TARGET))
        return EmbeddingState(
            active=self.active_model(),
            target=target,
            pending=self._count_pending(target),
            embedded=self.count(target.identity) if target else 0,
        )

    @reads
    def waiting_documents(self) -> frozenset[int]:
        """Return the documents of which a text waits for the model that is to embed all."""
        target = self._model(self._notes.get(_TARGET))
        if target is None:
            return frozenset()
        rows = self._db.execute(
            f"SELECT DISTINCT document_id FROM passage WHERE {_WITHOUT_VECTOR}", (target.id,)
        )
        return frozenset(row["document_id"] for row in rows)

    @reads
    def is_behind(self) -> bool:
        """Tell at once whether the newest text waits for the model that is to embed all.

        As the oldest are embedded first, others wait without it only where its very words were embedded before.
        """
        target = self._model(self._notes.get(_TARGET))
        newest = f"SELECT 1 FROM passage WHERE id = (SELECT max(id) FROM passage) AND {_WITHOUT_VECTOR}"
        return target is not None and self._db.execute(newest, (target.id,)).fetchone() is not None

    @reads
    def active_model(self) -> EmbeddingModel | None:
        """Return the embedding model whose vectors are searched, or None."""
        return self._model(self._notes.get(_ACTIVE))

    def _model(self, identity: str) -> EmbeddingModel | None:
        row = self._db.execute("SELECT * FROM embedding_model WHERE identity = ?", (identity,)).fetchone()
        return EmbeddingModel(**dict(row)) if row else None

    # Writing

    @writes
    def begin(self, identity: str, engine: str, name: str) -> int:
        """Make a model the target; return how many texts lack its vector."""
        self._db.execute(
            "INSERT OR IGNORE INTO embedding_model (identity, engine, name, dimensions) VALUES (?, ?, ?, 0)",
            (identity, engine, name),
        )
        self._notes.set(_TARGET, identity)
        if not self._notes.get(_ACTIVE):
            self._notes.set(_ACTIVE, identity)
        return self._count_pending(self._model(identity))

    @reads
    def pending(self, identity: str, limit: int) -> list[Pending]:
        """Return texts without a vector of a model, the oldest first."""
        model = self._model(identity)
        if model is None:
            return []
        rows = self._db.execute(
            "SELECT min(id) AS id, key, heading, text FROM passage"
            f" WHERE {_WITHOUT_VECTOR} GROUP BY key ORDER BY id LIMIT ?",
            (model.id, limit),
        )
        return [Pending(row["key"], embedded_text(json.loads(row["heading"]), row["text"])) for row in rows]

    def _count_pending(self, model: EmbeddingModel | None) -> int:
        row = self._db.execute(
            f"SELECT count(DISTINCT key) FROM passage WHERE {_WITHOUT_VECTOR}",
            (model.id if model else -1,),
        ).fetchone()
        return int(row[0])

    @writes
    def store(self, identity: str, keys: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(keys), dimensions).

        Raises:
            LibraryError: The model is not known, or its vectors have another length.
        """
        model = self._model(identity)
        if model is None:
            raise LibraryError(
                _("The embedding model {identity} is not known to the library.", identity=identity)
            )
        if model.dimensions not in (0, vectors.shape[1]):
            raise LibraryError(
                _(
                    "The embedding model {model} gives vectors of length {length}; the library has those of length "
                    "{dimensions}.",
                    model=model.name,
                    length=vectors.shape[1],
                    dimensions=model.dimensions,
                ),
                _("Forget the documents and ingest them again."),
            )
        if model.dimensions == 0:
            self._db.execute(
                "UPDATE embedding_model SET dimensions = ? WHERE id = ?", (vectors.shape[1], model.id)
            )
        self._db.executemany(
            "INSERT OR IGNORE INTO vector (model_id, key, data, unspaced)"
            " VALUES (?, ?, ?, coalesce((SELECT unspaced FROM passage WHERE key = ? LIMIT 1), 0))",
            (
                (model.id, key, row.astype("<f4").tobytes(), key)
                for key, row in zip(keys, vectors, strict=True)
            ),
        )

    def finish(self, identity: str | None, given_up: int = 0) -> None:
        """Drop orphaned vectors, and activate the model if it is complete.

        Args:
            identity: The model; None where no model was at work.
            given_up: So many texts may be without a vector of it, if it has any vector at all.
        """
        with self.database.writing():
            dropped = self.drop_orphans()
            others = self._drop_other_models(identity, given_up) if identity else 0
            if others:
                new_generation(self._db)
        if dropped or others:  # the file that vectors are mapped from holds them still, and is out of date
            delete_matrix(self.database.folder)

    @writes
    def drop_orphans(self) -> int:
        """Drop vectors whose text no passage has, and those of its sentences.

        Returns how many there were of the first.
        """
        # By id, so that they are looked for in an index of the keys: the rows themselves are long.
        orphans = "SELECT id FROM vector WHERE key NOT IN (SELECT key FROM passage)"
        dropped = self._db.execute(f"DELETE FROM vector WHERE id IN ({orphans})").rowcount
        self._db.execute(
            "DELETE FROM sentence_vector WHERE NOT EXISTS"
            " (SELECT 1 FROM passage WHERE passage.key = sentence_vector.key)"
        )
        if dropped:
            new_generation(self._db)
        return dropped

    def _drop_other_models(self, identity: str, given_up: int) -> int:
        """Activate a model that is complete; return how many others were dropped."""
        model = self._model(identity)
        if model is None or self._count_pending(model) > (given_up if model.dimensions else 0):
            return 0
        self._notes.set(_ACTIVE, model.identity)
        others = "DELETE FROM embedding_model WHERE identity <> ?"
        return self._db.execute(others, (model.identity,)).rowcount

    # Reading

    @reads
    def generation(self) -> tuple[int, int]:
        """Return the generation, which counts drops, and the highest row number."""
        row = self._db.execute("SELECT max(id) FROM vector").fetchone()
        return int(self._notes.get(GENERATION) or "0"), int(row[0] or 0)

    @reads
    def count(self, identity: str, after_id: int = 0) -> int:
        """Count the vectors of a model above a row number."""
        row = self._db.execute(
            "SELECT count(*) FROM vector WHERE id > ?"
            " AND model_id = (SELECT id FROM embedding_model WHERE identity = ?)",
            (after_id, identity),
        ).fetchone()
        return int(row[0])

    @reads
    def load(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
        """Return a model's vectors with row numbers in (after_id, up_to_id]."""
        return self.load_numbered(identity, after_id, up_to_id)[1]

    @reads
    def load_numbered(
        self, identity: str, after_id: int, up_to_id: int | None = None
    ) -> tuple[NDArray[np.int64], VectorBlock]:
        """Return a model's vectors with row numbers in (after_id, up_to_id], and these."""
        import numpy as np

        model = self._model(identity)
        if model is None:
            return np.zeros(0, np.int64), _block([], 0, 0)
        # The sign keeps SQLite from going through all of the model's vectors by their keys.
        rows = self._db.execute(
            "SELECT id, key, data, unspaced FROM vector"
            " WHERE +model_id = ? AND id > ? AND id <= ? ORDER BY id",
            (model.id, after_id, _LAST if up_to_id is None else up_to_id),
        ).fetchall()
        ids = np.fromiter((row["id"] for row in rows), np.int64, len(rows))
        return ids, _block(rows, model.dimensions, rows[-1]["id"] if rows else after_id)

    @reads
    def sample(self, identity: str, count: int) -> VectorBlock:
        """Return about `count` of a model's vectors, spread evenly."""
        model = self._model(identity)
        if model is None:
            return _block([], 0, 0)
        step = max(1, self.count(identity) // count)
        rows = self._db.execute(
            "SELECT id, key, data, unspaced FROM vector"
            " WHERE id IN (SELECT id FROM vector WHERE model_id = ? AND id % ? = 0) ORDER BY id",
            (model.id, step),
        ).fetchall()
        return _block(rows, model.dimensions, 0)

    @reads
    def ids(self, identity: str) -> NDArray[np.int64]:
        """Return the row numbers of all vectors of a model, in no order."""
        import numpy as np

        model = self._model(identity)
        rows = self._db.execute("SELECT id FROM vector WHERE model_id = ?", (model.id if model else -1,))
        return np.fromiter((row[0] for row in rows), np.int64)

    @reads
    def load_rows(self, identity: str, ids: Sequence[int]) -> VectorBlock:
        """Return a model's vectors of rising row numbers, without unknown ones."""
        model = self._model(identity)
        found: list[sqlite3.Row] = []
        for start in range(0, len(ids) if model else 0, _AT_ONCE):
            found += self._db.execute(
                "SELECT id, key, data, unspaced FROM vector"
                f" WHERE id IN ({','.join(map(str, ids[start : start + _AT_ONCE]))}) AND +model_id = ? ORDER BY id",
                (model.id if model else -1,),
            ).fetchall()
        return _block(found, model.dimensions if model else 0, 0)

    @reads
    def load_keys(self, identity: str, keys: Collection[str]) -> VectorBlock:
        """Return the vectors of some keys, ordered by key; unknown keys are left out."""
        model = self._model(identity)
        found: list[sqlite3.Row] = []
        for key in sorted(keys) if model else ():
            row = self._db.execute(
                "SELECT id, key, data, unspaced FROM vector WHERE model_id = ? AND key = ?",
                (model.id if model else 0, key),
            ).fetchone()
            if row is not None:
                found.append(row)
        return _block(found, model.dimensions if model else 0, 0)


def new_generation(db: sqlite3.Connection) -> None:
    """Count up the generation, after vectors were dropped or changed.

    Caches and indexes of another generation are read anew.
    """
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, '1') ON CONFLICT (key)"
        " DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (GENERATION,),
    )


def _block(rows: Sequence[sqlite3.Row], dimensions: int, last_id: int) -> VectorBlock:
    import numpy as np

    data = b"".join(row["data"] for row in rows)
    matrix = np.frombuffer(data, dtype="<f4").reshape(len(rows), dimensions if rows else 0)
    unspaced = np.fromiter((row["unspaced"] for row in rows), np.bool_, len(rows))
    return VectorBlock(tuple(row["key"] for row in rows), matrix, unspaced, last_id)

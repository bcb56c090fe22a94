"""Vectors as they are kept: rows of SQLite, named by embedding model and by the content that was embedded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.records import Pending, embedded_text

if TYPE_CHECKING:  # NumPy takes a while to import, and many commands look at no vector
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_LAST = (1 << 63) - 1
_WITHOUT_VECTOR = "NOT EXISTS (SELECT 1 FROM vector v WHERE v.model_id = ? AND v.key = passage.key)"


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
class VectorBlock:
    """Vectors as rows of a matrix.

    Attributes:
        keys: Names of the embedded texts.
        matrix: float32, shape (len(keys), dimensions).
        unspaced: bool, shape (len(keys),): whether the text is in a script without spaces between words.
        last_id: The highest row number among them; 0 when there are none.
    """

    keys: tuple[str, ...]
    matrix: Vectors
    unspaced: NDArray[np.bool_]
    last_id: int


class VectorRows:
    """Reads and writes vectors over one connection; the caller holds the lock and the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def model(self, identity: str) -> EmbeddingModel | None:
        """Give a model by its identity."""
        row = self._db.execute("SELECT * FROM embedding_model WHERE identity = ?", (identity,)).fetchone()
        return EmbeddingModel(**dict(row)) if row else None

    def add_model(self, identity: str, engine: str, name: str) -> None:
        """Make a model known."""
        self._db.execute(
            "INSERT OR IGNORE INTO embedding_model (identity, engine, name, dimensions) VALUES (?, ?, ?, 0)",
            (identity, engine, name),
        )

    def drop_other_models(self, identity: str) -> int:
        """Drop the vectors of all models but one; give how many models were dropped."""
        return self._db.execute("DELETE FROM embedding_model WHERE identity <> ?", (identity,)).rowcount

    def put(self, model: EmbeddingModel, keys: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(keys), dimensions)."""
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

    def count(self, model: EmbeddingModel, after_id: int = 0) -> int:
        """Count a model's vectors above a row number."""
        row = self._db.execute(
            "SELECT count(*) FROM vector WHERE model_id = ? AND id > ?", (model.id, after_id)
        ).fetchone()
        return int(row[0])

    def count_pending(self, model: EmbeddingModel | None) -> int:
        """Count the texts that have no vector of a model."""
        row = self._db.execute(
            f"SELECT count(DISTINCT key) FROM passage WHERE {_WITHOUT_VECTOR}",
            (model.id if model else -1,),
        ).fetchone()
        return int(row[0])

    def pending(self, model: EmbeddingModel, limit: int) -> list[Pending]:
        """Give texts that have no vector of a model yet, the oldest first."""
        rows = self._db.execute(
            "SELECT min(id) AS id, key, heading, text FROM passage"
            f" WHERE {_WITHOUT_VECTOR} GROUP BY key ORDER BY id LIMIT ?",
            (model.id, limit),
        )
        return [Pending(row["key"], embedded_text(json.loads(row["heading"]), row["text"])) for row in rows]

    def drop_orphans(self) -> int:
        """Drop vectors of texts that no passage holds any more; give how many there were."""
        # By id, so that they are looked for in an index of the keys: the rows themselves are long.
        orphans = "SELECT id FROM vector WHERE key NOT IN (SELECT key FROM passage)"
        return self._db.execute(f"DELETE FROM vector WHERE id IN ({orphans})").rowcount

    def load(self, model: EmbeddingModel, after_id: int = 0, up_to_id: int = _LAST) -> VectorBlock:
        """Read a model's vectors whose row number is above one, and not above another."""
        # The sign keeps SQLite from going through all of the model's vectors by their keys.
        rows = self._db.execute(
            "SELECT id, key, data, unspaced FROM vector WHERE +model_id = ? AND id > ? AND id <= ? ORDER BY id",
            (model.id, after_id, up_to_id),
        ).fetchall()
        return _block(rows, model, rows[-1]["id"] if rows else after_id)

    def sample(self, model: EmbeddingModel, count: int) -> VectorBlock:
        """Read about `count` of a model's vectors, spread evenly over them."""
        step = max(1, self.count(model) // count)
        rows = self._db.execute(
            "SELECT id, key, data, unspaced FROM vector"
            " WHERE id IN (SELECT id FROM vector WHERE model_id = ? AND id % ? = 0) ORDER BY id",
            (model.id, step),
        ).fetchall()
        return _block(rows, model, 0)

    def load_keys(self, model: EmbeddingModel, keys: Iterable[str]) -> VectorBlock:
        """Read the vectors of some keys; keys without one are left out."""
        found: list[sqlite3.Row] = []
        for key in keys:
            row = self._db.execute(
                "SELECT id, key, data, unspaced FROM vector WHERE model_id = ? AND key = ?", (model.id, key)
            ).fetchone()
            if row is not None:
                found.append(row)
        return _block(found, model, 0)


def new_generation(db: sqlite3.Connection) -> None:
    """Note that vectors were dropped or changed: whoever holds some, in memory or in an index, reads them anew."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('vector.generation', '1') ON CONFLICT (key)"
        " DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
    )


def _block(rows: Sequence[sqlite3.Row], model: EmbeddingModel, last_id: int) -> VectorBlock:
    import numpy as np

    data = b"".join(row["data"] for row in rows)
    matrix = np.frombuffer(data, dtype="<f4").reshape(len(rows), model.dimensions if rows else 0)
    unspaced = np.fromiter((row["unspaced"] for row in rows), np.bool_, len(rows))
    return VectorBlock(tuple(row["key"] for row in rows), matrix, unspaced, last_id)

"""Keep vectors of sentences, which questions are compared with.

They are derived, and made again where they lack.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.library.database import Table, reads, writes, writes_soon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

MOST_SENTENCES = 50_000
"""Most vectors that are kept, some 20 MB of them; the oldest go first."""
LONG_SENTENCE = 150
"""Characters of a passage for which one vector at least is kept where its sentences were embedded; most are shorter."""
SCALE_BYTES = 4
"""A vector is kept as eight bits a number, behind what they are multiplied with: one float32."""

Place = tuple[str, int]
"""The key of a passage, and where the sentence begins in it, in characters."""


class SentenceVectors(Table):
    """The vectors of sentences, by embedding model, passage and place.

    They go with the vectors of their passages; see `StoredVectors.drop_orphans`.
    """

    @reads
    def load(self, identity: str, keys: Collection[str]) -> dict[Place, Vector]:
        """Return the kept vectors of some passages' sentences, about of length 1."""
        found: dict[Place, Vector] = {}
        model = self._db.execute("SELECT id FROM embedding_model WHERE identity = ?", (identity,)).fetchone()
        for key in keys if model else ():
            rows = self._db.execute(
                "SELECT start, data FROM sentence_vector WHERE model_id = ? AND key = ?", (model["id"], key)
            )
            found |= {(key, start): _unpacked(data) for start, data in rows}
        return found

    @reads
    def missing(self, identity: str, before: int, limit: int) -> list[int]:
        """Return passages of whose sentences vectors may lack, the newest first.

        Those with no vector, or so few that a question embedded some of their sentences; among the latter may be some whose
        sentences are only long. There are none where as many vectors are kept as may be.

        Args:
            identity: The embedding model's.
            before: Only passages of lower numbers.
            limit: Most passages.
        """
        rows = self._db.execute(
            "SELECT p.id FROM passage p JOIN embedding_model m ON m.identity = ? WHERE p.id < ?"
            " AND (SELECT count(*) FROM sentence_vector) < ?"
            # Lists keep vectors of their own at negative places.
            " AND (SELECT count(*) FROM sentence_vector s WHERE s.model_id = m.id AND s.key = p.key AND s.start >= 0)"
            " < max(1, length(p.text) / ?) ORDER BY p.id DESC LIMIT ?",
            (identity, before, MOST_SENTENCES, LONG_SENTENCE, limit),
        )
        return [row["id"] for row in rows]

    def keep(self, identity: str, vectors: Mapping[Place, Vector]) -> bool:
        """Keep vectors, unless the library cannot be written soon.

        Returns whether it could be.
        """
        with suppress(LibraryError):
            self._keep(identity, vectors)
            return True
        return False

    @writes_soon
    def _keep(self, identity: str, vectors: Mapping[Place, Vector]) -> None:
        # A document may have been forgotten meanwhile.
        self._db.executemany(
            "INSERT OR REPLACE INTO sentence_vector (model_id, key, start, data)"
            " SELECT m.id, p.key, ?, ? FROM passage p JOIN embedding_model m ON m.identity = ?"
            " WHERE p.key = ? LIMIT 1",
            ((start, _packed(vector), identity, key) for (key, start), vector in vectors.items()),
        )
        self._db.execute(
            "DELETE FROM sentence_vector WHERE id <= (SELECT max(id) FROM sentence_vector) - ?",
            (MOST_SENTENCES,),
        )

    @writes
    def clear(self) -> int:
        """Drop all: which are kept hints at what was asked. Return how many there were."""
        return self._db.execute("DELETE FROM sentence_vector").rowcount


def rounded(vector: Vector) -> Vector:
    """Return a vector as it comes back once it was kept."""
    return _unpacked(_packed(vector))


def _packed(vector: Vector) -> bytes:
    import numpy as np

    scale = np.float32(max(float(np.abs(vector).max()), 1e-9) / 127)
    packed: bytes = scale.astype("<f4").tobytes() + np.rint(vector / scale).astype(np.int8).tobytes()
    return packed


def _unpacked(data: bytes) -> Vector:
    import numpy as np

    vector: Vector = np.frombuffer(data, np.int8, offset=SCALE_BYTES) * np.frombuffer(data, "<f4", 1)
    return vector

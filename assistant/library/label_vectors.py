"""Keep vectors of the words that tables are known by.

These are their headers, and what stands in their rows. Questions are compared with them, and a command would embed them all anew. They are derived, and made again where they lack.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.library.database import Notes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

LABELS_NOTE = "labels.1."
"""How the notes begin that hold them: one for each model, of digests and vectors in 16 bits."""
PREPARED_NOTE = "labels.prepared"
"""Noted once those of all sheets are there; it goes with them."""
MOST_LABELS = 4_000
"""Most that are kept, some 4 MB of them, more than forty sheets have; then they are begun anew."""
_DROPPED_NOTE = "labels.dropped"
"""The note that counts how often they were dropped: what came before that is not written back."""
_DIGEST_BYTES = 8


class LabelVectors:
    """The vectors of one embedding model, read when the first is asked for.

    Args:
        notes: Of the library.
        identity: The model's.
        dropped: The count of `times_dropped` from before texts were read whose labels come; None reads it now.
    """

    def __init__(self, notes: Notes, identity: str, dropped: str | None = None) -> None:
        self._notes = notes
        self._note = LABELS_NOTE + identity
        self._known: dict[bytes, Vector] | None = None
        self._new: dict[bytes, Vector] = {}
        self._dropped = times_dropped(notes) if dropped is None else dropped

    def get(self, text: str) -> Vector | None:
        """Return the vector of a label, float32, shape (dimensions,).

        None where it is not known.
        """
        return self._read().get(_digest(text))

    def load(self) -> LabelVectors:
        """Read them now: what is dropped from the library later is known here on."""
        self._read()
        return self

    def put(self, vectors: Mapping[str, Vector]) -> dict[str, Vector]:
        """Take vectors of labels; return them as they will be read."""
        import numpy as np

        rounded = {text: vector.astype("<f2").astype(np.float32) for text, vector in vectors.items()}
        known = self._read()
        if len(known) + len(rounded) > MOST_LABELS:
            known.clear()
            self._new.clear()
        new = {_digest(text): vector for text, vector in rounded.items()}
        known.update(new)
        self._new.update(new)
        return rounded

    def keep(self) -> bool:
        """Note what has come, unless the library is busy or write-protected.

        It goes beside what is noted by then: others may have added to it, or dropped it. Returns whether all is noted.
        """
        if not self._new:
            return True
        with suppress(LibraryError), self._notes.database.writing_soon():
            dropped = times_dropped(self._notes)
            noted = dropped == self._dropped
            if noted:
                there = self._noted()
                if len(there) + len(self._new) > MOST_LABELS:
                    there = {}
                self._notes.set(self._note, _told(there | self._new))
            else:
                self._known, self._dropped = None, dropped
            self._new = {}
            return noted
        return False

    def _read(self) -> dict[bytes, Vector]:
        if self._known is None:
            self._known = self._noted()
        return self._known

    def _noted(self) -> dict[bytes, Vector]:
        import numpy as np

        with suppress(ValueError):  # what is noted unreadably is found anew
            number, _, told = self._notes.get(self._note).partition(" ")
            content = base64.b64decode(told, validate=True)
            vectors = np.frombuffer(content, "<f2", offset=int(number) * _DIGEST_BYTES)
            rows = vectors.astype(np.float32).reshape(int(number), -1)
            if np.isfinite(rows).all():
                starts = range(0, int(number) * _DIGEST_BYTES, _DIGEST_BYTES)
                return {
                    content[start : start + _DIGEST_BYTES]: row
                    for start, row in zip(starts, rows, strict=True)
                }
        return {}


def times_dropped(notes: Notes) -> str:
    """Return how often labels were dropped, "" for never."""
    return notes.get(_DROPPED_NOTE)


def drop_labels(notes: Notes) -> None:
    """Drop those of all models, also what open processes have not noted yet."""
    with notes.database.writing():
        notes.drop(LABELS_NOTE)
        notes.drop(PREPARED_NOTE)
        notes.set(_DROPPED_NOTE, str(int(times_dropped(notes) or 0) + 1))


def _told(vectors: Mapping[bytes, Vector]) -> str:
    import numpy as np

    content = b"".join(vectors) + np.stack([*vectors.values()]).astype("<f2").tobytes()
    return f"{len(vectors)} {base64.b64encode(content).decode('ascii')}"


def _digest(text: str) -> bytes:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_DIGEST_BYTES).digest()

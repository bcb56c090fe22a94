"""Compare short texts in meaning.

Words of a question with headers and cells of tables. Vectors of both are remembered, those of tables from one command to the next.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from assistant.errors import ModelFault, PartMissing
from assistant.library.label_vectors import LabelVectors, times_dropped

if TYPE_CHECKING:
    from assistant.library.database import Notes
    from assistant.models.base import Embedder, Vectors

MOST_KEPT = 4_000
"""Vectors that are kept, those used last."""
AT_ONCE = 32
"""Texts that are embedded in one go before a question asks for them."""


class Meanings:
    """Compares short texts.

    Args:
        embedder: Makes the vectors.
        notes: Of the library, which keep those of tables; None keeps none. Made before tables are read: words of
            what is forgotten meanwhile are not kept.
    """

    def __init__(self, embedder: Embedder, notes: Notes | None = None) -> None:
        self._embedder = embedder
        self._notes = notes
        self._dropped = times_dropped(notes) if notes is not None else ""
        self._labels: LabelVectors | None = None
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._asked: tuple[str, Vectors | None] = "", None
        """The last question, and its vector as a search takes it."""
        self._lock = threading.Lock()

    def keep(self) -> bool:
        """Keep the vectors of tables that were made; called when there is time.

        Returns whether none lacks.
        """
        return self._labels is None or self._labels.keep()

    def prepare(self, others: Sequence[str], seconds: float, before: LabelVectors | None = None) -> bool:
        """Embed words of tables before questions are laid beside them.

        Args:
            others: The words, the most needed first.
            seconds: By the clock, after which no more are begun.
            before: Vectors that were dropped meanwhile: those of words that are still there are kept.

        Returns:
            Whether all are there now, and kept.
        """
        if before is not None and (labels := self._of_library()) is not None:
            labels.put({one: vector for one in others if (vector := before.get(one)) is not None})
        ends = time.monotonic() + seconds
        done = 0
        try:
            while done < len(others) and time.monotonic() < ends:
                self._vectors([], others[done : done + AT_ONCE])
                done += AT_ONCE
        except (PartMissing, ModelFault):
            pass
        return self.keep() and done >= len(others)

    def near(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text with each of others, from -1 to 1.

        Empty where the model fails: then nothing is guessed.

        Args:
            text: Words of a question.
            others: Words of tables.
        """
        try:
            vectors = self._vectors([text], others)
        except (PartMissing, ModelFault):
            return []
        return [float(vectors[0] @ other) for other in vectors[1:]]

    def answering(self, question: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a question with each of others, from -1 to 1.

        As what may answer it is searched: that tells better than likeness which table or column is meant. Empty where the model fails.

        Args:
            question: As it was asked.
            others: What may answer it: a table described, its headers.
        """
        asked, vector = self._asked
        try:
            if vector is None or asked != question:
                vector = self._embedder.embed_query(question)
                self._asked = question, vector
            vectors = self._vectors([], others)
        except (PartMissing, ModelFault):
            return []
        return [float(vector @ other) for other in vectors]

    def vector(self, text: str) -> Vectors | None:
        """Return what a text means, float32, shape (dimensions,).

        None where the model fails.
        """
        try:
            return self._vectors([text], [])[0]
        except (PartMissing, ModelFault):
            return None

    def nearest(self, text: str, others: Sequence[str], by: float = 0.0) -> int | None:
        """Return the place of the nearest of others to a text.

        Args:
            text: What is compared.
            others: What it is compared with.
            by: How much nearer it has to be than the next one.

        Returns:
            None where none is so much nearer, or nothing is compared.
        """
        near = self.near(text, others) if others else []
        if not near or (len(near) > 1 and max(near) - sorted(near)[-2] < by):
            return None
        return near.index(max(near))

    def _of_library(self) -> LabelVectors | None:
        if self._labels is None and self._notes is not None:
            self._labels = LabelVectors(self._notes, self._embedder.identity, self._dropped)
        return self._labels

    def _vectors(self, asked: Sequence[str], others: Sequence[str]) -> list[Vectors]:
        with self._lock:
            labels = self._of_library()
            if labels is not None:
                for one in others:
                    if one not in self._kept and (known := labels.get(one)) is not None:
                        self._kept[one] = known
            texts = [*asked, *others]
            new = [one for one in dict.fromkeys(texts) if one not in self._kept]
            if new:
                made = dict(zip(new, self._embedder.embed_passages(new), strict=True))
                if labels is not None:
                    of_tables = {*others}
                    made |= labels.put({one: made[one] for one in new if one in of_tables})
                self._kept |= made
            found = [self._kept[one] for one in texts]
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return found


class Noting(Meanings):
    """Compares nothing, and notes what would be compared.

    Attributes:
        others: The words of tables that questions were laid beside, in the order of asking.
    """

    def __init__(self) -> None:
        super().__init__(cast("Embedder", None))  # nothing is embedded
        self.others: dict[str, None] = {}

    def near(self, text: str, others: Sequence[str]) -> list[float]:
        """Note the others; all are as near."""
        self.others |= dict.fromkeys(others)
        return [0.0] * len(others)

    def answering(self, question: str, others: Sequence[str]) -> list[float]:
        """Note the others, too."""
        return self.near(question, others)

    def vector(self, text: str) -> Vectors | None:
        """Return nothing."""
        return None

"""Embeds waiting texts so that one that cannot be embedded does not keep the others from it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.records import EmbedderPort, LibraryPort, Pending

FAILURES_IN_A_ROW = 3
"""So many single texts that fail one after the other raise the question whether anything works at all."""
_PROBE = "A plain sentence."


class Embedding:
    """One run of embedding.

    Args:
        library: Where vectors are stored.
        embedder: What makes them.
        spare: Errors that one text may be the cause of; others end the run at once.

    Attributes:
        done: Texts embedded.
        set_aside: Keys of texts that could not be embedded.
    """

    def __init__(
        self, library: LibraryPort, embedder: EmbedderPort, spare: tuple[type[Exception], ...]
    ) -> None:
        self.done = 0
        self.set_aside: set[str] = set()
        self._library = library
        self._embedder = embedder
        self._spare = spare
        self._failures = 0

    def waiting(self, limit: int) -> list[Pending]:
        """Give texts that have no vector yet and were not set aside, the shortest first."""
        pending = self._library.pending(self._embedder.identity, limit + len(self.set_aside))
        fresh = [text for text in pending if text.key not in self.set_aside]
        # Texts of like length share a batch, so that short ones do not wait for long ones.
        return sorted(fresh, key=lambda text: len(text.text))

    def store(self, batch: Sequence[Pending]) -> None:
        """Embed texts and store their vectors; a batch that fails is halved down to the text that is the cause.

        Before it is halved, a plain sentence is tried: a model that is busy or silent for minutes would be as long for
        each of the parts.

        Raises:
            Exception: What the embedder raises; vectors stored so far are kept.
        """
        parts = [batch]
        while parts:
            part = parts.pop()
            try:
                vectors = self._embedder.embed_passages([pending.text for pending in part])
            except self._spare as error:
                if part is batch:
                    self._try_probe(error)
                if len(part) > 1:
                    middle = len(part) // 2
                    parts += [part[middle:], part[:middle]]
                else:
                    self._put_aside(part[0], error)
                continue
            self._failures = 0
            self._library.store_vectors(self._embedder.identity, [pending.key for pending in part], vectors)
            self.done += len(part)

    def _put_aside(self, pending: Pending, error: Exception) -> None:
        self.set_aside.add(pending.key)
        self._failures += 1
        if self._failures == FAILURES_IN_A_ROW:
            self._try_probe(error)
            self._failures = 0

    def _try_probe(self, error: Exception) -> None:
        """Raise the error unless a harmless sentence is embedded: then the texts are the cause, not the model."""
        try:
            self._embedder.embed_passages([_PROBE])
        except self._spare:
            raise error from None

"""A library: one directory that holds what was read, what was understood, and what was said about it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.events import Finished
from assistant.library.conversations import Conversation, KeptConversation, with_words
from assistant.library.documents import DocumentFacts, StoredDocument, StoredPassage
from assistant.library.intake import Intake
from assistant.library.vector_rows import EmbeddingModel, VectorBlock

if TYPE_CHECKING:
    from assistant.library.checks import Damage, Part


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


class Library(Intake):
    """Everything a library keeps; safe to use from several threads, and from several processes at once."""

    # What is asked of it

    @property
    def library_id(self) -> str:
        """A name of the library that no other one has."""
        with self._writing():
            known = self._get("library.id")
            if known is None:
                known = uuid.uuid4().hex
                self._set("library.id", known)
            return known

    def note(self, key: str) -> str:
        """Give what was noted under a key; empty when nothing was."""
        return self._read(lambda: self._get(key)) or ""

    def set_note(self, key: str, value: str) -> None:
        """Note a value under a key."""
        with self._writing():
            self._set(key, value)

    def notes(self, start: str) -> dict[str, str]:
        """Give everything that was noted under keys that begin alike."""

        def noted() -> dict[str, str]:
            query = "SELECT key, value FROM meta WHERE substr(key, 1, ?) = ?"
            return {row["key"]: row["value"] for row in self._db.execute(query, (len(start), start))}

        return self._read(noted)

    def damage(self) -> str:
        """Look the database's pages through and tell what is wrong with them; empty when nothing is."""
        try:
            found = self._read(lambda: self._db.execute("PRAGMA quick_check(1)").fetchone()[0])
        except LibraryError as error:
            return error.message
        return "" if found == "ok" else str(found)

    def check(self, part: Part, *, mend: bool) -> list[Damage]:
        """Hold a part of the database against what must be true of it.

        Args:
            part: One of `checks.PARTS`.
            mend: Whether what can be mended is.

        Raises:
            PagesDamaged: The file itself is damaged; see `salvage`.
        """
        with self._reading():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                found = list(part.check(self._db))
                self._db.execute("COMMIT" if mend else "ROLLBACK")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        return found if mend else [replace(one, mended=False, remedy="assistant verify") for one in found]

    def counts(self) -> Mapping[str, int]:
        """Count documents by state ("found", "failed", "skipped"), and "passages"."""
        return self._read(self._words.counts)

    def documents(self) -> list[StoredDocument]:
        """Give every file, by path."""
        return self._read(lambda: list(self._catalog.documents()))

    def sources(self) -> Mapping[int, str]:
        """Give the path of every document by its number."""
        return self._read(self._catalog.sources)

    def named_documents(
        self, pieces: Sequence[str] | None = None, *, numbered: bool = False
    ) -> list[tuple[int, str, str]]:
        """Give number, path and title of all documents that were read, or of those whose path holds a piece of text.

        Args:
            pieces: Any of these stands in the path, whatever the case of its ASCII letters; None gives all.
            numbered: Give those too in whose path there is a digit.
        """
        return self._read(lambda: self._catalog.named(pieces, numbered=numbered))

    def guess(self, key: str, value: str) -> None:
        """Note what is only worth a try to keep: a library that is busy or write-protected is left alone."""
        with suppress(LibraryError), self._writing_soon():
            self._set(key, value)

    def document_facts(self, document_ids: Collection[int]) -> dict[int, DocumentFacts]:
        """Give what is known of some documents besides their text, by number."""
        return self._read(lambda: self._catalog.facts(list(document_ids)))

    def document_at(self, path: str) -> int | None:
        """Give the number of the document that lies at a path."""
        return self._read(lambda: self._catalog.document_at(path))

    def passages(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Give passages by their numbers; unknown numbers are left out."""
        return self._read(lambda: self._catalog.passages(ids))

    def passage_ids_of_keys(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """Give the numbers of the passages that were embedded as each key."""
        return self._read(lambda: self._catalog.passage_ids_of_keys(keys))

    def keys_of_passages(self, ids: Collection[int]) -> set[str]:
        """Give the keys of some passages."""
        return self._read(lambda: self._catalog.keys_of_passages(list(ids)))

    def keys_of_documents(self, document_ids: Collection[int]) -> set[str]:
        """Give the keys of all passages of some documents."""
        return self._read(lambda: self._catalog.keys_of_documents(list(document_ids)))

    def neighbours(self, document_id: int, first: int, last: int) -> list[StoredPassage]:
        """Give the passages of a document from one ordinal to another, both included."""
        return self._read(lambda: self._catalog.neighbours(document_id, first, last))

    def lexical(
        self, wanted: list[str], limit: int, documents: frozenset[int] | None = None
    ) -> list[tuple[int, float]]:
        """Find passages by their terms: numbers with their BM25 score, higher is better, the best first."""
        return self._read(lambda: self._words.lexical(wanted, limit, documents))

    def document_frequencies(self, wanted: Collection[str]) -> dict[str, int]:
        """Count the passages that hold each term."""
        return self._read(lambda: self._words.document_frequencies(wanted))

    def documents_holding(self, wanted: Collection[str], documents: frozenset[int] | None) -> set[int]:
        """Give the documents, of some or of all, in a passage of which all of some terms stand."""
        return self._read(lambda: self._words.documents_holding(wanted, documents))

    def embedding_state(self) -> EmbeddingState:
        """Tell which embedding model answers, which is being moved to, and what waits."""

        def state() -> EmbeddingState:
            active, target = self._get("embedding.active"), self._get("embedding.target")
            target_model = self._rows.model(target) if target else None
            return EmbeddingState(
                active=self._rows.model(active) if active else None,
                target=target_model,
                pending=self._rows.count_pending(target_model),
                embedded=self._rows.count(target_model) if target_model else 0,
            )

        return self._read(state)

    def active_model(self) -> EmbeddingModel | None:
        """Give the embedding model whose vectors answer."""

        def active() -> EmbeddingModel | None:
            identity = self._get("embedding.active")
            return self._rows.model(identity) if identity else None

        return self._read(active)

    # What the vector index is built from (VectorSource, IndexSource)

    def vector_generation(self) -> tuple[int, int]:
        """Give a number that changes whenever vectors are dropped, and the highest row number."""

        def generation() -> tuple[int, int]:
            row = self._db.execute("SELECT max(id) FROM vector").fetchone()
            return int(self._get("vector.generation") or "0"), int(row[0] or 0)

        return self._read(generation)

    def load_vectors(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
        """Read the vectors of a model above a row number, and not above another."""

        def load() -> VectorBlock:
            model = self._rows.model(identity)
            bounds = (after_id,) if up_to_id is None else (after_id, up_to_id)
            return self._rows.load(model, *bounds) if model else _no_vectors()

        return self._read(load)

    def count_vectors(self, identity: str, after_id: int = 0) -> int:
        """Count the vectors of a model above a row number."""

        def count() -> int:
            model = self._rows.model(identity)
            return self._rows.count(model, after_id) if model else 0

        return self._read(count)

    def sample_vectors(self, identity: str, count: int) -> VectorBlock:
        """Read about `count` vectors of a model, spread evenly."""

        def load() -> VectorBlock:
            model = self._rows.model(identity)
            return self._rows.sample(model, count) if model else _no_vectors()

        return self._read(load)

    def load_vectors_of(self, identity: str, keys: Collection[str]) -> VectorBlock:
        """Read the vectors of some keys."""

        def load() -> VectorBlock:
            model = self._rows.model(identity)
            return self._rows.load_keys(model, sorted(keys)) if model else _no_vectors()

        return self._read(load)

    # Conversations

    def start_conversation(self, question: str) -> int:
        """Begin a conversation titled by its first question, before that is answered, and give its number."""
        with self._writing():
            return self._conversations.start(question)

    def begin_turn(self, turn: Finished, conversation: int | None = None) -> Finished:
        """Keep a question when it is asked, before anything is said to it.

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
        with self._writing_soon():
            return self._added(turn, conversation)

    def note_turn(self, turn: Finished) -> None:
        """Keep what a turn that was begun has come to so far.

        Raises:
            LibraryBusy: Another process is writing; it was not waited for long.
            LibraryError: The turn was forgotten meanwhile.
        """
        with self._writing_soon():
            self._change(turn)

    def end_turn(self, turn: Finished, replaces: int | None = None) -> None:
        """Keep what a turn that was begun has come to in the end, in one transaction.

        Args:
            turn: What was asked and answered, with its numbers.
            replaces: The number of a turn that goes, because this one comes in its place.

        Raises:
            LibraryError: The turn was forgotten meanwhile.
        """
        with self._writing():
            self._change(turn)
            if replaces is not None:
                self._conversations.drop_turn(replaces)

    def keep_turn(
        self, turn: Finished, conversation: int | None = None, replaces: int | None = None
    ) -> Finished:
        """Add a finished turn to a conversation, in one transaction.

        Args:
            turn: What was asked and answered.
            conversation: Its number; None begins one, titled by the question.
            replaces: The number of a turn that goes, because this one comes in its place.

        Returns:
            The turn with the numbers that it is kept under.
        """
        with self._writing():
            if replaces is not None:
                self._conversations.drop_turn(replaces)
            return self._added(turn, conversation)

    def drop_turn(self, turn: Finished, *, alone: bool) -> None:
        """Take out a turn that came to nothing.

        Args:
            turn: With its numbers.
            alone: Whether its conversation was begun for it, and goes with it where nothing else was said there.
        """
        with self._writing():
            if turn.turn_id is not None:
                self._conversations.drop_turn(turn.turn_id)
            if alone and turn.conversation_id is not None:
                self._conversations.remove_empty(turn.conversation_id)

    def _added(self, turn: Finished, conversation: int | None) -> Finished:
        if conversation is None:
            conversation = self._conversations.start(turn.question)
        number = self._conversations.add(conversation, turn)
        return replace(turn, conversation_id=conversation, turn_id=number)

    def _change(self, turn: Finished) -> None:
        if turn.turn_id is None or not self._conversations.change(turn.turn_id, turn):
            raise LibraryError("The conversation was deleted meanwhile.")
        if turn.conversation_id is not None:
            self._conversations.touch(turn.conversation_id)

    def rename_conversation(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        with self._writing():
            self._conversations.rename(conversation_id, title)

    def kept_conversation(self, conversation_id: int) -> KeptConversation | None:
        """Give all there is of a conversation, as `put_back_conversation` takes it."""
        return self._read(lambda: self._conversations.kept(conversation_id))

    def put_back_conversation(self, kept: KeptConversation) -> None:
        """Put a conversation that was forgotten back, under its number."""
        with self._writing():
            self._conversations.put_back(kept)

    def has_conversation(self, conversation_id: int) -> bool:
        """Tell whether there is a conversation of this number."""
        return self._read(lambda: self._conversations.exists(conversation_id))

    def last_conversation(self) -> int | None:
        """Give the number of the conversation that was spoken in last."""
        return self._read(self._conversations.last)

    def conversations(self, words: str = "") -> list[Conversation]:
        """Give all conversations, or those in which all of some words stand, the latest first."""
        return self._read(lambda: list(self._conversations.all(words)))

    def turns(self, conversation_id: int, limit: int | None = None) -> list[Finished]:
        """Give the turns of a conversation, or the last few of them, in order."""

        def turns() -> list[Finished]:
            kept = self._conversations.turns(conversation_id, limit)
            near = {hit.passage_id for turn in kept for hit in turn.nearest}
            words = self._catalog.passages(near) if near else {}
            return [with_words(turn, words) for turn in kept]

        return self._read(turns)


def _no_vectors() -> VectorBlock:
    import numpy as np

    return VectorBlock((), np.zeros((0, 0), np.float32), np.zeros(0, np.bool_), 0)

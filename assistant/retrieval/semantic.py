"""Retrieve passages by meaning: their nearness to a question, as z-scores.

A model finds a question near to everything that is written in its own language. So the passages of the question's
script and those of the other kind are compared apart, each with its own background; across scripts, what all questions
of a language and all passages of the other one have in common is taken out first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError, ModelFault, PartMissing, ServerUnavailable
from assistant.events import Notice
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.library.documents import StoredPassage
from assistant.library.index.exact import (
    AskedIndex,
    ExactVectors,
    MatrixFile,
    Nearest,
    merged,
    rank,
)
from assistant.library.library import Library
from assistant.library.terms import is_unspaced
from assistant.library.vectors import EmbeddingModel, VectorBlock
from assistant.models.base import Embedder
from assistant.retrieval.background import Background, background_of, mean_question
from assistant.retrieval.ranking import expected_maximum
from assistant.threads import BackgroundCall

Matrix = NDArray[np.float32]

CANDIDATES = 60
"""Passages of each kind of script that are looked at."""
NEAREST_OF = 2_000
"""Most passages of a document that are compared where its nearest one is looked for."""
SCRIPT_SAMPLE = 12
"""Passages of a script from which it has a background of its own."""


@dataclass(frozen=True, slots=True)
class View:
    """A question as passages of one kind of script are compared with it.

    Attributes:
        direction: What their vectors are multiplied with, float32, shape (dimensions,).
        centre: What is taken out of their vectors first, float32, shape (dimensions,), or None.
        mean: Mean of the comparison over the library's passages of that script.
        deviation: Its standard deviation, above zero.
        count: Passages of that script in the library, about.
    """

    direction: Matrix
    centre: Matrix | None
    mean: float
    deviation: float
    count: int

    def z_scores(self, matrix: Matrix) -> list[float]:
        """Compute the z-score of each row of a matrix, shape (rows, dimensions)."""
        values = _compared(matrix, self.direction, self.centre)
        z_scores: list[float] = ((values - self.mean) / self.deviation).tolist()
        return z_scores


@dataclass(frozen=True, slots=True)
class _Background:
    """What texts in a kind of script are compared against.

    Attributes:
        sample: Vectors of the library's passages.
        passages: How many there are.
        mean: Mean vector of questions in that script; None where all passages are in it.
        unspaced: Whether the script has no spaces between words.
    """

    sample: VectorBlock
    passages: int
    mean: Matrix | None
    unspaced: bool

    def views(self, vector: Matrix) -> dict[bool, View]:
        """Return how passages of each kind of script are compared with a vector."""
        everything, unspaced = self.sample.matrix, self.unspaced
        if not self.sample.keys:
            return {}
        share = self.passages / len(self.sample.keys)
        own, other = (_rows(self.sample, unspaced=script) for script in (unspaced, not unspaced))
        enough = len(other) >= SCRIPT_SAMPLE
        moved = vector if self.mean is None else _unit(vector - self.mean)
        return {
            unspaced: _view(own if len(own) >= SCRIPT_SAMPLE else everything, vector, None, share),
            not unspaced: _view(other, moved, other.mean(axis=0), share)
            if enough
            else _view(everything, moved, None, share),
        }


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the semantic retriever gave.

    Attributes:
        vector: The question's, float32, shape (dimensions,); None where meaning was not compared.
        z_scores: How many standard deviations each candidate's similarity to the question lies above the mean of the
            library's passages in its script, by passage; higher is nearer.
        views: The question as passages without (False) and with (True) unspaced script are compared with it.
        notices: Why meaning was not compared.
    """

    vector: Matrix | None = None
    z_scores: Mapping[int, float] = field(default_factory=dict)
    views: Mapping[bool, View] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def by_chance(self) -> float | None:
        """The highest z-score that so many passages reach by chance; None without vectors."""
        counts = [view.count for view in self.views.values()]
        return expected_maximum(max(counts)) if counts else None


class SemanticRetriever:
    """Compares questions with the passages of one library.

    Args:
        library: Keeps the vectors.
        embedder: Embeds the question; None where only words are compared.
        index: Used where a library is larger than `exact_up_to` vectors.
        exact_up_to: Vectors up to which all of them are compared.
    """

    def __init__(
        self, library: Library, embedder: Embedder | None, index: AskedIndex, exact_up_to: int
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._index = index
        self._exact_up_to = exact_up_to
        self._means: dict[tuple[str, bool], Matrix] = {}
        self._neutrals: dict[str, Background] = {}
        file = None if library.encrypted else MatrixFile(library.folder)
        self._exact = ExactVectors(library.vectors, file)

    def begin(self, question: str, documents: frozenset[int] | None) -> Callable[[Sequence[int]], Meaning]:
        """Begin to find passages near to a question, in a thread.

        Args:
            question: In any language.
            documents: Look only into these; everywhere when None.

        Returns:
            What ends it, given the passages that the words found: those are compared too.
        """
        model, embedder = self._library.vectors.active_model(), self._embedder
        if model is None or model.dimensions == 0:
            return lambda lexical: Meaning()
        if embedder is None:
            without = Meaning(notices=(_not_at_hand(model),))
            return lambda lexical: without
        try:
            if model.identity != embedder.identity:
                other = Meaning(notices=(_other_model(model, embedder),))
                return lambda lexical: other
            # The blocks are read before: the thread would wait for the caller's own questions to the database.
            blocks = self._blocks(model, documents)
        except (PartMissing, ModelFault) as error:
            missing = _words_only(error)
            return lambda lexical: missing

        def near() -> tuple[Matrix, dict[bool, View], Nearest]:
            vector = embedder.embed_query(question)
            nearest = rank(blocks, vector, CANDIDATES) if blocks is not None else self._indexed(model, vector)
            # Last, as the sample lies in what was just read.
            background = self._background(model, embedder, unspaced=is_unspaced(question))
            return vector, background.views(vector), nearest

        beside = BackgroundCall(near)

        def end(lexical: Sequence[int]) -> Meaning:
            try:
                vector, views, nearest = beside.result()
            except (PartMissing, ModelFault) as error:
                return _words_only(error)
            keys = {*(key for key, _ in nearest), *self._library.documents.keys_of_passages(lexical)}
            return self._meaning(model, vector, views, keys, documents)

        return end

    def compare(self, question: str, documents: frozenset[int] | None, lexical: Sequence[int]) -> Meaning:
        """Find the passages near to a question; see `begin`."""
        return self.begin(question, documents)(lexical)

    def nearest_of_documents(
        self, question: str, documents: frozenset[int], first: int = NEAREST_OF
    ) -> dict[int, float]:
        """Compute how near the nearest passage of each document is to a question.

        Of all of its passages, not of the first hits.

        Args:
            question: In any language.
            documents: Which documents.
            first: How many passages of each are compared, from its beginning.

        Returns:
            By document, as `Background.nearness` gives it: about 0 on other matters, 1 for a plain answer; nothing where
            meaning cannot be compared.
        """
        model, embedder = self._library.vectors.active_model(), self._embedder
        if embedder is None or model is None or model.dimensions == 0 or model.identity != embedder.identity:
            return {}
        try:
            vector = embedder.embed_query(question)
        except (PartMissing, ModelFault):
            return {}
        found: dict[int, float] = {}
        for number in documents:
            passages = self._library.documents.neighbours(number, 0, first - 1)
            near = self.nearness(question, vector, passages)
            if near:
                found[number] = max(near)
        return found

    def nearness(
        self, question: str, vector: Matrix | None, passages: Sequence[StoredPassage]
    ) -> list[float] | None:
        """Compute how near passages are to a question; see `Background.nearness`.

        Args:
            question: In any language.
            vector: The question's, float32, shape (dimensions,); None where meaning was not compared.
            passages: Which passages.

        Returns:
            One for each that is embedded; None where meaning cannot be compared.
        """
        model, embedder = self._library.vectors.active_model(), self._embedder
        if vector is None or model is None or embedder is None or not passages:
            return None
        block = self._library.vectors.load_keys(model.identity, [one.key for one in passages])
        text_of = {one.key: one.text for one in passages}
        if not block.keys:
            return None
        try:
            background = self._neutral(model, embedder)
        except (PartMissing, ModelFault):
            return None
        return background.nearness(question, vector, [text_of[key] for key in block.keys], block.matrix)

    def _neutral(self, model: EmbeddingModel, embedder: Embedder) -> Background:
        if model.identity not in self._neutrals:
            self._neutrals[model.identity] = background_of(self._library, model, embedder)
        return self._neutrals[model.identity]

    def views(self, vector: Matrix, *, unspaced: bool) -> dict[bool, View]:
        """Return how a vector is compared with passages, by kind of script.

        Args:
            vector: Of a text, float32, shape (dimensions,), of length 1.
            unspaced: Whether that text is in a script without spaces between words.

        Raises:
            PartMissing: The model cannot be reached.
            ModelFault: It fails.
        """
        model = self._library.vectors.active_model()
        if model is None or self._embedder is None:
            return {}
        return self._background(model, self._embedder, unspaced=unspaced).views(vector)

    def _background(self, model: EmbeddingModel, embedder: Embedder, *, unspaced: bool) -> _Background:
        sample = self._exact.sample(model.identity)
        mean = None
        if np.any(sample.unspaced != unspaced):
            mean = self._means.get((model.identity, unspaced))
            if mean is None:
                mean = mean_question(self._library, model, embedder, unspaced=unspaced)
                self._means[model.identity, unspaced] = mean
        return _Background(sample, self._library.documents.counts()["passages"], mean, unspaced)

    def _meaning(
        self,
        model: EmbeddingModel,
        vector: Matrix,
        views: Mapping[bool, View],
        keys: set[str],
        documents: frozenset[int] | None,
    ) -> Meaning:
        of_key = self._z_scores_of(model, views, keys)
        ids = self._library.documents.passage_ids_of_keys(list(of_key))
        z_scores = {number: of_key[key] for key, numbers in ids.items() for number in numbers}
        if documents is not None:
            passages = self._library.documents.passages(list(z_scores))
            z_scores = {n: z_scores[n] for n, p in passages.items() if p.document_id in documents}
        return Meaning(vector, z_scores, views, self._notices())

    def _notices(self) -> tuple[Notice, ...]:
        if self._index.mending:
            return (_MENDING,)
        return (_LATE,) if self._index.late else ()

    def _blocks(self, model: EmbeddingModel, documents: frozenset[int] | None) -> list[VectorBlock] | None:
        """Return the vectors that are all compared; None where the index is asked."""
        if documents is not None:
            keys = self._library.documents.keys_of_documents(documents)
            return [self._library.vectors.load_keys(model.identity, keys)]
        if self._library.documents.counts()["passages"] > self._exact_up_to:
            return None
        return self._exact.blocks(model.identity)

    def _indexed(self, model: EmbeddingModel, vector: Matrix) -> Nearest:
        indexed = self._index.nearest(model, vector, CANDIDATES)
        if indexed is None:
            return self._exact.nearest(model.identity, vector, CANDIDATES)
        nearest, held = indexed
        tail = self._library.vectors.load(model.identity, held) if held else None
        return merged([nearest, rank([tail], vector, CANDIDATES)]) if tail else nearest

    def _z_scores_of(
        self, model: EmbeddingModel, views: Mapping[bool, View], keys: set[str]
    ) -> dict[str, float]:
        block = self._library.vectors.load_keys(model.identity, keys)
        found: dict[str, float] = {}
        for script, view in views.items():
            rows = np.flatnonzero(block.unspaced == script)
            values = view.z_scores(block.matrix[rows]) if len(rows) else []
            found.update(zip((block.keys[row] for row in rows.tolist()), values, strict=True))
        return found


def _rows(sample: VectorBlock, *, unspaced: bool) -> Matrix:
    rows = sample.unspaced == unspaced
    return sample.matrix if rows.all() else sample.matrix[rows]


def _view(sample: Matrix, direction: Matrix, centre: Matrix | None, share: float) -> View:
    values = _compared(sample, direction, centre)
    deviation = max(float(values.std()), 1e-3)
    return View(direction, centre, float(values.mean()), deviation, round(len(sample) * share))


def _compared(matrix: Matrix, direction: Matrix, centre: Matrix | None) -> Matrix:
    if centre is None:
        return matrix @ direction
    moved = matrix - centre
    lengths = np.maximum(np.linalg.norm(moved, axis=1), np.float32(1e-6))
    values: Matrix = (moved @ direction) / lengths
    return values


def _unit(vector: Matrix) -> Matrix:
    unit: Matrix = vector / np.float32(max(float(np.linalg.norm(vector)), 1e-6))
    return unit


_MENDING = Notice(
    "index",
    mark(
        "The vector index was missing, damaged or far behind; every vector was compared instead, and it is built anew now."
    ),
    mark("Wait for it, or stop it with Ctrl-C: then the next question or `assistant ingest` builds it."),
)

_LATE = Notice(
    "index",
    mark("The vector index did not answer in time; every vector was compared instead."),
    mark("If that goes on, `assistant verify` looks at the index."),
)


def _words_only(error: AssistantError) -> Meaning:
    message = _("Only words were compared, not meaning: {problem}", problem=error.message)
    # How a server is installed is said once, and by doctor; not before every answer.
    hint = (
        _("What to do: {command}", command="assistant doctor")
        if isinstance(error, ServerUnavailable)
        else error.hint
    )
    return Meaning(notices=(Notice("words_only", message, hint),))


def _not_at_hand(model: EmbeddingModel) -> Notice:
    return Notice(
        "words_only",
        _(
            "Only words were compared, not meaning: the library was embedded with {model} of Ollama, which is not asked.",
            model=model.name,
        ),
        _("Leave out --engine, or embed anew: assistant ingest --engine embedded"),
    )


def _other_model(model: EmbeddingModel, embedder: Embedder) -> Notice:
    return Notice(
        "words_only",
        _(
            "Only words were compared, not meaning: the library was embedded with {model}, and the model at hand "
            "is {embedder}.",
            model=model.name,
            embedder=embedder.name,
        ),
        _("Run `assistant ingest` to move the library to the model at hand."),
    )

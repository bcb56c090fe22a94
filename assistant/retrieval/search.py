"""Search: two legs, one ranking, neighbours joined, near-duplicates once."""

from __future__ import annotations

import fnmatch
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelFault, PartMissing
from assistant.events import Hit, Notice
from assistant.library.catalog import StoredPassage
from assistant.library.chroma_index import ChromaIndex
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.library.vector_rows import EmbeddingModel
from assistant.library.vectors import ExactVectors, Nearest, merged
from assistant.library.vectors import rank as nearest_of
from assistant.models.ports import Embedder
from assistant.retrieval.fusion import Background, Question, confidence, fuse, inverse_document_frequency

CANDIDATES = 60
"""Passages that each leg brings."""
MERGED_CHARS = 2_600
"""Neighbouring passages are joined up to this length."""
SAME_TEXT = 0.85
"""Share of common terms from which two passages count as the same text."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search.

    Attributes:
        hits: The best first.
        groups: The passages that each hit was joined of, in the order of the document.
        question: The question's terms and their weights.
        confidence: How surely the library bears on the question; see `fusion.confidence`.
        across: Whether the best passages are in another script than the question.
        vector: The question's vector, or None where meaning was not compared.
        took_ms: Time it took.
        notices: What the user should know of how it was searched.
    """

    hits: tuple[Hit, ...]
    groups: tuple[tuple[StoredPassage, ...], ...]
    question: Question
    confidence: float
    across: bool
    vector: NDArray[np.float32] | None
    took_ms: float
    notices: tuple[Notice, ...] = ()


class Searcher:
    """Searches one library.

    Args:
        library: Where to search.
        embedder: Embeds the question; None where only words are compared.
        index: The Chroma index, used where a library is larger than `exact_up_to` vectors.
        exact_up_to: Vectors up to which all of them are compared.
    """

    def __init__(
        self, library: Library, embedder: Embedder | None, index: ChromaIndex, exact_up_to: int
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._index = index
        self._exact_up_to = exact_up_to
        self._exact = ExactVectors(library)

    def search(self, question: str, limit: int, inside: Sequence[str] = ()) -> Found:
        """Find the passages that bear on a question.

        Args:
            question: In any language.
            limit: Most hits to give.
            inside: Look only into files under these paths or matching these globs; everywhere when empty.
        """
        began = time.perf_counter()
        documents = self._documents(inside)
        asked = self._question(question)
        lexical = dict(self._library.lexical(list(asked.terms), CANDIDATES, documents))
        meaning = self._meaning(question, documents)
        similarity = self._similarities(meaning, lexical, documents)
        ranked = fuse(lexical, similarity, meaning.background, asked)
        passages = self._library.passages([passage for passage, _ in ranked[: max(CANDIDATES, 3 * limit)]])
        ordered = [(passages[passage], score) for passage, score in ranked if passage in passages]
        groups = joined(without_duplicates(ordered), limit)
        return Found(
            hits=tuple(_hit(rank, group, score) for rank, (group, score) in enumerate(groups, start=1)),
            groups=tuple(group for group, _ in groups),
            question=asked,
            confidence=self._confidence(asked, lexical, ordered, meaning, similarity),
            across=bool(ordered) and is_unspaced(question) != is_unspaced(ordered[0][0].text),
            vector=meaning.vector,
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            notices=meaning.notices,
        )

    def background(self, vector: NDArray[np.float32]) -> Background | None:
        """Give how similar the library is on the whole to a vector of its active model."""
        model = self._library.active_model()
        return self._background(model, vector) if model is not None else None

    # The question's words

    def _question(self, question: str) -> Question:
        wanted = query_terms(question)
        return Question(tuple(wanted), self.weights(wanted))

    def weights(self, wanted: Sequence[str]) -> dict[str, float]:
        """Give the inverse document frequency of terms in the library."""
        passages = max(self._library.counts()["passages"], 1)
        holding = self._library.document_frequencies(wanted)
        return {term: inverse_document_frequency(passages, holding[term]) for term in wanted}

    def _documents(self, inside: Sequence[str]) -> frozenset[int] | None:
        if not inside:
            return None
        wanted = [_matcher(pattern) for pattern in inside]
        return frozenset(
            number for number, path in self._library.sources().items() if any(match(path) for match in wanted)
        )

    # The question's meaning

    def _meaning(self, question: str, documents: frozenset[int] | None) -> _Meaning:
        model = self._library.active_model()
        if self._embedder is None or model is None or model.dimensions == 0:
            return _Meaning()
        try:
            if model.identity != self._embedder.identity:
                return _Meaning(notices=(_other_model(model, self._embedder),))
            vector = self._embedder.embed_query(question)
        except (PartMissing, ModelFault) as error:
            notice = Notice(
                "words_only", f"Only words were compared, not meaning: {error.message}", error.hint
            )
            return _Meaning(notices=(notice,))
        keys = None if documents is None else self._library.keys_of_documents(documents)
        nearest = self._nearest(model, vector, keys)
        return _Meaning(vector, model, tuple(nearest), self._background(model, vector))

    def _nearest(self, model: EmbeddingModel, vector: NDArray[np.float32], keys: set[str] | None) -> Nearest:
        if keys is not None:
            return self._exact.nearest(model.identity, vector, CANDIDATES, keys)
        _, last_id = self._library.vector_generation()
        if last_id > self._exact_up_to:
            indexed = self._index.nearest(model, vector, CANDIDATES)
            if indexed is not None:
                nearest, held = indexed
                tail = self._library.load_vectors(model.identity, held) if held else None
                return (
                    merged([nearest, nearest_of(tail, vector, CANDIDATES)], CANDIDATES) if tail else nearest
                )
        return self._exact.nearest(model.identity, vector, CANDIDATES)

    def _background(self, model: EmbeddingModel, vector: NDArray[np.float32]) -> Background | None:
        sample = self._exact.sample(model.identity)
        if not sample.keys:
            return None
        similarities = sample.matrix @ vector
        return Background(
            float(similarities.mean()),
            max(float(similarities.std()), 1e-3),
            self._library.counts()["passages"],
        )

    def _similarities(
        self, meaning: _Meaning, lexical: Mapping[int, float], documents: frozenset[int] | None
    ) -> dict[int, float]:
        """Give the similarity of every candidate, also of those that only the lexical leg brought."""
        if meaning.vector is None or meaning.model is None:
            return {}
        of_key = dict(meaning.nearest)
        passages = self._library.passages(list(lexical))
        missing = {passage.key for passage in passages.values()} - of_key.keys()
        block = self._library.load_vectors_of(meaning.model.identity, missing)
        if block.keys:
            of_key.update(zip(block.keys, (block.matrix @ meaning.vector).tolist(), strict=True))
        ids = self._library.passage_ids_of_keys([key for key, _ in meaning.nearest])
        found = {number: of_key[key] for key, numbers in ids.items() for number in numbers}
        if documents is not None:
            inside = self._library.passages(list(found))
            found = {
                number: found[number]
                for number, passage in inside.items()
                if passage.document_id in documents
            }
        found.update((number, of_key[p.key]) for number, p in passages.items() if p.key in of_key)
        return found

    def _confidence(
        self,
        asked: Question,
        lexical: Mapping[int, float],
        ordered: Sequence[tuple[StoredPassage, float]],
        meaning: _Meaning,
        similarity: Mapping[int, float],
    ) -> float:
        best = [passage for passage, _ in ordered[:3]]
        coverage = max(
            (asked.coverage(set(terms(f"{' '.join(p.heading)} {p.text}"))) for p in best), default=0.0
        )
        standing = None
        if meaning.background is not None and similarity:
            standing = meaning.background.standing(max(similarity.values()))
        count = meaning.background.count if meaning.background else 0
        return confidence(asked, max(lexical.values(), default=0.0), coverage, standing, count)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the vector leg gave."""

    vector: NDArray[np.float32] | None = None
    model: EmbeddingModel | None = None
    nearest: tuple[tuple[str, float], ...] = ()
    background: Background | None = None
    notices: tuple[Notice, ...] = ()


def without_duplicates(
    ordered: Sequence[tuple[StoredPassage, float]],
) -> list[tuple[StoredPassage, float]]:
    """Leave out passages whose text stands higher up already, in another file or another place."""
    kept: list[tuple[StoredPassage, float]] = []
    seen: list[frozenset[str]] = []
    for passage, score in ordered:
        words = frozenset(terms(passage.text))
        if any(len(words & other) >= SAME_TEXT * len(words | other) for other in seen):
            continue
        kept.append((passage, score))
        seen.append(words)
    return kept


def joined(
    ordered: Sequence[tuple[StoredPassage, float]], limit: int
) -> list[tuple[tuple[StoredPassage, ...], float]]:
    """Join passages that follow or precede a better one under the same heading to it; each group with its best score."""
    groups: list[tuple[list[StoredPassage], float]] = []
    for passage, score in ordered:
        group = next((group for group, _ in groups[:limit] if _continues(group, passage)), None)
        if group is not None:
            group.append(passage)
            group.sort(key=lambda member: member.ordinal)
        elif len(groups) < limit:
            groups.append(([passage], score))
        else:
            break
    return [(tuple(group), score) for group, score in groups]


def _continues(group: Sequence[StoredPassage], passage: StoredPassage) -> bool:
    first, last = group[0], group[-1]
    return (
        passage.document_id == first.document_id
        and passage.heading == first.heading
        and passage.page == first.page
        and passage.ordinal in (first.ordinal - 1, last.ordinal + 1)
        and sum(len(member.text) for member in group) + len(passage.text) <= MERGED_CHARS
    )


def _hit(rank: int, group: Sequence[StoredPassage], score: float) -> Hit:
    first = group[0]
    return Hit(
        rank=rank,
        source=first.source,
        title=first.title,
        page=first.page,
        heading=first.heading,
        text="\n\n".join(passage.text.strip("\n") for passage in group),
        score=round(score, 4),
        passage_id=first.id,
        start=first.start,
        end=group[-1].end,
    )


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Tell paths under a folder, or matching a glob; relative ones count from the working directory."""
    if any(mark in pattern for mark in "*?["):
        full = pattern if pattern.startswith(("/", "*")) else str(Path.cwd() / pattern)
        return lambda path: fnmatch.fnmatch(path, full) or fnmatch.fnmatch(Path(path).name, pattern)
    base = Path(pattern).expanduser().absolute()
    return lambda path: path == str(base) or Path(path).is_relative_to(base)


def _other_model(model: EmbeddingModel, embedder: Embedder) -> Notice:
    return Notice(
        "words_only",
        f"Only words were compared, not meaning: the library was embedded with {model.name}, "
        f"and the model at hand is {embedder.name}.",
        "Run `assistant ingest` to move the library to the model at hand.",
    )

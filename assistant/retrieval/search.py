"""Search: two legs, one ranking, and how surely the library bears on the question at all."""

from __future__ import annotations

import fnmatch
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.events import Hit, Notice
from assistant.library.catalog import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.places import absolute
from assistant.retrieval.fusion import (
    Question,
    Signals,
    confidence,
    expected_maximum,
    fuse,
    inverse_document_frequency,
)
from assistant.retrieval.grouping import hit, joined, with_others, without_duplicates
from assistant.retrieval.meaning import CANDIDATES, Meaning, MeaningLeg
from assistant.retrieval.names import proper_names


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search.

    Attributes:
        hits: The best first, but for those in another script that are given a place among the first (`grouping.PLACES`).
        groups: The passages that each hit was joined of, in the order of the document.
        scores: What each of them scored, by its number.
        question: The question's terms and their weights.
        confidence: How surely the library bears on the question; see `fusion.confidence`.
        unknown_names: Names of the question that stand nowhere in the library.
        vector: The question's vector, or None where meaning was not compared.
        took_ms: Time it took.
        notices: What the user should know of how it was searched.
    """

    hits: tuple[Hit, ...]
    groups: tuple[tuple[StoredPassage, ...], ...]
    scores: Mapping[int, float]
    question: Question
    confidence: float
    unknown_names: tuple[str, ...]
    vector: NDArray[np.float32] | None
    took_ms: float
    notices: tuple[Notice, ...] = ()


class Searcher:
    """Searches one library.

    Args:
        library: Where to search.
        meaning: The leg of meaning; the leg of words is the library's own.
    """

    def __init__(self, library: Library, meaning: MeaningLeg) -> None:
        self._library = library
        self.meaning = meaning

    def search(self, question: str, limit: int, inside: Sequence[str] = ()) -> Found:
        """Find the passages that bear on a question.

        Args:
            question: In any language.
            limit: Most hits to give.
            inside: Look only into files under these paths or matching these globs; everywhere when empty.
        """
        began = time.perf_counter()
        documents = self._documents(inside)
        compared = self.meaning.begin(question, documents)
        wanted = query_terms(question)
        asked = Question(tuple(wanted), self.weights(wanted))
        lexical = dict(self._library.lexical(wanted, CANDIDATES, documents))
        meaning = compared(list(lexical))
        passages = self._library.passages({*lexical, *meaning.standing})
        # Meaning compares all that the words found: what it gives nothing for is not embedded yet.
        waiting = lexical.keys() - meaning.standing.keys() if meaning.standing else ()
        unspaced = is_unspaced(question)
        foreign = {number for number, one in passages.items() if is_unspaced(one.text) != unspaced}
        mixed = foreign if len(foreign) < len(passages) else ()
        ranked = fuse(lexical, meaning.standing, asked, meaning.by_chance, waiting, mixed)
        ordered = [(passages[number], score) for number, score in ranked if number in passages]
        # Of two copies of a file the one that comes first by name is shown, whichever was read first.
        ordered.sort(key=lambda found: (-found[1], found[0].source, found[0].ordinal))
        signals, unknown = self._signals(question, asked, meaning, [p for p, _ in ordered])
        groups = joined(without_duplicates(ordered), limit)
        if others := _standing_out(mixed, meaning, unspaced=not unspaced):
            apart = [(passage, score) for passage, score in ordered if passage.id in others]
            groups = with_others(groups, joined(without_duplicates(apart), limit), limit)
        return Found(
            hits=tuple(hit(rank, group, score) for rank, (group, score) in enumerate(groups, start=1)),
            groups=tuple(group for group, _ in groups),
            scores={passage.id: score for passage, score in ordered},
            question=asked,
            confidence=confidence(signals),
            unknown_names=unknown,
            vector=meaning.vector,
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            notices=(*_nowhere(inside, documents), *meaning.notices),
        )

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

    def _signals(
        self,
        question: str,
        asked: Question,
        meaning: Meaning,
        ordered: Sequence[StoredPassage],
    ) -> tuple[Signals, tuple[str, ...]]:
        unspaced = is_unspaced(question)
        across = bool(ordered) and unspaced != is_unspaced(ordered[0].text)
        unknown = () if across else self._unknown_names(question)
        view = meaning.views.get(unspaced != across)
        signals = Signals(
            coverage=_coverage(asked, ordered[:3]),
            standing=max(meaning.standing.values(), default=None),
            count=view.count if view else 0,
            unspaced=unspaced,
            across=across,
            unknown_names=len(unknown),
        )
        return signals, unknown

    def _unknown_names(self, question: str) -> tuple[str, ...]:
        names = {name: terms(name) for name in proper_names(question)}
        holding = self._library.document_frequencies({term for parts in names.values() for term in parts})
        return tuple(name for name, parts in names.items() if any(holding[term] == 0 for term in parts))


def _standing_out(passages: Collection[int], meaning: Meaning, *, unspaced: bool) -> set[int]:
    """Give those passages of a kind of script that are nearer in meaning than the nearest would be by chance."""
    view = meaning.views.get(unspaced)
    if view is None:
        return set()
    by_chance = expected_maximum(view.count)
    return {number for number in passages if meaning.standing.get(number, 0.0) > by_chance}


def _nowhere(inside: Sequence[str], documents: frozenset[int] | None) -> tuple[Notice, ...]:
    if documents is None or documents:
        return ()
    message = f"No file of the library lies at {', '.join(inside)}."
    return (Notice("no_such_place", message, "assistant sources lists the files that are in it."),)


def _coverage(asked: Question, best: Sequence[StoredPassage]) -> float:
    return max((asked.coverage(set(terms(f"{' '.join(p.heading)} {p.text}"))) for p in best), default=0.0)


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Tell paths under a folder, or matching a glob; relative ones count from the working directory."""
    full = absolute(pattern)
    # A folder's own name may hold the marks of a glob.
    if os.path.lexists(full):
        return lambda path: Path(path).is_relative_to(full)
    if not any(mark in pattern for mark in "*?["):
        # A file may be gone from the disk, or be named without its folder.
        return lambda path: Path(path).is_relative_to(full) or Path(path).name == pattern
    wanted = pattern if pattern.startswith("*") else full
    return lambda path: fnmatch.fnmatch(path, wanted) or fnmatch.fnmatch(Path(path).name, pattern)

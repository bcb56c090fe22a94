"""Find the evidence of sentences in whole documents, however long they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from assistant.agent.words.comparison import Comparison
from assistant.agent.words.document_names import years_of_documents
from assistant.errors import ModelFault, PartMissing
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import query_terms
from assistant.models.base import Embedder
from assistant.regexes import lazy_regex
from assistant.retrieval.search import Searcher

ALL_AT_ONCE = 150
"""Documents of so many passages are looked through as a whole for each sentence."""
TRIED = 24
"""Of longer ones so many passages, those that share most rare words with the sentence."""
MOST_TERMS = 48
RECENT = 2
"""So many parts that were read last are looked through first."""
_DRESS = lazy_regex(r"^[\s#>*_-]+|[\s*_:：]+$")


class DocumentAttributor:
    """Find the evidence for sentences about whole documents.

    Args:
        library: Holds the documents.
        searcher: Knows how rare words are, and what is near in meaning.
        embedder: Compares meaning; None where only words are compared.
        documents: Their numbers.
        question: What was asked; empty where no word of it may stand for evidence.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        embedder: Embedder | None,
        documents: Sequence[int],
        question: str,
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._documents = frozenset(documents)
        self._question = question
        self._comparison = (
            Comparison(embedder, searcher.meaning, np.zeros(1, dtype=np.float32))
            if embedder is not None
            else None
        )
        self._recent: deque[Attributor] = deque(maxlen=RECENT)
        self._all: Attributor | None = None
        self._years_of = years_of_documents(library.documents)
        self._headings: set[str] = set()
        facts = library.documents.facts(documents)
        self._is_short = sum(fact.passages for fact in facts.values()) <= ALL_AT_ONCE

    @property
    def comparison(self) -> Comparison | None:
        """What compares meaning, or None."""
        return self._comparison

    def heading(self, words: str) -> None:
        """Let a line of the answer pass that only names a section."""
        self._headings.add(_bare(words))

    def look_at(self, passages: Sequence[StoredPassage]) -> Attributor:
        """Look through the passages of a part first from now on."""
        attributor = self._over(passages, meaning=False)
        self._recent.appendleft(attributor)
        return attributor

    def attribute(self, sentence: str) -> Attribution:
        """Find the evidence that supports a sentence."""
        if _bare(sentence) in self._headings:
            return Attribution(claims=False)
        best: Attribution | None = None
        for attributor in [*self._recent, self._everything(sentence)]:
            found = attributor.attribute(sentence)
            if found.supported or not found.claims:
                return found
            if best is None or (not best.units and found.units):
                best = found
        assert best is not None
        return best

    def _everything(self, sentence: str) -> Attributor:
        """Look through all of short documents, and the nearest of long ones."""
        if not self._is_short:
            return self._over(self._nearest(sentence))
        if self._all is None:
            self._all = self._over(
                [
                    passage
                    for number in sorted(self._documents)
                    for passage in self._library.documents.neighbours(number, 0, ALL_AT_ONCE)
                ]
            )
        return self._all

    def _nearest(self, sentence: str) -> list[StoredPassage]:
        wanted = query_terms(sentence)
        weights = self._searcher.weights(wanted)
        rarest = sorted(wanted, key=lambda term: -weights[term])[:MOST_TERMS]
        numbers = [number for number, _ in self._library.words.search(rarest, TRIED, self._documents)]
        if len(numbers) < TRIED // 2 and self._comparison is not None:
            # In another language, no word matches.
            try:
                meant = self._searcher.meaning.begin(sentence, self._documents)([]).z_scores
                numbers += sorted(meant, key=lambda number: -meant[number])[: TRIED // 2]
            except (PartMissing, ModelFault):
                self._comparison = None
        passages = self._library.documents.passages(numbers)
        return [passages[number] for number in dict.fromkeys(numbers) if number in passages]

    def _over(self, passages: Sequence[StoredPassage], *, meaning: bool = True) -> Attributor:
        z_scores = self._comparison.z_scores if meaning and self._comparison is not None else None
        return Attributor(
            [[passage] for passage in passages],
            self._question,
            self._searcher.weights,
            z_scores,
            years_of=self._years_of,
        )


def _bare(words: str) -> str:
    return _DRESS.sub("", words).casefold()

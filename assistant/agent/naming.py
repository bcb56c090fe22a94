"""Which document a sentence speaks of, by the names that titles, headings and file names bear."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath

from assistant.library.catalog import StoredPassage
from assistant.library.terms import UNSPACED, terms
from assistant.retrieval.values import identifiers

_CAPITAL = re.compile(r"(?<![\w])[^\W\d_a-zà-öø-ÿа-яё][\w'’-]*")
_RUN = re.compile(f"[{UNSPACED}]+")


class DocumentNames:
    """Knows what tells the documents apart that some passages are of.

    Args:
        passages: The passages that were found.
    """

    def __init__(self, passages: Iterable[StoredPassage]) -> None:
        own: dict[int, frozenset[str]] = {}
        self._held: dict[int, set[str]] = {}
        for passage in passages:
            naming = own.setdefault(passage.document_id, frozenset(_named(naming_text(passage))))
            self._held.setdefault(passage.document_id, set(naming)).update(_named(passage.text))
        shared = Counter(term for naming in own.values() for term in naming)
        most = max(1, len(own) // 2)
        self._distinct = {
            number: frozenset(term for term in naming if shared[term] <= most or len(own) == 1)
            for number, naming in own.items()
        }

    def spoken_of(self, texts: Sequence[str]) -> frozenset[int]:
        """Give the documents that the first text that names any of them names; none where none does."""
        for text in texts:
            said = _said(text)
            overlaps = {number: len(naming & said) for number, naming in self._distinct.items()}
            most = max(overlaps.values(), default=0)
            named = {number for number, overlap in overlaps.items() if overlap and 2 * overlap > most}
            if named:
                # What another document says in its text is no name of one.
                naming = frozenset().union(*(self._distinct[number] & said for number in named))
                return frozenset(
                    number for number, held in self._held.items() if number in named or naming <= held
                )
        return frozenset()


def naming_text(passage: StoredPassage) -> str:
    """Give what names the document of a passage: its title, its file's name and its outermost heading."""
    return " ".join([passage.title, _words(PurePath(passage.source).stem), *passage.heading[:1]])


def _words(stem: str) -> str:
    return stem.replace("_", " ").replace("-", " ") + " " + stem


def _named(text: str) -> set[str]:
    return {
        *(term for term in _all_terms(text) if not term.isdigit()),
        *(one.key for one in identifiers(text)),
    }


@lru_cache(maxsize=2_048)
def _all_terms(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if len(term) > 1)


def _said(text: str) -> frozenset[str]:
    """Give the terms of a text that may name something: those of words with a capital, identifiers, and runs."""
    first = re.match(r"\W*\w+", text)
    words = [
        match.group() for match in _CAPITAL.finditer(text) if first is None or match.start() >= first.end()
    ]
    runs = _RUN.findall(text)
    return frozenset(
        [
            *(term for word in words for term in terms(word)),
            *(term for run in runs for term in terms(run) if len(term) > 1),
            *(one.key for one in identifiers(text)),
        ]
    )

"""The names and years of documents, and which of them a text speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import PurePath

from assistant.languages import detected, is_function_word
from assistant.library.documents import Documents, StoredPassage
from assistant.library.terms import UNSPACED, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.values import Number, Values, identifiers, values

_CAPITAL = lazy_regex(r"(?<![\w])[^\W\d_a-zà-öø-ÿа-яё][\w'’-]*")


_RUN = lazy_regex(f"[{UNSPACED}]+")


_CLAUSE = lazy_regex(
    r"^[ \t]*(?:\d{1,2}\s*[.)、．]|§|[(（]\d|第.{1,3}[条章條]|[一二三四五六七八九十]{1,2}、|[-*•]\s)",
    re.MULTILINE,
)


_WORDS = lazy_regex(r"\w[\w'’-]*")


_SAYS_WITH_WHOM, _ALIKE, _SEVERAL = 300, 0.6, 2
"""Characters that say whom a paper is with; the share of their words that papers of a series have in common; how many others it has, and
one in how many of them may be with the same."""


def own_words(passages: Sequence[StoredPassage]) -> dict[int, frozenset[str]]:
    """Return the words that tell papers apart which begin alike.

    They say whom each contract of a series is with.

    Args:
        passages: Passages of some documents, the first of each among them where it is to be looked at.

    Returns:
        The terms without figures, by the document's number; only of those with several that begin alike.
    """
    heads = {one.document_id: one.text[:_SAYS_WITH_WHOM] for one in passages if one.start == 0}
    begins = {number: _all_terms(head) for number, head in heads.items()}
    found: dict[int, frozenset[str]] = {}
    for number, own in begins.items():
        alike = [
            other
            for at, other in begins.items()
            if at != number and len(own & other) >= _ALIKE * min(len(own), len(other))
        ]
        if len(alike) >= _SEVERAL:
            held = Counter(term for other in alike for term in own & other)
            few = len(alike) // _SEVERAL
            names = _written_as_names(heads[number])
            found[number] = frozenset(term for term in names if held[term] <= few)
    return found


@lru_cache(maxsize=256)
def _written_as_names(text: str) -> frozenset[str]:
    """Return the terms before the first clause that may be names.

    In scripts with capitals, of words that have one.
    """
    clause = _CLAUSE.search(text)
    head = text if clause is None else text[: clause.start()]
    words = [word for word in _WORDS.findall(head) if not word[0].islower()]
    return frozenset(term for word in words for term in terms(word) if term.isalpha())


class DocumentNames:
    """Hold the names that tell the documents of some passages apart.

    Args:
        passages: The passages that were found.
    """

    def __init__(self, passages: Iterable[StoredPassage]) -> None:
        passages = list(passages)
        parties = own_words(passages)
        self._parties = frozenset[str]().union(*parties.values())
        own: dict[int, frozenset[str]] = {}
        self._years: dict[int, frozenset[int]] = {}
        self._series: dict[int, str] = {}
        self._held: dict[int, set[str]] = {}
        for passage in passages:
            with_whom = parties.get(passage.document_id, frozenset())
            naming = own.setdefault(passage.document_id, frozenset(_named(naming_text(passage))) | with_whom)
            stem = PurePath(passage.source).stem
            self._years.setdefault(passage.document_id, years_in(stem))
            self._series.setdefault(passage.document_id, _BESIDE_NAME.sub("", stem).casefold())
            self._held.setdefault(passage.document_id, set(naming)).update(_named(passage.text))
        shared = Counter(term for naming in own.values() for term in naming)
        most = max(1, len(own) // 2)
        self._distinct = {
            number: frozenset(term for term in naming if shared[term] <= most or len(own) == 1)
            for number, naming in own.items()
        }

    def of_other_years(self, texts: Sequence[str]) -> frozenset[int]:
        """Return the documents that are of other years than a text names.

        Only those that another one differs from by the year in its name: "rules 2022" where the first text that names
        such a year says 2025.
        """
        for text in texts:
            said = years_in(text)
            if not said:
                continue
            series = {self._series[number] for number, years in self._years.items() if years & said}
            others = frozenset(
                number
                for number, years in self._years.items()
                if years and not years & said and self._series[number] in series
            )
            if others:
                return others
        return frozenset()

    def spoken_of(self, texts: Sequence[str]) -> frozenset[int]:
        """Return the documents named by the first text that names any."""
        for text in texts:
            said = _said(text)
            first = text.split(maxsplit=1)[0] if text.strip() else ""
            if not is_function_word(first.strip(",;:¿¡"), detected(text) or "en"):
                # A first word that is whom one of alike papers is with is a name too.
                said |= self._parties & _all_terms(first)
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


_YEAR = lazy_regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")


_BESIDE_NAME = lazy_regex(r"[\d\W_]+")
"""What tells files of one series apart, as the day in their names, or only parts words."""


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text names in figures."""
    return frozenset(map(int, _YEAR.findall(text)))


YearsOf = Callable[[int], Collection[int]]
"""Gives the years that the whole of a document names, by its number."""


def no_years(document_id: int) -> Collection[int]:
    """Return no year, where documents are not looked at as a whole."""
    return ()


def years_of_documents(documents: Documents) -> YearsOf:
    """Return what reads the years that the whole of a document names, once for each."""

    @cache
    def of(document_id: int) -> Collection[int]:
        passages = documents.neighbours(document_id, 0, _MOST_READ)
        return years_told(values(one.text) for one in passages)

    return of


def years_told(texts: Iterable[Values]) -> frozenset[int]:
    """Return the years that texts speak of, in dates or as bare numbers."""
    told = list(texts)
    dated = {year for held in told for one in held.dates for year, _, _ in one.readings if year}
    return frozenset(dated | {year for held in told for one in held.numbers for year in _as_years(one)})


def naming_text(passage: StoredPassage) -> str:
    """Return what names a passage's document: title, file name, first heading."""
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
    """Return the terms of a text that may be part of a name.

    Those are terms of capitalised words, identifiers, and runs of unspaced scripts.
    """
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


_MOST_READ = 400
"""Passages of a document that are read for the years that it names."""


def _as_years(number: Number) -> list[int]:
    """Return the year that a bare number may be."""
    return [int(number.text)] if not number.unit and re.fullmatch(r"(?:19|20)\d\d", number.text) else []

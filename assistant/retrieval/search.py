"""Search a library by words and meaning, and group passages into hits."""

from __future__ import annotations

import fnmatch
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray

from assistant.errors import UsageError
from assistant.events import Hit, Notice
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.languages import Language, language_of, speaks
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.paths import absolute, is_under, is_under_any
from assistant.retrieval.filters import matching, nothing_left, split_filters, which_date
from assistant.retrieval.places import other_names
from assistant.retrieval.query import DocumentName, Named, corrected, looked_for, named
from assistant.retrieval.ranking import (
    QueryTerms,
    Relevance,
    coverage,
    expected_maximum,
    fuse,
    inverse_document_frequency,
)
from assistant.retrieval.semantic import CANDIDATES, Meaning, SemanticRetriever
from assistant.retrieval.sentences import proper_names
from assistant.retrieval.values import identifiers
from assistant.text import clean_line
from assistant.wording import enumerated, short_path

Group = tuple[tuple[StoredPassage, ...], float]
"""Passages that are shown as one hit, and the score of the best of them."""
NAME_WEIGHT = 0.3
"""What a document's name counts beside the words and the meaning of its passages, where the question says all of it."""
LITERAL = 0.5
"""The same for a document that the question names by its file name or its date."""
OTHER_LANGUAGE = 0.5
"""What matching words count where a passage is in another language than the question: many of them match by chance."""
WITHIN = 0.4
"""What the rest of a question's words count within a document that it names."""
NAMED_DOCUMENTS = 8
FIRST_PASSAGES = 3
"""Of a document that is named, so many passages of its beginning are looked at too."""
JUDGED = 4
"""Of the first passages so many tell whether the library bears on a question."""
_SHORTEST_NAME = 4
NAMING_WORDS, NAMING_PIECES = 2, 3
"""Words that name a document surely, and pairs of characters where words are written without spaces."""
LANGUAGE_CHARS = 200
LONGEST = 8_000
"""Of a question so many characters are searched for; the parts of a longer one that ask come by themselves."""
MOST_TERMS = 64
"""Terms of a question that are looked up, the rarest of those that stand in the library."""
NAMED_PLACES, LIKE = 4, 0.6
"""So many folders are named where documents were looked for in vain: those first whose names are so like what was typed."""
MERGED_CHARS = 2_600
"""Neighbouring passages are joined up to this length."""
PLACES = ((3, 1), (5, 2))
"""Among so many of the first hits so many are of another kind, where there are any."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search.

    Attributes:
        hits: The best first, but for those in another script that are given a place among the first (`grouping.PLACES`).
        groups: The passages that each hit was joined of, in the order of the document.
        ranked: All passages that were looked at, the best first, without copies.
        scores: What each of them scored, by its number.
        query_terms: The question's terms and their weights.
        relevance: What speaks for and against that the library bears on the question.
        named: The documents that the question names.
        documents: Where was looked; None for everywhere.
        unknown_names: Names of the question that stand nowhere in the library.
        vector: The question's vector, or None where meaning was not compared.
        took_ms: Time it took.
        foreign: Those in another script than the question, where there are some in its own too.
        notices: What the user should know of how it was searched.
    """

    hits: tuple[Hit, ...]
    groups: tuple[tuple[StoredPassage, ...], ...]
    ranked: tuple[StoredPassage, ...]
    scores: Mapping[int, float]
    query_terms: QueryTerms
    relevance: Relevance
    named: Named
    documents: frozenset[int] | None
    unknown_names: tuple[str, ...]
    vector: NDArray[np.float32] | None
    took_ms: float
    foreign: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()

    @property
    def confidence(self) -> float:
        """How surely the library bears on the question; see `Relevance.confidence`."""
        return self.relevance.confidence


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What one wording of a question found.

    Attributes:
        asked: Its terms and their weights.
        ordered: Passages with their score, the best first.
        meaning: What the semantic retriever gave.
        foreign: Those in another script than the question, where there are some in its own too.
        relevance: Whether the library bears on it.
    """

    asked: QueryTerms
    ordered: list[tuple[StoredPassage, float]]
    meaning: Meaning
    foreign: frozenset[int]
    relevance: Relevance


class Searcher:
    """Searches one library.

    Args:
        library: Where to search.
        meaning: The semantic retriever; the lexical one is the library's own.
    """

    def __init__(self, library: Library, meaning: SemanticRetriever) -> None:
        self._library = library
        self.meaning = meaning

    def search(
        self,
        question: str,
        limit: int,
        inside: Sequence[str] = (),
        focus: Sequence[str] = (),
        *,
        within: frozenset[int] | None = None,
    ) -> Found:
        """Find the passages that bear on a question.

        Args:
            question: In any language.
            limit: Most hits to give.
            inside: Look only into files under these paths or matching these globs; everywhere when empty.
            focus: Of a long question, the parts that ask: each is searched for too, and the best that any found counts.
            within: Look only into these documents, in the place of `inside`.
        """
        began = time.perf_counter()
        documents = self.documents(inside) if within is None else within
        question, focus = question[:LONGEST], [one[:LONGEST] for one in focus]
        compared = self.meaning.begin(question, documents)  # goes on while names and words are looked up
        names = self._named(question, documents)
        rankings = [self._ranking(question, documents, names, compared)]
        rankings += [
            self._ranking(one, documents, names, self.meaning.begin(one, documents)) for one in focus
        ]
        best = max(rankings, key=lambda one: one.relevance.confidence)
        ordered = list(self._without_copies(_merged(rankings)))
        groups = joined(ordered, limit)
        unspaced = is_unspaced(question)
        first = rankings[0]
        others = _above_threshold(first.foreign, first.meaning, unspaced=not unspaced)
        if others:
            apart = [(passage, score) for passage, score in ordered if passage.id in others]
            groups = with_others(groups, joined(apart, limit), limit)
        return Found(
            hits=tuple(hit(rank, group, score) for rank, (group, score) in enumerate(groups, start=1)),
            groups=tuple(group for group, _ in groups),
            ranked=tuple(passage for passage, _ in ordered),
            scores={passage.id: score for passage, score in ordered},
            query_terms=best.asked,
            relevance=best.relevance,
            named=names,
            documents=documents,
            unknown_names=self._unknown_names(question),
            vector=best.meaning.vector,
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            foreign=first.foreign,
            notices=(*self._narrowed(question, inside, documents), *first.meaning.notices),
        )

    def _narrowed(
        self, question: str, inside: Sequence[str], documents: frozenset[int] | None
    ) -> tuple[Notice, ...]:
        """Say where was looked: nowhere, or by which date documents were chosen."""
        if documents is None or not inside:
            return ()
        language = language_of(question)
        places, only = split_filters(inside)
        if only.by_date and documents:
            chosen = [one for one in matching(self._library, only) if one.id in documents]
            return (Notice("dated", which_date(chosen, language)),)
        if only and not documents and (not places or self.documents(places)):
            return (
                Notice(
                    "no_such_document", nothing_left(only, language), _("assistant sources lists the files.")
                ),
            )
        return _nowhere(places, documents)

    def _ranking(
        self,
        question: str,
        documents: frozenset[int] | None,
        names: Named,
        compared: Callable[[Sequence[int]], Meaning],
    ) -> _Ranking:
        wanted = self._rarest(self._corrected(question))
        asked = self._question(question, wanted)
        lexical = dict(self._library.words.search(wanted, CANDIDATES, documents))
        of_named, within = self._of_named(wanted, names, documents)
        lexical |= of_named
        meaning = compared(list(lexical))
        passages = self._library.documents.passages({*lexical, *meaning.z_scores})
        # Meaning compares all that the words found: what it gives nothing for is not embedded yet.
        waiting = lexical.keys() - meaning.z_scores.keys() if meaning.z_scores else ()
        language = language_of(question)
        lexical = {
            number: score * (1.0 if _may_be(passages.get(number), language) else OTHER_LANGUAGE)
            for number, score in lexical.items()
        }
        unspaced = is_unspaced(question)
        foreign = {number for number, one in passages.items() if is_unspaced(one.text) != unspaced}
        mixed = frozenset(foreign) if len(foreign) < len(passages) else frozenset()
        ranked = fuse(lexical, meaning.z_scores, asked, meaning.by_chance, waiting, mixed)
        ordered = [
            (passage, score + _of_name(passage, names) + WITHIN * within.get(number, 0.0))
            for number, score in ranked
            if (passage := passages.get(number)) is not None
        ]
        # Of two copies of a file the one that comes first by name is shown, whichever was read first.
        ordered.sort(key=lambda found: (-found[1], found[0].source, found[0].ordinal))
        relevance = self._relevance(question, asked, meaning, [one for one, _ in ordered], documents, names)
        return _Ranking(asked, ordered, meaning, mixed, relevance)

    def weights(self, wanted: Sequence[str]) -> dict[str, float]:
        """Compute the inverse document frequency of terms in the library."""
        passages = max(self._library.documents.counts()["passages"], 1)
        holding = self._library.words.document_frequencies(wanted)
        return {term: inverse_document_frequency(passages, holding[term]) for term in wanted}

    # What is asked

    def _corrected(self, question: str) -> list[str]:
        """Return a question's terms, misspelt ones as they were meant."""
        wanted = query_terms(question)
        language = language_of(question)
        meant = corrected(question, wanted, language, self._library.words.document_frequencies)
        meant = {own: term for own, term in meant.items() if not term or self._is_written_in(term, language)}
        wanted = list(dict.fromkeys(term for own in wanted if (term := meant.get(own, own)))) or wanted
        return self._with_places(question, wanted)

    def _is_written_in(self, term: str, language: Language) -> bool:
        """Return whether papers in a language hold a term: "first" is not "Frist"."""
        found = self._library.documents.passages(dict(self._library.words.search([term], 1)))
        return any(_may_be(passage, language) for passage in found.values())

    def _with_places(self, question: str, wanted: list[str]) -> list[str]:
        """Put what papers call a place for what a question calls it in another script."""
        for own, known in self._places(question):
            wanted = [*(term for term in wanted if term not in own), *known]
        return list(dict.fromkeys(wanted))

    def _places(self, question: str) -> Iterator[tuple[frozenset[str], list[str]]]:
        """Yield terms of places that papers call otherwise, and their terms there."""
        for own, others in other_names(question):
            holding = self._library.words.document_frequencies(own.union(*others))
            known = [term for name in others if all(holding[term] for term in name) for term in sorted(name)]
            if known and not all(holding[term] for term in own):
                yield own, known

    def _rarest(self, wanted: list[str]) -> list[str]:
        if len(wanted) <= MOST_TERMS:
            return wanted
        holding = self._library.words.document_frequencies(wanted)
        kept = set(sorted((term for term in wanted if holding[term]), key=holding.__getitem__)[:MOST_TERMS])
        return [term for term in wanted if term in kept] or wanted[:MOST_TERMS]

    def _question(self, question: str, wanted: Sequence[str]) -> QueryTerms:
        """Weigh the terms by inverse document frequency.

        A plain word that stands nowhere weighs no more than the rarest that does.
        """
        weights = self.weights(wanted)
        holding = self._library.words.document_frequencies(wanted)
        most = max((weights[term] for term in wanted if holding[term]), default=0.0)
        must_match = _name_terms(question)
        return QueryTerms(
            tuple(wanted),
            {
                term: weights[term]
                if holding[term] or not most or term in must_match
                else min(weights[term], most)
                for term in wanted
            },
        )

    def documents(self, inside: Sequence[str]) -> frozenset[int] | None:
        """Return the documents under some paths or matching globs; None for all.

        Filters may stand among them: "since:2025-01-01", "until:2025", "kind:pdf"; see `filters`.

        Raises:
            UsageError: A filter names no day, or no format.
        """
        if not inside:
            return None
        places, only = split_filters(inside)
        sources = self._library.documents.sources()
        found = frozenset(sources)
        if places:
            files, roots = self._library.documents.files_of_parts(), self._library.documents.roots()
            found = frozenset().union(*(_lying_at(place, sources, files, roots) for place in places))
        return found & {one.id for one in matching(self._library, only)} if only else found

    def check_places(self, inside: Sequence[str]) -> None:
        """Check that some document lies at the places that a search is narrowed to.

        A library without documents is another matter, and so are filters.

        Raises:
            UsageError: None does.
        """
        places = split_filters(inside)[0]
        if not places or self.documents(places):
            return
        sources = self._library.documents.sources().values()
        if sources:
            folders = [os.path.dirname(path) for path in sources]  # noqa: PTH120 - thousands of them
            raise UsageError(*nowhere(places, folders), code="no_documents")

    def named_plainly(self, question: str) -> int | None:
        """Return the one document that several words of a question name, if any."""
        names = self._named(question, None)
        best = [*names.literal] or [*names.meant] or _strongest(names.strength)
        least = NAMING_PIECES if is_unspaced(question) else NAMING_WORDS
        several = bool(best) and (names.literal or len(names.terms.get(best[0], ())) >= least)
        return best[0] if len(best) == 1 and several else None

    def _named(self, question: str, documents: frozenset[int] | None) -> Named:
        wanted = query_terms(question)
        pieces, numbered = looked_for(question, wanted)
        names = [
            DocumentName(*one)
            for one in self._library.documents.named(pieces, numbered=numbered)
            if documents is None or one[0] in documents
        ]
        there = self._library.documents.counts()["found"] if documents is None else len(documents)
        return named(question, wanted, names, there)

    def _of_named(
        self, wanted: Sequence[str], names: Named, documents: frozenset[int] | None
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Find passages of the documents that are named, whatever else holds their words.

        Returns:
            BM25 scores by passage; and for those of documents that are meant, how well each holds what is asked of its
            document besides its name, from 0 to 1.
        """
        best = sorted(names.strength, key=lambda one: (-names.strength[one], one))
        chosen = list(dict.fromkeys([*names.literal, *names.meant, *best]))[:NAMED_DOCUMENTS]
        if not chosen:
            return {}, {}
        found = dict(self._library.words.search(list(wanted), CANDIDATES, frozenset(chosen)))
        for number in sorted(names.literal)[:NAMED_DOCUMENTS]:
            for passage in self._library.documents.neighbours(number, 0, FIRST_PASSAGES - 1):
                found.setdefault(passage.id, 0.0)
        said = {term for number in names.meant for term in names.terms.get(number, ())}
        asked = [term for term in wanted if term not in said]
        within: dict[int, float] = {}
        for number in names.meant:
            scores = dict(self._library.words.search(asked, CANDIDATES, frozenset([number])))
            most = max(scores.values(), default=0.0)
            within |= {one: score / most for one, score in scores.items() if most > 0}
        return {**dict.fromkeys(within, 0.0), **found}, within

    # What was found

    def _without_copies(
        self, ordered: Sequence[tuple[StoredPassage, float]]
    ) -> Iterator[tuple[StoredPassage, float]]:
        facts = self._library.documents.facts({passage.document_id for passage, _ in ordered})
        return without_copies(ordered, {number: fact.hash for number, fact in facts.items()})

    def _relevance(
        self,
        question: str,
        asked: QueryTerms,
        meaning: Meaning,
        ordered: Sequence[StoredPassage],
        documents: frozenset[int] | None,
        names: Named,
    ) -> Relevance:
        best = ordered[:JUDGED]
        passages = self._library.documents.counts()["passages"]
        if documents is not None:
            facts = self._library.documents.facts(documents)
            there = sum(fact.passages for fact in facts.values())
        else:
            there = passages
        holding = self._library.words.document_frequencies(asked.terms)
        present = [{*terms(" ".join([*one.heading, PurePath(one.source).stem, one.text]))} for one in best]
        nearness = self.meaning.nearness(question, meaning.vector, best)
        nearest = sorted(nearness or (), reverse=True)
        language = language_of(question)
        return Relevance(
            coverage=coverage(asked.terms, holding, passages, present, _name_terms(question)),
            nearness=nearest[0] if nearest else None,
            apart=nearest[0] - nearest[1] if len(nearest) > 1 and is_unspaced(question) else 0.0,
            across=bool(best) and language_of(best[0].text[:LANGUAGE_CHARS]) != language,
            passages=there,
            narrowed=documents is not None,
            named=bool(names.literal),
            knows_name=self._knows_name(question, asked, holding),
        )

    def _knows_name(self, question: str, asked: QueryTerms, holding: Mapping[str, int]) -> bool:
        """Return whether a name of another script stands in the library."""
        latin = is_unspaced(question) and any(_is_latin_name(term) and holding[term] for term in asked.terms)
        return latin or next(self._places(question), None) is not None

    def _unknown_names(self, question: str) -> tuple[str, ...]:
        held = {name: terms(name) for name in _names(question)}
        holding = self._library.words.document_frequencies(
            {term for parts in held.values() for term in parts}
        )
        called = frozenset(term for own, _ in self._places(question) for term in own)
        return tuple(
            name
            for name, parts in held.items()
            if any(holding[term] == 0 and term not in called for term in parts)
        )


def _strongest(strength: Mapping[int, float]) -> list[int]:
    """Return the document that a question names twice as much as any other."""
    best = sorted(strength, key=lambda one: -strength[one])[:2]
    return best[:1] if len(best) < 2 or strength[best[0]] >= 2 * strength[best[1]] else []


def _merged(rankings: Sequence[_Ranking]) -> list[tuple[StoredPassage, float]]:
    """Merge rankings; each passage keeps its best score."""
    if len(rankings) == 1:
        return rankings[0].ordered
    best: dict[int, tuple[StoredPassage, float]] = {}
    for ranking in rankings:
        for passage, score in ranking.ordered:
            if passage.id not in best or best[passage.id][1] < score:
                best[passage.id] = (passage, score)
    return sorted(best.values(), key=lambda one: (-one[1], one[0].source, one[0].ordinal))


def _of_name(passage: StoredPassage, names: Named) -> float:
    """Return what a passage gains by the name of its document."""
    literal = LITERAL if passage.document_id in names.literal else 0.0
    return literal + NAME_WEIGHT * names.strength.get(passage.document_id, 0.0)


def _is_latin_name(term: str) -> bool:
    """Return whether a term of a question in a script without spaces names something."""
    return len(term) >= _SHORTEST_NAME and term.isascii() and term.isalpha()


def _may_be(passage: StoredPassage | None, language: Language) -> bool:
    """Return whether a passage is in a language, or shows no sign of another."""
    return passage is None or speaks(passage.text[:LANGUAGE_CHARS], language)


def _names(question: str) -> list[str]:
    """Return a question's proper names and identifiers, which must be matched."""
    found = [one.text for one in identifiers(question) if one.sure]
    # German writes every noun with a capital letter, and other scripts have none.
    if language_of(question) == "en":
        found += proper_names(question)
    return list(dict.fromkeys(found))


def _name_terms(question: str) -> frozenset[str]:
    """Return the terms of a question's names, numbers and identifiers."""
    digits = {term for term in terms(question) if any(map(str.isdigit, term))}
    return frozenset(digits | {term for name in _names(question) for term in terms(name)})


def _above_threshold(passages: Collection[int], meaning: Meaning, *, unspaced: bool) -> frozenset[int]:
    """Return the passages whose z-score exceeds what chance gives in their script."""
    view = meaning.views.get(unspaced)
    if view is None:
        return frozenset()
    by_chance = expected_maximum(view.count)
    return frozenset(number for number in passages if meaning.z_scores.get(number, 0.0) > by_chance)


def _nowhere(inside: Sequence[str], documents: frozenset[int] | None) -> tuple[Notice, ...]:
    if documents is None or documents:
        return ()
    return (Notice("no_such_place", *nowhere(inside)),)


def nowhere(places: Sequence[str], there: Iterable[str] = ()) -> tuple[str, str]:
    """Say that no document lies at some places, and what can be done.

    Args:
        places: As they were typed.
        there: Folders that hold documents; the most similar are named.
    """
    places = [one.removeprefix("*/").removesuffix("/*") or one for one in places]  # a name typed alone
    said = _("No file of the library lies at {places}.", places=enumerated(places))
    on_disk = next(
        (one for one in places if not set("*?[") & set(one) and os.path.lexists(absolute(one))), ""
    )
    if on_disk:
        read = _(
            "This reads it, and knows what has moved there again: assistant ingest {folder}", folder=on_disk
        )
        return said, read
    all_there = dict.fromkeys(there)
    if folders := _like(places, all_there):
        more = ["…"] if len(all_there) > len(folders) else []
        said_there = enumerated([*(clean_line(short_path(one)) for one in folders), *more])
        return said, _("There is: {folders}. assistant sources lists all files.", folders=said_there)
    return said, _("assistant sources lists the files that are in it.")


def _like(places: Sequence[str], folders: Iterable[str]) -> list[str]:
    """Return a few folders, like what was typed or the uppermost."""
    import difflib

    names = [PurePath(place.rstrip("/\\")).name.casefold() for place in places]
    near = {
        folder: max(
            difflib.SequenceMatcher(None, PurePath(folder).name.casefold(), one).ratio() for one in names
        )
        for folder in folders
    }
    alike = [one for one in near if near[one] >= LIKE]
    return sorted(alike or near, key=lambda one: (-near[one] if alike else 0, one.count(os.sep), one))[
        :NAMED_PLACES
    ]


def _lying_at(
    place: str, sources: Mapping[int, str], files: Sequence[str], roots: Sequence[str]
) -> frozenset[int]:
    """Return the documents at a place.

    A relative one counts from the working directory; where nothing lies there, from the folders that were ingested, and
    then from any folder in them.

    Args:
        place: A folder, a file or a glob.
        sources: The paths of all documents by their numbers.
        files: Those that hold documents.
        roots: What was ingested.
    """
    patterns = [place]
    if not os.path.isabs(place) and not place.startswith(("~", "..")):  # noqa: PTH117 - as it was typed
        bare = place.strip().removeprefix("./").rstrip("/\\")
        patterns += [os.path.join(root, bare) for root in roots]  # noqa: PTH118
        patterns += [f"*/{bare}", f"*/{bare}/*"] if bare.strip(".") else []
    for pattern in patterns:
        matches = _matcher(pattern, files)
        if found := frozenset(number for number, path in sources.items() if matches(path)):
            return found
    return frozenset()


def _matcher(pattern: str, files: Sequence[str]) -> Callable[[str], bool]:
    """Make a test for paths in a folder, or matching a glob.

    Relative ones count from the working directory.

    Args:
        pattern: The folder, the file or the glob.
        files: Those that hold documents: where one matches, these do.
    """
    matches = _matcher_of_files(pattern)
    inside = [file for file in files if matches(file)]
    return lambda path: matches(path) or is_under_any(path, inside)


def _matcher_of_files(pattern: str) -> Callable[[str], bool]:
    full = absolute(pattern)
    # A folder's own name may hold the marks of a glob.
    if os.path.lexists(full):
        return lambda path: is_under(path, full)
    if not any(mark in pattern for mark in "*?["):
        # A file may be gone from the disk, or be named without its folder.
        return lambda path: is_under(path, full) or Path(path).name == pattern
    wanted = pattern if pattern.startswith("*") else full
    return lambda path: fnmatch.fnmatch(path, wanted) or fnmatch.fnmatch(Path(path).name, pattern)


def without_copies(
    ordered: Iterable[tuple[StoredPassage, float]], contents: Mapping[int, str]
) -> Iterator[tuple[StoredPassage, float]]:
    """Leave out passages that a copy of their file, or their own, showed before.

    The same clause in two contracts is no copy: who asks which contracts hold it wants to see both.

    Args:
        ordered: Passages with their score, the best first.
        contents: What names the content of a file, by the number of its document; empty where that is not known.
    """
    shown: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    for passage, score in ordered:
        content = contents.get(passage.document_id, "")
        if content and shown.setdefault(content, passage.document_id) != passage.document_id:
            continue
        own = (passage.document_id, " ".join(passage.text.split()))
        if own not in seen:
            seen.add(own)
            yield passage, score


def joined(ordered: Iterable[tuple[StoredPassage, float]], limit: int) -> list[Group]:
    """Join neighbours under one heading to the better-ranked passage.

    Each group has the score of its best passage.
    """
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


def with_others(groups: Sequence[Group], others: Sequence[Group], limit: int) -> list[Group]:
    """Return the best groups, some of another kind among the first.

    Args:
        groups: The best of all, the best first.
        others: The best of the other kind, which may be among `groups` too.
        limit: How many are wanted.
    """
    other = {passage.id for group, _ in others for passage in group}

    def is_other(group: Group) -> bool:
        return any(passage.id in other for passage in group[0])

    there = {passage.id for group, _ in groups for passage in group}
    left = [*groups, *(group for group in others if not any(passage.id in there for passage in group[0]))]
    chosen: list[Group] = []
    while left and len(chosen) < limit:
        have = sum(map(is_other, chosen))
        due = any(least - have >= place - len(chosen) > 0 for place, least in PLACES)
        at = next((at for at, group in enumerate(left) if is_other(group)), 0) if due else 0
        chosen.append(left.pop(at))
    return chosen


def _continues(group: Sequence[StoredPassage], passage: StoredPassage) -> bool:
    first, last = group[0], group[-1]
    return (
        passage.document_id == first.document_id
        and passage.heading == first.heading
        and passage.page == first.page
        and passage.ordinal in (first.ordinal - 1, last.ordinal + 1)
        and sum(len(member.text) for member in group) + len(passage.text) <= MERGED_CHARS
    )


def hit(rank: int, group: Sequence[StoredPassage], score: float) -> Hit:
    """Make a hit of the passages that were joined."""
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
        confidence=min((one.confidence for one in group if one.confidence is not None), default=None),
        page_label=first.page_label,
    )

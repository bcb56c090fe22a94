"""Read when a library's papers were written, and show a model the newest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from assistant.agent.papers.succession import DatedPaper, Papers, Stated, dated_paper, mark_of, succession
from assistant.agent.words.matter import Matter
from assistant.agent.words.roles import role_pattern
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, Worth, units_of
from assistant.retrieval.ranking import QueryTerms

RAISED = 0.1
"""What the newest on a matter is worth more than the best sentence, as the logarithm of how likely it answers."""


def papers_of(library: Library) -> Papers:
    """Return what is known of the times of a library's papers."""

    def of(numbers: Collection[int]) -> dict[int, DatedPaper]:
        facts = library.documents.facts(list(numbers))
        found: dict[int, DatedPaper] = {}
        two = {number: library.documents.neighbours(number, 0, 1) for number in numbers}
        # What stands below another heading is another matter; a letterhead stands above none.
        letters = [one for one, both in two.items() if len(both) > 1 and both[0].heading == both[1].heading]
        begun = library.documents.beginnings(letters)
        for number, both in two.items():
            if not both:
                continue
            first = begun.get(number, both[0])
            ordinal = facts[number].passages - 1 if number in facts else 0
            last = library.documents.neighbours(number, ordinal, ordinal) if ordinal > 0 else []
            found[number] = dated_paper(first, last[-1] if last else first)
        return found

    return Papers(of, library.words.document_frequencies, library.documents.counts()["found"])


def day_written(library: Library, number: int, today: date) -> tuple[str, Unit] | None:
    """Return the day on which a paper says that it was written, and where; else None.

    It is none that is still to come, nor the end of something.
    """
    paper = papers_of(library).of([number]).get(number)
    if paper is None or not paper.written.day:
        return None
    day = (paper.written.year, paper.written.month, paper.written.day)
    if day > (today.year, today.month, today.day):
        return None
    facts = library.documents.facts([number])
    first = library.documents.neighbours(number, 0, 0)
    last = library.documents.neighbours(number, facts[number].passages - 1, facts[number].passages - 1)
    for passage in dict.fromkeys((*first, *last)):
        for unit in units_of(passage, 0):
            for one in dates(unit.text):
                if day in one.readings and role_pattern("end").search(unit.text[: one.start]) is None:
                    return one.text, unit
    return None


class NewestInFront:
    """Judge sentences so that the newest on a matter comes first, the older beside it.

    Args:
        library: Where the papers are.
        question: As it was searched for.
        asked: Its terms.
        language: Its language.

    Attributes:
        stated: What papers of several times say; empty before sentences were judged.
    """

    def __init__(self, library: Library, question: str, asked: QueryTerms, language: Language) -> None:
        self._library = library
        self._matter = Matter(question, asked)
        self._language = language
        self.stated: tuple[Stated, ...] = ()

    def judged(self, worth: Worth) -> Worth:
        """Return what judges sentences as another does, but for the newest."""

        def raised(passages: Sequence[StoredPassage]) -> tuple[Sequence[Unit], Sequence[float]]:
            units, logarithms = worth(passages)
            order = sorted(range(len(units)), key=lambda at: -logarithms[at])
            ordered = [units[at] for at in order]
            self.stated = succession(self._matter, ordered, papers_of(self._library), date.today())
            if not self.stated:
                return units, logarithms
            best, places = max(logarithms), {id(unit): at for at, unit in enumerate(units)}
            told = list(logarithms)
            for one in self.stated:
                told[places[id(one.unit)]] = best
            told[places[id(self.stated[0].unit)]] = best + RAISED
            return units, told

        return raised

    def named(self, named_as: Callable[[StoredPassage], str]) -> Callable[[StoredPassage], str]:
        """Return what names papers as another does, and says which is the newest."""

        def named(passage: StoredPassage) -> str:
            name = named_as(passage)
            mark = next(
                (one for one in self.stated if one.unit.passage.document_id == passage.document_id), None
            )
            return name if mark is None else f"{name} ({mark_of(mark, self._language)})"

        return named

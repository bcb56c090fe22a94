"""Tell what later papers change in contracts: each clause, old and new.

A letter or an addendum changes a contract, not whoever saved its file last. The program puts the answer together; no model is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from assistant.agent.amendments import CALLED_CHANGE, amended_by, names_number
from assistant.agent.asked_comparisons import asks_changed_deals
from assistant.agent.cells import cell_of
from assistant.agent.conditions import Condition, condition_of
from assistant.agent.documents import code_text
from assistant.agent.paper_times import papers_of
from assistant.agent.progress import Progress
from assistant.agent.step import Step
from assistant.agent.succession import AMENDS, DatedPaper, numbers_of
from assistant.agent.writing import Writer
from assistant.answer_table import Cell
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.retrieval.evidence import Unit, units_of
from assistant.retrieval.values import values

MOST_PASSAGES = 200
"""Passages of a paper that are read."""
MOST_SHOWN = 40
"""Most changes that an answer shows."""
FEWEST, MOST_WORDS = 4, 0.5
"""Words of a sentence at least, and the share of them that another has to hold to speak of the same."""
MOST_OLD = 2
"""Sentences of a contract that are shown beside one that changes them."""
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "count": "Contracts that later papers change{within}: {count}.", "none": "No paper changes a contract{within}.", "by": "`{contract}`, changed by `{paper}`{day}:", "was": "before", "day": " ({day})",
        "colon": ": ",
    },
    "zh": {
        "count": "有{count}份合同被后来的文件变更{within}。", "none": "没有文件变更过合同{within}。", "by": "`{contract}`，由`{paper}`变更{day}：", "was": "原文", "day": "（{day}）", "colon": "：",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """A contract that a later paper changes.

    Attributes:
        contract: Its document.
        paper: The document that changes it.
        written: When that was written; None where that is not known.
        clauses: What that says, each with the sentences of the contract that it speaks of.
    """

    contract: int
    paper: int
    written: date | None
    clauses: tuple[tuple[Unit, tuple[Unit, ...]], ...]


def changed_deals(
    library: Library, question: str, documents: Collection[int] | None, today: date
) -> list[Changed] | None:
    """Return what later papers change in the contracts that a question means.

    Args:
        library: Holds them.
        question: Asks which contracts were changed, perhaps in a time, or what changed in one that it names, or by an addendum.
        documents: Only these; all of them when None.
        today: For "this year".

    Returns:
        None where no paper changes a contract.
    """
    numbers = [one for one, _, _ in library.documents.named() if documents is None or one in documents]
    papers = papers_of(library).of(numbers)
    changed = amended_by(papers, [one for one, paper in papers.items() if paper.is_deal])
    pairs = [(deal, paper) for deal, by in changed.items() for paper in by]
    if not pairs:
        return None
    if asks_changed_deals(question):
        within = condition_of(question, today)
        pairs = [pair for pair in pairs if _is_of_time(papers[pair[1]].written.first, within)]
    else:
        named = _named(question, papers, [one for one, paper in papers.items() if paper.is_deal], changed)
        pairs = [pair for pair in pairs if named.intersection(pair)]
    return [
        Changed(deal, paper, papers[paper].written.first, tuple(_clauses(library, deal, paper)))
        for deal, paper in pairs
    ]


def _is_of_time(written: date | None, within: Condition | None) -> bool:
    if within is None or within.kind != "date":
        return True
    return written is not None and within.holds(written.isoformat()) is True


def _named(
    question: str,
    papers: Mapping[int, DatedPaper],
    deals: Sequence[int],
    changed: Mapping[int, Sequence[int]],
) -> set[int]:
    """Return the contracts that a question names, else the papers so called.

    By a word that no other contract has in its name.
    """
    asked = frozenset(terms(question))
    changing = {one for by in changed.values() for one in by}
    called = {
        one: frozenset(terms(" ".join([papers[one].called, *papers[one].names])))
        for one in deals
        if one not in changing
    }
    holding = Counter(term for own in called.values() for term in own)
    own = {term for term in asked if holding[term] == 1}
    if found := {one for one in changed if own & called.get(one, frozenset())}:
        return found
    said = frozenset(terms(" ".join(one.group() for one in CALLED_CHANGE.finditer(question))))
    return {
        one
        for one in changing
        if said and said <= frozenset(terms(f"{papers[one].called} {papers[one].head}"))
    }


def _clauses(library: Library, deal: int, paper: int) -> Iterator[tuple[Unit, tuple[Unit, ...]]]:
    """Yield what a paper says beside its address and day, and what each changes."""
    old = _units(library, deal)
    for unit in _units(library, paper):
        measured = any(one.unit for one in values(unit.text).numbers)
        replaced = _replaced(unit, old)
        says_so = AMENDS.search(unit.text) is not None and not numbers_of(unit.text)
        if measured or any(names_number(one, unit.text) for one in replaced) or (replaced and says_so):
            yield unit, replaced


def _units(library: Library, number: int) -> list[Unit]:
    passages = library.documents.neighbours(number, 0, MOST_PASSAGES)
    return [unit for passage in passages for unit in units_of(passage, 0)]


def _replaced(new: Unit, old: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return the sentences that one changes.

    They have a value of it, the number that it names, or most of their words in it.
    """
    words, numbers = frozenset(terms(new.text)), values(new.text).numbers
    found: list[tuple[float, bool, int]] = []
    for at, unit in enumerate(old):
        own, held = values(unit.text).numbers, frozenset(terms(unit.text))
        shared = any(one.unit and one.unit == its.unit and one.equals(its) for one in numbers for its in own)
        share = len(words & held) / len(held) if len(held) >= FEWEST and not numbers_of(unit.text) else 0.0
        surely = share >= MOST_WORDS or names_number(unit, new.text)
        if shared or surely:
            found.append((-share - shared, not surely, at))
    found.sort()
    # A value alone may stand in other clauses too.
    return tuple(old[at] for place, (_, doubtful, at) in enumerate(found) if not (place and doubtful))[
        :MOST_OLD
    ]


def composed(
    library: Library, found: Sequence[Changed], question: str, language: Language
) -> Iterator[str | Cell]:
    """Yield what was changed, with both quotations."""
    texts = _TEXTS.get(language, _TEXTS["en"])
    sources = library.documents.sources()
    which = asks_changed_deals(question)
    if which:
        count = len({one.contract for one in found})
        within = condition_of(question, date.today())
        said = texts["day"].format(day=within.said) if within is not None else ""
        yield texts["count" if count else "none"].format(count=count, within=said)
    for place, one in enumerate(found):
        contract, paper = (code_text(PurePath(sources[number]).name) for number in (one.contract, one.paper))
        day = texts["day"].format(day=one.written.isoformat()) if one.written is not None else ""
        yield (
            ("\n\n" if which or place else "")
            + texts["by"].format(contract=contract, paper=paper, day=day)
            + "\n"
        )
        for new, old in one.clauses[:MOST_SHOWN]:
            yield f"\n- {' '.join(new.text.split())}"
            yield cell_of("found", new.text, (new,))
            for its in old:
                yield f"  \n  {texts['was']}{texts['colon']}{' '.join(its.text.split())}"
                yield cell_of("found", its.text, (its,))


def changes_step(library: Library, progress: Progress, documents: Collection[int] | None) -> Step | None:
    """Tell what later papers change in contracts; None where none do that are meant.

    Args:
        library: Holds them.
        progress: The turn, whose question may ask that.
        documents: Only these; all of them when None.
    """
    request = progress.request
    found = changed_deals(library, request.question, documents, date.today())
    if found is None or not (asks_changed_deals(request.question) or any(one.clauses for one in found)):
        return None
    progress.searched_for = request.question
    writer = Writer(None)
    progress.writer = writer
    events = list(writer.compose(composed(library, found, request.question, request.language)))
    progress.status = "answered"
    return Step(events)

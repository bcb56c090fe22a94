"""Tell what later papers change in contracts: each clause, old and new.

A letter or an addendum changes a contract, not whoever saved its file last. The program puts the answer together; no model is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from assistant.agent.cells.one_cell import cell_of
from assistant.agent.papers.amendments import CALLED_CHANGE, amended_by, names_number
from assistant.agent.papers.documents import code_text
from assistant.agent.papers.paper_kinds import CONTRACTS, is_of_kind, paper_of
from assistant.agent.papers.paper_times import papers_of
from assistant.agent.papers.succession import AMENDS, DatedPaper, numbers_of
from assistant.agent.progress import Progress
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.asked_comparisons import OF_DEALS, asks_changed_deals
from assistant.agent.step import Step
from assistant.agent.words.conditions import Condition, condition_of
from assistant.answer_table import Cell
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of
from assistant.retrieval.values import Number, values

MOST_SHOWN = 40
"""Most sentences of a paper that an answer shows; it says how many it leaves out."""
FEWEST, MOST_WORDS = 4, 0.5
"""Words of a sentence at least, and the share of them that another has to hold to speak of the same."""
RARE, RARELY = 3, 0.2
"""Sentences of a contract, or their share, that hold a word at the most for it to name what is changed."""
MOST_OLD = 2
"""Sentences of a contract that are shown beside one that changes them."""
_ENDS = lazy_regex(r"[.。;；!！?？][\s\"'”’」』)）]*$")
"""Ends a sentence."""
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "count": "Contracts that later papers change{within}: {count}.", "none": "No paper changes a contract{within}.", "more": "… and {count} more sentences.", "by": "`{contract}`, changed by `{paper}`{day}:", "was": "before", "day": " ({day})",
        "colon": ": ",
    },
    "zh": {
        "count": "有{count}份合同被后来的文件变更{within}。", "none": "没有文件变更过合同{within}。", "more": "……另有{count}句。", "by": "`{contract}`，由`{paper}`变更{day}：", "was": "原文", "day": "（{day}）", "colon": "：",
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
        None where there is no contract, or none is changed and it is not asked which are.
    """
    which = asks_changed_deals(question)
    numbers = [one for one, _, _ in library.documents.named() if documents is None or one in documents]
    papers = papers_of(library).of(numbers)
    deals = _deals(library, papers)
    changed = amended_by(papers, deals)
    pairs = [(deal, paper) for deal, by in changed.items() for paper in by]
    if not pairs and not (which and deals):
        return None
    if which:
        within = condition_of(question, today)
        pairs = [pair for pair in pairs if _is_of_time(papers[pair[1]].written.first, within)]
    else:
        named = _named(question, papers, deals, changed)
        pairs = [pair for pair in pairs if named.intersection(pair)]
    return [
        Changed(
            deal, paper, papers[paper].written.first, tuple(_clauses(library, deal, paper, papers[paper]))
        )
        for deal, paper in pairs
    ]


def _deals(library: Library, papers: Mapping[int, DatedPaper]) -> list[int]:
    """Return the contracts; a letter about one is none."""
    roots, first = library.documents.roots(), library.documents.beginnings(papers.keys())
    return [one for one in papers if one in first and is_of_kind(paper_of(first[one], roots), CONTRACTS)]


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


def _clauses(
    library: Library, deal: int, paper: int, known: DatedPaper
) -> list[tuple[Unit, tuple[Unit, ...]]]:
    """Return what a paper says behind its preamble, with what it changes."""
    contract, told = _Contract(_units(library, deal)), _units(library, paper)
    end = max((at + 1 for at, unit in enumerate(told) if _is_said(unit)), default=0)
    both = [(unit, contract.replaced(unit)) for unit in told[:end]]
    said = [at for at, (unit, _) in enumerate(both) if _is_said(unit)]
    first = next((at for at in said if not _is_preamble(*both[at], known)), min(said, default=0))
    return both[first:]


def _units(library: Library, number: int) -> list[Unit]:
    last = library.documents.facts([number])[number].passages
    return [
        unit for passage in library.documents.neighbours(number, 0, last) for unit in units_of(passage, 0)
    ]


def _is_said(unit: Unit) -> bool:
    """Return whether it is a sentence or gives a value.

    An address and a signature do neither.
    """
    return _ENDS.search(unit.text) is not None or _is_measured(unit)


def _is_measured(unit: Unit) -> bool:
    return any(one.unit for one in values(unit.text).numbers)


def _is_preamble(unit: Unit, replaced: Sequence[Unit], known: DatedPaper) -> bool:
    """Return whether a sentence says which paper is changed, or by whom."""
    if _is_measured(unit) or any(names_number(one, unit.text) for one in replaced):
        return False
    amends = AMENDS.search(unit.text) is not None
    folded = unit.text.casefold()
    names = any(name in folded for name in known.names) or (amends and OF_DEALS.search(folded) is not None)
    return bool(numbers_of(unit.text)) or (names and not (amends and replaced))


class _Contract:
    """Finds the sentences of a contract that another paper changes."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._terms = [frozenset(terms(unit.text)) for unit in units]
        self._values = [values(unit.text).numbers for unit in units]
        held = [_matters(unit, numbers) for unit, numbers in zip(units, self._values, strict=True)]
        counts = Counter(term for own in held for term in own)
        most = max(RARE, RARELY * len(units))
        self._rare = [frozenset(term for term in own if counts[term] <= most) for own in held]

    def replaced(self, new: Unit) -> tuple[Unit, ...]:
        """Return the sentences that one changes.

        They have the number that it names, most of their words in it, or else a value and a word that few others have.
        """
        words, numbers = frozenset(terms(new.text)), values(new.text).numbers
        matters = _matters(new, numbers)
        found: list[tuple[bool, float, bool, int]] = []
        for at, unit in enumerate(self._units):
            held, same = self._terms[at], self._rare[at] & matters
            alike = [(one, its) for one in numbers for its in self._values[at] if one.unit == its.unit]
            shared = bool(same) and any(one.equals(its) and (one.unit or len(same) > 1) for one, its in alike)
            share = (
                len(words & held) / len(held) if len(held) >= FEWEST and not numbers_of(unit.text) else 0.0
            )
            numbered = names_number(unit, new.text)
            surely = numbered or share >= MOST_WORDS
            mostly = len(same) >= MOST_WORDS * len(self._rare[at]) and any(one.unit for one, _ in alike)
            if surely or shared or (same and mostly):
                found.append((not numbered, -share - shared - bool(same), not surely, at))
        found.sort()
        # Of a clause that is named, what speaks of the same; a value alone may stand in other clauses too.
        return tuple(
            self._units[at]
            for place, (other, worth, doubtful, at) in enumerate(found)
            if not place or not (doubtful or other != found[0][0] or (not other and worth > -1))
        )[:MOST_OLD]


def _matters(unit: Unit, numbers: Sequence[Number]) -> frozenset[str]:
    """Return the words of a sentence beside its values."""
    text = unit.text
    for one in reversed(numbers):
        start, end = one.span if one.unit else (one.start, one.end)
        text = f"{text[:start]} {text[end:]}"
    return frozenset(term for term in query_terms(text) if not term.isdigit())


def composed(
    library: Library, found: Sequence[Changed], question: str, language: Language, today: date
) -> Iterator[str | Cell]:
    """Yield what was changed, with both quotations."""
    texts = _TEXTS.get(language, _TEXTS["en"])
    sources = library.documents.sources()
    which = asks_changed_deals(question)
    if which:
        count = len({one.contract for one in found})
        within = condition_of(question, today)
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
        if (more := len(one.clauses) - MOST_SHOWN) > 0:
            yield f"\n- {texts['more'].format(count=more)}"


def changes_step(library: Library, progress: Progress, documents: Collection[int] | None) -> Step | None:
    """Tell what later papers change in contracts; None where none do that are meant.

    Args:
        library: Holds them.
        progress: The turn, whose question may ask that.
        documents: Only these; all of them when None.
    """
    request = progress.request
    today = date.today()
    found = changed_deals(library, request.question, documents, today)
    if found is None or not (asks_changed_deals(request.question) or any(one.clauses for one in found)):
        return None
    progress.searched_for = request.question
    writer = Writer(None)
    progress.writer = writer
    events = list(writer.compose(composed(library, found, request.question, request.language, today)))
    progress.status = "answered"
    return Step(events)

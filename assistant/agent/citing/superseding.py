"""Find the words of a later paper that replace a value which a sentence claims.

"The fee is £2,150 a month", where a letter of last February says that it is £2,320 from March on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache

from assistant.agent.claims.claim_parts import Claim
from assistant.agent.papers.amendments import (
    CHANGES_TO,
    amended_by,
    asks_before,
    begins_after,
    changes_word,
    names_number,
)
from assistant.agent.papers.paper_times import papers_of
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import query_terms
from assistant.retrieval.dates import Date
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.values import Number, values

MOST_BESIDE = 300
"""Papers of a folder up to which it is looked for those that change another."""
LEAST_TOPIC = 2
"""Words that a letter shares with a clause where it names neither its number nor its old value."""
Changing = Callable[[int], Sequence[StoredPassage]]
"""Gives the passages of the papers that change a contract, by its number."""


def changing_papers(library: Library) -> Changing:
    """Return what reads the papers that change a contract, once for each."""

    @cache
    def changed(folder: str) -> dict[int, tuple[int, ...]]:
        beside = [number for number, path in library.documents.sources().items() if _folder(path) == folder]
        if len(beside) > MOST_BESIDE:
            return {}
        dated = papers_of(library).of(beside)
        return amended_by(dated, [number for number, paper in dated.items() if paper.is_deal])

    @cache
    def of(number: int) -> Sequence[StoredPassage]:
        path = library.documents.sources().get(number, "")
        letters = changed(_folder(path)).get(number, ())
        facts = library.documents.facts(list(letters))
        return [
            passage
            for one in letters
            if one in facts
            for passage in library.documents.neighbours(one, 0, facts[one].passages)
        ]

    return of


def superseded(
    claim: Claim, units: Sequence[Unit], changing: Changing, question: str, today: date
) -> Unit | None:
    """Return the sentence of a later paper that gives another value by now.

    None where none does.

    Args:
        claim: A sentence that some evidence supports.
        units: The evidence.
        changing: Gives the papers that change another.
        question: As it was asked.
        today: The day on which is asked.
    """
    own = [one.of for one in claim.values if isinstance(one.of, Number | Date)]
    if not own or asks_before(question) or asks_before(claim.text):
        return None
    for unit in units:
        if is_row(unit.text):
            continue
        held = values(unit.text)
        old = [one for one in own if _stands(one, (*held.numbers, *held.dates))]
        if not old:
            continue
        for passage in changing(unit.passage.document_id):
            for other in units_of(passage, 0):
                if _puts_another(old, own, unit, other.text) and not begins_after(other.text, today):
                    return other
    return None


def _puts_another(old: Sequence[Number | Date], own: Sequence[Number | Date], unit: Unit, text: str) -> bool:
    """Return whether a sentence of a letter has a value in the place of an old one."""
    held = values(text)
    for one in old:
        its: Collection[Number | Date] = held.dates if isinstance(one, Date) else held.numbers
        like = [other for other in its if _alike(one, other)]
        new = [other for other in like if not _stands(other, own)]
        if not new:
            continue
        if _stands(one, its) and changes_word(text):
            return True
        says = CHANGES_TO.search(text) is not None
        if (says or changes_word(text)) and names_number(unit, text):
            return True
        topic = set(query_terms(unit.text)) & set(query_terms(text))
        # One that names what it replaces speaks of that.
        if says and len(like) == 1 and len(topic) >= LEAST_TOPIC:
            return True
    return False


def _stands(one: Number | Date, among: Collection[Number | Date]) -> bool:
    if isinstance(one, Date):
        return any(isinstance(other, Date) and one.agrees(other) for other in among)
    return any(isinstance(other, Number) and one.equals(other) for other in among)


def _alike(one: Number | Date, other: Number | Date) -> bool:
    if isinstance(one, Date) or isinstance(other, Date):
        return isinstance(one, Date) and isinstance(other, Date)
    return bool(one.unit) and one.unit == other.unit


def _folder(path: str) -> str:
    return os.path.dirname(path)  # noqa: PTH120 - of every document

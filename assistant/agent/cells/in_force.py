"""Tell which value of a contract holds now.

Its own, or that of a later paper. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.cell_values import begins_in
from assistant.agent.cells.columns import Column
from assistant.agent.cells.one_cell import cell_of
from assistant.agent.papers.amendments import CHANGES_TO, names_number
from assistant.agent.words.roles import VAGUE, concepts_of
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import value_spans, values_agree
from assistant.answer_table import Cell, CellState
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of

MOST_OF_PLACE = 3
"""Words that stand beside the day of a letter at most: where it was written."""
CHANGED: tuple[ValueKind, ...] = ("money", "percent", "duration", "number", "date")
"""Values that another paper may change."""
UNCHANGED = ("start", "signed")
"""What each paper states of itself."""
NEAR = 4
"""Characters between the words for a change and the new value at most."""
_CLAUSES = lazy_regex(r"[.;,。；，]\s*|\band\b")


def may_change(column: Column, topic: str) -> bool:
    """Return whether another paper may change what a column asks."""
    return column.kind in CHANGED and topic not in UNCHANGED


def in_force(cell: Cell, column: Column, later: Sequence[Cell]) -> Cell:
    """Return what a later paper says in place of a cell, with the words of both.

    Args:
        cell: What the contract states.
        column: The question.
        later: What later papers state, the newest first.
    """
    new = [one for one in later if _is_new(one, column)]
    for at, one in enumerate(new):
        if values_agree(cell.value or cell.text, one.value, column.kind):
            if not (put := _put_in_its_place(one, column.kind)):
                return cell
            one = replace(one, text=put, value=put)
        old = [cell, *new[at + 1 :]]
        # Lengths of time of other things stand beside the old one: "half a year's rent, ten days ahead".
        puts = column.kind in ("date", "money") and _says_matter(one, column)
        puts = puts and any(_is_put_for(one, other, column.kind) for other in old)
        replaces = puts or (one.state == "found" and _names_old(one, old, column.kind))
        # A later paper that names a day for an end most often moves it; sums may be of anything.
        changes = replaces or column.kind == "date" or CHANGES_TO.search(_quote(one)) is not None
        changes = changes or (_says_matter(one, column) and _FROM_THEN.search(_quote(one)) is not None)
        if changes or one.state == "found" or cell.state != "found":
            state: CellState = "unsure"  # it may be of something else: of a parking space
            if replaces or (
                one.state == "found" and _FROM_THEN.search(_quote(one)) and _says_matter(one, column)
            ):
                state = "found"
            return replace(one, state=state, citations=(*one.citations, *cell.citations))
    return cell


def _says_matter(cell: Cell, column: Column) -> bool:
    """Return whether a sentence says the words of what is asked itself.

    Words for any sum or time say too little.
    """
    asked = [one for one in concepts_of(column.question) if one.pattern is not None and one.name not in VAGUE]
    return any(one.stands_in(_quote(cell), frozenset()) for one in asked)


_FROM_THEN = lazy_regex(
    r"\b(?:(?:from|as of|as from|starting|with effect from) (?:the )?\d|now\b|from now on|from then on)|\d[日月年号]?\s*起|[现今]在?[改为起]|从现在",
    re.IGNORECASE,
)
"""Says from when on a value holds."""


def _is_new(cell: Cell, column: Column) -> bool:
    if not cell.value or cell.says_none or is_of_letter(cell, column):
        return False
    return column.kind != "date" or not begins_in(_quote(cell), cell.value)


def _quote(cell: Cell) -> str:
    return cell.citations[0].quote if cell.citations else ""


def changed_in(text: DocumentText, column: Column) -> Cell | None:
    """Return the value of which one clause of a letter says that it is another now.

    Unsure: a letter that changes several things at once says little of each.
    """
    cues = _cues(column)
    for passage in text.passages:
        for unit in units_of(passage, 0):
            for clause in _CLAUSES.split(unit.text):
                if (to := CHANGES_TO.search(clause)) is None or not any(one.search(clause) for one in cues):
                    continue
                spans = value_spans(clause, column.kind)
                # "from six months to four": the second.
                values = [clause[start:end] for start, end in spans if len(spans) == 1 or start >= to.start()]
                if len(values) == 1:
                    return cell_of("unsure", values[0], (unit,), values[0])
    return None


def replaced_in(text: DocumentText, cell: Cell, unit: Unit, column: Column) -> Cell | None:
    """Return what a letter puts in the place of a value by the number of its clause.

    In clause 4 the words "thirty days" are replaced by "forty-five days"; under clause 4 three months' notice in place of two.
    """
    for passage in text.passages:
        for one in units_of(passage, 0):
            if not names_number(unit, one.text) or not (_PUT.search(one.text) or _FROM_THEN.search(one.text)):
                continue
            spans = [one.text[start:end] for start, end in value_spans(one.text, column.kind)]
            alone = spans[0] if len(spans) == 1 else ""
            put = _put_in_its_place(replace(cell, citations=(one.citation(1),)), column.kind) or alone
            if put and not values_agree(put, cell.value, column.kind):
                return cell_of("found", put, (one, unit), put)
    return None


def leaves_alone(text: DocumentText, column: Column) -> bool:
    """Return whether a paper that changes a contract says that the time asked stays.

    Sums are left out: "the deposit stays, though the rent is raised" says nothing of the rent.
    """
    times = _TIMES.get(column.kind, ())
    cues = [one for one in times if len(times) == 1 or one.search(column.question) is not None]
    return any(
        _STAYS.search(clause) is not None
        and CHANGES_TO.search(clause) is None
        and any(one.search(clause) is not None for one in cues)
        for passage in text.passages
        for clause in _SENTENCES.split(passage.text)
    )


_TIMES: Mapping[ValueKind, Sequence[re.Pattern[str]]] = {
    "date": (lazy_regex(r"\b(?:term|expir\w+|end date)\b|租期|期限|到期|合同期", re.IGNORECASE),),
    "duration": (
        lazy_regex(r"\bnotice\b|提前|通知|告知", re.IGNORECASE),
        lazy_regex(r"\b(?:payment|invoices?|bills?)\b|付款|账期", re.IGNORECASE),
    ),
}
"""How a letter, and a question, calls the times of a contract that it leaves as they are."""
_SENTENCES = lazy_regex(r"[.;。；\n]\s*")
_STAYS = lazy_regex(
    r"\b(?:not|un)[ -]?(?:altered|changed|affected)\b|\b(?:stays?|remains?|remained) (?:as|the same|where|unchanged|unaltered)\b"
    r"|都?不[变动](?![^。；]{0,8}的)|不[作做]?(?:调整|变更|改变)|照(?:旧|原|老)|维持(?:原|不变)|保持不变",
    re.IGNORECASE,
)
"""Says that something of a contract is as it was."""


def is_of_letter(cell: Cell, column: Column) -> bool:
    """Return whether a day is a letter's own, or that of the contract which it names.

    "Wexcombe, 18 May 2026"; "our lease dated 18 May 2026".
    """
    if column.kind != "date" or not cell.citations:
        return False
    quote = cell.citations[0].quote
    before, _, after = quote.partition(cell.value)
    if _OF_DAY.search(before) is not None or _SIGNED_THEN.match(after) is not None:
        return True
    rest = quote.replace(cell.value, " ")
    return len(terms(rest)) <= MOST_OF_PLACE and not any(one.search(rest) for one in _cues(column))


def _cues(column: Column) -> list[re.Pattern[str]]:
    """Return the patterns of the words by which papers speak of what a column asks."""
    found = {one.name: one.pattern for one in concepts_of(column.question) if one.pattern is not None}
    if "notice" in found:
        found.pop("end", None)  # "to end it" says for what
    return list(found.values())


_OF_DAY = lazy_regex(
    r"\b(?:dated|(?:made|signed|concluded) on|(?:agreement|contract|lease|tenancy|deed) of)\s*$",
    re.IGNORECASE,
)
_SIGNED_THEN = lazy_regex(r"\s*(?:我们|双方|你我)?(?:所|已)?(?:签|订立|订的|立的)")
"""What stands before and behind the day of a contract that a letter names."""


def _put_in_its_place(cell: Cell, kind: ValueKind) -> str:
    """Return what the sentence of an old value puts in its place.

    Empty for nothing, or several things.
    """
    quote = _quote(cell)
    written = [(start, quote[start:end]) for start, end in value_spans(quote, kind)]
    old = [start for start, one in written if values_agree(one, cell.value, kind)]
    if not old or _PUT.search(quote, old[0]) is None:
        return ""
    others = [
        (start, one) for start, one in written if start > old[0] and not values_agree(one, cell.value, kind)
    ]
    to = CHANGES_TO.search(quote, old[0])
    at_once = [one for start, one in others if to is not None and 0 <= start - to.end() <= NEAR]
    return others[0][1] if len(others) == 1 else at_once[0] if at_once else ""


def _is_put_for(new: Cell, old: Cell, kind: ValueKind) -> bool:
    """Return whether a sentence puts its value in the place of an old one."""
    put = _put_in_its_place(replace(old, citations=new.citations[:1]), kind) if old.value else ""
    return bool(put) and values_agree(put, new.value, kind)


_PUT = lazy_regex(
    r"\b(?:to|by|becomes?|read(?:s|ing)?|replaced|instead|in (?:its|their) place|in place of|now)\b|改[为成到至]|调整[为到至]|变更[为到至]|延[长期][为到至]|[为到至]",
    re.IGNORECASE,
)
"""Stands between an old value and the one in its place."""


def _names_old(new: Cell, old: Sequence[Cell], kind: ValueKind) -> bool:
    """Return whether the sentence of a new value says what it replaces."""
    quote = _quote(new)
    written = [quote[start:end] for start, end in value_spans(quote, kind)]
    return any(values_agree(one, cell.value, kind) for cell in old if cell.value for one in written)

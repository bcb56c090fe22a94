"""List the papers of one form that match a question: which tenancies.

See `forms.py` for how they are found, and `form_questions.py` for how a question is put to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.cell_values import begins_in
from assistant.agent.cells.columns import Column
from assistant.agent.cells.computed_end import has_no_end
from assistant.agent.cells.form_clauses import (
    Chosen,
    chosen_slot,
    contrast,
    foreign,
    is_same,
    read,
    speaks_of,
    states,
)
from assistant.agent.cells.form_questions import HAND_ASKED, Asked, asked_of
from assistant.agent.cells.forms import Clause, Form
from assistant.agent.cells.in_force import changed_in, in_force
from assistant.agent.cells.one_cell import CellAnswering, cell_of
from assistant.agent.papers.amendments import CHANGES_TO
from assistant.agent.words.conditions import still_runs
from assistant.agent.words.value_spans import value_spans, values_agree
from assistant.answer_table import Cell, Table, TableRow
from assistant.frozen import dataclass
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of

MOST_CHARS = 240
"""Characters of a clause that are shown."""


@dataclass(frozen=True, slots=True)
class FormPapers:
    """The papers that a question is put to.

    Attributes:
        forms: The forms of which papers were made.
        texts: The papers, by number.
        names: Source and title of each.
        changed: The papers that change one, the newest first.
        answering: Reads what papers state.
    """

    forms: Sequence[Form]
    texts: Mapping[int, DocumentText]
    names: Mapping[int, tuple[str, str]]
    changed: Mapping[int, Sequence[DocumentText]]
    answering: CellAnswering

    def called(self, number: int) -> str:
        """Return what a paper is called."""
        source, title = self.names[number]
        return f"{source.rsplit('/', 1)[-1].rsplit('.', 1)[0]} {title}".replace("_", " ")


def form_table(question: str, library: FormPapers) -> Table | None:
    """Return the papers of a form that match a question; None where none is asked."""
    for form in library.forms:
        asked = asked_of(question, form, library.called)
        if asked is not None and (table := _table(question, asked, form, library)) is not None:
            return table
    return None


def _table(question: str, asked: Asked, form: Form, library: FormPapers) -> Table | None:
    if not asked.predicate:
        return _put_together(question, asked, form, library, _named(asked, form))
    if HAND_ASKED.search(asked.predicate):
        return _put_together(question, asked, form, library, _changed_by_hand(form))
    unknown = foreign(asked, form, library.texts)
    if unknown > 1:
        return None
    chosen = chosen_slot(asked, form, library.texts, library.answering)
    if chosen is None or not (asked.named or chosen.clear):
        return None
    if unknown:
        chosen = replace(chosen, clear=False)
    column = asked.column
    own = [form.clauses[one][chosen.slot] for one in form.members if chosen.slot in form.clauses[one]]
    told = column.condition is not None or asked.differs or (bool(asked.value) and states(own, column.kind))
    if told or (column.absent and column.kind == "date"):
        found = _by_value(asked, chosen, form, library)
    else:
        found = _by_wording(asked, chosen, form, library)
    return _put_together(question, asked, form, library, found) if found is not None else None


_Row = tuple[bool | None, Cell]
"""Whether a paper matches, None where it may, and what tells it."""


def _put_together(
    question: str, asked: Asked, form: Form, library: FormPapers, found: Mapping[int, _Row]
) -> Table:
    rows = [
        TableRow(*library.names[one], (cell,), matches)
        for one, (matches, cell) in sorted(found.items(), key=lambda row: library.names[row[0]])
        if one in asked.within
    ]
    said = asked.column.condition.said if asked.column.condition is not None else ""
    selects = asked.column.selects or "which"
    return Table((question,), tuple(rows), len(rows), len(rows), condition=said, selects=selects)


def _shown(clause: Clause) -> str:
    return " ".join(clause.unit.text.split())[:MOST_CHARS]


def _named(asked: Asked, form: Form) -> dict[int, _Row]:
    """Show at the head of the papers that a question names what tells them apart."""
    found: dict[int, _Row] = {}
    for one in asked.within:
        own = [clause for slot, clause in form.clauses[one].items() if slot in form.heads and clause.label]
        differing = own[-2:]  # who, and what
        text = "; ".join(_shown(clause) for clause in differing)[:MOST_CHARS]
        found[one] = True, cell_of("found", text, [clause.unit for clause in differing])
    return found


def _changed_by_hand(form: Form) -> dict[int, _Row]:
    """Tell which papers have a clause that was changed by hand, and show it.

    What most papers of a form have is printed on it.
    """
    printed = {
        slot
        for slot in form.slots
        if 2 * sum(form.clauses[one][slot].changed for one in form.members if slot in form.clauses[one])
        > len(form.members)
    }
    found: dict[int, _Row] = {}
    for one in form.papers:
        own = [clause for slot, clause in form.clauses[one].items() if clause.changed and slot not in printed]
        cell = (
            cell_of("found", _shown(own[0]), [clause.unit for clause in own]) if own else Cell("not_stated")
        )
        found[one] = bool(own), cell
    return found


def _by_value(asked: Asked, chosen: Chosen, form: Form, library: FormPapers) -> dict[int, _Row] | None:
    """Tell which papers match by the value that the clause states."""
    column = asked.column
    found: dict[int, _Row] = {}
    for one in form.papers:
        clause = form.clauses[one].get(chosen.slot)
        cell = (
            read(library.texts[one], clause, column, library.answering, clear=chosen.clear)
            if clause is not None
            else Cell("not_stated")
        )
        if by := library.changed.get(one):
            cell = _now(cell, clause, column, by, library.answering)
        if asked.value:
            same = is_same(cell.value, asked.value, column.kind) if cell.value else None
            met = None if same is None else same != asked.differs
        else:
            met = _meets(column, cell)
        found[one] = _verdict(met, cell, clause)
    return found if any(cell.value or cell.text for _, cell in found.values()) else None


def _now(
    cell: Cell, clause: Clause | None, column: Column, by: Sequence[DocumentText], answering: CellAnswering
) -> Cell:
    """Return what later papers say in place of a cell; first what names its clause."""
    if clause is None:
        return cell
    for unit in (*(_speaking(clause, by) or ()), *_of_topic(clause, column, by, answering)):
        values = [unit.text[start:end] for start, end in value_spans(unit.text, column.kind)]
        if column.kind == "date":
            values = [one for one in values if not begins_in(unit.text, one)]
        if values and not values_agree(values[0], cell.value or cell.text, column.kind):
            sure = len(values) == 1 or CHANGES_TO.search(unit.text) is None
            return cell_of("found" if sure else "unsure", values[0], [unit, clause.unit], values[0])
    later: list[Cell] = []
    for text in by:
        told = answering.quoted(text, replace(column, selects="", condition=None))
        later.append(told if told.value else changed_in(text, column) or told)
    return in_force(cell, column, later)


def _of_topic(
    clause: Clause, column: Column, by: Sequence[DocumentText], answering: CellAnswering
) -> list[Unit]:
    """Return the sentences of later papers that give a clause another value.

    They speak of what it speaks of, and say what it is from now on.
    """
    own = [
        unit
        for text in by
        for unit in answering.model.units_of(text)
        if _NOW.search(unit.text) and value_spans(unit.text, column.kind)
    ]
    if not own:
        return []
    of_clause, *of_units = answering.model.topics_of([clause.said, *(unit.text for unit in own)])
    return [
        unit
        for unit, topics in zip(own, of_units, strict=True)
        if max(min(likely, of_clause[topic]) for topic, likely in topics.items()) >= SURELY_OF_TOPIC
    ]


SURELY_OF_TOPIC = 0.5
"""Likelihood with which two sentences speak of one matter."""
_NOW = lazy_regex(
    rf"{CHANGES_TO.pattern}|\b(?:will now|now ends?|from now on|in place of|with effect from)\b|延[长期]|续[租签期]",
    re.IGNORECASE,
)


def _meets(column: Column, cell: Cell) -> bool | None:
    open_end = column.kind == "date" and has_no_end(cell.text) and not cell.value
    if column.absent:
        return open_end
    if column.condition is None or cell.says_none:
        return None
    if open_end:
        return still_runs(column.condition, column.title)
    return column.condition.holds(cell.value or cell.text, cell.citations[0].quote if cell.citations else "")


def _verdict(met: bool | None, cell: Cell, clause: Clause | None) -> _Row:
    if met is None:
        return False, cell  # the form has a place for it, and this paper no value there
    if not met:
        return False, cell
    if not cell.citations and clause is not None:
        cell = replace(cell, text=_shown(clause), citations=(clause.unit.citation(1),))
    return (True if cell.state == "found" else None), cell


def _by_wording(asked: Asked, chosen: Chosen, form: Form, library: FormPapers) -> dict[int, _Row] | None:
    """Tell which papers match by how the clause is worded in each."""
    own = {one: form.clauses[one].get(chosen.slot) for one in form.papers}
    said = {one: clause.said for one, clause in own.items() if clause is not None}
    later = {
        one: told
        for one, by in library.changed.items()
        if (clause := own.get(one)) is not None
        and (told := _speaking(clause, by)) is not None
        and (
            names_clause(clause.number, told[0].text)
            or speaks_of(asked, " ".join(unit.text for unit in told))
        )
    }
    verdicts = contrast(
        asked, said | {one: " ".join(unit.text for unit in told) for one, told in later.items()}, form
    )
    if verdicts is None:
        return None
    found: dict[int, _Row] = {}
    for one, clause in own.items():
        if clause is None:
            found[one] = False, Cell("not_stated")
            continue
        told = later.get(one)
        text = " ".join(" ".join(unit.text for unit in told).split())[:MOST_CHARS] if told else _shown(clause)
        units = [*told, clause.unit] if told else [clause.unit]
        cell = cell_of("found" if chosen.clear else "unsure", text, units)
        found[one] = (True if chosen.clear else None) if verdicts[one] else False, cell
    return found


def _speaking(clause: Clause, by: Sequence[DocumentText]) -> list[Unit] | None:
    """Return what a later paper says in the place of a clause; None for nothing."""
    label = frozenset(terms(clause.label))
    for text in by:
        units = [unit for passage in text.passages for unit in units_of(passage, 0)]
        for at, unit in enumerate(units):
            numbered = bool(clause.number) and names_clause(clause.number, unit.text)
            if not numbered and not (
                label and label <= frozenset(terms(unit.text)) and CHANGES_TO.search(unit.text)
            ):
                continue
            line = unit.passage.text.find("\n", unit.end)
            end = line if line >= 0 else len(unit.passage.text)
            return [one for one in units[at:] if one.passage.id == unit.passage.id and one.start < end]
    return None


def names_clause(number: str, text: str) -> bool:
    """Return whether a text names a clause by its number: "clause 5", 第五条."""
    bare = number.strip(" .)、．:")
    return any(
        bare.strip("第条款项章 ") == one
        for found in _CLAUSE_NAMED.finditer(text)
        for one in found.groups()
        if one
    )


_CLAUSE_NAMED = lazy_regex(
    r"\b(?:clause|section|article|para(?:graph)?|point|no\.)\s*(\d{1,2})\b|第\s?([一二三四五六七八九十\d]{1,3})\s?[条款项]",
    re.IGNORECASE,
)

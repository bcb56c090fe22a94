"""Estimate which documents match what a question wants of them, beside each other.

"Prices tied to RPI" is put to every document; what one says is told by words and by meaning, and weighed against what the others say:
what all papers hold alike tells nothing. A linear model of a few numbers, fitted by `python -m benchmarks.matching` on lists that
several offices asked of their contracts; no wording of a question has to be known for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.agent.bearing import DocumentText, bearing_units
from assistant.agent.cell_model import TOPICS
from assistant.agent.cells import CellAnswering, cell_of, said_in
from assistant.agent.columns import Column, column_of, number_kind, predicate_of
from assistant.agent.computed_end import has_no_end
from assistant.agent.conditions import condition_of, ended_or_running
from assistant.agent.matter import Matter
from assistant.agent.polarity import denies
from assistant.agent.presence import TOLD_BY_BEING_THERE, has_it
from assistant.agent.quote_model import worths
from assistant.agent.sentence_features import described
from assistant.answer_table import Cell, CellState, Table, TableRow
from assistant.frozen import dataclass
from assistant.library.terms import query_terms, terms
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import QueryTerms

Floats = NDArray[np.float32]

WEIGHTS: Mapping[str, float] = {
    "near": 0.340, "words": 0.356, "worth": 0.431, "stated": 0.703, "has": 0.666, "value": 1.403, "endless": 0.603, "bias": -2.784,
}  # fmt: skip
"""What each measure weighs. "near", "words", "worth" and "stated" are standard deviations among the documents asked."""
BESIDE = ("near", "words", "worth", "stated")
"""Measures that count beside those of the other documents."""
SURE, SURE_BY_VALUE, STILL_SURE, LIKELY = 0.7, 0.4, 0.15, 0.1
"""Likelihoods from which a document is shown as one that matches: by itself, where a value meets the condition of the question, and
where what was read of it says so too; and from which it is shown at all, marked."""
MOST_MARKED = 8
"""Documents that are shown and not sure, the likeliest."""
MOST_CHARS = 240
"""Characters of a sentence that is shown."""
HARDLY = 0.05
"""Likelihood below which a question does not ask for an end."""
_FLAT = 1e-6
_ENDS = "When does it end?"


@dataclass(frozen=True, slots=True)
class Match:
    """A document beside what a question wants.

    Attributes:
        likely: How likely it matches, from 0 to 1.
        unit: The sentence that is nearest to it; None where the document has none.
        value: Whether a value in it meets the condition that the question sets; None where none is compared.
    """

    likely: float
    unit: Unit | None
    value: bool | None = None

    @property
    def sure(self) -> bool:
        """Whether it is shown as one that matches."""
        return self.likely >= (SURE_BY_VALUE if self.value else SURE)


@dataclass(frozen=True, slots=True)
class Put:
    """A question that is put to some documents.

    Attributes:
        question: As it was asked.
        texts: The documents.
        names: What each is called: its file and its title.
        weights: Of the question's terms, higher for rarer ones.
        answering: Reads what the documents state.
    """

    question: str
    texts: Sequence[DocumentText]
    names: Sequence[str]
    weights: Mapping[str, float]
    answering: CellAnswering


@dataclass(frozen=True, slots=True)
class Measured:
    """How some documents meet a question.

    Attributes:
        columns: The measures by name, shape (documents,) each.
        units: Of each document, the sentence that is nearest; None where it has none.
        values: Whether a value in each meets the condition of the question; None where none is compared.
    """

    columns: Mapping[str, Floats]
    units: Sequence[Unit | None]
    values: Sequence[bool | None]


def matches(put: Put) -> list[Match]:
    """Weigh some documents by what a question wants of them."""
    measured = measures(put)
    likely = likelihoods(measured.columns).tolist()
    return [Match(*one) for one in zip(likely, measured.units, measured.values, strict=True)]


def likelihoods(measured: Mapping[str, Floats], weights: Mapping[str, float] = WEIGHTS) -> Floats:
    """Return how likely each document matches, shape (documents,).

    Args:
        measured: What `measures` gives.
        weights: What each weighs.
    """
    scored = weights["bias"] + sum(weights[name] * column for name, column in inputs(measured).items())
    return (1 / (1 + np.exp(-scored))).astype(np.float32)


def inputs(measured: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return measures as they are weighed, some beside those of the others."""
    return {name: _deviations(column) if name in BESIDE else column for name, column in measured.items()}


def measures(put: Put) -> Measured:
    """Measure how each document meets a question."""
    question, texts, answering = put.question, put.texts, put.answering
    wanted = predicate_of(question)
    model = answering.model
    asked, vector = model.asked(wanted)
    stating = replace(column_of(wanted), question=wanted, kind="text", condition=None, selects="")
    ends = float(asked[TOPICS.index("end")] + asked[TOPICS.index("term")])
    compared = _compared(question, wanted)
    lacking, end = ends >= HARDLY and denies(wanted), column_of(_ENDS)
    worth = _worth(put)
    held = [
        frozenset(terms(" ".join([name, *(f"{' '.join(one.heading)} {one.text}" for one in text.passages)])))
        for text, name in zip(texts, put.names, strict=True)
    ]
    found: dict[str, list[float]] = {name: [] for name in WEIGHTS if name != "bias"}
    units: list[Unit | None] = []
    values: list[bool | None] = []
    for text in texts:
        sentences = model.sentences(text)
        near = sentences.vectors @ vector if vector is not None and sentences.vectors is not None else None
        own = [worth.get((unit.passage.id, unit.start), -9.0) for unit in sentences.units]
        judged = model.judged(text, stating, bearing_units(text, stating))
        first = judged.ranked[0][0] if judged.ranked else None
        has = 0.0
        if first is not None and judged.topic in TOLD_BY_BEING_THERE:
            has = (1 - judged.absent) * (1 if has_it(first.text, judged.topic, wanted) else -1)
        met, place = _met(compared, text, answering) if compared is not None else (None, None)
        found["near"].append(float(near.max()) if near is not None and near.size else 0.0)
        found["worth"].append(max(own, default=-9.0))
        found["stated"].append(1 - judged.absent)
        found["has"].append(has)
        found["value"].append(0.0 if met is None else 1.0 if met else -1.0)
        found["endless"].append(ends * _endless(text, end, answering) if lacking else 0.0)
        units.append(place if met else _nearest(sentences.units, near, own))
        values.append(met)
    found["words"] = _shares(wanted, held)
    columns = {name: np.array(column, np.float32) for name, column in found.items()}
    return Measured(columns, units, values)


def weighed(table: Table, found: Sequence[Match]) -> Table:
    """Choose the rows of a table by what was read and by how likely each matches.

    Args:
        table: One that was put together; the state of its first cells says what was read.
        found: Of each row, in their order.
    """
    rows: list[TableRow] = []
    marked = 0
    for one, row in sorted(
        zip(found, table.rows, strict=True), key=lambda pair: (not pair[1].matches, -pair[0].likely)
    ):
        chosen = _chosen(row, one)
        marked += chosen is None
        if marked > MOST_MARKED and chosen is None and not row.matches:
            chosen = False
        rows.append(replace(row, cells=(_cell(row.cells[0], one, chosen),), matches=chosen))
    return replace(table, rows=tuple(rows))


def _chosen(row: TableRow, match: Match) -> bool | None:
    """Return whether a document matches; None where it only may."""
    if match.sure or (row.matches and match.likely >= STILL_SURE):
        return True
    may = row.matches or match.likely >= LIKELY or (row.matches is None and row.cells[0].citations)
    return None if may else False


def _cell(read: Cell, match: Match, chosen: bool | None) -> Cell:
    """Return what was read of a document, else its nearest sentence."""
    state: CellState = "found" if chosen else "unsure"
    if read.citations and read.state in ("found", "unsure"):
        return replace(read, state=state) if chosen is not False else read
    if match.unit is None or chosen is False:
        return read
    return cell_of(state, " ".join(said_in(match.unit).split())[:MOST_CHARS], (match.unit,))


def _worth(put: Put) -> dict[tuple[int, int], float]:
    """Return what each sentence is worth as an answer, by words, by its place."""
    asked = tuple(query_terms(put.question))
    matter = Matter(put.question, QueryTerms(asked, {one: put.weights.get(one, 1.0) for one in asked}))
    units, table = described(matter, [one for text in put.texts for one in text.passages], {})
    if not units:
        return {}
    worth = worths(table, None)
    return {(unit.passage.id, unit.start): float(one) for unit, one in zip(units, worth, strict=True)}


def _shares(wanted: str, held: Sequence[frozenset[str]]) -> list[float]:
    """Return the share of a question's words in each document, by rarity."""
    weight: dict[str, float] = {}
    for term in query_terms(wanted):
        holding = sum(term in one for one in held)
        if holding:
            weight[term] = math.log((len(held) + 1) / (holding + 0.5))
    total = sum(weight.values()) or 1.0
    return [sum(own for term, own in weight.items() if term in one) / total for one in held]


def _compared(question: str, wanted: str) -> Column | None:
    """Return the column of values that a question sets a condition for, or None."""
    today = date.today()
    condition = condition_of(question, today) or ended_or_running(question, today)
    if condition is None:
        return None
    kind = "date" if condition.kind == "date" else number_kind(condition.unit, question)
    return replace(
        column_of(wanted), title=question, question=wanted, kind=kind, condition=condition, selects="which"
    )


def _met(column: Column, text: DocumentText, answering: CellAnswering) -> tuple[bool | None, Unit | None]:
    """Return whether a value meets a column's condition, and where it stands."""
    cell = answering.quoted(text, column)
    if cell.state != "found":
        return None, None
    quote = cell.citations[0].quote if cell.citations else ""
    if column.kind == "date" and has_no_end(cell.text):
        return False, None
    met = column.condition is not None and column.condition.holds(cell.value or cell.text, quote)
    return met, _unit_of(text, cell) if met else None


def _unit_of(text: DocumentText, cell: Cell) -> Unit | None:
    """Return the sentence that a cell rests on."""
    for one in cell.citations:
        for passage in text.passages:
            if passage.id == one.passage_id:
                return Unit(passage, one.start - passage.start, one.end - passage.start, 0)
    return None


def _endless(text: DocumentText, end: Column, answering: CellAnswering) -> float:
    """Return 1 for a document that states no end, else -1."""
    cell = answering.quoted(text, end)
    return 1.0 if cell.says_none or has_no_end(cell.text) else -1.0


def _nearest(units: Sequence[Unit], near: Floats | None, worth: Sequence[float]) -> Unit | None:
    """Return the sentence that says most of what is wanted."""
    if not units:
        return None
    scored = _deviations(np.array(worth, np.float32))
    if near is not None:
        scored = scored + _deviations(near)
    return units[int(scored.argmax())]


def _deviations(values: Floats) -> Floats:
    found: Floats = (values - values.mean()) / (values.std() + _FLAT)
    return found

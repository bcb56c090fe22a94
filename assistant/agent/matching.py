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
from assistant.agent.cells import CellAnswering, cell_of, said_in, yes_words
from assistant.agent.columns import Column, by_topic, column_of, number_kind, predicate_of
from assistant.agent.computed_end import has_no_end
from assistant.agent.conditions import condition_of, ended_or_running
from assistant.agent.matter import Matter
from assistant.agent.polarity import denies
from assistant.agent.presence import TOLD_BY_BEING_THERE, has_it
from assistant.agent.quote_model import worths
from assistant.agent.sentence_features import described
from assistant.answer_table import Cell, CellState, Table, TableRow
from assistant.frozen import dataclass
from assistant.languages import LANGUAGES, language_of
from assistant.library.terms import query_terms, terms
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import QueryTerms

Floats = NDArray[np.float32]

WEIGHTS: Mapping[str, float] = {
    "near": 0.081, "apart": 0.613, "words": 0.379, "worth": 0.128, "stated": 0.032, "has": 0.417, "read": 0.843, "deal": 0.682, "met": 1.573,
    "surely": 1.564, "unmet": -0.92, "surely_not": -0.849, "unknown": -0.209, "endless": 0.426, "bias": -2.622,
}  # fmt: skip
"""What each measure weighs. Those of `BESIDE` are standard deviations among the documents asked."""
BESIDE = ("near", "apart", "words", "worth", "stated")
"""Measures that count beside those of the other documents."""
SURE, SURE_BY_VALUE = 0.8, 0.6
"""Likelihoods from which a document is shown as one that matches: by itself, and where a value that is sure meets the condition.

Of writers who were left out 87 and 92 of 100 of such match.
"""
LIKELY, SHARE = 0.1, 0.25
"""Likelihood, and share of the greatest one, from which a document is shown at all, marked."""
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
        value: Whether a value in it surely meets the condition that the question sets.
    """

    likely: float
    unit: Unit | None
    value: bool = False

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
        deals: Which of them are contracts.
    """

    question: str
    texts: Sequence[DocumentText]
    names: Sequence[str]
    weights: Mapping[str, float]
    answering: CellAnswering
    deals: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Measured:
    """How some documents meet a question.

    Attributes:
        columns: The measures by name, shape (documents,) each.
        units: Of each document, the sentence that is nearest; None where it has none.
        values: Whether a value in each surely meets the condition of the question.
    """

    columns: Mapping[str, Floats]
    units: Sequence[Unit | None]
    values: Sequence[bool]


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
    compared = _compared(question, wanted, model.topics_asked(wanted))
    lacking, end = ends >= HARDLY and denies(wanted), column_of(_ENDS)
    chosen = replace(column_of(question), kind="yes_no", condition=None, selects="which", absent=False)
    worth = _worth(put)
    held = [
        frozenset(terms(" ".join([name, *(f"{' '.join(one.heading)} {one.text}" for one in text.passages)])))
        for text, name in zip(texts, put.names, strict=True)
    ]
    sentences = [model.sentences(text) for text in texts]
    found: dict[str, list[float]] = {name: [] for name in WEIGHTS if name not in ("bias", "words", "apart")}
    units: list[Unit | None] = []
    values: list[bool] = []
    for text, own_sentences, deal in zip(texts, sentences, put.deals, strict=True):
        near = (
            own_sentences.vectors @ vector
            if vector is not None and own_sentences.vectors is not None
            else None
        )
        own = [worth.get((unit.passage.id, unit.start), -9.0) for unit in own_sentences.units]
        judged = model.judged(text, stating, bearing_units(text, stating))
        first = judged.ranked[0][0] if judged.ranked else None
        has = 0.0
        if first is not None and judged.topic in TOLD_BY_BEING_THERE:
            has = (1 - judged.absent) * (1 if has_it(first.text, judged.topic, wanted) else -1)
        met, sure, place = _met(compared, text, answering) if compared is not None else (None, False, None)
        found["near"].append(float(near.max()) if near is not None and near.size else 0.0)
        found["worth"].append(max(own, default=-9.0))
        found["stated"].append(1 - judged.absent)
        found["has"].append(has)
        found["read"].append(_read(answering.quoted(text, chosen)))
        found["deal"].append(float(deal))
        found["met"].append(float(met is True))
        found["surely"].append(float(met is True and sure))
        found["unmet"].append(float(met is False))
        found["surely_not"].append(float(met is False and sure))
        found["unknown"].append(float(compared is not None and met is None))
        found["endless"].append(ends * _endless(text, end, answering) if lacking else 0.0)
        units.append(place if met else _nearest(own_sentences.units, near, own))
        values.append(met is True and sure)
    columns = {name: np.array(column, np.float32) for name, column in found.items()}
    columns["words"] = np.array(_shares(wanted, held), np.float32)
    columns["apart"] = _apart([one.vectors for one in sentences], vector)
    return Measured(columns, units, values)


def _apart(sentences: Sequence[Floats | None], asked: Floats | None) -> Floats:
    """Return how near each document is, without what all sentences have in common."""
    some = [one for one in sentences if one is not None and len(one)]
    if asked is None or not some:
        return np.zeros(len(sentences), np.float32)
    common = np.concatenate(some).mean(axis=0)
    wanted = asked - common
    return np.array(
        [
            float(((one - common) @ wanted / np.linalg.norm(one - common, axis=1)).max())
            if one is not None and len(one)
            else 0.0
            for one in sentences
        ],
        np.float32,
    )


def _read(cell: Cell) -> float:
    """Return what was read, from -1 for no to 1 for yes."""
    if cell.state == "not_stated":
        return -1.0
    sure = 1.0 if cell.state == "found" else 0.6
    return sure * (1.0 if cell.value in _YES else -1.0 if cell.value else 0.3)


_YES = frozenset(yes_words(language)[0] for language in LANGUAGES)


def weighed(table: Table, found: Sequence[Match]) -> Table:
    """Choose the rows of a table by how likely each matches, the likeliest first.

    Args:
        table: One that was put together.
        found: Of each row, in their order.
    """
    least = max(LIKELY, SHARE * max((one.likely for one in found), default=0.0))
    rows: list[TableRow] = []
    for one, row in sorted(zip(found, table.rows, strict=True), key=lambda pair: -pair[0].likely):
        chosen = True if one.sure else None if one.likely >= least else False
        rows.append(replace(row, cells=(_cell(row.cells[0], one, chosen),), matches=chosen))
    return replace(table, rows=tuple(rows))


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


def _compared(question: str, wanted: str, asked: Mapping[str, float]) -> Column | None:
    """Return the column of values that a question sets a condition for, or None."""
    today = date.today()
    condition = condition_of(question, today) or ended_or_running(question, today)
    if condition is None:
        return None
    kind = "date" if condition.kind == "date" else number_kind(condition.unit, question)
    column = replace(
        column_of(wanted), title=question, question=wanted, kind=kind, condition=condition, selects="which",
        language=language_of(question),
    )  # fmt: skip
    return by_topic(column, asked)


def _met(
    column: Column, text: DocumentText, answering: CellAnswering
) -> tuple[bool | None, bool, Unit | None]:
    """Return whether a value meets a column's condition, if surely, and its place."""
    cell = answering.quoted(text, column)
    quote = cell.citations[0].quote if cell.citations else ""
    if column.kind == "date" and has_no_end(cell.text):
        return False, cell.state == "found", None
    if cell.says_none or not cell.text or column.condition is None:
        return None, False, None
    met = column.condition.holds(cell.value or cell.text, quote)
    return met, cell.state == "found", _unit_of(text, cell) if met else None


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

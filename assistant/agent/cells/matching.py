"""Estimate which documents match what a question wants of them, beside each other.

"Prices tied to RPI" is put to every document; what one says is told by words and by meaning, and weighed against what the others say:
what all papers hold alike tells nothing. A small network of a few numbers, fitted by `python -m benchmarks.matching` on lists that
several offices asked of their contracts; no wording of a question has to be known for it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.agent.cells.bearing import DocumentText, bearing_units
from assistant.agent.cells.columns import (
    SURELY_ASKED,
    WAS_DONE,
    Column,
    by_topic,
    column_of,
    predicate_of,
    usual_column,
)
from assistant.agent.cells.computed_end import has_no_end
from assistant.agent.cells.one_cell import CellAnswering, cell_of, said_in, yes_words
from assistant.agent.cells.presence import TOLD_BY_BEING_THERE, has_it
from assistant.agent.claims.quote_model import worths
from assistant.agent.words.conditions import condition_of, ended_or_running, still_runs
from assistant.agent.words.matter import Matter
from assistant.agent.words.polarity import denies
from assistant.agent.words.roles import GENERIC_WEIGHT, concepts_of
from assistant.agent.words.sentence_features import described
from assistant.agent.words.value_kinds import number_kind
from assistant.agent.words.value_spans import value_spans
from assistant.answer_table import Cell, CellState, Table, TableRow
from assistant.frozen import dataclass
from assistant.languages import LANGUAGES, language_of
from assistant.library.terms import query_terms, terms
from assistant.models.trained import answers, weights_in
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import QueryTerms

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("matching.npz")
BESIDE = ("apart", "words", "stated")
"""Measures that count beside those of the other documents, in standard deviations."""
INPUTS = (
    "apart", "words", "stated", "has", "read", "deal", "met", "surely", "unmet", "surely_not", "unknown", "narrowed", "lacks", "unstated",
    "ahead", "lacking",
)  # fmt: skip
"""What documents are weighed by, in the order of the network's weights."""
SURE = 0.8
"""Likelihood from which a document is shown as one that matches."""
LIKELY, SHARE = 0.06, 0.23
"""Likelihood, and share of the greatest one, from which a document is shown at all, marked."""
MOST_CHARS = 240
"""Characters of a sentence that is shown."""
_FLAT = 1e-6
_LEAST = 1e-9
"""Least length that is divided by: where there is one sentence alone, nothing is left of it without what all have in common."""
_AHEAD = 10.0
"""Makes a difference in nearness as large as the other measures."""


@dataclass(frozen=True, slots=True)
class Match:
    """A document beside what a question wants.

    Attributes:
        likely: How likely it matches, from 0 to 1.
        unit: The sentence that is nearest to it; None where the document has none.
    """

    likely: float
    unit: Unit | None

    @property
    def sure(self) -> bool:
        """Whether it is shown as one that matches."""
        return self.likely >= SURE


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
        narrowed: Whether they are those of the kind which the question names.
    """

    question: str
    texts: Sequence[DocumentText]
    names: Sequence[str]
    weights: Mapping[str, float]
    answering: CellAnswering
    deals: Sequence[bool]
    narrowed: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """How some documents meet a question.

    Attributes:
        columns: The measures by name, shape (documents,) each.
        units: Of each document, the sentence that is nearest; None where it has none.
    """

    columns: Mapping[str, Floats]
    units: Sequence[Unit | None]


def matches(put: Put) -> list[Match]:
    """Weigh some documents by what a question wants of them."""
    measured = measures(put)
    likely = likelihoods(measured.columns).tolist()
    return [Match(*one) for one in zip(likely, measured.units, strict=True)]


def likelihoods(measured: Mapping[str, Floats], weights: Mapping[str, Floats] | None = None) -> Floats:
    """Return how likely each document matches, shape (documents,).

    One whose value does not meet the condition does not.

    Args:
        measured: What `measures` gives.
        weights: Of the network; None for those that lie beside this file.
    """
    found: Floats = answers(inputs(measured), weights or weights_in(WEIGHTS), "match", "matched")[:, 0]
    return found * (1 - measured["unmet"])


def inputs(measured: Mapping[str, Floats]) -> Floats:
    """Return what documents are weighed by, float32, shape (documents, features)."""
    columns = {name: _deviations(own) if name in BESIDE else own for name, own in measured.items()}
    columns["unstated"] = columns.pop("denied") * columns["stated"]
    columns["ahead"] = (measured["apart"] - np.median(measured["apart"])) * _AHEAD
    columns["lacking"] = _deviations(measured["lacks"])
    assert columns.keys() == set(INPUTS), sorted(columns.keys() ^ set(INPUTS))
    return np.stack([columns[name] for name in INPUTS], axis=1).astype(np.float32)


def measures(put: Put) -> Measured:
    """Measure how each document meets a question."""
    question, texts, answering = put.question, put.texts, put.answering
    wanted = predicate_of(question)
    model = answering.model
    _, vector = model.asked(wanted)
    stating = replace(column_of(wanted), question=wanted, kind="text", condition=None, selects="")
    compared = _compared(question, wanted, model.topics_asked(wanted))
    told: list[_Met] = [
        (met, met is not None, unit) for met, unit in answering.signing.signed_by(wanted, texts)
    ]
    if not told and compared is not None:
        told = _told_by_words(question, compared, texts, answering)
    denied = denies(wanted)
    lacking = usual_column(wanted, model.topics_asked(wanted)) if denied else None
    chosen = replace(column_of(question), kind="yes_no", condition=None, selects="which", absent=False)
    worth = _worth(put)
    held = [
        frozenset(terms(" ".join([name, *(f"{' '.join(one.heading)} {one.text}" for one in text.passages)])))
        for text, name in zip(texts, put.names, strict=True)
    ]
    sentences = [model.sentences(text) for text in texts]
    found: dict[str, list[float]] = defaultdict(list)
    units: list[Unit | None] = []
    for at, (text, own_sentences, deal) in enumerate(zip(texts, sentences, put.deals, strict=True)):
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
        met, sure, place = None, False, None
        if told:
            met, sure, place = told[at]
        elif compared is not None:
            met, sure, place = _met(compared, text, answering)
        found["stated"].append(1 - judged.absent)
        found["has"].append(has)
        found["read"].append(_read(answering.quoted(text, chosen)))
        found["deal"].append(float(deal))
        found["met"].append(float(met is True))
        found["surely"].append(float(met is True and sure))
        found["unmet"].append(float(met is False))
        found["surely_not"].append(float(met is False and sure))
        found["unknown"].append(float((compared is not None or bool(told)) and met is None))
        found["denied"].append(float(denied))
        found["narrowed"].append(float(put.narrowed))
        found["lacks"].append(answering.lacks(text, lacking) if lacking is not None else 0.0)
        units.append(place if met else _nearest(own_sentences.units, near, own))
    columns = {
        "apart": _apart([one.vectors for one in sentences], vector),
        "words": np.array(_shares(wanted, held), np.float32),
    }
    columns |= {name: np.array(column, np.float32) for name, column in found.items()}
    return Measured(columns, units)


def _apart(sentences: Sequence[Floats | None], asked: Floats | None) -> Floats:
    """Return how near each document is, without what all sentences have in common."""
    some = [one for one in sentences if one is not None and len(one)]
    if asked is None or not some:
        return np.zeros(len(sentences), np.float32)
    common = np.concatenate(some).mean(axis=0)
    wanted = asked - common
    return np.array(
        [
            float(((one - common) @ wanted / np.maximum(np.linalg.norm(one - common, axis=1), _LEAST)).max())
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
    ended = ended_or_running(question, today)
    condition = condition_of(question, today) or ended
    if condition is None:
        return None
    if ended is not None:
        asked = dict.fromkeys(asked, 0.0) | {"end": 1.0}  # "already over when 2026 began" asks for no start
    kind = "date" if condition.kind == "date" else number_kind(condition.unit, question)
    column = replace(
        column_of(wanted), title=question, question=wanted, kind=kind, condition=condition, selects="which",
        language=language_of(question),
    )  # fmt: skip
    return by_topic(column, asked, surely=False)  # one measure among others, and not what is shown


_Met = tuple[bool | None, bool, Unit | None]
"""Whether a value meets a condition, if surely, and its place."""


def _told_by_words(
    question: str, compared: Column, texts: Sequence[DocumentText], answering: CellAnswering
) -> list[_Met]:
    """Compare what stands beside a deed that is asked for: "amended in 2022".

    Empty where no document has such words, or a usual question is surely meant.
    """
    own, asked = column_of(question).question, answering.model.topics_asked(predicate_of(question))
    words = [one for one in concepts_of(own) if one.weight > GENERIC_WEIGHT]
    usual = max(asked.values()) >= SURELY_ASKED or not own.startswith(WAS_DONE)
    if usual or not words or compared.condition is None:
        return []
    found: list[_Met] = []
    for text in texts:
        met: _Met = (None, False, None)
        for unit in answering.model.units_of(text):
            held = frozenset(terms(unit.text))
            spans = value_spans(unit.text, compared.kind)
            if spans and all(one.stands_in(unit.text, held) for one in words):
                holds = [compared.condition.holds(unit.text[start:end], unit.text) for start, end in spans]
                met = (True in holds, False, unit)
                if met[0]:
                    break
        found.append(met)
    return found if any(met is not None for met, _, _ in found) else []


def _met(column: Column, text: DocumentText, answering: CellAnswering) -> _Met:
    """Return whether a value meets a column's condition, if surely, and its place."""
    cell = answering.quoted(text, column)
    quote = cell.citations[0].quote if cell.citations else ""
    if column.kind == "date" and has_no_end(cell.text):
        runs = column.condition is not None and still_runs(column.condition, column.title)
        return runs, cell.state == "found", None
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

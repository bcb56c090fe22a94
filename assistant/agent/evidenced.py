"""Pieces of evidence that sentences of an answer are held against: sentences and rows, with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.agent.naming import naming_text
from assistant.agent.orders import is_order
from assistant.agent.rows import Row, Table, cells_of, is_rule
from assistant.languages import Language, detected
from assistant.library.catalog import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.sentences import sentences
from assistant.retrieval.values import Values, values

_AROUND = 0.5
"""What a word counts that stands in the heading, the title or the file's name."""
_TELLING = 4
"""Words from which a passage shows its language; a passage without spaces shows it by its script."""
_ROOT = 0.6
"""What a word counts whose beginning alone matches, as where endings differ."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A sentence or a row of a table that may bear a claim.

    Attributes:
        unit: Where it stands.
        row: Of a row of a table, its cells.
        table: Of a row, the table.
        ordered: Whether it is an order to the model, or what one says word for word.
        beside: Whether it stands in a paragraph behind such an order.
    """

    unit: Unit
    row: Row | None = None
    table: Table | None = None
    ordered: bool = False
    beside: bool = False

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its terms; of a row, also those of the table's first row."""
        return frozenset([*terms(self.unit.text), *(term for cell in self.head for term in terms(cell))])

    @property
    def head(self) -> tuple[str, ...]:
        """Of a row, the cells of the table's first row."""
        return self.row.head if self.row is not None else ()

    @cached_property
    def context(self) -> str:
        """What names the place it stands at."""
        return " ".join([naming_text(self.unit.passage), *self.unit.passage.heading])

    @cached_property
    def _around(self) -> frozenset[str]:
        return frozenset(terms(self.context))

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(term[:length] for term in self.terms for length in (5, 6) if len(term) >= length)

    @cached_property
    def passage_terms(self) -> frozenset[str]:
        """The terms of its passage and of what names it."""
        return frozenset([*terms(self.unit.passage.text), *self._around])

    @cached_property
    def values(self) -> Values:
        """Its values."""
        return values(self.unit.text)

    @cached_property
    def context_values(self) -> Values:
        """The values of what names its place."""
        return values(self.context)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its identifiers."""
        return frozenset(one.key for one in self.values.identifiers)

    @cached_property
    def context_keys(self) -> frozenset[str]:
        """The identifiers of what names its place."""
        return frozenset(one.key for one in self.context_values.identifiers)

    @property
    def passage_keys(self) -> frozenset[str]:
        """The identifiers of its passage and of what names it."""
        return self.context_keys | {one.key for one in values(self.unit.passage.text).identifiers}

    @cached_property
    def language(self) -> Language | None:
        """The language of its passage; None where that is a table or says too little."""
        text = self.unit.passage.text
        return (
            None
            if self.row is not None or (len(text.split()) < _TELLING and not is_unspaced(text))
            else detected(text)
        )

    def holds(self, term: str) -> float:
        """Tell how far a term stands in it, from 0 to 1."""
        if term in self.terms:
            return 1.0
        if len(term) >= 5 and term.isalpha() and term[: 6 if len(term) >= 8 else 5] in self._roots:
            return _ROOT
        return _AROUND if term in self._around else 0.0


def quotable(passage: StoredPassage, rank: int) -> list[Unit]:
    """Cut a passage into the sentences that can be quoted."""
    return [Unit(passage, sentence.start, sentence.end, rank) for sentence in sentences(passage.text)]


def candidates_of(groups: Sequence[Sequence[StoredPassage]]) -> list[Candidate]:
    """Give every sentence and every row of some passages."""
    return [
        candidate
        for rank, group in enumerate(groups)
        for passage in group
        for candidate in _of_passage(passage, rank)
        if any(map(str.isalnum, candidate.unit.text))
    ]


def _of_passage(passage: StoredPassage, rank: int) -> list[Candidate]:
    found: list[Candidate] = []
    lines: list[Unit] = []
    ordered = beside = False
    for unit in quotable(passage, rank):
        if lines and (not is_row(unit.text) or "\n\n" in passage.text[lines[-1].end : unit.start]):
            found += _rows(lines)
            lines = []
        if is_row(unit.text):
            lines.append(unit)
            continue
        apart = bool(found) and "\n\n" in passage.text[found[-1].unit.end : unit.start]
        continued = ordered and not apart and found[-1].unit.text.endswith((":", "："))
        beside = beside and not apart
        ordered = is_order(unit.text) or continued
        found.append(Candidate(unit, ordered=ordered, beside=beside))
        beside = beside or ordered
    return found + _rows(lines)


def _rows(lines: Sequence[Unit]) -> list[Candidate]:
    """Give the rows of a table, without its first row where a rule or other rows follow it."""
    told = [line for line in lines if not is_rule(line.text)]
    if len(told) == 1:
        return [Candidate(told[0])]
    if not told:
        return []
    ruled = len(lines) > 1 and is_rule(lines[1].text)
    first = cells_of(told[0].text)
    headed = ruled or not any(values(cell).numbers or values(cell).dates for cell in first)
    body = told[1:] if headed else told
    head = first if headed else ()
    rows = [Row(cells_of(line.text), head) for line in body]
    table = Table(tuple(rows))
    return [Candidate(line, row, table) for line, row in zip(body, rows, strict=True)]

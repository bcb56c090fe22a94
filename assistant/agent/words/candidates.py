"""List the sentences and table rows of passages that may support a claim.

With what is needed to judge them: tables by column, and the names that tell documents apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from assistant.agent.words.document_names import (
    YearsOf,
    naming_text,
    no_years,
    own_words,
    years_in,
    years_told,
)
from assistant.agent.words.orders import goes_on_with, in_order
from assistant.agent.words.polarity import PROVISO, heads_denial
from assistant.agent.words.rows import Row, Table, cells_of, is_rule
from assistant.frozen import dataclass
from assistant.languages import Language, detected
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.sentences import sentences
from assistant.retrieval.values import Values, values

_CONTEXT_WEIGHT = 0.5
"""Weight of a word that stands in heading, title or file name."""
_TELLING_WORDS = 4
"""Words from which a passage shows its language; unspaced scripts show it at once."""
_STEM_WEIGHT = 0.6
"""Weight of a word that matches by its beginning alone."""
NAME_LETTERS = 5
"""Letters by which a name is known, whatever ending it takes."""
_NEAR_BEFORE = 160
"""Characters before a sentence in which a date may be meant that it does not say again."""
_DATES_WHAT_FOLLOWS = lazy_regex(r"\s*(?:\*\*|#|【|\[|.{0,3}\d{1,4}[-/.年月]\s?\d|.*[:：]\s*\Z)")
"""A line that says of what follows when it was: "**Visit 21 Jan**, LG." """
_SHORT_DATE = lazy_regex(r"(?<![\d/.,-])(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
_LIST_LEAD = lazy_regex(r"([^\n]*(?:\n[^\n]+)?[:：])\n(?!.*[:：]\n)", re.DOTALL)
BEGINNING = 400
"""Characters of a document that say who wrote it, to whom and when."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A sentence or a table's row that may support a claim.

    Attributes:
        unit: Where it stands.
        row: Of a row of a table, its cells.
        table: Of a row, the table.
        before: The sentence before it in its paragraph, if there is one.
        paper: The passages of its document that were found.
        own_words: What tells its document from those that begin alike.
        lead: Words before it that deny it, or that it makes an exception of: "Not covered:", else empty.
        years_of: Gives the years that the whole of its document names.
    """

    unit: Unit
    row: Row | None = None
    table: Table | None = None
    before: Candidate | None = None
    paper: Sequence[StoredPassage] = ()
    own_words: frozenset[str] = frozenset()
    lead: str = ""
    years_of: YearsOf = no_years

    @property
    def told(self) -> str:
        """What it says, with what stands before it and denies it."""
        return f"{self.lead} {self.unit.text}" if self.lead else self.unit.text

    @cached_property
    def ordered(self) -> bool:
        """Whether it is an order to the model, or what one goes on with."""
        return in_order(self.unit) or self._goes_on_with_order

    @property
    def _goes_on_with_order(self) -> bool:
        if self.before is None or not self.before.ordered:
            return False
        own, before = self.unit, self.before.unit
        same_line = "\n" not in own.passage.text[before.end : own.start]
        return before.text.endswith((":", "：")) or (same_line and goes_on_with(own.text))

    @cached_property
    def follows_order(self) -> bool:
        """Whether it stands in a paragraph behind such an order."""
        return self.before is not None and (self.before.ordered or self.before.follows_order)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its terms; for a row, those of the header too."""
        return frozenset([*terms(self.told), *(term for cell in self.head for term in terms(cell))])

    @property
    def head(self) -> tuple[str, ...]:
        """The header cells of its table; empty for a sentence."""
        return self.row.head if self.row is not None else ()

    @cached_property
    def context(self) -> str:
        """The text that names its document and section."""
        return " ".join([naming_text(self.unit.passage), *self.unit.passage.heading])

    @cached_property
    def _around(self) -> frozenset[str]:
        return frozenset(terms(self.context)) | self.own_words

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(term[:length] for term in self.terms for length in (5, 6) if len(term) >= length)

    @cached_property
    def passage_terms(self) -> frozenset[str]:
        """The terms of its passage and of its `context`."""
        return frozenset([*terms(self.unit.passage.text), *self._around])

    @cached_property
    def values(self) -> Values:
        """Its values."""
        return values(self.unit.text)

    @cached_property
    def head_values(self) -> Values:
        """The values of its table's header: "per day" of what stands below."""
        return values(" | ".join(self.head))

    @cached_property
    def context_values(self) -> Values:
        """The values of its `context`."""
        return values(self.context)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its identifiers."""
        return frozenset(one.key for one in self.values.identifiers)

    @cached_property
    def context_keys(self) -> frozenset[str]:
        """The identifiers of its `context`."""
        return frozenset(one.key for one in self.context_values.identifiers)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that its document speaks of, as far as it was found."""
        return years_told(
            [self.context_values, *(values(one.text) for one in self.paper or (self.unit.passage,))]
        )

    def may_be_of(self, year: int) -> bool:
        """Return whether a day that it names may be of a year.

        Its document names that year; one that names none speaks of days about today.
        """
        known = self.years or self.years_of(self.unit.passage.document_id)
        return year in known if known else abs(year - date.today().year) <= 1

    @cached_property
    def named_years(self) -> frozenset[int]:
        """The years in what names its document and section: "rules 2022"."""
        return years_in(self.context)

    @cached_property
    def days_at_beginning(self) -> Sequence[Date]:
        """The dates with which its document begins, if its beginning was found."""
        first = next((one.text for one in self.paper or (self.unit.passage,) if one.start == 0), "")
        return values(first[:BEGINNING]).dates

    @cached_property
    def short_dates(self) -> frozenset[tuple[int, int]]:
        """What may be a month and a day without a year, as "10/28".

        The day may come first but in unspaced scripts.
        """
        text = self.unit.text
        found = {(int(match[1]), int(match[2])) for match in _SHORT_DATE.finditer(text)}
        return frozenset(found if is_unspaced(text) else found | {(day, month) for month, day in found})

    @property
    def is_item(self) -> bool:
        """Whether it is one of a list."""
        return _ITEM.match(self.unit.text) is not None

    @cached_property
    def dates_before(self) -> Sequence[Date]:
        """The last date before it that may be meant without being said again.

        Of the visit that is told, or in what leads to the list that it is in.
        """
        before = self.unit.passage.text[: self.unit.start]
        text = before[max(before.rfind("\n\n", 0, -2) + 1, len(before) - _NEAR_BEFORE, 0) :]
        lines = [line for line in text.split("\n") if _DATES_WHAT_FOLLOWS.match(line)]
        if self.is_item:
            lead = _LIST_LEAD.search(before)
            lines = [lead[1][-_NEAR_BEFORE:]] if lead is not None else []
        return [date for line in lines for date in values(line).dates][-1:]

    @cached_property
    def language(self) -> Language | None:
        """The language of its passage; None for a table or too short a text."""
        text = self.unit.passage.text
        return (
            None
            if self.row is not None or (len(text.split()) < _TELLING_WORDS and not is_unspaced(text))
            else detected(text)
        )

    def names(self, own: frozenset[str]) -> bool:
        """Return whether a name stands in its passage, or where its document begins.

        However it is inflected.
        """
        return all(term in self._naming or term[:NAME_LETTERS] in self._naming_roots for term in own)

    @property
    def beginning(self) -> str:
        """The first words of its document; empty where they were not found."""
        return next((one.text[:BEGINNING] for one in self.paper if one.start == 0), "")

    @cached_property
    def _naming(self) -> frozenset[str]:
        if self.row is not None:  # what other rows name is not said of this one
            lines = [line for line in self.unit.passage.text.split("\n") if not is_row(line)]
            return self.terms | self._around | frozenset(terms(" ".join(lines)))
        return self.passage_terms | frozenset(terms(self.beginning))

    @cached_property
    def _naming_roots(self) -> frozenset[str]:
        return frozenset(term[:NAME_LETTERS] for term in self._naming if len(term) >= NAME_LETTERS)

    def holds(self, term: str) -> float:
        """Compute how well it contains a term, from 0 (not at all) to 1 (itself)."""
        if term in self.terms:
            return 1.0
        if len(term) >= 5 and term.isalpha() and term[: 6 if len(term) >= 8 else 5] in self._roots:
            return _STEM_WEIGHT
        return _CONTEXT_WEIGHT if term in self._around else 0.0


def quotable(passage: StoredPassage, rank: int) -> list[Unit]:
    """Cut a passage into the sentences that can be quoted."""
    return [Unit(passage, sentence.start, sentence.end, rank) for sentence in sentences(passage.text)]


def candidates_of(groups: Sequence[Sequence[StoredPassage]], years_of: YearsOf = no_years) -> list[Candidate]:
    """List every sentence and every row of some passages."""
    papers: dict[int, dict[int, StoredPassage]] = {}
    for group in groups:
        for passage in group:
            papers.setdefault(passage.document_id, {})[passage.id] = passage
    found = {number: tuple(paper.values()) for number, paper in papers.items()}
    own = own_words([passage for paper in found.values() for passage in paper])
    return [
        replace(
            candidate,
            paper=found[passage.document_id],
            own_words=own.get(passage.document_id, frozenset()),
            years_of=years_of,
        )
        for rank, group in enumerate(groups)
        for passage in group
        for candidate in _of_passage(passage, rank)
        if any(map(str.isalnum, candidate.unit.text))
    ]


def _of_passage(passage: StoredPassage, rank: int) -> list[Candidate]:
    found: list[Candidate] = []
    lines: list[Unit] = []
    head = _Head(passage)
    for unit in quotable(passage, rank):
        if lines and (not is_row(unit.text) or "\n\n" in passage.text[lines[-1].end : unit.start]):
            found += _rows(lines)
            lines = []
        if is_row(unit.text):
            lines.append(unit)
            continue
        apart = bool(found) and "\n\n" in passage.text[found[-1].unit.end : unit.start]
        before = None if apart or not found else found[-1]
        found.append(Candidate(unit, before=before, lead=head.lead_of(unit)))
    return found + _rows(lines)


class _Head:
    """Tells what denies the sentences of a passage one after the other.

    "Not covered: boats. Frost." denies both, as it does what is listed below it.
    """

    def __init__(self, passage: StoredPassage) -> None:
        self._passage = passage
        self._head = ""
        self._marker: str | None = None
        self._before: Unit | None = None

    def lead_of(self, unit: Unit) -> str:
        """Return what denies the next sentence, besides its own words."""
        before, self._before = self._before, unit
        between = self._passage.text[before.end : unit.start] if before is not None else ""
        if "\n" in between and not self._goes_on(unit):
            self._head = ""
        if (own := _HEADED.match(unit.text)) is not None:
            self._head = own[1] if heads_denial(own[1]) else ""
            self._marker = "" if own[1] == unit.text.strip()[-len(own[1]) :] else None
            return ""
        if before is not None and "\n\n" not in between and PROVISO.match(unit.text):
            return f"{self._head} {before.text}".strip()
        return self._head

    def _goes_on(self, unit: Unit) -> bool:
        """Return whether a line is one of a list below its head, marked like the first."""
        item = _ITEM.match(unit.text) if self._marker is not None else None
        if item is None:
            return False
        marker = re.sub(r"\w+", "1", item.group().strip())
        self._marker = self._marker or marker
        return marker == self._marker


_HEADED = lazy_regex(r"[\W\d_]*([^:：.。!?！？\n]{2,60}[:：])")
"""A sentence that begins with what stands before a colon."""
_ITEM = lazy_regex(r"\s*(?:[-*+•·–]|[(（]?\w{1,3}[.)）]|[一二三四五六七八九十]{1,3}、)\s*")
"""What one of a list begins with."""


def _rows(lines: Sequence[Unit]) -> list[Candidate]:
    """Return the rows of a table, without its header."""
    told = [line for line in lines if not is_rule(line.text)]
    if len(told) == 1:
        return [Candidate(told[0])]
    if not told:
        return []
    titles = 0  # a sheet may begin with what it is called
    while titles < len(told) - 2 and not any(cells_of(told[titles].text)[1:]):
        titles += 1
    above, told = told[:titles], told[titles:]
    ruled = not above and len(lines) > 1 and is_rule(lines[1].text)
    first = cells_of(told[0].text)
    headed = (
        ruled
        or not any(values(cell).numbers or values(cell).dates for cell in first)
        or _heads_figures(first, [cells_of(line.text) for line in told[1:]])
    )
    body = told[1:] if headed else told
    head = first if headed else ()
    rows = [Row(cells_of(line.text), head) for line in body]
    table = Table(tuple(rows))
    found = [Candidate(line, row, table) for line, row in zip(body, rows, strict=True)]
    return [*map(Candidate, above), *found]


def _heads_figures(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Return whether a row of words stands above a column of nothing but figures."""
    return not any(map(_is_figure, first)) and any(
        any(map(str.isalpha, cell)) and all(_is_figure(other[at]) for other in others if at < len(other))
        for at, cell in enumerate(first)
    )


def _is_figure(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))

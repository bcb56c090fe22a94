"""Ask every document by itself, and put one table of the answers together.

Documents are asked one after the other, all questions of one in a row, so that a model reads its text once. Each answer is
kept as it comes: stopped and asked again, only what is missing is asked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.agent.cells.columns import PAYMENT, Column, by_topic, column_of, is_heading, usual_column
from assistant.agent.cells.one_cell import READ_WHOLE, CellAnswering
from assistant.agent.each.each_table import Plan, Target, table_of
from assistant.agent.papers.paper_kinds import (
    CONTRACTS,
    LEASE,
    Paper,
    is_about,
    is_deal,
    is_letter,
    is_of_kind,
    is_written,
    kind_called,
    may_be_deal,
    paper_of,
    sort_of,
    sorts_called,
)
from assistant.agent.papers.papers_meant import Meant, PartyAsked, papers_called, papers_meant
from assistant.agent.words.roles import GENERIC_WEIGHT, concepts_of
from assistant.answer_table import Cell, CellFilled, Table, TableEvent, TableRow, TableStarted
from assistant.errors import LibraryError, ModelFault, UsageError
from assistant.i18n import _
from assistant.languages import language_of
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.options import check_length
from assistant.retrieval.search import Searcher
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.cells.bearing import DocumentText
    from assistant.agent.cells.forms import Form
    from assistant.agent.cells.matching import Floats, Match, Put
    from assistant.agent.cells.model_cells import ModelCells
    from assistant.agent.cells.own_words import OwnWords
    from assistant.agent.each.deal_sides import Side
    from assistant.agent.papers.kinds_asked import KindAsked
    from assistant.retrieval.evidence import Unit

MOST_DOCUMENTS = 2_000
"""Most documents that one table asks; those that bear on the questions come first."""
MOST_QUESTIONS = 12
FEW_HOLDING = 2
"""Documents that hold a word which tells one of them from the others."""
MOST_UNKNOWN = 40
"""Documents up to which those are read that no name tells to be contracts or none."""
MATTERS_OF_DEAL = 5.2
"""Matters of which a contract speaks at least; letters and minutes of three offices spoke of 4.6 at most, their contracts of 5.5 and more
but for one, and one supplement. Chosen by hand on these; nothing in `benchmarks` fits it."""
ASKED_S = 4.0
"""Seconds that a model takes for a cell where that was never seen."""
QUOTED_S = 0.03
"""The same without a model."""
MOST_FAILED = 2
"""Times in a row that a model may fail before the other cells of a table are read without it."""
HEAD_CHARS = 1_500
"""Characters at the beginning of a contract in which its sides are named."""
MOST_COMPARED = 300
"""Documents up to which their names and first words are compared with a kind of papers."""
MOSTLY = 0.6
"""Share of the papers of a library that are contracts where it is one of contracts."""
SURELY_ASKED, ASKED_BY_WORD = 0.7, 0.1
"""Likelihood from which a topic is what a question for a fact asks, and where it has a word for it."""
_SPEED_NOTE = "cells."
_ANY = column_of("")
"""What a paper is read for that is short enough to be read whole."""


class EachDocument:
    """Asks the documents of one library.

    Args:
        library: Whose documents are asked.
        searcher: Finds those that bear on a question.
        answering: Answers a cell.
        has_model: Whether a chat model answers.
    """

    def __init__(
        self, library: Library, searcher: Searcher, answering: CellAnswering, *, has_model: bool
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._answering = answering
        self._has_model = has_model
        self._deals: dict[str, bool] = {}
        self._forms: tuple[tuple[str, ...], list[Form]] | None = None

    # Which documents are asked

    def plan(
        self,
        questions: Sequence[str],
        documents: frozenset[int] | None = None,
        *,
        again: bool = False,
        most: int = MOST_DOCUMENTS,
        meant: Meant | None = None,
    ) -> Plan:
        """Choose the documents, and look for cells that were answered before.

        Args:
            questions: One for each column.
            documents: Only these; all of them when None.
            again: Whether what was answered before is asked anew.
            most: Most documents to ask.
            meant: The documents that the questions call by a name of their own.

        Raises:
            UsageError: There is no question, or too many of them, or one is too long.
        """
        called = meant.said if meant is not None else ""
        for question in questions:
            check_length(question)
        asked = (column_of(question, called=called) for question in questions if question.strip())
        columns = tuple(map(self._by_topic, asked))
        if not columns:
            raise UsageError(
                _("There is no question."), 'assistant table "When does it end?"', code="question_empty"
            )
        if len(columns) > MOST_QUESTIONS:
            raise UsageError(
                _(
                    "A table has at most {most_questions} questions, and {columns} were given.",
                    most_questions=MOST_QUESTIONS,
                    columns=len(columns),
                ),
                _("Ask in several runs."),
                code="table_questions",
            )
        every = self.documents(documents)
        papers = self._papers(every)
        there = [one for one in every if meant is None or one.number in meant.numbers]
        there, of_kind = self._asked(columns, there, papers)
        of_kind = of_kind or meant is not None
        chosen = there
        if len(there) > most:
            measures = self.measures(columns[0].question, there)
            chosen = sorted(there, key=lambda one: -measures.get(one.number, 0.0))[:most]
        chosen = sorted(chosen, key=lambda one: one.source)
        from assistant.agent.papers.amendments import CALLED_CHANGE  # few questions make tables

        changed = self._changed(chosen, every, papers)
        if changed and is_deal(columns[0].noun) and CALLED_CHANGE.search(" ".join(questions)) is None:
            # What an addendum says is told of the contract.
            told = {one.number for by in changed.values() for one in by}
            there = [one for one in there if one.number not in told]
            chosen = [one for one in chosen if one.number not in told]
        kept = {} if again else self._kept(columns, chosen)
        missing = len(columns) * len(chosen) - len(kept)
        return Plan(
            columns, tuple(chosen), len(there), kept, missing * self.seconds_a_cell(), of_kind, changed
        )

    def _changed(
        self, asked: Sequence[Target], every: Sequence[Target], papers: Mapping[int, Paper]
    ) -> dict[int, tuple[Target, ...]]:
        """Return the papers that change the contracts asked, the newest first."""
        from assistant.agent.papers.amendments import amended_by, may_amend
        from assistant.agent.papers.paper_times import papers_of

        if not any(may_amend(one.called, papers[one.number].beginning) for one in every):
            return {}
        there = {one.number: one for one in every}
        dated = papers_of(self._library).of(there)
        own = {one.number for one in asked}
        deals = [one for one, paper in dated.items() if paper.is_deal or one in own]
        found = amended_by(dated, deals)
        return {one: tuple(there[number] for number in by) for one, by in found.items() if one in own}

    def _by_topic(self, column: Column) -> Column:
        """Return a column that asks what a condition or a heading means by itself."""
        if not self.compares_meaning:
            return column
        if is_heading(column):
            asked = self._answering.model.topics_asked(column.question)
            usual = usual_column(column.question, asked)
            return replace(column, question=usual.question, kind=usual.kind) if usual is not None else column
        if not is_deal(column.noun) or column.condition is None:
            return column
        return by_topic(column, self._answering.model.topics_asked(column.question))

    def documents(self, documents: frozenset[int] | None) -> list[Target]:
        """Return the documents there are, copies of a file once."""
        named = [one for one in self._library.documents.named() if documents is None or one[0] in documents]
        facts = self._library.documents.facts([number for number, _, _ in named])
        found: list[Target] = []
        seen: set[str] = set()
        for number, source, title in sorted(named, key=lambda one: one[1]):
            fact = facts.get(number)
            if fact is None or not fact.passages or (fact.hash and fact.hash in seen):
                continue
            seen.add(fact.hash)
            found.append(Target(number, source, title, fact.hash, fact.passages))
        return found

    def _asked(
        self, columns: Sequence[Column], found: list[Target], papers: Mapping[int, Paper]
    ) -> tuple[list[Target], bool]:
        """Return the documents asked, and whether they are of the kind that is named."""
        nouns = [column.noun for column in columns if column.noun]
        kind = kind_called(*nouns)
        if kind is None:
            return found, False
        chosen = [one for one in found if is_of_kind(papers[one.number], kind)]
        if is_deal(nouns[0]):
            own = {one.number for one in chosen}
            more = [one for one in self._by_matter(found, papers) if one.number not in own]
            if kind is not CONTRACTS:
                more = [one for one in more if sort_of(papers[one.number]) == LEASE]
            own |= {one.number for one in more}
            chosen = [one for one in found if one.number in own]
        about = [word for column in columns for word in column.about]
        if about and (some := [one for one in chosen if is_about(papers[one.number], about)]):
            chosen = some
        sorts = frozenset().union(*(sorts_called(noun) for noun in nouns))
        if sorts:
            # "Service contracts" are no leases; what does not say of which sort it is stays, where few say it.
            told = {one.number: sort_of(papers[one.number]) for one in chosen}
            of_sort = [one for one in chosen if told[one.number] in sorts]
            unsaid = [one for one in chosen if not told[one.number]]
            chosen = of_sort if of_sort and len(unsaid) < len(chosen) / 2 else [*of_sort, *unsaid] or chosen
        without = frozenset().union(
            *(sorts_called(f"{one.without} contracts") for one in columns if one.without)
        )
        if without and (some := [one for one in chosen if sort_of(papers[one.number]) not in without]):
            chosen = some
        return chosen or found, bool(chosen)

    def _by_matter(self, targets: Sequence[Target], papers: Mapping[int, Paper]) -> list[Target]:
        """Return documents that speak of as many matters as contracts do.

        Only those that no name tells to be contracts or something else. None are looked for where too many would have to be read.
        """
        unknown = [
            one
            for one in targets
            if one.passages <= READ_WHOLE
            and may_be_deal(papers[one.number])
            and not is_of_kind(papers[one.number], CONTRACTS)
        ]
        if len(unknown) > MOST_UNKNOWN:
            unknown = [one for one in unknown if not is_letter(papers[one.number])]
        return [one for one in unknown if self._speaks_as_deal(one)] if len(unknown) <= MOST_UNKNOWN else []

    def _speaks_as_deal(self, target: Target) -> bool:
        key = target.content or str(target.number)
        if key not in self._deals:
            text = self._answering.document(target.number, target.passages, column_of(""))
            self._deals[key] = self._answering.model.matters(text) >= MATTERS_OF_DEAL
        return self._deals[key]

    def meant(self, question: str, documents: frozenset[int] | None = None) -> Meant | None:
        """Return the documents that a question asks each or some of, by their own name."""
        return papers_meant(question, self._papers(self.documents(documents)))

    def of_kind_asked(
        self, asked: KindAsked, documents: frozenset[int] | None
    ) -> list[tuple[Target, Unit | None, bool]]:
        """Return the papers of a kind, and whether each surely is one.

        With the first sentence of each. Empty where no papers are meant, or too many are there to be compared.
        """
        from assistant.agent.papers.kinds_asked import Meaning, of_kind  # few questions list papers

        there, model = self.documents(documents), self._answering.model
        if len(there) > MOST_COMPARED:
            return []

        def vector(said: str) -> Floats:
            found = model.asked(said)[1]
            assert found is not None
            return found

        meaning = Meaning(vector, model.vectors_of) if model.compares_meaning else None
        if (found := of_kind(asked, self._papers(there), meaning)) is None:
            return []
        rows: list[tuple[Target, Unit | None, bool]] = []
        for one in there:
            if one.number in found.sure or one.number in found.may:
                units = model.units_of(self._answering.document(one.number, one.passages, _ANY))
                rows.append((one, next(iter(units), None), one.number in found.sure))
        return rows

    def called(self, names: Sequence[str], documents: frozenset[int] | None = None) -> frozenset[int]:
        """Return the documents that people call by any of some names."""
        papers = self._papers(self.documents(documents))
        return frozenset().union(*(papers_called(name, papers) for name in names))

    def _papers(self, targets: Sequence[Target]) -> dict[int, Paper]:
        roots = self._library.documents.roots()
        first = self._library.documents.beginnings([one.number for one in targets])
        return {number: paper_of(passage, roots) for number, passage in first.items()}

    @property
    def compares_meaning(self) -> bool:
        """Whether documents can be weighed by their meaning."""
        return self._answering.model.compares_meaning

    def measures(self, question: str, targets: Sequence[Target]) -> dict[int, float]:
        """Measure how much of a question each whole document holds, from 0 to 1.

        The share of what the question asks with that stands in the document, or in its name; what stands in its nearest
        passage in meaning counts where words do not match.
        """
        concepts = concepts_of(question)
        total = sum(one.weight for one in concepts) or 1.0
        near = self._searcher.meaning.nearest_of_documents(question, frozenset(one.number for one in targets))
        found: dict[int, float] = {}
        for target in targets:
            passages = self._library.documents.neighbours(target.number, 0, 400)
            text = "\n".join([target.source, target.title, *(one.text for one in passages)])
            held = frozenset(terms(text))
            share = sum(one.weight for one in concepts if one.stands_in(text, held)) / total
            found[target.number] = max(share, 0.9 * near.get(target.number, 0.0))
        return found

    def papers_alike(self, documents: frozenset[int] | None) -> tuple[Target, ...]:
        """Return the documents of a library most of which are contracts, else none.

        Sheets are left out.
        """
        there = self.documents(documents)
        papers = self._papers(there)
        written = [one for one in there if is_written(papers[one.number])]
        deals = sum(is_of_kind(papers[one.number], CONTRACTS) for one in written)
        if deals < MOSTLY * len(written):
            deals += len(self._by_matter(written, papers))
        return tuple(written) if deals >= MOSTLY * len(written) else ()

    def names_one(self, question: str, targets: Sequence[Target]) -> bool:
        """Return whether a question holds a word that names one of few documents."""
        there = frozenset(one.number for one in targets)
        named = frozenset(term for one in targets for term in terms(one.called))
        few = max(FEW_HOLDING, len(targets) // 10)

        def holding(term: str) -> int:
            return len(self._library.words.documents_holding([term], there))

        def is_across_words(term: str) -> bool:
            """Return whether a pair of characters shares one with a usual word: 购合 of 采购合同."""
            at = question.find(term) if len(term) == 2 and not term.isascii() else -1
            beside = (question[max(0, at - 1) : at + 1], question[at + 1 : at + 3]) if at >= 0 else ()
            return any(holding(pair) > few for pair in beside if len(pair) == 2)

        return any(
            0 < holding(term) <= few and not is_across_words(term)
            for term in query_terms(question)
            if term in named
        )

    def deals(self, documents: frozenset[int] | None) -> list[tuple[Target, Paper]]:
        """Return the contracts there are, but for those that change another."""
        from assistant.agent.papers.amendments import (
            says_amendment,  # few questions ask for a matter of contracts
        )

        there = self.documents(documents)
        papers = self._papers(there)
        return [
            (one, paper)
            for one in there
            if is_of_kind(paper := papers[one.number], CONTRACTS)
            and not says_amendment(one.called, paper.beginning)
        ]

    def cell(self, question: str, target: Target, documents: frozenset[int] | None) -> Cell:
        """Return what one document states without a model, or what changed it does.

        Args:
            question: What is asked.
            target: The document.
            documents: Where papers are looked for that change it; None for everywhere.
        """
        column = self._by_topic(column_of(question))
        every = self.documents(documents)
        cell = self._read(target, column)
        by = self._changed([target], every, self._papers(every)).get(target.number)
        return self._in_force(cell, column, by) if by else cell

    def deals_with(self, asked: PartyAsked, question: str, documents: frozenset[int] | None) -> Table | None:
        """Return a table of the contracts with somebody; None where none is."""
        from assistant.agent.each.deals_with import deals_with  # few questions ask

        texts = [
            (text, TableRow(one.source, one.title, (Cell("not_stated"),), False))
            for one, text in self._contracts(documents)
        ]
        if not texts:
            return None
        return deals_with(asked, question, texts, self._answering.model)

    def _contracts(self, documents: frozenset[int] | None) -> list[tuple[Target, DocumentText]]:
        """Return the contracts with their texts; empty where none is known to be one."""
        column, there = column_of("contracts with us"), self.documents(documents)
        targets, of_kind = self._asked(
            [replace(column, noun="contracts", about=())], there, self._papers(there)
        )
        texts = [(one, self._answering.document(one.number, one.passages, column)) for one in targets]
        return texts if of_kind else []

    def of_named(self, name: str, documents: frozenset[int] | None) -> tuple[frozenset[int], frozenset[int]]:
        """Return the contracts at whose head somebody is named, and all others."""
        contracts, wanted = self._contracts(documents), "".join(name.casefold().split())
        named: set[int] = set()
        for one, text in contracts:
            head = f"{one.called} {' '.join(passage.text for passage in text.passages)[:HEAD_CHARS]}"
            if wanted in "".join(head.casefold().split()):
                named.add(one.number)
        return frozenset(named), frozenset(one.number for one, _ in contracts) - named

    def is_known(self, name: str) -> bool:
        """Return whether any document holds all words of a name."""
        there = self._library.documents.counts()["found"]
        numbers = frozenset(one.number for one in self.documents(None)) if there else frozenset()
        held = [self._library.words.documents_holding([term], numbers) for term in terms(name)]
        return bool(held) and bool(numbers.intersection(*held))

    def sided(self, documents: frozenset[int] | None) -> list[tuple[Target, Side, Unit | None, str]]:
        """Return the contracts, each with our side, the sentence that tells it, its sort."""
        from assistant.agent.each.deal_sides import side_of  # few questions ask

        contracts, model = self._contracts(documents), self._answering.model
        papers = self._papers([one for one, _ in contracts])
        found: list[tuple[Target, Side, Unit | None, str]] = []
        for one, text in contracts:
            sort = sort_of(papers[one.number])
            side, unit = side_of(model.units_of(text), model.sides_of(text), leased=sort == LEASE)
            found.append((one, side, unit, sort))
        return found

    def of_form(self, question: str, documents: frozenset[int] | None) -> Table | None:
        """Return the papers of one form that match a question; None where none is asked."""
        from assistant.agent.cells.form_questions import may_list  # few questions ask
        from assistant.agent.cells.forms import LEAST_ALIKE
        from assistant.agent.cells.forms_road import FormPapers, form_table

        if not may_list(question) or len(every := self.documents(documents)) < LEAST_ALIKE:
            return None
        short = [one for one in every if one.passages <= READ_WHOLE]
        texts = {one.number: self._answering.document(one.number, one.passages, _ANY) for one in short}
        papers = self._papers(every)
        if not (forms := self._forms_of(short, texts, papers)):
            return None
        there = {one.number: one for one in every}
        members = [there[number] for form in forms for number in form.papers]
        changed = self._changed(members, every, papers)
        return form_table(
            question,
            FormPapers(
                forms,
                texts,
                {one.number: (one.source, one.title) for one in every},
                {
                    number: [self._answering.document(one.number, one.passages, _ANY) for one in by]
                    for number, by in changed.items()
                },
                self._answering,
            ),
        )

    def _forms_of(
        self, targets: Sequence[Target], texts: Mapping[int, DocumentText], papers: Mapping[int, Paper]
    ) -> list[Form]:
        """Return the forms of which some papers were made, found once for the same ones."""
        from assistant.agent.cells.forms import forms_of

        key = tuple(f"{one.number} {one.content}" for one in targets)
        if self._forms is None or self._forms[0] != key:
            deals = frozenset(one.number for one in targets if is_of_kind(papers[one.number], CONTRACTS))
            written = [texts[one.number] for one in targets if is_written(papers[one.number])]
            self._forms = key, forms_of(written, deals)
        return self._forms[1]

    def holding_names(self, question: str, targets: Sequence[Target]) -> frozenset[str]:
        """Return the sources of the documents that hold all names in a question.

        None where it names nobody.
        """
        from assistant.agent.papers.other_papers import names_asked_of  # few questions choose papers

        numbers = frozenset(target.number for target in targets)
        names = names_asked_of(self._library, question)
        wanted = list(dict.fromkeys(term for word in names for term in terms(word)))
        held = set(numbers) if wanted else set()
        for term in wanted:
            held &= self._library.words.documents_holding([term], numbers)
        return frozenset(target.source for target in targets if target.number in held)

    def lacking(self, question: str, targets: Sequence[Target]) -> frozenset[str]:
        """Return the sources of the documents without one of the words of a question."""
        asked = [one for one in concepts_of(question) if one.weight > GENERIC_WEIGHT]
        found: set[str] = set()
        for one in targets:
            text = self._answering.document(one.number, one.passages, column_of(question))
            said = "\n".join([one.called, *(passage.text for passage in text.passages)])
            held = frozenset(terms(said))
            if not all(concept.stands_in(said, held) for concept in asked):
                found.add(one.source)
        return frozenset(found)

    def matches(self, question: str, targets: Sequence[Target], *, narrowed: bool = False) -> list[Match]:
        """Weigh documents by what a question wants of them, beside each other.

        Args:
            question: As it was asked.
            targets: The documents.
            narrowed: Whether they are those of the kind which the question names.
        """
        from assistant.agent.cells.matching import matches  # few questions choose papers

        return matches(self._put(question, targets, narrowed))

    def own_words(self, question: str, targets: Sequence[Target]) -> list[OwnWords | None]:
        """Return what the words of documents say of what a question wants of them."""
        from assistant.agent.cells.own_words import by_own_words  # few questions choose papers

        texts = [self._answering.document(one.number, one.passages, column_of(question)) for one in targets]
        return by_own_words(question, [self._answering.model.units_of(one) for one in texts])

    def measured(self, question: str, targets: Sequence[Target], *, narrowed: bool) -> Mapping[str, Floats]:
        """Return what documents are weighed by; see `matching.measures`.

        For `benchmarks.matching`, which fits the weights.
        """
        from assistant.agent.cells.matching import measures

        return measures(self._put(question, targets, narrowed)).columns

    def _put(self, question: str, targets: Sequence[Target], narrowed: bool) -> Put:
        from assistant.agent.cells.matching import Put

        texts = [self._answering.document(one.number, one.passages, column_of(question)) for one in targets]
        weights = self._searcher.weights(query_terms(question))
        papers = self._papers(targets)
        unnamed = {one.number for one in self._by_matter(targets, papers)}
        deals = [is_of_kind(papers[one.number], CONTRACTS) or one.number in unnamed for one in targets]
        names = [one.called for one in targets]
        return Put(question, texts, names, weights, self._answering, deals, narrowed)

    def _kept(self, columns: Sequence[Column], targets: Sequence[Target]) -> dict[tuple[int, int], Cell]:
        found: dict[tuple[int, int], Cell] = {}
        for row, target in enumerate(targets):
            for at, column in enumerate(columns):
                cell = self._answering.kept(target.number, target.content, column) if target.content else None
                if cell is not None:
                    found[row, at] = cell
        return found

    # Asking

    @cached_property
    def by_model(self) -> ModelCells:
        """Fills cells with the chat model."""
        from assistant.agent.cells.model_cells import ModelCells  # where there is one

        return ModelCells(self._answering)

    def seconds_a_cell(self) -> float:
        """Return how long a cell takes, as it was seen here, or a guess."""
        if not self._has_model:
            return QUOTED_S
        try:
            return float(self._library.notes.get(f"{_SPEED_NOTE}{self._answering.asked_with}"))
        except ValueError:
            return ASKED_S

    async def fill(
        self, plan: Plan, *, may_ask: Callable[[int], bool] | None = None, kept_only: bool = False
    ) -> AsyncGenerator[CellFilled, None]:
        """Answer the missing cells, document by document; each is kept as it comes.

        A cell for which the model fails is read without it, and not kept; one that fails again and again is asked no more.

        Args:
            plan: What is asked.
            may_ask: Tells whether the model is asked about the document of a row; the others are quoted. None for all.
            kept_only: Whether missing cells are left out.

        Raises:
            PartMissing: The model cannot be reached.
        """
        done, missing = 0, plan.cells - len(plan.kept)
        took: list[float] = []
        failed = 0
        for row, target in enumerate(plan.targets):
            for at, column in enumerate(plan.columns):
                cell = plan.kept.get((row, at))
                was_kept, unasked = cell is not None, False
                if cell is None and kept_only:
                    continue
                if cell is None:
                    began = time.monotonic()
                    by_model = self._has_model and (may_ask is None or may_ask(row))
                    unasked = by_model and failed >= MOST_FAILED
                    by_model = by_model and not unasked
                    try:
                        cell = await self._answered(target, column, by_model=by_model)
                        failed = 0 if by_model else failed
                    except ModelFault:
                        failed, by_model, unasked = failed + 1, False, True
                        cell = await self._answered(target, column, by_model=False)
                    if by_model or not self._has_model:
                        took.append(time.monotonic() - began)
                        await asyncio.to_thread(self._keep, target, column, cell)
                    missing -= 1
                if by := plan.changed.get(target.number):
                    cell = await in_thread(self._in_force, cell, column, by)
                done += 1
                left = missing * _usual(took) if took and missing else 0.0 if not missing else None
                yield CellFilled(row, at, cell, done, plan.cells, left, was_kept, unasked)
        if took and self._has_model:
            note = f"{_SPEED_NOTE}{self._answering.asked_with}"
            await asyncio.to_thread(self._library.notes.try_set, note, f"{_usual(took):.2f}")

    async def _answered(self, target: Target, column: Column, *, by_model: bool) -> Cell:
        text = await in_thread(self._answering.document, target.number, target.passages, column)
        if not by_model:
            return await in_thread(self._answering.quoted, text, column)
        return await self.by_model.asked(text, column)

    def _in_force(self, cell: Cell, column: Column, changed_by: Sequence[Target]) -> Cell:
        """Return what a later paper says in place of a cell, with the words of both."""
        from assistant.agent.cells.in_force import (  # where papers change others
            in_force,
            leaves_alone,
            may_change,
        )

        topics = self._answering.model.topics_asked(column.question)
        if not may_change(column, max(topics, key=lambda one: topics[one], default="")):
            return cell
        replaced = (self._replaced(cell, one, column) for one in changed_by)
        if (put := next(filter(None, replaced), None)) is not None:
            return put
        texts = {one: self._answering.document(one.number, one.passages, column) for one in changed_by}
        changing = [one for one, text in texts.items() if not leaves_alone(text, column)]
        return in_force(cell, column, [self._read(one, column) for one in changing])

    def _replaced(self, cell: Cell, letter: Target, column: Column) -> Cell | None:
        """Return what a letter puts in the place of a cell by the number of its clause."""
        from assistant.agent.cells.in_force import replaced_in
        from assistant.agent.earlier import units_cited

        units = units_cited(self._library, cell.citations[:1]) if cell.value else []
        if not units:
            return None
        text = self._answering.document(letter.number, letter.passages, column)
        return replaced_in(text, cell, units[0], column)

    def stated(self, number: int, question: str, beside: frozenset[int]) -> tuple[str, Cell]:
        """Return the topic that is surely asked, and what a contract states of it by now.

        Args:
            number: The contract.
            question: As it was asked.
            beside: Documents of which some may change it.

        Returns:
            "" where no topic is.
        """
        asked = self._answering.model.topics_asked(question) if self.compares_meaning else {}
        # Names in a question say nothing of what is asked, and make that less clear.
        by_word = [one.name for one in concepts_of(question) if asked.get(one.name, 0.0) >= ASKED_BY_WORD]
        likeliest = max(asked, key=lambda one: asked[one], default="")
        topic = likeliest if asked.get(likeliest, 0.0) >= SURELY_ASKED else ""
        topic = topic or (by_word[0] if len(by_word) == 1 else "")
        if not topic:
            return "", Cell()
        payment = PAYMENT[language_of(question) == "zh"] if topic == "pay" else ""
        column = (
            column_of(payment)
            if payment
            else usual_column(question, dict.fromkeys(asked, 0.0) | {topic: 1.0}) or column_of(question)
        )
        every = self.documents(beside | {number})
        target = next((one for one in every if one.number == number), None)
        if target is None:
            return "", Cell()
        cell = self._read(target, column)
        by = self._changed([target], every, self._papers(every)).get(number, ())
        return topic, self._in_force(cell, column, by) if by else cell

    def _read(self, target: Target, column: Column) -> Cell:
        from assistant.agent.cells.in_force import changed_in

        kept = self._answering.kept(target.number, target.content, column) if target.content else None
        if kept is not None and kept.value:
            return kept
        text = self._answering.document(target.number, target.passages, column)
        cell = kept or self._answering.quoted(text, column)
        return cell if cell.value else changed_in(text, column) or cell

    def with_days_written(
        self, plan: Plan, cells: Mapping[tuple[int, int], Cell]
    ) -> dict[tuple[int, int], Cell]:
        """Fill in the day at the head or the foot of papers where none says "signed".

        It is marked, unless it was read for the day of signing too.
        """
        from assistant.agent.cells.one_cell import cell_of
        from assistant.agent.papers.paper_times import day_written
        from assistant.agent.words.value_spans import values_agree

        found = dict(cells)
        for (row, at), cell in cells.items():
            if at or not (cell.says_none or cell.state == "unsure"):
                continue
            if (written := day_written(self._library, plan.targets[row].number, date.today())) is None:
                continue
            day, unit = written
            agrees = bool(cell.value) and values_agree(cell.value, day, "date")
            if agrees or cell.says_none:
                found[row, at] = cell_of("found" if agrees else "unsure", day, [unit], day)
        return found

    def _keep(self, target: Target, column: Column, cell: Cell) -> None:
        with suppress(LibraryError):  # a library that cannot be written is asked all the same
            self._answering.keep(target.content, column, cell)

    async def events(self, plan: Plan, *, kept_only: bool = False) -> AsyncGenerator[TableEvent, None]:
        """Fill a table, as events: what is asked, each cell, and the table."""
        yield TableStarted(
            tuple(column.title for column in plan.columns),
            tuple(one.source for one in plan.targets),
            tuple(one.title for one in plan.targets),
            plan.there,
            plan.seconds,
        )
        cells: dict[tuple[int, int], Cell] = {}
        unasked = 0
        async for filled in self.fill(plan, kept_only=kept_only):
            cells[filled.row, filled.column] = filled.cell
            unasked += filled.unasked
            yield filled
        yield replace(table_of(plan, cells), unasked=unasked)


def _usual(took: Sequence[float]) -> float:
    last = took[-20:]
    return sum(last) / len(last)

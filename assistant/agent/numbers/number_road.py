"""Answer a question with a number out of tables.

Computed by SQL, shown with its query and the rows that it comes from.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from assistant.agent import road_choice
from assistant.agent.citing.quoting import Quotes
from assistant.agent.citing.sentence_meaning import IN_PROCESS
from assistant.agent.numbers.number_answers import NumberAnswers
from assistant.agent.numbers.number_choice import choose
from assistant.agent.numbers.number_guesses import (
    LEAST_GUESS,
    LIKELIER,
    LIKELY_GUESS,
    PLAIN_GUESS,
    READ_GUESS,
    SURE_GUESS,
    UNASKED_GUESS,
    NumberGuesses,
    answers_otherwise,
    computes_unasked,
    is_of_all_rows,
    names_rows,
    shows_rows,
)
from assistant.agent.numbers.number_plans import LEAST_WEIGHT, NumberPlans
from assistant.agent.numbers.number_proposals import NumberProposals
from assistant.agent.numbers.number_texts import read_as, wording_of
from assistant.agent.numbers.row_facts import RowFacts
from assistant.agent.progress import Progress
from assistant.agent.step import Step
from assistant.agent.words.stated_totals import stated_total
from assistant.events import Event
from assistant.languages import plain
from assistant.library.label_vectors import PREPARED_NOTE, LabelVectors
from assistant.library.library import Library
from assistant.models.base import ChatModel, Embedder
from assistant.retrieval.periods import period_in
from assistant.tables.data.database import Family
from assistant.tables.data.finding import TableFinder
from assistant.tables.data.ledgers import OPEN
from assistant.tables.data.words import bare_header
from assistant.tables.query.computing import Outcome
from assistant.tables.query.figures import computed, figure_of, has_figure, is_one_cell, plans_of
from assistant.tables.query.guessing import Guess, laid_beside, with_joined
from assistant.tables.query.planning import Plan
from assistant.tables.query.proposing import Proposal
from assistant.tables.question.asking import Operation, asks_number, asks_one_price
from assistant.tables.question.everyday import asks_cell, everyday, lists
from assistant.tables.question.meanings import Meanings
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.claims.attribution import Weigh
    from assistant.agent.numbers.later_rows import LaterRows

MOST_LAID_BESIDE = 300
"""Documents up to which every question is laid beside the sheets among them."""
LEAST_ASKED = 0.15
"""How likely a table is asked, for a model to be let write a query over it."""
MEANT_ROWS, MEANT, MOST_MEANT = 0.05, 0.3, 2
"""How likely a table is asked for its rows to be shown all where the question may want rows or a figure, and where it wants a fact; and
so many of them at most."""
_Chosen = tuple[Guess, Outcome]
"""A guess with what it comes to."""
FIGURES: tuple[Operation, ...] = ("sum", "average", "count", "max", "min", "share", "difference")


def embed_labels(
    library: Library, embedder: Embedder, seconds: float, before: LabelVectors | None = None
) -> None:
    """Embed the words of sheets before a question is laid beside them.

    The first one would wait for over a thousand.

    Args:
        library: Keeps their vectors.
        embedder: Nothing is done where it is not the model in process.
        seconds: By the clock, after which no more are begun.
        before: Those that were dropped since files changed.
    """
    if embedder.engine != IN_PROCESS:
        return
    # Made before tables are read, whose files may be forgotten meanwhile.
    meanings = Meanings(embedder, library.notes)
    words = laid_beside(with_joined(TableFinder(library).families("", None)), date.today())
    if meanings.prepare(words, seconds, before):
        library.notes.try_set(PREPARED_NOTE, "1")


class NumberRoad:
    """Answers questions with numbers out of a library's tables.

    Args:
        library: Where the tables are.
        chat: Proposes queries where the program has none; None where there is no model.
        embedder: Compares words of a question with those of tables, best the model in process, by which the
            margins were found; None where only equal ones count.

    Attributes:
        plans: Computes what the words of a question surely ask.
    """

    def __init__(self, library: Library, chat: ChatModel | None, embedder: Embedder | None) -> None:
        self._library = library
        self._chat = chat
        self._finder = TableFinder(library)
        self._meanings = meanings = Meanings(embedder, library.notes) if embedder is not None else None
        self._facts = RowFacts(self._finder, meanings)
        self._answers = NumberAnswers(library, self._facts, self._finder)
        self._guesses = NumberGuesses(library, self._finder, meanings, self._facts, self._answers)
        self.plans = NumberPlans(self._finder, self._answers, self._guesses)
        self._proposals = NumberProposals(chat, self._answers) if chat is not None else None

    @cached_property
    def later_rows(self) -> LaterRows:
        """What asks more of rows that were told."""
        from assistant.agent.numbers.later_rows import LaterRows  # few questions follow others

        return LaterRows(self._library, self._finder, self._meanings, self._answers)

    def keep(self) -> None:
        """Keep the vectors of tables that were made; called when the answer is there."""
        if self._meanings is not None:
            self._meanings.keep()

    async def step(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        otherwise: Callable[[Callable[[], Step | None] | None], Awaitable[Step]] | None = None,
        *,
        unless_texts: Callable[[Progress, Step | None], Awaitable[Step | None]] | None = None,
        proposes: bool = True,
    ) -> Step | None:
        """Return the step that answers a question; None where no table answers it.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
            otherwise: Makes the step that asks the texts where a model proposes no sound query, from what shows rows in the
                place of an answer that they do not hold; None shows rows at once.
            unless_texts: Gives None for a step of what is guessed in the place of a model's query, where texts are likelier asked.
            proposes: Whether a model may choose a reading or write a query.
        """
        for question in progress.request.readings:
            if (step := await self.plans.computed_for(progress, documents, question)) is not None:
                return step
            if (step := await self.plans.bridged(progress, documents, question)) is not None:
                return step
        question, language = progress.request.read, progress.request.language
        surely = asks_number(plain(question))
        rows = everyday(plain(question)).operation == "list" and not OPEN.search(plain(question))
        if rows:  # though "less" may ask for a number
            step = await asyncio.to_thread(self.plans.surely_chosen, progress, documents)
            if step is not None:
                return step
        families = await in_thread(self._finder.families, progress.request.words, documents, surely=surely)
        usual = LEAST_GUESS if surely or progress.request.kind == "number" else PLAIN_GUESS
        likely = max(usual, SURE_GUESS) if self._chat is not None else usual
        guess: Callable[[], _Chosen | None] = partial(
            self._guesses.chosen, progress, documents, likely, families=families if surely else None
        )
        if progress.request.kind == "fact":
            guess = _nothing  # the texts come first, see `Agent._from_found`
        if not families:
            if (step := await self.plans.bridged(progress, documents, question)) is not None:
                return step
            return await self._guess_or_texts(progress, guess, otherwise)
        plans = await asyncio.to_thread(plans_of, question, families, date.today(), language)
        least = 0.0 if surely else LEAST_WEIGHT
        sure = [
            one
            for one in plans
            if not one.uncovered and one.weight >= least and not answers_otherwise(question, one)
        ]
        if sure:
            outcomes = await asyncio.to_thread(computed, sure)
            done = [one for one in outcomes if has_figure(one)]
            if not surely and done and all(is_one_cell(one) for one in done):
                return self._answers.told(progress, done) if _is_price_asked(question, done) else None
            if (
                len(done) == 1
                and (total := await in_thread(stated_total, self._library, done[0])) is not None
            ):
                return self._answers.quoted(progress, done[0], total)
            # Where no row matches, the words may be meant of a text; of a time that is said, there is none.
            timed = period_in(question, date.today()) is not None
            unsure = [one for one in outcomes[:1] if not one.is_computed and (one.rows or timed)]
            if done:
                sheets = families if surely else await in_thread(self._finder.families, question, documents)
                if (step := await in_thread(self._guesses.rather, progress, sheets, done)) is not None:
                    return step
                return await in_thread(self.plans.weighed, progress, sheets, done)
            if not done and unsure and (step := await self._told(progress, guess)) is not None:
                return step
            if unsure and surely:
                return self._answers.told(progress, unsure)
        if (step := await asyncio.to_thread(self.plans.joined, progress, families, least)) is not None:
            return step
        if (step := await self.plans.bridged(progress, documents, question)) is not None:
            return step
        if proposes and self._chat is not None and guess is not _nothing:
            own = partial(self._guesses.chosen, progress, documents, LIKELY_GUESS, families=families)
            if surely and (step := await self._guess_or_texts(progress, own, otherwise)) is not None:
                return step
            readings = await asyncio.to_thread(self._guesses.readings, progress, families)
            if (chosen := await choose(self._chat, progress, readings)) is not None:
                return self._guesses.told(progress, *chosen)
        near = [one for one in plans if one.weight >= LEAST_WEIGHT]
        if proposes and self._proposals is not None and progress.request.kind == "number" and families:
            sheets = (
                families
                if surely
                else await in_thread(self._finder.families, question, documents, surely=True)
            )
            tables = await in_thread(self._guesses.tables, progress, sheets, MEANT_ROWS)
            return Step(
                [self._answers.looked([one.family for one in near[:1]] or tables or sheets, language)],
                work=partial(
                    self._proposals.events,
                    progress,
                    tables or sheets,
                    near,
                    partial(self._told, progress, guess, unless_texts),
                    partial(self._agreeing, progress, sheets),
                    hands_over=otherwise is not None,
                ),
                then=partial(self._proposals.handed_over, progress, near, otherwise)
                if otherwise is not None
                else None,
            )
        if (step := await self._guess_or_texts(progress, guess, otherwise)) is not None:
            return step
        progress.uncomputed = surely or (self._chat is not None and progress.request.kind == "number")
        return None

    async def proposed(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        otherwise: Callable[[], Awaitable[Step | None]],
    ) -> Step | None:
        """Return the step that lets a model choose the rows which a question asks for.

        None where no table is likely asked. Of the first of some in an order, a text may tell too: it is shown where the program
        reads the question so.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
            otherwise: Makes the step that asks the texts where it writes no query that may answer.
        """
        if self._proposals is None or not await asyncio.to_thread(self._may_be_of_rows, progress, documents):
            return None
        question = progress.request.read
        lists = progress.request.kind == "list"
        families = await in_thread(self._finder.families, question, documents, surely=True)
        if not lists and not await in_thread(self._guesses.ranks, progress, families):
            return None
        tables = await in_thread(self._guesses.tables, progress, families, LEAST_ASKED)
        if not tables:
            return None

        async def nothing() -> Step | None:
            return None

        async def after() -> Step | None:
            return None if progress.writer.text else await otherwise()

        agreeing = partial(self._agreeing, progress, families)
        propose = partial(
            self._proposals.events, progress, tables, [], nothing, agreeing, hands_over=True, alone=lists
        )
        return Step(work=propose, then=after)

    def _agreeing(self, progress: Progress, families: Sequence[Family], proposal: Proposal) -> Step | None:
        """Return the step of a reading that comes to what a model's query does."""
        found = self._guesses.agreeing(progress, families, proposal)
        return self._guesses.told(progress, *found) if found is not None else None

    async def _guess_or_texts(
        self,
        progress: Progress,
        guess: Callable[[], _Chosen | None],
        otherwise: Callable[[Callable[[], Step | None] | None], Awaitable[Step]] | None,
    ) -> Step | None:
        """Return the step of a guess, or of the texts where it leaves words over.

        A model reads these first then, and what was guessed is shown where they bear none of its answer.
        """
        if (found := await asyncio.to_thread(guess)) is None:
            return None
        tell = partial(self._guesses.told, progress, *found)
        if self._chat is None or otherwise is None or not found[0].left:
            return await asyncio.to_thread(tell)
        return await otherwise(tell)

    async def _told(
        self,
        progress: Progress,
        guess: Callable[[], _Chosen | None],
        unless_texts: Callable[[Progress, Step | None], Awaitable[Step | None]] | None = None,
    ) -> Step | None:
        """Return the step that tells a guess; None where there is none."""
        if (found := await asyncio.to_thread(guess)) is None:
            return None
        step = await asyncio.to_thread(self._guesses.told, progress, *found)
        return await unless_texts(progress, step) if unless_texts is not None else step

    async def listed(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that shows rows which a question asks for.

        None where no table surely holds them; a model that reads the texts sees what a table leaves over.
        """
        if step := await asyncio.to_thread(self.plans.surely_chosen, progress, documents):
            return step
        listing: tuple[Operation, ...] = ("list",)
        whole = self._chat is not None
        chosen = partial(self._guesses.chosen, progress, documents, SURE_GUESS, listing, whole=whole)
        return await self._told(progress, chosen)

    async def called(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that shows rows which their table calls as the question does.

        None where none does, or no rows are asked for.
        """
        request = progress.request
        if not (request.kind == "list" or progress.of_library or lists(plain(request.read))):
            return None
        called = partial(self._guesses.called, progress, documents, whole=self._chat is not None)
        found = await asyncio.to_thread(called)
        return await asyncio.to_thread(self._guesses.told, progress, *found) if found is not None else None

    async def who(
        self, progress: Progress, documents: frozenset[int] | None, asked: str, *, group: bool, where: bool
    ) -> tuple[Step, bool] | None:
        """Return the step that says by the row of a register who somebody is.

        And whether the question names them, and not their role; None where no register holds them.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
            asked: The name, role or group of whom a question asks.
            group: Whether all of a group are asked for.
            where: Whether it asks where a thing is.
        """
        return await asyncio.to_thread(self._who, progress, documents, asked, group=group, where=where)

    def _who(
        self, progress: Progress, documents: frozenset[int] | None, asked: str, *, group: bool, where: bool
    ) -> tuple[Step, bool] | None:
        from assistant.agent.numbers.who_is import kept_at, registered  # few questions ask

        families = self._finder.families(asked, documents, surely=True)
        tables = [table for one in families for table in one.tables]
        found = kept_at(asked, tables) if where else registered(asked, tables, group=group)
        if found is None:
            return None
        return self._answers.people(progress, asked, found, families, group=group), found.by_name

    async def guessed(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        *,
        plainly: bool = False,
        figures: bool = False,
    ) -> Step | None:
        """Return the step that shows what a question may ask of a table.

        None where nothing is sure enough: much surer with `plainly`, before the texts are asked. With `figures`, none where it asks for rows.
        """
        unasked = UNASKED_GUESS if self._chat is None else READ_GUESS
        least = unasked if plainly else LEAST_GUESS
        operations = FIGURES if figures else ()
        if plainly and (step := await asyncio.to_thread(self.plans.surely_chosen, progress, documents)):
            return step
        if plainly and not await asyncio.to_thread(self._may_be_of_rows, progress, documents):
            return None
        whole = plainly and self._chat is not None
        chosen = partial(
            self._guesses.chosen, progress, documents, least, operations, several=plainly, whole=whole
        )
        return await self._told(progress, chosen)

    async def likelier(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        quotes: Quotes,
        weights: Weigh,
        *,
        by_row: bool,
    ) -> Step | None:
        """Return the step that shows what a question may ask of a table.

        None where a text is likelier asked; the turn keeps what the table comes to, if that may be asked too.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
            quotes: That sentence; its likelihood is 0 where it lacks the day that is asked for.
            weights: Gives the rarity of terms.
            by_row: Whether a row of a table would be quoted.
        """
        # Looked at before all that reads tables is loaded, which takes as long as the search.
        if not await asyncio.to_thread(self._finder.sheets, documents):
            return None
        likely = quotes.likely
        several = progress.request.kind == "fact" and likely > 0  # a text may say more than one row
        chosen = partial(self._guesses.chosen, progress, documents, 0.0, several=several)
        found = await asyncio.to_thread(chosen)
        if found is None:
            return None
        of_sheet = await self.of_sheet(progress, found[0].plan, quotes, weights)
        if not road_choice.is_beside(of_sheet, quotes):
            return None
        plan, surely = found[0].plan, likely == 0 and found[0].likelihood >= SURE_GUESS
        request = progress.request
        if request.kind == "fact" and not request.may_compute and computes_unasked(plan, request.read):
            return None
        if is_of_all_rows(plan) and found[0].likelihood < LEAST_GUESS:
            return None  # what it leaves out may be what is asked
        if shows_rows(plan) and not (by_row or surely or names_rows(*found)):
            return None  # rows that may bear on it are no better than words that do
        if of_sheet < road_choice.FIRST and not await in_thread(
            partial(self._guesses.covers, surely=False), progress, found[1]
        ):
            progress.rival = plan
            return None
        return await asyncio.to_thread(self._guesses.told, progress, *found)

    async def meant(self, progress: Progress, documents: frozenset[int] | None) -> list[list[int]]:
        """Return the tables that may be asked, the likeliest first.

        Each as the numbers of its passages; none where it is likelier that no table is asked.
        """
        return await in_thread(self._meant, progress, documents)

    def _meant(self, progress: Progress, documents: frozenset[int] | None) -> list[list[int]]:
        if not self._may_be_of_rows(progress, documents):
            return []
        families = self._finder.families(progress.request.read, documents, surely=True)
        likely: defaultdict[tuple[int, ...], float] = defaultdict(float)
        for one in self._guesses.likeliest(progress, families):
            for table in one.plan.family.tables:
                likely[tuple(dict.fromkeys(place.passage for place in table.places))] += one.likelihood
        asks_rows = progress.request.kind == "list" or progress.request.may_compute
        least = MEANT_ROWS if asks_rows else MEANT
        chosen = sorted((one for one in likely if likely[one] >= least), key=lambda one: -likely[one])
        return [[*one] for one in chosen[:MOST_MEANT]]

    def texts(self, documents: frozenset[int] | None) -> frozenset[int]:
        """Return the documents that are no sheets, among some or of all."""
        every = self._library.documents.sources() if documents is None else documents
        return frozenset(every) - frozenset(self._library.documents.sheets())

    async def of_sheet(self, progress: Progress, plan: Plan, quotes: Quotes, weights: Weigh) -> float:
        """Estimate how likely a plan over a table is asked, and no text."""
        question, guess = progress.request.read, self._guesses.guess_of(progress, plan)
        own, language = progress.request.question, progress.request.language
        asked = own if own != question and language not in ("de", "en") else ""  # read in texts too
        told = partial(
            road_choice.told, question, plan, guess, quotes, self._library, weights, self._meanings
        )
        return road_choice.of_sheet(await in_thread(told, date.today(), asked))

    def again(self, progress: Progress, plan: Plan) -> Step | None:
        """Return the step of a plan that texts came before, where they hold no answer.

        None where it cannot be computed now: it is refused, or takes too long.
        """
        if (outcome := next(iter(computed([plan])), None)) is None:
            return None
        progress.unsaid()
        guess = self._guesses.guess_of(progress, plan) or Guess(plan, 0.0, ())
        return self._guesses.told(progress, guess, outcome)

    def beside(self, progress: Progress, plan: Plan) -> list[Event]:
        """Say in a line what a table comes to, behind the words of texts.

        And what another reading does, where this one is unlikely.
        """
        if (outcome := figure_of(plan)) is None:
            return []
        guess = self._guesses.guess_of(progress, plan) or Guess(plan, 0.0, ())
        wording = wording_of(progress.request.language)
        told = [(read_as(guess, wording, of_one_row=outcome.matched == 1), outcome)]
        if guess.likelihood < LIKELIER:
            told += self._guesses.beside(progress, plan, outcome)[:1]
        return self._answers.beside(progress, told)

    def _may_be_of_rows(self, progress: Progress, documents: frozenset[int] | None) -> bool:
        """Return whether a question is worth laying beside tables.

        Of a large library only where sheets hold words of it.
        """
        if not self._finder.sheets(documents):
            return False
        few = self._library.documents.counts()["found"] <= MOST_LAID_BESIDE
        return few or bool(self._finder.families(progress.request.words, documents, surely=False))

    async def said_by_row(
        self, progress: Progress, documents: frozenset[int] | None, step: Step
    ) -> Step | None:
        """Return a step of quotes in which the first row's cell is said as text.

        None where no row of a sheet answers.
        """
        return await asyncio.to_thread(self._said_by_row, progress, documents, step)

    def _said_by_row(self, progress: Progress, documents: frozenset[int] | None, step: Step) -> Step | None:
        question = progress.request.read
        if progress.request.kind != "fact" or not asks_cell(plain(question)):
            return None
        place = self._facts.first_row(question, step.quotes)
        row = self._facts.row_of(step.quotes[place]) if place is not None else None
        row = self._facts.own_row(question, row) if row is not None else None
        if row is None:
            return None
        rows = self._facts.meant(question, row, self._finder.sheets(documents))
        told = self._answers.rows_said(progress, rows, only=True)
        if not told:
            return None
        events = [*step.events, *told]
        said = {(one.place.passage, one.place.start) for one in (row, *rows)}
        rest = [unit for unit in step.quotes if (unit.passage.id, unit.start) not in said]
        return replace(step, events=events, quotes=rest)


def _is_price_asked(question: str, outcomes: Sequence[Outcome]) -> bool:
    """Return whether one cell is the price of one piece, asked for by its header."""
    measures = [name for one in outcomes for name in one.plan.measures]
    text = plain(question)
    return asks_one_price(text) and len(measures) == 1 and plain(bare_header(measures[0])) in text


def _nothing() -> None:
    """Guess nothing."""

"""Answer a question with a number out of tables.

Computed by SQL, shown with its query and the rows that it comes from.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Literal

from assistant.agent.documents import changed_since_read, read_facts
from assistant.agent.number_choice import choices, choose
from assistant.agent.number_texts import (
    Wording,
    figure_said,
    notice_of,
    read_as,
    title_of,
    wording_of,
    written,
)
from assistant.agent.other_papers import names_others
from assistant.agent.progress import Progress
from assistant.agent.prompts import chat_messages, inside
from assistant.agent.request import Request
from assistant.agent.row_facts import MOST_ALIKE, Row, RowFacts
from assistant.agent.stated_totals import stated_total
from assistant.agent.step import Step
from assistant.agent.writing import Writer
from assistant.errors import ModelFault, PartMissing
from assistant.events import Computed, Event, Looked, Notice, Working
from assistant.languages import Language, language_of, plain
from assistant.library.library import Library
from assistant.models.base import ChatModel, ChatOptions, Embedder, whole_answer
from assistant.retrieval.evidence import Unit
from assistant.retrieval.periods import period_in
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family, QueryRefused, TableDatabase
from assistant.tables.data.finding import TableFinder
from assistant.tables.data.joining import joined
from assistant.tables.data.months import by_month
from assistant.tables.data.reading import Place
from assistant.tables.query.computing import MOST_CITED, Outcome, Remark, compute
from assistant.tables.query.guessing import Guess, described, guesses
from assistant.tables.query.leaning import REMARKS
from assistant.tables.query.planning import Plan, plan
from assistant.tables.query.proposing import PROMPT, Proposal, query_in, run_proposal, schema
from assistant.tables.question.asking import Operation, asks_number
from assistant.tables.question.bridging import bridged, translated_words, translations_said
from assistant.tables.question.everyday import asks_cell, lists
from assistant.tables.question.meanings import Meanings
from assistant.text import clean, without_markup
from assistant.threads import in_thread

MOST_PROPOSED_TOKENS = 400
"""Longest reply of a model that is asked for a query."""
LEAST_WEIGHT = 2.0
"""What a table must explain of a question that only may ask for a number, for it to be computed."""
LEAST_GUESS, LIKELY_GUESS, SURE_GUESS = 0.3, 0.45, 0.6
"""How likely a reading that is partly guessed has to be meant, for it to be computed: where a number is asked for; where a text may say
it too; and where a model would read the text, or rows take the place of documents."""
PLAIN_GUESS = 0.7
"""How likely a reading has to be meant, for it to take the place of what words alone explain; and for a question that does not say by its
words that a number is computed, as "how many days of sick pay" may be a fact of a text."""
LEAST_ROWS_READ = 10
"""Rows from which a table is so large that a reading may take that place."""
Sureness = Literal["hardly", "surely"]
"""How sure it has to be what is asked of a table, for it to be shown."""
FIGURES: tuple[Operation, ...] = ("sum", "average", "count", "max", "min", "share")
MOST_READ = 4
"""Most readings of which the first that comes to something is shown."""
MOST_RIVALS = 3
"""Most tables whose answers are shown where several may be meant."""
_MOST_NAMED = 4


def _has_figure(outcome: Outcome) -> bool:
    """Return whether something was computed: a sum over no row is none.

    A count of no row is one only where it is surely what is counted.
    """
    plan = outcome.plan
    if not outcome.is_computed:
        return False
    if plan.asked.operation == "count" and not outcome.matched:
        by_remarks = any(REMARKS.search(one.column) for one in plan.filters)
        return not (plan.group or plan.uncovered or by_remarks or "guessed" in plan.doubts)
    if plan.asked.operation in ("count", "list"):
        return bool(outcome.rows)
    return any(value is not None for row in outcome.rows for value in row)


class NumberRoad:
    """Answers questions with numbers out of a library's tables.

    Args:
        library: Where the tables are.
        chat: Proposes queries where the program has none; None where there is no model.
        embedder: Compares words of a question with those of tables, best the model in process, by which the
            margins were found; None where only equal ones count.
    """

    def __init__(self, library: Library, chat: ChatModel | None, embedder: Embedder | None) -> None:
        self._library = library
        self._chat = chat
        self._finder = TableFinder(library)
        self._meanings = Meanings(embedder) if embedder is not None else None
        self._facts = RowFacts(self._finder, self._meanings)

    async def step(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        otherwise: Callable[[Callable[[], Step]], Awaitable[Step]] | None = None,
    ) -> Step | None:
        """Return the step that answers a question; None where no table answers it.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
            otherwise: Makes the step that asks the texts where a model proposes no sound query, from what shows rows in the
                place of an answer that they do not hold; None shows rows at once.
        """
        for question in progress.request.stands_for:
            if (step := await self._computed_for(progress, documents, question)) is not None:
                return step
            if (step := await self._bridged(progress, documents, question)) is not None:
                return step
        question, language = progress.request.question, progress.request.language
        surely = asks_number(plain(question))
        families = await in_thread(self._finder.families, question, documents, surely=surely)
        usual = LEAST_GUESS if surely else PLAIN_GUESS
        likely = max(usual, SURE_GUESS) if self._chat is not None else usual
        guess: Callable[[], Step | None] = partial(
            self._guessed, progress, documents, likely, families=families if surely else None
        )
        if progress.request.kind == "fact":
            guess = _nothing  # the texts come first, see `Agent._from_found`
        if not families:
            return await self._bridged(progress, documents, question) or await asyncio.to_thread(guess)
        plans = await asyncio.to_thread(_plans, question, families, language)
        least = 0.0 if surely else LEAST_WEIGHT
        sure = [one for one in plans if not one.uncovered and one.weight >= least]
        if sure:
            outcomes = await asyncio.to_thread(_computed, sure)
            done = [one for one in outcomes if _has_figure(one)]
            if not surely and done and all(_is_one_cell(one) for one in done):
                return None
            if (
                len(done) == 1
                and (total := await in_thread(stated_total, self._library, done[0])) is not None
            ):
                return self._quoted(progress, done[0], total)
            # Where no row matches, the words may be meant of a text; of a time that is said, there is none.
            timed = period_in(question, date.today()) is not None
            unsure = [one for one in outcomes[:1] if not one.is_computed and (one.rows or timed)]
            if done and (step := await asyncio.to_thread(self._rather, progress, families, done)) is not None:
                return step
            if len(done) == 1:
                done = [await asyncio.to_thread(self._doubted, progress, families, done[0])]
            if not done and unsure and (step := await asyncio.to_thread(guess)) is not None:
                return step
            if done or (unsure and surely):
                return self._told(progress, done or unsure)
        if (step := await asyncio.to_thread(self._joined, progress, families, least)) is not None:
            return step
        if (step := await self._bridged(progress, documents, question)) is not None:
            return step
        if self._chat is not None and guess is not _nothing:
            own = partial(self._guessed, progress, documents, LIKELY_GUESS, families=families)
            if surely and (step := await asyncio.to_thread(own)) is not None:
                return step
            readings = await asyncio.to_thread(self._readings, progress, families)
            if (chosen := await choose(self._chat, progress, readings)) is not None:
                return self._told_guess(progress, *chosen)
        near = [one for one in plans if one.weight >= LEAST_WEIGHT]
        if self._chat is not None and near and (surely or near[0].weight > LEAST_WEIGHT):
            return Step(
                [self._looked(near[:1], language)],
                work=partial(self._proposed, progress, near, guess, hands_over=otherwise is not None),
                then=partial(self._handed_over, progress, near, otherwise) if otherwise is not None else None,
            )
        if (step := await asyncio.to_thread(guess)) is not None:
            return step
        progress.uncomputed = surely
        return None

    async def _computed_for(
        self, progress: Progress, documents: frozenset[int] | None, question: str
    ) -> Step | None:
        """Answer a question that another stands for, and say how it was read.

        None where no table surely answers it.
        """
        language, surely = progress.request.language, asks_number(plain(question))
        families = await in_thread(self._finder.families, question, documents, surely=surely)
        plans = await asyncio.to_thread(_plans, question, families, language) if families else []
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT and one.filters]
        outcomes = await asyncio.to_thread(_computed, sure) if sure else []
        done = [one for one in outcomes if _has_figure(one)]
        if not done or (not surely and all(_is_one_cell(one) for one in done)):
            return None
        remark = Remark("read_as", question)
        return self._told(progress, [replace(one, remarks=(remark, *one.remarks)) for one in done])

    async def _bridged(
        self, progress: Progress, documents: frozenset[int] | None, question: str
    ) -> Step | None:
        """Answer a Chinese question from tables in English.

        What its words were taken for is said.
        """
        language = progress.request.language
        if not (words := translated_words(question)):
            return None
        surely = asks_number(plain(question))
        families = await in_thread(self._finder.families, f"{question} {words}", documents, surely=surely)
        pairs = await asyncio.to_thread(bridged, question, families)
        taken = {id(family): over.taken for family, over in pairs}
        plans = [made for family, over in pairs for made in _plans(over.question, [family], language)]
        plans.sort(key=lambda one: (-one.weight, len(one.doubts)))
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT]
        outcomes = await asyncio.to_thread(_computed, sure) if sure else []
        done = [one for one in outcomes if _has_figure(one) and one.matched]
        if not done or (not surely and all(_is_one_cell(one) for one in done)):
            return None
        read_as = (Remark("read_as", question),) if question != progress.request.question else ()
        guessed = [Remark("bridged", translations_said(taken[id(one.plan.family)])) for one in done]
        return self._told(
            progress,
            [
                replace(one, remarks=(*read_as, guess, *one.remarks))
                for one, guess in zip(done, guessed, strict=True)
            ],
        )

    def _joined(self, progress: Progress, families: Sequence[Family], least: float) -> Step | None:
        """Answer from two tables that share a key; None where no two together answer."""
        question, language = progress.request.question, progress.request.language
        pairs = joined(families)
        plans = _plans(question, [pair.family for pair in pairs], language)
        sure = [one for one in plans if not one.uncovered and one.weight >= max(least, LEAST_WEIGHT)]
        outcomes = [one for one in _computed(sure[:1]) if _has_figure(one)] if sure else []
        if not outcomes:
            return None
        pair = next(one for one in pairs if one.family is outcomes[0].plan.family)
        remarks = [Remark("joined", pair.key)]
        remarks += [Remark("unmatched", pair.key, pair.unmatched)] if pair.unmatched else []
        return self._told(progress, [replace(outcomes[0], remarks=(*remarks, *outcomes[0].remarks))])

    async def listed(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that shows rows which a question asks for.

        None where no table surely holds them.
        """
        listing: tuple[Operation, ...] = ("list",)
        return await asyncio.to_thread(self._guessed, progress, documents, SURE_GUESS, listing)

    async def counted(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that counts rows which a question counts.

        None where no table surely holds them.
        """
        question, language = progress.request.meant, progress.request.language
        families = await in_thread(self._finder.families, question, documents, surely=True)
        plans = await asyncio.to_thread(_plans, question, families, language) if families else []
        sure = [one for one in plans if not one.uncovered and one.asked.operation == "count"]
        done = [one for one in await asyncio.to_thread(_computed, sure) if _has_figure(one)] if sure else []
        return self._told(progress, done) if len(done) == 1 else None

    async def guessed(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        sure: Sureness = "hardly",
        *,
        figures: bool = False,
    ) -> Step | None:
        """Return the step that shows what a question may ask of a table.

        None where nothing is as sure as that; with `figures`, where it asks for rows.
        """
        least = SURE_GUESS if sure == "surely" else LEAST_GUESS
        operations = FIGURES if figures else ()
        return await asyncio.to_thread(self._guessed, progress, documents, least, operations)

    async def said_by_row(
        self, progress: Progress, documents: frozenset[int] | None, step: Step
    ) -> Step | None:
        """Return a step of quotes in which the first row's cell is said as text.

        None where no row of a sheet answers.
        """
        return await asyncio.to_thread(self._said_by_row, progress, documents, step)

    def _said_by_row(self, progress: Progress, documents: frozenset[int] | None, step: Step) -> Step | None:
        question = progress.request.question
        if progress.request.kind != "fact" or not asks_cell(plain(question)):
            return None
        place = self._facts.first_row(question, step.quotes)
        row = self._facts.row_of(step.quotes[place]) if place is not None else None
        if row is None:
            return None
        rows = self._facts.meant(question, row, self._finder.sheets(documents))
        told = self._rows_said(progress, rows, only=True)
        if not told:
            return None
        events = [*step.events, *told]
        said = {(one.place.passage, one.place.start) for one in (row, *rows)}
        rest = [unit for unit in step.quotes if (unit.passage.id, unit.start) not in said]
        return replace(step, events=events, quotes=rest)

    def _rows_said(self, progress: Progress, rows: Sequence[Row], *, only: bool = False) -> list[Event]:
        """Say the cells of rows that a question asks for; see `RowFacts.said`."""
        events: list[Event] = []
        request, writer = progress.request, progress.writer
        for one in rows:
            said = self._facts.said(request.question, one, request.language, apart=len(rows) > 1, only=only)
            if not said:
                continue
            text = f"\n\n{said}" if writer.text else said
            events += progress.write(partial(writer.state, text, self._at_places([one.place])))
        return events

    def _guessed(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        least: float = LEAST_GUESS,
        operations: Collection[Operation] = (),
        families: Sequence[Family] | None = None,
    ) -> Step | None:
        """Answer by what the question's words mean, and say how it was read.

        None where nothing is likely.
        """
        if self._meanings is None:
            return None
        question = progress.request.question
        if families is None:
            families = self._finder.families(question, documents)
        found = [one for one in self._guesses(progress, families)[:MOST_READ] if one.likelihood >= least]
        guess, outcome = next(
            ((one, made) for one in found if (made := _figure_of(one.plan)) is not None), (None, None)
        )
        if guess is None or outcome is None:
            return None
        best = guess.plan
        if best.asked.operation == "list" and not best.filters and not operations:
            return None  # all rows are no answer to what names none of them
        if _is_of_all(guess, progress.request) or _names_no_row(guess, progress.request.language):
            return None
        if names_others(self._library, question, best.family, guess.left):
            return None
        if operations and best.asked.operation not in operations:
            return None
        return self._told_guess(progress, guess, outcome)

    def _told_guess(self, progress: Progress, guess: Guess, outcome: Outcome) -> Step:
        """Write what a guess came to, and how the question was read."""
        wording = wording_of(progress.request.language)
        remark = Remark("guessed", read_as(guess, wording))
        told = replace(outcome, remarks=(remark, *outcome.remarks))
        rows = self._one_thing(progress.request.question, told)
        if not rows:
            return self._told(progress, [told])
        progress.searched_for, progress.status = "", "perhaps"
        progress.writer = Writer(None)
        events: list[Event] = [self._looked([told.plan], progress.request.language), _event(told)]
        events += [*self._rows_said(progress, rows), notice_of(remark, wording)]
        return Step(events, then=partial(self._after, progress))

    def _one_thing(self, question: str, outcome: Outcome) -> list[Row]:
        """Return the rows of one thing, where no list is asked for; else none."""
        family = outcome.plan.family
        if outcome.plan.asked.operation != "list" or outcome.matched > MOST_ALIKE or lists(plain(question)):
            return []
        starts = [
            family.origins.index(number) for number in range(len(family.tables)) if number in family.origins
        ]
        rows = [
            Row(family.tables[origin], one - starts[origin])
            for (one,) in outcome.cited
            for origin in [family.origins[one]]
        ]
        found = self._facts.meant(question, rows[0], [one.table.document for one in rows[1:]])
        if len(rows) == 1 or len(found) > 1 or rows[0].table is not rows[-1].table:
            return found
        return []

    def _guesses(self, progress: Progress, families: Sequence[Family]) -> list[Guess]:
        """Return how the question may be read, the likeliest first."""
        if self._meanings is None:
            return []
        tables = [by_month(one) or one for one in families]
        question, language = progress.request.question, progress.request.language
        return guesses(question, tables, self._meanings, date.today(), language)

    def _readings(self, progress: Progress, families: Sequence[Family]) -> list[tuple[Guess, Outcome]]:
        """Return the readings among which a model may choose; see `number_choice.choices`."""
        found = self._guesses(progress, families)
        unsure = bool(found) and found[0].likelihood < SURE_GUESS
        return choices(found, _figure_of) if unsure else []

    def _rather(
        self, progress: Progress, families: Sequence[Family], outcomes: Sequence[Outcome]
    ) -> Step | None:
        """Return the step of a likely reading that contradicts what words alone came to.

        None where they agree, or the tables are small: there words are surer.
        """
        likeliest = self._guesses(progress, families)[:1]
        least = LIKELY_GUESS if len(outcomes) > 1 else PLAIN_GUESS
        if not likeliest or likeliest[0].likelihood < least:
            return None
        other = _figure_of(likeliest[0].plan)
        small = any(len(one.plan.family.places) < LEAST_ROWS_READ for one in outcomes)
        if other is None or small or len(other.plan.family.places) < LEAST_ROWS_READ:
            return None
        if any(_same_figures(one, other) for one in outcomes if len(outcomes) == 1):
            return None
        return self._told_guess(progress, likeliest[0], other)

    def _doubted(self, progress: Progress, families: Sequence[Family], outcome: Outcome) -> Outcome:
        """Mark a figure as a guess where another likely reading contradicts it."""
        likeliest = self._guesses(progress, families)[:1]
        if not likeliest or likeliest[0].likelihood < LIKELY_GUESS:
            return outcome
        other = _figure_of(likeliest[0].plan)
        if other is None or _same_figures(outcome, other):
            return outcome
        plan = replace(outcome.plan, doubts=(*outcome.plan.doubts, "guessed"))
        remark = Remark("guessed", read_as(Guess(plan, 0.0, ()), wording_of(progress.request.language)))
        return replace(outcome, plan=plan, remarks=(remark, *outcome.remarks))

    # Queries of the program's own

    def _looked(self, plans: Sequence[Plan], language: Language) -> Looked:
        tables = list(chain.from_iterable(one.family.tables for one in plans))
        names = list(dict.fromkeys(clean(table.name) for table in tables))
        more = " …" if len(names) > _MOST_NAMED else ""
        said = wording_of(language).looked.format(
            names=("、" if language == "zh" else ", ").join(names[:_MOST_NAMED]) + more
        )
        return Looked("number", said, tuple(dict.fromkeys(table.source for table in tables)))

    def _told(self, progress: Progress, outcomes: Sequence[Outcome]) -> Step:
        """Write what was computed, with its rows and its query."""
        language = progress.request.language
        wording = wording_of(language)
        progress.searched_for = ""
        computed = all(one.is_computed for one in outcomes)
        guessed = any("guessed" in one.plan.doubts for one in outcomes)
        progress.status = "perhaps" if guessed else "answered" if computed else "extracted"
        writer = progress.writer = Writer(None)
        events: list[Event] = [self._looked([one.plan for one in outcomes], language)]
        events += [_event(one) for one in outcomes]
        remarks = [Remark("rivals")] if len(outcomes) > 1 else []
        for place, outcome in enumerate(outcomes):
            remarks += outcome.remarks
            if place:
                events += progress.write(partial(writer.state, "\n\n", []))
            for text, units in self._pieces(outcome, wording, several=len(outcomes) > 1):
                events += progress.write(partial(writer.state, text, units))
        for remark in dict.fromkeys(remarks):
            events.append(notice_of(remark, wording))
        events += [Notice("query", f"{wording.query}: {one.query}") for one in outcomes]
        return Step(events, then=partial(self._after, progress))

    def _quoted(self, progress: Progress, outcome: Outcome, total: Unit) -> Step:
        """Quote the total that a document states, in the place of a sum."""
        language = progress.request.language
        progress.searched_for, progress.status = "", "answered"
        writer = progress.writer = Writer(None)
        cells = [cell.strip() for cell in total.text.strip(" |").split("|") if cell.strip()]
        events: list[Event] = [self._looked([outcome.plan], language)]
        events += progress.write(partial(writer.state, without_markup(" ".join(cells)), [total]))
        events.append(Notice("number_stated", wording_of(language).stated))
        return Step(events, then=partial(self._after, progress))

    async def _after(self, progress: Progress) -> Step | None:
        changed = await asyncio.to_thread(self._changed, progress)
        return Step([changed]) if changed is not None else None

    def _changed(self, progress: Progress) -> Notice | None:
        sources = [one.source for one in progress.writer.citations.values()]
        return changed_since_read(
            read_facts(self._library.documents, sources), sources, progress.request.language
        )

    def _pieces(self, outcome: Outcome, wording: Wording, *, several: bool) -> list[tuple[str, list[Unit]]]:
        """Return the answer as pieces of text, each with the rows that it comes from."""
        family = outcome.plan.family
        said = wording.separator.join(without_markup(one.said) for one in outcome.plan.filters)
        counts = wording.rows.format(count=f"{outcome.matched:,}", all=f"{len(family.places):,}")
        place = f"{counts}{wording.separator}{wording.where.format(said=said)}" if said else counts
        if several:
            place = f"{without_markup(family.tables[0].name)}: {place}"
        if not outcome.is_computed:
            shown = wording.shown.format(count=f"{outcome.matched:,}", all=f"{len(family.places):,}")
            head = wording.no_rows if not outcome.rows else shown
            return [(f"{head}\n\n", []), *self._table(outcome, wording)] if outcome.rows else [(head, [])]
        if (
            len(outcome.rows) == 1
            and not outcome.plan.group
            and outcome.plan.asked.operation in ("sum", "average", "count", "share")
        ):
            figures = [
                figure_said(name, written(value, kind, wording), wording)
                for name, value, kind in zip(outcome.columns, outcome.rows[0], outcome.kinds, strict=True)
                if value is not None
            ]
            if not outcome.matched:
                none = wording.none.format(all=f"{len(family.places):,}")
                place = f"{none}{wording.separator}{wording.where.format(said=said)}" if said else none
            units = self._units(family, outcome.cited[0][:MOST_CITED])
            return [(wording.told.format(figures=wording.separator.join(figures), rows=place), units)]
        return [*self._table(outcome, wording), (f"\n\n{wording.below.format(rows=place)}", [])]

    def _table(self, outcome: Outcome, wording: Wording) -> list[tuple[str, list[Unit]]]:
        """Return a result as a Markdown table; each row cites its own rows."""
        family = outcome.plan.family
        heads = " | ".join(title_of(name, wording) for name in outcome.columns)
        rules = " | ".join("---:" if kind is not None else "---" for kind in outcome.kinds)
        pieces: list[tuple[str, list[Unit]]] = [(f"| {heads} |\n| {rules} |", [])]
        cited = list(outcome.cited) + [()] * (len(outcome.rows) - len(outcome.cited))
        for row, rows in zip(outcome.rows, cited, strict=True):
            cells = " | ".join(
                written(value, kind, wording) for value, kind in zip(row, outcome.kinds, strict=True)
            )
            pieces.append((f"\n| {cells}", self._units(family, rows[:2])))
            pieces.append((" |", []))
        return pieces

    def _units(self, family: Family, rows: Iterable[int]) -> list[Unit]:
        """Return rows of a table as evidence."""
        return self._at_places([family.places[row] for row in rows if 0 <= row < len(family.places)])

    def _at_places(self, wanted: Sequence[Place]) -> list[Unit]:
        """Return rows at some places as evidence."""
        passages = self._library.documents.passages({place.passage for place in wanted})
        return [
            Unit(passages[place.passage], place.start, min(place.end, len(passages[place.passage].text)), 0)
            for place in wanted
            if place.passage in passages
        ]

    # Queries that a model proposes

    async def _proposed(
        self,
        progress: Progress,
        plans: Sequence[Plan],
        guess: Callable[[], Step | None],
        *,
        hands_over: bool = False,
    ) -> AsyncGenerator[Event, None]:
        """Ask the model for a query, check it, and show what it gives.

        Where that is not sound, what is guessed; else rows, or nothing where the texts are asked then.
        """
        yield Working("reading")
        proposal = await self._proposal(progress, plans)
        sound = proposal is not None and proposal.is_sound
        step = await asyncio.to_thread(guess) if not sound else None
        if step is None and (sound or not hands_over):
            step = await asyncio.to_thread(self._told_proposed, progress, plans, proposal)
        for event in step.events if step is not None else ():
            yield event

    async def _handed_over(
        self,
        progress: Progress,
        plans: Sequence[Plan],
        otherwise: Callable[[Callable[[], Step]], Awaitable[Step]],
    ) -> Step | None:
        """Ask the texts where nothing was computed."""
        if progress.writer.text:
            return None
        progress.uncomputed = True
        return await otherwise(partial(self._told_proposed, progress, plans, None))

    async def _proposal(self, progress: Progress, plans: Sequence[Plan]) -> Proposal | None:
        assert self._chat is not None
        families = list(dict.fromkeys(id(one.family) for one in plans))[:MOST_RIVALS]
        chosen = [next(one.family for one in plans if id(one.family) == number) for number in families]
        described = schema(chosen)
        while len(chosen) > 1 and self._chat.count_tokens(described) > self._chat.context_tokens // 3:
            chosen = chosen[:-1]
            described = schema(chosen)
        question = progress.request.question
        prompt = PROMPT.format(schema=inside(described), question=inside(question))
        options = ChatOptions(think=False, temperature=0.0, max_tokens=MOST_PROPOSED_TOKENS)
        try:
            reply, end = await whole_answer(self._chat, chat_messages(prompt, []), options)
        except (ModelFault, PartMissing):
            return None  # then the rows are shown, which need no model
        progress.spent(end, self._chat)
        progress.chat = self._chat
        query = query_in(reply)
        return (
            await asyncio.to_thread(_run, question, query, chosen, plans, progress.request.language)
            if query
            else None
        )

    def _told_proposed(self, progress: Progress, plans: Sequence[Plan], proposal: Proposal | None) -> Step:
        language = progress.request.language
        wording = wording_of(language)
        if proposal is None or not proposal.is_sound:
            (outcome,) = _computed(plans[:1])
            step = self._told(progress, [outcome])
            reason = proposal.reason if proposal is not None else ""
            said = (
                [Notice(f"number_{reason}", wording.remarks[reason])]
                if reason in ("operation", "added")
                else []
            )
            return Step([*step.events, *said])
        progress.searched_for, progress.status = "", "perhaps"
        writer = progress.writer = Writer(None)
        kinds = tuple(_kind(name, proposal) for name in proposal.result.columns)
        events: list[Event] = [
            Computed(
                proposal.query,
                proposal.result.columns,
                proposal.result.rows,
                tuple(dict.fromkeys(table.source for table in proposal.family.tables)),
                proposal.matched,
                is_computed=True,
            )
        ]
        counts = wording.rows.format(count=f"{proposal.matched:,}", all=f"{len(proposal.family.places):,}")
        units = self._units(proposal.family, proposal.cited[:MOST_CITED])
        if len(proposal.result.rows) == 1 and len(proposal.result.columns) == 1:
            value = written(proposal.result.rows[0][0], kinds[0], wording)
            text = f"{without_markup(proposal.result.columns[0])}: {value}" + (
                f" ({counts})" if proposal.matched else ""
            )
        else:
            lines = [
                " | ".join(map(without_markup, proposal.result.columns)),
                " | ".join("---" for _ in kinds),
            ]
            lines += [
                " | ".join(written(value, kind, wording) for value, kind in zip(row, kinds, strict=True))
                for row in proposal.result.rows
            ]
            text = "\n".join(f"| {line} |" for line in lines) + (
                f"\n\n({counts})" if proposal.matched else ""
            )
        events += progress.write(partial(writer.state, text, units))
        events.append(Notice("number_proposed", wording.proposed))
        events.append(Notice("query", f"{wording.query}: {proposal.query}"))
        return Step(events)


def _figure_of(plan: Plan) -> Outcome | None:
    """Return what a plan comes to; None where that is nothing."""
    made = next(iter(_computed([plan])), None)
    return made if made is not None and _has_figure(made) else None


def _is_of_all(guess: Guess, request: Request) -> bool:
    """Return whether a figure of all rows would answer a question for a fact."""
    best = guess.plan
    figure = best.asked.operation in ("sum", "count", "average") and not best.filters and not best.group
    return figure and request.kind == "fact" and not asks_number(plain(request.question))


def _names_no_row(guess: Guess, language: Language) -> bool:
    """Return whether a question names rows that a foreign table may not hold.

    What it names is among the words that nothing was found for: 广岛 over a Japanese list of prices.
    """
    if not guess.left or guess.plan.group or any(one.column for one in guess.plan.filters):
        return False
    return language_of(described(guess.plan.family)) != language


def _same_figures(one: Outcome, other: Outcome) -> bool:
    """Return whether two outcomes hold a figure in common, or the same first cell."""
    figures, others = (
        {round(value, 4) for row in each.rows for value in row if isinstance(value, float | int)}
        for each in (one, other)
    )
    return bool(figures & others) or one.rows[0][0] == other.rows[0][0]


def _nothing() -> None:
    """Guess nothing."""


def _plans(question: str, families: Sequence[Family], language: Language) -> list[Plan]:
    """Return the plans for a question, the best first."""
    found = [made for one in families if (made := plan(question, one, date.today(), language)) is not None]
    return sorted(found, key=lambda one: (len(one.uncovered), -one.weight, len(one.doubts)))


def _computed(plans: Sequence[Plan]) -> list[Outcome]:
    """Carry out the best plan, and those that are as good and come to something else."""
    best = plans[0]
    outcomes: list[Outcome] = []
    for one in plans[:MOST_RIVALS]:
        if one is not best and (one.weight < best.weight or one.uncovered or one.doubts != best.doubts):
            continue
        try:
            with TableDatabase([one.family]) as database:
                outcomes.append(compute(one, database))
        except QueryRefused:
            continue
    if len(outcomes) > 1:
        first = outcomes[0]
        outcomes = [first, *(one for one in outcomes[1:] if one.rows != first.rows and one.is_computed)]
    return outcomes


def _is_one_cell(outcome: Outcome) -> bool:
    """Return whether an answer stands in one row already.

    Then it is a fact like any other.
    """
    return outcome.matched <= 1 and outcome.plan.asked.operation != "count" and bool(outcome.plan.filters)


def _run(
    question: str, query: str, families: Sequence[Family], plans: Sequence[Plan], language: Language
) -> Proposal | None:
    measures = {name for one in plans[:1] for name in one.measures}
    try:
        with TableDatabase(families) as database:
            return run_proposal(question, query, database, date.today(), language, measures)
    except QueryRefused:
        return None


def _event(outcome: Outcome) -> Computed:
    return Computed(
        outcome.query,
        outcome.columns,
        outcome.rows,
        tuple(dict.fromkeys(table.source for table in outcome.plan.family.tables)),
        outcome.matched,
        is_computed=outcome.is_computed,
    )


def _kind(name: str, proposal: Proposal) -> Column | None:
    """Return how a column of a proposed query is written.

    As the one column of numbers that it comes from.
    """
    numbers = list(proposal.columns.values())
    if len(numbers) != 1 or name.lower().startswith("count"):
        return None
    averaged = name.lower().startswith("avg")
    return replace(numbers[0], decimals=max(numbers[0].decimals, 2)) if averaged else numbers[0]

"""Compute what all words of a question surely ask of tables."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.agent.numbers.number_answers import NumberAnswers
from assistant.agent.numbers.number_guesses import (
    NumberGuesses,
    answers_otherwise,
    is_told_by_texts,
    is_worked_out,
    shows_rows,
    sums_unit,
)
from assistant.agent.progress import Progress
from assistant.agent.step import Step
from assistant.languages import plain
from assistant.tables.data.database import Family
from assistant.tables.data.finding import TableFinder
from assistant.tables.data.joining import joined
from assistant.tables.data.ledgers import OPEN
from assistant.tables.data.words import bare_header
from assistant.tables.query.computing import Outcome, Remark
from assistant.tables.query.figures import computed, has_figure, is_one_cell, plans_of
from assistant.tables.query.guessing import counts_twice, name_said
from assistant.tables.query.planning import Plan
from assistant.tables.question.asking import asks_number, ranks_alone
from assistant.tables.question.bridging import bridged, translated_words, translations_said
from assistant.threads import in_thread

LEAST_WEIGHT = 2.0
"""What a table must explain of a question that only may ask for a number, for it to be computed."""


class NumberPlans:
    """Computes what questions ask whose words tables explain, all of them.

    Args:
        finder: Finds the tables.
        answers: Tells what was computed.
        guesses: Knows how else a question may be read.
    """

    def __init__(self, finder: TableFinder, answers: NumberAnswers, guesses: NumberGuesses) -> None:
        self._finder = finder
        self._answers = answers
        self._guesses = guesses

    async def computed_for(
        self, progress: Progress, documents: frozenset[int] | None, question: str
    ) -> Step | None:
        """Answer a question that another stands for, and say how it was read.

        None where no table surely answers it.
        """
        language, surely = progress.request.language, asks_number(plain(question))
        surely = surely or progress.request.read == question  # of rows as the last answer was
        families = await in_thread(self._finder.families, question, documents, surely=surely)
        plans = (
            await asyncio.to_thread(plans_of, question, families, date.today(), language) if families else []
        )
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT and one.filters]
        outcomes = await asyncio.to_thread(computed, sure) if sure else []
        done = [one for one in outcomes if has_figure(one)]
        if not done or (not surely and all(is_one_cell(one) for one in done)):
            return None
        remark = Remark("read_as", question)
        step = self._answers.told(progress, [replace(one, remarks=(remark, *one.remarks)) for one in done])
        return replace(step, plan=None)

    async def bridged(
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
        plans = [
            made
            for family, over in pairs
            for made in plans_of(over.question, [family], date.today(), language)
        ]
        plans.sort(key=lambda one: (-one.weight, len(one.doubts)))
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT]
        outcomes = await asyncio.to_thread(computed, sure) if sure else []
        done = [one for one in outcomes if has_figure(one) and one.matched]
        if not done or (not surely and all(is_one_cell(one) for one in done)):
            return None
        read_as = (Remark("read_as", question),) if question != progress.request.read else ()
        guessed = [Remark("bridged", translations_said(taken[id(one.plan.family)])) for one in done]
        step = self._answers.told(
            progress,
            [
                replace(one, remarks=(*read_as, guess, *one.remarks))
                for one, guess in zip(done, guessed, strict=True)
            ],
        )
        return replace(step, plan=None)  # the words of the table are not the question's

    def joined(self, progress: Progress, families: Sequence[Family], least: float) -> Step | None:
        """Answer from two tables that share a key; None where no two together answer."""
        question, language = progress.request.read, progress.request.language
        pairs = joined(families)
        plans = plans_of(question, [pair.family for pair in pairs], date.today(), language)
        sure = [
            one
            for one in plans
            if not one.uncovered and one.weight >= max(least, LEAST_WEIGHT) and not counts_twice(one)
        ]
        outcomes = [one for one in computed(sure[:1]) if has_figure(one)] if sure else []
        if not outcomes:
            return None
        pair = next(one for one in pairs if one.family is outcomes[0].plan.family)
        remarks = [Remark("joined", pair.key)]
        remarks += [Remark("unmatched", pair.key, pair.unmatched)] if pair.unmatched else []
        return self._answers.told(progress, [replace(outcomes[0], remarks=(*remarks, *outcomes[0].remarks))])

    async def counted(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that counts or ranks rows, where a question names one sheet.

        None where no table surely holds them.
        """
        question, language = progress.request.meant, progress.request.language
        families = await in_thread(self._finder.families, question, documents, surely=True)
        plans = (
            await asyncio.to_thread(plans_of, question, families, date.today(), language) if families else []
        )
        sure = [
            one for one in plans if not one.uncovered and (one.asked.operation == "count" or one.asked.ranks)
        ]
        if len(sure) > 1:
            sure = [one for one in sure if name_said(question, one.family)] or sure
        done = [one for one in await asyncio.to_thread(computed, sure) if has_figure(one)] if sure else []
        return self._answers.told(progress, done) if len(done) == 1 else None

    def surely_chosen(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """List what is still open, or the rows that a question surely chooses.

        None where it asks for anything else.
        """
        question, language = progress.request.read, progress.request.language
        is_open = OPEN.search(plain(question)) is not None
        if is_told_by_texts(question):
            return None
        families = self._finder.families(question, documents, surely=True)
        plans = plans_of(question, families, date.today(), language)
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT]
        figures = [one for one in sure if one.asked.ranks and one.measures and ranks_alone(question)]
        sure = [one for one in sure if one.filters]
        figures += [one for one in sure if sums_unit(question, one)]
        if figures:
            sure = figures
        elif not is_open:
            sure = [
                one
                for one in sure
                if shows_rows(one) and (one.of_one_day or not answers_otherwise(question, one))
            ]
            sure = sure or _all_kinds(plans, families)
        done = [one for one in computed(sure) if has_figure(one)] if sure else []
        if len(done) > 1:  # a sheet of what is open tells it more surely than a difference
            done = [one for one in done if not is_worked_out(one.plan)]
        told = len(done) == 1 or (done and all(one.plan.group for one in done))
        return self.weighed(progress, families, done, chosen=True) if told else None

    def weighed(
        self, progress: Progress, families: Sequence[Family], done: Sequence[Outcome], *, chosen: bool = False
    ) -> Step:
        """Return the step that tells what was computed, a lone figure marked if unlikely.

        Args:
            progress: The turn.
            families: All tables, over which the question might be read otherwise.
            done: What was computed.
            chosen: Whether all words of the question choose its rows.
        """
        if len(done) > 1:
            return self._answers.told(progress, done)
        told = self._guesses.doubted(progress, families, done[0], chosen=chosen)
        if told is done[0]:
            return self._answers.told(progress, done)
        return self._answers.told(progress, [told], self._guesses.beside(progress, done[0].plan, told))


def _all_kinds(plans: Sequence[Plan], families: Sequence[Family]) -> list[Plan]:
    """Return the plans that tell all kinds in a column: which suppliers there are.

    None where a sheet is called by what is asked for, whose rows are all of them.
    """
    kinds = [
        one
        for one in plans
        if one.group and one.asked.operation == "count" and not (one.uncovered or one.asked.ranks)
    ]
    called = any(name_said(bare_header(plan.group_name), one) for plan in kinds for one in families)
    return [] if called else kinds

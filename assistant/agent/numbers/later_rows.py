"""Ask tables again for a later question, from what the last answer told of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import inf

from assistant.agent.numbers.number_answers import NumberAnswers
from assistant.agent.numbers.number_texts import read_as, wording_of
from assistant.agent.numbers.same_rows import exchanged, narrowed, readings_told, rows_of
from assistant.agent.progress import Progress
from assistant.agent.question.carrying_on import asks_same_rows, put_instead
from assistant.agent.step import Step
from assistant.events import UNSURE, Citation
from assistant.languages import Language
from assistant.library.library import Library
from assistant.retrieval.in_english import in_english
from assistant.tables.data.database import Family
from assistant.tables.data.finding import TableFinder
from assistant.tables.query.computing import MOST_CITED, Outcome, Remark
from assistant.tables.query.figures import figure_of, plans_of
from assistant.tables.query.guessing import Guess, guesses, with_joined
from assistant.tables.query.planning import Plan
from assistant.tables.question.meanings import Meanings

MOST_BESIDE = 2
"""Other readings of a question that are told of what is put into it."""


class LaterRows:
    """Asks more of rows that an answer was told from, or the same of others.

    Args:
        library: Where the tables are.
        finder: Finds them.
        meanings: Compares words of a question with those of tables; None where only equal ones count.
        answers: Tells what was computed.
    """

    def __init__(
        self, library: Library, finder: TableFinder, meanings: Meanings | None, answers: NumberAnswers
    ) -> None:
        self._library = library
        self._finder = finder
        self._meanings = meanings
        self._answers = answers

    def cells_chosen(
        self, question: str, documents: frozenset[int] | None, language: Language
    ) -> tuple[dict[str, str], str]:
        """Return the cells by which a question chooses rows, each with its column.

        And the column of days by which it does, where the table has several.
        """
        question = in_english(question, language)
        families = self._finder.families(question, documents, surely=True)
        plans = [one for one in plans_of(question, families, date.today(), language) if not one.uncovered]
        if not plans and self._meanings is not None:
            found = guesses(question, with_joined(families), self._meanings, date.today(), language)
            plans = [one.plan for one in found[:1]]
        chosen = plans[0].filters if plans else ()
        days = [one.name for one in plans[0].family.columns if one.kind == "date"] if plans else []
        by = next((one.column for one in chosen if one.column in days and len(days) > 1), "")
        return {cell: one.column for one in chosen if not one.negated for cell in sorted(one.cells)}, by

    async def told_before(
        self, progress: Progress, asked: Sequence[str], cited: Sequence[Citation]
    ) -> list[Plan]:
        """Return the readings that the answer before told of tables, in its order.

        Args:
            progress: The turn.
            asked: The question that chose rows, and those that asked more of them since.
            cited: What the last answer cites.
        """
        return await asyncio.to_thread(self._told_before, progress, asked, cited)

    def _told_before(self, progress: Progress, asked: Sequence[str], cited: Sequence[Citation]) -> list[Plan]:
        language = progress.request.language
        numbers = (self._library.documents.number_at(one.source) for one in cited)
        documents = frozenset(one for one in numbers if one is not None)
        told, answer = {(one.passage_id, one.quote) for one in cited}, progress.earlier[-1].answer

        def place_of(outcome: Outcome) -> float | None:
            place = self._answers.place_told(outcome, asked[0], answer, language)
            if place is not None or not outcome.plan.filters:
                return place
            units = self._answers.units(outcome.plan.family, rows_of(outcome)[:MOST_CITED])
            cites = bool(units) and told.issuperset((one.passage.id, one.text) for one in units)
            return inf if cites else None

        families = with_joined(self._finder.families(asked[0], documents, surely=True))
        readings = self._read(in_english(asked[0], language), families, language)
        for text in asked[1:]:
            later = [next(self._asked_more(text, one, language), None) for one in readings]
            readings = [one.plan for one in later if one is not None]
        plans = readings_told(readings, place_of)
        if progress.earlier[-1].status in UNSURE:
            return plans
        return [replace(one, doubts=tuple(set(one.doubts) - {"guessed"})) for one in plans[:1]]

    async def step(self, progress: Progress, asked: Sequence[str], told: Sequence[Plan]) -> Step | None:
        """Return the step that asks more of rows that were told, or the same of others.

        None where it cannot.

        Args:
            progress: The turn.
            asked: The question that chose rows, and those that asked more of them since.
            told: How it was read, the first that was told first.
        """
        return await asyncio.to_thread(self._step, progress, asked, told)

    def _step(self, progress: Progress, asked: Sequence[str], told: Sequence[Plan]) -> Step | None:
        question, language, rows = progress.request.question, progress.request.language, told[0]
        if (outcome := next(self._asked_more(question, rows, language), None)) is None:
            return None
        remark = Remark("read_as", f"{question} ({' '.join(asked)})")
        asking = asks_same_rows(question)
        others = [] if asking else [next(self._asked_more(question, one, language), None) for one in told[1:]]
        wording = wording_of(language)
        beside = [
            (read_as(Guess(one.plan, 0.0, ()), wording, of_one_row=one.matched == 1), one)
            for one in others[:MOST_BESIDE]
            if one is not None and one.plan.key != outcome.plan.key
        ]
        outcome = replace(outcome, remarks=(remark, *outcome.remarks))
        step = self._answers.told(progress, [outcome], beside, "" if asking else asked[0])
        again = rows.asked.operation == outcome.plan.asked.operation == "sum"
        if asking and (not asking.points or (again and outcome.plan.filters == rows.filters)):
            progress.status = "perhaps"  # all rows may be meant, or the sum of two sums
        return replace(step, plan=None)

    def _read(self, text: str, families: Sequence[Family], language: Language) -> list[Plan]:
        """Return how a question may be read over some tables, the likeliest first."""
        today = date.today()
        plans = [one for one in plans_of(text, families, today, language) if not one.uncovered]
        found = guesses(text, families, self._meanings, today, language) if self._meanings else []
        return [*plans, *(one.plan for one in found)]

    def _explained(self, text: str, family: Family, language: Language) -> list[Plan]:
        """Return the readings of a few words over a table that leave none over."""
        found = guesses(text, [family], self._meanings, date.today(), language) if self._meanings else []
        return [one.plan for one in found if not one.left]

    def _asked_more(self, text: str, rows: Plan, language: Language) -> Iterator[Outcome]:
        """Give what a later question asks of rows that were told, or in their place."""
        text, today = in_english(text, language), date.today()
        if (asks := asks_same_rows(text)) and rows.filters:
            guessed = self._read(text, [rows.family], language)
            more = narrowed(text, asks, rows, guessed, today, language)
        else:
            named = put_instead(text)
            by_meaning = partial(self._explained, named, rows.family, language)
            more = exchanged(named, rows, by_meaning, today, language) if named else []
        yield from filter(None, map(figure_of, more))

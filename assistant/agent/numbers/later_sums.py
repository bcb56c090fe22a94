"""Compute for a later question what another thing comes to, or more rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from assistant.agent.earlier import EarlierTurns, without_marks
from assistant.agent.numbers.same_rows import keeps
from assistant.agent.progress import Progress
from assistant.agent.question.carrying_on import (
    asks_same_rows,
    of_things,
    other_named,
    put_instead,
    things_meant,
)
from assistant.agent.question.kind_model import Road
from assistant.agent.question.request import Kind, request_of, stem_of
from assistant.agent.step import Step
from assistant.events import UNSURE

if TYPE_CHECKING:
    from assistant.agent.numbers.number_road import NumberRoad


class LaterSums:
    """Answers "and in May?", "and for Brandt?", "how much is that?" out of sheets.

    Args:
        earlier: Knows what was asked and told before.
        numbers: Gives what computes; most later questions do not need it.
        likelihoods: Gives how likely each kind of question is meant.
        of_rows: Answers from sheets what is most likely asked of them.
        texts: Asks the texts, given what shows rows where they hold no answer, after a model's query came to nothing; None where no
            model proposes queries.
    """

    def __init__(
        self,
        earlier: EarlierTurns,
        numbers: Callable[[], NumberRoad],
        likelihoods: Callable[[str, Kind], Mapping[Road, float]],
        of_rows: Callable[[Progress], Awaitable[Step | None]],
        texts: Callable[[Progress, Callable[[], Step | None] | None], Awaitable[Step]] | None,
    ) -> None:
        self._earlier = earlier
        self._numbers = numbers
        self._likelihoods = likelihoods
        self._of_rows = of_rows
        self._texts = texts

    async def step(self, progress: Progress, inside: frozenset[int] | None) -> Step | None:
        """Return the step that computes it; None where that cannot be.

        The likeliest reading goes first, though it be a guess; where the last answer was one, so is this.

        Args:
            progress: The turn.
            inside: The documents that it is narrowed to; None for all.
        """
        own = progress.request
        later = asks_same_rows(own.question) is not None or bool(put_instead(own.question))
        if not (later or own.stands_for or things_meant(own.question)):
            return None
        asked, cited = await asyncio.to_thread(self._earlier.rows_told, progress)
        told = await self._numbers().later_rows.told_before(progress, asked, cited) if asked else []
        of_rows = await asyncio.to_thread(self._earlier.was_of_rows, progress)
        # A sum told behind texts may be meant again, and rows that only bear on them hardly.
        sums = bool(told) and told[0].asked.operation != "list" and asks_same_rows(own.question) is None
        if later and told and (of_rows or sums):
            step = await self._numbers().later_rows.step(progress, asked, told)
            if step is not None:
                progress.searched_for = own.stands_for[0] if own.stands_for else ""
                return _as_sure(progress, step)
        if not own.stands_for and things_meant(own.question) is None:
            return None
        was_computed = await asyncio.to_thread(self._earlier.was_computed, progress)
        if not (was_computed or of_rows):
            return None
        readings: Sequence[str] = own.stands_for
        sheets = frozenset(await asyncio.to_thread(self._earlier.cited_documents, progress))
        cells = partial(self._numbers().later_rows.cells_chosen, documents=sheets, language=own.language)
        if readings and (name := other_named(own.question)):
            stem = stem_of(progress.earlier)
            of_cells, _day = await asyncio.to_thread(cells, stem)
            named, _day = await asyncio.to_thread(cells, own.question)
            whole = [
                stem.replace(cell, name)
                for cell, column in of_cells.items()
                if cell in stem and column in named.values()
            ]
            readings = tuple(dict.fromkeys([*whole, *readings]))
        if not readings:  # "them" are of the same sheets
            inside = sheets
            before = progress.context[-1].question
            chosen, day = await asyncio.to_thread(cells, before)
            named, _ = await asyncio.to_thread(cells, own.question)
            readings = (of_things(own.question, chosen, named, before, date.today(), day),)
        for question in filter(None, readings):
            alone = request_of(question, (), self._likelihoods)
            computes = was_computed if own.stands_for else alone.may_compute
            if alone.kind not in ("number", "list") and not computes:
                continue
            progress.request = replace(own, question=question, kind="number", stands_for=(question,))
            step = await self._numbers().step(progress, inside, proposes=False)
            step = step or await self._of_rows(progress)
            if step is None and self._texts is not None:  # a model is asked for what the program cannot read
                step = await self._numbers().step(progress, inside, partial(self._texts, progress))
            progress.request = own
            plan = step.plan if step is not None and told else None
            lost = plan is not None and not keeps(plan, told[0])
            if step is not None and (lost or _is_same_again(progress)):
                progress.unsaid()  # what it asks for is none of the table's
                step = None
            if step is not None:
                progress.searched_for = question if own.stands_for else ""
                return _as_sure(progress, step)
        progress.uncomputed = False
        return None


def _is_same_again(progress: Progress) -> bool:
    """Return whether a step tells what the last answer told."""
    told = without_marks(progress.writer.text).partition("\n\n")[0]
    return bool(told) and told == progress.earlier[-1].answer.partition("\n\n")[0]


def _as_sure(progress: Progress, step: Step) -> Step:
    """Doubt the step of a follow-up where the answer before was in doubt."""
    guessed = progress.status == "answered" and progress.earlier[-1].status in UNSURE
    progress.status = "perhaps" if guessed else progress.status
    return step

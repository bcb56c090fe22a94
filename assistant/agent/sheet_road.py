"""Ask the sheets of a library, and choose between these and its texts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from assistant.agent import notices
from assistant.agent.answer.answering import Answering
from assistant.agent.answer.rewriting import leans_back
from assistant.agent.cells.columns import column_of
from assistant.agent.citing.quoting import Quotes
from assistant.agent.papers.paper_kinds import is_deal, is_sheet
from assistant.agent.progress import HITS, Progress
from assistant.agent.question.asked_comparisons import OF_DEALS
from assistant.agent.quote_checks import QuoteChecks
from assistant.agent.step import Step
from assistant.library.library import Library
from assistant.models.base import ChatModel, Embedder
from assistant.retrieval.evidence import is_row
from assistant.retrieval.search import Found, Searcher
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.numbers.number_road import NumberRoad
    from assistant.tables.query.planning import Plan

LEAST_ROW, LEAST_INSTEAD = 0.15, 0.3
"""How likely a row of a sheet answers, below which texts are asked alone, and how likely a sentence of these has to."""


class SheetRoad:
    """Asks the sheets of one library.

    Args:
        library: Holds the documents.
        searcher: Finds passages.
        answering: Quotes texts.
        checks: Judges what was quoted.
        chat: Writes queries and answers; None where answers are extracted.
        meaning: Compares meaning; None where only words are compared.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        answering: Answering,
        checks: QuoteChecks,
        chat: ChatModel | None,
        meaning: Embedder | None,
    ) -> None:
        self._library, self._searcher, self._answering, self._checks = library, searcher, answering, checks
        self._chat, self._meaning = chat, meaning

    @cached_property
    def numbers(self) -> NumberRoad:
        """What reads tables and computes."""
        from assistant.agent.numbers.number_road import (
            NumberRoad,  # with all that reads tables, which few questions need
        )

        return NumberRoad(self._library, self._chat, self._meaning)

    async def keep(self) -> None:
        """Keep what was learnt of tables, where any was read."""
        if "numbers" in vars(self):
            await asyncio.to_thread(self.numbers.keep)

    async def inside(self, progress: Progress) -> frozenset[int] | None:
        """Return the documents that a turn is narrowed to; None for all."""
        return await asyncio.to_thread(self._searcher.documents, progress.options.inside)

    async def _has_sheets(self) -> bool:
        # Looked at before all that reads tables is loaded, which takes as long as the search.
        return bool(await asyncio.to_thread(self._library.documents.sheets))

    async def asked(self, progress: Progress) -> Step | None:
        """Answer from sheets what is most likely asked of them.

        Whatever kind of question it seems to be; a fact is looked for in the texts before rows are shown.
        """
        if not await self._has_sheets():
            return None
        figures = progress.request.kind == "fact"
        inside = await self.inside(progress)
        step = await self.numbers.guessed(progress, inside, plainly=True, figures=figures)
        return await self.unless_texts(progress, step)

    async def unless_texts(self, progress: Progress, step: Step | None) -> Step | None:
        """Return the step of a table; None where a text is likelier asked.

        What the table comes to is said behind the words of texts then, if that may be asked too.
        """
        plan = step.plan if step is not None else None
        if plan is not None and _is_of_paper(progress, plan):
            progress.unsaid()
            return None
        explained = plan is not None and not {"guessed", "bridged"} & {*plan.doubts}
        explained = explained and progress.texts is None and progress.rival is None
        if plan is None or explained or leans_back(progress):
            return step  # what the table's own words explain in full is asked of it
        from assistant.agent.road_choice import FIRST, is_beside  # where a table answers

        found, quotes = await self.texts_alone(progress)
        likely = await self.numbers.of_sheet(progress, plan, quotes, self._searcher.weights)
        if likely >= FIRST or quotes.doubted:
            return step
        progress.unsaid()
        progress.texts = found.documents if self._chat is None else None  # a model reads rows too
        progress.rival = plan if is_beside(likely, quotes) else None
        return None

    async def texts_alone(self, progress: Progress) -> tuple[Found, Quotes]:
        """Search the documents that are no sheets; return what may answer there."""
        request = progress.request
        texts = await asyncio.to_thread(self.numbers.texts, await self.inside(progress))
        search = partial(self._searcher.search, request.question, HITS, within=texts)
        found = await in_thread(search, focus=request.focus)
        return found, await self._answering.likeliest(request.question, found)

    async def listed(self, progress: Progress) -> Step | None:
        """Show the rows of a table that are asked for; None where none surely has them."""
        step = await self.numbers.listed(progress, await self.inside(progress))
        return await self.unless_texts(progress, step)

    async def called(self, progress: Progress) -> Step | None:
        """Show rows of a table that calls them as the question does what it lists."""
        if not await self._has_sheets():
            return None
        step = await self.numbers.called(progress, await self.inside(progress))
        if step is not None and step.plan is not None and _is_of_paper(progress, step.plan):
            progress.unsaid()
            return None
        return step

    async def counted(self, progress: Progress) -> Step | None:
        """Count the rows of a table that are asked for; None where none surely has them."""
        step = await self.numbers.plans.counted(progress, await self.inside(progress))
        return await self.unless_texts(progress, step)

    async def guessed(self, progress: Progress) -> Step | None:
        """Compute what a question may ask of a table, where the texts hold no answer."""
        if progress.request.kind in ("general", "creative", "conversation") or progress.uncomputed:
            return None
        return await self.numbers.guessed(progress, await self.inside(progress))

    async def tables_meant(self, progress: Progress) -> Sequence[Sequence[int]]:
        """Return the passages of each table that may be asked, the likeliest first."""
        if not await self._has_sheets():
            return ()
        return await self.numbers.meant(progress, await self.inside(progress))

    async def and_rival(
        self, progress: Progress, otherwise: Callable[[], Awaitable[Step | None]] | None
    ) -> Step | None:
        """Say what a sheet comes to behind the words of texts, where that may be asked."""
        step = await otherwise() if otherwise is not None else None
        if progress.rival is None:
            return step
        said = await asyncio.to_thread(self.numbers.beside, progress, progress.rival)
        progress.status = "perhaps" if said else progress.status
        return replace(step or Step(), events=[*(step.events if step is not None else ()), *said])

    async def instead(self, progress: Progress, step: Step) -> Step | None:
        """Return what may be asked of a table, where the texts answer badly; else None.

        Where what they would show is a row of a table, the table is asked as well.
        """
        if progress.status == "not_found":
            return await self.guessed(progress)
        rows = [is_row(unit.text) for unit in step.quotes]
        inside = await self.inside(progress)
        if progress.request.kind in ("fact", "list", "number") or any(rows[:1]):
            likely = 0.0 if self._checks.lacks_date(progress, step) else step.likely
            by_row = any(rows[:1])
            apart = (
                await self.texts_alone(progress) if by_row and likely and not leans_back(progress) else None
            )
            beside = apart[1] if apart is not None else Quotes(tuple(step.quotes), likely)
            weights = self._searcher.weights
            guess = await self.numbers.likelier(progress, inside, beside, weights, by_row=by_row)
            if guess is not None:
                return guess
            if apart is not None and step.likely < LEAST_ROW and apart[1].likely >= LEAST_INSTEAD:
                # Many rows bear a name that a question says, and hide the one sentence that says more of it.
                progress.unsaid()
                why = notices.extracted(progress.request.language)
                # Beside rows that seemed nearer it is not sure.
                return await self._answering.extracted(progress, apart[0], why, doubted=True)
        return await self.numbers.said_by_row(progress, inside, step) if any(rows) else None

    async def proposed(self, progress: Progress, otherwise: Callable[[], Awaitable[Step]]) -> Step | None:
        """Let a model choose rows of a table, where a list may ask for them."""
        request = progress.request
        if self._chat is None or progress.queried or request.kind not in ("list", "fact", "compare"):
            return None
        if OF_DEALS.search(request.read):
            return None  # which contracts match, they tell themselves
        if not await self._has_sheets():
            return None
        return await self.numbers.proposed(progress, await self.inside(progress), otherwise)


def _is_of_paper(progress: Progress, plan: Plan) -> bool:
    """Return whether rows within papers would answer which of these papers match."""
    column = column_of(progress.request.read)
    sheets = (is_sheet(one.source) for one in plan.family.tables)
    return bool(column.selects) and column.judges and is_deal(column.noun) and not any(sheets)

"""Answer from tables by a query that a model proposes, once it is checked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from assistant.agent.numbers.number_answers import NumberAnswers
from assistant.agent.numbers.number_texts import figure_said, title_of, wording_of, written
from assistant.agent.progress import Progress
from assistant.agent.prompt.prompts import chat_messages, inside
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.request import Request
from assistant.agent.step import Step
from assistant.errors import ModelFault, PartMissing
from assistant.events import Computed, Event, Notice, Working
from assistant.models.base import ChatModel, ChatOptions, whole_answer
from assistant.regexes import lazy_regex
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family, QueryRefused, TableDatabase
from assistant.tables.query.computing import COUNTED, MOST_CITED, TITLES
from assistant.tables.query.figures import computed
from assistant.tables.query.planning import Plan
from assistant.tables.query.proposing import (
    PROMPT,
    Proposal,
    query_in,
    run_proposal,
    schema,
    with_bounds,
    with_cells,
    with_names,
    with_times,
)
from assistant.text import without_markup

MOST_PROPOSED_TOKENS = 200
"""Longest reply of a model that is asked for a query."""
_FUNCTION = lazy_regex(
    r"(sum|total|avg|count|max|min)\s*\(\s*(?:distinct\s+)?(?:\w+\.)?(?:\"([^\"]+)\"|(\w+)|\*)\s*\)",
    re.IGNORECASE,
)
_OPERATIONS = {"total": "sum", "avg": "average"}
"""SQL functions that are not called as what they compute."""
MOST_TABLES, MOST_SCHEMA_TOKENS = 24, 2_500
"""Tables that a model is told of at most, and tokens."""


class NumberProposals:
    """Asks a model for queries over a library's tables.

    Args:
        chat: The model.
        answers: Writes what was computed.
    """

    def __init__(self, chat: ChatModel, answers: NumberAnswers) -> None:
        self._chat = chat
        self._answers = answers

    async def events(
        self,
        progress: Progress,
        families: Sequence[Family],
        plans: Sequence[Plan],
        guess: Callable[[], Awaitable[Step | None]],
        agreeing: Callable[[Proposal], Step | None],
        *,
        hands_over: bool = False,
        alone: bool = True,
    ) -> AsyncGenerator[Event, None]:
        """Ask the model for a query, check it, and show what it gives.

        Where the program reads the question so too, that reading; where it is not sound, what is guessed; else what it gives with what
        it leaves out; else rows, or nothing where the texts are asked then.

        Args:
            progress: The turn.
            families: Tables that the model is told of.
            plans: What the program reads in the question, the likeliest first; may be empty.
            guess: Makes the step of what is guessed; gives None where nothing is.
            agreeing: Makes the step of a reading of the program that comes to the same; gives None where none does.
            hands_over: Whether the texts are asked where this yields nothing.
            alone: Whether that may be shown with which no reading of the program agrees.
        """
        yield Working("reading")
        progress.queried = True
        proposal = await self._proposal(progress, families, plans)
        step = await asyncio.to_thread(agreeing, proposal) if proposal is not None else None
        sound = proposal is not None and proposal.is_sound
        if step is None and not sound:
            step = await guess()
        if step is None and alone and proposal is not None and (sound or proposal.is_likely):
            step = await asyncio.to_thread(self._proposed, progress, proposal)
        elif step is None and plans and not hands_over:
            step = await asyncio.to_thread(self._rows, progress, plans, proposal)
        for event in step.events if step is not None else ():
            yield event

    async def handed_over(
        self,
        progress: Progress,
        plans: Sequence[Plan],
        otherwise: Callable[[Callable[[], Step | None] | None], Awaitable[Step]],
    ) -> Step | None:
        """Ask the texts where nothing was computed."""
        if progress.writer.text:
            return None
        progress.uncomputed = True
        # All rows of a table, of which nothing in the question chooses some, tell nothing.
        some = bool(plans and plans[0].filters)
        return await otherwise(partial(self._rows, progress, plans, None) if some else None)

    async def _proposal(
        self, progress: Progress, families: Sequence[Family], plans: Sequence[Plan]
    ) -> Proposal | None:
        chosen = self._told_of(families)
        question = progress.request.question
        told = inside(schema(chosen, question))
        prompt = PROMPT.format(schema=told, question=inside(with_times(question, date.today())))
        options = ChatOptions(think=False, temperature=0.0, max_tokens=MOST_PROPOSED_TOKENS)
        try:
            reply, end = await whole_answer(self._chat, chat_messages(prompt, []), options)
        except (ModelFault, PartMissing):
            return None  # then the rows are shown, which need no model
        progress.spent(end, self._chat)
        progress.chat = self._chat
        query = query_in(reply)
        return await asyncio.to_thread(_run, progress.request, query, chosen, plans) if query else None

    def _told_of(self, families: Sequence[Family]) -> list[Family]:
        """Return the tables that fit into the prompt, always in one order.

        All questions over the same sheets then begin with the same words, which a server reads once.
        """
        room = min(MOST_SCHEMA_TOKENS, self._chat.context_tokens // 3)
        chosen: list[Family] = []
        for one in families[:MOST_TABLES]:  # the likeliest, where not all fit
            room -= self._chat.count_tokens(schema([one]))
            if chosen and room < 0:
                break
            chosen.append(one)
        return sorted(chosen, key=lambda one: one.name)

    def _rows(self, progress: Progress, plans: Sequence[Plan], proposal: Proposal | None) -> Step:
        wording = wording_of(progress.request.language)
        (outcome,) = computed(plans[:1])
        step = self._answers.told(progress, [outcome])
        refused = proposal is not None and proposal.reason == "operation"
        said = [Notice("number_operation", wording.remarks["operation"])] if refused else []
        return Step([*step.events, *said])

    def _proposed(self, progress: Progress, proposal: Proposal) -> Step:
        wording = wording_of(progress.request.language)
        progress.searched_for, progress.status = "", "perhaps"
        writer = progress.writer = Writer(None)
        names = tuple(map(_named, proposal.result.columns))
        kinds = tuple(_kind(name, proposal) for name in names)
        events: list[Event] = [
            self._answers.looked(proposal.families, progress.request.language),
            Computed(
                proposal.query,
                names,
                proposal.result.rows,
                tuple(dict.fromkeys(table.source for one in proposal.families for table in one.tables)),
                proposal.matched,
                is_computed=True,
            ),
        ]
        counts = wording.rows.format(
            count=f"{proposal.matched:,}", all=f"{len(proposal.families[0].places):,}"
        )
        units = self._answers.units(proposal.families[0], proposal.cited[:MOST_CITED])
        if len(proposal.result.rows) == 1 and len(proposal.result.columns) == 1:
            value = written(proposal.result.rows[0][0], kinds[0], wording)
            said = figure_said(
                names[0], value, wording, is_column=proposal.result.columns[0] in proposal.columns
            )
            text = wording.told.format(figures=said, rows=counts) if proposal.matched else f"{said}."
        else:
            lines = [
                " | ".join(title_of(name, wording) for name in names),
                " | ".join("---" for _ in kinds),
            ]
            lines += [
                " | ".join(written(value, kind, wording) for value, kind in zip(row, kinds, strict=True))
                for row in dict.fromkeys(proposal.result.rows)
            ]
            text = "\n".join(f"| {line} |" for line in lines) + (
                f"\n\n({counts})" if proposal.matched else ""
            )
        events += progress.write(partial(writer.state, text, units))
        events.append(Notice("number_proposed", wording.proposed))
        for code, words in (("dropped", proposal.uncovered), ("added", proposal.added)):
            if words:
                said = wording.remarks[code].format(name=wording.separator.join(map(without_markup, words)))
                events.append(Notice(f"number_{code}", said))
        events.append(Notice("query", f"{wording.query}: {proposal.query}"))
        return Step(events)


def _run(request: Request, query: str, families: Sequence[Family], plans: Sequence[Plan]) -> Proposal | None:
    measures = {name for one in plans[:1] for name in one.measures}
    try:
        with TableDatabase(families) as database:
            query = with_cells(with_names(query, families), families)
            query = with_bounds(query, request.question, date.today())
            return run_proposal(
                request.question,
                query,
                database,
                date.today(),
                request.language,
                measures,
                lists=request.kind == "list",
            )
    except QueryRefused:
        return None


def _named(column: str) -> str:
    """Return a column of a result as our own are called: "Total Fee"."""
    match = _FUNCTION.fullmatch(column)
    if match is None:
        return column
    function = match[1].lower()
    title = TITLES.get(_OPERATIONS.get(function, function), COUNTED)
    return f"{title} {match[2] or match[3] or ''}".rstrip()


def _kind(name: str, proposal: Proposal) -> Column | None:
    """Return how a column of a proposed query is written.

    As the column of numbers that it is of, or the only one that the query reads.
    """
    figure, _, rest = name.partition(" ")
    if figure == COUNTED:
        return None
    numbers = list(proposal.columns.values())
    of = (
        proposal.columns.get(name)
        or proposal.columns.get(rest)
        or (numbers[0] if len(numbers) == 1 else None)
    )
    if of is None or figure != "Average":
        return of
    return replace(of, decimals=max(of.decimals, 2))

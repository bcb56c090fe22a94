"""Answer from tables by a query that a model proposes, once it is found sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from assistant.agent.number_answers import NumberAnswers
from assistant.agent.number_texts import wording_of, written
from assistant.agent.progress import Progress
from assistant.agent.prompts import chat_messages, inside
from assistant.agent.step import Step
from assistant.agent.writing import Writer
from assistant.errors import ModelFault, PartMissing
from assistant.events import Computed, Event, Notice, Working
from assistant.languages import Language
from assistant.models.base import ChatModel, ChatOptions, whole_answer
from assistant.tables.data.cells import Column
from assistant.tables.data.database import Family, QueryRefused, TableDatabase
from assistant.tables.query.computing import MOST_CITED
from assistant.tables.query.figures import MOST_RIVALS, computed
from assistant.tables.query.planning import Plan
from assistant.tables.query.proposing import PROMPT, Proposal, query_in, run_proposal, schema
from assistant.text import without_markup

MOST_PROPOSED_TOKENS = 400
"""Longest reply of a model that is asked for a query."""


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
        plans: Sequence[Plan],
        guess: Callable[[], Awaitable[Step | None]],
        *,
        hands_over: bool = False,
    ) -> AsyncGenerator[Event, None]:
        """Ask the model for a query, check it, and show what it gives.

        Where that is not sound, what is guessed; else rows, or nothing where the texts are asked then.
        """
        yield Working("reading")
        proposal = await self._proposal(progress, plans)
        sound = proposal is not None and proposal.is_sound
        step = await guess() if not sound else None
        if step is None and (sound or not hands_over):
            step = await asyncio.to_thread(self._told, progress, plans, proposal)
        for event in step.events if step is not None else ():
            yield event

    async def handed_over(
        self,
        progress: Progress,
        plans: Sequence[Plan],
        otherwise: Callable[[Callable[[], Step] | None], Awaitable[Step]],
    ) -> Step | None:
        """Ask the texts where nothing was computed."""
        if progress.writer.text:
            return None
        progress.uncomputed = True
        # All rows of a table, of which nothing in the question chooses some, tell nothing.
        return await otherwise(partial(self._told, progress, plans, None) if plans[0].filters else None)

    async def _proposal(self, progress: Progress, plans: Sequence[Plan]) -> Proposal | None:
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

    def _told(self, progress: Progress, plans: Sequence[Plan], proposal: Proposal | None) -> Step:
        language = progress.request.language
        wording = wording_of(language)
        if proposal is None or not proposal.is_sound:
            (outcome,) = computed(plans[:1])
            step = self._answers.told(progress, [outcome])
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
        units = self._answers.units(proposal.family, proposal.cited[:MOST_CITED])
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


def _run(
    question: str, query: str, families: Sequence[Family], plans: Sequence[Plan], language: Language
) -> Proposal | None:
    measures = {name for one in plans[:1] for name in one.measures}
    try:
        with TableDatabase(families) as database:
            return run_proposal(question, query, database, date.today(), language, measures)
    except QueryRefused:
        return None


def _kind(name: str, proposal: Proposal) -> Column | None:
    """Return how a column of a proposed query is written.

    As the one column of numbers that it comes from.
    """
    numbers = list(proposal.columns.values())
    if len(numbers) != 1 or name.lower().startswith("count"):
        return None
    averaged = name.lower().startswith("avg")
    return replace(numbers[0], decimals=max(numbers[0].decimals, 2)) if averaged else numbers[0]

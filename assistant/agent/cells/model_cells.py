"""Ask a chat model for a cell, and weigh its reply with what was read without it.

A paper that fits is read whole, and before the question: a server keeps what it has read, so that the next column of the same paper
costs a second. Of a longer one the model is shown the likeliest sentences.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from assistant.agent.cells.bearing import DocumentText, Found
from assistant.agent.cells.cell_decision import SURE_VALUE, decided
from assistant.agent.cells.cell_model import SURELY_ABSENT, TYPED, Judged
from assistant.agent.cells.cell_replies import (
    cell_prompt,
    repeats_task,
    said_value,
    says_not_stated,
    yes_or_no,
)
from assistant.agent.cells.cell_values import MOST_SHOWN, Option, options_before
from assistant.agent.cells.columns import Column
from assistant.agent.cells.one_cell import (
    SURELY,
    CellAnswering,
    cell_of,
    is_short,
    may_be_sure,
    none_of,
    plain_text,
    yes_words,
)
from assistant.agent.cells.reply_decision import Said, said_of, weighed
from assistant.agent.cells.shown_values import Shown, shown_of
from assistant.agent.prompt.context_budget import usual_evidence
from assistant.agent.prompt.pace import Clock, Pace
from assistant.agent.prompt.prompts import inside
from assistant.agent.words.roles import concepts_of
from assistant.agent.words.value_kinds import ValueKind
from assistant.answer_table import Cell
from assistant.errors import ServerFault
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.models.base import ChatModel, ChatOptions, Message, whole_answer
from assistant.retrieval.evidence import Unit
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.agent.cells.counterparts import Opposite

ANSWER_TOKENS = 90
"""Most tokens of a cell's answer."""
LONGEST_S = 60.0
"""Seconds that a model may take for one cell: who waits for a table of a hundred has more use for what is read without it."""
MOST_READ, READ_S = 3_000, 40.0
"""Tokens of the longest paper that a model reads whole for a cell, and seconds that it may take to."""


class ModelCells:
    """Answers the cells of a table with a chat model.

    Args:
        answering: Reads the documents; it has a model.
        longest_s: Seconds that it may take for a cell, unless it is set to reason.
    """

    def __init__(self, answering: CellAnswering, longest_s: float = LONGEST_S) -> None:
        assert answering.chat is not None
        self._answering = answering
        self._chat: ChatModel = answering.chat
        self._settings = answering.settings
        self._longest_s = longest_s
        self._pace = Pace(answering.library.notes, answering.chat)
        self._read_last = ""

    async def asked(self, text: DocumentText, column: Column) -> Cell:
        """Answer a cell with the model where reading alone is not sure.

        Raises:
            PartMissing: The model cannot be reached.
            ModelFault: It fails.
        """
        read_by = self._answering
        found, judged = await in_thread(partial(read_by.found_in, text, column))
        if column.kind == "yes_no":
            return await self._asked_yes_no(text, column, found, judged)
        if (settled := await in_thread(partial(read_by.settled, text, column, judged))) is not None:
            return settled
        options, other = await in_thread(partial(read_by.apart, text, column, found, judged))
        read = read_by.or_words(text, column, judged, read_by.chosen(text, column, options, judged, other))
        if not options or read.state == "found" or judged.absent >= SURELY_ABSENT:
            return read
        if judged.kind in ("name", "text"):
            options += await in_thread(partial(options_before, read_by.model, text, found, judged, options))
        evidence = self._whole(text) or _shown([one.unit for one in options])
        answer = await self._said(column, judged.kind, evidence)
        if not any(map(str.isalnum, answer)) or repeats_task(answer):
            return read  # it reasoned to its end, and came to no answer
        said = said_of(read_by.model.units_of(text), judged, options, answer)
        cell = await in_thread(partial(self._weighed, text, column, judged, options, other, read, said))
        return read_by.or_words(text, column, judged, cell)

    async def _asked_yes_no(
        self, text: DocumentText, column: Column, found: Sequence[Found], judged: Judged
    ) -> Cell:
        """Say yes or no, with the model where it could change what was read."""
        quoted = await in_thread(partial(self._answering.read_yes_no, text, column, found, judged))
        if quoted.state == "not_stated" or _is_plain(column, quoted):
            return quoted
        nearest_words = column.judges and not quoted.value
        sure = judged.topic and not column.judges and judged.ranked[0][1] >= SURELY
        if sure or not (quoted.value or nearest_words):
            return quoted  # a condition is said in its words
        evidence = self._near(text, judged)
        if nearest_words or (judged.topic and not column.judges):
            evidence = _shown([unit for unit, _ in judged.ranked[:MOST_SHOWN]])
        said = await self._said(column, column.kind, evidence)
        yes = yes_or_no(said)
        if nearest_words:
            return cell_of("not_stated", "", ()) if yes is False or says_not_stated(said) else quoted
        if yes is None or says_not_stated(said) or quoted.text == yes_words(column.language)[not yes]:
            return quoted
        return replace(quoted, state="unsure")

    # Asking

    async def _said(self, column: Column, kind: ValueKind, evidence: str) -> str:
        """Return what the model says to a question, its value alone.

        Raises:
            ServerFault: It takes too long.
        """
        reasons = self._chat.thinks and self._settings.think == "on"
        options = ChatOptions(
            think=False if self._chat.thinks and not reasons else None,
            temperature=0.0,
            max_tokens=None if reasons else ANSWER_TOKENS,
            seed=1,
        )
        messages = [Message("user", cell_prompt(column, kind, evidence))]
        try:
            async with asyncio.timeout(None if reasons else self._longest_s):
                answer, end = await whole_answer(self._chat, messages, options)
        except TimeoutError:
            raise ServerFault(f"{self._chat.name} took too long for a cell.") from None
        if evidence != self._read_last:
            self._read_last = evidence
            await in_thread(partial(self._pace.note, end, Clock()))
        return said_value(answer)

    def _whole(self, text: DocumentText) -> str:
        """Return all of a paper that the model reads in good time; "" of another.

        How fast it reads is not known before it has answered once.
        """
        reads = self._pace.reads
        if not text.whole or reads is None:
            return ""
        written = "\n\n".join(_written(text))
        most = min(MOST_READ, READ_S * reads, self._chat.context_tokens // 2)
        return written if self._chat.count_tokens(written) <= most else ""

    def _near(self, text: DocumentText, judged: Judged) -> str:
        """Return what is shown for yes or no: a short document, else what is nearest."""
        budget = self._settings.evidence_tokens or usual_evidence(self._chat.name, "list", None)
        budget = min(budget, self._chat.context_tokens // 2)
        count = self._chat.count_tokens
        written = _written(text)
        if text.whole and sum(map(count, written)) <= budget:
            return "\n\n".join(written)
        chosen: set[int] = set()
        used = 0
        order = list(
            dict.fromkeys(
                [
                    *(unit.passage.ordinal for unit, _ in judged.ranked),
                    *(one.ordinal for one in text.passages),
                ]
            )
        )
        place = {passage.ordinal: at for at, passage in enumerate(text.passages)}
        for ordinal in order:
            cost = count(written[place[ordinal]])
            if used + cost > budget and chosen:
                continue
            chosen.add(place[ordinal])
            used += cost
        return "\n\n".join(written[at] for at in sorted(chosen))

    # Weighing what it said

    def _weighed(
        self,
        text: DocumentText,
        column: Column,
        judged: Judged,
        options: Sequence[Option],
        other: Opposite,
        read: Cell,
        said: Said,
    ) -> Cell:
        """Weigh what the model said with what was read.

        Words that stand nowhere in the document are not shown: what was read is, marked.
        """
        chances = weighed(decided(judged, options), said.reply)
        if chances.none >= max(chances.read, chances.said):
            # Where the model reads a value, that there is none is never said without a mark.
            return none_of(chances.none) if said.reply.none else Cell("unsure")
        first, likely, words = options[0], chances.read, said.text if said.reply.same else read.text
        if said.option is not None and chances.said > chances.read:
            first, likely, words = said.option, chances.said, said.text
            if other.sure and not first.value and other.is_called(said.text):
                return read  # a small model says the first name that it reads
        model = self._answering.model
        shown = shown_of(model, text, judged, first) if judged.kind in TYPED else Shown("", (first.unit,))
        value = first.value or (said.value if words == said.text else "")
        sure = likely >= SURE_VALUE and not other.is_called(value)
        sure = sure and may_be_sure(text, column, judged, first, shown)
        words = shown.text or words
        if not words:
            return read
        return cell_of("found" if sure else "unsure", plain_text(words), shown.units, value)


def _written(text: DocumentText) -> list[str]:
    """Return the passages of a document as a model is shown them."""
    return [inside(_labelled(passage)) for passage in text.passages]


def _labelled(passage: StoredPassage) -> str:
    trail = " > ".join(passage.heading)
    return f"[{trail}]\n{passage.text}" if trail else passage.text


def _shown(units: Sequence[Unit]) -> str:
    """Return sentences as a model is shown them.

    A heading stands once above those that follow each other under it: reading it anew takes time.
    """
    shown: list[str] = []
    before = ""
    for unit in units:
        trail = " > ".join(unit.passage.heading)
        said = f"{unit.lead} {unit.text}".strip()
        shown.append(inside(f"[{trail}]\n{said}" if trail and trail != before else said))
        before = trail
    return "\n\n".join(shown)


def _is_plain(column: Column, quoted: Cell) -> bool:
    """Return whether a sentence says yes or no by itself.

    It is short, and all that is asked stands in it: "Pets are not allowed."
    """
    (citation,) = quoted.citations
    concepts = concepts_of(column.question)
    held = frozenset(terms(citation.quote))
    return is_short(citation.quote) and all(one.stands_in(citation.quote, held) for one in concepts)

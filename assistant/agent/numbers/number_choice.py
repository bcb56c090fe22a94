"""Let a model choose among the readings of a question over tables.

It is given the few likeliest in words, each that comes to something else, and answers with a letter: that a model can do which writes
no good query from nothing. A small one takes one of the first letters whatever they stand for, and is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.agent.numbers.number_texts import read_as, wording_of
from assistant.agent.progress import Progress
from assistant.agent.prompt.context_budget import is_small
from assistant.agent.prompt.prompts import chat_messages, inside
from assistant.errors import ModelFault, PartMissing
from assistant.models.base import ChatModel, ChatOptions, whole_answer
from assistant.tables.query.computing import Outcome
from assistant.tables.query.guessing import Guess
from assistant.tables.query.planning import Plan
from assistant.tables.query.proposing import CHOICE, choice_in, choices_said

LEAST_CHOICE = 0.1
"""How likely the best reading is at least, for a model to choose."""
MOST_CHOICES = 4
"""Readings among which it chooses."""
MOST_CHOICE_TOKENS = 8
"""Longest reply."""

Choice = tuple[Guess, Outcome]


def choices(found: Sequence[Guess], figure_of: Callable[[Plan], Outcome | None]) -> list[Choice]:
    """Return the readings among which a model may choose, each with what it comes to.

    Args:
        found: Readings, the likeliest first.
        figure_of: Computes a plan; None where it comes to nothing.
    """
    made: list[Choice] = []
    for guess in found if found and found[0].likelihood >= LEAST_CHOICE else ():
        outcome = figure_of(guess.plan)
        if outcome is not None and all(outcome.rows != other.rows for _, other in made):
            made.append((guess, outcome))
    return made[:MOST_CHOICES]


async def choose(chat: ChatModel, progress: Progress, readings: Sequence[Choice]) -> Choice | None:
    """Let a model choose by a letter; None where it takes none, or is too small to."""
    if len(readings) < 2 or is_small(chat.name):
        return None
    wording = wording_of(progress.request.language)
    said = choices_said([inside(read_as(guess, wording)) for guess, _ in readings])
    prompt = CHOICE.format(readings=said, question=inside(progress.request.question))
    options = ChatOptions(think=False, temperature=0.0, max_tokens=MOST_CHOICE_TOKENS)
    try:
        reply, end = await whole_answer(chat, chat_messages(prompt, []), options)
    except (ModelFault, PartMissing):
        return None  # then a query is asked for, or the texts
    progress.spent(end, chat)
    place = choice_in(reply, len(readings))
    return None if place is None else readings[place]

"""A step of a turn: what is shown, what the model is asked, and what comes next."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.agent.progress import Progress
from assistant.errors import ModelFault, ServerUnavailable
from assistant.events import Event, Notice
from assistant.frozen import dataclass
from assistant.models.base import Message
from assistant.retrieval.evidence import Unit
from assistant.retrieval.ranking import Relevance

if TYPE_CHECKING:
    from assistant.tables.query.planning import Plan


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a turn, carried out in this order.

    Attributes:
        events: Shown at once.
        quotes: Evidence that the answer is made of, word for word.
        labels: What is said before some of it.
        likely: How likely the first quote holds the answer, from 0 to 1.
        work: Does what takes long before anything can be shown, or writes the answer by itself; gives events meanwhile.
        messages: Sent to the chat model; empty where it is not asked.
        uncertain_relevance: What speaks for the library bearing on the question, where that is uncertain: then the answer is
            shown only once a sentence of it has been found in the documents, and one of which none was found ends as "not in
            your documents" where little speaks for it.
        may_answer: Tells whether some sentence that was found may answer, so that nothing that the model says is held back.
        then: Makes the next step; None where this is the last one.
        doubted: Whether it is doubtful that the answer stands in what the model is shown: then nothing is shown of an answer
            of which nothing was found there, the turn stands as "not_found" without words, and the next step goes on.
        at_once: Whether the model is to answer without reasoning, whatever is set.
        plan: What was computed over a table, where a text may be likelier to answer.
    """

    events: Sequence[Event] = ()
    quotes: Sequence[Unit] = ()
    labels: Mapping[Unit, str] | None = None
    likely: float = 1.0
    work: Callable[[], AsyncGenerator[Event, None]] | None = None
    messages: Sequence[Message] = ()
    uncertain_relevance: Relevance | None = None
    may_answer: Callable[[], bool] | None = None
    then: Callable[[], Awaitable[Step | None]] | None = None
    doubted: bool = False
    at_once: bool = False
    plan: Plan | None = None


def said_nothing(progress: Progress, step: Step, fault: ModelFault | ServerUnavailable) -> Notice:
    """Note that the model failed before it answered, so that quotes take its place.

    Raises:
        ModelFault: The same one, where nothing follows that could be quoted, an answer was begun, or an earlier answer was
            to be replaced, which stays.
        ServerUnavailable: Likewise.
    """
    if step.then is None or progress.writer.text or progress.options.replaces is not None:
        raise fault
    progress.status = "failed"
    return Notice("model_failed", fault.message, fault.hint)

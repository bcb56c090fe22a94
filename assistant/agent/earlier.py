"""What went before in a conversation, as a later question needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import TurnStatus

NO_CONTEXT: frozenset[TurnStatus] = frozenset(("not_found", "failed"))
"""How turns ended that a later question can lean on for nothing."""


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """An earlier turn of the conversation.

    Attributes:
        question: As it was asked.
        searched_for: As it was searched for; empty where nothing was.
        answer: Without marks and without reasoning.
        status: How it ended.
        sources: Names of the documents that its answer cites: titles or file names, each once.
    """

    question: str
    searched_for: str
    answer: str
    status: TurnStatus = "answered"
    sources: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The question in the form that can be understood alone, where there is one."""
        return self.searched_for or self.question

    @property
    def is_context(self) -> bool:
        """Whether a later question can lean on it: one that found nothing tells nothing."""
        return self.status not in NO_CONTEXT and bool(self.answer.strip())


def context(earlier: Sequence[EarlierTurn]) -> list[EarlierTurn]:
    """Give the turns that a later question can lean on, in order."""
    return [turn for turn in earlier if turn.is_context]

"""What a question wants: one look at it, as data that everything after it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.agent.earlier import EarlierTurn, context
from assistant.languages import Language, detected

Kind = Literal["fact", "list", "compare", "whole", "library", "conversation", "general", "creative"]
Operation = Literal[
    "", "shorter", "longer", "table", "translate", "simpler", "why", "summarise", "recall", "rephrase"
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants.

    Attributes:
        question: As it was asked, trimmed.
        language: What it is answered in: its own language, that of the conversation where it gives no sign of one, or the
            one it asks for.
        kind: "fact"; "list": all that match, or the steps of a procedure; "compare": two or more sides of something;
            "whole": one or several documents as a whole; "library": the documents there are; "conversation": works on what
            was said; "general": what any model can meet by itself, the documents may help; "creative": nothing to do with
            documents, whatever they hold.
        follow_up: Whether it may need what went before to be understood.
        operation: Of a "conversation", what is to be done.
        focus: Of a long text, the parts that ask, as texts to search for, the most useful first; else empty.
    """

    question: str
    language: Language
    kind: Kind
    follow_up: bool
    operation: Operation = ""
    focus: tuple[str, ...] = ()


def wanted(question: str, earlier: Sequence[EarlierTurn] = ()) -> Wanted:
    """Look at what a question wants, once."""
    question = question.strip()
    language = detected(question) or next(
        (found for turn in reversed(earlier) if (found := detected(turn.question))), "en"
    )
    return Wanted(question, language, "fact", bool(context(earlier)))

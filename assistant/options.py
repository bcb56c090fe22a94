"""What a caller may ask for beside the question itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _

if TYPE_CHECKING:
    from assistant.events import Finished


MOST_QUESTION_CHARS = 10_000
"""Longest question, some four pages: what is asked of it takes time with more than its length."""


def check_length(question: str) -> None:
    """Refuse a question that is no question any more.

    Raises:
        UsageError: It is longer than `MOST_QUESTION_CHARS`.
    """
    if len(question) > MOST_QUESTION_CHARS:
        raise UsageError(
            _(
                "The question is too long: {n} characters, and {most} at most.",
                n=f"{len(question):,}",
                most=f"{MOST_QUESTION_CHARS:,}",
            ),
            _(
                "Put the text into a file, and ask about that file: {command}",
                command='assistant ask --with letter.txt "…"',
            ),
            code="question_long",
        )


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model chooses its words; None leaves each to the settings.

    Attributes:
        temperature: 0 and up; higher is more varied.
        top_p: Nucleus sampling, above 0 and at most 1.
        max_tokens: Most tokens to generate, reasoning included.
    """

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None


USUAL_SAMPLING = Sampling()
WholeTask = Literal["", "summary", "outline", "dates", "obligations"]


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """How a question is answered.

    Attributes:
        conversation: Number of the conversation it belongs to; None starts one.
        inside: Look only into files under these paths or matching these globs; filters like "since:2025-01-01", "until:2025"
            and "kind:pdf" may stand among them.
        think: Whether the model reasons first; None leaves it to the settings.
        replaces: Number of the turn that the new one replaces; it stays until the new one is complete.
        on_saved: Called with the turn once it is kept, also where it was stopped.
        general: Whether the model is to answer by itself, whatever the documents hold.
        earlier: Questions and answers before it, in order, where they are kept elsewhere; None takes those of the
            conversation.
        keep: Whether the turn is kept in the library.
        sampling: What wins over the settings where the model is asked.
        whole: Names or paths of documents that are read from end to end for the answer; empty leaves it to the question.
        each: Whether every document is asked by itself, and a table put together; else the question decides.
        model: The name of the chat model that answers; empty for the one of the settings.
        extract: Whether no chat model is asked, and the answer is put together of the documents' own words.
        beside: Paths of files that are read for this answer only, and that it comes from instead of the library's documents.
        task: What is asked of them; "" leaves that to the question, which may be empty where a task is given.
    """

    conversation: int | None = None
    inside: tuple[str, ...] = ()
    think: bool | None = None
    replaces: int | None = None
    on_saved: Callable[[Finished], None] | None = None
    general: bool = False
    earlier: tuple[tuple[str, str], ...] | None = None
    keep: bool = True
    sampling: Sampling = USUAL_SAMPLING
    whole: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    task: WholeTask = ""
    each: bool = False
    model: str = ""
    extract: bool = False


USUAL_OPTIONS = TurnOptions()

"""A turn under way: what was asked, and what it has come to so far."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from assistant.agent.writing import Writer
from assistant.events import NEAREST, UNSURE, Answer, Citation, Finished, Hit, TurnStatus, Usage
from assistant.languages import Language
from assistant.models.ports import ChatEnd, ChatModel


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it is to be answered.

    Attributes:
        question: As the user put it.
        conversation: Number of the conversation it belongs to; None starts one.
        inside: Look only into files under these paths or matching these globs.
        think: Whether the model reasons first; None leaves it to the settings.
        replaces: Number of the turn in whose place the answer comes; it stays where the answer does not come to its end.
        kept: Called with the turn once it is kept, also where it was stopped.
        general: Whether the model is to answer by itself, whatever the documents hold.
    """

    question: str
    conversation: int | None = None
    inside: tuple[str, ...] = ()
    think: bool | None = None
    replaces: int | None = None
    kept: Callable[[Finished], None] | None = None
    general: bool = False


@dataclass(slots=True)
class Progress:
    """What a turn has come to so far; what is kept if it is stopped.

    Attributes:
        asked: The question.
        searched_for: The question as it was searched for.
        reasoning: Pieces of reasoning.
        writer: Writes the answer.
        status: How the turn would end now.
        chat: The model that was asked, if one was.
        usage: What it cost.
        error: What went wrong; else empty.
        hits: What was found last, the best first.
        language: What the question is answered in.
        began: Of a monotonic clock, in seconds.
        conversation_id: The conversation that it is kept in while it goes on, or None.
        turn_id: The number that it is kept under while it goes on, or None; what went before it has lower ones.
    """

    asked: Asked
    searched_for: str
    reasoning: list[str] = field(default_factory=list)
    writer: Writer = field(default_factory=lambda: Writer(None))
    status: TurnStatus = "answered"
    chat: ChatModel | None = None
    usage: Usage = field(default_factory=Usage)
    error: str = ""
    hits: tuple[Hit, ...] = ()
    language: Language = "en"
    began: float = field(default_factory=time.monotonic)
    conversation_id: int | None = None
    turn_id: int | None = None
    # A turn that is stopped is closed while a thread may still be writing.
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def write(self, step: Callable[[], Iterable[Answer | Citation]]) -> list[Answer | Citation]:
        """Let the writer take a step, and give what came of it."""
        with self._writing:
            return list(step())

    @property
    def has_said(self) -> bool:
        """Whether the model has said anything yet."""
        return bool(self.reasoning or self.writer.text)

    def spent(self, end: ChatEnd, chat: ChatModel) -> None:
        """Note what the model's answer cost."""
        self.usage = Usage(
            prompt_tokens=end.prompt_tokens,
            cached_tokens=end.cached_tokens,
            answer_tokens=end.answer_tokens,
            context_tokens=chat.context_tokens,
        )

    def finished(self) -> Finished:
        """Give the turn as it is kept."""
        with self._writing:
            writer, chat = self.writer, self.chat
            rests = self.status in ("answered", "extracted") and bool(writer.citations)
            return Finished(
                question=self.asked.question.strip(),
                searched_for=self.searched_for,
                answer=writer.marked,
                reasoning="".join(self.reasoning).strip(),
                citations=tuple(writer.citations.values()),
                unsupported=tuple(writer.unsupported),
                status=self.status,
                grounded=rests and not writer.unsupported and not writer.holds_code,
                engine=chat.engine if chat else "embedded",
                chat_model=chat.name if chat else "",
                usage=replace(self.usage, seconds=time.monotonic() - self.began),
                conversation_id=self.conversation_id,
                turn_id=self.turn_id,
                error=self.error,
                nearest=self.hits[:NEAREST] if self.status in UNSURE else (),
            )

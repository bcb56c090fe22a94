"""A turn under way: what it has come to, and its record in the library while it goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from assistant.agent import notices
from assistant.agent.writing import Writer
from assistant.errors import LibraryBusy, LibraryError
from assistant.events import NEAREST, UNSURE, Answer, Citation, Finished, Hit, Notice, TurnStatus, Usage
from assistant.languages import Language
from assistant.library.library import Library
from assistant.models.ports import ChatEnd, ChatModel


@dataclass(frozen=True, slots=True)
class TurnOptions:
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

    asked: TurnOptions
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


EVERY_S = 1.0
"""Time between two writes of what was said so far."""


class Keeper:
    """Keeps one turn; call `begin` when it is asked, and `end` or `take_back` in the end.

    What is written meanwhile reads as a turn that was broken off, until `end` says otherwise: after a kill nothing has
    to be put right. A library that is busy is tried again a little later, and one that cannot be written only in the end.
    Every method may block for as long as a write takes.

    Args:
        library: Where it is kept.
        progress: The turn.
        every_s: Time between two writes of what was said so far, in seconds.
    """

    def __init__(self, library: Library, progress: Progress, every_s: float = EVERY_S) -> None:
        self._library = library
        self._progress = progress
        self._every_s = every_s
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._noted: tuple[int, int] | None = None

    def begin(self) -> None:
        """Keep the question, and from now on what is said; does not wait for a library that is busy."""
        if self._note():
            # No task of the loop: whoever reads the events may be slow to ask for the next one.
            threading.Thread(target=self._go_on, name="keeper", daemon=True).start()

    def end(self) -> tuple[Finished, Notice | None]:
        """Keep the turn as it is now; where the library cannot be written, say so: the answer stands all the same.

        A turn that was to take another one's place, and did not come to its end, is not kept.
        """
        self._over.set()
        with self._lock:
            finished, asked = self._progress.finished(), self._progress.asked
            if asked.replaces is not None and finished.status in ("interrupted", "failed"):
                return self._taken_back(finished), None
            try:
                if finished.turn_id is None:
                    finished = self._library.keep_turn(finished, asked.conversation, asked.replaces)
                else:
                    self._library.end_turn(finished, asked.replaces)
            except LibraryError as error:
                return replace(finished, conversation_id=None, turn_id=None), notices.not_kept(error)
        if asked.kept is not None:
            asked.kept(finished)
        return finished, None

    def take_back(self) -> None:
        """Keep nothing: the turn came to nothing, and whoever asked is told why."""
        self._over.set()
        with self._lock:
            self._taken_back(self._progress.finished())

    def _taken_back(self, finished: Finished) -> Finished:
        if finished.turn_id is not None:
            try:
                self._library.drop_turn(finished, alone=self._progress.asked.conversation is None)
            except LibraryError:  # then it stays as one that was broken off, which it is
                return finished
        return replace(finished, conversation_id=None, turn_id=None)

    def _go_on(self) -> None:
        while not self._over.wait(self._every_s):
            if not self._note():
                return

    def _note(self) -> bool:
        """Write what the turn has come to so far; tell whether it is worth while to try again."""
        with self._lock:
            progress = self._progress
            state = (len(progress.reasoning), len(progress.writer.text))
            if self._over.is_set() or state == self._noted:
                return True
            turn = replace(progress.finished(), status="interrupted", grounded=False)
            try:
                if turn.turn_id is None:
                    begun = self._library.begin_turn(turn, progress.asked.conversation)
                    progress.conversation_id, progress.turn_id = begun.conversation_id, begun.turn_id
                else:
                    self._library.note_turn(turn)
            except LibraryBusy:
                return True
            except LibraryError:
                return False
            self._noted = state
            return True

"""Keep the state of a turn under way, and its record in the library."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.agent import notices
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import Kind, Request, context
from assistant.errors import AssistantError, LibraryBusy, LibraryError
from assistant.events import (
    NEAREST,
    UNSURE,
    Answer,
    Citation,
    Event,
    Finished,
    Hit,
    Notice,
    TurnStatus,
    Usage,
)
from assistant.library.library import Library
from assistant.models.base import ChatEnd, ChatModel
from assistant.options import USUAL_OPTIONS, TurnOptions

if TYPE_CHECKING:
    from assistant.agent.papers.succession import DealFact
    from assistant.tables.query.planning import Plan

HITS = 8
"""Passages that are looked for in a turn."""
EVERY_S = 1.0
"""Seconds between two writes of what was said so far."""


@dataclass(slots=True)
class Progress:
    """The state of a turn; what is kept if it is stopped.

    Attributes:
        request: The question and what it asks for.
        options: How it is answered.
        earlier: The turns before it, the latest last.
        searched_for: The question as it was searched for; empty where nothing was searched.
        reasoning: Pieces of reasoning.
        writer: Writes the answer.
        status: How the turn would end now.
        chat: The model that was asked, if one was.
        usage: What it cost.
        error: What went wrong; else empty.
        hits: What was found last, the best first.
        unknown_names: Names of the question that stand nowhere in the library.
        began: Of a monotonic clock, in seconds.
        conversation_id: The conversation that it is kept in while it goes on, or None.
        whole: Numbers of the documents that are to be read whole, as the options name them.
        uncomputed: Whether it asks for a total that no table gave.
        queried: Whether a model was asked for a query over tables.
        pointed_at: Numbers of the documents that a follow-up points at: "the other one".
        carried: Numbers of the documents that only what a follow-up was completed with names.
        denied_by: Numbers of the documents that it seemed to be about, and in which the model found no answer.
        of_library: What the catalogue says, for where no document says more.
        of_library_surely: Whether it is the catalogue that is asked.
        texts: Numbers of the documents that are no sheets, where these are likelier to answer; else None.
        rival: What a sheet would come to, where that may be asked beside them; else None.
        deal_facts: What contracts state, by what was asked of them, and of which documents.
        turn_id: The number that it is kept under while it goes on, or None; earlier turns have lower ones.
    """

    request: Request
    options: TurnOptions = USUAL_OPTIONS
    earlier: Sequence[EarlierTurn] = ()
    searched_for: str = field(init=False)
    reasoning: list[str] = field(default_factory=list)
    writer: Writer = field(default_factory=lambda: Writer(None))
    status: TurnStatus = "answered"
    chat: ChatModel | None = None
    usage: Usage = field(default_factory=Usage)
    error: str = ""
    hits: tuple[Hit, ...] = ()
    unknown_names: tuple[str, ...] = ()
    whole: tuple[int, ...] = ()
    uncomputed: bool = False
    queried: bool = False
    pointed_at: tuple[int, ...] = ()
    carried: frozenset[int] = frozenset()
    denied_by: tuple[int, ...] = ()
    of_library: str = ""
    of_library_surely: bool = True
    texts: frozenset[int] | None = None
    rival: Plan | None = None
    deal_facts: dict[tuple[str, frozenset[int] | None], DealFact | None] = field(default_factory=dict)
    doubts: tuple[Notice, ...] = ()
    began: float = field(default_factory=time.monotonic)
    conversation_id: int | None = None
    turn_id: int | None = None
    # A turn that is stopped is closed while a thread may still be writing.
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.searched_for = self.request.question

    @property
    def context(self) -> list[EarlierTurn]:
        """The earlier turns that this one can build on, in order."""
        return context(self.earlier)

    def taken_for(self, kind: Kind, of_library: str, *, surely: bool) -> Request:
        """Ask the documents what the catalogue cannot answer surely.

        Args:
            kind: What the request is now.
            of_library: What the catalogue says of it.
            surely: Whether it is the catalogue that is asked.
        """
        self.of_library, self.of_library_surely = of_library, surely
        self.request = replace(self.request, kind=kind, weighed=True, about_papers=False)
        return self.request

    def write(self, step: Callable[[], Iterable[Answer | Citation]]) -> list[Answer | Citation]:
        """Run a step of the writer, and return what came of it."""
        with self._writing:
            return list(step())

    def unsaid(self) -> None:
        """Take back what a step would have said that is not shown."""
        self.writer, self.status = Writer(None), "answered"
        self.searched_for, self.uncomputed = self.request.question, False
        self.carried = frozenset()

    @property
    def has_said(self) -> bool:
        """Whether the model has said anything yet."""
        return bool(self.reasoning or self.writer.text)

    def noted(self, event: Event) -> Event:
        """Return an event, and remember the doubt that it tells of."""
        if (
            isinstance(event, Notice)
            and event.doubts
            and event.code not in _KINDS
            and event not in self.doubts
        ):
            self.doubts = (*self.doubts, event)
        return event

    def spent(self, end: ChatEnd, chat: ChatModel) -> None:
        """Note what the model's answer cost."""
        self.usage = Usage(
            prompt_tokens=end.prompt_tokens,
            cached_tokens=end.cached_tokens,
            answer_tokens=end.answer_tokens,
            context_tokens=chat.context_tokens,
        )

    def finished(self) -> Finished:
        """Return the turn as it is kept."""
        with self._writing:
            writer, chat = self.writer, self.chat
            rests = self.status in ("answered", "extracted") and bool(writer.citations)
            return Finished(
                question=self.request.as_asked,
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
                doubts=self.doubts,
            )


_KINDS = frozenset(("perhaps", "extracted"))
"""Notices that the status of a kept turn says already."""


class Keeper:
    """Keep one turn in the library from the moment it is asked.

    As an asynchronous context manager it begins the record and closes it: a turn that leaves the block early is kept
    as interrupted; one that an error ends before anything was said is not kept at all. `end`, `begin` and `take_back`
    are the steps of it, and may block for as long as a write takes.

    What is written meanwhile reads as an interrupted turn until `end` says otherwise, so nothing has to be repaired
    after a kill. A busy library is tried again a little later; one that cannot be written, only at the end.

    Args:
        library: Where it is kept.
        progress: The turn.
        every_s: Seconds between two writes of what was said so far.
    """

    def __init__(self, library: Library, progress: Progress, every_s: float = EVERY_S) -> None:
        self._library = library
        self._progress = progress
        self._every_s = every_s
        self._ended = False
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._noted: tuple[int, int] | None = None

    async def __aenter__(self) -> Keeper:
        if not self._progress.options.keep:
            return self
        try:
            await asyncio.to_thread(self.begin)
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        return self

    async def finish(self) -> tuple[Finished, Notice | None]:
        """Keep the turn as it is now, as `end` does, without blocking the event loop."""
        self._ended = True
        if not self._progress.options.keep:
            return self._progress.finished(), None
        return await asyncio.to_thread(self.end)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._ended or not self._progress.options.keep:
            return
        self._ended = True
        if isinstance(error, AssistantError) and not self._progress.has_said:
            await asyncio.shield(asyncio.to_thread(self.take_back))
            return
        self._progress.status = "interrupted"
        # The library may have to wait for another process; whoever stopped the turn does not.
        await asyncio.shield(asyncio.to_thread(self.end))

    def begin(self) -> None:
        """Keep the question, and start keeping what is said; do not wait for a lock."""
        if self._note():
            # No task of the loop: whoever reads the events may be slow to ask for the next one.
            threading.Thread(target=self._go_on, name="keeper", daemon=True).start()

    def end(self) -> tuple[Finished, Notice | None]:
        """Keep the turn as it is now, and give a notice where that failed.

        A turn that was to replace another one, and is not complete, is not kept.
        """
        self._over.set()
        with self._lock:
            finished, options = self._progress.finished(), self._progress.options
            if options.replaces is not None and finished.status in ("interrupted", "failed"):
                return self._taken_back(finished), None
            try:
                if finished.turn_id is None:
                    finished = self._library.conversations.add_turn(
                        finished, options.conversation, options.replaces
                    )
                else:
                    self._library.conversations.end_turn(finished, options.replaces)
            except LibraryError as error:
                return replace(finished, conversation_id=None, turn_id=None), notices.not_kept(
                    error, self._progress.request.language
                )
        if options.on_saved is not None:
            options.on_saved(finished)
        return finished, None

    def take_back(self) -> None:
        """Delete the record of a turn that came to nothing."""
        self._over.set()
        with self._lock:
            self._taken_back(self._progress.finished())

    def _taken_back(self, finished: Finished) -> Finished:
        if finished.turn_id is not None:
            try:
                self._library.conversations.drop_turn(
                    finished, alone=self._progress.options.conversation is None
                )
            except LibraryError:  # then it stays as an interrupted one, which it is
                return finished
        return replace(finished, conversation_id=None, turn_id=None)

    def _go_on(self) -> None:
        while not self._over.wait(self._every_s):
            if not self._note():
                return

    def _note(self) -> bool:
        """Write the state of the turn; tell whether to try again later."""
        with self._lock:
            progress = self._progress
            state = (len(progress.reasoning), len(progress.writer.text))
            if self._over.is_set() or state == self._noted:
                return True
            turn = replace(progress.finished(), status="interrupted", grounded=False)
            try:
                if turn.turn_id is None:
                    begun = self._library.conversations.begin_turn(turn, progress.options.conversation)
                    progress.conversation_id, progress.turn_id = begun.conversation_id, begun.turn_id
                else:
                    self._library.conversations.update_turn(turn)
            except LibraryBusy:
                return True
            except LibraryError:
                return False
            self._noted = state
            return True

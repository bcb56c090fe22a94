"""The queue of a bot: take jobs, work them off in turn, stop and resume them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.i18n import _, ngettext
from assistant.text import clean
from assistant.typed import JUST_A_QUESTION, Typed
from bots import render
from bots.access import Access
from bots.chats import Chats, Job
from bots.outbox import ChatRef, Outbox
from bots.platform import ChatClosed, IncomingMessage, PlatformUnavailable, TokenRejected
from bots.rich_text import Rich

_LOG = logging.getLogger(__name__)
_MOST_OF_A_CHAT = 10
_MOST_TRIES = 2
_QUESTION_CHARS = 16_000
_QUOTED_CHARS = 200


Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that the owner sets in `[bots]`.

    Attributes:
        at_once: Answers written at the same time, and as many documents read.
        waiting: Questions that may wait.
        a_day: Questions of one user in a day; 0 is no limit.
        most_bytes: Largest document.
    """

    at_once: int
    waiting: int
    a_day: int
    most_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Read the limits from the settings."""
        bots = settings.bots
        return cls(
            at_once=bots.at_once,
            waiting=bots.waiting,
            a_day=bots.questions_a_day,
            most_bytes=bots.max_upload_mb * 1_000_000,
        )


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """How busy the bot is, for `/status`.

    Attributes:
        running: Answers that are being written.
        waiting: Questions that wait.
        here: Questions of this chat that wait or are being answered.
    """

    running: int
    waiting: int
    here: int


class FairQueue(Generic[Item]):
    """A queue that serves chats in turn: who asked much waits behind who asked little.

    Args:
        size: Most jobs that may wait.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._waiting: dict[str, deque[Item]] = {}
        self._order: deque[str] = deque()
        self._running: set[str] = set()
        self._begun: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def is_full(self) -> bool:
        """Whether no further job can wait."""
        return len(self) >= self._size

    def add(self, chat: str, job: Item) -> None:
        """Append a job to its chat's own queue."""
        if chat not in self._waiting:
            self._waiting[chat] = deque()
            self._order.append(chat)
        self._waiting[chat].append(job)

    def next(self, may_begin: Callable[[Item], bool] = lambda job: True) -> tuple[str, Item] | None:
        """Take the next job that may begin and whose chat has none running, or None."""
        free = [
            chat for chat in self._order if chat not in self._running and may_begin(self._waiting[chat][0])
        ]
        if not free:
            return None
        # Of those that never had a turn, the first.
        chat = min(free, key=lambda chat: self._begun.get(chat, 0))
        self._begun[chat] = max(self._begun.values(), default=0) + 1
        job = self._waiting[chat].popleft()
        self._order.remove(chat)
        if self._waiting[chat]:
            self._order.append(chat)
        else:
            del self._waiting[chat]
        self._running.add(chat)
        return chat, job

    def done(self, chat: str) -> None:
        """Mark a chat's running job as ended."""
        self._running.discard(chat)

    def drop(self, chat: str) -> list[Item]:
        """Remove all waiting jobs of a chat, and return them."""
        if chat not in self._waiting:
            return []
        self._order.remove(chat)
        return list(self._waiting.pop(chat))

    def waiting(self, chat: str) -> int:
        """Count the waiting jobs of a chat."""
        return len(self._waiting.get(chat, ()))

    def position(self, chat: str) -> int:
        """Count the jobs before the last one of a chat, running ones too; a lower bound."""
        mine = self.waiting(chat)
        others = (min(len(jobs), mine) for other, jobs in self._waiting.items() if other != chat)
        return len(self._running) + mine - 1 + sum(others)


class BackgroundTasks:
    """Tasks that end with the bot; one that fails fatally ends it.

    Created where the bot's event loop runs.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_leaving = False
        """Whether the bot ends: nothing new is begun then."""

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task; an error that concerns it alone goes to the log."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def until_done(self) -> None:
        """Wait until all tasks are done.

        Raises:
            TokenRejected: The platform does not accept the bot.
        """
        while self._tasks and not self._failure.done():
            await asyncio.wait([*self._tasks, self._failure], return_when=asyncio.FIRST_COMPLETED)
        if self._failure.done():
            self._failure.result()

    async def leave(self) -> None:
        """Cancel all tasks and wait for their end."""
        self.is_leaving = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._failure.done():
            self._failure.exception()  # it has been told, or the bot was stopped at the same moment

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, ChatClosed):
            _LOG.info("A chat is closed to the bot: %s", error.message)
        elif isinstance(error, AssistantError) and not isinstance(error, TokenRejected):
            _LOG.error("%s %s", error.message, error.hint)
        elif error is not None and not self._failure.done():
            self._failure.set_exception(error)


class Worker(Protocol):
    """Works off jobs of one kind: questions, or documents."""

    async def run(self, job: Job, let_others: Callable[[], None]) -> None:
        """Work off a job.

        Args:
            job: The job.
            let_others: Is called when only sending is left, which may take long: another job may begin then.

        Raises:
            ChatClosed: The chat is closed to the bot.
            TokenRejected: The bot itself is not accepted.
            PlatformUnavailable: The platform is out of reach for too long.
            AssistantError: The job failed.
        """

    def stop(self, chat: str) -> bool:
        """Stop the job of a chat, and send what became of it; False if none is under way."""

    def is_ending(self, chat: str) -> bool:
        """Return whether it is too late to stop the job of a chat."""


@dataclass(slots=True)
class _Running:
    """A job whose turn it is.

    Attributes:
        job: The question or document.
        task: What it is worked off in.
        holds: Whether it counts against `Limits.at_once`; it does not while its result is being sent.
    """

    job: Job
    task: asyncio.Task[None] | None = None
    holds: bool = True


class JobQueue:
    """Holds waiting questions and documents, and hands each to its worker in turn.

    Args:
        outbox: Sends what those who wait should know.
        access: Who may do what.
        chats: Keeps the jobs over a restart.
        limits: How much may wait and go on at once.
        background: Where jobs are worked off.
        mark: What commands begin with.
        answers: Works off questions.
        documents: Works off documents.
    """

    def __init__(
        self,
        outbox: Outbox,
        access: Access,
        chats: Chats,
        limits: Limits,
        background: BackgroundTasks,
        mark: str,
        *,
        answers: Worker,
        documents: Worker,
    ) -> None:
        self._outbox = outbox
        self._access = access
        self._chats = chats
        self._limits = limits
        self._background = background
        self._mark = mark
        self._answers = answers
        self._documents = documents
        self._queue: FairQueue[Job] = FairQueue(limits.waiting)
        self._running: dict[str, _Running] = {}

    async def take(
        self,
        said: IncomingMessage,
        library: str | None,
        *,
        general: bool = False,
        conversation: int | None = None,
        whole: str = "",
        forced: Typed = JUST_A_QUESTION,
    ) -> str:
        """Add a question, a document, or a question about one to the queue.

        Args:
            said: What was written.
            library: The library it goes to; None where the writer may ask none here.
            general: Whether the model is asked by itself, without the documents.
            conversation: The conversation it belongs to; None for the one that the chat is in.
            whole: Path of the document that is to be summed up; empty for any other question.
            forced: What options before the question force.

        Returns:
            What the writer should know: why it was not taken, or how long it waits; empty where it is begun at once.
        """
        if library is None:
            return _(
                "There is no library that you may ask here. {mark}library lists those you may ask.",
                mark=self._mark,
            )
        if refusal := self._refusal(said):
            return refusal
        text = clean(said.text).strip()[:_QUESTION_CHARS]
        plain = Job(said.chat, said.user, said.message, said.private, text, library=library)
        wanted = [replace(plain, upload=said.upload)]
        if text:
            asked = replace(wanted[0], general=general, conversation=conversation, whole=whole)
            wanted = [replace(asked, named=forced.whole, each=forced.each, inside=forced.places())]
            await self._chats.count(said.user, _today())
        self._chats.of(said.chat).waiting += wanted
        await self._chats.save(said.chat)
        for job in wanted:
            self._queue.add(said.chat, job)
        self._fill()
        before = self._queue.position(said.chat) if self._queue.waiting(said.chat) else 0
        if not before:
            return ""
        return ngettext(
            "{number} question is before yours; it is answered when its turn comes.",
            "{number} questions are before yours; it is answered when its turn comes.",
            before,
        )

    def _refusal(self, said: IncomingMessage) -> str:
        if said.upload is not None and not said.text.strip() and not self._access.can_add(said.user):
            return _("You may ask, and not add documents.")
        if said.upload is None and not said.text.strip():
            return _("Write what you want to know, or {mark}help.", mark=self._mark)
        if self._limits.a_day and self._chats.asked_today(said.user, _today()) >= self._limits.a_day:
            return _(
                "You have asked {a_day} questions today, which is what you may. Tomorrow it goes on.",
                a_day=self._limits.a_day,
            )
        if self._queue.is_full or self._queue.waiting(said.chat) >= _MOST_OF_A_CHAT:
            return _("Too many questions are waiting. Ask again in a few minutes.")
        return ""

    async def stop(self, chat: str) -> bool:
        """Stop the job of a chat and drop its waiting ones; False if there are none."""
        dropped = self._queue.drop(chat)
        running, remembered = self._running.get(chat), self._chats.of(chat)
        goes_on = running is not None and self._worker(running.job).stop(chat)
        cut = running is not None and not goes_on and self._cut_off(running)
        remembered.waiting = [
            one for one in remembered.waiting if running is not None and not cut and _same(one, running.job)
        ]
        await self._chats.save(chat)
        return bool(dropped) or goes_on or cut

    def _cut_off(self, running: _Running) -> bool:
        """Cancel a job that its worker could not stop; False if it is too late for that."""
        chat = running.job.chat
        if running.task is None or self._worker(running.job).is_ending(chat):
            return False
        return running.task.cancel()

    def _worker(self, job: Job) -> Worker:
        return self._documents if job.is_document else self._answers

    def status(self, chat: str) -> QueueStatus:
        """Return how busy the bot is, as a chat is told."""
        here = self._queue.waiting(chat) + (chat in self._running)
        return QueueStatus(len(self._running), len(self._queue), here)

    async def take_up(self) -> None:
        """Resume what waited when the bot was last stopped, and say so to who asked."""
        for job in self._chats.waiting():
            if not self._still_may(job):
                await self._forget(job)
                continue
            what = (
                _("Your question “{question}”", question=_short(job.text))
                if not job.is_document
                else _("Your document")
            )
            if job.tries >= _MOST_TRIES:
                await self._forget(job)
                said = _(
                    "{what} was interrupted {tries} times and is given up. You can send it again.",
                    what=what,
                    tries=job.tries,
                )
            else:
                self._queue.add(job.chat, job)
                said = _("I was restarted. {what} is not lost: its turn comes now.", what=what)
            self._background.start(self._say(job, Rich(said)))
        self._fill()

    def _still_may(self, job: Job) -> bool:
        user, access = job.user, self._access
        may_add = not job.is_document or access.can_add(user)
        return access.is_allowed(user) and access.can_ask(user, job.library) and may_add

    def _fill(self) -> None:
        """Begin as many jobs of each kind as may go on at once."""
        while (following := self._queue.next(self._has_room)) is not None:
            chat, job = following
            running = self._running[chat] = _Running(job)
            running.task = self._background.start(self._work(running))
            running.task.add_done_callback(lambda task, chat=chat: self._ended(chat))  # type: ignore[misc]

    def _has_room(self, job: Job) -> bool:
        alike = [
            one for one in self._running.values() if one.holds and one.job.is_document == job.is_document
        ]
        return len(alike) < self._limits.at_once

    async def _work(self, running: _Running) -> None:
        job = running.job

        def let_others() -> None:
            running.holds = False
            self._fill()

        try:
            await self._worker(job).run(job, let_others)
        except (TokenRejected, PlatformUnavailable):  # what was asked stays noted
            raise
        except ChatClosed:
            await self._give_up(job.chat)
            raise
        except AssistantError as error:
            _LOG.error("%s %s", error.message, error.hint)
            await self._forget(job)
            await self._say(job, render.failure(error.message))

    def _ended(self, chat: str) -> None:
        del self._running[chat]
        self._queue.done(chat)
        if not self._background.is_leaving:
            self._fill()

    async def _forget(self, job: Job) -> None:
        chat = self._chats.of(job.chat)
        chat.waiting = [one for one in chat.waiting if not _same(one, job)]
        await self._chats.save(job.chat)

    async def _give_up(self, chat: str) -> None:
        """Drop what waits in a chat that is closed to the bot."""
        self._queue.drop(chat)
        self._chats.of(chat).waiting.clear()
        await self._chats.save(chat)

    async def _say(self, job: Job, words: Rich) -> None:
        await self._outbox.say(ChatRef(job.chat, job.private), words)


def _same(one: Job, other: Job) -> bool:
    return (one.chat, one.message, one.upload) == (other.chat, other.message, other.upload)


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED_CHARS else line[: _QUOTED_CHARS - 1] + "…"

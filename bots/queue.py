"""The queue of a bot: jobs are taken in, worked off in turn, stopped, and taken up again after a restart."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.text import clean
from bots import answer
from bots.access import Access
from bots.answering import Answerer
from bots.chats import Chats, Job
from bots.commands import QueueStatus
from bots.documents import DocumentReceiver
from bots.outbox import ChatRef, Outbox
from bots.platform import ChatClosed, IncomingMessage, Platform, PlatformUnavailable, TokenRejected
from bots.pool import ClientPool
from bots.rich_text import Rich

Item = TypeVar("Item", bound=Hashable)


class FairQueue(Generic[Item]):
    """A line of jobs in which every chat has its place once: who has asked much waits behind who has asked little.

    Args:
        room: Most jobs that may wait.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._waiting: dict[str, deque[Item]] = {}
        self._order: deque[str] = deque()
        self._running: set[str] = set()
        self._begun: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def is_full(self) -> bool:
        """Whether no further job can wait."""
        return len(self) >= self._room

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing runs."""
        return not self._waiting and not self._running

    def add(self, chat: str, job: Item) -> None:
        """Put a job at the end of its chat's own line."""
        if chat not in self._waiting:
            self._waiting[chat] = deque()
            self._order.append(chat)
        self._waiting[chat].append(job)

    def next(self, may_begin: Callable[[Item], bool] = lambda job: True) -> tuple[str, Item] | None:
        """Take the next job whose chat has none running, and that may begin; None where there is none."""
        free = [
            chat for chat in self._order if chat not in self._running and may_begin(self._waiting[chat][0])
        ]
        if not free:
            return None
        chat = min(
            free, key=lambda chat: self._begun.get(chat, 0)
        )  # of those that never had a turn, the first
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
        """Tell that a chat's running job has ended."""
        self._running.discard(chat)

    def drop(self, chat: str) -> list[Item]:
        """Take all jobs of a chat that wait out of the line, and give them."""
        if chat not in self._waiting:
            return []
        self._order.remove(chat)
        return list(self._waiting.pop(chat))

    def waiting(self, chat: str) -> int:
        """Tell how many jobs of a chat wait."""
        return len(self._waiting.get(chat, ()))

    def place(self, chat: str) -> int:
        """Tell how many jobs are answered before the last one of a chat, those that run included, at the least."""
        mine = self.waiting(chat)
        others = (min(len(jobs), mine) for other, jobs in self._waiting.items() if other != chat)
        return len(self._running) + mine - 1 + sum(others)


class BackgroundTasks:
    """Tasks of one bot; made where its loop runs."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_leaving = False
        """Whether the bot ends: nothing new is begun then."""

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin some work; what fails of it for a reason of its own is told to the log."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def until_done(self) -> None:
        """Wait until nothing goes on any more.

        Raises:
            TokenRejected: The platform does not accept the bot.
        """
        while self._tasks and not self._failure.done():
            await asyncio.wait([*self._tasks, self._failure], return_when=asyncio.FIRST_COMPLETED)
        if self._failure.done():
            self._failure.result()

    async def leave(self) -> None:
        """Stop everything in order."""
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


_LOG = logging.getLogger(__name__)
_MOST_OF_A_CHAT = 10
_MOST_TRIES = 2
_QUESTION_CHARS = 16_000
_QUOTED_CHARS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What the owner allows, of `[bots]`.

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
        """Read them from the settings."""
        bots = settings.bots
        return cls(bots.at_once, bots.waiting, bots.questions_a_day, bots.max_upload_mb * 1_000_000)


@dataclass(slots=True)
class _Running:
    """A question or a document whose turn it is.

    Attributes:
        job: What was asked.
        task: What it is worked off in.
        holds: Whether it is one of those that go on at once; what it comes to is sent after that.
    """

    job: Job
    task: asyncio.Task[None] | None = None
    holds: bool = True


class JobQueue:
    """Holds the line of questions and documents, and works it off.

    Args:
        platform: Where they come from.
        outbox: What sends what comes of them.
        access: Who may do what.
        clients: The libraries.
        chats: What is remembered of the chats.
        limits: How much.
        background: Where answers are written.
    """

    def __init__(
        self,
        platform: Platform,
        outbox: Outbox,
        access: Access,
        clients: ClientPool,
        chats: Chats,
        limits: Limits,
        background: BackgroundTasks,
    ) -> None:
        self._outbox = outbox
        self._access = access
        self._chats = chats
        self._limits = limits
        self._background = background
        self._answering = Answerer(platform, outbox, clients, chats)
        self._documents = DocumentReceiver(platform, outbox, access, clients, chats, limits.most_bytes)
        self._line: FairQueue[Job] = FairQueue(limits.waiting)
        self._running: dict[str, _Running] = {}

    async def take(
        self,
        said: IncomingMessage,
        library: str | None,
        mark: str,
        *,
        general: bool = False,
        conversation: int | None = None,
    ) -> str:
        """Put a question, or a document and what is asked about it, in the line.

        Args:
            said: What was written.
            library: The library it goes to; None where the writer may ask none here.
            mark: What commands begin with.
            general: Whether the model is asked by itself, without the documents.
            conversation: The conversation it belongs to; None for the one that the chat is in.

        Returns:
            What the writer should know: why it was not taken, or how long it waits; empty where it is begun at once.
        """
        if library is None:
            return f"There is no library that you may ask here. {mark}library lists those you may ask."
        if refusal := self._refusal(said, mark):
            return refusal
        text = clean(said.text).strip()[:_QUESTION_CHARS]
        plain = Job(said.chat, said.user, said.message, said.private, text, library=library)
        wanted = [] if said.upload is None else [replace(plain, text="", upload=said.upload)]
        if text:
            wanted.append(replace(plain, general=general, conversation=conversation))
            await self._chats.count(said.user, _today())
        self._chats.of(said.chat).waiting += wanted
        await self._chats.save(said.chat)
        for job in wanted:
            self._line.add(said.chat, job)
        self._fill()
        before = self._line.place(said.chat) if self._line.waiting(said.chat) else 0
        if not before:
            return ""
        words = "1 question is" if before == 1 else f"{before} questions are"
        return f"{words} before yours; it is answered when its turn comes."

    def _refusal(self, said: IncomingMessage, mark: str) -> str:
        if said.upload is not None and not self._access.can_add(said.user):
            return "You may ask, and not add documents."
        if said.upload is None and not said.text.strip():
            return f"Write what you want to know, or {mark}help."
        if self._limits.a_day and self._chats.asked_today(said.user, _today()) >= self._limits.a_day:
            return f"You have asked {self._limits.a_day} questions today, which is what you may. Tomorrow it goes on."
        if self._line.is_full or self._line.waiting(said.chat) >= _MOST_OF_A_CHAT:
            return "Too many questions are waiting. Ask again in a few minutes."
        return ""

    async def stop(self, chat: str) -> bool:
        """Stop the answer of a chat and forget what waits in it; False where there is nothing."""
        dropped = self._line.drop(chat)
        running, remembered = self._running.get(chat), self._chats.of(chat)
        goes_on = running is not None and (self._answering.stop(chat) or self._documents.stop(chat))
        cut = running is not None and not goes_on and self._cut_off(running)
        remembered.waiting = [
            one for one in remembered.waiting if running is not None and not cut and _same(one, running.job)
        ]
        await self._chats.save(chat)
        return bool(dropped) or goes_on or cut

    def _cut_off(self, running: _Running) -> bool:
        """End what has not got as far as an answer, or is only being sent; False where there is nothing left to end."""
        chat = running.job.chat
        if running.task is None or self._answering.is_sent(chat) or self._documents.is_read(chat):
            return False
        return running.task.cancel()

    def standing(self, chat: str) -> QueueStatus:
        """Tell how busy the bot is, as a chat is told."""
        here = self._line.waiting(chat) + (chat in self._running)
        return QueueStatus(len(self._running), len(self._line), here)

    async def take_up(self) -> None:
        """Take up what waited when the bot was last stopped; whoever asked is told."""
        for job in self._chats.waiting():
            if not self._still_may(job):
                await self._forget(job)
                continue
            what = f"Your question “{_short(job.text)}”" if job.upload is None else "Your document"
            if job.tries >= _MOST_TRIES:
                await self._forget(job)
                said = f"{what} was interrupted {job.tries} times and is given up. You can send it again."
            else:
                self._line.add(job.chat, job)
                said = f"I was restarted. {what} is not lost: its turn comes now."
            self._background.start(self._say(job, Rich(said)))
        self._fill()

    def _still_may(self, job: Job) -> bool:
        user, access = job.user, self._access
        may_add = job.upload is None or access.can_add(user)
        return access.heard(user) and access.sees(user, job.library) and may_add

    def _fill(self) -> None:
        """Begin as many answers, and read as many documents, as may go on at once."""
        while (following := self._line.next(self._has_room)) is not None:
            chat, job = following
            running = self._running[chat] = _Running(job)
            running.task = self._background.start(self._work(running))
            running.task.add_done_callback(lambda task, chat=chat: self._ended(chat))  # type: ignore[misc]

    def _has_room(self, job: Job) -> bool:
        alike = [
            one
            for one in self._running.values()
            if one.holds and (one.job.upload is None) == (job.upload is None)
        ]
        return len(alike) < self._limits.at_once

    async def _work(self, running: _Running) -> None:
        job = running.job

        def let_others() -> None:
            running.holds = False
            self._fill()

        try:
            work = self._answering if job.upload is None else self._documents
            await work.run(job, let_others)
        except (TokenRejected, PlatformUnavailable):  # what was asked stays noted
            raise
        except ChatClosed:
            await self._give_up(job.chat)
            raise
        except AssistantError as error:
            _LOG.error("%s %s", error.message, error.hint)
            await self._forget(job)
            await self._say(job, answer.failure(error.message))

    def _ended(self, chat: str) -> None:
        del self._running[chat]
        self._line.done(chat)
        if not self._background.is_leaving:
            self._fill()

    async def _forget(self, job: Job) -> None:
        chat = self._chats.of(job.chat)
        chat.waiting = [one for one in chat.waiting if not _same(one, job)]
        await self._chats.save(job.chat)

    async def _give_up(self, chat: str) -> None:
        """Forget what waits in a chat that is closed to the bot."""
        self._line.drop(chat)
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

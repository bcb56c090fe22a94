"""Turns what arrives on a platform into questions, commands and documents, and what comes of them into messages."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Coroutine
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.text_safety import clean
from bots import answer
from bots.access import Access
from bots.answering import Answering
from bots.chats import Chats, Question
from bots.commands import ASKS, Commands, Standing, told
from bots.desks import Desks
from bots.documents import Documents
from bots.outbox import Outbox, Room
from bots.platform import Arrived, Gone, Incoming, Platform, Pressed, Refused
from bots.rich_text import Rich
from bots.turn_order import Line

_LOG = logging.getLogger(__name__)
_NUMBER = re.compile(r"\s*\[?(\d{1,3})\]?\s*")
_MOST_OF_A_CHAT = 10
_MOST_TRIES = 2
_QUESTION_CHARS = 16_000
_QUOTED_CHARS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What the owner allows, of `[bots]`.

    Attributes:
        at_once: Answers written at the same time.
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


class Runner:
    """Runs a bot on a platform.

    Args:
        platform: The platform; the runner starts it and closes it.
        access: Who may do what.
        desks: The libraries, opened.
        limits: How much.
    """

    def __init__(self, platform: Platform, access: Access, desks: Desks, limits: Limits) -> None:
        self._platform = platform
        self._access = access
        self._limits = limits
        self._chats = Chats(platform.name, desks.main)
        self._outbox = Outbox(platform)
        self._answering = Answering(platform, self._outbox, desks, self._chats)
        self._documents = Documents(platform, self._outbox, desks, self._chats, limits.most_bytes)
        mark = platform.traits.mark
        self._commands = Commands(access, desks, self._chats, mark, self._standing, self._stop)
        self._line: Line[Question] = Line(limits.waiting)
        self._running: dict[str, Question] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] | None = None

    async def run(self, *, once: bool = False) -> None:
        """Answer until cancelled.

        Args:
            once: Answer what waits, then end.

        Raises:
            Refused: The platform does not accept the bot.
            AssistantError: What is noted of the chats cannot be read.
        """
        self._failure = asyncio.get_running_loop().create_future()
        try:
            await self._chats.load()
            _LOG.info("%s is ready.", await self._platform.start())
            await self._recover()
            listening = asyncio.create_task(self._listen(once))
            self._tasks.add(listening)
            listening.add_done_callback(self._ended)
            while self._tasks and not self._failure.done():
                await asyncio.wait([*self._tasks, self._failure], return_when=asyncio.FIRST_COMPLETED)
            if self._failure.done():
                self._failure.result()
        finally:
            await self._leave()

    async def _leave(self) -> None:
        """Stop everything in order; what waits for an answer is noted and is asked again at the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self._platform.close()

    async def _listen(self, once: bool) -> None:
        async with aclosing(self._platform.listen(once=once)) as incoming:
            async for one in incoming:
                await self._receive(one)

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Gone):
            _LOG.info("A chat is closed to the bot: %s", error.message)
        elif isinstance(error, AssistantError) and not isinstance(error, Refused):
            _LOG.error("%s %s", error.message, error.hint)
        elif error is not None and self._failure is not None and not self._failure.done():
            self._failure.set_exception(error)

    # What arrives

    async def _receive(self, incoming: Incoming) -> None:
        meant = isinstance(incoming, Pressed) or incoming.addressed
        if not self._access.heard(incoming.user):
            if meant:
                self._access.ignored(incoming.user)
        elif isinstance(incoming, Pressed):
            self._background(self._pressed(incoming))
        elif meant and self._chats.of(incoming.chat).takes(incoming.message):
            await self._arrived(incoming)

    async def _pressed(self, pressed: Pressed) -> None:
        await self._outbox.until_done(_room(pressed), lambda: self._platform.acknowledge(pressed.press))
        kind, _, number = pressed.action.partition(" ")
        if kind == answer.SOURCE and number.isdecimal():
            await self._show_source(pressed, pressed.message, int(number))

    async def _show_source(self, asked: Incoming, message: str | None, number: int) -> None:
        shown = self._chats.of(asked.chat).answer_of(message)
        if shown is None:
            await self._outbox.say(_room(asked), Rich("That answer is not kept any more."))
            return
        words = await self._commands.source(asked.chat, asked.user, shown, number)
        await self._outbox.say(_room(asked), words, answers=message)

    async def _arrived(self, said: Arrived) -> None:
        number = _NUMBER.fullmatch(said.text)
        if number and self._chats.of(said.chat).answer_of(said.replies_to) is not None:
            self._background(self._show_source(said, said.replies_to, int(number[1])))
            return
        command = told(said.text)
        if said.upload is not None:
            await self._take(said)
        elif command is None or command.name == ASKS:
            await self._take(replace(said, text=command.words if command else said.text))
        elif command.name in self._commands.at_once:
            await self._tell(said, await self._told(said, command.name, command.words))
        else:
            self._background(self._answer_command(said, command.name, command.words))

    async def _told(self, said: Arrived, name: str, words: str) -> Rich:
        command = self._commands.at_once.get(name) or self._commands.others.get(name)
        if command is None:
            return self._commands.unknown(name)
        try:
            return await command(said, words)
        except AssistantError as error:
            _LOG.error("%s %s", error.message, error.hint)
            return answer.failure(error.message)

    async def _answer_command(self, said: Arrived, name: str, words: str) -> None:
        await self._outbox.say(_room(said), await self._told(said, name, words))

    async def _tell(self, said: Arrived, words: Rich) -> None:
        """Say something without waiting until it is said."""

        async def say() -> None:
            await self._outbox.say(_room(said), words)

        self._background(say())

    # Questions

    async def _take(self, said: Arrived) -> None:
        """Put a question, or a document and what is asked about it, in the line; or tell why not."""
        library = self._commands.library_of(said.chat, said.user)
        refusal = await self._refusal(said, library)
        if refusal:
            await self._tell(said, Rich(refusal))
            return
        text = clean(said.text).strip()[:_QUESTION_CHARS]
        plain = Question(said.chat, said.user, said.message, said.private, text, library=library or "")
        wanted = [] if said.upload is None else [replace(plain, text="", upload=said.upload)]
        if text:
            wanted.append(plain)
            await self._chats.count(said.user, _today())
        self._chats.of(said.chat).waiting += wanted
        await self._chats.save(said.chat)
        for question in wanted:
            self._line.add(said.chat, question)
        self._fill()
        if self._line.waiting(said.chat) and (before := self._line.place(said.chat)):
            words = "1 question is" if before == 1 else f"{before} questions are"
            await self._tell(said, Rich(f"{words} before yours; it is answered when its turn comes."))

    async def _refusal(self, said: Arrived, library: str | None) -> str:
        mark = self._platform.traits.mark
        if said.upload is not None and not self._access.can_add(said.user):
            return "You may ask, and not add documents."
        if said.upload is None and not said.text.strip():
            return f"Write what you want to know, or {mark}help."
        if library is None:
            return f"There is no library that you may ask here. {mark}library lists those you may ask."
        if self._limits.a_day and self._chats.asked_today(said.user, _today()) >= self._limits.a_day:
            return f"You have asked {self._limits.a_day} questions today, which is what you may. Tomorrow it goes on."
        if self._line.is_full or self._line.waiting(said.chat) >= _MOST_OF_A_CHAT:
            return "Too many questions are waiting. Ask again in a few minutes."
        return ""

    def _fill(self) -> None:
        """Begin as many answers as may be written at once."""
        while len(self._running) < self._limits.at_once and (job := self._line.next()) is not None:
            chat, question = job
            self._running[chat] = question
            self._background(self._work(question))

    async def _work(self, question: Question) -> None:
        try:
            if question.upload is not None:
                await self._documents.run(question)
            else:
                await self._answering.run(question)
        except Gone:
            await self._give_up(question.chat)
            raise
        except AssistantError as error:
            if isinstance(error, Refused):
                raise
            _LOG.error("%s %s", error.message, error.hint)
            await self._forget_one(question)
            await self._outbox.say(Room(question.chat, question.private), answer.failure(error.message))
        finally:
            self._running.pop(question.chat, None)
            self._line.done(question.chat)
            if not _is_leaving():
                self._fill()

    async def _forget_one(self, question: Question) -> None:
        chat = self._chats.of(question.chat)
        chat.waiting = [one for one in chat.waiting if not _same(one, question)]
        await self._chats.save(question.chat)

    async def _give_up(self, chat: str) -> None:
        """Forget what waits in a chat that is closed to the bot."""
        self._line.drop(chat)
        self._chats.of(chat).waiting.clear()
        await self._chats.save(chat)

    async def _stop(self, chat: str) -> bool:
        dropped = self._line.drop(chat)
        stopped = self._answering.stop(chat) or self._documents.stop(chat)
        running = self._running.get(chat)
        remembered = self._chats.of(chat)
        remembered.waiting = [
            one for one in remembered.waiting if running is not None and _same(one, running)
        ]
        await self._chats.save(chat)
        return bool(dropped) or stopped

    def _standing(self, chat: str) -> Standing:
        here = self._line.waiting(chat) + (chat in self._running)
        return Standing(len(self._running), len(self._line), here)

    async def _recover(self) -> None:
        """Take up what waited when the bot was last stopped; whoever asked is told."""
        for question in self._chats.waiting():
            if not self._access.heard(question.user) or not self._access.sees(
                question.user, question.library
            ):
                await self._forget_one(question)
                continue
            what = f"Your question “{_short(question.text)}”" if question.upload is None else "Your document"
            if question.tries >= _MOST_TRIES:
                await self._forget_one(question)
                said = (
                    f"{what} was interrupted {question.tries} times and is given up. You can send it again."
                )
            else:
                self._line.add(question.chat, question)
                said = f"I was restarted. {what} is not lost: its turn comes now."
            self._background(self._say_in(Room(question.chat, question.private), Rich(said)))
        self._fill()

    async def _say_in(self, room: Room, words: Rich) -> None:
        await self._outbox.say(room, words)


def _same(one: Question, other: Question) -> bool:
    return (one.chat, one.message, one.upload) == (other.chat, other.message, other.upload)


def _room(incoming: Incoming) -> Room:
    return Room(incoming.chat, incoming.private)


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED_CHARS else line[: _QUOTED_CHARS - 1] + "…"


def _is_leaving() -> bool:
    """Tell whether the task that runs now is being cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

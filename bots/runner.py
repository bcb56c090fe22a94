"""Run a bot: dispatch what arrives to the queue and the commands, if allowed."""

from __future__ import annotations

import asyncio
import logging
import math
import re
from collections import Counter
from collections.abc import Awaitable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from typing import Any, TypeVar

from assistant.errors import AssistantError, UsageError
from assistant.i18n import _, mark
from assistant.typed import typed
from bots import render
from bots.access import Access
from bots.answering import Answerer
from bots.chats import Chats, SentAnswer
from bots.commands import ADDS, ASKS, ASKS_MODEL, QUICK, SUMS_UP, Commands, ParsedCommand, parse_command
from bots.documents import DocumentReceiver
from bots.for_now import FilesForNow
from bots.outbox import ChatRef, Outbox
from bots.platform import ButtonPress, Incoming, IncomingMessage, Platform, PlatformUnavailable, TokenRejected
from bots.pool import ClientPool
from bots.queue import BackgroundTasks, JobQueue, Limits
from bots.rich_text import Rich

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_MOST_REPLIES = 10
"""Of one chat on their way; to what is told to the bot beyond that it says nothing."""
_NOT_KEPT = mark("That answer is not kept any more.")
_TOLD = ("option_unknown", "option_incomplete")
"""Errors whose hint says what can be written in a chat."""
_NUMBER = re.compile(r"\s*\[?(\d{1,3})\]?\s*")


class Runner:
    """Runs a bot on a platform; made in its event loop.

    Args:
        platform: The platform; the runner starts it and closes it.
        access: Who may do what.
        clients: The libraries, opened.
        limits: How much.
        lost_s: How long a platform that is out of reach is waited for by a bot that is to end by itself.
    """

    def __init__(
        self, platform: Platform, access: Access, clients: ClientPool, limits: Limits, lost_s: float = 180.0
    ) -> None:
        self._lost_s = lost_s
        self._platform = platform
        self._access = access
        self._clients = clients
        self._background = BackgroundTasks()
        self._chats = Chats(platform.name, clients.main)
        self._outbox = outbox = Outbox(platform)
        self._replies: Counter[str] = Counter()
        mark, chats = platform.traits.mark, self._chats
        files = FilesForNow(platform, outbox, clients, chats, limits.most_bytes)
        self._queue = JobQueue(
            outbox,
            access,
            chats,
            limits,
            self._background,
            mark,
            answers=Answerer(platform, outbox, clients, chats, files),
            documents=DocumentReceiver(platform, outbox, access, clients, chats, limits.most_bytes),
        )
        self._commands = Commands(access, clients, chats, mark, self._queue, files)

    async def run(self, *, once: bool = False) -> None:
        """Answer until cancelled.

        What waits for an answer then is noted, and is asked again at the next start.

        Args:
            once: Answer what waits, then end.

        Raises:
            TokenRejected: The platform does not accept the bot.
            PlatformUnavailable: With `once`: the platform was out of reach for minutes; what waits then is noted.
            AssistantError: What is noted of the chats cannot be read.
        """
        lost_s = self._outbox.lost_s = self._lost_s if once else math.inf
        try:
            await self._chats.load()
            name = await _within(lost_s, self._platform.start())
            _LOG.info("%s", _("{name} is ready.", name=name))
            await self._queue.take_up()
            listening = self._background.start(self._listen(once, lost_s))
            await self._background.until_done()
            listening.result()
            if self._outbox.is_lost:
                raise PlatformUnavailable
        finally:
            await self._background.leave()
            await self._platform.close()

    async def _listen(self, once: bool, lost_s: float) -> None:
        async with aclosing(self._platform.listen(once=once)) as incoming:
            while (one := await _within(lost_s, anext(incoming, None))) is not None:
                try:
                    await self._receive(one)
                except TokenRejected:
                    raise
                except AssistantError as error:  # the disk is full, say: it is told, and others are heard
                    _LOG.error("%s %s", error.message, error.hint)
                    self._tell(one, render.failure(error.message))

    async def _receive(self, incoming: Incoming) -> None:
        meant = isinstance(incoming, ButtonPress) or incoming.addressed
        if not self._access.is_allowed(incoming.user):
            if meant:
                self._access.log_stranger(incoming.user)
        elif isinstance(incoming, ButtonPress):
            self._reply(incoming, self._pressed(incoming))
        elif meant and self._chats.of(incoming.chat).takes(incoming.message):
            await self._arrived(incoming)

    async def _pressed(self, pressed: ButtonPress) -> None:
        await self._outbox.until_done(_chat_ref(pressed), lambda: self._platform.acknowledge(pressed.press))
        kind, _space, number = pressed.action.partition(" ")
        if kind == render.SOURCE and (match := _NUMBER.fullmatch(number)):
            await self._show_source(pressed, pressed.message, int(match[1]))
        elif pressed.action == render.GENERAL:
            shown = self._chats.of(pressed.chat).answer_of(pressed.message)
            if shown is None:
                await self._outbox.say(_chat_ref(pressed), Rich(_(_NOT_KEPT)))
            elif self._chats.of(pressed.chat).takes(f"{render.GENERAL} {pressed.message}"):
                await self._ask_model(pressed, shown)

    async def _ask_model(self, asked: Incoming, shown: SentAnswer) -> None:
        """Ask the model itself the question of an answer."""
        turn = await self._commands.turn(asked.user, shown)
        if isinstance(turn, Rich):
            await self._outbox.say(_chat_ref(asked), turn)
            return
        said = IncomingMessage(
            asked.chat, asked.user, asked.message, turn.question, asked.private, addressed=True
        )
        words = await self._queue.take(said, shown.library, general=True, conversation=shown.conversation)
        if words:
            await self._outbox.say(_chat_ref(asked), Rich(words))

    async def _show_source(self, asked: Incoming, message: str | None, number: int) -> None:
        shown = self._chats.of(asked.chat).answer_of(message)
        if shown is None:
            await self._outbox.say(_chat_ref(asked), Rich(_(_NOT_KEPT)))
            return
        words = await self._commands.source(asked.user, shown, number)
        await self._outbox.say(_chat_ref(asked), words, reply_to=message)

    async def _arrived(self, said: IncomingMessage) -> None:
        number = _NUMBER.fullmatch(said.text)
        if number and self._chats.of(said.chat).answer_of(said.replies_to) is not None:
            self._reply(said, self._show_source(said, said.replies_to, int(number[1])))
            return
        command = parse_command(said.text)
        if command is not None and command.name == ADDS:
            await self._add(said, command.words)
        elif command is None or command.name == ASKS:
            await self._take(replace(said, text=command.words if command else said.text))
        elif command.name == ASKS_MODEL and command.words:
            await self._take(replace(said, text=command.words), general=True)
        elif command.name == ASKS_MODEL:
            shown = self._chats.of(said.chat).shown
            if shown:
                self._reply(said, self._ask_model(said, shown[-1]))
            else:
                self._tell(said, Rich(_("Nothing has been answered here yet.")))
        elif command.name == SUMS_UP:
            self._reply(said, self._sum_up(said, command.words))
        elif command.name in QUICK:
            self._tell(said, await self._commands.answer(said, command))
        else:
            self._reply(said, self._answer_command(said, command))

    async def _add(self, said: IncomingMessage, question: str) -> None:
        """Add the file of a message to the library, and answer what is asked below it."""
        if said.upload is None:
            self._tell(
                said,
                Rich(
                    _(
                        "Send the file, with {mark}{adds} below it.",
                        mark=self._platform.traits.mark,
                        adds=ADDS,
                    )
                ),
            )
            return
        await self._take(replace(said, text=""))
        if question:
            await self._take(replace(said, text=question, upload=None))

    async def _take(self, said: IncomingMessage, *, general: bool = False) -> None:
        library = self._commands.library_of(said.chat, said.user)
        try:
            forced = typed(said.text)
            forced.places()  # a day that is none is told at once
            if forced.beside:
                raise UsageError(_("A chat reads no path: send the file itself, with your question."), "")
            if forced.whole and not forced.question and library is not None:
                question, _path = await (await self._clients.of(library)).summary_question(forced.whole[0])
                forced = replace(forced, question=question)
            if forced.forces and not forced.question:
                raise UsageError(_("There is no question in that line."), "")
        except AssistantError as error:
            self._tell(
                said, render.failure(f"{error.message} {error.hint if error.code in _TOLD else ''}".strip())
            )
            return
        said = replace(said, text=forced.question)
        if words := await self._queue.take(said, library, general=general, forced=forced):
            self._tell(said, Rich(words))

    async def _sum_up(self, said: IncomingMessage, name: str) -> None:
        """Read a document whole: the one that is named, or what an answer rests on most."""
        found = await self._commands.document(said, name)
        if isinstance(found, Rich):
            await self._outbox.say(_chat_ref(said), found)
            return
        library, question, path = found
        if words := await self._queue.take(replace(said, text=question), library, whole=path):
            await self._outbox.say(_chat_ref(said), Rich(words))

    async def _answer_command(self, said: IncomingMessage, command: ParsedCommand) -> None:
        await self._outbox.say(_chat_ref(said), await self._commands.answer(said, command))

    def _tell(self, incoming: Incoming, words: Rich) -> None:
        """Send something without waiting for it."""
        self._reply(incoming, self._say(incoming, words))

    async def _say(self, incoming: Incoming, words: Rich) -> None:
        await self._outbox.say(_chat_ref(incoming), words)

    def _reply(self, incoming: Incoming, reply: Coroutine[Any, Any, None]) -> None:
        """Reply in the background; drop it if the chat has too many replies on their way."""
        if self._replies[incoming.chat] >= _MOST_REPLIES:
            reply.close()
            return
        self._replies[incoming.chat] += 1
        self._background.start(reply).add_done_callback(lambda task: self._replied(incoming.chat))

    def _replied(self, chat: str) -> None:
        self._replies -= Counter((chat,))  # which leaves no chat with none


async def _within(seconds: float, waited: Awaitable[_Result]) -> _Result:
    """Wait for something, with a limit.

    Raises:
        PlatformUnavailable: It takes longer.
    """
    over = None if seconds == math.inf else seconds
    try:
        async with asyncio.timeout(over) as limit:
            return await waited
    except TimeoutError:
        if limit.expired():
            raise PlatformUnavailable from None
        raise


def _chat_ref(incoming: Incoming) -> ChatRef:
    return ChatRef(incoming.chat, incoming.private)

"""Answer one question of a chat: show it as it grows, then send it as a whole."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.events import UNSURE, Finished, TurnView, fold
from assistant.i18n import _
from assistant.options import TurnOptions
from bots import render
from bots.chats import Chats, Job, SentAnswer
from bots.for_now import FilesForNow
from bots.outbox import ChatRef, Outbox, tail
from bots.platform import (
    Button,
    ChatClosed,
    MessageNotFound,
    Platform,
    PlatformError,
    RateLimited,
    TokenRejected,
)
from bots.pool import ClientPool
from bots.rich_text import Rich, rich_from

WORKING_S = 4.5
"""How often to say that the bot is busy; platforms show it for about five seconds."""
_LOG = logging.getLogger(__name__)


class LiveMessage:
    """Show an answer as it grows, by drafts or by editing a message.

    What could not be shown is left to the final message.

    Args:
        platform: Where it is shown.
        outbox: What paces it.
        chat: The chat.
        reply_to: The message that is answered; None for none.
        number: The number of the draft.
    """

    def __init__(
        self, platform: Platform, outbox: Outbox, chat: ChatRef, reply_to: str | None, number: int
    ) -> None:
        self.view = TurnView()
        self.message: str | None = None
        self._platform = platform
        self._outbox = outbox
        self._chat = chat
        self._reply_to = reply_to
        self._number = number
        self._over = asyncio.Event()
        self._shown = Rich()
        self._lost = False

    def end(self) -> None:
        """Stop showing; what is on its way arrives before `run` ends."""
        self._over.set()

    async def run(self) -> None:
        """Show the answer until `end` is called.

        Raises:
            ChatClosed: The chat is closed to the bot.
            TokenRejected: The bot itself is not accepted.
        """
        loop = asyncio.get_running_loop()
        traits = self._platform.traits
        pause_s = traits.edit_s if self._chat.private else traits.group_edit_s
        busy_until = 0.0
        while not self._over.is_set():
            try:
                if self._grown():
                    await self._draw()
                elif loop.time() >= busy_until:
                    await self._platform.working(self._chat.id)
                    busy_until = loop.time() + WORKING_S
            except (ChatClosed, TokenRejected):
                raise
            except RateLimited as later:
                pause_s = max(pause_s, later.retry_after_s)
            except PlatformError as error:  # the final message says it all
                _LOG.info("Not shown: %s", error.message)
            await self._wait(pause_s)

    def _grown(self) -> bool:
        growing = render.growing(self.view)
        return not self._lost and growing != self._shown and bool(growing.text.strip())

    async def _draw(self) -> None:
        traits = self._platform.traits
        self._shown = render.growing(self.view)
        part = tail(self._shown, traits.limit, traits.measure)
        try:
            await self._outbox.attempt(self._chat, lambda: self._show(part))
        except MessageNotFound:
            self.message, self._lost = None, True

    async def _show(self, part: Rich) -> None:
        """Show a part, unless the answer is over meanwhile."""
        chat = self._chat.id
        if self._over.is_set():
            return
        if self._chat.private and self._platform.traits.drafts:
            await self._platform.draft(chat, self._number, part)
        elif self.message is None:
            self.message = await self._platform.send(chat, part, reply_to=self._reply_to)
        else:
            await self._platform.edit(chat, self.message, part)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)


class Answerer:
    """Answer questions: the worker for jobs without a document.

    Args:
        platform: Shows answers as they grow.
        outbox: Sends answers.
        clients: The libraries.
        chats: The state of the chats.
        files: Those that came with questions.
    """

    def __init__(
        self, platform: Platform, outbox: Outbox, clients: ClientPool, chats: Chats, files: FilesForNow
    ) -> None:
        self._files = files
        self._platform = platform
        self._outbox = outbox
        self._clients = clients
        self._chats = chats
        self._streams: dict[str, asyncio.Task[None]] = {}
        self._sent: set[str] = set()
        self._drafts = itertools.count(int(time.time()) % 1_000_000_000)

    def stop(self, chat: str) -> bool:
        """Stop the answer of a chat, which frees the model; False if none is written."""
        stream = self._streams.get(chat)
        return stream is not None and stream.cancel()

    def is_ending(self, chat: str) -> bool:
        """Return whether a chat's answer is sent and only to be noted."""
        return chat in self._sent

    async def run(self, job: Job, let_others: Callable[[], None]) -> None:
        """Answer a question.

        Cancelling it leaves the question noted, so that the next start of the bot asks it again.

        Args:
            job: The question.
            let_others: Is called when the answer is written and kept; sending it may take long.

        Raises:
            ChatClosed: The chat is closed to the bot.
            TokenRejected: The bot itself is not accepted.
        """
        client = await self._clients.of(job.library)
        kept = await _kept_before(client, job)
        if kept is not None and kept.status != "interrupted":
            let_others()
            view = TurnView(answer=kept.answer, citations=kept.citations, finished=kept)
            await self._deliver(job, self._live(job), view, stopped=False)
            return
        job = await self._begin(client, job)
        if job.upload is not None:
            await self._files.fetch(job)
        live = self._live(job)
        half = kept.turn_id if kept is not None else None
        stream = asyncio.create_task(self._stream(client, job, live, half))
        self._streams[job.chat] = stream
        try:
            await self._show_until_done(live, stream)
        finally:
            del self._streams[job.chat]
        let_others()
        error = None if stream.cancelled() else stream.exception()
        if error is not None and not isinstance(error, AssistantError):
            # Whatever a model or its server sent: one question fails by it, and the bot goes on.
            _LOG.error("A question broke what answers it.", exc_info=error)
            error = AssistantError(_("Something went wrong with this question; the bot's log says what."))
        if error is not None:
            if job.upload is not None:  # what cannot be read would spoil every further question
                await self._files.drop(job.chat, job.library, last=1)
            await self._failed(job, error, live)
            return
        await self._deliver(job, live, live.view, stopped=stream.cancelled())

    def _live(self, job: Job) -> LiveMessage:
        chat = ChatRef(job.chat, job.private)
        return LiveMessage(self._platform, self._outbox, chat, _reply_to(job), next(self._drafts))

    async def _begin(self, client: AsyncAssistant, job: Job) -> Job:
        """Assign a conversation to the question, and note that it is begun."""
        chat = self._chats.of(job.chat)
        conversation = job.conversation or chat.conversations.get(job.library)
        if conversation is None or not await client.has_conversation(conversation):
            conversation = await client.begin_conversation(job.text)
            await self._files.drop(job.chat, job.library)
        if conversation != job.conversation:  # else it may be one that the chat has left meanwhile
            chat.conversations[job.library] = conversation
        begun = replace(job, conversation=conversation, tries=job.tries + 1)
        chat.change(job, begun)
        await self._chats.save(job.chat)
        return begun

    async def _stream(
        self, client: AsyncAssistant, job: Job, live: LiveMessage, replaces: int | None
    ) -> None:
        options = TurnOptions(
            conversation=job.conversation,
            think=self._chats.of(job.chat).think,
            replaces=replaces,
            general=job.general,
            whole=(job.whole,) if job.whole else job.named,
            task="summary" if job.whole else "",
            each=job.each,
            inside=job.inside,
            beside=() if job.whole or job.named or job.each or job.general else self._files.of(job),
        )
        async with aclosing(client.turn(job.text, options)) as events:
            async for event in events:
                live.view = fold(live.view, event)

    async def _show_until_done(self, live: LiveMessage, stream: asyncio.Task[None]) -> None:
        """Wait for an answer while it is shown; stop one that cannot be shown.

        Raises:
            ChatClosed, TokenRejected: It cannot be shown any more.
        """
        shown = asyncio.create_task(live.run())
        try:
            await asyncio.wait([stream, shown], return_when=asyncio.FIRST_COMPLETED)
            live.end()
            if shown.done() and shown.exception() is not None:
                stream.cancel()
            await asyncio.wait([stream, shown])
        except asyncio.CancelledError:
            stream.cancel()
            shown.cancel()
            await asyncio.wait([stream, shown])
            raise
        shown.result()

    async def _failed(self, job: Job, error: AssistantError, live: LiveMessage) -> None:
        _LOG.error("A question could not be answered: %s %s", error.message, error.hint)
        said = render.failure(error.message)
        if live.view.answer:
            said = rich_from(live.view.answer) + "\n\n" + said
        await self._send(job, live, said, ())
        await self._close(job)

    async def _deliver(self, job: Job, live: LiveMessage, view: TurnView, *, stopped: bool) -> None:
        traits = self._platform.traits
        said = render.whole(view, buttons=traits.buttons, mark=traits.mark, stopped=stopped)
        below = render.buttons(view) if traits.buttons else ()
        number = None
        with suppress(AssistantError):  # then no source of it can be asked for; it is sent all the same
            number = await self._turn_index(job)
        messages = await self._send(job, live, said, below)
        self._sent.add(job.chat)
        try:
            if number is not None and (conversation := job.conversation) is not None:
                shown = SentAnswer(messages, job.library, conversation, number)
                self._chats.of(job.chat).show(shown)
            await self._close(job)
        finally:
            self._sent.discard(job.chat)

    async def _turn_index(self, job: Job) -> int | None:
        """Return the index of the answer's turn; None if it was not kept.

        It is looked up before the answer is sent: who asks for a source at once finds it.
        """
        if job.conversation is None:
            return None
        client = await self._clients.of(job.library)
        turns = await client.turns(job.conversation)
        return len(turns) - 1 if turns and turns[-1].question == job.text.strip() else None

    async def _send(
        self, job: Job, live: LiveMessage, said: Rich, below: tuple[Button, ...]
    ) -> tuple[str, ...]:
        chat, reply_to = ChatRef(job.chat, job.private), _reply_to(job)
        if live.message is not None:
            return await self._outbox.finish(chat, live.message, said, reply_to=reply_to, buttons=below)
        return await self._outbox.say(chat, said, reply_to=reply_to, buttons=below)

    async def _close(self, job: Job) -> None:
        """Remove an answered question from what waits."""
        self._chats.of(job.chat).change(job, None)
        await self._chats.save(job.chat)


def _reply_to(job: Job) -> str | None:
    """Return the message that an answer replies to; None in private chats."""
    return None if job.private else job.message


async def _kept_before(client: AsyncAssistant, job: Job) -> Finished | None:
    """Return the turn of a question that was asked before a restart, or None.

    It may be whole and not sent, or half an answer.
    """
    if job.conversation is None or not job.tries:
        return None
    if not await client.has_conversation(job.conversation):
        return None
    turns = await client.turns(job.conversation)
    if not turns or turns[-1].question != job.text.strip():
        return None
    # Where the model is asked by itself, what the documents did not answer stands there under the same question.
    return None if job.general and turns[-1].status in UNSURE else turns[-1]

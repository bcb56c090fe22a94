"""Matrix, over a homeserver of one's own (matrix-nio)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import nio
from nio.crypto import ENCRYPTION_ENABLED

from assistant.config import Settings
from assistant.errors import SettingsError
from bots.matrix.client import StateFile, exchange_keys, fetch, log_in, request, warn_of_clear
from bots.matrix.messages import LIMIT, Content, edit, measure, message
from bots.matrix.rooms import Rooms
from bots.platform import (
    Button,
    ChatClosed,
    Incoming,
    IncomingMessage,
    MessageNotFound,
    PlatformContext,
    PlatformError,
    RateLimited,
    TokenRejected,
    Traits,
    Unreachable,
    Upload,
)
from bots.rich_text import Rich
from bots.secret import kept_secret

_SAME_MESSAGE_S = 600.0
"""How long a message that is sent again with the same words is taken for the one that failed."""
_MOST = 1000
_LOG = logging.getLogger("bots.matrix")
_Result = TypeVar("_Result")
_WAIT_MS = 30_000
"""How long the homeserver holds a request for news when there are none."""
_TYPING_MS = 6_000
_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 60.0
_FETCH_LIMIT = 2_000_000_000
TRAITS = Traits(
    limit=LIMIT,
    measure=measure,
    edit_s=2.0,  # a homeserver that was not told otherwise bears ten at once, then one in five seconds
    group_edit_s=4.0,
    drafts=False,
    buttons=False,
    fetch_limit=_FETCH_LIMIT,
    mark="!",  # programs like Element keep what starts with a stroke to themselves
)
_WANTED = [
    "m.room.message", "m.room.encrypted", "m.room.redaction", "m.room.member", "m.room.encryption", "m.room.create",
]  # fmt: skip
_NOTHING: dict[str, list[str]] = {"types": []}
_FILTER = {
    "presence": _NOTHING,
    "account_data": _NOTHING,
    "room": {
        "timeline": {"types": _WANTED, "limit": 50},
        "state": {"types": ["m.room.member", "m.room.encryption", "m.room.create"]},
        "ephemeral": _NOTHING,
        "account_data": _NOTHING,
    },
}


class PendingTransactions:
    """Remembers the transactions of such messages for ten minutes, and of the words only a hash.

    Args:
        now: A clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        """Give how many are remembered."""
        return len(self._held)

    def begin(self, chat: str, content: Content) -> str:
        """Give the transaction to send a message under."""
        now = self._now()
        while self._held and (
            len(self._held) >= _MOST or now - next(iter(self._held.values()))[1] > _SAME_MESSAGE_S
        ):
            del self._held[next(iter(self._held))]
        key = _key(chat, content)
        transaction, _ = self._held.pop(key, (uuid4().hex, now))
        self._held[key] = (transaction, now)  # at the end: the oldest are the first
        return transaction

    def end(self, chat: str, content: Content) -> None:
        """Forget a message: it has arrived, or was refused."""
        self._held.pop(_key(chat, content), None)


def _key(chat: str, content: Content) -> str:
    return hashlib.sha256(json.dumps([chat, content]).encode()).hexdigest()


def host(settings: Settings) -> str:
    """Give the homeserver's host, the only one that the bot speaks to.

    Raises:
        SettingsError: None is set.
    """
    found = urlsplit(settings.bots.matrix.homeserver).hostname
    if not found:
        raise SettingsError(
            "bots.matrix.homeserver is not set.",
            'Set it: assistant config set bots.matrix.homeserver "https://…"',
        )
    return found


def open_platform(given: PlatformContext) -> Matrix:
    """Build it; connects to nothing."""
    return Matrix(given)


class Matrix:
    """The bot's account on a homeserver.

    Args:
        given: What it is opened with.
        encrypts: Whether encrypted rooms are read, which needs the extra.
        traits: What it is like; one's own homeserver may bear more.
    """

    name = "matrix"

    def __init__(
        self, given: PlatformContext, *, encrypts: bool = ENCRYPTION_ENABLED, traits: Traits = TRAITS
    ) -> None:
        self.traits = traits
        logging.getLogger("nio").setLevel(logging.CRITICAL)  # it would quote what people write
        self._own = given.settings.bots.matrix
        self._secret = given.secret
        self._memory = StateFile(given.folder)
        config = nio.AsyncClientConfig(
            encryption_enabled=encrypts, max_limit_exceeded=0, max_timeouts=0, request_timeout=30
        )
        self._client = nio.AsyncClient(self._own.homeserver, store_path=str(given.folder), config=config)
        self._rooms = Rooms(self._client, self._memory, given.heard)
        self._waiting: Any = None
        """What the homeserver has told and was not read yet."""
        self._unsent = PendingTransactions()
        self._hidden = ExitStack()

    async def start(self) -> str:
        """Come in, learn which rooms there are, and give the bot's name; a lost network is waited out."""
        warn_of_clear(self._own.homeserver)
        await self._patiently(self._come)
        if self._client.access_token != self._secret:  # of a login by password
            self._hidden.enter_context(kept_secret(self._client.access_token))
        return str(self._client.user_id)

    async def _come(self) -> None:
        await log_in(self._client, self._own, self._secret, self._memory)
        if self._memory.now.since:
            try:
                self._waiting = await self._sync(0, full_state=True)
            except PlatformError as error:
                if error.retry_helps or isinstance(error, TokenRejected):
                    raise
                self._memory.note(since="", taken=())  # the homeserver has forgotten the place
        if not self._memory.now.since:
            await self._begin()

    async def _begin(self) -> None:
        """Come for the first time: enter where the bot is asked in, and leave what was written before unanswered."""
        first = await self._sync(0, full_state=True)
        await self._rooms.invited(first)
        await asyncio.to_thread(self._memory.note, since=first.next_batch)
        await self._rooms.enter()
        self._waiting = await self._sync(0)
        for room in self._waiting.rooms.join.keys() & first.rooms.invite.keys():
            self._waiting.rooms.join[room].timeline = nio.Timeline([], False, None)

    async def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
        """Give what is written to the bot, each message once, also over restarts."""
        while True:
            arrived = await self._patiently(lambda: self._news(0 if once else _WAIT_MS))
            for one in arrived:
                yield one
                taken = (*self._memory.now.taken, one.message)
                await asyncio.to_thread(self._memory.note, taken=taken)
            since, self._waiting = self._waiting.next_batch, None
            await asyncio.to_thread(self._memory.note, since=since, taken=())
            if once and not arrived:
                return

    async def send(
        self, chat: str, rich: Rich, *, answers: str | None = None, choices: Sequence[Button] = ()
    ) -> str:
        """Send a message; one that is sent again because it failed does not come twice."""
        content = message(rich, answers=answers)
        transaction = self._unsent.begin(chat, content)
        try:
            sent = await self._put(chat, content, transaction)
        except PlatformError as error:
            if not isinstance(error, Unreachable):
                self._unsent.end(chat, content)
            raise
        self._unsent.end(chat, content)
        self._rooms.keep(sent)
        return sent

    async def edit(self, chat: str, message: str, rich: Rich, *, choices: Sequence[Button] = ()) -> None:
        """Make a message say something else."""
        if message in self._rooms.deleted:
            raise MessageNotFound("The message has been deleted.")
        await self._put(chat, edit(rich, message), uuid4().hex)

    async def _put(self, chat: str, content: Content, transaction: str) -> str:
        if self._rooms.is_closed(chat):
            raise ChatClosed("The bot is not in that room, or cannot encrypt for it.")
        sending = self._client.room_send(
            chat, "m.room.message", content, tx_id=transaction, ignore_unverified_devices=True
        )
        return str((await request(self._client, sending)).event_id)

    async def draft(self, chat: str, number: int, rich: Rich) -> None:
        """Do nothing: there are no drafts."""

    async def working(self, chat: str) -> None:
        """Show that the bot types."""
        await request(self._client, self._client.room_typing(chat, True, _TYPING_MS))

    async def acknowledge(self, press: str) -> None:
        """Do nothing: there are no buttons."""

    async def fetch(self, upload: Upload, to: Path, limit: int) -> None:
        """Fetch a file from the homeserver, as only people with an account on it may."""
        await fetch(self._client, upload, to, limit)

    async def close(self) -> None:
        """Let go of the connection and of the keys."""
        self._hidden.close()
        await self._client.close()

    async def _news(self, wait_ms: int) -> list[IncomingMessage]:
        if self._waiting is None:
            await exchange_keys(self._client)
            self._waiting = await self._sync(int(min(wait_ms, 1000 * self._rooms.delays.left_s())))
        strangers = await self._rooms.invited(self._waiting)
        await self._rooms.enter()
        return [*strangers, *await self._rooms.read(self._waiting)]

    async def _sync(self, wait_ms: int, *, full_state: bool = False) -> Any:
        since = self._memory.now.since or None
        return await request(
            self._client, self._client.sync(wait_ms, sync_filter=_FILTER, since=since, full_state=full_state)
        )

    async def _patiently(self, ask: Callable[[], Awaitable[_Result]]) -> _Result:
        """Ask until there is a response; that there is none is said once, and its end too."""
        pause = 0.0
        while True:
            try:
                result = await ask()
            except RateLimited as later:
                await asyncio.sleep(later.retry_after_s)
            except TokenRejected:
                raise
            except PlatformError as error:
                if not pause:
                    _LOG.warning("%s It is tried again by itself.", error.message)
                pause = min(max(2 * pause, _PAUSE_S), _LONGEST_PAUSE_S)
                await asyncio.sleep(pause)
            else:
                if pause:
                    _LOG.warning("The homeserver answers again.")
                return result

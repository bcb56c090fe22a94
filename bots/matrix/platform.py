"""The Matrix platform, over a homeserver of one's own (matrix-nio)."""

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
from assistant.i18n import _
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
    """Remembers the transaction ids of messages that may have arrived or not.

    Sent again under the same id within ten minutes, they come once. Of the words only a hash is kept.

    Args:
        now: A clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._held)

    def begin(self, chat: str, content: Content) -> str:
        """Return the transaction id to send a message under."""
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
    """Return the homeserver's host, the only one that the bot connects to.

    Raises:
        SettingsError: None is set.
    """
    found = urlsplit(settings.bots.matrix.homeserver).hostname
    if not found:
        raise SettingsError(
            _("bots.matrix.homeserver is not set."),
            _('Set it: assistant config set bots.matrix.homeserver "https://…"'),
        )
    return found


def open_platform(context: PlatformContext) -> Matrix:
    """Build the platform; nothing is connected to yet."""
    return Matrix(context)


class Matrix:
    """The bot's account on a homeserver.

    Args:
        context: What it is opened with.
        encrypts: Whether encrypted rooms are read, which needs the extra.
        traits: What it is like; one's own homeserver may bear more.
    """

    name = "matrix"

    def __init__(
        self, context: PlatformContext, *, encrypts: bool = ENCRYPTION_ENABLED, traits: Traits = TRAITS
    ) -> None:
        self.traits = traits
        logging.getLogger("nio").setLevel(logging.CRITICAL)  # it would quote what people write
        self._own = context.settings.bots.matrix
        self._secret = context.secret
        self._state = StateFile(context.folder)
        config = nio.AsyncClientConfig(
            encryption_enabled=encrypts, max_limit_exceeded=0, max_timeouts=0, request_timeout=30
        )
        self._client = nio.AsyncClient(self._own.homeserver, store_path=str(context.folder), config=config)
        self._rooms = Rooms(self._client, self._state, context.is_allowed)
        self._waiting: Any = None
        """What the homeserver has told and was not read yet."""
        self._unsent = PendingTransactions()
        self._hidden = ExitStack()

    async def start(self) -> str:
        """Log in, learn the rooms, and return the bot's name; see `Platform.start`."""
        warn_of_clear(self._own.homeserver)
        await self._patiently(self._come)
        if self._client.access_token != self._secret:  # of a login by password
            self._hidden.enter_context(kept_secret(self._client.access_token))
        return str(self._client.user_id)

    async def _come(self) -> None:
        await log_in(self._client, self._own, self._secret, self._state)
        if self._state.now.since:
            try:
                self._waiting = await self._sync(0, full_state=True)
            except PlatformError as error:
                if error.retry_helps or isinstance(error, TokenRejected):
                    raise
                self._state.update(since="", taken=())  # the homeserver has forgotten the place
        if not self._state.now.since:
            await self._begin()

    async def _begin(self) -> None:
        """Start for the first time: join where invited, and skip what was written before."""
        first = await self._sync(0, full_state=True)
        await self._rooms.invited(first)
        await asyncio.to_thread(self._state.update, since=first.next_batch)
        await self._rooms.enter()
        self._waiting = await self._sync(0)
        for room in self._waiting.rooms.join.keys() & first.rooms.invite.keys():
            self._waiting.rooms.join[room].timeline = nio.Timeline([], False, None)

    async def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
        """Yield what is written to the bot, each message once, also over restarts."""
        while True:
            arrived = await self._patiently(lambda: self._news(0 if once else _WAIT_MS))
            for one in arrived:
                yield one
                taken = (*self._state.now.taken, one.message)
                await asyncio.to_thread(self._state.update, taken=taken)
            since, self._waiting = self._waiting.next_batch, None
            await asyncio.to_thread(self._state.update, since=since, taken=())
            if once and not arrived:
                return

    async def send(
        self, chat: str, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
    ) -> str:
        """Send a message; one that is tried again does not come twice."""
        content = message(rich, reply_to=reply_to)
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

    async def edit(self, chat: str, message: str, rich: Rich, *, buttons: Sequence[Button] = ()) -> None:
        """Edit a message; see `Platform.edit`."""
        if message in self._rooms.deleted:
            raise MessageNotFound(_("The message has been deleted."))
        await self._put(chat, edit(rich, message), uuid4().hex)

    async def _put(self, chat: str, content: Content, transaction: str) -> str:
        if self._rooms.is_closed(chat):
            raise ChatClosed(_("The bot is not in that room, or cannot encrypt for it."))
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
        """Download a file from the homeserver; see `Platform.fetch`."""
        await fetch(self._client, upload, to, limit)

    async def close(self) -> None:
        """Close the connection and the key store."""
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
        since = self._state.now.since or None
        return await request(
            self._client, self._client.sync(wait_ms, sync_filter=_FILTER, since=since, full_state=full_state)
        )

    async def _patiently(self, ask: Callable[[], Awaitable[_Result]]) -> _Result:
        """Repeat a request until there is a response; log the first failure and the end."""
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

"""Follow the bot's rooms: invitations, new messages, and their decryption."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import nio

from assistant.i18n import _
from assistant.wording import install_commands
from bots.matrix.client import StateFile, request, request_isolated, tolerating
from bots.matrix.messages import RoomContext, message, parse_event, since_invited
from bots.platform import IncomingMessage, PlatformError, RateLimited, TokenRejected, Unreachable
from bots.rich_text import Rich, joined, styled

_FIRST_S = 5.0
_LONGEST_S = 3600.0
_LOG = logging.getLogger("bots.matrix")
_REMEMBERED = 1000
"""How many of the bot's own messages are known to be its own without asking."""
_INVITATIONS = 1000
"""How many invitations of people who are not allowed are kept, the latest: they count when the list is changed."""
_PAGE = 100
_PAGES = 10
"""How far is looked back for messages that came while the bot was down, and did not fit into one answer."""


def no_extra() -> Rich:
    """Say that a room is encrypted and what decrypts is not installed."""
    pip, pipx = install_commands("private-assistant[matrix-e2e]")
    told = _(
        "This room is encrypted, and I cannot read what is written here: the part for that is not installed where I run. "
        "Ask me in a room without encryption, or have this installed there: "
    )
    return joined([told, styled(pip, "code"), _(", or with pipx: "), styled(pipx, "code")])


def no_key() -> Rich:
    """Say that the key of a message has not come."""
    return Rich(
        _(
            "I could not decrypt your message: its key has not reached me, perhaps because it was written before I was here. "
            "Send it again."
        )
    )


def in_clear() -> Rich:
    """Say that a message came unencrypted into an encrypted room."""
    return Rich(
        _(
            "This room is encrypted, but your message came unencrypted, and then anybody could have written it: I did not read it. "
            "Send it again from an app that encrypts."
        )
    )


class Backoff:
    """Schedules retries: each after twice as long as the one before, at most 1 h.

    Args:
        now: A clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed: dict[str, tuple[float, float]] = {}

    def is_over(self, what: str) -> bool:
        """Return whether something may be tried (again)."""
        at, delay = self._failed.get(what, (0.0, 0.0))
        return not delay or self._now() >= at + delay

    def fail(self, what: str) -> None:
        """Note a failure, which makes the next delay longer."""
        _at, delay = self._failed.get(what, (0.0, 0.0))
        self._failed[what] = (self._now(), min(max(2 * delay, _FIRST_S), _LONGEST_S))

    def left_s(self) -> float:
        """Return the seconds until the next try; infinite if nothing has failed."""
        ends = (at + delay for at, delay in self._failed.values())
        return max(0.0, min(ends, default=math.inf) - self._now())

    def forget(self, what: str) -> None:
        """Forget that something failed."""
        self._failed.pop(what, None)


class Rooms:
    """Reads the responses of a sync.

    Args:
        client: Logged in when it is used.
        state: What outlasts a restart.
        is_allowed: Tells whether an MXID may speak to the bot.

    Attributes:
        deleted: Messages of the bot's that somebody has taken back, by id.
        delays: Rooms that could not be entered, and when that is tried again.
    """

    def __init__(self, client: nio.AsyncClient, state: StateFile, is_allowed: Callable[[str], bool]) -> None:
        self._client = client
        self._state = state
        self._is_allowed = is_allowed
        self._mine: dict[str, None] = {}
        self._told: set[tuple[str, Rich]] = set()
        self.delays = Backoff()
        self.deleted: set[str] = set()

    def keep(self, message_id: str) -> None:
        """Remember a message as the bot's own."""
        self._mine[message_id] = None
        while len(self._mine) > _REMEMBERED:
            self.deleted.discard(oldest := next(iter(self._mine)))
            del self._mine[oldest]

    def is_closed(self, room: str) -> bool:
        """Return whether the bot must not write to a room.

        It is not in it, or what it wrote would not be encrypted.
        """
        found = self._client.rooms.get(room)
        return found is None or (found.encrypted and self._client.olm is None)

    async def invited(self, response: Any) -> list[IncomingMessage]:
        """Note invitations; return those by people who are not allowed, for the log."""
        invitations = dict(self._state.now.invitations)
        strangers = []
        for room, info in response.rooms.invite.items():
            inviter = self._inviter(info)
            if inviter and inviter != invitations.get(room):
                invitations[room] = inviter
                if not self._is_allowed(inviter):
                    strangers.append(IncomingMessage(room, inviter, room, "", private=True, addressed=True))
        for room in response.rooms.leave:
            invitations.pop(room, None)
            self.delays.forget(room)
        others = [room for room, inviter in invitations.items() if not self._is_allowed(inviter)]
        for room in others[: max(0, len(others) - _INVITATIONS)]:
            del invitations[room]
        await asyncio.to_thread(self._state.update, invitations=invitations)
        return strangers

    async def enter(self) -> None:
        """Join the rooms that allowed people invite to; other invitations stay open."""
        for room, inviter in self._state.now.invitations.items():
            if self._is_allowed(inviter) and self.delays.is_over(room):
                await self._enter(room)

    async def _enter(self, room: str) -> None:
        """Join a room; if that may succeed later, the invitation stays open."""
        try:
            with tolerating("A room that the bot was asked into could not be entered."):  # not shown
                await request(self._client, self._client.join(room))
        except (RateLimited, Unreachable) as error:
            _LOG.warning("A room that the bot was asked into could not be entered yet. %s", error.message)
            self.delays.fail(room)
            return
        self.delays.forget(room)
        left = {one: who for one, who in self._state.now.invitations.items() if one != room}
        await asyncio.to_thread(self._state.update, invitations=left)

    async def read(self, response: Any) -> list[IncomingMessage]:
        """Return the new messages of all rooms, in the order of each room."""
        found = []
        for room, info in response.rooms.join.items():
            for event in await self._timeline(room, info.timeline):
                arrived = await self._message(self._client.rooms[room], event)
                if arrived is not None and arrived.message not in self._state.now.taken:
                    found.append(arrived)
        return found

    def _inviter(self, info: Any) -> str:
        for event in info.invite_state:
            if not isinstance(event, nio.InviteMemberEvent) or event.membership != "invite":
                continue
            if event.state_key == self._client.user_id:
                return str(event.sender)
        return ""

    async def _timeline(self, room: str, timeline: Any) -> list[Any]:
        """Return the events of a room since the last sync, or since the invitation."""
        events = list(timeline.events)
        me, start = self._client.user_id, timeline.prev_batch
        known = self._state.now.since
        for _page in range(_PAGES):
            kept = since_invited([event.source for event in events], me)
            if len(kept) < len(events) or not timeline.limited or not start or not known:
                return events[len(events) - len(kept) :]
            pages, start = start, None
            with tolerating("Older messages of a room could not be read."):  # not shown
                page = await request_isolated(
                    self._client,
                    partial(self._client.room_messages, room, pages, known, nio.MessageDirection.back, _PAGE),
                )
                events = [*reversed(page.chunk), *events]
                start = page.end if page.chunk else None
        return events

    async def _message(self, room: Any, event: Any) -> IncomingMessage | None:
        source = event.source
        if source.get("type") == "m.room.redaction":
            self.deleted |= {str(getattr(event, "redacts", ""))} & self._mine.keys()
            return None
        if room.encrypted and not getattr(event, "decrypted", False):
            if event.sender != self._client.user_id and self._is_allowed(event.sender):
                await self._cannot_read(room.room_id, source)
            return None
        arrived = parse_event(source, self._context(room))
        if (
            arrived is None
            or arrived.addressed
            or not arrived.replies_to
            or not self._is_allowed(arrived.user)
        ):
            return arrived
        if await self._wrote(room.room_id, arrived.replies_to):
            return parse_event(source, self._context(room))
        return arrived

    def _context(self, room: Any) -> RoomContext:
        me = self._client.user_id
        user = room.users.get(me)
        names = (str(user.name) if user else "", me[1:].partition(":")[0])
        return RoomContext(room.room_id, me, names, len(room.users) <= 2, self._mine)  # the bot and one other

    async def _wrote(self, room: str, message_id: str) -> bool:
        """Ask the server whether a message is the bot's own; if so remember it."""
        try:
            found = await request_isolated(
                self._client, lambda: self._client.room_get_event(room, message_id)
            )
        except (RateLimited, Unreachable, TokenRejected):
            raise
        except PlatformError:
            return False
        if found.event.sender != self._client.user_id:
            return False
        self.keep(message_id)
        return True

    async def _cannot_read(self, room: str, source: dict[str, Any]) -> None:
        """Report once in a room that its messages cannot be read.

        Without the extra for encryption that is sent unencrypted, as there is no other way.
        """
        if source.get("type") not in ("m.room.encrypted", "m.room.message"):
            return
        lacks_extra = self._client.olm is None
        why = no_key() if source.get("type") == "m.room.encrypted" else in_clear()
        if room in self._state.now.told if lacks_extra else (room, why) in self._told:
            return
        content, once = message(no_extra() if lacks_extra else why), uuid4().hex
        with tolerating("It could not be said in a room that it cannot be read."):  # not shown
            await request_isolated(
                self._client,
                lambda: self._client.room_send(
                    room, "m.room.message", content, tx_id=once, ignore_unverified_devices=True
                ),
            )
        if lacks_extra:
            await asyncio.to_thread(self._state.update, told=(*self._state.now.told, room))
        else:
            self._told.add((room, why))

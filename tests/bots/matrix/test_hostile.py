"""What people with an account, and programs of their own making, may put into a room."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.bots.matrix.bot import company, given, listening
from tests.bots.matrix.people import somebody
from tests.bots.matrix.proxy import before
from tests.fakes.homeserver import Homeserver

ODD: list[Any] = [None, 7, "odd", ["odd"], {}, {"event_id": 1, "user_ids": 1, "size": []}]
IN_MESSAGES = ("m.relates_to", "m.mentions", "formatted_body", "filename", "info", "file", "url")


def test_odd_events_leave_it_listening(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held), somebody(homeserver, "mal") as mallory:
            room = await ann.room_with(bot.mxid)
            await ann.invite(room, mallory.mxid)
            await mallory.join(room)
            for value in ODD:
                for key in IN_MESSAGES:
                    await mallory.try_to_send(room, {"msgtype": "m.file", "body": "odd", key: value})
                for key in ("algorithm", "ciphertext"):
                    await mallory.try_to_send(
                        room, {"algorithm": "m.megolm.v1.aes-sha2", key: value}, "m.room.encrypted"
                    )
                member = {"membership": "join", "displayname": value}
                await mallory.try_to_state(room, "m.room.member", mallory.mxid, member)
            await ann.say(room, f"{bot.mxid}: still there?")
            await held.until("still there?")
            assert any(one.user == mallory.mxid for one in held.arrived)

    asyncio.run(run())


def test_a_reply_to_what_no_homeserver_can_look_up_leaves_it_listening(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """An id of 40,000 letters makes a homeserver cut the connection."""

    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.invite(room, "@third:home.test")
            for to in ("$" + "x" * 40_000, "$字", "x"):
                relation = {"m.in_reply_to": {"event_id": to}}
                body = {"msgtype": "m.text", "body": "odd", "m.relates_to": relation}
                await ann.try_to_send(room, body)
            await ann.say(room, f"{bot.mxid}: still there?")
            await held.until("still there?")

    asyncio.run(run())


@pytest.mark.parametrize("cuts", [True, False])
def test_a_look_up_that_always_fails_is_given_up(homeserver: Homeserver, tmp_path: Path, cuts: bool) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with (
            before(homeserver) as proxy,
            somebody(homeserver, "ann") as ann,
            somebody(homeserver, "ben") as ben,
            listening(given(proxy.url, bot, tmp_path, [ann.mxid])) as held,
        ):
            room = await ann.room_with(bot.mxid)
            await ann.invite(room, ben.mxid)
            await ben.join(room)
            said = await ann.say(room, "hello")
            await held.until("hello")
            proxy.fails, proxy.cuts = f"/event/{said}", cuts
            await ann.reply(room, "to myself", said)
            await ann.say(room, "go on")
            await held.until("go on")
            assert [one.addressed for one in held.arrived] == [False, False, False]

    asyncio.run(run())

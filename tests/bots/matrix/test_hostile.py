"""What people with an account, and programs of their own making, may put into a room."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.bots.matrix.bot import company
from tests.bots.matrix.people import somebody
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

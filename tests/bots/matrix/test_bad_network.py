"""What stands between the bot and its homeserver goes wrong."""

from __future__ import annotations

import asyncio
import logging
import math
from pathlib import Path

import pytest

from assistant.errors import ConnectionForbidden
from assistant.offline import guarding
from bots.matrix.platform import Matrix
from bots.matrix.rooms import Backoff
from bots.platform import Unreachable
from bots.rich_text import Rich
from tests.bots.matrix.bot import given, listening
from tests.bots.matrix.people import somebody
from tests.bots.matrix.proxy import before
from tests.fakes.homeserver import Homeserver


def test_a_bad_gateway_is_waited_out(
    homeserver: Homeserver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with (
            before(homeserver) as proxy,
            somebody(homeserver, "ann") as ann,
            listening(given(proxy.url, bot, tmp_path, [ann.mxid])) as held,
        ):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "before")
            await held.until("before")
            proxy.down = True
            await ann.say(room, "meanwhile")
            with pytest.raises(Unreachable) as caught:
                await held.platform.send(room, Rich("no way"))
            assert "502" in caught.value.message
            with pytest.raises(Unreachable):
                await held.platform.working(room)
            proxy.down = False
            await held.until("meanwhile")

    asyncio.run(run())
    assert not [
        one for one in caplog.records if one.name.startswith("nio") and one.levelno < logging.CRITICAL
    ]


def test_a_message_whose_arrival_was_not_heard_of_comes_once(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with (
            before(homeserver) as proxy,
            somebody(homeserver, "ann") as ann,
            listening(given(proxy.url, bot, tmp_path, [ann.mxid])) as held,
        ):
            room = await ann.room_with(bot.mxid)
            asked = await ann.say(room, "how long?")
            await held.until("how long?")
            proxy.swallow = True
            for _ in range(2):
                with pytest.raises(Unreachable):
                    await held.platform.send(room, Rich("a year"), reply_to=asked)
            proxy.swallow = False
            sent = await held.platform.send(room, Rich("a year"), reply_to=asked)
            assert [one.id for one in await ann.messages(room, bot.mxid)] == [sent]
            again = await held.platform.send(room, Rich("a year"), reply_to=asked)
            assert [one.id for one in await ann.messages(room, bot.mxid)] == [sent, again]

    asyncio.run(run())


@pytest.mark.parametrize("cuts", [True, False])
def test_a_room_that_cannot_be_entered_holds_nobody_else_up(
    homeserver: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cuts: bool
) -> None:
    """Neither now nor after a restart, and the invitation stands."""
    monkeypatch.setattr("bots.matrix.rooms._FIRST_S", 0.1)

    async def run() -> None:
        bot = homeserver.register("bot")
        async with before(homeserver) as proxy, somebody(homeserver, "ann") as ann:
            heard = given(proxy.url, bot, tmp_path, [ann.mxid])
            async with listening(heard) as held:
                room = await ann.room_with(bot.mxid)
                proxy.fails, proxy.cuts = "/join", cuts
                other = await ann.room(bot.mxid)
                await ann.say(other, "in the other room")
                await ann.say(room, "meanwhile")
                await held.until("meanwhile")
            async with listening(heard) as held:
                await ann.say(room, "after the restart")
                await held.until("after the restart")
                assert await ann.membership(other, bot.mxid) == "invite"
                proxy.fails = ""
                await held.until("in the other room")

    asyncio.run(run())


def test_what_fails_is_left_alone_for_longer_each_time() -> None:
    clock = [0.0]
    delays = Backoff(lambda: clock[0])
    waits: list[float] = []
    for _ in range(12):
        delays.fail("!room")
        began = clock[0]
        assert delays.left_s() == min(5 * 2 ** len(waits), 3600)
        while not delays.is_over("!room"):
            clock[0] += 5
        waits.append(clock[0] - began)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert delays.is_over("!another")
    assert delays.left_s() == 0
    delays.fail("!room")
    delays.forget("!room")
    assert delays.is_over("!room")
    assert delays.left_s() == math.inf


def test_a_notice_that_cannot_be_sent_holds_nobody_up(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with (
            before(homeserver) as proxy,
            somebody(homeserver, "ann") as ann,
            listening(given(proxy.url, bot, tmp_path, [ann.mxid]), encrypts=False) as held,
        ):
            closed = await ann.room_with(bot.mxid, encrypted=True)
            room = await ann.room_with(bot.mxid)
            proxy.fails = f"/rooms/{closed}/send/"
            await ann.send(closed, {"algorithm": "m.megolm.v1.aes-sha2"}, "m.room.encrypted")
            await ann.say(room, "go on")
            await held.until("go on")

    asyncio.run(run())


def test_an_address_where_no_homeserver_is_is_told_to_the_log(
    homeserver: Homeserver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        platform = Matrix(given("http://127.0.0.1:9", homeserver.register("bot"), tmp_path, []))
        starting = asyncio.create_task(platform.start())
        try:
            async with asyncio.timeout(20):
                while "http://127.0.0.1:9 does not answer" not in caplog.text:
                    await asyncio.sleep(0.01)
            assert not starting.done()  # it may come yet
        finally:
            starting.cancel()
            await asyncio.wait([starting])
            await platform.close()

    asyncio.run(run())


def test_who_asks_it_in_while_it_comes_for_the_first_time_is_heard(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with before(homeserver) as proxy, somebody(homeserver, "ann") as ann:
            rooms: list[str] = []

            async def ask_in() -> None:
                rooms.append(await ann.room(bot.mxid))
                await ann.say(rooms[0], "just in time")

            proxy.after_sync = ask_in
            async with listening(given(proxy.url, bot, tmp_path, [ann.mxid])) as held:
                assert (await held.until("just in time")).chat == rooms[0]

    asyncio.run(run())


@pytest.mark.parametrize("elsewhere", ["http://192.0.2.7:8008", "http://elsewhere.invalid:8008"])
def test_the_guard_sees_what_the_package_connects_to(
    homeserver: Homeserver, tmp_path: Path, elsewhere: str
) -> None:
    async def run() -> None:
        platform = Matrix(given(elsewhere, homeserver.register("bot"), tmp_path, []))
        try:
            with guarding(["home.test"]), pytest.raises(ConnectionForbidden):
                await platform.start()
        finally:
            await platform.close()

    asyncio.run(run())

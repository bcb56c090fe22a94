"""The Matrix platform against a real homeserver, without a runner."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from nio.crypto import ENCRYPTION_ENABLED

from bots.matrix.platform import Matrix
from bots.platform import (
    ChatClosed,
    FileTooLarge,
    MessageNotFound,
    PlatformError,
    RateLimited,
    TokenRejected,
    Unreachable,
    Upload,
)
from bots.rich_text import Rich, joined, styled
from bots.secret import HIDDEN
from tests.bots.matrix.bot import company, given, listening
from tests.bots.matrix.people import WITHIN_S, at, somebody
from tests.fakes.homeserver import PASSWORD, Homeserver

pytestmark = pytest.mark.slow


def test_only_people_who_are_heard_bring_it_into_rooms(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with somebody(homeserver, "ann") as ann, somebody(homeserver, "stranger") as stranger:
            async with listening(given(homeserver.url, bot, tmp_path, [ann.mxid])) as held:
                closed = await stranger.room(bot.mxid)
                await stranger.say(closed, "let me in")
                room = await ann.room_with(bot.mxid)
                await ann.say(room, "hello")
                arrived = await held.until("hello")
                assert (arrived.chat, arrived.user) == (room, ann.mxid)
                assert (arrived.private, arrived.addressed) == (True, True)
                assert await stranger.membership(closed, bot.mxid) == "invite"
                # Only so that the log can say who it was.
                assert [one.user for one in held.arrived if not one.text] == [stranger.mxid]
            async with listening(given(homeserver.url, bot, tmp_path, [ann.mxid, stranger.mxid])) as held:
                await held.until("let me in")  # the list was changed, and the invitation still stands

    asyncio.run(run())


def test_of_strangers_invitations_only_the_latest_are_kept(
    homeserver: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.matrix.rooms._INVITATIONS", 2)

    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held), somebody(homeserver, "mal") as mallory:
            await ann.room_with(bot.mxid)
            rooms = []
            for number in range(4):
                rooms.append(await mallory.room(bot.mxid))
                async with asyncio.timeout(WITHIN_S):
                    while len(held.arrived) <= number:
                        await asyncio.sleep(0.02)
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "hello")
            await held.until("hello")
            kept = json.loads((tmp_path / "matrix.json").read_text("utf-8"))["invitations"]
            assert list(kept) == rooms[2:]

    asyncio.run(run())


def test_what_was_written_before_it_came_stays_unanswered(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with somebody(homeserver, "ann") as ann:
            heard = given(homeserver.url, bot, tmp_path, [ann.mxid])
            old = await ann.room(bot.mxid)
            await ann.say(old, "before its first day")
            async with listening(heard) as held:
                new = await ann.room()
                await ann.say(new, "among ourselves")
                await ann.invite(new, bot.mxid)
                await ann.say(new, "right after the invitation")
                await held.until("right after the invitation")
                await ann.say(old, "now")
                await held.until("now")
                assert [one.text for one in held.arrived] == ["right after the invitation", "now"]

    asyncio.run(run())


def test_what_came_while_it_was_down_comes_once_and_in_order(homeserver: Homeserver, tmp_path: Path) -> None:
    """Also more of it than a homeserver tells at once, and what was given but not taken."""

    async def run() -> None:
        bot = homeserver.register("bot")
        async with somebody(homeserver, "ann") as ann:
            heard = given(homeserver.url, bot, tmp_path, [ann.mxid])
            async with listening(heard) as held:
                room = await ann.room_with(bot.mxid)
                await ann.say(room, "first")
                await held.until("first")
            missed = [f"missed {number}" for number in range(120)]
            for words in missed:
                await ann.say(room, words)
            platform = Matrix(heard)
            await platform.start()
            incoming = platform.listen()
            got = [(await anext(incoming)).text for _ in range(3)]  # type: ignore[union-attr]
            await incoming.aclose()  # killed in the middle: the third was given and not taken
            await platform.close()
            async with listening(heard) as held:
                await ann.say(room, "last")
                await held.until("last")
                came = [*got[:2], *(one.text for one in held.arrived)]
                # The first one may come twice: it was given, and perhaps not taken before the bot was stopped.
                assert [words for words in came if words != "first"] == [*missed, "last"]

    asyncio.run(run())


def test_a_group_is_listened_to_only_where_the_bot_is_meant(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with somebody(homeserver, "ann") as ann, somebody(homeserver, "ben") as ben:
            async with listening(given(homeserver.url, bot, tmp_path, [ann.mxid])) as held:
                room = await ann.room_with(bot.mxid)
                await ann.invite(room, ben.mxid)
                await ben.join(room)
                await ann.say(room, "hello")
                await held.until("hello")
                mine = await held.platform.send(room, Rich("I am here"))
                name = bot.mxid[1:].partition(":")[0]
                await ann.say(room, "we speak about the bot")
                await ann.say(room, f"{name}: by name")
                await ann.say(room, f"hear, {bot.mxid}, by full name")
                await ann.say(room, "Bot by mention", **{"m.mentions": {"user_ids": [bot.mxid]}})
                await ann.reply(room, "by reply", mine)
                await ann.say(room, "!status")
                await ben.say(room, f"{name}: may I too?")
                await ann.say(room, "end")
                await held.until("end")
                said = [(one.text, one.addressed) for one in held.arrived]
                assert said == [
                    ("hello", False),
                    ("we speak about the bot", False),
                    ("by name", True),
                    (f"hear, {bot.mxid}, by full name", True),
                    ("Bot by mention", True),
                    ("by reply", True),
                    ("!status", True),
                    ("may I too?", True),
                    ("end", False),
                ]
                assert not any(one.private for one in held.arrived)
                assert {one.user for one in held.arrived} == {ann.mxid, ben.mxid}
            async with listening(given(homeserver.url, bot, tmp_path, [ann.mxid])) as held:
                await ann.reply(room, "to a message from before the restart", mine)
                assert (await held.until("before the restart")).addressed

    asyncio.run(run())


def test_notices_edits_and_its_own_messages_are_not_heard(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "first")
            await held.until("first")
            await held.platform.send(room, Rich("said by the bot"))
            await ann.send(room, {"msgtype": "m.notice", "body": "a notice"})
            asked = await ann.say(room, "when?")
            new = {"msgtype": "m.text", "body": "how?"}
            relation = {"rel_type": "m.replace", "event_id": asked}
            await ann.say(room, "* how?", **{"m.new_content": new, "m.relates_to": relation})
            await ann.reply(room, "> <@a:b> some\n> words\n\nthe reply", asked)
            await held.until("the reply")
            assert [one.text for one in held.arrived] == ["first", "when?", "the reply"]
            assert held.arrived[2].replies_to == asked

    asyncio.run(run())


def test_messages_have_html_beside_their_words_and_edits_replace_them(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            asked = await ann.say(room, "how much?")
            await held.until("how much?")
            await held.platform.working(room)
            assert await ann.typing(room) == [bot.mxid]
            first = await held.platform.send(room, Rich("It is"), reply_to=asked)
            await held.platform.edit(room, first, joined(["It is ", styled("<half>", "bold"), " & 1"]))
            plain = await held.platform.send(room, Rich("word for word"), reply_to="$none")
            seen = {one.id: one for one in await ann.messages(room, bot.mxid)}
            assert (seen[first].body, seen[first].answers, seen[first].versions) == (
                "It is <half> & 1",
                asked,
                2,
            )
            assert seen[first].content["formatted_body"] == "It is <strong>&lt;half&gt;</strong> &amp; 1"
            assert seen[plain].content.get("formatted_body") is None

    asyncio.run(run())


def test_the_largest_message_and_its_edit_are_accepted(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "much")
            await held.until("much")
            limit = held.platform.traits.limit
            for letters in ("&", "字", '"', "\n.", "🙂"):
                words = (letters * limit)[: limit // held.platform.traits.measure(letters) * len(letters)]
                assert held.platform.traits.measure(words) > limit - 10
                one = await held.platform.send(room, Rich(words))
                await held.platform.edit(room, one, joined(styled(letter, "bold") for letter in words))
                assert (await ann.messages(room, bot.mxid))[-1].body == words

    asyncio.run(run())


def test_a_message_that_was_deleted_is_known(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "go")
            await held.until("go")
            one = await held.platform.send(room, Rich("in the middle of"))
            await ann.delete(room, one)
            await ann.say(room, "deleted")
            await held.until("deleted")
            with pytest.raises(MessageNotFound):
                await held.platform.edit(room, one, Rich("an answer"))

    asyncio.run(run())


def test_a_room_that_it_was_put_out_of_is_gone(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "go")
            await held.until("go")
            await ann.request("POST", f"rooms/{room}/kick", {"user_id": bot.mxid})
            for unreachable in (room, "!nowhere:home.test"):
                with pytest.raises(ChatClosed):
                    await held.platform.send(unreachable, Rich("still there?"))
                with pytest.raises(ChatClosed):
                    await held.platform.working(unreachable)
            assert not held.platform._unsent

    asyncio.run(run())


def test_a_rate_limit_is_told_and_ends(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "go")
            await held.until("go")
            homeserver.limit(bot, per_second=2, burst=2)
            with pytest.raises(RateLimited) as caught:
                await asyncio.gather(*(held.platform.send(room, Rich(f"message {n}")) for n in range(10)))
            assert 0 < caught.value.retry_after_s <= 1
            await asyncio.sleep(caught.value.retry_after_s)
            await held.platform.send(room, Rich("after the wait"))

    asyncio.run(run())


def test_a_login_by_password_stays_one_device_over_restarts(
    homeserver: Homeserver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def run() -> None:
        bot = homeserver.register("bot")
        folder = tmp_path / "own"
        heard = given(homeserver.url, bot, folder, [], PASSWORD)
        for _ in range(3):
            platform = Matrix(heard)
            try:
                assert await platform.start() == bot.mxid
                mine = json.loads((folder / "matrix.json").read_text("utf-8"))["token"]
                logging.getLogger("elsewhere").warning("with %s", mine)
                assert caplog.messages[-1] == f"with {HIDDEN}"
            finally:
                await platform.close()
        async with at(homeserver, bot) as itself:
            devices = (await itself.request("GET", "devices"))["devices"]
        assert sorted(one["display_name"] or "" for one in devices) == [
            "",
            "assistant",
        ]  # the first is of the registration
        kept = folder / "matrix.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        token = json.loads(kept.read_text("utf-8"))["token"]
        assert token
        for secret in (token, PASSWORD, bot.token):
            assert secret not in caplog.text

    asyncio.run(run())


@pytest.mark.parametrize("secret", ["syt_wrong_token", "a wrong password", "falsches Paßwort"])
def test_a_wrong_secret_is_refused_and_not_named(homeserver: Homeserver, tmp_path: Path, secret: str) -> None:
    async def run() -> None:
        platform = Matrix(given(homeserver.url, homeserver.register("bot"), tmp_path, [], secret))
        try:
            with pytest.raises(TokenRejected) as caught:
                await platform.start()
            assert secret not in str(caught.value) + caught.value.hint
        finally:
            await platform.close()

    asyncio.run(run())


def test_a_token_that_is_revoked_ends_it(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        platform = Matrix(given(homeserver.url, bot, tmp_path, []))
        try:
            await platform.start()
            async with at(homeserver, bot) as itself:
                await itself.request("POST", "logout")
            with pytest.raises(TokenRejected):
                await anext(platform.listen())
        finally:
            await platform.close()

    asyncio.run(run())


def test_a_document_is_fetched_up_to_its_limit(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path / "own") as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            data = bytes(range(256)) * 1000
            await ann.upload(room, "notes.md", data, info={"size": 10})
            await ann.say(room, "sent")
            await held.until("sent")
            upload = held.arrived[0].upload
            assert upload is not None
            assert (upload.name, held.arrived[0].text) == ("notes.md", "")
            to = tmp_path / "fetched"
            with pytest.raises(FileTooLarge):
                await held.platform.fetch(upload, to, len(data) - 1)
            assert not to.exists()
            await held.platform.fetch(upload, to, len(data))
            assert to.read_bytes() == data
            for url in (
                "mxc://home.test/none",
                "mxc://home.test/../none",
                "mxc://../x",
                "http://other.test/x",
                "",
            ):
                gone = Upload("x", None, json.dumps({"url": url}))
                with pytest.raises(MessageNotFound):
                    await held.platform.fetch(gone, tmp_path / "none", 100)
                assert not (tmp_path / "none").exists()

    asyncio.run(run())


@pytest.mark.skipif(
    not ENCRYPTION_ENABLED, reason="vodozemac is not installed: pip install 'matrix-nio[e2e]'"
)
def test_a_file_whose_keys_are_odd_is_an_error_and_not_the_end(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path / "own") as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.upload(room, "secret.txt", b"letters")
            arrived = await held.until("")
            assert arrived.upload is not None
            digest = base64.b64encode(hashlib.sha256(b"letters").digest()).decode().rstrip("=")
            good = {"key": {"k": "A" * 43}, "hashes": {"sha256": digest}, "iv": "A" * 22}
            odd: list[Any] = [None, 7, "A", "字", "=", "", "\ud800", [], {}]
            wrong = [{**good, key: value} for key in ("key", "hashes", "iv") for value in odd]
            wrong += [{**good, "key": {"k": value}} for value in odd]
            wrong += [{**good, "hashes": {"sha256": value}} for value in odd]
            for keys in wrong:
                reference = json.dumps({**json.loads(arrived.upload.reference), **keys})
                if keys == {**good, "iv": ""}:
                    continue  # no bytes at all are a place to start from, too
                with pytest.raises(PlatformError, match="could not be decrypted"):
                    await held.platform.fetch(Upload("x", None, reference), tmp_path / "to", 100)
                assert not (tmp_path / "to").exists()

    asyncio.run(run())


def test_a_file_may_have_words_with_it(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.upload(room, "the one of May", b"...", filename="report.pdf")
            arrived = await held.until("the one of May")
            assert arrived.upload is not None
            assert (arrived.upload.name, arrived.upload.size) == ("report.pdf", 3)

    asyncio.run(run())


def test_a_homeserver_that_goes_away_is_waited_for(
    homeserver: Homeserver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with company(homeserver, tmp_path) as (bot, ann, held):
            room = await ann.room_with(bot.mxid)
            await ann.say(room, "before")
            await held.until("before")
            await asyncio.to_thread(homeserver.stop)
            try:
                with pytest.raises(Unreachable):
                    await held.platform.send(room, Rich("into the void"))
            finally:
                await asyncio.to_thread(homeserver.start)
            await ann.say(room, "after")
            await held.until("after")
            await held.platform.send(room, Rich("into the void"))
            assert [one.body for one in await ann.messages(room, bot.mxid)] == ["into the void"]

    asyncio.run(run())
    said = [record.message for record in caplog.records if record.name == "bots.matrix"]
    assert [one for one in said if "does not answer" in one], said
    assert said[-1] == "The homeserver answers again."
    assert len(said) == 2

"""Rooms that are end-to-end encrypted: with what reads them, and without."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nio
import pytest
from nio.crypto import ENCRYPTION_ENABLED

from bots.matrix.messages import message
from bots.platform import ChatClosed
from bots.rich_text import Rich
from tests.bots.matrix.bot import Listening, given, listening
from tests.bots.matrix.people import WITHIN_S, at, somebody
from tests.fakes.homeserver import Account, Homeserver

needs_the_extra = pytest.mark.skipif(
    not ENCRYPTION_ENABLED, reason="vodozemac is not installed: pip install 'matrix-nio[e2e]'"
)
UNREADABLE = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "sender_key": "of a device",
    "ciphertext": "that never gave its keys",
    "session_id": "away",
    "device_id": "ELSEWHERE",
}


class Friend:
    """Somebody whose program encrypts."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self.client = client
        self.read: list[dict[str, Any]] = []

    async def sync(self) -> None:
        client = self.client
        response = await client.sync(100)
        assert isinstance(response, nio.SyncResponse), response
        for info in response.rooms.join.values():
            self.read += [event.source for event in info.timeline.events]
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())
        await client.send_to_device_messages()

    async def room_with(self, mxid: str) -> str:
        found = await self.client.room_create(
            invite=[mxid],
            initial_state=[{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}],
        )
        room = str(found.room_id)
        async with asyncio.timeout(WITHIN_S):
            while room not in self.client.rooms or mxid in self.client.rooms[room].invited_users:
                await self.sync()
            await self.sync()  # and the keys of who has come
        return room

    async def say(self, room: str, content: dict[str, Any]) -> None:
        sent = await self.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
        assert isinstance(sent, nio.RoomSendResponse), sent

    async def until(self, words: str) -> dict[str, Any]:
        """Wait until something decrypted says this."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                for source in self.read:
                    if words in str(source["content"].get("body")):
                        return source
                await self.sync()


@asynccontextmanager
async def friend(server: Homeserver, account: Account, folder: Path) -> AsyncIterator[Friend]:
    folder.mkdir()
    client = nio.AsyncClient(server.url, account.mxid, store_path=str(folder))
    try:
        client.restore_login(account.mxid, account.device, account.token)
        one = Friend(client)
        await one.sync()
        yield one
    finally:
        await client.close()


@needs_the_extra
def test_an_encrypted_room_is_read_and_answered(homeserver: Homeserver, tmp_path: Path) -> None:
    """Its messages, edits and files, and also after a restart; nothing goes out in clear."""

    async def run() -> None:
        bot, account = homeserver.register("bot"), homeserver.register("ann")
        heard = given(homeserver.url, bot, tmp_path / "bot", [account.mxid])
        async with friend(homeserver, account, tmp_path / "ann") as ann:
            async with listening(heard) as held:
                room = await ann.room_with(bot.mxid)
                await ann.say(room, message(Rich("a secret question")))
                arrived = await held.until("a secret question")
                assert (arrived.user, arrived.addressed) == (account.mxid, True)
                sent = await held.platform.send(room, Rich("a secret ans"), reply_to=arrived.message)
                await held.platform.edit(room, sent, Rich("a secret answer"))
                edited = await ann.until("* a secret answer")
                assert edited["content"]["m.new_content"]["body"] == "a secret answer"
                assert edited["content"]["m.relates_to"]["event_id"] == sent
                await said_by_file(ann, room, held, tmp_path)
            async with listening(heard) as held:
                await ann.say(room, message(Rich("another one")))
                await held.until("another one")
                await held.platform.send(room, Rich("another answer"))
                await ann.until("another answer")
            async with at(homeserver, account) as outside:
                kinds = {event["type"] for event in await outside.events(room) if event["sender"] == bot.mxid}
                assert kinds == {"m.room.member", "m.room.encrypted"}

    asyncio.run(run())


async def said_by_file(ann: Friend, room: str, held: Listening, folder: Path) -> None:
    """Send a file as programs that encrypt do, and have it fetched."""
    data = b"the secret document " * 1000
    source = folder / "source"
    source.write_bytes(data)
    with source.open("rb") as file:
        uploaded, keys = await ann.client.upload(file, encrypt=True, filesize=len(data))
    reference = {**keys, "url": uploaded.content_uri}
    info = {"size": len(data), "mimetype": "text/plain"}
    await ann.say(room, {"msgtype": "m.file", "body": "secret.txt", "file": reference, "info": info})
    await ann.say(room, message(Rich("sent")))
    await held.until("sent")
    upload = next(one.upload for one in held.arrived if one.upload)
    assert upload.name == "secret.txt"
    await held.platform.fetch(upload, folder / "fetched", len(data))
    assert (folder / "fetched").read_bytes() == data


def test_without_the_extra_it_says_once_that_it_cannot_read(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot = homeserver.register("bot")
        async with somebody(homeserver, "ann") as ann, somebody(homeserver, "stranger") as stranger:
            heard = given(homeserver.url, bot, tmp_path, [ann.mxid])
            async with listening(heard, encrypts=False) as held:
                room = await ann.room_with(bot.mxid, encrypted=True)
                await ann.invite(room, stranger.mxid)
                await stranger.join(room)
                await stranger.send(room, UNREADABLE, "m.room.encrypted")
                open_room = await ann.room_with(bot.mxid)
                await ann.say(open_room, "ready")
                await held.until("ready")
                assert await ann.messages(room, bot.mxid) == []
                await ann.send(room, UNREADABLE, "m.room.encrypted")
                await ann.send(room, UNREADABLE, "m.room.encrypted")
                told = await ann.until_said(room, "cannot read", bot.mxid)
                assert "matrix-e2e" in told.body
                await ann.say(room, "in clear, but in this room")
                await ann.say(open_room, "go on")
                await held.until("go on")
                with pytest.raises(ChatClosed):
                    await held.platform.send(room, Rich("an answer would go out in clear"))
            async with listening(heard, encrypts=False) as held:
                await ann.send(room, UNREADABLE, "m.room.encrypted")
                await ann.say(open_room, "after the restart")
                await held.until("after the restart")
                assert [one.id for one in await ann.messages(room, bot.mxid)] == [told.id]
                assert not [one for one in held.arrived if one.chat == room]

    asyncio.run(run())


@needs_the_extra
def test_a_message_without_its_key_is_asked_for_again(homeserver: Homeserver, tmp_path: Path) -> None:
    async def run() -> None:
        bot, account = homeserver.register("bot"), homeserver.register("ann")
        heard = given(homeserver.url, bot, tmp_path / "bot", [account.mxid])
        async with (
            friend(homeserver, account, tmp_path / "ann") as ann,
            at(homeserver, account) as plain,
            listening(heard) as held,
        ):
            room = await ann.room_with(bot.mxid)
            for _ in range(2):
                await plain.send(room, UNREADABLE, "m.room.encrypted")
            await ann.until("its key has not reached me")
            await ann.say(room, message(Rich("once more")))
            await held.until("once more")
            said = [one for one in await plain.events(room) if one["sender"] == bot.mxid]
            assert len([one for one in said if one["type"] == "m.room.encrypted"]) == 1

    asyncio.run(run())


@needs_the_extra
def test_what_comes_in_clear_into_an_encrypted_room_is_not_taken(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """Whoever runs the homeserver could have written it."""

    async def run() -> None:
        bot, account = homeserver.register("bot"), homeserver.register("ann")
        heard = given(homeserver.url, bot, tmp_path / "bot", [account.mxid])
        async with (
            friend(homeserver, account, tmp_path / "ann") as ann,
            at(homeserver, account) as plain,
            listening(heard) as held,
        ):
            room = await ann.room_with(bot.mxid)
            for _ in range(2):
                await plain.say(room, "forged")
            await plain.upload(room, "forged.md", b"forged")
            await ann.until("your message came unencrypted")
            await ann.say(room, message(Rich("genuine")))
            await held.until("genuine")
            assert [one.text for one in held.arrived] == ["genuine"]
            said = [one for one in await plain.events(room) if one["sender"] == bot.mxid]
            assert [one["type"] for one in said] == ["m.room.member", "m.room.encrypted"]

    asyncio.run(run())

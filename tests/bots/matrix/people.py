"""People on a homeserver, who write to the bot and see what it writes, through the homeserver's own HTTP API."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx

from tests.fakes.homeserver import Account, Homeserver

Json = dict[str, Any]
WITHIN_S = 20


@dataclass(frozen=True)
class Seen:
    """A message as somebody reads it: its last words, where it was edited.

    Attributes:
        id: Its event.
        sender: Who wrote it.
        content: What it says now.
        answers: The message it replies to.
        versions: How often its words were given.
    """

    id: str
    sender: str
    content: Json
    answers: str | None
    versions: int

    @property
    def body(self) -> str:
        return str(self.content["body"])


class Person:
    """Somebody with an account; `somebody()` makes one."""

    def __init__(self, account: Account, client: httpx.AsyncClient) -> None:
        self.mxid = account.mxid
        self._client = client
        self._transactions = itertools.count()

    async def request(self, method: str, path: str, body: Any = None, **more: Any) -> Json:
        response = await self._client.request(method, f"/_matrix/client/v3/{path}", json=body, **more)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    async def room(self, *invited: str, encrypted: bool = False) -> str:
        """Make a room and ask others in."""
        state = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        body = {"preset": "private_chat", "invite": invited, "initial_state": [state] if encrypted else []}
        return str((await self.request("POST", "createRoom", body))["room_id"])

    async def room_with(self, *invited: str, **how: bool) -> str:
        """Make a room, and wait until all who were asked are in."""
        room = await self.room(*invited, **how)
        for mxid in invited:
            await self.until(partial(self.membership, room, mxid), "join")
        return room

    async def membership(self, room: str, mxid: str) -> str:
        found = await self.request("GET", f"rooms/{quote(room)}/state/m.room.member/{quote(mxid)}")
        return str(found["membership"])

    async def join(self, room: str) -> None:
        await self.request("POST", f"rooms/{quote(room)}/join", {})

    async def invite(self, room: str, mxid: str) -> None:
        await self.request("POST", f"rooms/{quote(room)}/invite", {"user_id": mxid})

    async def say(self, room: str, words: str, **more: Any) -> str:
        return await self.send(room, {"msgtype": "m.text", "body": words, **more})

    async def reply(self, room: str, words: str, to: str) -> str:
        return await self.say(room, words, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    async def send(self, room: str, content: Json, kind: str = "m.room.message") -> str:
        path = f"rooms/{quote(room)}/send/{kind}/{next(self._transactions)}"
        return str((await self.request("PUT", path, content))["event_id"])

    async def try_to_send(self, room: str, content: Json, kind: str = "m.room.message") -> None:
        """Send what a homeserver may refuse."""
        path = f"rooms/{quote(room)}/send/{kind}/{next(self._transactions)}"
        await self._client.put(f"/_matrix/client/v3/{path}", json=content)

    async def try_to_state(self, room: str, kind: str, key: str, content: Json) -> None:
        """Put a state into a room that a homeserver may refuse."""
        await self._client.put(
            f"/_matrix/client/v3/rooms/{quote(room)}/state/{kind}/{quote(key)}", json=content
        )

    async def delete(self, room: str, event: str) -> None:
        await self.request("PUT", f"rooms/{quote(room)}/redact/{quote(event)}/{next(self._transactions)}", {})

    async def upload(self, room: str, name: str, data: bytes, **more: Any) -> str:
        response = await self._client.post(
            "/_matrix/media/v3/upload", params={"filename": name}, content=data
        )
        assert response.status_code == 200, response.text
        url = response.json()["content_uri"]
        content = {"msgtype": "m.file", "body": name, "url": url, "info": {"size": len(data)}, **more}
        return await self.send(room, content)

    async def typing(self, room: str) -> list[str]:
        """Return who is typing in a room."""
        rooms = {"ephemeral": {"types": ["m.typing"]}, "rooms": [room], "timeline": {"limit": 0}}
        found = await self.request("GET", "sync", params={"filter": json.dumps({"room": rooms})})
        joined = found.get("rooms", {}).get("join", {}).get(room, {})
        return [
            mxid
            for event in joined.get("ephemeral", {}).get("events", [])
            for mxid in event["content"]["user_ids"]
        ]

    async def events(self, room: str) -> list[Json]:
        """Return all that happened in a room, in order."""
        found = await self.request("GET", f"rooms/{quote(room)}/messages", params={"dir": "b", "limit": 500})
        return list(reversed(found["chunk"]))

    async def messages(self, room: str, sender: str | None = None) -> list[Seen]:
        """Return the messages of a room, or of one who writes there, in order, each as it reads now."""
        seen: dict[str, Seen] = {}
        for event in await self.events(room):
            content = event["content"]
            if event["type"] != "m.room.message" or "body" not in content:
                continue
            if sender not in (None, event["sender"]):
                continue
            relation = content.get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace":
                before = seen.get(relation["event_id"])
                if before is not None:
                    new = content["m.new_content"]
                    seen[before.id] = Seen(before.id, before.sender, new, before.answers, before.versions + 1)
                continue
            answers = relation.get("m.in_reply_to", {}).get("event_id")
            seen[event["event_id"]] = Seen(event["event_id"], event["sender"], content, answers, 1)
        return list(seen.values())

    async def until(self, look: Callable[[], Any], wanted: Any = None) -> Any:
        """Look until something is there, or is what is wanted; give it."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                found = await look()
                if found == wanted if wanted is not None else found:
                    return found
                await asyncio.sleep(0.05)

    async def until_said(self, room: str, words: str, sender: str) -> Seen:
        """Wait until somebody's message with these words is there."""

        async def look() -> Seen | None:
            found = await self.messages(room, sender)
            return next((one for one in found if words in one.body), None)

        found: Seen = await self.until(look)
        return found


@asynccontextmanager
async def somebody(server: Homeserver, name: str) -> AsyncIterator[Person]:
    """Make an account, and somebody who uses it."""
    async with at(server, server.register(name)) as person:
        yield person


@asynccontextmanager
async def at(server: Homeserver, account: Account) -> AsyncIterator[Person]:
    """Use an account, also that of the bot."""
    async with httpx.AsyncClient(
        base_url=server.url, headers={"Authorization": f"Bearer {account.token}"}, timeout=WITHIN_S
    ) as client:
        yield Person(account, client)

"""What the events of a Matrix room mean to the bot; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bots.platform import Arrived, Upload

_COMMAND = re.compile(r"[/!][a-z]", re.IGNORECASE)
_QUOTED = re.compile(r"(?:>[^\n]*\n)+\n?")
"""How older programs put the words that are replied to before the reply."""
_ID = re.compile(r"\$[!-~]{1,254}")
"""What the id of an event looks like; others can write anything in its place, and a homeserver gives up on some of that."""
_FILES = ("m.file", "m.image", "m.audio", "m.video")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What has to be known of a room to read a message in it.

    Attributes:
        room: The room's id.
        me: The bot's MXID.
        names: What else the bot is called there.
        private: Whether nobody else than the writer is there.
        mine: The latest messages of the bot, by id.
    """

    room: str
    me: str
    names: tuple[str, ...]
    private: bool
    mine: Collection[str]


def written(source: dict[str, Any], place: Whereabouts) -> Arrived | None:
    """Read an event as a message to the bot; None where it is none (an edit, a notice, the bot's own, …)."""
    content = source.get("content")
    if source.get("sender") == place.me or source.get("type") != "m.room.message":
        return None
    if not isinstance(content, dict) or not isinstance(content.get("body"), str):
        return None
    relation = _mapping(content, "m.relates_to")
    if relation.get("rel_type") == "m.replace" or content.get("msgtype") not in ("m.text", *_FILES):
        return None
    replies_to = replied_to(source)
    upload = _upload(content)
    text = _caption(content) if upload else content["body"]
    if replies_to:
        text = _QUOTED.sub("", text, count=1) if text.startswith("> ") else text
    spoken, named = _without_name(text, place)
    words = spoken.strip()
    meant = named or _mentions(content, place.me) or _COMMAND.match(words) is not None
    return Arrived(
        chat=place.room,
        user=str(source["sender"]),
        message=str(source["event_id"]),
        text=words,
        private=place.private,
        addressed=place.private or meant or replies_to in place.mine,
        replies_to=replies_to,
        upload=upload,
    )


def replied_to(source: dict[str, Any]) -> str | None:
    """Give the id of the message that an event replies to; that of a thread, which only stands in for a reply, is none."""
    relation = _mapping(_mapping(source, "content"), "m.relates_to")
    found = _mapping(relation, "m.in_reply_to").get("event_id")
    if not isinstance(found, str) or not _ID.fullmatch(found) or relation.get("is_falling_back") is True:
        return None
    return found


def since_invited(sources: Sequence[dict[str, Any]], me: str) -> Sequence[dict[str, Any]]:
    """Leave out what was written before the bot was asked into the room, where that is among the events."""
    for membership in ("invite", "join"):
        for at in range(len(sources) - 1, -1, -1):
            source = sources[at]
            if source.get("type") != "m.room.member" or source.get("state_key") != me:
                continue
            before = _mapping(_mapping(source, "unsigned"), "prev_content").get("membership")
            if _mapping(source, "content").get("membership") == membership != before:
                return sources[at + 1 :]
    return sources


def _without_name(text: str, place: Whereabouts) -> tuple[str, bool]:
    """Take the bot's name from the start of a text; tell whether it stood there, or the MXID anywhere."""
    me = rf"{re.escape(place.me)}(?![\w-]|\.\w)"  # not the beginning of a longer one
    names = "|".join(re.escape(name) for name in place.names if name)
    start = rf"\s*(?:{me}[:,]?|@(?:{names})[:,]?(?=\s|$)|(?:{names})(?:[:,]|(?=\s|$)))\s*"
    if found := re.match(start, text, re.IGNORECASE):
        return text[found.end() :], True
    return text, re.search(me, text, re.IGNORECASE) is not None


def _mentions(content: dict[str, Any], me: str) -> bool:
    users = _mapping(content, "m.mentions").get("user_ids")
    html = content.get("formatted_body")
    pill = f"https://matrix.to/#/{me}"
    return (isinstance(users, list) and me in users) or (isinstance(html, str) and f'"{pill}"' in html)


def _upload(content: dict[str, Any]) -> Upload | None:
    if content["msgtype"] not in _FILES:
        return None
    encrypted = _mapping(content, "file")
    reference = encrypted or {"url": content.get("url")}
    name = content.get("filename") or content["body"]
    size = _mapping(content, "info").get("size")
    return Upload(str(name), size if isinstance(size, int) else None, json.dumps(reference))


def _caption(content: dict[str, Any]) -> str:
    """Give what was written to a file; without a name of its own the text is the name."""
    name = content.get("filename")
    return str(content["body"]) if name and name != content["body"] else ""


def _mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}

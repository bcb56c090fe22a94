"""Read and write the events of a Matrix room; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bots.platform import IncomingMessage, Upload
from bots.rich_text import Rich, Span

Content = dict[str, Any]

LIMIT = 12_000
"""Longest message, in bytes as `measure` counts them."""
_CONTENT_LIMIT = 45_000
"""Largest content of an event, in bytes of JSON: encrypted it has 60,000, and what the server adds is a few hundred."""
_TAGS = {"bold": "strong", "italic": "em", "strike": "del", "code": "code", "quote": "blockquote"}
_BLOCKS = ("pre", "quote")
_COMMAND = re.compile(r"[/!][a-z]", re.IGNORECASE)
_QUOTED = re.compile(r"(?:>[^\n]*\n)+\n?")
"""How older programs put the words that are replied to before the reply."""
_ID = re.compile(r"\$[!-~]{1,254}")
"""What the id of an event looks like; others can write anything in its place, and a homeserver gives up on some of that."""
_FILES = ("m.file", "m.image", "m.audio", "m.video")


def measure(text: str) -> int:
    """Count the bytes that a text takes in an event."""
    return _size(text) - 2


def message(rich: Rich, *, reply_to: str | None = None) -> Content:
    """Make the content of a message, which may be a reply to another one."""
    content = _words(rich)
    if reply_to is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
    return _fitting(content)


def edit(rich: Rich, replaces: str) -> Content:
    """Make the content that replaces a message.

    Programs that know no edits show it as a message which starts with a star.
    """
    content = _words(Rich("* ") + rich)
    content["m.new_content"] = _words(rich)
    content["m.relates_to"] = {"rel_type": "m.replace", "event_id": replaces}
    return _fitting(content)


def html_of(rich: Rich) -> str:
    """Convert a text to HTML, of elements that every Matrix program shows."""
    return "".join(_html(rich.text, list(rich.spans), 0, len(rich.text)))


def _words(rich: Rich) -> Content:
    # That nobody is mentioned must be said: else programs look for people's names in the words, and ring.
    content: Content = {"msgtype": "m.text", "body": rich.text, "m.mentions": {}}
    if rich.spans:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html_of(rich)}
    return content


def _fitting(content: Content) -> Content:
    """Drop the HTML if the event would be too large; the plain text has all words."""
    if _size(content) > _CONTENT_LIMIT:
        for part in (content, content.get("m.new_content", {})):
            part.pop("format", None)
            part.pop("formatted_body", None)
    return content


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _html(text: str, spans: list[Span], start: int, end: int, *, lines: bool = True) -> Iterator[str]:
    """Yield the HTML of a part of a text; `spans` lie in it, outer ones first."""
    at = start
    while spans:
        outer = spans.pop(0)
        inner = []
        while spans and spans[0].start < outer.end:
            inner.append(spans.pop(0))
        yield _escaped(text[at : outer.start], lines)
        before, after = _tags(outer)
        yield before
        yield from _html(text, inner, outer.start, outer.end, lines=lines and outer.kind != "pre")
        yield after
        at = outer.end
        if outer.kind in _BLOCKS and text.startswith("\n", at) and at < end:
            at += 1  # a block ends its line by itself
    yield _escaped(text[at:end], lines)


def _tags(span: Span) -> tuple[str, str]:
    if span.kind == "pre":
        language = f' class="language-{escape(span.language)}"' if span.language else ""
        return f"<pre><code{language}>", "</code></pre>"
    return f"<{_TAGS[span.kind]}>", f"</{_TAGS[span.kind]}>"


def _escaped(text: str, lines: bool) -> str:
    safe = escape(text, quote=False)
    return safe.replace("\n", "<br>") if lines else safe


@dataclass(frozen=True, slots=True)
class RoomContext:
    """What has to be known of a room to parse its messages.

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


def parse_event(source: dict[str, Any], context: RoomContext) -> IncomingMessage | None:
    """Parse an event; None if it is no message to the bot.

    An edit, a notice and the bot's own messages are none.
    """
    content = source.get("content")
    if source.get("sender") == context.me or source.get("type") != "m.room.message":
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
    spoken, named = _without_name(text, context)
    words = spoken.strip()
    meant = named or _mentions(content, context.me) or _COMMAND.match(words) is not None
    return IncomingMessage(
        chat=context.room,
        user=str(source["sender"]),
        message=str(source["event_id"]),
        text=words,
        private=context.private,
        addressed=context.private or meant or replies_to in context.mine,
        replies_to=replies_to,
        upload=upload,
    )


def replied_to(source: dict[str, Any]) -> str | None:
    """Return the id of the message that an event replies to, or None.

    The root of a thread, which programs name for those that know no threads, is none.
    """
    relation = _mapping(_mapping(source, "content"), "m.relates_to")
    found = _mapping(relation, "m.in_reply_to").get("event_id")
    if not isinstance(found, str) or not _ID.fullmatch(found) or relation.get("is_falling_back") is True:
        return None
    return found


def since_invited(sources: Sequence[dict[str, Any]], me: str) -> Sequence[dict[str, Any]]:
    """Drop the events before the bot's invitation, if that is among them."""
    for membership in ("invite", "join"):
        for at in range(len(sources) - 1, -1, -1):
            source = sources[at]
            if source.get("type") != "m.room.member" or source.get("state_key") != me:
                continue
            before = _mapping(_mapping(source, "unsigned"), "prev_content").get("membership")
            if _mapping(source, "content").get("membership") == membership != before:
                return sources[at + 1 :]
    return sources


def _without_name(text: str, context: RoomContext) -> tuple[str, bool]:
    """Strip the bot's name from the start; return whether it, or the MXID, was there."""
    me = rf"{re.escape(context.me)}(?![\w-]|\.\w)"  # not the beginning of a longer one
    names = "|".join(re.escape(name) for name in context.names if name)
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
    """Return the caption of a file; without `filename` the body is the name."""
    name = content.get("filename")
    return str(content["body"]) if name and name != content["body"] else ""


def _mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}

"""What a Matrix message holds: plain words, the same as HTML, and how a message answers or replaces another one.

Pure. An event may have 65,536 bytes in all (Source: the Matrix specification, client-server API, "Size limits"); an edit holds its words
twice and encryption makes a third more of everything, so a message has much less.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from bots.rich_text import Rich, Span

Content = dict[str, Any]

LIMIT = 12_000
"""Longest message, in bytes as `measure` counts them."""
_CONTENT_LIMIT = 45_000
"""Largest content of an event, in bytes of JSON: encrypted it has 60,000, and what the server adds is a few hundred."""
_TAGS = {"bold": "strong", "italic": "em", "strike": "del", "code": "code", "quote": "blockquote"}
_BLOCKS = ("pre", "quote")


def measure(text: str) -> int:
    """Give the bytes that a text takes in an event."""
    return _size(text) - 2


def message(rich: Rich, *, answers: str | None = None) -> Content:
    """Make a message, which may be a reply to another one."""
    content = _words(rich)
    if answers is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": answers}}
    return _fitting(content)


def edit(rich: Rich, replaces: str) -> Content:
    """Make what replaces a message; for programs that know no edits it is a message which starts with a star."""
    content = _words(Rich("* ") + rich)
    content["m.new_content"] = _words(rich)
    content["m.relates_to"] = {"rel_type": "m.replace", "event_id": replaces}
    return _fitting(content)


def html_of(rich: Rich) -> str:
    """Write a text with spans as HTML, of elements that every Matrix program shows."""
    return "".join(_html(rich.text, list(rich.spans), 0, len(rich.text)))


def _words(rich: Rich) -> Content:
    # That nobody is mentioned must be said: else programs look for people's names in the words, and ring.
    content: Content = {"msgtype": "m.text", "body": rich.text, "m.mentions": {}}
    if rich.spans:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html_of(rich)}
    return content


def _fitting(content: Content) -> Content:
    """Leave the HTML out where the event would be too large with it; all words stand in the plain text."""
    if _size(content) > _CONTENT_LIMIT:
        for part in (content, content.get("m.new_content", {})):
            part.pop("format", None)
            part.pop("formatted_body", None)
    return content


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _html(text: str, spans: list[Span], start: int, end: int, *, lines: bool = True) -> Iterator[str]:
    """Write a part of a text; `spans` are those that lie in it, outer ones first."""
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

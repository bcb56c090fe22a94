"""Texts as Telegram counts them: in UTF-16 units, with entities in place of markup."""

from __future__ import annotations

from telegram import MessageEntity

from bots.rich_text import Kind, Rich

_TYPES: dict[Kind, str] = {
    "bold": MessageEntity.BOLD,
    "italic": MessageEntity.ITALIC,
    "strike": MessageEntity.STRIKETHROUGH,
    "code": MessageEntity.CODE,
    "pre": MessageEntity.PRE,
    "quote": MessageEntity.BLOCKQUOTE,
}


def units(text: str) -> int:
    """Count a text in UTF-16 units: a character outside the basic plane counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def entities(rich: Rich) -> list[MessageEntity]:
    """Give the spans of a text as Telegram's entities, in the same order."""
    places, at = [0], 0
    for character in rich.text:
        at += 2 if character > "\uffff" else 1
        places.append(at)
    return [
        MessageEntity(
            _TYPES[span.kind],
            places[span.start],
            places[span.end] - places[span.start],
            language=span.language or None,
        )
        for span in rich.spans
    ]


def part_of(text: str, offset: int, length: int) -> str:
    """Cut a part that an entity of Telegram's names out of a text."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")

"""Parse Telegram's updates, and convert texts to its entities, in UTF-16 units."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram.constants import ChatType

from bots.platform import ButtonPress, Incoming, IncomingMessage, Upload
from bots.rich_text import Kind, Rich

_TYPES: dict[Kind, str] = {
    "bold": MessageEntity.BOLD,
    "italic": MessageEntity.ITALIC,
    "strike": MessageEntity.STRIKETHROUGH,
    "code": MessageEntity.CODE,
    "pre": MessageEntity.PRE,
    "quote": MessageEntity.BLOCKQUOTE,
}
_COMMAND = re.compile(r"(/[A-Za-z0-9_]+)@(\w+)")


def units(text: str) -> int:
    """Count a text in UTF-16 units: a character outside the basic plane counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def entities(rich: Rich) -> list[MessageEntity]:
    """Convert the spans of a text to Telegram's entities, in the same order."""
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
    """Return the part of a text that an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def incoming(update: Update, bot: int, name: str) -> Incoming | None:
    """Parse an update; None if it says nothing to a bot.

    Args:
        update: As it came.
        bot: The bot's id.
        name: Its name without "@".
    """
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    message = update.message
    if message is None or message.from_user is None:  # a channel's, or one that was edited
        return None
    if message.sender_chat is not None:  # written in the name of a group or a channel: nobody knows by whom
        return None
    return _arrived(message, bot, name)


def _pressed(query: CallbackQuery) -> ButtonPress | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    private = chat.type == ChatType.PRIVATE
    return ButtonPress(
        str(chat.id), str(query.from_user.id), str(query.message.message_id), query.data, query.id, private
    )


def _arrived(message: Message, bot: int, name: str) -> IncomingMessage | None:
    assert message.from_user is not None
    private = message.chat.type == ChatType.PRIVATE
    text, named = _without_name(message, name)
    replied = message.reply_to_message
    to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot
    sent, upload = message.document, None
    if sent is not None:
        upload = Upload(sent.file_name or "document", sent.file_size, sent.file_id)
    if private and not text and upload is None and not _says_something(message):
        return None
    return IncomingMessage(
        chat=str(message.chat.id),
        user=str(message.from_user.id),
        message=str(message.message_id),
        text=text,
        private=private,
        addressed=private or named or to_bot,
        replies_to=str(replied.message_id) if replied is not None else None,
        upload=upload,
    )


def _says_something(message: Message) -> bool:
    """Return whether somebody wrote it: a picture, say, and not that somebody joined."""
    return message.effective_attachment is not None


def _without_name(message: Message, name: str) -> tuple[str, bool]:
    """Return the words without the bot's name, and whether it was addressed."""
    text = message.text or message.caption or ""
    if command := _COMMAND.match(text):
        mine = command[2].lower() == name.lower()
        return (command[1] + text[command.end() :] if mine else text), mine
    if text.startswith("/"):
        return text, True
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntity.MENTION:
            word = part_of(text, entity.offset, entity.length)
            if word.lower() == f"@{name}".lower():
                return " ".join(text.replace(word, " ", 1).split(" ")).strip(), True
    return text, False

"""Telegram's errors as ours; what they carry of the token goes no further."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from assistant.errors import AssistantError
from bots.platform import Gone, Later, NoSuchMessage, PlatformError, Refused, Unreachable

_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to be replied not found",
)
_NO_CHAT = ("chat not found", "user is deactivated", "peer_id_invalid", "not enough rights", "topic_closed")
_TRIED_AGAIN = "It is tried again by itself."
_PHRASES = ("(401)", "(404)")
"""How the package ends its own words where the server has none."""
UNCHANGED = "message is not modified"
TOO_OLD = "query is too old"


class NotKnownThere(PlatformError):
    """The server has no such method, as one that is older than the method has none."""


class HeardElsewhere(Refused):
    """Another program receives the bot's messages."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise ours for Telegram's errors.

    Raises:
        PlatformError: In place of any of Telegram's.
    """
    try:
        yield
    except TelegramError as error:
        if isinstance(error.__cause__, AssistantError):  # the guard's
            raise error.__cause__ from None
        raise _ours(error) from None  # its words may hold an address with the token in it


def _ours(error: TelegramError) -> PlatformError:
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Later(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case InvalidToken() if not _is_telegrams_own(error):
            return Unreachable("The Bot API server does not answer as one does.", _TRIED_AGAIN)
        case InvalidToken() if _first(error).message == "Not Found":
            return NotKnownThere(
                "The Bot API server does not know what was asked of it.", "Bring it up to date."
            )
        case InvalidToken():
            return Refused(
                "Telegram does not accept the bot's token: it is wrong or was revoked.",
                "Get one from @BotFather, and start the bot with it.",
            )
        case Conflict():
            return HeardElsewhere(
                "Another program receives this bot's messages.", "Stop it, or give this one a bot of its own."
            )
        case Forbidden() | ChatMigrated():
            return Gone("The chat is closed to the bot: it was blocked or removed.")
        case BadRequest():
            return _bad_request(error.message)
        case NetworkError():
            return Unreachable("The Bot API server does not answer.", _TRIED_AGAIN)
        case _:
            return Unreachable("The Bot API server said something odd.", _TRIED_AGAIN)


def _first(error: TelegramError) -> TelegramError:
    """Give the error that one was made from: the package puts its own words about a token before it."""
    while isinstance(error.__cause__, InvalidToken):
        error = error.__cause__
    return error


def _is_telegrams_own(error: TelegramError) -> bool:
    """Tell whether Telegram said so itself, and not a proxy in between: it gives a description."""
    first = _first(error)
    return first.__cause__ is None and not first.message.endswith(_PHRASES)


def _bad_request(said: str) -> PlatformError:
    words = said.lower()
    if any(one in words for one in _NO_MESSAGE):
        return NoSuchMessage("The message does not exist any more.")
    if any(one in words for one in _NO_CHAT):
        return Gone("The chat does not exist any more, or the bot may not write in it.")
    return PlatformError(f"Telegram refused a message: {said}.")

"""The Telegram platform, by python-telegram-bot and long polling.

No address of one's own has to be public.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction
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
from telegram.request import HTTPXRequest

from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.i18n import _
from bots.platform import (
    Button,
    ChatClosed,
    FileTooLarge,
    Incoming,
    MessageNotFound,
    PlatformContext,
    PlatformError,
    RateLimited,
    TokenRejected,
    Traits,
    Unreachable,
    Upload,
)
from bots.rich_text import Rich
from bots.telegram import network
from bots.telegram.messages import entities, incoming, units
from bots.telegram.network import Route, client_settings, route_to

_NO_MESSAGE = (
    "message to edit not found",  # not shown
    "message can't be edited",  # not shown
    "message_id_invalid",
    "message to be replied not found",  # not shown
)
_NO_CHAT = (
    "chat not found",  # not shown
    "user is deactivated",  # not shown
    "peer_id_invalid",
    "not enough rights",  # not shown
    "topic_closed",
)
_PHRASES = ("(401)", "(404)")
"""How the package ends its own words where the server has none."""
UNCHANGED = "message is not modified"  # not shown
TOO_OLD = "query is too old"  # not shown
_FIRST_S, _LONGEST_S = 1.0, 30.0
_LOG = logging.getLogger("bots.telegram")
TRAITS = Traits(
    limit=4096,
    measure=units,
    edit_s=1.05,  # about one message a second and chat
    group_edit_s=3.2,  # 20 a minute
    drafts=True,
    buttons=True,
    fetch_limit=20_000_000,
    every_s=0.04,  # 30 a second in all
)
_POLL_S = 25
_SHARED_S = 60.0
_HEARD = ["message", "callback_query"]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""Telegram would fetch a page that an answer names, and the page's owner would know."""


class UnknownMethod(PlatformError):
    """The server has no such method; it is older than the method."""

    code = "unknown_method"


class AnotherReceiver(TokenRejected):
    """Another program receives the bot's messages."""

    code = "another_receiver"


@contextmanager
def mapped_errors() -> Iterator[None]:
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
            return RateLimited(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case InvalidToken() if not _is_telegrams_own(error):
            return Unreachable(_("The Bot API server does not answer as one does."), _tried_again())
        case InvalidToken() if _first(error).message == "Not Found":
            return UnknownMethod(
                _("The Bot API server does not know what was asked of it."), _("Bring it up to date.")
            )
        case InvalidToken():
            return TokenRejected(
                _("Telegram does not accept the bot's token: it is wrong or was revoked."),
                _("Get one from @BotFather, and start the bot with it."),
            )
        case Conflict():
            return AnotherReceiver(
                _("Another program receives this bot's messages."),
                _("Stop it, or give this one a bot of its own."),
            )
        case Forbidden() | ChatMigrated():
            return ChatClosed(_("The chat is closed to the bot: it was blocked or removed."))
        case BadRequest():
            return _bad_request(error.message)
        case NetworkError():
            return Unreachable(_("The Bot API server does not answer."), _tried_again())
        case _:
            return Unreachable(_("The Bot API server said something odd."), _tried_again())


def _tried_again() -> str:
    return _("It is tried again by itself.")


def _first(error: TelegramError) -> TelegramError:
    """Return the first cause: the package raises its own words about a token from it."""
    while isinstance(error.__cause__, InvalidToken):
        error = error.__cause__
    return error


def _is_telegrams_own(error: TelegramError) -> bool:
    """Return whether Telegram said so itself, with a description, and no proxy."""
    first = _first(error)
    return first.__cause__ is None and not first.message.endswith(_PHRASES)


def _bad_request(said: str) -> PlatformError:
    words = said.lower()
    if any(one in words for one in _NO_MESSAGE):
        return MessageNotFound(_("The message does not exist any more."))
    if any(one in words for one in _NO_CHAT):
        return ChatClosed(_("The chat does not exist any more, or the bot may not write in it."))
    return PlatformError(_("Telegram refused a message: {reason}.", reason=said))


class Backoff:
    """Waits before each new try, twice as long as before, and logs the first failure.

    Args:
        shared_s: How long another program may receive the bot's messages: one that was just stopped still does for a while.
    """

    def __init__(self, shared_s: float) -> None:
        self._shared_s = shared_s
        self._shared_since: float | None = None
        self._wait_s = _FIRST_S

    def over(self) -> None:
        """Note that the server has answered."""
        self._wait_s, self._shared_since = _FIRST_S, None

    async def wait(self, error: PlatformError) -> None:
        """Wait before trying again.

        Raises:
            TokenRejected: Waiting does not help.
        """
        if isinstance(error, TokenRejected) and not (isinstance(error, AnotherReceiver) and self._may_pass()):
            raise error
        if self._wait_s == _FIRST_S:
            _LOG.warning("%s %s", error.message, error.hint)
        await asyncio.sleep(
            max(error.retry_after_s, _FIRST_S) if isinstance(error, RateLimited) else self._wait_s
        )
        self._wait_s = min(2 * self._wait_s, _LONGEST_S)

    def _may_pass(self) -> bool:
        now = time.monotonic()
        if self._shared_since is None:
            self._shared_since = now
        return now - self._shared_since < self._shared_s


def host(settings: Settings) -> str:
    """Return the one host that is connected to."""
    return urlsplit(settings.bots.telegram.base_url).hostname or ""


def open_platform(context: PlatformContext) -> Telegram:
    """Build the platform; nothing is connected to yet."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # how the package is told to use the type that it will use
    base_url = context.settings.bots.telegram.base_url
    route = route_to(base_url, os.environ)
    if route.notice:
        _LOG.warning("%s", route.notice)
    return Telegram(context.secret, base_url, route=route)


class Telegram:
    """A bot on Telegram.

    Args:
        token: Its token.
        base_url: The Bot API server.
        traits: What it is like; a server of one's own may allow more.
        shared_s: How long another program that receives the bot's messages is waited for.
        route: How the server is reached.
    """

    name = "telegram"

    def __init__(
        self,
        token: str,
        base_url: str,
        traits: Traits = TRAITS,
        shared_s: float = _SHARED_S,
        route: Route = Route(),  # noqa: B008 - frozen
    ) -> None:
        self.traits = traits
        self._settings = client_settings(route)
        self._shared_s = shared_s
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=64, pool_timeout=60.0, read_timeout=20.0, httpx_kwargs=self._settings
            ),
            get_updates_request=HTTPXRequest(
                connection_pool_size=2, read_timeout=10.0, httpx_kwargs=self._settings
            ),
        )

    async def start(self) -> str:
        """Connect; see `Platform.start`."""
        backoff = Backoff(self._shared_s)
        while True:
            try:
                with mapped_errors():
                    await self._bot.initialize()
                    await self._bot.delete_webhook()
                return f"@{self._bot.username}"
            except UnknownMethod as error:
                raise TokenRejected(
                    _("Telegram knows no bot with this token."), _("Get one from @BotFather.")
                ) from error
            except (Unreachable, RateLimited) as error:
                await backoff.wait(error)

    async def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
        """Yield what comes; see `Platform.listen`."""
        offset, backoff = 0, Backoff(self._shared_s)
        while True:
            try:
                with mapped_errors():
                    updates: Sequence[Update] = await self._bot.get_updates(
                        offset, timeout=0 if once else _POLL_S, allowed_updates=_HEARD
                    )
            except PlatformError as error:
                await backoff.wait(error)
                continue
            backoff.over()
            for update in updates:
                if (one := incoming(update, self._bot.id, self._bot.username)) is not None:
                    yield one
                offset = update.update_id + 1  # told with the next call: until then the server keeps it
            if once and not updates:
                return

    async def send(
        self, chat: str, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
    ) -> str:
        """Send a message; see `Platform.send`."""
        reply = ReplyParameters(int(reply_to), allow_sending_without_reply=True) if reply_to else None
        with mapped_errors():
            sent = await self._bot.send_message(
                int(chat),
                rich.text,
                entities=entities(rich),
                link_preview_options=_NO_PREVIEW,
                reply_parameters=reply,
                reply_markup=_keyboard(buttons),
            )
        return str(sent.message_id)

    async def edit(self, chat: str, message: str, rich: Rich, *, buttons: Sequence[Button] = ()) -> None:
        """Change a message; see `Platform.edit`."""
        try:
            with mapped_errors():
                await self._bot.edit_message_text(
                    rich.text,
                    int(chat),
                    int(message),
                    entities=entities(rich),
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_keyboard(buttons),
                )
        except PlatformError as error:
            if UNCHANGED not in error.message:
                raise

    async def draft(self, chat: str, number: int, rich: Rich) -> None:
        """Show what is being written; see `Platform.draft`."""
        try:
            with mapped_errors():
                await self._bot.send_message_draft(int(chat), number, rich.text, entities=entities(rich))
        except UnknownMethod:
            _LOG.info("The Bot API server has no drafts; messages are edited instead.")
            self.traits = replace(self.traits, drafts=False)

    async def working(self, chat: str) -> None:
        """Show "typing"; see `Platform.working`."""
        with mapped_errors():
            await self._bot.send_chat_action(int(chat), ChatAction.TYPING)

    async def acknowledge(self, press: str) -> None:
        """Acknowledge a press; see `Platform.acknowledge`."""
        try:
            with mapped_errors():
                await self._bot.answer_callback_query(press)
        except PlatformError as error:
            if TOO_OLD not in error.message:
                raise

    async def fetch(self, upload: Upload, to: Path, limit: int) -> None:
        """Fetch a file; see `Platform.fetch`."""
        with mapped_errors():
            file = await self._bot.get_file(upload.reference)
        if (file.file_size or 0) > limit:
            raise FileTooLarge(_("The file is larger than may be fetched."))
        base = self._bot.base_file_url
        await network.fetch(base, network.file_path(file.file_path, base), to, limit, self._settings)

    async def close(self) -> None:
        """Close the connection; see `Platform.close`."""
        with mapped_errors():
            await self._bot.shutdown()


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one.label, callback_data=one.action)] for one in buttons]
    return InlineKeyboardMarkup(rows) if rows else None

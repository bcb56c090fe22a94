"""Telegram, through python-telegram-bot and long polling: no address of one's own has to be public."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
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
from telegram.request import HTTPXRequest

from assistant.config import Settings
from bots import telegram_files
from bots.platform import (
    Choice,
    Given,
    Incoming,
    Later,
    PlatformError,
    Refused,
    TooLarge,
    Traits,
    Unreachable,
    Upload,
)
from bots.rich_text import Rich
from bots.telegram_errors import TOO_OLD, UNCHANGED, NotKnownThere, translated
from bots.telegram_proxy import Way, client_settings, way_to
from bots.telegram_reading import incoming
from bots.telegram_text import entities, units
from bots.telegram_waiting import Patience

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


def host(settings: Settings) -> str:
    """Give the one host that is spoken to."""
    return urlsplit(settings.bots.telegram.base_url).hostname or ""


def open_platform(given: Given) -> Telegram:
    """Build the platform; nothing is connected to yet."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # how the package is told to use the type that it will use
    base_url = given.settings.bots.telegram.base_url
    way = way_to(base_url, os.environ)
    if way.notice:
        _LOG.warning("%s", way.notice)
    return Telegram(given.secret, base_url, way=way)


class Telegram:
    """A bot on Telegram.

    Args:
        token: Its token.
        base_url: The Bot API server.
        traits: What it is like; a server of one's own may allow more.
        shared_s: How long another program that receives the bot's messages is waited for.
        way: How the server is reached.
    """

    name = "telegram"

    def __init__(
        self,
        token: str,
        base_url: str,
        traits: Traits = TRAITS,
        shared_s: float = _SHARED_S,
        way: Way = Way(),  # noqa: B008 - frozen
    ) -> None:
        self.traits = traits
        self._settings = client_settings(way)
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
        patience = Patience(self._shared_s)
        while True:
            try:
                with translated():
                    await self._bot.initialize()
                    await self._bot.delete_webhook()
                return f"@{self._bot.username}"
            except NotKnownThere as error:
                raise Refused("Telegram knows no bot with this token.", "Get one from @BotFather.") from error
            except (Unreachable, Later) as error:
                await patience.wait(error)

    async def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
        """Give what comes; see `Platform.listen`."""
        offset, patience = 0, Patience(self._shared_s)
        while True:
            try:
                with translated():
                    updates: Sequence[Update] = await self._bot.get_updates(
                        offset, timeout=0 if once else _POLL_S, allowed_updates=_HEARD
                    )
            except PlatformError as error:
                await patience.wait(error)
                continue
            patience.over()
            for update in updates:
                if (one := incoming(update, self._bot.id, self._bot.username)) is not None:
                    yield one
                offset = update.update_id + 1  # told with the next call: until then the server keeps it
            if once and not updates:
                return

    async def send(
        self, chat: str, rich: Rich, *, answers: str | None = None, choices: Sequence[Choice] = ()
    ) -> str:
        """Send a message; see `Platform.send`."""
        reply = ReplyParameters(int(answers), allow_sending_without_reply=True) if answers else None
        with translated():
            sent = await self._bot.send_message(
                int(chat),
                rich.text,
                entities=entities(rich),
                link_preview_options=_NO_PREVIEW,
                reply_parameters=reply,
                reply_markup=_keyboard(choices),
            )
        return str(sent.message_id)

    async def edit(self, chat: str, message: str, rich: Rich, *, choices: Sequence[Choice] = ()) -> None:
        """Change a message; see `Platform.edit`."""
        try:
            with translated():
                await self._bot.edit_message_text(
                    rich.text,
                    int(chat),
                    int(message),
                    entities=entities(rich),
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_keyboard(choices),
                )
        except PlatformError as error:
            if UNCHANGED not in error.message:
                raise

    async def draft(self, chat: str, number: int, rich: Rich) -> None:
        """Show what is being written; see `Platform.draft`."""
        try:
            with translated():
                await self._bot.send_message_draft(int(chat), number, rich.text, entities=entities(rich))
        except NotKnownThere:
            _LOG.info("The Bot API server has no drafts; messages are edited instead.")
            self.traits = replace(self.traits, drafts=False)

    async def working(self, chat: str) -> None:
        """Show "typing"; see `Platform.working`."""
        with translated():
            await self._bot.send_chat_action(int(chat), ChatAction.TYPING)

    async def acknowledge(self, press: str) -> None:
        """Tell that a press has arrived; see `Platform.acknowledge`."""
        try:
            with translated():
                await self._bot.answer_callback_query(press)
        except PlatformError as error:
            if TOO_OLD not in error.message:
                raise

    async def fetch(self, upload: Upload, to: Path, limit: int) -> None:
        """Fetch a file; see `Platform.fetch`."""
        with translated():
            file = await self._bot.get_file(upload.reference)
        if (file.file_size or 0) > limit:
            raise TooLarge("The file is larger than may be fetched.")
        base = self._bot.base_file_url
        await telegram_files.fetch(
            base, telegram_files.path_of(file.file_path, base), to, limit, self._settings
        )

    async def close(self) -> None:
        """Let go; see `Platform.close`."""
        with translated():
            await self._bot.shutdown()


def _keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one.label, callback_data=one.action)] for one in choices]
    return InlineKeyboardMarkup(rows) if rows else None

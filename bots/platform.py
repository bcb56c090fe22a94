"""The port of a chat platform: what it gives, what it takes, and how it fails.

A platform is a module with two functions: `host(settings)` returns the one host that it connects to, and
`open_platform(context)` builds a `Platform` and connects to nothing yet. Access, the queue, commands, splitting and pacing
are the same for all platforms.

To add one: a package beside `telegram/`, a line in `bots.command.PLATFORMS`, a section with `allowed`, `can_add` and
`token_file` in `assistant/config/schema.py`, an extra in `pyproject.toml`, and its package in `PACKAGES_OF_BOTS` of
`tests/test_architecture.py`. `tests/bots/scripted.py` is a whole one in memory.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.i18n import _
from bots.rich_text import Rich


@dataclass(frozen=True, slots=True)
class PlatformContext:
    """What a platform is opened with.

    Attributes:
        settings: The settings in force; a platform reads its own section of them.
        secret: The token; it must stand in no message, log or error.
        folder: A folder of the platform's own that only this user can read (0700), for what must outlast a restart; it exists.
        is_allowed: Tells whether a user (by platform id) is on the allow-list; for an invitation, which is asked before the runner can.
    """

    settings: Settings
    secret: str
    folder: Path
    is_allowed: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a message; it has not been fetched.

    Attributes:
        name: As its sender's machine calls it; not safe as a file name.
        size: In bytes as the platform says it, or None where it does not.
        reference: What the platform fetches it by.
    """

    name: str
    size: int | None
    reference: str


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message that somebody has written.

    Attributes:
        chat: The chat's id.
        user: The writer's id as the allow-list has it.
        message: The message's id in its chat.
        text: Its words, without the bot's name where that only addresses it; the caption of a file.
        private: Whether nobody else is in the chat.
        addressed: Whether it is meant for the bot: always in private, else by the bot's name, a command or a reply to its message.
        replies_to: The id of the message it replies to, or None.
        upload: A file that came with it, or None.
    """

    chat: str
    user: str
    message: str
    text: str
    private: bool
    addressed: bool
    replies_to: str | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A button below one of the bot's messages that somebody has pressed.

    Attributes:
        chat: The chat's id.
        user: Who pressed it.
        message: The id of the message it belongs to.
        action: What the button stands for, as in `Button.action`.
        press: The id of the press itself, to answer it by.
        private: Whether nobody else is in the chat.
    """

    chat: str
    user: str
    message: str
    action: str
    press: str
    private: bool


Incoming: TypeAlias = IncomingMessage | ButtonPress


@dataclass(frozen=True, slots=True)
class Button:
    """A button to be put below a message.

    Attributes:
        label: One line.
        action: At most 64 bytes; comes back in `ButtonPress.action`.
    """

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Traits:
    """The limits and abilities of a platform.

    Attributes:
        limit: Longest message, in the platform's own units.
        measure: Counts a text in these units; joining two texts never makes it more than the sum.
        edit_s: Seconds between two edits of one message in a private chat.
        group_edit_s: The same in a group.
        drafts: Whether an answer that is being written can be shown as a draft in private chats.
        buttons: Whether messages can have buttons; where they cannot, the runner takes a reply with a number.
        fetch_limit: Largest file that can be fetched, in bytes.
        every_s: Seconds between two messages to whichever chats.
        mark: What commands begin with as people write them there; both "/" and "!" are understood.
    """

    limit: int
    measure: Callable[[str], int]
    edit_s: float
    group_edit_s: float
    drafts: bool
    buttons: bool
    fetch_limit: int
    every_s: float = 0.0
    mark: str = "/"


class PlatformError(AssistantError):
    """The platform did not do what was asked of it."""

    code = "platform"


class RateLimited(PlatformError):
    """Too much was asked in too short a time.

    Attributes:
        retry_after_s: How long to ask nothing of that chat, in seconds.
    """

    code = "rate_limited"
    retry_helps = True

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(
            _("The platform asks to wait {seconds} s.", seconds=f"{retry_after_s:.0f}"),
            _("It is tried again by itself."),
        )
        self.retry_after_s = retry_after_s


class Unreachable(PlatformError):
    """The platform cannot be reached, or fails (a 502); a later try may help."""

    code = "platform_unreachable"
    retry_helps = True


class PlatformUnavailable(Unreachable):
    """The platform could not be reached for as long as was to be waited."""

    code = "platform_unavailable"

    def __init__(self) -> None:
        super().__init__(
            _("The platform could not be reached for minutes."), _("Look at the network and start again.")
        )


class ChatClosed(PlatformError):
    """The chat is closed to the bot for good: it was blocked, removed or deleted."""

    code = "chat_closed"


class MessageNotFound(PlatformError):
    """The message to edit or answer is gone; a new one can be sent."""

    code = "message_not_found"


class FileTooLarge(PlatformError):
    """A file is larger than may be fetched."""

    code = "file_too_large"


class TokenRejected(PlatformError):
    """The platform rejects the bot's token, as wrong or revoked; the bot has to stop."""

    code = "token_rejected"
    exit_code = 3


class Platform(Protocol):
    """A chat platform; chats are given by their ids.

    Every method may raise `RateLimited`, `Unreachable` and `TokenRejected`.

    Attributes:
        name: "telegram", "matrix", …: the name of its settings.
        traits: What it is like.
    """

    name: str
    traits: Traits

    async def start(self) -> str:
        """Connect, check the token, and return the bot's name as people write it."""

    def listen(self, *, once: bool = False) -> AsyncGenerator[Incoming, None]:
        """Yield what comes, in order; at least once each.

        An item may be acknowledged to the server when the next one is requested, and not before: what was not handled comes
        again after a restart. A lost network is waited out (with one line in the log), not raised; `TokenRejected` is raised.

        Args:
            once: End when nothing waits any more, instead of waiting for more.
        """

    async def send(
        self, chat: str, rich: Rich, *, reply_to: str | None = None, buttons: Sequence[Button] = ()
    ) -> str:
        """Send a message and return its id.

        Args:
            chat: Where to.
            rich: What it says; within the limit, and not only white space.
            reply_to: The message it is a reply to, or None. Where that does not exist any more it is sent without.
            buttons: Buttons; empty where the platform has none.

        Raises:
            ChatClosed: The chat is closed to the bot.
        """

    async def edit(self, chat: str, message: str, rich: Rich, *, buttons: Sequence[Button] = ()) -> None:
        """Edit a message of the bot's; that it says so already is no error.

        Raises:
            MessageNotFound: It has been deleted.
            ChatClosed: The chat is closed to the bot.
        """

    async def draft(self, chat: str, number: int, rich: Rich) -> None:
        """Show a growing answer in a private chat; only if `traits.drafts`.

        Args:
            chat: Where to.
            number: The same, above 0, for all drafts of one answer.
            rich: What there is so far, within the limit.

        Raises:
            ChatClosed: The chat is closed to the bot.
        """

    async def working(self, chat: str) -> None:
        """Show for some seconds (about five) that the bot is busy: "typing".

        Raises:
            ChatClosed: The chat is closed to the bot.
        """

    async def acknowledge(self, press: str) -> None:
        """Acknowledge the press of a button; one that is too old is no error."""

    async def fetch(self, upload: Upload, to: Path, limit: int) -> None:
        """Download a file that came with a message to a new file.

        Args:
            upload: The file.
            to: Where to; there is nothing yet, and nothing stays there when it fails.
            limit: Most bytes that may be fetched; counted as they come, whatever size was said.

        Raises:
            FileTooLarge: There are more.
        """

    async def close(self) -> None:
        """Close the connection; may be called twice, and after a failed `start`."""

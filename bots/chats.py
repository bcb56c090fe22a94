"""Keep each chat's state over restarts: conversation, waiting jobs, sent answers.

It is noted in the bot's own library, under a key for each chat; a chat is only ever given its own.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from bots.platform import Upload

_LOG = logging.getLogger(__name__)
_SHOWN = 40
_SEEN = 256
"""More than come at once: all of them come again where a stop was not told to the server."""


@dataclass(frozen=True, slots=True)
class Job:
    """A question to answer or a document to read.

    Attributes:
        chat: The chat's id.
        user: Who asked.
        message: The id of the message.
        private: Whether nobody else is in the chat.
        text: The question; empty for a document alone.
        upload: The document, or None.
        conversation: The conversation it is asked in once that has begun, or None.
        library: The library it is asked of once that is known.
        tries: How often its answer was begun.
        general: Whether the model is asked by itself, without the documents.
        whole: Path of the document that is to be summed up; empty for any other question.
        named: Names of documents that are read from end to end for it.
        each: Whether every document is asked by itself.
        inside: Files, folders, globs and filters that it is restricted to.
    """

    chat: str
    user: str
    message: str
    private: bool
    text: str
    upload: Upload | None = None
    conversation: int | None = None
    library: str = ""
    tries: int = 0
    general: bool = False
    whole: str = ""
    named: tuple[str, ...] = ()
    each: bool = False
    inside: tuple[str, ...] = ()

    @property
    def is_document(self) -> bool:
        """Whether it is a document for the library, and not one that is asked about."""
        return self.upload is not None and not self.text


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer that was sent, and where it is kept.

    Attributes:
        messages: The messages it was sent as.
        library: The library whose conversation keeps it.
        conversation: The conversation's number.
        turn: Which turn of it, from 0.
    """

    messages: tuple[str, ...]
    library: str
    conversation: int
    turn: int


@dataclass(slots=True)
class Chat:
    """The state of one chat.

    Attributes:
        library: The library that it asks; empty for the first that the asking user sees.
        think: Whether the model reasons first; None leaves it to the settings.
        conversations: The conversation it is in, by library.
        waiting: Questions without an answer, in order.
        shown: The latest answers.
        seen: The latest messages that were taken, to know one that comes twice.
        beside: Paths of files that its questions are about while its conversation lasts, by library.
    """

    library: str = ""
    think: bool | None = None
    conversations: dict[str, int] = field(default_factory=dict)
    waiting: list[Job] = field(default_factory=list)
    shown: list[SentAnswer] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    beside: dict[str, list[str]] = field(default_factory=dict)

    def takes(self, message: str) -> bool:
        """Return whether a message comes for the first time, and remember it."""
        if message in self.seen:
            return False
        self.seen = [*self.seen, message][-_SEEN:]
        return True

    def change(self, job: Job, into: Job | None) -> None:
        """Replace a waiting job with its new state, or remove it."""
        at = self.waiting.index(job) if job in self.waiting else None
        if at is not None:
            self.waiting[at : at + 1] = [] if into is None else [into]

    def show(self, answer: SentAnswer) -> None:
        """Remember an answer that was sent."""
        self.shown = [*self.shown, answer][-_SHOWN:]

    def answer_of(self, message: str | None) -> SentAnswer | None:
        """Return the answer that a message belongs to, or None."""
        return next((one for one in self.shown if message in one.messages), None)


class Notes(Protocol):
    """Where chats are noted: the client of the bot's own library."""

    def note(self, key: str) -> Awaitable[str]:
        """Return the note under a key."""

    def notes(self, start: str) -> Awaitable[dict[str, str]]:
        """Return all notes whose keys begin so."""

    def set_note(self, key: str, value: str) -> Awaitable[None]:
        """Store a note."""


class Chats:
    """The chats of one platform.

    Args:
        platform: The platform's name.
        notes: Where they are noted.
    """

    def __init__(self, platform: str, notes: Notes) -> None:
        self._start = f"bots.{platform}.chat."
        self._days = f"bots.{platform}.day"
        self._notes = notes
        self._chats: dict[str, Chat] = {}
        self._saving = asyncio.Lock()
        self._day: tuple[str, dict[str, int]] = ("", {})

    async def load(self) -> None:
        """Read the state of all chats; one that cannot be read begins anew."""
        for key, value in (await self._notes.notes(self._start)).items():
            chat = key.removeprefix(self._start)
            try:
                self._chats[chat] = _chat_of(json.loads(value))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                _LOG.warning("What was noted of a chat cannot be read (%s); it begins anew.", error)
        try:
            day, asked = json.loads(await self._notes.note(self._days) or '["", {}]')
            self._day = (str(day), {str(user): int(count) for user, count in asked.items()})
        except (ValueError, TypeError, AttributeError):
            self._day = ("", {})

    def of(self, chat: str) -> Chat:
        """Return the state of a chat."""
        return self._chats.setdefault(chat, Chat())

    def waiting(self) -> list[Job]:
        """Return all waiting jobs, in the order of each chat."""
        return [job for chat in self._chats.values() for job in chat.waiting]

    async def save(self, chat: str) -> None:
        """Save the state of a chat."""
        async with self._saving:
            await self._notes.set_note(self._start + chat, json.dumps(asdict(self.of(chat))))

    def asked_today(self, user: str, today: str) -> int:
        """Return how many questions a user has asked on a day, like "2026-03-01"."""
        return self._day[1].get(user, 0) if self._day[0] == today else 0

    async def count(self, user: str, today: str) -> None:
        """Count one more question of a user."""
        asked = self._day[1] if self._day[0] == today else {}
        self._day = (today, {**asked, user: asked.get(user, 0) + 1})
        async with self._saving:
            await self._notes.set_note(self._days, json.dumps(self._day))


def _chat_of(noted: dict[str, Any]) -> Chat:
    return Chat(
        library=str(noted["library"]),
        think=noted["think"],
        conversations={str(name): int(number) for name, number in noted["conversations"].items()},
        waiting=[
            Job(
                **{
                    **one,
                    "upload": Upload(**one["upload"]) if one["upload"] else None,
                    "named": tuple(one.get("named", ())),
                    "inside": tuple(one.get("inside", ())),
                }
            )
            for one in noted["waiting"]
        ],
        shown=[SentAnswer(**{**one, "messages": tuple(one["messages"])}) for one in noted["shown"]],
        seen=[str(message) for message in noted["seen"]],
        beside={name: [str(path) for path in paths] for name, paths in noted.get("beside", {}).items()},
    )

"""Fetch documents that people send into a folder of the library, and ingest them."""

from __future__ import annotations

import asyncio
import filecmp
import hashlib
import itertools
import logging
import os
import re
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.events import EmbeddingEvent, FileEvent, IngestEvent
from assistant.i18n import _, os_reason
from assistant.text import clean_line
from assistant.wording import count, size
from bots.access import Access
from bots.chats import Chats, Job
from bots.outbox import ChatRef, Outbox
from bots.platform import (
    ChatClosed,
    FileTooLarge,
    MessageNotFound,
    Platform,
    PlatformUnavailable,
    RateLimited,
    TokenRejected,
    Unreachable,
)
from bots.pool import ClientPool
from bots.rich_text import Rich

FOLDER = "received"
_LONGEST_NAME = 150
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|pyvenv\.cfg|thumbs\.db|desktop\.ini|~\$.*", re.IGNORECASE
)
"""Names that are no file's on some system, and those for which a folder or a file is left out when it is read."""
_LOG = logging.getLogger(__name__)
_IN_THE_LIBRARY = ("added", "updated", "unchanged")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A document in the folder of a user.

    Attributes:
        path: Where it is.
        is_new: Whether it was not there before; what was there is never taken away again.
    """

    path: Path
    is_new: bool


def safe_name(name: str) -> str:
    """Make a name safe for a file on every system; its ending stays."""
    plain = unicodedata.normalize("NFC", clean_line(name).replace("\\", "/")).rpartition("/")[2]
    plain = re.sub(r"^[\s.]+|[\s.]+$", "", re.sub(r'[<>:"/|?*\x00-\x1f]', "_", plain))
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"document {plain}".strip()
    stem, ending = os.path.splitext(plain)  # noqa: PTH122 - it is no path
    while len((stem + ending).encode("utf-8", "replace")) > _LONGEST_NAME:
        stem, ending = (stem[:-1], ending) if stem else ("", ending[:-1])
    return stem + ending


def folder_of(user: str) -> str:
    """Return the name of a user's folder, which no other user has."""
    name = quote(user, safe="@")
    return name if safe_name(name) == name else hashlib.sha256(user.encode()).hexdigest()[:40]


def make_folder(folder: Path) -> None:
    """Create a user's folder, readable by this account alone."""
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)


def store(fetched: Path, path: Path) -> StoredFile:
    """Store a document under its name, with a number if another one has the name."""
    for number in itertools.count(1):
        there = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        try:
            there.touch(exist_ok=False)  # the name is this one's from here on
        except FileExistsError:
            if there.is_file() and filecmp.cmp(fetched, there, shallow=False):
                return StoredFile(there, is_new=False)
            continue
        fetched.replace(there)
        return StoredFile(there, is_new=True)
    raise AssertionError("numbers do not end")


class DocumentReceiver:
    """Ingest documents, one at a time for each library: the worker for uploads.

    Args:
        platform: What fetches them.
        outbox: What tells how far it has come.
        access: Who may add any.
        clients: The libraries.
        chats: What is remembered of the chats.
        most_bytes: Largest document that is taken.
    """

    def __init__(
        self,
        platform: Platform,
        outbox: Outbox,
        access: Access,
        clients: ClientPool,
        chats: Chats,
        most_bytes: int,
    ) -> None:
        self._access = access
        self._platform = platform
        self._outbox = outbox
        self._clients = clients
        self._chats = chats
        self._most_bytes = min(most_bytes, platform.traits.fetch_limit)
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: dict[str, asyncio.Task[str]] = {}
        self._told: set[str] = set()

    def stop(self, chat: str) -> bool:
        """Stop reading what a chat has sent; False if nothing is being read."""
        task = self._tasks.get(chat)
        return task is not None and task.cancel()

    def is_ending(self, chat: str) -> bool:
        """Return whether only the result of a chat's document is still to be sent."""
        return chat in self._told

    async def run(self, job: Job, let_others: Callable[[], None]) -> None:
        """Fetch and read the document of a message, and send the result.

        Args:
            job: The message.
            let_others: Is called when the document is read; sending the result may take long.

        Raises:
            ChatClosed: The chat is closed to the bot.
            TokenRejected: The bot itself is not accepted.
            PlatformUnavailable: The platform is out of reach for too long.
        """
        assert job.upload is not None
        chat, name = ChatRef(job.chat, job.private), safe_name(job.upload.name)
        message = (await self._outbox.say(chat, Rich(_("Reading {name} …", name=name))))[-1]
        job = await self._begin(job)
        task = asyncio.create_task(self._take(job, name, chat, message))
        self._tasks[job.chat] = task
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        finally:
            del self._tasks[job.chat]
        said = _("{name} was not taken: it was stopped.", name=name) if task.cancelled() else task.result()
        self._told.add(job.chat)
        try:
            let_others()
            await self._outbox.finish(chat, message, Rich(said), reply_to=None)
        finally:
            self._told.discard(job.chat)
        self._chats.of(job.chat).change(job, None)
        await self._chats.save(job.chat)

    async def _begin(self, job: Job) -> Job:
        """Note a try: a document that breaks the bot is not read at every start."""
        begun = replace(job, tries=job.tries + 1)
        self._chats.of(job.chat).change(job, begun)
        await self._chats.save(job.chat)
        return begun

    async def _take(self, job: Job, name: str, chat: ChatRef, message: str) -> str:
        """Fetch and ingest a document, and return the result as a sentence.

        Raises:
            ChatClosed, TokenRejected, PlatformUnavailable: See `run`.
        """
        assert job.upload is not None
        if not self._access.can_add(job.user):
            return _("{name} was not taken: you may ask, and not add documents.", name=name)
        if job.upload.size is not None and job.upload.size > self._most_bytes:
            return self._too_large(name)
        path = self._clients.folder(job.library) / FOLDER / folder_of(job.user) / name
        fetched = path.parent / f".{uuid.uuid4().hex}"
        try:
            await asyncio.to_thread(make_folder, path.parent)
            await self._outbox.until_done(chat, lambda: self._fetch(job, fetched))
            client = await self._clients.of(job.library)
            async with self._reading[job.library]:
                placed = await _stored(fetched, path)
                return await self._read(client, placed, name, chat, message)
        except (ChatClosed, TokenRejected, PlatformUnavailable):
            raise
        except FileTooLarge:
            return self._too_large(name)
        except AssistantError as error:
            _LOG.error("A document could not be taken: %s %s", error.message, error.hint)
            return _("{name} was not taken: {reason}", name=name, reason=clean_line(error.message))
        except OSError as error:
            _LOG.error("A document could not be kept: %s", error)
            return _(
                "{name} was not taken: it could not be kept ({reason}).", name=name, reason=os_reason(error)
            )
        finally:
            fetched.unlink(missing_ok=True)

    async def _fetch(self, job: Job, to: Path) -> None:
        assert job.upload is not None
        to.unlink(missing_ok=True)
        await self._platform.fetch(job.upload, to, self._most_bytes)

    async def _read(
        self, client: AsyncAssistant, placed: StoredFile, name: str, chat: ChatRef, message: str
    ) -> str:
        """Ingest a document; delete it again if it does not get into the library."""
        path, found = placed.path, None
        try:
            async with aclosing(client.ingest([str(path)])) as events:
                async for event in events:
                    if isinstance(event, FileEvent) and Path(event.path) == path:
                        found = event
                    await self._tell(event, path.name, chat, message)
        except BaseException:  # stopped, too
            found = None
            raise
        finally:
            if placed.is_new and (found is None or found.status not in _IN_THE_LIBRARY):
                await _taken_back(client, path)
        return (
            _("{name} was not found again.", name=name) if found is None else _verdict(name, path.name, found)
        )

    async def _tell(self, event: IngestEvent, name: str, chat: ChatRef, message: str) -> None:
        """Show how far embedding has come, if the chat may be written to now."""
        if not isinstance(event, EmbeddingEvent) or event.done >= event.total:
            return
        said = Rich(
            _(
                "Reading {name} … {done} of {passages} understood",
                name=name,
                done=f"{event.done:,}",
                passages=count(event.total, "passage"),
            )
        )
        if self._outbox.may_write(chat.id):
            with suppress(RateLimited, Unreachable, MessageNotFound):
                await self._outbox.attempt(chat, lambda: self._platform.edit(chat.id, message, said))

    def _too_large(self, name: str) -> str:
        return _("{name} was not taken: it is larger than {size}.", name=name, size=size(self._most_bytes))


async def _stored(fetched: Path, path: Path) -> StoredFile:
    """Store a document; one that is stopped meanwhile does not stay in the folder."""
    storing = asyncio.create_task(asyncio.to_thread(store, fetched, path))
    try:
        return await asyncio.shield(storing)
    except asyncio.CancelledError:  # the thread goes on all the same
        await asyncio.wait([storing])
        if not storing.exception() and storing.result().is_new:
            storing.result().path.unlink(missing_ok=True)
        raise


async def _taken_back(client: AsyncAssistant, path: Path) -> None:
    await asyncio.to_thread(path.unlink, missing_ok=True)
    try:
        await client.forget(str(path))
    except AssistantError as error:
        _LOG.error("A document that was not taken may be in the library: %s %s", error.message, error.hint)


def _verdict(name: str, kept_as: str, event: FileEvent) -> str:
    if event.status not in _IN_THE_LIBRARY:
        return _("{name} could not be read: {reason}", name=name, reason=clean_line(event.reason))
    notes = "".join(f"\n{clean_line(note)}" for note in event.notices)
    passages = count(event.passages, "passage")
    said = _("{name} is in the library: {passages}. You can ask about it.", name=name, passages=passages)
    if kept_as != name:
        said += " " + _(
            "It is kept as {kept_as}: another document is called {name}.", kept_as=kept_as, name=name
        )
    return said + notes

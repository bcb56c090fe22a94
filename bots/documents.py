"""Documents that people send: fetched into a folder of the library's own, then read like any other."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import unicodedata
import uuid
from collections import defaultdict
from contextlib import aclosing, suppress
from pathlib import Path

from assistant.desk.run_events import EmbeddingEvent, FileEvent, IngestEvent
from assistant.errors import AssistantError
from assistant.text_safety import clean_line
from assistant.wording import count, size
from bots.chats import Chats, Question
from bots.desks import Desks
from bots.outbox import Outbox, Room
from bots.platform import Later, NoSuchMessage, Platform, TooLarge, Unreachable
from bots.rich_text import Rich

_LOG = logging.getLogger(__name__)
FOLDER = "received"
_LONGEST_NAME = 150
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class Documents:
    """Takes documents into libraries, one at a time for each library.

    Args:
        platform: What fetches them.
        outbox: What tells how far it has come.
        desks: The libraries.
        chats: What is remembered of the chats.
        most_bytes: Largest document that is taken.
    """

    def __init__(
        self, platform: Platform, outbox: Outbox, desks: Desks, chats: Chats, most_bytes: int
    ) -> None:
        self._platform = platform
        self._outbox = outbox
        self._desks = desks
        self._chats = chats
        self._most_bytes = min(most_bytes, platform.traits.fetch_limit)
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: dict[str, asyncio.Task[str]] = {}

    def stop(self, chat: str) -> bool:
        """Stop reading what a chat has sent; False where nothing is being read."""
        task = self._tasks.get(chat)
        return task is not None and task.cancel()

    async def run(self, question: Question) -> None:
        """Fetch and read the document of a message, and tell what became of it.

        Raises:
            Gone: The chat is closed to the bot.
            Refused: The bot itself is not accepted.
        """
        assert question.upload is not None
        room, name = Room(question.chat, question.private), safe_name(question.upload.name)
        message = (await self._outbox.say(room, Rich(f"Reading {name} …")))[-1]
        task = asyncio.create_task(self._taken(question, name, room, message))
        self._tasks[question.chat] = task
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        finally:
            del self._tasks[question.chat]
        said = f"{name} was not taken: it was stopped." if task.cancelled() else task.result()
        await self._outbox.finish(room, message, Rich(said), answers=None)
        self._chats.of(question.chat).change(question, None)
        await self._chats.save(question.chat)

    async def _taken(self, question: Question, name: str, room: Room, message: str) -> str:
        """Take a document, and say in a sentence what became of it."""
        assert question.upload is not None
        if question.upload.size is not None and question.upload.size > self._most_bytes:
            return self._too_large(name)
        folder = self._desks.folder(question.library) / FOLDER
        path = folder / safe_name(question.user) / name
        beside = path.parent / f".{uuid.uuid4().hex}"
        try:
            await asyncio.to_thread(_make_folder, path.parent)
            await self._outbox.until_done(room, lambda: self._fetch(question, beside))
            await asyncio.to_thread(beside.replace, path)
            return await self._read(question.library, folder, path, room, message)
        except TooLarge:
            return self._too_large(name)
        except AssistantError as error:
            _LOG.error("A document could not be taken: %s %s", error.message, error.hint)
            return f"{name} was not taken: {clean_line(error.message)}"
        except OSError as error:
            _LOG.error("A document could not be kept: %s", error)
            return f"{name} was not taken: it could not be kept ({error.strerror})."
        finally:
            beside.unlink(missing_ok=True)

    async def _fetch(self, question: Question, to: Path) -> None:
        assert question.upload is not None
        to.unlink(missing_ok=True)
        await self._platform.fetch(question.upload, to, self._most_bytes)

    async def _read(self, library: str, folder: Path, path: Path, room: Room, message: str) -> str:
        desk, verdict = await self._desks.of(library), f"{path.name} was not found again."
        async with self._reading[library], aclosing(desk.ingest([str(folder)])) as events:
            async for event in events:
                if isinstance(event, FileEvent) and Path(event.path) == path:
                    verdict = _verdict(path.name, event)
                await self._tell(event, path.name, room, message)
        return verdict

    async def _tell(self, event: IngestEvent, name: str, room: Room, message: str) -> None:
        """Tell how far embedding has come, when the chat may be written to anyway."""
        if not isinstance(event, EmbeddingEvent) or event.done >= event.total:
            return
        said = Rich(f"Reading {name} … {event.done:,} of {count(event.total, 'passage')} understood")
        if self._outbox.may_write(room.chat):
            with suppress(Later, Unreachable, NoSuchMessage):
                await self._outbox.attempt(room, lambda: self._platform.edit(room.chat, message, said))

    def _too_large(self, name: str) -> str:
        return f"{name} was not taken: it is larger than {size(self._most_bytes)}."


def safe_name(name: str) -> str:
    """Make a name safe as that of a file in one folder, on every system; its ending stays."""
    plain = unicodedata.normalize("NFC", clean_line(name).replace("\\", "/")).rpartition("/")[2]
    plain = re.sub(r'[<>:"/|?*\x00-\x1f]', "_", plain).strip(" .")
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"document {plain}".strip()
    stem, ending = os.path.splitext(plain)  # noqa: PTH122 - it is no path
    while len((stem + ending).encode("utf-8", "replace")) > _LONGEST_NAME:
        stem, ending = (stem[:-1], ending) if stem else ("", ending[:-1])
    return stem + ending


def _make_folder(folder: Path) -> None:
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)


def _verdict(name: str, event: FileEvent) -> str:
    if event.status in ("added", "updated", "unchanged"):
        notes = "".join(f"\n{clean_line(note)}" for note in event.notices)
        return f"{name} is in the library: {count(event.passages, 'passage')}. You can ask about it.{notes}"
    return f"{name} could not be read: {clean_line(event.reason)}"

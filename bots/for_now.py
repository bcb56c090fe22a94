"""Keep files that came with a question while its conversation lasts.

The library never holds them.
"""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from pathlib import Path

from assistant.errors import AssistantError
from assistant.i18n import _, os_reason
from assistant.wording import size
from bots.chats import Chats, Job
from bots.documents import folder_of, make_folder, safe_name
from bots.outbox import ChatRef, Outbox
from bots.platform import FileTooLarge, Platform
from bots.pool import ClientPool

FOLDER = "for-now"
MOST_FILES = 10
"""Most files that a conversation is about; the first go."""


class FileRefused(AssistantError):
    """A file that came with a question was not taken."""

    code = "file_refused"


class FilesForNow:
    """Fetch files that are asked about, and delete them when their conversation ends.

    Args:
        platform: What fetches them.
        outbox: What waits while the platform is out of reach.
        clients: The libraries, beside which the files lie.
        chats: What is remembered of the chats.
        most_bytes: Largest file that is taken.
    """

    def __init__(
        self, platform: Platform, outbox: Outbox, clients: ClientPool, chats: Chats, most_bytes: int
    ) -> None:
        self._platform = platform
        self._outbox = outbox
        self._clients = clients
        self._chats = chats
        self._most_bytes = min(most_bytes, platform.traits.fetch_limit)

    async def fetch(self, job: Job) -> None:
        """Fetch the file of a question, beside those of its conversation.

        Raises:
            FileRefused: It is too large, or cannot be kept.
            ChatClosed, TokenRejected, PlatformUnavailable: The platform gives it no more.
        """
        upload = job.upload
        assert upload is not None
        name = safe_name(upload.name)
        too_large = FileRefused(
            _("{name} was not read: it is larger than {size}.", name=name, size=size(self._most_bytes))
        )
        if upload.size is not None and upload.size > self._most_bytes:
            raise too_large
        path = (
            self._clients.folder(job.library) / FOLDER / folder_of(job.chat) / folder_of(job.message) / name
        )
        fetched = path.parent / f".{uuid.uuid4().hex}"
        chat = ChatRef(job.chat, job.private)
        try:
            await asyncio.to_thread(_make_folders, path.parent)
            await self._outbox.until_done(
                chat, lambda: self._platform.fetch(upload, fetched, self._most_bytes)
            )
            fetched.replace(path)
        except FileTooLarge:
            raise too_large from None
        except OSError as error:
            raise FileRefused(
                _(
                    "{name} was not read: it could not be kept ({reason}).",
                    name=name,
                    reason=os_reason(error),
                )
            ) from error
        finally:
            with suppress(OSError):
                fetched.unlink(missing_ok=True)
        kept = self._chats.of(job.chat).beside.setdefault(job.library, [])
        paths = list(dict.fromkeys([*kept, str(path)]))
        await asyncio.to_thread(_delete, paths[:-MOST_FILES])
        kept[:] = paths[-MOST_FILES:]
        await self._chats.save(job.chat)

    def of(self, job: Job) -> tuple[str, ...]:
        """Return the files that a question is about."""
        return tuple(self._chats.of(job.chat).beside.get(job.library, ()))

    async def drop(self, chat: str, library: str = "", last: int = 0) -> None:
        """Delete the files that a chat asks about.

        Args:
            chat: The chat.
            library: Only those beside this one.
            last: Only so many, the last that came; all where it is 0.
        """
        beside = self._chats.of(chat).beside
        for name in [library] if library else list(beside):
            paths = beside.get(name, [])
            gone = paths[-last:]
            beside[name] = paths[: len(paths) - len(gone)]
            await asyncio.to_thread(_delete, gone)
            if not beside[name]:
                del beside[name]


def _make_folders(folder: Path) -> None:
    for one in (folder.parent.parent, folder.parent):
        make_folder(one)
    make_folder(folder)


def _delete(paths: list[str]) -> None:
    for path in map(Path, paths):
        with suppress(OSError):
            path.unlink(missing_ok=True)
            path.parent.rmdir()
            path.parent.parent.rmdir()

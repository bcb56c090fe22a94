"""Folders that are watched: tells when something in them has changed that a run of ingest would read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from assistant import processes
from assistant.errors import AssistantError
from assistant.text import clean_line

_CHANGED, _FAILED = b"changed", b"failed "


async def changes(paths: Sequence[str]) -> AsyncGenerator[None, None]:
    """Tell each time that something has changed in some folders or files, some time after it did.

    Never ends by itself; a process of its own does the watching, and closing the generator ends it.

    Args:
        paths: Absolute; what does not exist is left out.

    Raises:
        AssistantError: The system cannot watch so much.
    """
    words = [*processes.python("assistant.desk.watcher"), *paths]
    process = await processes.start(words, processes.environment(os.environ), asyncio.subprocess.PIPE)
    said = asyncio.create_task(processes.last_words(process))
    try:
        async with aclosing(processes.lines(process)) as some:
            async for lines in some:
                failed = next((line for line in lines if line.startswith(_FAILED)), None)
                if failed is not None:
                    raise _not_watched(failed.removeprefix(_FAILED))
                if _CHANGED in lines:
                    yield
        complaint = (await said).splitlines() or [b"its process ended"]
        raise _not_watched(complaint[-1])
    finally:
        said.cancel()
        await processes.stop(process)


def _not_watched(why: bytes) -> AssistantError:
    return AssistantError(
        f"The folders cannot be watched: {clean_line(why.decode('utf-8', 'replace'))}.",
        "Switch watching off and update by hand, or let the system watch more: sysctl fs.inotify.max_user_watches",
    )

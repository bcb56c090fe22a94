"""What a run of ingest in a process of its own tells, and how that is read from the lines it writes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes, urlsplit

from assistant.errors import AssistantError


@dataclass(frozen=True, slots=True)
class FileDone:
    """A file has been brought in line; what this says is safely stored.

    Attributes:
        path: Absolute, exact; bytes in it that are no text stand as surrogates.
        status: "added", "updated", "unchanged", "removed", "failed" or "skipped".
        passages: Passages it now has.
        reason: Why it failed or was skipped; else empty.
        notices: What could not be read of it.
    """

    path: str
    status: str
    passages: int = 0
    reason: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmbeddingDone:
    """Texts have been embedded.

    Attributes:
        done: In this run.
        total: That waited when embedding began.
        seconds: Since embedding began.
        set_aside: Texts that could not be embedded; they are not among those done.
    """

    done: int
    total: int
    seconds: float
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class IndexDone:
    """Vectors have been put into the index.

    Attributes:
        done: Put in by now.
        total: To be put in.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RunNotice:
    """Something the user should know of a run.

    Attributes:
        message: One sentence.
        hint: What can be done about it; may be empty.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The last event of a run that came to its end.

    Attributes:
        added: Files that were new.
        updated: Files that had changed.
        unchanged: Files that held what they held.
        removed: Files that are gone.
        failed: Files that could not be read.
        skipped: Files of no kind that is read.
        passages: Passages in the library now.
        embedded: Texts embedded in this run.
        waiting: Texts that still wait to be embedded.
        seconds: Time the run took.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    skipped: int = 0
    passages: int = 0
    embedded: int = 0
    waiting: int = 0
    seconds: float = 0.0


RunEvent: TypeAlias = FileDone | EmbeddingDone | IndexDone | RunNotice | RunFinished

_KINDS: Mapping[str, type[RunEvent]] = {
    "file": FileDone,
    "embedding": EmbeddingDone,
    "index": IndexDone,
    "notice": RunNotice,
    "finished": RunFinished,
}


def event_of(line: bytes) -> RunEvent | AssistantError | None:
    """Read a line of `assistant --json ingest`; None for one of a kind that is not known here.

    Raises:
        ValueError: It is no line of that command.
    """
    record: dict[str, Any] = json.loads(line)
    if record["event"] == "error":
        return AssistantError(record["message"], record["hint"])
    kind = _KINDS.get(record["event"])
    if kind is None:
        return None
    given = {field.name: record[field.name] for field in fields(kind) if field.name in record}
    if "path_uri" in record:
        given["path"] = os.fsdecode(unquote_to_bytes(urlsplit(record["path_uri"]).path))
    if "notices" in given:
        given["notices"] = tuple(given["notices"])
    return kind(**given)

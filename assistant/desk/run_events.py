"""What a run of ingest in a process of its own tells: its events, read from the lines it writes."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from assistant.errors import AssistantError
from assistant.ingest_events import NAMES, IndexEvent, IngestEvent, IngestFinished, IngestNotice
from ingest.events import EmbeddingEvent, FileEvent

__all__ = [
    "EmbeddingEvent",
    "FileEvent",
    "IndexEvent",
    "IngestEvent",
    "IngestFinished",
    "IngestNotice",
    "event_of",
]

_KINDS = {name: kind for kind, name in NAMES.items()}


def event_of(line: bytes) -> IngestEvent | AssistantError | None:
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

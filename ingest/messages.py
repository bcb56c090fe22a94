"""What the parser processes and their parent say to each other: one JSON value a line.

JSON, not pickle: a parser that a hostile file took over must not be able to run code in its parent.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ingest.reading import Parsed
from ingest.types import Passage


def encode(message: dict[str, Any]) -> bytes:
    """Return a message as a line; pure ASCII, so that lone surrogates in names survive."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line.

    Raises:
        ValueError: The line holds no message.
    """
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    return message


def from_parsed(parsed: Parsed) -> dict[str, Any]:
    """Return a result as a message."""
    return {
        "size": parsed.size,
        "mtime_ns": parsed.mtime_ns,
        "content_hash": parsed.content_hash,
        "title": parsed.title,
        "kind": parsed.kind,
        "language": parsed.language,
        "pages": parsed.pages,
        "notices": parsed.notices,
        "reason": parsed.reason,
        "passages": [[one.text, one.start, one.end, one.page, one.heading] for one in parsed.passages],
    }


def to_parsed(path: Path, message: dict[str, Any]) -> Parsed:
    """Return the result that a message holds.

    Raises:
        ValueError: The message does not hold one.
    """
    try:
        passages = tuple(
            Passage(
                ordinal, str(text), int(start), int(end), None if page is None else int(page), tuple(heading)
            )
            for ordinal, (text, start, end, page, heading) in enumerate(message["passages"])
        )
        return Parsed(
            path,
            int(message["size"]),
            int(message["mtime_ns"]),
            str(message["content_hash"]),
            title=str(message["title"]),
            kind=str(message["kind"]),
            language=str(message["language"]),
            pages=int(message["pages"]),
            notices=tuple(map(str, message["notices"])),
            passages=passages,
            reason=str(message["reason"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("the message holds no result") from error


def path_name(path: Path) -> str:
    """Return a path as text that `encode` can carry."""
    return os.fspath(path)

"""What the parser processes and their parent say to each other: one JSON value a line.

A request is one line. The answer is several: what was read of the file, so that it is known even if reading it ends
badly; the passages, some hundred a line, so that neither side ever holds all of them twice; and what became of it.

JSON, not pickle: a parser that a hostile file took over must not be able to run code in its parent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.reading import MOST_CHARS, Parsed
from ingest.records import Passage

MOST_LINE_BYTES = 32 << 20
_PASSAGES_A_LINE = 200


def encode(message: dict[str, Any]) -> bytes:
    """Return a message as a line; lone surrogates in names survive."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line.

    Raises:
        ValueError: The line holds no message.
    """
    try:
        message = json.loads(line)
    except RecursionError as error:
        raise ValueError("a message is not nested") from error
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    return message


def opening(parsed: Parsed) -> dict[str, Any]:
    """Return the message that says what was read of a file."""
    return {"read": [parsed.size, parsed.mtime_ns, parsed.content_hash]}


def passages(parsed: Parsed) -> Iterator[dict[str, Any]]:
    """Yield the messages that hold the passages of a file."""
    for start in range(0, len(parsed.passages), _PASSAGES_A_LINE):
        some = parsed.passages[start : start + _PASSAGES_A_LINE]
        yield {"passages": [[one.text, one.start, one.end, one.page, one.heading] for one in some]}


def ending(parsed: Parsed, *, out_of_memory: bool = False, strained: bool = False) -> dict[str, Any]:
    """Return the message that ends an answer.

    Args:
        parsed: What became of the file.
        out_of_memory: Whether reading it needed more memory than the process may take.
        strained: Whether the process has come near to that, so that libraries may have gone without.
    """
    return {
        "title": parsed.title,
        "kind": parsed.kind,
        "language": parsed.language,
        "pages": parsed.pages,
        "notices": parsed.notices,
        "reason": parsed.reason,
        "out_of_memory": out_of_memory,
        "strained": strained,
    }


class Answer:
    """Puts together what a parser says of one file, and knows how far it came.

    Attributes:
        parsed: What was said so far.
        complete: Whether that was all.
        last: The message that completed it; empty before.
    """

    def __init__(self, path: Path) -> None:
        self.parsed = Parsed(path)
        self.complete = False
        self.last: dict[str, Any] = {}
        self._passages: list[Passage] = []
        self._chars = 0

    def add(self, message: dict[str, Any]) -> None:
        """Take the next message.

        Raises:
            ValueError: The message is none of those that make an answer.
        """
        try:
            if "read" in message:
                size, mtime_ns, content_hash = message["read"]
                self.parsed = Parsed(self.parsed.path, int(size), int(mtime_ns), str(content_hash))
            elif "passages" in message:
                self._add_passages(message["passages"])
            else:
                self._complete(message)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("the message holds no result") from error

    def _add_passages(self, values: Sequence[Any]) -> None:
        for text, start, end, page, heading in values:
            number = None if page is None else int(page)
            passage = Passage(
                len(self._passages), str(text), int(start), int(end), number, tuple(map(str, heading))
            )
            self._passages.append(passage)
            self._chars += len(passage.text)
        if self._chars > MOST_CHARS:
            raise ValueError("no file has so much text")

    def _complete(self, message: dict[str, Any]) -> None:
        self.parsed = replace(
            self.parsed,
            title=str(message["title"]),
            kind=str(message["kind"]),
            language=str(message["language"]),
            pages=int(message["pages"]),
            notices=tuple(map(str, message["notices"])),
            passages=tuple(self._passages),
            reason=str(message["reason"]),
        )
        self.complete, self.last = True, message

"""What a model is told of where evidence comes from and from when: the file's name, its folder where names are alike, a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.retrieval.values import dates

FOLDERS = 3
"""Folders that are named with a file where another one is called alike."""
_HEAD_CHARS = 300
"""Of a document, so much is looked at for the date that it bears."""


class DocumentLabels:
    """Names documents: "oak.md, 2023-05-05"; one that bears no date has that of its file.

    Args:
        library: Knows the documents.
        passages: All that may be shown: where two files are called alike, their folders are named too.
    """

    def __init__(self, library: Library, passages: Sequence[StoredPassage]) -> None:
        self._library = library
        self._paths = {one.document_id: PurePath(one.source) for one in passages}
        self._alike = Counter(path.name for path in self._paths.values())
        self._known: dict[int, str] = {}

    def of(self, passage: StoredPassage) -> str:
        """Name the document of a passage."""
        number = passage.document_id
        if number not in self._known:
            self._known[number] = self._named(number)
        return self._known[number]

    def _named(self, number: int) -> str:
        path = self._paths[number]
        name = path.name if self._alike[path.name] == 1 else "/".join(path.parts[-FOLDERS - 1 :])
        if any(_day(one.readings[0]) for one in dates(path.stem.replace("_", " "))):
            return name
        if own := _own_date(self._library, number):
            return f"{name}, {own}"
        facts = self._library.document_facts([number])
        saved = _local_day(facts[number].mtime_ns) if number in facts else ""
        return f"{name}, saved {saved}" if saved else name


def _local_day(mtime_ns: int) -> str:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).date().isoformat() if mtime_ns > 0 else ""
    except (OSError, OverflowError, ValueError):  # a time that the system has no date for
        return ""


def _own_date(library: Library, document: int) -> str:
    head = "\n".join(one.text for one in library.neighbours(document, 0, 1))[:_HEAD_CHARS]
    return next((day for one in dates(head) if (day := _day(one.readings[0]))), "")


def _day(reading: tuple[int | None, int | None, int | None]) -> str:
    year, month, day = reading
    return f"{year:04}-{month:02}-{day:02}" if year and month and day else ""

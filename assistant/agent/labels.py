"""What a model is told of where evidence comes from and from when: the file's name, its folder where names are alike, a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePath

from assistant.library.catalog import StoredPassage
from assistant.library.library import Library
from assistant.retrieval.values import dates

_HEAD_CHARS = 300
"""Of a document, so much is looked at for the date that it bears."""


def document_labels(library: Library, passages: Sequence[StoredPassage]) -> Mapping[int, str]:
    """Name the documents of some passages, by number: "oak.md, 2023-05-05"; one that bears no date has that of its file."""
    sources = {one.document_id: PurePath(one.source) for one in passages}
    facts = library.document_facts(sources.keys())
    alike = Counter(path.name for path in sources.values())
    labels: dict[int, str] = {}
    for number, path in sources.items():
        name = path.name if alike[path.name] == 1 else f"{path.parent.name}/{path.name}"
        if any(_day(one.readings[0]) for one in dates(path.stem.replace("_", " "))):
            labels[number] = name
            continue
        own = _own_date(library, number)
        saved = facts[number].mtime_ns if number in facts else 0
        if own:
            labels[number] = f"{name}, {own}"
        elif saved:
            labels[number] = f"{name}, saved {datetime.fromtimestamp(saved / 1e9, UTC).date().isoformat()}"
        else:
            labels[number] = name
    return labels


def _own_date(library: Library, document: int) -> str:
    head = "\n".join(one.text for one in library.neighbours(document, 0, 1))[:_HEAD_CHARS]
    return next((day for one in dates(head) if (day := _day(one.readings[0]))), "")


def _day(reading: tuple[int | None, int | None, int | None]) -> str:
    year, month, day = reading
    return f"{year:04}-{month:02}-{day:02}" if year and month and day else ""

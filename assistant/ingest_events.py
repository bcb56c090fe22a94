"""What a run of ingest tells, from the first file to its end; written as JSON for programs, and read again from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ingest.events import EmbeddingEvent, FileEvent


@dataclass(frozen=True, slots=True)
class IngestNotice:
    """Something the user should know of a run.

    Attributes:
        message: One sentence.
        hint: What can be done about it; may be empty.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class IndexEvent:
    """Vectors have been put into the index that large libraries are searched through.

    Attributes:
        done: Put in by now.
        total: To be put in.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IngestFinished:
    """The last event of a run.

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


IngestEvent: TypeAlias = FileEvent | EmbeddingEvent | IndexEvent | IngestNotice | IngestFinished

NAMES: Mapping[type[IngestEvent], str] = {
    FileEvent: "file",
    EmbeddingEvent: "embedding",
    IndexEvent: "index",
    IngestNotice: "notice",
    IngestFinished: "finished",
}
"""What each event is called where it is written as JSON."""

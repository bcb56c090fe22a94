"""What a run tells of files and of embedding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FileStatus = Literal["added", "updated", "unchanged", "removed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class FileEvent:
    """A file has been brought in line; what this says is safely stored.

    Attributes:
        path: Absolute.
        status: What was done with it.
        passages: Passages it now has.
        reason: Why it failed or was skipped; else empty.
        notices: What could not be read of it.
    """

    path: str
    status: FileStatus
    passages: int = 0
    reason: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmbeddingEvent:
    """Texts have been embedded.

    Attributes:
        done: In this run.
        total: That waited when the run began.
        seconds: Since embedding began.
        set_aside: Texts that could not be embedded; they are not among those done.
    """

    done: int
    total: int
    seconds: float
    set_aside: int = 0

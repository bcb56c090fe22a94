"""How the reading of a file ended when no answer came, and what its owner is told."""

from __future__ import annotations

import re
from enum import Enum

INTERRUPTED = "reading was interrupted"
CRASHED = "it made the program that reads it crash; it is probably damaged"
KILLED = "the system ended the program that read it, twice; the machine may be short of memory, and the next run tries again"
_TOO_SLOW = re.compile(r"reading it took longer than (\S+) s\b")
_TOO_MUCH = re.compile(r"it needs more than (\d+) MB of memory\b")


class Ending(Enum):
    """How a parser process came to its last word on a file."""

    ANSWERED = "it said what became of the file"
    STRAINED = "it missed something of the file, and memory was short"
    LATE = "it was stopped when its time was over"
    OUT_OF_MEMORY = "it was given no more memory"
    CRASHED = "it died, or spoke nonsense"
    KILLED = "somebody else killed it"
    CLOSED = "its parent wanted no more of it"

    @property
    def may_be_chance(self) -> bool:
        """Whether a fresh process with all the memory there is may come to another end."""
        return self in (Ending.STRAINED, Ending.OUT_OF_MEMORY, Ending.CRASHED, Ending.KILLED)

    @property
    def lasting(self) -> bool:
        """Whether the same file would come to the same end again."""
        return self not in (Ending.KILLED, Ending.CLOSED)

    def reason(self, timeout_s: float, memory_mb: int) -> str:
        """Give the sentence for the file's owner.

        Args:
            timeout_s: How long reading might take, in seconds.
            memory_mb: How much memory there was for it, in megabytes.
        """
        return {
            Ending.ANSWERED: "",
            Ending.STRAINED: "",
            Ending.LATE: f"reading it took longer than {timeout_s:g} s (the setting ingest.parse_timeout_s)",
            Ending.OUT_OF_MEMORY: f"it needs more than {memory_mb} MB of memory to read"
            " (the setting ingest.parse_memory_mb)",
            Ending.CRASHED: CRASHED,
            Ending.KILLED: KILLED,
            Ending.CLOSED: INTERRUPTED,
        }[self]


def stopped_by_less(reason: str, timeout_s: float, memory_mb: int) -> bool:
    """Say whether a file was stopped by a limit that has been raised since.

    Args:
        reason: As `Ending.reason` gave it then, or any other.
        timeout_s: The limit now, in seconds.
        memory_mb: The limit now, in megabytes.
    """
    slow, much = _TOO_SLOW.match(reason), _TOO_MUCH.match(reason)
    return bool(slow and float(slow[1]) < timeout_s) or bool(much and int(much[1]) < memory_mb)

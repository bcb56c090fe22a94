"""A damage, as it is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it must be.

    Attributes:
        code: Its name for programs, like "passage_text".
        what: A sentence for the library's owner.
        mended: Whether it is gone.
        remedy: What is left to do; empty when nothing is.
    """

    code: str
    what: str
    mended: bool = True
    remedy: str = ""


READ_AGAIN = "assistant ingest"
"""What reads files, and embeds texts, that have to be read or embedded again."""


def counted(number: int, thing: str, things: str = "") -> str:
    """Write a number with what it counts."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"

"""What must be true of a library, held against what is there; one module a kind of row.

Each check looks and mends in one, inside a transaction: a run that may only look rolls the transaction back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[sqlite3.Connection], list[Damage]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the database that is checked on its own.

    Attributes:
        name: As its owner knows it.
        check: Finds its damages and mends them.
    """

    name: str
    check: Check


PARTS = (
    Part("Tables", tables.check),
    Part("Documents", documents.check),
    Part("Words", words.check),
    Part("Vectors", vectors.check),
    Part("Notes", notes.check),
    Part("Conversations", conversations.check),
)
"""In the order in which they are checked: each relies on those before it."""

__all__ = ["PARTS", "Damage", "Part"]

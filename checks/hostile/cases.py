"""What a hostile file is here: a name, its bytes, and what has to become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Must = Literal["read", "refused", "either"]


@dataclass(frozen=True)
class Case:
    """A file that was made to do harm, or that an accident left.

    Attributes:
        name: Of the file, unlike any other's.
        make: Makes its bytes.
        must: Whether its text has to be found, has to be refused with a reason, or may be either.
        says: Words that stand in its text where it is read, in its reason where it is refused.
        notice: Words of a notice that it must have.
        heavy: Whether it takes seconds to make or to read; those are left to the sweep.
    """

    name: str
    make: Callable[[], bytes]
    must: Must = "either"
    says: str = ""
    notice: str = ""
    heavy: bool = False

"""What a hostile file is here: a name, its bytes, and what has to become of it; and a picture to put into one."""

from __future__ import annotations

import struct
import zlib
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


def png() -> bytes:
    """Return a picture of one white point."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

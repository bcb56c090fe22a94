"""Writes the containers of old office files, and small files of each kind."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


def container(streams: Mapping[str, bytes]) -> bytes:
    """Return a container with some streams; a name like "folder/stream" makes folders."""
    names = sorted({name.rpartition("/")[0] for name in streams} - {""})
    folders = sorted(
        {"/".join(name.split("/")[: n + 1]) for name in names for n in range(name.count("/") + 1)}
    )
    paths = ["", *folders, *streams]
    chains: list[bytes] = []  # of whole sectors
    starts: dict[str, int] = {}
    fat: list[int] = []

    def put(data: bytes) -> int:
        first, count = len(fat), -(-len(data) // _SECTOR)
        fat.extend([*range(first + 1, first + count), _END][:count] if count else [])
        chains.append(data.ljust(count * _SECTOR, b"\0"))
        return first if count else _END

    mini = b""
    mini_fat: list[int] = []
    for name, data in streams.items():
        if len(data) >= _CUTOFF:
            starts[name] = put(data)
        elif data:
            first, count = len(mini_fat), -(-len(data) // _MINI)
            starts[name] = first
            mini_fat += [*range(first + 1, first + count), _END]
            mini += data.ljust(count * _MINI, b"\0")
    starts[""] = put(mini)
    first_mini = put(
        struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(-(-len(mini_fat) // 128) * _SECTOR, b"\xff")
    )
    entries = b""
    for index, path in enumerate(paths):
        children = [one for one in paths[1:] if one.rpartition("/")[0] == path and one != path]
        siblings = [one for one in paths[1:] if path and one.rpartition("/")[0] == path.rpartition("/")[0]]
        following = siblings[siblings.index(path) + 1 :] if path else []
        label = (path.rpartition("/")[2] if path else "Root Entry").encode("utf-16-le") + b"\0\0"
        is_folder = path not in streams
        size = len(mini) if not path else 0 if is_folder else len(streams[path])
        entries += label.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ",
            len(label),
            5 if not index else 1 if is_folder else 2,
            1,
            _FREE,
            paths.index(following[0]) if following else _FREE,
            paths.index(children[0]) if is_folder and children else _FREE,
            bytes(16), 0, 0, 0,
            starts.get(path, _END if not is_folder or not index else 0),
            size,
        )  # fmt: skip
    first_directory = put(entries.ljust(-(-len(entries) // _SECTOR) * _SECTOR, b"\0"))
    count = 1
    while 128 * count < len(fat) + count:
        count += 1
    first_fat = len(fat)
    fat += [_FAT] * count
    fat += [_FREE] * (128 * count - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, first_directory, 0, _CUTOFF,
        first_mini, -(-len(mini_fat) // 128), _END, 0,
    )  # fmt: skip
    table = [*range(first_fat, first_fat + count)]
    head += struct.pack("<109I", *table, *[_FREE] * (109 - count))
    return head + b"".join(chains) + struct.pack(f"<{len(fat)}I", *fat)


def records(*parts: tuple[int, bytes]) -> bytes:
    """Return records as Excel writes them: kind, length, content."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in parts)


def short_text(text: str) -> bytes:
    """Return a text of Excel's behind a length of one byte."""
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def long_text(text: str) -> bytes:
    """Return a text of Excel's behind a length of two bytes."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def workbook(
    sheets: Mapping[str, Sequence[tuple[int, bytes]]],
    texts: Sequence[str] = (),
    formats: Sequence[str] = (),
    hidden: Sequence[str] = (),
    before: Sequence[tuple[int, bytes]] = (),
) -> bytes:
    """Return a workbook stream of Excel 97.

    Args:
        sheets: Records of each sheet, by name.
        texts: That its cells share.
        formats: Of its cells' styles, by number; the first is the general one.
        hidden: Names of the sheets that are hidden.
        before: Records of the workbook that come first.
    """
    start = (0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    own = [(0x041E, struct.pack("<H", 164 + number) + long_text(code)) for number, code in enumerate(formats)]
    styles = [(0x00E0, struct.pack("<HH16x", 0, 0))]
    styles += [(0x00E0, struct.pack("<HH16x", 0, 164 + number)) for number in range(len(formats))]
    shared = (0x00FC, struct.pack("<II", len(texts), len(texts)) + b"".join(map(long_text, texts)))
    bodies = {
        name: records((0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6)), *held, (0x000A, b""))
        for name, held in sheets.items()
    }

    def top(places: Sequence[int]) -> bytes:
        named = [
            (0x0085, struct.pack("<IBB", place, name in hidden, 0) + short_text(name))
            for name, place in zip(sheets, places, strict=True)
        ]
        return records(start, *before, *own, *styles, *named, shared, (0x000A, b""))

    places, at = [], len(top([0] * len(sheets)))
    for body in bodies.values():
        places.append(at)
        at += len(body)
    return top(places) + b"".join(bodies.values())


def number(row: int, column: int, value: float, style: int = 0) -> tuple[int, bytes]:
    """Return a cell with a number."""
    return 0x0203, struct.pack("<HHHd", row, column, style, value)


def text(row: int, column: int, place: int) -> tuple[int, bytes]:
    """Return a cell with one of the shared texts."""
    return 0x00FD, struct.pack("<HHHI", row, column, 0, place)

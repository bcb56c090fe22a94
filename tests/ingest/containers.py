"""Writes the containers of old office files, and small files of each kind."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from tests.ingest.samples import zipped

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


def word(
    main: Sequence[tuple[str, bytes]],
    *,
    notes: Sequence[str] = (),
    headers: Sequence[str] = (),
    comments: Sequence[str] = (),
    boxes: Sequence[str] = (),
    gone: Sequence[tuple[int, int, bytes]] = (),
    flags: int = 0x0200,
) -> bytes:
    """Return a file of Word 97.

    Args:
        main: Paragraphs of the text, each with its end, and its style's number and properties.
        notes: Texts of footnotes, whose marks are \\x02 in the text.
        headers: Texts of the stories of headers and footers.
        comments: Texts of comments, whose marks are \\x05 in the text; all are by Ann.
        boxes: Texts of text boxes.
        gone: First and last character of stretches with properties of their own.
        flags: Of the file.
    """
    parts = ["".join(text for text, _ in main)]
    parts += [
        "".join(f"{one}\r" for one in some) + "\r" * bool(some) for some in (notes, headers, comments, boxes)
    ]
    text, counts = "".join(parts) + "\r", [*map(len, parts)]
    place = 1024
    whole = text.encode("utf-16-le")
    ends, held = [place], []
    for paragraph, properties in main:
        ends.append(ends[-1] + 2 * len(paragraph))
        held.append(properties)
    ends.append(place + len(whole))
    held.append(b"\0\0")
    first_page = -(-(place + len(whole)) // 512)
    changed = [(place, place, b""), *((place + 2 * start, place + 2 * end, one) for start, end, one in gone)]
    borders = sorted({place, place + len(whole), *(one[0] for one in changed), *(one[1] for one in changed)})
    looks = [next((one for a, b, one in changed if a <= start < b), b"") for start in borders[:-1]]
    pages = _page(ends, held, 13) + _page(borders, looks, 1)
    marks = {sign: [at for at, one in enumerate(parts[0]) if one == sign] for sign in "\x02\x05"}
    parts_of_table = {
        1: _style_sheet(),
        2: _plex([*marks["\x02"], counts[0]], [b"\1\0"] * len(marks["\x02"])) if notes else b"",
        3: _stories(notes),
        4: _plex([*marks["\x05"], counts[0]], [bytes(30)] * len(marks["\x05"])) if comments else b"",
        5: _stories(comments),
        11: _stories(headers, before=6),
        12: _plex([place, place + len(whole)], [struct.pack("<I", first_page + 1)]),
        13: _plex([place, place + len(whole)], [struct.pack("<I", first_page)]),
        33: b"\2" + struct.pack("<IIIHIH", 16, 0, len(text), 0, place, 0),
        36: struct.pack("<H", 3) + "Ann".encode("utf-16-le"),
        56: _stories(boxes, size=22),
    }
    table = b"x"
    pairs = bytearray(8 * 93)
    for number, part in parts_of_table.items():
        struct.pack_into("<II", pairs, 8 * number, len(table) if part else 0, len(part))
        table += part
    head = struct.pack("<HH6xH", 0xA5EC, 0xC1, flags).ljust(0x20, b"\0") + struct.pack("<H28xH", 14, 22)
    subdocuments = [counts[0], counts[1], counts[2], 0, counts[3], 0, counts[4], 0]
    head += struct.pack("<12x8i44x", *subdocuments) + struct.pack("<H", 93) + pairs
    stream = head.ljust(place, b"\0") + whole
    return container({"WordDocument": stream.ljust(512 * first_page, b"\0") + pages, "1Table": table})


def _plex(positions: Sequence[int], entries: Sequence[bytes]) -> bytes:
    return struct.pack(f"<{len(positions)}i", *positions) + b"".join(entries)


def _stories(texts: Sequence[str], before: int = 0, size: int = 0) -> bytes:
    if not texts:
        return b""
    positions = [0] * before
    at = 0
    for one in texts:
        positions.append(at)
        at += len(one) + 1
    return _plex([*positions, at, at + 1], [bytes(size)] * (len(texts) + 1 if size else 0))


def _page(ends: Sequence[int], held: Sequence[bytes], size: int) -> bytes:
    """Return a page of properties of paragraphs (13 bytes an entry) or of characters (1 byte)."""
    page = bytearray(512)
    page[511] = len(held)
    struct.pack_into(f"<{len(ends)}I", page, 0, *ends)
    at = 510
    for index, properties in enumerate(held):
        if size == 13:
            odd = len(properties) % 2
            body = bytes([(len(properties) + 1) // 2] if odd else [0, len(properties) // 2]) + properties
        else:
            body = bytes([len(properties)]) + properties
        if not properties:
            continue
        at = (at - len(body)) // 2 * 2
        page[at : at + len(body)] = body
        page[4 * len(ends) + size * index] = at // 2
    return bytes(page)


def _style_sheet() -> bytes:
    """Return styles: 0 is the plain one, 1 to 3 are headings."""
    styles = b""
    for number in range(4):
        name = f"s{number}".encode("utf-16-le")
        body = (
            struct.pack("<HHHHH", number, 0xFFF1, 1, 0, 0)
            + struct.pack("<H", 2)
            + name
            + b"\0\0"
            + struct.pack("<HHH", 2, number, 0)
        )
        styles += struct.pack("<H", len(body)) + body
    return struct.pack("<HHH14x", 18, 4, 10)[:20] + styles


def slide_record(kind: int, body: bytes, instance: int = 0, *, contains: bool = False) -> bytes:
    """Return a record of PowerPoint."""
    return struct.pack("<HHI", instance << 4 | 0xF * contains, kind, len(body)) + body


def shape(kind: int, words: str, top: int = 0, left: int = 0) -> bytes:
    """Return a shape with a text of a kind: 0 a title, 1 a body, 2 notes, 4 any other."""
    box = slide_record(0x0F9F, struct.pack("<I", kind)) + slide_record(0x0FA0, words.encode("utf-16-le"))
    anchor = slide_record(0xF010, struct.pack("<hhhh", top, left, 0, 0))
    return slide_record(0xF004, anchor + slide_record(0xF00D, box, contains=True), contains=True)


def presentation(
    slides: Sequence[tuple[bytes, bytes]], token: int = 0xE391C05F, pictures: Sequence[bytes] = ()
) -> bytes:
    """Return a file of PowerPoint 97.

    Args:
        slides: Shapes of each slide, and more records of it; `notes` in the latter make its notes.
        token: That says whether the file is encrypted.
        pictures: That its slides show.
    """
    stream, places = b"", []
    listed, noted = b"", b""
    for number, (shapes, more) in enumerate(slides, start=1):
        drawing = slide_record(
            0x040C,
            slide_record(0xF002, slide_record(0xF003, shapes, contains=True), contains=True),
            contains=True,
        )
        has_notes = more.startswith(b"notes")
        atom = slide_record(0x03EF, bytes(16) + struct.pack("<II", 900 + number if has_notes else 0, 0))
        places.append(len(stream))
        stream += slide_record(0x03EE, atom + drawing + (b"" if has_notes else more), contains=True)
        listed += slide_record(0x03F3, struct.pack("<IIIII", len(places) + 1, 0, 0, 255 + number, 0))
        if has_notes:
            inner = slide_record(0xF003, shape(2, more[5:].decode()), contains=True)
            page = slide_record(0x040C, slide_record(0xF002, inner, contains=True), contains=True)
            places.append(len(stream))
            stream += slide_record(0x03F0, page, contains=True)
            noted += slide_record(0x03F3, struct.pack("<IIIII", len(places) + 1, 0, 0, 900 + number, 0))
    lists = slide_record(0x0FF0, listed, 0, contains=True) + slide_record(0x0FF0, noted, 2, contains=True)
    document = len(stream)
    stream += slide_record(0x03E8, lists, contains=True)
    directory = len(stream)
    places = [document, *places]
    stream += slide_record(0x1772, struct.pack(f"<{len(places) + 1}I", len(places) << 20 | 1, *places))
    edit = len(stream)
    stream += slide_record(0x0FF5, struct.pack("<IIIIIII", 0, 0, 0, directory, 1, 0, 0))
    user = struct.pack("<HHIIII", 0, 0x0FF6, 16, 0x14, token, edit)
    store = b"".join(slide_record(0xF01E, one, 0x6E0) for one in pictures)
    return container({"PowerPoint Document": stream, "Current User": user, "Pictures": store})


def message(
    texts: Mapping[int, str | bytes], more: Mapping[str, bytes] | None = None, fixed: bytes = b""
) -> bytes:
    """Return a message of Outlook.

    Args:
        texts: Properties that are texts or bytes, by number.
        more: Other streams.
        fixed: Properties of fixed size.
    """
    return container({"__properties_version1.0": bytes(32) + fixed, **properties(texts), **(more or {})})


def properties(texts: Mapping[int, str | bytes], folder: str = "") -> dict[str, bytes]:
    """Return the streams of properties, in a folder."""
    return {
        f"{folder}__substg1.0_{number:04X}{'001F' if isinstance(one, str) else '0102'}": (
            one.encode("utf-16-le") if isinstance(one, str) else one
        )
        for number, one in texts.items()
    }


def packed_records(*parts: tuple[int, bytes]) -> bytes:
    """Return records as binary workbooks have them."""
    data = b""
    for kind, body in parts:
        data += bytes([kind] if kind < 128 else [kind & 0x7F | 0x80, kind >> 7])
        size = len(body)
        data += bytes([size] if size < 128 else [size & 0x7F | 0x80, size >> 7]) + body
    return data


def packed_text(text: str) -> bytes:
    """Return a text of a binary workbook."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def packed_workbook(
    cells: Sequence[tuple[int, bytes]], texts: Sequence[str], formats: Sequence[str] = ()
) -> bytes:
    """Return a binary workbook with one sheet, "Costs"."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    open_tag = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'

    def links(**targets: str) -> str:
        held = "".join(
            f'<Relationship Id="{one}" Type="{kind}/{one}" Target="{target}"/>'
            for one, target in targets.items()
        )
        return f"{open_tag}{held}</Relationships>"

    styles = [
        (44, struct.pack("<H", 164 + number) + packed_text(code)) for number, code in enumerate(formats)
    ]
    of_cells = [
        (47, struct.pack("<HH12x", 0, 164 + number if number >= 0 else 0))
        for number in range(-1, len(formats))
    ]
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links(officeDocument="xl/workbook.bin"),
        "xl/workbook.bin": packed_records((156, struct.pack("<II", 0, 1) + packed_text("worksheet") + packed_text("Costs"))),
        "xl/_rels/workbook.bin.rels": links(worksheet="worksheets/sheet1.bin", sharedStrings="sharedStrings.bin", styles="styles.bin"),
        "xl/sharedStrings.bin": packed_records(*((19, b"\0" + packed_text(one)) for one in texts)),
        "xl/styles.bin": packed_records(*styles, (617, bytes(4)), *of_cells, (618, b"")),
        "xl/worksheets/sheet1.bin": packed_records(*cells, (130, b"")),
    })  # fmt: skip

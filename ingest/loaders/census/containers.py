"""Counts what old office files hold, by the records in their streams."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from ingest.loaders.blobs import without_blobs
from ingest.loaders.census.pages import words_of
from ingest.loaders.compound import Storage, decoded, opened
from ingest.loaders.excel_encrypted import decrypted
from ingest.loaders.inventory import PAGE_NUMBER, PICTURE, SMALL_PICTURE, WORD, Held, Things, Words
from ingest.records import Unreadable

_TEXT_FIELD = re.compile(r"\x13[^\x13-\x15]*\x14([^\x13-\x15]*)\x15")
_FORM_FIELD = re.compile(
    r"\x13\s*FORM(?:CHECKBOX|DROPDOWN)[^\x13-\x15]*(?:\x14[^\x13-\x15]*)?\x15|\x13[^\x13-\x15]*\x15"
)
_OPEN_FIELD = re.compile(r"\x13[^\x13-\x15]*\x14?")
_ENDS = re.compile(r"[\r\n\x07\x0b\x0c\x0e\x13-\x15]+")
_GONE = re.compile(rb"[\x00\x3c]\x08[\x01\x81]")  # deleted, or hidden
_GONE_OLD = re.compile(rb"[\x41\x5c]\x01")
_FONT, _SIGN = b"\x4f\x4a", b"\x09\x6a"
_PLACES = (
    "in its text", "in its footnotes", "in its headers and footers", "", "in its comments", "in its endnotes",
    "in its text boxes", "in its text boxes",
)  # fmt: skip
_BLANKED = "\x01"
_SYMBOL_CHARSET = 2
_LINK = re.compile(r"https?://\S+|www\.\S+|cid:\S+|mailto:\S+")
_NUMBERS = {0x0203: 1, 0x027E: 1}
_DEEPEST = 12


def held(data: bytes) -> Iterator[Held]:
    """Yield what a file of Word, Excel, PowerPoint or Outlook holds."""
    if data.startswith(b"\x09"):
        yield from _workbook(data)
        return
    with opened(data) as storage:
        if storage.has("WordDocument"):
            yield from _word(storage)
        elif storage.has("PowerPoint Document"):
            storage = storage.folder("PP97_DUALSTORAGE") or storage
            yield from _presentation(
                storage.stream("PowerPoint Document") or b"", storage.stream("Current User") or b""
            )
            yield from _pictures(storage.stream("Pictures") or b"", "on its slides")
        elif storage.has("Workbook") or storage.has("Book"):
            yield from _workbook(decrypted(storage.stream("Workbook") or storage.stream("Book") or b""))
        elif storage.has("__properties_version1.0"):
            yield from _message(storage)


# Word


def _word(storage: Storage) -> Iterator[Held]:
    main = storage.stream("WordDocument") or b""
    if len(main) < 0x200:
        return
    if struct.unpack_from("<H", main, 2)[0] < 0xC0:
        yield from _old_word(main)
        return
    table = storage.stream("1Table" if main[0x0B] & 2 else "0Table") or b""
    at = 0x22 + 2 * struct.unpack_from("<H", main, 0x20)[0]
    counts = struct.unpack_from("<8i", main, at + 2 + 12)
    pairs = at + 4 + 4 * struct.unpack_from("<H", main, at)[0]

    def part(number: int) -> bytes:
        place, size = struct.unpack_from("<II", main, pairs + 8 * number)
        return table[place : place + size]

    text = "".join(_text_of_pieces(main, part(33), list(_not_shown(main, part(12), _symbol_fonts(part(15))))))
    begin = 0
    running: set[str] = set()
    for count, place in zip(counts, _PLACES, strict=True):
        for line in _lines(text[begin : begin + max(0, count)]):
            key = " ".join(WORD.findall(line))
            if "headers" in place and (key in running or PAGE_NUMBER.fullmatch(line)):
                continue
            running.add(key)
            yield Words(line, place)
        begin += max(0, count)


def _old_word(main: bytes) -> Iterator[Held]:
    """Yield the words of a Word 6 or 95 file that are plain letters in one piece."""
    place, end = struct.unpack_from("<II", main, 0x18)
    if main[0x0A] & 4 or main[0x0B] & 0x10 or _GONE_OLD.search(main, end):
        return
    for line in _lines(main[place : place + struct.unpack_from("<I", main, 0x34)[0]].decode("latin-1")):
        if line.isascii():
            yield Words(line, "in its text")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text without the codes of its fields."""
    for _ in range(_DEEPEST):
        fewer = _TEXT_FIELD.sub(r"\1", _FORM_FIELD.sub("", text))
        if fewer == text:
            break
        text = fewer
    for line in _ENDS.split(_OPEN_FIELD.sub("", text)):
        for stretch in line.split(_BLANKED):
            if stretch.strip():
                yield stretch


def _symbol_fonts(table: bytes) -> frozenset[int]:
    found, at, number = set(), 4, 0
    while at + 5 < len(table):
        if table[at + 4] == _SYMBOL_CHARSET:
            found.add(number)
        at += 1 + table[at]
        number += 1
    return frozenset(found)


def _not_shown(main: bytes, table: bytes, symbols: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield where characters are deleted, hidden or signs, by place in the file."""
    count = max(0, (len(table) - 4) // 8)
    for (number,) in struct.iter_unpack("<I", table[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
        page = main[512 * (number & 0x3FFFFF) :][:512]
        if len(page) < 512 or 5 * page[-1] + 4 > 511:
            continue
        ends = struct.unpack_from(f"<{page[-1] + 1}I", page)
        for index in range(page[-1]):
            at = 2 * page[4 * (page[-1] + 1) + index]
            changes = page[at + 1 : at + 1 + page[at]] if at else b""
            font = changes.find(_FONT)
            signs = font >= 0 and int.from_bytes(changes[font + 2 : font + 4], "little") in symbols
            if signs or _SIGN in changes or _GONE.search(changes):
                yield ends[index], ends[index + 1]


def _text_of_pieces(main: bytes, table: bytes, gone: list[tuple[int, int]]) -> Iterator[str]:
    at = 0
    while table[at : at + 1] == b"\x01":
        at += 3 + int.from_bytes(table[at + 1 : at + 3], "little")
    listed = table[at + 5 :][: int.from_bytes(table[at + 1 : at + 5], "little")]
    count = max(0, (len(listed) - 4) // 12)
    positions = struct.unpack_from(f"<{count + 1}i", listed) if count else ()
    for index in range(count):
        size = positions[index + 1] - positions[index]
        if not 0 < positions[index + 1] <= len(main):
            return
        place = int.from_bytes(listed[4 * (count + 1) + 8 * index + 2 :][:4], "little")
        narrow, place = bool(place & 0x40000000), place & 0x3FFFFFFF
        place = place // 2 if narrow else place
        width = 1 if narrow else 2
        raw = bytearray(main[place : place + max(0, size) * width])
        blank = _BLANKED.encode("latin-1" if narrow else "utf-16-le")
        for start, end in gone:
            first, last = max(0, start - place), min(len(raw), end - place)
            if first < last:
                raw[first:last] = blank * ((last - first) // width)
        yield raw.decode("cp1252" if narrow else "utf-16-le", "replace").ljust(size, _BLANKED)


# Excel


def _workbook(stream: bytes) -> Iterator[Held]:
    shared: list[str] = []
    texts: list[bytes] = []
    drawn = bytearray()
    values = 0
    inside: list[int] = []
    told: set[str] = set()
    wide, page, at, last = True, 1252, 0, 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == 0x0809 and len(body) >= 4:
            inside.append(struct.unpack_from("<H", body, 2)[0])
            if inside == [5]:  # Excel 97 wrote files for 95 whose sheets call themselves newer
                wide = body[1] >= 6
            told.clear()
        elif kind == 0x000A and inside:
            if inside.pop() == 5:
                shared = list(_shared(texts))
        elif kind == 0x00FC or (kind == 0x003C and last == 0x00FC):
            texts.append(body)
        elif kind == 0x00EB or (kind == 0x003C and last == 0x00EB):
            drawn += body
        elif kind == 0x0042 and len(body) >= 2:
            page = struct.unpack_from("<H", body)[0]
        elif inside == [0x10]:
            values += _NUMBERS.get(kind, 0) + ((size - 6) // 6 if kind == 0x00BD else 0)
            values += kind in (0x0006, 0x0206, 0x0406) and body[12:14] != b"\xff\xff"
            text = _cell(kind, body, shared, wide=wide, page=page)
            if text and text not in told:
                told.add(text)
                yield Words(text, "in its cells")
        last = kind if kind != 0x003C else last
    if values:
        yield Things("value of a cell", values)
    yield from _pictures(bytes(drawn), "in its drawings")


def _pictures(drawn: bytes, place: str) -> Iterator[Held]:
    """Yield how many pictures a store holds, without those as small as ornaments."""
    count, waiting = 0, [drawn]
    while waiting:
        for kind, _, body in _records(waiting.pop()):
            if kind in (0xF000, 0xF001):
                waiting.append(body)
            elif kind == 0xF007:
                waiting.append(body[36 + (body[33] if len(body) > 33 else 0) :])
            elif 0xF01A <= kind <= 0xF029:
                count += len(body) > SMALL_PICTURE
    if count:
        yield Things(PICTURE, count, place)


def _cell(kind: int, body: bytes, shared: list[str], *, wide: bool, page: int) -> str:
    if kind == 0x00FD and len(body) >= 10:
        place = struct.unpack_from("<I", body, 6)[0]
        return shared[place] if place < len(shared) else ""
    start = {0x0204: 6, 0x00D6: 6, 0x0207: 0}.get(kind)
    if start is None or len(body) < start + 3:
        return ""
    count = struct.unpack_from("<H", body, start)[0]
    if not wide:
        return decoded(body[start + 2 : start + 2 + count], page)
    if body[start + 2] & 1:
        return body[start + 3 : start + 3 + 2 * count].decode("utf-16-le", "replace")
    return body[start + 3 : start + 3 + count].decode("latin-1")


def _shared(pieces: list[bytes]) -> Iterator[str]:
    """Yield the texts that cells share, a letter at a time where a record ends in one."""
    whole = b"".join(pieces)
    borders = list(accumulate(len(piece) for piece in pieces[:-1]))
    known = frozenset(borders)
    at = 8
    while at + 3 <= len(whole):
        count, flags = struct.unpack_from("<HB", whole, at)
        at += 3
        runs = int.from_bytes(whole[at : at + 2], "little") if flags & 8 else 0
        at += 2 * bool(flags & 8)
        more = int.from_bytes(whole[at : at + 4], "little") if flags & 4 else 0
        at += 4 * bool(flags & 4)
        letters = []
        wide = flags & 1
        while count and at < len(whole):
            if at in known:
                wide = whole[at] & 1
                at += 1
            following = bisect_right(borders, at)
            border = borders[following] if following < len(borders) else len(whole)
            step = max(1, min(count, (border - at) >> wide))
            letters.append(
                whole[at : at + (step << wide)].decode("utf-16-le" if wide else "latin-1", "replace")
            )
            at += step << wide
            count -= step
        at += 4 * runs + more
        yield "".join(letters)


# PowerPoint


def _presentation(stream: bytes, user: bytes) -> Iterator[Held]:
    places: dict[int, int] = {}
    at = int.from_bytes(user[16:20], "little")
    document = 0
    for _ in range(10_000):
        if stream[at + 2 : at + 4] != b"\xf5\x0f":
            break
        before, directory, root = struct.unpack_from("<III", stream, at + 16)
        document = document or root
        entry, end = (
            directory + 8,
            directory + 8 + int.from_bytes(stream[directory + 4 : directory + 8], "little"),
        )
        while entry + 4 <= min(end, len(stream)):
            head = int.from_bytes(stream[entry : entry + 4], "little")
            for index in range(min(head >> 20, (end - entry - 4) // 4)):
                place = int.from_bytes(stream[entry + 4 + 4 * index :][:4], "little")
                places.setdefault((head & 0xFFFFF) + index, place)
            entry += 4 + 4 * (head >> 20)
        if not before:
            break
        at = before
    number = 0
    noted = set[str]()  # heads and feet of their pages are read once
    for kind, instance, body in _records(_at(stream, places.get(document, 0))):
        if kind == 0x0FF0 and instance == 2:
            for inner, _, entry_body in _records(body):
                place = places.get(int.from_bytes(entry_body[:4], "little"), -1) if inner == 0x03F3 else -1
                for one in _slide(_at(stream, place), 0):
                    if isinstance(one, Words) and one.text not in noted:
                        noted.add(one.text)
                        yield Words(one.text, "in its notes")
        if kind == 0x0FF0 and instance == 0:
            for inner, _, entry_body in _records(body):
                if inner == 0x03F3:
                    number += 1
                    yield from _slide(
                        _at(stream, places.get(int.from_bytes(entry_body[:4], "little"), -1)), number
                    )
                elif inner in (0x0FA0, 0x0FA8):
                    yield Words(_letters(inner, entry_body), "on slide", number)


def _slide(body: bytes, number: int, depth: int = 0) -> Iterator[Held]:
    for kind, _, inner in _records(body):
        if kind in (0x0FA0, 0x0FA8):
            yield Words(_letters(kind, inner), "on slide", number)
        elif kind in (0x040C, 0xF002, 0xF003, 0xF004, 0xF00D) and depth < _DEEPEST:
            yield from _slide(inner, number, depth + 1)


def _at(stream: bytes, place: int) -> bytes:
    return (
        stream[place + 8 :][: int.from_bytes(stream[place + 4 : place + 8], "little")] if place >= 0 else b""
    )


def _records(body: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 8 <= len(body):
        version, kind, size = struct.unpack_from("<HHI", body, at)
        yield kind, version >> 4, body[at + 8 : at + 8 + size]
        at += 8 + size


def _letters(kind: int, body: bytes) -> str:
    text = body.decode("utf-16-le", "replace") if kind == 0x0FA0 else body.decode("latin-1")
    return text.replace("\r", "\n").replace("\x0b", "\n")


# Outlook


def _message(storage: Storage) -> Iterator[Held]:
    names = storage.names()
    if files := sum(1 for name in names if name.startswith("__attach_version1.0")):
        yield Things("attachment", files)
    subject = _property(storage, 0x0037)
    yield Words(subject, "in its subject")
    plain = _LINK.sub(" ", without_blobs(_property(storage, 0x1000))[0])
    page = storage.stream("__substg1.0_10130102") or b""
    shown = [one for one in words_of(page.decode("ascii", "replace")) if isinstance(one, Words)]
    if not plain.strip():
        yield from shown if page.isascii() else ()
        return
    known = {word for one in shown for word in WORD.findall(one.text)}
    for line in plain.splitlines():
        yield Words(" ".join(word for word in WORD.findall(line) if word in known) if known else line)


def _property(storage: Storage, number: int) -> str:
    try:
        wide = storage.stream(f"__substg1.0_{number:04X}001F")
    except Unreadable:
        return ""
    return "" if wide is None else wide.decode("utf-16-le", "replace")

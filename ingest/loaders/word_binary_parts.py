"""Parts of a Word 97 to 2003 file.

They say where the text's pieces lie, and hold properties, styles, lists and what stands in fields.

Source: [MS-DOC] 2.5 (file information block), 2.8 and 2.9 (structures), 2.6 (property modifiers).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from assistant.frozen import dataclass
from assistant.i18n import _
from ingest.loaders.builder import one_line
from ingest.loaders.word_numbering import Level
from ingest.records import Unreadable

# Modifiers of properties that are looked at, by their numbers.
IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
OUTLINE, LEVEL, LIST, TABLE = 0x2640, 0x260A, 0x460B, 0xD608
DELETED, HIDDEN, SPECIAL, SIGN, PICTURE, FONT = 0x0800, 0x083C, 0x0855, 0x6A09, 0x6A03, 0x4A4F
_HUGE = (0x6645, 0x6646)
_TABS = 0xC615
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_CHARACTER_MARKS = frozenset({DELETED, HIDDEN, SPECIAL, SIGN, PICTURE, FONT})
_PAGE = 512
_WORD_6, _WORD_97 = 100, 0xC0
_BEFORE_GAP = 38
_MOST_STYLES = 10_000
_MOST_LISTS = 10_000
_DEEPEST = 9
_FORMS = (
    "decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText", "hex",
    "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth", "decimalHalfWidth",
    "japaneseLegal", "japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2", "aiueoFullWidth",
    "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung", "decimalEnclosedFullstop", "decimalEnclosedParen",
    "decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional", "ideographZodiac",
    "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional", "taiwaneseCountingThousand",
    "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified", "chineseCountingThousand", "decimal", "koreanDigital",
    "koreanCounting", "koreanLegal", "koreanDigital2", "hebrew1", "arabicAlpha", "hebrew2", "arabicAbjad",
)  # fmt: skip
_NO_NUMBER = 255
_FONT_NAME = 39  # where it begins in a font's entry


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: characters `start` to `end`, from a place in the file.

    Attributes:
        start: First character.
        end: One past the last character.
        place: Of the first character, in bytes.
        size: Bytes of a character.
    """

    start: int
    end: int
    place: int
    size: int


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with its properties, those that it inherits included.

    `heading` is its level as a heading, or 0.
    """

    heading: int
    properties: Mapping[int, bytes]


@dataclass(slots=True)
class Lists:
    """The lists of a document.

    Attributes:
        levels: Of each list, by the number of its definition.
        used: For each list that paragraphs name, its definition, changed levels, and numbers to begin at.
    """

    levels: dict[int, dict[int, Level]] = field(default_factory=dict)
    used: list[tuple[int, dict[int, Level], dict[int, int]]] = field(default_factory=list)


class Information:
    """The block at the start of a Word file that says where everything lies.

    Args:
        data: The stream "WordDocument".

    Raises:
        Unreadable: It is none of a version that is read, or encrypted.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 0x200:
            raise Unreadable(_("it is damaged or incomplete: its beginning is missing"))
        version = struct.unpack_from("<H", data, 2)[0]
        flags = struct.unpack_from("<H", data, 0x0A)[0]
        if flags & 0x0100:
            raise Unreadable(_("it is encrypted and needs a password"))
        if version < _WORD_6:
            raise Unreadable(_("it was written by Word 2 or older; open it and save it as .docx first"))
        self._data = data
        self.is_old = version < _WORD_97
        self.table = "1Table" if flags & 0x0200 else "0Table"
        if self.is_old:
            self.table = "WordDocument"
            self.counts = [max(0, one) for one in struct.unpack_from("<8i", data, 0x34)]
            self._pairs = 0x58
            return
        words = struct.unpack_from("<H", data, 0x20)[0]
        at = 0x22 + 2 * words
        longs = struct.unpack_from("<H", data, at)[0]
        counts = struct.unpack_from(f"<{min(longs, 22)}i", data, at + 2)
        self.counts = [max(0, one) for one in counts[3:11]]
        self._pairs = at + 4 + 4 * longs

    def _pair(self, number: int) -> int:
        """Return where the place and size of a part are written.

        Old files have other numbers in between.
        """
        return self._pairs + 8 * number + (10 if self.is_old and number > _BEFORE_GAP else 0)

    def part(self, table: bytes, number: int) -> bytes:
        """Return a part of the table stream by its number, empty where there is none."""
        at = self._pair(number)
        if at + 8 > len(self._data):
            return b""
        place, size = struct.unpack_from("<II", self._data, at)
        return table[place : place + size] if size else b""

    def after(self, table: bytes, number: int) -> bytes:
        """Return what follows a part."""
        at = self._pair(number)
        if at + 8 > len(self._data):
            return b""
        place, size = struct.unpack_from("<II", self._data, at)
        return table[place + size :] if size else b""


def plex(data: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """Return the positions and the entries of a "PLC" structure.

    There is one position more than there are entries.

    Args:
        data: The structure.
        size: Of an entry, in bytes.
    """
    count = max(0, (len(data) - 4) // (4 + size))
    if not count:
        return [], []
    start = 4 * (count + 1)
    positions = list(struct.unpack_from(f"<{count + 1}i", data))
    return positions, [data[start + size * index : start + size * (index + 1)] for index in range(count)]


def pieces(clx: bytes) -> list[Piece]:
    """Return the pieces of the text, in their order.

    Raises:
        Unreadable: They are damaged.
    """
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx.ljust(at + 3, b"\0"), at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        raise Unreadable(_("it is damaged: the table of its text is missing"))
    positions, entries = plex(clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]], 8)
    found = []
    for start, end, entry in zip(positions, positions[1:], entries, strict=False):
        place = struct.unpack_from("<I", entry, 2)[0]
        narrow = bool(place & 0x40000000)
        place &= 0x3FFFFFFF
        if end > start >= 0:
            found.append(Piece(start, end, place // 2 if narrow else place, 1 if narrow else 2))
    return found


def modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and operand of each modifier of properties."""
    at = 0
    while at + 2 <= len(data):
        number = struct.unpack_from("<H", data, at)[0]
        at += 2
        sort = number >> 13
        if number == TABLE:
            size = struct.unpack_from("<H", data, at)[0] + 1 if at + 2 <= len(data) else 0
        elif sort == 6:
            size = 1 + (data[at] if at < len(data) else 0)
            if number == _TABS and size == 256 and at + 1 < len(data):
                deleted = data[at + 1]
                added = data[at + 2 + 4 * deleted] if at + 2 + 4 * deleted < len(data) else 0
                size = 3 + 4 * deleted + 3 * added
        else:
            size = _OPERANDS[sort]
        yield number, data[at : at + size]
        at += size


class Paragraphs:
    """Properties of paragraphs, by where their end lies in the file.

    Args:
        data: The stream "WordDocument".
        places: The "PLC" of the pages of properties.
        more: The stream "Data", where long ones are kept.
    """

    def __init__(self, data: bytes, places: bytes, more: bytes) -> None:
        found: list[tuple[int, int, bytes]] = []
        for page in _pages(data, places):
            count = page[-1]
            ends = struct.unpack_from(f"<{count + 1}I", page) if 4 * (count + 1) < _PAGE else ()
            for index in range(len(ends) - 1):
                place = 4 * (count + 1) + 13 * index
                at = 2 * page[place] if place < _PAGE else 0
                if not at:
                    found.append((ends[index], 0, b""))
                    continue
                size = 2 * page[at] - 1
                if not page[at]:
                    at += 1
                    size = 2 * page[at] if at < _PAGE else 0
                held = page[at + 1 : at + 1 + size]
                if len(held) >= 2:
                    found.append((ends[index], struct.unpack_from("<H", held)[0], held[2:]))
        self._take(found, more)

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, dict[int, bytes]]]) -> Paragraphs:
        """Make the table from properties that were read in another way.

        Each item of `found` is where the paragraph begins, its style, and its properties.
        """
        paragraphs = cls(b"", b"", b"")
        paragraphs._read = sorted(found, key=lambda one: one[0])
        paragraphs._starts = [one[0] for one in paragraphs._read]
        return paragraphs

    def _take(self, found: list[tuple[int, int, bytes]], more: bytes) -> None:
        found.sort(key=lambda one: one[0])
        self._read: list[tuple[int, int, dict[int, bytes]]] = []
        self._starts = [one[0] for one in found]
        self._found = found
        self._more = more

    def at(self, place: int) -> tuple[int, dict[int, bytes]]:
        """Return the style of the paragraph that ends at a place, and its own properties."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return 0, {}
        if self._read:
            return self._read[index][1], self._read[index][2]
        _, style, held = self._found[index]
        properties = dict(modifiers(held))
        for huge in _HUGE:
            if huge in properties and len(properties[huge]) == 4:
                at = struct.unpack("<I", properties[huge])[0]
                size = struct.unpack_from("<H", self._more.ljust(at + 2, b"\0")[at : at + 2])[0]
                properties |= dict(modifiers(self._more[at + 2 : at + 2 + size]))
        return style, properties


def marked_characters(data: bytes, places: bytes) -> list[tuple[int, int, dict[int, bytes]]]:
    """Return stretches of characters that are deleted, hidden or special.

    Returns:
        Start and end of each in bytes of the file, rising, and its properties.
    """
    found = []
    for page in _pages(data, places):
        count = page[-1]
        if 4 * (count + 1) + count > _PAGE:
            continue
        ends = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + index]
            if not at:
                continue
            held = {
                number: operand
                for number, operand in modifiers(page[at + 1 : at + 1 + page[at]])
                if number in _CHARACTER_MARKS
            }
            if held and ends[index] < ends[index + 1]:
                found.append((ends[index], ends[index + 1], held))
    return sorted(found, key=lambda one: one[0])


def _pages(data: bytes, places: bytes) -> Iterator[bytes]:
    """Yield the pages that a "PLC" names, each once."""
    numbers = dict.fromkeys(struct.unpack("<I", entry)[0] & 0x3FFFFF for entry in plex(places, 4)[1])
    for number in numbers:
        page = data[_PAGE * number : _PAGE * (number + 1)]
        if len(page) == _PAGE:
            yield page


def styles(data: bytes) -> list[Style]:
    """Return the styles of a document, by number."""
    if len(data) < 8:
        return []
    size, count, base = struct.unpack_from("<HHH", data)
    at = 2 + size
    raw: list[tuple[int, int, dict[int, bytes]]] = []
    for __ in range(min(count, _MOST_STYLES)):
        if at + 2 > len(data):
            break
        length = struct.unpack_from("<H", data, at)[0]
        raw.append(_style(data[at + 2 : at + 2 + length], base))
        at += 2 + length + (length & 1)
    return [_with_bases(raw, number) for number in range(len(raw))]


def _style(entry: bytes, base: int) -> tuple[int, int, dict[int, bytes]]:
    """Return a style's built-in number, the style it is based on, and properties."""
    if len(entry) < base + 2 or base < 8:
        return 0xFFF, 0xFFF, {}
    first, second = struct.unpack_from("<HH", entry)
    letters = struct.unpack_from("<H", entry, base)[0]
    at = base + 2 + 2 * letters + 2
    properties: dict[int, bytes] = {}
    if second & 0xF == 1 and at + 2 <= len(entry):  # of paragraphs
        size = struct.unpack_from("<H", entry, at)[0]
        properties = dict(modifiers(entry[at + 4 : at + 2 + size]))
    return first & 0xFFF, second >> 4, properties


def _with_bases(raw: list[tuple[int, int, dict[int, bytes]]], number: int) -> Style:
    chain = []
    while number < len(raw) and number not in chain:
        chain.append(number)
        number = raw[number][1]
    properties: dict[int, bytes] = {}
    heading = 0
    for one in reversed(chain):
        properties |= raw[one][2]
        if 1 <= raw[one][0] <= 9:
            heading = raw[one][0]
    if OUTLINE in properties:
        level = properties[OUTLINE][0] if properties[OUTLINE] else 9
        heading = level + 1 if level < 9 else heading
    return Style(heading, properties)


def fonts(data: bytes) -> list[str]:
    """Return the names of a document's fonts, by number."""
    found = []
    at = 4
    while at < len(data):
        entry = data[at + 1 : at + 1 + data[at]]
        name = entry[_FONT_NAME:].decode("utf-16-le", "replace").partition("\0")[0]
        found.append(name)
        at += 1 + len(entry)
    return found


def lists(information: Information, table: bytes) -> Lists:
    """Return the lists of a document; damaged ones are left out."""
    found = Lists()
    try:
        _definitions(found, information.part(table, 73), information.after(table, 73))
        _used(found, information.part(table, 74))
    except (struct.error, IndexError):
        return found
    return found


def _definitions(found: Lists, data: bytes, after: bytes) -> None:
    if not data:
        return
    count = struct.unpack_from("<H", data)[0]
    at = 0
    for index in range(min(count, _MOST_LISTS)):
        number = struct.unpack_from("<i", data, 2 + 28 * index)[0]
        depth = 1 if data[2 + 28 * index + 26] & 1 else _DEEPEST
        levels = {}
        for level in range(depth):
            levels[level], at = _level(after, at)
        found.levels[number] = levels


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """Return a level of a list that stands at a place, and where the next one does."""
    start, form, flags = struct.unpack_from("<iBB", data, at)
    sizes = data[at + 24], data[at + 25]
    limit = data[at + 26]
    at += 28 + sum(sizes)
    count = struct.unpack_from("<H", data, at)[0]
    text = data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace")
    shown = "".join(f"%{ord(one) + 1}" if ord(one) < _DEEPEST else one for one in text)
    name = "none" if form == _NO_NUMBER else _FORMS[form] if form < len(_FORMS) else "decimal"
    restart = (limit or 0) if flags & 8 else None
    return Level(max(0, start), name, shown[:200], restart, bool(flags & 4)), at + 2 + 2 * count


def _used(found: Lists, data: bytes) -> None:
    if not data:
        return
    count = min(struct.unpack_from("<I", data)[0], _MOST_LISTS)
    at = 4 + 16 * count
    for index in range(count):
        number = struct.unpack_from("<i", data, 4 + 16 * index)[0]
        changes = data[4 + 16 * index + 12]
        replaced: dict[int, Level] = {}
        begin: dict[int, int] = {}
        at += 4 if at + 4 <= len(data) else 0
        for __ in range(changes):
            if at + 8 > len(data):
                break
            start, flags = struct.unpack_from("<iI", data, at)
            at += 8
            if flags & 0x20:
                replaced[flags & 0xF], at = _level(data, at)
            if flags & 0x10:
                begin[flags & 0xF] = replaced[flags & 0xF].start if flags & 0x20 else max(0, start)
        found.used.append((number, replaced, begin))


# Texts


def pieces_within(found: list[Piece], most: int) -> list[Piece]:
    """Return the pieces that follow one another, up to a count of characters.

    Each character takes at least a byte, so a file of so many bytes cannot hold more.
    """
    kept = []
    last = 0
    for piece in found:
        if piece.start == last and piece.end <= most:
            kept.append(piece)
            last = piece.end
    return kept


def text_of(found: list[Piece], data: bytes, count: int, narrow: str) -> tuple[str, bool]:
    """Return the text of pieces, and whether some of it is missing."""
    parts = []
    short = False
    for piece in found:
        size = piece.end - piece.start
        held = data[piece.place : piece.place + size * piece.size]
        short |= len(held) < size * piece.size
        text = _units(held) if piece.size == 2 else held.decode(narrow, "replace")
        parts.append(text.ljust(size, "\0")[:size])
    return "".join(parts), short or (found[-1].end if found else 0) < count


def _units(data: bytes) -> str:
    """Decode UTF-16 into one character a unit, as positions count.

    Halves of a surrogate pair stay apart.
    """
    data = data[: len(data) // 2 * 2]
    text = data.decode("utf-16-le", "surrogatepass")
    if text.isascii() or max(text) < "\U00010000":
        return text
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def paired(text: str) -> str:
    """Join the halves of characters that stand apart."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def counted_texts(data: bytes) -> list[str]:
    """Return texts that stand one after the other, each with its length."""
    found = []
    at = 0
    while at + 2 <= len(data):
        count = struct.unpack_from("<H", data, at)[0]
        found.append(one_line(data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace")))
        at += 2 + 2 * count
    return found


def form_field(data: bytes, place: int) -> str:
    """Return what was chosen in a form field: a tick, or an entry of a list.

    Source: [MS-DOC] 2.9.78, FFData.
    """
    try:
        at = place + struct.unpack_from("<H", data, place + 4)[0] if place >= 0 else len(data)
        version, bits = struct.unpack_from("<IH", data, at)
        if version != 0xFFFFFFFF:
            return ""
        sort, result = bits & 3, bits >> 2 & 0x1F
        at += 10
        count = struct.unpack_from("<H", data, at)[0]
        at += 2 + 2 * (count + 1)  # its name
        if sort == 1:
            default = struct.unpack_from("<H", data, at)[0]
            return "☒" if (default if result == 25 else result) == 1 else "☐"
        if sort == 2:
            default = struct.unpack_from("<H", data, at)[0]
            choice = default if result == 25 else result
            at += 2
            for _ in range(5):  # its format, help, status and macros
                at += 2 + 2 * (struct.unpack_from("<H", data, at)[0] + 1)
            entries = struct.unpack_from("<H", data, at + 2)[0]
            at += 6
            for index in range(entries):
                count = struct.unpack_from("<H", data, at)[0]
                if index == choice:
                    return one_line(data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace"))
                at += 2 + 2 * count
    except struct.error:
        return ""
    return ""

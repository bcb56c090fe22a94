"""Counts what rich text files hold.

Braces are matched, and what is not text is cut out.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.loaders.inventory import PICTURE, SMALL_PICTURE, Held, Things, Words

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_GROUPS_OF_NO_TEXT = frozenset(
    b"""fonttbl colortbl stylesheet info pict objdata objclass fldinst themedata colorschememapping datastore latentstyles
    rsidtbl listtable listoverridetable generator xmlnstbl mmathPr filetbl revtbl pgptbl bkmkstart bkmkend private
    template sp nonshppict listpicture atnid atnref annotationdate atndate atnparent ftnsep ftnsepc ftncn aftnsep
    aftnsepc aftncn xe tc wgrffmtfilter userprops docvar falt panose fname pntxta pntxtb pnseclvl atnauthor result""".split()
)
_KNOWN_WHEN_STARRED = frozenset(
    b"""generator listtable listoverridetable listpicture rsidtbl themedata colorschememapping latentstyles datastore xmlnstbl
    mmathPr wgrffmtfilter userprops docvar falt panose fname pnseclvl pn pgptbl bkmkstart bkmkend template company manager category
    hlinkbase cs ts ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn atnid atnref atndate atnparent atrfstart atrfend annotationdate
    datafield ffname ffdeftext ffl ffformat ffhelptext ffstattext ffentrymcr ffexitmcr formfield fldtype fldtitle objclass objdata objname
    objalias objsect blipuid blipbmp picprop pictprop nonshppict revtbl filetbl private password passwordhash pgdsctbl pgdsc
    background shpgrp bkmkpub xmlopen xmlattr xmlattrname xmlattrvalue xmlname protusertbl htmltag mhtmltag oldcprops oldpprops oldsprops
    oldtprops writereservation writereservhash hsv stylesheet protend protstart mailmerge do dptxbxtext collapsed fontemb fontfile
    keycode linkval staticval propname subdocument ebcstart ebcend gridtbl nesttableprops nextfile listname listlevel levelmarker
    moveoldpprops factoidname txfieldtext wptab lsdlockedexcept defchp defpap passwd themelang ud upr shppict shpinst shptxt rtlch
    fchars lchars xe tc xform sv sn svb rsid urtf g gridtbl aname athdate tx zwsp sectnum pntext pntxta pntxtb footnote header""".split()
)
_PLAIN_WORD = re.compile(rb"[\s{}](?:[A-Za-z]{3,}|(?:\\'[0-9a-fA-F]{2}){4,})")
_TEXT_WHEN_STARRED = frozenset(b"shppict shpinst shptxt annotation listtext ud upr do".split())
_WITH_PARAGRAPHS = frozenset(
    b"ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn background nonshppict htmltag mhtmltag".split()
)
_BREAKS = frozenset(b"par sect page cell row tab line nestcell nestrow lbr emspace enspace qmspace".split())
_PAGES = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 10000: "mac_roman", 65001: "utf-8"}
_SETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 77: "mac_roman", 255: "cp437",
}  # fmt: skip
_FONT = re.compile(rb"\\f(\d{1,5})(?=[\\ ])[^{}]*?\\fcharset(\d{1,3})")
_REMOVED = re.compile(rb"\\deleted(?!0)(?![a-z])")
_RUNNING = "in its headers and footers"
_PROPERTY = re.compile(rb"\\sn (?:gtextUNICODE|wzDescription)\}\s*\{\\sv ([^{}]+)\}")
_SAID = re.compile(rb"\\sn wzDescription\}\s*\{\\sv [^{}\s]")
_GLOSSED = re.compile(rb"EQ [^{}]*?\\s\\up[ \d]*\(([^{}]*)\)\}?")
_PLACE_OF_GROUP = {
    **dict.fromkeys(b"header headerl headerr headerf footer footerl footerr footerf".split(), _RUNNING),
    b"footnote": "in its footnotes",
    b"annotation": "in its comments",
    b"shptxt": "in its text boxes",
}


def words(data: bytes) -> Iterator[Held]:
    """Yield the words and pictures of a rich text file, also those behind its end."""
    declared = re.search(rb"\\ansicpg(\d{1,5})", data[:2000])
    main = _known(_PAGES.get(int(declared[1]), f"cp{int(declared[1])}")) if declared else "cp1252"
    reading = _Reading(data, main)
    yield from reading.words()
    for match in (*_PROPERTY.finditer(data), *_GLOSSED.finditer(data)):
        if match[1].strip():
            yield from words(b"{\\rtf1\\ansi\\ansicpg%d " % _page_of(main) + match[1] + b"}")
    if removed := len(_REMOVED.findall(data)):
        reading.things["stretch of deleted text"] = removed
    yield from (Things(noun, count) for noun, count in reading.things.items() if count > 0)


@dataclass(slots=True)
class _Group:
    """What holds within braces.

    Attributes:
        silent: Whether nothing in it is text.
        skip: Bytes that stand in for a character written by number.
        codec: Of its bytes.
        hidden: Whether its text is not shown.
        place: Where it stands; "" for the text itself.
    """

    silent: bool
    skip: int
    codec: str
    hidden: bool
    place: str


class _Reading:
    """Goes through a file, token by token.

    Args:
        data: All of it.
        main: The codec of text whose font says no other.

    Attributes:
        things: What is held beside words, by kind.
    """

    def __init__(self, data: bytes, main: str) -> None:
        self.things: Counter[str] = Counter()
        self._data = data
        self._main = main
        self._fonts = {
            int(number): _known(_SETS.get(int(charset), main))
            for number, charset in _FONT.findall(data[:200_000])
        }
        self._line: list[str] = []
        self._raw = bytearray()
        self._group = _Group(silent=False, skip=1, codec=main, hidden=False, place="")
        self._around: list[_Group] = []
        self._to_skip = 0
        self._pictures: list[tuple[int, int]] = []  # that are open: depth and beginning
        self._unknown: list[tuple[int, int]] = []
        self._running: set[str] = set()
        self._opening = self._starred = self._never_text = self._behind = False
        self._position = 0

    def words(self) -> Iterator[Words]:
        """Yield the words, stretch by stretch."""
        while match := _TOKEN.search(self._data, self._position):
            self._position = match.end()
            word, number, code, sign, brace, plain = match.groups()
            if word == b"bin" and number:
                self._position += max(0, int(number))
                continue
            if word is not None or brace is not None:
                self._to_skip = 0
            if word != b"u" and code is None and plain is None:
                self._flush()
            if brace == b"{":
                self._around.append(self._group)
                self._group = replace(self._group)
                self._opening, self._starred = True, False
                continue
            if brace == b"}":
                yield from self._end_group()
                continue
            if sign == b"*" and self._opening:
                self._starred = True
                continue
            if word is not None:
                yield from self._control(word, number)
            elif sign in (b"\\", b"{", b"}", b"~", b"_", b"\n", b"\r"):
                self._flush()
                self._line.append(" ")
            elif code is not None or plain is not None:
                self._take(bytes((int(code, 16),)) if code is not None else plain)
            self._opening = False
        self._flush()
        yield from self._stretch(self._group.place)

    def _flush(self) -> None:
        """Decode the bytes that were taken."""
        if self._raw:
            self._line.append(bytes(self._raw).decode(self._group.codec, "replace"))
            self._raw.clear()

    def _take(self, piece: bytes) -> None:
        taken = min(self._to_skip, len(piece))
        self._to_skip -= taken
        if not self._group.silent and not self._group.hidden:
            self._raw += piece[taken:]

    def _end_group(self) -> Iterator[Words]:
        if not self._around:
            return
        depth = len(self._around)
        if self._pictures and self._pictures[-1][0] == depth:
            _, start = self._pictures.pop()
            picture = self._data[start : self._position]
            self.things[PICTURE] += len(picture) >= 2 * SMALL_PICTURE and not _SAID.search(picture)
        if self._unknown and self._unknown[-1][0] == depth:
            _, start = self._unknown.pop()
            held = _PLAIN_WORD.search(self._data, start - 1, self._position)
            self.things["part of a kind that is not known"] += bool(held)
        if self._around[-1].place != self._group.place:
            yield from self._stretch(self._group.place)
        self._group = self._around.pop()
        self._behind = self._behind or not self._around  # what follows is not shown, whatever it is

    def _control(self, word: bytes, number: bytes | None) -> Iterator[Words]:
        """Take a word that is no text."""
        if self._opening:
            self._begin_group(word)
        silent = self._group.silent
        shows = word in (b"par", b"pard", b"cell") or (self._opening and word in _PLACE_OF_GROUP)
        if silent and (word == b"rtf" or (self._never_text and shows)):
            self._group.silent = False  # the group was never closed
        before = self._group.place
        if self._opening and word in _PLACE_OF_GROUP:
            self._group.place = _PLACE_OF_GROUP[word]
            yield from self._stretch(before)
        elif word in _BREAKS:
            yield from self._stretch(before)
        elif word == b"u" and number is not None:
            self._flush()
            if not self._group.silent and not self._group.hidden:
                self._line.append(_sign(int(number)))
            self._to_skip = self._group.skip
        elif word == b"uc":
            self._group.skip = max(0, int(number or 0))
        elif word == b"f":
            self._group.codec = self._fonts.get(int(number or 0), self._main)
        elif word in (b"v", b"deleted"):
            self._group.hidden = number != b"0"
        elif word == b"plain":
            self._group.hidden = False

    def _begin_group(self, word: bytes) -> None:
        """Take the word that says what a group is."""
        silent, depth = self._group.silent, len(self._around)
        if word in _GROUPS_OF_NO_TEXT or (self._starred and word not in _TEXT_WHEN_STARRED):
            if word == b"pict" and not silent:
                self._pictures.append((depth, self._position))
            self._never_text = self._never_text if silent else word not in _WITH_PARAGRAPHS
            if self._starred and word not in _KNOWN_WHEN_STARRED | _GROUPS_OF_NO_TEXT and not silent:
                self._unknown.append((depth, self._position))
            self._group.silent = not self._behind
        elif word == b"object":
            self.things["embedded object"] += not silent

    def _stretch(self, place: str) -> Iterator[Words]:
        """Yield what was collected, and begin anew.

        Lines of headers once, and none that only counts pages.
        """
        text = _paired("".join(self._line))
        self._line.clear()
        if place == _RUNNING:
            key = " ".join(text.split())
            if key in self._running or not any(character.isalpha() for character in key):
                return
            self._running.add(key)
        if text.strip():
            yield Words(text, place)


def _page_of(codec: str) -> int:
    return next(
        (page for page, name in _PAGES.items() if name == codec),
        int(codec[2:]) if codec[2:].isdigit() else 1252,
    )


def _sign(number: int) -> str:
    code = number % 0x10000 if number < 0x110000 else 0xFFFD
    return chr(number if 0x10000 <= number < 0x110000 else code)


def _paired(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _known(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name

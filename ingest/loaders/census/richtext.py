"""Counts what rich text files hold.

Braces are matched, and what is not text is cut out.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

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
    fonts = {
        int(number): _known(_SETS.get(int(charset), main))
        for number, charset in _FONT.findall(data[:200_000])
    }
    line: list[str] = []
    raw = bytearray()
    stack: list[tuple[bool, int, str, bool, str]] = []
    silent, skip, codec, hidden, place = False, 1, main, False, ""
    to_skip = 0
    pictures: list[tuple[int, int]] = []  # that are open: depth and beginning
    unknown: list[tuple[int, int]] = []
    running: set[str] = set()
    things: Counter[str] = Counter()
    opening = starred = never_text = behind = False
    position = 0

    def flush() -> None:
        if raw:
            line.append(bytes(raw).decode(codec, "replace"))
            raw.clear()

    while match := _TOKEN.search(data, position):
        position = match.end()
        word, number, code, sign, brace, plain = match.groups()
        if word == b"bin" and number:
            position += max(0, int(number))
            continue
        if word != b"u" and code is None and plain is None:
            flush()
        if brace == b"{":
            stack.append((silent, skip, codec, hidden, place))
            opening, starred = True, False
            continue
        if brace == b"}":
            if stack:
                if pictures and pictures[-1][0] == len(stack):
                    _, start = pictures.pop()
                    picture = data[start:position]
                    things[PICTURE] += len(picture) >= 2 * SMALL_PICTURE and not _SAID.search(picture)
                if unknown and unknown[-1][0] == len(stack):
                    _, start = unknown.pop()
                    things["part of a kind that is not known"] += bool(
                        _PLAIN_WORD.search(data, start - 1, position)
                    )
                if stack[-1][4] != place:
                    yield from _stretch(line, place, running)
                silent, skip, codec, hidden, place = stack.pop()
                behind = behind or not stack  # what follows is not shown, whatever it is
            continue
        if sign == b"*" and opening:
            starred = True
            continue
        if word is not None:
            if opening and (word in _GROUPS_OF_NO_TEXT or (starred and word not in _TEXT_WHEN_STARRED)):
                if word == b"pict" and not silent:
                    pictures.append((len(stack), position))
                never_text = never_text if silent else word not in _WITH_PARAGRAPHS
                if starred and word not in _KNOWN_WHEN_STARRED | _GROUPS_OF_NO_TEXT and not silent:
                    unknown.append((len(stack), position))
                silent = not behind
            elif opening and word == b"object":
                things["embedded object"] += not silent
            if silent and (word == b"rtf" or (never_text and word in (b"par", b"pard", b"cell"))):
                silent = False  # the group was never closed
            before, place = place, _PLACE_OF_GROUP.get(word, place) if opening else place
            if (opening and word in _PLACE_OF_GROUP) or word in _BREAKS:
                yield from _stretch(line, before, running)
            elif word == b"u" and number is not None:
                flush()
                if not silent and not hidden:
                    line.append(_sign(int(number)))
                to_skip = skip
            elif word == b"uc":
                skip = max(0, int(number or 0))
            elif word == b"f":
                codec = fonts.get(int(number or 0), main)
            elif word in (b"v", b"deleted"):
                hidden = number != b"0"
            elif word == b"plain":
                hidden = False
        elif sign in (b"\\", b"{", b"}", b"~", b"_", b"\n", b"\r"):
            flush()
            line.append(" ")
        elif code is not None or plain is not None:
            piece = bytes((int(code, 16),)) if code is not None else plain
            taken = min(to_skip, len(piece))
            to_skip -= taken
            if not silent and not hidden:
                raw += piece[taken:]
        opening = False
    flush()
    yield from _stretch(line, place, running)
    for match in (*_PROPERTY.finditer(data), *_GLOSSED.finditer(data)):
        if match[1].strip():
            yield from words(b"{\\rtf1\\ansi\\ansicpg%d " % _page_of(main) + match[1] + b"}")
    if removed := len(_REMOVED.findall(data)):
        things["stretch of deleted text"] = removed
    yield from (Things(noun, count) for noun, count in things.items() if count > 0)


def _stretch(line: list[str], place: str, running: set[str]) -> Iterator[Words]:
    """Yield what was collected, and begin anew.

    Lines of headers once, and none that only counts pages.
    """
    text = _paired("".join(line))
    line.clear()
    if place == _RUNNING:
        key = " ".join(text.split())
        if key in running or not any(character.isalpha() for character in key):
            return
        running.add(key)
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

"""Rich text of Outlook's messages: unpacked, and the web page inside it.

Source: [MS-OXRTFCP] 2.1 (compression), [MS-OXRTFEX] 2.1 (pages inside rich text).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace

from ingest.loaders.compound import codec_of

_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    b"SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_SILENT = frozenset({b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"pntext"})
_SIGNS = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"endash": "–", b"emdash": "—",
}  # fmt: skip
_DEEPEST = 1_000


def unpacked(data: bytes) -> bytes:
    """Return rich text unpacked, as far as it goes where it is damaged."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<I", data, 4)[0], data[8:12]
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _PACKED:
        return b""
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    out = bytearray()
    write, at = len(_KNOWN), 16
    while at < len(data):
        control = data[at]
        at += 1
        for bit in range(8):
            repeated = control >> bit & 1
            if at + 1 + repeated > len(data):
                break
            place = write
            count = 1
            if repeated:
                token = data[at] << 8 | data[at + 1]
                place, count = token >> 4, (token & 0xF) + 2
                if place == write:
                    return bytes(out[:size])
            else:
                window[write] = data[at]
            at += 1 + repeated
            for _ in range(count):
                out.append(window[place])
                window[write] = window[place]
                write, place = (write + 1) % _WINDOW, (place + 1) % _WINDOW
    return bytes(out[:size])


@dataclass
class _Group:
    silent: bool = False
    mark_up: bool = False  # what stands in it is part of the page as it is
    skip: int = 1  # characters behind one in Unicode that stand for it


def page_in(data: bytes) -> str:
    """Return the web page that stands in rich text, or nothing where there is none."""
    if b"\\fromhtml1" not in data[:4096]:
        return ""
    found: list[str] = []
    pending = bytearray()
    group, stack = _Group(), [_Group()]
    codec = "cp1252"
    opening = starred = beside = False  # beside: stands there for programs that know no pages
    to_skip = 0

    def flush() -> None:
        if pending:
            found.append(pending.decode(codec, "replace"))
            pending.clear()

    for match in _TOKEN.finditer(data):
        word, number, code, sign, brace, plain = match.groups()
        if brace == b"{":
            if len(stack) < _DEEPEST:
                stack.append(group)
                group = replace(group)
            opening, starred = True, False
            continue
        if brace == b"}":
            group = stack.pop() if stack else group
            opening = starred = False
            continue
        if sign == b"*" and opening:
            starred = True
            continue
        if word == b"htmlrtf":
            beside = number != b"0"
        elif word == b"ansicpg" and number:
            codec = codec_of(int(number))
        elif word == b"uc" and number:
            group.skip = max(0, int(number))
        elif word is not None and opening and (word in _SILENT or starred):
            group.mark_up = word == b"htmltag"
            group.silent = not group.mark_up
        elif group.silent or beside:
            pass
        elif word == b"u" and number:
            flush()
            found.append(chr(int(number) % 0x10000))
            to_skip = group.skip
        elif code is not None:
            if to_skip:
                to_skip -= 1
            else:
                pending.append(int(code, 16))
        elif word in _SIGNS and word is not None:
            flush()
            found.append(_SIGNS[word])
        elif sign is not None:
            flush()
            found.append(" " if sign == b"~" else sign.decode("latin-1") if sign in b"\\{}" else "")
        elif plain is not None:
            taken = min(to_skip, len(plain))
            to_skip -= taken
            pending += plain[taken:]
        opening = False
    flush()
    text = "".join(found)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

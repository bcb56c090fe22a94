"""The text of bytes whose encoding nobody wrote down."""

from __future__ import annotations

import codecs
import re

from assistant.i18n import _, mark
from ingest.loaders import formats
from ingest.loaders.guessing import guess
from ingest.records import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How encodings of seven bits switch to their second set of characters.
_SWITCHES = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
    (b"\x1b$(D", "iso2022_jp_2"),
)
_SAMPLE_BYTES = 64 * 1024
_NEWLINES = re.compile(r"\r\n?|\u0085|\u2028|\u2029")
_OF_TWO_BYTES = frozenset(
    {
        "gb18030",
        "gbk",
        "gb2312",
        "big5",
        "big5hkscs",
        "cp950",
        "cp932",
        "shift_jis",
        "cp949",
        "euc_jp",
        "euc_kr",
    }
)
_TWO_TOGETHER = re.compile(r"[\u3000-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]{2}")
_GUESSED = mark("its encoding is a guess; it was read as {name}")
SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "hz", "big5": "cp950", "x-x-big5": "cp950",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8", "iso-8859-9": "cp1254", "unicode-1-1-utf-7": "utf-7",
    "windows-874": "cp874", "iso-8859-8-i": "cp1255", "windows-31j": "cp932", "tis-620": "cp874",
}  # fmt: skip
"""What is really used where an encoding is declared: the names are often those of subsets."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of some bytes, and a notice where the encoding is a guess.

    Every kind of newline becomes a line feed.

    Raises:
        Unreadable: These bytes are no text.
    """
    text, notice = _decoded(data)
    if "\r" in text or "\u0085" in text or "\u2028" in text or "\u2029" in text:
        text = _NEWLINES.sub("\n", text)
    return text, notice


def _decoded(data: bytes) -> tuple[str, str]:
    if data.isascii() and b"\0" not in data and b"\x1b" not in data:
        return data.decode("ascii"), ""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded_by_mark(data, name)
    if formats.controls(data[:_SAMPLE_BYTES]) * 2 > len(data[:_SAMPLE_BYTES]):
        raise Unreadable(_("it is a binary file, not text"))  # a few bytes, too few for the shares below
    zeros = data[:_SAMPLE_BYTES].count(0)
    if zeros > formats.MOST_NULS * len(data[:_SAMPLE_BYTES]) + 1:
        return _utf16_without_mark(data), ""
    for switch, name in _SWITCHES:
        if switch in data[:_SAMPLE_BYTES]:
            try:
                return data.decode(name), ""
            except UnicodeDecodeError:
                continue
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _decoded_by_guess(data)


def _decoded_by_mark(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode(name), ""
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        if not any(map(str.isalnum, text)):  # a mark by chance, and nothing behind it that could be read
            raise Unreadable(_("it is a binary file, not text")) from None
        return text, _("some bytes are damaged and are shown as \ufffd")


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    half = max(1, len(sample) // 2)
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.02 and others < 0.005 and len(data) % 2 == 0:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            if text.count("\x00") == 0 and _looks_written(text[:4096]):
                return text
    raise Unreadable(_("it is a binary file, not text"))


def _looks_written(text: str) -> bool:
    good = sum(character.isprintable() or character in "\r\n\t\f" for character in text)
    return good >= 0.97 * len(text)


def _decoded_by_guess(data: bytes) -> tuple[str, str]:
    sample = data[:_SAMPLE_BYTES]
    if _binary(sample):
        raise Unreadable(_("it is a binary file, not text"))
    mended = data.decode("utf-8", "replace")
    bad = mended.count("\ufffd")
    foreign = sum(1 for byte in sample if byte >= 0xC0)
    if bad * 10 <= foreign:
        return mended, _("some bytes are damaged and are shown as \ufffd")
    name, sure = guess(sample)
    try:
        text = data.decode(name)
        # Single damaged bytes swallow the letters behind them, and look like Chinese ones that stand alone.
        sure = sure and (name not in _OF_TWO_BYTES or _TWO_TOGETHER.search(text) is not None)
        return text, "" if sure else _(_GUESSED, name=name)
    except (UnicodeDecodeError, LookupError):
        return data.decode(name, "replace"), _(_GUESSED, name=name)


def _binary(sample: bytes) -> bool:
    return formats.controls(sample) > 0.03 * max(1, len(sample))


def decode_plain(data: bytes, declared: str = "") -> str:
    """Return the text of bytes by their declared encoding, if they keep to it.

    Raises:
        Unreadable: These bytes are no text.
    """
    name = SUPERSETS.get(declared.lower(), declared.lower())
    if name.startswith(("cp125", "iso-8859", "windows-125")) and _is_utf8(data):
        name = "utf-8"  # a text that happens to be UTF-8 all through is hardly anything else
    if name:
        try:
            return _NEWLINES.sub("\n", data.decode(name))
        except (UnicodeDecodeError, LookupError):
            pass  # it says an encoding that it does not keep to; find out which it is
    return decode(data)[0]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

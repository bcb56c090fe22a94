"""The text of bytes whose encoding nobody wrote down."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from assistant.text import COMMON_HAN, HANGUL_SYLLABLES, KANA
from ingest.loaders import formats
from ingest.records import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 64 * 1024
_NEWLINES = re.compile(r"\r\n?|\u0085|\u2028|\u2029")
_KANA = re.compile(f"[{KANA}]")
_HAN = re.compile(f"[{COMMON_HAN}]")
_HANGUL = re.compile(f"[{HANGUL_SYLLABLES}]")
_EVERYDAY = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "這個們來為國說時會對於後過發無與業務應該當從實還學經進開關問題體長書車電話"
    "本日月年会社事業時間第条規定者及又"
)
_WESTERN = frozenset(
    "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜàâäçéèêëîïôöùûüßñÑáíóúÁÍÓÚåÅæÆøØœŒãõìòÃÕ€£“”‘’‚„–—…«»°§©®™·•¿¡ºª½²³×\xa0"
)


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
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded_by_mark(data, name)
    zeros = data[:_SAMPLE_BYTES].count(0)
    if zeros > formats.MOST_NULS * len(data[:_SAMPLE_BYTES]) + 1:
        return _utf16_without_mark(data), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _decoded_by_guess(data)


def _decoded_by_mark(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode(name), ""
    except UnicodeDecodeError:
        return data.decode(name, "replace"), "some bytes are damaged and are shown as \ufffd"


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
    raise Unreadable("it is a binary file, not text")


def _looks_written(text: str) -> bool:
    good = sum(character.isprintable() or character in "\r\n\t\f" for character in text)
    return good >= 0.97 * len(text)


def _decoded_by_guess(data: bytes) -> tuple[str, str]:
    sample = data[:_SAMPLE_BYTES]
    if _binary(sample):
        raise Unreadable("it is a binary file, not text")
    mended = data.decode("utf-8", "replace")
    bad = mended.count("\ufffd")
    foreign = sum(1 for byte in sample if byte >= 0xC0)
    if bad * 10 <= foreign:
        return mended, "some bytes are damaged and are shown as \ufffd"
    name = _western(sample) or _best_of_east_asia(sample) or _by_charset_normalizer(sample) or "cp1252"
    try:
        return data.decode(name), ""
    except (UnicodeDecodeError, LookupError):
        return data.decode(name, "replace"), f"its encoding is not certain; it was read as {name}"


def _binary(sample: bytes) -> bool:
    return formats.controls(sample) > 0.03 * max(1, len(sample))


def _western(sample: bytes) -> str:
    """Return Western Europe's encoding if the letters speak for it, or nothing."""
    text = _decoded_prefix(sample, "cp1252")
    foreign = [character for character in text if character > "\x7f"]
    ascii_letters = sum(character.isalpha() for character in text if character <= "\x7f")
    own = sum(character in _WESTERN for character in foreign)
    return "cp1252" if foreign and own >= 0.97 * len(foreign) and len(foreign) <= 0.4 * ascii_letters else ""


def _best_of_east_asia(sample: bytes) -> str:
    """Return the East Asian encoding that gives everyday text, or nothing."""
    scores = {name: _score(sample, name, read) for name, read in _SCORES.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.2 else ""


def _score(sample: bytes, name: str, everyday: Callable[[str], int]) -> float:
    text = _decoded_prefix(sample, name)
    foreign = sum(1 for character in text if character > "\x7f")
    return everyday(text) / foreign if foreign else 0.0


def _decoded_prefix(sample: bytes, name: str) -> str:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        return decoder.decode(sample)  # a character cut at the sample's end is no error
    except UnicodeDecodeError:
        return ""


def _chinese(text: str) -> int:
    return 3 * sum(1 for character in text if character in _EVERYDAY)


def _japanese(text: str) -> int:
    return len(_KANA.findall(text)) + (len(_HAN.findall(text)) // 4 if _KANA.search(text) else 0)


def _korean(text: str) -> int:
    return len(_HANGUL.findall(text)) - 3 * len(_HAN.findall(text))  # modern Korean has next to no Han


def _simplified(text: str) -> int:
    """Count everyday characters; in a short text, the common half of GB 2312."""
    everyday = _chinese(text)
    if everyday or len(text) > 200:
        return everyday
    encoded = text.encode("gb2312", "ignore")
    return (
        sum(1 for lead in encoded[::2] if 0xB0 <= lead <= 0xD7) // 3 + 1
        if len(encoded) == 2 * len(text)
        else 0
    )


_SCORES: dict[str, Callable[[str], int]] = {
    "gb18030": _simplified,
    "big5": _chinese,
    "cp932": _japanese,
    "euc_jp": _japanese,
    "cp949": _korean,
}


def _by_charset_normalizer(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # kept out of the way of the many files that are UTF-8

    match = from_bytes(sample).best()
    return match.encoding if match is not None else ""

"""Stretches of a text that are no words: encoded data and private keys."""

from __future__ import annotations

import re

from ingest.loaders.encoding import decode
from ingest.records import Unreadable

_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_LONGEST_KEY = 40_000  # characters
_LINES = re.compile(
    r"(?:^[ \t>]{0,16}[A-Za-z0-9+/]{48,100}={0,2}[ \t]*\n){3,}(?:[ \t>]{0,16}[A-Za-z0-9+/]{1,100}={0,2}[ \t]*$)?",
    re.MULTILINE,
)
_RUN = re.compile(r"(?<![A-Za-z0-9+/_-])(?:data:[\w/+.;=-]{1,100},)?[A-Za-z0-9+/_-]{400,}={0,2}")
_MIXED = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))
_LONGEST_WORD = re.compile(r"[a-z]{24,}|[A-Z]{24,}")


def decode_words(data: bytes) -> tuple[str, list[str]]:
    """Return the text of some bytes without encoded data and keys, and notices on what is not in it.

    Raises:
        Unreadable: These bytes are no text, or hold nothing else than such stretches.
    """
    text, notice = decode(data)
    words, notices = without_blobs(text)
    if not words.strip() and text.strip():
        raise Unreadable("it holds no words: " + " and ".join(notices))
    return words, [*([notice] if notice else []), *notices]


def without_blobs(text: str) -> tuple[str, list[str]]:
    """Return a text without private keys and encoded data, and a sentence on each kind."""
    text, keys = _without_keys(text)
    encoded = 0

    def left_out(match: re.Match[str]) -> str:
        nonlocal encoded
        if not _encoded(match[0]):
            return match[0]
        encoded += not match[0].startswith("data:")  # a picture that the text shows is none of its words
        return "\n" if match[0].endswith("\n") else ""

    text = _RUN.sub(left_out, _LINES.sub(left_out, text))
    notices = []
    if keys:
        notices.append("a private key was left out" if keys == 1 else f"{keys} private keys were left out")
    if encoded:
        some = "a stretch of" if encoded == 1 else f"{encoded} stretches of"
        notices.append(f"{some} encoded data (base64) {'was' if encoded == 1 else 'were'} left out")
    return text, notices


def _without_keys(text: str) -> tuple[str, int]:
    if "PRIVATE KEY" not in text:
        return text, 0
    parts: list[str] = []
    position = found = 0
    while match := _KEY.search(text, position):
        found += 1
        parts.append(text[position : match.start()])
        end = _KEY_END.search(text, match.end(), match.end() + _LONGEST_KEY)
        position = end.end() if end else match.end()
    return "".join([*parts, text[position:]]), found


def _encoded(stretch: str) -> bool:
    """Say whether letters and digits are mixed as no words, genes or numbers are."""
    return all(kind.search(stretch) for kind in _MIXED) and not _LONGEST_WORD.search(stretch)

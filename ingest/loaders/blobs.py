"""Stretches of a text that are no words: encoded data and private keys."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.i18n import _, ngettext
from ingest.loaders.encoding import decode
from ingest.loaders.nouns import listed
from ingest.records import Block, Document, Unreadable

_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_LINES = re.compile(
    r"(?:[\s>|]{1,8}(?:[A-Za-z-]{4,20}: [^\n]{1,80}|[A-Za-z0-9+/]{16,100}={0,2})(?=[\s|]|\Z)){1,800}"
)
_LONGEST_KEY = 40_000  # characters
_LINES = re.compile(
    r"(?:(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{48,100}={0,2}[ \t]*\n)?(?:^[ \t>]{0,16}[A-Za-z0-9+/]{48,100}={0,2}[ \t]*\n){3,}"
    r"(?:[ \t>]{0,16}(?:[A-Za-z0-9+/]{1,100}={0,2}[ \t]*$|[A-Za-z0-9+/]{24,100}={0,2}(?![A-Za-z0-9+/=])))?",
    re.MULTILINE,
)
_UNIX_LINES = re.compile(
    r"^begin [0-7]{3,4} [^\n]{1,200}\n(?:[!-`][ -`]{0,84}\n){2,}end[ \t]*$", re.MULTILINE
)
_RUN = re.compile(r"(?<![A-Za-z0-9+/_-])(?:data:[\w/+.;=-]{1,100},)?[A-Za-z0-9+/_-]{400,}={0,2}")
_PARTED_LINES = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{48,100}={0,2}(?:[\s>|]{1,8}|\Z)){3,}"
    r"(?:(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9+/]{6,100}={0,2}(?![A-Za-z0-9+/=]))?"
)
_LONG = re.compile(r"[A-Za-z0-9+/_-]{48}|PRIVATE KEY")
_DATA_LINE = re.compile(r"\n[ \t>]{0,16}[A-Za-z0-9+/]{48}")
"""Stands in what `_LINES` matches, and is looked for a hundred times as fast."""
_LONG_CHARS, _RUN_CHARS = 48, 400
_MIXED = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))
_LONGEST_WORD = re.compile(r"[a-z]{24,}|[A-Z]{24,}")


def decode_words(data: bytes) -> tuple[str, list[str]]:
    """Return the text of bytes without encoded data and keys, with notices on both.

    Raises:
        Unreadable: These bytes are no text, or hold nothing else than such stretches.
    """
    text, notice = decode(data)
    words, notices = without_blobs(text)
    if not words.strip() and text.strip():
        raise Unreadable(_("it holds no words: {why}", why=listed(notices)))
    return words, [*([notice] if notice else []), *notices]


def without_encoded(document: Document) -> Document:
    """Return a document without private keys and encoded data, whatever its format.

    Blanks stand in their places, so that offsets stay.

    Raises:
        Unreadable: It holds nothing else.
    """
    text = document.text
    if not (_may_hold_run(text, _LONG_CHARS) or "PRIVATE KEY" in text) or not _LONG.search(text):
        return document
    keys = [(match.start(), _end_of_key(document.text, match)) for match in _KEY.finditer(document.text)]
    encoded = [
        match.span()
        for pattern in (_PARTED_LINES, _RUN)
        for match in pattern.finditer(document.text)
        if _encoded(match[0]) and not any(start <= match.start() < end for start, end in keys)
    ]
    if not keys and not encoded:
        return document
    text = document.text
    for start, end in (*keys, *encoded):
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    blocks = tuple(
        _trimmed(block, text) for block in document.blocks if text[block.start : block.end].strip()
    )
    shown = sum(
        document.text.startswith("data:", start) for start, __ in encoded
    )  # pictures, which are no words
    notices = [one for one in _left_out(len(keys), len(encoded) - shown) if one not in document.notices]
    if not blocks:
        raise Unreadable(
            _("it holds no words: {why}", why=listed(notices or [_("encoded data was left out")]))
        )
    return replace(document, text=text, blocks=blocks, notices=(*document.notices, *notices))


def _trimmed(block: Block, text: str) -> Block:
    piece = text[block.start : block.end]
    start, end = block.start + len(piece) - len(piece.lstrip()), block.end - len(piece) + len(piece.rstrip())
    title = block.title if block.title in piece else " ".join(piece.split())
    return (
        block
        if (start, end) == (block.start, block.end)
        else replace(block, start=start, end=end, title=title)
    )


def _end_of_key(text: str, begin: re.Match[str]) -> int:
    end = _KEY_END.search(text, begin.end(), begin.end() + _LONGEST_KEY)
    if end is not None:
        return end.end()
    lines = _KEY_LINES.match(text, begin.end())
    return lines.end() if lines is not None else begin.end()


def without_blobs(text: str) -> tuple[str, list[str]]:
    """Return a text without private keys and encoded data, with notices on both."""
    text, keys = _without_keys(text)
    encoded = 0

    def left_out(match: re.Match[str]) -> str:
        nonlocal encoded
        if not _encoded(match[0]):
            return match[0]
        encoded += not match[0].startswith("data:")  # a picture that the text shows is none of its words
        return "\n" if match[0].endswith("\n") else ""

    if "\nend" in text:
        text, files = _UNIX_LINES.subn("", text)
        encoded += files
    if _DATA_LINE.search(text):
        text = _LINES.sub(left_out, text)
    if _may_hold_run(text, _RUN_CHARS):
        text = _RUN.sub(left_out, text)
    return text, _left_out(keys, encoded)


def _may_hold_run(text: str, length: int) -> bool:
    """Return whether a text may hold so many characters without a blank."""
    start = 0
    while start + length <= len(text):
        blank = text.rfind(" ", start, start + length)
        if blank < 0:
            blank = text.rfind("\n", start, start + length)
            if blank < 0:
                return True
        start = blank + 1
    return False


def _left_out(keys: int, encoded: int) -> list[str]:
    notices = []
    if keys:
        notices.append(
            _("a private key was left out")
            if keys == 1
            else ngettext("{number} private key was left out", "{number} private keys were left out", keys)
        )
    if encoded:
        notices.append(
            _("a stretch of encoded data (base64) was left out")
            if encoded == 1
            else ngettext(
                "{number} stretch of encoded data (base64) was left out",
                "{number} stretches of encoded data (base64) were left out",
                encoded,
            )
        )
    return notices


def _without_keys(text: str) -> tuple[str, int]:
    if "PRIVATE KEY" not in text:
        return text, 0
    parts: list[str] = []
    position = found = 0
    while match := _KEY.search(text, position):
        found += 1
        parts.append(text[position : match.start()])
        position = _end_of_key(text, match)
    return "".join([*parts, text[position:]]), found


def _encoded(stretch: str) -> bool:
    """Return whether letters and digits are mixed as no words, genes or numbers are."""
    return all(kind.search(stretch) for kind in _MIXED) and not _LONGEST_WORD.search(stretch)

"""Counts what mails, mailboxes and saved web pages hold, by their source."""

from __future__ import annotations

import quopri
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain

from assistant.frozen import dataclass
from ingest.loaders.blobs import without_blobs
from ingest.loaders.census.pages import words_of
from ingest.loaders.census.plain import decoded_base64
from ingest.loaders.encoding import decode, decode_plain
from ingest.loaders.inventory import STUB, STUB_CHARS, WORD, Held, Things, Words
from ingest.records import Unreadable

_BOUNDARY = re.compile(rb"\bboundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n|\A\r?\n")
_SENDER_LINE = re.compile(rb"^From [^\r\n]*\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
_QUOTED_SENDER = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINK = re.compile(r"https?://\S+|www\.\S+|cid:\S+|mailto:\S+")
_FOR_OLD_PROGRAMS = re.compile(
    rb"multi-?part (?:\w+ )?(?:message|mail)|(?:message|mail)[^.]{0,60}\bMIME\b|\bMIME\b[^.]{0,60}(?:message|mail)",
    re.IGNORECASE,
)
_PROPERTIES = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist\b[^>]*/?>(?:.*</plist>)?\s*\Z", re.DOTALL
)
_MAJOR = ("text", "image", "audio", "video", "application", "message", "font", "model", "chemical", "x-world")
_SHOWN = ("from", "to", "cc", "date", "subject")
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_ENCODED = re.compile(r"=\?[\w.-]+\?[bqBQ]\?")
_ALIKE = 0.75
_MOST_PARTS = 20_000
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    encoding: str
    charset: str
    named: bool
    body: bytes
    known: frozenset[str] = frozenset()  # words of another version of the same text


def mail(data: bytes) -> Iterator[Held]:
    """Yield what a mail holds.

    The words of its parts of text, and how many files are attached.
    """
    yield from _mail(_bytes(data))


def apple_mail(data: bytes) -> Iterator[Held]:
    """Yield what a mail of Apple's program holds.

    Behind it stands what only that program needs.
    """
    first, _, rest = data.partition(b"\n")
    whole = rest if first.strip().isdigit() and len(first) < 20 else data
    yield from _mail(_bytes(_PROPERTIES.sub(b"", whole)))


def mailbox(data: bytes) -> Iterator[Held]:
    """Yield what the mails of a mailbox hold."""
    data = _bytes(data)
    starts = [
        (one.start(), one.end())
        for one in _SENDER_LINE.finditer(data)
        if not one.start() or data[max(0, one.start() - 3) : one.start()].endswith((b"\n\n", b"\n\r\n"))
    ] or [(0, 0)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), start=1):
        for one in _mail(_QUOTED_SENDER.sub(rb"\1", data[start:end])):
            if isinstance(one, Words):
                yield Words(one.text, "in mail", number)
            else:
                yield Things(one.noun, one.count)


def web_archive(data: bytes) -> Iterator[Held]:
    """Yield the words of the pages in a web page that was saved as one file."""
    for part in _parts(_bytes(data)):
        if part.kind in ("text/html", "application/xhtml+xml"):
            yield from words_of(_text(part))


def _bytes(data: bytes) -> bytes:
    marked = (
        data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
        or data[1:2] == b"\0"
        or data[:1] == b"\0"
    )
    try:
        return decode(data)[0].encode("utf-8", "replace") if marked else data
    except Unreadable:
        return b""


def _mail(data: bytes) -> Iterator[Held]:
    files = 0
    split = _HEAD_END.search(data)
    head = data[: split.start()] if split else data
    fields = _fields(head)
    yield from (Words(value, "in its headers") for name, value in _twice(head) if name in _SHOWN)
    for name, value in fields.items():  # a header that is one of those that are shown, but for a letter
        like = get_close_matches(name, _SHOWN, 1, _ALIKE) if name not in _SHOWN and len(name) > 1 else []
        if like and like[0] not in fields and not _ENCODED.search(value):
            yield Words(value, "in its headers")
    for part in _parts(data):
        if _is_text(part):
            for line in _lines(part):
                words = [word for word in WORD.findall(line) if word not in part.known]
                yield Words(" ".join(words) if part.known else line)
        elif part.named and part.kind != "message/rfc822":
            files += 1
    if files:
        yield Things("attachment", files)


def _lines(part: _Part) -> Iterator[str]:
    """Yield lines; of a second version of a text, without addresses of pages."""
    if part.kind == "text/html" or _PAGE.match(part.body[:200]):
        lines = [one.text for one in words_of(_text(part)) if isinstance(one, Words)]
    else:
        words = without_blobs(_text(part))[0]
        lines = [] if part.known and STUB.search(words) and len(words) < STUB_CHARS else words.split("\n")
    yield from (_LINK.sub(" ", line) for line in lines) if part.known else lines


def _is_text(part: _Part) -> bool:
    """Return whether a part is running text.

    One of a kind that is not known, by damage, is read as text too.
    """
    major = part.kind.partition("/")[0]
    return not part.named and (part.kind in ("text/plain", "text/html") or major not in _MAJOR)


def _versions(versions: list[list[_Part]]) -> Iterator[_Part]:
    """Yield the parts of the version that says most, and those of the others."""
    words = [
        Counter(
            word for part in parts if _is_text(part) for line in _lines(part) for word in WORD.findall(line)
        )
        for parts in versions
    ]
    most = max(range(len(versions)), key=lambda number: words[number].total(), default=0)
    for number, parts in enumerate(versions):
        known = frozenset(words[most]) | {""} if number != most else frozenset()
        yield from (replace(part, known=known) for part in parts)


def _parts(data: bytes, depth: int = 0) -> Iterator[_Part]:
    """Yield the parts of a mail that hold no other parts.

    Text beside them is a part of its own.
    """
    split = _HEAD_END.search(data)
    if split is None and depth and data.strip():
        yield _Part(
            "text/plain", "", "", named=False, body=data
        )  # a part without a head, or without anything else
        return
    head, body = (data[: split.start()], data[split.end() :]) if split else (data, b"")
    fields = _fields(head)
    kind, _, _ = fields.get("content-type", "text/plain").partition(";")
    kind = kind.strip().lower() or "text/plain"
    boundary = _BOUNDARY.search(fields.get("content-type", "").encode("utf-8", "replace"))
    if kind.startswith("multipart/") and boundary and depth < _DEEPEST:
        mark = b"--" + (boundary[1] or boundary[2]).rstrip()
        pieces = re.split(rb"(?:\A|\r?\n)" + re.escape(mark) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", body)[
            :_MOST_PARTS
        ]
        before = pieces[0].strip()
        if before and not (_FOR_OLD_PROGRAMS.search(before) and len(before) < STUB_CHARS):
            yield _Part("text/plain", "", "", named=False, body=before)
        inside = [re.sub(rb"\A\r?\n", b"", piece) for piece in pieces[1:]]
        if inside and _closed(body, mark):
            yield _Part("text/plain", "", "", named=False, body=inside.pop())  # behind the last part
        parts = [list(_parts(piece, depth + 1)) for piece in inside]
        yield from _versions(parts) if kind == "multipart/alternative" else chain.from_iterable(parts)
        return
    disposition = fields.get("content-disposition", "").lower()
    if (
        kind == "message/rfc822"
        and depth < _DEEPEST
        and not fields.get("content-transfer-encoding", "").strip().lower().startswith("b")
    ):
        yield from _parts(body, depth + 1)
        return
    named = (
        "name=" in disposition or "name=" in fields.get("content-type", "").lower() or "name*" in disposition
    )
    charset = re.search(r"charset\*?\s*=\s*\"?([\w.:-]+)", fields.get("content-type", ""), re.IGNORECASE)
    yield _Part(
        kind or "text/plain",
        fields.get("content-transfer-encoding", "").strip().lower(),
        charset[1] if charset else "",
        named or disposition.startswith("attachment"),
        body,
    )


def _closed(body: bytes, mark: bytes) -> bool:
    """Return whether the last boundary in a body is the one that ends it."""
    last = body.rfind(mark)
    return body[last + len(mark) : last + len(mark) + 2] == b"--"


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in _named(head):
        fields.setdefault(name, value)
    return fields


def _twice(head: bytes) -> Iterator[tuple[str, str]]:
    """Yield the headers that stand there once more."""
    met: set[str] = set()
    for name, value in _named(head):
        if name in met and not _ENCODED.search(value):
            yield name, value
        met.add(name)


def _named(head: bytes) -> Iterator[tuple[str, str]]:
    for line in re.sub(rb"\r?\n[ \t]+", b" ", head).split(b"\n"):
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _text(part: _Part) -> str:
    body = part.body
    if part.encoding == "base64":
        body = decoded_base64(body)
    elif part.encoding == "quoted-printable":
        body = quopri.decodestring(body)
    try:
        return decode_plain(body, part.charset)
    except Unreadable:
        return ""

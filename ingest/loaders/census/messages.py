"""Counts what mails, mailboxes and saved web pages hold, by the lines of their source."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.loaders.blobs import without_blobs
from ingest.loaders.census.pages import words_of
from ingest.loaders.census.plain import decoded_base64
from ingest.loaders.encoding import decode, decode_plain
from ingest.loaders.inventory import Held, Things, Words
from ingest.records import Unreadable

_BOUNDARY = re.compile(rb"\bboundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n|\A\r?\n")
_SENDER_LINE = re.compile(rb"^From [^\r\n]*\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
_QUOTED_SENDER = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINK = re.compile(r"https?://\S+|www\.\S+|cid:\S+|mailto:\S+")
_MOST_PARTS = 20_000
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    encoding: str
    charset: str
    named: bool
    body: bytes
    in_alternative: bool


def mail(data: bytes) -> Iterator[Held]:
    """Yield what a mail holds: the words of its parts of text, and how many files are attached."""
    yield from _mail(_bytes(data))


def apple_mail(data: bytes) -> Iterator[Held]:
    """Yield what a mail of Apple's program holds; behind it stands what only that program needs."""
    first, _, rest = data.partition(b"\n")
    whole = rest[: int(first)] if first.strip().isdigit() and len(first) < 20 else data
    yield from _mail(_bytes(whole))


def mailbox(data: bytes) -> Iterator[Held]:
    """Yield what the mails of a mailbox hold."""
    data = _bytes(data)
    starts = [
        (one.start(), one.end())
        for one in _SENDER_LINE.finditer(data)
        if not one.start() or data[: one.start()].endswith((b"\n\n", b"\n\r\n"))
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
    for part in _parts(_bytes(data), in_alternative=False):
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
    for part in _parts(data, in_alternative=False):
        if part.kind in ("text/plain", "text/html") and not part.named:
            words = _text(part)
            if part.kind == "text/html":
                for one in words_of(words):
                    yield from _counted(one.text) if isinstance(one, Words) else ()
            else:
                yield from _counted(without_blobs(words)[0])
        elif part.named:
            files += 1
    if files:
        yield Things("attachment", files)


def _counted(words: str) -> Iterator[Words]:
    """Yield lines without addresses of pages, which one version of a text may show and another hide."""
    yield from (Words(line) for line in _LINK.sub(" ", words).split("\n"))


def _parts(data: bytes, *, in_alternative: bool, depth: int = 0) -> Iterator[_Part]:
    """Yield the parts of a mail that hold no other parts; text beside them is a part of its own."""
    split = _HEAD_END.search(data)
    head, body = (data[: split.start()], data[split.end() :]) if split else (data, b"")
    fields = _fields(head)
    kind, _, _ = fields.get("content-type", "text/plain").partition(";")
    kind = kind.strip().lower()
    boundary = _BOUNDARY.search(fields.get("content-type", "").encode("utf-8", "replace"))
    if kind.startswith("multipart/") and boundary and depth < _DEEPEST:
        mark = b"--" + (boundary[1] or boundary[2]).rstrip()
        pieces = re.split(rb"(?:\A|\r?\n)" + re.escape(mark) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", body)[
            :_MOST_PARTS
        ]
        for number, piece in enumerate(pieces[1:], start=1):
            stripped = re.sub(rb"\A\r?\n", b"", piece)
            if number == len(pieces) - 1 and _closed(body, mark):
                yield _Part("text/plain", "", "", False, stripped, False)  # behind the last part
            else:
                yield from _parts(stripped, in_alternative=kind == "multipart/alternative", depth=depth + 1)
        return
    disposition = fields.get("content-disposition", "").lower()
    if (
        kind == "message/rfc822"
        and depth < _DEEPEST
        and not fields.get("content-transfer-encoding", "").strip().lower().startswith("b")
    ):
        yield from _parts(body, in_alternative=False, depth=depth + 1)
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
        in_alternative,
    )


def _closed(body: bytes, mark: bytes) -> bool:
    """Say whether the last boundary in a body is the one that ends it."""
    last = body.rfind(mark)
    return body[last + len(mark) : last + len(mark) + 2] == b"--"


def _fields(head: bytes) -> dict[str, str]:
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head)
    fields: dict[str, str] = {}
    for line in unfolded.split(b"\n"):
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


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

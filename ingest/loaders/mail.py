"""Mail as files: who wrote to whom, when, and what."""

from __future__ import annotations

import email
import email.policy
from email import errors
from email.message import EmailMessage, Message
from pathlib import PurePath

from ingest.loaders import html
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import decode
from ingest.loaders.text import paragraphs
from ingest.records import Document, Unreadable

_MOST_NAMED = 20
_NAME_CHARS = 100
_LONG_HEADER = 20_000  # characters; the standard library takes the square of its length to take one apart
_CUT_OFF = (
    errors.CloseBoundaryNotFoundDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.InvalidBase64PaddingDefect,
    errors.InvalidBase64LengthDefect,
)
_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def read(data: bytes, path: PurePath) -> Document:
    """Read a mail: its headers, then its plain text, or else its HTML.

    A mail that is forwarded inside it is read too; attachments are named in a notice.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not any(_header(message, name) for name in _HEADERS):
        raise Unreadable("it is not a mail: it has no sender, receiver, date or subject")
    builder = Builder("eml")
    unread: list[str] = []
    _headers(builder, message)
    before = len(builder.blocks)
    _part(builder, message, unread)
    if len(builder.blocks) == before:
        builder.notices.append("it has no text of its own")
    if unread:
        some = ", ".join(name[:_NAME_CHARS] for name in unread[:_MOST_NAMED])
        rest = f" and {len(unread) - _MOST_NAMED} more" if len(unread) > _MOST_NAMED else ""
        builder.notices.append(f"its attachments were not read: {some}{rest}")
    if any(isinstance(defect, _CUT_OFF) for part in message.walk() for defect in part.defects):
        builder.notices.append("its end is missing: it may have been cut off, and more text with it")
    return builder.document(path, title=_header(message, "Subject"))


def _headers(builder: Builder, message: EmailMessage) -> None:
    lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
    builder.add("paragraph", "\n".join(lines))


def _header(message: EmailMessage, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(raw) > _LONG_HEADER:
        return one_line(raw)
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, TypeError, AttributeError, IndexError):
        # The standard library's header parser trips over some broken headers; the raw one is better than none.
        return one_line(raw)


def _part(builder: Builder, part: Message, unread: list[str]) -> None:
    """Append the text of a part and of those inside it; name what is not read."""
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or (part.get_filename() and not part.is_multipart()):
        unread.append(one_line(str(part.get_filename() or kind)))
    elif kind == "multipart/alternative" and part.is_multipart():
        _part(builder, _best(_inside(part)), unread)
    elif part.is_multipart():
        if kind == "message/rfc822":
            for inner in _inside(part):
                if isinstance(inner, EmailMessage):
                    _headers(builder, inner)
        for inner in _inside(part):
            _part(builder, inner, unread)
    elif kind == "text/html":
        html.add_tree(builder, html.parse(_text(part)))
    elif kind == "text/plain":
        text = _text(part)
        for block in paragraphs(text):
            builder.add(block.kind, text[block.start : block.end])
    else:
        unread.append(kind)


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _best(alternatives: list[Message]) -> Message:
    """Return the alternative in plain text, else in HTML, else the last."""
    for kinds in (("text/plain",), ("text/html", "multipart/related", "multipart/mixed")):
        for one in alternatives:
            if one.get_content_type() in kinds:
                return one
    return alternatives[-1] if alternatives else EmailMessage()


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = part.get_content_charset()
    if declared:
        try:
            return data.decode(declared).replace("\r\n", "\n").replace("\r", "\n")
        except (UnicodeDecodeError, LookupError):
            pass  # it says an encoding that it does not keep to; find out which it is
    return decode(data)[0]

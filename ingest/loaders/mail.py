"""Mail as files: who wrote to whom, when, and what."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import PurePath

from ingest.loaders import html
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import decode
from ingest.loaders.plain import paragraphs
from ingest.types import Document, Unreadable

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def read(data: bytes, path: PurePath) -> Document:
    """Read a mail: its headers, then its plain text, or its HTML where it has no plain text."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not any(_header(message, name) for name in _HEADERS):
        raise Unreadable("it is not a mail: it has no sender, receiver, date or subject")
    builder = Builder("eml")
    lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
    builder.add("paragraph", "\n".join(lines))
    _body(builder, message)
    attached = _attachments(message)
    if attached:
        builder.notices.append(f"its attachments were not read: {', '.join(attached)}")
    return builder.document(path, title=_header(message, "Subject"))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, TypeError, AttributeError, IndexError):
        # The standard library's header parser trips over some broken headers; the raw one is better than none.
        return next(
            (one_line(str(raw)) for key, raw in message.raw_items() if key.lower() == name.lower()), ""
        )


def _body(builder: Builder, message: EmailMessage) -> None:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None or not isinstance(part, EmailMessage):
        builder.notices.append("it has no text of its own")
        return
    text = _text(part)
    if part.get_content_type() == "text/html":
        html.add_tree(builder, html.parse(text))
        return
    for block in paragraphs(text):
        builder.add(block.kind, text[block.start : block.end])


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = part.get_content_charset()
    if declared:
        try:
            return data.decode(declared).replace("\r\n", "\n").replace("\r", "\n")
        except (UnicodeDecodeError, LookupError):
            pass  # it says an encoding that it does not keep to; find out which it is
    return decode(data)[0]


def _attachments(message: EmailMessage) -> list[str]:
    return [
        one_line(str(part.get_filename() or part.get_content_type()))
        for part in message.walk()
        if part.get_content_disposition() == "attachment" or (part.get_filename() and not part.is_multipart())
    ]

"""Mail as files: who wrote to whom, when, and what.

One mail, or a mailbox of many.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import email.utils
import mimetypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import errors
from email.message import EmailMessage, Message
from functools import partial
from pathlib import PurePath

from assistant.i18n import _, ngettext
from ingest.loaders import html
from ingest.loaders.blobs import without_blobs
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.cards import add_calendar
from ingest.loaders.encoding import SUPERSETS, decode, decode_plain
from ingest.loaders.inventory import STUB, STUB_CHARS, WORD
from ingest.loaders.parts import Parts
from ingest.loaders.signed import enclosed
from ingest.loaders.text import paragraphs
from ingest.records import Document, Unreadable

_LONG_HEADER = 20_000  # characters; the standard library takes the square of its length to take one apart
_CUT_OFF = (
    errors.CloseBoundaryNotFoundDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.InvalidBase64PaddingDefect,
    errors.InvalidBase64LengthDefect,
)
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_DEEPEST = 100  # mails forwarded within one another, and parts in parts
_MOST_MAILS = 100_000
_MOST_NOTICES = 50
_SUBJECT_CHARS, _SENDER_CHARS = 150, 60  # of a heading
_NAME_CHARS, _NAME_SENDER_CHARS = 70, 30
_CHARSETS = re.compile(rb"=\?([\w.-]+)\?(?=[bq]\?)", re.IGNORECASE)
_PARAMETERS = re.compile(rb"(\*0?\*?=[\"']?)(gb2312|gbk|big5|shift_jis|ks_c_5601-1987)(?=')", re.IGNORECASE)
_SENDER_LINE = re.compile(rb"^From [^\r\n]*\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
_QUOTED_SENDER = re.compile(rb"^>(>*From )", re.MULTILINE)
_TOKENS = re.compile(r"[^\W\d_]{2,}|\d[\d.,:]*\d|\d|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.|cid:|mailto:)\S+")
_TAG = re.compile(r"</\w+>")
_SAME_FOR_OTHERS = frozenset({"text/x-amp-html", "text/watch-html"})
_COVERED = 0.8  # share of the words of one part that another must hold to stand for it
_MUTE = frozenset(
    {
        "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
        "application/pgp-encrypted",
    }
)  # fmt: skip
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def read(data: bytes, path: PurePath) -> Document:
    """Read a mail: its headers, its text, and what is attached to it.

    Of a text that is there as plain text and as HTML, the plain text is read if it says as much.
    """
    builder = Builder("eml")
    message = _message(_plain_bytes(data))
    if message is None:
        raise Unreadable(_("it is not a mail: it has no sender, receiver, date or subject"))
    _mail(builder, message)
    return builder.document(path, title=_header(message, "Subject"))


def read_apple(data: bytes, path: PurePath) -> Document:
    """Read a mail as Apple Mail keeps it: its length, the mail, and a property list."""
    first, _, rest = data.partition(b"\n")
    mail = rest[: int(first)] if first.strip().isdigit() and len(first) < 20 else data
    return replace(read(mail, path), kind="emlx")


def read_mailbox(data: bytes, path: PurePath) -> Document:
    """Read a mailbox, each mail a document of its own."""
    builder = Builder("mbox")
    broken = count = unsaid = 0
    for raw in _mails(_plain_bytes(data)):
        message = _message(raw)
        if message is None:
            broken += 1
            continue
        count += 1
        if count > _MOST_MAILS:
            builder.notices.append(_("only its first {most_mails} mails were read", most_mails=_MOST_MAILS))
            break
        first, told = len(builder.blocks), _told(message)
        builder.heading(1, told)
        already = len(builder.notices)
        _mail(builder, message, level=1)
        own = builder.notices[already:]
        builder.end_part(first, _name(message), raw, kind="mbox", title=told, notices=own)
        notices = [_("mail {count}: {notice}", count=count, notice=notice) for notice in own]
        room = max(0, _MOST_NOTICES - already)
        builder.notices[already:] = notices[:room]
        unsaid += len(notices[room:])
    if not count:
        raise Unreadable(_("it is not a mailbox: it holds no mail with a sender, receiver, date or subject"))
    if unsaid:
        builder.notices.append(
            _("{unsaid} more sentences like these on other mails are left out here", unsaid=unsaid)
        )
    if broken:
        builder.notices.append(
            ngettext(
                "{number} of its parts is no mail and was not read",
                "{number} of its parts are no mails and were not read",
                broken,
            )
        )
    return builder.document(path, title=path.stem)


def _told(message: EmailMessage) -> str:
    """Return the heading of a mail among others: its subject, its sender and its day."""
    subject, sender, day = _subject_sender_day(message)
    beside = ", ".join(filter(None, (sender, day)))
    return f"{subject} ({beside})" if beside else subject


def _name(message: EmailMessage) -> str:
    """Return the name of a mail among others: its day first, so that they sort."""
    subject, sender, day = (one.replace("/", "_").replace("\\", "_") for one in _subject_sender_day(message))
    told = " ".join(filter(None, (day, subject[:_NAME_CHARS].rstrip())))
    return f"{told} ({sender[:_NAME_SENDER_CHARS].rstrip()}).eml" if sender else f"{told}.eml"


def _subject_sender_day(message: EmailMessage) -> tuple[str, str, str]:
    subject = _header(message, "Subject") or "Mail without a subject"  # not shown
    sender, address = email.utils.parseaddr(_header(message, "From"))
    day = ""
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        day = email.utils.parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    return subject[:_SUBJECT_CHARS], one_line(sender or address)[:_SENDER_CHARS], day


def read_web_archive(data: bytes, path: PurePath) -> Document:
    """Read a web page that was saved with all it shows as one file."""
    builder = Builder("mhtml")
    message = email.message_from_bytes(_plain_bytes(data), policy=email.policy.default)
    pages = [
        part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not pages:
        raise Unreadable(_("it holds no web page"))
    pictures = {
        name: part
        for part in message.walk()
        if part.get_content_maintype() == "image"
        for name in (str(part["Content-Location"] or ""), f"cid:{str(part['Content-ID'] or '').strip(' <>')}")
    }
    title = ""
    for number, page in enumerate(pages):
        tree = html.parse(_text(page))
        found = one_line(str(tree.findtext(".//title") or ""))
        title = title or found
        if number and found:
            builder.heading(1, found)
        html.add_tree(builder, tree, picture=partial(_saved_picture, pictures))
    if _cut_off(message):
        builder.notices.append(_("its end is missing: it may have been cut off, and more text with it"))
    return builder.document(path, title=title or (_header(message, "Subject") if message["Subject"] else ""))


def _saved_picture(pictures: Mapping[str, Message], source: str) -> bytes:
    """Return a picture that was saved with a page.

    Raises:
        Unreadable: It was not.
    """
    payload = pictures[source].get_payload(decode=True) if source in pictures else None
    if not isinstance(payload, bytes):
        raise Unreadable(_("it is not in the file"))
    return payload


def _message(data: bytes) -> EmailMessage | None:
    """Return a mail, or None where no header says that it is one."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not any(_header(message, name) for name in _HEADERS):
        return None
    return message


def _plain_bytes(data: bytes) -> bytes:
    """Return a mail whose headers are ASCII and name the encodings really used."""
    if (
        data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
        or data[1:2] == b"\0"
        or data[:1] == b"\0"
    ):
        data = decode(data)[0].encode("utf-8", "replace")

    def wider(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("ascii").lower()
        return b"=?%b?" % SUPERSETS[name].encode("ascii") if name in SUPERSETS else match[0]

    data = _CHARSETS.sub(wider, data)
    return _PARAMETERS.sub(lambda match: match[1] + SUPERSETS[match[2].decode().lower()].encode(), data)


def _mails(data: bytes) -> Iterator[bytes]:
    # A mail begins after an empty line; "From " in the midst of a text is a word.
    starts = [
        (match.start(), match.end())
        for match in _SENDER_LINE.finditer(data)
        if not match.start() or data[match.start() - 3 : match.start()].endswith((b"\n\n", b"\n\r\n"))
    ] or [(0, 0)]
    if data[: starts[0][0]].strip():
        yield data[: starts[0][0]]  # its beginning was cut off
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for (__, start), end in zip(starts, ends, strict=True):
        yield _QUOTED_SENDER.sub(rb"\1", data[start:end])


def _mail(builder: Builder, message: EmailMessage, level: int = 0) -> None:
    """Append a mail: its headers, its text, then its attachments."""
    parts = _MailParts(builder, level)
    parts.headers(message)
    before = len(builder.blocks)
    parts.part(message)
    parts.attached()
    if len(builder.blocks) == before:
        builder.notices.append(_("it has no text of its own"))
    parts.files.notice()
    if _cut_off(message):
        builder.notices.append(_("its end is missing: it may have been cut off, and more text with it"))


def _cut_off(message: Message) -> bool:
    return any(isinstance(defect, _CUT_OFF) for part in message.walk() for defect in part.defects)


def _header(message: Message, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(raw) > _LONG_HEADER:
        return one_line(raw)
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        # The standard library's header parser trips over some broken headers; the raw one is better than none.
        return one_line(raw)


class _MailParts:
    """Appends the text of a mail's parts; attachments wait until the text is read."""

    def __init__(self, builder: Builder, level: int) -> None:
        self._builder = builder
        self._level = level
        self._waiting: list[tuple[str, Message]] = []
        self.files = Parts(builder)

    def headers(self, message: Message) -> None:
        """Append who wrote to whom, when, and about what."""
        lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
        self._builder.add("paragraph", "\n".join(lines))

    def part(self, part: Message, depth: int = 0, *, words: bool = True) -> None:
        """Append the text of a part and of those inside it.

        Args:
            part: The mail, or a part of it.
            depth: How deep it lies.
            words: Append its text; else only what is attached is kept for later.
        """
        kind = part.get_content_type()
        name = _file_name(part)
        if depth > _DEEPEST:
            self.files.leave(name or kind, _("it lies too deep in other parts"))
        elif kind == "message/rfc822":
            inner = next(iter(_inside(part)), None)
            if inner is None:
                self._waiting.append((name or "mail.eml", part))
            else:
                self._forward(inner, depth)
        elif kind == "message/delivery-status":
            for one in _inside(part):
                self._builder.add("paragraph", "\n".join(f"{key}: {value}" for key, value in one.items()))
        elif kind in _SEALED and (inner := _signed(part)) is not None:
            self._builder.read["attachment"] += 1
            self.part(inner, depth + 1, words=words)
        elif kind == "multipart/encrypted" or kind in _SEALED:
            self._builder.notices.append(_("its text is encrypted and was not read"))
        elif kind == "multipart/alternative" and part.is_multipart():
            self._alternatives(_inside(part), depth, words=words)
        elif part.is_multipart():
            for one in _inside(part):
                self.part(one, depth + 1, words=words)
        elif kind in _MUTE:
            self._builder.read["attachment"] += bool(name)  # known for what it is, and no words
        elif kind.startswith("multipart/"):  # whose parts cannot be told from one another
            self._plain(self._words(part))
        elif kind == "text/calendar":
            add_calendar(self._builder, _text(part))
        elif part.get_content_disposition() == "attachment" or name or not kind.startswith("text/"):
            self._waiting.append((name or _made_up_name(kind), part))
        elif words and kind == "text/html":
            html.add_tree(self._builder, html.parse(self._words(part)), deeper=self._level)
        elif words and kind == "text/plain" and _PAGE.match(shown := self._words(part)):
            html.add_tree(self._builder, html.parse(shown), deeper=self._level)
        elif words and kind in ("text/plain", "text/enriched", "text/richtext", "text/rfc822-headers"):
            self._plain(self._words(part))
        elif words:
            self._waiting.append((_made_up_name(kind), part))

    def attached(self) -> None:
        """Append the files that are attached, each under its name."""
        self._builder.read["attachment"] += len(self._waiting)
        for name, part in self._waiting:
            payload = part.get_payload(decode=True)
            self.files.add(name, payload if isinstance(payload, bytes) else b"", level=self._level + 1)
        self._waiting.clear()

    def _forward(self, message: Message, depth: int) -> None:
        self._builder.heading(self._level + 1, f"Forwarded mail: {_header(message, 'Subject')}")  # not shown
        self.headers(message)
        self._level += 1
        self.part(message, depth + 1)
        self._level -= 1

    def _alternatives(self, alternatives: list[Message], depth: int, *, words: bool) -> None:
        """Append the alternative that says most; of the others, what else is in them."""
        plain = next((one for one in alternatives if one.get_content_type() == "text/plain"), None)
        rich = next((page for one in alternatives for page in _pages(one)), None)
        read_plain = read_rich = False
        if words:
            read_plain, read_rich = which_to_read(
                None if plain is None else _text(plain), None if rich is None else _text(rich)
            )
        known = read_plain or read_rich
        first = len(self._builder.blocks)
        for number, one in enumerate(alternatives, start=1):
            if one is plain:
                if read_plain:
                    self.part(one, depth + 1)
            elif one.get_content_type() == "text/html":
                if read_rich and one is rich:
                    self.part(one, depth + 1)
            elif one.is_multipart() or one.get_content_type() == "text/calendar":
                # What is attached beside the HTML is not in the plain text.
                self.part(one, depth + 1, words=words and (read_rich or not known))
            elif words and not known and number == len(alternatives):
                self.part(one, depth + 1)
            elif words and known and _is_another_text(one):
                self._rest_of(one, first)  # its kind is damaged, or it is there twice
        if known and plain is not None and rich is not None and not (read_plain and read_rich):
            self._rest_of(rich if read_plain else plain, first)

    def _rest_of(self, other: Message, first: int) -> None:
        """Append the paragraphs of the other version that say what the read one does not.

        Args:
            other: That version.
            first: Number of the first block of the one that was read.
        """
        known = _words_without_links("\n".join(self._builder.texts()[first:]))
        page = Builder("html")
        text = self._words(other)
        plain = other.get_content_type() == "text/plain" or not _TAG.search(text)
        if not plain:
            html.add_tree(page, html.parse(text), deeper=self._level)
        else:
            if STUB.search(text) and len(text) < STUB_CHARS:
                return
            for block in paragraphs(text):
                page.add(block.kind, text[block.start : block.end])
        for block, text in zip(page.blocks, page.texts(), strict=True):
            if not _words_without_links(text) <= known:
                self._builder.add(block.kind, text, level=block.level, title=block.title)

    def _words(self, part: Message) -> str:
        """Return the text of a part without keys and encoded data, and note both."""
        words, notices = without_blobs(_text(part))
        self._builder.notices += notices
        return words

    def _plain(self, text: str) -> None:
        for block in paragraphs(text):
            self._builder.add(block.kind, text[block.start : block.end])


def _words_without_links(text: str) -> set[str]:
    return set(WORD.findall(_LINK.sub(" ", text)))


def _pages(part: Message) -> Iterator[Message]:
    return (one for one in part.walk() if one.get_content_type() == "text/html" and not _file_name(one))


def which_to_read(plain: str | None, rich: str | None) -> tuple[bool, bool]:
    """Return whether to read a mail's plain text, and whether to read its HTML.

    The plain text is read if it says what the HTML says; both where each says something of its own at length.
    """
    if plain is None or rich is None:
        return plain is not None, rich is not None
    page = Builder("html")
    html.add_tree(page, html.parse(rich))
    said = _tokens(plain)
    shown = _tokens(page.document(PurePath("page")).text)
    if said.total() and (said & shown).total() >= _COVERED * shown.total():
        return True, False
    own = said - shown
    return own.total() >= 40 and own.total() > 0.5 * said.total(), True


def add_mime(builder: Builder, files: Parts, data: bytes) -> None:
    """Append the text of a mail that stands in another file, and its attachments."""
    message = email.message_from_bytes(_plain_bytes(data), policy=email.policy.default)
    parts = _MailParts(builder, 0)
    parts.files = files
    parts.part(message)
    parts.attached()


def _tokens(text: str) -> Counter[str]:
    return Counter(_TOKENS.findall(text.lower()))


def _is_another_text(part: Message) -> bool:
    kind = part.get_content_type()
    return kind.startswith("text/") and kind not in _SAME_FOR_OTHERS


def _signed(part: Message) -> Message | None:
    """Return the part that a signature encloses, or None where it is encrypted."""
    payload = part.get_payload(decode=True)
    content = enclosed(payload) if isinstance(payload, bytes) else None
    return None if content is None else email.message_from_bytes(content, policy=email.policy.default)


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _file_name(part: Message) -> str:
    try:
        return one_line(str(part.get_filename() or ""))
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        return "attachment"


def _made_up_name(kind: str) -> str:
    name = "without a name" if kind.startswith("text/") else kind.replace("/", " ")
    return name + (mimetypes.guess_extension(kind) or "")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        declared = part.get_content_charset() or ""
    except (ValueError, TypeError, AttributeError, LookupError):
        declared = ""
    return decode_plain(data, declared)

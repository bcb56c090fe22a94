"""Messages that Outlook saved (.msg), with what is attached to them.

They are mails, appointments, contacts and tasks.

Source: [MS-OXMSG] 2; properties: [MS-OXPROPS].
"""

from __future__ import annotations

import datetime
import email
import email.policy
import email.utils
import struct
from functools import partial
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders import html, load_part, rtf
from ingest.loaders.blobs import without_blobs
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.compound import Storage, codec_of
from ingest.loaders.compound import read_storage as read_folder
from ingest.loaders.encoding import decode_plain
from ingest.loaders.guessing import guess
from ingest.loaders.mail import add_mime, which_to_read
from ingest.loaders.outlook_rtf import page_in, unpacked
from ingest.loaders.parts import Parts, append
from ingest.loaders.text import paragraphs
from ingest.records import Document, Unreadable

_PROPERTIES = "__properties_version1.0"
_ATTACHED, _RECIPIENT, _NAMES = "__attach_version1.0", "__recip_version1.0", "__nameid_version1.0"
_TEXT, _WIDE_TEXT, _TIME, _NUMBER, _BINARY, _FOLDER = 0x001E, 0x001F, 0x0040, 0x0003, 0x0102, 0x000D
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
_CLASS, _SUBJECT, _BODY, _PAGE, _RICH = 0x001A, 0x0037, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _FOR, _FOR_ADDRESS, _FOR_SMTP = (
    0x0C1A,
    0x0C1F,
    0x5D01,
    0x0042,
    0x0065,
    0x5D02,
)
_SENT, _RECEIVED, _TO, _CC, _BCC, _SOURCE = 0x0039, 0x0E06, 0x0E04, 0x0E03, 0x0E02, 0x007D
_PAGE_CODE, _PAGE_OF_HTML = 0x3FFD, 0x3FDE
_NAME, _ADDRESS, _SMTP, _ROLE = 0x3001, 0x3003, 0x39FE, 0x0C15
_FILE, _LONG_FILE, _DATA, _KIND = 0x3704, 0x3707, 0x3701, 0x370E
_ROLES = {1: "To", 2: "Cc", 3: "Bcc"}
# Properties of appointments, tasks and contacts, by their numbers; those from 0x8000 on are numbered anew in each file.
_TOLD = {
    0x820D: "Begins", 0x820E: "Ends", 0x8208: "Where", 0x8105: "Due", 0x8104: "Begins", 0x3A06: "", 0x3A16: "Organisation",
    0x3A17: "Title", 0x3A18: "Department", 0x3A08: "Phone (work)", 0x3A09: "Phone (home)", 0x3A1C: "Phone (mobile)",
    0x3A24: "Fax", 0x8083: "Email", 0x8093: "Email", 0x80A3: "Email", 0x801B: "Address (work)", 0x801A: "Address (home)",
    0x3A15: "Address", 0x3A51: "Web", 0x3A42: "Birthday",
}  # fmt: skip
_MOST_ATTACHED = 500
_MOST_RECIPIENTS = 2_000
_SAMPLE_BYTES = 64 * 1024


def read_storage(storage: Storage, path: PurePath) -> Document:
    """Read a message: its headers, its text, and what is attached to it."""
    builder = Builder("msg")
    message = _Message(storage, outermost=storage.is_whole)
    message.add_to(builder)
    return builder.document(path, title=message.text(_SUBJECT))


class _Properties:
    """The properties of a message, of a recipient or of an attachment.

    Args:
        storage: Where they are kept.
        head: Bytes in front of the list of those of fixed size.
        codec: Encoding of texts that are not in Unicode.
    """

    def __init__(self, storage: Storage, head: int, codec: str = "cp1252") -> None:
        self.storage = storage
        self.codec = codec
        self._fixed: dict[int, tuple[int, bytes]] = {}
        data = storage.stream(_PROPERTIES) or b""
        for at in range(head, len(data) - 15, 16):
            kind, number = struct.unpack_from("<HH", data, at)
            self._fixed[number] = kind, data[at + 8 : at + 16]

    def number(self, tag: int, default: int = 0) -> int:
        """Return a number."""
        kind, held = self._fixed.get(tag, (0, b""))
        return int(struct.unpack_from("<I", held)[0]) if kind == _NUMBER else default

    def time(self, tag: int) -> datetime.datetime | None:
        """Return a moment."""
        kind, held = self._fixed.get(tag, (0, b""))
        if kind != _TIME:
            return None
        try:
            return _EPOCH + datetime.timedelta(microseconds=struct.unpack("<Q", held)[0] // 10)
        except OverflowError:
            return None

    def text(self, tag: int) -> str:
        """Return a text, or nothing."""
        wide = self.storage.stream(f"__substg1.0_{tag:04X}{_WIDE_TEXT:04X}")
        if wide is not None:
            return wide[: len(wide) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.storage.stream(f"__substg1.0_{tag:04X}{_TEXT:04X}")
        return "" if narrow is None else narrow.decode(self.codec, "replace").rstrip("\0")

    def binary(self, tag: int) -> bytes | None:
        """Return bytes, or None."""
        return self.storage.stream(f"__substg1.0_{tag:04X}{_BINARY:04X}")


class _Message(_Properties):
    """A message, which may be attached to another."""

    def __init__(self, storage: Storage, *, outermost: bool) -> None:
        super().__init__(storage, 32 if outermost else 24)
        self.codec = self._codec()
        self._kind = self.text(_CLASS).upper()
        self._names = _numbers_of_names(storage)

    def add_to(self, builder: Builder) -> None:
        """Append all of it.

        Raises:
            Unreadable: It holds nothing.
        """
        lines = self._headers()
        builder.add("paragraph", "\n".join(lines))
        before = len(builder.blocks)
        parts = Parts(builder, _MOST_ATTACHED)
        signed = self._kind.startswith("IPM.NOTE.SMIME.MULTIPARTSIGNED")
        if self._kind.startswith("IPM.NOTE.SMIME") and not signed:
            builder.notices.append(_("its text is encrypted and was not read"))
        else:
            self._words(builder)
        for name in self.storage.names():
            if name.startswith(_ATTACHED) and (folder := self.storage.folder(name)) is not None:
                builder.read["attachment"] += 1
                self._attachment(builder, parts, _Properties(folder, 8, self.codec), signed=signed)
        if not lines and not builder.blocks:
            raise Unreadable(_("it is no message: it has no sender, receiver, date, subject or text"))
        if len(builder.blocks) == before and "IPM.NOTE" in (self._kind or "IPM.NOTE"):
            builder.notices.append(_("it has no text of its own"))
        parts.notice()

    def _headers(self) -> list[str]:
        told = email.message_from_string(self.text(_SOURCE), policy=email.policy.compat32)
        sender = _person(self.text(_SENDER), self.text(_SENDER_SMTP) or self.text(_SENDER_ADDRESS))
        instead = _person(self.text(_FOR), self.text(_FOR_SMTP) or self.text(_FOR_ADDRESS))
        people: dict[str, list[str]] = {}
        recipients = [name for name in self.storage.names() if name.startswith(_RECIPIENT)]
        for name in recipients[:_MOST_RECIPIENTS]:
            if (folder := self.storage.folder(name)) is not None:
                one = _Properties(folder, 8, self.codec)
                role = _ROLES.get(one.number(_ROLE, 1) & 0xF, "To")
                people.setdefault(role, []).append(
                    _person(one.text(_NAME), one.text(_SMTP) or one.text(_ADDRESS))
                )
        if len(recipients) > _MOST_RECIPIENTS:
            people.setdefault("To", []).append(f"and {len(recipients) - _MOST_RECIPIENTS} more")
        moment = self.time(_SENT) or self.time(_RECEIVED)
        date = one_line(str(told.get("Date", ""))) or (email.utils.format_datetime(moment) if moment else "")
        values = {
            "From": instead or sender,
            "To": ", ".join(people.get("To", [])) or self.text(_TO),
            "Cc": ", ".join(people.get("Cc", [])) or self.text(_CC),
            "Bcc": ", ".join(people.get("Bcc", [])) or self.text(_BCC),
            "Date": date,
            "Subject": self.text(_SUBJECT),
        }
        if self._kind.startswith(("IPM.CONTACT", "IPM.TASK", "IPM.STICKYNOTE", "IPM.ACTIVITY")):
            values = {"Subject": values["Subject"]}
        lines = [f"{name}: {one_line(value)}" for name, value in values.items() if value.strip()]
        return lines + self._told()

    def _told(self) -> list[str]:
        """Return the times and places of an appointment, or how a person is reached."""
        lines = []
        for number, label in _TOLD.items():
            tag = self._names.get(number, 0) if number >= 0x8000 else number
            if not tag or not label:
                continue
            moment = self.time(tag)
            value = f"{moment:%Y-%m-%d %H:%M} UTC" if moment else one_line(self.text(tag))
            if value:
                lines.append(f"{label}: {value}")
        return lines

    def _words(self, builder: Builder) -> None:
        plain = self.text(_BODY) or None
        page: str | None = self._page_of_text()
        rich = unpacked(self.binary(_RICH) or b"") if page is None else b""
        if rich:
            page = page_in(rich) or None
        read_plain, read_page = which_to_read(plain, page)
        if read_plain and plain is not None:
            words, notices = without_blobs(plain.replace("\r\n", "\n"))
            builder.notices += notices
            for block in paragraphs(words):
                builder.add(block.kind, words[block.start : block.end])
        if read_page and page is not None:
            words, notices = without_blobs(page)
            builder.notices += notices
            html.add_tree(builder, html.parse(words))
        if plain is None and page is None and rich:
            document = rtf.read(rich, PurePath("body.rtf"))
            append(builder, document)
            builder.notices += document.notices

    def _page_of_text(self) -> str | None:
        data = self.binary(_PAGE)
        if data is None:
            return self.text(_PAGE) or None
        return decode_plain(data, codec_of(self.number(_PAGE_OF_HTML) or 1252)) or None

    def _codec(self) -> str:
        """Return the encoding of a message's texts that are not in Unicode.

        The one that is declared is often wrong.
        """
        page = self.number(_PAGE_CODE)
        if page not in (0, 1252):
            return codec_of(page)
        held = (
            self.storage.stream(f"__substg1.0_{tag:04X}{_TEXT:04X}") for tag in (_SUBJECT, _SENDER, _BODY)
        )
        sample = b"\n".join(one for one in held if one)[:_SAMPLE_BYTES]
        if sample.isascii():
            return "cp1252"
        name, sure = guess(sample)
        return name if sure or not page else "cp1252"

    def _attachment(self, builder: Builder, parts: Parts, one: _Properties, *, signed: bool) -> None:
        name = one_line(one.text(_LONG_FILE) or one.text(_FILE) or one.text(_NAME)) or "attachment"
        data = one.binary(_DATA)
        inner = one.storage.folder(f"__substg1.0_{_DATA:04X}{_FOLDER:04X}")
        if data is not None and signed:
            add_mime(builder, parts, data)
        elif data is not None:
            parts.add(name, data)
        elif inner is not None and inner.has(_PROPERTIES):
            subject = one_line(_Message(inner, outermost=False).text(_SUBJECT)) or name
            parts.add_read(
                subject,
                partial(load_part, partial(read_storage, inner, PurePath(name))),
                label="Forwarded mail",  # not shown
            )
        elif inner is not None:
            parts.add_read(name, partial(load_part, partial(read_folder, inner, PurePath(name))))
        else:
            parts.leave(name, _("it is not in the file"))


def _person(name: str, address: str) -> str:
    """Return a name with its address, or one of them where that is enough.

    Names inside an organisation have addresses that nobody writes; these are left out.
    """
    name, address = one_line(name).strip("'"), one_line(address)
    if "@" not in address or address.upper().startswith("/O=") or address.lower() == name.lower():
        return name or address
    return f"{name} <{address}>" if name else address


def _numbers_of_names(storage: Storage) -> dict[int, int]:
    """Return under which number each named property is kept in this file."""
    folder = storage.folder(_NAMES)
    try:
        data = (folder.stream("__substg1.0_00030102") or b"") if folder is not None else b""
    except Unreadable:
        return {}
    found = {}
    for at in range(0, len(data) - 7, 8):
        number, kind, index = struct.unpack_from("<IHH", data, at)
        if not kind & 1:
            found[number] = 0x8000 + index
    return found

"""Address cards, calendars, subtitles and exported notes.

Files of many small records.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import SUPERSETS, decode
from ingest.loaders.text import paragraphs
from ingest.records import Document, Unreadable

_CARD_NAMES = {
    "FN": "Name", "NICKNAME": "Nickname", "ORG": "Organisation", "TITLE": "Title", "ROLE": "Role", "TEL": "Phone",
    "EMAIL": "Email", "ADR": "Address", "BDAY": "Birthday", "ANNIVERSARY": "Anniversary", "NOTE": "Note", "URL": "Web",
    "CATEGORIES": "Categories", "IMPP": "Messenger", "RELATED": "Related", "GENDER": "Gender", "LANG": "Language",
    "LABEL": "Address label", "MEMBER": "Member", "DEATHDATE": "Died", "TZ": "Time zone",  # not shown
}  # fmt: skip
_EVENT_NAMES = {
    "DTSTART": "Begins", "DTEND": "Ends", "DUE": "Due", "DURATION": "Lasts", "LOCATION": "Where", "ORGANIZER": "Organiser",
    "ATTENDEE": "Attendee", "STATUS": "Status", "RRULE": "Repeats", "DESCRIPTION": "About", "COMMENT": "Comment",
    "CATEGORIES": "Categories", "URL": "Web", "CONTACT": "Contact", "PRIORITY": "Priority", "COMPLETED": "Completed",
    "PERCENT-COMPLETE": "Percent complete", "EXDATE": "Not on", "RDATE": "Also on", "RESOURCES": "Resources",  # not shown
}  # fmt: skip
_FOR_PROGRAMS = frozenset({"X-ABUID", "X-ABADR", "X-ABLABEL", "X-ABSHOWAS", "X-ABORDER"})
_ONCE = frozenset({"ATTENDEE"})
_EVENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "ATTACH"})
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?$")
_TIMES = re.compile(
    r"^[ \t]*(\d{1,3}:\d\d(?::\d\d)?)[.,]?\d*[ \t]*-->[ \t]*\d{1,3}:\d\d(?::\d\d)?[.,]?\d*[^\n]*$",
    re.MULTILINE,
)
_CUE_MARKS = re.compile(r"<[^<>\n]{1,200}>|\{\\[^{}\n]{1,200}\}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^<>\n]{1,100})>")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
_LONGEST_SENTENCE = 600  # characters, of words that no sentence ends
_PAUSE = 4  # seconds without words, after which a sentence has ended


@dataclass
class _Line:
    name: str
    value: str
    options: dict[str, str] = field(default_factory=dict)


def read_contacts(data: bytes, path: PurePath) -> Document:
    """Read address cards: each person with what can be told.

    Pictures and keys are left out.
    """
    text, notice = decode(data)
    builder = Builder("vcf")
    builder.notices += [notice] if notice else []
    cards = 0
    lines: list[_Line] | None = None
    for line in _lines(text):
        if line.name == "BEGIN" and line.value.upper() == "VCARD":
            lines = []
        elif line.name == "END" and line.value.upper() == "VCARD" and lines is not None:
            cards += 1
            _card(builder, lines)
            lines = None
        elif lines is not None:
            lines.append(line)
    if lines:
        cards += 1
        _card(builder, lines)
        builder.notices.append(_("its end is missing: it may have been cut off"))
    if not cards:
        raise Unreadable(_("it holds no address cards"))
    return builder.document(path, title=path.stem)


def read_calendar(data: bytes, path: PurePath) -> Document:
    """Read a calendar: each appointment and task with its times, place and people."""
    text, notice = decode(data)
    builder = Builder("ics")
    builder.notices += [notice] if notice else []
    name = next((line.value for line in _lines(text) if line.name == "X-WR-CALNAME"), "")
    if not add_calendar(builder, text):
        raise Unreadable(_("it holds no appointments"))
    return builder.document(path, title=name or path.stem)


def add_calendar(builder: Builder, text: str) -> bool:
    """Append the appointments of a calendar or an invitation.

    Say whether there are any.
    """
    lines: list[_Line] | None = None
    method = ""
    inner: list[str] = []
    found = False
    for line in _lines(text):
        if line.name == "METHOD":
            method = line.value.upper()
        if line.name == "BEGIN":
            inner.append(line.value.upper())
            if inner[-1] in _EVENTS:
                lines = []
        elif line.name == "END":
            if line.value.upper() in _EVENTS and lines is not None:
                found = True
                _event(builder, lines, method)
                lines = None
            if inner:
                inner.pop()
        elif lines is not None and inner and inner[-1] in _EVENTS:
            lines.append(line)
    if lines:
        found = True
        _event(builder, lines, method)
        builder.notices.append(_("the end of a calendar is missing: it may have been cut off"))
    return found


def read_subtitles(data: bytes, path: PurePath) -> Document:
    """Read subtitles, each sentence in one piece after the time at which it begins."""
    text, notice = decode(data)
    builder = Builder("subtitles")
    builder.notices += [notice] if notice else []
    words: list[str] = []
    begins = speaker = ""
    last = 0

    def end() -> None:
        if words:
            builder.add("paragraph", f"[{begins}] {f'{speaker}: ' if speaker else ''}{' '.join(words)}")
        words.clear()

    for start, voice, spoken in _cues(text):
        paused = _seconds(start) - last > _PAUSE
        if (
            paused
            or (voice and voice != speaker)
            or spoken.startswith(("-", "–"))
            or sum(map(len, words)) > _LONGEST_SENTENCE
        ):
            end()
        if not words:
            begins, speaker = start, voice
        if not words or words[-1] != spoken:  # rolling subtitles show each line twice
            words.append(spoken)
        last = _seconds(start) + 2 + len(spoken) // 15
        if _SENTENCE_END.search(spoken):
            end()
    end()
    if not builder.blocks and text.strip():
        for block in paragraphs(text):
            builder.add(block.kind, text[block.start : block.end])
        builder.notices.append(_("it has no times as subtitles have; it was read as plain text"))
    return builder.document(path)


def read_notes(data: bytes, path: PurePath) -> Document:
    """Read the notes that Evernote exported: title, date, tags and text of each."""
    from ingest.loaders import html
    from ingest.loaders.parts import Parts
    from ingest.loaders.xml import parse_xml

    tree = parse_xml(data)
    builder = Builder("enex")
    files = Parts(builder)
    for note in tree.iter("note"):
        first, already = len(builder.blocks), len(builder.notices)
        title = one_line(note.findtext("title") or "") or "Note without a title"  # not shown
        builder.heading(1, title)
        created = _moment(note.findtext("created") or "")
        tags = ", ".join(one_line(tag.text or "") for tag in note.iter("tag"))
        builder.add(
            "paragraph", "\n".join(filter(None, (created and f"Date: {created}", tags and f"Tags: {tags}")))
        )
        content = note.findtext("content") or ""
        ticked = re.sub(r"<en-todo[^>]*checked=.true.[^>]*>", "[x] ", content)
        html.add_tree(builder, html.parse(re.sub(r"<en-todo[^>]*>", "[ ] ", ticked)), deeper=1)
        for number, resource in enumerate(note.iter("resource"), start=1):
            builder.read["attached file"] += 1
            kind = resource.findtext("mime") or ""
            name = resource.findtext("resource-attributes/file-name") or f"{number}.{kind.rpartition('/')[2]}"
            try:
                held = base64.b64decode(resource.findtext("data") or "", validate=False)
            except ValueError:
                files.leave(name, _("it is damaged"))
                continue
            files.add(name, held, level=2)
        files.notice()
        builder.end_part(
            first,
            f"{title.replace('/', '_')}.note",
            "".join(note.itertext()).encode(),
            kind="enex",
            title=title,
            notices=builder.notices[already:],
        )
    return builder.document(path, title=path.stem)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines of a card or calendar, unfolded and decoded."""
    whole = ""
    for raw in [*text.split("\n"), ""]:
        line = raw.rstrip("\r")
        if whole and line[:1] in (" ", "\t"):
            whole += line[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line
        else:
            if ":" in whole:
                yield _line(whole)
            elif whole.strip():
                yield _Line("", whole.strip())  # it is damaged
            whole = line


def _line(whole: str) -> _Line:
    head, _, value = _split(whole)
    name, *options = head.split(";")
    found = {}
    for option in options:
        key, _, content = option.partition("=")
        found[key.upper()] = content.strip('"')
    line = _Line(name.rpartition(".")[2].upper(), value.strip(), found)
    encoding = found.get("ENCODING", "").upper()
    if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in found:
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
        charset = found.get("CHARSET", "utf-8").lower()
        try:
            line.value = raw.decode(SUPERSETS.get(charset, charset))
        except (UnicodeDecodeError, LookupError):
            line.value = raw.decode("utf-8", "replace")
    elif encoding in ("B", "BASE64") or "BASE64" in found or value.startswith("data:"):
        line.value = ""
    return line


def _split(whole: str) -> tuple[str, str, str]:
    """Return a line's head and value; a colon in quotation marks ends no head."""
    quoted = False
    for place, character in enumerate(whole):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return whole[:place], ":", whole[place + 1 :]
    return whole.partition(":")


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _fields(value: str) -> list[str]:
    """Return the parts of a value between its semicolons."""
    parts = re.split(r"(?<!\\);", value)
    return [one_line(_unescaped(part)) for part in parts if part.strip()]


def _card(builder: Builder, lines: list[_Line]) -> None:
    named = next((line.value for line in lines if line.name == "FN" and line.value), "")
    whole = next((_fields(line.value) for line in lines if line.name == "N" and line.value), [])
    organisation = next((" ".join(_fields(line.value)) for line in lines if line.name == "ORG"), "")
    name = (
        one_line(_unescaped(named))
        or " ".join([*whole[1:2], *whole[:1]])
        or organisation
        or "Without a name"  # not shown
    )
    builder.heading(1, name)
    told = []
    for line in lines:
        if not line.name:
            told.append(line.value)
        label = _CARD_NAMES.get(line.name) or _own_name(line.name)
        if not label or not line.value or line.name in _BINARY:
            continue
        value = ", ".join(_fields(re.sub(r"^(?:tel|mailto):", "", line.value)))
        if line.name == "BDAY":
            value = _moment(line.value)
        kinds = [one.lower() for one in line.options.get("TYPE", "").split(",")]
        kinds += [key.lower() for key, content in line.options.items() if not content]
        kind = ", ".join(one for one in kinds if one and one not in ("pref", "internet", "voice", "charset"))
        told.append(f"{label} ({kind}): {value}" if kind else f"{label}: {value}")
    builder.add("paragraph", "\n".join(told))


def _own_name(name: str) -> str:
    """Return how a field is called that only some programs know, like "Skype".

    Nothing where it is for programs.
    """
    if name in _FOR_PROGRAMS or not name.startswith("X-"):
        return ""
    return name[2:].replace("-", " ").capitalize()


def _event(builder: Builder, lines: list[_Line], method: str) -> None:
    summary = next((_unescaped(line.value) for line in lines if line.name == "SUMMARY"), "")
    prefix = {"CANCEL": "Cancelled: ", "REQUEST": "Invitation: "}.get(method, "")
    told = [f"{prefix}{one_line(summary) or 'Appointment without a title'}"]  # not shown
    attendees = []
    for line in lines:
        if not line.name:
            told.append(line.value)
        label = _EVENT_NAMES.get(line.name)
        if label is None or not line.value:
            continue
        value = _unescaped(line.value)
        if line.name in ("ORGANIZER", "ATTENDEE", "CONTACT"):
            address = re.sub(r"^mailto:", "", value, flags=re.IGNORECASE)
            value = f"{line.options['CN']} <{address}>" if line.options.get("CN") else address
            answer = line.options.get("PARTSTAT", "").lower()
            value += f" ({answer})" if answer and answer != "needs-action" else ""
        elif line.name in ("DTSTART", "DTEND", "DUE", "COMPLETED", "EXDATE", "RDATE"):
            zone = line.options.get("TZID", "")
            value = ", ".join(_moment(one) for one in value.split(",")) + (f" ({zone})" if zone else "")
        if line.name in _ONCE:
            attendees.append(value)
        else:
            told.append(f"{label}: {value.strip()}")
    if attendees:
        told.append(f"Attendees: {', '.join(attendees)}")
    builder.add("paragraph", "\n".join(told))


def _moment(value: str) -> str:
    """Write a date and time as people do, like "2025-07-14 08:30"."""
    match = _MOMENT.match(value.strip())
    if match is None:
        return one_line(_unescaped(value))
    date = f"{match[1]}-{match[2]}-{match[3]}"
    return date + (f" {match[4]}:{match[5]}{' UTC' if match[7] else ''}" if match[4] else "")


def _cues(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield when each subtitle begins, who speaks, and its words on one line."""
    marks = list(_TIMES.finditer(text))
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        lines = text[mark.end() : end].strip("\n").split("\n")
        if (
            number + 1 < len(marks)
            and len(lines) > 1
            and (lines[-1].strip().isdigit() or not lines[-2].strip())
        ):
            lines.pop()  # the next one's number or name
        spoken = "\n".join(lines).partition("\n\n")[0]
        voices = list(_VOICE.finditer(spoken))
        stretches = [(one[1], one.end()) for one in voices] or [("", 0)]
        ends = [one.start() for one in voices[1:]] + [len(spoken)]
        for (voice, begin), stop in zip(stretches, ends, strict=True):
            if words := one_line(_CUE_MARKS.sub("", spoken[begin:stop])):
                yield mark[1], one_line(voice), words


def _seconds(time: str) -> int:
    total = 0
    for part in time.split(":"):
        total = total * 60 + int(part)
    return total

"""Counts the words of text, JSON, notebooks, cards, calendars and subtitles."""

from __future__ import annotations

import base64
import binascii
import html
import json
import quopri
import re
from collections.abc import Iterator

from ingest.loaders.blobs import without_blobs
from ingest.loaders.census.markup import scan
from ingest.loaders.census.pages import words_of
from ingest.loaders.encoding import SUPERSETS, decode
from ingest.loaders.inventory import Held, Things, Words
from ingest.records import Unreadable

_LATEX_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%[^\n]*")
_LATEX_LEFT_OUT = re.compile(r"\\begin\{comment\}.*?(?:\\end\{comment\}|\Z)", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|(-?\d[\d.eE+-]*)')
_SEPARATOR = re.compile(r'"?sep=([^\w\s"]|\t)"?[ \t]*(?:\n|\Z)', re.IGNORECASE)
_COLOURS = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_MARKS_OF_CUES = re.compile(r"<[^<>\n]{1,200}>|\{\\[^{}\n]{1,200}\}")
_CUE_TIMES = re.compile(r"^[ \t]*\d{1,3}:\d\d(?::\d\d)?[.,]?\d*[ \t]*-->(.*)$")
_CUE_SETTINGS = re.compile(r"\b[A-Za-z]\w{0,7}:\S+|[\d:.,%-]+(?!\w)|\d+:[\d:.,]+")
_SILENT_CARD = frozenset(
    {"BEGIN", "END", "VERSION", "PRODID", "UID", "REV", "PHOTO", "LOGO", "SOUND", "KEY", "N", "SORT-STRING", "SOURCE",
     "GEO", "MAILER", "CLASS", "PROFILE", "KIND", "FBURL", "CALURI", "CALADRURI", "CLIENTPIDMAP", "XML", "CREATED",
     "X-ABUID", "X-ABADR", "X-ABLABEL", "X-ABSHOWAS", "X-ABORDER", "AGENT", "BDAY"}
)  # fmt: skip
_SILENT_EVENT = frozenset(
    {"UID", "DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "CLASS", "TRANSP", "DTSTART", "DTEND", "DUE", "COMPLETED",
     "EXDATE", "RDATE", "RECURRENCE-ID", "ATTACH", "GEO", "TZID", "ORGANIZER", "ATTENDEE", "RELATED-TO", "REQUEST-STATUS",
     "STATUS", "RRULE", "EXRULE", "URL", "ACTION", "TRIGGER", "ACKNOWLEDGED", "IMAGE", "CONFERENCE", "COLOR", "SOURCE"}
)  # fmt: skip
_EVENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_OF_OUTPUTS = frozenset(
    {"output_type", "name", "text", "data", "metadata", "execution_count", "ename", "evalue", "traceback", "prompt_number",
     "png", "jpeg", "svg", "html", "latex", "json", "javascript", "stream", "transient", "pdf"}
)  # fmt: skip
_OF_NOTEBOOKS = frozenset({"cells", "worksheets", "metadata", "nbformat", "nbformat_minor", "orig_nbformat"})
_OF_CELLS = frozenset(
    {"source", "input", "outputs", "metadata", "cell_type", "id", "execution_count", "attachments", "language",
     "prompt_number", "collapsed", "level"}
)  # fmt: skip
_ESCAPED = re.compile(r"\\([\\,;:nN])")


def text(data: bytes) -> Iterator[Held]:
    """Yield the words of a text file."""
    for line in whole(data).split("\n"):
        yield Words(line)


def latex(data: bytes) -> Iterator[Held]:
    """Yield the words of LaTeX source without those of its comments."""
    words = _LATEX_LEFT_OUT.sub(" ", whole(data))
    verbatim = False
    for line in words.split("\n"):
        verbatim |= "\\begin{verbatim" in line or "\\begin{lstlisting" in line or "\\begin{minted" in line
        if not verbatim:
            line = _LATEX_COMMENT.sub(" ", line)
        yield Words(line)
        if "\\end{verbatim" in line or "\\end{lstlisting" in line or "\\end{minted" in line:
            verbatim = False


def table(data: bytes) -> Iterator[Held]:
    """Yield the words of a table.

    The line by which Excel knows its separator is none of it.
    """
    words = whole(data)
    declared = _SEPARATOR.match(words)
    for line in words[declared.end() if declared else 0 :].replace("\0", "").split("\n"):
        yield Words(line)


def whole(data: bytes) -> str:
    """Return the text of a text file; empty where it is none."""
    try:
        return without_blobs(decode(data)[0])[0]
    except Unreadable:
        return ""


def values(data: bytes) -> Iterator[Held]:
    """Yield the names and values of JSON, each as often as it is written."""
    words = whole(data)
    try:
        json.loads(words)
    except (ValueError, RecursionError):
        yield from _literals(words) if words.lstrip()[:1] in "{[" and "\n{" in words else text(data)
        return
    yield from _literals(words)


def lines_of_values(data: bytes) -> Iterator[Held]:
    """Yield the names and values of lines of JSON."""
    for line in whole(data).split("\n"):
        try:
            json.loads(line)
        except (ValueError, RecursionError):
            yield Words(line)
        else:
            yield from _literals(line)


def _literals(words: str) -> Iterator[Words]:
    for literal, _ in _LITERAL.findall(words):
        if literal:
            try:
                yield Words(str(json.loads(f'"{literal}"', strict=False)))
            except ValueError:
                yield Words(literal)


def notebook(data: bytes) -> Iterator[Held]:
    """Yield the words that were written into a notebook's cells, and the printed ones."""
    try:
        held = json.loads(decode(data)[0])
    except (Unreadable, ValueError, RecursionError):
        return
    if not isinstance(held, dict):
        return
    yield from _of_other_names(held, _OF_NOTEBOOKS)
    cells = held.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict):
            continue
        yield from _lines(cell.get("source"))
        yield from _of_other_names(cell, _OF_CELLS)
        for output in cell.get("outputs") or [] if isinstance(cell.get("outputs"), list) else []:
            if isinstance(output, dict):
                yield from _of_other_names(output, _OF_OUTPUTS)
                yield from _lines(output.get("text")) if output.get("output_type") == "stream" else ()


def _of_other_names(held: dict[str, object], known: frozenset[str]) -> Iterator[Words]:
    """Yield the words that stand under names which notebooks do not have."""
    for name, value in held.items():
        if name not in known:
            yield from _literals(json.dumps(value, ensure_ascii=False))


def _lines(source: object) -> Iterator[Words]:
    pieces = source if isinstance(source, list) else [source]
    joined = "".join(one for one in pieces if isinstance(one, str))
    for line in _COLOURS.sub("", without_blobs(joined)[0]).split("\n"):
        yield Words(line)


def subtitles(data: bytes) -> Iterator[Held]:
    """Yield the words of subtitles.

    What stands between them for programs is not counted.
    """
    words = whole(data)
    is_web = words.lstrip("\ufeff").startswith("WEBVTT")
    silent = is_web  # the head of the file, or a block of another kind than subtitles
    before = ""
    lines = words.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        stripped = line.strip()
        times = _CUE_TIMES.match(line)
        if times is not None:
            silent = False
            yield Words(_CUE_SETTINGS.sub(" ", times[1]))
        elif not stripped:
            silent = False
        elif is_web and not before and stripped.startswith(("STYLE", "REGION", "NOTE")):
            silent = True
        elif not (silent or stripped.isdigit() or stripped == before or _CUE_TIMES.match(below)):
            yield Words(_MARKS_OF_CUES.sub("", stripped))
        before = before if times is not None else stripped


def cards(data: bytes) -> Iterator[Held]:
    """Yield what address cards say, and the words that stand in none."""
    inside = 0
    for name, value in _properties(_text_of_cards(data)):
        if name == "BEGIN":
            inside += 1
        elif name == "END":
            inside -= inside > 0
        elif name not in _SILENT_CARD and (inside or value):
            for field in re.split(r"(?<!\\);", value):
                yield Words(re.sub(r"^(?:tel|mailto):", "", _unescaped(field)))


def calendar(data: bytes) -> Iterator[Held]:
    """Yield what the appointments of a calendar say."""
    path: list[str] = []
    for name, value in _properties(_text_of_cards(data)):
        if name == "BEGIN":
            path.append(value.strip().upper())
        elif name == "END":
            del path[-1:]
        elif path and path[-1] in _EVENTS and name not in _SILENT_EVENT and not name.startswith("X-"):
            for line in _unescaped(value).split("\n"):
                yield Words(line)


def _text_of_cards(data: bytes) -> str:
    try:
        return decode(data)[0]
    except Unreadable:
        return ""


def _properties(words: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the unfolded lines of cards and calendars."""
    lines: list[str] = []
    for line in words.split("\n"):
        printable = lines and "QUOTED-PRINTABLE" in lines[-1].partition(":")[0].upper()
        if lines and line[:1] in (" ", "\t") and line.strip():
            lines[-1] += line[1:]
        elif printable and lines[-1].endswith("="):
            lines[-1] = lines[-1][:-1] + line
        else:
            lines.append(line.rstrip("\r"))
    for line in lines:
        head, colon, value = line.partition(":")
        if '"' in head and head.count('"') % 2:
            quoted, _, rest = value.partition('"')
            head, _, value = f'{head}:{quoted}"{rest}'.rpartition(":") if ":" in rest else (head, "", value)
        name, *options = head.upper().split(";")
        name = name.strip().rpartition(".")[2]
        if not colon:
            yield "", line
            continue
        if any("QUOTED-PRINTABLE" in one for one in options):
            charset = next(
                (one.partition("=")[2].lower() for one in options if one.startswith("CHARSET=")), "utf-8"
            )
            raw = quopri.decodestring(value.encode("utf-8", "replace"))
            try:
                value = raw.decode(SUPERSETS.get(charset, charset))
            except (UnicodeDecodeError, LookupError):
                value = raw.decode("utf-8", "replace")
        elif any(one in ("ENCODING=B", "ENCODING=BASE64", "BASE64") for one in options) or value.startswith(
            "data:"
        ):
            continue
        yield name, value


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def exported_notes(data: bytes) -> Iterator[Held]:
    """Yield the titles and words of exported notes, and count their attachments."""
    found = scan(
        data, breaks=frozenset({"title", "content", "resource"}), texts=frozenset({"title", "content"})
    )
    for stretch in found.stretches:
        if "<" in stretch:
            yield from words_of(stretch)
        else:
            yield Words(html.unescape(stretch))
    if found.names["resource"]:
        yield Things("attached file", found.names["resource"])


def decoded_base64(data: bytes) -> bytes:
    """Return what some lines of Base64 stand for, up to the first that is damaged."""
    try:
        return base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        return base64.b64decode(clean[: len(clean) // 4 * 4])

"""Goes through XML and zip archives with nothing but a tokenizer."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from ingest.loaders.archive import DAMAGED
from ingest.loaders.inventory import Things

_MOST_BYTES = 256 << 20
_MOST_ENTRIES = 20_000
_LOCAL = b"PK\x03\x04"
_NAMES = re.compile(r"[\w.:-]+")

Ignore = Callable[[str, Mapping[str, str]], str]
"""Says for an element with some attributes which element around it, itself among them, is not counted on."""


@dataclass(slots=True)
class Scanned:
    """What a scan of XML found.

    Attributes:
        stretches: Running text, a piece a paragraph.
        names: How many elements of each name there are, in what is counted.
        marked: Attributes of the elements that were asked for, by name.
        sections: How many stretches stand before each element that begins a section.
        damaged: Whether it breaks off before its end.
    """

    stretches: list[str] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    marked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    damaged: bool = False


def scan(
    data: bytes,
    *,
    breaks: frozenset[str],
    texts: frozenset[str] = frozenset(),
    skip: frozenset[str] = frozenset(),
    marks: frozenset[str] = frozenset(),
    section: str = "",
    ignore: Ignore | None = None,
    whole: bool = False,
    but: frozenset[str] = frozenset(),
) -> Scanned:
    """Go through XML; names are without their namespaces.

    Args:
        data: All of it.
        breaks: Elements at whose start and end a stretch of text ends.
        texts: Elements whose text is counted; all where there are none.
        skip: Elements that are not counted, with all in them.
        marks: Elements whose attributes are wanted.
        section: Element that begins a section, like a slide.
        ignore: See `Ignore`.
        whole: Count what is in elements of `texts` at any depth.
        but: Elements whose own text is for programs; where there are some, that of all others is counted.
    """
    counted = _Scan(breaks, texts, skip, marks, section, ignore, whole, but)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = counted.start
    parser.EndElementHandler = counted.end
    parser.CharacterDataHandler = counted.characters
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        counted.found.damaged = True
    counted.end_line()
    return counted.found


@dataclass(slots=True)
class _Scan:
    """What the tokenizer tells, while it goes through.

    Attributes:
        inside: Elements of `texts` that are open.
        silent: Depth of the element that is not counted, or 0.
    """

    breaks: frozenset[str]
    texts: frozenset[str]
    skip: frozenset[str]
    marks: frozenset[str]
    section: str
    ignore: Ignore | None
    whole: bool
    but: frozenset[str]
    found: Scanned = field(default_factory=Scanned)
    line: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    inside: int = 0
    silent: int = 0

    def end_line(self) -> None:
        """End a stretch of text."""
        if self.line:
            self.found.stretches.append("".join(self.line))
            self.line.clear()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = name.rpartition(":")[2]
        self.path.append(name)
        if self.silent:
            return
        if name in self.skip:
            self.silent = len(self.path)
            return
        if self.ignore is not None and (until := self.ignore(name, attributes)):
            inner = self.path[::-1].index(until) if until in self.path else 0
            self.silent = len(self.path) - inner
            return
        self.found.names[name] += 1
        if name in self.marks:
            own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            self.found.marked.append((name, own))
        self.inside += name in self.texts
        if name in self.breaks or name == self.section:
            self.end_line()
        if name == self.section:
            self.found.sections.append(len(self.found.stretches))

    def end(self, _: str) -> None:
        """Take the end of an element."""
        name = self.path.pop()
        if self.silent:
            if len(self.path) < self.silent:
                self.silent = 0
                self.inside = sum(one in self.texts for one in self.path)
            return
        self.inside -= name in self.texts
        if name in self.breaks:
            self.end_line()

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        if self.silent:
            return
        last = self.path[-1] if self.path else ""
        if not self.texts or (self.inside if self.whole else last in self.texts):
            self.line.append(text)
        elif self.but and self.path and last not in self.but and not text.isspace():
            self.line.append(f" {text} ")


def _refuse(*declared: object) -> None:
    raise ValueError("entities are not unfolded")


class Archive:
    """The parts of a zip archive, each as often as its list of contents names it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self.entries = self._archive.infolist()[:_MOST_ENTRIES]
        self.names = frozenset(entry.filename for entry in self.entries)

    def data(self, entry: zipfile.ZipInfo | str) -> bytes:
        """Return the bytes of a part; nothing where it is missing, damaged or too large."""
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(_MOST_BYTES + 1)
        except (*DAMAGED, KeyError):
            return b""
        return data if len(data) <= _MOST_BYTES else b""

    def versions(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of each part of a name."""
        yield from (self.data(entry) for entry in self.entries if entry.filename == name)

    def lost(self) -> Iterator[Things]:
        """Yield the parts that lie in the file and are not in its list of contents."""
        # A file in front of the archive moves all that its list names.
        position = lost = 0
        for entry in sorted(self.entries, key=lambda one: one.header_offset):
            lost += self._headers(position, entry.header_offset)
            position = max(position, entry.header_offset + 30 + entry.compress_size)
        lost += self._headers(position, len(self._data))
        if lost:
            yield Things("part of its archive that its list of contents leaves out", lost)

    def _headers(self, start: int, end: int) -> int:
        """Count the beginnings of parts in a gap between parts."""
        count = 0
        while (start := self._data.find(_LOCAL, start, max(start, end))) >= 0:
            length = int.from_bytes(self._data[start + 26 : start + 28], "little")
            name = self._data[start + 30 : start + 30 + length]
            count += 0 < length < 512 and len(name) == length and not name.endswith(b"/") and name.isascii()
            start += 4
        return count


def entry_name(path: str, base: str) -> str:
    """Return the name of a part that another refers to."""
    parts = [] if path.startswith("/") else base.split("/")[:-1]
    for one in path.split("/"):
        if one == "..":
            del parts[-1:]
        elif one not in ("", "."):
            parts.append(one)
    return "/".join(parts)

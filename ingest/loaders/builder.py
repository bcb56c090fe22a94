"""Builds documents block by block, and sentences on what is not in them."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from assistant.i18n import mark_plural, ngettext
from ingest.loaders import nouns
from ingest.records import (
    Block,
    BlockKind,
    Document,
    Page,
    RecognisedLine,
    RecognisedText,
    Stretch,
    mean_confidence,
)

_EMPTY_TITLES = re.compile(
    r"untitled.*|\(?(?:anonymous|unspecified|none|null|no title|title)\)?|document\d*|presentation\d*|powerpoint presentation|slide \d+|book\d*|sheet\d*|无标题.*|\W*",
    re.IGNORECASE,
)
_PROGRAM_PREFIX = re.compile(r"^microsoft (?:word|powerpoint|excel)\s*-\s*", re.IGNORECASE)
_FILE_ENDING = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|tex|dvi|indd|html?|txt|odt|rtf|qxd)$", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
TITLE_CHARS = 200
PART_CHARS = 120
_ENDING_CHARS = 10
_DEEPEST_NAME = 8
_UNNAMED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""What a name cannot hold, or that would change how others beside it are shown."""
PICTURE = "a picture"
DRAWING = "a drawing"
EMPTY = ""
_WITHOUT_TEXT = {
    PICTURE: mark_plural("{pages} has no text (it is a picture)", "{pages} have no text (they are pictures)"),
    DRAWING: mark_plural("{pages} has no text (it is a drawing)", "{pages} have no text (they are drawings)"),
    EMPTY: mark_plural("{pages} has no text (empty)", "{pages} have no text (empty)"),
}


class Builder:
    """Joins blocks into one text and remembers where each stands.

    Attributes:
        blocks: What was added so far, in order.
        notices: Sentences about what could not be read.
        damages: Those of them that tell of damage.
        read: How many things other than running text were read, by their nouns; see `inventory`.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.read: Counter[str] = Counter()
        self.blocks: list[Block] = []
        self.notices: list[str] = []
        self.damages: list[str] = []
        self.to_recognise: tuple[int, ...] = ()
        self._recognised: list[RecognisedText] = []
        self._documents: list[Stretch] = []
        self._names: Counter[str] = Counter()
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []
        self._pages_end: int | None = None
        self._labels: dict[int, str] = {}

    def add(self, kind: BlockKind, text: str, *, level: int = 0, title: str = "") -> None:
        """Append a block after an empty line, or a list item after another.

        Args:
            kind: What it is.
            text: Its text; nothing is added where it is only white space.
            level: Of a heading.
            title: Of a heading.
        """
        text = text.strip("\n") if kind == "code" else text.strip()
        if not text.strip():
            return
        self._separate("\n" if kind == "list" and self.blocks and self.blocks[-1].kind == "list" else "\n\n")
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        self.blocks.append(Block(kind, start, self._length, level, title))

    def heading(self, level: int, title: str) -> None:
        """Append a heading of one line."""
        title = one_line(title)
        self.add("heading", title, level=max(1, level), title=title)

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Append a table, a line a row; rows without text are left out."""
        lines = [table_line(row) for row in rows if any(cell.strip() for cell in row)]
        self.add("table", "\n".join(lines))

    def note_damages(self, notices: Iterable[str]) -> None:
        """Add sentences that tell of damage."""
        for notice in notices:
            self.notices.append(notice)
            self.damages.append(notice)

    def texts(self) -> list[str]:
        """Return the text of each block."""
        return [part for part in self._parts if not part.isspace()]

    def begin_page(self, number: int, label: str = "") -> None:
        """Begin a page: what is added from now on stands on it.

        Args:
            number: Counted from 1.
            label: The number that is printed on it, where that is another.
        """
        self._separate("\n\n")
        self._labels[number] = label
        self._pages.append((number, self._length))

    def end_pages(self) -> None:
        """End the pages: what is added from now on stands on none."""
        if self._pages and self._pages_end is None:
            self._separate("\n\n")
            self._pages_end = self._length

    def end_part(
        self, first: int, name: str, data: bytes, *, kind: str, title: str, notices: Sequence[str] = ()
    ) -> None:
        """End a stretch that is a document of its own.

        Args:
            first: Number of its first block, a heading.
            name: Its name in the file, which may have folders; where several have the same, they are counted.
            data: Its bytes.
            kind: Its format.
            title: Its title.
            notices: What could not be read of it.
        """
        name = part_name(name)
        self._names[name] += 1
        if self._names[name] > 1:
            stem, ending = os.path.splitext(name)  # noqa: PTH122 - it is no file
            name = part_name(f"{stem} ({self._names[name]}){ending}")
            self._names[name] += 1
        held = hashlib.blake2b(data, digest_size=16).hexdigest()
        start = self.blocks[first].start
        self._documents.append(
            Stretch(name, title[:TITLE_CHARS], kind, start, self._length, len(data), held, tuple(notices))
        )

    def mark_recognised(self, first: int, lines: Sequence[RecognisedLine]) -> None:
        """Mark blocks that hold what was recognised in a picture.

        A block in which none of these lines stands is not marked.

        Args:
            first: Number of the first block that may hold it.
            lines: What was recognised.
        """
        texts = self.texts()
        for block, text in zip(self.blocks[first:], texts[first:], strict=True):
            bare = _letters(text)
            held = [line for line in lines if (words := _letters(line.text)) and words in bare]
            if held:
                sure = mean_confidence((len(line.text), line.confidence) for line in held)
                self._recognised.append(RecognisedText(block.start, block.end, round(sure, 3)))

    def mark_last(self, confidence: float) -> None:
        """Mark the last block as recognised in a picture, from 0 to 1 how surely."""
        if self.blocks:
            self._recognised.append(RecognisedText(self.blocks[-1].start, self.blocks[-1].end, confidence))

    def document(self, path: PurePath, *, title: str = "", language: str = "") -> Document:
        """Return what was built.

        Args:
            path: The file, whose name is the last resort for a title.
            title: The title that the file's own metadata gives.
            language: Of source code.
        """
        last = self._length if self._pages_end is None else self._pages_end
        ends = [start for _, start in self._pages[1:]] + [last]
        pages = tuple(
            Page(number, start, end, self._labels[number])
            for (number, start), end in zip(self._pages, ends, strict=False)
        )
        return Document(
            text="".join(self._parts),
            title=choose_title(title, self.blocks, path),
            kind=self.kind,
            blocks=tuple(self.blocks),
            pages=pages,
            language=language,
            notices=tuple(self.notices),
            read=dict(self.read),
            to_recognise=self.to_recognise,
            recognised=tuple(self._recognised),
            parts=tuple(self._documents),
        )

    def _separate(self, separator: str) -> None:
        if self._parts and not (self._parts[-1].isspace() and len(separator) <= len(self._parts[-1])):
            self._parts.append(separator)
            self._length += len(separator)


def part_name(name: str) -> str:
    """Return the name of a document in a file, fit to stand in a path below it."""
    places = []
    for place in name.replace("\\", "/").split("/"):
        place = _UNNAMED.sub(" ", one_line(place)).strip()
        if len(place) > PART_CHARS:
            stem, ending = os.path.splitext(place)  # noqa: PTH122 - it is no file
            ending = ending[:_ENDING_CHARS]
            place = stem[: PART_CHARS - len(ending)].rstrip() + ending
        if place.strip("."):
            places.append(place)
    return "/".join(places[-_DEEPEST_NAME:]) or "without a name"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def one_line(text: str) -> str:
    """Return the words of a text on one line."""
    return " ".join(text.split())


def squeeze(text: str) -> str:
    """Make runs of blanks one blank, and strip each line."""
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()


def table_line(cells: Sequence[str]) -> str:
    """Return a row of a table as one line, its cells between bars."""
    return "| " + " | ".join(one_line(cell) for cell in cells) + " |"


def choose_title(given: str, blocks: Iterable[Block], path: PurePath) -> str:
    """Return the metadata's title, else the first heading, else the file's name.

    Args:
        given: What the metadata says; many programs write "Microsoft Word - letter.doc" or "untitled" there.
        blocks: Of the document.
        path: Of the file.
    """
    given = _PROGRAM_PREFIX.sub("", one_line(given))
    sensible = len(given) > 1 and not _EMPTY_TITLES.fullmatch(given) and not _FILE_ENDING.search(given)
    if sensible:
        return given[:TITLE_CHARS]
    first = next((block.title for block in blocks if block.kind == "heading" and block.title), "")
    return (first or path.stem or path.name)[:TITLE_CHARS]


def without_text(noun: str, pages: Sequence[tuple[int, str]]) -> list[str]:
    """Return a sentence for each thing that stands on pages in place of text.

    Args:
        noun: What a page of this format is called, like "slide".
        pages: Numbers of the pages without text, rising, each with what is on it: `PICTURE`, `DRAWING` or `EMPTY`.
    """
    sentences = []
    for what in dict.fromkeys(what for __, what in pages):
        numbers = [number for number, other in pages if other == what]
        sentences.append(ngettext(*_WITHOUT_TEXT[what], len(numbers), pages=nouns.pages(numbers, noun)))
    return sentences


def damaged(noun: str, numbers: Sequence[int]) -> list[str]:
    """Return a sentence on the pages that could not be read, if any."""
    if not numbers:
        return []
    return [
        ngettext(
            "{pages} is damaged and could not be read",
            "{pages} are damaged and could not be read",
            len(numbers),
            pages=nouns.pages(numbers, noun),
        )
    ]


def not_read(count: int, noun: str) -> list[str]:
    """Return a sentence on things whose words are not read, if any."""
    if count <= 0:
        return []
    return [ngettext("{what} was not read", "{what} were not read", count, what=nouns.counted(count, noun))]

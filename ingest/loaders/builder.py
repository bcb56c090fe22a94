"""A document put together block by block, for the formats whose text has to be composed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from ingest.records import Block, BlockKind, Document, Page

_EMPTY_TITLES = re.compile(
    r"untitled.*|document\d*|presentation\d*|powerpoint presentation|slide \d+|book\d*|sheet\d*|无标题.*|\W*",
    re.IGNORECASE,
)
_PROGRAM_PREFIX = re.compile(r"^microsoft (?:word|powerpoint|excel)\s*-\s*", re.IGNORECASE)
_FILE_ENDING = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|tex|dvi|indd|html?|txt|odt|rtf|qxd)$", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
TITLE_CHARS = 200


class Builder:
    """Joins blocks into one text and remembers where each stands.

    Attributes:
        blocks: What was added so far, in order.
        notices: Sentences about what could not be read.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.blocks: list[Block] = []
        self.notices: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []

    def add(self, kind: BlockKind, text: str, *, level: int = 0, title: str = "") -> None:
        """Append a block after an empty line; a list item after a list item follows on the next line.

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
        """Append a table, a line a row and the cells between bars; rows without text are left out."""
        lines = [table_line(row) for row in rows if any(cell.strip() for cell in row)]
        self.add("table", "\n".join(lines))

    def begin_page(self, number: int) -> None:
        """Say that what is added from now on stands on this page."""
        self._separate("\n\n")
        self._pages.append((number, self._length))

    def document(self, path: PurePath, *, title: str = "", language: str = "") -> Document:
        """Return what was built.

        Args:
            path: The file, whose name is the last resort for a title.
            title: The title that the file's own metadata gives.
            language: Of source code.
        """
        ends = [start for _, start in self._pages[1:]] + [self._length]
        pages = tuple(
            Page(number, start, end) for (number, start), end in zip(self._pages, ends, strict=False)
        )
        return Document(
            text="".join(self._parts),
            title=choose_title(title, self.blocks, path),
            kind=self.kind,
            blocks=tuple(self.blocks),
            pages=pages,
            language=language,
            notices=tuple(self.notices),
        )

    def _separate(self, separator: str) -> None:
        if self._parts and not (self._parts[-1].isspace() and len(separator) <= len(self._parts[-1])):
            self._parts.append(separator)
            self._length += len(separator)


def one_line(text: str) -> str:
    """Return the words of a text on one line."""
    return " ".join(text.split())


def squeeze(text: str) -> str:
    """Return a text with runs of blanks made one blank, and without blanks around its lines."""
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()


def table_line(cells: Sequence[str]) -> str:
    """Return a row of a table as one line, its cells between bars."""
    return "| " + " | ".join(one_line(cell) for cell in cells) + " |"


def choose_title(given: str, blocks: Iterable[Block], path: PurePath) -> str:
    """Return the metadata's title where it is sensible, else the first heading, else the file's name.

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

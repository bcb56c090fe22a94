"""What a file becomes: a document with its structure, and the passages cut from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list", "table", "code"]


class Unreadable(Exception):
    """A file cannot be read; the reason is a sentence for its owner.

    Attributes:
        reason: What is wrong with it, like "it is encrypted and needs a password".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """A page (of a PDF) or slide (of a presentation): `text[start:end]` of its document.

    Attributes:
        number: Counted from 1.
        start: First character.
        end: One past the last character.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of structure, `text[start:end]` of its document. Blocks are in order and do not overlap.

    Attributes:
        kind: What it is.
        start: First character.
        end: One past the last character.
        level: Of a heading, 1 for the outermost; else 0.
        title: Of a heading, its words without marks; else empty.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file and what is known of its structure.

    Attributes:
        text: All of it; every offset counts characters of this string.
        title: From the file's own metadata or its first heading, else its name.
        kind: The format, like "pdf" or "markdown".
        blocks: Headings, paragraphs, tables and code that cover all of the text that is not white space.
        pages: Pages or slides in order; empty where the format has none.
        language: Of source code, the programming language; else empty.
        notices: Sentences about what could not be read, like "page 3 has no text; it is a picture".
    """

    text: str
    title: str
    kind: str
    blocks: tuple[Block, ...] = ()
    pages: tuple[Page, ...] = ()
    language: str = ""
    notices: tuple[str, ...] = ()


def embedded_text(heading: Sequence[str], text: str) -> str:
    """Give what is embedded for a passage: its heading trail, then its text."""
    return f"{' > '.join(heading)}\n{text}" if heading else text


@dataclass(frozen=True)
class Passage:
    """A stretch of a document that is found and cited as one.

    Attributes:
        ordinal: Its place among the passages of its document, from 0.
        text: Exactly `document.text[start:end]`.
        start: First character in the document.
        end: One past the last character.
        page: Number of the page it starts on, or None.
        heading: The trail of headings it stands under, outermost first, the document's title first of all.
    """

    ordinal: int
    text: str
    start: int
    end: int
    page: int | None = None
    heading: tuple[str, ...] = ()

    @cached_property
    def embedded_text(self) -> str:
        """What is embedded: the heading trail, then the text, so that the passage can be understood alone."""
        return embedded_text(self.heading, self.text)

    @cached_property
    def key(self) -> str:
        """Name of the embedded text by its content: equal texts have equal keys."""
        return hashlib.blake2b(
            self.embedded_text.encode("utf-8", "surrogatepass"), digest_size=16
        ).hexdigest()

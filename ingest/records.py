"""What ingest hands on: documents, passages, records of files, and events."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.frozen import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BlockKind = Literal["heading", "paragraph", "list", "table", "code"]


class Unreadable(Exception):
    """A file cannot be read; the reason is a sentence for its owner.

    Attributes:
        reason: What is wrong with it, like "it is encrypted and needs a password".
        to_recognise: Numbers of its pages whose text may be recognised in what they show.
        skipped: Whether that is nothing to mend, as with a picture in which there are no words.
    """

    def __init__(self, reason: str, to_recognise: tuple[int, ...] = (), *, skipped: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.to_recognise = to_recognise
        self.skipped = skipped


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """Words that were recognised side by side in the picture of a page.

    Attributes:
        text: The words.
        confidence: From 0 to 1, higher is surer.
        left: Where they begin, in points from the left.
        bottom: Where they stand, in points from below.
        right: Where they end.
        size: Height of their letters, in points.
    """

    text: str
    confidence: float
    left: float
    bottom: float
    right: float
    size: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on a page.

    Attributes:
        lines: From above, and those side by side from the left; empty where there are no words.
        fault: Why nothing could be recognised; empty where it could.
    """

    lines: tuple[RecognisedLine, ...] = ()
    fault: str = ""

    @property
    def confidence(self) -> float:
        """How sure the words are, each by its length; 1 where there are none."""
        return mean_confidence((len(line.text), line.confidence) for line in self.lines)


def mean_confidence(parts: Iterable[tuple[int, float]]) -> float:
    """Return the mean confidence of a text's parts, weighed by their lengths.

    It is 1 where there are none, or all are empty.
    """
    weighed = list(parts)
    chars = sum(length for length, _ in weighed)
    return sum(length * confidence for length, confidence in weighed) / chars if chars else 1.0


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """A stretch of a document that was recognised in a picture: `text[start:end]`.

    Attributes:
        start: First character.
        end: One past the last character.
        confidence: From 0 to 1, higher is surer.
    """

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a PDF, or a slide: `text[start:end]` of its document.

    Attributes:
        number: Counted from 1.
        start: First character.
        end: One past the last character.
        label: The number that is printed on it where that is another, like "iv"; else empty.
    """

    number: int
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of structure: `text[start:end]` of its document.

    Blocks are in order and do not overlap.

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
class Stretch:
    """A stretch of a file's text that is a document of its own, like a mail.

    It begins with a heading that names it, which is not among its own words.

    Attributes:
        name: Tells it from the others in the file, like a path below it; the same as long as it stays the same.
        title: Its title.
        kind: Its format.
        start: First character, of the heading.
        end: One past the last character.
        size: Bytes that it takes.
        content_hash: Of those bytes.
        notices: What could not be read of it; these are among the file's too.
    """

    name: str
    title: str
    kind: str
    start: int
    end: int
    size: int
    content_hash: str
    notices: tuple[str, ...] = ()


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
        read: How many things other than running text were read, like check boxes, by their nouns.
        to_recognise: Numbers of the pages whose text is still to be recognised in what they show.
        recognised: Stretches whose words were recognised in a picture, in order.
        parts: Where the file holds documents, like mails: each of them, in order; they cover all of the text.
    """

    text: str
    title: str
    kind: str
    blocks: tuple[Block, ...] = ()
    pages: tuple[Page, ...] = ()
    language: str = ""
    notices: tuple[str, ...] = ()
    read: Mapping[str, int] = field(default_factory=dict)
    to_recognise: tuple[int, ...] = ()
    recognised: tuple[RecognisedText, ...] = ()
    parts: tuple[Stretch, ...] = ()


def embedded_text(heading: Sequence[str], text: str) -> str:
    """Return what is embedded for a passage: its heading trail, then its text."""
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
        confidence: Where its words were recognised in a picture: how surely, from 0 to 1; else None.
        page_label: The number that is printed on it where that is another, like "iv"; else empty.
    """

    ordinal: int
    text: str
    start: int
    end: int
    page: int | None = None
    heading: tuple[str, ...] = ()
    confidence: float | None = None
    page_label: str = ""

    @cached_property
    def key(self) -> str:
        """Name of the embedded text by its content: equal texts have equal keys."""
        embedded = embedded_text(self.heading, self.text).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(embedded, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Part:
    """A document among others in one file, as it is kept; see `Stretch`.

    Attributes:
        name: Tells it from the others in the file, like a path below it.
        title: Its title.
        kind: Its format.
        size: Bytes that it takes.
        content_hash: Of those bytes.
        notices: What could not be read of it.
        passages: Cut from it, in order.
    """

    name: str
    title: str
    kind: str
    size: int
    content_hash: str
    notices: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


def part_path(path: str, name: str) -> str:
    """Return the path of a document in a file, as if the file were a folder."""
    return path + os.sep + name.replace("/", os.sep)


State = Literal["found", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What is kept of a file beside its passages.

    Attributes:
        path: Absolute.
        state: Whether its text was found, could not be read, or is of no kind that is read.
        reason: Why it was not read; else empty.
        notices: What could not be read of it.
        title: Its title.
        kind: Its format.
        hash: Of its bytes; None where they could not be read.
        size: Bytes.
        mtime_ns: When it was last changed, nanoseconds since 1970.
        read_ns: When it was read.
        reader: Version of the code that read it.
        device: Number of the drive it lies on; 0 where that is not known.
        pictures: By number, the pages whose text is to be found in what they show: the name of the picture in which it
            was looked for, or None where that is still to be done.
        parts: The documents in it; then it has no passages of its own. None where it is a document itself.
    """

    path: str
    state: State
    size: int
    mtime_ns: int
    read_ns: int
    reader: int
    reason: str = ""
    notices: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    hash: str | None = None
    device: int = 0
    pictures: Mapping[int, str | None] = field(default_factory=dict)
    parts: Sequence[Part] | None = None


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """A document with pages whose text is still to be recognised.

    Attributes:
        path: Of its file.
        content_hash: Of the file as it was read.
        state: What became of it so far.
        device: Number of the drive it lies on.
        pages: Their numbers.
    """

    path: str
    content_hash: str
    state: State
    device: int
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a library knows of a file; the fields are those of `DocumentRecord`."""

    state: State
    reason: str
    hash: str | None
    size: int
    mtime_ns: int
    read_ns: int
    reader: int
    device: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that waits to be embedded.

    Attributes:
        key: Its name by content.
        text: What is to be embedded.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one transaction brings in line; written as a whole or not at all.

    Attributes:
        put: Documents to store in place of what was known under their paths.
        touched: Path, size, mtime_ns and read_ns of files that hold what they held.
        removed: Paths of documents to take out.
        moved: Paths of files whose drive has another number now, and that number.
    """

    put: Sequence[tuple[DocumentRecord, Sequence[Passage]]] = ()
    touched: Sequence[tuple[str, int, int, int]] = ()
    removed: Sequence[str] = ()
    moved: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Relocation:
    """Where files are now that were known at other places.

    Attributes:
        documents: The new path of each, by its old one.
        roots: The new place of each root that has moved as a whole, by its old one.
        dropped: Paths in those roots of files that were never read; they are found anew.
    """

    documents: Mapping[str, str]
    roots: Mapping[str, str]
    dropped: Sequence[str] = ()


class DocumentsPort(Protocol):
    """The documents of a library, as ingest writes them."""

    def add_roots(self, paths: Sequence[str]) -> None:
        """Remember folders and files that were given to be read."""

    def roots(self) -> list[str]:
        """Return the folders and files that were given to be read."""

    def known(self) -> Mapping[str, KnownFile]:
        """Return what is known of every file, by path."""

    def apply(self, changes: Changes) -> None:
        """Write changes in one transaction; when this returns, they are safe."""


class VectorsPort(Protocol):
    """The vectors of a library, as ingest writes them."""

    def begin(self, identity: str, engine: str, name: str) -> int:
        """Make a model the one to embed with; return how many texts wait for it."""

    def pending(self, identity: str, limit: int) -> list[Pending]:
        """Return texts that have no vector of a model yet."""

    def store(self, identity: str, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store vectors, shape (len(keys), dimensions)."""

    def finish(self, identity: str | None, given_up: int = 0) -> None:
        """Drop what no passage needs; use a model whose vectors are complete.

        Args:
            identity: The model; None where no model was at work.
            given_up: So many texts may be without a vector of it.
        """


class PicturesPort(Protocol):
    """What was recognised in pictures, as ingest reads and writes it."""

    def waiting(self, engine: str) -> list[WaitingDocument]:
        """Return the documents with pages that an engine has not tried to recognise."""

    def known(self, name: str, engine: str) -> RecognisedPage | None:
        """Return what was recognised in a picture, or None where it is to be tried."""

    def of_document(self, path: str) -> Mapping[int, tuple[str, RecognisedPage]]:
        """Return picture and text of each page of a document that is done."""

    def store(self, name: str, engine: str, page: RecognisedPage) -> None:
        """Store what was recognised in a picture, or why nothing was."""


class LibraryPort(Protocol):
    """The part of a library that ingest writes."""

    def relocate(self, moved: Relocation) -> None:
        """Let all that is known of files follow them, in one transaction."""

    @property
    def documents(self) -> DocumentsPort:
        """Its documents."""

    @property
    def vectors(self) -> VectorsPort:
        """Its vectors."""

    @property
    def pictures(self) -> PicturesPort:
        """What was recognised in pictures."""


class EmbedderPort(Protocol):
    """The part of an embedder that ingest calls."""

    @property
    def engine(self) -> str:
        """The engine's name."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def identity(self) -> str:
        """Equal for two embedders exactly if their vectors may be compared."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: float32, shape (len(texts), dimensions), rows of length 1."""


FileStatus = Literal["added", "updated", "unchanged", "removed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class FileEvent:
    """A file has been brought in line; what this says is safely stored.

    Attributes:
        path: Absolute.
        status: What was done with it.
        passages: Passages it now has.
        reason: Why it failed or was skipped; else empty.
        notices: What could not be read of it.
        to_recognise: Pages whose text is still to be recognised in what they show.
    """

    path: str
    status: FileStatus
    passages: int = 0
    reason: str = ""
    notices: tuple[str, ...] = ()
    to_recognise: int = 0


@dataclass(frozen=True, slots=True)
class PagesEvent:
    """Pages of a long file have been read, which is read in parts.

    Attributes:
        path: Of the file.
        done: How many pages have been read.
        total: How many it has.
    """

    path: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RecognitionEvent:
    """Pages have been recognised.

    Attributes:
        done: In this run.
        total: That waited when the run began.
        seconds: Since recognising began.
        path: Of the file that the last one belongs to.
    """

    done: int
    total: int
    seconds: float
    path: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddingEvent:
    """Texts have been embedded.

    Attributes:
        done: In this run.
        total: That waited when the run began.
        seconds: Since embedding began.
        set_aside: Texts that could not be embedded; they are not among those done.
    """

    done: int
    total: int
    seconds: float
    set_aside: int = 0

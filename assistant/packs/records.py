"""What stands in a pack, as records; read as though an enemy had written it.

Each record is a list of fields, one a line of JSON. Whatever is not of its type, its length or its range ends the
reading: nothing is guessed, nothing is run, no path leads out of the pack.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, get_args

from assistant.events import TurnStatus
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.packs.container import broken
from assistant.packs.names import checked_path
from assistant.text import encodable
from ingest.records import Passage

MOST_PASSAGES = 2_000_000
"""Of all documents together."""
MOST_DOCUMENTS = 500_000
MOST_TEXT = 200_000
"""Characters of a passage; the program's own have 1,400 at most, tables and code a few more."""
MOST_DOCUMENT = 500_000_000
MOST_LONG_TEXT = 4_000_000
"""Characters of a question, an answer or its reasoning, a note."""
MOST_MODELS = 8
MOST_DIMENSIONS = 16_384
MOST_LINE = 2_000
_MOST_ITEMS = 10_000
_INTEGER = 1 << 53
_HASH = re.compile(r"[0-9a-f]{32,64}")
_KIND = re.compile(r"[a-z0-9][a-z0-9_+.-]{0,39}")
_MODEL = re.compile(r"[\w][\w./:@+ -]{0,249}")
ENGINES = ("ollama", "embedded")


@dataclass(frozen=True, slots=True)
class PackModel:
    """An embedding model that a pack has vectors of; see `EmbeddingModel`."""

    identity: str
    engine: str
    name: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class PackDocument:
    """A document with its passages.

    Attributes:
        path: Relative, with forward slashes.
        title: Its title.
        kind: Its format.
        content: Hash of the file's bytes.
        size: Of the file, in bytes.
        mtime_ns: When the file was last changed.
        read_ns: When it was read.
        reader: Version of the code that read it.
        notices: What could not be read of it.
        pictures: By number, the pages whose text was looked for in what they show: the picture's hash.
        passages: Its passages, in order.
    """

    path: str
    title: str
    kind: str
    content: str
    size: int
    mtime_ns: int
    read_ns: int
    reader: int
    notices: tuple[str, ...] = ()
    pictures: Mapping[int, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()

    @property
    def edition(self) -> tuple[int, str, int, int, int]:
        """Orders what was read of one content: by how it was read, then by anything fixed."""
        return self.reader, self.digest(), self.mtime_ns, self.read_ns, self.size

    def digest(self) -> str:
        """Hash all that is found and shown of it."""
        hashed = hashlib.blake2b(digest_size=16)
        head = (self.title, self.kind, self.notices, sorted(self.pictures.items()))
        hashed.update(repr(head).encode("utf-8", "replace"))
        for one in self.passages:
            row = (one.text, one.start, one.page, one.heading, one.confidence, one.page_label)
            hashed.update(repr(row).encode("utf-8", "replace"))
        return hashed.hexdigest()


@dataclass(frozen=True, slots=True)
class PackPicture:
    """What was recognised in a picture; lines as `parser_process.lines_json` has them."""

    name: str
    engine: str
    fault: str
    lines: tuple[tuple[str, float, float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class PackNote:
    """A note on a part of a document; see `PartNotes`."""

    key: str
    passages: tuple[str, ...]
    model: str
    task: str
    wording: int
    text: str


@dataclass(frozen=True, slots=True)
class PackCell:
    """What a document answered; see `Cells`."""

    content: str
    asked: str
    answer: str
    answered_at: float


@dataclass(frozen=True, slots=True)
class PackConversation:
    """A conversation; turns are columns of the table, citations have the pack's paths."""

    title: str
    created_at: float
    updated_at: float
    turns: tuple[Mapping[str, Any], ...]
    pinned: bool = False
    tags: tuple[str, ...] = ()


# Checks of single values


def text(value: object, most: int, *, least: int = 0) -> str:
    """Check a text; lone surrogates and NUL become U+FFFD."""
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise broken(_("a text in it is none, or is longer than it may be"))
    return encodable(value).replace("\0", "\ufffd")


def integer(value: object, least: int = 0, most: int = _INTEGER) -> int:
    """Check a whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise broken(_("a number in it is none, or out of its range"))
    return value


def number(value: object, least: float = -1e12, most: float = 1e12) -> float:
    """Check a number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise broken(_("a number in it is none, or out of its range"))
    return float(value)


def listed(value: object, most: int) -> list[Any]:
    """Check a list."""
    if not isinstance(value, list) or len(value) > most:
        raise broken(_("a list in it is none, or is longer than it may be"))
    return value


def fields(value: object, count: int) -> list[Any]:
    """Check a record of so many fields."""
    if not isinstance(value, list) or len(value) != count:
        raise broken(_("a record in it does not have its fields"))
    return value


def matching(value: object, pattern: re.Pattern[str]) -> str:
    """Check a text against a pattern."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise broken(_("a name in it is none"))
    return value


def texts(value: object, most: int, longest: int) -> tuple[str, ...]:
    """Check a list of texts."""
    return tuple(text(one, longest) for one in listed(value, most))


# Records


def model_of(value: object) -> PackModel:
    """Read an embedding model."""
    identity, engine, name, dimensions = fields(value, 4)
    if engine not in ENGINES:
        raise broken(_("a model in it is of no engine that this program knows"))
    return PackModel(
        text(identity, 500, least=1), engine, matching(name, _MODEL), integer(dimensions, 1, MOST_DIMENSIONS)
    )


def document_head(value: object) -> tuple[PackDocument, int]:
    """Read a document without its passages; return how many follow too."""
    path, title, kind, content, size, mtime, read, reader, notices, pictures, count = fields(value, 11)
    pages = [fields(one, 2) for one in listed(pictures, 1_000_000)]
    head = PackDocument(
        checked_path(path),
        text(title, MOST_LINE),
        matching(kind, _KIND),
        matching(content, _HASH),
        integer(size),
        integer(mtime, -(1 << 62), 1 << 62),
        integer(read, 0, 1 << 62),
        integer(reader, 0, 1_000_000),
        texts(notices, _MOST_ITEMS, MOST_LINE),
        {integer(page, 1, 1 << 31): matching(name, _HASH) for page, name in pages},
    )
    return head, integer(count, 1, MOST_PASSAGES)


def head_json(one: PackDocument) -> list[Any]:
    """Write a document without its passages; see `document_head`."""
    return [
        one.path,
        one.title,
        one.kind,
        one.content,
        one.size,
        one.mtime_ns,
        one.read_ns,
        one.reader,
        list(one.notices),
        [list(item) for item in sorted(one.pictures.items())],
        len(one.passages),
    ]


def passage_of(value: object, ordinal: int) -> Passage:
    """Read a passage."""
    words, start, page, heading, confidence, label = fields(value, 6)
    own = text(words, MOST_TEXT)
    first = integer(start, 0, MOST_DOCUMENT)
    return Passage(
        ordinal,
        own,
        first,
        first + len(own),
        None if page is None else integer(page, 0, 1 << 31),
        texts(heading, 200, 20_000),
        None if confidence is None else number(confidence, 0, 1),
        text(label, MOST_LINE),
    )


def passage_json(one: Passage) -> list[Any]:
    """Write a passage; see `passage_of`."""
    return [one.text, one.start, one.page, list(one.heading), one.confidence, one.page_label]


def picture_of(value: object) -> PackPicture:
    """Read what was recognised in a picture."""
    name, engine, fault, lines = fields(value, 4)
    rows = []
    for line in listed(lines, 100_000):
        words, confidence, *places = fields(line, 6)
        left, bottom, right, size = (number(one, -1e9, 1e9) for one in places)
        rows.append((text(words, MOST_LINE * 10), number(confidence, 0, 1), left, bottom, right, size))
    return PackPicture(matching(name, _HASH), text(engine, 200), text(fault, MOST_LINE), tuple(rows))


def note_of(value: object) -> PackNote:
    """Read a note on a part of a document."""
    key, passages, model, task, wording, said = fields(value, 6)
    return PackNote(
        matching(key, _HASH),
        tuple(matching(one, _HASH) for one in listed(passages, MOST_PASSAGES)),
        text(model, 500),
        text(task, 20_000),
        integer(wording, 0, 1_000_000),
        text(said, MOST_LONG_TEXT),
    )


def cell_of(value: object, is_json: Callable[[str], bool]) -> PackCell:
    """Read what a document answered."""
    content, asked, answer, answered = fields(value, 4)
    said = text(answer, MOST_LONG_TEXT)
    if not is_json(said):
        raise broken(_("an answer in it cannot be read"))
    return PackCell(matching(content, _HASH), matching(asked, _HASH), said, number(answered, 0))


def conversation_of(value: object) -> PackConversation:
    """Read a conversation."""
    whole = listed(value, 6)
    # Earlier packs say nothing of pins and tags.
    title, created, updated, turns, pinned, tags = fields(
        [*whole, False, []] if len(whole) == 4 else whole, 6
    )
    if not isinstance(pinned, bool):
        raise broken(_("a conversation in it is neither pinned nor not"))
    rows = tuple(_turn_of(one) for one in listed(turns, 100_000))
    filed = tuple("-".join(one.split()) for one in texts(tags, 20, 40))
    return PackConversation(text(title, 500), number(created, 0), number(updated, 0), rows, pinned, filed)


_USAGE = ("prompt_tokens", "cached_tokens", "answer_tokens", "context_tokens")


def _turn_of(value: object) -> dict[str, Any]:
    whole = listed(value, 13)
    (
        question,
        searched,
        answer,
        reasoning,
        citations,
        unsupported,
        status,
        grounded,
        engine,
        model,
        usage,
        made,
        doubts,
    ) = fields([*whole, []] if len(whole) == 12 else whole, 13)
    if status not in get_args(TurnStatus) or not isinstance(grounded, bool):
        raise broken(_("an answer in it did not end in any way"))
    costs = fields(usage, 5)
    return {
        "question": text(question, MOST_LONG_TEXT),
        "searched_for": text(searched, MOST_LONG_TEXT),
        "answer": text(answer, MOST_LONG_TEXT),
        "reasoning": text(reasoning, MOST_LONG_TEXT),
        "citations": [_citation_of(one) for one in listed(citations, 1_000)],
        "unsupported": list(texts(unsupported, _MOST_ITEMS, MOST_LONG_TEXT)),
        "status": status,
        "grounded": grounded,
        "engine": text(engine, 100),
        "chat_model": text(model, 500),
        "usage": {
            **{
                name: None if cost is None else integer(cost)
                for name, cost in zip(_USAGE, costs, strict=False)
            },
            "seconds": number(costs[4], 0),
        },
        "created_at": number(made, 0),
        "doubts": [_doubt_of(one) for one in listed(doubts, 1_000)],
    }


def turn_json(turn: Mapping[str, Any]) -> list[Any]:
    """Write a turn; see `conversation_of`.

    Doubts stand behind it where there are any, so that earlier programs read the others.
    """
    usage = turn["usage"]
    return [
        *(turn[name] for name in ("question", "searched_for", "answer", "reasoning")),
        [_citation_json(one) for one in turn["citations"]],
        list(turn["unsupported"]),
        turn["status"],
        bool(turn["grounded"]),
        turn["engine"],
        turn["chat_model"],
        [*(usage.get(name) for name in _USAGE), usage.get("seconds", 0.0)],
        turn["created_at"],
        *([[_doubt_json(one) for one in turn["doubts"]]] if turn["doubts"] else []),
    ]


def _doubt_of(value: object) -> dict[str, Any]:
    code, message, hint = fields(value, 3)
    return {
        "code": text(code, 100, least=1),
        "message": text(message, MOST_LONG_TEXT),
        "hint": text(hint, MOST_LONG_TEXT),
        "doubts": True,
    }


def _doubt_json(one: Mapping[str, Any]) -> list[Any]:
    return [one["code"], one["message"], one.get("hint", "")]


def _citation_of(value: object) -> dict[str, Any]:
    own_number, source, title, page, heading, quote, start, end, confidence, label = fields(value, 10)
    return {
        "number": integer(own_number, 0, 100_000),
        "source": checked_path(source),
        "title": text(title, MOST_LINE),
        "page": None if page is None else integer(page, 0, 1 << 31),
        "heading": list(texts(heading, 200, 20_000)),
        "quote": text(quote, MOST_TEXT),
        "start": integer(start, 0, MOST_DOCUMENT),
        "end": integer(end, 0, MOST_DOCUMENT),
        "confidence": None if confidence is None else number(confidence, 0, 1),
        "page_label": text(label, MOST_LINE),
    }


def _citation_json(one: Mapping[str, Any]) -> list[Any]:
    names = ("number", "source", "title", "page", "heading", "quote", "start", "end")
    return [*(one[name] for name in names), one.get("confidence"), one.get("page_label", "")]

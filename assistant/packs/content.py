"""Read the content of a pack, part by part, in its order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.packs.container import Member, Source, broken, read_json, read_lines, read_members
from assistant.packs.records import (
    MOST_DOCUMENT,
    MOST_DOCUMENTS,
    MOST_MODELS,
    MOST_PASSAGES,
    PackCell,
    PackConversation,
    PackDocument,
    PackModel,
    PackNote,
    PackPicture,
    cell_of,
    conversation_of,
    document_head,
    listed,
    model_of,
    note_of,
    passage_of,
    picture_of,
)
from ingest.records import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEY_BYTES = 16
LENGTH_TOLERANCE = 0.01
"""So far the length of a vector may be from 1; half precision takes a ten-thousandth."""
SECTIONS = ("models.json", "documents", "vectors", "pictures", "notes", "cells", "conversations")


@dataclass(frozen=True, slots=True)
class PackVectors:
    """Some vectors of a pack.

    Attributes:
        model: Place of their model among those of the pack.
        keys: Names of the embedded texts.
        matrix: float32, shape (len(keys), dimensions), rows of length 1.
    """

    model: int
    keys: tuple[str, ...]
    matrix: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackModels:
    """The embedding models that a pack has vectors of."""

    models: tuple[PackModel, ...]


Item = PackModels | PackDocument | PackVectors | PackPicture | PackNote | PackCell | PackConversation


def read_pack(source: Source) -> Iterator[Item]:
    """Yield what a pack holds, each piece checked.

    That the whole is right is known only when the iterator has ended.

    Raises:
        LibraryError: It is no pack, is damaged, or breaks a bound.
    """
    reading = _Reading()
    for member in read_members(source, "pack"):
        yield from reading.items(member)
    reading.end()


class _Reading:
    def __init__(self) -> None:
        self._section = -1
        self._read = False
        self._models: tuple[PackModel, ...] = ()
        self._head: tuple[PackDocument, int] | None = None
        self._passages: list[Passage] = []
        self._keys: tuple[int, tuple[str, ...]] | None = None
        self._paths: set[str] = set()
        self._count = 0
        self._chars = 0

    def items(self, member: Member) -> Iterator[Item]:
        section = member.name.partition("/")[0]
        if section not in SECTIONS or SECTIONS.index(section) < self._section:
            raise broken(_("a part of it is not known here: {name}", name=member.name))
        if self._section < 0 and section != SECTIONS[0]:
            raise broken(_("it does not say which models it has vectors of"))
        if section != "documents":
            self._end_of_documents()
        self._section = SECTIONS.index(section)
        match section:
            case "models.json":
                yield self._read_models(member.data)
            case "documents":
                yield from self._documents(member.data)
            case "vectors":
                yield from self._vectors(member)
            case _:
                yield from self._records(section, member.data)

    def end(self) -> None:
        self._end_of_documents()
        if self._keys is not None or self._section < 0:
            raise broken(_("a part of it is missing"))

    def _end_of_documents(self) -> None:
        if self._head is not None:
            raise broken(_("passages of a document are missing"))

    def _read_models(self, data: bytes) -> PackModels:
        if self._read:
            raise broken(_("a part of it is there twice"))
        self._read = True
        self._models = tuple(model_of(one) for one in listed(read_json(data), MOST_MODELS))
        if len({one.identity for one in self._models}) != len(self._models):
            raise broken(_("a part of it is there twice"))
        return PackModels(self._models)

    def _documents(self, data: bytes) -> Iterator[PackDocument]:
        for value in read_lines(data):
            if self._head is None:
                self._head = document_head(value)
                path = self._head[0].path
                if path in self._paths or len(self._paths) == MOST_DOCUMENTS:
                    raise broken(_("a document is there twice, or there are too many"))
                self._paths.add(path)
                self._chars = 0
                continue
            passage = passage_of(value, len(self._passages))
            self._chars += len(passage.text)
            self._count += 1
            if self._chars > MOST_DOCUMENT or self._count > MOST_PASSAGES:
                raise broken(_("it holds more text than a pack may"))
            self._passages.append(passage)
            head, wanted = self._head
            if len(self._passages) == wanted:
                yield replace(head, passages=tuple(self._passages))
                self._head, self._passages = None, []

    def _vectors(self, member: Member) -> Iterator[PackVectors]:
        parts = member.name.split("/")
        ending = parts[-1].partition(".")[2]
        if len(parts) != 3 or not parts[1].isdigit() or not int(parts[1]) < len(self._models):
            raise broken(_("it has vectors of a model that it does not name"))
        place = int(parts[1])
        if ending == "keys" and self._keys is None and len(member.data) % KEY_BYTES == 0:
            hexes = member.data.hex()
            width = 2 * KEY_BYTES
            self._keys = place, tuple(hexes[at : at + width] for at in range(0, len(hexes), width))
        elif ending == "f16" and self._keys is not None and self._keys[0] == place:
            keys, self._keys = self._keys[1], None
            yield PackVectors(place, keys, _matrix(member.data, len(keys), self._models[place].dimensions))
        else:
            raise broken(_("vectors in it do not fit together"))

    def _records(self, section: str, data: bytes) -> Iterator[Item]:
        for value in read_lines(data):
            match section:
                case "pictures":
                    yield picture_of(value)
                case "notes":
                    yield note_of(value)
                case "cells":
                    yield cell_of(value, _is_json)
                case _:
                    yield conversation_of(value)


def _matrix(data: bytes, rows: int, dimensions: int) -> NDArray[np.float32]:
    import numpy as np

    if len(data) != 2 * rows * dimensions or not rows:
        raise broken(_("vectors in it do not have their length"))
    matrix = np.frombuffer(data, dtype="<f2").astype(np.float32).reshape(rows, dimensions)
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.linalg.norm(matrix, axis=1)
    # What is no number fails this too.
    if not bool(np.all(np.abs(lengths - 1) < LENGTH_TOLERANCE)):
        raise broken(_("vectors in it are none"))
    return matrix


def _is_json(text: str) -> bool:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, list)

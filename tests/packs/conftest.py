"""Libraries and packs for the tests of packs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.library.library import Library
from assistant.packs.container import Writer, json_bytes, pack_lines
from assistant.packs.export import Exported, export
from assistant.packs.importing import Imported, Keep, import_pack
from assistant.packs.records import PackModel
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import embed, passages, put

Make = Callable[..., Library]
DOCS = "/home/ann/docs"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes libraries with documents of one folder, each embedded."""
    made: list[Library] = []

    def library(
        name: str,
        texts: Mapping[str, str] | None = None,
        *,
        root: str = DOCS,
        mtime_ns: int = 1,
        embedder: HashingEmbedder | None = None,
    ) -> Library:
        own = Library(tmp_path / name, create=True)
        made.append(own)
        for path, text in (texts or {}).items():
            put(own, f"{root}/{path}", *text.split("|"), hash=hash_of(text), kind="text", mtime_ns=mtime_ns)
        if texts:
            own.documents.add_roots([root])
            embed(own, embedder or HashingEmbedder())
        return own

    yield library
    for one in made:
        one.close()


def hash_of(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def written(library: Library, path: Path, **more: Any) -> Exported:
    given = {"chosen": None, "conversations": True, "passphrase": None, "progress": lambda *_: None, **more}
    return export(library, path, **given)


def taken(
    library: Library,
    path: Path,
    keep: Keep | None = None,
    *,
    passphrase: str = "",
    wanted: PackModel | None = None,
) -> Imported:
    return import_pack(
        library, path, keep=keep, passphrase=lambda: passphrase, wanted=wanted, progress=lambda *_: None
    )


def bytes_of(library: Library, path: Path) -> bytes:
    """All that a library knows, as a pack of it says it."""
    written(library, path)
    return path.read_bytes()


def head(path: object = "docs/a.txt", count: int = 1, **fields: Any) -> list[Any]:
    """A document as a pack has it, some fields changed."""
    given: dict[str, Any] = {
        "path": path, "title": "A", "kind": "text", "content": "a" * 32, "size": 1, "mtime": 1, "read": 2, "reader": 1,
        "notices": [], "pictures": [], "count": count,
    }  # fmt: skip
    return list({**given, **fields}.values())


PASSAGE = ["The lease ends in May.", 0, None, [], None, ""]
KEY = passages(["The lease ends in May."])[0].key


def crafted(path: Path, members: Mapping[str, bytes], about: Mapping[str, object] | None = None) -> Path:
    """Write a container of some members, whatever is in them."""
    with path.open("wb") as file:
        writer = Writer(file, "pack", about or {})
        for name, data in members.items():
            writer.add(name, data)
        writer.close()
    return path


def lines(*values: object) -> bytes:
    return pack_lines([json_bytes(value) for value in values])


MODELS = json_bytes([["test:hashing@1", "embedded", "hashing", 2]])
